"""Days that are counted from others: spans of so many units, "a year ago", "the same period", the month before."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.join.days import IN_DAYS, Days, around, edged, month_days, shifted
from pipelines.model import Status, When


def days_beside(when: When, base: Days) -> Days:
    """ "The ten days before the holiday", "two days after July 1": a time or a day beside a date."""
    count = when.units or 0
    if when.unit == "ago":
        day = shifted(base[0] if count < 0 else base[1], when.what, count)
        return day, day
    if count < 0:
        return shifted(base[0], when.what, count), base[0] - timedelta(days=1)
    return base[1] + timedelta(days=1), shifted(base[1], when.what, count)


def span_days(when: When, published: date, status: Status, reference: Days | None) -> Days:
    count = when.units or 0
    if when.edge == "relative" and reference is not None:
        if count < 0 and reference[0] == reference[1]:  # "by April 30, … over the preceding 30 days"
            return shifted(reference[0] + timedelta(days=1), when.what, count), reference[0]
        if count < 0:
            end = reference[0] - timedelta(days=1)
            return shifted(reference[0], when.what, count), end
        published = reference[1] + timedelta(days=1) if reference[0] < reference[1] else reference[1]
        return published, shifted(reference[1] + timedelta(days=1), when.what, count) - timedelta(days=1)
    if when.what and count > 0 and status == "actual" and when.edge == "within":
        end = reference[1] if reference is not None else published
        return shifted(end + timedelta(days=1), when.what, -count), end
    if count < 0:
        start = shifted(published, when.what, count)
        return (start + timedelta(days=1) if when.what in IN_DAYS else start), published
    return published, shifted(published, when.what, count)


def ago_days(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    base = reference if reference is not None and when.edge == "relative" else (published, published)
    count = when.units or 0
    first, last = shifted(base[0], when.what, count), shifted(base[1], when.what, count)
    if base[1] == month_days(base[1].year, base[1].month)[1] and when.what in ("month", "quarter", "year"):
        last = month_days(last.year, last.month)[1]
        first = last if base[0] == base[1] else first
    return first, last


def same_days(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """The period spoken of before; of another year where the text says so ("the same period of 2021")."""
    if when.what == "then" and when.edge == "eve" and status == "actual":
        return None  # "before that, it had been 20": on no day that is known
    if reference is None and when.year is not None:
        reference = published, published
    if reference is None:
        return None
    if when.units is not None and reference[0] == reference[1] and when.units > 1:
        reference = shifted(reference[1] + timedelta(days=1), "month", -round(when.units / 30)), reference[1]
    years = when.year - reference[1].year if when.year is not None else when.shift or 0
    if when.year is None and when.shift in (0, 1):  # "by the same time this year"
        years = published.year + when.shift - reference[1].year
    first, last = shifted(reference[0], "year", years), shifted(reference[1], "year", years)
    if when.what == "holiday" and when.day:  # "the first five days of the holiday"
        days = timedelta(days=abs(when.day) - 1)
        return (first, min(first + days, last)) if when.day > 0 else (max(last - days, first), last)
    if when.what == "week" and (last - first).days == 6:
        return edged((first, last), when.edge)  # of a week that began on any day
    return edged(around(last, when.what) or (first, last), when.edge)


def beside_days(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """The month, year, … before or after the one spoken of ("the following year")."""
    base = reference if reference is not None else (published, published)
    shift = when.shift or 0
    if when.what == "day":
        day = (base[1] if shift > 0 else base[0]) + timedelta(days=shift)
        return day, day
    if when.what == "year" and reference is not None and 363 <= (base[1] - base[0]).days <= 366:
        return shifted(base[0], "year", shift), shifted(base[1], "year", shift)  # of twelve months to June
    unit = around(base[1], when.what)
    if unit is None:
        return None
    inside = shifted(unit[0], when.what, shift)
    days = around(inside, when.what)
    return edged(days, when.edge) if days else None
