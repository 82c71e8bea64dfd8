"""Words of dates and what they mean: months, weekdays, small numbers, ranks, and which way a word shifts."""

from __future__ import annotations

import re

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


def read_int(match: re.Match[str], name: str) -> int | None:
    value = match.groupdict().get(name)
    return int(re.sub(r"\D", "", value)) if value else None


def read_month(match: re.Match[str]) -> int:
    return MONTH_OF[match["mon"].lower().rstrip(".")]


def read_shift(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("rel") or "").lower().split()
    return SHIFT.get(word[-1]) if word else None


def read_told(match: re.Match[str]) -> str:
    """ "July of the following year", "of that year": counted from the year that was spoken of."""
    return "told" if set((match.groupdict().get("rel") or "").lower().split()) & {"the", "that"} else ""


def read_number(match: re.Match[str]) -> int | None:
    word = (match.groupdict().get("n") or "").lower()
    if not word:
        return None
    if word.startswith("half"):
        return 6
    return int(word) if word.isdigit() else SMALL.get(word.split()[-2] if word.endswith("of") else word.split()[-1])


def short_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)
