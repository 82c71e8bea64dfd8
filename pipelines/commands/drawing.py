"""`plot` and `report`: a series as a picture or in letters, and the page that shows all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.analysing import known_series, one_series, one_way
from pipelines.commands.asking import as_day, filter_options, nothing
from pipelines.commands.choosing import filters
from pipelines.commands.ends import Refused, put, refusing, say
from pipelines.commands.home import db_option
from pipelines.commands.tables import terminal_width
from pipelines.commands.usage import Command
from pipelines.commands.writing import say_written, write_file

if TYPE_CHECKING:
    from pipelines.report.lines import Line

as_of_option = click.option("--as-of", callback=as_day, metavar="DAY", help="As the world could know it on a day.")


@click.command(
    cls=Command,
    epilog='Example: stationwatch plot "battery_swap_stations|nio|CN||" -o nio.svg',
    short_help="A series as SVG or PNG, or as a chart in the terminal.",
)
@click.argument("key", metavar="[SERIES]...", nargs=-1)
@db_option
@filter_options
@click.option("--place", metavar="NAME", help="Only this place, such as Shanghai.")
@click.option("--segment", metavar="ID", help="Only this part, such as highway.")
@as_of_option
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="A file that ends in .svg or .png."
)
def plot(
    key: tuple[str, ...], db: Path, operator: str | None, metric: str | None, country: str | None, place: str | None,
    segment: str | None, as_of: date | None, output: Path | None,
) -> None:  # fmt: skip
    """Draw one series, or several by their keys; without --output the first of them, in the terminal.

    Dots are figures, hollow ones say about or more than, small ones say nothing new or are doubted; the line
    stays until the next figure. Dashed lines are goals.
    """
    from pipelines.report import picture
    from pipelines.report.terminal import text_chart

    if output and output.suffix.lower() not in (".svg", ".png"):
        raise Refused(f"{output}: a picture ends in .svg or .png")
    one_way(key, operator, metric, country, place, segment)
    keys = key or (one_series(db, filters(db, operator, metric, country), place, segment, as_of),)
    lines = _lines(db, keys, as_of)
    if output is None:
        put("\n".join(text_chart(lines[0], terminal_width())))
        return
    drawn = picture.svg(lines, "; ".join(line.name for line in lines))
    with refusing(picture.NoPainter):
        content = drawn.encode() if output.suffix.lower() == ".svg" else picture.png(drawn)
    write_file(output, content)
    say_written(output, len(content))


def _lines(db: Path, keys: tuple[str, ...], as_of: date | None) -> list[Line]:
    """Raises Refused for a series that is not there or has too few figures."""
    from pipelines.keep import DatabaseError, Store
    from pipelines.keep.queries import ALL
    from pipelines.report.gather import LEAST, line_of

    lines = []
    with refusing(DatabaseError), Store(db, read_only=True) as store:
        if as_of is not None:
            store.look_back(as_of)
        latest = {row["series_key"]: row for row in store.query("latest_per_operator", rows=ALL)}
        targets = store.query("targets_and_pace", rows=ALL)
        for key in keys:
            line = line_of(store, latest[key], targets) if key in latest else None
            if key not in latest:
                known_series(db, key)
                raise Refused(f"{db}: series '{key}' had no figure yet on {as_of}")
            if line is None:
                raise Refused(f"{db}: series '{key}' has fewer than {LEAST} figures; see `stationwatch series '{key}'`")
            lines.append(line)
    return lines


@click.command(
    cls=Command,
    epilog="Example: stationwatch report -o report.html",
    short_help="One HTML page: figures, charts, targets, map.",
)
@db_option
@filter_options
@as_of_option
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("report.html"), show_default=True
)
def report(
    db: Path, operator: str | None, metric: str | None, country: str | None, as_of: date | None, output: Path
) -> None:
    """Write a page that needs nothing else: no server, no script, no network. It prints, and suits a phone."""
    from pipelines.keep import DatabaseError, Store
    from pipelines.report.page import report as page

    wanted = filters(db, operator, metric, country)
    with refusing(DatabaseError), Store(db, read_only=True) as store:
        if as_of is not None:
            store.look_back(as_of, only=wanted)
        made = page(store, wanted, as_of or datetime.now(UTC).date()).encode()
        empty = not store.query("latest_per_operator", **wanted, rows="1")
    write_file(output, made)
    say_written(output, len(made))
    if empty:
        say(nothing(db, wanted | {"as_of": as_of}))
