"""Text of a page as text: white space normalised once, scripts set apart. No parser is needed for this."""

from __future__ import annotations

import re

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

#: Letters in ASCII alone: a long s is no s here, nor does any case change the length.
_APART = re.compile(r"<(?:script\b|!--)", re.IGNORECASE | re.ASCII)
_END_OF_SCRIPT = re.compile("</script", re.IGNORECASE | re.ASCII)


def plain(text: str) -> str:
    """The text on one line: every run of white space (also no-break and thin spaces) is one space.

    Half characters, which JSON can carry and SQLite cannot, become U+FFFD.
    """
    if _ODD.search(text):
        text = _SURROGATE.sub("\ufffd", text.translate(_INVISIBLE))
    return " ".join(text.split())


def split_scripts(markup: str) -> tuple[list[tuple[str, str]], str]:
    """([(attributes, content) of every script], the markup without scripts and comments).

    What is left can be searched for tags without being fooled by a script's strings. Plain searching, since a regular
    expression for the same is quadratic on pages that open scripts and never close them.
    """
    scripts: list[tuple[str, str]] = []
    kept: list[str] = []
    at = 0
    for opening in _APART.finditer(markup):
        start = opening.start()
        if start < at:
            continue
        kept.append(markup[at:start])
        is_script = opening[0] != "<!--"
        end = _find_end(markup, start) if is_script else markup.find("-->", start)
        if end < 0:
            return scripts, "".join(kept)
        if is_script:
            attributes, _, content = markup[start + 7 : end].partition(">")
            scripts.append((attributes, content))
            end = markup.find(">", end)
        at = end + (1 if is_script else 3)
        if end < 0:
            return scripts, "".join(kept)
    kept.append(markup[at:])
    return scripts, "".join(kept)


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


def _find_end(markup: str, start: int) -> int:
    found = _END_OF_SCRIPT.search(markup, start)
    return found.start() if found else -1
