"""`changes` and `feed`: what the last crawls changed in the data. And the webhook, told at the end of a crawl."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.ends import Refused, is_terminal, put, put_json, refusing, say
from pipelines.commands.home import db_option
from pipelines.commands.tables import figure
from pipelines.commands.usage import Command
from pipelines.commands.writing import say_written, write_file

if TYPE_CHECKING:
    from pipelines.keep.records import Row

WEBHOOK = "STATIONWATCH_WEBHOOK"
PING = "STATIONWATCH_PING"
BATCH = 200  # changes of one message
KINDS = (
    "new", "corrected", "withdrawn", "article changed", "article gone", "article back", "milestone", "target moved",
    "conflict",
)  # fmt: skip
SIGNS = {"new": "+", "withdrawn": "-", "corrected": "~", "conflict": "!", "milestone": "*", "target moved": ">"}

kinds_option = click.option(
    "--what", "kinds", multiple=True, type=click.Choice(KINDS), metavar="KIND",
    help=f"Only this kind of change; may be given again. The kinds: {', '.join(KINDS)}.",
)  # fmt: skip


@click.command(
    cls=Command,
    epilog="Example: stationwatch changes --since 2026-11-01 --what milestone",
    short_help="What the last crawls changed in the data.",
)
@db_option
@click.option("--since", metavar="DAY", help="From this day (UTC) on; without it, the last seven days.")
@click.option("--after", type=click.IntRange(min=0), metavar="N", help="After the change of this number.")
@kinds_option
@click.option("--json", "as_json", is_flag=True, help="JSON lines, as the webhook sends them.")
def changes(db: Path, since: str | None, after: int | None, kinds: tuple[str, ...], as_json: bool) -> None:
    """Print what changed, the oldest first: + new, ~ corrected, - withdrawn, * milestone, > target moved, ! conflict.

    A program that reads on from the last number that it saw (--json --after N) misses nothing and sees nothing twice.
    """
    start = _start(since) if since or after is None else ""
    rows = _told(db, after or 0, start, kinds)
    if not rows and not as_json:
        say(f"{db}: no change{_asked(since, after, kinds)}")
    for row in rows:
        if as_json:
            put_json(message(row))
        else:
            put(said(row))


@click.command(
    cls=Command,
    epilog="Example: stationwatch feed --what milestone --output feed.xml",
    short_help="The newest changes as an Atom feed.",
)
@db_option
@kinds_option
@click.option("--most", type=click.IntRange(min=1), default=100, show_default=True, help="The most entries.")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file in place of the terminal."
)
def feed(db: Path, kinds: tuple[str, ...], most: int, output: Path | None) -> None:
    """Write the newest changes as an Atom feed, each with the sentence and the article that it stands on.

    With --output it prints nothing where nobody looks on, so that cron can renew the file.
    """
    from pipelines.commands.atom import atom

    text = atom([(row, headline(row)) for row in _told(db, 0, "", kinds, most, newest=True)])
    if output is None:
        put(text, lines=False)
        return
    write_file(output, text.encode())
    if is_terminal(sys.stdout):  # elsewhere it is cron that asks, and all is well
        say_written(output, len(text.encode()))


def _asked(since: str | None, after: int | None, kinds: Sequence[str]) -> str:
    """Which changes were asked for, in words."""
    which = f" of the kind {' or '.join(kinds)}" if kinds else ""
    if after is not None:
        which += f" after number {after:,}"
    return f"{which} since {since}" if since else which if after is not None else f"{which} in the last seven days"


def _start(since: str | None) -> str:
    """The stamp from which on changes are shown."""
    if since is None:
        return f"{datetime.now(UTC) - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
    try:
        return f"{datetime.strptime(since, '%Y-%m-%d'):%Y-%m-%dT%H:%M:%SZ}"
    except ValueError as error:
        raise Refused(f"--since {since!r} is no day like 2026-11-01") from error


def _told(db: Path, after: int, since: str, kinds: Sequence[str], most: int = -1, newest: bool = False) -> list[Row]:
    from pipelines.keep import DatabaseError, Store

    with refusing(DatabaseError), Store(db, read_only=True) as store:
        return store.told(after, since, kinds, most, newest)


# ---------------------------------------------------------------- in words


def said(row: Row) -> str:
    """A change for a terminal: number, day, sign and what it is about; below it why, and the article's address."""
    why = "" if row["what"] == "new" else f"{row['why']}  "
    first = f"{row['id']:>6}  {str(row['at'])[:10]}  {SIGNS.get(str(row['what']), '=')} {headline(row)}"
    return f"{first}\n{'':22}{why}{row['url']}"


def headline(row: Row) -> str:
    """A change in a few words: "NIO: 598 battery swap stations, China, 2022-07-05"."""
    if row["value"] is None:
        return f"{row['what']}: {row['title']}"
    what = "" if row["what"] in ("new", "corrected", "withdrawn") else f"{row['what']}: "
    whose = f"{row['operator_name']}: " if row["operator_name"] else ""
    kind = {"total": "", "nth": "", "rate": " a day"}.get(str(row["measure"]), f" {row['measure']}")
    number = f"no. {figure(row)[1:]} of" if row["measure"] == "nth" else figure(row)
    plan = ", planned" if row["status"] == "planned" else ""
    where = f", {row['place'] or row['country_name'] or 'place not said'}"
    label = str(row["metric_label"])
    thing = label if label[:2].isupper() else label[:1].lower() + label[1:]
    return f"{what}{whose}{number} {thing}{kind}{plan}{where}, {row['period_end'] or 'no date'}"


def message(row: Row) -> dict[str, object]:
    """A change as the webhook sends it. `id` rises by time: what was seen before can be dropped by it."""
    from pipelines.model import CODEBOOK_FIELDS

    stated = {name: row[name] for name in ("uid", *CODEBOOK_FIELDS)} if row["uid"] is not None else None
    article = {name: row[name] for name in ("url", "title", "source", "published_on")}
    change = {name: row[name] for name in ("id", "at", "what", "why", "before", "after")}
    return {**change, "headline": headline(row), "observation": stated, "article": article}


# ---------------------------------------------------------------- to others


def prepare(db: Path) -> None:
    """Before a crawl: a receiver that is new is told of what comes from now on."""
    if url := os.environ.get(WEBHOOK):
        from pipelines.keep import Store

        with Store(db) as store:
            store.cursor(_name(url))


def tell(db: Path) -> list[str]:
    """Post to the webhook what it has not accepted yet, in batches of JSON lines. Returns what went wrong.

    At least once: what was accepted in the moment before a crash is sent again with the next crawl, and what was not
    accepted too.
    """
    url = os.environ.get(WEBHOOK)
    if not url:
        return []
    from pipelines.keep import Store
    from spiders.outside import NotAccepted, send

    with Store(db) as store:
        at = store.cursor(_name(url))
        while rows := store.told(at, most=BATCH):
            lines = "".join(json.dumps(message(row), ensure_ascii=False) + "\n" for row in rows)
            try:
                send(url, lines.encode(), "application/x-ndjson")
            except (NotAccepted, ValueError) as error:
                left = store.told(at)
                return [f"webhook: {error}; {len(left):,} changes wait for the next crawl ({WEBHOOK})"]
            at = int(str(rows[-1]["id"]))
            store.accepted(_name(url), at)
    return []


def ping(causes: Sequence[str]) -> None:
    """Tell the health-check service that cron is alive; where something is wrong, POST the causes to its /fail."""
    url = os.environ.get(PING)
    if not url:
        return
    from spiders.outside import NotAccepted, send

    try:
        if causes:
            send(url.rstrip("/") + "/fail", "\n".join(causes).encode())
        else:
            send(url)
    except (NotAccepted, ValueError) as error:
        say(f"health check not told: {error} ({PING})")


def _name(url: str) -> str:
    """What stands for a receiver in the database: its address may be a secret, and the file may be published."""
    return sha256(url.encode()).hexdigest()[:16]
