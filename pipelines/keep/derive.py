"""`series` and `latest`: tables made from what holds now, rebuilt at the end of each run.

They are tables and no views: a page over them is some fifty times as fast, and its facets never time out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlite_utils import Database

from pipelines.keep.records import Row

MONTH = 30.44  # days; 365.25 / 12 is 30.4375
YEAR = timedelta(days=365)
SHORTEST = 28  # days; a pace over less than four weeks says little of a year

# The best statement of a day comes first: see `doubt` in data/columns.toml, then who said it earliest.
STATEMENTS = """
    SELECT * FROM current
    WHERE measure = 'total' AND status = 'actual' AND period_end IS NOT NULL
    ORDER BY series_key, period_end, doubt, known_on, observation"""

#: Columns that a point takes from its best statement as they are.
TAKEN = (
    "series_key", "value", "value_max", "qualifier", "operator", "metric", "place", "country", "quote", "source",
    "published_on", "url", "observation",
)  # fmt: skip


@dataclass(frozen=True)
class Point:
    """A figure of a series on a day, the one that it is measured against, and its row of the table `series`."""

    date: date
    value: float
    qualifier: str
    before: Point | None
    row: Row


def rebuild(db: Database, today: date) -> None:
    """Both tables anew, inside the caller's transaction. `today` is the day that ages are counted to."""
    series: list[Row] = []
    latest: list[Row] = []
    for points in _series(db.query(STATEMENTS)):
        series += [point.row for point in points]
        latest.append(_latest(points, today))
    for name, rows in (("series", series), ("latest", latest)):
        table = db.table(name)
        table.delete_where()
        table.insert_all(rows)


def _series(statements: Iterable[Row]) -> Iterator[list[Point]]:
    """One list of points for each series, by day."""
    for _, rows in groupby(statements, key=lambda row: row["series_key"]):
        points: list[Point] = []
        standing: Point | None = None
        for _, of_day in groupby(rows, key=lambda row: row["period_end"]):
            point = _point(list(of_day), standing)
            points.append(point)
            if standing is None or point.row["change"] is not None:
                standing = point  # a floor under an earlier figure says nothing new of it, and is no base to count from
        yield points


def _point(statements: list[Row], before: Point | None) -> Point:
    best = statements[0]
    day = date.fromisoformat(str(best["period_end"]))
    value, qualifier = _number(best["value"]), str(best["qualifier"])
    figures = [_number(row["value"]) for row in statements if row["qualifier"] in ("exact", "approx")]
    change = None if before is None else _change(before, value, qualifier)
    days = None if before is None else (day - before.date).days
    row: Row = {
        "date": best["period_end"],
        "segment": ",".join(json.loads(str(best["segment"]))),
        "change": change,
        "days": days,
        "per_month": None if change is None or not days else round(MONTH * change / days, 1),
        "statements": len(statements),
        "spread": max(figures) - min(figures) if figures else 0,
    }
    return Point(day, value, qualifier, before, row | {name: best[name] for name in TAKEN})


def _change(before: Point, value: float, qualifier: str) -> float | None:
    """How many more; None where "over 2,900" after 2,905, or "up to 500" before 480, leaves open whether any."""
    more = value - before.value
    if more < 0 and (qualifier == "min" or before.qualifier == "max"):
        return None
    if more > 0 and qualifier == "max":
        return None
    return more


def _latest(points: list[Point], today: date) -> Row:
    last = points[-1]
    before = last.before
    row = {name: last.row[name] for name in (*TAKEN, "date", "segment")}
    return row | {
        "per_month_12": _pace(points),
        "age_days": (today - last.date).days,
        "previous": before.value if before else None,
        "previous_date": before.date.isoformat() if before else None,
        "points": len(points),
    }


def _pace(points: list[Point]) -> float | None:
    """Growth per month from the first statement of the last 12 months to the last one."""
    last = points[-1]
    first = next(point for point in points if point.date >= last.date - YEAR)
    days = (last.date - first.date).days
    change = _change(first, last.value, last.qualifier)
    return None if days < SHORTEST or change is None else round(MONTH * change / days, 1)


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return value
