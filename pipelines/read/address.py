"""Which address a page gives itself: what a saved file, without the request that fetched it, is known by."""

from __future__ import annotations

import html
import re

from pipelines.read.charset import decode
from pipelines.read.head import read_head
from pipelines.read.text import split_scripts

_LINK = re.compile(r"""<link\b((?:[^<>"']|"[^"]*"|'[^']*')*+)>""", re.IGNORECASE)
_CANONICAL = re.compile(r"""\brel\s*=\s*["']?canonical\b""", re.IGNORECASE)
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""", re.IGNORECASE)


def address_of(body: bytes) -> str | None:
    """The page's canonical link, else its og:url; None where it names neither."""
    scripts, rest = split_scripts(decode(body, None).text)
    for link in _LINK.finditer(rest):
        if _CANONICAL.search(link[1]) and (href := _HREF.search(link[1])):
            return html.unescape(href[1] or href[2] or href[3] or "") or None
    return read_head(scripts, rest).meta.get("og:url")
