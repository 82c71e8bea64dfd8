"""Brings a file to the schema of this version: makes what is missing, rebuilds what differs, refuses what is newer.

Most changes need no step of their own: a new table, column, id or check is a line in data/columns.toml or a word
list, and `conform` copies the rows over. What moves data from one column to another is a named step of `STEPS`.
"""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipelines.keep import search
from pipelines.keep.database import DatabaseBroken, DatabaseTooNew, transaction
from pipelines.keep.lookups import metric_rows
from pipelines.keep.records import Row
from pipelines.keep.schema import Schema, Table, codebook_rows, create, quoted

logger = logging.getLogger(__name__)

STEPS = Migrations("stationwatch")

FACETS = (("operator", "metric", "country"), ("metric", "country", "operator"), ("country", "operator", "metric"))

#: (table, columns, condition, unique)
INDEXES = (
    ("observations", ("uid",), "withdrawn_at IS NULL", True),  # a withdrawn reading may come back as a new row
    ("observations", ("series_key", "measure", "status", "period_end"), "withdrawn_at IS NULL", False),
    ("observations", ("series_key", "measure", "status", "period_end"), None, False),
    ("observations", ("article",), None, False),
    ("observations", ("period_end",), None, False),
    ("observations", ("recorded_at",), None, False),
    ("observations", ("recorded_run",), None, False),
    # In the order of the rows and the smallest of those that hold now: what has no index of its own is read along it.
    # Along the first one, in the order of its hashes, a million rows took ten times as long.
    ("observations", ("recorded_run",), "withdrawn_at IS NULL", False),
    ("observations", ("withdrawn_run",), None, False),
    # Each facet with the two others, so that all are counted, and narrowed down by each other, without the rows.
    *(("observations", (*facets, "withdrawn_at"), None, False) for facets in FACETS),
    ("leftovers", ("article",), None, False),
    ("series", ("series_key", "date"), None, True),
    ("series", ("date",), None, False),
    *(("series", (*facets, "observation"), None, False) for facets in FACETS),  # and by a search
    *((name, ("series_key",), None, False) for name in ("monthly", "targets", "conflicts", "openings")),
    *(
        (name, (facet,), None, False)
        for name in ("latest", "monthly", "targets", "conflicts", "openings")
        for facet in ("operator", "metric", "country")
        if (name, facet) != ("monthly", "country")
    ),
    ("latest", ("date",), None, False),
    ("monthly", ("month",), None, False),
    ("targets", ("state",), None, False),
    ("targets", ("deadline",), None, False),
    ("conflicts", ("date",), None, False),
    ("openings", ("date",), None, False),
    ("articles", ("source",), None, False),
    ("articles", ("published_at",), None, False),
    ("article_versions", ("article",), None, False),
    ("article_versions", ("url",), None, False),
    ("series", ("standing",), "standing = 'doubted'", False),
    ("changes", ("at",), None, False),
    ("changes", ("run",), None, False),
    ("changes", ("article",), None, False),
    ("checks", ("run",), None, False),
    ("articles", ("copy_of",), None, False),
    ("articles", ("copy_run",), None, False),
    ("article_urls", ("article",), None, False),
    ("checks", ("url",), None, False),
    ("coverage", ("source", "run"), None, False),
    ("fetches", ("url",), None, False),
    ("fetches", ("run",), None, False),
)


@STEPS(name="001_first_tables")
def first_tables(db: Database) -> None:
    """Nothing to move: `conform` makes the tables."""


def bring_up_to_date(db: Database, path: Path, schema: Schema) -> None:
    """Make the file what this version expects. Raises DatabaseTooNew or DatabaseBroken, and changes nothing then."""
    if not behind(db, path, schema):
        return
    if moves := _moved(db, schema):
        _back_up(db, path, moves)
    db.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction, and tables are dropped and renamed
    try:
        with transaction(db):
            STEPS.apply(db)
            _conform(db, path, schema)
            broken = list(db.query("PRAGMA foreign_key_check"))
            if broken:
                raise DatabaseBroken(f"{path}: could not be brought up to date: {len(broken)} rows refer to nothing")
    finally:
        db.execute("PRAGMA foreign_keys = ON")


def backup_of(path: Path) -> Path:
    """Where the file lies as it was before its last update."""
    return path.with_name(f"{path.name}.before-update")


def _moved(db: Database, schema: Schema) -> list[str]:
    """The tables with rows whose shape an update changes; what is derived is made again from them."""
    standing = statements(db)
    return [
        table.name
        for table in schema.tables.values()
        if table.kind not in ("derived", "view")
        and table.name in standing
        and table.name not in _dictionaries(schema)
        and standing[table.name] != create(table)
        and db.execute(f"SELECT 1 FROM {quoted(table.name)} LIMIT 1").fetchone()
    ]


def _back_up(db: Database, path: Path, moves: list[str]) -> None:
    """A whole copy beside the file before rows are moved; the copy of the update before that one is replaced."""
    half, whole = path.with_name(f"{path.name}.half"), backup_of(path)
    half.unlink(missing_ok=True)
    db.execute("VACUUM INTO ?", [str(half)])
    half.replace(whole)
    logger.warning("%s: tables %s are brought up to date; the file as it was is %s", path, ", ".join(moves), whole.name)


def behind(db: Database, path: Path, schema: Schema) -> bool:
    """True where the file is not what this version expects. Raises DatabaseTooNew or DatabaseBroken."""
    _refuse_foreign(db, path)
    _refuse_newer(db, path, schema)
    return _differs(db, schema)


def _refuse_foreign(db: Database, path: Path) -> None:
    """Another program's database is left alone."""
    ours = STEPS.migrations_table in db.table_names()
    if db.table_names() and not ours:
        raise DatabaseBroken(f"{path}: is another program's database; give a file of its own with --db")


def _refuse_newer(db: Database, path: Path, schema: Schema) -> None:
    steps = {step.name for step in STEPS.pending(Database(memory=True))}
    version = _version(db)
    if version > schema.version or any(step.name not in steps for step in STEPS.applied(db)):
        raise DatabaseTooNew(
            f"{path}: was written by a newer stationwatch (tables of version {version}, this one knows "
            f"{schema.version}); update stationwatch, or give another file with --db"
        )


def _version(db: Database) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _differs(db: Database, schema: Schema) -> bool:
    standing = statements(db)
    return bool(
        STEPS.pending(db)
        or _version(db) != schema.version
        or any(standing.get(table.name) != create(table) for table in schema.tables.values())
        or any(list(db.table(name).rows) != rows for name, rows in _dictionaries(schema).items())
        or _standing_indexes(db) != _indexes()
        or not search.stands(db, schema)
    )


def _dictionaries(schema: Schema) -> dict[str, list[Row]]:
    """The tables that travel in the file so that it explains itself."""
    return {"codebook": codebook_rows(schema), "metrics": metric_rows()}


def statements(db: Database) -> dict[str, str]:
    """The statement that made each table and view."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    return {str(name): str(sql) for name, sql in rows}


def _conform(db: Database, path: Path, schema: Schema) -> None:
    standing = statements(db)
    views = [table for table in schema.tables.values() if table.kind == "view"]
    for view in views:  # a table cannot be renamed under a view that reads it
        db.execute(f"DROP VIEW IF EXISTS {quoted(view.name)}")
    for table in schema.tables.values():
        if table.kind == "view" or standing.get(table.name) == create(table):
            continue
        if table.name in standing and table.kind == "derived":  # made again from the facts, never copied
            db.table(table.name).drop()
            db.execute(create(table))
        elif table.name in standing:
            _rebuild(db, path, table, same_version=_version(db) == schema.version)
        else:
            db.execute(create(table))
    for view in views:
        db.execute(create(view))
    _index(db)
    for name, rows in _dictionaries(schema).items():
        db.table(name).delete_where()
        db.table(name).insert_all(rows)
    search.set_up(db, schema)
    db.execute(f"PRAGMA user_version = {schema.version}")


def _rebuild(db: Database, path: Path, table: Table, same_version: bool) -> None:
    """The rows of a table, copied into one of the new shape."""
    old = [column.name for column in db.table(table.name).columns]
    new = [column.name for column in table.columns]
    if same_version and set(old) - set(new):
        raise DatabaseTooNew(
            f"{path}: table {table.name} has columns that this version does not know: {sorted(set(old) - set(new))}"
        )
    both = ", ".join(quoted(name) for name in new if name in old)
    spare = f"{table.name}_new"
    db.execute(create(table, spare))
    try:
        db.execute(f"INSERT INTO {quoted(spare)} ({both}) SELECT {both} FROM {quoted(table.name)}")
    except sqlite3.IntegrityError as error:
        raise DatabaseTooNew(
            f"{path}: table {table.name} holds what this version's lists do not allow ({error}); use the version that "
            "wrote it, or build a new file with `stationwatch replay --db NEW`"
        ) from error
    db.table(table.name).drop()
    db.execute(f"ALTER TABLE {quoted(spare)} RENAME TO {quoted(table.name)}")


def _indexes() -> dict[str, str]:
    """Name → statement of every index."""
    made = {}
    for table, columns, condition, unique in INDEXES:
        name = f"idx_{table}_{'_'.join(columns)}" + ("_current" if condition else "")
        made[name] = (
            f"CREATE {'UNIQUE ' if unique else ''}INDEX {quoted(name)} ON {quoted(table)} "
            f"({', '.join(map(quoted, columns))})" + (f" WHERE {condition}" if condition else "")
        )
    return made


def _standing_indexes(db: Database) -> dict[str, str]:
    """Name → statement of our indexes that the file has."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND name LIKE 'idx!_%' ESCAPE '!'")
    return {str(name): str(sql) for name, sql in rows}


def _index(db: Database) -> None:
    wanted, standing = _indexes(), _standing_indexes(db)
    for name, statement in standing.items():
        if wanted.get(name) != statement:
            db.execute(f"DROP INDEX {quoted(name)}")
    for name, statement in wanted.items():
        if standing.get(name) != statement:
            db.execute(statement)
