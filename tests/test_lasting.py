"""When the disk is waited for: at each page of a polite crawl, now and then where pages come faster than it writes."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from keep_samples import URL, clock, observation, page, reading
from sites import rows

from pipelines import item, shelf
from pipelines.item import StorePipeline
from pipelines.keep import Store
from pipelines.model import Fetched, Page
from pipelines.shelf import Shelf, ShelfBroken

LASTING, HASTY = 2, 1  # what SQLite calls FULL and NORMAL


class Stats:
    def __init__(self) -> None:
        self.said: dict[str, str] = {}

    def set_value(self, key: str, value: str) -> None:
        self.said[key] = value


@pytest.fixture
def crawl(tmp_path: Path) -> StorePipeline:
    spider = SimpleNamespace(name="cnevpost", memory=None, stop=None, keeper=None)
    settings = {"STATIONWATCH_DB": str(tmp_path / "stations.db")}
    pipeline = StorePipeline(SimpleNamespace(settings=settings, spider=spider, stats=Stats()))
    pipeline.open_spider()
    yield pipeline
    pipeline.finished("finished")


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every wait of the shelf for the disk."""
    seen: list[int] = []
    real = os.fsync

    def counted(handle: int) -> None:
        seen.append(handle)
        real(handle)

    monkeypatch.setattr(shelf.os, "fsync", counted)
    return seen


def story(n: int) -> Page:
    url = f"https://cnevpost.com/2022/07/06/story-{n}/"
    html = (
        "<html><head><meta property='article:published_time' content='2022-07-06T10:00:00+08:00'></head><body><article>"
        f"<h1>Story {n}</h1><div class='entry-content'><p>NIO had {900 + n} battery swap stations in China.</p></div>"
        "</article></body></html>"
    ).encode()
    moment = clock()
    return Page("cnevpost", url, moment, html, "utf-8", answer=Fetched("cnevpost", url, "page", 200, moment, len(html)))


def mode(pipeline: StorePipeline) -> int:
    return pipeline.store.db.execute("PRAGMA synchronous").fetchone()[0]


def test_with_a_delay_each_page_is_on_disk(
    crawl: StorePipeline, waits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item, "APART", -1.0)
    for n in range(5):
        crawl.process_item(story(n))
        assert mode(crawl) == LASTING
        assert not crawl.shelf._unsynced
    assert len(waits) >= 5


def test_without_one_the_disk_is_waited_for_now_and_then(
    crawl: StorePipeline, waits: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(item, "APART", 60.0)
    crawl.process_item(story(0))
    first = len(waits)
    for n in range(1, 9):
        crawl.process_item(story(n))
        assert mode(crawl) == HASTY
    assert len(waits) == first
    # What was saved is there for whoever looks, and so after a kill: the system has it, if not the disk.
    assert rows(tmp_path / "stations.db", "SELECT count(*) FROM articles") == [(9,)]
    assert rows(tmp_path / "stations.db", "SELECT count(*) FROM fetches WHERE kind = 'page'") == [(9,)]
    assert len(list(Shelf(tmp_path / "warc").all())) == 9
    crawl.waited -= 61
    crawl.process_item(story(9))
    assert mode(crawl) == LASTING and len(waits) >= first + 2  # for those before it, and for itself


def test_the_end_of_a_crawl_is_waited_for(
    crawl: StorePipeline, waits: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(item, "APART", 60.0)
    for n in range(3):
        crawl.process_item(story(n))
    before = len(waits)
    crawl.finished("finished")
    assert len(waits) == before + 1 and not crawl.shelf._unsynced
    assert rows(tmp_path / "stations.db", "SELECT status, articles_new FROM runs") == [("ok", 3)]


def test_a_disk_that_does_not_keep_pages_ends_the_crawl(
    crawl: StorePipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The database does not hear of what the shelf may have lost."""
    crawl.process_item(story(0))
    crawl.waited -= 61

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shelf.os, "fsync", full)
    crawl.process_item(story(1))
    assert crawl.crawler.spider.stop == "cannot_save"
    assert "No space left" in crawl.crawler.stats.said["stationwatch/error"]
    assert rows(tmp_path / "stations.db", "SELECT count(*) FROM articles") == [(1,)]
    monkeypatch.undo()


def test_a_shelf_says_which_file_it_could_not_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    books = Shelf(tmp_path)
    place = books.put(story(0), sync=False)
    books.sync()
    books.sync()  # nothing is left to do
    books.put(story(1), sync=False)
    monkeypatch.setattr(shelf.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(5, "Input/output error")))
    with pytest.raises(ShelfBroken, match=rf"{place.file}: last pages not saved \(Input/output error\)"):
        books.sync()


def test_together_is_all_or_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "stations.db", clock) as store:
        run = store.begin_run("cnevpost")
        with pytest.raises(sqlite3.Error), store.together():
            store.save(page(), reading(observation()), run)
            store.fetched(run, Fetched("cnevpost", URL, "page", 200, clock(), 9))
            raise sqlite3.Error("power")
        assert not store.knows(URL)
        with store.together():
            store.save(page(), reading(observation()), run)
            store.fetched(run, Fetched("cnevpost", URL, "page", 200, clock(), 9))
        assert store.knows(URL)
        store.finish_run(run)
    for table in ("articles", "fetches", "observations"):
        assert rows(tmp_path / "stations.db", f"SELECT count(*) FROM {table}") == [(1,)]
