"""The page as a tree, and as little of it as will do: parsing a whole page costs ten times its article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from pipelines.model import NotAnArticle
from pipelines.read.light import light
from pipelines.read.select import Element, Elements
from pipelines.read.text import TOO_DEEP, too_deep

_OPENING = re.compile(r"<article\b", re.IGNORECASE)
_CLOSING = re.compile(r"</article\s*>", re.IGNORECASE)
Spans = list[tuple[int, int]]

_BODY = re.compile(r"<body\b", re.IGNORECASE)


class Markup:
    """A page's markup, without scripts. Each tree is made once, when it is asked for."""

    def __init__(self, markup: str, gist: str | None = None, lightly: bool = False) -> None:
        """`gist` is a smaller document that is looked at in place of the page (read/general.py). `lightly` to
        read the page by a lighter tree where that says the same (read/light.py)."""
        self.markup, self.gist, self.lightly = markup, gist, lightly

    def first(self, selectors: Sequence[str], near: bool = False) -> Element | None:
        """What the first selector that matches finds: in the article element, else (unless `near`) anywhere."""
        for selector in selectors:
            found = self.article.first(selector) if self.article else None
            if found is None and (not near or self.article is None):
                found = self.whole.first(selector)
            if found is not None:
                return found
        return None

    def below(self, top: Element, selectors: Sequence[str]) -> Iterator[Element]:
        """All that the selectors find below an element of the page."""
        root = top
        while root.parent is not None:
            root = root.parent
        elements = self.article if self.article is not None and self.article.top is root else self.whole
        for selector in selectors:
            yield from elements.all(selector, within=top)

    def last(self) -> Tag | None:
        """The last element of a gist, which is the text's; None for a page without gist."""
        body = self.whole.top.body if isinstance(self.whole.top, BeautifulSoup) and self.gist else None
        each = body.find_all(True, recursive=False) if body is not None else []
        return each[-1] if each and each[-1].name not in ("h1", "title", "time") else None

    def broken(self) -> str | None:
        """Why the page looks cut off: an article or a document that never ends. None for a page that ends well."""
        opened, closed = (spans[-1][0] if spans else -1 for spans in self._articles)
        if opened > closed:
            return "broken HTML: the page ends inside its article, so numbers may be missing; was it cut off?"
        tail = self.markup[-2000:].lower()
        if closed < 0 and _BODY.search(self.markup) and "</body" not in tail and "</html" not in tail:
            return "broken HTML: the page ends before </html>, so numbers may be missing; was it cut off?"
        return None

    @cached_property
    def article(self) -> Elements | None:
        """The page's article elements, cut out where that is safe, else strained; None where it has none."""
        if self.gist is not None:
            return None
        if (cut := cut_article(self.markup, self._articles)) is not None:
            return self._tree(cut)
        return Elements(soup(self.markup, SoupStrainer("article"))) if self._articles[0] else None

    @cached_property
    def whole(self) -> Elements:
        """The whole page, or its gist."""
        return self._tree(self.markup if self.gist is None else self.gist)

    def _tree(self, markup: str) -> Elements:
        top = light(markup) if self.lightly else None
        return Elements(soup(markup) if top is None else top)

    @cached_property
    def _articles(self) -> tuple[Spans, Spans]:
        return tags_of_articles(self.markup)


def tags_of_articles(markup: str) -> tuple[Spans, Spans]:
    """(start, end) of each tag that opens an article, and of each that closes one."""
    return [tag.span() for tag in _OPENING.finditer(markup)], [tag.span() for tag in _CLOSING.finditer(markup)]


def cut_article(markup: str, tags: tuple[Spans, Spans]) -> str | None:
    """The markup from `<article` to `</article>`, or None where cutting is not safe.

    It is safe where the page opens one article and closes it after that: comments often are articles inside the
    article, and teasers articles beside it.
    """
    opened, closed = tags
    if len(opened) != 1 or len(closed) != 1 or closed[0][0] < opened[0][0]:
        return None
    return markup[opened[0][0] : closed[0][1]]


def soup(markup: str, only: SoupStrainer | None = None) -> BeautifulSoup:
    """A soup by lxml. The text goes in as UTF-8 with its charset named, so that no wrong meta charset is believed.

    Raises NotAnArticle for markup that would cost the parser minutes.
    """
    if too_deep(markup):
        raise NotAnArticle(TOO_DEEP)
    return BeautifulSoup(markup.encode("utf-8", "replace"), "lxml", from_encoding="utf-8", parse_only=only)
