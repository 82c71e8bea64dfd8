"""A tree without frills: what BeautifulSoup says of plain markup, in a fifth of the time. Articles that cannot matter,
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
    """An element: as much of a bs4.Tag as reading takes. `nodes` are its texts and elements."""

    __slots__ = ("_element", "classes", "decomposed", "name", "nodes", "parent")

    def __init__(self, name: str, element: etree._Element, parent: Light | None) -> None:
        self.name, self._element, self.parent = name, element, parent
        self.classes: set[str] = set((element.get("class") or "").split())
        self.nodes: list[str | Light] = []
        self.decomposed = False

    @property
    def children(self) -> Iterator[str | Light]:
        """Its texts and elements, in the order of the page."""
        return iter([node for node in self.nodes if isinstance(node, str) or not node.decomposed])

    @property
    def descendants(self) -> Iterator[str | Light]:
        """The same, with all that is within them."""
        for node in self.nodes:
            if isinstance(node, str):
                yield node
            elif not node.decomposed:
                yield node
                yield from node.descendants

    def get(self, name: str) -> str | None:
        """An attribute; relations with single spaces between."""
        said: str | None = self._element.get(name)
        return " ".join(said.split()) if said and name == "rel" else said

    def has_attr(self, name: str) -> bool:
        return self._element.get(name) is not None

    def get_text(self, between: str = "") -> str:
        """All text within."""
        return between.join(node for node in self.descendants if isinstance(node, str))

    def decompose(self) -> None:
        """Take it out of the tree."""
        self.decomposed = True
        for node in self.descendants:
            if isinstance(node, Light):
                node.decomposed = True


def light(markup: str) -> Light | None:
    """The markup as a tree; None where it holds what only a soup understands, and where it is too deep for both."""
    if too_deep(markup):
        return None
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    try:
        parser.feed(markup.encode("utf-8", "replace"))
        root = parser.close()
        if root is None:
            return None
        top = Light("[document]", root, None)
        top.nodes.append(_grown(root, top))
    except (etree.LxmlError, RecursionError, ValueError):
        return None
    return top


def _grown(element: etree._Element, parent: Light) -> Light:
    """The element and all within. Raises ValueError for what is not plain."""
    name = element.tag
    if name not in _PLAIN:
        raise ValueError(name)
    grown = Light(name, element, parent)
    if element.text:
        grown.nodes.append(_text(element.text))
    for child in element:
        if isinstance(child.tag, str):
            grown.nodes.append(_grown(child, grown))
        if child.tail:
            grown.nodes.append(_text(child.tail))
    return grown


def _text(said: str) -> str:
    """White space alone is one line break or one space, as in a soup."""
    if said.strip(_SPACES):
        return said
    return "\n" if "\n" in said else " "
