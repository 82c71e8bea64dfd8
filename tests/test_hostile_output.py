"""What articles say, in what we print and serve: no commands for a terminal, no writes without a token, no full texts.

HTML, Atom and CSV are in test_datasette.py, test_browser.py, test_analyst.py and test_telling.py.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from keep_samples import article, clock, fill, observation, page, reading
from promises import CONTROLS
from sites import Reply, crawl, rows, served, stories
from test_datasette import Server, server  # noqa: F401 - a fixture

from pipelines.__main__ import cli
from pipelines.keep import Store
from pipelines.keep.export import export
from pipelines.model import Trouble, Why

#: Clears the screen, sets the window's title, rewrites the line, colours by one control character, turns around.
EVIL = "\x1b[2J\x1b]0;owned\x07over\rwritten \x9b31m red \u202e598\u202c \u2066x\u2069 \x08\x7f end"
TURNS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
KEY = "battery_swap_stations|nio|CN||"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample newsroom, and an article of which every text means harm."""
    path = tmp_path_factory.mktemp("hostile") / "stations.db"
    fill(path)
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        url = "https://cnevpost.com/2025/11/06/evil/"
        evil = replace(article(url, EVIL, "2025-11-06T10:00:00+08:00"), title=EVIL, author=EVIL)
        words = Why("value", "figure", EVIL, "sentence")
        said = {"quote": EVIL, "source_name": EVIL, "value_start": 0, "value_end": 4, "why": (words,)}
        seen = [
            observation(99_999, "2025-11-05", **said),
            observation(12, "2025-11-05", operator=EVIL, place=EVIL, site=EVIL, **said),
            observation(120_000, "2027-12-31", status="planned", **said),
        ]
        store.save(page(url), reading(*seen, of=evil), run)
        store.check(run, Trouble("cnevpost", url, "http_status", EVIL))
        store.finish_run(run)
    return path


COMMANDS = [
    ("latest",), ("latest", "--json"), ("series", KEY), ("series", KEY, "--json"), ("targets",), ("targets", "--json"),
    ("conflicts",), ("conflicts", "--json"), ("changes", "--since", "2020-01-01"),
    ("changes", "--since", "2020-01-01", "--json"), ("feed", "--most", "2000"), ("review", "--most", "50"),
    ("review", "--json"), ("health",), ("health", "--json"), ("plot", KEY),
]  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_of_an_articles_reaches_the_terminal(db: Path, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*words, "--db", str(db)])
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    for output in (result.stdout, result.stderr):
        for line in output.split("\n"):
            assert not CONTROLS.search(line) and not any(turn in line for turn in TURNS), repr(line)
    if words[0] in ("latest", "changes") and "--json" in words:
        rows = list(_rows(result.stdout))
        assert EVIL in [row["title"] if words[0] == "latest" else row["article"]["title"] for row in rows], (
            "nothing lost"
        )


def _rows(text: str) -> list[dict]:
    """A list as JSON, or JSON lines."""
    return json.loads(text) if text.startswith("[") else [json.loads(line) for line in text.splitlines()]


def test_explain_and_extract(tmp_path: Path) -> None:
    said = f"As of July 5, NIO had 598 swap stations {EVIL} in China, and 12 km."
    file = tmp_path / "evil.json"
    raw = {"id": EVIL, "source": "cnevpost", "url": "https://cnevpost.com/2022/07/06/a/", "title": EVIL}
    raw |= {"published": "2022-07-06T10:00:00+08:00", "timezone": "Asia/Shanghai", "paragraphs": [said], "author": EVIL}
    file.write_text(json.dumps(raw | {"tables": [], "observations": []}), encoding="utf-8")
    for words in (("explain", said), ("explain", str(file)), ("extract", str(file))):
        result = CliRunner().invoke(cli, list(words))
        assert result.exit_code == 0 and "598" in result.stdout, result.output
        assert not any(CONTROLS.search(line) or set(TURNS) & set(line) for line in result.output.split("\n"))


def test_a_page_brings_no_control_characters_into_the_database(tmp_path: Path) -> None:
    """Neither as they are, nor as entities, nor inside JSON-LD."""
    (story,) = stories(1)
    entities = "".join(f"&#{ord(c)};" for c in "\x1b[2J\x9b31m\u202e") + "".join(f"&#x{ord(c):x};" for c in TURNS)
    evil = replace(
        story, title=f"NIO {TURNS}opens\x1b[31m", paragraphs=("ENTITIES NIO had 598 battery swap stations.",)
    )
    db = tmp_path / "run" / "stations.db"
    with served([evil]) as site:
        body = site.newsroom.answer(story.path).body.replace("ENTITIES", f"{entities}\x1b]0;x\x07").encode()
        site.replies[story.path] = Reply(body=body)
        crawl(site.url, db, status=0)
    texts = rows(db, "SELECT title, quote FROM current")
    assert texts
    for text in texts[0]:
        assert not CONTROLS.search(text) and not any(turn in text for turn in TURNS), repr(text)


# ---------------------------------------------------------------- Datasette


def status(url: str, body: dict[str, str] | None = None) -> int:
    """The status that a request is answered with."""
    data = urlencode(body).encode() if body is not None else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def test_datasette_listens_on_this_machine_alone(server: Server) -> None:  # noqa: F811
    port = int(server.base.rpartition(":")[2])
    sockets = Path("/proc/net/tcp")
    if not sockets.exists():
        pytest.skip("the list of sockets is Linux's")
    listening = [line.split()[1] for line in sockets.read_text().splitlines()[1:] if line.split()[3] == "0A"]
    assert [address for address in listening if address.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]
    six = Path("/proc/net/tcp6")
    assert not six.exists() or f":{port:04X} " not in six.read_text()


@pytest.mark.parametrize(
    "sql",
    [
        "insert into sources (id) values ('x')",
        "delete from observations",
        "drop table observations",
        "update observations set value = 0",
        "select 1; drop table observations",
        "attach database '/tmp/x.db' as x",
        "pragma writable_schema = 1",
        "vacuum into '/tmp/x.db'",
        "select load_extension('x')",
        "with x as (select 1) delete from observations",
    ],
)
def test_no_sql_of_a_visitors_changes_anything(server: Server, sql: str) -> None:  # noqa: F811
    before = server.path.read_bytes()
    assert status(f"{server.base}/stations?{urlencode({'sql': sql})}") in (400, 403, 405)
    assert server.path.read_bytes() == before


@pytest.mark.parametrize("evil", ["' OR 1=1 --", "nio'; DROP TABLE observations; --", '"', "\x00", "NEAR(", 'a"b'])
def test_parameters_are_values_and_never_sql(server: Server, evil: str) -> None:  # noqa: F811
    everything = len(json.loads(server.get("/stations/latest_per_operator.json?_shape=array")))
    found = json.loads(server.get(f"/stations/latest_per_operator.json?_shape=array&operator={quote(evil)}"))
    assert len(found) < everything
    for address in (
        f"/stations/series?_search={quote(evil)}",
        f"/-/search?q={quote(evil)}",
        f"/stations/series?operator={quote(evil)}",
    ):
        assert status(server.base + address) in (200, 400)


def test_nobody_judges_without_the_token(server: Server) -> None:  # noqa: F811
    verdict = {"uid": "0" * 64, "verdict": "wrong", "value": "", "note": "x"}
    for name in ("review", "stations-review", "stations_review", f"{server.path.stem}-review"):
        assert status(f"{server.base}/{name}/judge", verdict) in (403, 404)
    assert status(f"{server.base}/-/auth-token?token=guess") in (403, 404)
    assert status(f"{server.base}/stations/observations/1", {"x": "y"}) in (403, 404, 405)
    for path in ("/stations.db", "/assets/../../pyproject.toml", "/assets/%2e%2e/%2e%2e/pyproject.toml"):
        assert status(server.base + path) in (403, 404)


# ---------------------------------------------------------------- what is published


def test_no_full_text_of_a_page_is_published(tmp_path: Path) -> None:
    """The database and its exports have the sentences that state a figure, and no other."""
    made = [
        replace(
            each,
            paragraphs=(f"NIO had {900 + n} battery swap stations.", f"Nobody counted the {n} zebras in the park."),
        )
        for n, each in enumerate(stories(3))
    ]
    db = tmp_path / "run" / "stations.db"
    with served(made) as site:
        crawl(site.url, db)
    for kind in ("sqlite", "jsonl", "datapackage"):
        with Store(db, read_only=True) as store:
            export(store, kind, tmp_path / kind)
        published = b"".join(file.read_bytes() for file in (tmp_path / kind).iterdir())
        assert b"battery swap stations" in published
        assert b"zebra" not in published and str(tmp_path).encode() not in published and b"warc.gz" not in published
    assert b"zebra" not in db.read_bytes()
