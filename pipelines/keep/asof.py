"""The derived tables as they would have stood on a day: made anew in memory, before the eyes of one reader.

A figure has three times: when it held (`period_end`), when the world could know it (`known_on`), and when this file
said so (`recorded_at` to `withdrawn_at`). The first is in every row; a reader may go back along the other two.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from sqlite_utils import Database

from pipelines.keep.derive import TABLES, derive, write
from pipelines.keep.schema import quoted
from pipelines.keep.statements import statements
from pipelines.keep.verdicts import Verdict

Axis = Literal["published", "recorded"]

NOW = "o.withdrawn_at IS NULL"
RECORDED = "o.recorded_at < :next AND (o.withdrawn_at IS NULL OR o.withdrawn_at >= :next)"
KNOWN = (
    "AND min(coalesce(o.stated_on, a.published_on), a.published_on) <= :day "
    "AND (o.status = 'planned' OR coalesce(o.period_end, '') <= :day)"
)


def look_back(
    db: Database, day: date, axis: Axis, only: Mapping[str, str | None], verdicts: Mapping[str, Verdict]
) -> None:
    """Put temporary tables of the derived tables' names before them, as they would have stood on the day.

    `only` narrows them to the rows of an operator, a metric or a country. They go with the connection; the file is
    not written.
    """
    conditions = [f"AND o.{quoted(name)} = :{name}" for name, value in only.items() if value]
    parameters = {name: value for name, value in only.items() if value}
    parameters |= {"day": day.isoformat(), "next": (day + timedelta(days=1)).isoformat()}
    if axis == "published":
        conditions.append(KNOWN)
    series = statements(db, verdicts, " ".join(conditions), parameters, RECORDED if axis == "recorded" else NOW)
    for name in TABLES:
        db.execute(f"DROP TABLE IF EXISTS temp.{quoted(name)}")
        db.execute(f"CREATE TEMP TABLE {quoted(name)} AS SELECT * FROM main.{quoted(name)} LIMIT 0")
    for derived in derive(series, day):
        write(db, derived, "temp")
