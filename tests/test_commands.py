"""The commands as a user has them: what they print, where their files go, and how they end."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import sqlite_utils
from click.testing import CliRunner
from sites import ROOT, Reply, rows, served, stories
from terminal import environment, free_port, one_line, serving, stationwatch

from pipelines import DATA, outlets, run
from pipelines.__main__ import cli
from pipelines.gold import name_of, read_article
from pipelines.model import CODEBOOK_FIELDS
from spiders.newsroom import Newsroom, read_stories

ARTICLE = DATA / "newsroom" / "2021-08-30-nio-410-swap-stations.json"
SENTENCE = "As of July 5, NIO had 598 battery swap stations in China."
STATE = """
    SELECT count(*), sum(withdrawn_at IS NOT NULL), (SELECT count(*) FROM articles),
           (SELECT count(*) FROM fetches WHERE kind = 'page'),
           (SELECT count(*) FROM changes WHERE what = 'new') FROM observations"""


def demo_db(home: Path) -> Path:
    return home / "data" / "run" / "demo.db"


# ---------------------------------------------------------------- help


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


# ---------------------------------------------------------------- extract and explain


def test_extract_an_article(tmp_path: Path) -> None:
    said = stationwatch("extract", ARTICLE, home=tmp_path)
    article = read_article(ARTICLE)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert (said.returncode, said.stderr) == (0, "")
    assert [list(line) for line in lines] == [["article", *CODEBOOK_FIELDS, "value_start", "value_end"]] * len(lines)
    assert [{name: line[name] for name in CODEBOOK_FIELDS} for line in lines] == [
        o.record() for o in run.observe(article).observations
    ]
    assert {line["article"] for line in lines} == {name_of(article)}
    for line in lines:
        assert re.search(r"\w", line["quote"][line["value_start"] : line["value_end"]])


def test_extract_does_not_look_at_the_observations_of_a_file(tmp_path: Path) -> None:
    bare = {name: value for name, value in json.loads(ARTICLE.read_text("utf-8")).items() if name != "observations"}
    (tmp_path / "bare.json").write_text(json.dumps(bare), encoding="utf-8")
    assert (
        stationwatch("extract", "bare.json", home=tmp_path).stdout
        == stationwatch("extract", ARTICLE, home=tmp_path).stdout
    )


def test_extract_a_saved_page_says_what_its_article_says(tmp_path: Path) -> None:
    """The same article as a page of its outlet, in a folder with another file: the same observations."""
    article = read_article(ARTICLE)
    site = Newsroom(outlets.load("cnevpost"), read_stories(DATA / "newsroom", "cnevpost"))
    story = next(story for story in site.stories if story.url == article.url)
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "saved.html").write_text(site.answer(story.path).body, encoding="utf-8")
    (tmp_path / "pages" / "notes.txt").write_text("no page", encoding="utf-8")
    of_page, of_json = (
        [json.loads(line) for line in stationwatch("extract", path, home=tmp_path).stdout.splitlines()]
        for path in ("pages", ARTICLE)
    )
    assert len(of_page) > 3
    assert {line.pop("article") for line in of_page} == {article.url}
    assert {line.pop("article") for line in of_json} == {article.id}
    assert of_page == of_json


def test_extract_a_page_that_does_not_say_whose_it_is(tmp_path: Path) -> None:
    page = f"<article><h1>T</h1><time>2022-07-06</time><div class='entry-content'><p>{SENTENCE}</p></div></article>"
    stated = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-07-06T10:00:00+08:00"}'
    (tmp_path / "a.html").write_text(f"<html><body>{stated}</script>{page}</body></html>", encoding="utf-8")
    said = one_line(stationwatch("extract", "a.html", home=tmp_path), 2)
    assert said.startswith("a.html: does not say whose page it is; say --outlet, one of ") and "cnevpost" in said
    named = stationwatch("extract", "a.html", "--outlet", "cnevpost", home=tmp_path)
    assert [json.loads(line)["value"] for line in named.stdout.splitlines()] == [598], named.stderr


def test_one_bad_file_does_not_cost_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    (tmp_path / "good.json").write_text(ARTICLE.read_text("utf-8"), encoding="utf-8")
    said = stationwatch("extract", ".", home=tmp_path)
    assert said.returncode == 2
    assert said.stderr.startswith("stationwatch: bad.json: is no JSON") and said.stderr.count("\n") == 1
    assert said.stdout == stationwatch("extract", ARTICLE, home=tmp_path).stdout


def test_explain_a_sentence(tmp_path: Path) -> None:
    said = stationwatch("explain", f"{SENTENCE} Each takes 3 minutes.", "--published", "2022-07-06", home=tmp_path)
    assert (said.returncode, said.stderr) == (0, "")
    lines = said.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    shown = {line.split()[0]: line.split()[1] for line in lines if line.startswith("      ") and len(line.split()) > 2}
    assert shown["metric"] == "battery_swap_stations"
    assert (shown["measure"], shown["status"], shown["value"]) == ("total", "actual", "598")
    assert (shown["operator"], shown["place"], shown["period"]) == ("nio", "CN", "2022-07-05")
    assert "“NIO”" in said.stdout and "“China”" in said.stdout and "“July 5”" in said.stdout
    assert lines[-1].startswith("1 observation, ")


def test_explain_quotes_only_what_the_text_says(tmp_path: Path) -> None:
    text = "Zeekr's ultra-fast charging stations exceeded 1,000 as of June 30, while its piles stood at 5,400."
    said = stationwatch("explain", text, "--published", "2025-07-02", home=tmp_path).stdout
    assert " zeekr counted_at_home" in said and "“zeekr”" not in said
    assert "“1,000” owner_as_before" in said


def test_explain_an_article_accounts_for_every_number(tmp_path: Path) -> None:
    for file in sorted((DATA / "newsroom").glob("2022-0*.json")):
        reading = run.observe(read_article(file))
        said = CliRunner().invoke(cli, ["explain", str(file)]).output
        assert max(map(len, said.splitlines())) <= 80, file
        assert said.count("refused: ") == len(reading.refused)
        assert said.count("left over: ") == len(reading.leftovers)
        assert len(re.findall(r"^ {6}metric ", said, re.M)) == len(reading.observations)
        for why in (why for o in reading.observations for why in o.why):
            assert why.rule in said


def test_explain_a_text_without_a_count(tmp_path: Path) -> None:
    said = stationwatch("explain", "NIO sold 20,060 cars.", home=tmp_path)
    assert (said.returncode, said.stdout) == (0, "no sentence in it names anything that is counted\n")


def test_explain_has_a_reason_for_each_field() -> None:
    """A field that is set without a word of why is a fault of the reader's, not of the reader of it."""
    said = CliRunner().invoke(cli, ["explain", SENTENCE, "--published", "2022-07-06"]).output
    for label in ("metric", "measure", "status", "value", "operator", "place", "period"):
        (line,) = re.findall(rf"^ {{6}}{label} .*$", said, re.M)
        assert len(line.split()) > 2, line


# ---------------------------------------------------------------- bad input


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
        (["explain", "nowhere.html"], "nowhere.html: cannot be read (No such file or directory)"),
        (["explain", " "], "the text is empty"),
        (["explain", SENTENCE, "--published", "July"], "--published 'July' is no date like 2022-07-06"),
        (["extract", "empty.html", "--outlet", "cnvpost"], "unknown outlet 'cnvpost'; the outlets are carnewschina, "),
        (["crawl", "cnvpost"], "unknown outlet 'cnvpost'; the outlets are carnewschina, cnevpost"),
        (["crawl", "--site", "http://127.0.0.1:1"], "--site stands in for one outlet"),
        (["crawl", "cnevpost", "--site", "nonsense"], "site must be an address like http://127.0.0.1:8000"),
        (["crawl", "cnevpost", "--db", "bytes.json", "--site", "http://127.0.0.1:1"], "bytes.json: "),
        (["latest"], "data/run/stations.db: no such database yet"),
        (["latest", "--db", "bytes.json"], "bytes.json: is no sound SQLite database"),
        (["latest", "--metric", "swap"], "unknown metric 'swap'; the metrics are battery_swap_stations, "),
        (["serve"], "data/run/stations.db: no such database yet"),
        (["replay"], "data/run/warc: no shelf of saved pages"),
        (["backfill", "cnevpost", "--since", "2999-01-01"], "--since 2999-01-01 has not come yet"),
        (["replay", "nowhere.warc.gz"], "nowhere.warc.gz: no such file"),
        (["replay", "bytes.json"], "bytes.json: cannot be read as WARC"),
        (["replay", "--outlet", "cnvpost"], "unknown outlet 'cnvpost'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line_and_status_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty").mkdir()
    for name, content in (("empty.json", b""), ("empty.html", b""), ("bytes.json", bytes(range(256)) * 9)):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    (tmp_path / "other.html").write_text('<link rel="canonical" href="https://example.org/a/">', encoding="utf-8")
    line = one_line(stationwatch(*arguments, home=tmp_path), 2)
    assert said in line.replace(f"{tmp_path}/", "")


@pytest.mark.parametrize("arguments", [["crawl", "--limit", "-1"], ["serve", "--port", "x"], ["score"], ["extract"]])
def test_wrong_usage_is_status_2(tmp_path: Path, arguments: list[str]) -> None:
    said = stationwatch(*arguments, home=tmp_path)
    assert said.returncode == 2 and "Error: " in said.stderr and "Traceback" not in said.stderr


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


# ---------------------------------------------------------------- demo, latest, serve, replay


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
    nothing = stationwatch("latest", "--db", demo_db(demo_home), "--operator", "nobody", home=demo_home)
    assert (nothing.returncode, nothing.stdout) == (0, "") and "nothing of that kind" in nothing.stderr


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
