"""Manners that Scrapy lacks: a robots.txt that cannot be had is no consent, Crawl-delay and Retry-After are kept,
and no redirect leads off the site.

Whatever is refused here reaches the spider as `LeftAlone`, with the id of its cause, and becomes a row in `checks`.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.httpobj import urlparse_cached

from spiders.arguments import server
from spiders.causes import OF_A_SITE, cause_of
from spiders.request import fetched, said, through

logger = logging.getLogger(__name__)

LEFT_ALONE = "the site is left alone this time"
ASKING_TO_WAIT = (429, 503)  # what Retry-After comes with


class LeftAlone(IgnoreRequest):
    """A request that we do not send. `rule` is the cause's id in `checks`; the message says what was done.

    `whole_site` where the cause holds for every page, so that one row says it for all of them.
    """

    def __init__(self, rule: str, message: str, whole_site: bool = False) -> None:
        self.rule = rule
        self.whole_site = whole_site
        super().__init__(message)


class SameSite:
    """Refuse every request that leaves the spider's own hosts, also by a redirect or a retry."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        allowed = self.crawler.spider.allowed_domains  # type: ignore[union-attr]
        if not any(host == own or host.endswith("." + own) for own in allowed):
            raise LeftAlone("off_site", f"leads off the site, to {request.url}; not followed")


class Robots:
    """Obey robots.txt: its rules and its Crawl-delay. Where it answers 5xx or not at all, ask the site for nothing.

    RFC 9309, 2.3.1.4: an unreachable robots.txt means complete disallow; 4xx (but 429) means that there are no rules.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.agent: str = crawler.settings["ROBOTSTXT_USER_AGENT"] or crawler.settings["USER_AGENT"]
        self._rules: dict[str, asyncio.Future[ProtegoRobotParser | LeftAlone]] = {}
        self._delays: dict[str, float] = {}
        if hasattr(crawler.spider, "robots"):  # so that the spider can ask for sitemaps
            crawler.spider.robots = self  # type: ignore[union-attr]

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        if request.meta.get("kind") == "robots":
            return
        parts = urlparse_cached(request)
        rules = await self.rules(request.url)
        if isinstance(rules, LeftAlone):
            raise LeftAlone(rules.rule, str(rules), whole_site=True)
        if not rules.allowed(request.url, self.agent):
            raise LeftAlone(
                "robots_forbid", f"robots.txt of {server(request.url)} forbids it to {self.agent}; not fetched"
            )
        if parts.hostname in self._delays:
            self._slow_down(request, parts.hostname, self._delays[parts.hostname])

    async def rules(self, url: str) -> ProtegoRobotParser | LeftAlone:
        """Rules of the site of a URL, or why it is left alone; asked for once in a crawl."""
        site = server(url)
        if site not in self._rules:
            self._rules[site] = asyncio.get_running_loop().create_future()
            self._rules[site].set_result(await self._ask(site))
        return await self._rules[site]

    def sitemaps(self, url: str) -> list[str]:
        """The sitemaps that the robots.txt of a URL's site names; none before it was read."""
        asked = self._rules.get(server(url))
        rules = asked.result() if asked is not None and asked.done() else None
        return list(rules.rp.sitemaps) if isinstance(rules, ProtegoRobotParser) else []

    def delay(self, url: str) -> float | None:
        """The Crawl-delay that a URL's site asks for, in seconds; None for none, and before robots.txt was read."""
        return self._delays.get(urlsplit(url).hostname or "")

    async def _ask(self, site: str) -> ProtegoRobotParser | LeftAlone:
        """Rules of the site, or why it is left alone."""
        url = f"{site}/robots.txt"
        request = Request(url, meta={"kind": "robots", "max_retry_times": 1}, callback=NO_CALLBACK)
        spider = self.crawler.spider
        try:
            response = await self.crawler.engine.download_async(request)
        except LeftAlone as error:
            return error if error.whole_site else LeftAlone("robots_unreachable", f"{url} {error}; {LEFT_ALONE}")
        except Exception as error:  # noqa: BLE001 - whatever kept the answer away, the site is left alone
            spider.answers.append(fetched(spider.name, request, None))  # type: ignore[union-attr]
            logger.info("%s: %s", url, said(error))
            rule, happened = cause_of(request, error) or ("", f"no answer ({said(error)})")
            rule = OF_A_SITE.get(rule, "robots_unreachable")
            if rule == "offline":
                return LeftAlone(rule, f"{happened}; nothing was fetched")
            return LeftAlone(rule, f"{url}{through(request)}: {happened}; {LEFT_ALONE}")
        spider.answers.append(fetched(spider.name, request, response))  # type: ignore[union-attr]
        if response.status >= 500 or response.status == 429:
            return LeftAlone("robots_unreachable", f"{url} answers {response.status}, no consent; {LEFT_ALONE}")
        body = response.body if response.status < 300 else b""
        rules = ProtegoRobotParser(body, spider)
        delay = float(rules.crawl_delay(self.agent) or 0)
        if isfinite(delay) and delay > self.crawler.settings.getfloat("CRAWL_DELAY_MOST"):
            return LeftAlone("crawl_delay", f"{url} asks for {delay:,.0f} s between two requests; {LEFT_ALONE}")
        if isfinite(delay) and delay > 0:
            self._delays[urlparse_cached(request).hostname or ""] = delay
        return rules

    def _slow_down(self, request: Request, host: str, delay: float) -> None:
        """Keep at least the site's Crawl-delay between two requests, whatever jitter and AutoThrottle make of it."""
        request.meta["autothrottle_dont_adjust_delay"] = True
        downloader = self.crawler.engine.downloader
        longest = max(delay, self.crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"concurrency": 1, "delay": longest, "jitter": 0}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter = longest, 0


class RetryAfter:
    """Wait as long as a server asks with 429 or 503, and hold back every other request to it for that time.

    A server that asks for more than RETRY_AFTER_MOST seconds, or that answers so more than RETRY_TIMES times in a row,
    is left alone for the rest of the crawl: a shorter wait than it asked for would be no answer to its request.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._resume: dict[str, float] = {}  # host → moment of the loop's clock
        self._in_a_row: dict[str, int] = {}  # host → answers of this kind since the last other one
        self._closed: dict[str, str] = {}  # host → why

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).netloc
        if host in self._closed:
            raise LeftAlone("retry_after", self._closed[host], whole_site=True)
        wait = self._resume.get(host, 0.0) - asyncio.get_running_loop().time()
        if wait > 0:
            await asyncio.sleep(wait)

    async def process_response(self, request: Request, response: Response) -> Response:
        host, settings = urlparse_cached(request).netloc, self.crawler.settings
        seconds = seconds_asked(response, datetime.now(UTC)) if response.status in ASKING_TO_WAIT else None
        if response.status == 429 and seconds is None:
            seconds = settings.getfloat("RETRY_AFTER_UNSAID")
        if seconds is None:  # also a 503 that asks for nothing: that page is broken, not the site busy
            self._in_a_row.pop(host, None)
            return response
        self._in_a_row[host] = self._in_a_row.get(host, 0) + 1
        if seconds > settings.getfloat("RETRY_AFTER_MOST"):
            self._close(host, f"answers {response.status} and asks to wait {seconds:.0f} s")
        elif self._in_a_row[host] > settings.getint("RETRY_TIMES"):
            self._close(host, f"answers {response.status} again and again")
        else:
            logger.info("%s answers %d: waiting %.0f s", host, response.status, seconds)
            self._resume[host] = asyncio.get_running_loop().time() + seconds
            await asyncio.sleep(seconds)
        return response

    def _close(self, host: str, why: str) -> None:
        self._closed[host] = f"{host} {why}; it is left alone for the rest of this crawl"


def seconds_asked(response: Response, now: datetime) -> float | None:
    """How long the server asks us to wait: Retry-After in seconds or as a date; None where it does not say."""
    asked = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if asked.isascii() and asked.isdecimal():
        return float(asked)
    try:
        then = parsedate_to_datetime(asked)
        return max(0.0, (then if then.tzinfo else then.replace(tzinfo=UTC)).timestamp() - now.timestamp())
    except (ValueError, OverflowError):  # a year of fifty digits
        return None
