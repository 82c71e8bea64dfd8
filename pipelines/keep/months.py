"""A series at the end of each month: stated, on the line between two statements, or carried on, and marked so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pipelines.keep.points import Point
from pipelines.keep.records import Row

CARRIED = 12  # months; an older figure says nothing of today


def months_of(points: Sequence[Point], today: date) -> list[Row]:
    """The rows of `monthly` of one series, from its first figure to its last, and carried on to the present month."""
    line = [point for point in points if point.counts]
    if not line:
        return []
    rows: list[Row] = []
    behind = 0  # the last point at or before the end of the month
    last = min(_later(line[-1].date, CARRIED), today.replace(day=1))
    for first in _months(line[0].date, max(last, line[-1].date)):
        end = _later(first, 1) - timedelta(days=1)
        while behind + 1 < len(line) and line[behind + 1].date <= end:
            behind += 1
        value, basis, per_day = _at(line, behind, first, end)
        before = rows[-1]["value"] if rows else None
        added = value - before if isinstance(before, int | float) and basis != "carried" else None
        rows.append(
            line[-1].best.row()
            | {"month": f"{first:%Y-%m}", "value": value, "basis": basis, "added": added, "per_day": per_day}
        )
    return rows


def _at(line: Sequence[Point], behind: int, first: date, end: date) -> tuple[float, str, float | None]:
    point = line[behind]
    if point.date >= first:
        return point.value, "stated", _pace(point.before, point)
    if behind + 1 == len(line):
        return point.value, "carried", None
    after = line[behind + 1]
    share = (end - point.date).days / (after.date - point.date).days
    return round(point.value + share * (after.value - point.value)), "between", _pace(point, after)


def _pace(before: Point | None, point: Point) -> float | None:
    return round((point.value - before.value) / (point.date - before.date).days, 3) if before else None


def _months(first: date, last: date) -> Iterator[date]:
    """The first day of each month from the one day's to the other's."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _later(month, 1)


def _later(day: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
