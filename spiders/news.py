"""The one spider: an outlet's feeds → the articles that the database does not know → pages for the item pipeline.

It yields Page, Fetched and Trouble. Nothing that a site does raises: what fails becomes a Trouble, and the crawl goes
on. Only links that a feed gives and that fit the outlet's permalink are ever followed.
"""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, Self, cast
from urllib.parse import urlsplit

import scrapy
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from pipelines.model import Fetched, Memory, Page, Trouble
from pipelines.outlets import Feed, Outlet
from spiders.feed import FeedUnreadable, Item, document, entries
from spiders.politeness import LeftAlone
from spiders.request import fetched, header, headers
from spiders.trouble import trouble_of

Found = Page | Fetched | Trouble | Request

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
    def finished(self, reason: str) -> None: ...


class NewsSpider(scrapy.Spider):
    """Reads one outlet. `spiders/loader.py` makes the class of each outlet from its declaration."""

    outlet: Outlet
    # Set by the item pipeline, before start(), so that it needs to know nothing of Scrapy:
    memory: Memory | None = None  # what the database knows
    stop: str | None = None  # why the crawl must end: nothing (more) can be saved
    keeper: Keeper | None = None  # who hears of bugs and of the end

    def __init__(self, site: str | None = None, limit: str | int | None = None, **arguments: str) -> None:
        """`site` is a server that stands in for the outlet's own; `limit` the most articles to fetch in this crawl.

        Raises ValueError for a site that is no http address, or a limit that is no whole number.
        """
        super().__init__(**arguments)
        self.site = _site(site)
        self.limit = _limit(limit)
        self.allowed_domains = [urlsplit(self.site or self.outlet.home).hostname or ""]
        self.answers: list[Fetched] = []  # robots.txt answers, from the middleware, not yet reported
        self._asked: set[str] = set()  # articles of this crawl
        self._said: set[str] = set()  # causes that hold for the whole site, and were reported

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("DOWNLOAD_DELAY", cls.outlet.delay, priority="spider")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: str, **kwargs: str) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        if urlsplit(spider.site or "").hostname in ("127.0.0.1", "localhost", "::1"):
            for name, value in ON_LOOPBACK.items():
                crawler.settings.set(name, value, priority="spider")
        if (crawler.settings.getpriority("DOWNLOAD_DELAY") or 0) >= SETTINGS_PRIORITIES["cmdline"]:
            crawler.settings.set("DOWNLOAD_DELAY_JITTER", 0, priority="spider")  # asked for by hand: exactly that
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
        for feed in self.outlet.feeds:
            yield self._feed_request(feed, 1, [])

    # ---------------------------------------------------------------- feeds

    def _feed_request(self, feed: Feed, n: int, found: list[Item]) -> Request:
        """The request for the n-th page of a feed; `found` are the unknown articles of the pages before it."""
        return Request(
            self._at_site(feed.page_url(n) or feed.url),
            callback=self.read_feed,
            errback=self.feed_failed,
            cb_kwargs={"feed": feed, "n": n, "found": found},
            # Page 2 of a feed that has no page 2 answers 404: its end, and no trouble.
            meta={"kind": "feed", "conditional": n == 1, "handle_httpstatus_list": [304] if n == 1 else [404]},
        )

    def read_feed(self, response: Response, feed: Feed, n: int, found: list[Item]) -> Iterator[Found]:
        """A page of a feed: go on to the next one while nothing on it is known, then to the articles, oldest first.

        Oldest first, so that a crawl that is cut off leaves the newest unknown, and the next one finds the rest.
        """
        yield from self._answers()
        yield self._fetched(response)
        items, trouble = ([], None) if response.status in (304, 404) else self._items(response, n)
        if trouble:
            yield trouble
        unknown = [item for item in items if not self._known(item.url)]
        found = [*found, *(item for item in unknown if item.url not in {earlier.url for earlier in found})]
        all_new = bool(items) and len(unknown) == len(items)
        if all_new and n < self.outlet.feed_pages and len(found) < self._left() and feed.page_url(n + 1):
            yield self._feed_request(feed, n + 1, found)
        else:
            yield from self._articles(found)

    def feed_failed(self, failure: Failure) -> Iterator[Found]:
        """A feed that could not be had. What the pages before it gave is read all the same."""
        yield from self._failed(failure)
        yield from self._articles(failure.request.cb_kwargs["found"])  # type: ignore[attr-defined]

    def _items(self, response: Response, n: int) -> tuple[list[Item], Trouble | None]:
        """The articles of a feed's answer, and what is wrong with it, if anything is."""
        name, url = self.outlet.name, response.url
        try:
            items = entries(response.body, self.outlet, self.site, header(response, "Content-Type"))
        except FeedUnreadable as error:
            said = f"feed {url}: cannot be read: {error}; no article was looked for in it"
            return [], Trouble(name, url, "feed_unreadable", said)
        if items or n > 1:
            return items, None
        said = f"feed {url}: has no article: it is empty, or no link in it fits the outlet's permalink"
        return [], Trouble(name, url, "feed_empty", f"{said} {self.outlet.permalink.pattern}")

    # ---------------------------------------------------------------- articles

    def _articles(self, items: list[Item]) -> Iterator[Found]:
        """Requests for the articles, or their pages at once where the feed's text is all that we may read."""
        wanted = [item for item in items if item.url not in self._asked][: self._left()]
        self._asked.update(item.url for item in wanted)
        for item in reversed(wanted):
            if self.outlet.level == "feed":
                yield self._page(item, document(item), "utf-8", 200, (("Content-Type", "text/html; charset=utf-8"),))
            else:
                yield Request(
                    self._at_site(item.url),
                    callback=self.read_article,
                    errback=self.article_failed,
                    cb_kwargs={"item": item},
                    meta={"kind": "page"},
                )

    def read_article(self, response: Response, item: Item) -> Iterator[Found]:
        """An article's page, as it came, under the URL that its feed gives."""
        yield from self._answers()
        yield self._fetched(response)
        if self.outlet.canonical(response.url, self.site) is None:
            said = f"page {item.url}: leads to {response.url}, which is no article of {self.outlet.title}; not saved"
            yield Trouble(self.outlet.name, item.url, "redirected", said)
            return
        charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", header(response, "Content-Type") or "", re.IGNORECASE)
        yield self._page(item, response.body, charset[1] if charset else None, response.status, headers(response))

    def article_failed(self, failure: Failure) -> Iterator[Found]:
        """An article that could not be had. It stays unknown, and the next crawl asks for it again."""
        yield from self._failed(failure)

    def _page(
        self, item: Item, html: bytes, charset: str | None, status: int, said: tuple[tuple[str, str], ...]
    ) -> Page:
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
        )

    # ---------------------------------------------------------------- what happened

    def _failed(self, failure: Failure) -> Iterator[Found]:
        """A request that came to nothing: the record of it, where it was sent, and the trouble."""
        yield from self._answers()
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

    def _tell_bug(self, failure: Failure, response: Response) -> None:
        """A callback raised. Scrapy logs that and ends with success all the same, so it is told on."""
        if self.keeper is not None and failure.value is not None:
            self.keeper.spider_failed(getattr(response, "url", None), failure.value)

    def _tell_end(self, reason: str) -> None:
        if self.keeper is not None:
            self.keeper.finished(reason)

    def _fetched(self, response: Response) -> Fetched:
        """The record of an answer. After a crawl with a limit, the feed must come whole next time: no validators."""
        record = fetched(self.outlet.name, cast(Request, response.request), response)
        return record if self.limit is None else replace(record, etag=None, last_modified=None)

    def _answers(self) -> Iterator[Fetched]:
        """Answers for robots.txt since the last call. Ends the crawl where nothing more can be saved."""
        if self.stop:
            raise CloseSpider(self.stop)
        answers, self.answers = self.answers, []
        yield from answers

    # ---------------------------------------------------------------- small questions

    def _known(self, url: str) -> bool:
        return self.memory is not None and self.memory.knows(url)

    def _left(self) -> int:
        """How many more articles this crawl may ask for."""
        return sys.maxsize if self.limit is None else max(0, self.limit - len(self._asked))

    def _at_site(self, url: str) -> str:
        """The URL on the server that is crawled: the outlet's own, or the one that stands in for it."""
        if self.site is None:
            return url
        there = urlsplit(self.site)
        return urlsplit(url)._replace(scheme=there.scheme, netloc=there.netloc).geturl()


def _site(site: str | None) -> str | None:
    """The address of the server that stands in for the outlet, without a path."""
    if not site:
        return None
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"site must be an address like http://127.0.0.1:8000, not {site!r}")
    return f"{parts.scheme}://{parts.netloc}"


def _limit(limit: str | int | None) -> int | None:
    """The most articles to fetch; None for no limit."""
    if limit is None or limit == "":
        return None
    if not str(limit).isdecimal():
        raise ValueError(f"limit must be a whole number, not {limit!r}")
    return int(limit)
