"""`probe`, on sites that are no outlets: what it finds, what it drafts, and that it keeps its manners."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import pytest
from parsel import Selector
from sites import Reply, Site, served
from terminal import free_port, one_line, stationwatch

from pipelines import DATA, outlets
from spiders.draft import body_of, name_of, permalink_of
from spiders.newsroom import read_stories


def as_its_own(site: Site) -> None:
    """The site as one that nobody declared: its links lead to itself."""
    home, reply = site.newsroom.outlet.home.rstrip("/").encode(), site.reply

    def answer(path: str) -> Reply:
        said = reply(path)
        return replace(said, body=said.body.replace(home, site.url.encode()))

    site.reply = answer  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("outlet", "verdict", "level", "body"),
    [
        ("cnevpost", "readable: all 3", "page", "div.entry-content"),
        ("electrek", "readable: all 3", "page", "div.container"),
        ("electrive", "feed_only", "feed", "div.feed-content"),
    ],
)
def test_a_draft_that_works(tmp_path, outlet: str, verdict: str, level: str, body: str) -> None:
    with served(read_stories(DATA / "newsroom", outlet)[:9], outlet) as site:
        as_its_own(site)
        said = stationwatch("probe", site.url, home=tmp_path)
        asked = [path for _, path, _ in site.log]
    assert said.returncode == 0, said.stderr
    assert f"stationwatch: verdict: {verdict}" in said.stderr
    drafted = outlets.declared("outlet", said.stdout, "draft")
    assert (drafted.level, drafted.layouts[0].body[0], drafted.home) == (level, body, f"{site.url}/")
    assert drafted.feeds[0].url == site.url + outlets.load(outlet).feeds[0].url.removeprefix(
        outlets.load(outlet).home.rstrip("/")
    )
    assert asked[0] == "/robots.txt" and len(asked) == len(set(asked)) <= 15


def test_a_site_that_refuses(tmp_path) -> None:
    with served() as site:
        site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n")
        assert one_line(stationwatch("probe", site.url, home=tmp_path), 1).startswith("verdict: robots_forbid: ")
        assert [path for _, path, _ in site.log] == ["/robots.txt"]
    gone = f"http://127.0.0.1:{free_port()}"
    said = one_line(stationwatch("probe", gone, home=tmp_path), 1)
    assert said.startswith("verdict: ") and "refused" in said
    assert "is no address like" in one_line(stationwatch("probe", "example.org", home=tmp_path), 2)


def test_a_site_without_a_feed(tmp_path) -> None:
    with served() as site:
        for path in ("/", "/feed/"):
            site.replies[path] = Reply(body=b"<html><body>Welcome</body></html>")
        said = stationwatch("probe", site.url, home=tmp_path)
    assert said.returncode == 1 and said.stdout == "" and "verdict: no_feed" in said.stderr


@pytest.mark.parametrize(
    ("links", "fits", "not_fits"),
    [
        (["/2022/07/06/a-b/", "/2023/01/02/c/"], ["/2026/11/25/x-y/"], ["/tag/nio/", "/2022/07/06/a/b/"]),
        (["/news/776402/a-b/", "/news/743210/c-d/"], ["/news/1/x/"], ["/reviews/1/x/", "/news/a/"]),
        (["/a-story.html", "/b-story.html"], ["/c.html"], ["/c", "/a/b.html"]),
        (["/blog/2022/a", "/blog/2023/b"], ["/blog/2024/c"], ["/shop/2024/c", "/blog/"]),
    ],
)
def test_permalinks(links: list[str], fits: list[str], not_fits: list[str]) -> None:
    import re

    home = "https://example.org/"
    pattern = permalink_of(home, [home.rstrip("/") + link for link in links] + ["https://other.example/x"])
    assert all(re.fullmatch(pattern, home.rstrip("/") + link) for link in links + fits), pattern
    assert not any(re.fullmatch(pattern, home.rstrip("/") + link) for link in not_fits), pattern
    tomllib.loads(f"permalink = '{pattern}'")


def test_the_body_is_where_the_text_is() -> None:
    text = "<p>" + "Words of the story. " * 9 + "</p>"
    page = (
        f'<div class="css-1x2y3z"><div class="story-body">{text * 4}<blockquote class="said">{text}</blockquote></div>'
        f'<aside class="side"><div class="more">{text * 9}</div></aside><div class="teaser"><p>Short</p></div></div>'
    )
    assert body_of([Selector(text=page), Selector(text=page)]) == "div.story-body"
    assert body_of([Selector(text="<p>nothing around it</p>")]) is None


def test_names() -> None:
    assert name_of("https://www.some-news.co/x") == "some_news"
    assert name_of("http://127.0.0.1:8000/") == "outlet"
