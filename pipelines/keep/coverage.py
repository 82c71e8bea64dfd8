"""Which fields each page had, counted by run and outlet: what a change of layout is seen by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from pipelines.keep import lookups
from pipelines.model import FieldState

STATES = ("found", "elsewhere", "empty", "missing")


def count(db: Database, run: int, outlet: str, states: Iterable[FieldState]) -> None:
    """Add the fields of one page, each at most once, inside the caller's transaction."""
    lookups.need_source(db, outlet)
    states = tuple(states)
    sums = ", ".join(f'"{name}" = "{name}" + (field IN ({_marks(states, name)}))' for name in STATES)
    values = [state.field for name in STATES for state in states if state.state == name]
    more = f"UPDATE coverage SET {sums} WHERE source = ? AND run = ? AND field IN ({_marks(states)})"
    if db.execute(more, [*values, outlet, run, *values]).rowcount == len(states):
        return
    counted = {
        field for (field,) in db.execute("SELECT field FROM coverage WHERE source = ? AND run = ?", [outlet, run])
    }
    for field, state in states:
        if field not in counted:
            row = {"source": outlet, "run": run, "field": field, **{name: int(name == state) for name in STATES}}
            db.table("coverage").insert(row)


def _marks(states: Iterable[FieldState], of: str | None = None) -> str:
    return ", ".join("?" for state in states if of in (None, state.state))
