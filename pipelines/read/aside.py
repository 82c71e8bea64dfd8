"""Which pages cannot matter: those whose bytes hold no stem of any word for charging or swapping.

A scan of bytes before any decoding or parse, for archives where one page in a thousand is about chargers.
"""

from __future__ import annotations

import re

from pipelines.model import Article

#: Each wording of data/words/nouns.toml that names swapping or charging holds one of these (a test compares the two).
STEMS = (
    *(b"charg", b"swap", b"battery exchang", b"power exchange", b"battery switch", b"battery replac", b"replenish"),
    *(b"battery chang", b"pack exchang", b"pack chang", b"wallbox", b"wall box"),
    *(b"exchange station", b"exchange site", b"exchange facility", b"exchange operation"),
)


_STEMS = tuple(stem.decode() for stem in STEMS)


def may_matter(html: bytes) -> bool:
    """False where neither the page's title nor its article elements (its body, where it has none) hold a stem.

    True for a page in UTF-16, whose letters do not lie side by side. Takes time in proportion to the page.
    """
    text = html.lower()
    if b"\0" in text[:200]:
        return True
    body = max(text.find(b"<body"), 0)
    start = text.find(b"<article", body)
    end = text.rfind(b"</article")
    title = text[text.find(b"<title") : text.find(b"</title")]
    article = text[start:end] if 0 <= start < end else text[body:]
    return any(stem in article or stem in title for stem in STEMS)


def may_state(article: Article) -> bool:
    """False where neither title nor text nor tables hold a stem: there is nothing to look for in the article."""
    cells = (cell for table in article.tables for row in table for cell in row)
    return has_stem("\n".join((article.title, *article.paragraphs, *cells)))


def has_stem(text: str) -> bool:
    """True for a text that may name charging or swapping."""
    low = text.lower()
    return any(stem in low for stem in _STEMS)


#: What a page that counts stations has in it somewhere: no article in newsroom or practice counts any without (a test
#: compares). "Charged with murder", "in charge" and "free of charge" stand in every fifth page of general news.
_COUNTABLE = re.compile(rb"charging|charger|charge[ -]?(?:point|station|post|bay|hub|park)|supercharge|swap")

#: The language that a page says it is in.
_LANGUAGE = re.compile(rb"""<html\b[^<>]{0,500}?\blang\s*=\s*["']?([a-z]{2,3})\b""")
_HEAD = 4096  # bytes in which it stands


def is_foreign(html: bytes) -> bool:
    """True for a page that says that it is in another language than English."""
    said = _LANGUAGE.search(html[:_HEAD].lower())
    return said is not None and said[1] not in (b"en", b"eng")


def may_count(html: bytes) -> bool:
    """False where no byte of a page of unknown make names chargers or swapping; its menus and scripts count too."""
    text = html.lower()
    if b"\0" in text[:200]:
        return True
    return (b"charg" in text or b"swap" in text) and _COUNTABLE.search(text) is not None
