"""`demo`, `latest` and `serve`: the figures on a terminal and in a browser."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from shutil import which

import click

from pipelines import SAMPLE
from pipelines.commands.asking import answer, filter_options, json_option, show_rows, time_options
from pipelines.commands.choosing import filters
from pipelines.commands.crawling import crawl_into
from pipelines.commands.ends import WRONG, end, put, refusing, say
from pipelines.commands.home import db_option, run_folder, shelf_of
from pipelines.commands.lock import only_one
from pipelines.commands.tables import latest_table, terminal_width
from pipelines.commands.usage import Command

PER_METRIC = 5  # lines of the demo's table for each metric; the whole is what `latest` is for

port_option = click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)


@click.command(
    cls=Command, epilog="Example: stationwatch demo --serve", short_help="The sample newsroom, crawled and read."
)
@click.option("--serve", "serving", is_flag=True, help="Open Datasette on it afterwards.")
@port_option
def demo(serving: bool, port: int) -> None:
    """Crawl the sample newsroom into data/run/demo.db and print the latest figures.

    Its articles were written for this project from real figures. They are served on this machine and read by the same
    spider and reader as the real outlets; nothing comes from the internet.
    """
    from pipelines import DATA, outlets
    from pipelines.keep import latest as newest
    from spiders.newsroom import read_stories
    from spiders.newsroom import serve as newsroom
    from spiders.process import Errand

    db = run_folder() / SAMPLE
    other_rules = _read_by_other_rules(db)
    with ExitStack() as servers:
        names = (name for name in outlets.names() if read_stories(DATA / "newsroom", name))
        sites = {name: servers.enter_context(newsroom(DATA / "newsroom", name)).url for name in names}
        causes = crawl_into(db, [Errand(name, url) for name, url in sites.items()], command="demo", at_once=1)
    if other_rules:
        _read_again(db)
    rows = newest(db)
    put("\n".join(latest_table(rows, terminal_width(), PER_METRIC)))
    click.echo(f"\n{_counted(db)}, {len(rows):,} series: {_short(db)}")
    for cause in causes:
        say(cause)
    if serving:
        show(db, port)
    else:
        click.echo(f"All of it in the browser: {_own_name()} demo --serve")
    end(WRONG if causes else 0)


@click.command(
    cls=Command,
    epilog="Example: stationwatch latest --operator nio --country NO",
    short_help="The newest figure of every series.",
)
@db_option
@filter_options
@time_options
@json_option
def latest(
    db: Path, operator: str | None, metric: str | None, country: str | None, as_of: date | None,
    recorded_on: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Print the newest figure of every series: whose, where, how many, as of when, and the article that says so."""
    wanted = filters(db, operator, metric, country)
    rows = answer(db, "latest_per_operator", wanted, as_of, recorded_on)
    asked = wanted | {"as_of": as_of, "recorded_on": recorded_on}
    show_rows(rows, as_json, db, lambda: latest_table(rows, terminal_width()), asked)


@click.command(cls=Command, epilog="Example: stationwatch serve --port 8010", short_help="Datasette on the database.")
@db_option
@port_option
@click.option(
    "--judge", "judging", is_flag=True, help="Print a link that lets you judge figures: right, wrong, corrected."
)
def serve(db: Path, port: int, judging: bool) -> None:
    """Show the database in Datasette on 127.0.0.1 until Ctrl-C: tables, questions, charts, each figure's sentence."""
    show(db, port, judging)


def show(db: Path, port: int, judging: bool = False) -> None:
    """Datasette on the database until it is interrupted. Raises Refused."""
    from pipelines.keep import DatabaseError
    from pipelines.keep.site import PortTaken
    from pipelines.keep.site import serve as datasette

    with refusing(DatabaseError, PortTaken):
        datasette(db, port, judging)


def _short(path: Path) -> Path:
    """The path as seen from where the user stands, where it lies below that."""
    return path.resolve().relative_to(Path.cwd()) if path.resolve().is_relative_to(Path.cwd()) else path


def _own_name() -> str:
    """How this program is called by who reads this: by its path, where it is not among the system's commands."""
    called = Path(sys.argv[0])
    return "stationwatch" if which("stationwatch") or called.stem != "stationwatch" else str(called)


def _read_by_other_rules(db: Path) -> bool:
    """True where the demo was read by an older or newer reader than today's."""
    from pipelines.keep import DatabaseError, Store
    from pipelines.keep.fingerprint import extractor_version

    if not db.is_file():
        return False
    with refusing(DatabaseError), Store(db, read_only=True) as store:
        runs = list(store.db.table("runs").rows_where(order_by="id desc"))
    reading = (run["extractor_version"] for run in runs if run["spider"] == "replay" or run["articles_new"])
    return next(reading, extractor_version()) != extractor_version()


def _read_again(db: Path) -> None:
    """The demo's saved pages by the rules of today: who changes a rule sees at once what it does."""
    from pipelines.keep import Store
    from pipelines.replay import replay
    from pipelines.shelf import Shelf

    with only_one(db, "stationwatch demo"), Store(db) as store:
        done = replay(Shelf(shelf_of(db)), store)
    say(f"the rules have changed since the last demo; {done.lines()[-1]}")


def _counted(db: Path) -> str:
    """How much the database holds, in words."""
    from pipelines.keep import Store

    with Store(db, read_only=True) as store:
        articles, observations = store.db.table("articles").count, store.db.table("observations").count
    return f"{articles:,} articles, {observations:,} observations"
