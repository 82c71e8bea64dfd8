"""Saved pages through the reader into the database again: better rules need no second fetch.

The shelf is the memory of what outlets said; the database is what the rules of today read in it.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipelines.archive.sift import Tally, sift
from pipelines.archive.taken import Spool, Taken, read
from pipelines.keep import Change, Store
from pipelines.keep.records import stamp
from pipelines.model import Page, Reading, Trouble
from pipelines.shelf import Shelf, Shelved
from pipelines.warc import ArchiveUnreadable, size_of


class NotOnShelf(LookupError):
    """No page of that address was ever saved; the message is one clear line."""


@dataclass(frozen=True)
class Replayed:
    """What a replay changes in the data, all versions of an article taken together. `troubles` are the pages that gave
    no article."""

    pages: int
    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    run: int | None = None  # None where nothing is written (yet)
    same: int = 0  # pages that today's rules have read already: they cannot say anything else
    tally: Tally = field(default_factory=Tally)  # of the records of the files

    def of(self, what: str) -> tuple[Change, ...]:
        """The changes of one kind: new, corrected or withdrawn."""
        return tuple(change for change in self.changes if change.what == what)

    def lines(self) -> list[str]:
        """One line for each change, and a last one with their numbers."""
        counts = ", ".join(f"{len(self.of(what)):,} {what}" for what in ("new", "corrected", "withdrawn"))
        same = f"; {self.same:,} that these rules had read already" if self.same else ""
        lines = [*(change.line() for change in self.changes), f"{self.pages:,} pages read: {counts}{same}"]
        if aside := self.tally.line():
            lines.append(f"of {self.tally['pages']:,} pages in the files: {aside}")
        return lines


def replay(
    shelf: Shelf,
    store: Store,
    *,
    url: str | None = None,
    only_new: bool = False,
    outlet: str | None = None,
    known_only: bool = False,
    files: Sequence[Path | str] = (),
    made: Iterable[Taken] | None = None,
    tally: Tally | None = None,
    dry_run: bool = False,
    reader: Callable[[Page], Reading] = read,
    progress: Callable[[int, float], None] | None = None,
    announce: Callable[[Replayed], None] | None = None,
) -> Replayed:
    """Read saved pages again: that of one `url`, those of articles that are not saved yet (`only_new`), or all.

    All pages are read, and `announce` hears what will change, before anything is written; a dry run ends there.
    `files` are WARC files to read instead of the shelf's own, of any tool (see archive/sift.py); `made` is what others
    have read in them, with their `tally`. Of an article that is saved, pages older than its present version are left
    alone; into an empty database every version goes, in the order of fetching, whatever the order of the files.
    `progress` hears (pages read, share of the bytes). A file that cannot be read is a line of `tally.unread`. Raises
    NotOnShelf for an unknown `url`, and ArchiveUnreadable where no file can be read.
    """
    tally = Tally() if tally is None else tally
    asked = _Asked(store, url, only_new, again=reader is not read)
    if made is not None:
        made = (taken for taken in made if asked.wants(taken.page, taken.shelved))
    else:
        sources = [str(file) for file in files or shelf.files()]
        made = _sifted(sources, tally, outlet, known_only, asked.wants, reader, progress)
    with Spool(store.path.parent) as spool:
        for taken in made:
            spool.add(taken)
        if url is not None and not asked.met:
            raise NotOnShelf(
                f"{url}: no page of this address on the shelf {shelf.folder}; `stationwatch crawl` saves pages"
            )
        planned = replace(_difference(spool, store), same=asked.same, tally=tally)
        if announce:
            announce(planned)
        return planned if dry_run else replace(planned, run=_save_all(spool, len(spool), store))


class _Asked:
    """Which pages are to be read. One that is older than the version in the database would bring back an old text."""

    def __init__(self, store: Store, url: str | None = None, only_new: bool = False, again: bool = False) -> None:
        self.store, self.url, self.only_new, self.again = store, url, only_new, again
        self.since: dict[str, str | None] = {}
        self.met = False
        self.same = 0  # pages that today's rules have read already

    def wants(self, page: Page, shelved: Shelved) -> bool:
        """True for a page to read."""
        if self.url is not None and page.url != self.url:
            return False
        self.met = True
        if page.url not in self.since:
            self.since[page.url] = self.store.fetched_at(page.url)
        known = self.since[page.url]
        if known is not None and (self.only_new or stamp(page.fetched_at) < known):
            return False
        if not self.again and self.store.is_read(page.url, shelved.file, shelved.offset):
            self.same += 1
            return False
        return True


def _sifted(
    sources: Sequence[str],
    tally: Tally,
    outlet: str | None,
    known_only: bool,
    wanted: Callable[[Page, Shelved], bool],
    reader: Callable[[Page], Reading],
    progress: Callable[[int, float], None] | None,
) -> Iterator[Taken]:
    """What the files say, one after the other."""
    sizes = [size_of(source) for source in sources]
    pages, before, whole = 0, 0, sum(sizes) or 1

    def moved(offset: int) -> None:
        if progress:
            progress(pages, min(1.0, (before + offset) / whole))

    for source, size in zip(sources, sizes, strict=True):
        try:
            for taken in sift(
                source, tally, outlet=outlet, known_only=known_only, wanted=wanted, reader=reader, moved=moved
            ):
                pages += 1
                yield taken
        except ArchiveUnreadable as error:
            tally.unread.append(str(error))
        before += size
        moved(0)
    tally.refuse_nothing(len(sources))


# ---------------------------------------------------------------- first read, then write


def _difference(found: Iterable[Taken], store: Store) -> Replayed:
    """What saving the readings will change, by the last one of each article."""
    changes: dict[str, tuple[Change, ...]] = {}
    troubles: list[Trouble] = []
    pages = 0
    for each in found:
        pages += each.reading is not None
        if _says_nothing_new(each, store, changes):
            continue
        if isinstance(each.reading, Reading):
            changes[each.reading.article.url] = store.preview(each.page, each.reading)
        elif each.reading is not None:
            troubles.append(each.reading)
            if _is_withdrawn(each, each.reading, store) and store.fetched_at(each.page.url) is not None:
                changes[each.page.url] = store.preview_withdrawal(each.page.url, each.reading.message)
    return Replayed(pages, tuple(change for found in changes.values() for change in found), tuple(troubles))


def _save_all(found: Iterable[Taken], pages: int, store: Store) -> int:
    """Save the readings; the number of the run."""
    number = store.begin_run("replay")
    try:
        with store.many(pages):
            for each in found:
                _save(each, store, number)
    except BaseException as error:
        store.finish_run(number, "failed", type(error).__name__)
        raise
    store.finish_run(number)
    return number


def _says_nothing_new(each: Taken, store: Store, known: Container[str] = ()) -> bool:
    """True for a page of an archive that states nothing, of an article that is not saved (or `known`) either."""
    if not each.silent or not isinstance(each.reading, Reading):
        return False
    url = each.reading.article.url
    return url not in known and store.fetched_at(url) is None


def _save(each: Taken, store: Store, number: int) -> None:
    if _says_nothing_new(each, store):
        return
    if each.reading is None:
        store.gone(each.page, number)
    elif isinstance(each.reading, Reading):
        store.save(each.page, each.reading, number, each.shelved)
    else:
        store.check(number, each.reading)
        if _is_withdrawn(each, each.reading, store):
            store.withdraw(each.page.url, number, each.reading.message)


def _is_withdrawn(each: Taken, trouble: Trouble, store: Store) -> bool:
    """True where an unreadable page is no article any more, so that its observations do not hold.

    A later look at an article that could not be read changes nothing of what its earlier page said.
    """
    return trouble.rule == "not_an_article" and store.fetched_at(each.page.url) in (None, each.stamp)
