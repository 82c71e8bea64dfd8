"""Days of the calendar: of a month, shifted by so many units, at an edge of a period, of the unit around a day.

Absolute days go through dateparser, with fixed language, order and formats.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache, lru_cache

Days = tuple[date, date]


@cache
def _parser() -> object:
    from dateparser import DateDataParser  # 75 ms to import: only an article with a day needs it

    return DateDataParser(
        languages=["en"], settings={"PARSERS": ["absolute-time"], "STRICT_PARSING": True, "DATE_ORDER": "YMD"}
    )


@lru_cache(maxsize=4096)
def absolute_day(year: int, month: int, day: int) -> date | None:
    """The day of these numbers, or None where the calendar has no such day (February 29, 2021)."""
    text = f"{calendar.month_name[month]} {day}, {year:04d}" if 1 <= month <= 12 else ""
    parser = _parser()
    found = parser.get_date_data(text, date_formats=["%B %d, %Y"])  # type: ignore[attr-defined]
    return found.date_obj.date() if found.date_obj else None


def month_days(year: int, month: int) -> Days:
    """First and last day of a month; months outside 1..12 run into the years beside."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


#: Units that are so many days.
IN_DAYS = {"day": 1, "week": 7, "fortnight": 14}


def shifted(day: date, unit: str, count: int) -> date:
    """The day so many days, weeks, months, quarters or years away; the last of the month where it has no such day."""
    if unit in IN_DAYS:
        return day + timedelta(days=count * IN_DAYS[unit])
    months = count * {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    first, last = month_days(day.year, day.month + months)
    return first.replace(day=min(day.day, last.day))


def edged(days: Days, edge: str) -> Days:
    """Early, mid, late, start and end of a month, quarter, half or year."""
    first, last = days
    if not edge or edge == "so_far":
        return days
    if edge == "end":
        return last, last
    if edge == "eve":
        return first - timedelta(days=1), first - timedelta(days=1)
    if edge in ("start", "first"):
        return first, first
    if edge in ("h1", "h2"):
        return (first, first.replace(day=15)) if edge == "h1" else (first.replace(day=16), last)
    if (last - first).days < 31:
        parts = {"early": (1, 10), "mid": (11, 20), "late": (21, last.day)}[edge]
        return first.replace(day=parts[0]), first.replace(day=parts[1])
    third = (last - first).days + 1
    cuts = {"early": (0, third // 3), "mid": (third // 3, third // 2 + 1), "late": (2 * third // 3, third)}[edge]
    return month_days((first + timedelta(cuts[0])).year, (first + timedelta(cuts[0] + 3)).month)[0], month_days(
        (first + timedelta(cuts[1] - 8)).year, (first + timedelta(cuts[1] - 8)).month
    )[1]


def around(day: date, unit: str) -> Days | None:
    """The month, quarter, year or week that a day is in."""
    if unit in ("month", "quarter", "year"):
        months = {"month": 1, "quarter": 3, "year": 12}[unit]
        first = (day.month - 1) // months * months + 1
        return month_days(day.year, first)[0], month_days(day.year, first + months - 1)[1]
    if unit == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + timedelta(days=6)
    return None
