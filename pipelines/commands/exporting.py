"""`export`: the tables as files for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.commands.asking import as_day
from pipelines.commands.choosing import guess
from pipelines.commands.ends import Refused, refusing
from pipelines.commands.home import db_option
from pipelines.commands.usage import Command

FORMATS = ("csv", "jsonl", "parquet", "datapackage", "sqlite")


@click.command(
    cls=Command,
    epilog="Example: stationwatch export datapackage -o exported",
    short_help="CSV, JSON lines, Parquet, a Data Package, or a snapshot.",
)
@click.argument("kind", metavar="FORMAT", type=click.Choice(FORMATS))
@click.argument("tables", metavar="[TABLE]...", nargs=-1)
@db_option
@click.option("--as-of", callback=as_day, metavar="DAY", help="Derived tables as the world could know them on a day.")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), default=Path("export"), show_default=True,
    help="The folder.",
)  # fmt: skip
def export(kind: str, tables: tuple[str, ...], db: Path, as_of: date | None, output: Path) -> None:
    """Write tables into a folder, a file each: csv, jsonl, parquet, datapackage (CSV described in datapackage.json), or
    sqlite, one file to publish, without requests, reviews and places of pages.

    Without TABLE, all that hold data and what explains them. Rows stand in a fixed order, so that two exports differ
    only where the data do.
    """
    from pipelines.keep import DatabaseError, Store
    from pipelines.keep.export import export as write
    from pipelines.keep.schema import schema

    known = [name for name, table in schema().tables.items() if table.kind != "view"]
    if unknown := [name for name in tables if name not in known]:
        near = guess(unknown[0], known) or ";"
        raise Refused(f"unknown table {unknown[0]!r}{near} the tables are {', '.join(known)}")
    if kind == "sqlite" and (tables or as_of):
        raise Refused("a snapshot has all tables as they are now; leave TABLE and --as-of out")
    try:
        with refusing(DatabaseError), Store(db, read_only=True) as store:
            files = write(store, kind, output, tuple(dict.fromkeys(tables)), as_of)
    except OSError as error:
        raise Refused(f"{output}: cannot be written ({error.strerror or error})") from error
    for file in files:
        click.echo(f"{file}  {file.stat().st_size:,} bytes")
