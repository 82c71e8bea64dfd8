"""What an analyst said of observations: right, wrong or corrected. It stands in a file of its own beside the database,
so that it outlives every replay, and nobody who marks a figure waits for a crawl."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from pipelines.keep.database import DatabaseBroken
from pipelines.keep.schema import VERDICTS, literal

CREATE = f"""
CREATE TABLE IF NOT EXISTS "verdicts" (
   "id" INTEGER PRIMARY KEY,
   "uid" TEXT NOT NULL CHECK (length(uid) = 64),
   "verdict" TEXT NOT NULL CHECK (verdict IN ({", ".join(map(literal, VERDICTS))})),
   "value" ANY CHECK (typeof(value) IN ('integer', 'real', 'null')),
   "note" TEXT NOT NULL DEFAULT '',
   "by" TEXT NOT NULL,
   "at" TEXT NOT NULL CHECK (at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T*Z'),
   CHECK ((verdict = 'corrected') = (value IS NOT NULL))
) STRICT"""

#: The last word on each observation counts.
NEWEST = "SELECT uid, verdict, value, at FROM verdicts WHERE id IN (SELECT max(id) FROM verdicts GROUP BY uid)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The last word on one observation; `value` is the right one where it was corrected."""

    verdict: str
    value: float | None
    at: str


def review_of(db: Path) -> Path:
    """The review file of a database: review.db beside stations.db, demo-review.db beside demo.db."""
    return db.with_name("review.db" if db.stem == "stations" else f"{db.stem}-review.db")


def verdicts(path: Path) -> Mapping[str, Verdict]:
    """The last word on each observation, by its uid; none where there is no such file. Raises DatabaseBroken."""
    if not path.is_file():
        return {}
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        try:
            rows = connection.execute(NEWEST).fetchall()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise DatabaseBroken(f"{path}: cannot be read as a review file ({error}); move it away") from error
    return {str(uid): Verdict(str(verdict), value, str(at)) for uid, verdict, value, at in rows}


def make_review(path: Path) -> None:
    """The file with its table, where it is missing. Raises DatabaseBroken."""
    try:
        db = Database(sqlite3.connect(path, timeout=30))
        db.enable_wal()
        db.execute(CREATE)
        db.close()
    except sqlite3.Error as error:
        raise DatabaseBroken(f"{path}: cannot be opened as a review file ({error})") from error


def mark(path: Path, uid: str, verdict: str, value: float | None, note: str, by: str, at: str) -> None:
    """Write down a verdict. Raises DatabaseBroken, also for a correction without a value."""
    make_review(path)
    try:
        db = Database(sqlite3.connect(path, timeout=30))
        row: dict[str, object] = {"uid": uid, "verdict": verdict, "value": value, "note": note, "by": by, "at": at}
        db.table("verdicts").insert(row)
        db.close()
    except sqlite3.Error as error:
        raise DatabaseBroken(f"{path}: the verdict is refused ({error})") from error
