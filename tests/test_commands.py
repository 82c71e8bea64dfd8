"""The commands as a user has them: their help, and `crawl`: what it prints, where its files go, how it ends."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from sites import ROOT, Reply, rows, served, stories
from terminal import environment, free_port, one_line, stationwatch

from pipelines import DATA
from pipelines.__main__ import cli
from spiders.newsroom import read_stories

ARTICLE = DATA / "newsroom" / "2021-08-30-nio-410-swap-stations.json"
SENTENCE = "As of July 5, NIO had 598 battery swap stations in China."


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_has_help_with_an_example(name: str) -> None:
    shown = CliRunner().invoke(cli, [name, "--help"], prog_name="stationwatch")
    assert shown.exit_code == 0
    assert shown.output.rstrip().splitlines()[-1].startswith("  Example: "), "on one line of 80 columns, to be copied"
    assert re.search(rf"Example: stationwatch {name}\b", shown.output)
    example = re.sub(r"\s+", " ", shown.output.partition("Example: stationwatch ")[2]).strip()
    cli.commands[name].make_context(name, _words(example)[1:], resilient_parsing=False)  # its options are real ones


def _words(line: str) -> list[str]:
    return [quoted or bare for quoted, bare in re.findall(r'"([^"]*)"|(\S+)', line)]


def test_the_commands_are_listed_in_a_newcomers_order() -> None:
    shown = CliRunner().invoke(cli, ["--help"]).output
    listed = re.findall(r"^  (\w+) +[A-Z]", shown.partition("Commands:")[2], re.M)
    assert " ".join(listed) == (
        "demo crawl backfill health latest series targets conflicts changes plot report review export serve "
        "feed extract explain replay score probe page"
    )


def test_help_and_extract_load_nothing_heavy(tmp_path: Path) -> None:
    code = """
import sys
from pipelines.__main__ import cli
cli(sys.argv[1:], standalone_mode=False)
heavy = {"scrapy", "twisted", "sqlite3", "sqlite_utils", "datasette", "bs4", "lxml", "warcio", "feedparser"}
print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""
    for arguments in (["--help"], ["extract", str(ARTICLE)], ["explain", SENTENCE]):
        command = [sys.executable, "-c", code, *arguments]
        ran = subprocess.run(
            command, env=environment(tmp_path), cwd=tmp_path, capture_output=True, text=True, timeout=60
        )
        assert ran.stderr.strip() == "[]", arguments


def test_an_unknown_command(tmp_path: Path) -> None:
    said = stationwatch("crwal", home=tmp_path)
    assert said.returncode == 2 and "crwal" in said.stderr


# ---------------------------------------------------------------- crawl


def test_a_crawl_is_silent_and_a_second_one_finds_nothing(tmp_path: Path) -> None:
    with served(stories(3)) as site:
        for _ in range(2):
            said = stationwatch("crawl", "cnevpost", "--site", site.url, home=tmp_path)
            assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
        assert len(site.asked()) == 3
    home = tmp_path / "data" / "run"
    assert rows(home / "stations.db", "SELECT spider, status, articles_new FROM runs") == [
        ("cnevpost", "ok", 3),
        ("cnevpost", "ok", 0),
    ]
    assert [path.suffixes for path in (home / "warc").iterdir()] == [[".warc", ".gz"]]
    log = (home / "logs" / "crawl.log").read_text(encoding="utf-8")
    assert "Spider opened" in log and "DEBUG" not in log, "with DEBUG, every page stands in it whole"


def test_the_same_work_as_scrapy(tmp_path: Path) -> None:
    """`scrapy crawl` and `stationwatch crawl` leave the same articles and observations."""
    query = "SELECT article, metric, value, period_end, quote, why FROM observations ORDER BY uid"
    databases = tmp_path / "a" / "stations.db", tmp_path / "b" / "stations.db"
    with served(read_stories(DATA / "newsroom", "cnevpost")[:8]) as site:
        scrapy = [sys.executable, "-m", "scrapy", "crawl", "cnevpost", "-a", f"site={site.url}"]
        command = [*scrapy, "-s", f"STATIONWATCH_DB={databases[0]}"]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
        assert (
            stationwatch("crawl", "cnevpost", "--site", site.url, "--db", databases[1], home=tmp_path).returncode == 0
        )
    assert rows(databases[0], query) == rows(databases[1], query) != []


def test_what_is_wrong_is_one_line_for_each_cause(tmp_path: Path) -> None:
    news = stories(5)
    with served(news) as site:
        for story in news[:2]:
            site.replies[story.path] = Reply(404)
        site.replies[news[2].path] = Reply(body=b"")
        said = stationwatch("crawl", "cnevpost", "--site", site.url, home=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    lines = said.stderr.splitlines()
    assert len(lines) == 2
    assert all(re.match(r"stationwatch: cnevpost: page https?://\S+/2022/", line) for line in lines)
    assert [line for line in lines if "answers 404" in line and line.endswith("(and 1 more of this kind)")]
    assert rows(tmp_path / "data" / "run" / "stations.db", "SELECT count(*) FROM articles") == [(2,)]


def test_a_site_that_is_not_there(tmp_path: Path) -> None:
    line = one_line(stationwatch("crawl", "gasgoo", "--site", f"http://127.0.0.1:{free_port()}", home=tmp_path), 1)
    assert line.startswith("gasgoo: ") and "refused" in line


def test_a_limit_and_a_delay(tmp_path: Path) -> None:
    with served(stories(6)) as site:
        options = ["--site", site.url, "--limit", "2", "--delay", "0.4", "--db", "x/y.db"]
        assert stationwatch("crawl", "cnevpost", *options, home=tmp_path).returncode == 0
        assert len(site.asked()) == 2
        assert min(site.gaps()[1:]) > 0.35
    assert sorted(path.name for path in (tmp_path / "x").iterdir() if path.is_dir()) == ["logs", "warc"]


def test_a_second_crawl_is_told_who_is_at_work(tmp_path: Path) -> None:
    with served(stories(40)) as site:
        command = [sys.executable, "-m", "pipelines", "crawl", "cnevpost", "--site", site.url, "--delay", "1"]
        first = subprocess.Popen(command, cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE, text=True)
        try:
            while not site.asked():
                assert first.poll() is None
                time.sleep(0.05)
            for other in (["crawl", "cnevpost", "--site", site.url], ["replay"]):
                line = one_line(stationwatch(*other, home=tmp_path), 3)
                assert f"in use by `stationwatch crawl`, process {first.pid} on " in line
            other_db = stationwatch(
                "crawl", "cnevpost", "--site", site.url, "--limit", 0, "--db", "b.db", home=tmp_path
            )
            assert other_db.returncode == 0
        finally:
            first.send_signal(signal.SIGTERM)
            _, said = first.communicate(timeout=60)
    assert first.returncode == 1
    assert "stationwatch: cnevpost: stopped by a signal" in said
    assert rows(tmp_path / "data" / "run" / "stations.db", "SELECT finish_reason FROM runs") == [("shutdown",)]
    assert not list((tmp_path / "data" / "run").glob("*.holder"))


def test_a_lock_that_a_crash_left_holds_nobody_up(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "run"
    folder.mkdir(parents=True)
    (folder / "stations.db.lock").touch()
    (folder / "stations.db.holder").write_text("`stationwatch crawl`, process 1", encoding="utf-8")
    with served(stories(1)) as site:
        assert stationwatch("crawl", "cnevpost", "--site", site.url, home=tmp_path).returncode == 0


def test_a_terminal_is_told_what_goes_on(tmp_path: Path) -> None:
    """On a terminal: a counter while it goes on, and a line for each outlet at the end."""
    ours, theirs = pty.openpty()
    with served(stories(3)) as site:
        command = [sys.executable, "-m", "pipelines", "crawl", "cnevpost", "--site", site.url]
        ran = subprocess.run(
            command, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=theirs, timeout=60
        )
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert "cnevpost: 3 articles" in said
    assert re.search(r"cnevpost: +3 new articles, \d+ new observations\r\n$", said)
