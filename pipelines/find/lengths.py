"""What lengths of time mean in a date: "the past two weeks", "five months into the year", "two days before"."""

from __future__ import annotations

import re

from pipelines.find.when_words import BESIDE, DAYS, SHIFT, read_int, read_month, read_number
from pipelines.model import When

NEXT = ("next", "coming", "following")
LAST = ("last", "final", "closing")


def first_months(match: re.Match[str]) -> When | None:
    rel = (match["rel"] or "").lower()
    shift = 0 if rel == "the" else SHIFT.get(rel)
    count, unit = read_number(match) or 1, match["u"].lower()
    if unit != "months" and not (rel or match["y"]):
        return None  # "its first two weeks"
    what = "the" if rel == "the" else ""
    if unit != "months":
        return When("first_days", read_int(match, "y"), units=count * DAYS[unit], shift=shift, what=what)
    return When("first_months", read_int(match, "y"), units=count, shift=shift, what=what)


def last_months(match: re.Match[str]) -> When:
    count, rel = read_number(match) or 1, (match["rel"] or "").lower()
    year, shift = read_int(match, "y"), None if match["y"] else {"last": -1}.get(rel, 0)
    if 12 % count == 0 and count in (3, 6):
        unit = {3: "quarter", 6: "half"}[count]
        return When(unit, year, month=12 // count, shift=shift, what="the" if rel == "the" else "")
    return When("month", year, 13 - count, until=When("month", year, 12))


def months_from(match: re.Match[str]) -> When:
    first, year = read_month(match), read_int(match, "y")
    last = first + (read_number(match) or 1) - 1
    later = year + (last - 1) // 12 if year is not None else None
    return When("month", year, first, until=When("month", later, (last - 1) % 12 + 1))


def ago(match: re.Match[str]) -> When:
    forward = match["dir"].lower().split()[0] in ("later", "from", "after", "on")
    count = read_number(match) or 1
    what = match["u"].lower().rstrip("s")
    if (match["n"] or "").lower().startswith("half"):
        what = "month"
    if (match["half"] or match["half2"]) and what == "year":
        count, what = 12 * count + 6, "month"
    relative = match["dir"].lower().split()[0] not in ("ago", "back", "from")
    return When("ago", units=count if forward else -count, what=what, edge="relative" if relative else "")


def past_span(match: re.Match[str]) -> When | None:
    word, unit = match["dir"].lower(), match["u"].lower()
    if (match["half"] or match["half2"]) and unit.startswith("year"):
        ahead = 1 if word in NEXT else -1
        return When("span", units=ahead * (12 * (read_number(match) or 1) + 6), what="month")
    if match["n"] is None and word == "past" and unit in ("month", "quarter", "year"):
        return When("span", units=-1, what=unit)
    if match["n"] is None and not unit.endswith("s"):
        return When("beside" if word in BESIDE else unit, shift=SHIFT[word], what=unit if word in BESIDE else "")
    count = read_number(match)
    if count is None:
        return None  # "in the coming weeks"
    return When(
        "span",
        units=count if word in NEXT else -count,
        what=unit.rstrip("s"),
        edge="relative" if word in BESIDE else "",
    )


def to_come(match: re.Match[str]) -> When:
    return When("span", units=read_number(match) or 1, what=match["u"].lower().rstrip("s"))


def span_before(match: re.Match[str]) -> When:
    return When("span", units=-(read_number(match) or 1), what=match["u"].lower().rstrip("s"), edge="relative")


def units_ahead(match: re.Match[str]) -> When:
    """ "The ten days before" a date are a time; "two days before" it is a day."""
    ahead = match["dir"].lower().split()[0] in ("after", "following")
    count, what = (read_number(match) or 1) * (1 if ahead else -1), match["u"].lower().rstrip("s")
    return When("span" if match.group().lower().startswith("the ") else "ago", units=count, what=what, edge="beside")


def within(match: re.Match[str]) -> When:
    return When("span", units=read_number(match) or 1, what=match["u"].lower().rstrip("s"), edge="within")


def week_of_month(match: re.Match[str]) -> When:
    if match["u"].lower() == "weekend":
        last = match["which"].lower() in LAST
        return When("month_days", read_int(match, "y"), read_month(match), units=-1 if last else 1, what="weekend")
    rank = {"opening": 1, "first": 1, "second": 2, "third": 3, "fourth": 4}.get(match["which"].lower())
    if rank is None:
        return When("month_days", read_int(match, "y"), read_month(match), units=-7)
    return When("month_days", read_int(match, "y"), read_month(match), day=7 * rank - 6, units=7)


def days_of_month(match: re.Match[str]) -> When:
    count = (read_number(match) or 1) * DAYS[match["u"].lower()]
    back = match["which"].lower() in LAST
    return When("month_days", read_int(match, "y"), read_month(match), units=-count if back else count)


def so_far(match: re.Match[str]) -> When:
    year = next((y for name in ("y", "y2", "y3", "y4") if (y := read_int(match, name))), None)
    if "ytd" in match.group().lower():
        return When("year", year, shift=None if year else 0, edge="so_far")
    unit = "year" if year else (match["u"] or match["u2"] or match["u3"]).lower()
    return When(unit, year, shift=None if year else 0, edge="so_far")
