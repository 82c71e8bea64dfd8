"""`crawl` and `backfill`: polite, incremental crawls of the outlets. Under cron they are silent where all is well."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.asking import as_day
from pipelines.commands.ends import WRONG, Refused, end, is_terminal, refusing, say
from pipelines.commands.home import database, db_option, is_sample, logs_of, shelf_of
from pipelines.commands.lock import only_one
from pipelines.commands.telling import ping, prepare, tell
from pipelines.commands.usage import Command

if TYPE_CHECKING:
    from spiders.process import Done, Errand

OFFLINE = "no outlet can be reached: is this machine on the network? Nothing was fetched, the next crawl tries again"
LOG_SIZE = 2_000_000  # bytes; a crawl of all outlets writes about 50,000
LOG_FILES = 5  # older ones that are kept


@click.command(
    cls=Command,
    epilog="Example: stationwatch crawl cnevpost --limit 5",
    short_help="Fetch new articles of all or the named outlets.",
)
@click.argument("names", metavar="[OUTLET]...", nargs=-1)
@db_option
@click.option("--site", metavar="URL", help="Crawl a server at this address in place of the outlet's own.")
@click.option("--limit", type=click.IntRange(min=0), help="The most articles to fetch of each outlet.")
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Between two requests to one site.")
def crawl(names: tuple[str, ...], db: Path, site: str | None, limit: int | None, delay: float | None) -> None:
    """Fetch the articles that the database does not have yet, of four outlets at the same time, and read them.

    On a terminal it tells what it does; elsewhere it prints nothing unless something is wrong. Its log is in the folder
    logs beside the database.
    """
    wanted, causes = _outlets(names)
    if site and len(wanted) != 1:
        raise Refused("--site stands in for one outlet: name that outlet, as in `stationwatch crawl cnevpost --site …`")
    _refuse_sample(db, site)
    from spiders.process import Errand

    causes += crawl_into(db, [Errand(name, site) for name in wanted], limit, delay)
    for cause in causes:
        say(cause)
    ping(causes)
    end(WRONG if causes else 0)


@click.command(
    cls=Command,
    epilog="Example: stationwatch backfill cnevpost --since 2023-01-01",
    short_help="Fetch older articles of an outlet.",
)
@click.argument("name", metavar="OUTLET")
@click.option(
    "--since", callback=as_day, metavar="DAY", required=True, help="First day of publication, such as 2023-01-01."
)
@click.option("--until", callback=as_day, metavar="DAY", help="Last day of publication; without it, today.")
@db_option
@click.option("--site", metavar="URL", help="Crawl a server at this address in place of the outlet's own.")
@click.option("--limit", type=click.IntRange(min=0), help="The most articles to fetch.")
@click.option("--delay", type=click.FloatRange(min=0), metavar="SECONDS", help="Between two requests to one site.")
def backfill(
    name: str, since: date, until: date | None, db: Path, site: str | None, limit: int | None,
    delay: float | None,
) -> None:  # fmt: skip
    """Fetch articles that were published in a range of days, from the outlet's archive: a REST collection, sitemaps,
    pages of links, or further pages of its feed, whichever it has.

    Stopped at any moment, the same command goes on from there: what is saved is not fetched again. Feed gaps in the
    range count as filled when it ends well.
    """
    wanted, retired = _outlets([name])
    if retired:
        raise Refused(*retired)
    if until is not None and until < since:
        raise Refused(f"--until {until} is before --since {since}")
    if since > datetime.now(UTC).date() + timedelta(days=1):  # somewhere it may be tomorrow already
        raise Refused(f"--since {since} has not come yet")
    _refuse_sample(db, site)
    from spiders.process import Errand

    errand = Errand(wanted[0], site, since.isoformat(), until.isoformat() if until else None)
    causes = crawl_into(db, [errand], limit, delay, command="backfill")
    for cause in causes:
        say(cause)
    end(WRONG if causes else 0)


def crawl_into(
    db: Path,
    errands: Sequence[Errand],
    limit: int | None = None,
    delay: float | None = None,
    command: str = "crawl",
    at_once: int = 4,
) -> list[str]:
    """Crawl, so many outlets at once; returns the causes of what went wrong, a line each. Raises Busy and Refused."""
    from pipelines.keep import DatabaseError, Store
    from pipelines.shelf import ShelfBroken
    from spiders.process import crawl_all

    with only_one(db, f"stationwatch {command}"), refusing(DatabaseError, ShelfBroken, ValueError):
        with Store(db) as store:  # refuses a file that cannot be used before anything is fetched
            store.end_cut_off()
        _log_to(logs_of(db))
        prepare(db)
        progress = Progress()
        done = crawl_all(errands, db, shelf_of(db), limit, delay, progress.heard, at_once)
        progress.close(done, db)
        causes = [OFFLINE] if _offline(done, db) else [cause for each in done for cause in _causes(each, db)]
        return causes + _not_done(errands, done) + tell(db)


def _outlets(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The named outlets, each once, and a line for each that is not read any more. Without names, all that are still
    read, and a line for each whose file is broken. Raises Refused for an unknown one, or a named one that is broken."""
    from pipelines import outlets

    if not names:
        good, broken = outlets.usable()
        return [outlet.name for outlet in good if outlet.status == "active"], [
            f"not crawled: {each}" for each in broken
        ]
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        named = [outlets.load(name) for name in dict.fromkeys(names)]
    retired = [f"{each.name}: is not read any more: {each.tombstone}" for each in named if each.status == "retired"]
    return [each.name for each in named if each.status == "active"], retired


def _refuse_sample(db: Path, site: str | None) -> None:
    """Raises Refused where real articles would come among those of the sample newsroom."""
    if is_sample(db) and site is None:
        own = db.with_name(database().name)
        raise Refused(f"{db}: holds the demo's sample articles; crawl into a file of its own, such as --db {own}")


class Log(RotatingFileHandler):
    """A log that is silent where it cannot be written: on a full disk, what matters is what the database says."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Nothing: logging itself would print a traceback for each line that finds no room."""


def _log_to(folder: Path) -> None:
    """Everything that Scrapy and we log goes into crawl.log in the folder."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = Log(folder / "crawl.log", maxBytes=LOG_SIZE, backupCount=LOG_FILES, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{folder}: the log cannot be written ({error.strerror or error})") from error
    handler.setLevel(logging.INFO)  # Scrapy's own loggers let DEBUG through: every page, whole
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)


def _offline(done: Sequence[Done], db: Path) -> bool:
    """True where several outlets were to be crawled, and this machine could not reach any."""
    from pipelines.keep import run_summary

    wrong = [{check["rule"] for check in run_summary(db, each.run)} if each.run is not None else set() for each in done]
    return len(wrong) > 1 and all(rules == {"offline"} for rules in wrong)


def _causes(done: Done, db: Path) -> list[str]:
    """What went wrong in one crawl: a line for each cause."""
    from pipelines.keep import run_summary

    causes = [] if done.error is None else [f"{done.outlet}: {done.error}"]
    if done.reason == "shutdown":
        causes.append(f"{done.outlet}: stopped by a signal; what was read is saved, the next crawl goes on from there")
    elif done.reason not in ("finished", "cannot_save") and not causes:
        causes.append(f"{done.outlet}: ended before its time ({done.reason}); the next crawl goes on from there")
    for check in run_summary(db, done.run) if done.run is not None else ():
        if check["level"] == "error":
            more = f" (and {int(str(check['times'])) - 1} more of this kind)" if check["times"] != 1 else ""
            causes.append(f"{done.outlet}: {check['message']}{more}")
    return causes


def _not_done(errands: Sequence[Errand], done: Sequence[Done]) -> list[str]:
    left = [errand.outlet for errand in errands if errand.outlet not in {each.outlet for each in done}]
    return [f"not crawled: {', '.join(left)}"] if left else []


class Progress:
    """What a terminal shows of a crawl while it goes on; nothing where standard error is no terminal."""

    def __init__(self) -> None:
        self.on = is_terminal(sys.stderr) and os.environ.get("TERM") != "dumb"

    def heard(self, outlet: str, pages: int) -> None:
        """One more article was read."""
        if self.on:
            click.echo(f"\r\x1b[K{outlet}: {pages:,} {'article' if pages == 1 else 'articles'}", nl=False, err=True)

    def close(self, done: Sequence[Done], db: Path) -> None:
        """A line for each outlet that was crawled."""
        if not self.on:
            return
        from pipelines.keep import Store

        with Store(db, read_only=True) as store:
            runs = {row["run"]: row for row in store.query("run_health", runs=len(done))}
        click.echo("\r\x1b[K", nl=False, err=True)
        for each in done:
            if row := runs.get(each.run):
                new, observations = int(str(row["articles_new"])), int(str(row["observations_new"]))
                said = f"{new:,} new articles, {observations:,} new observations" if new else "nothing new"
                click.echo(f"{each.outlet + ':':<14} {said}", err=True)
