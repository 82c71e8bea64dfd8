"""What the commands that ask have in common: filters, days to look back to, and how an answer is printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from pipelines.commands.ends import Refused, put, put_json, refusing, say

Command = TypeVar("Command", bound=Callable[..., None])
Rows = Sequence[Mapping[str, object]]


def as_day(_: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """A day, such as 2023-12-31, of an option."""
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise Refused(f"{option.opts[0]} {value!r} is no day like 2023-12-31") from error


json_option = click.option("--json", "as_json", is_flag=True, help="All columns, as JSON.")


def filter_options(command: Command) -> Command:
    """--operator, --metric and --country."""
    for option in (
        click.option("--country", metavar="COUNTRY", help="Only this country, such as NO or Norway."),
        click.option("--metric", metavar="METRIC", help="Only this metric, such as battery_swap_stations."),
        click.option("--operator", metavar="OPERATOR", help="Only this operator, such as nio or 'Li Auto'."),
    ):
        command = option(command)
    return command


def time_options(command: Command) -> Command:
    """--as-of and --recorded-on."""
    for option in (
        click.option("--recorded-on", callback=as_day, metavar="DAY", help="As this file said it on a day."),
        click.option(
            "--as-of", callback=as_day, metavar="DAY", help="As the world could know it on a day, by what was out."
        ),
    ):
        command = option(command)
    return command


def answer(
    db: Path,
    question: str,
    parameters: Mapping[str, str | None],
    as_of: date | None = None,
    recorded_on: date | None = None,
) -> Rows:
    """The rows that answer a question, now or as on a day. Raises Refused."""
    from pipelines.keep import DatabaseError, ask

    if as_of and recorded_on:
        raise Refused("--as-of and --recorded-on are two different questions; ask one of them")
    with refusing(DatabaseError):
        return ask(db, question, parameters, as_of, recorded_on)


def show_rows(
    rows: Rows, as_json: bool, db: Path, lines: Callable[[], Sequence[str]], asked: Mapping[str, object] | None = None
) -> None:
    """Print an answer, as JSON or in lines. That there is none is said on standard error: it is no fault."""
    if as_json:
        put_json(rows, indent=1)
    elif rows:
        put("\n".join(lines()))
    else:
        say(nothing(db, asked or {}))


def nothing(db: Path, asked: Mapping[str, object]) -> str:
    """That the database has no answer, in a line: to what, and what to ask in its place."""
    given = [f"--{name.replace('_', '-')} {value}" for name, value in asked.items() if value is not None]
    if given:
        return f"{db}: nothing in it for {' '.join(given)}; `stationwatch latest` lists what there is"
    return f"{db}: nothing of that kind in it yet; `stationwatch crawl` brings new articles"
