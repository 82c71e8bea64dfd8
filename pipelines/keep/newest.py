"""`newest_figure(…)`: the newest figure of a series as a function of SQL, by the rules that make `latest`.

So the questions of the past, which no table answers, are answered by one rule with those of today.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from pipelines.keep.points import newest, points_of
from pipelines.keep.statements import Statement, judge
from pipelines.keep.verdicts import Verdict, verdicts

ARGUMENTS = 13


def _stated(
    observation: int, uid: str, series_key: str, measure: str, value: float, value_max: float | None, qualifier: str,
    period_end: str, date_basis: str, known_on: str, source_name: str | None, quote: str, original: int,
) -> Statement:  # fmt: skip
    """The arguments as a statement, in those of its fields that decide. `replace` takes thrice the time."""
    return Statement(
        observation, original, uid, series_key, measure, "actual", value, value_max, qualifier, None, "", None, None,
        "[]", None, None, period_end, date_basis, source_name, quote, "", "", "", known_on, original,
    )  # fmt: skip


def know_newest_figure(connection: sqlite3.Connection, review: Path) -> None:
    """Make the function known to a connection; the verdicts in the review file steer it, as they steer the series."""
    standing = _Standing(review)

    def made() -> _Newest:
        return _Newest(standing.verdicts())

    connection.create_aggregate("newest_figure", ARGUMENTS, made)  # type: ignore[arg-type]


class _Standing:
    """The verdicts of a file, read again when it has changed."""

    def __init__(self, review: Path) -> None:
        self.review = review
        self.seen: object = None
        self.read: Mapping[str, Verdict] = {}

    def verdicts(self) -> Mapping[str, Verdict]:
        files = (self.review, self.review.with_name(f"{self.review.name}-wal"))
        now = [(file.stat().st_mtime_ns, file.stat().st_size) if file.is_file() else None for file in files]
        if now != self.seen:
            self.read, self.seen = verdicts(self.review), now
        return self.read


class _Newest:
    """The statements of one series: totals that stood, milestones, and what was removed."""

    def __init__(self, judged: Mapping[str, Verdict]) -> None:
        self.judged = judged
        self.statements: list[Statement] = []

    def step(self, *values: object) -> None:
        """One statement more, by the arguments of `_stated`."""
        stated = _stated(*values)  # type: ignore[arg-type]
        found = judge(stated, self.judged.get(stated.uid)) if self.judged else stated
        if found is not None:
            self.statements.append(found)

    def finalize(self) -> str | None:
        """The figure as JSON: observation, value, value_max, qualifier; None where there is none."""
        points = points_of(self.statements)
        if not points:
            return None
        best = newest(points).best
        return json.dumps({name: getattr(best, name) for name in ("observation", "value", "value_max", "qualifier")})
