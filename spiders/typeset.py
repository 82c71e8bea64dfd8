"""How the sample newsroom prints an article: its page in the outlet's layout, and its item in the feed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipelines.outlets import Outlet

TEASER = 120  # characters of a feed item's teaser

_PAGES = Path(__file__).with_name("pages")


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the newsroom: what its JSON file says of page and feed."""

    url: str
    title: str
    published: datetime
    paragraphs: tuple[str, ...]
    tables: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def path(self) -> str:
        return urlsplit(self.url).path


def page_of(story: Story, outlet: Outlet) -> str:
    """The article's page in its outlet's layout, with everything around it that is no part of it."""
    blocks = _blocks(story)
    third = max(1, len(blocks) // 3)
    local = story.published.astimezone(ZoneInfo(outlet.zone))
    said = {"@type": "NewsArticle", "headline": story.title, "datePublished": local.isoformat()}
    if outlet.level == "json-ld":
        said["articleBody"] = "\n\n".join([*story.paragraphs, "More From InsideEVs: 9,999 charging stations"])
    return Template((_PAGES / f"{outlet.name}.html").read_text(encoding="utf-8")).substitute(
        title=escape(story.title),
        url=escape(story.url),
        feed=escape(outlet.feeds[0].url),
        published=utc(story.published)[:19] if outlet.dates.naive == "UTC" else utc(story.published),
        local=local.isoformat(),
        json=json.dumps(said, ensure_ascii=False).replace("</", "<\\/"),
        opening="\n".join(blocks[:third]),
        middle="\n".join(blocks[third : 2 * third]),
        closing="\n".join(blocks[2 * third :]),
    )


def item_of(story: Story, outlet: Outlet) -> str:
    """The article as an RSS item: a teaser, and the full text only where the outlet gives no other."""
    first = escape(story.paragraphs[0], quote=False)
    teaser = first if len(first) <= TEASER else first[:TEASER].rsplit(" ", 1)[0] + " [&#8230;]"
    content = ""
    if outlet.level == "feed":
        said = "\n".join(_blocks(story))
        end = f'<p>The post <a href="{story.url}">{escape(story.title)}</a> appeared first on {outlet.title}.</p>'
        content = f"\n<content:encoded><![CDATA[{said}\n{end}]]></content:encoded>"
    return (
        f"<item>\n<title>{escape(story.title)}</title>\n<link>{escape(story.url)}</link>\n"
        f"<pubDate>{rfc822(story.published)}</pubDate>\n"
        f'<guid isPermaLink="false">{escape(story.url)}</guid>\n'
        f"<description><![CDATA[<p>{teaser}</p>]]></description>{content}\n</item>"
    )


def post_of(story: Story) -> dict[str, object]:
    """The article as WordPress's REST collection lists it, in the fields that are asked for."""
    published = utc(story.published)[:19]
    return {
        "link": story.url,
        "date_gmt": published,
        "modified_gmt": published,
        "title": {"rendered": escape(story.title)},
        "excerpt": {"rendered": f"<p>{escape(story.paragraphs[0])}</p>\n"},
    }


def _blocks(story: Story) -> list[str]:
    """Paragraphs and tables as HTML. Tables stand before the last paragraph, and lines are wrapped as editors wrap."""
    blocks = [f"<p>{_marked_up(text)}</p>" for text in story.paragraphs]
    tables = [_table(table) for table in story.tables]
    return [*blocks[:-1], *tables, *blocks[-1:]]


def _marked_up(text: str) -> str:
    """A paragraph's text with a link on its second word and a line break in the source: neither may change the text."""
    words = [escape(word, quote=False) for word in text.split(" ")]
    if len(words) > 2:
        words[1] = f'<a href="/tag/news/">{words[1]}</a>'
    half = len(words) // 2
    return " ".join(words[:half]) + ("\n  " if half else "") + " ".join(words[half:])


def _table(table: tuple[tuple[str, ...], ...]) -> str:
    head, *rows = table
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "\n".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<figure class="wp-block-table"><table>\n<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody>\n'
        "</table></figure>"
    )


def path_of(url: str) -> str:
    """Path and query of a URL."""
    parts = urlsplit(url)
    return parts._replace(scheme="", netloc="", fragment="").geturl()


def rfc822(moment: datetime) -> str:
    """The moment as feeds and HTTP write it, in UTC."""
    return format_datetime(moment.astimezone(UTC))


def utc(moment: datetime) -> str:
    """The moment as WordPress writes it in meta tags and sitemaps: ISO, +00:00."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
