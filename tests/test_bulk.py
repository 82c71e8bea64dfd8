"""Saving many pages at once: the same database as page by page, whatever breaks on the way."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from keep_samples import article, clock, gold, observation, page, reading
from synthetic import readings
from terminal import environment

from pipelines.keep import Store, memory
from pipelines.keep.database import Batches
from pipelines.keep.migrate import statements


def content(path: Path) -> dict[str, list]:
    with Store(path, read_only=True) as store:
        names = [name for name in statements(store.db) if "_fts" not in name and not name.startswith(("_", "sqlite_"))]
        return {name: store.db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def found(path: Path, word: str) -> int:
    with Store(path, read_only=True) as store:
        return len(list(store.db.table("observations").search(word)))


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.keep.store.MANY", 2)


def test_many_pages_give_the_same_file_as_one_by_one(tmp_path: Path, few_are_many: None) -> None:
    for name in ("one", "many"):
        with Store(tmp_path / f"{name}.db", clock) as store:
            run = store.begin_run("replay")
            with store.many(len(list(gold())) if name == "many" else 0):
                for its_page, its_reading in gold():
                    store.save(its_page, its_reading, run)
            store.finish_run(run)
    assert content(tmp_path / "one.db") == content(tmp_path / "many.db")
    assert found(tmp_path / "many.db", "Lhasa") == found(tmp_path / "one.db", "Lhasa") > 0


@pytest.mark.parametrize("question", ["FETCHED", "IS_READ", "KNOWN"])
def test_what_is_asked_for_every_page_walks_through_no_table(tmp_path: Path, question: str) -> None:
    """A replay of 100,000 pages that asked by a walk through all articles took hours."""
    with Store(tmp_path / "a.db", clock) as store:
        asked = dict.fromkeys(("url", "file", "offset", "extractor"), "x")
        plan = [row[3] for row in store.db.execute("EXPLAIN QUERY PLAN " + getattr(memory, question), asked)]
    assert plan and not [step for step in plan if re.match(r"SCAN (?!k$)", step)], plan


def test_a_page_that_fails_takes_no_other_with_it(tmp_path: Path, few_are_many: None) -> None:
    path = tmp_path / "a.db"
    with Store(path, clock) as store:
        run = store.begin_run("replay")
        with pytest.raises(sqlite3.Error), store.many(3):
            store.save(
                page("https://cnevpost.com/1/"), reading(observation(1), of=article("https://cnevpost.com/1/")), run
            )
            broken = observation(2)
            object.__setattr__(broken, "origin", object())  # SQLite takes no such thing
            store.save(page("https://cnevpost.com/2/"), reading(broken, of=article("https://cnevpost.com/2/")), run)
        store.save(page("https://cnevpost.com/3/"), reading(observation(3), of=article("https://cnevpost.com/3/")), run)
        store.finish_run(run)
        assert [row["url"][-2] for row in store.db.query("SELECT url FROM articles ORDER BY id")] == ["1", "3"]
        assert [row["value"] for row in store.db.query("SELECT value FROM observations ORDER BY id")] == [1, 3]
    assert found(path, "swap") == 2, "searchable again, also what came after"


def test_nobody_waits_long_for_a_batch_to_end(
    tmp_path: Path, few_are_many: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Batches, "SECONDS", 0.0)
    with Store(tmp_path / "a.db", clock) as store:
        run = store.begin_run("replay")
        with store.many(9):
            for its_page, its_reading in readings(3):
                store.save(its_page, its_reading, run)
                assert not store.db.conn.in_transaction


def test_a_replay_that_is_killed_leaves_a_sound_file(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    code = f"""
import os, signal
from pathlib import Path
from synthetic import readings
from pipelines.keep import Store, memory
store = Store(Path({str(path)!r}))
run = store.begin_run("replay")
with store.many(1000):
    for n, (page, reading) in enumerate(readings(300)):
        store.save(page, reading, run)
        if n == 150:
            store._batches.close()
        if n == 200:
            os.kill(os.getpid(), signal.SIGKILL)
"""
    home = environment(tmp_path)
    home["PYTHONPATH"] += os.pathsep + str(Path(__file__).parent)
    ended = subprocess.run([sys.executable, "-c", code], env=home, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL
    with Store(path) as store:
        assert store.db.table("articles").count == 151, "what was committed is there, and no more"
        run = store.begin_run("replay")
        for its_page, its_reading in readings(300):
            store.save(its_page, its_reading, run)
        store.finish_run(run)
    assert found(path, "figure") == len(content(path)["observations"]) > 1000, "what was not indexed then is now"
    with Store(tmp_path / "b.db") as store:
        run = store.begin_run("replay")
        for its_page, its_reading in readings(300):
            store.save(its_page, its_reading, run)
        store.finish_run(run)
    assert [row[3:] for row in content(path)["latest"]] == [row[3:] for row in content(tmp_path / "b.db")["latest"]]
