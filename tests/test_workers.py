"""Many archives read by many processes: the same observations as by one, whatever order they come in, whoever dies."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archives import Capture, articles, page, write
from keep_samples import clock, gold
from sites import stories
from terminal import ROOT, one_line, stationwatch

from pipelines import outlets
from pipelines.archive.sift import Tally, sift
from pipelines.archive.spread import by_cluster, by_workers, gather
from pipelines.archive.taken import Taken
from pipelines.keep import Store
from pipelines.keep.fingerprint import extractor_version
from pipelines.replay import replay
from pipelines.shelf import Shelf, Shelved
from spiders.typeset import page_of

pytest.importorskip("pyarrow")
pytest.importorskip("fsspec")

from pipelines.archive.parts import Row, Work, _made, _table, read_part, tally_of  # noqa: E402

FILES = 6
STATE = (
    "SELECT id, source, url, title, published_at, copy_of FROM articles ORDER BY id",
    "SELECT id, url, sha256, shelf_file, shelf_offset, page_sha256, fetched_at FROM article_versions ORDER BY id",
    "SELECT id, uid, value, quote, why, rules, withdrawn_why, article, version FROM observations ORDER BY id",
    "SELECT article, number, sentence, origin FROM leftovers ORDER BY id",
    "SELECT series_key, date, value, change FROM series ORDER BY series_key, date",
    "SELECT what, before, after, why, article FROM changes ORDER BY id",
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Archives of strangers and an outlet; the articles change from file to file, and are told out of order."""
    folder, chance = tmp_path_factory.mktemp("archives"), random.Random(7)
    held = []
    for n, article in enumerate(articles()[: 5 * FILES]):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
        body = page(article.title, article.published.isoformat(), article.paragraphs)
        held.append(Capture(f"https://daily{n % 3}.example/{n}", body, at))
    for n in range(FILES):
        said = (f"NIO had {900 + n} battery swap stations in China.", f"The goal is {2000 + n} stations in 2025.")
        story = replace(stories(1)[0], paragraphs=said)
        at = datetime(2026, 1, 1, n, tzinfo=UTC)
        held.append(Capture(story.url, page_of(story, outlets.load("cnevpost")).encode(), at))
        held.append(Capture("https://daily.example/one", page("One", "2025-12-31T09:00:00Z", said), at))
    chance.shuffle(held)
    return [str(write(folder / f"{n}.warc.gz", held[n::FILES])) for n in range(FILES)]


@pytest.fixture(scope="module")
def alone(files: list[str], tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple]]:
    """What one process makes of them."""
    folder = tmp_path_factory.mktemp("alone")
    with Store(folder / "a.db", clock) as store:
        done = replay(Shelf(folder / "warc"), store, files=files)
        assert len(done.of("new")) > 50
        return state(store)


def state(store: Store) -> list[list[tuple]]:
    return [store.db.execute(query).fetchall() for query in STATE]


def merged(parts: list[str], work: Work, folder: Path) -> list[list[tuple]]:
    """The parts, in the order in which they are given, as a database."""
    made: Iterator[Taken] = (taken for part in parts for taken in read_part(part, work.folder))
    with Store(folder / "b.db", clock) as store:
        replay(Shelf(folder / "warc"), store, made=made)
        return state(store)


def test_a_reading_comes_back_as_it_was() -> None:
    for its_page, reading in gold():
        row = Row(its_page, "2026-01-01T00:00:00Z", Shelved("a.warc.gz", 7, "00"), False, reading, None)
        (said,) = _table([row]).to_pylist()
        made = _made(Row, said)
        assert (made.page, made.shelved) == (its_page, row.shelved)
        back = made.reading
        assert repr(back.observations) == repr(reading.observations)
        assert (back, back.numbers, back.article) == (reading, reading.numbers, reading.article)
        assert back.article.states == reading.article.states and back.article.digest == reading.article.digest


def test_parts_in_any_order_are_one_database(files: list[str], alone: list[list[tuple]], tmp_path: Path) -> None:
    work = Work(str(tmp_path / "parts"), "1")
    parts = [work(source) for source in files]
    random.Random(3).shuffle(parts)
    assert merged(parts, work, tmp_path) == alone
    tally = Tally()
    for source in files:
        list(sift(source, tally))
    assert tally == sum((tally_of(part, work.folder) for part in parts), Tally())


def test_addresses_of_files_and_of_parts(files: list[str], tmp_path: Path) -> None:
    work = Work(f"file://{tmp_path}/parts", "1")
    part = work(f"file://{files[0]}")
    assert sorted(t.place for t in read_part(part, work.folder)) == sorted(t.place for t in sift(files[0], Tally()))


def test_a_whole_part_is_made_once(files: list[str], tmp_path: Path) -> None:
    work = Work(str(tmp_path / "parts"), "1")
    part = Path(work(files[0]))
    before = part.stat().st_mtime_ns
    assert work(files[0]) == str(part) and part.stat().st_mtime_ns == before
    part.write_bytes(part.read_bytes()[:-100])
    assert list(read_part(work(files[0]), work.folder))
    before = part.stat().st_mtime_ns
    replace(work, version="2")(files[0])
    assert part.stat().st_mtime_ns > before, "other rules read it again"
    assert [path.suffix for path in (tmp_path / "parts").iterdir()] == [".parquet"]


def test_by_the_command_line(files: list[str], alone: list[list[tuple]], tmp_path: Path) -> None:
    said = stationwatch("replay", *files, "--workers", 2, "--db", tmp_path / "a.db", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    with Store(tmp_path / "a.db") as store:
        assert state(store) == alone
    assert len(list((tmp_path / "parts").glob("*.parquet"))) == FILES


def test_one_bad_file_does_not_cost_the_others(files: list[str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.warc.gz"
    bad.write_bytes(b"no archive")
    for options in ([], ["--workers", 2]):
        db = tmp_path / f"{len(options)}.db"
        said = stationwatch("replay", files[0], bad, "--db", db, *options, home=tmp_path)
        assert said.returncode == 1
        assert said.stderr.splitlines()[-1].endswith("bad.warc.gz: cannot be read as WARC; no record in it is whole")
        assert "new" in said.stdout


def test_two_ways_at_once_and_a_cluster_that_is_not_there(files: list[str], tmp_path: Path) -> None:
    both = stationwatch("replay", files[0], "--workers", 2, "--cluster", "tcp://127.0.0.1:1", home=tmp_path)
    assert one_line(both, 2) == "--workers and --cluster: say one of them"


@dataclass(frozen=True)
class Deadly(Work):
    """Kills the process that does it, once in the middle of a file and before its part is whole; some for ever."""

    marks: str = ""
    always: tuple[str, ...] = ()

    def __call__(self, source: str) -> str:
        mark = Path(self.marks, Path(source).name)
        if not mark.exists() or source in self.always:
            mark.touch()
            half = Path(self.folder, "half-made.half")
            half.parent.mkdir(exist_ok=True)
            half.write_bytes(b"PAR1")
            os.kill(os.getpid(), signal.SIGKILL)
        return super().__call__(source)


@pytest.fixture
def deadly(files: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deadly:
    """Workers die at two of the files."""
    marks = tmp_path / "marks"
    marks.mkdir()
    for source in files[2:]:
        (marks / Path(source).name).touch()
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{ROOT / 'tests'}")
    return Deadly(str(tmp_path / "parts"), extractor_version(), marks=str(marks))


def test_a_killed_process_loses_nothing(
    files: list[str], alone: list[list[tuple]], deadly: Deadly, tmp_path: Path
) -> None:
    tally, heard = Tally(), []
    parts = gather(by_workers(files, deadly, 2), deadly.folder, tally, heard.append)
    assert heard == list(range(1, FILES + 1)) and tally.unread == []
    assert merged(parts, deadly, tmp_path) == alone


def test_a_file_at_which_every_worker_dies_is_named(files: list[str], deadly: Deadly) -> None:
    tally = Tally()
    parts = gather(by_workers(files[2:4], replace(deadly, always=(files[3],)), 1), deadly.folder, tally, None)
    assert len(parts) == 1
    assert tally.unread == [f"{files[3]}: its worker was killed 3 times; is there memory enough?"]


def test_a_cluster_of_two_processes(files: list[str], alone: list[list[tuple]], deadly: Deadly, tmp_path: Path) -> None:
    """A real scheduler with two worker processes on loopback; some are killed, and the cluster starts new ones."""
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as cluster:
        address = cluster.scheduler_address
        tally = Tally()
        parts = gather(by_cluster(files, deadly, address), deadly.folder, tally, None)
        assert tally.unread == []
        assert merged(parts, deadly, tmp_path) == alone
        said = stationwatch("replay", *files, "--cluster", address, "--db", tmp_path / "c.db", home=tmp_path)
        assert (said.returncode, said.stderr) == (0, "")
    with Store(tmp_path / "c.db") as store:
        assert state(store) == alone
    away = stationwatch("replay", *files, "--cluster", address, "--db", tmp_path / "d.db", home=tmp_path)
    assert "no Dask scheduler answers" in one_line(away, 2)
