"""Crawls over loopback, by Scrapy as cron runs it: what is fetched, what is saved, and what every failure leaves."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from sites import CHECKS, ROOT, Reply, command, crawl, rows, served, stories
from twisted.internet.error import NoRouteError

from pipelines import DATA, outlets
from pipelines.shelf import Shelf
from spiders.newsroom import read_stories, serve
from spiders.politeness import LeftAlone
from spiders.trouble import trouble_of

RUNS = "SELECT spider, status, finish_reason, articles_new, errors FROM runs ORDER BY id"
FETCHES = "SELECT kind, status FROM fetches ORDER BY id"


def path(url: str) -> str:
    return urlsplit(url).path


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


# ---------------------------------------------------------------- the way it should go


def test_scrapy_lists_the_outlets() -> None:
    listed = subprocess.check_output([sys.executable, "-m", "scrapy", "list"], cwd=ROOT, text=True, timeout=60)
    assert listed.split() == outlets.names()


def test_every_article_of_cnevpost_once(db: Path) -> None:
    gold = read_stories(DATA / "newsroom", "cnevpost")
    urls = {story.url for story in gold}
    with serve(DATA / "newsroom", "cnevpost") as site:
        crawl(site.url, db)
        fetched = [hit.path for hit in site.log]
        assert fetched[:3] == ["/robots.txt", "/feed/", "/feed/?paged=2"]
        articles = [asked for asked in fetched if asked.startswith("/20")]
        assert articles == [story.path for story in reversed(gold)]  # oldest first, each once
        crawl(site.url, db)
        assert [hit.path for hit in site.log[len(fetched) :]] == ["/robots.txt", "/feed/"]
    assert {url for (url,) in rows(db, "SELECT url FROM articles")} == urls
    assert {page.url for page in Shelf(db.parent / "warc").all()} == urls
    (first, second) = rows(db, "SELECT articles_new, finish_reason FROM runs ORDER BY id")
    assert (first, second) == ((len(urls), "finished"), (0, "finished"))
    assert rows(db, "SELECT count(*) FROM observations")[0][0] > 200


@pytest.mark.parametrize(
    "outlet", [name for name in outlets.names() if name != "cnevpost" and read_stories(DATA / "newsroom", name)]
)
def test_every_other_outlet(db: Path, outlet: str) -> None:
    gold = read_stories(DATA / "newsroom", outlet)
    with serve(DATA / "newsroom", outlet) as site:
        crawl(site.url, db, outlet)
        asked = {hit.path for hit in site.log}
        assert all(hit.path.endswith("/feed/?paged=2") for hit in site.log if hit.status >= 400)  # a feed's end
    of_pages = set() if outlet == "electrive" else {story.path for story in gold}
    assert {one for one in asked if one in {story.path for story in gold}} == of_pages
    saved = rows(db, "SELECT url, title FROM articles")
    assert sorted(saved) == sorted((story.url, story.title) for story in gold)
    unread = {"not_an_article", "reader_failed", "wrong_charset"}
    assert not unread & {rule for rule, _, _ in rows(db, CHECKS)}


def test_an_unchanged_feed_is_a_304(db: Path) -> None:
    with served(stories(2)) as site:
        for _ in range(2):
            crawl(site.url, db)
        assert rows(db, FETCHES)[-2:] == [("robots", 200), ("feed", 304)]
        assert [tag is not None for _, asked, tag in site.log if asked == "/feed/"] == [False, True]
    assert [row[1] for row in rows(db, RUNS)] == ["ok", "ok"]


def test_further_feed_pages_only_while_nothing_is_known(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    news = stories(120)
    with served(news[70:]) as site:
        crawl(site.url, db)
        assert site.asked("/feed") == ["/feed/", "/feed/?paged=2"]  # all 50 were new; the second page is a 404
        assert rows(db, CHECKS) == []
        site.newsroom.stories[:] = news[10:]
        site.log.clear()
        crawl(site.url, db)
        assert site.asked("/feed") == ["/feed/", "/feed/?paged=2"]  # on the second page something is known
        assert site.asked() == [story.path for story in reversed(news[10:70])]
        site.newsroom.stories[:] = news
        site.log.clear()
        crawl(site.url, db)
        assert site.asked("/feed") == ["/feed/"]
        assert len(site.asked()) == 10


def test_a_limit(db: Path) -> None:
    news = stories(6)
    with served(news) as site:
        crawl(site.url, db, "cnevpost", "-a", "limit=2")
        assert site.asked() == [news[1].path, news[0].path]  # the newest two
        crawl(site.url, db)  # no 304: the rest of the feed is still to be read
        assert len(site.asked()) == 6
    assert [row[3] for row in rows(db, RUNS)] == [2, 4]


def test_links_of_a_mirror_are_saved_under_the_outlets_own_url(db: Path) -> None:
    (story,) = stories(1)
    with served([story]) as site:
        feed = site.newsroom.answer("/feed/").body.replace("https://cnevpost.com", site.url)
        site.replies["/feed/"] = Reply(body=feed.replace(story.path, story.path + "?utm_source=rss").encode())
        crawl(site.url, db)
        assert site.asked() == [story.path]
    assert rows(db, "SELECT url FROM articles") == [(story.url,)]


def test_only_articles_of_the_outlet_are_followed(db: Path) -> None:
    (story,) = stories(1)
    others = [
        "https://evil.example/2022/07/06/a/",
        "https://cnevpost.com/about/",
        "file:///etc/passwd",
        "javascript:x",
        "//[",
        "",
    ]
    with served([story]) as site:
        item = "<item><title>x</title><link>{}</link></item>"
        feed = site.newsroom.answer("/feed/").body
        more = "".join(item.format(url) for url in others)
        site.replies["/feed/"] = Reply(body=feed.replace("<item>", more + "<item>", 1).encode())
        crawl(site.url, db)
        assert [asked for _, asked, _ in site.log] == ["/robots.txt", "/feed/", "/feed/?paged=2", story.path]
    assert rows(db, CHECKS) == []


# ---------------------------------------------------------------- bad input: a row with the reason, and on it goes


def test_bad_pages(db: Path) -> None:
    news = stories(12)
    good = news[0]
    bad: dict[str, Reply] = {}
    with served(news) as site:
        page = [site.newsroom.answer(story.path).body for story in news]
        utf8 = (("Content-Type", "text/html; charset=utf-8"),)
        bad[news[1].path] = Reply(body=b"<html><body><h1>Our newsletter</h1></body></html>")
        text = page[2][page[2].index("<p>NIO") : page[2].index("<aside")]
        bad[news[2].path] = Reply(body=page[2].replace(text, "</div></article>").encode())
        bad[news[3].path] = Reply(
            body=page[3].replace('published_time" content="2022', 'published_time" content="Smarch').encode()
        )
        bad[news[4].path] = Reply(body=page[4][: page[4].index("<p>It ") + 20].encode())
        bad[news[5].path] = Reply(body=page[5].replace("<p>NIO ", "<p>NIO’s café ").encode("cp1252"), headers=utf8)
        bad[news[6].path] = Reply(500)
        bad[news[7].path] = Reply(404)
        bad[news[8].path] = Reply(body=page[8].encode(), promise=1_000_000)
        bad[news[9].path] = Reply(302, headers=(("Location", "/"),))
        bad[news[10].path] = Reply(302, headers=(("Location", "https://evil.example/2022/07/06/a/"),))
        bad[news[11].path] = Reply(body=bytes(range(256)) * 40)
        site.replies.update(bad)
        crawl(site.url, db)
        assert len(site.asked(news[6].path)) == 3  # one try and two more
    said = {path(url): (rule, message) for rule, url, message in rows(db, CHECKS)}
    reasons = {
        1: ("not_an_article", "no body: layout changed?"),
        2: ("not_an_article", "empty body"),
        3: ("not_an_article", "date cannot be read: 'Smarch"),
        4: ("not_an_article", "broken HTML: the page ends inside its article"),
        5: ("wrong_charset", "said to be utf-8, which it is not"),
        6: ("http_status", "answers 500"),
        7: ("http_status", "answers 404"),
        8: ("cut_off", "the answer ended before it was whole"),
        9: ("redirected", "which is no article of CnEVPost"),
        10: ("off_site", "leads off the site, to https://evil.example/"),
        11: ("not_an_article", "no body: layout changed?"),
    }
    assert set(said) == {news[n].path for n in reasons}
    for n, (rule, words) in reasons.items():
        assert said[news[n].path][0] == rule and words in said[news[n].path][1], said[news[n].path]
        assert "\n" not in said[news[n].path][1]
    assert rows(db, "SELECT url FROM articles ORDER BY url DESC") == [(good.url,), (news[5].url,)]
    assert rows(db, RUNS) == [("cnevpost", "errors", "finished", 2, 11)]
    on_the_shelf = {page.url for page in Shelf(db.parent / "warc").all()}
    assert on_the_shelf == {news[n].url for n in (0, 1, 2, 3, 4, 5, 11)}  # what came is kept, for better rules


def test_what_failed_is_asked_for_again(db: Path) -> None:
    news = stories(3)
    with served(news) as site:
        site.replies[news[1].path] = [Reply(500)] * 3
        crawl(site.url, db)
        site.log.clear()
        crawl(site.url, db)
        assert [asked for _, asked, _ in site.log] == ["/robots.txt", "/feed/", news[1].path]
    assert [row[1:] for row in rows(db, RUNS)] == [("errors", "finished", 2, 1), ("ok", "finished", 1, 0)]


@pytest.mark.parametrize(
    ("reply", "rule", "words"),
    [
        (Reply(body=b"<html><body>We are moving</body></html>"), "feed_unreadable", "neither RSS nor Atom"),
        (Reply(body=b""), "feed_unreadable", "neither RSS nor Atom"),
        (Reply(body=bytes(range(256)) * 9), "feed_unreadable", "cannot be read"),
        (Reply(body=b"<rss version='2.0'><channel><title>x</title></channel></rss>"), "feed_empty", "has no article"),
        (Reply(404), "http_status", "answers 404"),
        (Reply(403), "http_status", "answers 403"),
        (Reply(500), "http_status", "answers 500"),
        (Reply(302, headers=(("Location", "/feed/"),)), "fetch_failed", "redirect"),
        (Reply(pause=30), "timeout", "no answer in time"),
    ],
    ids=["html", "nothing", "bytes", "empty", "404", "403", "500", "loop", "timeout"],
)
def test_bad_feeds(db: Path, reply: Reply, rule: str, words: str) -> None:
    with served(stories(1)) as site:
        site.replies["/feed/"] = reply
        crawl(site.url, db, "cnevpost", "-s", "DOWNLOAD_TIMEOUT=1", "-s", "RETRY_TIMES=1")
        assert site.asked() == []
        ((got, url, message),) = rows(db, CHECKS)
        assert (got, url) == (rule, site.url + "/feed/")
        assert words in message
    assert rows(db, RUNS) == [("cnevpost", "errors", "finished", 0, 1)]


def test_a_feed_that_leads_to_a_login_is_told_by_its_own_address(db: Path) -> None:
    with served(stories(1)) as site:
        site.replies["/feed/"] = Reply(302, headers=(("Location", "/login/"),))
        site.replies["/login/"] = Reply(body=b"<form><input type=password></form>")
        crawl(site.url, db)
        ((rule, url, message),) = rows(db, CHECKS)
    assert (rule, url) == ("feed_unreadable", f"{site.url}/feed/")
    assert f"feed {site.url}/feed/ (it leads to {site.url}/login/): cannot be read" in message


def test_robots_that_lead_elsewhere_are_no_consent(db: Path) -> None:
    with served(stories(1)) as site:
        site.replies["/robots.txt"] = Reply(301, headers=(("Location", "https://other.example/robots.txt"),))
        crawl(site.url, db)
        ((rule, _, message),) = rows(db, CHECKS)
    assert rule == "robots_unreachable" and site.asked("/") == ["/robots.txt"]
    assert message.startswith(f"{site.url}/robots.txt leads off the site, to https://other.example/robots.txt; ")


def test_nobody_there(db: Path) -> None:
    with served() as site:
        gone = site.url
    crawl(gone, db)
    ((rule, url, message),) = rows(db, CHECKS)
    assert (rule, url) == ("unreachable", gone + "/feed/")
    assert "the connection was refused" in message and "left alone this time" in message
    assert rows(db, FETCHES) == [("robots", 0)]


def test_a_server_that_dies_on_the_way(db: Path) -> None:
    """Robots and feed are answered, then the connection is refused, for each article in turn."""
    news = stories(2)
    with served(news) as dead:
        pass
    with served(news) as site:
        for story in news:
            site.replies[story.path] = Reply(302, headers=(("Location", dead.url + story.path),))
        site.replies["/robots.txt"] = Reply(404)
        crawl(site.url, db)
    assert {rule for rule, _, _ in rows(db, CHECKS)} == {"unreachable"}
    assert rows(db, RUNS)[0][1:3] == ("errors", "finished")


@pytest.mark.parametrize(
    ("error", "rule", "words"),
    [
        (CannotResolveHostError("no such host"), "dns", "the name cnevpost.com does not resolve (is this machine on "),
        (
            NoRouteError(None, "101: Network is unreachable"),
            "no_network",
            "unreachable, no way leads to cnevpost.com",
        ),
        (DownloadTimeoutError(), "timeout", "no answer in time"),
        (LeftAlone("retry_after", "cnevpost.com asks"), "retry_after", "cnevpost.com asks"),
        (RuntimeError("a\nb"), "fetch_failed", "RuntimeError: a b"),
    ],
)
def test_causes(error: Exception, rule: str, words: str) -> None:
    trouble = trouble_of("cnevpost", Request("https://cnevpost.com/x/"), error)
    assert (trouble.rule, trouble.url, trouble.level) == (rule, "https://cnevpost.com/x/", "error")
    assert words in trouble.message


def test_a_bug_in_the_spider_is_no_success(db: Path) -> None:
    code = (
        "import sys\nfrom scrapy.crawler import CrawlerProcess\nfrom scrapy.utils.project import get_project_settings\n"
        "from pipelines import outlets\nfrom spiders.loader import spider_of\n"
        "class Buggy(spider_of(outlets.load('cnevpost'))):\n"
        "    name = 'cnevpost'\n    def happened(self, response):\n        yield 1 / 0\n"
        "settings = get_project_settings()\nsettings.set('STATIONWATCH_DB', sys.argv[2])\n"
        "settings.set('WARN_ON_GENERATOR_RETURN_VALUE', False)  # it wants the source, and -c has none\n"
        "process = CrawlerProcess(settings)\n"
        "process.crawl(Buggy, site=sys.argv[1])\nprocess.start()\n"
    )
    with served(stories(1)) as site:
        subprocess.run(
            [sys.executable, "-c", code, site.url, str(db)], cwd=ROOT, timeout=60, check=True, capture_output=True
        )
        ((rule, url, message),) = rows(db, CHECKS)
    assert (rule, url) == ("spider_failed", site.url + "/feed/")
    assert "ZeroDivisionError" in message


# ---------------------------------------------------------------- cut off


def test_killed_in_the_middle(db: Path) -> None:
    news = stories(40)
    with served(news) as site:
        held = Reply(body=site.newsroom.answer(news[15].path).body.encode(), pause=30)
        site.replies[news[15].path] = held
        crawler = subprocess.Popen(command(site.url, db), cwd=ROOT, stderr=subprocess.DEVNULL)
        wait_until(lambda: news[15].path in site.asked(), crawler)
        crawler.send_signal(signal.SIGKILL)
        crawler.wait(10)
        saved = {url for (url,) in rows(db, "SELECT url FROM articles")}
        assert saved == {story.url for story in news[16:]}  # all that came before
        assert rows(db, RUNS)[0][1] == "running"
        site.replies.clear()
        site.log.clear()
        crawl(site.url, db)
        assert site.asked() == [story.path for story in reversed(news[:16])]  # the rest, and nothing twice
    assert {url for (url,) in rows(db, "SELECT url FROM articles")} == {story.url for story in news}
    assert [row[1] for row in rows(db, RUNS)] == ["cut off", "ok"]


def test_interrupted(db: Path) -> None:
    news = stories(8)
    with served(news) as site:
        site.replies[news[4].path] = Reply(body=site.newsroom.answer(news[4].path).body.encode(), pause=3)
        crawler = subprocess.Popen(command(site.url, db), cwd=ROOT, stderr=subprocess.DEVNULL)
        wait_until(lambda: news[4].path in site.asked(), crawler)
        crawler.send_signal(signal.SIGINT)
        assert crawler.wait(30) == 1
        assert rows(db, RUNS)[0][2] == "shutdown"
        crawl(site.url, db)
    assert rows(db, "SELECT count(*) FROM articles") == [(8,)]


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits there")
def test_a_full_disk_ends_the_crawl_with_one_line(db: Path) -> None:
    news = stories(50, said=" ".join(f"NIO had {n} battery swap stations in Norway." for n in range(100, 160)))
    with served(news) as site:
        crawl(site.url, db, "cnevpost", "-a", "limit=1")  # the database is there, with its schema
        most = db.stat().st_size // 512 + 300  # blocks that one file may have
        line = " ".join(command(site.url, db))
        run = subprocess.run(
            ["bash", "-c", f"ulimit -f {most}; {line}"],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
        assert "nothing more can be saved" in run.stderr
        assert len(site.asked()) < 50
        saved = {url for (url,) in rows(db, "SELECT url FROM articles")}
        assert saved <= {page.url for page in Shelf(db.parent / "warc").all()}
        crawl(site.url, db)
    assert rows(db, "SELECT count(*) FROM articles") == [(50,)]


def test_a_database_that_is_none(db: Path) -> None:
    db.parent.mkdir(parents=True)
    db.write_bytes(b"not a database at all, " * 100)
    with served(stories(1)) as site:
        log = crawl(site.url, db, status=1)
        assert site.log == []
    (line,) = [line for line in log.splitlines() if " ERROR: " in line]
    assert str(db) in line
    assert "Closing spider (cannot_save)" in log


def wait_until(met, crawler: subprocess.Popen) -> None:
    """Wait for a condition of a running crawl, at most half a minute."""
    for _ in range(1500):
        if met():
            return
        try:
            crawler.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail("the crawl ended or took half a minute before the condition was met")
