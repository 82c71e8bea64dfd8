"""Where the crawl hands over: a page goes onto the shelf, is read, and its observations go into the database."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import ClassVar, Literal, Protocol, Self

from pipelines import run
from pipelines.commands.ends import Busy, Refused
from pipelines.commands.lock import only_one
from pipelines.keep import DatabaseError, Store
from pipelines.model import GONE, Fetched, Gap, Memory, NotAnArticle, Page, Trouble, Unchanged
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


#: Seconds between two commits of a crawl: a crawl without delays would else wait for the disk at each page, which takes
#: longer than all else. With a delay, each page is on disk before the next one is asked for.
BETWEEN = 0.25


class StorePipeline:
    """Scrapy's item pipeline. An article is seen only in the transaction that saves it, so that a crawl that is cut
    off at any moment has lost nothing that it said it had."""

    #: Crawls of this process with something to commit. All share one thread: none can wait for another's lock.
    uncommitted: ClassVar[set[StorePipeline]] = set()

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.store: Store | None = None
        self.failed = False
        self.lock = ExitStack()
        self.committed = 0.0  # by the monotonic clock
        self.timer: asyncio.TimerHandle | None = None
        self.status: str | None = None  # how the run ended, once it is closed: ok, errors, failed, shutdown, …

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make it; its settings say where the database is (STATIONWATCH_DB)."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Open the shelf, the database and a run, and give the spider its memory. Scrapy calls this before start()."""
        self._let_others_commit()
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
        self.store.gather(self.shelf.sync)
        spider.memory, spider.keeper = self.store, self

    def process_item(self, item: Item) -> Item:
        """Keep what the spider found. A page that cannot be kept is a row in `checks`; the crawl goes on.

        A database or a disk that takes nothing more ends the crawl: what follows would be fetched and lost.
        """
        if self.store is None or self.failed:
            return item
        try:
            self._let_others_commit()
            self._take(item, self.store)
            self._commit_soon()
        except Exception as error:  # not only sqlite3's: whatever it is, Scrapy would log it, drop the item and go on
            logger.exception("%s cannot be saved", getattr(item, "url", None))
            self._cannot_save(error)
        return item

    def _take(self, item: Item, store: Store) -> None:
        if isinstance(item, Page):
            self._keep(item, store)
        elif isinstance(item, Fetched):
            store.fetched(self.run, item)
        elif isinstance(item, Unchanged):
            store.unchanged(item, self.run)
        elif isinstance(item, Gap):
            store.gap(self.run, item)
        else:
            store.check(self.run, item)

    def _commit_soon(self) -> None:
        """Commit at once where the last time is long ago, as in every crawl with a delay, else a moment later."""
        self.uncommitted.add(self)
        if monotonic() - self.committed > BETWEEN:
            self._commit()
        elif self.timer is None:
            self.timer = asyncio.get_running_loop().call_later(BETWEEN, self._commit)

    def _commit(self) -> None:
        """Have on disk all that was taken. Where that fails none of it is saved, and the crawl ends."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        self.uncommitted.discard(self)
        self.committed = monotonic()
        try:
            if self.store is not None:
                self.store.commit()
        except Exception as error:
            logger.exception("the last pages cannot be saved")
            self._cannot_save(error)

    def _let_others_commit(self) -> None:
        for other in self.uncommitted - {self}:
            other._commit()

    def _keep(self, page: Page, store: Store) -> None:
        """Shelf, then read, then save. The page comes before the record of its answer: a crawl that is cut off in
        between asks for it again."""
        self._read_and_save(page, store)
        if page.answer is not None:
            store.fetched(self.run, page.answer)

    def _read_and_save(self, page: Page, store: Store) -> None:
        """What a page is not, or what a reader cannot do, is said in `checks`."""
        shelved = self.shelf.put(page, earlier=store.place(page), sync=False)
        if page.status in GONE:
            if store.gone(page, self.run):
                said = f"page {page.url}: answers {page.status} now: the outlet took it away; what it stated stays"
                store.check(self.run, Trouble(page.outlet, page.url, "gone", said, level="warning"))
            return
        note = decode(page.html, page.charset).note
        try:
            reading = run.observe_page(page)
        except NotAnArticle as error:
            said = f"page {page.url}: not saved: {error}" + (f" (charset: {note})" if note else "")
            store.check(self.run, Trouble(page.outlet, page.url, "not_an_article", said), error.state)
        except Exception as error:  # a rule that stumbles over one article must not cost the others
            logger.exception("%s cannot be read", page.url)
            said = (
                f"page {page.url}: not saved: the reader failed ({type(error).__name__}: {error}); it is on the shelf"
            )
            store.check(self.run, Trouble(page.outlet, page.url, "reader_failed", said))
        else:
            store.save(page, reading, self.run, shelved)
            if note:
                store.check(self.run, Trouble(page.outlet, page.url, "wrong_charset", f"page {page.url}: {note}"))

    def _cannot_save(self, error: Exception) -> None:
        if self.store is not None and not self.failed:
            self._give_up(
                f"{self.store.path}: nothing more can be saved ({type(error).__name__}: {error}); crawl ended"
            )

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
        self._let_others_commit()
        self._commit()
        try:
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
