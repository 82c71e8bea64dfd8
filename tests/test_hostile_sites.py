"""Sites that mean harm: whatever they serve, a crawl ends soon, in little memory, and has asked nobody else.

What breaks or stalls without meaning it is in test_misbehaving.py, names that lead inside in test_manners.py.
"""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from forked import Crawl
from sites import CHECKS, Reply, Site, command, rows, served, stories
from test_misbehaving import HTML, bomb

from pipelines.shelf import Shelf

MOST = 300_000  # kilobytes that a crawl may have, whatever it meets; one that meets nothing has some 140,000
XML = (("Content-Type", "application/rss+xml; charset=UTF-8"),)
DAY = "https://cnevpost.com/2022/07/06/"


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


def crawl(site: Site, db: Path, *options: str, status: int | None = None, outlet: str = "cnevpost") -> str:
    """A crawl to its end, in bounded time and memory and without a traceback; its log."""
    db.parent.mkdir(parents=True, exist_ok=True)
    fast = ("-s", "DOWNLOAD_TIMEOUT=20", "-s", "RETRY_TIMES=0")
    begun = Crawl(command(site.url, db, outlet, *fast, *options)[3:], db.with_suffix(".log"))
    ended = begun.wait(120)
    log = begun.output.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log, log[-3000:]
    assert begun.memory < MOST, f"{begun.memory:,} kilobytes"
    assert status is None or ended == status, log[-3000:]
    return log


# ---------------------------------------------------------------- pages


def html(body: str, end: str = "</article></body></html>") -> Reply:
    """An article with this in it."""
    return Reply(body=f"<html><body><article>{body}{end}".encode())


def packed(body: bytes, how: str) -> Reply:
    return Reply(body=body, headers=(HTML, ("Content-Encoding", how)))


#: What a page is, and the rule of its check; None for whatever breaks the connection.
PAGES = {
    "a hundred megabytes": (Reply(body=b"<p>more</p>" * 9_100_000), "too_large"),
    "a brotli bomb": (packed(brotli.compress(b" " * 300_000_000, quality=5), "br"), "too_large"),
    "a bomb in a bomb": (packed(gzip.compress(bomb(300)), "gzip, gzip"), "too_large"),
    "a flood of headers": (Reply(headers=tuple((f"X-{n}", "y" * 200) for n in range(20_000))), None),
    "one endless header": (Reply(headers=(("X-A", "y" * 20_000_000),)), None),
    "a folded header": (Reply(body=b"<html>", headers=(("X-A", "b\r\n c"), HTML)), "not_an_article"),
    "elements in each other": (html("<div>" * 100_000 + "x" + "</div>" * 100_000), "not_an_article"),
    "tables in each other": (html("<table><tr><td>" * 100_000, end=""), "not_an_article"),
    "a million attributes": (html("<p " + "a=b " * 1_000_000 + ">x</p>"), "not_an_article"),
    "a script that never ends": (html("<script>" * 900_000), "not_an_article"),
    "JSON in each other": (html('<script type="application/ld+json">' + '{"a":[' * 900_000), "not_an_article"),
}


def test_pages_that_mean_harm_cost_themselves_alone(db: Path) -> None:
    """One crawl meets all of them: the articles between are saved, and its memory stays under the bound."""
    news = stories(2 * len(PAGES) + 1)
    bad = dict(zip((story.path for story in news[1::2]), PAGES, strict=True))
    with served(news) as site:
        for path, name in bad.items():
            site.replies[path] = PAGES[name][0]
        crawl(site, db, status=1)
    found = {bad[urlsplit(url).path]: (rule, message) for rule, url, message in rows(db, CHECKS)}
    assert set(found) == set(PAGES)
    for name, (rule, message) in found.items():
        assert PAGES[name][1] in (None, rule), (name, rule, message)
        assert len(message) < 500 and "\n" not in message
    assert {row[0] for row in rows(db, "SELECT url FROM articles")} == {story.url for story in news[::2]}


def test_a_chain_of_redirects_without_an_end(db: Path) -> None:
    """Each address leads to a new one: followed five times, as browsers would twenty times."""

    class Chain(dict):
        def get(self, path: str, default: object = None) -> object:
            if not path.startswith(news[1].path):
                return default
            n = int(path.partition("?n=")[2] or 0) + 1
            return Reply(302, headers=(("Location", f"{news[1].path}?n={n}"),))

    news = stories(3)
    with served(news) as site:
        site.replies = Chain()
        crawl(site, db, status=1)
        assert len([path for path in site.asked() if path.startswith(news[1].path)]) <= 7
    assert [row[0] for row in rows(db, CHECKS)] == ["fetch_failed"]


WRITTEN = {
    "GB18030 said to be UTF-8": ("蔚来 NIO had 598 battery swap stations in China.", "gb18030", "utf-8"),
    "UTF-16 with its mark, said to be UTF-8": ("NIO had 598 battery swap stations in China.", "utf-16", "utf-8"),
    "UTF-16 said so": ("NIO had 598 battery swap stations in China.", "utf-16-le", "utf-16-le"),
    "UTF-8 said to be GBK": ("蔚来 NIO had 598 battery swap stations in China – today.", "utf-8", "gbk"),
    "windows-1252 said to be UTF-8": ("NIO’s network had 598 battery swap stations in China.", "cp1252", "utf-8"),
    "said to be a codec that runs code": ("NIO had 598 battery swap stations in China.", "utf-8", "unicode_escape"),
    "with noughts and bytes that are no UTF-8": (
        "NIO had 5NOUGHT98 battery swap stations NONE in China.",
        "utf-8",
        "utf-8",
    ),
}


def test_whatever_a_page_is_written_in_its_number_is_read(db: Path) -> None:
    news = [
        replace(story, paragraphs=(said,)) for story, (said, _, _) in zip(stories(8), WRITTEN.values(), strict=False)
    ]
    with served(news) as site:
        for story, (_, codec, declared) in zip(news, WRITTEN.values(), strict=True):
            body = site.newsroom.answer(story.path).body.encode(codec, "replace")
            body = body.replace(b"NOUGHT", b"\x00").replace(b"NONE", b"\xff\xc3")
            site.replies[story.path] = Reply(body=body, headers=(("Content-Type", f"text/html; charset={declared}"),))
        crawl(site, db)
    assert rows(db, "SELECT value, count(DISTINCT url) FROM current GROUP BY 1") == [(598, len(WRITTEN))]


def test_ten_thousand_links_in_an_article_are_not_followed(db: Path) -> None:
    (story,) = stories(1)
    links = "".join(f'<a href="/2022/07/05/other-{n}/">{n}</a>' for n in range(10_000))
    with served([story]) as site:
        body = site.newsroom.answer(story.path).body.replace("</article>", f"<p>{links}</p></article>")
        site.replies[story.path] = Reply(body=body.encode())
        crawl(site, db, status=0)
        assert site.asked() == [story.path]
    assert (598,) in rows(db, "SELECT value FROM current")


# ---------------------------------------------------------------- feeds


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11))
    + "]>"
)
LONG = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'


@contextmanager
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server that nobody should ask: its address, and who has connected."""
    asked: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.1)
        stop = threading.Event()

        def watch() -> None:
            while not stop.is_set():
                try:
                    door.accept()[0].close()
                    asked.append("somebody")
                except TimeoutError:
                    continue

        thread = threading.Thread(target=watch, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/x", asked
        stop.set()
        thread.join()


def item(link: str, title: str = "A story") -> str:
    day = "<pubDate>Wed, 06 Jul 2022 02:00:00 GMT</pubDate>"
    return f"<item><title>{title}</title><link>{escape(link)}</link>{day}</item>"


def rss(*items: str, head: str = '<?xml version="1.0"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>x</title>{"".join(items)}</channel></rss>'.encode()


def entities(address: str, secret: Path) -> dict[str, tuple[str, str]]:
    """Name → the head of an XML file, and what stands in a text of it."""
    start = '<?xml version="1.0"?><!DOCTYPE x '
    return {
        "laughs": (LAUGHS, "&a10;"),
        "long": (LONG, "&a;" * 20_000),
        "file": (f'{start}[<!ENTITY e SYSTEM "{secret.as_uri()}">]>', "&e;"),
        "address": (f'{start}[<!ENTITY e SYSTEM "{address}">]>', "&e;"),
        "parameter": (f'{start}[<!ENTITY % p SYSTEM "{address}"> %p;]>', "x"),
        "outside": (f'{start}SYSTEM "{address}">', "x"),
    }


def test_entities_are_neither_unfolded_nor_fetched(db: Path, tmp_path: Path) -> None:
    """In a feed, one crawl after the other, and in six sitemaps of one crawl."""
    secret = tmp_path / "secret"
    secret.write_text("598 secret stations")
    news = stories(6)
    with listener() as (address, asked), served(news) as site:
        heads = entities(address, secret)
        for story, (head, use) in zip(news, heads.values(), strict=True):
            site.replies["/feed/"] = Reply(body=rss(item(story.url, use), head=head), headers=XML)
            crawl(site, db)
        said = "".join(f"Sitemap: https://cnevpost.com/{name}.xml\n" for name in heads)
        site.replies["/robots.txt"] = Reply(body=f"User-agent: *\n{said}".encode())
        site.replies["/page/1/"] = Reply(404)
        for story, (name, (head, use)) in zip(news, heads.items(), strict=True):
            entry = f"<url><loc>{story.url}</loc><news:title>{use}</news:title></url>"
            body = f'{head}<urlset xmlns:news="n">{entry}</urlset>'
            site.replies[f"/{name}.xml"] = Reply(body=body.encode(), headers=XML)
        crawl(site, db, "-a", "since=2022-06-01")
        assert len(site.asked("/long.xml")) == 1 and asked == []
    everything = b"".join(path.read_bytes() for path in db.parent.rglob("*") if path.is_file())
    assert b"secret stations" not in everything
    assert "secret stations" not in str([page.feed_title for page in Shelf(db.parent / "warc").all()])


def _only_sitemap(site: Site, reply: Reply) -> None:
    """The archive of the outlet has this sitemap and nothing else."""
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nSitemap: https://cnevpost.com/map.xml\n")
    site.replies["/map.xml"] = reply
    site.replies["/page/1/"] = Reply(404)


LINKS = [
    "file:///etc/passwd", "data:text/html,598 stations", "javascript:alert(1)", "ftp://cnevpost.com/2022/07/06/a/",
    "http://127.0.0.1:1/2022/07/06/a/", "http://[::1]/2022/07/06/a/", "http://169.254.169.254/latest/meta-data/",
    "http://metadata.google.internal/2022/07/06/a/", "http://0x7f000001/2022/07/06/a/", "http://10.0.0.1/2022/07/06/a/",
    "https://user:secret@cnevpost.com/2022/07/06/a/", "https://cnevpost.com@evil.example/2022/07/06/a/",
    "https://cnevpost.com:443@evil.example/2022/07/06/a/", "https://cnevpost.com:22/2022/07/06/a/",
    "https://cnevpost.com.evil.example/2022/07/06/a/", "https://evil.example/https://cnevpost.com/2022/07/06/a/",
    "//evil.example/2022/07/06/a/", "https://cnevpost.com/2022/07/06/../../../etc/passwd/",
    "https://cnevpost.com/2022/07/06/..%2f..%2f..%2fetc%2fpasswd/", "https://cnevpost.com/2022/07/06/a/../../b/",
    "https://cnevpost.com\\@evil.example/2022/07/06/a/", "https://cnevpost.com/2022/07/06/a\x00b/",
    "https://cnevpost.com/2022/07/06/a\u202eb/", "https://cnevpost.com/2022/07/06/a\r\nHost: evil/",
    "https://cnevpost.com/2022/07/06/" + "a" * 100_000 + "/", "https://сnevpost.com/2022/07/06/a/", "https://[x/", "",
]  # fmt: skip


def test_links_lead_nowhere_but_to_articles_of_the_outlet(db: Path, tmp_path: Path) -> None:
    """No address of another scheme, host or port, no way up, no secrets; and no file is named by what a site says."""
    (good,) = stories(1)
    with served([good]) as site:
        site.replies["/feed/"] = Reply(body=rss(*map(item, LINKS), item(good.url)), headers=XML)
        crawl(site, db)
        asked = [path for path in site.asked("/") if path != "/robots.txt" and not path.startswith("/feed/")]
        assert set(asked) <= {good.path, "/2022/07/06/a/"}, asked
    assert rows(db, "SELECT url FROM articles") == [(good.url,)]
    for (url,) in rows(db, "SELECT url FROM fetches"):
        assert url.startswith("https://cnevpost.com/") or url.startswith(site.url), url
        assert "secret" not in url and ".." not in url
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    named = {name for name in files if not name.startswith(("run/stations.", "run/warc/20"))}
    assert named == set()


def test_ten_thousand_items_and_items_in_each_other(db: Path) -> None:
    """A limit holds, whatever the feed has; elements in each other are read or refused, and that is all."""
    many = [item(f"{DAY}story-{n}/") for n in range(10_000)]
    with served(stories(1)) as site:
        site.replies["/feed/"] = Reply(body=rss(*many), headers=XML)
        crawl(site, db, "-a", "limit=3", status=1)
        assert len(site.asked()) == 3
        site.replies["/feed/"] = Reply(body=rss("<item>" * 20_000), headers=XML)
        crawl(site, db, status=1)
        assert len(site.asked()) == 3


# ---------------------------------------------------------------- lists and robots.txt


def test_sitemaps_that_name_ever_new_ones_come_to_an_end(db: Path) -> None:
    class Maze(dict):
        def get(self, path: str, default: object = None) -> object:
            if path != "/map.xml" and not path.startswith("/post-sitemap"):
                return super().get(path, default)
            n = int(path.partition("?n=")[2] or 0)
            address = "https://cnevpost.com/post-sitemap.xml?n="
            maps = "".join(f"<sitemap><loc>{address}{3 * n + k}</loc></sitemap>" for k in (1, 2, 3))
            return Reply(body=f"<sitemapindex>{maps}</sitemapindex>".encode(), headers=XML)

    with served(stories(1)) as site:
        site.replies = Maze()
        _only_sitemap(site, Reply())
        crawl(site, db, "-a", "since=2022-07-01", "-s", "SITEMAPS_MOST=60", status=1)
        assert 50 < len(site.asked("/post-sitemap")) <= 60
    assert "list_endless" in [row[0] for row in rows(db, CHECKS)]


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Crawl-delay: 99999999", "crawl_delay"),
        ("Crawl-delay: 1e400\nCrawl-delay: nan\nCrawl-delay: -5\nDisallow: /" + "*a" * 30_000 + "$", None),
        ("Disallow: \x00\nDisallow: " + "/x\nDisallow: " * 300_000, None),
    ],
    ids=["for ever", "no numbers", "three hundred thousand rules"],
)
def test_a_robots_txt_that_means_harm(db: Path, said: str, rule: str | None) -> None:
    """A wait that no crawl can keep is a site to be left alone; what means nothing is passed over."""
    news = stories(2)
    with served(news) as site:
        site.replies["/robots.txt"] = Reply(
            body=f"User-agent: *\n{said}\n".encode(), headers=(("Content-Type", "text/plain"),)
        )
        crawl(site, db)
        assert len(site.asked()) == (0 if rule else 2)
    assert [row[0] for row in rows(db, CHECKS)] == ([rule] if rule else [])


def test_numbers_in_headers_that_are_none(db: Path) -> None:
    (story,) = stories(1, outlet="electrek")
    with served([story], "electrek") as site:
        posts = site.newsroom.answer("/wp-json/wp/v2/posts").body.encode()
        kind = ("Content-Type", "application/json")

        class Posts(dict):
            def get(self, path: str, default: object = None) -> object:
                evil = (kind, ("X-WP-TotalPages", "9" * 5_000), ("ETag", "\xff" * 5_000), ("Last-Modified", "never"))
                return Reply(body=posts, headers=evil) if "wp-json" in path else default

        site.replies = Posts()
        crawl(site, db, "-a", "since=2022-07-01", "-a", "until=2022-07-31", outlet="electrek")
        assert [path for path in site.asked("/") if path == story.path] == [story.path]
    assert "spider_failed" not in [row[0] for row in rows(db, CHECKS)]
