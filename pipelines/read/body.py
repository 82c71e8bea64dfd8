"""The body of an article → its paragraphs, exactly as they stand, and its tables."""

from __future__ import annotations

import html
import re

from pipelines.outlets import Layout
from pipelines.read.flow import Flow
from pipelines.read.select import Element
from pipelines.read.soup import Markup, soup
from pipelines.read.tables import Rows
from pipelines.read.text import plain


def read_body(body: Element, markup: Markup, layout: Layout) -> tuple[tuple[str, ...], tuple[Rows, ...]]:
    """(paragraphs, tables) in the order of the page, without the layout's chrome. Text of tables is no paragraph."""
    for chrome in markup.below(body, layout.strip):
        chrome.decompose()
    flow = Flow()
    flow.walk(body)
    return before_end(tuple(flow.paragraphs), layout), tuple(flow.tables)


def before_end(paragraphs: tuple[str, ...], layout: Layout) -> tuple[str, ...]:
    """The paragraphs before the first that one of the layout's `end` patterns fits."""
    ends = [re.compile(pattern) for pattern in layout.end]
    last = next((i for i, text in enumerate(paragraphs) if any(end.match(text) for end in ends)), len(paragraphs))
    return paragraphs[:last]


def paragraphs_of_json_ld(text: str) -> tuple[str, ...]:
    """Paragraphs of an `articleBody`: HTML where it holds tags, else one a line."""
    if re.search(r"</(?:p|li|h[2-4])>", text):
        flow = Flow()
        flow.walk(soup(f"<div>{text}</div>".encode("utf-8", "replace")))
        return tuple(flow.paragraphs)
    return tuple(line for line in map(plain, html.unescape(text).splitlines()) if line)
