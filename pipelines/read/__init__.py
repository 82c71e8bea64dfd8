"""From a saved page to an `Article`: exact paragraphs and tables, title, author, dates with their zone.

The only room that knows HTML. bs4 and dateparser are imported when the first page is read: 320 ms that a look at
an article's JSON, a query or `--help` need not pay.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipelines.model import Article, FieldState, NotAnArticle, Page, Table
from pipelines.outlets import Layout, Outlet
from pipelines.read.aside import has_stem, may_state
from pipelines.read.charset import decode
from pipelines.read.head import Head, read_head
from pipelines.read.text import TOO_DEEP, plain, split_scripts

if TYPE_CHECKING:
    from pipelines.read.soup import Markup

__all__ = ["NotAnArticle", "read"]


def read(page: Page, outlet: Outlet) -> Article:
    """The article of a page, by the layout that the outlet had on the day of fetching.

    `published` is in the outlet's own zone. Raises NotAnArticle, and nothing else, for a page that is none; the
    message says what is missing and what to look at next.
    """
    try:
        return _read(page, outlet)
    except RecursionError as error:
        raise NotAnArticle(TOO_DEEP) from error


def _read(page: Page, outlet: Outlet) -> Article:
    """An article that may state something, as few of most outlets do, is read by the soup: at once where its headline
    names charging, else after the lighter tree found it in the text. So is what that tree makes nothing of."""
    from pipelines.read.general import gist
    from pipelines.read.select import steps
    from pipelines.read.soup import Markup

    scripts, rest = split_scripts(decode(page.html, page.charset).utf8)
    head = read_head(scripts, rest)
    layout = outlet.layout(page.fetched_at.date())
    headline = head.article.get("headline") or head.meta.get("og:title") or page.feed_title
    if not outlet.general and not has_stem(str(headline)) and all(map(steps, layout.selectors)):
        with suppress(NotAnArticle, RecursionError):
            article = _article(page, outlet, layout, head, Markup(rest, lightly=True))
            if not may_state(article):
                return article
    markup = Markup(rest, gist(rest.markup, layout) if outlet.general else None)
    return _article(page, outlet, layout, head, markup)


def _article(page: Page, outlet: Outlet, layout: Layout, head: Head, markup: Markup) -> Article:
    from pipelines.read.dates import modified, published

    paragraphs, tables, body = _text(markup, head, layout, outlet)
    when, raw, source = published(page, head, markup, layout, outlet)
    title, of_title = _title(markup, head, layout, page, outlet.general)
    author, of_author = _author(markup, head, layout)
    return Article(
        outlet=outlet.name,
        url=(head.canonical and outlet.canonical(head.canonical)) or page.url,
        title=title,
        published=when.astimezone(ZoneInfo(outlet.zone)),
        timezone=outlet.zone,
        paragraphs=paragraphs,
        tables=tables,
        author=author,
        modified=modified(head, outlet),
        published_raw=raw,
        published_from=source,
        states=(
            of_title,
            FieldState("date", "found" if source == outlet.dates.order[0] else "elsewhere"),
            of_author,
            body,
            FieldState("tables", "found" if tables else "missing"),
        ),
    )


def _text(
    markup: Markup, head: Head, layout: Layout, outlet: Outlet
) -> tuple[tuple[str, ...], tuple[Table, ...], FieldState]:
    """Paragraphs and tables. A JSON-LD text has no tables: they come from the page's body, where it has one."""
    from pipelines.read.body import before_end, paragraphs_of_json_ld, read_body

    body = markup.first(layout.body) or markup.last()
    spoken = head.article.get("articleBody") if outlet.level == "json-ld" else None
    if body is None and not spoken:
        name = markup.first(("title", "h1"))  # a wall, a login and a page that is gone say what they are
        called = f"; the page is called “{plain(name.get_text(' '))[:80]}”" if name is not None else ""
        said = markup.broken() or f"no body: layout changed? no {' or '.join(layout.body)}{called}"
        raise NotAnArticle(said, FieldState("body", "missing"))
    if broken := markup.broken():
        raise NotAnArticle(broken)
    paragraphs, tables = read_body(body, markup, layout) if body is not None else ((), ())
    if isinstance(spoken, str) and spoken.strip():
        paragraphs = before_end(paragraphs_of_json_ld(spoken), layout)
    if not paragraphs and not tables:
        said = "empty body: the page has a place for the text and no text in it; is it filled by a script?"
        raise NotAnArticle(said, FieldState("body", "empty"))
    return paragraphs, tables, FieldState("body", "found" if body is not None else "elsewhere")


def _title(markup: Markup, head: Head, layout: Layout, page: Page, general: bool) -> tuple[str, FieldState]:
    from pipelines.read.flow import text_of

    element = markup.first(layout.title)
    spoken = head.article.get("headline")
    loose = None
    if general and (heading := markup.first(("h1", "title"))) is not None:
        loose = text_of(heading) or heading.get_text(" ")
    said = (text_of(element) if element else "", spoken, head.meta.get("og:title"), page.feed_title, loose)
    for n, title in enumerate(said):
        if isinstance(title, str) and plain(title):
            return plain(title), FieldState("title", "elsewhere" if n else "found")
    why = f"no title: layout changed? no {' or '.join(layout.title)}, headline or og:title"
    raise NotAnArticle(why, FieldState("title", "missing" if element is None else "empty"))


def _author(markup: Markup, head: Head, layout: Layout) -> tuple[str | None, FieldState]:
    """Who signed the article; None where nobody did. Several JSON-LD authors are joined by a comma."""
    from pipelines.read.flow import text_of

    element = markup.first(layout.author, near=True)
    if element is not None and text_of(element):
        return text_of(element), FieldState("author", "found")
    named = head.author or plain(head.meta.get("author", "")) or None
    return named, FieldState("author", "elsewhere" if named else "missing" if element is None else "empty")
