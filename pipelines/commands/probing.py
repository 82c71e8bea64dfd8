"""`probe`: what a site offers that is no outlet yet, and the draft of its declaration."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pipelines.commands.ends import WRONG, end, put, refusing, say
from pipelines.commands.usage import Command

if TYPE_CHECKING:
    from pipelines.outlets import Outlet
    from spiders.probe import Findings


@click.command(
    cls=Command,
    epilog="Example: stationwatch probe https://example.org/",
    short_help="What a new outlet offers; drafts its file.",
)
@click.argument("url", metavar="URL")
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Between two requests.")
def probe(url: str, delay: float | None) -> None:
    """Ask a site for robots.txt, feeds, sitemaps and three articles, some fifteen requests, as politely as a crawl.

    What was found and the verdict go to standard error, the draft of the outlet's file to standard output. The three
    articles are read by the draft. Exit status 1 where the site cannot be read as it is: robots_forbid, unreachable,
    no_feed, no_text, no_date.
    """
    from pipelines import outlets
    from spiders.draft import draft, name_of, stripped
    from spiders.probe import probe as ask

    with refusing(ValueError):
        found = ask(url, delay)
    if found.trouble and not found.feeds:
        say(f"verdict: {'robots_forbid' if found.rule == 'robots_forbid' else 'unreachable'}: {found.trouble}")
        end(WRONG)
    for line in _offers(found):
        say(line)
    if not found.feeds:
        elsewhere = [url for url, why in found.refused if why.startswith("leads off") and "feed" in url + why]
        of_others = f"; {elsewhere[0]} is on another host, and a crawl never leaves its site" if elsewhere else ""
        say(f"verdict: no_feed: neither the home page nor the usual addresses lead to one{of_others}")
        end(WRONG)
    text = draft(found, f"{datetime.now(UTC):%Y-%m-%d}")
    with refusing(outlets.OutletBroken):
        outlet = outlets.declared(name_of(found.url), text, "the draft")
    for chrome in stripped(found) if outlet.level == "page" else ():
        say(str(chrome))
    read, lines = _read(found, outlet)
    for line in lines:
        say(line)
    verdict = _verdict(outlet, found, read, lines)
    say(f"verdict: {verdict}")
    put(text, lines=False)
    end(0 if verdict.startswith(("readable", "feed_only")) else WRONG)


def _offers(found: Findings) -> list[str]:
    """What the site offers, a line each."""
    feeds = [
        f"feed {feed.url}: {len(feed.links)} items, {feed.dated} dated, texts of up to {feed.longest:,} characters"
        for feed in found.feeds
    ]
    maps = [f"sitemap {url}" for url, _ in found.sitemaps] or ["no sitemap"]
    rest = [f"REST {found.rest}"] if found.rest else []
    delay = [f"robots.txt asks for {found.delay:g} s between requests"] if found.delay else []
    return [*delay, *feeds, *maps, *rest, *(f"{url}: {why}" for url, why in found.refused)]


def _read(found: Findings, outlet: Outlet) -> tuple[int, list[str]]:
    """(how many of the articles the draft reads, a line for each)."""
    from dataclasses import replace

    from pipelines import read
    from pipelines.model import NotAnArticle

    good, lines = 0, []
    for page in found.pages if outlet.level != "feed" else ():
        url = outlet.canonical(page.url)
        try:
            if url is None:
                raise NotAnArticle("its address does not fit the permalink of the draft")
            article = read.read(replace(page, outlet=outlet.name, url=url), outlet)
        except NotAnArticle as error:
            lines.append(f"article {page.url}: {error}")
            continue
        good += 1
        words = sum(len(text.split()) for text in article.paragraphs)
        tables = f"{len(article.tables)} tables" if article.tables else "no table"
        lines.append(
            f"article {page.url}: {words:,} words, {tables}, published {article.published_raw} "
            f"(by {article.published_from}): {article.title}"
        )
    return good, lines


def _verdict(outlet: Outlet, found: Findings, read: int, lines: list[str]) -> str:
    """A code and what it means."""
    if outlet.level == "feed":
        longest = max(feed.longest for feed in found.feeds)
        if not any(feed.dated for feed in found.feeds):
            return "no_date: the pages cannot be had, and the feed has no dates"
        return f"feed_only: no page can be had or has text; the feed's own texts have up to {longest:,} characters"
    if read == len(found.pages):
        return f"readable: all {read} articles are read by the draft"
    codes = {"no date": "no_date", "date cannot": "no_date", "no body": "no_text", "empty body": "no_text"}
    said = next((code for line in lines for words, code in codes.items() if re.search(words, line)), "not_an_article")
    return f"{said}: {read} of {len(found.pages)} articles are read by the draft; mend its layout"
