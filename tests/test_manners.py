"""Manners, over loopback: robots.txt, Crawl-delay, Retry-After, the delays, and who we say we are."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import Settings
from sites import CHECKS, Reply, crawl, has_ipv6, rows, served, stories
from terminal import environment, free_port

from pipelines import outlets
from spiders import settings as project
from spiders.loader import OutletLoader, spider_of
from spiders.politeness import seconds_asked
from spiders.resolver import is_inside


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


def test_robots_forbid(db: Path) -> None:
    news = stories(2)
    with served(news) as site:
        site.replies["/robots.txt"] = Reply(body=f"User-agent: stationwatch\nDisallow: {news[0].path}\n".encode())
        crawl(site.url, db)
        assert site.asked() == [news[1].path]
        (agent,) = site.agents
    assert [(rule, urlsplit(url).path) for rule, url, _ in rows(db, CHECKS)] == [("robots_forbid", news[0].path)]
    assert agent.startswith("stationwatch/") and "(+https://" in agent


@pytest.mark.parametrize(
    "reply", [Reply(503), Reply(500), Reply(429), Reply(pause=30)], ids=["503", "500", "429", "timeout"]
)
def test_robots_that_cannot_be_had_are_no_consent(db: Path, reply: Reply) -> None:
    with served(stories(2)) as site:
        site.replies["/robots.txt"] = reply
        crawl(site.url, db, "cnevpost", "-s", "DOWNLOAD_TIMEOUT=1")
        assert {asked for _, asked, _ in site.log} == {"/robots.txt"}
    ((rule, _, message),) = rows(db, CHECKS)
    assert rule == ("unreachable" if reply.pause else "robots_unreachable") and "left alone this time" in message


def test_robots_that_are_not_there_are_no_rules(db: Path) -> None:
    with served(stories(1)) as site:
        site.replies["/robots.txt"] = Reply(404)
        crawl(site.url, db)
        assert len(site.asked()) == 1
    assert rows(db, CHECKS) == []


def test_crawl_delay_is_kept(db: Path) -> None:
    with served(stories(3)) as site:
        site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 0.6\n")
        crawl(site.url, db)
        assert len(site.log) == 6
        assert min(site.gaps()) >= 0.5  # as the site sees them, on a busy machine


def test_no_delay_on_loopback_unless_asked_for(db: Path) -> None:
    with served(stories(6)) as site:
        crawl(site.url, db, "cnevpost", "-a", "limit=3")
        assert sum(site.gaps()) < 5
        site.log.clear()
        crawl(site.url, db, "cnevpost", "-s", "DOWNLOAD_DELAY=0.5")
        assert min(site.gaps()) >= 0.4  # as the site sees them, on a busy machine


def test_retry_after_is_kept_for_the_whole_site(db: Path) -> None:
    news = stories(3)
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=3600), usegmt=True)
    with served(news) as site:
        site.replies[news[2].path] = [Reply(429, headers=(("Retry-After", "1"),))]
        crawl(site.url, db)
        waited = site.gaps()[[asked for _, asked, _ in site.log].index(news[2].path)]
        assert waited >= 1.0
        assert sorted(site.asked()) == sorted([*(story.path for story in news), news[2].path])
        assert rows(db, CHECKS) == []
        site.newsroom.stories[:] = more = stories(6)
        site.replies[more[2].path] = Reply(503, headers=(("Retry-After", later),))
        site.log.clear()
        crawl(site.url, db)
        asked = [story.path for story in more if story.path in site.asked()]
        assert asked == [more[2].path] or len(asked) < 6
    ((rule, _, message),) = rows(db, CHECKS)
    assert rule == "retry_after" and "left alone for the rest of this crawl" in message


def test_a_site_that_says_429_for_ever(db: Path) -> None:
    news = stories(5)
    with served(news) as site:
        for story in news:
            site.replies[story.path] = Reply(429)
        crawl(site.url, db)
        assert len(site.asked()) == 3
    assert [rule for rule, _, _ in rows(db, CHECKS)] == ["retry_after"]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"120", 120.0),
        (b"0", 0.0),
        (b"Wed, 25 Nov 2026 05:01:00 GMT", 60.0),
        (b"Wed, 25 Nov 2026 04:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"", None),
        (None, None),
    ],
)
def test_retry_after(said: bytes | None, seconds: float | None) -> None:
    response = Response("https://cnevpost.com/", status=429, headers={"Retry-After": said} if said is not None else {})
    assert seconds_asked(response, datetime(2026, 11, 25, 5, 0, tzinfo=UTC)) == seconds


OWN_NAME = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings
from pipelines import DATA, outlets
from spiders.loader import spider_of

site, db, wanted = sys.argv[1:]
text = (DATA / "outlets" / "cnevpost.toml").read_text().replace("https://cnevpost.com/", site)
made = Settings()
made.setmodule("spiders.settings")
made.update({"STATIONWATCH_DB": db, "DOWNLOAD_DELAY": 0}, "cmdline")
process = AsyncCrawlerProcess(made)
process.crawl(spider_of(outlets.declared("cnevpost", text, "test")), site=wanted or None)
process.start()
"""


@pytest.mark.parametrize("asked_for_by_hand", [False, True])
def test_a_name_that_leads_into_our_own_network(db: Path, asked_for_by_hand: bool) -> None:
    """An outlet's own name with an address inside is left alone; `--site` may be anywhere."""
    with served(stories(1)) as site:
        home = site.url.replace("127.0.0.1", "localhost") + "/"
        command = [sys.executable, "-c", OWN_NAME, home, str(db), home if asked_for_by_hand else ""]
        subprocess.run(command, env=environment(db.parent), check=True, capture_output=True, timeout=60)
        if asked_for_by_hand:
            assert "/feed/" in [path for _, path, _ in site.log]
            return
        assert site.log == []
    ((rule, _, message),) = rows(db, CHECKS)
    assert rule == "private_address" and "localhost has the address 127.0.0.1" in message


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 loopback here")
def test_a_mirror_at_an_ipv6_address(db: Path) -> None:
    with served(stories(1), host="::1") as site:
        crawl(site.url, db, status=0)
        assert len(site.asked()) == 1
    assert rows(db, CHECKS) == []


def test_a_dead_proxy_is_named(db: Path) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "pipelines", "crawl", "cnevpost", "--db", str(db), "--delay", "0"]
    ended = subprocess.run(
        command, env=environment(db.parent.parent, https_proxy=dead), capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1 and f"/robots.txt through the proxy {dead}: the connection was refused" in ended.stderr


def test_addresses_that_are_nobody_s() -> None:
    inside = (
        "127.0.0.1 10.0.0.1 172.16.9.9 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 ::1 fd00::1 fe80::1"
    )
    assert all(is_inside(address) for address in inside.split())
    assert not any(is_inside(address) for address in "8.8.8.8 172.32.0.1 198.18.0.9 2606:4700::1111".split())


def test_a_real_site_gets_the_polite_values() -> None:
    made = Settings()
    made.setmodule(project)
    for site, delay, throttle in (
        (None, 5.0, True),
        ("https://mirror.example", 5.0, True),
        ("http://127.0.0.1:1", 0, False),
    ):
        crawler = Crawler(spider_of(outlets.load("cnevpost")), made.copy())
        crawler.spidercls.from_crawler(crawler, site=site)
        assert crawler.settings.getfloat("DOWNLOAD_DELAY") == delay
        assert crawler.settings.getbool("AUTOTHROTTLE_ENABLED") == throttle
    assert made.getbool("ROBOTSTXT_OBEY") and made.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    for off in ("COOKIES_ENABLED", "TELNETCONSOLE_ENABLED", "REMOTE_CONTROL_ENABLED", "HTTPCACHE_ENABLED"):
        assert made.get(off) is False


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"site": "127.0.0.1:8000"}, "site must be an address like http://127.0.0.1:8000"),
        ({"site": "file:///etc"}, "site must be an address"),
        ({"site": "http://127.0.0.1:99999"}, "site must be an address"),
        ({"site": "http://me:secret@127.0.0.1:80"}, "site must be an address"),
        ({"limit": "many"}, "limit must be a whole number, not 'many'"),
        ({"limit": "-1"}, "limit must be a whole number"),
    ],
)
def test_arguments_that_make_no_sense(arguments: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        spider_of(outlets.load("cnevpost"))(**arguments)


def test_unknown_spider() -> None:
    with pytest.raises(KeyError, match="unknown outlet 'nosuch'; the outlets are"):
        OutletLoader().load("nosuch")
    assert OutletLoader().find_by_request(Request("https://electrek.co/feed/")) == ["electrek"]
