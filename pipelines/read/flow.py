"""Text as it flows down a page, cut into paragraphs where blocks begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, cast

from bs4 import Tag
from bs4.element import NavigableString

from pipelines.read.light import Light
from pipelines.read.select import Element
from pipelines.read.tables import Rows, rows_of
from pipelines.read.text import plain

PARAGRAPHS = frozenset(["p", "li", "h2", "h3", "h4", "blockquote"])

#: Elements that are not text of the article, whatever is written in them.
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "svg",
        "math",
        "object",
        "video",
        "audio",
        "canvas",
        "button",
        "select",
        "textarea",
        "head",
    ]
)

#: Elements that stand inside a line. Text directly in the body, or in these there, is a paragraph without a tag.
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)

_TEXTS = (NavigableString, str)  # not comments and the like, which are strings of their own

_FOOTNOTE = re.compile(r"\[\w{1,3}\]|[*†‡]+")
_FRAMES = 20  # tables of one cell on a page; each is looked through, and a thousand inside each other take minutes

#: What text counts as: part of a paragraph's element, loose in the body without one, or of no interest (in a div, a
#: figure, a list outside its items …).
_Mode = Literal["paragraph", "loose", "silent"]


def text_of(element: Element) -> str:
    """Text of one element on one line; a line break or a block inside it parts words."""
    flow = Flow()
    flow.walk(element, "paragraph")
    return " ".join(flow.paragraphs)


class Flow:
    """Paragraphs and tables below an element. A block's start and end, a table and an empty line end a paragraph."""

    def __init__(self) -> None:
        self.paragraphs: list[str] = []
        self.tables: list[Rows] = []
        self._line: list[str] = []
        self._frames = 0
        self._steps: list[tuple[Iterator[object], Element, _Mode]] = []

    def walk(self, top: Element, mode: _Mode = "loose") -> None:
        """Take the element's text; in the mode "paragraph" all of it, tables too. No depth of nesting breaks this."""
        self._steps = [(iter(top.children), top, mode)]
        tables = mode == "loose"
        while self._steps:
            children, parent, mode = self._steps[-1]
            node = next(children, None)
            if node is None:
                self._steps.pop()
                self._leave(parent)
            elif isinstance(node, Tag | Light):
                self._enter(node, mode, tables)
            elif type(node) in _TEXTS and mode != "silent":
                self._line.append(cast(str, node))
        self._flush()

    def _enter(self, tag: Element, mode: _Mode, tables: bool) -> None:
        name = tag.name
        if name in SILENT or _hidden(tag):
            return
        if name == "br":
            self._break()
        elif name == "table" and tables and isinstance(tag, Tag):
            self._table(tag)
        elif name == "sup" and isinstance(tag, Tag) and self._after_digit():
            self._superscript(tag, mode)
        elif name in _INLINE:
            self._steps.append((iter(tag.children), tag, mode))
        else:
            self._flush()
            inside: _Mode = "paragraph" if name in PARAGRAPHS or mode == "paragraph" else "silent"
            self._steps.append((iter(tag.children), tag, inside))

    def _leave(self, tag: Element) -> None:
        if tag.name not in _INLINE:
            self._flush()

    def _break(self) -> None:
        """One break is white space; two in a row are an empty line and end the paragraph."""
        said = [piece for piece in self._line if piece == "\n" or piece.strip()]
        if said and said[-1] == "\n":
            self._flush()
        else:
            self._line.append("\n")

    def _table(self, table: Tag) -> None:
        """A table is kept as rows, its caption as a paragraph; a table of one cell is a frame around text."""
        self._flush()
        rows, captions = rows_of(table, text_of)
        cell = table.find(["td", "th"])
        if len(rows) == 1 and len(rows[0]) == 1 and isinstance(cell, Tag) and self._frames < _FRAMES:
            self._frames += 1
            self._steps.append((iter(cell.children), cell, "loose"))
            return
        self.paragraphs.extend(captions)
        if rows:
            self.tables.append(rows)

    def _superscript(self, tag: Tag, mode: _Mode) -> None:
        """Right behind a digit: a footnote's mark is left out, all else is written ^2. Never glued to the number."""
        text = plain(tag.get_text())
        if mode != "silent" and text and not tag.find("a") and not _FOOTNOTE.fullmatch(text):
            self._line.append(f"^{text}")

    def _after_digit(self) -> bool:
        last = next((piece for piece in reversed(self._line) if piece), "")
        return last[-1:].isdigit()

    def _flush(self) -> None:
        if not self._line:
            return
        text = plain("".join(self._line))
        self._line.clear()
        if text:
            self.paragraphs.append(text)


def _hidden(tag: Element) -> bool:
    style = tag.get("style")
    return tag.has_attr("hidden") or (isinstance(style, str) and "display:none" in style.replace(" ", "").lower())
