"""Crawls from within another program: several outlets at the same time, with the settings of `scrapy crawl`.

Each outlet is another site, and its pauses are its own: side by side, they do not wait for each other's.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from pipelines.model import Page
from spiders.loader import OutletLoader


@dataclass(frozen=True)
class Errand:
    """An outlet to crawl, and the server that stands in for it, if one does.

    With `since`, older articles are fetched: those published from that day on, to the end of the day `until`.
    """

    outlet: str
    site: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def arguments(self) -> dict[str, str | None]:
        """Arguments of the spider."""
        return {"site": self.site, "since": self.since, "until": self.until}


@dataclass(frozen=True)
class Done:
    """A crawl that has ended. `run` is its number in the database, None where it could not begin one."""

    outlet: str
    run: int | None
    reason: str  # Scrapy's: finished, shutdown, closespider_timeout, cannot_save, …
    error: str | None = None  # one line, where the crawl itself failed


def crawl_all(
    errands: Sequence[Errand],
    db: Path,
    shelf: Path,
    limit: int | None = None,
    delay: float | None = None,
    heard: Callable[[str, int], None] = lambda outlet, pages: None,
    at_once: int = 1,
) -> list[Done]:
    """Crawl into a database and onto a shelf. `heard` is told of each article's page: the outlet, and how many so far.

    So many outlets `at_once`. Returns what was done, in the order of the errands, also where a signal ended it before
    its time; then the last reason is `shutdown`. Can be called once in a process, since Twisted's reactor cannot start
    again. Raises KeyError for an unknown outlet, and ValueError for a site that is no address.
    """
    for errand in errands:
        OutletLoader().load(errand.outlet)(limit=limit, **errand.arguments)  # complains before anything is fetched
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")  # whoever calls decides where the log goes
    settings.set("STATIONWATCH_DB", str(db), priority="cmdline")
    settings.set("STATIONWATCH_SHELF", str(shelf), priority="cmdline")
    settings.set("STATIONWATCH_LOCK_HELD", "yes", priority="cmdline")
    if delay is not None:
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    done = _Round(AsyncCrawlerProcess(settings), deque(errands), limit, heard).run(at_once)
    return sorted(done, key=lambda each: [errand.outlet for errand in errands].index(each.outlet))


class _Round:
    """The errands of one process."""

    def __init__(
        self, process: AsyncCrawlerProcess, todo: deque[Errand], limit: int | None, heard: Callable[[str, int], None]
    ) -> None:
        self.process, self.todo, self.limit, self.heard = process, todo, limit, heard
        self.done: list[Done] = []

    def run(self, at_once: int) -> list[Done]:
        for _ in range(at_once):
            self._next()
        self.process.start()
        return self.done

    def _next(self) -> None:
        """Begin the next crawl, if there is one. The process goes on as long as one is under way."""
        if not self.todo:
            return
        errand, pages = self.todo.popleft(), count(1)
        crawler = self.process.create_crawler(OutletLoader().load(errand.outlet))

        def item_scraped(item: object) -> None:
            if isinstance(item, Page):
                self.heard(errand.outlet, next(pages))

        def ended(task: asyncio.Task[None]) -> None:
            self._ended(_done(errand.outlet, crawler, task))

        crawler.signals.connect(item_scraped, signals.item_scraped, weak=False)
        self.process.crawl(crawler, limit=self.limit, **errand.arguments).add_done_callback(ended)

    def _ended(self, done: Done) -> None:
        """Note how a crawl ended, and begin the next one unless somebody wants us to stop."""
        self.done.append(done)
        if done.reason == "shutdown":
            self.todo.clear()
        self._next()


def _done(outlet: str, crawler: Crawler, task: asyncio.Task[None]) -> Done:
    failure = asyncio.CancelledError("cancelled") if task.cancelled() else task.exception()
    if failure is not None:  # before it began: there are no stats then
        reason = "shutdown" if task.cancelled() else "failed"
        return Done(outlet, None, reason, f"the crawl failed ({type(failure).__name__}: {failure})")
    stats = crawler.stats.get_stats() if crawler.stats else {}
    keeper = getattr(crawler.spider, "keeper", None)
    error = str(stats["stationwatch/error"]) if "stationwatch/error" in stats else None
    return Done(outlet, getattr(keeper, "run", None), str(stats.get("finish_reason", "failed")), error)
