"""`replay`: the saved pages, read again by the rules of today. Nothing is fetched."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipelines.commands.ends import WRONG, Refused, end, refusing, say
from pipelines.commands.home import db_option, shelf_of
from pipelines.commands.lock import only_one


@click.command(
    epilog="Example: stationwatch replay --outlet cnevpost --dry-run",
    short_help="Extract again from saved pages; print what changed.",
)
@click.argument("warcs", metavar="[WARC]...", nargs=-1, type=click.Path(path_type=Path))
@db_option
@click.option("--outlet", metavar="NAME", help="Only this outlet's pages.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def replay(warcs: tuple[Path, ...], db: Path, outlet: str | None, dry_run: bool) -> None:
    """Read the saved pages again and print what changed in the data: + new, ~ corrected, - withdrawn.

    Without files, the pages are those of the shelf beside the database. Pages that are no article are named on standard
    error, and the exit status is then 1.
    """
    from pipelines import outlets
    from pipelines.keep import DatabaseError, Store
    from pipelines.replay import replay as read_again
    from pipelines.shelf import Shelf, ShelfBroken

    folder = shelf_of(db)
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        name = outlets.load(outlet).name if outlet else None
    for path in warcs:
        if not path.is_file():
            raise Refused(f"{path}: no such file")
    if not warcs and not folder.is_dir():
        raise Refused(f"{folder}: no shelf of saved pages; `stationwatch crawl` or `stationwatch demo` makes one")
    with only_one(db, "stationwatch replay"), refusing(DatabaseError, ShelfBroken), Store(db) as store:
        done = read_again(
            Shelf(folder), store, outlet=name, files=warcs, dry_run=dry_run, progress=_heard if _watched() else None
        )
    click.echo("\n".join(done.lines()))
    for trouble in done.troubles:
        say(f"{trouble.outlet}: {trouble.url}: {trouble.message}")
    end(WRONG if done.troubles else 0)


def _watched() -> bool:
    return sys.stderr.isatty()


def _heard(pages: int, of: int) -> None:
    click.echo(f"\r\x1b[K{pages:,} of {of:,} pages" if pages < of else "\r\x1b[K", nl=False, err=True)
