"""What holds for whatever comes in: text, page, feed, list, declaration or WARC file, by people or by machines.

Each function takes one input and raises AssertionError where a promise is broken; anything else that it raises is a
crash. tests/test_promises.py tries them with hypothesis, tests/fuzz.py with a coverage-guided fuzzer.
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from scrapy.http import Response

from pipelines import DATA, find, outlets, run
from pipelines.explain import explain
from pipelines.find.sentences import rows, sentences
from pipelines.gold import read_gold
from pipelines.keep.check import fault
from pipelines.keep.records import observation_row
from pipelines.model import Article, Count, NotAnArticle, Observation, Page, Span
from pipelines.outlets import OutletBroken
from pipelines.read.dates import read_moment
from pipelines.shelf import ShelfBroken, pages
from pipelines.warc import LARGEST, Record, body_of, records
from pipelines.words import lexicon
from spiders.feed import FeedUnreadable, Item, document, entries
from spiders.listed import ListUnreadable, moment, read_links, read_posts, read_sitemap
from spiders.politeness import seconds_asked

FETCHED = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
URL = "https://cnevpost.com/2022/07/06/sample/"
CNEVPOST = outlets.load("cnevpost")

#: By how much a heading may multiply its column: thousands, 10,000s, lakhs, millions, billions.
SCALES = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000)

#: What ends a line or begins a command on a terminal.
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


# ---------------------------------------------------------------- what inputs are made of

#: What an HTML page is made of, beside words.
PIECES = [
    "<p>", "</p>", "<table>", "</table>", "<tr>", "<td>", "<th>", "<td colspan=3>", "<th rowspan=0>", "<div>", "</div>",
    "<article>", "</article>", "<h1>", "</h1>", "<li>", "<ul>", "<sup>", "</sup>", "<br>", "<!--", "-->", "<script>",
    "</script>", '<script type="application/ld+json">', '{"@type": "NewsArticle", "datePublished": "', '"}', "&#0;",
    "&#xD800;", "&nbsp;", "<figure>", "<figcaption>", "<caption>", "<time datetime='", "'>", "<meta property='og:title'"
    " content='", "<link rel=canonical href='", "<body>", "</body>", "</html>", "<b>", "</b>", "<a href='/'>", "</a>",
    "<span hidden>", "</span>", "<blockquote>", "<thead>", "</thead>", "\n", "\ufeff", "\u200b", "\u202e",
]  # fmt: skip


@cache
def vocabulary() -> list[str]:
    """Words that the reader knows, and those of the sample newsroom with their figures, dates and signs."""
    known = {w.text for seconds in lexicon().values() for each in seconds.values() for w in each}
    said: dict[str, int] = {}
    for gold in read_gold([DATA / "newsroom"]):
        for text in (gold.article.title, *gold.article.paragraphs):
            for word in re.findall(r"\d[\d,.]*\d|\w+|[^\w\s]", text):
                said[word] = said.get(word, 0) + 1
    often = sorted(said, key=lambda word: (-said[word], word))
    return [*often[:6_000], *sorted(known), "\n", "999999999999999999999", "1" * 400 + ".5", "0", "٣", "½", "²"]


# ---------------------------------------------------------------- the reader


def article_of(title: str, paragraphs: tuple[str, ...], tables: tuple = ()) -> Article:
    """An article published on 6 July 2022."""
    published = datetime.fromisoformat("2022-07-06T10:00:00+08:00")
    return Article("cnevpost", URL, title, published, "Asia/Shanghai", paragraphs, tables)


def spans(text: str) -> None:
    """Spans stand in order, do not overlap, and lie within the text."""
    found = find.find(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False)), "spans overlap"
    assert all(0 <= s.start < s.end <= len(text) for s in found), "a span lies outside its sentence"


def reading(article: Article) -> None:
    """Every number of the article's reading stands where it is said to stand, and can be kept."""
    texts = _texts(article)
    made = run.observe(article)
    for o in made.observations:
        assert o.origin in texts, f"no sentence or row {o.origin!r}"
        assert o.quote in texts[o.origin], f"the quote is not in {o.origin}"
        why = fault(o, article) or ""  # what cannot be true is refused into `checks`; ids and offsets are always right
        assert not re.search("codebook|quote|ISO", why), why
        assert_value(o, texts)
        for words in _words(o):
            words.encode()  # what SQLite and JSON can hold
        observation_row(article, o)
    for n in made.numbers:
        assert n.sentence in texts[n.origin], f"the sentence is not in {n.origin}"
        assert n.sentence[n.start : n.end] == n.text
    explain(made)


def assert_value(o: Observation, texts: Mapping[str, str]) -> None:
    """The words at the number's place in the quote say its value.

    A cell may leave the scale to its heading ("thousands"), and words without digits ("as many", "the same number",
    "another") may mean one, or a number that stands elsewhere in the article.
    """
    said = o.quote[o.value_start : o.value_end]
    assert said.strip(), "the value has no words in the quote"
    values = _counts(o.quote, o.value_start) | _counts(said)
    if o.origin.startswith("t"):
        values |= {value * scale for value in values for scale in SCALES}
    if not any(c.isdigit() for c in said):
        values |= {1}.union(*(_counts(text) for text in texts.values()))
    assert any(math.isclose(o.value, value) for value in values), f"{said!r} is read as {o.value}"


def _counts(text: str, start: int | None = None) -> set[float]:
    """The values of the numbers in a text, or of those that begin at an offset; both ends of a range."""
    found = [s.value for s in _spans(text) if isinstance(s.value, Count) and start in (None, s.start)]
    return {value for count in found for value in (count.value, count.value_max) if value is not None}


@lru_cache(maxsize=1000)
def _spans(text: str) -> tuple[Span, ...]:
    return tuple(find.find(text))


def _words(o: Observation) -> tuple[str, ...]:
    return tuple(text for text in (o.operator, o.place, o.country, o.site, o.source_name, o.quote) if text is not None)


def _texts(article: Article) -> dict[str, str]:
    """Origin → its text: title, paragraphs, and rows of tables with their cells joined."""
    found = {"title": article.title, **{f"p{n}": text for n, text in enumerate(article.paragraphs)}}
    for number, table in enumerate(article.tables):
        found |= {row.sentence.origin: row.sentence.text for row in rows(table, number)}
    for sentence in sentences(article):
        text = found[sentence.origin]
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text, "a sentence is no slice"
    return found


# ---------------------------------------------------------------- pages


def page(html: bytes, charset: str | None = None, outlet: str = "cnevpost", feed_date: str | None = None) -> None:
    """A page is an article that can be read and kept, or NotAnArticle."""
    url = URL if "." not in outlet else f"https://{outlet}/a/"
    took = Page(outlet, url, FETCHED, html, charset, feed_title="A title", feed_published=feed_date)
    try:
        read = run.read_page(took)
    except NotAnArticle as error:
        assert str(error) and "\n" not in str(error)
        return
    for text in (read.title, read.author or "", *read.paragraphs, *(c for t in read.tables for r in t for c in r)):
        assert not CONTROLS.search(text), "a control character in the text of an article"
        text.encode()
    assert all(read.paragraphs) and read.title and read.published.tzinfo is not None
    assert read.url == url or outlets.find(outlet).canonical(read.url) == read.url
    reading(read)


def date(raw: str) -> None:
    """A date text is a moment between 1990 and 2100, or none."""
    at = read_moment(raw, CNEVPOST.dates)
    assert at is None or (at.tzinfo is not None and 1989 <= at.year <= 2101)


def moments(raw: str) -> None:
    """A W3C date of a sitemap is a moment, or none."""
    at = moment(raw)
    assert at is None or at.tzinfo is not None


# ---------------------------------------------------------------- what sites list


def feed(body: bytes, kind: str | None = None, outlet: str = "cnevpost") -> None:
    """A feed is items of the outlet, or FeedUnreadable; each item can be made a page."""
    declared = outlets.load(outlet)
    try:
        items = entries(body, declared, None, kind, declared.feeds[0].url)
    except FeedUnreadable as error:
        assert str(error)
        return
    _items(items, outlet)
    for item in items:
        document(item)


def sitemap(body: bytes) -> None:
    """A sitemap is articles and further sitemaps, or ListUnreadable."""
    try:
        read = read_sitemap(body, CNEVPOST, None, "https://cnevpost.com/sitemap.xml")
    except ListUnreadable as error:
        assert str(error)
        return
    _items(list(read.items))


def posts(body: bytes) -> None:
    """A page of a REST collection is articles, or ListUnreadable."""
    try:
        items = read_posts(body, CNEVPOST, None, "https://cnevpost.com/wp-json/")
    except ListUnreadable as error:
        assert str(error)
        return
    _items(items)


def links(body: bytes) -> None:
    """A page of links is articles, or ListUnreadable."""
    try:
        items = read_links(body, CNEVPOST, None, "https://cnevpost.com/page/2/")
    except ListUnreadable as error:
        assert str(error)
        return
    _items(items)


def _items(items: list[Item], outlet: str = "cnevpost") -> None:
    permalink = outlets.load(outlet).permalink
    for item in items:
        assert permalink.fullmatch(item.url) and not CONTROLS.search(item.url)
        assert item.at is None or item.at.tzinfo is not None


def address(url: str) -> None:
    """Only an address of the outlet's own is an article, and what is kept of it has no way out of its host."""
    own = CNEVPOST.canonical(url)
    assert own is None or (own.startswith("https://cnevpost.com/") and CNEVPOST.permalink.fullmatch(own))
    assert own is None or CNEVPOST.canonical(own) == own, "an address has two canonical forms"
    outlets.of_url(url)


def retry_after(said: bytes) -> None:
    """Retry-After is so many seconds, or nothing that can be understood."""
    seconds = seconds_asked(Response("https://cnevpost.com/", status=429, headers={"Retry-After": said}), FETCHED)
    assert seconds is None or seconds >= 0


# ---------------------------------------------------------------- files


def declaration(text: str) -> None:
    """A declaration is an outlet, or OutletBroken in one line."""
    try:
        outlet = outlets.declared("cnevpost", text, "cnevpost.toml")
    except OutletBroken as error:
        assert str(error).startswith("cnevpost.toml: ")
        return
    outlet.canonical(URL)
    assert outlet.layout(FETCHED.date()).body


def archive(content: bytes) -> None:
    """Whatever a WARC file of another tool holds, it is records and named damage, one after the other."""
    for each in records(BytesIO(content)):
        assert 0 <= each.offset <= len(content)
        if isinstance(each, Record):
            head, body = each.parts()
            with suppress(ValueError):
                assert len(body_of(head, body)) <= LARGEST


def warc(content: bytes) -> None:
    """A file's pages are read, or ShelfBroken says why not."""
    with tempfile.NamedTemporaryFile(suffix=".warc.gz") as file:
        file.write(content)
        file.flush()
        try:
            for each in pages(Path(file.name)):
                assert isinstance(each.html, bytes) and each.fetched_at.tzinfo is not None
        except ShelfBroken as error:
            assert "\n" not in str(error)
