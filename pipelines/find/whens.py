"""What each rule of the date grammar (find/dates.py) means: its match → When."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.model import When
from pipelines.words import holidays

MONTHS = {
    name: n
    for n, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
MONTH_OF = {**MONTHS, **{name[:3]: n for name, n in MONTHS.items()}, "sept": 9}
WEEKDAYS = {name: n for n, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
SMALL = {
    name: n for n, name in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"a": 1, "an": 1, "couple": 2, "dozen": 12, "fifteen": 15, "eighteen": 18, "twenty": 20, "thirty": 30}
RANK = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "opening": 1,
    "closing": 4,
    "final": 4,
    "last": 4,
    "latter": 2,
    "back": 2,
}
SHIFT = {
    "this": 0,
    "current": 0,
    "last": -1,
    "past": -1,
    "previous": -1,
    "preceding": -1,
    "next": 1,
    "coming": 1,
    "following": 1,
    "same": 0,
    "that": 0,
    "ongoing": 0,
}
DAYS = {"days": 1, "weeks": 7, "months": 30, "quarters": 91}

#: Words that shift from the time spoken of, not from the publication day.
BESIDE = frozenset({"previous", "preceding", "following"})
SEASONS = {"spring": 5, "summer": 8, "autumn": 11, "fall": 11, "winter": 2}


def _int(match: re.Match[str], name: str) -> int | None:
    value = match.groupdict().get(name)
    return int(re.sub(r"\D", "", value)) if value else None


def _month(match: re.Match[str]) -> int:
    return MONTH_OF[match["mon"].lower().rstrip(".")]


def _shift(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("rel") or "").lower().split()
    return SHIFT.get(word[-1]) if word else None


def _told(match: re.Match[str]) -> str:
    """ "July of the following year", "of that year": counted from the year that was spoken of."""
    return "told" if set((match.groupdict().get("rel") or "").lower().split()) & {"the", "that"} else ""


def _number(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("n") or "").lower()
    if not word:
        return None
    if word.startswith("half"):
        return 6
    return int(word) if word.isdigit() else SMALL.get(word.split()[-2] if word.endswith("of") else word.split()[-1])


def _day(match: re.Match[str]) -> When:
    year, lead = _int(match, "y"), match.group().split()[0].lower()
    shift = {"last": -1, "next": 1}.get(lead) if year is None else None
    of_year = _shift(match)
    first, last = _int(match, "d"), _int(match, "d2") or _int(match, "d3")
    if _int(match, "d1") is not None:
        first, last = _int(match, "d1"), first
    if of_year is not None:
        return When("day", None, _month(match), first, last, shift=of_year, what=_told(match) or "year")
    return When("day", year, _month(match), first, last, shift=shift)


def _iso(match: re.Match[str]) -> When | None:
    return When("day", int(match["y"]), int(match["m"]), int(match["d"])) if 1 <= int(match["m"]) <= 12 else None


def _numeric(match: re.Match[str]) -> When | None:
    """ "19.11.2024" begins with the day, "11/19/2024" with the month, where it can."""
    first, second = int(match["a"]), int(match["b"])
    day, month = (first, second) if match["sep"] == "." or first > 12 else (second, first)
    return When("day", int(match["y"]), month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _part(unit: str) -> Callable[[re.Match[str]], When]:
    def read(match: re.Match[str]) -> When:
        which = _int(match, "q") or _int(match, "q2") or RANK[(match["qw"] or "").lower()]
        rel, year = (match["rel"] or "").lower(), _int(match, "y")
        if match["y2"]:
            year = _short_year(match["y2"])
        if (match["qw"] or "").lower() == "last" and not rel and year is None:
            return When(unit, shift=-1)  # "last quarter": the one before this
        shift = 0 if rel == "the" else SHIFT.get(rel)
        return When(unit, year, month=which, shift=shift, what="the" if rel == "the" else "")

    return read


def _first_months(match: re.Match[str]) -> When | None:
    rel = (match["rel"] or "").lower()
    shift = 0 if rel == "the" else SHIFT.get(rel)
    count, unit = _number(match) or 1, match["u"].lower()
    if unit != "months" and not (rel or match["y"]):
        return None  # "its first two weeks"
    what = "the" if rel == "the" else ""
    if unit != "months":
        return When("first_days", _int(match, "y"), units=count * DAYS[unit], shift=shift, what=what)
    return When("first_months", _int(match, "y"), units=count, shift=shift, what=what)


def _listed(match: re.Match[str]) -> When:
    """ "April, May and June"."""
    words = match.group().lower().replace(",", " ").split()
    months = [MONTHS[word] for word in words if word in MONTHS]
    return When("month", _int(match, "y"), months[0], until=When("month", _int(match, "y"), months[-1]))


def _last_months(match: re.Match[str]) -> When:
    count, rel = _number(match) or 1, (match["rel"] or "").lower()
    year, shift = _int(match, "y"), None if match["y"] else {"last": -1}.get(rel, 0)
    if 12 % count == 0 and count in (3, 6):
        unit = {3: "quarter", 6: "half"}[count]
        return When(unit, year, month=12 // count, shift=shift, what="the" if rel == "the" else "")
    return When("month", year, 13 - count, until=When("month", year, 12))


def _months_from(match: re.Match[str]) -> When:
    first, year = _month(match), _int(match, "y")
    last = first + (_number(match) or 1) - 1
    later = year + (last - 1) // 12 if year is not None else None
    return When("month", year, first, until=When("month", later, (last - 1) % 12 + 1))


def _beside(match: re.Match[str]) -> When:
    word = (match["rel"] or match["dir"]).lower()
    ahead = word in ("following", "next", "after", "later")
    return When("beside", shift=1 if ahead else -1, what=(match["u"] or match["u2"]).lower())


def _half_month(match: re.Match[str]) -> When:
    edge = "h1" if match["qw"].lower() == "first" else "h2"
    if match["rel"]:
        return When("month", shift=SHIFT[match["rel"].lower()], edge=edge)
    return When("month", _int(match, "y"), _month(match), edge=edge)


def _feast(match: re.Match[str]) -> When:
    what = holidays.names()[" ".join(match["feast"].lower().replace("’", "'").split())]
    year = _int(match, "y") or _int(match, "y2")
    shift = SHIFT[match["rel"].lower()] if match["rel"] else None
    return When("feast", year, shift=shift, what=what, edge="week" if match["week"] else "")


def _short_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _fiscal(match: re.Match[str]) -> When:
    """A fiscal year; "2024-25" begins in April and ends in March."""
    year = _short_year(match["y"])
    return When("month", year, 4, until=When("month", year + 1, 3)) if match["y2"] else When("year", year)


def _rel_unit(match: re.Match[str]) -> When:
    unit = match["u"].lower()
    word = match["rel"].lower().split()[-1]
    if word in ("same", "that"):
        return When("same", what=unit)
    return When(unit, shift=SHIFT[word])


def _season(match: re.Match[str]) -> When:
    shift = None if (match["rel"] or "").lower() == "coming" else _shift(match)
    return When("season", _int(match, "y"), month=SEASONS[match["s"].lower()], shift=shift)


def _this_day(match: re.Match[str]) -> When:
    words = match["w"].lower().split()
    if "day" in words:
        return When("day", shift=-2 if words[-1] == "yesterday" else 2)
    return When("day", shift={"yesterday": -1, "last": -1, "tomorrow": 1}.get(words[0], 0))


def _weekday(match: re.Match[str]) -> When:
    shift = None if (match["rel"] or "").lower() == "coming" else _shift(match)
    if match["wk"]:
        return When("week_day", what=str(WEEKDAYS[match["w"].lower()]), shift=SHIFT[match["wk"].lower()])
    return When("weekday", what=str(WEEKDAYS[match["w"].lower()]), shift=shift)


def _ago(match: re.Match[str]) -> When:
    forward = match["dir"].lower().split()[0] in ("later", "from", "after", "on")
    count = _number(match) or 1
    what = match["u"].lower().rstrip("s")
    if (match["n"] or "").lower().startswith("half"):
        what = "month"
    if (match["half"] or match["half2"]) and what == "year":
        count, what = 12 * count + 6, "month"
    relative = match["dir"].lower().split()[0] not in ("ago", "back", "from")
    return When("ago", units=count if forward else -count, what=what, edge="relative" if relative else "")


def _past_span(match: re.Match[str]) -> When | None:
    word, unit = match["dir"].lower(), match["u"].lower()
    if match["half"] and unit.startswith("year"):
        ahead = 1 if word in ("next", "coming", "following") else -1
        return When("span", units=ahead * (12 * (_number(match) or 1) + 6), what="month")
    if match["n"] is None and word == "past" and unit in ("month", "quarter", "year"):
        return When("span", units=-1, what=unit)
    if match["n"] is None and not unit.endswith("s"):
        return When("beside" if word in BESIDE else unit, shift=SHIFT[word], what=unit if word in BESIDE else "")
    count = _number(match)
    if count is None:
        return None  # "in the coming weeks"
    return When(
        "span",
        units=count if word in ("next", "coming", "following") else -count,
        what=unit.rstrip("s"),
        edge="relative" if word in BESIDE else "",
    )


def _to_come(match: re.Match[str]) -> When:
    return When("span", units=_number(match) or 1, what=match["u"].lower().rstrip("s"))


def _span_before(match: re.Match[str]) -> When:
    return When("span", units=-(_number(match) or 1), what=match["u"].lower().rstrip("s"), edge="relative")


def _units_ahead(match: re.Match[str]) -> When:
    """ "The ten days before" a date are a time; "two days before" it is a day."""
    ahead = match["dir"].lower().split()[0] in ("after", "following")
    count, what = (_number(match) or 1) * (1 if ahead else -1), match["u"].lower().rstrip("s")
    return When("span" if match.group().lower().startswith("the ") else "ago", units=count, what=what, edge="beside")


def _within(match: re.Match[str]) -> When:
    return When("span", units=_number(match) or 1, what=match["u"].lower().rstrip("s"), edge="within")


def _decade(match: re.Match[str]) -> When:
    return When("decade", _int(match, "y"))


def _now(match: re.Match[str]) -> When:
    return When("now")


def _week_of_month(match: re.Match[str]) -> When:
    if match["u"].lower() == "weekend":
        last = match["which"].lower() in ("last", "final", "closing")
        return When("month_days", _int(match, "y"), _month(match), units=-1 if last else 1, what="weekend")
    rank = {"opening": 1, "first": 1, "second": 2, "third": 3, "fourth": 4}.get(match["which"].lower())
    if rank is None:
        return When("month_days", _int(match, "y"), _month(match), units=-7)
    return When("month_days", _int(match, "y"), _month(match), day=7 * rank - 6, units=7)


def _days_of_month(match: re.Match[str]) -> When:
    count = (_number(match) or 1) * DAYS[match["u"].lower()]
    back = match["which"].lower() in ("last", "final", "closing")
    return When("month_days", _int(match, "y"), _month(match), units=-count if back else count)


def _so_far(match: re.Match[str]) -> When:
    year = _int(match, "y") or _int(match, "y2")
    unit = "year" if year else (match["u"] or match["u2"] or match["u3"]).lower()
    return When(unit, year, shift=None if year else 0, edge="so_far")


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


def _same(match: re.Match[str]) -> When:
    words = match.group().lower().split()
    if words[-1] in ("then", "when") or words[0] == "at":
        return When("same", what="then")
    return When("same", what="period" if words[-1] in ("period", "time") else "day")


READ: dict[str, Callable[[re.Match[str]], When | None]] = {
    "iso_day": _iso,
    "numeric_day": _numeric,
    "day_alone": lambda m: When("month_day", day=_int(m, "d")),
    "month_day": _day,
    "day_month": _day,
    "month_year": lambda m: When("month", _int(m, "y"), _month(m), shift=_shift(m), what=_told(m)),
    "month": lambda m: When("month", None, _month(m), shift=_shift(m)),
    "quarter": _part("quarter"),
    "season_quarter": lambda m: When("quarter", month={5: 2, 8: 3, 11: 4, 2: 1}[SEASONS[m["s"].lower()]]),
    "day_of_it": lambda m: When(
        "same", what="period", edge="first" if m["which"].lower() in ("first", "opening") else "end"
    ),
    "half": _part("half"),
    "first_months": _first_months,
    "half_month": _half_month,
    "rel_unit": _rel_unit,
    "beside": _beside,
    "rel_season": _season,
    "year_is_out": lambda m: When(
        "year", _int(m, "y"), shift=None if m["y"] else 0, edge="end", what="" if m["y"] else "the"
    ),
    "into_new_year": lambda m: When("day", None, 1, 1),
    "new_year": lambda m: (
        When("day", _int(m, "y"), 1, 1) if "new" in m.group().lower() else When("day", _int(m, "y2"), 12, 25)
    ),
    "this_day": _this_day,
    "weekday": _weekday,
    "weekend": lambda m: When(
        "weekend", shift={"last": -1, "past": -1, "next": 1}.get(m.group().lower().split()[-2], 0)
    ),
    "ago": _ago,
    "span_to": lambda m: When("span", units=-(_number(m) or 1), what=m["u"].lower().rstrip("s")),
    "past_span": _past_span,
    "span_to_come": _to_come,
    "span_before": _span_before,
    "within_span": _within,
    "year_on_year": lambda m: When("none"),
    "decade": _decade,
    "whole_year": lambda m: When("year", shift=0, what="the"),
    "months_from": _months_from,
    "other_part": lambda m: When("part", month=RANK[m["qw"].lower()]),
    "since_alone": lambda m: When("same", what="then"),
    "in_the_year": lambda m: When(m["u"].lower(), shift=0, what="the"),
    "the_year": lambda m: When(m["u"].lower(), shift=0, what="the"),
    "in_units": _within,
    "units_after": lambda m: When("span", units=_number(m) or 1, what=m["u"].lower().rstrip("s"), edge="relative"),
    "units_ahead": _units_ahead,
    "the_units": lambda m: When("same", what="period", units=(_number(m) or 1) * DAYS[m["u"].lower()]),
    "fiscal_to": lambda m: When("span", units=-1, what=(m["u"] or m["u2"] or m["u3"] or m["u4"]).lower()),
    "year_earlier": _year_earlier,
    "feast": _feast,
    "holiday": lambda m: When("same", what="holiday", shift=SHIFT[m["rel"].lower()] if m["rel"] else None),
    "same_day": _same,
    "same_period": lambda m: When("same", _int(m, "y"), shift=_same_year(m), what=_sameness(m)),
    "week_of": lambda m: When(
        "week_of", _int(m, "y"), MONTH_OF[(m["mon"] or m["mon2"]).lower().rstrip(".")], _int(m, "d") or _int(m, "d2")
    ),
    "week_number": lambda m: When("week_number", _int(m, "y"), units=_number(m)),
    "week_of_month": _week_of_month,
    "units_time": lambda m: When("ago", units=_number(m) or 1, what=m["u"].lower().rstrip("s")),
    "into_month": lambda m: When("day", None, _month(m), 1, _number(m)),
    "into_year": lambda m: When(
        "first_months", _int(m, "y"), units=_number(m), shift=None if m["y"] else 0, what="" if m["y"] else "the"
    ),
    "month_quarter": lambda m: When("quarter", _int(m, "y"), month=_month(m) // 3),
    "mid_year": lambda m: When("half", _int(m, "y") or _int(m, "y2"), month=1, edge="end"),
    "unit_end": lambda m: When(m["u"].lower(), shift=0, edge="end", what="the"),
    "last_months": _last_months,
    "months_listed": _listed,
    "days_of_month": _days_of_month,
    "it_ended": lambda m: When("year", shift=0, edge="end", what="the"),
    "days_of_holiday": lambda m: When(
        "same", what="holiday", day=(_number(m) or 1) * (1 if m["which"].lower() in ("first", "opening") else -1)
    ),
    "so_far": _so_far,
    "now": _now,
    "fiscal": _fiscal,
    "years": lambda m: When("year", int(m["y"]), until=When("year", int(m["y"]) // 100 * 100 + int(m["y2"]))),
    "year": lambda m: When("year", _int(m, "y")),
}
