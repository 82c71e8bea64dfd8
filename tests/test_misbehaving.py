"""A site that misbehaves on command: what is then in the database, on the shelf, in `checks` and in the exit status."""

from __future__ import annotations

import gzip
import re
import zlib
from pathlib import Path

import pytest
from forked import Crawl
from sites import CHECKS, Reply, command, crawl, rows, served, stories

from pipelines.shelf import Shelf

HTML = ("Content-Type", "text/html; charset=UTF-8")
GZIP = (HTML, ("Content-Encoding", "gzip"))
FAST = ("-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


def bomb(size: int, of: bytes = b" ") -> bytes:
    """So many megabytes in a few kilobytes of gzip."""
    packer, block = zlib.compressobj(9, wbits=31), of * 1_000_000
    return b"".join(packer.compress(block) for _ in range(size)) + packer.flush()


MISDEEDS = {
    "500": (Reply(500), "http_status", "answers 500"),
    "404": (Reply(404), "http_status", "answers 404"),
    "403": (Reply(403), "http_status", "answers 403"),
    "cut before a word": (Reply(cut=True), "download_failed", "the connection broke"),
    "cut in the middle": (Reply(body=b"<html>", promise=50_000), "cut_off", "ended before it was whole"),
    "a byte a second": (Reply(body=b"<html>" * 99, drip=1.0), "timeout", "no answer in time"),
    "no answer": (Reply(pause=30), "timeout", "no answer in time"),
    "without an end": (Reply(body=b"<p>more</p>" * 9999, endless=True), "too_large", "larger than a news page"),
    "too large": (Reply(body=b" " * 9_000_000), "too_large", "larger than a news page"),
    "gzip bomb": (Reply(body=bomb(1000), headers=GZIP), "too_large", "unpacks to more than"),
    "damaged gzip": (Reply(body=b"\x1f\x8b\x08nonsense", headers=GZIP), "damaged", "cannot be unpacked"),
    "random bytes": (Reply(body=bytes(range(256)) * 99), "not_an_article", "no body"),
    "nothing": (Reply(), "not_an_article", "no body"),
    "redirected to itself": (None, "fetch_failed", "redirect"),
    "redirected home": (Reply(302, headers=(("Location", "/"),)), "redirected", "is no article of CnEVPost"),
    "redirected elsewhere": (Reply(302, headers=(("Location", "https://evil.example/a/"),)), "off_site", "leads off"),
    "redirected inside": (Reply(302, headers=(("Location", "http://169.254.169.254/"),)), "off_site", "leads off"),
    "redirected to a file": (Reply(302, headers=(("Location", "file:///etc/passwd"),)), "http_status", "answers 302"),
}

READ = {"not_an_article"}  # what came whole is on the shelf, whatever it is


@pytest.mark.parametrize("name", MISDEEDS)
def test_one_bad_page_costs_that_page_alone(db: Path, name: str) -> None:
    """The article before it and the one after it are saved; the bad one has its line, and is tried again next time."""
    reply, rule, words = MISDEEDS[name]
    news = stories(3)
    bad = news[1]
    with served(news) as site:
        site.replies[bad.path] = reply or Reply(302, headers=(("Location", bad.path + "?again"),))
        if reply is None:
            site.replies[bad.path + "?again"] = Reply(302, headers=(("Location", bad.path),))
        begun = Crawl(command(site.url, db, "cnevpost", *FAST)[3:], _log(db))
        assert begun.wait() == 1
        assert begun.memory < 400_000, "kilobytes"
        ((found, url, message),) = rows(db, CHECKS)
        assert (found, url.rpartition("/2022")[2]) == (rule, bad.url.rpartition("/2022")[2])
        assert words in message and "\n" not in message and len(message) < 500
        assert "Traceback" not in begun.output.read_text()
        good = {news[0].url, news[2].url}
        assert {row[0] for row in rows(db, "SELECT url FROM articles")} == good
        on_shelf = {page.url for page in Shelf(db.parent / "warc").all()}
        assert on_shelf == good | ({bad.url} if rule in READ else set())
        assert rows(db, "SELECT status, finish_reason, articles_new, errors FROM runs") == [
            ("errors", "finished", 2, 1)
        ]
        if rule not in READ:
            site.replies.clear()
            crawl(site.url, db, status=0)
            assert rows(db, "SELECT count(*) FROM articles") == [(3,)]
    assert site.most_at_once == 1 or rule == "timeout"  # the site itself is slow to notice that we have left


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        (Reply(cut=True), "download_failed"),
        (Reply(body=b"<rss>" * 99, drip=1.0), "timeout"),
        (Reply(body=bomb(1000), headers=GZIP), "too_large"),
        (Reply(body=b"<rss>" * 9999, endless=True), "too_large"),
    ],
    ids=["cut", "a byte a second", "gzip bomb", "without an end"],
)
@pytest.mark.parametrize("path", ["/robots.txt", "/feed/"])
def test_a_feed_or_a_robots_txt_gone_wild(db: Path, path: str, reply: Reply, rule: str) -> None:
    """Nothing is fetched without robots.txt, nothing is lost without the feed, and the next crawl makes up for it."""
    with served(stories(2)) as site:
        site.replies[path] = reply
        begun = Crawl(command(site.url, db, "cnevpost", *FAST)[3:], _log(db))
        assert begun.wait() == 1 and begun.memory < 400_000
        assert site.asked() == []
        ((found, _, _),) = rows(db, CHECKS)
        of_robots = "unreachable" if reply.cut or reply.drip else "robots_unreachable"
        assert found == (of_robots if path == "/robots.txt" else rule)
        site.replies.clear()
        crawl(site.url, db, status=0)
        assert len(site.asked()) == 2


def test_an_honest_gzip_is_read(db: Path) -> None:
    (story,) = stories(1)
    with served([story]) as site:
        body = gzip.compress(site.newsroom.answer(story.path).body.encode())
        site.replies[story.path] = Reply(body=body, headers=GZIP)
        crawl(site.url, db, status=0)
    (page,) = Shelf(db.parent / "warc").all()
    (file,) = Shelf(db.parent / "warc").files()
    assert re.search(rb"WARC-Type: request.*User-Agent: stationwatch/", gzip.decompress(file.read_bytes()), re.DOTALL)
    assert b"598" in page.html and "content-encoding" not in {name.lower() for name, _ in page.headers}


def test_the_log_of_the_site_proves_the_manners(db: Path) -> None:
    """A day of crawls, with a slow site, a forbidden page, an unread one and a busy moment."""
    news = stories(8)
    forbidden, busy, slow = news[5], news[3], news[2]
    with served(news[4:]) as site:
        site.replies["/robots.txt"] = Reply(
            body=f"User-agent: *\nDisallow: {forbidden.path}\nCrawl-delay: 0.2\n".encode()
        )
        site.replies[busy.path] = [Reply(429, headers=(("Retry-After", "1"),))]
        site.newsroom.stories[:] = news
        site.replies[slow.path] = Reply(body=site.newsroom.answer(slow.path).body.encode(), pause=0.5)
        site.newsroom.stories[:] = news[4:]
        crawl(site.url, db, status=1)
        site.newsroom.stories[:] = news
        crawl(site.url, db, status=1)
        crawl(site.url, db, status=1)
        asked = [path for _, path, _ in site.log]
        assert site.most_at_once == 1
        late = sum(gap < 0.15 for gap in site.gaps())  # one that a busy machine noticed late makes the next gap short
        assert late <= 2 and sum(site.gaps()) > 0.2 * (len(asked) - 1)
        assert forbidden.path not in asked
        assert sorted(path for path in asked if path.startswith("/20")) == sorted(
            [story.path for story in news if story is not forbidden] + [busy.path]
        )
        after_busy = asked.index(busy.path)
        assert site.gaps()[after_busy] >= 0.95
        crawls = [n for n, path in enumerate(asked) if path == "/robots.txt"]
        assert len(crawls) == 3 and all(asked[n + 1] == "/feed/" for n in crawls)
        assert site.agents == {next(iter(site.agents))} and "(+https://" in next(iter(site.agents))


def _log(db: Path) -> Path:
    db.parent.mkdir(parents=True, exist_ok=True)
    return db.with_suffix(".log")
