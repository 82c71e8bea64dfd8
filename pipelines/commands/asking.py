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
        click.option("--country", metavar="CODE", help="Only this country, such as NO."),
        click.option("--metric", metavar="ID", help="Only this metric, such as battery_swap_stations."),
        click.option("--operator", metavar="ID", help="Only this operator, such as nio."),
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


def filters(operator: str | None, metric: str | None, country: str | None) -> dict[str, str | None]:
    """The three filters as a question takes them. Raises Refused for a metric that does not exist."""
    from pipelines.words import metric_ids

    if metric is not None and metric not in metric_ids():
        raise Refused(f"unknown metric {metric!r}; the metrics are {', '.join(metric_ids())}")
    return {
        "operator": operator and operator.lower().replace(" ", "_"),
        "metric": metric,
        "country": country and country.upper(),
    }


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


def show_rows(rows: Rows, as_json: bool, db: Path, lines: Callable[[], Sequence[str]]) -> None:
    """Print an answer, as JSON or in lines; that there is none is said on standard error."""
    if as_json:
        put_json(rows, indent=1)
    elif rows:
        put("\n".join(lines()))
    else:
        say(f"{db}: nothing of that kind in it")
