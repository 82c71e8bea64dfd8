"""The file itself: refused with one line or brought up to date, and sound after any crash."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from keep_samples import SENTENCE, article, clock, fill, live, observation, page, reading, save

from pipelines import DATA
from pipelines.keep import (
    DatabaseBroken,
    DatabaseMissing,
    DatabaseTooNew,
    Store,
    latest,
)
from pipelines.keep.database import open_to_write
from pipelines.keep.migrate import bring_up_to_date
from pipelines.keep.schema import Schema, read_schema

COLUMNS = DATA / "columns.toml"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "stations.db", clock) as opened:
        yield opened


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
