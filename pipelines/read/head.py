"""What a page says about itself: JSON-LD (all blocks, also inside @graph) and meta tags."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipelines.read.text import Bare, plain

#: schema.org types of an article. Newest known list: https://schema.org/Article and its children.
_ARTICLE = frozenset(
    [
        "Article",
        "NewsArticle",
        "BlogPosting",
        "Report",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "LiveBlogPosting",
        "TechArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "SocialMediaPosting",
    ]
)

_HEAD_END = 300_000  # bytes in which meta tags are looked for; in-line styles make some heads long

_TAG = re.compile(rb"""((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")  # behind its name
_ATTRIBUTE = re.compile(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+))""")


@dataclass(frozen=True, slots=True)
class Head:
    """`article` is the JSON-LD object of the article ({} where there is none); `meta`: name or property → content;
    `canonical` the address that the page wants to be known by."""

    article: Mapping[str, object] = field(default_factory=dict)
    meta: Mapping[str, str] = field(default_factory=dict)
    canonical: str | None = None

    @property
    def author(self) -> str | None:
        """The authors that the JSON-LD names, joined by a comma."""
        said = self.article.get("author")
        each = said if isinstance(said, list) else [said]
        names = [one.get("name") if isinstance(one, dict) else one for one in each]
        return ", ".join(plain(name) for name in names if isinstance(name, str) and plain(name)) or None


def read_head(scripts: Sequence[tuple[str, str]], rest: Bare) -> Head:
    """The head of a page, from its scripts and its markup without scripts. What cannot be read is left out."""
    articles = [block for block in _blocks(scripts) if _types(block) & _ARTICLE]
    best = max(articles, key=lambda block: ("datePublished" in block, "articleBody" in block), default={})
    return Head(article=best, meta=_metas(rest), canonical=_canonical(rest))


def _blocks(scripts: Sequence[tuple[str, str]]) -> Iterator[dict[str, object]]:
    """Every JSON-LD object of the page: one a block, a list of them, or a list under @graph."""
    for attributes, content in scripts:
        if "ld+json" not in attributes.lower():
            continue
        try:
            said = json.loads(content, strict=False)
        except (ValueError, RecursionError):
            continue
        for block in said if isinstance(said, list) else [said]:
            if isinstance(block, dict):
                yield block
                graph = block.get("@graph")
                yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def _types(block: Mapping[str, object]) -> set[str]:
    said = block.get("@type")
    each = said if isinstance(said, list) else [said]
    return {one for one in each if isinstance(one, str)}


def _canonical(rest: Bare) -> str | None:
    """The canonical link of a head; None where it has none, or several that differ."""
    links = set()
    body = next(iter(rest.tags.get(b"<body", ())), _HEAD_END)
    for said in _tags(rest, b"<link", min(body, _HEAD_END)):
        if "canonical" in said.get("rel", "").lower().split() and said.get("href"):
            links.add(said["href"])
    return links.pop() if len(links) == 1 else None


def _tags(rest: Bare, name: bytes, end: int) -> Iterator[dict[str, str]]:
    """The attributes of each tag that begins and ends before `end`."""
    for start in rest.tags.get(name, ()):
        if tag := _TAG.match(rest.markup, start + len(name), end):
            yield _attributes(tag[1].decode("utf-8", "replace"))


def _attributes(markup: str) -> dict[str, str]:
    return {a[1].lower(): html.unescape(a[2] or a[3] or a[4] or "") for a in _ATTRIBUTE.finditer(markup)}


def _metas(rest: Bare) -> dict[str, str]:
    """Meta tags by property, name or itemprop; the first of a name wins, as browsers and search engines have it."""
    metas: dict[str, str] = {}
    for attributes in _tags(rest, b"<meta", _HEAD_END):
        name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
        if name and attributes.get("content"):
            metas.setdefault(name.lower(), attributes["content"])
    return metas
