"""Outlets: every declaration in data/outlets/ works, and one that does not is refused with its reason."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines import DATA, outlets
from pipelines.outlets import OutletBroken, UnknownOutlet

CNEVPOST = (DATA / "outlets" / "cnevpost.toml").read_text(encoding="utf-8")


def broken(tmp_path: Path, text: str) -> str:
    """The message with which an outlet's file is refused."""
    path = tmp_path / "cnevpost.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OutletBroken) as error:
        outlets.read_file(path)
    return str(error.value)


def test_all_outlets_of_the_newsroom_are_declared() -> None:
    sources = {json.loads(p.read_text(encoding="utf-8"))["source"] for p in (DATA / "newsroom").glob("*.json")}
    assert sources <= set(outlets.names())
    assert [outlet.name for outlet in outlets.all_outlets()] == outlets.names() == sorted(outlets.names())


@pytest.mark.parametrize("path", sorted((DATA / "newsroom").glob("*.json")), ids=lambda path: path.stem)
def test_permalinks_of_the_newsroom(path: Path) -> None:
    article = json.loads(path.read_text(encoding="utf-8"))
    outlet = outlets.load(article["source"])
    assert outlet.canonical(article["url"]) == article["url"]
    assert outlets.of_url(article["url"]) == outlet


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://cnevpost.com/2022/07/06/a-b/", "https://cnevpost.com/2022/07/06/a-b/"),
        ("http://cnevpost.com/2022/07/06/a-b/?utm_source=rss#more", "https://cnevpost.com/2022/07/06/a-b/"),
        ("http://127.0.0.1:8000/2022/07/06/a-b/", "https://cnevpost.com/2022/07/06/a-b/"),
        ("http://127.0.0.1:8001/2022/07/06/a-b/", None),
        ("https://cnevpost.com/tag/nio/", None),
        ("https://cnevpost.com/2022/07/06/a-b/feed/", None),
        ("https://cnevpost.com/2022/07/06/../../../etc/passwd/", None),
        ("https://evil.example/2022/07/06/a-b/", None),
        ("https://cnevpost.com.evil.example/2022/07/06/a-b/", None),
        ("ftp://cnevpost.com/2022/07/06/a-b/", None),
        ("javascript:alert(1)", None),
        ("https://[bad/2022/07/06/a-b/", None),
        ("", None),
    ],
)
def test_canonical(url: str, canonical: str | None) -> None:
    assert outlets.load("cnevpost").canonical(url, "http://127.0.0.1:8000") == canonical


def test_an_address_keeps_the_ending_that_its_outlet_gave_it() -> None:
    """Nobody has read yet whether Gasgoo's addresses end in a slash: asked for as its feed has them, none redirects."""
    for ending in ("", "/"):
        url = f"https://autonews.gasgoo.com/articles/ev/a-story-1234567890123456789{ending}"
        assert outlets.load("gasgoo").canonical(f"{url}?x=1") == url
    assert outlets.load("pandaily").canonical("https://pandaily.com/two-words") == "https://pandaily.com/two-words"
    assert outlets.load("pandaily").canonical("https://pandaily.com/about") is None


def test_feed_pages() -> None:
    (feed,) = outlets.load("cnevpost").feeds
    assert feed.page_url(1) == "https://cnevpost.com/feed/"
    assert feed.page_url(2) == "https://cnevpost.com/feed/?paged=2"
    assert outlets.load("insideevs").feeds[0].page_url(2) is None


def test_unknown_outlet_lists_the_names() -> None:
    with pytest.raises(UnknownOutlet, match="unknown outlet 'cnevpots'; the outlets are .*cnevpost"):
        outlets.load("cnevpots")
    with pytest.raises(ValueError, match="unknown outlet"):
        outlets.load("../outlets/cnevpost")


def test_the_layout_of_the_day_of_fetching(tmp_path: Path) -> None:
    path = tmp_path / "cnevpost.toml"
    old = '[[layouts]]\nuntil = 2023-05-31\ntitle = ["h1.old"]\nbody = ["div.old"]\n\n[[layouts]]'
    path.write_text(CNEVPOST.replace("[[layouts]]", old), encoding="utf-8")
    outlet = outlets.read_file(path)
    assert outlet.layout(date(2023, 5, 31)).body == ("div.old",)
    assert outlet.layout(date(2023, 6, 1)).body == ("div.entry-content",)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "cnevpost"', 'name = "other"', "name must be 'cnevpost', like the file"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia/Shanghigh"', "'Asia/Shanghigh' is no IANA time zone"),
        ('zone = "Asia/Shanghai"', 'zone = "Asia"', "'Asia' is no IANA time zone"),
        ('zone = "Asia/Shanghai"', f'zone = "Asia/{"Sh" * 300}"', "is no IANA time zone"),
        ("permalink = 'https", "permalink = 's{99999999999}https", "is no regular expression"),
        ('level = "page"', 'level = "pages"', "level 'pages' is none of page, json-ld, feed"),
        ('"url"]', '"sky"]', "dates.order names unknown sources: sky"),
        ("feed_pages = 3", "feed_pages = 0", "feed_pages must be at least 1"),
        ("feed_pages = 3", 'status = "retired"', "a retired outlet needs a tombstone"),
        ("feed_pages = 3", "feed_papers = 3", "feed_papers"),
        ("permalink = '", "permalink = '(", "missing )"),
        ("[[layouts]]", "[[layouts]]\nuntil = 2023-05-31", "the last of the layouts must have no `until`"),
        ('body = ["div.entry-content"]', "", "body"),
        ('home = "https://cnevpost.com/"', "", "home"),
        ("[dates]", "[dates", "Expected"),
    ],
)
def test_a_slip_of_the_pen_is_heard(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in CNEVPOST
    message = broken(tmp_path, CNEVPOST.replace(old, new))
    assert said in message and "cnevpost.toml" in message and "\n" not in message


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("delay = 5.0", "dealy = 5.0", "key 'dealy' is not known"),
        ('naive = "Asia/Shanghai"\n', "", "key 'naive' is missing"),
        ("permalink = 'https", "permalink = '(https", "is no regular expression: missing )"),
    ],
)
def test_a_slip_is_told_in_the_words_of_the_file(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in broken(tmp_path, CNEVPOST.replace(old, new))


def test_every_outlet_says_what_it_knows_of_robots() -> None:
    for outlet in outlets.all_outlets():
        assert date.fromisoformat(outlet.robots[:10]), outlet.name
        assert outlet.delay >= 5
