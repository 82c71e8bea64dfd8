"""kill -9 at a hundred random moments: the database that comes out is that of an undisturbed crawl."""

from __future__ import annotations

import random
import signal
import time
from dataclasses import replace
from pathlib import Path

from forked import Crawl
from sites import Site, command, crawl, rows, served, stories

from pipelines.shelf import Shelf

KILLS = 100
SEED = 20261125
ARTICLES = 60

#: What must be the same, without numbers of rows and runs and without stamps.
STATE = {
    "articles": "SELECT url, title, published_at, feed_title, feed_published, found_in, etag, gone_at FROM articles",
    "versions": "SELECT url, title, sha256, page_sha256 FROM article_versions",
    "observations": "SELECT uid, quote, why, rules, withdrawn_at FROM observations",
    "leftovers": "SELECT a.url, l.number, l.sentence FROM leftovers AS l JOIN articles AS a ON a.id = l.article",
    "series": "SELECT series_key, date, value, change, statements FROM series",
    "latest": "SELECT series_key, date, value, points FROM latest",
    "changes": "SELECT a.url, c.after FROM changes AS c JOIN articles AS a ON a.id = c.article WHERE what = 'new'",
}


def state(db: Path) -> dict[str, list[tuple]]:
    return {name: sorted(rows(db, query), key=repr) for name, query in STATE.items()}


def test_killed_a_hundred_times(tmp_path: Path) -> None:
    """New articles come as the crawls go on; most crawls are killed while they fetch, save, or close their run."""
    chance = random.Random(SEED)
    news = [
        replace(
            story, paragraphs=(f"NIO had {900 + n} battery swap stations in China.", "They are open day and night.")
        )
        for n, story in enumerate(stories(ARTICLES))
    ]
    quiet, wild = tmp_path / "quiet" / "stations.db", tmp_path / "wild" / "stations.db"
    with served(news) as site:
        crawl(site.url, quiet)
    with served(news[-2:]) as site:
        crawl(site.url, wild)
        took = _seconds(site, wild)
        killed = 0
        for n in range(KILLS):
            hit = _kill_one(site, wild, news, n, chance, took)
            killed += hit
            took *= 1.02 if hit else 0.9  # how long a crawl takes changes with what else the machine does
        site.newsroom.stories[:] = news
        crawl(site.url, wild)
        asked = site.asked()
        crawl(site.url, wild)
        assert site.asked() == asked  # nothing is left to fetch
    assert killed > KILLS // 2, "most crawls ended before they could be killed: the test shows nothing"
    assert state(wild) == state(quiet)
    shelved = [page.url for page in Shelf(wild.parent / "warc").all()]
    assert set(shelved) == {story.url for story in news}
    statuses = {status for (status,) in rows(wild, "SELECT status FROM runs")}
    assert statuses <= {"ok", "cut off"} and "cut off" in statuses


def _seconds(site: Site, db: Path) -> float:
    """How long a crawl that finds nothing new takes here and now."""
    start = time.monotonic()
    crawl(site.url, db)
    return time.monotonic() - start


def _kill_one(site: Site, db: Path, news: list, n: int, chance: random.Random, took: float) -> bool:
    """One more crawl, with a few more articles on the site, killed at a random moment; False where it ended before.

    What was saved before it must not be asked for by it.
    """
    first = max(0, len(news) - 2 - (n + 1) * len(news) // KILLS)
    site.newsroom.stories[:] = news[first:]
    saved = {url for (url,) in rows(db, "SELECT url FROM articles")}
    before = len(site.log)
    begun = Crawl(command(site.url, db)[3:], db.with_suffix(".log"))
    time.sleep(chance.uniform(0.1, 1.1) * took)
    begun.kill(signal.SIGKILL)
    status = begun.wait()
    asked = {f"https://cnevpost.com{path}" for _, path, _ in site.log[before:] if path.startswith("/20")}
    assert not asked & saved, "an article that was saved was fetched again"
    return status == -signal.SIGKILL
