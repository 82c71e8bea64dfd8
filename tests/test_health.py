"""Is the data fresh, and are the outlets read? What `health` and the exit status say of each trouble."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlite_utils
from sites import CHECKS, ROOT, Reply, Site, command, crawl, rows, served, stories
from terminal import free_port, one_line, stationwatch

from pipelines.keep import Store
from pipelines.keep.health import probability
from pipelines.model import FieldState, Gap
from spiders.typeset import Story


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def db_of(home: Path) -> Path:
    return home / "data" / "run" / "stations.db"


def news(number: int) -> list[Story]:
    """Articles of the last days, one every six hours."""
    now = datetime.now(UTC).replace(microsecond=0)
    return [replace(story, published=now - timedelta(hours=1 + 6 * n)) for n, story in enumerate(stories(number))]


def verdict(home: Path, *options: str) -> tuple[int, tuple[str, ...], str]:
    """(exit status, words, what is said) of cnevpost."""
    said = stationwatch("health", "cnevpost", "--json", *options, home=home)
    (each,) = json.loads(said.stdout)
    assert (said.returncode == 0) == each["well"] and said.stderr == ""
    return said.returncode, tuple(each["words"]), each["said"]


def declaration(name: str) -> str:
    """The file of an outlet."""
    return (ROOT / "data" / "outlets" / f"{name}.toml").read_text(encoding="utf-8")


def build_house(home: Path, texts: dict[str, str]) -> None:
    """A copy of the house with these outlets: name → the text of its file."""
    for room in ("pipelines", "spiders"):
        shutil.copytree(ROOT / room, home / room, ignore=shutil.ignore_patterns("__pycache__"))
    declared = home / "data" / "outlets"
    declared.mkdir(parents=True)
    for part in (ROOT / "data").iterdir():
        if part.name not in ("outlets", "run"):
            (home / "data" / part.name).symlink_to(part)
    (declared / "strangers").symlink_to(ROOT / "data" / "outlets" / "strangers")
    for name, text in texts.items():
        (declared / f"{name}.toml").write_text(text, encoding="utf-8")


def redesign(site: Site, stories: list[Story], old: str, new: str) -> None:
    """These articles' pages from now on in another layout."""
    for story in stories:
        site.replies[story.path] = Reply(body=site.newsroom.answer(story.path).body.replace(old, new).encode())


def test_no_database_yet_is_not_well(home: Path) -> None:
    assert "no such database yet" in one_line(stationwatch("health", home=home), 1)
    db_of(home).parent.mkdir(parents=True, exist_ok=True)
    db_of(home).write_bytes(b"no database at all" * 99)
    assert "is no sound SQLite database" in one_line(stationwatch("health", home=home), 1)


def test_fine_then_quiet_then_stale(home: Path) -> None:
    with served(news(14)) as site:
        crawl(site.url, db_of(home))
    assert verdict(home)[:2] == (0, ("fine",))
    shown = stationwatch("health", home=home)
    assert shown.returncode == 0 and max(map(len, shown.stdout.splitlines())) <= 80
    assert "never crawled" in shown.stdout
    later(home, 1.2)
    assert verdict(home, "--max-age", "2d")[:2] == (0, ("quiet",))
    status, words, said = verdict(home)
    assert (status, words) == (1, ("stale",)) and "is cron at work?" in said
    later(home, 2)
    status, words, said = verdict(home, "--max-age", "30d")
    assert (status, words) == (1, ("stale",)) and "no new article for 3 days, where 6 h is a long pause" in said


def test_a_first_crawl_under_way_is_not_stale(home: Path) -> None:
    with Store(db_of(home)) as store:
        store.begin_run("cnevpost")
    assert verdict(home)[:2] == (0, ("quiet",))
    later(home, 2)
    assert verdict(home)[:2] == (1, ("stale",))


def test_an_article_dated_ahead_hides_no_silence(home: Path) -> None:
    ahead, *others = news(14)
    with served([replace(ahead, published=ahead.published + timedelta(days=1)), *others]) as site:
        crawl(site.url, db_of(home))
    later(home, 3)
    with sqlite_utils.Database(db_of(home)).conn as conn:
        conn.execute("UPDATE articles SET published_at = '2999-01-01T00:00:00Z' ORDER BY published_at DESC LIMIT 1")
    status, words, said = verdict(home, "--max-age", "30d")
    assert (status, words) == (1, ("stale",)) and "no new article for 3 days" in said


def test_a_broken_declaration_stops_no_other_outlet(home: Path) -> None:
    """In a copy of the house with two outlets, one of them with a slip of the pen; and a retired one."""
    texts = {name: declaration(name) for name in ("cnevpost", "electrek", "gasgoo")}
    texts["electrek"] = texts["electrek"].replace("delay", "dealy")
    retired = 'status = "retired"\ntombstone = "2026-11: a wall"\nrobots ='
    build_house(home, texts | {"gasgoo": texts["gasgoo"].replace("robots =", retired)})
    more = {"PYTHONPATH": str(home), "https_proxy": f"http://127.0.0.1:{free_port()}"}
    said = stationwatch("crawl", "--delay", "0", home=home, **more)
    assert said.returncode == 1 and "Traceback" not in said.stderr
    slip, other = said.stderr.splitlines()
    assert slip.startswith("stationwatch: not crawled: ") and "electrek.toml: key 'dealy' is not known" in slip
    assert other.startswith("stationwatch: cnevpost: https://cnevpost.com/robots.txt through the proxy ")
    shown = stationwatch("health", home=home, **more)
    assert shown.returncode == 1 and re.findall(r"^(\w+) +(\w+):", shown.stdout, re.MULTILINE) == [
        *(("cnevpost", "unreachable"), ("gasgoo", "retired"), ("electrek", "broken"))
    ]
    named = one_line(stationwatch("crawl", "gasgoo", home=home, **more), 1)
    assert named == "gasgoo: is not read any more: 2026-11: a wall"


def later(home: Path, days: float) -> None:
    """As if that much time had gone by."""
    opened = sqlite_utils.Database(db_of(home))
    for table, column in (("articles", "published_at"), ("runs", "started_at"), ("runs", "finished_at")):
        with opened.conn:
            ago = f"strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '-{days * 86400:.0f} seconds')"
            opened.execute(f"UPDATE {table} SET {column} = {ago}")
    opened.close()


def test_a_new_layout_overnight(home: Path) -> None:
    """Pages without a body are errors at once; that it is the layout, health says after three of them."""
    articles = news(17)
    with served(articles[3:]) as site:
        crawl(site.url, db_of(home))
        site.newsroom.stories[:] = articles
        redesign(site, articles[:3], "entry-content", "entry-body")
        crawl(site.url, db_of(home))
        status, words, said = verdict(home)
        assert (status, words) == (1, ("failing", "drifting"))
        assert "body missing on 3 of the last 3 pages, found on 100% before" in said
        crawl(site.url, db_of(home))  # nothing new: a quiet day does not make the layout right again
        assert verdict(home)[1] == ("drifting",)
    assert {rule for rule, _, _ in rows(db_of(home), CHECKS)} == {"not_an_article", "drift"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('h1 class="entry-title"', 'h2 class="headline"', "title elsewhere on 3 of the last 3 pages"),
        ('property="article:published_time"', 'property="date"', "date elsewhere on 3 of the last 3 pages"),
    ],
)
def test_a_fallback_hides_nothing(home: Path, old: str, new: str, said: str) -> None:
    """Everything can still be read, from other places of the page: the run says that its layout has changed."""
    articles = news(17)
    with served(articles[3:]) as site:
        crawl(site.url, db_of(home))
        site.newsroom.stories[:] = articles
        redesign(site, articles[:3], old, new)
        crawl(site.url, db_of(home))
    assert verdict(home)[:2] == (1, ("drifting",))
    ((rule, _, message),) = rows(db_of(home), CHECKS)
    assert rule == "drift" and said in message
    assert rows(db_of(home), "SELECT count(*) FROM articles") == [(17,)]


@pytest.mark.parametrize(
    ("path", "reply", "word", "said"),
    [
        ("/robots.txt", Reply(503), "refusing", "answers 503, no consent"),
        ("/robots.txt", Reply(body=b"User-agent: *\nDisallow: /\n"), "refusing", "robots.txt"),
        ("/feed/", Reply(403), "refusing", "answers 403"),
        ("/feed/", Reply(body=b"<html>moved</html>"), "failing", "neither RSS nor Atom"),
    ],
    ids=["robots 503", "robots forbid", "403", "no feed"],
)
def test_a_site_that_refuses_and_one_that_fails(home: Path, path: str, reply: Reply, word: str, said: str) -> None:
    with served(news(2)) as site:
        crawl(site.url, db_of(home))
        site.replies[path] = reply
        crawl(site.url, db_of(home), status=1)
    found = verdict(home)
    assert found[:2] == (1, (word,)) and said in found[2]


def test_nobody_there_is_no_refusal(home: Path) -> None:
    """A server that is away, and a machine without a network, want nothing else of us: what to look at is another."""
    assert stationwatch("crawl", "cnevpost", "--site", f"http://127.0.0.1:{free_port()}", home=home).returncode == 1
    assert verdict(home)[:2] == (1, ("unreachable",)) and "the connection was refused" in verdict(home)[2]
    crawled = stationwatch("crawl", "cnevpost", "--site", "http://cnevpost.invalid", home=home)
    line = one_line(crawled, 1)
    assert line == (
        "cnevpost: the name cnevpost.invalid does not resolve (is this machine on the network?); nothing was fetched"
    )
    assert verdict(home) == (1, ("unreachable",), line.removeprefix("cnevpost: "))


def test_a_machine_without_a_network_is_one_line(home: Path) -> None:
    """And not one for each outlet: in a copy of the house whose outlets are nowhere."""
    build_house(home, {name: declaration(name).replace(".co", ".invalid") for name in ("cnevpost", "electrek")})
    said = one_line(stationwatch("crawl", home=home, PYTHONPATH=str(home)), 1)
    assert said.startswith("no outlet can be reached: is this machine on the network?")


def test_the_sample_of_the_demo_never_alarms(demo_home: Path, tmp_path: Path) -> None:
    """However old it is. The same file under another name is one that cron feeds, and is judged like one."""
    run = tmp_path / "data" / "run"
    run.mkdir(parents=True)
    for name in ("demo.db", "stations.db"):
        shutil.copy(demo_home / "data" / "run" / "demo.db", run / name)
        with sqlite_utils.Database(run / name).conn as conn:
            conn.execute("UPDATE runs SET started_at = '2026-01-01T00:00:00Z', finished_at = '2026-01-01T00:01:00Z'")
    sample = stationwatch("health", "--db", "data/run/demo.db", home=tmp_path)
    assert (sample.returncode, sample.stderr) == (0, "")
    assert re.search(
        r"^cnevpost      sample: \d+ sample articles; the outlet itself was not asked$", sample.stdout, re.M
    )
    real = stationwatch("health", home=tmp_path)
    assert real.returncode == 1 and re.search(r"^cnevpost +stale: the last crawl ended \d+ days ago", real.stdout, re.M)
    with sqlite_utils.Database(run / "demo.db").conn as conn:  # real outlets are crawled into it
        conn.execute("UPDATE fetches SET url = 'https://cnevpost.com/feed/' WHERE id = 1")
    assert stationwatch("health", "--db", "data/run/demo.db", home=tmp_path).returncode == 1


def test_a_gap_is_shown_until_it_is_filled(home: Path) -> None:
    now = datetime.now(UTC)
    gap = Gap("cnevpost", "https://cnevpost.com/feed/", now - timedelta(days=9), now - timedelta(days=2))
    with served(news(2)) as site:
        crawl(site.url, db_of(home))
    for filled_by, word in ((None, "gapped"), ("sitemap", "fine")):
        with Store(db_of(home)) as store:
            store.gap(1, replace(gap, filled_by=filled_by))
        status, words, said = verdict(home)
        assert words == (word,) and status == (word == "gapped")
        assert ("`stationwatch backfill cnevpost --since" in said) == (word == "gapped")


@pytest.mark.parametrize(
    ("past", "last", "drifts"),
    [
        ("found " * 50, "missing " * 2, True),
        ("found " * 50, "missing", False),  # one page proves nothing
        ("found " * 50, "missing missing found", False),
        ("found missing " * 25, "missing " * 4, False),  # half of them never had it
        ("found missing " * 25, "missing " * 12, True),
        ("missing " * 50, "missing " * 50, False),  # tables: most articles have none
        ("found " * 5, "missing " * 5, False),  # too young
        ("found " * 50, "empty " * 5, True),
        ("found " * 50, "", False),  # a quiet day
    ],
)
def test_drift_is_told_from_chance(tmp_path: Path, past: str, last: str, drifts: bool) -> None:
    from pipelines.keep import coverage

    with Store(tmp_path / "a.db") as store:
        for states in (past, last):
            run = store.begin_run("cnevpost")
            for state in states.split():
                coverage.count(store.db, run, "cnevpost", [FieldState("author", state)])  # type: ignore[arg-type]
        assert bool(store.drifts("cnevpost")) == drifts


def test_probability() -> None:
    assert probability(0, 2, 0.5) == 0.25
    assert probability(2, 2, 0.9) == pytest.approx(1)


def test_the_run_says_in_one_line_what_it_brought(home: Path) -> None:
    with served(news(3)) as site:
        assert stationwatch("crawl", "cnevpost", "--site", site.url, home=home).returncode == 0
    log = (db_of(home).parent / "logs" / "crawl.log").read_text(encoding="utf-8")
    (line,) = [line for line in log.splitlines() if "run 1: " in line]
    assert "cnevpost ok (finished): 3 new and 0 changed articles, 6 observations, 0 errors, 6 requests" in line or (
        "cnevpost ok (finished): 3 new and 0 changed articles, 3 observations, 0 errors, 6 requests" in line
    )


def test_scrapy_crawl_keeps_the_lock_too(home: Path) -> None:
    import signal
    import subprocess
    import time

    from sites import ROOT

    with served(stories(3)) as site:
        site.replies["/feed/"] = Reply(pause=30)
        first = subprocess.Popen(command(site.url, db_of(home)), cwd=ROOT, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 30
        while not site.asked("/feed/"):
            assert first.poll() is None and time.monotonic() < until
            time.sleep(0.02)
        log = crawl(site.url, db_of(home), status=3)
        assert f"in use by `scrapy crawl cnevpost`, process {first.pid} on " in log
        assert "in use by `scrapy crawl" in one_line(stationwatch("crawl", "cnevpost", home=home), 3)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
        site.replies.clear()
        crawl(site.url, db_of(home), status=0)
    assert rows(db_of(home), "SELECT status FROM runs") == [("cut off",), ("ok",)]
