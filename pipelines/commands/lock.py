"""One crawl at a time into one database: a second one is refused, and told who is at work."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.commands.ends import Busy, Refused


@contextmanager
def only_one(db: Path, what: str) -> Iterator[None]:
    """Hold the lock of a database while the block runs; a crash lets go of it. Raises Busy, naming the holder."""
    from filelock import FileLock, Timeout

    note, lock = db.with_name(f"{db.name}.holder"), Path(f"{db}.lock")
    try:
        db.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(lock, timeout=0):
            note.write_text(_holder(what), encoding="utf-8")
            try:
                yield
            finally:
                note.unlink(missing_ok=True)
    except Timeout:
        if not lock.exists():  # a file system that keeps no locks: /proc, some network drives
            raise Refused(f"{db}: cannot be locked, since no file can be made beside it") from None
        raise Busy(f"{db}: in use by {_read(note)}; nothing was done, try again when it has ended") from None
    except OSError as error:
        raise Refused(f"{db}: cannot be locked ({error.strerror or error})") from error


def _holder(what: str) -> str:
    return f"`{what}`, process {os.getpid()} on {socket.gethostname()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"


def _read(note: Path) -> str:
    try:
        return note.read_text(encoding="utf-8")
    except OSError:
        return "another crawl"
