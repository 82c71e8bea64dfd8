"""The demo, and what is asked of a database that is there: `latest`, `serve`, `replay`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import sqlite_utils
from sites import rows
from terminal import demo_db, environment, free_port, serving, stationwatch

from pipelines import DATA

STATE = """
    SELECT count(*), sum(withdrawn_at IS NOT NULL), (SELECT count(*) FROM articles),
           (SELECT count(*) FROM fetches WHERE kind = 'page'),
           (SELECT count(*) FROM changes WHERE what = 'new') FROM observations"""


def test_the_demo_reads_every_article_of_the_newsroom(demo_home: Path) -> None:
    observations, withdrawn, articles, pages, changes = rows(demo_db(demo_home), STATE)[0]
    assert articles == len(list((DATA / "newsroom").glob("*.json")))
    assert observations == changes > 250 and not withdrawn
    assert rows(demo_db(demo_home), "SELECT count(*) FROM checks WHERE level = 'error'") == [(0,)]
    assert not (demo_home / "data" / "run" / "warc").exists()  # its pages are on a shelf of their own


def test_the_demo_ends_with_a_table(demo_home: Path) -> None:
    lines = (demo_home / "demo.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["Operator", "Place", "Latest", "As", "of", "Article"]
    nio = next(line for line in lines if re.match(r"  NIO +China ", line))
    assert re.search(r" \d,\d{3} +20\d\d-\d\d-\d\d  \S+", nio)
    assert lines[-1] == "All of it in the browser: stationwatch demo --serve"
    count = len(list((DATA / "newsroom").glob("*.json")))
    assert re.match(rf"{count} articles, \d{{3}} observations, \d+ series: \S*data/run/demo\.db$", lines[-2])


def test_the_demo_twice_changes_nothing(demo_home: Path) -> None:
    before = rows(demo_db(demo_home), STATE)
    again = stationwatch("demo", home=demo_home)
    assert (again.returncode, again.stdout) == (0, (demo_home / "demo.txt").read_text(encoding="utf-8"))
    assert rows(demo_db(demo_home), STATE) == before


def test_the_demo_reads_its_pages_again_when_the_rules_have_changed(demo_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    before = rows(demo_db(home), STATE)
    opened = sqlite_utils.Database(demo_db(home))
    opened.execute("UPDATE runs SET extractor_version = 'of long ago'")
    opened.close()
    pages = len(list((DATA / "newsroom").glob("*.json")))
    said = stationwatch("demo", home=home)
    assert said.returncode == 0
    changed = "stationwatch: the rules have changed since the last demo"
    assert said.stderr == f"{changed}; {pages} pages read: 0 new, 0 corrected, 0 withdrawn\n"
    assert rows(demo_db(home), STATE) == before
    assert stationwatch("demo", home=home).stderr == ""


def test_latest(demo_home: Path) -> None:
    table = stationwatch("latest", "--db", demo_db(demo_home), "--operator", "NIO", "--country", "cn", home=demo_home)
    assert (table.returncode, table.stderr) == (0, "")
    assert re.search(r"^Battery swap stations\n  NIO +China +\d,\d{3}", table.stdout, re.M)
    assert {line.split()[0] for line in table.stdout.splitlines() if line.startswith("  ")} == {"Operator", "NIO"}
    as_json = stationwatch(
        "latest", "--json", "--metric", "battery_swap_stations", home=demo_home, STATIONWATCH_DB=str(demo_db(demo_home))
    )
    answer = json.loads(as_json.stdout)
    assert len(answer) > 10
    assert {row["metric"] for row in answer} == {"battery_swap_stations"}
    assert all(row["quote"] and row["url"].startswith("https://") for row in answer)


def test_no_row_of_latest_is_too_wide(demo_home: Path) -> None:
    lines = stationwatch("latest", "--db", demo_db(demo_home), home=demo_home).stdout.splitlines()
    assert len(lines) > 100 and max(map(len, lines)) <= 80


def test_serve_shows_the_series_of_the_demo(demo_home: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "pipelines", "demo", "--serve", "--port", str(port)]
    with serving(command, port, cwd=demo_home, env=environment(demo_home)) as url:
        page = urllib.request.urlopen(
            f"{url}/demo/series?series_key=battery_swap_stations%7Cnio%7CCN%7C%7C", timeout=30
        )
        assert "CnEVPost" in page.read().decode()
        taken = stationwatch("serve", "--db", demo_db(demo_home), "--port", port, home=demo_home)
        assert taken.returncode == 2 and "give another with --port" in taken.stderr
        assert "Traceback" not in taken.stderr


def test_replay_of_the_demo_finds_nothing_to_change(demo_home: Path) -> None:
    pages = len(list((DATA / "newsroom").glob("*.json")))
    dry = stationwatch("replay", "--db", demo_db(demo_home), "--dry-run", home=demo_home)
    assert (dry.returncode, dry.stderr) == (0, "")
    nothing = "0 pages read: 0 new, 0 corrected, 0 withdrawn"
    assert dry.stdout == f"{nothing}; {pages} that these rules had read already\nnothing written (--dry-run)\n"
    one = stationwatch("replay", "--db", demo_db(demo_home), "--outlet", "gasgoo", home=demo_home)
    assert re.fullmatch(nothing + r"; \d+ that these rules had read already\nwritten as run \d+\n", one.stdout)


def test_replay_builds_a_database_from_saved_pages_alone(demo_home: Path, tmp_path: Path) -> None:
    """The database is a function of the pages and the code: a lost one comes back."""
    files = sorted((demo_home / "data" / "run" / "demo-warc").glob("*.warc.gz"))
    said = stationwatch("replay", *files, "--db", "new.db", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    query = "SELECT uid, quote, why FROM observations ORDER BY uid"
    assert rows(tmp_path / "new.db", query) == rows(demo_db(demo_home), query)
    assert said.stdout.count("\n+ ") + 1 == len(rows(tmp_path / "new.db", query))
    assert said.stdout.splitlines()[-1] == "written as run 1"


def test_replay_tells_before_it_writes_and_needs_no_listener(demo_home: Path, tmp_path: Path) -> None:
    """As in `replay | head -1`: more is said than a pipe takes, so that it cannot be past its telling."""
    run = demo_home / "data" / "run"
    files = sorted((run / "demo-warc").glob("*.warc.gz"))
    command = [sys.executable, "-m", "pipelines", "replay", *map(str, files), "--db", "new.db"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline().startswith(b"+ ")
        assert rows(tmp_path / "new.db", "SELECT count(*) FROM articles UNION ALL SELECT count(*) FROM runs") == [
            (0,),
            (0,),
        ]
        process.stdout.close()
        assert (process.wait(60), process.stderr.read()) == (0, b"")
    count = "SELECT count(*) FROM observations"
    assert rows(tmp_path / "new.db", count) == rows(run / "demo.db", count)
