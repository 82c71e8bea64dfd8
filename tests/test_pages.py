"""Saved pages, one or more of each outlet, are read as their fixtures say. And how fixtures are made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from terminal import ROOT, one_line, stationwatch

from pipelines import outlets
from pipelines.commands.pages import expected, fixtures, load

PAGES = ROOT / "tests" / "pages"
FIXTURES = fixtures((PAGES,))


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_saved_page_says_what_it_said(file: Path) -> None:
    assert expected(load(file)) == file.read_text(encoding="utf-8"), (
        "read otherwise now; if that is better: `stationwatch page update`"
    )


@pytest.mark.parametrize("name", outlets.names())
def test_every_outlet_has_a_saved_page(name: str) -> None:
    assert [file for file in FIXTURES if file.parent.name == name], f"`stationwatch page add FILE --outlet {name}`"


def test_a_fixture_is_made_and_brought_up_to_date(tmp_path: Path) -> None:
    source = PAGES / "cnevpost"
    (first, *_) = sorted(source.glob("*.html"))
    made = stationwatch("page", "add", first, "--folder", "pages", "--name", "a", home=tmp_path)
    assert made.stdout.split() == ["pages/cnevpost/a.html", "pages/cnevpost/a.json"], made.stderr
    said = one_line(stationwatch("page", "add", first, "--folder", "pages", "--name", "a", home=tmp_path), 2)
    assert "is there already" in said
    assert stationwatch("page", "update", "--folder", "pages", home=tmp_path).stdout == ""
    html = tmp_path / "pages" / "cnevpost" / "a.html"
    html.write_text(html.read_text(encoding="utf-8").replace("</h1>", " (corrected)</h1>"), encoding="utf-8")
    for dry in (["--dry-run"], []):
        changed = stationwatch("page", "update", *dry, "--folder", "pages", home=tmp_path)
        assert changed.returncode == 0 and changed.stdout.count("(corrected)") == 1
    assert stationwatch("page", "update", "--folder", "pages", home=tmp_path).stdout == ""
    html.write_bytes(b"<html>")
    said = one_line(stationwatch("page", "update", "--folder", "pages", home=tmp_path), 1)
    assert said.startswith("pages/cnevpost/a.json: no body")


def test_a_fixture_of_a_crawled_page(demo_home: Path, tmp_path: Path) -> None:
    run = tmp_path / "data" / "run"
    run.mkdir(parents=True)
    shutil.copytree(demo_home / "data" / "run" / "demo-warc", run / "warc")
    url = load(sorted((PAGES / "electrek").glob("*.json"))[0]).url
    made = stationwatch("page", "add", f"{url}?utm_source=x", "--folder", "pages", home=tmp_path)
    assert made.returncode == 0 and made.stdout.startswith("pages/electrek/")
    assert "not on the shelf" in one_line(stationwatch("page", "add", "https://electrek.co/x/", home=tmp_path), 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "does not say whose page it is; say --outlet"),
        (b'<link rel="canonical" href="https://cnevpost.com/about/">', "is no article of cnevpost by its permalink"),
        (b'<link rel="canonical" href="https://cnevpost.com/2022/07/06/a/">', "no body: layout changed?"),
    ],
)
def test_what_is_no_fixture(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.html").write_bytes(content)
    assert said in one_line(stationwatch("page", "add", "a.html", home=tmp_path), 2)
    assert "no fixture in it" in one_line(stationwatch("page", "update", home=tmp_path), 2)
