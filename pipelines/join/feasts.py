"""Days of holidays: of the year that is said, else the last before or the next after publication."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.join.days import Days, around, edged
from pipelines.model import Status, When
from pipelines.words import holidays

#: How many days ahead of a holiday it is spoken of as the next one.
EVE = 45


def days_off(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """The days off of a holiday: of the year that is said, else the last before or the next after publication."""
    years = [published.year - 1, published.year, published.year + 1]
    if when.year is not None or when.shift is not None:
        years = [when.year if when.year is not None else published.year + (when.shift or 0)]
    known = [each for year in years if (each := holidays.of_year(when.what, year))]
    if status == "actual":
        past = [each for each in known if each.first <= published]
        return _of_holiday(past[-1], when.edge) if past else None
    coming = [each for each in known if each.last >= published]
    return _of_holiday(coming[0], when.edge) if coming else None


def _of_holiday(holiday: holidays.Holiday, edge: str) -> Days | None:
    return around(holiday.day, "week") if edge == "week" else edged((holiday.first, holiday.last), edge)


def eve_of(when: When, published: date, status: Status) -> Days | None:
    """The day up to which something is done "by" or "before" a holiday: its feast, where it lies ahead, else the eve."""
    if status == "planned":
        days = days_off(when, published, status, None)
        feast = holidays.of_year(when.what, days[1].year) if days is not None else None
        return (feast.day, feast.day) if feast is not None else None
    coming = days_off(when, published, "planned", None)
    if when.year is None and coming is not None and 0 < (coming[0] - published).days < EVE:
        return published, published  # "ahead of the National Day holiday, 40 were opened", said at the end of September
    days = days_off(when, published, status, None)
    return (days[0] - timedelta(days=1), days[0] - timedelta(days=1)) if days is not None else None
