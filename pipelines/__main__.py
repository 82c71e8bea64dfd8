"""The command line: `stationwatch …` and `python -m pipelines …`."""

from __future__ import annotations

import click

from pipelines import __version__
from pipelines.commands.analysing import conflicts, series, targets
from pipelines.commands.crawling import backfill, crawl
from pipelines.commands.drawing import plot, report
from pipelines.commands.exporting import export
from pipelines.commands.health import health
from pipelines.commands.pages import page
from pipelines.commands.probing import probe
from pipelines.commands.reading import explain, extract
from pipelines.commands.replaying import replay
from pipelines.commands.reviewing import review
from pipelines.commands.scoring import score
from pipelines.commands.showing import demo, latest, serve
from pipelines.commands.telling import changes, feed
from pipelines.commands.usage import Program


@click.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit status: 0 all well, 1 something is wrong with an outlet or the data, 2 bad input, 3 a crawl is on.",
)
@click.version_option(__version__, prog_name="stationwatch")
def cli() -> None:
    """Counts of charging and battery-swap stations, read from news articles into one SQLite file.

    Every figure carries the sentence and the article that state it. Begin with: stationwatch demo
    """


for command in (
    *(demo, crawl, backfill, health, latest, series, targets, conflicts, changes, plot, report, review, export, serve),
    *(feed, extract, explain, replay, score, probe, page),
):
    cli.add_command(command)


if __name__ == "__main__":
    cli(prog_name="stationwatch")
