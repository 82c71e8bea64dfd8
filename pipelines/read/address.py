"""Which address a page gives itself: what a saved file, without the request that fetched it, is known by."""

from __future__ import annotations

from pipelines.read.charset import decode
from pipelines.read.head import read_head
from pipelines.read.text import split_scripts


def address_of(body: bytes) -> str | None:
    """The page's canonical link, else its og:url; None where it names neither."""
    head = read_head(*split_scripts(decode(body, None).utf8))
    return head.canonical or head.meta.get("og:url")
