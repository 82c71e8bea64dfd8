"""A small database of the tables of this version, kept for the tests of later ones: run it before each release.

`python tests/keep_release.py` writes tests/released/tables-N.db.gz; a test sees to it that there is one.
"""

from __future__ import annotations

import gzip
import sqlite3
import tempfile
from itertools import islice
from pathlib import Path

from keep_samples import clock, gold

from pipelines.keep import Store

RELEASED = Path(__file__).with_name("released")
ARTICLES = 12


def main() -> None:
    """Write the file of this version's tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stations.db"
        with Store(path, clock) as store:
            run = store.begin_run("cnevpost")
            for page, reading in islice(gold(), ARTICLES):
                store.save(page, reading, run)
            store.finish_run(run)
        with sqlite3.connect(path) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            db.execute("PRAGMA journal_mode = DELETE")
        file = RELEASED / f"tables-{version}.db.gz"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
        print(f"{file}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
