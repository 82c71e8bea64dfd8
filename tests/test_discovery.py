"""How articles are found: several feeds, fallbacks, gaps, sitemaps, REST, lists of links; and backfills."""

from __future__ import annotations

import gzip
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sites import CHECKS, ROOT, Reply, Site, command, crawl, rows, served, stories

from pipelines import outlets
from pipelines.shelf import Shelf
from spiders import newsroom
from spiders.listed import ListUnreadable, read_links, read_posts, read_sitemap

GAPS = "SELECT after, before, filled_by FROM gaps ORDER BY id"
CNEVPOST = outlets.load("cnevpost")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


@pytest.fixture(autouse=True)
def short_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site that lists few articles a page, so that few have to be read."""
    for name, number in (("PER_FEED", 5), ("PER_SITEMAP", 4), ("PER_LIST", 3)):
        monkeypatch.setattr(newsroom, name, number)


def saved(db: Path) -> set[str]:
    return {url for (url,) in rows(db, "SELECT url FROM articles")}


def all_at_once(site: Site, db: Path) -> None:
    """A first crawl of what the site has now; its requests are forgotten."""
    crawl(site.url, db, site.newsroom.outlet.name)
    site.log.clear()


# ---------------------------------------------------------------- feeds


def test_an_article_in_several_feeds_is_one(db: Path) -> None:
    with served(stories(3, outlet="electrive"), "electrive") as site:
        for _ in range(2):
            crawl(site.url, db, "electrive", status=0)
        feeds = [feed.url.removeprefix("https://www.electrive.com") for feed in outlets.load("electrive").feeds]
        assert len(feeds) == 2 and all(site.asked(path) for path in feeds)
    assert len(list(Shelf(db.parent / "warc").all())) == 3
    assert (
        len(rows(db, "SELECT url FROM articles")) == 3 and len(rows(db, "SELECT DISTINCT found_in FROM articles")) == 1
    )


def test_a_fallback_is_asked_where_the_others_fail(db: Path) -> None:
    news = stories(2, outlet="electrek")
    with served(news, "electrek") as site:
        site.replies["/feed/"] = Reply(404)
        crawl(site.url, db, "electrek")
        assert site.asked("/guides") == ["/guides/tesla/feed/"]
        assert len(site.asked()) == 2
    assert [rule for rule, _, _ in rows(db, CHECKS)] == ["http_status"]


def test_without_any_feed_the_archive_gives_what_is_new(db: Path) -> None:
    news = stories(6, outlet="electrek")
    with served(news[3:], "electrek") as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        site.replies |= {"/feed/": Reply(500), "/guides/tesla/feed/": Reply(body=b"moved")}
        crawl(site.url, db, "electrek", "-s", "RETRY_TIMES=0")
        assert sorted(site.asked()) == sorted(story.path for story in news[:3])
        assert len(site.asked("/wp-json/")) == 1
    assert saved(db) == {story.url for story in news}


# ---------------------------------------------------------------- gaps


def test_a_feed_that_rolled_past_is_filled_from_the_sitemap(db: Path) -> None:
    """25 articles since the last crawl; the feed and its further pages have 15 of them."""
    news = stories(26)
    with served(news[25:]) as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        crawl(site.url, db)
        assert len(site.asked()) == 25 == len(set(site.asked()))
        assert "/post-sitemap5.xml" in site.asked("/post-sitemap")
        site.log.clear()
        crawl(site.url, db)
        assert site.asked() == [] == site.asked("/post-sitemap")
    assert saved(db) == {story.url for story in news}
    newest_known, oldest_in_feed = news[25].published, news[14].published
    assert rows(db, GAPS) == [(stamp(newest_known), stamp(oldest_in_feed), "sitemap")]
    ((level, message),) = rows(db, "SELECT level, message FROM checks WHERE rule = 'feed_gap'")
    assert level == "warning" and "none of its 15 articles was known" in message
    assert rows(db, "SELECT status FROM runs") == [("ok",), ("ok",), ("ok",)]


def test_a_gap_is_filled_by_the_next_way_where_one_fails(db: Path) -> None:
    news = stories(26)
    with served(news[25:]) as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        site.replies |= {"/sitemap_index.xml": Reply(500), "/page/1/": Reply(403)}
        crawl(site.url, db, "cnevpost", "-s", "RETRY_TIMES=0")
    assert saved(db) == {story.url for story in news}
    assert [row[2] for row in rows(db, GAPS)] == ["feed"]


def test_a_gap_that_cannot_be_filled_stays_and_is_said(db: Path) -> None:
    news = stories(13, outlet="insideevs")
    with served(news[12:], "insideevs") as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        for path in ("/robots.txt", "/news/?p=1"):
            site.replies[path] = Reply(404)
        crawl(site.url, db, "insideevs")
        ((rule, _, message), *_) = rows(db, CHECKS)
        assert {rule for rule, _, _ in rows(db, CHECKS)} == {"http_status", "gap_open"}
        assert rows(db, GAPS)[0][2] is None
        (said,) = {message for rule, _, message in rows(db, CHECKS) if rule == "gap_open" and "/all/" in message}
        assert "`stationwatch backfill insideevs --since " in said
        del site.replies["/news/?p=1"]
        site.log.clear()
        crawl(site.url, db, "insideevs", "-a", "since=2022-01-01")
        assert len(site.asked("/news/?p=")) > 4
    assert saved(db) == {story.url for story in news}
    assert {row[2] for row in rows(db, GAPS)} == {"backfill"}


def test_a_gap_is_filled_from_a_list_without_dates(db: Path) -> None:
    """The addresses of InsideEVs have no day in them: the list is read back to what is known, and no further."""
    news = stories(60, outlet="insideevs")
    with served(news[25:], "insideevs") as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        site.replies["/robots.txt"] = Reply(404)
        site.log.clear()
        crawl(site.url, db, "insideevs")
        assert len(site.asked("/news/?p=")) <= 10  # of twenty: three a page
        asked = site.asked("/news/")
        assert len([path for path in asked if "?p=" not in path]) <= 25 + 3
    assert {story.url for story in news[:25]} <= saved(db)
    assert {row[2] for row in rows(db, GAPS)} == {"listing"}


def test_a_list_that_ends_too_soon_fills_no_gap(db: Path) -> None:
    """Neither the feed's further pages nor the lists go back to what is known: that is no filled gap."""
    news = stories(26)
    with served(news[25:]) as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        site.replies |= {path: Reply(404) for path in ("/robots.txt", "/page/2/", "/feed/?paged=2")}
        crawl(site.url, db)
        assert [row[2] for row in rows(db, GAPS)] == [None]
        assert [rule for rule, _, _ in rows(db, CHECKS)] == ["gap_open"]
        crawl(site.url, db, "cnevpost", "-a", "since=2022-01-01")
        assert [row[2] for row in rows(db, GAPS)] == [None], "nor does a backfill over the same ways"
        site.replies.clear()
        crawl(site.url, db, "cnevpost", "-a", "since=2022-01-01")
    assert [row[2] for row in rows(db, GAPS)] == ["backfill"]
    assert saved(db) == {story.url for story in news}


def test_a_gap_that_nothing_can_fill_is_said_once(db: Path) -> None:
    news = stories(20, outlet="pandaily")
    with served(news[15:], "pandaily") as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        crawl(site.url, db, "pandaily", status=1)
        ((rule, _, message),) = rows(db, CHECKS)
        assert rule == "feed_gap" and message.endswith("the outlet has no archive to look in")
        make_young(db)
        crawl(site.url, db, "pandaily", status=0)
    assert {row[2] for row in rows(db, GAPS)} == {None}


def test_a_gap_is_not_forgotten_by_a_crawl_that_is_killed(db: Path) -> None:
    news = stories(20)
    with served(news[19:]) as site:
        all_at_once(site, db)
        site.newsroom.stories[:] = news
        site.replies["/sitemap_index.xml"] = Reply(pause=30)
        crawler = subprocess.Popen(command(site.url, db), cwd=ROOT, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not site.asked("/sitemap_index"):
            assert crawler.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        crawler.send_signal(signal.SIGKILL)
        crawler.wait(10)
        assert [row[2] for row in rows(db, GAPS)] == [None]
        before = {story.path for story in news if story.url in saved(db)}
        site.replies.clear()
        site.log.clear()
        make_young(db)
        crawl(site.url, db)
        assert not before & set(site.asked())
    assert saved(db) == {story.url for story in news}
    assert [row[2] for row in rows(db, GAPS)] == ["sitemap"]


def make_young(db: Path) -> None:
    """As if the gap had ended today: those that are older than three days wait for a backfill."""
    import sqlite_utils

    opened = sqlite_utils.Database(db)
    with opened.conn:
        opened.execute("UPDATE gaps SET before = ?", [datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")])
    opened.close()


def stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# ---------------------------------------------------------------- backfill


@pytest.mark.parametrize(
    ("outlet", "lists"),
    [("cnevpost", "/post-sitemap"), ("electrek", "/wp-json/"), ("insideevs", "/news/?p="), ("electrive", "/feed/")],
)
def test_a_backfill_by_each_way(db: Path, outlet: str, lists: str) -> None:
    news = stories(24, outlet=outlet)
    with served(news, outlet) as site:
        if outlet == "insideevs":
            site.replies["/robots.txt"] = Reply(404)
        first, last = news[19].published, news[5].published
        span = ["-a", f"since={first:%Y-%m-%d}", "-a", f"until={last:%Y-%m-%d}"]
        crawl(site.url, db, outlet, *span)
        got = saved(db)
        within = {story.url for story in news[5:20]}
        slack = {story.url for story in (news[3], news[4], news[20], news[21])}
        assert within <= got
        assert outlet == "insideevs" or got <= within | slack
        assert site.asked(lists)
        site.log.clear()
        crawl(site.url, db, outlet, *span)
        assert not site.asked("/20") and not [path for path in site.asked("/news/") if "?" not in path]
    assert rows(db, CHECKS) == []


def test_a_backfill_that_is_killed_goes_on(db: Path) -> None:
    news = stories(12)
    span = ["-a", "since=2022-01-01"]
    with served(news) as site:
        site.replies[news[6].path] = Reply(body=site.newsroom.answer(news[6].path).body.encode(), pause=30)
        crawler = subprocess.Popen(command(site.url, db, "cnevpost", *span), cwd=ROOT, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while news[6].path not in site.asked():
            assert crawler.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        crawler.send_signal(signal.SIGKILL)
        crawler.wait(10)
        before = {story.path for story in news if story.url in saved(db)}
        assert before
        site.replies.clear()
        site.log.clear()
        crawl(site.url, db, "cnevpost", *span)
        assert set(site.asked()) == {story.path for story in news} - before
    assert saved(db) == {story.url for story in news}


def test_an_outlet_without_an_archive_says_so(db: Path) -> None:
    with served((), "pandaily") as site:
        site.replies["/robots.txt"] = Reply(404)
        crawl(site.url, db, "pandaily", "-a", "since=2022-01-01")
    ((rule, _, message),) = rows(db, CHECKS)
    assert rule == "no_archive" and "no sitemap in its robots.txt" in message


# ---------------------------------------------------------------- lists

LOC = "<loc>https://cnevpost.com/2022/07/{}/a/</loc>"


def sitemap(*entries: str, root: str = "urlset", more: str = "") -> bytes:
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    return f"<?xml version='1.0' encoding='UTF-8'?>{more}<{root} {space}>{''.join(entries)}</{root}>".encode()


def test_a_news_sitemap_keeps_date_and_title() -> None:
    news = (
        '<url><loc>http://cnevpost.com/2022/07/06/a/?x=1</loc><n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
        "<n:publication><n:name>CnEVPost</n:name></n:publication>"
        "<n:publication_date>2022-07-06T10:00:00+08:00</n:publication_date><n:title>A &amp; B</n:title></n:news>"
        "<lastmod>2022-07-07</lastmod></url>"
    )
    for body in (sitemap(news), gzip.compress(sitemap(news))):
        (item,) = read_sitemap(body, CNEVPOST, None, "https://cnevpost.com/news.xml").items
        assert (item.url, item.title) == ("https://cnevpost.com/2022/07/06/a/", "A & B")
        assert (item.published, item.modified) == ("2022-07-06T10:00:00+08:00", "2022-07-07")
        assert item.at == datetime(2022, 7, 6, 2, tzinfo=UTC)


def test_a_sitemap_index() -> None:
    parts = ["<sitemap><loc>https://cnevpost.com/a.xml</loc><lastmod>2022-07-06T00:00:00+00:00</lastmod></sitemap>"]
    found = read_sitemap(sitemap(*parts, "<sitemap/>", root="sitemapindex"), CNEVPOST, None, "x")
    assert [(part.url, part.modified) for part in found.parts] == [
        ("https://cnevpost.com/a.xml", datetime(2022, 7, 6, tzinfo=UTC))
    ]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no sitemap"),
        (b"<html><body>404</body></html>", "no sitemap; it begins with '<html>"),
        (bytes(range(256)) * 4, "no sitemap"),
        (b"\x1f\x8b\x08damaged", "damaged gzip"),
        (gzip.compress(b" " * 60_000_000), "unpacks to more than 50,000,000 bytes"),
    ],
    ids=["nothing", "html", "bytes", "damaged", "bomb"],
)
def test_what_is_no_sitemap(body: bytes, said: str) -> None:
    with pytest.raises(ListUnreadable, match=said):
        read_sitemap(body, CNEVPOST, None, "x")


def test_a_sitemap_opens_no_file_and_swells_to_nothing() -> None:
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]>"
    body = sitemap(f"<url>{LOC.format('06')}<title>&b;&c;</title></url>", more=bomb)
    (item,) = read_sitemap(body, CNEVPOST, None, "x").items
    assert "root:" not in (item.title or "")


def test_posts_of_wordpress() -> None:
    posts = (
        b'[{"link": "https://cnevpost.com/2022/07/06/a/", "date_gmt": "2022-07-06T02:00:00", "modified_gmt": "x",'
        b' "title": {"rendered": "A &amp; B"}, "excerpt": {"rendered": "<p>C</p>"}}, {"link": "https://x.example/"}, 7]'
    )
    (item,) = read_posts(posts, CNEVPOST, None, "rest")
    assert (item.title, item.teaser, item.published, item.modified) == ("A & B", "C", "2022-07-06T02:00:00+00:00", None)
    for body, said in ((b"<html>", "no JSON"), (b'{"message": "login"}', "no list of posts .login.")):
        with pytest.raises(ListUnreadable, match=said):
            read_posts(body, CNEVPOST, None, "rest")


def test_links() -> None:
    hrefs = ("/2022/07/06/a/", "/2022/07/06/a/#b", "//[", "/about/", "/2022/99/99/b/")
    page = "".join(f'<a href="{href}">A</a>' for href in hrefs).encode()
    found = read_links(page, CNEVPOST, None, "https://cnevpost.com/page/1/")
    assert [item.url.rpartition("com")[2] for item in found] == ["/2022/07/06/a/", "/2022/99/99/b/"]
    assert [item.at is None for item in found] == [False, True]
    with pytest.raises(ListUnreadable):
        read_links(b"", CNEVPOST, None, "https://cnevpost.com/page/1/")


def test_an_atom_feed() -> None:
    from spiders.feed import entries

    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>A &amp; B</title><id>urn:1</id>'
        '<link href="http://www.cnevpost.com/2022/07/06/a/?utm_source=atom"/><updated>2022-07-06T10:00:00+08:00</updated>'
        "<author><name>Somebody</name></author><summary>Teaser</summary>"
        '<content type="html">&lt;p&gt;The whole text.&lt;/p&gt;</content></entry></feed>'
    )
    (item,) = entries(atom.encode(), CNEVPOST, None, "application/atom+xml", "https://cnevpost.com/atom/")
    assert (item.url, item.title) == ("https://cnevpost.com/2022/07/06/a/", "A & B")
    assert (item.published, item.at) == ("2022-07-06T10:00:00+08:00", datetime(2022, 7, 6, 2, tzinfo=UTC))
    assert (item.teaser, item.content, item.author) == ("Teaser", "<p>The whole text.</p>", "Somebody")
