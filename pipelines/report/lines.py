"""Several series in one frame: step lines, a dot for each figure, goals as dashed lines, names where the lines end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape

from pipelines.keep.chart import Dot, Plot

#: Okabe and Ito's colours, which the colour-blind can tell apart; each dark enough for text on white.
COLOURS = ("#0b6aa8", "#b04a00", "#00795a", "#a03c78", "#6b5d00", "#4a4a4a")
DARK = ("#5ab4f0", "#f0943c", "#3cc8a0", "#e08cc0", "#e0d050", "#b8b8b8")

ROOM = 1.5  # times the highest figure; a goal far above it would press every line flat
AHEAD = timedelta(days=550)  # after the last figure
SHORT = timedelta(days=30)  # a goal for next week is a dot, not a line
APART = 17  # pixels between the names of two lines
LETTER = 8.2  # pixels of a bold letter of 13, a little wide, so that no name is cut


@dataclass(frozen=True)
class Figure:
    """One dot: `counts` is False where the line passes it by. `href` is the article."""

    dot: Dot
    counts: bool = True
    href: str = ""


@dataclass(frozen=True)
class Aim:
    """A goal: from the day when it was set to its deadline."""

    since: date
    until: date
    value: float
    note: str


@dataclass(frozen=True)
class Line:
    """A series with its name and goals."""

    name: str
    figures: tuple[Figure, ...]
    aims: tuple[Aim, ...] = ()

    @property
    def last(self) -> Dot:
        return [figure.dot for figure in self.figures if figure.counts][-1]


def draw(lines: Sequence[Line], title: str, width: int, height: int, named: bool = True, style: str = "") -> str:
    """The lines as SVG. With `named` each has its last figure and its name at its end, in a margin wide enough."""
    dots = [replace(figure.dot, counts=figure.counts) for line in lines for figure in line.figures]
    lines = [replace(line, aims=_in_frame(line.aims, dots)) for line in lines]
    frame = [*dots, *(Dot(aim.until, aim.value) for line in lines for aim in line.aims)]
    labels = [f"{line.last.value:,} {line.name}" for line in lines]
    right = 14 + LETTER * max(map(len, labels)) if named else 18.0
    left = 16 + 7.5 * len(f"{max(dot.value for dot in frame if dot.counts):,.0f}")
    plot = Plot(frame, left, 10, width - right, height - 26, lowest=0)
    body = [*plot.value_axis(), *plot.time_axis()]
    for n, line in enumerate(lines):
        body += [_aim(plot, n, aim) for aim in line.aims]
        body.append(f'<path class="line s{n}" d="{_steps(plot, line)}"/>')
        body += [_dot(plot, n, figure) for figure in line.figures if plot.holds(figure.dot)]
    if named:
        body += _names(plot, lines, labels, width - right)
    return (
        f'<svg class="lines" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{style}{"".join(body)}</svg>'
    )


def _in_frame(aims: Sequence[Aim], dots: Sequence[Dot]) -> tuple[Aim, ...]:
    """The goals that can be drawn without pressing the lines flat; the table of targets has all of them."""
    most, first, last = max(d.value for d in dots if d.counts), min(d.day for d in dots), max(d.day for d in dots)
    drawn = [
        aim
        for aim in aims
        if aim.value <= ROOM * most and first < aim.until <= last + AHEAD and aim.until - aim.since > SHORT
    ]
    return tuple(replace(aim, since=max(aim.since, first)) for aim in drawn)


def _steps(plot: Plot, line: Line) -> str:
    points = [plot.at(figure.dot) for figure in line.figures if figure.counts]
    first, *rest = points
    return f"M{first[0]:.1f} {first[1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in rest)


def _dot(plot: Plot, n: int, figure: Figure) -> str:
    x, y = plot.at(figure.dot)
    kind = "off" if not figure.counts else "full" if figure.dot.exact else "hollow"
    tip = f"<title>{escape(figure.dot.note)}</title>"
    circle = f'<circle class="{kind} c{n}" cx="{x:.1f}" cy="{y:.1f}" r="3.6">{tip}</circle>'
    if figure.href.startswith(("https://", "http://")):
        return f'<a href="{escape(figure.href)}">{circle}</a>'
    return circle


def _aim(plot: Plot, n: int, aim: Aim) -> str:
    (x1, y), (x2, _) = plot.at(Dot(aim.since, aim.value)), plot.at(Dot(aim.until, aim.value))
    return f'<path class="aim s{n}" d="M{x1:.1f} {y:.1f}H{x2:.1f}m-4 -4v8"><title>{escape(aim.note)}</title></path>'


def _names(plot: Plot, lines: Sequence[Line], labels: Sequence[str], edge: float) -> list[str]:
    """The names at the edge, as high as their lines end, but apart from each other and inside the frame."""
    heights = sorted((plot.at(line.last)[1] + 4, n) for n, line in enumerate(lines))
    placed: list[tuple[float, int]] = []
    for y, n in heights:
        placed.append((max(y, placed[-1][0] + APART) if placed else y, n))
    over = max(0.0, placed[-1][0] - plot.bottom)
    return [
        f'<text class="end t{n}" x="{edge + 8:.1f}" y="{y - over:.1f}">{escape(labels[n])}</text>' for y, n in placed
    ]


def colours() -> str:
    """The style of lines, dots and names; for a page, in light and dark."""
    rules = []
    for scheme, palette in (("", COLOURS), ("@media (prefers-color-scheme: dark)", DARK)):
        each = "".join(
            f".s{n}{{stroke:{c}}}.c{n}{{stroke:{c};--c:{c}}}.t{n}{{fill:{c}}}.k{n}{{color:{c}}}"
            for n, c in enumerate(palette)
        )
        rules.append(f"{scheme}{{{each}}}" if scheme else each)
    return "".join(rules)
