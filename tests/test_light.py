"""The lighter tree says what the soup says, to the letter: on every page that the project has, and on made ones."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import promises
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_newsroom import ARTICLES, FETCHED, page_of

from pipelines import outlets, read
from pipelines.model import Article, NotAnArticle, Page
from pipelines.read import select
from pipelines.read.light import Light, light
from pipelines.read.select import Elements, LightElements
from pipelines.read.soup import soup

SOME = settings(max_examples=250, deadline=None, derandomize=True)

#: Elements, attributes and slips of the pen that an article's markup is made of, beside those of promises.PIECES.
PIECES = [
    *promises.PIECES, "<div class='entry-content'>", "<div class='subscription-container'>", "<form>", "</form>",
    "<nav>", "</nav>", "<section class='a entry-content b'>", "</section>", "<a rel='nofollow author' href=x>", "<i>",
    "</i>",
    "<p style='display: none'>", "<p hidden>", "<span class='author'>", "<header class=entry-meta>", "</header>",
    "<hr>", "<img alt='5 stations'>", "<noscript>", "</noscript>", "<pre>", "<template>", "<rt>", "<o:p>", "</o:p>",
    "<svg>",
    "<!-- x -->", "<br/>", "<?php 5 ?>", "<p", "&#8217;", "&bogus;", "&amp", "\n  ", " \t", "<em>", "</em>",
    "<body id=b>",
]  # fmt: skip


@pytest.fixture
def lightly(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Have every article read by the lighter tree, or none."""
    monkeypatch.setattr(read, "has_stem", lambda headline: False)
    return lambda wanted: monkeypatch.setattr(read, "may_state", lambda article: not wanted)


def told(page: Page) -> tuple[Article, object] | str:
    """All that is read of a page, or why nothing is."""
    try:
        article = read.read(page, outlets.find(page.outlet))
    except NotAnArticle as error:
        return str(error)
    return article, article.states


def saved_pages() -> list[Page]:
    samples = [
        Page(path.parent.name, f"https://{path.parent.name}.com/2022/07/06/{path.stem}/", FETCHED, path.read_bytes())
        for path in sorted((Path(__file__).parent / "pages").glob("*/*.html"))
    ]
    return [*map(page_of, ARTICLES.values()), *samples]


def test_every_page_of_the_project_reads_the_same(lightly: Callable[[bool], None]) -> None:
    pages = saved_pages()
    assert len(pages) > 110
    lightly(True)
    ours = list(map(told, pages))
    lightly(False)
    for page, light_one in zip(pages, ours, strict=True):
        assert light_one == told(page), page.url


@SOME
@given(st.lists(st.sampled_from(PIECES) | st.sampled_from(["NIO", "has 5", "stations."]), max_size=50))
def test_made_pages_read_the_same(pieces: list[str]) -> None:
    head = "<h1 class='entry-title'>T</h1><time datetime='2022-07-06T10:00:00+08:00'></time><div class='entry-content'>"
    for wrapped in ("<article>{}</div></article>", "{}"):
        html = f"<html><body>{wrapped.format(head + ' '.join(pieces))}</body></html>"
        page = Page("cnevpost", promises.URL, FETCHED, html.encode())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(read, "may_state", lambda article: False)
            light_one = told(page)
            patch.setattr(read, "may_state", lambda article: True)
            assert light_one == told(page)


def test_most_pages_of_the_newsroom_are_plain_enough() -> None:
    """Else the lighter tree would be of no use, and nobody would see it."""
    plain = [
        light(page.html[page.html.find(b"<article") : page.html.rfind(b"</article")])
        for page in map(page_of, ARTICLES.values())
        if b"<article" in page.html and b"<table" not in page.html
    ]
    assert len(plain) > 40
    assert all(isinstance(tree, Light) for tree in plain)


SELECTORS = sorted(
    {each for name in outlets.names() for layout in outlets.load(name).layouts for each in layout.selectors}
)


@pytest.mark.parametrize(
    "selector", [*SELECTORS, "#b", "div#b.x", "a[href]", "[class*=entry]", "header a", "div p span"]
)
def test_selectors_find_what_soupsieve_finds(selector: str) -> None:
    rng = random.Random(selector)
    own, every = (
        [step for each in selectors for step in select.steps(each) or ()] for selectors in ([selector], SELECTORS)
    )
    names = [*(step.tag or "div" for step in own * 5 + every), "p", "a", "span", "header"]
    classes = [" ".join(step.classes) for step in own * 5 + every]
    found = 0
    for _ in range(60):
        tags = [
            f"<{rng.choice(names)} class='{' '.join(rng.sample(classes, rng.randint(0, 3)))}'"
            f"{rng.choice(['', ' id=b', ' rel=author', ' itemprop=author', ' href=x'])}>"
            for _ in range(25)
        ]
        markup = "".join(tag + rng.choice(["", "x", "</div>", "</p>", "</a>"]) for tag in tags)
        tree = soup(markup.encode())
        wanted = tree.select(selector)
        assert [id(tag) for tag in Elements(tree).all(selector)] == list(map(id, wanted))
        if (plain := light(markup.encode())) is not None:
            assert [tag.name for tag in LightElements(plain).all(selector)] == [tag.name for tag in wanted]
        found += len(wanted)
    assert found or selector not in SELECTORS


def test_selectors_beyond_the_few_forms_are_soupsieves() -> None:
    tree = soup(b"<div><p>1</p><p>2</p></div>")
    assert select.steps("div > p:last-child") is None
    assert [tag.get_text() for tag in Elements(tree).all("div > p:last-child")] == ["2"]


def test_headlines_that_name_charging_go_to_the_soup_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page_of(gold) for gold in ARTICLES.values() if "charg" in gold["title"].lower()]
    pages = [page for page in pages if b"og:title" in page.html or b'"headline"' in page.html]  # a feed's have neither
    assert len(pages) > 20
    monkeypatch.setattr("pipelines.read.soup.light", None)
    for page in pages:
        assert told(page)
