"""Text of a page as text: white space normalised once, scripts set apart. No parser is needed for this."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge

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
_NESTING = re.compile(r"<(/?)(?:div|table|span|section|article|ul|ol|b|i|em|strong|a|font|blockquote)\b", re.IGNORECASE)

_SURROGATE = re.compile("[\ud800-\udfff]")
_ODD = re.compile(f"[{''.join(map(chr, _INVISIBLE))}\ud800-\udfff]")  # a look at a text takes less than its translation

_WORD = b"abcdefghijklmnopqrstuvwxyz0123456789_"


@dataclass(frozen=True, slots=True)
class Bare:
    """Markup, and the same in small letters, a byte for each: bytes are searched ten times as fast. Letters beyond
    Latin-1, whose lower case may be longer, are question marks there."""

    text: str
    low: bytes

    @classmethod
    def of(cls, text: str) -> Bare:
        return cls(text, text.encode("latin-1", "replace").lower())

    def tags(self, name: bytes, end: int | None = None) -> Iterator[int]:
        """Where tags begin that open so, before `end`: `<meta`, `</article`."""
        at = self.low.find(name, 0, end)
        while at >= 0:
            behind = at + len(name)
            if behind == len(self.low) or self.low[behind : behind + 1] not in _WORD:
                yield at
            at = self.low.find(name, behind, end)


def plain(text: str) -> str:
    """The text on one line: every run of white space (also no-break and thin spaces) is one space.

    Half characters, which JSON can carry and SQLite cannot, become U+FFFD.
    """
    if _ODD.search(text):
        text = _SURROGATE.sub("\ufffd", text.translate(_INVISIBLE))
    return " ".join(text.split())


def split_scripts(text: str) -> tuple[list[tuple[str, str]], Bare]:
    """([(attributes, content) of every script], the markup without scripts and comments).

    What is left can be searched for tags without being fooled by a script's strings. Plain searching, since a regular
    expression for the same is quadratic on pages that open scripts and never close them.
    """
    scripts: list[tuple[str, str]] = []
    kept: list[slice] = []
    markup, at = Bare.of(text), 0
    low = markup.low
    for start in merge(markup.tags(b"<script"), _comments(low)):
        if start < at:
            continue
        kept.append(slice(at, start))
        is_script = low[start + 1] != ord("!")
        at = end = low.find(b"</script" if is_script else b"-->", start)
        if end < 0:
            break
        if is_script:
            attributes, _, content = text[start + 7 : end].partition(">")
            scripts.append((attributes, content))
            end = low.find(b">", end)
            if end < 0:
                at = end
                break
        at = end + (1 if is_script else 3)
    if at >= 0:
        kept.append(slice(at, None))
    return scripts, Bare("".join(text[part] for part in kept), b"".join(low[part] for part in kept))


def _comments(low: bytes) -> Iterator[int]:
    at = low.find(b"<!--")
    while at >= 0:
        yield at
        at = low.find(b"<!--", at + 4)


def too_deep(markup: str) -> bool:
    """True for elements within elements by the thousand, which cost a parser minutes and no page has."""
    if markup.count("<") < MANY_TAGS:
        return False
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > DEEPEST:
            return True
    return False
