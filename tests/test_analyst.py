"""The commands of the analyst on the figures of the newsroom, from `series` to `review`."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from keep_samples import article, clock, fill, observation, page, reading

from pipelines.__main__ import cli
from pipelines.keep import Store
from pipelines.keep.atlas import Spot, atlas, land
from pipelines.keep.export import TABLES, columns_of
from pipelines.keep.schema import schema

NIO = "battery_swap_stations|nio|CN||"
EVIL = '<img src=x onerror=alert(1)> "1,200" stations & more'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("analyst") / "stations.db"
    fill(path)
    return path


@pytest.fixture
def db(filled: Path, tmp_path: Path) -> Path:
    """The newsroom's figures in a file of the test's own, with a sentence and an address that mean harm."""
    path = tmp_path / "stations.db"
    shutil.copy(filled, path)
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        for n, value in enumerate((1000, 1100, 1200)):
            url = "javascript:alert(1)" if n else "https://cnevpost.com/evil/?a=1&b=<b>"
            text = EVIL if n else f"=HYPERLINK({EVIL})"
            seen = observation(value, f"2025-0{n + 1}-01", operator="<i>x</i>", quote=text, value_start=0, value_end=0)
            store.save(
                page(f"{url}{n}"), reading(seen, of=article(f"{url}{n}", published="2025-06-01T10:00:00+08:00")), run
            )
        store.finish_run(run)
    return path


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, list(map(str, arguments)), prog_name="stationwatch")
    assert result.exit_code == status, result.output
    return result


# ---------------------------------------------------------------- in the terminal


def test_a_series_in_the_terminal(db: Path) -> None:
    lines = run(
        "series", "--db", db, "--operator", "NIO", "--metric", "battery_swap_stations", "--country", "cn"
    ).output
    shown = lines.splitlines()
    assert shown[0] == NIO
    assert re.match(r"  2026-02-08 +3,729 +\+209 +\+52\.1 +1  Today", shown[3])
    assert max(map(len, shown)) <= 80
    assert [line for line in shown if "doubted" in line and "915" in line]
    told = json.loads(run("series", NIO, "--db", db, "--json").output)
    assert told[0]["value"] == 3729 and {row["series_key"] for row in told} == {NIO}


def test_several_series_and_none_are_refused_with_a_way_on(db: Path) -> None:
    said = run("series", "--db", db, "--operator", "nio", status=2).output
    assert "that leaves 17 series" in said and f"'{NIO}'" in said
    assert "no series of that kind" in run("series", "--db", db, "--operator", "chargefox", status=2).output
    assert "is no day like" in run("series", NIO, "--db", db, "--as-of", "2022-13-01", status=2).output
    both = ("--as-of", "2022-12-31", "--recorded-on", "2022-12-31")
    assert "ask one of them" in run("series", NIO, "--db", db, *both, status=2).output


def test_looking_back_in_the_terminal(db: Path) -> None:
    told = json.loads(run("series", NIO, "--db", db, "--as-of", "2022-12-31", "--json").output)
    assert told[0]["date"] == "2022-11-30" and told[0]["value"] == 1245
    told = json.loads(run("latest", "--db", db, "--operator", "nio", "--as-of", "2021-12-31", "--json").output)
    assert {row["operator"] for row in told} == {"nio"} and max(row["published_on"] for row in told) <= "2021-12-31"
    assert (
        "nothing in it for --recorded-on 2020-01-01" in run("latest", "--db", db, "--recorded-on", "2020-01-01").output
    )


def test_targets_and_conflicts_in_the_terminal(db: Path) -> None:
    shown = run("targets", "--db", db, "--operator", "nio", "--country", "NO").output
    assert re.search(r"NIO +Norway +20 +2022 +2 +10 +met late", shown)
    assert json.loads(run("targets", "--db", db, "--state", "open", "--json").output)[0]["state"] == "open"
    assert "the states are open; met" in run("targets", "--db", db, "--state", "done", status=2).output
    told = json.loads(run("targets", "--db", db, "--as-of", "2022-06-30", "--operator", "nio", "--json").output)
    assert {row["state"] for row in told} & {"open"}, "on that day, goals for 2022 were still to come"
    shown = run("conflicts", "--db", db, "--country", "CN").output
    assert re.search(r"2023-05-15 +NIO +China, partner +71 +21 +70.4% +waived", shown)


# ---------------------------------------------------------------- pictures


def test_plot_in_the_terminal(db: Path) -> None:
    lines = run("plot", NIO, "--db", db).output.splitlines()
    assert lines[0] == "NIO, China" and max(map(len, lines)) <= 80
    assert "2018-05-20" in lines[-1] and lines[-1].endswith("2026-02-08")
    assert sum(line.count("●") for line in lines) > 15 and "3,729 ┤" in lines[2]


def test_plot_as_a_picture(db: Path, tmp_path: Path) -> None:
    other = "supercharging_stations|nio|CN||"
    run("plot", NIO, other, "--db", db, "-o", tmp_path / "a.svg")
    picture = ElementTree.fromstring((tmp_path / "a.svg").read_text("utf-8"))
    assert len([path for path in picture.iter(f"{SVG}path") if "line" in path.get("class", "")]) == 2
    with Store(db, read_only=True) as store:
        wanted = sum(len(store.query("growth_of_one_series", series=key)) for key in (NIO, other))
    assert len(list(picture.iter(f"{SVG}circle"))) == wanted
    assert [path for path in picture.iter(f"{SVG}path") if path.get("class") == "aim s0"], "goals are drawn"
    pytest.importorskip("resvg_py")
    run("plot", NIO, "--db", db, "-o", tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert "ends in .svg or .png" in run("plot", NIO, "--db", db, "-o", tmp_path / "a.gif", status=2).output
    assert "no series 'no|such|series||'" in run("plot", "no|such|series||", "--db", db, status=2).output


def test_the_report_is_one_file_that_needs_nobody(db: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    run("report", "--db", db, "-o", out)
    html = out.read_text("utf-8")
    assert len(html) < 400_000
    assert (
        "<script" not in html
        and "@import" not in html
        and "<link" not in html
        and "src=" not in html.replace("img src", "")
    )
    assert "prefers-color-scheme:dark" in html and "width=device-width" in html
    for part in ("3,729", "Targets", "Where: ", "What the last crawl changed", "met late"):
        assert part in html
    assert "<i>x</i>" not in html and "<img" not in html and 'href="javascript' not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    run("report", "--db", db, "-o", out, "--operator", "nio", "--as-of", "2022-12-31")
    early = out.read_text("utf-8")
    assert "1,245" in early and "3,729" not in early and "Tesla, World" not in early


def test_a_report_of_an_empty_database(tmp_path: Path) -> None:
    Store(tmp_path / "a.db").close()
    run("report", "--db", tmp_path / "a.db", "-o", tmp_path / "r.html")
    assert "<h1>" in (tmp_path / "r.html").read_text("utf-8")
    folder = tmp_path / "a.db" / "r.html"
    assert "cannot be written" in run("report", "--db", tmp_path / "a.db", "-o", folder, status=2).output


def test_no_bar_runs_across_the_map() -> None:
    """Russia, Fiji and Antarctica cross the antimeridian: no line of theirs is longer than the arcs of the outline."""
    for ring in land().split("M")[1:]:
        points = [tuple(map(float, pair.split())) for pair in ring.rstrip("Z").split("L")]
        steps = [abs(a[0] - b[0]) for a, b in zip(points, points[1:], strict=False) if a[1] < 360 and b[1] < 360]
        assert max(steps, default=0) < 60, points[:3]


def test_circles_by_area_and_the_small_ones_on_top() -> None:
    drawn = ElementTree.fromstring(
        atlas([Spot(60, 10, 1, "<No>"), Spot(35, 105, 100, "CN"), Spot(24, 121, 25, "TW")], "x")
    )
    circles = list(drawn.iter(f"{SVG}circle"))
    radii = [float(str(circle.get("r"))) for circle in circles]
    assert radii == sorted(radii, reverse=True) and radii[0] / radii[1] == pytest.approx(2, abs=0.05)
    assert circles[-1][0].text == "<No>"
    assert atlas([], "nothing") == ""


# ---------------------------------------------------------------- export


def test_csv_in_a_fixed_order_and_without_formulas(db: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("export", "csv", "--db", db, "-o", tmp_path / name)
    for table in TABLES:
        files = [(tmp_path / name / f"{table}.csv").read_bytes() for name in ("one", "two")]
        assert files[0] == files[1] and b"\r" not in files[0]
    with open(tmp_path / "one" / "observations.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [column.name for column in schema().tables["observations"].columns]
    assert [row["quote"] for row in rows if "HYPERLINK" in row["quote"]] == [f"'=HYPERLINK({EVIL})"]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "@", "\t")]


def test_json_lines(db: Path, tmp_path: Path) -> None:
    run("export", "jsonl", "latest", "targets", "--db", db, "-o", tmp_path, "--as-of", "2022-12-31")
    rows = [json.loads(line) for line in (tmp_path / "latest.jsonl").read_text("utf-8").splitlines()]
    assert max(row["published_on"] for row in rows) <= "2022-12-31"
    assert {path.name for path in tmp_path.glob("*.jsonl")} == {"latest.jsonl", "targets.jsonl"}
    assert "unknown table 'stations'" in run("export", "csv", "stations", "--db", db, "-o", tmp_path, status=2).output


def test_parquet_has_the_types_of_the_schema(db: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    run("export", "parquet", "--db", db, "-o", tmp_path)
    for table in TABLES:
        found = parquet.read_schema(tmp_path / f"{table}.parquet")
        assert found.names == [column.name for column in columns_of(schema().tables[table])]
        assert "null" not in {str(field.type) for field in found}
        for column in columns_of(schema().tables[table]):
            assert found.field(column.name).metadata[b"description"].decode() == column.description
    assert str(parquet.read_schema(tmp_path / "series.parquet").field("date").type) == "date32[day]"


def test_the_data_package_is_valid(db: Path, tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    run("export", "datapackage", "--db", db, "-o", tmp_path)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])[:5]
    described = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    fields = {(r["name"], f["name"]): f for r in described["resources"] for f in r["schema"]["fields"]}
    for table in TABLES:
        for column in columns_of(schema().tables[table]):
            assert fields[table, column.name]["description"].startswith(column.description)


def test_a_snapshot_to_publish(db: Path, tmp_path: Path) -> None:
    run("export", "sqlite", "--db", db, "-o", tmp_path / "out")
    copy = sqlite3.connect(tmp_path / "out" / "stations.db")
    assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert copy.execute("SELECT count(*) FROM observations").fetchone()[0] > 800
    for gone in ("SELECT count(*) FROM fetches", "SELECT count(shelf_file) FROM article_versions"):
        assert copy.execute(gone).fetchone() == (0,)
    copy.close()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["stations.db"]
    assert "is there already" in run("export", "sqlite", "--db", db, "-o", tmp_path / "out", status=2).output


# ---------------------------------------------------------------- review


def test_review_lists_what_deserves_a_look_and_not_what_was_judged(db: Path) -> None:
    shown = run("review", "--db", db, "--most", 3).output
    assert max(map(len, shown.splitlines())) <= 80
    first = json.loads(run("review", "--db", db, "--most", 3, "--json").output)[0]
    assert first["quote"][:60] in shown.splitlines()[2], "enough of the sentence to judge by"
    assert {"conflict", "fall", "out of line", "little evidence"} <= set(
        re.findall(r"conflict|fall|out of line|little evidence", shown)
    )
    rows = json.loads(run("review", "--db", db, "--json").output)
    doubted = next(row for row in rows if row["value"] == 915 or row["reason"] == "out of line")
    said = run("review", "--db", db, "--mark", doubted["observation"], "wrong", "--note", "a slip").output
    assert said.startswith(f"wrong: {doubted['value']:,} of ")
    rows = json.loads(run("review", "--db", db, "--json").output)
    assert doubted["observation"] not in [row["observation"] for row in rows]


def test_a_verdict_steers_the_series_at_once(db: Path) -> None:
    newest = json.loads(run("series", NIO, "--db", db, "--json").output)[0]
    run("review", "--db", db, "--mark", newest["observation"], "corrected", "--value", 3730)
    again = json.loads(run("series", NIO, "--db", db, "--json").output)[0]
    assert (again["value"], again["change"]) == (3730, 210)
    for arguments, said in (
        (["1", "corrected"], "needs --value"),
        (["1", "corrected", "--value", -5], "--value -5 is no count"),
        (["1", "corrected", "--value", "nan"], "--value nan is no count"),
        (["1", "maybe"], "it is one of right, wrong, corrected"),
        (["999999", "wrong"], "no observation 999999"),
        (["x", "wrong"], "give the number of an observation"),
    ):
        assert said in run("review", "--db", db, "--mark", *arguments, status=2).output
