"""A feed's bytes → its items, and an item → a small page, for outlets whose text is the feed's own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from io import BytesIO

import feedparser
from parsel import Selector

from pipelines.outlets import Outlet


class FeedUnreadable(Exception):
    """The answer is no feed; the message says what was found in its place."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed that is an article of the outlet. Texts are raw: dates and HTML as the feed has them."""

    url: str  # canonical
    title: str | None
    published: str | None
    teaser: str | None
    content: str  # HTML: the full text where the feed has it, else the summary
    author: str | None = None
    modified: str | None = None  # when it was last changed, as a sitemap says it
    found_in: str | None = None  # address of the feed, sitemap or list
    at: datetime | None = None  # UTC; when it was published, where that can be told without its page


def entries(
    body: bytes, outlet: Outlet, site: str | None, content_type: str | None = None, found_in: str | None = None
) -> list[Item]:
    """The articles of a feed, in its order, each once; other links are left out. Raises FeedUnreadable.

    `site` is the server that stands in for the outlet, if one does. The body goes in as a stream: given bytes,
    feedparser would take them for a file name or an address and open it.
    """
    headers = {"content-type": content_type} if content_type else {}
    try:
        feed = feedparser.parse(
            BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:  # seen on random bytes
        raise FeedUnreadable(f"feedparser gives up: {type(error).__name__}: {error}") from error
    if not feed.get("version") and not feed.entries:
        why = feed.get("bozo_exception")
        start = " ".join(body[:60].decode("utf-8", "replace").split())
        begins = f"it begins with {start!r}" if start else "it is empty"
        raise FeedUnreadable(f"neither RSS nor Atom ({why or 'no feed element'}); {begins}")
    items = {item.url: item for entry in feed.entries if (item := _item(entry, outlet, site, found_in))}
    return list(items.values())


def _item(entry: feedparser.FeedParserDict, outlet: Outlet, site: str | None, found_in: str | None) -> Item | None:
    url = outlet.canonical(_text(entry.get("link")) or "", site)
    if url is None:
        return None
    summary = _text(entry.get("summary")) or ""
    contents = [_text(part.get("value")) or "" for part in entry.get("content", ())]
    return Item(
        url=url,
        title=_text(entry.get("title")),
        published=_text(entry.get("published")) or _text(entry.get("updated")),
        teaser=summary or None,
        content=max([*contents, summary], key=len),
        author=_text(entry.get("author")),
        found_in=found_in,
        at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _moment(parsed: object) -> datetime | None:
    """feedparser's date, which is UTC; None for a day that there is not."""
    try:
        return datetime(*parsed[:6], tzinfo=UTC) if parsed else None  # type: ignore[index]
    except (TypeError, ValueError):
        return None


def document(item: Item) -> bytes:
    """The item as an HTML page in UTF-8, which the reader reads like any other.

    The content is parsed once and written anew, so that its stray end tags cannot close the page's own elements.
    """
    fragment = re.sub(r"</?(?:html|head|body)\b[^>]*>", "", item.content, flags=re.IGNORECASE)
    body = Selector(text=fragment or " ", type="html").xpath("//body").get() or ""
    content = re.sub(r"\A<body[^>]*>|</body>\Z", "", body)
    author = f'<p class="feed-author">{escape(item.author)}</p>\n' if item.author else ""
    title = escape(item.title or "")
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n<body>\n<article>\n'
        f'<h1>{title}</h1>\n{author}<div class="feed-content">\n{content}\n</div>\n</article>\n</body>\n</html>\n'
    ).encode("utf-8", "replace")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
