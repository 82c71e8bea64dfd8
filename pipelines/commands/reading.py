"""`extract` and `explain`: what the reader finds in a text, a saved page or an article's JSON, and why."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.ends import BAD_INPUT, Refused, end, put, put_json, refusing
from pipelines.commands.usage import Command

if TYPE_CHECKING:
    from pipelines.model import Article

ENDINGS = (".json", ".html", ".htm")

outlet_option = click.option("--outlet", metavar="NAME", help="Whose page an .html file is, where it does not say so.")


@click.command(
    cls=Command,
    epilog="Example: stationwatch extract data/newsroom",
    short_help="Pages or articles → observations as JSON lines.",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@outlet_option
def extract(paths: tuple[Path, ...], outlet: str | None) -> None:
    """Print the observations of saved pages (.html) and articles (.json), one JSON object a line.

    A folder stands for all such files in it. Observations that a JSON file lists are not looked at. `value_start` and
    `value_end` are the number's place in the quote. A page without any word of charging or swapping is set aside
    before it is parsed.
    """
    from pipelines import run
    from pipelines.gold import Unreadable, files_of, name_of

    with refusing(Unreadable):
        files = files_of(paths, ENDINGS)
    if not files:
        raise Refused(f"{', '.join(map(str, paths))}: no .json or .html file in it")
    status = aside = 0
    for file in files:
        try:
            article = read_file(file, outlet, sift=True)
        except SetAside:
            aside += 1
            continue
        except Refused as error:
            error.show()
            status = BAD_INPUT
            continue
        for o in run.observe(article).observations:
            offsets = {"value_start": o.value_start, "value_end": o.value_end}
            put_json({"article": name_of(article), **o.record(), **offsets})
    if aside:
        pages = "1 page was" if aside == 1 else f"{aside:,} pages were"
        click.echo(f"{pages} set aside unread: no word of charging or swapping", err=True)
    end(status)


class SetAside(Exception):
    """A saved page of an outlet whose bytes hold no word of charging or swapping: it is not worth a parse."""


@click.command(
    cls=Command,
    epilog='Example: stationwatch explain "NIO has 598 swap stations in China."',
    short_help="Which rule fired on which words, field by field.",
)
@click.argument("what", metavar="TEXT|PATH")
@click.option("--published", metavar="DATE", help="When the text was published, such as 2022-07-06. Default: today.")
@outlet_option
def explain(what: str, published: str | None, outlet: str | None) -> None:
    """Show why each field of each observation is what it is, which numbers were refused, and which were left over."""
    from pipelines import run
    from pipelines.commands.tables import terminal_width
    from pipelines.explain import explain as lines_of

    article = read_file(Path(what), outlet) if _is_path(what) else _article_of(what, published)
    reading = run.observe(article)
    put("\n".join(lines_of(reading, min(terminal_width(), 120))))


def read_file(path: Path, outlet: str | None, sift: bool = False) -> Article:
    """The article of a saved page or of a JSON file. Raises Refused with the file's name and what is wrong, and with
    `sift` SetAside for a page that cannot matter."""
    from pipelines.gold import Unreadable, read_article

    with refusing(Unreadable):
        if path.is_dir():
            raise Unreadable(f"{path}: is a folder; name one file in it")
        if not path.exists():
            raise Unreadable(f"{path}: no such file or folder")
        if path.suffix.lower() == ".json":
            return read_article(path)
        if path.suffix.lower() in ENDINGS:
            return _read_page(path, outlet, sift)
        raise Unreadable(f"{path}: neither .json nor .html, so it is not known how to read it")


def _read_page(path: Path, name: str | None, sift: bool) -> Article:
    """A saved page, by the outlet whose address it names, else by the one that the user names."""
    from pipelines import outlets, run
    from pipelines.model import NotAnArticle, Page
    from pipelines.read.address import address_of
    from pipelines.read.aside import may_matter

    try:
        body, saved = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror})") from error
    address = address_of(body)
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        outlet = outlets.load(name) if name else outlets.of_url(address or "")
        if outlet is None:
            which = f"names {address}, which is no outlet's" if address else "does not say whose page it is"
            raise Refused(f"{path}: {which}; say --outlet, one of {', '.join(outlets.names())}")
    if sift and body and not may_matter(body):
        raise SetAside
    url = outlet.canonical(address or "") or address or path.name
    try:
        return run.read_page(Page(outlet.name, url, datetime.fromtimestamp(saved, UTC), body))
    except NotAnArticle as error:
        raise Refused(f"{path}: is no article of {outlet.name}: {error}") from error


def _is_path(what: str) -> bool:
    """True for a file or folder that is there, and for what can only be meant as the name of one."""
    if re.fullmatch(r"\S*(?:/|\\|\.)\w[\w.-]*/?", what.strip()):  # no sentence is one word with a dot or a slash in it
        return True
    try:
        return Path(what).exists()
    except (OSError, ValueError):  # a text that is too long for a file name
        return False


def _article_of(text: str, published: str | None) -> Article:
    """A text as an article without a title, published at noon of the day."""
    from pipelines.model import Article

    if not text.strip():
        raise Refused("the text is empty, so there is nothing to explain")
    try:
        day = date.fromisoformat(published) if published else datetime.now(UTC).date()
    except ValueError as error:
        raise Refused(f"--published {published!r} is no date like 2022-07-06") from error
    paragraphs = tuple(part.strip() for part in text.split("\n\n") if part.strip())
    return Article("", "", "", datetime(day.year, day.month, day.day, 12, tzinfo=UTC), "UTC", paragraphs)
