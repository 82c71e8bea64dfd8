"""One crawl at a time into one database: a second one is refused, and told who is at work."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.commands.ends import Busy, Refused


@contextmanager
def only_one(db: Path, what: str) -> Iterator[None]:
    """Hold the lock of a database while the block runs; a crash lets go of it. Raises Busy, naming the holder."""
    from filelock import FileLock, Timeout

    note, lock = db.with_name(f"{db.name}.holder"), FileLock(f"{db}.lock", timeout=0)
    try:
        db.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        note.write_text(_holder(what), encoding="utf-8")
    except Timeout:
        if not Path(lock.lock_file).exists():  # a file system that keeps no locks: /proc, some network drives
            raise Refused(f"{db}: cannot be locked, since no file can be made beside it") from None
        raise Busy(f"{db}: in use by {_read(note)}; nothing was done, try again when it has ended") from None
    except OSError as error:
        lock.release()
        raise Refused(f"{db}: cannot be locked ({error.strerror or error})") from error
    try:
        yield
    except OSError as error:  # a full disk, a folder that went away
        where = error.filename or db.parent
        raise Refused(f"{where}: {error.strerror or error}; what was saved before is safe") from error
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
        lock.release()


def _holder(what: str) -> str:
    return f"`{what}`, process {os.getpid()} on {socket.gethostname()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except OSError:
        return "another crawl"
