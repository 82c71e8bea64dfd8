"""Which fields each page had, counted by run and outlet: what a change of layout is seen by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from pipelines.keep import lookups
from pipelines.model import FieldState

STATES = ("found", "elsewhere", "empty", "missing")


def count(db: Database, run: int, outlet: str, states: Iterable[FieldState]) -> None:
    """Add the fields of one page, inside the caller's transaction."""
    lookups.need_source(db, outlet)
    for field, state in states:
        more = f'UPDATE coverage SET "{state}" = "{state}" + 1 WHERE source = ? AND run = ? AND field = ?'
        if db.execute(more, [outlet, run, field]).rowcount == 0:
            db.table("coverage").insert(
                {"source": outlet, "run": run, "field": field, **{name: int(name == state) for name in STATES}}
            )
