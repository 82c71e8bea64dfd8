"""One SQLite file, opened with the settings that the project relies on, or refused with one clear line."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic

from sqlite_utils import Database

from pipelines import SAMPLE

#: Seconds that a statement waits for another process's write.
PATIENCE = 30.0

#: Pages of the log at which SQLite writes it into the file; its own default.
LOG = 1_000


class DatabaseError(Exception):
    """A database that cannot be used; the message is one line for the reader and says what to do."""


class DatabaseBroken(DatabaseError):
    """The file is no SQLite database, is damaged, or belongs to another program."""


class DatabaseTooNew(DatabaseError):
    """A newer version of the code wrote the file."""


class DatabaseMissing(DatabaseError):
    """There is no such file yet."""


class DatabaseBusy(DatabaseError):
    """Another program has been writing to the file for longer than we wait."""


#: What SQLite's primary error codes come to. All others are bugs of ours, and stay what they are.
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_IN_USE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_KEPT_AWAY = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


def told(path: Path, error: BaseException | None) -> DatabaseError | None:
    """What an error of SQLite means to whoever runs the command; None for a bug."""
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGED:
        return _broken(path, error)
    if code in _IN_USE:
        return DatabaseBusy(
            f"{path}: another program has been writing to it for over {PATIENCE:.0f} s ({error}); nothing was changed, "
            "try again when it has ended"
        )
    if code == sqlite3.SQLITE_FULL:
        return DatabaseError(
            f"{path}: no room left on the disk ({error}); what was saved before is safe, make room and run it again"
        )
    if code in _KEPT_AWAY:
        return DatabaseError(f"{path}: cannot be read or written ({error}); look at its folder, its owner and the disk")
    return None


def open_to_write(path: Path) -> Database:
    """The file, made where it is missing, in WAL mode with foreign keys on."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=PATIENCE)
    except (OSError, sqlite3.Error) as error:
        raise DatabaseBroken(f"{path}: cannot be opened for writing ({error})") from error
    try:
        _refuse_damage(path, connection)
        db = Database(connection)
        db.enable_wal()
        db.execute("PRAGMA foreign_keys = ON")
    except sqlite3.Error as error:
        connection.close()
        raise told(path, error) or DatabaseBroken(f"{path}: cannot be opened for writing ({error})") from error
    except DatabaseError:
        connection.close()
        raise
    return db


def open_to_read(path: Path) -> Database:
    """The file, never changed by this connection. A reader does not wait for a writer, nor the writer for it."""
    if not path.is_file() or not path.stat().st_size:
        is_demo = path.name == SAMPLE
        what = "an empty file, no database" if path.is_file() else "no such database"
        makes = f"`stationwatch {'demo' if is_demo else 'crawl'}` makes it"
        sample = path.with_name(SAMPLE)
        demo = f", and the demo's is there: --db {sample}" if sample.is_file() and not is_demo else ""
        raise DatabaseMissing(f"{path}: {what} yet; {makes}{demo}")
    try:
        return Database(_connect(path, "mode=ro"))
    except sqlite3.DatabaseError as error:
        named = told(path, error) or _broken(path, error)
        if _has_log(path) or isinstance(named, DatabaseBusy):
            raise named from error
    try:  # In a folder that may not be written, WAL works only where the file is promised not to change.
        return Database(_connect(path, "immutable=1"))
    except sqlite3.DatabaseError as error:
        raise told(path, error) or _broken(path, error) from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=PATIENCE)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _refuse_damage(path: Path, connection: sqlite3.Connection) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise _broken(path, verdict)


def _broken(path: Path, why: object) -> DatabaseBroken:
    again = "`stationwatch replay` builds it again from the saved pages"
    if path.name == SAMPLE:
        again = "`stationwatch demo` makes it anew"
    return DatabaseBroken(f"{path}: is no sound SQLite database ({why}); move it away, and {again}")


def into_one_file(db: Database) -> None:
    """Write the log back into the file and empty it, so that a copy of the file alone is whole.

    Readers that still look at the state of before keep it from being emptied: the next one does it then.
    """
    db.execute("PRAGMA busy_timeout = 1000")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")


def make_lasting(db: Database, lasting: bool) -> None:
    """Whether commits wait until they are on disk. Those that do not are still whole or not at all, and in their order;
    nothing of them goes from the log into the file."""
    db.execute(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
    db.execute(f"PRAGMA wal_autocheckpoint = {LOG if lasting else 0}")


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """All of it or nothing.

    It begins `immediate`: a deferred one that reads first and then finds another writer's commit fails at once with
    "database is locked", however long its patience.
    """
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'


def insert(db: Database, table: str, row: Mapping[str, object]) -> int:
    """One row, inside the caller's transaction; its number. The library's own way takes five times as long, which a
    replay of a hundred thousand pages feels."""
    key = db.conn.execute(_insertion(table, tuple(row)), list(row.values())).lastrowid
    assert key is not None
    return key


@cache
def _updating(table: str, columns: tuple[str, ...]) -> str:
    values = ", ".join(f'"{name}" = ?' for name in columns)
    return f'UPDATE "{table}" SET {values} WHERE "id" = ?'


def update(db: Database, table: str, key: int, row: Mapping[str, object]) -> None:
    """Other values for a row, inside the caller's transaction; as quick as `insert`."""
    db.conn.execute(_updating(table, tuple(row)), [*row.values(), key])


class Batches:
    """Transactions of many pages, for a replay. Each page is all in it or not at all; a page that fails takes none of
    the others with it. One is closed after so many seconds: nobody else can write for as long."""

    SECONDS = 2.0

    def __init__(self, db: Database) -> None:
        self.db = db
        self.began = 0.0

    @contextmanager
    def page(self) -> Iterator[None]:
        """What the block writes is one page."""
        if not self.db.conn.in_transaction:
            self.db.execute("begin immediate")
            self.began = monotonic()
        self.db.conn.execute("SAVEPOINT page")
        try:
            yield
        except BaseException:
            self.db.conn.execute("ROLLBACK TO page")
            self.db.conn.execute("RELEASE page")
            raise
        self.db.conn.execute("RELEASE page")
        if monotonic() - self.began > self.SECONDS:
            self.close()

    def close(self) -> None:
        """Commit what stands."""
        if self.db.conn.in_transaction:
            self.db.commit()
