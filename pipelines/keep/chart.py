"""A series as a step line in SVG: between two statements nothing is known, so the line stays where it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import floor, log10

LEFT, RIGHT, TOP, BOTTOM = 84, 86, 14, 26  # pixels kept free for the labels

STYLE = """<style>
svg { background: #fff; font-family: system-ui, sans-serif; }
.line { fill: none; stroke: #1d5f8a; stroke-width: 1.6; }
.exact { fill: #1d5f8a; }
.vague { fill: #fff; stroke: #1d5f8a; stroke-width: 1.6; }
.off { fill: #fff; stroke: #9db4c6; }
.grid { stroke: #dfe5ec; }
text { font-size: 12px; fill: #5b6780; }
.value { text-anchor: end; }
.time { text-anchor: middle; }
.end, .name { font-weight: 650; fill: #17233b; font-size: 13px; }
</style>"""


YEARS = 7  # named under a chart at most: more run into each other on a phone


@dataclass(frozen=True)
class Dot:
    """One figure of a series. `exact` is False for floors, ceilings and round figures: their dots are hollow; where it
    does not count, the line passes it by."""

    day: date
    value: float
    exact: bool = True
    note: str = ""
    counts: bool = True


def spark(dots: Sequence[Dot], width: int = 120, height: int = 28) -> str:
    """A small line without axes; empty text for fewer than two days."""
    dots = [dot for dot in dots if dot.counts]
    if len(dots) < 2:
        return ""
    plot = Plot(dots, 2, 3, width - 4, height - 3, lowest=min(dot.value for dot in dots))
    end = plot.at(plot.dots[-1])
    return (
        f'<svg class="spark" width="{width}" height="{height}" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<path d="{plot.steps()}"/><circle cx="{end[0]:.1f}" cy="{end[1]:.1f}" r="2.2"/></svg>'
    )


def chart(dots: Sequence[Dot], title: str, width: int = 920, height: int = 260, alone: bool = False) -> str:
    """A line with axes, one dot for each figure with its note as tooltip; empty text for fewer than two days.

    A picture that stands `alone`, as a file, carries its own style and shows its title.
    """
    if sum(dot.counts for dot in dots) < 2:
        return ""
    plot = Plot(dots, LEFT, TOP + 30 * alone, width - RIGHT, height - BOTTOM, lowest=0)
    last = [dot for dot in plot.dots if dot.counts][-1]
    x, y = plot.at(last)
    frame = f'viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg"'
    return "\n".join(
        [
            f'<svg class="chart" {frame} role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title>",
            *([STYLE, f'<text class="name" x="{LEFT}" y="22">{escape(title)}</text>'] if alone else []),
            *plot.value_axis(),
            *plot.time_axis(),
            f'<path class="line" d="{plot.steps()}"/>',
            *(_circle(dot, *plot.at(dot)) for dot in dots if plot.holds(dot)),
            f'<text class="end" x="{x + 9:.1f}" y="{y + 4:.1f}">{_number(last.value)}</text>',
            "</svg>",
        ]
    )


def _circle(dot: Dot, x: float, y: float) -> str:
    kind = "off" if not dot.counts else "exact" if dot.exact else "vague"
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.4"><title>{escape(dot.note)}</title></circle>'


class Plot:
    """Days and values as pixels, and the axes for them."""

    def __init__(
        self, dots: Sequence[Dot], left: float, top: float, right: float, bottom: float, lowest: float
    ) -> None:
        self.dots = sorted(dots, key=lambda dot: dot.day)
        self.left, self.top, self.right, self.bottom = left, top, right, bottom
        self.first, self.last = self.dots[0].day.toordinal(), self.dots[-1].day.toordinal()
        self.lowest = lowest
        self.highest = max(max(dot.value for dot in dots if dot.counts), lowest + 1)

    def x(self, ordinal: int) -> float:
        return self.left + (self.right - self.left) * (ordinal - self.first) / max(1, self.last - self.first)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * (value - self.lowest) / (self.highest - self.lowest)

    def at(self, dot: Dot) -> tuple[float, float]:
        return self.x(dot.day.toordinal()), self.y(dot.value)

    def holds(self, dot: Dot) -> bool:
        """False for one that does not count and lies above all that do: a misreading would press the line flat."""
        return dot.value <= self.highest

    def steps(self) -> str:
        points = [self.at(dot) for dot in self.dots if dot.counts]
        return f"M{points[0][0]:.1f} {points[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in points[1:])

    def value_axis(self) -> list[str]:
        lines = []
        step = _round_step(self.highest - self.lowest)
        value = self.lowest
        while value <= self.highest:
            y = self.y(value)
            lines.append(f'<path class="grid" d="M{self.left} {y:.1f}H{self.right:.1f}"/>')
            lines.append(f'<text class="value" x="{self.left - 8}" y="{y + 4:.1f}">{_number(value)}</text>')
            value += step
        return lines

    def time_axis(self) -> list[str]:
        first, last = (date.fromordinal(day) for day in (self.first, self.last))
        years = list(range(first.year + 1, last.year + 1))
        years = next(thin for step in (1, 2, 5, 10, 100) if len(thin := [y for y in years if not y % step]) <= YEARS)
        marks = [(self.x(date(year, 1, 1).toordinal()), str(year)) for year in years]
        if len(marks) < 2:  # a young series: its first and last day say more than one year's turn
            marks = [(self.left, first.isoformat()), (self.right, last.isoformat())]
        return [f'<text class="time" x="{x:.1f}" y="{self.bottom + 19:.1f}">{text}</text>' for x, text in marks]


def _round_step(span: float) -> float:
    """1, 2 or 5 times a power of ten that parts the span into three to six."""
    power = 10.0 ** floor(log10(span / 3))
    return next(power * factor for factor in (1, 2, 5, 10) if span / (power * factor) <= 6)


def _number(value: float) -> str:
    if value >= 1_000_000:
        return f"{value / 1_000_000:,.4g}M"
    return f"{value:,.10g}"
