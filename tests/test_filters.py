"""What the filters of the questions take: ids, names, and what they say of a name that nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.__main__ import cli

SWAPS = "battery_swap_stations|nio|CN||"


def ask(*arguments: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)), prog_name="stationwatch")


def refused(*arguments: object, status: int = 2) -> str:
    """The one line that is said on standard error, and nothing else."""
    ran = ask(*arguments)
    assert (ran.exit_code, ran.stdout) == (status, ""), ran.output
    (line,) = ran.stderr.splitlines()
    return line.removeprefix("stationwatch: ")


@pytest.fixture(autouse=True)
def stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def db(demo_home: Path) -> Path:
    return demo_home / "data" / "run" / "demo.db"


ASKED = ("latest", "series", "targets", "conflicts", "plot", "report")


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--operator", "nix", "unknown operator 'nix'; did you mean nio"),
        ("--operator", "tessla", "unknown operator 'tessla'; did you mean tesla?"),
        ("--operator", "q", "has nio, industry, tesla, "),
        ("--country", "Norwey", "unknown country 'Norwey'; did you mean NO?"),
        ("--country", "XX", "unknown country 'XX'; "),
        ("--metric", "battery_swap", "did you mean battery_swaps? there are battery_"),
    ],
)
def test_an_unknown_name_is_refused_with_what_comes_near(
    tmp_path: Path, db: Path, question: str, option: str, value: str, said: str
) -> None:
    """Whatever is asked: a typing mistake must not look like an answer."""
    line = refused(question, option, value, "--db", db)
    assert said in line and (option == "--metric" or f"{db} has " in line)
    assert not list(tmp_path.iterdir()), "nothing is written"


@pytest.mark.parametrize(
    "arguments",
    [
        ["latest", "--operator", "chargefox"],
        ["latest", "--operator", "gogoro", "--country", "CN"],
        ["targets", "--operator", "sinopec", "--country", "NO", "--state", "missed"],
        ["conflicts", "--country", "NO"],
        ["latest", "--operator", "nio", "--as-of", "1999-01-01"],
        ["series", SWAPS, "--as-of", "1999-01-01"],
    ],
    ids=" ".join,
)
def test_a_question_without_an_answer_is_no_fault_and_says_so(tmp_path: Path, db: Path, arguments: list[str]) -> None:
    said = refused(*arguments, "--db", db, status=0)
    asked = " ".join(arguments[1:]).removeprefix(SWAPS).strip()
    assert all(part in said for part in asked.split()) and said.startswith(f"{db}: nothing in it for --")
    assert ask(*arguments, "--db", db, "--json").stdout == "[]\n"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["--operator", "li_auto"], ["--operator", "Li Auto"]),
        (["--operator", "nio"], ["--operator", "Onvo"]),
        (["--operator", "nio", "--country", "NO"], ["--operator", "NIO", "--country", "Norway"]),
        (["--metric", "battery_swaps"], ["--metric", "Battery swaps"]),
        (["--operator", "longshine"], ["--operator", "Longshine"]),  # in the database, and in no list
    ],
)
def test_names_are_ids_too(tmp_path: Path, db: Path, one: list[str], other: list[str]) -> None:
    shown = [ask("latest", *asked, "--db", db).stdout for asked in (one, other)]
    assert shown[0] == shown[1] != ""


@pytest.mark.parametrize("question", ["series", "plot"])
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([SWAPS.replace("nio", "nix")], f"did you mean '{SWAPS}' or "),
        (["x"], "no series 'x'; `stationwatch latest --json` prints the keys"),
        (["--operator", "nio", "--place", "shangai"], "in 'shangai'; did you mean Shanghai"),
        (["--operator", "nio", "--segment", "hihway"], "unknown segment 'hihway'; did you mean highway? there are "),
    ],
)
def test_a_series_that_is_not_there(tmp_path: Path, db: Path, question: str, arguments: list[str], said: str) -> None:
    assert said in refused(question, *arguments, "--db", db)


def test_no_change_is_said_to_people_and_not_to_programs(tmp_path: Path, db: Path) -> None:
    line = refused("changes", "--since", "2999-01-01", "--what", "new", "--db", db, status=0)
    assert line == f"{db}: no change of the kind new since 2999-01-01"
    told = ask("changes", "--after", "99999999", "--json", "--db", db)
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", "")


def test_what_is_written_is_said(tmp_path: Path, db: Path) -> None:
    """A feed that cron renews is silent; a picture and a page that somebody asked for are not."""
    for arguments in (["plot", SWAPS, "-o", "new/a.svg"], ["report", "-o", "new/a.html"]):
        ran = ask(*arguments, "--db", db)
        size = (tmp_path / arguments[-1]).stat().st_size
        assert (ran.exit_code, ran.stdout, ran.stderr) == (0, f"{arguments[-1]}: {round(size / 1024):,} KB\n", "")
    ran = ask("feed", "-o", "new/feed.xml", "--db", db)
    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.html", "a.svg", "feed.xml"]


def test_a_table_that_is_not_there_and_one_named_twice(tmp_path: Path, db: Path) -> None:
    line = refused("export", "csv", "serie", "--db", db)
    assert line.startswith("unknown table 'serie'; did you mean series? the tables are observations, ")
    twice = ask("export", "csv", "metrics", "metrics", "--db", db)
    assert twice.stdout.count("\n") == 1
