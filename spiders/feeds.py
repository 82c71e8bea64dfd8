"""An outlet's feeds: page after page while nothing is known, gaps found, fallbacks asked where all others fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.model import Gap, Trouble
from pipelines.outlets import Feed
from spiders.feed import FeedUnreadable, Item, entries
from spiders.request import asked_for, header

if TYPE_CHECKING:
    from spiders.news import Found, NewsSpider


@dataclass(frozen=True)
class Walk:
    """How far a feed has been read: its n-th page is asked for; `found` are the unknown articles of those before it.

    `reached` says that something known stood on them: then nothing lies in between that was never seen.
    """

    feed: Feed
    n: int = 1
    found: tuple[Item, ...] = ()
    reached: bool = False


class Feeds:
    """The feeds of one crawl."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider
        self._waiting = 0  # feeds that are not read to their end
        self._good = False  # one of them could be read
        self._fallback = False  # the fallbacks were asked for

    def first(self) -> Iterator[Request]:
        """Requests for all feeds but the fallbacks."""
        feeds = [feed for feed in self.spider.outlet.feeds if not feed.fallback]
        self._waiting = len(feeds)
        yield from (self._request(Walk(feed)) for feed in feeds)

    def _request(self, walk: Walk) -> Request:
        first, memory = walk.n == 1, self.spider.memory
        whole = memory is not None and memory.unread(self.spider.outlet.name)
        return Request(
            self.spider.at_site(walk.feed.page_url(walk.n) or walk.feed.url),
            callback=self.read,
            errback=self.failed,
            cb_kwargs={"walk": walk},
            # Page 2 of a feed that has no page 2 answers 404: its end, and no trouble.
            meta={
                "kind": "feed",
                "conditional": first and not whole,
                "handle_httpstatus_list": [304] if first else [404],
            },
        )

    def read(self, response: Response, walk: Walk) -> Iterator[Found]:
        """A page of a feed: go on to the next one while nothing on it is known, then to the articles."""
        spider = self.spider
        yield from spider.happened(response)
        items, trouble = ([], None) if response.status in (304, 404) else self._items(response, walk)
        if trouble:
            yield trouble
        elif walk.n == 1:
            self._good = True
        unknown = [item for item in items if not spider.known(item.url)]
        yield from self._edited(item for item in items if item not in unknown)
        seen = {item.url for item in walk.found}
        walk = replace(
            walk,
            found=(*walk.found, *(item for item in unknown if item.url not in seen)),
            reached=walk.reached or len(unknown) < len(items) or response.status == 304,
        )
        more = items and not walk.reached and walk.n < spider.outlet.feed_pages and len(walk.found) < spider.left()
        if more and walk.feed.page_url(walk.n + 1):
            yield self._request(replace(walk, n=walk.n + 1))
        else:
            yield from self._end(walk)

    def failed(self, failure: Failure) -> Iterator[Found]:
        """A feed that could not be had. What the pages before it gave is read all the same."""
        yield from self.spider.failed(failure)
        yield from self._end(failure.request.cb_kwargs["walk"])  # type: ignore[attr-defined]

    def _end(self, walk: Walk) -> Iterator[Found]:
        """The feed is read: its articles, and what it has rolled past."""
        gap = self._gap(walk)
        if gap is not None:
            yield gap  # written down before any article is: a crawl that is cut off must not forget it
        yield from self.spider.articles(walk.found)
        if gap is not None:
            yield from self.spider.archives.fill(gap, len(walk.found))
        self._waiting -= 1
        if self._waiting == 0 and not self._good:
            yield from self._instead()

    def _instead(self) -> Iterator[Found]:
        """No feed could be read: the fallbacks, and where they fail too, the outlet's archive."""
        fallbacks = [feed for feed in self.spider.outlet.feeds if feed.fallback]
        if self._fallback or not fallbacks:
            yield from self.spider.archives.instead_of_feeds()
            return
        self._fallback, self._waiting = True, len(fallbacks)
        yield from (self._request(Walk(feed)) for feed in fallbacks)

    def _gap(self, walk: Walk) -> Gap | None:
        """The gap between what was known of a feed and what it has now, if it has rolled past."""
        spider = self.spider
        if walk.reached or spider.limit is not None or spider.memory is None:
            return None
        newest = spider.memory.newest(spider.outlet.name, walk.feed.url)
        moments = [item.at for item in walk.found if item.at is not None]
        if newest is None or not moments or min(moments) <= newest:
            return None
        return Gap(spider.outlet.name, walk.feed.url, newest, min(moments))

    def _edited(self, items: Iterator[Item]) -> Iterator[Found]:
        """Known items whose text, which is the feed's own, has changed since it was saved."""
        spider = self.spider
        if spider.outlet.level != "feed" or spider.memory is None:
            return
        for item in items:
            page = spider.page_of_feed(item)
            before = spider.memory.etag(item.url, item.found_in or "")
            if before is not None and ("ETag", before) not in page.headers:
                yield page

    def _items(self, response: Response, walk: Walk) -> tuple[list[Item], Trouble | None]:
        """The articles of a feed's answer, and what is wrong with it, if anything is."""
        outlet, url = self.spider.outlet, asked_for(cast(Request, response.request))
        led = f" (it leads to {response.url})" if response.url != url else ""
        try:
            items = entries(response.body, outlet, self.spider.site, header(response, "Content-Type"), walk.feed.url)
        except FeedUnreadable as error:
            said = f"feed {url}{led}: cannot be read: {error}; no article was looked for in it"
            return [], Trouble(outlet.name, url, "feed_unreadable", said)
        if items or walk.n > 1:
            return items, None
        said = f"feed {url}{led}: has no article: it is empty, or no link in it fits the outlet's permalink"
        return [], Trouble(outlet.name, url, "feed_empty", f"{said} {outlet.permalink.pattern}")
