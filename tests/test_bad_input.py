"""Wrong usage and bad input of every command: one clear line, an honest exit status, nothing changed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import demo_db, environment, one_line, stationwatch

SENTENCE = "As of July 5, NIO had 598 battery swap stations in China."


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["extract", "nowhere.json"], "nowhere.json: no such file or folder"),
        (["extract", "-"], "-: no such file or folder"),
        (["extract", "empty"], "empty: no .json or .html file in it"),
        (["extract", "empty.json"], "empty.json: is no JSON in UTF-8 (Expecting value: line 1 column 1 (char 0))"),
        (["extract", "bytes.json"], "bytes.json: is no JSON in UTF-8"),
        (["extract", "empty.html"], "empty.html: does not say whose page it is"),
        (["extract", "empty.html", "--outlet", "cnevpost"], "empty.html: is no article of cnevpost: "),
        (["extract", "other.html"], "other.html: names https://example.org/a/, which is no outlet's"),
        (["extract", "notes.txt"], "notes.txt: neither .json nor .html"),
        (["explain", "nowhere.html"], "nowhere.html: no such file or folder"),
        (["explain", "nowhere.txt"], "nowhere.txt: no such file or folder"),
        (["explain", "empty"], "empty: is a folder; name one file in it"),
        (["explain", " "], "the text is empty"),
        (["explain", SENTENCE, "--published", "July"], "--published 'July' is no date like 2022-07-06"),
        (["extract", "empty.html", "--outlet", "cnvpost"], "unknown outlet 'cnvpost'; the outlets are carnewschina, "),
        (["crawl", "cnvpost"], "unknown outlet 'cnvpost'; the outlets are carnewschina, cnevpost"),
        (["crawl", "--site", "http://127.0.0.1:1"], "--site stands in for one outlet"),
        (["crawl", "cnevpost", "--site", "nonsense"], "site must be an address like http://127.0.0.1:8000"),
        (["crawl", "cnevpost", "--db", "bytes.json", "--site", "http://127.0.0.1:1"], "bytes.json: "),
        (["latest"], "data/run/stations.db: no such database yet"),
        (["latest", "--db", "bytes.json"], "bytes.json: is no sound SQLite database"),
        (["latest", "--metric", "swap"], "unknown metric 'swap'; there are battery_swap_stations, "),
        (["latest", "--db", "none.db"], "none.db: an empty file, no database yet; `stationwatch crawl` makes it"),
        (["review", "--mark", "1", "right", "--db", "none.db"], "none.db: an empty file, no database yet"),
        (["serve", "--db", "none.db"], "none.db: an empty file, no database yet"),
        (["latest", "--db", "empty"], "invalid value for '--db': File 'empty' is a directory; `stationwatch latest -"),
        (["latest", "--operator", "nio", "--operator", "byd"], "--operator is given twice; only one can hold"),
        (["latest", "--db", ""], "--db is empty; `stationwatch latest --help` says more"),
        (["report", "-o", ""], "--output is empty"),
        (["extract", ""], "PATH... is empty"),
        (["latest", "--operatr", "nio"], "no such option '--operatr'. Did you mean '--operator'? `stationwatch latest"),
        (["crawl", "--limit", "-1"], "invalid value for '--limit': -1 is not in the range x>=0; `stationwatch crawl -"),
        (["crwal"], "no such command 'crwal'. Did you mean 'crawl'? `stationwatch --help` says more"),
        (["page", "ad"], "no such command 'ad'. Did you mean 'add'?"),
        (["extract"], "missing argument 'PATH...'"),
        (["series", "a|b|c||", "--operator", "nio"], "a series has a key or is what the options leave"),
        (["serve"], "data/run/stations.db: no such database yet"),
        (["replay"], "data/run/warc: no shelf of saved pages"),
        (["backfill", "cnevpost", "--since", "2999-01-01"], "--since 2999-01-01 has not come yet"),
        (["backfill", "cnevpost", "--since", "yesterday"], "--since 'yesterday' is no day like 2023-12-31"),
        (["crawl", "--db", "x/demo.db"], "x/demo.db: holds the demo's sample articles; crawl into a file of its own, "),
        (["backfill", "gasgoo", "--since", "2022-01-01", "--db", "demo.db"], "such as --db stations.db"),
        (["replay", "empty"], "empty: is a folder; name the files in it"),
        (["replay", "nowhere.warc.gz"], "nowhere.warc.gz: no such file"),
        (["replay", "bytes.json"], "bytes.json: cannot be read as WARC"),
        (["replay", "--outlet", "cnvpost"], "unknown outlet 'cnvpost'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_and_status_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    for name, content in (
        ("empty.json", b""),
        ("empty.html", b""),
        ("bytes.json", bytes(range(256)) * 9),
        ("none.db", b""),
    ):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    (tmp_path / "other.html").write_text('<link rel="canonical" href="https://example.org/a/">', encoding="utf-8")
    line = one_line(stationwatch(*arguments, home=tmp_path), 2)
    assert said in line.replace(f"{tmp_path}/", "")


def test_asking_an_empty_file_makes_no_database_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    for question in ("latest", "changes", "health", "report", "export csv"):
        assert stationwatch(*question.split(), "--db", "a.db", home=tmp_path).returncode in (1, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"] and (tmp_path / "a.db").stat().st_size == 0


def test_a_damaged_demo_is_made_anew_by_the_demo(tmp_path: Path) -> None:
    (tmp_path / "demo.db").write_bytes(bytes(range(256)) * 9)
    line = one_line(stationwatch("latest", "--db", "demo.db", home=tmp_path), 2)
    assert line.endswith("move it away, and `stationwatch demo` makes it anew")


def test_who_has_only_the_demo_is_told_of_it(demo_home: Path) -> None:
    line = one_line(stationwatch("latest", home=demo_home), 2)
    assert line.endswith(f"`stationwatch crawl` makes it, and the demo's is there: --db {demo_db(demo_home)}")


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    from pipelines.keep import Store

    db = tmp_path / "stations.db"
    Store(db).close()
    newer = Store(db)
    newer.db.execute("PRAGMA user_version")
    newer.db.table("_sqlite_migrations").insert(
        {"migration_set": "stationwatch", "name": "9999_from_the_future", "applied_at": "2040-01-01T00:00:00Z"},
        alter=True,
    )
    newer.close()
    for arguments in (["latest", "--db", db], ["crawl", "cnevpost", "--site", "http://127.0.0.1:1", "--db", db]):
        assert f"{db}: " in one_line(stationwatch(*arguments, home=tmp_path), 2)


# ---------------------------------------------------------------- gold


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": "many"}, "2022.json, observation 1: its 'value' must be a number, not \"many\""),
        ({"value": None}, "its 'value' must be a number, not null"),
        ({"value_max": [1]}, "its 'value_max' must be a number, not [1]"),
        ({"segment": {"a": 1}}, "its 'segment' must be a list of ids"),
        ({"alt": {"value": ["few"]}}, "its 'value' must be a number, not \"few\""),
        ({"alt": ["CN"]}, "its 'alt' must be an object with a list for each field"),
    ],
)
def test_gold_that_cannot_be_compared(tmp_path: Path, change: dict[str, object], said: str) -> None:
    (tmp_path / "2022.json").write_text(json.dumps(_gold(change)), encoding="utf-8")
    assert said in one_line(stationwatch("score", "2022.json", home=tmp_path), 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"metric": "swap_stations"}, "observation 1: metric 'swap_stations' is none of the codebook's; did you mean"),
        ({"measure": "totl"}, "measure 'totl' is none of the codebook's; did you mean total?"),
        ({"segment": ["highwy"]}, "segment 'highwy' is none of the codebook's; did you mean highway?"),
        ({"operater": "nio"}, "'operater' is no field of the codebook's; did you mean operator?"),
    ],
)
def test_gold_with_a_slip_of_the_pen_is_scored_and_said(tmp_path: Path, change: dict[str, object], said: str) -> None:
    (tmp_path / "2022.json").write_text(json.dumps(_gold(change)), encoding="utf-8")
    scored = stationwatch("score", "2022.json", home=tmp_path)
    assert scored.returncode == 1 and scored.stdout.startswith("1 article, 1 gold observations\n")
    assert said in scored.stderr and scored.stderr.count("\n") == 1


def _gold(change: dict[str, object]) -> dict[str, object]:
    stated = {"metric": "battery_swap_stations", "measure": "total", "status": "actual", "value": 598}
    article = {"id": "2022", "source": "cnevpost", "url": "https://cnevpost.com/2022/07/06/a/", "title": "T"}
    when = {"published": "2022-07-06T10:00:00+08:00", "timezone": "Asia/Shanghai"}
    return {**article, **when, "paragraphs": [SENTENCE], "observations": [stated | change]}


# ---------------------------------------------------------------- streams


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
@pytest.mark.parametrize("asked", ["--help", "latest --json", "health", "changes", "feed"])
def test_output_that_takes_no_more_is_one_line(demo_home: Path, asked: str) -> None:
    command = f"{sys.executable} -m pipelines {asked} > /dev/full"
    where = environment(demo_home, STATIONWATCH_DB=str(demo_db(demo_home)))
    ran = subprocess.run(command, shell=True, cwd=demo_home, env=where, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (ran.returncode, ran.stderr) == (2, "stationwatch: output: No space left on device\n")


def test_closed_streams_are_no_fault(demo_home: Path) -> None:
    """As cron jobs have them that end with `>&- 2>&-`."""
    where = environment(demo_home, STATIONWATCH_DB=str(demo_db(demo_home)))
    for closed in (">&-", "2>&-", ">&- 2>&-"):
        command = f"{sys.executable} -m pipelines latest --operator nio {closed}"
        ran = subprocess.run(command, shell=True, cwd=demo_home, env=where, capture_output=True, text=True, timeout=60)
        assert (ran.returncode, ran.stderr) == (0, ""), closed


def test_ctrl_c_is_one_line(demo_home: Path) -> None:
    """While a replay reads."""
    files = sorted((demo_home / "data" / "run" / "demo-warc").glob("*.warc.gz"))
    command = [sys.executable, "-m", "pipelines", "replay", *map(str, files), "--db", "cut/short.db"]
    ran = subprocess.Popen(
        command, cwd=demo_home, env=environment(demo_home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while not (demo_home / "cut" / "short.db.holder").exists():  # it has begun
        assert ran.poll() is None
        time.sleep(0.02)
    ran.send_signal(signal.SIGINT)
    _, said = ran.communicate(timeout=60)
    assert (ran.returncode, said) == (1, "stationwatch: interrupted; what was saved before is safe\n")
