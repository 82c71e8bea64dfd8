"""Which pages cannot matter: those whose bytes hold no stem of any word for charging or swapping.

A scan of bytes before any decoding or parse, for archives where one page in a thousand is about chargers.
"""

from __future__ import annotations

#: Each wording of data/words/nouns.toml that names swapping or charging holds one of these (a test compares the two).
STEMS = (
    *(b"charg", b"swap", b"battery exchange", b"power exchange", b"battery switch", b"battery replac", b"replenish"),
    *(b"wallbox", b"wall box"),
)


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
