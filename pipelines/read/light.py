"""A tree without frills: what BeautifulSoup says of plain markup, in a tenth of the time. Articles that cannot matter,
as most of most outlets, are read by it.

Both have the same parser under them. What is more than text in its usual wrapping is left to BeautifulSoup.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from pipelines.read.text import too_deep

#: Elements that mean no more than that they are there. Not so tables, footnotes, preformatted text, ruby, templates.
_PLAIN = frozenset(
    """html head body article header footer main section aside nav div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote
    hr br a abbr b cite code em i ins del q s small span strong u time address figure figcaption picture source img
    noscript form label input button svg path iframe video audio""".split()
)
_SPACES = " \n\t\f\r"


class Light:
    """An element: as much of a bs4.Tag as reading takes."""

    __slots__ = ("element", "name")

    def __init__(self, element: etree._Element) -> None:
        self.element, self.name = element, element.tag

    @property
    def children(self) -> Iterator[str | Light]:
        """Its texts and elements, in the order of the page."""
        if text := self.element.text:
            yield _text(text)
        for child in self.element:
            if isinstance(child.tag, str):
                yield Light(child)
            if text := child.tail:
                yield _text(text)

    def get(self, name: str) -> str | None:
        """An attribute."""
        said: str | None = self.element.get(name)
        return said

    def has_attr(self, name: str) -> bool:
        return self.element.get(name) is not None

    def get_text(self, between: str = "") -> str:
        """All text within."""
        return between.join(node if isinstance(node, str) else node.get_text(between) for node in self.children)

    def decompose(self) -> None:
        """Take it out of the tree. What stood before and behind it stays apart, as in a soup."""
        parent = self.element.getparent()
        if parent is not None:
            nothing = etree.Comment()
            nothing.tail = self.element.tail
            parent.replace(self.element, nothing)


def light(markup: bytes) -> Light | None:
    """The root of the markup; None where it holds what only a soup understands, and where it is too deep for both."""
    if too_deep(markup):
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        parser.feed(markup)
        root = parser.close()
    except etree.LxmlError:
        return None
    plain = root is not None and all(element.tag in _PLAIN for element in root.iter("*"))
    return Light(root) if plain else None


def _text(said: str) -> str:
    """White space alone is one line break or one space, as in a soup."""
    if said.strip(_SPACES):
        return said
    return "\n" if "\n" in said else " "
