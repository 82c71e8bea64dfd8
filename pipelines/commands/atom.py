"""Changes as an Atom feed (RFC 4287). All that comes from articles is text, never markup."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

if TYPE_CHECKING:
    from pipelines.keep.records import Row

SPACE = "http://www.w3.org/2005/Atom"
EMPTY = "1970-01-01T00:00:00Z"  # when a feed without entries was last changed

#: What XML 1.0 cannot hold, and what turns the order of letters around.
_ILLEGAL = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


def atom(changes: Sequence[tuple[Row, str]]) -> str:
    """The feed of (change, its headline), which come oldest first; the newest stands on top."""
    ElementTree.register_namespace("", SPACE)
    root = ElementTree.Element(f"{{{SPACE}}}feed")
    _put(root, "title", "stationwatch: what changed")
    _put(root, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'stationwatch changes')}")
    _put(root, "updated", str(changes[-1][0]["at"]) if changes else EMPTY)
    _put(_put(root, "author"), "name", "stationwatch")
    for row, headline in reversed(changes):
        _entry(root, row, headline)
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _entry(root: ElementTree.Element, row: Row, headline: str) -> None:
    entry = _put(root, "entry")
    # The same in every rebuild of the database: numbers of changes are not.
    said = "|".join(str(row[name]) for name in ("what", "uid", "url", "why"))
    _put(entry, "title", headline)
    _put(entry, "id", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, said)}")
    _put(entry, "updated", str(row["at"]))
    if re.match(r"https?://", str(row["url"])):
        _put(entry, "link").set("href", str(row["url"]))
    _put(entry, "category").set("term", str(row["what"]))
    quote = f"“{row['quote']}”\n" if row["quote"] else ""
    _put(entry, "summary", f"{quote}{row['title']} ({row['source_name_long']}, {row['published_on']}): {row['why']}")


def _put(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{SPACE}}}{name}")
    child.text = None if text is None else _ILLEGAL.sub("\ufffd", text)
    return child
