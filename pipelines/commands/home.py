"""Where the files of runs are: the database, its shelf of pages, its logs. And how to name another database."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pipelines import SAMPLE


def run_folder() -> Path:
    """`data/run` under STATIONWATCH_HOME, else under the folder where the user stands."""
    return Path(os.environ.get("STATIONWATCH_HOME") or ".") / "data" / "run"


def database() -> Path:
    """The database where none is named."""
    return run_folder() / "stations.db"


def is_sample(db: Path) -> bool:
    """True for the demo's database."""
    return db.name == SAMPLE


def shelf_of(db: Path) -> Path:
    """The shelf of a database: the folder warc beside it; the demo's has one of its own.

    The pages of the sample newsroom must never be replayed into the real database.
    """
    return db.parent / ("demo-warc" if is_sample(db) else "warc")


def logs_of(db: Path) -> Path:
    """The folder of logs of crawls into a database."""
    return db.parent / "logs"


db_option = click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="STATIONWATCH_DB",
    default=database,
    show_default="data/run/stations.db",
    help="The database file; also STATIONWATCH_DB.",
)
