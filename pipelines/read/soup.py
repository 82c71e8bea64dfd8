"""The page as a tree, and as little of it as will do: parsing a whole page costs ten times its article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from pipelines.model import NotAnArticle
from pipelines.read.light import Light, light
from pipelines.read.select import Element, Elements, LightElements
from pipelines.read.text import TOO_DEEP, Bare, too_deep

_CLOSING = re.compile(rb"</article\s*>", re.IGNORECASE)
Spans = list[tuple[int, int]]


class Markup:
    """A page's markup, without scripts. Each tree is made once, when it is asked for."""

    def __init__(self, rest: Bare, gist: str | None = None, lightly: bool = False) -> None:
        """`gist` is a smaller document that is looked at in place of the page (read/general.py). `lightly` to
        read the page by a lighter tree where that says the same (read/light.py)."""
        self.rest, self.gist, self.lightly = rest, gist, lightly

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
        elements = self.article if self.article is not None and _is_below(top, self.article.top) else self.whole
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
        tail = self.rest.markup[-2000:].lower()
        if closed < 0 and b"<body" in self.rest.tags and b"</body" not in tail and b"</html" not in tail:
            return "broken HTML: the page ends before </html>, so numbers may be missing; was it cut off?"
        return None

    @cached_property
    def article(self) -> Elements | LightElements | None:
        """The page's article elements, cut out where that is safe, else strained; None where it has none."""
        if self.gist is not None:
            return None
        if (cut := cut_article(self.rest, self._articles)) is not None:
            return self._tree(cut)
        return Elements(soup(self.rest.markup, SoupStrainer("article"))) if self._articles[0] else None

    @cached_property
    def whole(self) -> Elements | LightElements:
        """The whole page, or its gist."""
        return self._tree(self.rest.markup if self.gist is None else self.gist.encode("utf-8", "replace"))

    def _tree(self, markup: bytes) -> Elements | LightElements:
        top = light(markup) if self.lightly else None
        return Elements(soup(markup)) if top is None else LightElements(top)

    @cached_property
    def _articles(self) -> tuple[Spans, Spans]:
        return tags_of_articles(self.rest)


def tags_of_articles(rest: Bare) -> tuple[Spans, Spans]:
    """(start, end) of each tag that opens an article, and of each that closes one."""
    closed = (_CLOSING.match(rest.markup, start) for start in rest.tags.get(b"</article", ()))
    return [(start, start + 8) for start in rest.tags.get(b"<article", ())], [tag.span() for tag in closed if tag]


def cut_article(rest: Bare, tags: tuple[Spans, Spans]) -> bytes | None:
    """The markup from `<article` to `</article>`, or None where cutting is not safe.

    It is safe where the page opens one article and closes it after that: comments often are articles inside the
    article, and teasers articles beside it.
    """
    opened, closed = tags
    if len(opened) != 1 or len(closed) != 1 or closed[0][0] < opened[0][0]:
        return None
    return rest.markup[opened[0][0] : closed[0][1]]


def _is_below(element: Element, top: Element) -> bool:
    if isinstance(element, Light) or isinstance(top, Light):
        return isinstance(element, Light) and isinstance(top, Light) and _root(element) is _root(top)
    return any(above is top for above in element.parents)


def _root(element: Light) -> object:
    return element.element.getroottree().getroot()


def soup(markup: bytes, only: SoupStrainer | None = None) -> BeautifulSoup:
    """A soup by lxml, of UTF-8; its charset is named, so that no wrong meta charset is believed.

    Raises NotAnArticle for markup that would cost the parser minutes.
    """
    if too_deep(markup):
        raise NotAnArticle(TOO_DEEP)
    return BeautifulSoup(markup, "lxml", from_encoding="utf-8", parse_only=only)
