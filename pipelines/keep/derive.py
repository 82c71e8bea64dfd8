"""`series`, `latest`, `monthly`, `targets`, `conflicts` and `openings`: tables made from what holds now, at the end of
each run, in the transaction that closes it. Only series that changed are made again.

They are tables and no views: a page over them is some fifty times as fast, and its facets never time out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from sqlite_utils import Database

from pipelines import DATA
from pipelines.keep import news
from pipelines.keep.disputes import conflicts_of
from pipelines.keep.goals import targets_of
from pipelines.keep.months import CARRIED, months_of
from pipelines.keep.openings import openings_of
from pipelines.keep.points import latest_row, points_of
from pipelines.keep.records import Row
from pipelines.keep.schema import quoted, schema
from pipelines.keep.statements import Statement, statements
from pipelines.keep.verdicts import Verdict

TABLES = ("series", "latest", "monthly", "targets", "conflicts", "openings")
FILES = ("derive", "statements", "points", "months", "goals", "disputes", "openings", "waivers")
BATCH = 5_000  # rows; what is held in memory before it is written

#: Series that a run has touched since the derived tables were last made; also by one that was cut off.
TOUCHED = """
    SELECT series_key FROM observations WHERE recorded_run > :run
    UNION SELECT series_key FROM observations WHERE withdrawn_run > :run
    UNION SELECT o.series_key FROM articles AS a JOIN observations AS o ON o.article = a.id WHERE a.copy_run > :run
    UNION SELECT series_key FROM targets WHERE state = 'open' AND deadline < :today"""


@dataclass
class Derived:
    """The rows of every derived table for some series, as they would stand."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TABLES})

    def add(self, statements: list[Statement], today: date) -> None:
        """Everything that follows from the statements of one series."""
        points = points_of(statements)
        rows = self.rows
        if points:
            rows["series"] += [point.row() for point in points]
            rows["latest"].append(latest_row(points, today))
            rows["monthly"] += months_of(points, today)
        rows["targets"] += targets_of(statements, points, today)
        rows["conflicts"] += conflicts_of(statements, points)
        rows["openings"] += openings_of(statements)

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))


@cache
def series_version() -> str:
    """Twelve hex digits that change with the rules of the derived tables, their columns and the waivers."""
    folder = Path(__file__).parent
    digest = hashlib.sha256()
    for file in (*(folder / f"{name}.py" for name in FILES), DATA / "columns.toml", DATA / "waivers.toml"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def wanted(db: Database) -> bool:
    """True where the file has totals and no series: an update of the tables has emptied what is derived."""
    if db.execute("SELECT 1 FROM series LIMIT 1").fetchone() or _last_rebuild(db):
        return False
    stated = "SELECT 1 FROM observations WHERE withdrawn_at IS NULL AND measure = 'total' AND status = 'actual' LIMIT 1"
    finished = "SELECT 1 FROM runs WHERE status IN ('ok', 'errors') LIMIT 1"
    return all(db.execute(query).fetchone() for query in (stated, finished))


def rebuild(db: Database, run: int, now: str, verdicts: Mapping[str, Verdict]) -> None:
    """Bring every derived table up to date, inside the caller's transaction.

    `now` is the stamp that ages are counted to. What the world should hear of (milestones, moved targets, conflicts)
    is added to `changes`, a fall that nothing explains to `checks`.
    """
    today = date.fromisoformat(now[:10])
    last = _last_rebuild(db)
    _mark_dirty(db, last, today, verdicts)
    before = news.standing(db)
    wanted = ""
    if last is None:
        for name in TABLES:
            db.execute(f"DELETE FROM {quoted(name)}")
    else:
        wanted = "AND o.series_key IN (SELECT series_key FROM dirty)"
        for name in TABLES:
            db.execute(f"DELETE FROM {quoted(name)} WHERE series_key IN (SELECT series_key FROM dirty)")
    for derived in derive(statements(db, verdicts, wanted), today):
        write(db, derived)
    _let_time_pass(db, today)
    news.tell(db, before, run, now)
    db.table("runs").update(run, {"series_version": series_version()})
    db.execute("DROP TABLE temp.dirty")


def derive(series: Iterator[tuple[str, list[Statement]]], today: date) -> Iterator[Derived]:
    """Everything that follows from the series, in batches."""
    derived = Derived()
    for _, members in series:
        derived.add(members, today)
        if len(derived) >= BATCH:
            yield derived
            derived = Derived()
    yield derived


def _last_rebuild(db: Database) -> tuple[int, str] | None:
    """(run, stamp) of the last one by the rules of today; None where the tables must be made anew: also after a clock
    that jumped back, since ages and months were reckoned to the wrong day."""
    query = "SELECT id, finished_at FROM runs WHERE series_version = ? ORDER BY id DESC LIMIT 1"
    row = db.execute(query, [series_version()]).fetchone()
    newest = "SELECT max(id) FROM runs WHERE series_version IS NOT NULL"
    latest = "SELECT max(finished_at) FROM runs WHERE series_version IS NOT NULL"
    standing = (db.execute(newest).fetchone()[0], db.execute(latest).fetchone()[0])
    return None if row is None or tuple(row) != standing else (int(row[0]), str(row[1]))


def _mark_dirty(db: Database, last: tuple[int, str] | None, today: date, verdicts: Mapping[str, Verdict]) -> None:
    """The temporary table `dirty`: the series to make again."""
    db.execute("CREATE TEMP TABLE dirty (series_key TEXT PRIMARY KEY)")
    if last is None:
        db.execute("INSERT INTO dirty SELECT DISTINCT series_key FROM observations")
        return
    run, finished = last
    db.execute(f"INSERT INTO dirty {TOUCHED}", {"run": run, "today": today.isoformat()})
    judged = [uid for uid, verdict in verdicts.items() if verdict.at >= finished]
    for uid in judged:
        db.execute("INSERT OR IGNORE INTO dirty SELECT series_key FROM observations WHERE uid = ?", [uid])


def write(db: Database, derived: Derived, of: str = "main") -> None:
    """Put the rows into their tables, or into those of the same names in another schema of the connection."""
    for name, rows in derived.rows.items():
        columns = [column.name for column in schema().tables[name].columns if column.name != "id"]
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {of}.{quoted(name)} ({', '.join(map(quoted, columns))}) VALUES ({marks})"
        # Not the library's insert_all: at the size of a replay it costs half as much again.
        db.conn.executemany(statement, ([row[column] for column in columns] for row in rows))


def _let_time_pass(db: Database, today: date) -> None:
    """What moves with the calendar alone: ages, and the figures that are carried on into a new month."""
    db.execute(
        "UPDATE latest SET age_days = julianday(:today) - julianday(date) "
        "WHERE age_days <> julianday(:today) - julianday(date)",
        {"today": today.isoformat()},
    )
    row = db.execute("SELECT max(month) FROM monthly WHERE month <= ?", [f"{today:%Y-%m}"]).fetchone()
    if row[0] is None or row[0] == f"{today:%Y-%m}":
        return
    first, last = (int(text[:4]) * 12 + int(text[5:7]) - 1 for text in (row[0], f"{today:%Y-%m}"))
    for count in range(first + 1, last + 1):
        month, oldest = (f"{n // 12}-{n % 12 + 1:02}" for n in (count, count - CARRIED))
        db.execute(
            "INSERT INTO monthly (month, value, basis, operator, metric, place, country, segment, series_key) "
            "SELECT :month, value, 'carried', operator, metric, place, country, segment, series_key FROM latest AS l "
            "WHERE substr(date, 1, 7) >= :oldest AND substr(date, 1, 7) < :month "
            "AND NOT EXISTS (SELECT 1 FROM monthly AS m WHERE m.series_key = l.series_key AND m.month = :month)",
            {"month": month, "oldest": oldest},
        )
