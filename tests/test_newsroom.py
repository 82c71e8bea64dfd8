"""The sample newsroom: what it serves is what its JSON files say, through HTTP, page and reader."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest

from pipelines import DATA, outlets
from pipelines.model import Page
from pipelines.read import read
from pipelines.read.charset import decode
from pipelines.read.soup import cut_article, soup, tags_of_articles
from pipelines.read.text import split_scripts
from spiders import newsroom
from spiders.feed import document, entries
from spiders.newsroom import Newsroom, main, read_stories, serve

ARTICLES = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "newsroom").glob("*.json")}
FETCHED = datetime(2026, 11, 25, tzinfo=UTC)
SITES = {name: Newsroom(outlets.load(name), read_stories(DATA / "newsroom", name)) for name in outlets.names()}


def page_of(gold: dict) -> Page:
    """The page that a crawl of the newsroom would save for a gold article."""
    outlet = outlets.load(gold["source"])
    site = SITES[outlet.name]
    path = urlsplit(gold["url"]).path
    if outlet.level != "feed":
        body = site.answer(path).body.encode()
        return Page(outlet.name, gold["url"], FETCHED, body, charset="utf-8")
    items = entries(site.answer(newsroom.path_of(outlet.feeds[0].url)).body.encode(), outlet, None)
    item = next(item for item in items if item.url == gold["url"])
    return Page(outlet.name, item.url, FETCHED, document(item), charset="utf-8", feed_published=item.published)


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_every_article_survives_its_page(name: str) -> None:
    gold = ARTICLES[name]
    article = read(page_of(gold), outlets.load(gold["source"]))
    assert article.title == gold["title"]
    assert list(article.paragraphs) == gold["paragraphs"]
    assert [[list(row) for row in table] for table in article.tables] == gold["tables"]
    assert article.published == datetime.fromisoformat(gold["published"])
    assert article.timezone == outlets.load(gold["source"]).zone
    assert (article.url, article.outlet, article.author) == (gold["url"], gold["source"], gold["author"])


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_the_cut_article_reads_like_the_whole_page(name: str) -> None:
    page = page_of(ARTICLES[name])
    outlet = outlets.load(page.outlet)
    markup = split_scripts(decode(page.html, page.charset).utf8)[1]
    cut = cut_article(markup, tags_of_articles(markup))
    assert (cut is None) == (outlet.name in ("carnewschina", "insideevs"))  # comments are articles; no article at all
    if cut is not None:
        body = outlet.layouts[-1].body[0]
        assert soup(cut).select_one(body).get_text() == soup(markup.markup).select_one(body).get_text()


@pytest.mark.parametrize("name", [n for n in outlets.names() if outlets.load(n).level != "feed"])
def test_pages_hold_decoys_that_no_article_holds(name: str) -> None:
    gold = next(a for a in ARTICLES.values() if a["source"] == name)
    page = page_of(gold)
    decoys = [b"1,111", b"2,222", b"3,333", b"4,444"]
    assert all(decoy in page.html for decoy in decoys)
    read_text = json.dumps(gold["paragraphs"] + gold["tables"])
    assert not any(decoy.decode() in read_text for decoy in decoys)


def fetch(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_cnevpost_like_a_wordpress_site() -> None:
    urls = {a["url"] for a in ARTICLES.values() if a["source"] == "cnevpost"}
    with serve(DATA / "newsroom", "cnevpost") as site:
        home = fetch(site.url + "/")[1].decode()
        assert 'rel="alternate" type="application/rss+xml"' in home
        first, second = (feedparser.parse(fetch(site.url + path)[1]) for path in ("/feed/", "/feed/?paged=2"))
        assert [len(first.entries), len(second.entries)] == [50, len(urls) - 50]
        assert {e.link for e in first.entries + second.entries} == urls
        days = [parsedate_to_datetime(e.published) for e in first.entries + second.entries]
        assert days == sorted(days, reverse=True)
        assert all(e.published.endswith("+0000") and "content" not in e for e in first.entries)
        assert fetch(site.url + "/feed/?paged=3")[0] == 404
        assert b"Sitemap: https://cnevpost.com/sitemap_index.xml" in fetch(site.url + "/robots.txt")[1]
        assert [hit.status for hit in site.log] == [200, 200, 200, 404, 200]


def test_sitemaps_list_every_article_with_its_lastmod() -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    with serve(DATA / "newsroom", "cnevpost") as site:
        index = ElementTree.fromstring(fetch(site.url + "/sitemap_index.xml")[1])
        maps = [urlsplit(loc.text or "").path for loc in index.findall("s:sitemap/s:loc", space)]
        assert maps == ["/post-sitemap.xml", "/post-sitemap2.xml"]
        found = {}
        for path in maps:
            for url in ElementTree.fromstring(fetch(site.url + path)[1]).findall("s:url", space):
                found[url.findtext("s:loc", "", space)] = datetime.fromisoformat(url.findtext("s:lastmod", "", space))
        assert fetch(site.url + "/post-sitemap3.xml")[0] == 404
    gold = {a["url"]: datetime.fromisoformat(a["published"]) for a in ARTICLES.values() if a["source"] == "cnevpost"}
    assert found == gold


@pytest.mark.parametrize("path", ["/feed/", "/2022/07/06/nio-swap-station-number-1000-lhasa/"])
def test_validators_give_304(path: str) -> None:
    with serve(DATA / "newsroom", "cnevpost") as site:
        status, body, headers = fetch(site.url + path)
        assert status == 200 and body
        assert fetch(site.url + path, If_None_Match=headers["ETag"])[:2] == (304, b"")
        assert fetch(site.url + path, If_Modified_Since=headers["Last-Modified"])[:2] == (304, b"")
        assert fetch(site.url + path, If_None_Match='"other"', If_Modified_Since=headers["Last-Modified"])[0] == 200


@pytest.mark.parametrize("name", outlets.names())
def test_every_outlet_serves_its_own_feed(name: str) -> None:
    outlet = outlets.load(name)
    with serve(DATA / "newsroom", name) as site:
        feed = feedparser.parse(fetch(site.url + newsroom.path_of(outlet.feeds[0].url))[1])
    assert len(feed.entries) == min(50, sum(a["source"] == name for a in ARTICLES.values()))
    assert all(("content" in e) == (outlet.level == "feed") for e in feed.entries)


def test_pages_of_a_feed_outlet_refuse_robots() -> None:
    gold = next(a for a in ARTICLES.values() if a["source"] == "electrive")
    with serve(DATA / "newsroom", "electrive") as site:
        assert fetch(site.url + urlsplit(gold["url"]).path)[0] == 403


def test_a_newsroom_that_cannot_be_served_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    with serve(DATA / "newsroom", "gasgoo") as taken:
        port = taken.url.rpartition(":")[2]
        for arguments, said in (
            ([], "say an outlet, one of carnewschina, "),
            (["cnevpost", "x"], "say an outlet, one of carnewschina, "),
            (["nosuch"], "unknown outlet 'nosuch'; the outlets are "),
            (["cnevpost", port], f"port {port} cannot be used (Address already in use); give another"),
            (["cnevpost", "70000"], "port 70000 cannot be used ("),
        ):
            assert main(arguments) == 2
            out, err = capsys.readouterr()
            assert out == "" and err.startswith("newsroom: ") and said in err and err.count("\n") == 1
