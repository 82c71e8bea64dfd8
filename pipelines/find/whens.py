"""What each rule of the date grammar (find/dates.py) means: its match → When."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.find import lengths
from pipelines.find.when_words import (
    DAYS,
    MONTH_OF,
    MONTHS,
    RANK,
    SEASONS,
    SHIFT,
    WEEKDAYS,
    read_int,
    read_month,
    read_number,
    read_shift,
    read_told,
    short_year,
)
from pipelines.model import When
from pipelines.words import holidays


def _day(match: re.Match[str]) -> When:
    year, lead = read_int(match, "y"), match.group().split()[0].lower()
    shift = {"last": -1, "next": 1}.get(lead) if year is None else None
    of_year = read_shift(match)
    first, last = read_int(match, "d"), read_int(match, "d2") or read_int(match, "d3")
    if read_int(match, "d1") is not None:
        first, last = read_int(match, "d1"), first
    if of_year is not None:
        return When("day", None, read_month(match), first, last, shift=of_year, what=read_told(match) or "year")
    return When("day", year, read_month(match), first, last, shift=shift)


def _iso(match: re.Match[str]) -> When | None:
    return When("day", int(match["y"]), int(match["m"]), int(match["d"])) if 1 <= int(match["m"]) <= 12 else None


def _numeric(match: re.Match[str]) -> When | None:
    """ "19.11.2024" begins with the day, "11/19/2024" with the month, where it can."""
    first, second = int(match["a"]), int(match["b"])
    day, month = (first, second) if match["sep"] == "." or first > 12 else (second, first)
    return When("day", int(match["y"]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _part(unit: str) -> Callable[[re.Match[str]], When]:
    def read(match: re.Match[str]) -> When:
        which = read_int(match, "q") or read_int(match, "q2") or RANK[(match["qw"] or "").lower()]
        rel, year = (match["rel"] or "").lower(), read_int(match, "y")
        if match["y2"]:
            year = short_year(match["y2"])
        if (match["qw"] or "").lower() == "last" and not rel and year is None:
            return When(unit, shift=-1)  # "last quarter": the one before this
        shift = 0 if rel == "the" else SHIFT.get(rel)
        return When(unit, year, month=which, shift=shift, what="the" if rel == "the" else "")

    return read


def _listed(match: re.Match[str]) -> When:
    """ "April, May and June"."""
    words = match.group().lower().replace(",", " ").split()
    months = [MONTHS[word] for word in words if word in MONTHS]
    return When("month", read_int(match, "y"), months[0], until=When("month", read_int(match, "y"), months[-1]))


def _beside(match: re.Match[str]) -> When:
    word = (match["rel"] or match["dir"]).lower()
    ahead = word in ("following", "next", "after", "later")
    return When("beside", shift=1 if ahead else -1, what=(match["u"] or match["u2"]).lower())


def _half_month(match: re.Match[str]) -> When:
    edge = "h1" if match["qw"].lower() == "first" else "h2"
    if match["rel"]:
        return When("month", shift=SHIFT[match["rel"].lower()], edge=edge)
    return When("month", read_int(match, "y"), read_month(match), edge=edge)


def _feast(match: re.Match[str]) -> When:
    what = holidays.names()[" ".join(match["feast"].lower().replace("’", "'").split())]
    year = read_int(match, "y") or read_int(match, "y2")
    shift = SHIFT[match["rel"].lower()] if match["rel"] else None
    return When("feast", year, shift=shift, what=what, edge="week" if match["week"] else "")


def _fiscal(match: re.Match[str]) -> When:
    """A fiscal year; "2024-25" begins in April and ends in March."""
    year = short_year(match["y"])
    return When("month", year, 4, until=When("month", year + 1, 3)) if match["y2"] else When("year", year)


def _rel_unit(match: re.Match[str]) -> When:
    unit = match["u"].lower()
    word = match["rel"].lower().split()[-1]
    if word in ("same", "that"):
        return When("same", what=unit)
    return When(unit, shift=SHIFT[word])


def _season(match: re.Match[str]) -> When:
    shift = None if (match["rel"] or "").lower() == "coming" else read_shift(match)
    return When("season", read_int(match, "y"), month=SEASONS[match["s"].lower()], shift=shift)


def _this_day(match: re.Match[str]) -> When:
    words = match["w"].lower().split()
    if "day" in words:
        return When("day", shift=-2 if words[-1] == "yesterday" else 2)
    return When("day", shift={"yesterday": -1, "last": -1, "tomorrow": 1}.get(words[0], 0))


def _weekday(match: re.Match[str]) -> When:
    shift = None if (match["rel"] or "").lower() == "coming" else read_shift(match)
    if match["wk"]:
        return When("week_day", what=str(WEEKDAYS[match["w"].lower()]), shift=SHIFT[match["wk"].lower()])
    return When("weekday", what=str(WEEKDAYS[match["w"].lower()]), shift=shift)


def _decade(match: re.Match[str]) -> When:
    return When("decade", read_int(match, "y"))


def _now(match: re.Match[str]) -> When:
    return When("now")


def _year_earlier(match: re.Match[str]) -> When:
    if match.group().lower().startswith("this"):
        return When("ago", units=1 if "next" in match.group().lower() else -1, what="year")
    return When("same", shift=-1, what="day" if re.search(r"\b(?:date|point|day)\b", match.group()) else "period")


def _sameness(match: re.Match[str]) -> str:
    """What is the same: "the same month" names the unit, "the same time last year" its period."""
    word = match.group().lower().split()[2]
    if word.endswith("s"):
        return "period"
    if word in ("point", "stage", "date") or (word == "time" and _same_year(match) is not None):
        return "day"
    return word if word in ("day", "week", "month", "quarter", "holiday") else "period"


def _same_year(match: re.Match[str]) -> int | None:
    if match["ty"]:
        return SHIFT[match["ty"].lower()]
    return -1 if match["ly"] or match["ly2"] else None


def _days_of_holiday(match: re.Match[str]) -> When:
    if match["which"] is None:
        return When("same", what="holiday")  # "on all eight days of the holiday"
    count = read_number(match) or 1
    return When("same", what="holiday", day=count if match["which"].lower() in ("first", "opening") else -count)


def _years(match: re.Match[str]) -> When:
    """ "2022-23", "2022-25" are years; "2024-05" is a month."""
    year, short = int(match["y"]), int(match["y2"])
    if short <= year % 100 and 1 <= short <= 12:
        return When("month", year, short)
    return When("year", year, until=When("year", year // 100 * 100 + short))


def _same(match: re.Match[str]) -> When:
    words = match.group().lower().split()
    if words[-1] in ("then", "when") or words[0] == "at":
        return When("same", what="then")
    return When("same", what="period" if words[-1] in ("period", "time") else "day")


READ: dict[str, Callable[[re.Match[str]], When | None]] = {
    "iso_day": _iso,
    "numeric_day": _numeric,
    "day_alone": lambda m: When("month_day", day=read_int(m, "d")),
    "month_day": _day,
    "day_month": _day,
    "short_month_year": lambda m: When("month", short_year(m["y"]) if m["y"] else int(m["y4"]), read_month(m)),
    "numeric_month": lambda m: When("month", read_int(m, "y"), read_int(m, "m")),
    "year_part": lambda m: When(
        "quarter" if m["p"][0].upper() == "Q" else "half", read_int(m, "y"), month=int(m["p"][1])
    ),
    "months_of": lambda m: When("first_months", short_year(m["y"]), units=read_int(m, "n")),
    "end_of_year": lambda m: When("year", read_int(m, "y"), edge="end"),
    "season_year": lambda m: When("season", read_int(m, "y"), month=SEASONS[m["s"].lower()]),
    "month_year": lambda m: When("month", read_int(m, "y"), read_month(m), shift=read_shift(m), what=read_told(m)),
    "month": lambda m: When("month", None, read_month(m), shift=read_shift(m)),
    "quarter": _part("quarter"),
    "season_quarter": lambda m: When("quarter", month={5: 2, 8: 3, 11: 4, 2: 1}[SEASONS[m["s"].lower()]]),
    "day_of_it": lambda m: When(
        "same", what="period", edge="first" if m["which"].lower() in ("first", "opening") else "end"
    ),
    "half": _part("half"),
    "first_months": lengths.first_months,
    "half_month": _half_month,
    "rel_unit": _rel_unit,
    "beside": _beside,
    "before_last": lambda m: When(m["u"].lower(), shift=-2),
    "rel_season": _season,
    "year_is_out": lambda m: When(
        "year", read_int(m, "y"), shift=None if m["y"] else 0, edge="end", what="" if m["y"] else "the"
    ),
    "into_new_year": lambda m: When("day", None, 1, 1),
    "new_year": lambda m: (
        When("day", read_int(m, "y"), 1, 1) if "new" in m.group().lower() else When("day", read_int(m, "y2"), 12, 25)
    ),
    "this_day": _this_day,
    "weekday": _weekday,
    "weekend": lambda m: When(
        "weekend", shift={"last": -1, "past": -1, "next": 1}.get(m.group().lower().split()[-2], 0)
    ),
    "ago": lengths.ago,
    "span_to": lambda m: When("span", units=-(read_number(m) or 1), what=m["u"].lower().rstrip("s")),
    "past_span": lengths.past_span,
    "span_to_come": lengths.to_come,
    "span_before": lengths.span_before,
    "within_span": lengths.within,
    "year_on_year": lambda m: When("none"),
    "decade": _decade,
    "whole_year": lambda m: When("year", shift=0, what="the"),
    "months_from": lengths.months_from,
    "other_part": lambda m: When("part", month=RANK[(m["qw"] or m["qw2"]).lower()]),
    "since_alone": lambda m: When("same", what="then"),
    "in_the_year": lambda m: When(m["u"].lower(), shift=0, what="the"),
    "the_year": lambda m: When(m["u"].lower(), shift=0, what="the"),
    "in_units": lengths.within,
    "units_after": lambda m: When("span", units=read_number(m) or 1, what=m["u"].lower().rstrip("s"), edge="relative"),
    "units_ahead": lengths.units_ahead,
    "the_units": lambda m: When("same", what="period", units=(read_number(m) or 1) * DAYS[m["u"].lower()]),
    "fiscal_to": lambda m: When("span", units=-1, what=(m["u"] or m["u2"] or m["u3"] or m["u4"]).lower()),
    "year_earlier": _year_earlier,
    "feast": _feast,
    "holiday": lambda m: When("same", what="holiday", shift=SHIFT[m["rel"].lower()] if m["rel"] else None),
    "same_day": _same,
    "same_period": lambda m: When("same", read_int(m, "y"), shift=_same_year(m), what=_sameness(m)),
    "week_of": lambda m: When(
        "week_of",
        read_int(m, "y"),
        MONTH_OF[(m["mon"] or m["mon2"]).lower().rstrip(".")],
        read_int(m, "d") or read_int(m, "d2"),
    ),
    "week_number": lambda m: When("week_number", read_int(m, "y"), units=read_number(m)),
    "week_of_month": lengths.week_of_month,
    "units_time": lambda m: When("ago", units=read_number(m) or 1, what=m["u"].lower().rstrip("s")),
    "into_month": lambda m: When("day", None, read_month(m), 1, read_number(m)),
    "into_year": lambda m: When(
        "first_months",
        read_int(m, "y"),
        units=read_number(m),
        shift=None if m["y"] else 0,
        what="" if m["y"] else "the",
    ),
    "month_quarter": lambda m: When("quarter", read_int(m, "y"), month=read_month(m) // 3),
    "mid_year": lambda m: When("half", read_int(m, "y") or read_int(m, "y2") or read_int(m, "y3"), month=1, edge="end"),
    "unit_end": lambda m: When(m["u"].lower(), shift=0, edge="end", what="the"),
    "last_months": lengths.last_months,
    "months_listed": _listed,
    "days_of_month": lengths.days_of_month,
    "fiscal_rel": lambda m: When("fiscal", shift=SHIFT[(m["rel"] or m["rel2"]).lower()]),
    "left_of_year": lambda m: When("left"),
    "that_of_year": lambda m: When("same", read_int(m, "y"), what="period"),
    "before_that": lambda m: When("same", what="then", edge="eve"),
    "it_ended": lambda m: When("year", shift=0, edge="end", what="the"),
    "days_of_holiday": _days_of_holiday,
    "so_far": lengths.so_far,
    "now": _now,
    "fiscal": _fiscal,
    "years": _years,
    "year": lambda m: When("year", read_int(m, "y")),
}
