"""`extract` and `explain` as a user has them: files and texts in, observations and reasons out."""

from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner
from terminal import one_line, stationwatch

from pipelines import DATA, outlets, run
from pipelines.__main__ import cli
from pipelines.gold import name_of, read_article
from pipelines.model import CODEBOOK_FIELDS
from spiders.newsroom import Newsroom, read_stories

ARTICLE = DATA / "newsroom" / "2021-08-30-nio-410-swap-stations.json"
SENTENCE = "As of July 5, NIO had 598 battery swap stations in China."


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
