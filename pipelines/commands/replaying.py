"""`replay`: the saved pages, read again by the rules of today. Nothing is fetched."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.ends import WRONG, Refused, end, is_terminal, put, refusing, say
from pipelines.commands.home import db_option, shelf_of
from pipelines.commands.lock import only_one
from pipelines.commands.usage import Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipelines.archive.sift import Tally
    from pipelines.archive.taken import Taken
    from pipelines.replay import Replayed


@click.command(
    cls=Command,
    epilog="Example: stationwatch replay CC-NEWS-20260101.warc.gz --dry-run",
    short_help="Extract again from saved pages, or from any web archive.",
)
@click.argument("warcs", metavar="[WARC]...", nargs=-1)
@db_option
@click.option("--outlet", metavar="NAME", help="Only this outlet's pages.")
@click.option("--known-only", is_flag=True, help="Only pages of outlets that have a file in data/outlets.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Read the files in so many processes.")
@click.option("--cluster", metavar="ADDRESS", help="Read them on a Dask cluster, by its scheduler: tcp://HOST:8786.")
@click.option("--parts", metavar="FOLDER|URL", help="Where workers put what they read; default: parts beside the file.")
def replay(
    warcs: tuple[str, ...], db: Path, outlet: str | None, known_only: bool, dry_run: bool, workers: int | None,
    cluster: str | None, parts: str | None,
) -> None:  # fmt: skip
    """Read the saved pages again, print how the data changes by it (+ new, ~ corrected, - withdrawn), then change it.

    Without files, the pages are those of the shelf beside the database. Pages that are no article are named on standard
    error, and the exit status is then 1.

    WARC may be any web archive, such as a file of Common Crawl's news, packed or not, on disk or at an address that
    fsspec opens (s3://, https://). Pages of our outlets are known by their host. Those of all other hosts are read by
    a general layout (title and date of JSON-LD and meta tags, paragraphs, tables; days are days in UTC), and are saved
    under the name of their host, but only where they state a count in English. A page without a word of charging or
    swapping is set aside unread. Damaged records are passed over and counted, and the exit status is then 1. Keep the
    files: with better rules the same command reads them again.

    With --workers or --cluster each file becomes a part (Parquet), and the parts go into the database as if one process
    had read everything. Stopped at any moment, the same command goes on from the parts that are whole. A part is made
    anew when the file or the rules have changed. On a cluster, all must see files and parts under the same addresses.
    """
    from pipelines import outlets
    from pipelines.archive.sift import Tally
    from pipelines.keep import DatabaseError, Store
    from pipelines.replay import replay as read_again
    from pipelines.shelf import Shelf, ShelfBroken
    from pipelines.warc import ArchiveUnreadable

    folder = shelf_of(db)
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        name = outlets.load(outlet).name if outlet else None
    for path in warcs:
        if "://" not in path and not Path(path).is_file():
            what = "is a folder; name the files in it" if Path(path).is_dir() else "no such file"
            raise Refused(f"{path}: {what}")
    if not warcs and not folder.is_dir():
        raise Refused(f"{folder}: no shelf of saved pages yet; `stationwatch crawl` makes it")
    if workers and cluster:
        raise Refused("--workers and --cluster: say one of them")
    tally, made = Tally(), None
    if workers or cluster:
        files = warcs or tuple(map(str, Shelf(folder).files()))
        made = made_by_others(files, parts or str(db.parent / "parts"), tally, name, known_only, workers, cluster)
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
            made=made,
            tally=tally,
            dry_run=dry_run,
            progress=Progress().heard if is_terminal(sys.stderr) else None,
            announce=_announce,
        )
    _print([f"written as run {done.run}" if done.run is not None else "nothing written (--dry-run)"])
    for trouble in done.troubles:
        say(f"{trouble.outlet}: {trouble.url}: {trouble.message}")
    if damaged := tally["damaged"]:
        say(f"{damaged:,} damaged {'record was' if damaged == 1 else 'records were'} passed over; the rest was read")
    for line in tally.unread:
        say(line)
    end(WRONG if done.troubles or damaged or tally.unread else 0)


def made_by_others(
    files: Sequence[str], parts: str, tally: Tally, outlet: str | None, known_only: bool, workers: int | None,
    cluster: str | None,
) -> Iterator[Taken]:  # fmt: skip
    """What worker processes or a cluster read in the files. All is read when this returns; nothing is locked till
    then."""
    from pipelines.archive.parts import NeedsExtra, Work, check_extra, read_part
    from pipelines.archive.spread import ClusterAway, by_cluster, by_workers, gather
    from pipelines.keep.fingerprint import extractor_version
    from pipelines.warc import ArchiveUnreadable

    folder = _everywhere(parts)
    sources = [_everywhere(file) for file in files]
    work = Work(folder, extractor_version(), outlet, known_only)
    progress = Progress()

    def heard(done: int) -> None:
        progress.show(f"{done:,} of {len(sources):,} files read")

    with refusing(NeedsExtra, ClusterAway, ArchiveUnreadable):
        check_extra()
        made = by_cluster(sources, work, cluster) if cluster else by_workers(sources, work, workers or 1)
        found = gather(made, folder, tally, heard if is_terminal(sys.stderr) else None)
    return (taken for part in found for taken in read_part(part, folder))


def _everywhere(place: str) -> str:
    """An address that another process understands, wherever it stands."""
    return place if "://" in place else str(Path(place).resolve())


def _announce(planned: Replayed) -> None:
    if is_terminal(sys.stderr):
        click.echo("\r\x1b[K", nl=False, err=True)
    _print(planned.lines())


def _print(lines: list[str]) -> None:
    """Lines for whoever still listens: `replay | head` ends the listening, not the replay."""
    try:
        put("\n".join(lines))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Progress:
    """What a terminal shows while files are read; a line for each hundredth of the bytes, and for each page."""

    def __init__(self) -> None:
        self.shown = ""

    def heard(self, pages: int, share: float) -> None:
        """So many pages were read, and so much of all bytes is dealt with."""
        self.show(f"{pages:,} pages read, {share:.0%} of the files")

    def show(self, said: str) -> None:
        """This line in place of the last one."""
        if said != self.shown:
            self.shown = said
            click.echo(f"\r\x1b[K{said}", nl=False, err=True)
