"""Full disks, closed folders, busy, damaged and old files: one line that says what to do, and nothing saved is lost."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from forked import Crawl
from keep_release import RELEASED
from keep_samples import NOW, clock, fill, gold, observation, save
from sites import crawl, rows, served, stories
from test_killed import state

from pipelines.__main__ import cli
from pipelines.keep import DatabaseBusy, DatabaseError, Store, database
from pipelines.keep.migrate import backup_of
from pipelines.shelf import Shelf

SEED = 20261125


def run(*words: object) -> Result:
    """A command in this process."""
    return CliRunner().invoke(cli, [str(word) for word in words])


def one_line(result: Result, status: int = 2) -> str:
    """What a command that could not do it said: one line, an honest exit status, and no traceback."""
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    assert result.exit_code == status, result.output
    (line,) = result.stderr.splitlines()
    return line


def sound(db: Path) -> None:
    """The file is whole, and every row refers to one that is there."""
    assert rows(db, "SELECT 1") == [(1,)]


# ---------------------------------------------------------------- damaged files


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of forty crawled articles with its shelf. Copy it before you change it."""
    db = tmp_path_factory.mktemp("crawled") / "stations.db"
    with served(varied(40)) as site:
        crawl(site.url, db)
    return db


def varied(number: int) -> list:
    """Articles of different figures."""
    made = stories(number)
    return [
        replace(story, paragraphs=(f"NIO had {900 + n} battery swap stations in China.",))
        for n, story in enumerate(made)
    ]


@pytest.fixture
def db(crawled: Path, tmp_path: Path) -> Path:
    """A copy of the crawled database, with its shelf."""
    shutil.copytree(crawled.parent, tmp_path / "run")
    return tmp_path / "run" / "stations.db"


def overwrite(db: Path, pages: list[int]) -> None:
    with db.open("r+b") as file:
        for page in pages:
            file.seek(4096 * page)
            file.write(random.Random(page).randbytes(4096))


DAMAGE: dict[str, Callable[[Path], object]] = {
    "in the middle": lambda db: overwrite(db, list(range(8, 120, 2))),
    "at its head": lambda db: overwrite(db, [0]),
    "cut off": lambda db: os.truncate(db, 4096 * 20),
}
ASKING = ("latest", "health", "changes", "series", "feed", "review", "report -o r.html", "export jsonl -o x", "targets")


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_database_is_found_at_the_start_and_replay_builds_it_again(db: Path, how: str) -> None:
    before = state(db)
    DAMAGE[how](db)
    for words in ("crawl cnevpost --site http://127.0.0.1:9", "replay", "replay --dry-run"):
        said = one_line(run(*words.split(), "--db", db))
        assert f"{db}: is no sound SQLite database" in said and "move it away, and `stationwatch replay`" in said
    for words in ASKING:
        with tempfile.TemporaryDirectory() as folder:
            result = run(*words.replace(" -o ", f" -o {folder}/").split(), "--db", db)
        if result.exit_code == 2 and result.stderr:  # what does not meet the damage may answer
            assert "is no sound SQLite database" in one_line(result) or "no series" in result.stderr
        assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    for file in db.parent.glob("stations.db*"):
        file.rename(file.with_name(f"damaged-{file.name}"))
    assert run("replay", "--db", db).exit_code == 0
    rebuilt = state(db)
    assert {name: len(each) for name, each in rebuilt.items()} == {name: len(each) for name, each in before.items()}
    assert rebuilt["series"] == before["series"] and rebuilt["observations"] == before["observations"]
    sound(db)


def test_a_damaged_page_of_the_shelf_costs_that_page_alone(db: Path) -> None:
    books = Shelf(db.parent / "warc")
    (file,) = books.files()
    query = "SELECT shelf_offset FROM article_versions ORDER BY shelf_offset"
    offset = rows(db, query)[20][0]
    with file.open("r+b") as warc:
        warc.seek(offset + 300)
        warc.write(b"\0" * 50)
    db.rename(db.with_suffix(".old"))
    run("replay", "--db", db)
    assert rows(db, "SELECT count(*) FROM articles") == [(39,)]
    with served(varied(40)) as site:
        crawl(site.url, db)
        assert len(site.asked()) == 1, "what the damage took is fetched again, and nothing else"
    assert rows(db, "SELECT count(*) FROM articles") == [(40,)]


# ---------------------------------------------------------------- full disks


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system of so many bytes at the folder. Skips the test where nothing may be mounted."""
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tmpfs")
def test_a_full_disk_ends_the_crawl_and_what_was_saved_is_there(tmp_path: Path) -> None:
    """The crawl says so in one line and fetches no more; with room again, the next one fetches the rest."""
    disk = tmp_path / "disk"
    with small_disk(disk, "8m"), served(varied(30)) as site:
        db = disk / "stations.db"
        Store(db).close()
        ballast = disk / "ballast"
        room = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        ballast.write_bytes(b"x" * (room - 300_000))
        words = ("crawl", "cnevpost", "--site", site.url, "--db", db)
        begun = Crawl(["stationwatch", *map(str, words)], tmp_path / "log")
        assert begun.wait() in (1, 2)
        said = begun.output.read_text()
        assert "Traceback" not in said and said.count("\n") <= 2, said
        assert "full" in said or "No space left" in said
        saved = len(rows(db, "SELECT url FROM articles"))
        asked = len(site.asked())
        assert saved <= asked < 30
        ballast.unlink()
        site.log.clear()
        begun = Crawl(["stationwatch", *map(str, words)], tmp_path / "log2")
        assert begun.wait() == 0, begun.output.read_text()
        assert len(site.asked()) == 30 - saved, "nothing that was saved is fetched again"
        assert rows(db, "SELECT count(*) FROM articles") == [(30,)]
        assert len({page.url for page in Shelf(disk / "warc").all()}) == 30


def test_a_database_that_may_not_grow_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    with (
        pytest.raises(DatabaseError, match=r"no room left on the disk .* make room and run it again"),
        Store(path) as store,
    ):
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages + 8}")
        number = store.begin_run("cnevpost")
        for page, reading in gold():
            again = replace(page, url=page.url + "again/")
            store.save(again, replace(reading, article=replace(reading.article, url=again.url)), number)
    sound(path)
    with Store(path) as store:
        assert store.db.table("articles").count >= 121


# ---------------------------------------------------------------- folders and locks


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write everywhere."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


READING = ("latest", "health", "changes", "series", "targets", "conflicts", "feed", "review", "export jsonl -o OUT")
WRITING = ("crawl cnevpost --site http://127.0.0.1:9", "replay", "replay --dry-run", "review --mark 1 right",
           "report -o HERE/r.html", "feed --output HERE/f.xml", "export sqlite -o HERE/x.db")  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_a_closed_folder_can_be_asked_and_says_why_it_cannot_be_written(crawled: Path) -> None:
    folder = Path(tempfile.mkdtemp())  # pytest's own folders are closed to other users
    try:
        run_folder = folder / "run"
        shutil.copytree(crawled.parent, run_folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        (folder / "out").mkdir()
        (folder / "out").chmod(0o777)
        run_folder.chmod(0o555)
        with as_nobody():
            for words in READING:
                result = run(*words.replace("OUT", f"{folder}/out/x").split(), "--db", run_folder / "stations.db")
                assert result.exit_code in (0, 1), (words, result.output)
            for words in WRITING:
                said = one_line(
                    run(*words.replace("HERE", str(run_folder)).split(), "--db", run_folder / "stations.db")
                )
                assert str(run_folder) in said and "Permission denied" in said or "cannot" in said, said
        sound(run_folder / "stations.db")
    finally:
        run_folder.chmod(0o755)
        shutil.rmtree(folder)


def test_a_reader_that_never_goes_holds_nobody_up(db: Path) -> None:
    """The log cannot be emptied while somebody reads the state of before; the run ends all the same, and soon."""
    reader = sqlite3.connect(db, isolation_level=None)
    reader.execute("BEGIN")
    before = reader.execute("SELECT count(*) FROM observations").fetchone()
    start = time.monotonic()
    with Store(db) as store:
        save(store, observation())
        store.finish_run(store.begin_run("cnevpost"))
    assert time.monotonic() - start < 25, "it waited for the reader"
    assert reader.execute("SELECT count(*) FROM observations").fetchone() == before
    reader.close()
    sound(db)


def test_a_writer_that_never_goes_is_named(db: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy is not broken: nobody is told to move a good file away."""
    monkeypatch.setattr(database, "PATIENCE", 0.2)
    writer = sqlite3.connect(db, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy, match="another program has been writing to it"), Store(db) as store:
        store.begin_run("cnevpost")
    writer.rollback()
    writer.execute("PRAGMA journal_mode = DELETE")
    writer.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DatabaseBusy):
        Store(db)
    assert "another program has been writing to it" in one_line(run("latest", "--db", db))
    writer.rollback()
    writer.close()
    sound(db)


# ---------------------------------------------------------------- the clock


def test_a_clock_that_jumps_back_costs_nothing(tmp_path: Path) -> None:
    """A machine that starts in the past and finds the right time later has the data of one that was always right."""
    moments = iter([NOW, NOW - timedelta(days=400), NOW + timedelta(days=1)])
    straight, jumping = tmp_path / "straight.db", tmp_path / "jumping.db"
    parts = [list(gold())[n:60:3] for n in range(3)]
    for part in parts:
        now = next(moments)
        for path, at in ((straight, NOW + timedelta(days=1)), (jumping, now)):
            with Store(path, lambda at=at: at) as store:
                number = store.begin_run("cnevpost")
                for page, reading in part:
                    store.save(replace(page, fetched_at=at), reading, number)
                store.finish_run(number)
    a, b = state(straight), state(jumping)
    for name in ("articles", "observations", "series", "latest", "leftovers"):
        assert a[name] == b[name], name
    monthly = "SELECT month, value, basis, series_key FROM monthly ORDER BY 4, 1"
    assert rows(straight, monthly) == rows(jumping, monthly)


# ---------------------------------------------------------------- older and newer files


def released(version: int, folder: Path) -> Path:
    """The kept database of a version's tables, in the folder."""
    path = folder / f"tables-{version}.db"
    path.write_bytes(gzip.decompress((RELEASED / f"tables-{version}.db.gz").read_bytes()))
    return path


VERSIONS = sorted(int(file.name.split("-")[1].split(".")[0]) for file in RELEASED.glob("*.db.gz"))
HELD = "SELECT uid, quote, value, recorded_at, withdrawn_at FROM observations ORDER BY uid, id"


def made_of(db: Path) -> set[tuple[str, str]]:
    """Names and statements of all tables, views and indexes, however they are broken into lines."""
    return {(name, " ".join((sql or "").split())) for name, sql in rows(db, "SELECT name, sql FROM sqlite_master")}


def test_every_version_of_the_tables_is_kept(tmp_path: Path) -> None:
    with Store(tmp_path / "now.db") as store:
        (now,) = store.db.execute("PRAGMA user_version").fetchone()
    assert list(range(1, now + 1)) == VERSIONS, f"run python tests/keep_release.py: tables-{now}.db.gz is missing"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_older_file_is_brought_up_to_date_with_a_copy_beside_it(version: int, tmp_path: Path) -> None:
    path = released(version, tmp_path)
    before, made = rows(path, HELD), rows(path, "SELECT count(*) FROM sqlite_master")
    assert len(before) > 30
    result = run("latest", "--db", path)
    assert result.exit_code == 0, result.output
    assert rows(path, HELD) == before
    assert rows(path, "SELECT count(*) > 0 FROM series") == [(1,)]
    Store(tmp_path / "new.db", clock).close()
    assert made_of(path) == made_of(tmp_path / "new.db")
    if version < VERSIONS[-1]:
        assert rows(backup_of(path), HELD) == before
        assert rows(backup_of(path), "SELECT count(*) FROM sqlite_master") == made
        assert rows(backup_of(path), "PRAGMA user_version") == [(version,)]
    assert not list(tmp_path.glob("*.half"))
    with Store(path) as store:
        save(store, observation(place="Lhasa"))
    sound(path)


def test_no_room_for_the_copy_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = released(1, tmp_path)
    before = path.read_bytes()
    backup_of(path).mkdir()  # nothing can take its place
    said = one_line(run("replay", "--db", path, *_no_pages(tmp_path)))
    assert str(path) in said or str(backup_of(path)) in said
    backup_of(path).rmdir()
    assert path.read_bytes()[100:] == before[100:], "nothing but the counters of the header"
    assert run("latest", "--db", path).exit_code == 0


def _no_pages(folder: Path) -> list[str]:
    (folder / "warc").mkdir(exist_ok=True)
    return []


def test_a_newer_file_is_refused_by_every_command(db: Path) -> None:
    with sqlite3.connect(db) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    for words in ("latest", "health", "changes", "replay", "crawl cnevpost --site http://127.0.0.1:9", "serve"):
        said = one_line(run(*words.split(), "--db", db), 1 if words == "health" else 2)
        assert "was written by a newer stationwatch" in said and "update stationwatch" in said


# ---------------------------------------------------------------- kill -9


def killed(words: list[str], log: Path, after: float) -> bool:
    """Run a command and kill it so many seconds later; False where it ended before."""
    begun = Crawl(["stationwatch", *words], log)
    time.sleep(after)
    begun.kill(signal.SIGKILL)
    return begun.wait() == -signal.SIGKILL


def took(words: list[str], log: Path) -> float:
    start = time.monotonic()
    begun = Crawl(["stationwatch", *words], log)
    assert begun.wait() == 0, begun.output.read_text()
    return time.monotonic() - start


TIMES = 10


def test_a_replay_killed_at_any_moment_is_done_by_the_next(db: Path, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    log = tmp_path / "log"
    whole, wild = db.with_name("whole.db"), db.with_name("wild.db")
    span = took(["replay", "--db", str(whole)], log)
    hits = 0
    for _ in range(TIMES):
        if killed(["replay", "--db", str(wild)], log, chance.uniform(0.05, 0.9) * span):
            hits += 1
            if wild.exists():
                sound(wild)
        else:  # nothing is left to read: begin anew, and kill earlier
            wild.unlink()
            span *= 0.8
    assert hits >= TIMES // 2, "most ended before they could be killed: the test shows nothing"
    took(["replay", "--db", str(wild)], log)
    assert state(wild) == state(whole)
    sound(wild)


def test_an_update_killed_at_any_moment_loses_no_row(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    log = tmp_path / "log"
    old = released(1, tmp_path)
    held = rows(old, HELD)
    measured = shutil.copy(old, tmp_path / "measured.db")
    span = took(["latest", "--db", str(measured)], log)
    hits = 0
    for n in range(TIMES):
        path = Path(shutil.copy(old, tmp_path / f"killed-{n}.db"))
        hit = killed(["latest", "--db", str(path)], log, chance.uniform(0.1, 0.9) * span)
        hits, span = hits + hit, span if hit else span * 0.8
        assert rows(path, HELD) == held
        took(["latest", "--db", str(path)], log) if n % 4 == 0 else None
        if backup_of(path).exists():
            assert rows(backup_of(path), HELD) == held, "a copy is whole or not there"
    assert hits >= TIMES // 2


def test_derived_tables_killed_while_they_are_made_again(db: Path, tmp_path: Path) -> None:
    """They are the old ones or the new ones, never some of both."""
    chance = random.Random(SEED)
    log = tmp_path / "log"
    before = state(db)
    span = took(["replay", "--db", str(db)], log)
    hits = 0
    for _ in range(TIMES):
        with sqlite3.connect(db) as opened:
            opened.execute("UPDATE runs SET series_version = 'older'")
        opened.close()
        hit = killed(["replay", "--db", str(db)], log, chance.uniform(0.3, 0.95) * span)
        hits, span = hits + hit, span if hit else span * 0.9
        now = state(db)
        assert (now["series"], now["latest"]) == (before["series"], before["latest"])
    assert hits >= TIMES // 2
