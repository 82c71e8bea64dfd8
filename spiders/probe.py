"""What a site offers that is no outlet yet: robots.txt, feeds, sitemaps, REST, and three articles as they came.

It asks by the same rules as a crawl: robots.txt first, one request at a time, with a delay, some fifteen in all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import feedparser
import scrapy
from parsel import Selector
from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings

from pipelines.model import Fetched, Page
from spiders.arguments import is_address, server
from spiders.news import LOOPBACK, ON_LOOPBACK
from spiders.politeness import LeftAlone, Robots
from spiders.request import header, headers, said
from spiders.resolver import Resolver

ARTICLES = 3
FEEDS = 4  # at most so many are read
GUESSED_FEEDS = ("feed/", "rss/", "rss.xml", "feed.xml")
GUESSED_SITEMAPS = ("sitemap_index.xml", "sitemap.xml")
REST = "wp-json/wp/v2/posts"


@dataclass(frozen=True)
class FoundFeed:
    """A feed that was read: its links in its order, and how much text its longest item has."""

    url: str
    title: str
    links: tuple[str, ...]
    items: tuple[tuple[str, str | None, str | None], ...]  # link, title, raw date
    dated: int  # items with a date
    longest: int  # characters of the longest item's text, tags and all


@dataclass
class Findings:
    """All that was found; `trouble` is why the site could not be asked, where it could not."""

    url: str
    trouble: str | None = None
    rule: str = "unreachable"  # the trouble's kind
    title: str = ""
    delay: float | None = None  # seconds of Crawl-delay
    feeds: list[FoundFeed] = field(default_factory=list)
    sitemaps: list[tuple[str, int]] = field(default_factory=list)  # address, status
    rest: str | None = None
    pages: list[Page] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)  # address, why it could not be had


def probe(url: str, delay: float | None = None) -> Findings:
    """Ask a site. Raises ValueError for what is no http address. Can be called once in a process."""
    if not is_address(url):
        raise ValueError(f"{url!r} is no address like https://example.org/")
    parts = urlsplit(url)
    settings = Settings()
    settings.setmodule("spiders.settings", priority="project")
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    if parts.hostname in LOOPBACK:
        for name, value in ON_LOOPBACK.items():
            settings.set(name, value, priority="cmdline")
    if delay is not None:
        settings.set("DOWNLOAD_DELAY", delay, priority="cmdline")
    Resolver.wanted.add(parts.hostname or "")
    findings = Findings(f"{server(url)}/")
    process = AsyncCrawlerProcess(settings)
    process.crawl(process.create_crawler(ProbeSpider), findings=findings)
    process.start()
    return findings


class ProbeSpider(scrapy.Spider):
    """Asks one site for what an outlet's declaration needs."""

    name = "probe"
    robots: Robots | None = None  # set by the middleware

    def __init__(self, findings: Findings, **arguments: str) -> None:
        super().__init__(**arguments)
        self.findings = findings
        self.allowed_domains = [(urlsplit(findings.url).hostname or "").removeprefix("www.")]
        self.site = findings.url  # the server that is asked; findings.url is the site that it stands in for
        self.answers: list[Fetched] = []

    async def start(self) -> AsyncIterator[Request]:
        try:
            await self._look()
        except LeftAlone as error:
            self.findings.trouble, self.findings.rule = str(error), error.rule
        for nothing in ():
            yield nothing

    async def _look(self) -> None:
        found = self.findings
        home = await self._get(found.url)
        if home is None or home.status >= 400:
            found.trouble = f"{found.url} answers {home.status}" if home else " ".join(found.refused[-1])
            return
        self.site = found.url = f"{server(home.url)}/"
        page = Selector(text=home.text if hasattr(home, "text") else "", type="html")
        name = page.css("meta[property='og:site_name']::attr(content)").get() or page.css("title::text").get()
        found.title = " ".join((name or "").split())
        if self.robots is not None:
            found.delay = self.robots.delay(self.site)
        named = self._named(page)
        if named and urlsplit(self.site).hostname in LOOPBACK:
            found.url = f"{server(named[0])}/"  # a mirror, as the sample newsroom is: its links are the site's own
        await self._feeds(named)
        await self._archives(home)
        await self._articles()

    def _named(self, page: Selector) -> list[str]:
        """The feeds that the home page names, without those of comments."""
        links = page.xpath("//link[@rel='alternate'][contains(@type,'rss') or contains(@type,'atom')]")
        return [
            urljoin(self.findings.url, href)
            for link in links
            if (href := link.attrib.get("href")) and "comment" not in f"{href} {link.attrib.get('title', '')}".lower()
        ]

    async def _feeds(self, named: Sequence[str]) -> None:
        """The feeds that the home page names, else those at the usual places."""
        guessed = [self.findings.url + path for path in GUESSED_FEEDS]
        for url in list(dict.fromkeys(named))[:FEEDS] or guessed:
            response = await self._get(url)
            if response is not None and response.status == 200 and (feed := read_feed(response)):
                public = swapped(feed.url, self.site, self.findings.url)
                self.findings.feeds.append(replace(feed, url=public))
                if not named:
                    return

    async def _archives(self, home: Response) -> None:
        """The sitemaps that robots.txt names, else those at the usual places; REST where the site is WordPress."""
        found = self.findings
        named = self.robots.sitemaps(self.site) if self.robots is not None else []
        for url in named[:2] or [found.url + path for path in GUESSED_SITEMAPS]:
            response = await self._get(url)
            if response is not None and response.status == 200:
                found.sitemaps.append((url, response.status))
                if not named:
                    break
        if b"wp-content" in home.body or b"wp-json" in home.body:
            response = await self._get(f"{found.url}{REST}?per_page=1&_fields=link")
            if response is not None and response.status == 200 and response.body.lstrip().startswith(b"["):
                found.rest = found.url + REST

    async def _articles(self) -> None:
        """The first articles of the feeds, as they came."""
        items = [item for feed in self.findings.feeds for item in feed.items]
        for link, title, published in list({item[0]: item for item in items}.values())[:ARTICLES]:
            response = await self._get(link)
            if response is None or response.status != 200:
                if response is not None:
                    self.findings.refused.append((link, f"answers {response.status}"))
                continue
            kind = header(response, "Content-Type") or ""
            charset = kind.partition("charset=")[2].strip("\"' ") or None
            self.findings.pages.append(
                Page(
                    "",
                    link,
                    datetime.now(UTC),
                    response.body,
                    charset,
                    response.status,
                    headers(response),
                    feed_title=title,
                    feed_published=published,
                )  # fmt: skip
            )

    async def _get(self, url: str) -> Response | None:
        """The answer, whatever its status; None where none came, or where we may not ask.

        Raises LeftAlone where the site as a whole does not want us.
        """
        try:
            request = Request(swapped(url, self.findings.url, self.site), callback=NO_CALLBACK)
            return await self.crawler.engine.download_async(request)
        except LeftAlone as error:
            if error.whole_site or url == self.findings.url:
                raise
            self.findings.refused.append((url, str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it was, there is no answer
            self.findings.refused.append((url, f"gives no answer ({said(error)})"))
        return None


def swapped(url: str, one: str, other: str) -> str:
    """The same address on the other server, where it is on the one."""
    return other + url.removeprefix(one) if url.startswith(one) else url


def read_feed(response: Response) -> FoundFeed | None:
    """The answer as a feed; None where it is none, or has no link."""
    try:
        feed = feedparser.parse(BytesIO(response.body), sanitize_html=False, resolve_relative_uris=False)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # seen on random bytes
        return None
    entries = [entry for entry in feed.entries if entry.get("link")]
    if not feed.get("version") or not entries:
        return None
    texts = [
        max([entry.get("summary") or "", *(part.get("value") or "" for part in entry.get("content", ()))], key=len)
        for entry in entries
    ]
    return FoundFeed(
        url=response.url,
        title=feed.feed.get("title") or "",
        links=tuple(entry.link for entry in entries),
        items=tuple((entry.link, entry.get("title"), entry.get("published")) for entry in entries),
        dated=sum(bool(entry.get("published_parsed") or entry.get("updated_parsed")) for entry in entries),
        longest=max(map(len, texts)),
    )
