"""Articles looked at again: what the outlet changes, takes away, moves, or has from somebody else."""

from __future__ import annotations

import gzip
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils
from keep_samples import clock
from sites import CHECKS, Reply, Site, crawl, rows, served, stories

from pipelines.keep import Store
from pipelines.keep.memory import is_due
from pipelines.replay import replay
from pipelines.shelf import Shelf
from spiders.typeset import Story

#: What was read of the counts; "story 1" is none.
HELD = "SELECT value, withdrawn_why FROM observations WHERE value > 99 ORDER BY id"
VERSIONS = "SELECT count(*) FROM article_versions"
WHAT = """
    SELECT what FROM changes AS c LEFT JOIN observations AS o ON o.id = c.observation
    WHERE coalesce(o.value, 100) > 99 AND what NOT IN ('conflict', 'milestone') ORDER BY c.id"""
TEXT = (
    "NIO had 598 battery swap stations in China as of Tuesday, the company said, and it means to put up more of them "
    "before the year is out in every province that its sales people have asked for them. "
    "The stations have carried out swaps day and night, and the firm counts on partners for the land and the power."
)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "run" / "stations.db"


def fresh(
    number: int, said: str = "NIO had 598 battery swap stations in China.", outlet: str = "cnevpost"
) -> list[Story]:
    """Articles of the last days, one every five hours, the newest an hour old."""
    now = datetime.now(UTC).replace(microsecond=0)
    return [
        replace(story, published=now - timedelta(hours=1 + 5 * n))
        for n, story in enumerate(stories(number, said, outlet))
    ]


def days_pass(db: Path, days: float) -> None:
    """As if that much time had gone by since everything in the database; stamps count seconds, so a new one begins."""
    time.sleep(1 - time.time() % 1)
    opened = sqlite_utils.Database(db)
    ago = f"strftime('%Y-%m-%dT%H:%M:%SZ', {{}}, '-{days * 86400:.0f} seconds')"
    with opened.conn:
        for table, column in (("articles", "published_at"), ("articles", "looked_at"), ("checks", "at")):
            opened.execute(f"UPDATE {table} SET {column} = {ago.format(column)}")
    opened.close()


def gunzipped(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def edit(site: Site, n: int, text: str) -> None:
    news = site.newsroom.stories
    news[n] = replace(news[n], paragraphs=(text, *news[n].paragraphs[1:]))


def test_a_corrected_figure_is_a_new_version(db: Path) -> None:
    with served(fresh(2)) as site:
        crawl(site.url, db)
        edit(site, 1, "NIO had 600 battery swap stations in China.")
        crawl(site.url, db)
        assert rows(db, VERSIONS) == [(2,)]  # not due yet
        days_pass(db, 1)
        site.log.clear()
        crawl(site.url, db)
        assert len(site.asked()) == 2 and all(tag for _, path, tag in site.log if path.startswith("/20"))
        site.log.clear()
        crawl(site.url, db)
        assert site.asked() == []  # looked at; the next look is days away
    assert rows(db, VERSIONS) == [(3,)]
    assert rows(db, HELD) == [(598, "the article changed"), (598, None), (600, None)]
    assert [what for (what,) in rows(db, WHAT)] == ["new", "new", "article changed", "withdrawn", "new"]
    assert rows(db, "SELECT articles_changed FROM runs") == [(0,), (0,), (1,), (0,)]
    assert (304,) in rows(db, "SELECT status FROM fetches WHERE kind = 'page'")
    with Store(db.with_name("again.db"), clock) as store:
        replay(Shelf(db.parent / "warc"), store)
    assert rows(
        db.with_name("again.db"), "SELECT value, uid, quote FROM observations WHERE withdrawn_at IS NULL"
    ) == rows(db, "SELECT value, uid, quote FROM observations WHERE withdrawn_at IS NULL")
    assert rows(db.with_name("again.db"), VERSIONS) == [(3,)]


def test_what_does_not_change_stays_untouched(db: Path) -> None:
    with served(
        fresh(1, "NIO had 598 battery swap stations in China. Tesla had 900 Supercharger stations in China.")
    ) as site:
        crawl(site.url, db)
        edit(site, 0, "NIO had 601 battery swap stations in China. Tesla had 900 Supercharger stations in China.")
        days_pass(db, 1)
        crawl(site.url, db)
    held = rows(db, "SELECT value, withdrawn_at IS NULL FROM observations WHERE value > 99 ORDER BY id")
    assert held == [(598, 0), (900, 1), (601, 1)]


def test_a_site_without_validators_fills_no_shelf(db: Path) -> None:
    """A later look that brings the same page once more is on the shelf as a visit, and a replay need not read it."""
    news = fresh(1)
    with served(news) as site:
        site.replies[news[0].path] = Reply(body=site.newsroom.answer(news[0].path).body.encode())
        crawl(site.url, db)
        days_pass(db, 1)
        crawl(site.url, db)
        assert len(site.asked()) == 2
    assert [len(list(Shelf(db.parent / "warc").all())), *rows(db, VERSIONS)] == [1, (1,)]
    assert b"".join(map(gunzipped, Shelf(db.parent / "warc").files())).count(b"WARC-Type: revisit") == 1
    with Store(db) as store:
        done = replay(Shelf(db.parent / "warc"), store)
        assert (done.pages, done.same) == (0, 1)


def test_a_look_that_fails_is_a_warning(db: Path) -> None:
    """The article is saved, and the next crawl looks again: no mail every six hours for that."""
    news = fresh(2)
    with served(news) as site:
        crawl(site.url, db)
        site.replies[news[0].path] = Reply(500)
        days_pass(db, 1)
        crawl(site.url, db, "cnevpost", "-s", "RETRY_TIMES=0", status=0)
        assert rows(db, "SELECT level, rule FROM checks") == [("warning", "http_status")]
        site.replies.clear()
        site.log.clear()
        crawl(site.url, db, status=0)
        assert site.asked() == [news[0].path]


def test_a_page_that_is_gone_and_comes_back(db: Path) -> None:
    news = fresh(1)
    with served(news) as site:
        crawl(site.url, db)
        site.replies[news[0].path] = Reply(410)
        days_pass(db, 1)
        crawl(site.url, db)
        assert [what for (what,) in rows(db, WHAT)] == ["new", "article gone"]
        assert rows(db, "SELECT gone_at IS NOT NULL FROM articles") == [(1,)]
        assert rows(db, "SELECT level, rule FROM checks") == [("warning", "gone")]
        assert rows(db, HELD) == [(598, None)]  # what it stated stays
        with Store(db.with_name("again.db"), clock) as store:
            done = replay(Shelf(db.parent / "warc"), store)
            assert (done.pages, done.troubles) == (1, ())
            assert replay(Shelf(db.parent / "warc"), store).changes == ()
        assert rows(db.with_name("again.db"), "SELECT gone_at IS NOT NULL FROM articles") == [(1,)]
        assert [what for (what,) in rows(db.with_name("again.db"), WHAT)] == ["new", "article gone"]
        site.replies.clear()
        days_pass(db, 3)
        crawl(site.url, db)
    assert [what for (what,) in rows(db, WHAT)] == ["new", "article gone", "article back"]
    assert rows(db, "SELECT gone_at FROM articles") == [(None,)]
    assert rows(db, "SELECT DISTINCT status FROM runs") == [("ok",)]


def test_a_new_layout_overnight_costs_nothing_that_was_read(db: Path) -> None:
    news = fresh(2)
    with served(news) as site:
        crawl(site.url, db)
        page = site.newsroom.answer(news[1].path).body.replace("entry-content", "entry-body")
        site.replies[news[1].path] = Reply(body=page.encode())
        days_pass(db, 1)
        crawl(site.url, db)
    assert [rule for rule, _, _ in rows(db, CHECKS)] == ["not_an_article"]
    assert rows(db, HELD) == [(598, None), (598, None)]
    with Store(db) as store:
        assert replay(Shelf(db.parent / "warc"), store).changes == ()
    with Store(db.with_name("again.db"), clock) as store:
        replay(Shelf(db.parent / "warc"), store)
    assert rows(db.with_name("again.db"), HELD) == rows(db, HELD)


def test_an_unread_page_is_not_asked_for_with_every_crawl(db: Path) -> None:
    news = fresh(1)
    with served(news) as site:
        site.replies[news[0].path] = Reply(body=b"<html><body>video</body></html>")
        for _ in range(2):
            crawl(site.url, db)
        assert len(site.asked()) == 1
        days_pass(db, 0.25)
        crawl(site.url, db)
        assert len(site.asked()) == 2
        site.replies.clear()
        days_pass(db, 1)
        crawl(site.url, db)
    assert rows(db, HELD) == [(598, None)]


def test_a_feeds_own_text_is_read_again_where_it_changed(db: Path) -> None:
    with served(fresh(2, outlet="electrive"), "electrive") as site:
        crawl(site.url, db, "electrive")
        crawl(site.url, db, "electrive")
        edit(site, 0, "NIO had 600 battery swap stations in China.")
        for _ in range(2):
            crawl(site.url, db, "electrive")
    assert rows(db, HELD) == [(598, None), (598, "the article changed"), (600, None)]
    assert len(list(Shelf(db.parent / "warc").all())) == 3


# ---------------------------------------------------------------- one article, several addresses


@pytest.mark.parametrize("ending", ["?utm_source=rss&utm_medium=feed", "#comments", "amp/", "amp", "?amp=1"])
def test_addresses_of_one_article(db: Path, ending: str) -> None:
    news = fresh(1)
    with served(news) as site:
        feed = site.newsroom.answer("/feed/").body
        for scheme in ("http://", "https://www."):
            site.replies["/feed/"] = Reply(
                body=feed.replace(news[0].url, news[0].url.replace("https://", scheme) + ending).encode()
            )
            crawl(site.url, db)
        assert site.asked() == [news[0].path]
    assert rows(db, "SELECT url FROM articles") == [(news[0].url,)]


def test_a_page_that_names_its_canonical_address(db: Path) -> None:
    """The same story under a second slug, with a canonical link to the first: one article, fetched once each."""
    first, second = fresh(2)
    with served([first]) as site:
        crawl(site.url, db)
        site.newsroom.stories[:] = [second, first]
        site.replies[second.path] = Reply(body=site.newsroom.answer(first.path).body.encode())
        for _ in range(2):
            crawl(site.url, db)
        assert site.asked() == [first.path, second.path]
    assert rows(db, "SELECT url FROM articles") == [(first.url,)]
    assert rows(db, "SELECT url FROM article_urls") == [(second.url,)]
    assert rows(db, "SELECT count(*) FROM observations WHERE value > 99") == [(1,)]


def test_a_page_that_moves(db: Path) -> None:
    """The outlet gives an article a new address and redirects the old one: still one article."""
    old, new = fresh(2)
    moved = replace(old, url=new.url)
    with served([old]) as site:
        crawl(site.url, db)
        site.newsroom.stories[:] = [moved]
        site.replies[old.path] = Reply(301, headers=(("Location", site.url + moved.path),))
        days_pass(db, 1)
        crawl(site.url, db)
    assert rows(db, "SELECT url FROM articles") in ([(old.url,)], [(moved.url,)])
    assert rows(db, "SELECT count(*) FROM observations WHERE value > 99 AND withdrawn_at IS NULL") == [(1,)]
    with Store(db.with_name("again.db"), clock) as store:
        replay(Shelf(db.parent / "warc"), store)
    query = "SELECT uid FROM observations WHERE withdrawn_at IS NULL"
    assert rows(db.with_name("again.db"), query) == rows(db, query)


# ---------------------------------------------------------------- copies


def test_one_claim_in_three_outlets_is_one(db: Path) -> None:
    """The same press text in three outlets, with a word changed and a line put to it."""
    now = datetime.now(UTC).replace(microsecond=0)
    ages = {"cnevpost": 3, "carnewschina": 1, "electrek": 2}
    for name in sorted(ages):
        (story,) = stories(1, TEXT.replace("the firm", "the company") if name == "electrek" else TEXT, name)
        told = replace(story, published=now - timedelta(hours=ages[name]))
        other = replace(stories(2, f"{name} has a story of its own today. " * 12, name)[1], published=now)
        with served([other, told], name) as site:
            crawl(site.url, db, name)
    copies = "SELECT a.source, f.source FROM articles AS a JOIN articles AS f ON f.id = a.copy_of ORDER BY 1"
    assert {row for row in rows(db, copies) if row[1] == "cnevpost"} == {
        ("carnewschina", "cnevpost"),
        ("electrek", "cnevpost"),
    }


def test_articles_of_the_newsroom_are_no_copies(demo_home: Path) -> None:
    demo = demo_home / "data" / "run" / "demo.db"
    assert rows(demo, "SELECT count(*) FROM articles WHERE copy_of IS NOT NULL") == [(0,)]
    assert rows(demo, "SELECT count(*) FROM articles WHERE fingerprint IS NULL")[0][0] < 3


def test_a_fingerprint_is_the_same_on_every_machine_and_version() -> None:
    """One that moves with a version of its library would part what is stored from what is new."""
    import hashlib

    from keep_samples import article

    from pipelines.keep.copies import fingerprint

    mark = fingerprint(article(text=TEXT))
    assert mark is not None and hashlib.sha256(mark.encode()).hexdigest()[:12] == "257ba489f1ba"


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("age", "looked", "due"),
    [
        (2, 0, False),
        (4, 1, True),
        (4, 3.5, False),
        (20, 4, True),
        (24 * 2, 25, False),
        (24 * 4, 25, True),
        (24 * 20, 24 * 15, False),
        (24 * 30, 24 * 15, True),
        (24 * 40, 24 * 29, False),
        (24 * 70, 1, False),
    ],
)
def test_the_looks_thin_out(age: float, looked: float, due: bool) -> None:
    """Hours since publication, and at which age it was last looked at."""
    since = datetime(2026, 11, 1, tzinfo=UTC)
    assert is_due(since, since + timedelta(hours=looked), since + timedelta(hours=age)) == due
