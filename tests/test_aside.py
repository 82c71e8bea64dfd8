"""Pages that are set aside by their bytes: none that could state anything, and most of the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from terminal import stationwatch

from pipelines import DATA, outlets
from pipelines.read.aside import STEMS, may_matter
from pipelines.words import wordings
from spiders.newsroom import read_stories
from spiders.typeset import page_of

#: What an article says beside swap or charging, as it does with names and abbreviations (these begin with a capital).
NEVER_ALONE = {"power up", "socket", "flash station", "megawatt station"} | {
    f"megawatt {head}" for head in ("pile", "point", "bay", "stall", "connector", "dispenser")
}

OTHER_NEWS = "<html><head><title>Markets</title></head><body>{menu}<article><p>Shares fell 3% to $5.38.</p></article>"


def test_each_word_for_swapping_or_charging_holds_a_stem() -> None:
    named = [w for w in wordings("nouns") if w.kind == "product" or w.id in ("swap", "charging", "both")]
    assert len(named) > 20
    common = {w.text for w in named if w.text[0].islower()}
    without = {text for text in common if not any(stem.decode() in text for stem in STEMS)}
    assert without <= NEVER_ALONE


@pytest.mark.parametrize("outlet", ["cnevpost", "carnewschina", "gasgoo"])
def test_no_page_with_observations_is_set_aside(outlet: str) -> None:
    stated = {
        json.loads(file.read_text("utf-8"))["url"]
        for file in sorted((DATA / "newsroom").glob("*.json"))
        if json.loads(file.read_text("utf-8"))["observations"]
    }
    pages = [
        page_of(story, outlets.load(outlet)) for story in read_stories(DATA / "newsroom", outlet) if story.url in stated
    ]
    assert pages
    assert all(may_matter(page.encode()) for page in pages)


def test_words_beside_the_article_do_not_count() -> None:
    assert not may_matter(OTHER_NEWS.format(menu="<nav>2,222 charging stations</nav>").encode())
    assert may_matter(OTHER_NEWS.format(menu="").replace("Markets", "CHARGING").encode())
    assert may_matter(b"<p>1,300 SWAP stations</p>")
    assert may_matter("<p>no such word</p>".encode("utf-16"))


def test_extract_says_how_many_pages_it_set_aside(tmp_path: Path) -> None:
    page = tmp_path / "markets.html"
    page.write_text(OTHER_NEWS.format(menu=""))
    ended = stationwatch("extract", page, "--outlet", "cnevpost", home=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr == "1 page was set aside unread: no word of charging or swapping\n"
