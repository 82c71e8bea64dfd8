"""Articles looked at again: an outlet corrects its figures, and takes pages away, in the days after publication."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from pipelines.model import GONE, Look, Trouble, Unchanged
from spiders.feed import Item
from spiders.politeness import LeftAlone
from spiders.request import headers, sent

if TYPE_CHECKING:
    from spiders.news import Found, NewsSpider

MOST = 200  # looks of one crawl; those that have waited longest come first
AFTER_NEWS = -10  # priority: new articles come first


def _is_whole(error: object) -> bool:
    return isinstance(error, LeftAlone) and error.whole_site


class Again:
    """The second looks of one crawl. What is due is the database's to say."""

    def __init__(self, spider: NewsSpider) -> None:
        self.spider = spider

    def due(self) -> Iterator[Request]:
        """Conditional requests for what is due. None for a feed's own texts, and none in a crawl with a limit."""
        spider = self.spider
        if spider.memory is None or spider.outlet.level == "feed" or spider.limit is not None:
            return
        for look in spider.memory.due(spider.outlet.name)[:MOST]:
            yield self._request(look)

    def _request(self, look: Look) -> Request:
        item = Item(look.url, look.feed_title, look.feed_published, look.feed_teaser, "", found_in=look.found_in)
        asked = {"If-None-Match": look.etag, "If-Modified-Since": look.last_modified}
        return Request(
            self.spider.at_site(look.url),
            callback=self.read,
            errback=self.failed,
            headers={name: value for name, value in asked.items() if value},
            cb_kwargs={"item": item},
            meta={"kind": "page", "handle_httpstatus_list": [304]},
            priority=AFTER_NEWS,
        )

    def read(self, response: Response, item: Item) -> Iterator[Found]:
        """The page once more: the pipeline finds out whether its text has changed."""
        if response.status != 304:
            yield from self.spider.read_article(response, item)
            return
        yield Unchanged(self.spider.outlet.name, item.url, datetime.now(UTC))
        yield from self.spider.happened(response)

    def failed(self, failure: Failure) -> Iterator[Found]:
        """A page that is gone goes onto the shelf as that; for all else, the next crawl looks again. A look that fails
        loses nothing: it is a warning, and no reason to write to anybody for weeks."""
        error = failure.value
        if not isinstance(error, HttpError) or error.response.status not in GONE:
            for each in self.spider.failed(failure):
                yield replace(each, level="warning") if isinstance(each, Trouble) and not _is_whole(error) else each
            return
        item = failure.request.cb_kwargs["item"]  # type: ignore[attr-defined]
        response = error.response
        page = self.spider.page(item, response.body, response.status, headers(response))
        yield replace(page, sent=sent(response))
        yield from self.spider.happened(response)
