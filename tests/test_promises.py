"""The promises of tests/promises.py, tried on inputs made by hypothesis, and on each input that once broke one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from io import BytesIO

import promises
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from warcio.warcwriter import WARCWriter

from pipelines import DATA, outlets
from pipelines.gold import read_gold
from spiders.newsroom import Newsroom, read_stories

SOME = settings(max_examples=120, deadline=None, derandomize=True)  # chance is the fuzzer's: `make fuzz`

WORD = st.sampled_from(promises.vocabulary())
SENTENCE = st.lists(WORD | st.integers(0, 10**7).map("{:,}".format), min_size=1, max_size=24).map(" ".join)
RAW = st.text(max_size=120).filter(str.strip)
PARAGRAPHS = [text for gold in read_gold([DATA / "newsroom"]) for text in gold.article.paragraphs]


@st.composite
def mixed(draw: st.DrawFn) -> str:
    """A paragraph of the sample newsroom with some of its words exchanged, left out or said twice."""
    words = draw(st.sampled_from(PARAGRAPHS)).split()
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(words) - 1))
        words[at : at + draw(st.integers(0, 2))] = draw(st.lists(WORD, max_size=2)) or words[at : at + 1] * 2
    return " ".join(words).replace("\n", " ")


#: Sentences that made the reader fail, and why.
BROKE = {
    "infinite": "NIO has " + "1" * 400 + ".5 swap stations in China.",
    "more than SQLite counts": "NIO has 999,999,999,999,999,999 million swap stations in China.",
    "a place and a dash at the end": "NIO opened 5 swap stations in Lhasa -",
}


@SOME
@given(st.lists(mixed() | SENTENCE | RAW, min_size=1, max_size=4))
@example([BROKE["infinite"]])
@example([BROKE["more than SQLite counts"]])
@example([BROKE["a place and a dash at the end"]])
def test_the_reader_keeps_its_promises(paragraphs: list[str]) -> None:
    for text in paragraphs:
        promises.spans(text)
    promises.reading(promises.article_of(paragraphs[0], tuple(paragraphs)))


CELL = st.lists(WORD.filter(lambda word: word != "\n"), max_size=4).map(" ".join) | st.integers(0, 10**6).map(str)


@SOME
@given(
    st.lists(st.lists(CELL, min_size=1, max_size=5).map(tuple), max_size=6).map(tuple),
    st.sampled_from(["Battery swap stations by operator", "", "Charging piles (10,000 units)"]),
    st.sampled_from(["Stations", "Swap stations (piles)", "Charging piles (thousand)", "Chargers"]),
)
def test_tables_keep_them_too(table: tuple, caption: str, heading: str) -> None:
    wide = len(table[0]) if table else 0
    table = (("Operator", *(heading,) * (wide - 1)), *table) if wide else table
    promises.reading(promises.article_of("", (caption,) if caption else (), (table,)))


@SOME
@given(st.lists(st.sampled_from(promises.PIECES) | WORD, max_size=60))
def test_html_made_of_pieces(pieces: list[str]) -> None:
    body = " ".join(pieces)
    when = "<time datetime='2022-07-06T10:00:00+08:00'></time>"
    for outlet in ("cnevpost", "example.org"):
        promises.page(
            f"<html><body><article><h1>Title</h1>{when}{body}</article></body></html>".encode(), outlet=outlet
        )


# ---------------------------------------------------------------- files that outlets serve, damaged


def served(path: str, name: str = "cnevpost") -> bytes:
    """What the sample newsroom answers to a path."""
    return Newsroom(outlets.load(name), read_stories(DATA / "newsroom", name)[:3]).answer(path).body.encode()


STORY = read_stories(DATA / "newsroom", "cnevpost")[0].path
POSTS = b'[{"link": "%s", "date_gmt": "2022-07-06T10:00:00", "title": {"rendered": "x"}}]' % promises.URL.encode()
LISTED = b"<urlset><url><loc>%s</loc><lastmod>%s</lastmod></url></urlset>"


def archived(gzip: bool) -> bytes:
    """A WARC file of two records, as another tool writes it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for n in range(2):
        said = BytesIO(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n<html>%d</html>" % n
        )
        writer.write_record(writer.create_warc_record(promises.URL, "response", said, warc_headers_dict={}))
    return out.getvalue()


WHOLE: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "page": (promises.page, served(STORY)),
    "page of a stranger": (lambda data: promises.page(data, outlet="example.org"), served(STORY)),
    "feed": (promises.feed, served("/feed/")),
    "sitemap": (promises.sitemap, served("/post-sitemap.xml")),
    "posts": (promises.posts, POSTS),
    "links": (promises.links, served("/")),
    "archive": (promises.archive, archived(gzip=False)),
    "packed archive": (promises.archive, archived(gzip=True)),
    "shelf": (promises.warc, archived(gzip=True)),
    "declaration": (
        lambda data: promises.declaration(data.decode("utf-8", "replace")),
        (DATA / "outlets" / "cnevpost.toml").read_bytes(),
    ),
}


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with some of its bytes exchanged, and cut off, or doubled."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=12))
        if not data:
            break
    end = draw(st.none() | st.integers(0, len(data)))
    return bytes(data[:end] * draw(st.integers(1, 2)))


@pytest.mark.parametrize("kind", WHOLE)
def test_damaged_files_raise_what_is_named_and_nothing_else(kind: str) -> None:
    promise, whole = WHOLE[kind]
    promise(whole)

    @settings(SOME, max_examples=80)
    @given(damaged(whole) | st.binary(max_size=300))
    def holds(data: bytes) -> None:
        promise(data)

    holds()


@pytest.mark.parametrize(
    "promise",
    [
        partial(promises.sitemap, LISTED % (promises.URL.encode(), b"0001-01-01T00:00:00+08:00")),
        partial(promises.sitemap, LISTED % (promises.URL.encode(), b"9999-12-31T23:59:59-08:00")),
        partial(promises.retry_after, b"Fri, 31 Dec 9999 23:59:59 -0800"),
        partial(promises.retry_after, b"9" * 400),
        partial(promises.retry_after, b"Wed, 06 Jul 2023" + b"3" * 50 + b" 02:00:00 GMT"),
        partial(promises.address, "https://cnevpost.com:443@evil.example/2022/07/06/a/"),
        partial(promises.address, "https://cnevpost.com/2022/07/06/\u2100/"),
    ],
    ids=[
        "year 1",
        "year 9999",
        "a wait for ever",
        "a number for ever",
        "a year for ever",
        "a name as a password",
        "a sign of a path",
    ],
)
def test_what_sites_have_said_or_may_say(promise: Callable[[], None]) -> None:
    promise()


# ---------------------------------------------------------------- declarations


VALUE = st.sampled_from(['""', '"x"', "0", "-1", "1e400", "nan", "true", "[]", '["("]', "{}", "2022-07-06", '"("'])


@SOME
@given(st.data())
def test_a_declaration_with_a_wrong_value_is_named(data: st.DataObject) -> None:
    lines = WHOLE["declaration"][1].decode().splitlines()
    keys = [n for n, line in enumerate(lines) if " = " in line and not line.startswith("#")]
    at = data.draw(st.sampled_from(keys))
    lines[at] = f"{lines[at].partition(' = ')[0]} = {data.draw(VALUE)}"
    promises.declaration("\n".join(lines))


@SOME
@given(
    st.text(max_size=60) | st.sampled_from(["2022-07-06", "July 6, 2022 10:00 CST", "1e9", "now"]), st.text(max_size=9)
)
def test_dates_and_addresses(text: str, more: str) -> None:
    promises.date(text + more)
    promises.moments(text + more)
    promises.address(text)
    promises.address("https://cnevpost.com/2022/07/06/" + text)
    promises.address(f"https://{text}cnevpost.com/2022/07/06/a/{more}")
    promises.retry_after(text.encode("utf-8", "replace"))
