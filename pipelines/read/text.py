"""Text of a page as text: white space normalised once, scripts set apart. No parser is needed for this."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Invisible characters that split a number or a word, or show it the other way round: soft hyphen, zero-width ones,
#: word joiner, BOM, marks and turns of the writing's direction; and control characters that are no white space.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x061C,
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
    + [code for code in (*range(0x20), *range(0x7F, 0xA0)) if not chr(code).isspace()]
)

MANY_TAGS = 5_000  # a news page has some 1,000 to 3,000; with fewer than this, no depth takes long
DEEPEST = 1_000  # a news page has some 40
TOO_DEEP = "broken HTML: nested too deeply to be read"
_NESTING = re.compile(
    rb"<(/?)(?:div|table|span|section|article|ul|ol|b|i|em|strong|a|font|blockquote)\b", re.IGNORECASE
)

_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile(f"[{''.join(map(chr, _INVISIBLE))}\ud800-\udfff]")  # a look at a text takes less than its translation

#: The tags that are looked for. One search for all takes as long as two that each look for one of them; less where each
#: of them begins with its own letters than where they share what follows.
_NAMES = (b"script", b"/article", b"article", b"meta", b"link", b"body")
_TAGS = re.compile(b"<(?:!--|%b)" % b"|".join(name + b"(?![a-z0-9_])" for name in _NAMES))


@dataclass(frozen=True, slots=True)
class Bare:
    """Markup in UTF-8 without scripts and comments, and where tags of interest stand in it, by how they begin."""

    markup: bytes
    tags: Mapping[bytes, Sequence[int]]

    @property
    def text(self) -> str:
        """The markup as text."""
        return self.markup.decode("utf-8", "replace")


def plain(text: str) -> str:
    """The text on one line: every run of white space (also no-break and thin spaces) is one space.

    Half characters, which JSON can carry and SQLite cannot, become U+FFFD.
    """
    if _ODD.search(text):
        text = _SURROGATE.sub("\ufffd", text.translate(_INVISIBLE))
    return " ".join(text.split())


def split_scripts(markup: bytes) -> tuple[list[tuple[str, str]], Bare]:
    """([(attributes, content) of every script], the markup without scripts and comments).

    What is left can be searched for tags without being fooled by a script's strings. Plain searching, since a regular
    expression for the same is quadratic on pages that open scripts and never close them.
    """
    scripts: list[tuple[str, str]] = []
    kept: list[bytes] = []
    tags: dict[bytes, list[int]] = {}
    low, at, gone = markup.lower(), 0, 0  # where what is kept goes on, and how many bytes were left out before
    for found in _TAGS.finditer(low):
        start, name = found.start(), found[0]
        if start < at:
            continue
        if name not in (b"<script", b"<!--"):
            tags.setdefault(name, []).append(start - gone)
            continue
        kept.append(markup[at:start])
        is_script = name == b"<script"
        at = end = low.find(b"</script" if is_script else b"-->", start)
        if end < 0:
            break
        if is_script:
            attributes, _, content = markup[start + 7 : end].decode("utf-8", "replace").partition(">")
            scripts.append((attributes, content))
            end = low.find(b">", end)
            if end < 0:
                at = end
                break
        at = end + (1 if is_script else 3)
        gone += at - start
    if at >= 0:
        kept.append(markup[at:])
    return scripts, Bare(b"".join(kept), tags)


def too_deep(markup: bytes) -> bool:
    """True for elements within elements by the thousand, which cost a parser minutes and no page has."""
    if markup.count(b"<") < MANY_TAGS:
        return False
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False
