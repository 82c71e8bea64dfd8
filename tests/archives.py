"""Web archives as Common Crawl's news files are: many pages of many hosts, one in so many about chargers.

Made up by rule. Sizes are those of news pages: 100 KB on average, most of it menus and scripts. The words are those of
the sample newsroom without any for charging or swapping, so that a page has English's letters and packs like a page.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines import DATA
from pipelines.gold import read_article
from pipelines.model import Article

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=UTF-8"),)


@dataclass(frozen=True)
class Capture:
    """One response of an archive."""

    url: str
    body: bytes
    at: datetime = BEGIN
    status: str = "200 OK"
    headers: tuple[tuple[str, str], ...] = HTML


def write(path: Path, captures: Iterable[Capture], packed: bool = True) -> Path:
    """A WARC file of another tool: a warcinfo record, then request and response of each capture."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "another tool"}))
        for capture in captures:
            stamp = {"WARC-Date": f"{capture.at:%Y-%m-%dT%H:%M:%SZ}"}
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "example")], is_http_request=True)
            answer = StatusAndHeaders(capture.status, list(capture.headers), protocol="HTTP/1.1")
            for kind, head, body in (("request", asked, b""), ("response", answer, capture.body)):
                record = writer.create_warc_record(
                    capture.url, kind, BytesIO(body), len(body), warc_headers_dict=stamp, http_headers=head
                )
                writer.write_record(record)
    return path


def page(title: str, published: str, paragraphs: Iterable[str], lang: str = "en", around: str = "") -> bytes:
    """A news page of a host that nobody has declared: meta tags, JSON-LD, menus, the text in a div."""
    said = {"@type": "NewsArticle", "headline": title, "datePublished": published}
    text = "\n".join(f"<p>{escape(paragraph, quote=False)}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><title>{escape(title)} | Daily</title>\n'
        f'<script type="application/ld+json">{json.dumps(said)}</script>\n</head>\n<body>\n<nav>{around}</nav>\n'
        f'<h1>{escape(title)}</h1>\n<div class="wrap"><div class="c-text">\n{text}\n</div></div>\n</body>\n</html>\n'
    ).encode()


@cache
def articles() -> tuple[Article, ...]:
    """The articles of the sample newsroom."""
    return tuple(read_article(file) for file in sorted((DATA / "newsroom").glob("*.json")))


@cache
def words() -> tuple[str, ...]:
    """Words of the sample newsroom, as often as they are in it, without any for charging or swapping."""
    text = " ".join(paragraph for article in articles() for paragraph in article.paragraphs)
    return tuple(word for word in text.split() if not re.search("charg|swap|wallbox|replenish", word, re.I))


def news(number: int, every: int = 1000, seed: int = 1) -> Iterator[Capture]:
    """So many captures a second apart, of 50 hosts; one in `every` is an article of the newsroom."""
    rng = random.Random(seed)
    told = articles()
    for n in range(number):
        host, at = f"news{n % 50}.example", BEGIN + timedelta(seconds=n)
        around = _around(rng, int(rng.lognormvariate(11.1, 0.6)))
        if n % every == every // 2:
            article = told[n // every % len(told)]
            body = page(article.title, article.published.isoformat(), article.paragraphs, around=around)
        else:
            paragraphs = [" ".join(rng.choices(words(), k=60)) for _ in range(rng.randint(8, 40))]
            body = page(f"Story {n}", at.isoformat(), paragraphs, around=around)
        yield Capture(f"https://www.{host}/{at:%Y/%m/%d}/story-{n}.html", body, at)


def _around(rng: random.Random, size: int) -> str:
    """Menus and scripts of so many characters."""
    parts, made = [], 0
    while made < size:
        word, key = rng.choice(words()).lower(), rng.randrange(9999)
        part = (
            f'<li class="menu-item menu-item-{key}"><a href="/section/{escape(word)}/{key}/">{escape(word)}</a></li>\n'
            if key % 3
            else f'<script>window.q=window.q||[];q.push({{"id":{key},"at":"{key:x}","t":"{escape(word)}"}});</script>\n'
        )
        parts.append(part)
        made += len(part)
    return "".join(parts)
