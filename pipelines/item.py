"""Where the crawl hands over: a page goes onto the shelf, is read, and its observations go into the database."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Literal, Protocol, Self

from pipelines import run
from pipelines.commands.ends import Busy, Refused
from pipelines.commands.lock import only_one
from pipelines.keep import DatabaseError, Store
from pipelines.model import GONE, Fetched, FieldState, Gap, Memory, NotAnArticle, Page, Reading, Trouble, Unchanged
from pipelines.read.charset import decode
from pipelines.shelf import Shelf, ShelfBroken

logger = logging.getLogger(__name__)

Item = Page | Trouble | Fetched | Unchanged | Gap


class Spider(Protocol):
    """What the pipeline needs of the spider (spiders/news.py): it hears from it, and is heard."""

    name: str
    memory: Memory | None
    stop: str | None
    keeper: StorePipeline | None


class Stats(Protocol):
    """Scrapy's stats."""

    def set_value(self, key: str, value: str) -> None: ...


class Crawler(Protocol):
    """What the pipeline needs of Scrapy's crawler."""

    settings: Mapping[str, str | None]
    spider: Spider
    stats: Stats


#: Seconds. A page is on disk before the next one is asked for, but where they come faster than this: then the disk is
#: waited for once in that time, since waiting takes longer than all that is done with a page.
APART = 0.5

#: A page that gave no reading: why, and the field that it failed for.
Unread = tuple[Trouble, FieldState | None]


class StorePipeline:
    """Scrapy's item pipeline. An article is seen only in the transaction that saves it, so that a crawl that is cut
    off at any moment has lost nothing that it said it had."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store: Store | None = None
        self.failed = False
        self.lock = ExitStack()
        self.waited = 0.0  # by the monotonic clock: when all that was saved was on disk
        self.loaded = False  # whether all that a page takes is loaded
        self.status: str | None = None  # how the run ended, once it is closed: ok, errors, failed, shutdown, …

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it; its settings say where the database is (STATIONWATCH_DB)."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Open the shelf, the database and a run, and give the spider its memory. Scrapy calls this before start()."""
        spider, settings = self.crawler.spider, self.crawler.settings
        path = Path(settings.get("STATIONWATCH_DB") or "stations.db")
        try:
            beside = bool(settings.get("STATIONWATCH_LOCK_HELD"))
            if not beside:
                self.lock.enter_context(only_one(path, f"scrapy crawl {spider.name}"))
            self.shelf = Shelf(Path(settings.get("STATIONWATCH_SHELF") or path.parent / "warc"))
            self.store = Store(path)
        except Refused as error:
            self._give_up(error.message, "busy" if isinstance(error, Busy) else "cannot_save")
            return
        except (DatabaseError, ShelfBroken) as error:
            self._give_up(str(error))
            return
        self.run = self.store.begin_run(spider.name, beside)
        spider.memory, spider.keeper = self.store, self

    def process_item(self, item: Item) -> Item:
        """Keep what the spider found. A page that cannot be kept is a row in `checks`; the crawl goes on.

        A database or a disk that takes nothing more ends the crawl: what follows would be fetched and lost.
        """
        if self.store is None or self.failed:
            return item
        try:
            self._take(item, self.store, self._wait_for_disk(self.store))
        except Exception as error:  # not only sqlite3's: whatever it is, Scrapy would log it, drop the item and go on
            logger.exception("%s cannot be saved", getattr(item, "url", None))
            self._give_up(
                f"{self.store.path}: nothing more can be saved ({type(error).__name__}: {error}); crawl ended"
            )
        return item

    def _wait_for_disk(self, store: Store, always: bool = False) -> bool:
        """Have all that was saved on disk, and what comes next as soon as it is saved; unless that was done a moment
        ago: then it is only safe from crashes. The database never knows for good what the shelf may lose."""
        wait = always or monotonic() - self.waited > APART
        if wait:
            self.shelf.sync()
            self.waited = monotonic()
        store.make_lasting(wait)
        return wait

    def _take(self, item: Item, store: Store, wait: bool) -> None:
        if isinstance(item, Page):
            self._keep(item, store, wait)
        elif isinstance(item, Fetched):
            store.fetched(self.run, item)
        elif isinstance(item, Unchanged):
            store.unchanged(item, self.run)
        elif isinstance(item, Gap):
            store.gap(self.run, item)
        else:
            store.check(self.run, item)

    def _keep(self, page: Page, store: Store, wait: bool) -> None:
        """Shelf, then read, then save with the record of the answer: a crawl that is cut off before asks again."""
        shelved = self.shelf.put(page, earlier=store.place(page), sync=wait)
        reading = None if page.status in GONE else self._read(page)
        with store.together():
            if reading is None and store.gone(page, self.run):
                said = f"page {page.url}: answers {page.status} now: the outlet took it away; what it stated stays"
                store.check(self.run, Trouble(page.outlet, page.url, "gone", said, level="warning"))
            elif isinstance(reading, tuple):
                store.check(self.run, *reading)
            elif reading is not None:
                store.save(page, reading, self.run, shelved)
                if note := decode(page.html, page.charset).note:
                    store.check(self.run, Trouble(page.outlet, page.url, "wrong_charset", f"page {page.url}: {note}"))
            if page.answer is not None:
                store.fetched(self.run, page.answer)
        if not self.loaded:
            gc.freeze()  # code and words stay to the end: looking for garbage among them takes 0.1 s, again and again
            self.loaded = True

    def _read(self, page: Page) -> Reading | Unread:
        """What the page states; else what it is not, or what a reader cannot do, for `checks`."""
        try:
            return run.observe_page(page)
        except NotAnArticle as error:
            note = decode(page.html, page.charset).note
            said = f"page {page.url}: not saved: {error}" + (f" (charset: {note})" if note else "")
            return Trouble(page.outlet, page.url, "not_an_article", said), error.state
        except Exception as error:  # a rule that stumbles over one article must not cost the others
            logger.exception("%s cannot be read", page.url)
            said = (
                f"page {page.url}: not saved: the reader failed ({type(error).__name__}: {error}); it is on the shelf"
            )
            return Trouble(page.outlet, page.url, "reader_failed", said), None

    def _give_up(self, why: str, reason: str = "cannot_save") -> None:
        """End the crawl: the spider stops at its next step."""
        self.failed = True
        self._say(why)
        self.crawler.spider.stop = reason

    def _say(self, why: str) -> None:
        """One line for the log and, under stationwatch/error in the crawl's stats, for whoever started the crawl."""
        logger.error("%s", why)
        self.crawler.stats.set_value("stationwatch/error", why)

    def spider_failed(self, url: str | None, error: BaseException) -> None:
        """A bug in the spider: a row in `checks`."""
        why = f"the spider failed ({type(error).__name__}: {error})"
        said = f"{url or 'at its start'}: {why}; what the answer led to is not fetched"
        self.process_item(Trouble(self.crawler.spider.name, url, "spider_failed", said))

    def finished(self, reason: str, filled: Iterable[Gap] = ()) -> None:
        """Close the run: what was filled of the gaps, derived tables rebuilt, the database one file again."""
        with self.lock:
            if self.store is not None:
                with self.store as store:
                    self._finish(store, reason, filled)

    def _finish(self, store: Store, reason: str, filled: Iterable[Gap]) -> None:
        name = self.crawler.spider.name
        try:
            self._wait_for_disk(store, always=True)
            if not self.failed:
                for gap in filled:
                    store.gap(self.run, gap)
                for drift in store.drifts(name):
                    store.check(self.run, Trouble(name, None, "drift", f"layout: {drift}"))
            status: Literal["failed"] | None = "failed" if self.failed or reason == "start_error" else None
            store.finish_run(self.run, status, reason)
            ended, line = store.run_line(self.run)
            self.status = ended if reason == "finished" else reason
            logger.info("run %d: %s", self.run, line)
        except Exception as error:
            logger.exception("run %s cannot be closed", self.run)
            self._say(f"{store.path}: the run could not be closed ({type(error).__name__}: {error})")
