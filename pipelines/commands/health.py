"""`health`: is the data fresh, and are the outlets read? For monitoring; nothing is fetched."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from pipelines.commands.ends import WRONG, Refused, end, put, put_json, refusing, say
from pipelines.commands.home import db_option, is_sample
from pipelines.commands.tables import terminal_width
from pipelines.commands.usage import Command

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@click.command(
    cls=Command,
    epilog="Example: stationwatch health --max-age 12h",
    short_help="Is the data fresh, and are the outlets read?",
)
@click.argument("names", metavar="[OUTLET]...", nargs=-1)
@db_option
@click.option("--max-age", default="24h", show_default=True, metavar="SPAN", help="The longest since a crawl: 90m, 2d.")
@click.option("--json", "as_json", is_flag=True, help="All verdicts, as JSON.")
def health(names: tuple[str, ...], db: Path, max_age: str, as_json: bool) -> None:
    """Say in a line for each outlet how it is: fine, quiet, stale, drifting, unreachable, refusing, gapped or failing.

    Quiet is no fault: nothing new in a day. Stale is: no crawl has ended for so long, or no article has come for three
    times a long pause of this outlet. Drifting: its pages lack what they used to have. Unreachable: nobody answered, or
    this machine has no network; refusing: the site does not want us. The demo's articles are a sample, which does not
    age. Exit status 1 where anything is wrong, also where there is no database yet, or a damaged one.
    """
    from pipelines import outlets
    from pipelines.keep import DatabaseError, Store
    from pipelines.keep.health import Health

    span = _span(max_age)
    with refusing(outlets.UnknownOutlet, outlets.OutletBroken):
        wanted, broken = outlets.usable()
        if names:
            wanted, broken = [outlets.load(name) for name in dict.fromkeys(names)], []
    try:
        with Store(db, read_only=True) as store:
            found = store.conditions(wanted, span, is_sample(db))
            found += [Health(Path(str(each).partition(":")[0]).stem, ("broken",), str(each), False) for each in broken]
    except DatabaseError as error:  # missing, broken or too new: whatever it is, the data is not well
        say(str(error))
        end(WRONG)
    if as_json:
        put_json([asdict(each) for each in found], indent=1)
    else:
        width = max(len(each.outlet) for each in found)
        for each in found:
            words = " and ".join(each.words)
            line = f"{each.outlet:<{width}}  {words}: {each.said}"
            put(line if not each.well else line[: terminal_width()])
    end(0 if all(each.well for each in found) else WRONG)


def _span(said: str) -> timedelta:
    read = re.fullmatch(r"(\d{1,6})([mhd])", said.strip())
    if read is None:
        raise Refused(f"--max-age {said!r} is no span like 90m, 24h or 2d")
    return timedelta(**{UNITS[read[2]]: int(read[1])})
