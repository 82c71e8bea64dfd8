"""`probe`, on sites that are no outlets: what it finds, what it drafts, and that it keeps its manners."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from parsel import Selector
from sites import Reply, Site, served
from terminal import free_port, one_line, stationwatch

from pipelines import DATA, outlets
from spiders.chrome import ALWAYS, chrome_of, ending_of
from spiders.draft import body_of, name_of, permalink_of
from spiders.newsroom import read_stories
from spiders.newsroom import serve as newsroom


def as_its_own(site: Site) -> None:
    """The site as one that nobody declared: its links lead to itself."""
    home, reply = site.newsroom.outlet.home.rstrip("/").encode(), site.reply

    def answer(path: str) -> Reply:
        said = reply(path)
        return replace(said, body=said.body.replace(home, site.url.encode()))

    site.reply = answer  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("outlet", "verdict", "level", "body", "strip", "end"),
    [
        (
            *("cnevpost", "readable: all 3", "page", "div.entry-content"),
            {"div.subscription-container", "div.danpian-xiangguan-post"},
            (),
        ),
        ("insideevs", "readable: all 3", "page", "div.postBody", {"div.related-content"}, ("^More From InsideEVs:",)),
        ("electrive", "feed_only", "feed", "div.feed-content", set(), ()),
    ],
)
def test_a_draft_that_works(
    tmp_path: Path, outlet: str, verdict: str, level: str, body: str, strip: set[str], end: tuple[str, ...]
) -> None:
    """Also the chrome that the hand-made declaration of the outlet strips is found."""
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
    layout = drafted.layouts[0]
    assert (set(layout.strip) - {*ALWAYS}, layout.end) == (strip, end)
    assert said.stderr.count("stationwatch: strips ") == len(strip)
    assert asked[0] == "/robots.txt" and len(asked) == len(set(asked)) <= 15


@pytest.mark.parametrize("outlet", ["cnevpost", "electrive", "gasgoo"])
def test_the_sample_newsroom_stands_in_for_its_outlet(tmp_path: Path, outlet: str) -> None:
    """As README lets a newcomer serve it: its links are the outlet's own, and so is what is drafted."""
    own = outlets.load(outlet)
    with newsroom(DATA / "newsroom", outlet) as site:
        said = stationwatch("probe", site.url, home=tmp_path)
        assert all(hit.status in (200, 403, 404) for hit in site.log) and site.log[0].path == "/robots.txt"
    assert said.returncode == 0, said.stderr
    drafted = outlets.declared(outlet, said.stdout, "draft")
    assert (drafted.home, drafted.level, drafted.feeds[0].url) == (own.home, own.level, own.feeds[0].url)
    assert "127.0.0.1" not in said.stdout + said.stderr
    assert drafted.archive.sitemaps == (f"{own.home}sitemap_index.xml",)


def test_a_feed_on_another_host_is_named(tmp_path: Path) -> None:
    """And not followed: a crawl never leaves its site. What a name of this machine leads to is a mirror."""
    with served() as site:
        links = "".join(f'<link rel="alternate" type="application/rss+xml" href="{url}">' for url in ("/f", EVIL))
        site.replies |= {"/": Reply(body=links.encode()), "/feed/": Reply(404), "/f": Reply(404)}
        said = stationwatch("probe", site.url, home=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.splitlines()[-1].endswith(f"; {EVIL} is on another host, and a crawl never leaves its site")


EVIL = "https://feeds.example/other/feed"


def test_a_site_that_refuses(tmp_path) -> None:
    with served() as site:
        site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /\n")
        assert one_line(stationwatch("probe", site.url, home=tmp_path), 1).startswith("verdict: robots_forbid: ")
        assert [path for _, path, _ in site.log] == ["/robots.txt"]
    gone = f"http://127.0.0.1:{free_port()}"
    said = one_line(stationwatch("probe", gone, home=tmp_path), 1)
    assert said.startswith("verdict: unreachable: ") and "refused" in said
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


STORY = "<p>" + "Words of the story, which no other has. " * 9 + "</p>"


@pytest.mark.parametrize(
    ("block", "selector"),
    [
        ('<div class="box-9 more-stories"><a href="/{n}">Story number {n} is here</a></div>', "div.more-stories"),
        ('<div class="joinus"><p>Join 3,333 readers.</p></div>', "div.joinus"),
        ('<ul class="share-buttons"><li>Mail {n}</li></ul>', "ul.share-buttons"),
        ('<div class="outer-related"><div class="inner-related"><p>Old {n}</p></div></div>', "div.outer-related"),
        ('<div class="joinus">' + STORY + "</div>", "div.joinus"),  # as long as the article, and the same in all
        ('<div class="joinus">' + STORY * 20 + "</div>", None),  # too much to be anything but the article
        ('<div class="related">' + STORY * 2 + "Old {n}</div>", None),
        ('<div class="figures"><p>{n}00 stations, see <a href="/">here</a></p></div>', None),
        ('<p class="lead">Number {n} is a lead of its own.</p>', None),
        ("<div><p>No class, nothing to name it by.</p></div>", None),
    ],
)
def test_chrome_inside_the_body(block: str, selector: str | None) -> None:
    pages = [
        Selector(text=f'<div class="body">{STORY}{block.replace("{n}", str(n))}<p>End {n}</p></div>') for n in (1, 2, 3)
    ]
    assert [each.selector for each in chrome_of(pages, "div.body")] == ([selector] if selector else [])


def test_an_ending_that_all_articles_share() -> None:
    def made(*ends: str) -> list[Selector]:
        return [Selector(text=f'<div class="b"><p>Story {n}</p>{end}</div>') for n, end in enumerate(ends)]

    same = "<p>More from us (daily):</p><p>A letter</p>"
    assert ending_of(made(same, same, same), "div.b", ()) == r"^More from us \(daily\):"
    assert ending_of(made(same, same, "<p>Other</p>"), "div.b", ()) is None
    assert ending_of(made(same), "div.b", ()) is None
    aside = f"<aside>{same}</aside>"
    assert ending_of(made(aside, aside), "div.b", ()) is None


def test_names() -> None:
    assert name_of("https://www.some-news.co/x") == "some_news"
    assert name_of("http://127.0.0.1:8000/") == "outlet"
