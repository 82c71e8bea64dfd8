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
    epilog="Example: stationwatch replay CC-NEWS-20260101.warc.gz --dry-run",
    short_help="Extract again from saved pages, or from any web archive.",
)
@click.argument("warcs", metavar="[WARC]...", nargs=-1)
@db_option
@click.option("--outlet", metavar="NAME", help="Only this outlet's pages.")
@click.option("--known-only", is_flag=True, help="Only pages of outlets that have a file in data/outlets.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
def replay(warcs: tuple[str, ...], db: Path, outlet: str | None, known_only: bool, dry_run: bool) -> None:
    """Read the saved pages again, print how the data changes by it (+ new, ~ corrected, - withdrawn), then change it.

    Without files, the pages are those of the shelf beside the database. Pages that are no article are named on standard
    error, and the exit status is then 1.

    WARC may be any web archive, such as a file of Common Crawl's news, packed or not, on disk or at an address that
    fsspec opens (s3://, https://). Pages of our outlets are known by their host. Those of all other hosts are read by
    a general layout (title and date of JSON-LD and meta tags, paragraphs, tables; days are days in UTC), and are saved
    under the name of their host, but only where they state a count in English. A page without a word of charging or
    swapping is set aside unread. Damaged records are passed over and counted, and the exit status is then 1. Keep the
    files: with better rules the same command reads them again.
    """
    from pipelines import outlets
    from pipelines.keep import DatabaseError, Store
    from pipelines.replay import replay as read_again
    from pipelines.shelf import Shelf, ShelfBroken
    from pipelines.warc import ArchiveUnreadable

    folder = shelf_of(db)
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        name = outlets.load(outlet).name if outlet else None
    for path in warcs:
        if "://" not in path and not Path(path).is_file():
            raise Refused(f"{path}: no such file")
    if not warcs and not folder.is_dir():
        raise Refused(f"{folder}: no shelf of saved pages; `stationwatch crawl` or `stationwatch demo` makes one")
    with (
        only_one(db, "stationwatch replay"),
        refusing(DatabaseError, ShelfBroken, ArchiveUnreadable),
        Store(db) as store,
    ):
        done = read_again(
            Shelf(folder),
            store,
            outlet=name,
            known_only=known_only,
            files=warcs,
            dry_run=dry_run,
            progress=Progress().heard if sys.stderr.isatty() else None,
            announce=_announce,
        )
    _print([f"written as run {done.run}" if done.run is not None else "nothing written (--dry-run)"])
    for trouble in done.troubles:
        say(f"{trouble.outlet}: {trouble.url}: {trouble.message}")
    if damaged := done.tally["damaged"]:
        say(f"{damaged:,} damaged {'record was' if damaged == 1 else 'records were'} passed over; the rest was read")
    end(WRONG if done.troubles or damaged else 0)


def _announce(planned: Replayed) -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    _print(planned.lines())


def _print(lines: list[str]) -> None:
    """Lines for whoever still listens: `replay | head` ends the listening, not the replay."""
    try:
        click.echo("\n".join(lines))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """What a terminal shows while files are read; a line for each hundredth of the bytes, and for each page."""

    def __init__(self) -> None:
        self.shown = ""

    def heard(self, pages: int, share: float) -> None:
        """So many pages were read, and so much of all bytes is dealt with."""
        said = f"{pages:,} pages read, {share:.0%} of the files"
        if said != self.shown:
            self.shown = said
            click.echo(f"\r\x1b[K{said}", nl=False, err=True)
