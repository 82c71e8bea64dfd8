"""Conflicts: statements of one series that cannot both be true, and totals that fall although nothing was removed.

`one article` and `out of line` are no quarrels between sources but figures that were probably misread: for those who
look after the reading.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from pipelines.keep.points import Point, sort_out
from pipelines.keep.records import Row
from pipelines.keep.statements import APPROX, Statement
from pipelines.keep.waivers import waivers


def conflicts_of(statements: Iterable[Statement], points: Sequence[Point]) -> list[Row]:
    """The rows of `conflicts` of one series. Of a day or a period, each other value is held against the best one."""
    rows: list[Row] = []
    for point in points:
        rows += _apart("same day", point.best, point.statements) + _apart("one article", point.best, point.beside)
    came = [s for s in statements if s.measure in ("added", "removed") and s.status == "actual" and s.period_end]
    came.sort(key=lambda s: (s.measure, str(s.period_start), s.period_end, s.doubt))
    for (_, start, _), members in groupby(came, key=lambda s: (s.measure, s.period_start, s.period_end)):
        best, others, beside = sort_out(list(members))
        if start is not None:
            rows += _apart("same period", best, others) + _apart("one article", best, beside)
    for point in points:
        if point.fell_from is not None:
            rows += _row("fall" if point.counts else "out of line", point.fell_from.best, point.best)
    return rows


def _apart(kind: str, best: Statement, members: Iterable[Statement]) -> list[Row]:
    seen, rows = set(), []
    for other in members:
        if other is best or (other.value, other.qualifier, other.measure) in seen or _older(best, other):
            continue
        seen.add((other.value, other.qualifier, other.measure))
        rows += _row(kind, best, other)
    return rows


def _older(best: Statement, other: Statement) -> bool:
    """True where a figure without a date is a little lower: it may be some days old."""
    return other.date_basis == "published" and best.value * (1 - APPROX) <= other.value <= best.value


def _row(kind: str, one: Statement, other: Statement) -> list[Row]:
    """The two as a row; none where what their qualifiers leave open lets both be true."""
    gap = max(one.low - other.high, other.low - one.high)
    if gap <= 0:
        return []
    day = str(other.period_end)
    waived = waivers().get((other.series_key, day)) if kind == "fall" else None
    row = one.row() | {
        "kind": kind,
        "date": day,
        "value_a": one.value,
        "value_b": other.value,
        "percent_apart": round(100 * gap / max(one.value, other.value), 1),
        "quote_a": one.quote,
        "quote_b": other.quote,
        "observation_a": one.observation,
        "observation_b": other.observation,
        "waived_on": waived[0] if waived else None,
        "waived_why": waived[1] if waived else None,
    }
    return [row]
