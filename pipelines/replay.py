"""Saved pages through the reader into the database again: better rules need no second fetch.

The shelf is the memory of what outlets said; the database is what the rules of today read in it.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from pipelines import outlets, run
from pipelines.keep import Change, Store
from pipelines.keep.records import stamp
from pipelines.model import GONE, NotAnArticle, Page, Reading, Trouble
from pipelines.shelf import (
    Shelf,
    Shelved,
    placed_pages,  # pages with their offsets
)


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

    def of(self, what: str) -> tuple[Change, ...]:
        """The changes of one kind: new, corrected or withdrawn."""
        return tuple(change for change in self.changes if change.what == what)

    def lines(self) -> list[str]:
        """One line for each change, and a last one with their numbers."""
        counts = ", ".join(f"{len(self.of(what)):,} {what}" for what in ("new", "corrected", "withdrawn"))
        same = f"; {self.same:,} that these rules had read already" if self.same else ""
        return [*(change.line() for change in self.changes), f"{self.pages:,} pages read: {counts}{same}"]


@dataclass(frozen=True)
class _Place:
    """Where one saved page lies, without its body: a shelf may be larger than the memory."""

    file: Path
    offset: int
    url: str
    outlet: str
    stamp: str
    gone: bool  # a 404: no page, but the word that there is none any more

    def page(self) -> Page:
        return replace(next(page for _, page in placed_pages(self.file, self.offset)), outlet=self.outlet)


def read(page: Page) -> Reading:
    """What a page says by the rules of today. Raises NotAnArticle."""
    return run.observe(run.read_page(page))


def replay(
    shelf: Shelf,
    store: Store,
    *,
    url: str | None = None,
    only_new: bool = False,
    outlet: str | None = None,
    files: Sequence[Path] = (),
    dry_run: bool = False,
    reader: Callable[[Page], Reading] = read,
    progress: Callable[[int, int], None] | None = None,
    announce: Callable[[Replayed], None] | None = None,
) -> Replayed:
    """Read saved pages again: that of one `url`, those of articles that are not saved yet (`only_new`), or all.

    All pages are read, and `announce` hears what will change, before anything is written; a dry run ends there.
    `files` are WARC files to read instead of the shelf's own. Of an article that is saved, pages older than its
    present version are left alone; into an empty database every version goes, in the order of fetching. `progress`
    hears (pages read, pages to read). Raises NotOnShelf for an unknown `url`, and ShelfBroken.
    """
    places = _index(files or shelf.files(), outlet)
    if url is not None:
        places = [place for place in places if place.url == url]
        if not places:
            raise NotOnShelf(
                f"{url}: no page of this address on the shelf {shelf.folder}; `stationwatch crawl` saves pages"
            )
    todo = _todo(places, store, only_new)
    fresh = [place for place in todo if reader is not read or not _is_read(place, store)]
    with TemporaryFile(dir=store.path.parent) as readings:
        for count, place in enumerate(fresh, start=1):
            _write_down(_take(place, reader), readings)
            if progress:
                progress(count, len(fresh))
        planned = replace(_difference(_written(readings), store), same=len(todo) - len(fresh))
        if announce:
            announce(planned)
        return planned if dry_run else replace(planned, run=_save_all(_written(readings), len(fresh), store))


def _index(files: Iterable[Path], outlet: str | None) -> list[_Place]:
    """Every page of the files, in the order of fetching."""
    found = []
    for file in files:
        for offset, page in placed_pages(file):
            owner = outlets.of_url(page.url) if not page.outlet else None
            name = owner.name if owner else page.outlet
            if outlet in (None, name):
                found.append(_Place(file, offset, page.url, name, stamp(page.fetched_at), page.status in GONE))
    return sorted(found, key=lambda place: place.stamp)


def _todo(places: Iterable[_Place], store: Store, only_new: bool) -> list[_Place]:
    """The pages to read. One that is older than the version in the database would bring back an old text."""
    since: dict[str, str | None] = {}
    todo = []
    for place in places:
        if place.url not in since:
            since[place.url] = store.fetched_at(place.url)
        known = since[place.url]
        if known is None or (place.stamp >= known and not only_new):
            todo.append(place)
    return todo


def _is_read(place: _Place, store: Store) -> bool:
    """True where the database holds what today's rules read in this very page."""
    return store.is_read(place.url, place.file.name, place.offset)


# ---------------------------------------------------------------- first read, then write


@dataclass(frozen=True)
class _Read:
    """A page, without its body, and what was read in it: None where the page only says that there is none any more."""

    page: Page
    stamp: str
    shelved: Shelved
    reading: Reading | Trouble | None


def _take(place: _Place, reader: Callable[[Page], Reading]) -> _Read:
    page = place.page()
    shelved = Shelved(place.file.name, place.offset, sha256(page.html).hexdigest())
    reading = None if place.gone else _read(page, reader)
    return _Read(replace(page, html=b""), place.stamp, shelved, reading)


def _write_down(found: _Read, readings: BinaryIO) -> None:
    """Keep a reading on disk until all are made: those of a large shelf are larger than the memory."""
    packed = zlib.compress(pickle.dumps(found), 1)
    readings.write(len(packed).to_bytes(4, "big") + packed)


def _written(readings: BinaryIO) -> Iterator[_Read]:
    readings.seek(0)
    while length := readings.read(4):
        yield pickle.loads(zlib.decompress(readings.read(int.from_bytes(length, "big"))))  # noqa: S301 - our own


def _difference(found: Iterable[_Read], store: Store) -> Replayed:
    """What saving the readings will change, by the last one of each article."""
    changes: dict[str, tuple[Change, ...]] = {}
    troubles: list[Trouble] = []
    pages = 0
    for each in found:
        pages += each.reading is not None
        if isinstance(each.reading, Reading):
            changes[each.reading.article.url] = store.preview(each.page, each.reading)
        elif each.reading is not None:
            troubles.append(each.reading)
            if _is_withdrawn(each, each.reading, store) and store.fetched_at(each.page.url) is not None:
                changes[each.page.url] = store.preview_withdrawal(each.page.url, each.reading.message)
    return Replayed(pages, tuple(change for found in changes.values() for change in found), tuple(troubles))


def _save_all(found: Iterable[_Read], pages: int, store: Store) -> int:
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


def _save(each: _Read, store: Store, number: int) -> None:
    if each.reading is None:
        store.gone(each.page, number)
    elif isinstance(each.reading, Reading):
        store.save(each.page, each.reading, number, each.shelved)
    else:
        store.check(number, each.reading)
        if _is_withdrawn(each, each.reading, store):
            store.withdraw(each.page.url, number, each.reading.message)


def _is_withdrawn(each: _Read, trouble: Trouble, store: Store) -> bool:
    """True where an unreadable page is no article any more, so that its observations do not hold.

    A later look at an article that could not be read changes nothing of what its earlier page said.
    """
    return trouble.rule == "not_an_article" and store.fetched_at(each.page.url) in (None, each.stamp)


def _read(page: Page, reader: Callable[[Page], Reading]) -> Reading | Trouble:
    """The page's reading, or why there is none. One bad page must not stop the replay of ten thousand."""
    try:
        return reader(page)
    except NotAnArticle as error:
        return Trouble(page.outlet, page.url, "not_an_article", f"{error}; its observations do not hold any more")
    except Exception as error:  # noqa: BLE001 - a fault of ours on one page is named, and the rest goes on
        message = (
            f"the reader failed on this page ({type(error).__name__}: {error}); its observations stay as they were"
        )
        return Trouble(page.outlet, page.url, "reader_failed", message)
