"""`series`, `targets` and `conflicts`: the analyst's questions in a terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from pipelines.commands.asking import (
    Rows,
    answer,
    filter_options,
    json_option,
    show_rows,
    time_options,
)
from pipelines.commands.choosing import filters, guess, near, segment_id
from pipelines.commands.ends import Refused, refusing
from pipelines.commands.home import db_option
from pipelines.commands.tables import Column, Row, figure, grouped_table, number, place, terminal_width
from pipelines.commands.usage import Command

STANDING = {"figure": "", "floor": "floor", "ceiling": "ceiling", "doubted": "doubted"}

SERIES = (
    Column("Date", lambda row: str(row["date"])),
    Column("Figure", figure, right=True),
    Column("Change", lambda row: number(row["change"], sign=True) or STANDING[str(row["standing"])], right=True),
    Column("A month", lambda row: number(row["per_month"], sign=True), right=True),
    Column("Outlets", lambda row: number(row["corroboration"]), right=True),
    Column("Sentence", lambda row: str(row["quote"])),
)

TARGETS = (
    Column("Operator", lambda row: str(row["operator_name"]), 10),
    Column("Place", place, 12),
    Column("Goal", lambda row: figure({**row, "value": row["target"], "measure": "total"}), right=True),
    Column("By", lambda row: str(row["deadline"] or "–").removesuffix("-12-31")),
    Column("Then", lambda row: number(row["actual"]), right=True),
    Column("%", lambda row: number(row["percent"] and round(float(str(row["percent"])))), right=True),
    Column("State", lambda row: _state(row)),
)

CONFLICTS = (
    Column("Date", lambda row: str(row["date"])),
    Column("Operator", lambda row: str(row["operator_name"]), 12),
    Column("Place", place, 14),
    Column("One", lambda row: number(row["value_a"]), right=True),
    Column("Other", lambda row: number(row["value_b"]), right=True),
    Column("Apart", lambda row: f"{row['percent_apart']}%", right=True),
    Column("Kind", lambda row: "waived" if row["waived_on"] else str(row["kind"])),
)


def _state(row: Row) -> str:
    """The state; of a goal to come, how the pace of late compares with what it needs, or what it needs a month."""
    needed, recent = row["needed_per_month"], row["recent_per_month"]
    if not isinstance(needed, int | float) or needed <= 0:
        return str(row["state"])
    if isinstance(recent, int | float):
        return f"{row['state']}, pace {max(0, round(100 * recent / needed))}%"
    return f"{row['state']}, needs {number(needed)}/month"


@click.command(
    cls=Command,
    epilog='Example: stationwatch series "battery_swap_stations|nio|CN||"',
    short_help="Every figure of one series, with change and pace.",
)
@click.argument("key", metavar="[SERIES]", required=False)
@db_option
@filter_options
@click.option("--place", metavar="NAME", help="Only this place, such as Shanghai.")
@click.option("--segment", metavar="ID", help="Only this part, such as highway.")
@time_options
@json_option
def series(
    key: str | None, db: Path, operator: str | None, metric: str | None, country: str | None, place: str | None,
    segment: str | None, as_of: date | None, recorded_on: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Print the figures of one series, the newest first: the best statement of each day, and how it stands.

    SERIES is its key (metric|operator|country|place|segments), as --json prints it; the options do as well where they
    leave one series.
    """
    one_way(key, operator, metric, country, place, segment)
    name = key or one_series(db, filters(db, operator, metric, country), place, segment, as_of, recorded_on)
    rows = answer(db, "growth_of_one_series", {"series": name}, as_of, recorded_on)
    if not rows:
        known_series(db, name)
    asked = {"as_of": as_of, "recorded_on": recorded_on}
    show_rows(rows, as_json, db, lambda: [name, "", *grouped_table(rows, SERIES, None, terminal_width())], asked)


def one_way(key: object, *options: str | None) -> None:
    """Raises Refused where a series is named by its key and by options, too."""
    if key and any(options):
        raise Refused("a series has a key or is what the options leave; give one of both")


def known_series(db: Path, key: str) -> None:
    """Raises Refused for a key that the database has no series of, with those that are most like it."""
    from pipelines.keep import DatabaseError, there

    with refusing(DatabaseError):
        keys = there(db, "series_key")
    if key not in keys:
        close = " or ".join(f"'{each}'" for each in near(key, keys))
        which = f"; did you mean {close}?" if close else "; `stationwatch latest --json` prints the keys"
        raise Refused(f"{db}: no series '{key}'{which}")


def one_series(
    db: Path, wanted: dict[str, str | None], place: str | None, segment: str | None,
    as_of: date | None = None, recorded_on: date | None = None,
) -> str:  # fmt: skip
    """The key of the one series that the filters leave. Raises Refused where they leave none or several."""
    every = answer(db, "latest_per_operator", wanted, as_of, recorded_on)
    part = segment_id(segment) if segment else ""
    places = dict.fromkeys(str(row["place"]) for row in every if row["place"] is not None)
    if place is not None and place.casefold() not in map(str.casefold, places):
        raise Refused(f"{db}: no series of that kind in {place!r}{guess(place, tuple(places))}")
    found: Rows = [
        row
        for row in every
        if row["segment"] == part and (place is None or str(row["place"]).casefold() == place.casefold())
    ]
    if place is None and len(found) > 1:
        found = [row for row in found if row["place"] is None] or found
    if len(found) == 1:
        return str(found[0]["series_key"])
    if not found:
        raise Refused(f"{db}: no series of that kind; `stationwatch latest` lists what there is")
    keys = "; ".join(f"'{row['series_key']}'" for row in found[:5])
    more = f" and {len(found) - 5:,} more" if len(found) > 5 else ""
    raise Refused(f"that leaves {len(found):,} series; name one of {keys}{more}, or narrow it down")


@click.command(
    cls=Command,
    epilog="Example: stationwatch targets --operator nio --state open",
    short_help="Goals: met, missed, and the pace that those to come need.",
)
@db_option
@filter_options
@click.option("--state", metavar="STATE", help="open, met, 'met late', 'met, unclear when', missed, 'no later figure'.")
@time_options
@json_option
def targets(
    db: Path, operator: str | None, metric: str | None, country: str | None, state: str | None, as_of: date | None,
    recorded_on: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Print what was planned and what became of it: judged at the deadline by the last figure until then.

    Goals to come are first, with what came of late beside what they need a month.
    """
    from pipelines.keep.schema import schema

    states = schema().tables["targets"]["state"].allowed
    if state is not None and state not in states:
        raise Refused(f"unknown state {state!r}{guess(state, states) or ';'} the states are {'; '.join(states)}")
    wanted = filters(db, operator, metric, country) | {"state": state}
    rows = answer(db, "targets_and_pace", wanted, as_of, recorded_on)
    asked = wanted | {"as_of": as_of, "recorded_on": recorded_on}
    show_rows(rows, as_json, db, lambda: _by_metric(rows, TARGETS), asked)


@click.command(
    cls=Command,
    epilog="Example: stationwatch conflicts --country CN",
    short_help="Figures that cannot both be true, and falls.",
)
@db_option
@filter_options
@time_options
@json_option
def conflicts(
    db: Path, operator: str | None, metric: str | None, country: str | None, as_of: date | None,
    recorded_on: date | None, as_json: bool,
) -> None:  # fmt: skip
    """Print the statements that contradict each other: of one day or period, or a total that falls without a reason."""
    wanted = filters(db, operator, metric, country)
    rows = answer(db, "conflicting_figures", wanted, as_of, recorded_on)
    asked = wanted | {"as_of": as_of, "recorded_on": recorded_on}
    show_rows(rows, as_json, db, lambda: _by_metric(rows, CONFLICTS), asked)


def _by_metric(rows: Rows, columns: tuple[Column, ...]) -> list[str]:
    """Rows under their metrics, each metric once, in the order in which they first come."""
    order = list(dict.fromkeys(row["metric_label"] for row in rows))
    ordered = sorted(rows, key=lambda row: order.index(row["metric_label"]))
    return grouped_table(ordered, columns, "metric_label", terminal_width())
