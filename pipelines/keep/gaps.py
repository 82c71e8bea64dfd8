"""Feed gaps: between which moments articles may have been missed, and what has filled them since."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils import Database

from pipelines.keep import lookups
from pipelines.keep.records import stamp
from pipelines.model import Gap


def save(db: Database, run: int, gap: Gap, now: datetime) -> None:
    """Write down a gap, or that it is filled, inside the caller's transaction. One that stands already stays."""
    lookups.need_source(db, gap.outlet)
    same = [gap.outlet, gap.feed, stamp(gap.after), stamp(gap.before)]
    where = "source = ? AND feed = ? AND after = ? AND before = ?"
    if not db.table("gaps").count_where(where, same):
        row = dict(zip(("source", "feed", "after", "before"), same, strict=True))
        db.table("gaps").insert(row | {"found_at": stamp(now), "run": run})
    if gap.filled_by is not None:
        db.execute(
            f"UPDATE gaps SET filled_at = ?, filled_by = ? WHERE {where} AND filled_at IS NULL",
            [stamp(now), gap.filled_by, *same],
        )


def standing(db: Database, outlet: str) -> list[Gap]:
    """The outlet's gaps that nothing has filled, the oldest first."""
    rows = db.query("SELECT * FROM gaps WHERE source = ? AND filled_at IS NULL ORDER BY after", [outlet])
    return [Gap(outlet, str(row["feed"]), moment(str(row["after"])), moment(str(row["before"]))) for row in rows]


def moment(text: str) -> datetime:
    """A stamp of the database as a moment."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
