"""`review`: what an analyst should look at first, and the verdict on what was looked at."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.commands.asking import Rows, json_option, show_rows
from pipelines.commands.ends import Refused, put, refusing
from pipelines.commands.home import db_option
from pipelines.commands.lock import only_one
from pipelines.commands.tables import Column, grouped_table, number, shortened, terminal_width
from pipelines.commands.usage import Command

REVIEW = (
    Column("No.", lambda row: number(row["observation"]).replace(",", ""), right=True),
    Column("Why", lambda row: str(row["reason"])),
    Column("Day", lambda row: str(row["date"])),
    Column("Figure", lambda row: number(row["value"]) or str(row["value"]), 12, right=True),
    Column("What", lambda row: str(row["why"])),
)
SENTENCE = 7  # columns that a sentence stands to the right, under its row


@click.command(
    cls=Command,
    epilog='Example: stationwatch review --mark 118 wrong --note "counts batteries"',
    short_help="What deserves a look first; right, wrong or corrected.",
)
@db_option
@click.option("--most", type=click.IntRange(min=1), default=10, show_default=True, help="Rows of each kind.")
@click.option("--mark", nargs=2, metavar="NO. VERDICT", help="Judge an observation: right, wrong or corrected.")
@click.option("--value", type=float, metavar="N", help="With corrected: the right figure.")
@click.option("--note", default="", metavar="TEXT", help="With --mark: why.")
@json_option
def review(db: Path, most: int, mark: tuple[str, str] | None, value: float | None, note: str, as_json: bool) -> None:
    """List contradictions, falls, figures out of line or with little evidence, and numbers that were left over.

    A verdict stands in review.db beside the database, outlives every replay, and steers the series at once: what is
    wrong is left out, a corrected figure takes its place, one that is right is never doubted. What was judged is not
    listed again.
    """
    from pipelines.keep import DatabaseError, Store
    from pipelines.keep.review import deserving, judge

    if mark is None:
        if value is not None or note:
            raise Refused("--value and --note go with --mark")
        with refusing(DatabaseError), Store(db, read_only=True) as store:
            rows = deserving(store, most)
        show_rows(rows, as_json, db, lambda: _lines(rows))
        return
    number_of, verdict = mark
    if not number_of.isdecimal():
        raise Refused(f"--mark {number_of!r}: give the number of an observation, as `stationwatch review` lists it")
    with refusing(DatabaseError):
        Store(db, read_only=True).close()  # a verdict makes no database
    now = datetime.now(UTC)
    with only_one(db, "stationwatch review"), refusing(DatabaseError), Store(db) as store:
        said = judge(store, int(number_of), verdict, _whole(value), note, getpass.getuser(), now)
    put(said)


def _lines(rows: Rows) -> list[str]:
    """A row of the table for each, and under it the sentence that it is about."""
    width = terminal_width()
    heading, *lines = grouped_table(rows, REVIEW, None, width)
    quotes = (shortened(str(row["quote"]), width - SENTENCE) for row in rows)
    under = (f"{' ' * SENTENCE}{quote}" for quote in quotes)
    return [heading, *(line for both in zip(lines, under, strict=True) for line in both)]


def _whole(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value
