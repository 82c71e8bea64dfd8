"""The picture in README.md, made from the demo's database: `python -m pipelines.picture data/run/demo.db FILE.svg`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from pipelines.keep import Store
from pipelines.keep.chart import Dot, Plot

WIDTH, HEIGHT = 920, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 280, 62, 62  # pixels kept free for axes and labels
APART = 20  # pixels between the labels of two lines

TITLE = "NIO's stations in China, as news articles state them"
NOTES = (
    "Each dot is a figure that an article of the sample newsroom states, at the day for which it states it.",
    "Hollow dots are floors, such as “over 1,300”: the line passes them by.",
)

#: What is drawn: its name and its series.
SERIES = {
    "battery swap stations": "battery_swap_stations|nio|CN||",
    "supercharging stations": "supercharging_stations|nio|CN||",
    "destination charging stations": "destination_charging_stations|nio|CN||",
}

#: A picture in a README has no page around it: its own colours must do on white and on near-black.
STYLE = """<style>
text { font: 13px system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: #57606a; }
.name { font-size: 17px; font-weight: 600; fill: #1f2328; }
.value { text-anchor: end; }
.time { text-anchor: middle; }
.grid { stroke: #d0d7de; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.hollow { fill: none; stroke-width: 1.5; }
.s0 { stroke: #1769aa; } .f0 { fill: #1769aa; }
.s1 { stroke: #b35900; } .f1 { fill: #b35900; }
.s2 { stroke: #2d7d46; } .f2 { fill: #2d7d46; }
.end { font-weight: 600; }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1; }
.name { fill: #f0f6fc; }
.grid { stroke: #3d444d; }
.s0 { stroke: #58a6ff; } .f0 { fill: #58a6ff; }
.s1 { stroke: #f0883e; } .f1 { fill: #f0883e; }
.s2 { stroke: #56d364; } .f2 { fill: #56d364; }
}
</style>"""


@dataclass(frozen=True)
class Line:
    """One series: its figures in the order of their days."""

    name: str
    dots: tuple[Dot, ...]

    @property
    def path(self) -> tuple[Dot, ...]:
        """The figures that the line goes through: a floor says only that there were more."""
        return tuple(dot for dot in self.dots if dot.exact)


def picture(db: Path) -> str:
    """The series of a database as SVG. Raises DatabaseMissing, DatabaseBroken or DatabaseTooNew."""
    with Store(db, read_only=True) as store:
        lines = [Line(name, _dots(store, series)) for name, series in SERIES.items()]
    return draw([line for line in lines if len(line.path) > 1])


def draw(lines: Sequence[Line]) -> str:
    """The lines in one frame, each with its last figure and its name; a frame without lines where there are none."""
    head = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg" role="img">',
        f"<title>{escape(TITLE)}</title>",
        STYLE,
        f'<text class="name" x="{LEFT}" y="30">{escape(TITLE)}</text>',
    ]
    body: list[str] = []
    if dots := [dot for line in lines for dot in line.dots]:
        plot = Plot(dots, LEFT, TOP, WIDTH - RIGHT, HEIGHT - BOTTOM, lowest=0)
        body += [*plot.value_axis(), *plot.time_axis()]
        for n, line in enumerate(lines):
            body += _line(plot, n, line)
        body += _ends(plot, lines)
    notes = [f'<text x="{LEFT}" y="{HEIGHT - 26 + 19 * n}">{escape(note)}</text>' for n, note in enumerate(NOTES)]
    return "\n".join([*head, *body, *notes, "</svg>\n"])


def _dots(store: Store, series: str) -> tuple[Dot, ...]:
    rows = store.query("growth_of_one_series", series=series, rows=1000)
    return tuple(
        Dot(date.fromisoformat(str(row["date"])), float(str(row["value"])), row["qualifier"] != "min")
        for row in reversed(rows)
    )


def _line(plot: Plot, n: int, line: Line) -> list[str]:
    """The steps, and over them a dot for each figure: between two figures nothing is known, so the line stays."""
    points = [plot.at(dot) for dot in line.path]
    steps = f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:])
    marks = []
    for dot in line.dots:
        x, y = plot.at(dot)
        kind = f"f{n}" if dot.exact else f"hollow s{n}"
        marks.append(f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
    return [f'<path class="line s{n}" d="{steps}"/>', *marks]


def _ends(plot: Plot, lines: Sequence[Line]) -> list[str]:
    """Last figure and name of each line at the right edge, as high as the line ends, but apart from each other."""
    heights = sorted((plot.at(line.path[-1])[1], n) for n, line in enumerate(lines))
    texts, last = [], 0.0
    for y, n in heights:
        last = max(y + 4, last + APART)
        said = f"{lines[n].path[-1].value:,.0f} {lines[n].name}"
        texts.append(f'<text class="end f{n}" x="{WIDTH - RIGHT + 12}" y="{last:.1f}">{escape(said)}</text>')
    return texts


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(Path(sys.argv[1])), encoding="utf-8")
