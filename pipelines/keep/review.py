"""What an analyst looks at first, and what becomes of the verdict."""

from __future__ import annotations

from datetime import datetime
from math import isfinite

from pipelines.keep.database import DatabaseError
from pipelines.keep.records import Row, stamp
from pipelines.keep.schema import VERDICTS
from pipelines.keep.store import Store
from pipelines.keep.verdicts import mark, review_of, verdicts


class VerdictRefused(DatabaseError):
    """A verdict that says nothing; the message is one line."""


def deserving(store: Store, most: int) -> list[Row]:
    """At most so many rows of each kind of the question what_deserves_a_look, without what was judged already."""
    judged = set(verdicts(review_of(store.path)))
    rows = store.query("what_deserves_a_look", most=most + len(judged))
    uids = {row["observation"]: _uid(store, row["observation"]) for row in rows if row["observation"] is not None}
    shown: list[Row] = []
    for row in rows:
        if row["observation"] is not None and row["observation"] in [each["observation"] for each in shown]:
            continue  # a fall that is out of line is one thing to look at
        alike = sum(each["reason"] == row["reason"] for each in shown)
        if uids.get(row["observation"]) not in judged and alike < most:
            shown.append(row)
    return shown


def judge(store: Store, observation: int, verdict: str, value: float | None, note: str, by: str, now: datetime) -> str:
    """Write the verdict down and bring the series up to date; says in one line what was judged.

    Raises VerdictRefused, and DatabaseBroken for a review file that cannot be used.
    """
    if verdict not in VERDICTS:
        raise VerdictRefused(f"verdict {verdict!r} is none; it is one of {', '.join(VERDICTS)}")
    if (verdict == "corrected") != (value is not None):
        raise VerdictRefused("a corrected figure needs --value, and only that one takes it")
    if value is not None and not (isfinite(value) and value >= 0):
        raise VerdictRefused(f"--value {value:g} is no count")
    uid = _uid(store, observation)
    if uid is None:
        raise VerdictRefused(f"{store.path}: no observation {observation}; `stationwatch review` lists numbers")
    mark(review_of(store.path), uid, verdict, value, note, by, stamp(now))
    run = store.begin_run("review")
    store.finish_run(run)
    row = store.db.table("observations").get(observation)
    what = f"{row['value']:,} of {row['series_key']}"
    return f"{verdict}: {what}" + (f", right is {value:,}" if value is not None else "")


def _uid(store: Store, observation: object) -> str | None:
    found = store.db.execute("SELECT uid FROM observations WHERE id = ?", [str(observation)]).fetchone()
    return None if found is None else str(found[0])
