"""`replay`: the saved pages, read again by the rules of today. Nothing is fetched."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.ends import WRONG, Refused, end, refusing, say
from pipelines.commands.home import db_option, shelf_of
from pipelines.commands.lock import only_one

if TYPE_CHECKING:
    from pipelines.replay import Replayed


@click.command(
    epilog="Example: stationwatch replay --outlet cnevpost --dry-run",
    short_help="Extract again from saved pages; print what changed.",
)
@click.argument("warcs", metavar="[WARC]...", nargs=-1, type=click.Path(path_type=Path))
@db_option
@click.option("--outlet", metavar="NAME", help="Only this outlet's pages.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def replay(warcs: tuple[Path, ...], db: Path, outlet: str | None, dry_run: bool) -> None:
    """Read the saved pages again, print how the data changes by it (+ new, ~ corrected, - withdrawn), then change it.

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
        heard = _heard if sys.stderr.isatty() else None
        done = read_again(
            Shelf(folder), store, outlet=name, files=warcs, dry_run=dry_run, progress=heard, announce=_announce
        )
    _print([f"written as run {done.run}" if done.run is not None else "nothing written (--dry-run)"])
    for trouble in done.troubles:
        say(f"{trouble.outlet}: {trouble.url}: {trouble.message}")
    end(WRONG if done.troubles else 0)


def _announce(planned: Replayed) -> None:
    _print(planned.lines())


def _print(lines: list[str]) -> None:
    """Lines for whoever still listens: `replay | head` ends the listening, not the replay."""
    try:
        click.echo("\n".join(lines))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _heard(pages: int, of: int) -> None:
    click.echo(f"\r\x1b[K{pages:,} of {of:,} pages" if pages < of else "\r\x1b[K", nl=False, err=True)
