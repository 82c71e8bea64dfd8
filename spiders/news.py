"""The one spider: what an outlet's feeds list and the database does not know → pages for the item pipeline.

It yields Page, Fetched, Unchanged, Gap and Trouble. Nothing that a site does raises: what fails becomes a Trouble, and
the crawl goes on. Only links that a feed or an archive gives and that fit the outlet's permalink are ever followed.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Protocol, Self, cast
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from pipelines.model import Fetched, Gap, Memory, Page, Trouble, Unchanged
from pipelines.outlets import Outlet
from spiders.again import Again
from spiders.archive import Archives
from spiders.arguments import read_day, read_limit, read_site
from spiders.feed import Item, document
from spiders.feeds import Feeds
from spiders.politeness import LeftAlone, Robots
from spiders.request import fetched, header, headers, sent
from spiders.resolver import Resolver
from spiders.trouble import trouble_of

Found = Page | Fetched | Trouble | Unchanged | Gap | Request

#: Names of this machine.
LOOPBACK = ("127.0.0.1", "localhost", "::1")

#: For a server on this machine: no delay unless one is asked for, and no proxy in between.
ON_LOOPBACK = {
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "RETRY_AFTER_UNSAID": 0,
}


class Keeper(Protocol):
    """What the spider tells the item pipeline, beside the items."""

    def spider_failed(self, url: str | None, error: BaseException) -> None: ...
    def finished(self, reason: str, filled: Iterable[Gap]) -> None: ...


class NewsSpider(scrapy.Spider):
    """Reads one outlet. `spiders/loader.py` makes the class of each outlet from its declaration."""

    outlet: Outlet
    robots: Robots | None = None  # set by the middleware: robots.txt of each site
    # Set by the item pipeline, before start(), so that it needs to know nothing of Scrapy:
    memory: Memory | None = None  # what the database knows
    stop: str | None = None  # why the crawl must end: nothing (more) can be saved
    keeper: Keeper | None = None  # who hears of bugs and of the end

    def __init__(
        self,
        site: str | None = None,
        limit: str | int | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        **arguments: str,
    ) -> None:
        """`site` is a server that stands in for the outlet's own; `limit` the most articles to fetch in this crawl.

        With `since` (and `until`), days of publication like 2022-07-06, it fetches older articles from the outlet's
        archive in place of new ones from its feeds. Raises ValueError for a site that is no http address, a limit that
        is no whole number, or a day that is none.
        """
        super().__init__(**arguments)
        self.site = read_site(site)
        self.limit = read_limit(limit)
        self.since, self.until = read_day(since, "since"), read_day(until, "until")
        self.allowed_domains = [urlsplit(self.site or self.outlet.home).hostname or ""]
        self.answers: list[Fetched] = []  # robots.txt answers, from the middleware, not yet reported
        self.filled: list[Gap] = []  # gaps whose articles were all found; true once all of them are fetched
        self.lost = 0  # articles that could not be had
        self.feeds, self.archives, self.again = Feeds(self), Archives(self), Again(self)
        self._asked: set[str] = set()  # articles of this crawl
        self._said: set[str] = set()  # causes that hold for the whole site, and were reported

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.outlet.delay, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: str, **kwargs: str) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        Resolver.wanted.add(urlsplit(spider.site or "").hostname or "")
        if urlsplit(spider.site or "").hostname in LOOPBACK:
            for name, value in ON_LOOPBACK.items():
                crawler.settings.set(name, value, priority="spider")
        if (crawler.settings.getpriority("DOWNLOAD_DELAY") or 0) >= SETTINGS_PRIORITIES["cmdline"]:
            crawler.settings.set("DOWNLOAD_DELAY_JITTER", 0, priority="spider")  # asked for by hand: exactly that
        if spider.since is not None:
            crawler.settings.set("CLOSESPIDER_TIMEOUT", 0, priority="spider")  # years take longer than two hours
        # What would not be shown need not be made: else three records for each page.
        logging.getLogger("scrapy.core").setLevel(crawler.settings.get("LOG_LEVEL") or "INFO")
        crawler.signals.connect(spider._tell_bug, signals.spider_error)
        crawler.signals.connect(spider._tell_end, signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Found]:
        if self.stop:
            raise CloseSpider(self.stop)
        if self.outlet.status == "retired":
            said = f"{self.outlet.title} is not read any more: {self.outlet.tombstone}"
            yield Trouble(self.outlet.name, self.outlet.home, "retired", said, level="warning")
            return
        if self.since is not None:
            async for each in self.archives.backfill(self.since, self.until or datetime.now(UTC)):
                yield each
            return
        for each in (*self.feeds.first(), *self.again.due()):
            yield each
        async for each in self.archives.open_gaps():
            yield each

    # ---------------------------------------------------------------- articles

    def articles(self, items: Iterable[Item]) -> Iterator[Found]:
        """Requests for the articles, which come newest first, or their pages where the feed's text is all there is.

        Oldest first, so that a crawl that is cut off leaves the newest unknown, and the next one finds the rest.
        """
        wanted = [item for item in items if item.url not in self._asked][: self.left()]
        self._asked.update(item.url for item in wanted)
        for item in reversed(wanted):
            if self.outlet.level == "feed":
                yield self.page_of_feed(item)
            else:
                yield self.article_request(item)

    def article_request(self, item: Item, **more: object) -> Request:
        """The request for an article's page."""
        return Request(
            self.at_site(item.url),
            callback=self.read_article,
            errback=self.article_failed,
            cb_kwargs={"item": item},
            meta={"kind": "page"},
            **more,
        )

    def read_article(self, response: Response, item: Item) -> Iterator[Found]:
        """An article's page, as it came, under the URL that it was found at, with the record of its answer."""
        yield from self.robots_answers()
        url = self.outlet.canonical(response.url, self.site)
        if url is None:
            yield self.record(response)
            said = f"page {item.url}: leads to {response.url}, which is no article of {self.outlet.title}; not saved"
            yield Trouble(self.outlet.name, item.url, "redirected", said)
            return
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", header(response, "Content-Type") or "", re.IGNORECASE)
        page = self.page(item, response.body, response.status, headers(response), charset[1] if charset else None)
        asked = None if url == item.url else item.url
        yield replace(page, url=url, asked=asked, sent=sent(response), answer=self.record(response))

    def article_failed(self, failure: Failure) -> Iterator[Found]:
        """An article that could not be had. It stays unknown, and the next crawl asks for it again."""
        self.lost += 1
        yield from self.failed(failure)

    def page_of_feed(self, item: Item) -> Page:
        """The page of an item whose text is the feed's own. Its ETag is ours: by it a changed item is known."""
        html = document(item)
        said = (("Content-Type", "text/html; charset=utf-8"), ("ETag", sha256(html).hexdigest()))
        return self.page(item, html, 200, said, "utf-8")

    def page(
        self, item: Item, html: bytes, status: int, said: tuple[tuple[str, str], ...], charset: str | None = None
    ) -> Page:
        """The page that goes onto the shelf, with what its feed said of it."""
        return Page(
            outlet=self.outlet.name,
            url=item.url,
            fetched_at=datetime.now(UTC),
            html=html,
            charset=charset,
            status=status,
            headers=said,
            feed_title=item.title,
            feed_published=item.published,
            feed_teaser=item.teaser,
            feed_modified=item.modified,
            found_in=item.found_in,
        )

    # ---------------------------------------------------------------- what happened

    def happened(self, response: Response) -> Iterator[Found]:
        """The record of an answer, and of those for robots.txt before it."""
        yield from self.robots_answers()
        yield self.record(response)

    def failed(self, failure: Failure) -> Iterator[Found]:
        """A request that came to nothing: the record of it, where it was sent, and the trouble."""
        yield from self.robots_answers()
        request: Request = failure.request  # type: ignore[attr-defined]
        error = failure.value or RuntimeError("failed without a reason")
        if isinstance(error, LeftAlone):
            if error.rule in self._said:
                return
            if error.whole_site:
                self._said.add(error.rule)
        else:
            yield fetched(self.outlet.name, request, getattr(error, "response", None))
        yield trouble_of(self.outlet.name, request, error)

    def record(self, response: Response) -> Fetched:
        """The record of an answer, with validators only where all that it leads to is asked for.

        After a crawl with a limit the feed must come whole the next time, and so must an archive's lists.
        """
        request = cast(Request, response.request)
        record = fetched(self.outlet.name, request, response)
        whole = request.meta.get("conditional") and self.limit is None
        return record if whole else replace(record, etag=None, last_modified=None)

    def robots_answers(self) -> Iterator[Fetched]:
        """Answers for robots.txt since the last call. Ends the crawl where nothing more can be saved."""
        if self.stop:
            raise CloseSpider(self.stop)
        answers, self.answers = self.answers, []
        yield from answers

    def _tell_bug(self, failure: Failure, response: Response) -> None:
        """A callback raised. Scrapy logs that and ends with success all the same, so it is told on."""
        self.lost += 1
        if self.keeper is not None and failure.value is not None:
            self.keeper.spider_failed(getattr(response, "url", None), failure.value)

    def _tell_end(self, reason: str) -> None:
        if self.keeper is not None:
            complete = reason == "finished" and not self.lost and self.limit is None
            self.keeper.finished(reason, self.filled if complete else ())

    # ---------------------------------------------------------------- small questions

    def known(self, url: str) -> bool:
        """True where the article needs not be asked for: it is saved, or was asked for in this crawl."""
        return self.memory is not None and self.memory.knows(url)

    def left(self) -> int:
        """How many more articles this crawl may ask for."""
        return sys.maxsize if self.limit is None else max(0, self.limit - len(self._asked))

    def at_site(self, url: str) -> str:
        """The URL on the server that is crawled: the outlet's own, or the one that stands in for it."""
        if self.site is None:
            return url
        there = urlsplit(self.site)
        return urlsplit(url)._replace(scheme=there.scheme, netloc=there.netloc).geturl()
