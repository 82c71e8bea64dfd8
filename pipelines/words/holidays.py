"""Holidays by name and year: data/words/holidays.toml."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from functools import cache
from typing import NamedTuple

from pipelines import DATA


class Holiday(NamedTuple):
    """The days off of one year, and the feast that they are for."""

    first: date
    last: date
    day: date


@cache
def _read() -> dict[str, dict[str, object]]:
    return tomllib.loads((DATA / "words" / "holidays.toml").read_text(encoding="utf-8"))


@cache
def names() -> dict[str, str]:
    """The holiday that each name, in lower case and with single spaces, stands for."""
    return {str(name).lower(): each for each, said in _read().items() for name in _list(said["names"])}


def pattern() -> str:
    """Any name of a holiday, as a regular expression."""
    words = sorted(names(), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+").replace("'", "[’']") for word in words)


def of_year(holiday: str, year: int) -> Holiday | None:
    """The holiday of a year; None where the list does not know it."""
    said = _read()[holiday]
    days = _list(said.get(str(year), ()))
    if not days and "every" in said:
        days = [f"{year}-{day}" for day in _list(said["every"])]
    if not days:
        return None
    first, last = (date.fromisoformat(str(day)) for day in days)
    feast = said.get("day", {})
    day = feast.get(str(year)) if isinstance(feast, dict) else None
    return Holiday(first, last, date.fromisoformat(day) if day else first)


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []
