"""Saved pages through the reader into the database again: better rules need no second fetch.

The shelf is the memory of what outlets said; the database is what the rules of today read in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

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
    """What a replay did to the data, or would do. `troubles` are the pages that gave no article."""

    pages: int
    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]
    run: int | None  # None for a dry run
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
) -> Replayed:
    """Read saved pages again: that of one `url`, those of articles that are not saved yet (`only_new`), or all.

    `files` are WARC files to read instead of the shelf's own. Of an article that is saved, pages older than its
    present version are left alone; into an empty database every version goes, in the order of fetching. A dry run
    says what would change and writes nothing. `progress` hears (pages read, pages to read). Raises NotOnShelf for an
    unknown `url`, and ShelfBroken.
    """
    places = _index(files or shelf.files(), outlet)
    if url is not None:
        places = [place for place in places if place.url == url]
        if not places:
            raise NotOnShelf(
                f"{url}: no page of this address on the shelf {shelf.folder}; `stationwatch crawl` saves pages"
            )
    todo = _todo(places, store, only_new, newest_only=dry_run)
    fresh = [place for place in todo if reader is not read or not _is_read(place, store)]
    same = len(todo) - len(fresh)
    if dry_run:
        return replace(_perform(fresh, store, None, reader, progress), same=same)
    number = store.begin_run("replay")
    try:
        with store.many(len(fresh)):
            done = replace(_perform(fresh, store, number, reader, progress), same=same)
    except BaseException as error:
        store.finish_run(number, "failed", type(error).__name__)
        raise
    store.finish_run(number)
    return done


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


def _todo(places: Iterable[_Place], store: Store, only_new: bool, newest_only: bool) -> list[_Place]:
    """The pages to read. One that is older than the version in the database would bring back an old text."""
    since: dict[str, str | None] = {}
    newest: dict[str, _Place] = {}
    todo = []
    for place in places:
        if place.url not in since:
            since[place.url] = store.fetched_at(place.url)
        known = since[place.url]
        if known is None or (place.stamp >= known and not only_new):
            todo.append(place)
            if not place.gone:
                newest[place.url] = place
    return [place for place in todo if place is newest.get(place.url)] if newest_only else todo


def _is_read(place: _Place, store: Store) -> bool:
    """True where the database holds what today's rules read in this very page."""
    return store.is_read(place.url, place.file.name, place.offset)


def _perform(
    todo: Sequence[_Place],
    store: Store,
    number: int | None,
    reader: Callable[[Page], Reading],
    progress: Callable[[int, int], None] | None,
) -> Replayed:
    """Read the pages into run `number`; without a run only say what would change."""
    changes: list[Change] = []
    troubles: list[Trouble] = []
    for count, place in enumerate(todo, start=1):
        page = place.page()
        if place.gone:
            if number is not None:
                store.gone(page, number)
            continue
        reading = _read(page, reader)
        if isinstance(reading, Reading):
            changes += store.preview(page, reading) if number is None else _save(place, page, reading, store, number)
        else:
            troubles.append(reading)
            changes += _refuse(place, page, reading, store, number)
        if progress:
            progress(count, len(todo))
    return Replayed(sum(not place.gone for place in todo), tuple(changes), tuple(troubles), number)


def _save(place: _Place, page: Page, reading: Reading, store: Store, number: int) -> Sequence[Change]:
    shelved = Shelved(place.file.name, place.offset, sha256(page.html).hexdigest())
    return store.save(page, reading, number, shelved).changes


def _refuse(place: _Place, page: Page, trouble: Trouble, store: Store, number: int | None) -> Sequence[Change]:
    """What an unreadable page changes: where it is no article any more, its observations do not hold.

    A later look at an article that could not be read changes nothing of what its earlier page said.
    """
    if number is not None:
        store.check(number, trouble)
    if trouble.rule != "not_an_article" or store.fetched_at(page.url) not in (None, place.stamp):
        return ()
    if number is None:
        return store.preview_withdrawal(page.url, trouble.message)
    return store.withdraw(page.url, number, trouble.message)


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
