"""Full-text search over quotes, headlines and the codebook."""

from __future__ import annotations

from sqlite_utils import Database

from pipelines.keep.schema import Schema, Table, quoted

#: Porter stems ("stations" finds "station"); diacritics do not matter ("Munchberg" finds "Münchberg").
TOKENIZE = "porter unicode61 remove_diacritics 2"


def stands(db: Database, schema: Schema) -> bool:
    """True where every table with search has its index and the triggers that keep it fresh."""
    triggers = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    return all(
        _indexed(db, table) == table.search and set(_triggers(table)) <= triggers
        for table in schema.tables.values()
        if table.search
    )


def set_up(db: Database, schema: Schema, rebuild: bool = True) -> None:
    """Index every table that is to be searched.

    Rebuilding a table drops its triggers without a word: they come back here.
    """
    for table in schema.tables.values():
        if not table.search:
            continue
        if _indexed(db, table) != table.search:
            if db.table(f"{table.name}_fts").exists():
                db.table(table.name).disable_fts()
            db.table(table.name).enable_fts(list(table.search), tokenize=TOKENIZE)
        for name, statement in _triggers(table).items():
            db.execute(f"DROP TRIGGER IF EXISTS {quoted(name)}")
            db.execute(statement)
        if rebuild:
            db.table(table.name).rebuild_fts()


def _indexed(db: Database, table: Table) -> tuple[str, ...]:
    index = db.table(f"{table.name}_fts")
    return tuple(column.name for column in index.columns) if index.exists() else ()


def _triggers(table: Table) -> dict[str, str]:
    """Own triggers: the library's fire on an update of any column, these on the searched ones alone."""
    name, index = quoted(table.name), quoted(f"{table.name}_fts")
    columns = ", ".join(map(quoted, table.search))
    new = ", ".join(f"new.{quoted(column)}" for column in table.search)
    old = ", ".join(f"old.{quoted(column)}" for column in table.search)
    add = f"INSERT INTO {index} (rowid, {columns}) VALUES (new.rowid, {new});"
    remove = f"INSERT INTO {index} ({index}, rowid, {columns}) VALUES ('delete', old.rowid, {old});"
    return {
        f"{table.name}_searched_new": f"CREATE TRIGGER {table.name}_searched_new AFTER INSERT ON {name} "
        f"BEGIN {add} END",
        f"{table.name}_searched_gone": f"CREATE TRIGGER {table.name}_searched_gone AFTER DELETE ON {name} "
        f"BEGIN {remove} END",
        f"{table.name}_searched_changed": f"CREATE TRIGGER {table.name}_searched_changed AFTER UPDATE OF {columns} "
        f"ON {name} BEGIN {remove} {add} END",
    }


def pause(db: Database, schema: Schema) -> None:
    """Index nothing for now: with many rows to come, one rebuild at the end is three times as fast. A file that is
    left so is found out by `stands` when it is next opened."""
    for table in schema.tables.values():
        for name in _triggers(table) if table.search else ():
            db.execute(f"DROP TRIGGER IF EXISTS {quoted(name)}")
