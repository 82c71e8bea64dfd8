"""Lists of older articles → items: sitemaps of every kind, a WordPress REST collection, a page of links."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

from parsel import Selector

from pipelines.outlets import Outlet
from spiders.feed import Item

LARGEST = 50_000_000  # bytes of a sitemap, by the protocol of sitemaps.org; one that is packed may not unpack to more

#: What is asked of each post of a REST collection: nothing of its text.
FIELDS = "link,date_gmt,modified_gmt,title,excerpt"

_DAY_IN_URL = re.compile(r"/(\d{4})/(\d{1,2})/(\d{1,2})/")
_TAG = re.compile(r"<[^<>]*>")


class ListUnreadable(Exception):
    """The answer is no list of that kind; the message says what was found in its place."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sitemap that an index names, and when it was last changed, where the index says so."""

    url: str
    modified: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap file lists: other sitemaps, or articles."""

    parts: tuple[Part, ...]
    items: tuple[Item, ...]


def read_sitemap(body: bytes, outlet: Outlet, site: str | None, found_in: str) -> Sitemap:
    """A sitemap index, a plain or a news sitemap, packed or not. Raises ListUnreadable.

    The news tags are kept, which Scrapy's own reader drops: publication date and title.
    """
    root = Selector(text=_unpacked(body).decode("utf-8", "replace"), type="xml")
    kind = str(root.xpath("local-name(/*)").get())
    if kind not in ("sitemapindex", "urlset"):
        start = " ".join(body[:60].decode("utf-8", "replace").split())
        raise ListUnreadable(f"no sitemap; it begins with {start!r}" if start else "no sitemap; it is empty")
    parts = [
        Part(url, moment(said.get("lastmod")))
        for said in map(_texts, root.xpath("/*[local-name()='sitemapindex']/*[local-name()='sitemap']"))
        if (url := said.get("loc"))
    ]
    entries = root.xpath("/*[local-name()='urlset']/*[local-name()='url']")
    items = [item for each in entries if (item := _entry(_texts(each), outlet, site, found_in))]
    return Sitemap(tuple(parts), tuple({item.url: item for item in items}.values()))


def _entry(said: dict[str, str], outlet: Outlet, site: str | None, found_in: str) -> Item | None:
    url = outlet.canonical(said.get("loc") or "", site)
    if url is None:
        return None
    published, modified = said.get("publication_date"), said.get("lastmod")
    return Item(
        url=url,
        title=said.get("title"),
        published=published,
        teaser=None,
        content="",
        modified=modified,
        found_in=found_in,
        at=moment(published) or day_of(url),
    )


def _texts(entry: Selector) -> dict[str, str]:
    """Local name → text of the first element of that name in the entry; news tags lie a level deeper."""
    texts: dict[str, str] = {}
    for element in entry.root.iter("*"):
        texts.setdefault(element.tag.rpartition("}")[2], "".join(element.itertext("*")).strip())
    return {name: text for name, text in texts.items() if text}


def _unpacked(body: bytes) -> bytes:
    """The file as it is, or out of its gzip. Raises ListUnreadable for a damaged one, and for a bomb."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.open(BytesIO(body)) as file:
            plain = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ListUnreadable(f"damaged gzip ({error})") from error
    if len(plain) > LARGEST:
        raise ListUnreadable(f"unpacks to more than {LARGEST:,} bytes")
    return plain


def read_posts(body: bytes, outlet: Outlet, site: str | None, found_in: str) -> list[Item]:
    """The posts of a page of a WordPress REST collection. Raises ListUnreadable.

    `date_gmt` has no offset and is UTC; so one is put to it.
    """
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ListUnreadable(f"no JSON ({str(error)[:80]})") from error
    if not isinstance(posts, list):
        said = posts.get("message") if isinstance(posts, dict) else None
        raise ListUnreadable(f"no list of posts ({said or type(posts).__name__})")
    items = [_post(post, outlet, site, found_in) for post in posts if isinstance(post, dict)]
    return list({item.url: item for item in items if item}.values())


def _post(post: dict[str, object], outlet: Outlet, site: str | None, found_in: str) -> Item | None:
    url = outlet.canonical(str(post.get("link") or ""), site)
    if url is None:
        return None
    published, modified = (_utc(post.get(name)) for name in ("date_gmt", "modified_gmt"))
    return Item(
        url=url,
        title=_rendered(post.get("title")),
        published=published,
        teaser=_rendered(post.get("excerpt")),
        content="",
        modified=modified,
        found_in=found_in,
        at=moment(published) or day_of(url),
    )


def _utc(said: object) -> str | None:
    return f"{said}+00:00" if isinstance(said, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", said) else None


def _rendered(said: object) -> str | None:
    """The text of WordPress's {"rendered": HTML}."""
    html = said.get("rendered") if isinstance(said, dict) else said
    return " ".join(unescape(_TAG.sub(" ", html)).split()) or None if isinstance(html, str) else None


def read_links(body: bytes, outlet: Outlet, site: str | None, base: str) -> list[Item]:
    """The articles that a page links to, in its order, each once. Raises ListUnreadable for a page without one."""
    page = Selector(text=body.decode("utf-8", "replace") or " ", type="html")
    urls = dict.fromkeys(_links(page, outlet, site, base))
    if not urls:
        raise ListUnreadable("no link in it fits the outlet's permalink")
    return [Item(url, None, None, None, "", found_in=base, at=day_of(url)) for url in urls]


def _links(page: Selector, outlet: Outlet, site: str | None, base: str) -> Iterator[str]:
    from urllib.parse import urljoin

    for href in page.css("a::attr(href)").getall():
        try:
            url = outlet.canonical(urljoin(base, href), site)
        except ValueError:  # "//["
            continue
        if url is not None:
            yield url


def moment(said: str | None) -> datetime | None:
    """A W3C date (2022-07-06, 2022-07-06T10:00:00+08:00) as a moment, in UTC; None where it is none."""
    try:
        read = datetime.fromisoformat((said or "").strip())
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # 0001-01-01T00:00:00+08:00 is how some sites write "no date"
        return None


def day_of(url: str) -> datetime | None:
    """Noon UTC of the day that a permalink names; None where it names none."""
    found = _DAY_IN_URL.search(url)
    try:
        return datetime(*map(int, found.groups()), 12, tzinfo=UTC) if found else None  # type: ignore[arg-type, misc]
    except ValueError:
        return None
