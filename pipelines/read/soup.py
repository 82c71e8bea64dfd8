"""The page as BeautifulSoup, and as little of it as will do: parsing a whole page costs ten times its article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

_OPENING = re.compile(r"<article\b", re.IGNORECASE)
_CLOSING = re.compile(r"</article\s*>", re.IGNORECASE)
_BODY = re.compile(r"<body\b", re.IGNORECASE)


class Markup:
    """A page's markup, without scripts. Each soup is made once, when it is asked for."""

    def __init__(self, markup: str, gist: str | None = None) -> None:
        """`gist` is a smaller document that is looked at in place of the page (read/general.py)."""
        self.markup, self.gist = markup, gist

    def first(self, selectors: Sequence[str], near: bool = False) -> Tag | None:
        """What the first selector that matches finds: in the article element, else (unless `near`) anywhere."""
        for selector in selectors:
            found = self.article.select_one(selector) if self.article else None
            if found is None and (not near or self.article is None):
                found = self.whole.select_one(selector)
            if found is not None:
                return found
        return None

    def last(self) -> Tag | None:
        """The last element of a gist, which is the text's; None for a page without gist."""
        body = self.whole.body if self.gist else None
        each = body.find_all(True, recursive=False) if body is not None else []
        return each[-1] if each and each[-1].name not in ("h1", "title", "time") else None

    def broken(self) -> str | None:
        """Why the page looks cut off: an article or a document that never ends. None for a page that ends well."""
        opened = max((tag.start() for tag in _OPENING.finditer(self.markup)), default=-1)
        closed = max((tag.start() for tag in _CLOSING.finditer(self.markup)), default=-1)
        if opened > closed:
            return "broken HTML: the page ends inside its article, so numbers may be missing; was it cut off?"
        tail = self.markup[-2000:].lower()
        if closed < 0 and _BODY.search(self.markup) and "</body" not in tail and "</html" not in tail:
            return "broken HTML: the page ends before </html>, so numbers may be missing; was it cut off?"
        return None

    @cached_property
    def article(self) -> BeautifulSoup | None:
        """The page's article elements, cut out where that is safe, else strained; None where it has none."""
        if self.gist is not None:
            return None
        cut = cut_article(self.markup)
        if cut is not None:
            return soup(cut)
        if _OPENING.search(self.markup) is None:
            return None
        return soup(self.markup, SoupStrainer("article"))

    @cached_property
    def whole(self) -> BeautifulSoup:
        """The whole page, or its gist."""
        return soup(self.markup if self.gist is None else self.gist)


def cut_article(markup: str) -> str | None:
    """The markup from `<article` to `</article>`, or None where cutting is not safe.

    It is safe where the page opens one article and closes it after that: comments often are articles inside the
    article, and teasers articles beside it.
    """
    opened, closed = list(_OPENING.finditer(markup)), list(_CLOSING.finditer(markup))
    if len(opened) != 1 or len(closed) != 1 or closed[0].start() < opened[0].start():
        return None
    return markup[opened[0].start() : closed[0].end()]


def soup(markup: str, only: SoupStrainer | None = None) -> BeautifulSoup:
    """A soup by lxml. The text goes in as UTF-8 with its charset named, so that no wrong meta charset is believed."""
    return BeautifulSoup(markup.encode("utf-8", "replace"), "lxml", from_encoding="utf-8", parse_only=only)
