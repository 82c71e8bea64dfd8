"""Older articles of an outlet: for backfills, for what a feed has rolled past, and where no feed can be read.

The ways there, in this order: a WordPress REST collection, sitemaps (declared, else those of robots.txt), a page of
links, and further pages of the feed. The first that answers is taken.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from pipelines.model import Gap, Trouble
from pipelines.outlets import Feed
from spiders.feed import FeedUnreadable, Item, entries
from spiders.listed import FIELDS, LARGEST, ListUnreadable, Part, read_links, read_posts, read_sitemap
from spiders.request import header
from spiders.search import DAY, Search

if TYPE_CHECKING:
    from spiders.news import Found, NewsSpider

PAGES = 300  # of one list; a listing of ten articles a page goes back through 3,000 articles
PAGES_OF_A_GAP = 40  # a gap is some days long
TRY_AGAIN = timedelta(days=3)  # for so long, a crawl tries to fill a gap that an earlier one could not fill


class Archives:
    """The searches of one crawl."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider

    # ---------------------------------------------------------------- what is looked for

    async def backfill(self, since: datetime, until: datetime) -> AsyncIterator[Found]:
        """Everything that the archive lists between two moments, and the database does not know."""
        await self._read_robots()
        search = Search(since, until, self._ways())
        if not search.ways:
            said = (
                f"{self.spider.outlet.title} has no archive to fill from: no REST collection, sitemap or listing in "
                "its file, no sitemap in its robots.txt, and its feeds have no further pages"
            )
            yield Trouble(self.spider.outlet.name, self.spider.outlet.home, "no_archive", said)
        for each in self._next_way(search):
            yield each

    async def open_gaps(self) -> AsyncIterator[Found]:
        """Another try at the gaps that the last crawls found and could not fill."""
        spider = self.spider
        gaps = spider.memory.gaps(spider.outlet.name) if spider.memory is not None and spider.limit is None else []
        young = [gap for gap in gaps if datetime.now(UTC) - gap.before < TRY_AGAIN]
        if not young:
            return
        await self._read_robots()
        for gap in young if self._ways() else ():
            for each in self._next_way(Search(gap.after, gap.before, self._ways(), gap)):
                yield each

    def fill(self, gap: Gap, in_feed: int) -> Iterator[Found]:
        """What a feed has rolled past, from the outlet's archive. Says what was missed and where it was looked for."""
        search = Search(gap.after, gap.before, self._ways(), gap)
        said = (
            f"feed {gap.feed}: none of its {in_feed} articles was known: what was published between "
            f"{gap.after:%Y-%m-%d %H:%M} and {gap.before:%Y-%m-%d %H:%M} UTC may have been missed; "
        )
        if search.ways:
            said += f"looked for in {' and '.join(_NAMES[way] for way in search.ways[:1])}"
            yield Trouble(gap.outlet, gap.feed, "feed_gap", said, level="warning")
            yield from self._next_way(search)
        else:
            said += "the outlet has no archive to look in"
            yield Trouble(gap.outlet, gap.feed, "feed_gap", said)

    def instead_of_feeds(self) -> Iterator[Found]:
        """New articles from the archive, since the newest that is known, where no feed could be read."""
        spider, ways = self.spider, [way for way in self._ways() if way != "feed"]
        feeds = [feed.url for feed in spider.outlet.feeds]
        known = [spider.memory.newest(spider.outlet.name, feed) for feed in feeds] if spider.memory else []
        newest = max((each for each in known if each is not None), default=None)
        if newest is not None and ways:
            yield from self._next_way(Search(newest, datetime.now(UTC), ways, conditional=True))

    # ---------------------------------------------------------------- the ways

    def _ways(self) -> list[str]:
        archive, outlet = self.spider.outlet.archive, self.spider.outlet
        open_to_us = {
            "api": archive.rest is not None and outlet.level != "feed",
            "sitemap": bool(self._sitemaps()) and outlet.level != "feed",
            "listing": archive.listing is not None and outlet.level != "feed",
            "feed": any(feed.page for feed in outlet.feeds),
        }
        return [way for way, is_open in open_to_us.items() if is_open]

    def _sitemaps(self) -> list[str]:
        """Declared sitemaps, else those that robots.txt names, if it was read."""
        spider = self.spider
        said = spider.robots.sitemaps(spider.at_site(spider.outlet.home)) if spider.robots else []
        return [url for url in spider.outlet.archive.sitemaps or said if self._is_ours(url)]

    def _is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return self.spider.outlet.serves(parts.netloc) or parts.netloc == urlsplit(self.spider.site or "").netloc

    async def _read_robots(self) -> None:
        """Have robots.txt read before it is asked for sitemaps."""
        if self.spider.robots is not None:
            await self.spider.robots.rules(self.spider.at_site(self.spider.outlet.home))

    def _next_way(self, search: Search) -> Iterator[Found]:
        """Begin the next way, or say that there is none left."""
        if search.ways:
            search.way, search.failed = search.ways.pop(0), False
            yield from {"api": self._api, "sitemap": self._maps, "listing": self._listing, "feed": self._feed}[
                search.way
            ](search)
        elif search.gap is not None:
            said = (
                f"feed {search.gap.feed}: its gap from {search.since:%Y-%m-%d %H:%M} to {search.until:%Y-%m-%d %H:%M} "
                f"UTC could not be filled; `stationwatch backfill {search.gap.outlet} --since {search.since:%Y-%m-%d}` "
                "tries again"
            )
            yield Trouble(search.gap.outlet, search.gap.feed, "gap_open", said)

    def _api(self, search: Search) -> Iterator[Found]:
        yield self._list(search, self._posts_url(search, 1), "api", self.read_posts, n=1)

    def _maps(self, search: Search) -> Iterator[Found]:
        for url in self._sitemaps():
            yield self._list(search, url, "sitemap", self.read_map)

    def _listing(self, search: Search) -> Iterator[Found]:
        yield self._list(search, self._listing_url(1), "listing", self.read_listing, n=1)

    def _feed(self, search: Search) -> Iterator[Found]:
        for feed in self.spider.outlet.feeds:
            if feed.page and not feed.fallback:
                yield self._list(search, feed.url, "feed", self.read_feed, n=1, feed=feed)

    def _list(
        self, search: Search, url: str, kind: str, callback: Callable[..., Iterator[Found]], **arguments: object
    ) -> Request:
        """The request for a list. One beyond the last answers 400 or 404: the end of it, and no trouble."""
        search.open += 1
        search.lists += 1
        search.seen.add(url)
        ends = [400, 404] if arguments.get("n", 1) != 1 else []
        meta: dict[str, object] = {"kind": kind, "conditional": search.conditional, "download_maxsize": LARGEST}
        return Request(
            self.spider.at_site(url),
            callback=callback,
            errback=self.failed,
            cb_kwargs={"search": search, **arguments},
            priority=-1,  # a list's articles before the next list: those of a large archive are never all in memory
            meta=meta | {"handle_httpstatus_list": [304, *ends]},
        )

    # ---------------------------------------------------------------- answers

    def read_posts(self, response: Response, search: Search, n: int) -> Iterator[Found]:
        """A page of a REST collection."""
        yield from self.spider.happened(response)
        outlet, more = self.spider.outlet, _whole(header(response, "X-WP-TotalPages")) > n
        items = yield from self._read(response, search, lambda: read_posts(
            response.body, outlet, self.spider.site, outlet.archive.rest or ""
        ))  # fmt: skip
        if items and more and n < PAGES:
            yield self._list(search, self._posts_url(search, n + 1), "api", self.read_posts, n=n + 1)
        yield from self._closed(search)

    def read_map(self, response: Response, search: Search) -> Iterator[Found]:
        """A sitemap: its articles of the range, or the parts of an index that have changed since it began."""
        yield from self.spider.happened(response)
        parts: list[Part] = []

        def read() -> list[Item]:
            found = read_sitemap(response.body, self.spider.outlet, self.spider.site, response.url)
            parts.extend(found.parts)
            return list(found.items)

        yield from self._read(response, search, read)
        for part in parts:
            old = part.modified is not None and part.modified < search.since - DAY
            fits = re.search(self.spider.outlet.archive.parts, part.url)
            if fits and not old and self._is_ours(part.url) and part.url not in search.seen:
                most = self.spider.settings.getint("SITEMAPS_MOST")
                if search.lists >= most:
                    said = f"sitemap {response.url}: names more sitemaps after {most:,} of them; the rest is left out"
                    yield Trouble(self.spider.outlet.name, response.url, "list_endless", said)
                    break
                yield self._list(search, part.url, "sitemap", self.read_map)
        yield from self._closed(search)

    def read_listing(self, response: Response, search: Search, n: int) -> Iterator[Found]:
        """A page of links, newest first."""
        yield from self.spider.happened(response)
        outlet, site, seen = self.spider.outlet, self.spider.site, len(search.seen)
        items = yield from self._read(response, search, lambda: read_links(response.body, outlet, site, response.url))
        if len(search.seen) > seen and not search.is_past(items) and n < self._most(search):
            yield self._list(search, self._listing_url(n + 1), "listing", self.read_listing, n=n + 1)
        yield from self._closed(search)

    def read_feed(self, response: Response, search: Search, n: int, feed: Feed) -> Iterator[Found]:
        """A further page of a feed."""
        yield from self.spider.happened(response)
        said = header(response, "Content-Type")
        items = yield from self._read(response, search, lambda: entries(
            response.body, self.spider.outlet, self.spider.site, said, feed.url
        ))  # fmt: skip
        further = feed.page_url(n + 1)
        if items and further and not search.is_past(items) and n < self._most(search):
            yield self._list(search, further, "feed", self.read_feed, n=n + 1, feed=feed)
        yield from self._closed(search)

    def failed(self, failure: Failure) -> Iterator[Found]:
        """A list that could not be had."""
        search = failure.request.cb_kwargs["search"]  # type: ignore[attr-defined]
        yield from self.spider.failed(failure)
        search.failed = True
        yield from self._closed(search)

    def _read(
        self, response: Response, search: Search, read: Callable[[], list[Item]]
    ) -> Generator[Found, None, list[Item]]:
        """The items of a list: those of the range that are unknown are asked for. Returns all of them."""
        if response.status in (304, 400, 404):
            return []
        try:
            items = [self._dated(item) for item in read()]
        except (ListUnreadable, FeedUnreadable) as error:
            search.failed = True
            said = f"{search.way} {response.url}: cannot be read: {error}"
            yield Trouble(self.spider.outlet.name, response.url, "list_unreadable", said)
            return []
        search.listed(items)
        past = search.is_past(items)
        wanted = [
            item
            for item in items
            if item.url not in search.seen and search.wants(item, past) and not self.spider.known(item.url)
        ]
        search.seen.update(item.url for item in items)
        search.found += len(wanted)
        newest = sorted(wanted, key=lambda item: item.at or datetime.min.replace(tzinfo=UTC), reverse=True)
        yield from self.spider.articles(newest)
        return items

    def _dated(self, item: Item) -> Item:
        """The item with the date of its article where the list has none and the article is saved."""
        if item.at is not None or self.spider.memory is None:
            return item
        return replace(item, at=self.spider.memory.published(item.url))

    def _most(self, search: Search) -> int:
        return PAGES if search.gap is None else PAGES_OF_A_GAP

    def _closed(self, search: Search) -> Iterator[Found]:
        """One request of a search has ended: with the last one, the search has."""
        search.open -= 1
        if search.open:
            return
        if search.failed or (search.gap is not None and not search.reaches(search.gap.after)):
            yield from self._next_way(search)
            return
        self.spider.logger.info("%s: %d articles found in the %s", self.spider.name, search.found, search.way)
        self.spider.filled += self._filled(search)

    def _filled(self, search: Search) -> list[Gap]:
        """The gaps that a search has filled: its own, or after a backfill all that lie in its range."""
        if search.gap is not None:
            return [replace(search.gap, filled_by=search.way)]
        spider = self.spider
        gaps = spider.memory.gaps(spider.outlet.name) if spider.memory is not None and not search.conditional else []
        within = (gap for gap in gaps if search.since - DAY <= gap.after and gap.before <= search.until + DAY)
        return [replace(gap, filled_by="backfill") for gap in within if search.reaches(gap.after)]

    # ---------------------------------------------------------------- addresses

    def _posts_url(self, search: Search, n: int) -> str:
        asked = {
            "after": f"{search.since:%Y-%m-%dT%H:%M:%S}",
            "before": f"{search.until:%Y-%m-%dT%H:%M:%S}",
            "orderby": "date",
            "order": "asc",
            "per_page": 100,
            "page": n,
            "_fields": FIELDS,
        }
        return f"{self.spider.outlet.archive.rest}?{urlencode(asked, safe=':,')}"

    def _listing_url(self, n: int) -> str:
        return (self.spider.outlet.archive.listing or "").replace("{n}", str(n))


_NAMES = {"api": "its REST collection", "sitemap": "its sitemaps", "listing": "its lists", "feed": "its further pages"}


def _whole(said: str | None) -> int:
    """The whole number that a header says; 0 where it says none."""
    return int(said) if said and said.isascii() and said.isdecimal() and len(said) < 10 else 0
