"""Rows of text in columns for a terminal: names instead of ids, thousands separators, nothing wider than the window."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from unicodedata import combining, east_asian_width

from pipelines.commands.ends import is_terminal

Row = Mapping[str, object]

#: How a figure that is no exact one is written.
_QUALIFIED = {"min": "{}+", "approx": "~{}", "max": "≤{}"}


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it shows of a row, and how wide it may grow; without a limit it is never cut."""

    heading: str
    show: Callable[[Row], str]
    limit: int | None = None
    right: bool = False


def terminal_width() -> int:
    """Columns of the terminal; 80 for a pipe or a file."""
    return max(60, shutil.get_terminal_size((80, 24)).columns) if is_terminal(sys.stdout) else 80


def figure(row: Row) -> str:
    """The value of a row: 1,300+ for "over 1,300", ~400 for "about 400", 30–40 for a range, #1,000 for the 1,000th."""
    value, most = row["value"], row.get("value_max")
    said = f"{value:,}" + (f"–{most:,}" if most is not None else "")
    if row.get("measure") == "nth":
        return f"#{said}"
    return _QUALIFIED.get(str(row.get("qualifier")), "{}").format(said)


def place(row: Row) -> str:
    """The place by its name, else the country; and what the count is restricted to."""
    named = str(row.get("place") or row.get("country") or "not said")
    return f"{named}, {row['segment']}" if row["segment"] else named


LATEST = (
    Column("Operator", lambda row: str(row["operator_name"]), 16),
    Column("Place", place, 16),
    Column("Latest", figure, right=True),
    Column("As of", lambda row: str(row["date"])),
)


def latest_table(rows: Iterable[Row], width: int, most: int | None = None) -> list[str]:
    """The newest figure of every series under the name of what is counted, and the article that says so.

    With `most`, at most so many lines of each metric, and only of what is counted without restrictions.
    """
    groups = [(metric, list(members)) for metric, members in groupby(rows, key=lambda row: str(row["metric_label"]))]
    if most is not None:
        groups = [(metric, [row for row in members if not row["segment"]]) for metric, members in groups]
    shown = {metric: members[:most] for metric, members in groups if members}
    widths = _widths([row for members in shown.values() for row in members], width)
    lines = [_line([*(column.heading for column in LATEST), "Article"], widths)]
    for metric, members in groups:
        if members:
            lines += [
                "",
                metric,
                *(_line([*(c.show(row) for c in LATEST), str(row["title"])], widths) for row in shown[metric]),
            ]
        if len(members) > len(shown.get(metric, members)):
            lines.append(f"  … and {len(members) - len(shown[metric])} more")
    return lines


def grouped_table(rows: Iterable[Row], columns: Sequence[Column], group: str | None, width: int) -> list[str]:
    """Rows under the name of what is counted, where `group` names the column of those names. The last column takes
    what is left of the width."""
    every = list(rows)
    widths = []
    for column in columns[:-1]:
        longest = max(_columns(text) for text in (column.heading, *map(column.show, every)))
        widths.append(longest if column.limit is None else min(longest, column.limit))
    used = sum(widths) + 2 * len(widths) + 2
    longest = max(_columns(text) for text in (columns[-1].heading, *map(columns[-1].show, every)))
    widths.append(min(longest, max(8, width - used)))
    right = [column.right for column in columns]
    lines = [_joined([column.heading for column in columns], widths, right)]
    for name, members in groupby(every, key=lambda row: str(row[group]) if group else ""):
        lines += ["", name] if group else []
        lines += [_joined([column.show(row) for column in columns], widths, right) for row in members]
    return lines


def _joined(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    return "".join("  " + _fit(*each) for each in zip(cells, widths, right, strict=True)).rstrip()


def number(value: object, sign: bool = False) -> str:
    """A number with separators, with its sign where it is a change; nothing where there is none."""
    if not isinstance(value, int | float):
        return ""
    if abs(value) >= 10_000_000:
        return f"{value / 1_000_000:{'+' if sign else ''},.4g}M"
    shown = round(value) if abs(value) >= 1000 or value == round(value) else round(value, 1)
    return f"{shown:+,}" if sign else f"{shown:,}"


def table(rows: Sequence[Sequence[str]], headings: Sequence[str]) -> list[str]:
    """A small table, its first column to the left and the others, numbers, to the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    return [
        "  ".join([cells[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(cells[1:], widths[1:], strict=True))])
        for cells in (headings, *rows)
    ]


def _widths(rows: Sequence[Row], width: int) -> list[int]:
    """Columns as wide as what they show, within their limits; the article's title takes what is left."""
    widths = []
    for column in LATEST:
        longest = max(_columns(text) for text in (column.heading, *map(column.show, rows)))
        widths.append(longest if column.limit is None else min(longest, column.limit))
    return [*widths, max(12, width - sum(widths) - 2 * len(widths) - 2)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _joined(cells, widths, [*(column.right for column in LATEST), False])


def _fit(text: str, width: int, right: bool) -> str:
    """The text in exactly so many columns, cut with an ellipsis where it is longer."""
    text = shortened(text, width)
    space = " " * (width - _columns(text))
    return space + text if right else text + space


def shortened(text: str, width: int) -> str:
    """The text in at most so many columns, cut with an ellipsis where it is longer."""
    if _columns(text) <= width:
        return text
    while _columns(text) > width - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _columns(text: str) -> int:
    """Columns that a terminal needs for the text: Chinese characters take two, combining accents none."""
    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)
