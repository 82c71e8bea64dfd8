"""Saved pages read again: the database is a function of the shelf and the reader, and says what moved."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from keep_samples import NOW, article, clock, gold, observation

from pipelines.keep import Saved, Store
from pipelines.model import NotAnArticle, Page, Reading
from pipelines.replay import NotOnShelf, Replayed, replay
from pipelines.shelf import Shelf

A, B = "https://cnevpost.com/2022/07/06/a/", "https://cnevpost.com/2022/07/07/b/"
PUBLISHED = "2022-07-08T10:00:00+08:00"


def page(url: str, text: str, hours: int = 0, outlet: str = "cnevpost") -> Page:
    """A page whose body is a list of numbers, fetched some hours after noon."""
    return Page(outlet, url, datetime(2022, 7, 8, 12, tzinfo=UTC) + timedelta(hours=hours), text.encode())


def plain(page: Page) -> Reading:
    """A reader: each number of the page is a count of NIO's stations."""
    text = page.html.decode()
    if "video" in text:
        raise NotAnArticle("no body: layout changed?")
    if "crash" in text:
        raise RecursionError("too deep")
    numbers = tuple(observation(int(word), value_start=0, value_end=0) for word in text.split())
    return Reading(article(page.url, text, PUBLISHED), numbers)


def better(page: Page) -> Reading:
    """The same with better rules: numbers under ten are no counts, and the network is Tesla's."""
    text = page.html.decode()
    numbers = [int(word) for word in text.split() if int(word) >= 10]
    found = tuple(observation(n, operator="tesla", value_start=0, value_end=0) for n in numbers)
    return Reading(article(page.url, text, PUBLISHED), found)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    made = Shelf(tmp_path / "warc")
    made.put(page(A, "598 7"))
    made.put(page(B, "612"))
    return made


def held(store: Store) -> list[tuple]:
    """What holds now, without the numbers of rows and runs."""
    query = """
        SELECT a.url, o.uid, o.value, o.operator, o.quote, v.shelf_file, v.shelf_offset, v.page_sha256
        FROM observations AS o JOIN articles AS a ON a.id = o.article JOIN article_versions AS v ON v.id = o.version
        WHERE o.withdrawn_at IS NULL ORDER BY o.uid"""
    return store.db.execute(query).fetchall()


def test_everything_into_an_empty_database(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        done = replay(shelf, store, reader=plain)
        assert (done.pages, len(done.of("new")), done.troubles) == (2, 3, ())
        assert [(row[0], row[2]) for row in sorted(held(store), key=lambda row: row[2])] == [(A, 7), (A, 598), (B, 612)]
        assert next(store.db.query("SELECT spider, status, pages FROM runs")) == {
            "spider": "replay",
            "status": "ok",
            "pages": 2,
        }
        for file, offset in store.db.execute("SELECT shelf_file, shelf_offset FROM article_versions"):
            assert shelf.at(file, offset).url in (A, B), "the row says where the page lies"
        assert store.db.table("series").count == 1


def test_again_changes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        before = held(store)
        done = replay(shelf, store, reader=plain)
        assert (done.pages, done.changes) == (2, ())
        assert held(store) == before
        assert done.lines() == ["2 pages read: 0 new, 0 corrected, 0 withdrawn"]


def test_better_rules_say_what_moves_first_and_then_move_it(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        before = list(store.db.conn.iterdump())
        rehearsed = replay(shelf, store, reader=better, dry_run=True)
        assert list(store.db.conn.iterdump()) == before, "a dry run writes nothing"
        assert rehearsed.run is None
        assert {what: len(rehearsed.of(what)) for what in ("new", "corrected", "withdrawn")} == {
            "new": 0,
            "corrected": 2,
            "withdrawn": 1,
        }
        done = replay(shelf, store, reader=better)
        assert done.lines() == rehearsed.lines()
        assert {(row[2], row[3]) for row in held(store)} == {(598, "tesla"), (612, "tesla")}
        with Store(tmp_path / "b.db", clock) as rebuilt:
            replay(shelf, rebuilt, reader=better)
            assert held(rebuilt) == held(store)


def test_only_the_new(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, url=A, reader=plain)
        assert {row[0] for row in held(store)} == {A}
        done = replay(shelf, store, only_new=True, reader=better)
        assert (done.pages, [change.url for change in done.changes]) == (1, [B])


def test_one_address_or_a_clear_line(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        with pytest.raises(NotOnShelf, match=r"^https://cnevpost\.com/none/: no page of this address on the shelf"):
            replay(shelf, store, url="https://cnevpost.com/none/", reader=plain)
        assert store.db.table("runs").count == 0


def test_one_outlet(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(page("https://electrek.co/2022/07/07/c/", "5", outlet="electrek"))
    with Store(tmp_path / "a.db", clock) as store:
        assert replay(shelf, store, outlet="electrek", reader=plain).pages == 1


def test_versions_go_in_the_order_of_fetching_and_never_back(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(page(A, "600 7", hours=5))
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        assert {row[2] for row in held(store) if row[0] == A} == {600, 7}
        assert store.db.table("article_versions").count == 3
        closed = store.db.execute("SELECT value, withdrawn_why FROM observations WHERE withdrawn_at IS NOT NULL")
        assert closed.fetchall() == [(598, "the article changed")]
        done = replay(shelf, store, reader=plain)
        assert (done.pages, done.changes) == (2, ()), "the first version of A is not read again"
        assert replay(shelf, store, reader=better, dry_run=True).pages == 2


def test_a_dry_run_of_nothing_yet_counts_each_article_once(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(page(A, "600 7", hours=5))
    with Store(tmp_path / "a.db", clock) as store:
        done = replay(shelf, store, reader=plain, dry_run=True)
        assert sorted(change.row["value"] for change in done.of("new")) == [7, 600, 612]


def test_a_page_that_is_no_article_after_all(shelf: Shelf, tmp_path: Path) -> None:
    def stricter(page: Page) -> Reading:
        if page.url == B:
            raise NotAnArticle("a video")
        return plain(page)

    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        assert [change.what for change in replay(shelf, store, reader=stricter, dry_run=True).changes] == ["withdrawn"]
        done = replay(shelf, store, reader=stricter)
        assert [trouble.rule for trouble in done.troubles] == ["not_an_article"]
        assert {row[0] for row in held(store)} == {A}
        assert store.query("checks_of_a_run")[0]["message"].startswith("a video")
        assert store.query("run_health")[0]["status"] == "errors"


def test_one_page_that_breaks_the_reader_stops_nothing(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put(page("https://cnevpost.com/2022/07/08/c/", "crash"))
    with Store(tmp_path / "a.db", clock) as store:
        done = replay(shelf, store, reader=plain)
        assert len(held(store)) == 3
        assert [(trouble.rule, trouble.url) for trouble in done.troubles] == [
            ("reader_failed", "https://cnevpost.com/2022/07/08/c/")
        ]
        assert "RecursionError: too deep" in done.troubles[0].message


def test_the_difference_is_told_before_anything_is_written(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        before, heard = list(store.db.conn.iterdump()), []

        def announced(planned: Replayed) -> None:
            assert list(store.db.conn.iterdump()) == before
            heard.extend(planned.lines())

        done = replay(shelf, store, reader=better, announce=announced)
        assert len(heard) == 4 and heard == done.lines()
        assert list(store.db.conn.iterdump()) != before


def test_the_difference_takes_the_versions_of_an_article_together(shelf: Shelf, tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        shelf.put(page(A, "600 7", hours=5))
        shelf.put(page(A, "601 7", hours=6))
        done = replay(shelf, store, reader=plain)
        told = [(c.what, c.row["value"], c.why) for c in done.changes]
        assert told == [("withdrawn", 598, "the article changed"), ("new", 601, "the article changed")]
        assert {row[2] for row in held(store) if row[0] == A} == {601, 7}
        assert store.db.table("article_versions").count == 4


def test_a_replay_that_is_stopped_while_it_reads_writes_nothing(shelf: Shelf, tmp_path: Path) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with Store(tmp_path / "a.db", clock) as store:
        for hook in ("progress", "announce"):
            with pytest.raises(KeyboardInterrupt):
                replay(shelf, store, reader=plain, **{hook: stopped})
        assert store.db.table("runs").count == store.db.table("articles").count == 0
    assert {path.name for path in tmp_path.iterdir()} <= {"a.db", "a.db-wal", "a.db-shm", "warc"}, "nothing lies about"


def test_a_replay_that_is_stopped_while_it_writes_leaves_a_failed_run(shelf: Shelf, tmp_path: Path) -> None:
    class Stopped(Store):
        def save(self, page: Page, *rest: Any) -> Saved:
            if page.url == B:
                raise KeyboardInterrupt
            return super().save(page, *rest)

    with Stopped(tmp_path / "a.db", clock) as store:
        with pytest.raises(KeyboardInterrupt):
            replay(shelf, store, reader=plain)
        assert store.query("run_health")[0]["status"] == "failed"
        assert {row[0] for row in held(store)} == {A}, "what was saved before is there"
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain)
        assert {row[0] for row in held(store)} == {A, B}


def test_progress_tells_pages_and_share(shelf: Shelf, tmp_path: Path) -> None:
    heard: list[tuple[int, float]] = []
    with Store(tmp_path / "a.db", clock) as store:
        replay(shelf, store, reader=plain, progress=lambda pages, share: heard.append((pages, share)))
    assert heard[-1] == (2, 1.0) and heard == sorted(heard)


def test_the_newsroom_rebuilt_from_its_pages(tmp_path: Path) -> None:
    readings = {its_page.url: reading for its_page, reading in gold()}
    shelf = Shelf(tmp_path / "warc")
    for n, (url, reading) in enumerate(readings.items()):
        body = json.dumps(reading.article.paragraphs).encode()
        shelf.put(Page(reading.article.outlet, url, NOW + timedelta(seconds=n), body))
    with Store(tmp_path / "crawled.db", clock) as crawled, Store(tmp_path / "rebuilt.db", clock) as rebuilt:
        run = crawled.begin_run("cnevpost")
        for its_page in shelf.all():
            crawled.save(its_page, readings[its_page.url], run)
        crawled.finish_run(run)
        done = replay(shelf, rebuilt, reader=lambda its_page: readings[its_page.url])
        assert len(done.of("new")) == sum(len(reading.observations) for reading in readings.values())
        for table in ("observations", "articles", "places", "operators", "series", "latest"):
            columns = [c.name for c in crawled.db.table(table).columns]
            rows = [
                db.db.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1").fetchall()
                for db in (crawled, rebuilt)
            ]
            assert rows[0] == rows[1], f"{table} differs between crawl and rebuild"


def test_what_today_s_rules_have_read_is_not_read_again(demo_home: Path, tmp_path: Path) -> None:
    """The same page by the same rules says the same: only its place on the shelf is compared."""
    run = demo_home / "data" / "run"
    shutil.copy(run / "demo.db", tmp_path / "demo.db")
    shelf = Shelf(run / "demo-warc")
    with Store(tmp_path / "demo.db") as store:
        articles = store.db.table("articles").count
        before = held(store)
        for dry in (True, False):
            done = replay(shelf, store, dry_run=dry)
            assert (done.pages, done.same, done.changes) == (0, articles, ())
        assert done.lines()[-1].endswith(f"{articles} that these rules had read already")
        store.db.execute("UPDATE runs SET extractor_version = 'older'")
        done = replay(shelf, store)
        assert (done.pages, done.same, done.changes) == (articles, 0, ())
        assert held(store) == before
