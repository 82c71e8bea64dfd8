"""README.md holds: its commands run, its SQL answers, its tables name what there is, its links lead somewhere."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from sites import rows
from terminal import ROOT, environment, stationwatch

from pipelines.__main__ import cli

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.M | re.S)


def commands() -> list[list[str]]:
    """Every line of the shell blocks, in words, without comments."""
    return [shlex.split(line, comments=True) for block in blocks("sh") for line in block.splitlines() if line.strip()]


OURS = [words[1:] for words in commands() if Path(words[0]).name == "stationwatch"]
#: These would fetch from real outlets, never end, find the demo old, or miss the file of an example.
NOT_RUN = ("crawl", "backfill", "probe", "serve", "health", "page")


@pytest.mark.parametrize("words", OURS, ids=" ".join)
def test_every_command_is_one(words: list[str]) -> None:
    """Its name, options and arguments are accepted by the command line as it is."""
    name, *arguments = words
    cli.commands[name].make_context(name, arguments)


@pytest.mark.parametrize("words", [w for w in OURS if w[0] not in NOT_RUN and "--serve" not in w], ids=" ".join)
def test_every_command_that_needs_no_internet_runs(demo_home: Path, tmp_path: Path, words: list[str]) -> None:
    """As written, where the user has the checkout's data and a database."""
    (tmp_path / "data").mkdir()
    shutil.copytree(ROOT / "data" / "newsroom", tmp_path / "data" / "newsroom")
    run = tmp_path / "data" / "run"
    run.mkdir()
    shutil.copy(demo_home / "data" / "run" / "demo.db", run / "stations.db")
    shutil.copytree(demo_home / "data" / "run" / "demo-warc", run / "warc")
    said = stationwatch(*words, home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.count("\n") >= 1


def test_every_command_of_ours_is_in_it() -> None:
    assert {words[0] for words in OURS} == set(cli.commands)


def test_every_target_of_make_is_one(tmp_path: Path) -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    targets = {words[1] for words in commands() if words[0] == "make"} | set(re.findall(r"`make\s(\w+)`", TEXT))
    assert {"demo", "test", "crawl", "serve", "constraints"} <= targets
    for target in targets:
        tried = ["make", "-n", target, f"VENV={tmp_path}/venv"]
        plan = subprocess.run(tried, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert plan.returncode == 0, plan.stderr
        assert "-m venv" in plan.stdout and "pip install" in plan.stdout


@pytest.mark.parametrize("sql", blocks("sql"), ids=lambda sql: sql.splitlines()[0])
def test_every_query_answers(demo_home: Path, sql: str) -> None:
    assert len(rows(demo_home / "data" / "run" / "demo.db", sql)) > 1


def test_a_query_in_a_terminal(demo_home: Path) -> None:
    (line,) = re.findall(r"`\.venv/bin/(sqlite-utils data/run/demo\.db) \"SELECT …\" --table`", TEXT)

    command = [sys.executable, "-m", *line.replace("-", "_", 1).split(), blocks("sql")[0]]
    said = subprocess.run(
        command, cwd=demo_home, env=environment(demo_home), capture_output=True, text=True, timeout=60, check=True
    )
    assert {"operator", "date", "value", "quote"} <= set(json.loads(said.stdout)[0])


def test_three_queries_and_tables_that_are_there(demo_home: Path) -> None:
    assert len(blocks("sql")) == 3
    listed = TEXT.partition("## The database")[2].partition("```sql")[0]
    named = {name for line in re.findall(r"^- (.*?):", listed, re.M) for name in re.findall(r"`(\w+)`", line)}
    named |= set(re.findall(r"; `(\w+)`:", listed))
    there = rows(
        demo_home / "data" / "run" / "demo.db", "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    )
    assert len(named) > 12 and named <= {name for (name,) in there}


def test_dependencies_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    packages = [re.split(r"[<>=;\[ ]", line)[0] for line in project["dependencies"]]
    table = TEXT.partition("## Dependencies")[2].partition("\n## ")[0]
    assert re.findall(r"^\| \[([\w-]+)\]", table, re.M) == packages
    for tool in project["optional-dependencies"]["dev"]:
        assert re.split(r"[<>=]", tool)[0] in table.rpartition("|")[2]


def test_links_and_files_are_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link]
    files = re.findall(r"`((?:data|pipelines|tests|spiders)/[\w./-]*)`", TEXT)
    assert len(links) >= 3 and len(files) >= 8
    for path in [*links, *files]:
        assert (ROOT / path.replace("NAME", "cnevpost")).exists() or path.startswith("data/run"), path


def test_the_picture_needs_nobody_else() -> None:
    """No script, font or picture from elsewhere; readable on white and on black."""
    picture = (ROOT / "data" / "example.svg").read_text(encoding="utf-8")
    assert "<script" not in picture and "href" not in picture and "url(" not in picture
    assert "prefers-color-scheme: dark" in picture
    assert len(re.findall(r'<path class="line s\d"', picture)) == 3
    assert len(picture) < 40_000


def test_the_pictures_are_small() -> None:
    pictures = list((ROOT / "data" / "pictures").glob("*.png"))
    assert len(pictures) == 3 and sum(path.stat().st_size for path in pictures) < 300_000
    assert all(path.name in TEXT for path in pictures)


def test_the_picture_is_made_from_the_demo(demo_home: Path) -> None:
    from pipelines.picture import SERIES, picture

    drawn = picture(demo_home / "data" / "run" / "demo.db")
    query = "SELECT count(*) FROM series WHERE series_key IN ({})".format(
        ", ".join(f"'{key}'" for key in SERIES.values())
    )
    assert drawn.count("<circle") == rows(demo_home / "data" / "run" / "demo.db", query)[0][0] > 20
    assert all(name in drawn for name in SERIES)


def test_cron_and_systemd_run_the_command_that_is_installed() -> None:
    (line,) = [line for line in blocks("cron")[0].splitlines() if line.strip()]
    minute, hour, *_, last = line.split()
    assert re.fullmatch(r"\d+", minute) and hour == "*/6" and last == "crawl"
    (service,) = re.findall(r"^ExecStart=(.*)$", TEXT, re.M)
    assert line.endswith(service)
