"""`plot` and `report`: a series as a picture or in letters, and the page that shows all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.commands.analysing import one_series
from pipelines.commands.asking import as_day, filter_options, filters
from pipelines.commands.ends import Refused, put, refusing
from pipelines.commands.home import db_option
from pipelines.commands.tables import terminal_width

if TYPE_CHECKING:
    from pipelines.report.lines import Line

as_of_option = click.option("--as-of", callback=as_day, metavar="DAY", help="As the world could know it on a day.")


@click.command(
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
    keys = key or (one_series(db, filters(operator, metric, country), place, segment, as_of),)
    lines = _lines(db, keys, as_of)
    if output is None:
        put("\n".join(text_chart(lines[0], terminal_width())))
        return
    drawn = picture.svg(lines, "; ".join(line.name for line in lines))
    with refusing(picture.NoPainter):
        content = drawn.encode() if output.suffix.lower() == ".svg" else picture.png(drawn)
    _write(output, content)


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
                raise Refused(f"{db}: no series '{key}'; `stationwatch latest --json` prints the keys")
            if line is None:
                raise Refused(f"{db}: series '{key}' has fewer than {LEAST} figures; see `stationwatch series '{key}'`")
            lines.append(line)
    return lines


@click.command(
    epilog="Example: stationwatch report -o report.html", short_help="One HTML page: figures, charts, targets, map."
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

    wanted = filters(operator, metric, country)
    with refusing(DatabaseError), Store(db, read_only=True) as store:
        if as_of is not None:
            store.look_back(as_of, only=wanted)
        made = page(store, wanted, as_of or datetime.now(UTC).date())
    _write(output, made.encode())
    click.echo(f"{output}: {len(made.encode()) / 1024:,.0f} KB")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"{path}: cannot be written ({error.strerror or error})") from error
