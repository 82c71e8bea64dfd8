"""The store: pages and readings go in whole or not at all, facts are only ever closed, series follow from them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from keep_samples import NOW, SENTENCE, URL, article, clock, fill, gold, observation, page, reading
from sqlite_utils import Database

from pipelines import DATA
from pipelines.keep import (
    DatabaseBroken,
    DatabaseMissing,
    DatabaseTooNew,
    Store,
    latest,
    run_summary,
)
from pipelines.keep.database import open_to_write
from pipelines.keep.migrate import bring_up_to_date
from pipelines.keep.queries import queries
from pipelines.keep.records import series_key, stamp, uid
from pipelines.keep.schema import Schema, read_schema
from pipelines.model import Fetched, Number, Observation, Reading, Trouble

COLUMNS = DATA / "columns.toml"
DATA_TABLES = ("articles", "article_versions", "observations", "leftovers", "changes", "series", "latest")


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "stations.db", clock) as opened:
        yield opened


def save(store: Store, *observations: Observation, text: str = SENTENCE, run: int | None = None):
    run = store.begin_run("cnevpost") if run is None else run
    return store.save(page(), reading(*observations, of=article(text=text)), run)


def live(store: Store) -> list[dict]:
    return list(store.db.query("SELECT * FROM observations WHERE withdrawn_at IS NULL ORDER BY id"))


# ---------------------------------------------------------------- keys


def test_uid_is_the_same_for_the_same_statement() -> None:
    same = uid(URL, observation(1))
    assert same == uid(URL, observation(1.0)), "1 and 1.0 are one number"
    assert same == uid(URL, observation(1, quote="another sentence", source_name="NIO", why=()))
    assert uid(URL, observation(1, segment=("truck", "highway"))) == uid(
        URL, observation(1, segment=("highway", "truck"))
    )
    others = [
        uid(URL + "x", observation(1)),
        uid(URL, observation(2)),
        uid(URL, observation(1, day="2022-07-06")),
        uid(URL, observation(1, qualifier="min")),
        uid(URL, observation(1, site="Lhasa")),
        uid(URL, observation(1, segment=("highway",))),
    ]
    assert len({same, *others}) == 7


def test_series_key_has_a_place_for_what_is_missing() -> None:
    assert series_key(observation()) == "battery_swap_stations|nio|CN||"
    assert series_key(observation(operator=None, country=None, place="World", segment=("truck", "highway"))) == (
        "battery_swap_stations|||World|highway,truck"
    )


# ---------------------------------------------------------------- saving


def test_article_version_observations_and_changes_go_in_together(store: Store) -> None:
    saved = save(store, observation(), observation(245, segment=("highway",)))
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.article_new) == (2, 0, 0, True)
    assert store.knows(URL)
    (row, second) = live(store)
    assert (row["quote"], row["quote"][row["value_start"] : row["value_end"]]) == (SENTENCE, "598")
    assert (row["recorded_at"], row["recorded_run"], row["rules"]) == ("2026-03-01T04:00:00Z", 1, "figure,subject")
    assert json.loads(row["why"])[1] == {"field": "operator", "rule": "subject", "words": "NIO", "origin": "sentence"}
    assert second["segment"] == '["highway"]'
    stored = next(store.db.query("SELECT * FROM articles"))
    assert (stored["published_at"], stored["published_on"]) == ("2022-07-06T02:00:00Z", "2022-07-06")
    assert [c["what"] for c in store.db.query("SELECT * FROM changes")] == ["new", "new"]
    run = next(store.db.query("SELECT * FROM runs"))
    assert (run["pages"], run["articles_new"], run["observations_new"]) == (1, 1, 2)


def test_the_same_again_changes_nothing(store: Store) -> None:
    save(store, observation())
    before = list(store.db.query("SELECT * FROM observations"))
    saved = save(store, observation())
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.article_new, saved.article_changed) == (
        0,
        0,
        1,
        False,
        False,
    )
    assert list(store.db.query("SELECT * FROM observations")) == before
    assert store.db.table("article_versions").count == 1
    assert store.db.table("changes").count == 1
    assert next(store.db.query("SELECT last_run FROM articles"))["last_run"] == 2


def test_a_better_reading_closes_the_old_one(store: Store) -> None:
    save(store, observation(operator="nio"), observation(100, value_start=0, value_end=0))
    saved = save(store, observation(operator="tesla"))
    assert (saved.new, saved.withdrawn, saved.unchanged) == (1, 2, 0)
    assert [row["operator"] for row in live(store)] == ["tesla"]
    closed = list(store.db.query("SELECT * FROM observations WHERE withdrawn_at IS NOT NULL ORDER BY id"))
    assert [row["withdrawn_why"] for row in closed] == [
        "read again: operator nio → tesla",
        "read again: no longer read so",
    ]
    assert {(row["withdrawn_run"], row["withdrawn_at"]) for row in closed} == {(2, stamp(NOW))}
    (correction,) = store.db.query("SELECT * FROM changes WHERE what = 'corrected'")
    assert json.loads(correction["before"]) == {"operator": "nio"}
    assert json.loads(correction["after"]) == {"operator": "tesla"}


def test_who_is_credited_is_a_correction_of_the_same_statement(store: Store) -> None:
    save(store, observation())
    saved = save(store, observation(source_name="NIO app"))
    assert [change.what for change in saved.changes] == ["corrected"]
    assert [row["source_name"] for row in live(store)] == ["NIO app"]
    assert store.db.table("observations").count == 2


def test_how_it_was_read_is_brought_up_to_date_in_place(store: Store) -> None:
    save(store, observation())
    saved = save(store, replace(observation(), origin="p3", why=()))
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.changes) == (0, 0, 1, ())
    (row,) = live(store)
    assert (row["id"], row["origin"], row["rules"], row["why"]) == (1, "p3", "", "[]")


def test_a_withdrawn_reading_may_come_back(store: Store) -> None:
    save(store, observation())
    save(store)
    save(store, observation())
    rows = list(store.db.query("SELECT uid, withdrawn_at FROM observations ORDER BY id"))
    assert len(rows) == 2
    assert rows[0]["uid"] == rows[1]["uid"]
    assert [row["withdrawn_at"] is None for row in rows] == [False, True]


def test_the_outlet_changes_its_text(store: Store) -> None:
    save(store, observation(598), observation(12, value_start=0, value_end=0))
    saved = save(store, observation(600), observation(12, value_start=0, value_end=0), text="A corrected text.")
    assert saved.article_changed
    assert (saved.new, saved.withdrawn, saved.unchanged) == (1, 1, 1)
    assert store.db.table("article_versions").count == 2
    whats = [row["what"] for row in store.db.query("SELECT what FROM changes WHERE run = 2 ORDER BY id")]
    assert whats == ["article changed", "withdrawn", "new"]
    assert {
        row["why"] for row in store.db.query("SELECT why FROM changes WHERE run = 2 AND what <> 'article changed'")
    } == {"the article changed"}


def test_one_statement_said_twice_is_one_row(store: Store) -> None:
    assert save(store, observation(), replace(observation(), origin="title")).new == 1


def test_nothing_stays_of_a_save_that_fails(store: Store) -> None:
    run = store.begin_run("cnevpost")
    nameless = Number(None, SENTENCE, "p0", 0, 3, None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.save(page(), Reading(article(), (observation(),), (nameless,)), run)
    assert not store.knows(URL)
    assert {name: store.db.table(name).count for name in DATA_TABLES} == dict.fromkeys(DATA_TABLES, 0)
    assert save(store, observation(), run=run).new == 1, "the same page can be saved afterwards"


def test_leftovers_are_those_of_the_last_reading(store: Store) -> None:
    run = store.begin_run("cnevpost")
    one, two = Number("300", SENTENCE, "p0", 0, 3, None), Number("7", SENTENCE, "p0", 5, 6, None)
    refused = Number("5", SENTENCE, "p0", 8, 9, "kilowatts")
    store.save(page(), Reading(article(), (), (one, two, refused)), run)
    assert [row["number"] for row in store.db.query("SELECT number FROM leftovers")] == ["300", "7"]
    store.save(page(), Reading(article(), (), (two,)), run)
    assert [row["number"] for row in store.db.query("SELECT number FROM leftovers")] == ["7"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (observation(metric="petrol_stations"), "metric 'petrol_stations' is not in the codebook"),
        (observation(segment=("motorway",)), "segment 'motorway'"),
        (observation(country="China"), "country 'China' is no ISO"),
        (observation(-1), "nothing can be counted -1 times"),
        (observation(float("nan")), "nothing can be counted nan times"),
        (observation(40, value_max=30), "the range from 40 to 30"),
        (observation(quote="  "), "no quote"),
        (observation(value_end=400), "outside its quote"),
        (observation(day="2022-08-01"), "after the article of 2022-07-06"),
        (observation(period_start=date(2022, 7, 6)), "ends (2022-07-05) before it starts"),
        (observation(qualifier="roughly"), "qualifier 'roughly'"),
    ],
)
def test_what_cannot_be_true_is_refused_and_the_rest_is_kept(store: Store, wrong: Observation, why: str) -> None:
    run = store.begin_run("cnevpost")
    assert save(store, observation(), wrong, run=run).new == 1
    (row,) = store.db.query("SELECT * FROM checks")
    assert (row["rule"], row["level"], row["url"]) == ("impossible_observation", "warning", URL)
    assert why in row["message"]
    store.finish_run(run)
    assert next(store.db.query("SELECT status, errors FROM runs")) == {"status": "ok", "errors": 0}


def test_an_unknown_operator_or_place_stops_nothing(store: Store) -> None:
    save(store, observation(operator="nobody_knows", place="Nowhere upon Nothing", country="NO"))
    assert next(store.db.query("SELECT name FROM operators WHERE id = 'nobody_knows'"))["name"] == "Nobody Knows"
    row = next(store.db.query("SELECT * FROM places WHERE name = 'Nowhere upon Nothing'"))
    assert (row["id"], row["country"], row["latitude"]) == ("NO-Nowhere upon Nothing", "NO", None)
    country = next(store.db.query("SELECT * FROM places WHERE id = 'NO'"))
    assert (country["name"], country["kind"]) == ("Norway", "country")
    assert 57 < country["latitude"] < 72


def test_article_withdrawn_as_a_whole(store: Store) -> None:
    run = store.begin_run("replay")
    save(store, observation(), observation(7), run=run)
    assert len(store.withdraw(URL, run, "no article after all")) == 2
    assert live(store) == []
    assert store.knows(URL)
    assert store.withdraw("https://cnevpost.com/other/", run, "x") == ()


def test_preview_writes_nothing(store: Store) -> None:
    save(store, observation())
    before = list(store.db.conn.iterdump())
    found = store.preview(reading(observation(operator="tesla"), observation(9, value_start=0, value_end=1)))
    assert [change.what for change in found] == ["corrected", "new"]
    assert (
        found[0].line().startswith("~ battery_swap_stations total actual 598 tesla CN 2022-07-05 (read again: operator")
    )
    assert [change.what for change in store.preview_withdrawal(URL, "no article")] == ["withdrawn"]
    assert list(store.db.conn.iterdump()) == before


# ---------------------------------------------------------------- runs and memory


def test_a_run_that_never_ended_was_cut_off(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        store.begin_run("cnevpost")
    with Store(tmp_path / "a.db", clock) as store:
        assert [row["status"] for row in store.db.query("SELECT status FROM runs")] == ["running"]
        run = store.begin_run("cnevpost")
        store.finish_run(run, "failed", "shutdown")
        rows = list(store.db.query("SELECT status, finish_reason, finished_at FROM runs ORDER BY id"))
    assert rows == [
        {"status": "cut off", "finish_reason": None, "finished_at": None},
        {"status": "failed", "finish_reason": "shutdown", "finished_at": stamp(NOW)},
    ]


def test_causes_of_a_run(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        for n in range(3):
            store.check(run, Trouble("cnevpost", f"https://cnevpost.com/{n}/", "not_an_article", "no body"))
        store.check(run, Trouble("electrek", None, "robots_unreachable", "skipped", "warning"))
        store.check(run, Trouble("", None, "disk", "nearly full", "warning"))
        store.finish_run(run)
    found = [(row["level"], row["rule"], row["source"], row["times"]) for row in run_summary(path, run)]
    assert found == [
        ("error", "not_an_article", "cnevpost", 3),
        ("warning", "disk", None, 1),
        ("warning", "robots_unreachable", "electrek", 1),
    ]


FEED = "https://cnevpost.com/feed/"


def ask_feed(store: Store, etag: str | None, status: int = 200, url: str = FEED) -> Fetched:
    return Fetched("cnevpost", url, "feed", status, NOW, 100, etag, None)


@pytest.mark.parametrize(
    ("status", "reason", "trouble", "remembered"),
    [
        ("ok", "finished", None, '"a"'),
        (None, "finished", "electrek", '"a"'),  # another outlet's trouble
        (None, "finished", "cnevpost", None),  # a page failed: the feed must come whole again
        ("ok", "shutdown", None, None),
        ("failed", "finished", None, None),
    ],
)
def test_validators_only_where_nothing_was_lost(
    store: Store, status: str | None, reason: str, trouble: str | None, remembered: str | None
) -> None:
    run = store.begin_run("cnevpost")
    store.fetched(run, ask_feed(store, '"a"'))
    assert store.validators(FEED) == (None, None), "while the crawl runs nothing is sure"
    if trouble:
        store.check(run, Trouble(trouble, None, "http_status", "500"))
    store.finish_run(run, status, reason)  # type: ignore[arg-type]
    assert store.validators(FEED) == (remembered, None)
    assert store.validators(FEED + "x") == (None, None)


def test_a_304_keeps_the_validators_and_a_cut_off_crawl_too(store: Store) -> None:
    for etag, status in (('"a"', 200), (None, 304)):
        run = store.begin_run("cnevpost")
        store.fetched(run, ask_feed(store, etag, status))
        store.finish_run(run)
    store.fetched(store.begin_run("cnevpost"), ask_feed(store, '"b"'))
    store.begin_run("cnevpost")
    assert store.validators(FEED) == ('"a"', None)


def test_the_address_that_led_to_an_article_is_known_too(store: Store) -> None:
    run = store.begin_run("cnevpost")
    store.save(page(URL + "?old"), reading(), run)
    assert store.knows(URL)
    assert store.knows(URL + "?old")
    assert not store.knows(URL + "?new")
    assert store.fetched_at(URL) == stamp(NOW)
    assert store.fetched_at("https://cnevpost.com/other/") is None


# ---------------------------------------------------------------- the file


def test_files_that_are_no_database(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("no database at all, but more than a hundred bytes of text " * 9)
    for read_only in (False, True):
        with pytest.raises(DatabaseBroken, match=r"notes\.db: is no sound SQLite database .*replay"):
            Store(text, read_only=read_only)
    assert text.read_text().startswith("no database"), "it is left as it was"
    with pytest.raises(DatabaseBroken, match="cannot be opened"):
        Store(tmp_path)
    with pytest.raises(DatabaseMissing, match=r"none\.db: no such database yet"):
        Store(tmp_path / "none.db", read_only=True)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE addresses (name)")
    for read_only in (False, True):
        with pytest.raises(DatabaseBroken, match="another program's database"):
            Store(tmp_path / "other.db", read_only=read_only)


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    with path.open("r+b") as file:
        for number in range(20, 60):
            file.seek(4096 * number)
            file.write(os.urandom(4096))
    with pytest.raises(DatabaseBroken, match="is no sound SQLite database"):
        Store(path)


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    for read_only in (False, True):
        with pytest.raises(DatabaseTooNew, match=r"newer stationwatch \(tables of version 99"):
            Store(path, read_only=read_only)


def test_a_step_of_the_future_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    with Store(path) as store:
        store.db.table("_sqlite_migrations").insert(
            {"migration_set": "stationwatch", "name": "999_future", "applied_at": "2030-01-01"}
        )
    with pytest.raises(DatabaseTooNew, match="newer stationwatch"):
        Store(path)


def older_schema(tmp_path: Path) -> Schema:
    """The schema as an earlier version might have had it: with a column, a list and searched columns less."""
    text = COLUMNS.read_text(encoding="utf-8")
    cut, end = text.index("[observations.columns.source_name]"), text.index("[observations.columns.site]")
    text = (text[:cut] + text[end:]).replace("version = 1", "version = 0")
    text = text.replace('ids = "metric"', 'ids = ["battery_swap_stations"]')
    file = tmp_path / "older.toml"
    file.write_text(text.replace('search = ["quote", "place", "site", "source_name"]', 'search = ["quote"]'), "utf-8")
    return read_schema(file)


def test_an_older_file_is_brought_up_to_date_with_its_rows(tmp_path: Path) -> None:
    with Store(tmp_path / "new.db", clock) as store:
        save(store, observation(place="Lhasa"))
        rows = list(store.db.table("observations").rows)
        made = {row["name"]: row["sql"] for row in store.db.query("SELECT name, sql FROM sqlite_master")}
    path, schema_then = tmp_path / "old.db", older_schema(tmp_path)
    db = open_to_write(path)
    bring_up_to_date(db, path, schema_then)
    db.attach("new", tmp_path / "new.db")
    db.execute("PRAGMA foreign_keys = OFF")
    for name in ("sources", "runs", "places", "operators", "articles", "article_versions", "observations"):
        columns = ", ".join(f'"{column.name}"' for column in schema_then.tables[name].columns)
        db.execute(f"INSERT INTO main.{name} ({columns}) SELECT {columns} FROM new.{name}")
    db.table("leftovers").drop()
    db.close()

    with Store(path, clock) as store:
        assert list(store.db.table("observations").rows) == rows
        assert {row["name"]: row["sql"] for row in store.db.query("SELECT name, sql FROM sqlite_master")} == made
        save(store, observation(place="Lhasa"), observation(place="Lhasa", metric="charging_piles", source_name="NIO"))
        found = store.db.execute("SELECT count(*) FROM observations_fts('lhasa')").fetchone()
        assert found == (2,), "rows from before and from after the change are found"


def test_a_list_that_shrank_does_not_lose_rows(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    with Store(path, clock) as store:
        save(store, observation(metric="charging_piles"))
    db = open_to_write(path)
    narrow = read_schema(_narrow(tmp_path))
    with pytest.raises(DatabaseTooNew, match="holds what this version's lists do not allow"):
        bring_up_to_date(db, path, narrow)
    db.close()
    with Store(path, clock) as store:
        assert len(live(store)) == 1


def _narrow(tmp_path: Path) -> Path:
    text = COLUMNS.read_text(encoding="utf-8")
    file = tmp_path / "narrow.toml"
    file.write_text(text.replace('ids = "metric"', 'ids = ["battery_swaps"]'), encoding="utf-8")
    return file


def test_opening_again_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    before = path.read_bytes()
    Store(path).close()
    Store(path, read_only=True).close()
    assert path.read_bytes() == before


def test_a_folder_that_may_not_be_written_can_be_read() -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    try:
        fill(folder / "stations.db")
        folder.chmod(0o555)
        root = os.geteuid() == 0
        if root:  # root may write everywhere: look with the eyes of nobody
            os.seteuid(65534)
        try:
            assert not os.access(folder, os.W_OK, effective_ids=True)
            assert len(latest(folder / "stations.db")) > 100
        finally:
            if root:
                os.seteuid(0)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    Store(path).close()

    def write(part: int) -> None:
        with Store(path) as store:
            run = store.begin_run(f"part {part}")
            for n in range(15):
                url = f"https://cnevpost.com/2022/07/06/{part}-{n}/"
                store.save(page(url), reading(observation(n), of=article(url)), run)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(write, range(3), timeout=60))
    with Store(path, read_only=True) as store:
        assert store.db.table("articles").count == 45


def test_readers_see_the_last_whole_save_while_another_is_going_on(store: Store) -> None:
    run = store.begin_run("cnevpost")
    save(store, observation(), run=run)
    store.db.execute("begin immediate")
    store.db.execute("UPDATE observations SET quote = 'half a sentence'")
    with Store(store.path, read_only=True) as reader:
        assert [row["quote"] for row in reader.db.table("observations").rows] == [SENTENCE]
    store.db.rollback()


KILLED = """
import sys
from keep_samples import article, observation, page, reading
from pipelines.keep import Store
with Store(sys.argv[1]) as store:
    run = store.begin_run("cnevpost")
    for n in range(100_000):
        url = f"https://cnevpost.com/2022/07/06/{n}/"
        store.save(page(url), reading(*(observation(v) for v in range(5)), of=article(url)), run)
        print(url, flush=True)
"""


@pytest.mark.parametrize("after", [1, 7, 20])
def test_a_crawl_killed_at_any_moment_loses_no_article_that_it_said_it_had(tmp_path: Path, after: int) -> None:
    path = tmp_path / "stations.db"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), str(Path.cwd())])}
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as crawl:
        assert crawl.stdout is not None
        said = [crawl.stdout.readline().strip() for _ in range(after)]
        os.kill(crawl.pid, signal.SIGKILL)
        said += [line.strip() for line in crawl.stdout if line.endswith("/\n")]
    with Store(path) as store:
        assert all(store.knows(url) for url in said)
        halves = "SELECT article, count(*) AS n FROM observations GROUP BY article HAVING n <> 5"
        assert list(store.db.query(halves)) == [], "an article is there with all its observations or not at all"
        assert store.db.table("articles").count == store.db.table("article_versions").count >= len(said) >= after
        run = store.begin_run("cnevpost")
        store.finish_run(run)
        assert [row["status"] for row in store.db.query("SELECT status FROM runs ORDER BY id")] == ["cut off", "ok"]


def test_search_follows_the_rows(store: Store) -> None:
    def found(word: str) -> int:
        return store.db.execute("SELECT count(*) FROM observations_fts(?)", [word]).fetchone()[0]

    save(store, observation(place="Xi'an", quote="NIO opened stations in Münchberg.", value_start=0, value_end=0))
    assert (found("station"), found("munchberg"), found("xi"), found("norway")) == (1, 1, 1, 0)
    assert store.db.table("observations").detect_fts() == "observations_fts"
    save(store)
    assert found("station") == 1, "what was withdrawn is still there to be found"
    store.db.execute("INSERT INTO observations_fts(observations_fts, rank) VALUES ('integrity-check', 1)")


# ---------------------------------------------------------------- derived tables


def series(tmp_path: Path, *statements: Observation) -> list[dict]:
    """The series of statements that each stand in an article of their own, published on the next day."""
    with Store(tmp_path / "series.db", clock) as store:
        run = store.begin_run("cnevpost")
        for n, statement in enumerate(statements):
            url = f"https://cnevpost.com/{n}/"
            assert statement.period_end is not None
            day = (statement.period_end + timedelta(days=1)).isoformat()
            store.save(page(url), reading(statement, of=article(url, published=f"{day}T10:00:00+08:00")), run)
        store.finish_run(run)
        return list(store.db.query("SELECT * FROM series ORDER BY series_key, date"))


def test_best_statement_of_a_day(tmp_path: Path) -> None:
    day = "2022-06-30"
    rows = series(
        tmp_path,
        observation(1000, day, qualifier="min"),
        observation(1010, day, qualifier="approx"),
        observation(1003, day, date_basis="published"),
        observation(1001, day),
        observation(1002, day),
    )
    assert [(row["value"], row["statements"], row["spread"]) for row in rows] == [(1001, 5, 9)]
    assert rows[0]["url"] == "https://cnevpost.com/3/"


def test_only_totals_that_stand_are_a_series(tmp_path: Path) -> None:
    rows = series(
        tmp_path,
        observation(10, "2022-01-31", status="planned"),
        observation(20, "2022-02-28", measure="added"),
        observation(30, "2022-03-31", measure="rate"),
        observation(40, "2022-04-30"),
        observation(50, "2022-04-30", segment=("highway",)),
    )
    assert [(row["value"], row["segment"]) for row in rows] == [(40, ""), (50, "highway")]


def test_change_is_scaled_by_days(tmp_path: Path) -> None:
    rows = series(
        tmp_path, observation(100, "2022-01-01"), observation(200, "2022-03-02"), observation(190, "2022-03-12")
    )
    assert [(row["change"], row["days"], row["per_month"]) for row in rows] == [
        (None, None, None),
        (100, 60, 50.7),
        (-10, 10, -30.4),
    ]


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        (("exact", 2905), ("min", 2900), None),  # a floor never proves a decline
        (("exact", 2905), ("min", 3000), 95),
        (("max", 500), ("exact", 480), None),  # "up to 500" may have been 480
        (("exact", 480), ("max", 500), None),
        (("approx", 500), ("exact", 480), -20),
    ],
)
def test_floors_and_ceilings(tmp_path: Path, first: tuple, second: tuple, change: float | None) -> None:
    one, two = (
        observation(value, day, qualifier=how) for day, (how, value) in (("2022-01-01", first), ("2022-02-01", second))
    )
    assert series(tmp_path, one, two)[1]["change"] == change


def test_growth_is_counted_from_the_last_figure_that_says_something(tmp_path: Path) -> None:
    rows = series(
        tmp_path,
        observation(2905, "2024-12-29"),
        observation(2900, "2025-01-05", qualifier="min"),
        observation(2950, "2025-01-28"),
    )
    assert [(row["value"], row["change"], row["days"]) for row in rows] == [
        (2905, None, None),
        (2900, None, 7),
        (2950, 45, 30),
    ]


def test_latest_has_age_and_pace(tmp_path: Path) -> None:
    series(
        tmp_path,
        observation(100, "2024-01-01"),
        observation(400, "2025-03-01"),
        observation(700, "2026-02-14"),
    )
    (row,) = latest(tmp_path / "series.db")
    assert (row["value"], row["date"], row["age_days"], row["operator_name"]) == (700, "2026-02-14", 15, "NIO")
    assert row["per_month_12"] == round(30.44 * 300 / 350, 1)


def test_latest_keeps_what_has_not_been_heard_of_for_long(tmp_path: Path) -> None:
    series(tmp_path, observation(100, "2019-01-01"), observation(5, "2026-02-01", operator="tesla"))
    assert [(row["operator"], row["age_days"]) for row in latest(tmp_path / "series.db")] == [
        ("nio", 2616),
        ("tesla", 28),
    ]
    assert [row["value"] for row in latest(tmp_path / "series.db", operator="tesla")] == [5]
    assert latest(tmp_path / "series.db", country="NO") == []


def test_as_published_by_a_day(tmp_path: Path) -> None:
    series(tmp_path, observation(100, "2022-01-01"), observation(200, "2022-06-30"))
    path = tmp_path / "series.db"
    assert [row["value"] for row in latest(path, as_of=date(2022, 1, 1))] == [], "the article came a day later"
    assert [row["value"] for row in latest(path, as_of=date(2022, 6, 30))] == [100]
    assert [row["value"] for row in latest(path, as_of=date(2022, 7, 1))] == [200]


def test_today_both_ways_of_asking_agree(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    columns = ("series_key", "date", "value", "qualifier", "segment", "url", "operator_name", "metric_label", "country")

    def told(rows: list[dict]) -> list[tuple]:
        return sorted(tuple(str(row[name]) for name in columns) for row in rows)

    assert told(latest(path)) == told(latest(path, as_of=NOW.date()))
    assert len(latest(path)) > 100


def test_every_question_has_an_answer_and_only_its_own_parameters(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    with Store(path, read_only=True) as store:
        for name, query in queries().items():
            rows = store.query(name)
            assert rows or name == "checks_of_a_run", f"{name} says nothing of the gold set"
            assert not rows or set(query.aside) <= set(rows[0]), f"{name} puts columns aside that it does not have"
            for parameter in query.parameters:
                assert f":{parameter}" in query.sql
        with pytest.raises(KeyError, match="has no parameter"):
            store.query("run_health", colour="blue")
        with pytest.raises(KeyError):
            store.query("no_such_question")
        assert store.query("latest_per_operator", operator="' OR 1=1 --") == []


def test_a_rebuild_gives_the_same_database(tmp_path: Path) -> None:
    def told(path: Path) -> list[tuple]:
        query = "SELECT uid, article, quote, period_end, value, why FROM observations WHERE withdrawn_at IS NULL"
        return sorted(Database(path).execute(query).fetchall())

    fill(tmp_path / "one.db")
    fill(tmp_path / "one.db")
    fill(tmp_path / "two.db")
    assert told(tmp_path / "one.db") == told(tmp_path / "two.db")
    assert len(told(tmp_path / "one.db")) == sum(len(found.observations) for _, found in gold())
    with Store(tmp_path / "one.db", read_only=True) as store:
        assert [row["observations_new"] for row in store.query("run_health")] == [
            0,
            store.db.table("observations").count,
        ]
