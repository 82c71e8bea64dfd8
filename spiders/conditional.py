"""Ask for a feed only if it has changed: If-None-Match and If-Modified-Since from what the database remembers."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler

from spiders.request import asked_for


class Conditional:
    """Downloader middleware for requests with meta["conditional"]. The answer 304 goes to the spider, as a fact."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        memory = getattr(self.crawler.spider, "memory", None)
        if memory is None or not request.meta.get("conditional"):
            return
        etag, last_modified = memory.validators(asked_for(request))
        for name, value in (("If-None-Match", etag), ("If-Modified-Since", last_modified)):
            if value:
                request.headers[name] = value
