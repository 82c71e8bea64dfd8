"""Feeds: bytes → items, and an item → a page that the reader reads."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from pipelines import DATA, outlets
from pipelines.model import Page
from pipelines.read import read
from spiders.feed import FeedUnreadable, Item, document, entries


def test_a_feed_is_never_taken_for_a_file_name() -> None:
    with pytest.raises(FeedUnreadable):
        entries(str(DATA / "newsroom").encode(), outlets.load("cnevpost"), None)
    with pytest.raises(FeedUnreadable):
        entries(b"/etc/passwd", outlets.load("cnevpost"), None)


def test_a_damaged_feed_gives_what_it_has() -> None:
    item = "<item><link>https://cnevpost.com/2022/07/0{}/a/</link><title>A & B &nbsp; <b></title></item>"
    feed = f"<rss version='2.0'><channel>{item.format(1)}{item.format(2)}".encode()
    assert [urlsplit(found.url).path for found in entries(feed, outlets.load("cnevpost"), None)] == [
        "/2022/07/01/a/",
        "/2022/07/02/a/",
    ]


@pytest.mark.parametrize(
    ("content", "paragraphs"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("A summary of 598 stations", ["A summary of 598 stations"]),
        ("<p>One</p></div></article></body></html><p>Two</p>", ["One", "Two"]),
        ("<div><p>One", ["One"]),
        ("<p>One</p><p>The post <a>x</a> appeared first on electrive.com.</p>", ["One"]),
        ("a\0b <p>One</p>", ["ab", "One"]),
    ],
)
def test_a_feed_item_as_a_page(content: str, paragraphs: list[str]) -> None:
    item = Item(
        "https://www.electrive.com/2022/07/06/a/",
        "A < B",
        "Wed, 06 Jul 2022 02:00:00 +0000",
        None,
        content,
        "C. Hampel",
    )
    page = Page("electrive", item.url, datetime.now(UTC), document(item), "utf-8", feed_published=item.published)
    article = read(page, outlets.load("electrive"))
    assert list(article.paragraphs) == paragraphs
    assert (article.title, article.author, article.published_from) == ("A < B", "C. Hampel", "feed")
