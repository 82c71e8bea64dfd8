"""`page add` and `page update`: saved pages with what the reader makes of them, as fixtures for the tests.

A fixture is two files: the page as it came (NAME.html), and NAME.json with where it is from and what it says.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from pipelines.commands.ends import WRONG, Refused, end, put, refusing, say
from pipelines.commands.home import db_option, shelf_of
from pipelines.commands.usage import Group

if TYPE_CHECKING:
    from pipelines.model import Page

FOLDER = Path("tests/pages")
CARRIED = ("outlet", "url", "charset", "feed_title", "feed_published", "feed_teaser")  # of a page, beside its moment

folder_option = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default=True,
    help="Where the fixtures are.",
)


@click.group(
    cls=Group,
    epilog="Example: stationwatch page add saved.html --outlet cnevpost",
    short_help="Saved pages as fixtures for the tests.",
)
def page() -> None:
    """Make fixtures of saved pages, and bring them up to date: the tests read each one again.

    Only pages that you wrote or may publish belong into the project: an outlet's articles are its own.
    """


@page.command(epilog="Example: stationwatch page add saved.html --outlet cnevpost")
@click.argument("what", metavar="URL|FILE")
@click.option("--outlet", metavar="NAME", help="Whose page a file is, where it does not say so.")
@click.option("--name", metavar="NAME", help="Name of the fixture; without it, from the address.")
@folder_option
@db_option
def add(what: str, outlet: str | None, name: str | None, folder: Path, db: Path) -> None:
    """Make a fixture of a saved file, or of a page that was crawled and lies on the shelf. Nothing is fetched."""
    saved = _of_file(Path(what), outlet) if not re.match(r"https?://", what) else _of_shelf(what, db)
    said = expected(saved)
    path = folder / saved.outlet / f"{name or _slug(saved.url)}.html"
    if path.exists():
        raise Refused(f"{path}: is there already; give another --name, or run `stationwatch page update`")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(saved.html)
        path.with_suffix(".json").write_text(said, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path}: cannot be written ({error.strerror or error})") from error
    click.echo(f"{path}\n{path.with_suffix('.json')}")


@page.command(epilog="Example: stationwatch page update tests/pages/cnevpost")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@folder_option
def update(paths: tuple[Path, ...], dry_run: bool, folder: Path) -> None:
    """Read fixtures again, all or those named, and print what has changed in what they are expected to say.

    A page that cannot be read keeps what it was expected to say; the exit status is then 1.
    """
    files = fixtures(paths or (folder,))
    if not files:
        raise Refused(f"{', '.join(map(str, paths or (folder,)))}: no fixture in it; `stationwatch page add` makes one")
    wrong = 0
    for file in files:
        try:
            new = expected(load(file))
        except Refused as error:
            say(error.message if str(file) in error.message else f"{file}: {error.message}")
            wrong += 1
            continue
        old = file.read_text(encoding="utf-8")
        for line in unified_diff(old.splitlines(), new.splitlines(), str(file), str(file), n=0, lineterm=""):
            put(line)
        if new != old and not dry_run:
            file.write_text(new, encoding="utf-8")
    end(WRONG if wrong else 0)


# ---------------------------------------------------------------- fixtures


def fixtures(paths: tuple[Path, ...]) -> list[Path]:
    """The JSON files of the fixtures in folders, or named by either of their files."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.json")) if path.is_dir() else [path.with_suffix(".json")]
    return [file for file in dict.fromkeys(found) if file.is_file()]


def load(file: Path) -> Page:
    """The page of a fixture, by its JSON file. Raises Refused."""
    from pipelines.model import Page

    try:
        about = json.loads(file.read_text(encoding="utf-8"))["page"]
        html = file.with_suffix(".html").read_bytes()
        return Page(
            fetched_at=datetime.fromisoformat(about["fetched_at"]), html=html, **{n: about.get(n) for n in CARRIED}
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{file}: is no fixture ({type(error).__name__}: {error})") from error


def expected(saved: Page) -> str:
    """What a fixture's JSON file says: where the page is from, and what is read in it. Raises Refused."""
    from pipelines import run
    from pipelines.model import NotAnArticle

    with refusing(NotAnArticle):
        article = run.read_page(saved)
    about = {"fetched_at": saved.fetched_at.isoformat(), **{name: getattr(saved, name) for name in CARRIED}}
    said = {
        "url": article.url,
        "title": article.title,
        "author": article.author,
        "published": article.published.isoformat(),
        "published_from": article.published_from,
        "modified": article.modified.isoformat() if article.modified else None,
        "found": {state.field: state.state for state in article.states},
        "paragraphs": article.paragraphs,
        "tables": article.tables,
    }
    return json.dumps({"page": about, "article": said}, ensure_ascii=False, indent=1) + "\n"


def _of_file(path: Path, name: str | None) -> Page:
    from pipelines import outlets
    from pipelines.model import Page
    from pipelines.read.address import address_of

    try:
        html, saved = path.read_bytes(), path.stat().st_mtime
    except OSError as error:
        raise Refused(f"{path}: cannot be read ({error.strerror})") from error
    address = address_of(html) or ""
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        outlet = outlets.load(name) if name else outlets.of_url(address)
    if outlet is None:
        raise Refused(f"{path}: does not say whose page it is; say --outlet, one of {', '.join(outlets.names())}")
    url = outlet.canonical(address)
    if url is None:
        raise Refused(f"{path}: its canonical link {address!r} is no article of {outlet.name} by its permalink")
    return Page(outlet.name, url, datetime.fromtimestamp(int(saved), UTC), html)


def _of_shelf(url: str, db: Path) -> Page:
    from pipelines import outlets
    from pipelines.shelf import Shelf, ShelfBroken

    if not shelf_of(db).is_dir():
        raise Refused(f"{shelf_of(db)}: no shelf of saved pages; crawl the outlet first, or give a saved file")
    outlet = outlets.of_url(url)
    with refusing(ShelfBroken):
        found = Shelf(shelf_of(db)).get((outlet.canonical(url) if outlet else None) or url)
    if found is None:
        raise Refused(f"{url}: not on the shelf {shelf_of(db)}; crawl its outlet first, or give a saved file")
    return found


def _slug(url: str) -> str:
    """The last part of the address that names the article."""
    parts = [part for part in urlsplit(url).path.split("/") if part]
    return re.sub(r"[^A-Za-z0-9_-]+", "-", re.sub(r"\.html?\Z", "", parts[-1] if parts else "page"))[:80]
