"""Reading a page: exact text, cells, dates by source, and a reason for every page that is no article."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import outlets
from pipelines.model import Article, NotAnArticle, Page
from pipelines.outlets import Layout, Outlet
from pipelines.read import read
from pipelines.read.charset import decode
from pipelines.read.dates import read_moment
from pipelines.read.text import Bare, plain, split_scripts

CNEVPOST = outlets.load("cnevpost")
META = '<meta property="article:published_time" content="2022-07-06T02:00:00+00:00">'
URL = "https://cnevpost.com/2022/07/06/nio-lhasa/"


def html(body: str, head: str = META, title: str = "A title") -> str:
    """A page in CnEVPost's layout with this body."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body><article>'
        f'<h1 class="entry-title">{title}</h1>'
        f'<div class="entry-content">{body}</div></article></body></html>'
    )


def article(markup: str | bytes, outlet: Outlet = CNEVPOST, **fields: object) -> Article:
    body = markup.encode() if isinstance(markup, str) else markup
    page = Page(outlet.name, URL, datetime(2026, 11, 25, tzinfo=UTC), body, charset="utf-8")
    return read(replace(page, **fields), outlet)


def reason(markup: str | bytes, outlet: Outlet = CNEVPOST, **fields: object) -> str:
    with pytest.raises(NotAnArticle) as error:
        article(markup, outlet, **fields)
    return str(error.value)


# ---------------------------------------------------------------- paragraphs


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>NIO  has\n 598\u00a0stations\u2009now</p>", ["NIO has 598 stations now"]),
        ("<p>1,\u200b000 sta\u00adtions</p>", ["1,000 stations"]),
        ("<p>At <a href='/'>NIO</a>&#8217;s <b>1,000</b>th</p>", ["At NIO’s 1,000th"]),
        ("<p>598<br>22</p>", ["598 22"]),
        ("<p>One<br><br>Two</p>", ["One", "Two"]),
        ("<h2>H2</h2><p>a</p><h3>H3</h3><h4>H4</h4>", ["H2", "a", "H3", "H4"]),
        ("<ul><li>a<ul><li>b</li></ul>c</li><li><p>d</p></li></ul>", ["a", "b", "c", "d"]),
        ("<blockquote>q<p>r</p></blockquote><blockquote><p>s</p></blockquote>", ["q", "r", "s"]),
        ("<div><section><p>deep</p></section></div>", ["deep"]),
        ("Loose <b>text</b> here<br><br>and there<p>One</p>", ["Loose text here", "and there", "One"]),
        ("<div>a caption of 900 stations</div><p>One</p>", ["One"]),
        ("<p>One</p><!-- <p>Two</p> --><script>var a = '<p>Three</p>';</script><style>p {}</style>", ["One"]),
        ("<p>One<noscript><img alt='x'> 900</noscript></p><noscript><p>901</p></noscript>", ["One"]),
        ("<p hidden>900</p><p style='display: none'>901</p><p>One</p>", ["One"]),
        ("<p>One</p><p> \n</p><p></p><p>&nbsp;</p><p>Two</p>", ["One", "Two"]),
        (
            "<p>1,200<sup>2</sup> and 598<sup>[1]</sup> and 7<sup><a href='#n'>3</a></sup></p>",
            ["1,200^2 and 598 and 7"],
        ),
        ("<p>m<sup>2</sup></p>", ["m2"]),
        ("<p>3 < 4 & 5 > 2</p>", ["3 < 4 & 5 > 2"]),
        ("<p>One<p>Two<div><p>Three", ["One", "Two", "Three"]),
    ],
)
def test_paragraphs(body: str, paragraphs: list[str]) -> None:
    assert list(article(html(body)).paragraphs) == paragraphs


def test_chrome_is_stripped_and_an_end_ends() -> None:
    body = (
        "<p>One</p><div class='subscription-container'><p>900 stations</p></div><p>Two</p>"
        "<div class='danpian-xiangguan-post'><ul><li>901 stations</li></ul></div><p>Three</p>"
    )
    assert list(article(html(body)).paragraphs) == ["One", "Two", "Three"]
    layout = replace(CNEVPOST.layouts[0], end=(r"More From\b",))
    with_end = replace(CNEVPOST, layouts=(layout,))
    body = "<p>He wrote: More From</p><p>More From NIO</p><p>902 stations</p>"
    assert list(article(html(body), with_end).paragraphs) == ["He wrote: More From"]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr>", [["A", "B"], ["1", "2"]]),
        (
            "<tr><td>Shanghai</td><td>250</td></tr><tr><td>Beijing</td><td></td></tr>",
            [["Shanghai", "250"], ["Beijing", ""]],
        ),
        (
            "<tbody><tr><td>a</td><td>1</td></tr></tbody><thead><tr><th>A</th><th>B</th></tr></thead>",
            [["A", "B"], ["a", "1"]],
        ),
        ("<tr><td>598<br>22</td><td><p>a</p><p>b</p></td></tr>", [["598 22", "a b"]]),
        (
            "<tr><th>A</th><th colspan=2>B</th></tr><tr><td>1</td><td>2</td><td>3</td></tr>",
            [["A", "B", "B"], ["1", "2", "3"]],
        ),
        ("<tr><td rowspan=2>NIO</td><td>1</td></tr><tr><td>2</td></tr>", [["NIO", "1"], ["NIO", "2"]]),
        ("<tr><td>a</td><td rowspan=0>598</td></tr><tr><td>b</td></tr>", [["a", "598"], ["b", ""]]),
        ("<tr><td>x</td><td colspan=2>598</td></tr>", [["x", "598", ""]]),
        ("<tr><td> </td><td></td></tr><tr><td>x</td><td>y</td></tr>", [["x", "y"]]),
        ("<tr><td>x</td><td>y<noscript>900</noscript></td></tr>", [["x", "y"]]),
        ("<tr><td>x</td><td>o<table><tr><td>i</td><td>j</td></tr></table></td></tr>", [["x", "o i j"]]),
        ("<tr><td>a</td><td colspan=x rowspan=-1>b</td></tr>", [["a", "b"]]),
    ],
)
def test_tables(table: str, rows: list[list[str]]) -> None:
    read = article(html(f"<p>One</p><table>{table}</table><p>Two</p>"))
    assert [[list(row) for row in t] for t in read.tables] == [rows]
    assert list(read.paragraphs) == ["One", "Two"]


def test_captions_are_paragraphs_and_frames_are_none() -> None:
    cells = "<tr><td>a</td><td>1</td></tr>"
    body = (
        f"<table><caption>In Norway</caption>{cells}</table>"
        f"<figure><table>{cells}</table><figcaption>In Denmark</figcaption></figure>"
        "<table><tr><td>One <b>cell</b><p>is a frame</p></td></tr></table><table></table>"
    )
    read = article(html(body))
    assert list(read.paragraphs) == ["In Norway", "In Denmark", "One cell", "is a frame"]
    assert read.tables == ((("a", "1"),), (("a", "1"),))


# ---------------------------------------------------------------- title, author, JSON-LD


def ld(*blocks: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)


def test_title_and_author() -> None:
    assert article(html("<p>x</p>", title="NIO <i>in</i>\n Lhasa")).title == "NIO in Lhasa"
    assert article(html("<p>x</p>", META + '<meta property="og:title" content="A &amp; B">', "")).title == "A & B"
    said = ld(
        {"@type": "Organization"},
        {"@graph": [{"@type": ["Thing", "NewsArticle"], "headline": "H", "author": [{"name": "A"}, "B"]}]},
    )
    read = article(html("<p>x</p>", META + said, ""))
    assert (read.title, read.author) == ("H", "A, B")
    assert article(html("<p>x</p>", META, ""), feed_title="From the feed").title == "From the feed"
    assert reason(html("<p>x</p>", META, "")).startswith("no title: layout changed?")
    layout = replace(CNEVPOST.layouts[0], author=("h1 a",))
    signed = html("<p>x</p>", title="T<a>Lei Kang</a>")
    assert article(signed, replace(CNEVPOST, layouts=(layout,))).author == "Lei Kang"


def test_json_ld_that_cannot_be_read_is_left_out() -> None:
    bad = '<script type="application/ld+json">{"@type": "NewsArticle", </script>' + ld("x", 3, None, [[]])
    deep = f'<script type="application/ld+json">{"[" * 100_000}</script>'
    assert article(html("<p>x</p>", META + bad + deep)).title == "A title"


def test_text_of_json_ld() -> None:
    outlet = replace(CNEVPOST, level="json-ld", layouts=(replace(CNEVPOST.layouts[0], end=("More From",)),))
    said = {
        "@type": "NewsArticle",
        "articleBody": "One\n\nTwo &amp; three\r\nMore From us\n900",
        "datePublished": "2022-07-06",
    }
    read = article(html("<p>page</p><table><tr><td>a</td><td>1</td></tr></table>", META + ld(said)), outlet)
    assert read.paragraphs == ("One", "Two & three")
    assert read.tables == ((("a", "1"),),)
    said["articleBody"] = "<p>One<br>1</p><p>Two</p>"
    assert article(html("<p>page</p>", META + ld(said)), outlet).paragraphs == ("One 1", "Two")
    assert article(html("<p>page</p>"), outlet).paragraphs == ("page",)


def test_half_characters_do_not_reach_the_database() -> None:
    said = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "\\ud83d x"}</script>'
    assert article(html("<p>x</p>", META + said, "")).title == "\ufffd x"
    assert plain("a\ud800b") == "a\ufffdb"


# ---------------------------------------------------------------- dates

SHANGHAI = CNEVPOST.dates
BERLIN = outlets.load("electrive").dates
GASGOO = outlets.load("gasgoo").dates
ELECTREK = outlets.load("electrek").dates


@pytest.mark.parametrize(
    ("raw", "dates", "utc"),
    [
        ("2022-07-06T02:00:00+00:00", SHANGHAI, "2022-07-06 02:00"),
        ("2022-07-06T10:00:00+08:00", GASGOO, "2022-07-06 02:00"),
        ("2022-07-06T02:00:00Z", SHANGHAI, "2022-07-06 02:00"),
        ("2022-07-06T02:00:00.123456Z", SHANGHAI, "2022-07-06 02:00"),
        ("2022-07-06T10:00:00+0800", SHANGHAI, "2022-07-06 02:00"),
        ("2022-07-06T10:00:00", SHANGHAI, "2022-07-06 02:00"),
        ("2022-07-06T02:00:00", GASGOO, "2022-07-06 02:00"),
        ("2022-07-06 10:00:00", SHANGHAI, "2022-07-06 02:00"),
        ("Wed, 06 Jul 2022 02:00:00 +0000", SHANGHAI, "2022-07-06 02:00"),
        ("Wed, 06 Jul 2022 02:00:00 GMT", SHANGHAI, "2022-07-06 02:00"),
        ("Wed, 06 Jul 2022 10:00:00 CST", SHANGHAI, "2022-07-06 02:00"),
        ("July 6, 2022 10:00 AM CST", SHANGHAI, "2022-07-06 02:00"),
        ("July 6, 2022 10:00 GMT+8", GASGOO, "2022-07-06 02:00"),
        ("Published: July 6, 2022 10:00 AM", SHANGHAI, "2022-07-06 02:00"),
        ("Updated on July 6, 2022 at 10:00 AM", SHANGHAI, "2022-07-06 02:00"),
        ("Jul 6 2022 - 3:00 pm PT", ELECTREK, "2022-07-06 22:00"),
        ("July 6, 2022", SHANGHAI, "2022-07-05 16:00"),
        ("2022-01-05 12:00", BERLIN, "2022-01-05 11:00"),  # winter
        ("2022-07-05 12:00", BERLIN, "2022-07-05 10:00"),  # summer
        ("5/7/2022", replace(SHANGHAI, day_first=True), "2022-07-04 16:00"),
        ("5/7/2022", SHANGHAI, "2022-05-06 16:00"),
        ("32 Smarch", SHANGHAI, None),
        ("yesterday", SHANGHAI, None),
        ("Aug 31", SHANGHAI, None),
        ("May 2022", SHANGHAI, None),
        ("2022", SHANGHAI, None),
        ("21", SHANGHAI, None),
        ("10:00", SHANGHAI, None),
        ("2022-02-30T10:00:00Z", SHANGHAI, None),
        ("0001-01-01T00:00:00Z", SHANGHAI, None),
        ("0001-01-01T00:01+08:00\0\0", SHANGHAI, None),
        ("-0001-11-30T00:00:00+00:00", SHANGHAI, None),
        ("9999-12-31T23:59:59-23:59", SHANGHAI, None),
    ],
)
def test_moments(raw: str, dates: outlets.Dates, utc: str | None) -> None:
    moment = read_moment(raw, dates)
    assert (moment and moment.strftime("%Y-%m-%d %H:%M")) == utc


def test_the_first_source_that_speaks_wins() -> None:
    both = META + ld(
        {
            "@type": "NewsArticle",
            "datePublished": "2022-07-07T10:00:00+08:00",
            "dateModified": "2022-07-08T10:00:00+08:00",
        }
    )
    read = article(html("<p>x</p>", both))
    assert (read.published_from, read.published_raw) == ("meta", "2022-07-06T02:00:00+00:00")
    assert read.published.isoformat() == "2022-07-06T10:00:00+08:00"
    assert read.modified and read.modified.isoformat() == "2022-07-08T10:00:00+08:00"
    ld_first = replace(CNEVPOST, dates=replace(CNEVPOST.dates, order=("json-ld", "meta")))
    assert article(html("<p>x</p>", both), ld_first).published.isoformat() == "2022-07-07T10:00:00+08:00"
    timed = html("<time class='entry-date'>July 6, 2022 10:00 AM</time><p>x</p>", "")
    assert article(timed).published_from == "time"
    feed = article(html("<p>x</p>", ""), feed_published="Wed, 06 Jul 2022 23:30:00 +0000")
    assert (feed.published_from, feed.published_on.isoformat()) == ("feed", "2022-07-07")  # Beijing's day
    url = article(html("<p>x</p>", ""))
    assert (url.published_from, url.published.isoformat()) == ("url", "2022-07-06T00:00:00+08:00")


def test_a_date_that_cannot_be_read_is_not_replaced_by_a_weaker_one() -> None:
    bad = '<meta property="article:published_time" content="the 32nd of Smarch">'
    said = reason(html("<p>x</p>", bad), feed_published="Wed, 06 Jul 2022 02:00:00 +0000")
    assert said == "date cannot be read: 'the 32nd of Smarch' (from meta)"
    ahead = bad.replace("the 32nd of Smarch", "2099-01-01T00:00:00Z")
    said = reason(html("<p>x</p>", ahead), feed_published="Wed, 06 Jul 2022 02:00:00 +0000")
    assert said.startswith("date lies in the future: '2099-01-01T00:00:00Z' (from meta)")
    said = reason(html("<p>x</p>", ""), url="https://cnevpost.com/about/")
    assert said == "no date: meta, json-ld, time, feed, url say nothing; layout changed?"


# ---------------------------------------------------------------- pages that are none

GOOD = html("<p>NIO’s 1,000th station</p>")


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("", "no body: layout changed? no div.entry-content"),
        (
            "<html><title>We value\nyour privacy</title><body><h1>Cookies</h1></body></html>",
            "no body: layout changed? no div.entry-content; the page is called “We value your privacy”",
        ),
        (html(""), "empty body"),
        (html("<div id='app'></div><script>render()</script>"), "empty body"),
        (GOOD[: GOOD.index("station")], "broken HTML: the page ends inside its article"),
        ("<html><body><div class='entry-content'><p>x</p><p>and", "broken HTML: the page ends before </html>"),
        (GOOD.encode() + b"<script>", None),
        (GOOD.replace("</h1>", "").replace("</p>", "").replace('"entry-content"', "entry-content"), None),
    ],
)
def test_reasons(markup: str | bytes, said: str | None) -> None:
    if said is None:
        assert article(markup).paragraphs
    else:
        assert reason(markup).startswith(said)


def test_layout_by_the_day_of_fetching() -> None:
    old = Layout(title=("h1",), body=("div.old",), until=datetime(2023, 5, 31).date())
    outlet = replace(CNEVPOST, layouts=(old, *CNEVPOST.layouts))
    assert article(html("<div class='old'><p>Old</p></div><p>New</p>"), outlet).paragraphs == ("Old", "New")
    then = datetime(2023, 5, 31, tzinfo=UTC)
    assert article(html("<div class='old'><p>Old</p></div>"), outlet, fetched_at=then).paragraphs == ("Old",)
    assert "no div.old" in reason(GOOD, outlet, fetched_at=then)


# ---------------------------------------------------------------- charsets


@pytest.mark.parametrize(
    ("body", "declared", "text", "noted"),
    [
        ("a’é <p>".encode(), "utf-8", "a’é <p>", False),
        ("a’é <p>".encode(), None, "a’é <p>", False),
        ("a’é <p>".encode(), "iso-8859-1", "a’é <p>", True),
        ("a’é <p>".encode("cp1252"), "iso-8859-1", "a’é <p>", False),
        ("a’é <p>".encode("cp1252"), "utf-8", "a’é <p>", True),
        ("a’é <p>".encode("cp1252"), None, "a’é <p>", True),
        (b"<meta charset='windows-1252'>" + "a’é".encode("cp1252"), "utf-8", "<meta charset='windows-1252'>a’é", True),
        (b"<meta charset=gb2312>" + "蔚来 1,000".encode("gbk"), None, "<meta charset=gb2312>蔚来 1,000", False),
        ("\ufeffa’ <p>".encode(), "gbk", "a’ <p>", False),
        ("a’ <p>".encode("utf-16"), None, "a’ <p>", False),
        ("a’ <p>".encode("utf-16-le"), "utf-16-le", "a’ <p>", False),
        (b"plain <p>", "utf-16-le", "plain <p>", True),
        (b"plain <p>", "klingon", "plain <p>", True),
        (b"plain <p>", "rot13", "plain <p>", True),
        (b"plain <p>", "unicode_escape", "plain <p>", True),
        ("é 蔚来 <p>".encode() + b"\xff", "utf-8", "é 蔚来 <p>\ufffd", True),
        (b"a\0b\x0bc\x7f <p>", "utf-8", "abc <p>", False),
        (b"", None, "", False),
    ],
)
def test_charsets(body: bytes, declared: str | None, text: str, noted: bool) -> None:
    decoded = decode(body, declared)
    assert decoded.text == text
    assert (decoded.note is not None) == noted, decoded


def test_a_wrong_meta_charset_is_not_believed_by_the_parser() -> None:
    markup = (
        GOOD.replace('charset="utf-8"', 'charset="iso-8859-1"')
        .replace("<article>", "<div>")
        .replace("</article>", "</div>")
    )
    assert article(markup).paragraphs == ("NIO’s 1,000th station",)


# ---------------------------------------------------------------- nothing else is raised


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000), st.none() | st.text(max_size=12))
def test_random_bytes(body: bytes, charset: str | None) -> None:
    assert reason(body, charset=charset)


PIECES = [
    "<p>", "</p>", "<table>", "<tr>", "<td colspan=3>", "</td>", "</table>", "<div>", "</div>", "<article>",
    "</article>", "<li>", "<sup>", "5", "x", "<br>", "<!--", "-->", "<script>", "</script>", "&#0;", "&#xD800;",
    "<figure>", "<th rowspan=0>",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_tag_soup(pieces: list[str]) -> None:
    try:
        read = article(html("".join(pieces)))
    except NotAnArticle:
        return
    json.dumps([read.paragraphs, read.tables]).encode()


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 20_000 + "x",
        "<b>" * 20_000 + "x",
        "<table><tr><td>" * 1_000 + "x",
        "<script>" * 50_000,
        "<!--" * 50_000,
    ]
    + [
        "<article>" * 5_000,
        "<meta " * 50_000,
        "<meta '" * 50_000,
        "<p>" * 20_000,
        "<ul><li>" * 5_000 + "x",
        "<" * 100_000,
    ],
    ids=lambda body: body[:15],
)
def test_traps_end_soon(body: str) -> None:
    start = time.monotonic()
    try:
        assert article(html(body)).title
    except NotAnArticle as error:
        assert str(error)
    assert time.monotonic() - start < 20  # seconds; a second or two as a rule, minutes where something is quadratic


def test_scripts_are_set_apart() -> None:
    markup = b"a<script src=x>b</script >c<!-- <script>d</script> -->e<SCRIPT>f</SCRIPT>g<script>h"
    assert split_scripts(markup) == ([(" src=x", "b"), ("", "f")], Bare(b"aceg", {}))
    for text in ("İA", "İA<!-- b", "İA<!-- <meta>", "İA<script>b</script", "İ<script>b</script>A", "İ<!----><!-->A"):
        assert split_scripts(text.encode())[1].text == "İA"
    tags = split_scripts("<METAL><meta x>😀<script><meta></script><!--<meta>--><Meta\n></article></articles>".encode())[
        1
    ].tags
    assert tags == {b"<meta": [7, 19], b"</article": [26]}


def test_a_look_at_the_room_costs_no_parser() -> None:
    code = "import pipelines.read, sys; print([m for m in ('bs4', 'lxml', 'dateparser') if m in sys.modules])"
    root = Path(__file__).parent.parent
    assert subprocess.check_output([sys.executable, "-c", code], cwd=root, text=True, timeout=60).strip() == "[]"
