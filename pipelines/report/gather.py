"""The lines, spots and words of a report, from the database's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pipelines.keep import Store
from pipelines.keep.atlas import Spot
from pipelines.keep.chart import Dot
from pipelines.keep.queries import ALL
from pipelines.report.lines import Aim, Figure, Line

Row = Mapping[str, object]

VAGUE = {"min": "over ", "approx": "about ", "max": "up to "}
LEAST = 3  # figures; fewer are no line
SMALL = 12  # a series under a twelfth of the largest is a flat line on its axis, and gets an axis of its own
TOGETHER = 5  # lines in one frame; more are a tangle


@dataclass(frozen=True)
class Group:
    """The series of one metric: those that share an axis, and the small ones that have their own."""

    label: str
    large: tuple[Line, ...]
    small: tuple[Line, ...]


def said(row: Row, name: str = "value") -> str:
    """A figure in words: over 1,300."""
    value = row[name]
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    if row.get("measure") == "nth":
        return f"no. {text}"
    if row.get("value_max") is not None and name == "value":
        text += f" to {row['value_max']:,}"
    return VAGUE.get(str(row.get("qualifier")), "") + text


def where(row: Row) -> str:
    """The place that a row is about, in words."""
    place = str(row["place"] or row["country"] or "place not said")
    return f"{place}, {row['segment']}".replace(",", " · ") if row.get("segment") else place


def groups(store: Store, latest: Sequence[Row], targets: Sequence[Row]) -> list[Group]:
    """Series of whole countries and of the world with enough figures, by metric, the ones with most figures first."""
    chosen = [row for row in latest if not row["segment"] and _whole(row)]
    found = []
    for label, members in groupby(chosen, key=lambda row: str(row["metric_label"])):
        lines = [line for row in members if (line := line_of(store, row, targets)) is not None]
        if not lines:
            continue
        lines.sort(key=lambda line: -line.last.value)
        most = lines[0].last.value
        large = [line for line in lines if line.last.value * SMALL >= most][:TOGETHER]
        rest = [line for line in lines if line not in large]
        found.append(Group(label, tuple(large), tuple(rest[:9])))
    return sorted(found, key=lambda group: -sum(len(line.figures) for line in group.large + group.small))


def _whole(row: Row) -> bool:
    return row["place"] is None or row["country"] is None


def line_of(store: Store, row: Row, targets: Iterable[Row] = ()) -> Line | None:
    """The series of a row of the latest figures; None where it has too few."""
    figures = store.query("growth_of_one_series", series=row["series_key"], rows=ALL)[::-1]
    if sum(each["standing"] == "figure" for each in figures) < LEAST:
        return None
    aims = tuple(
        Aim(
            date.fromisoformat(str(goal["stated_on"])),
            date.fromisoformat(str(goal["deadline"])),
            float(str(goal["target"])),
            _aimed(goal),
        )
        for goal in targets
        if goal["series_key"] == row["series_key"] and goal["deadline"] and goal["measure"] == "total"
        and str(goal["stated_on"]) < str(goal["deadline"])
    )  # fmt: skip
    return Line(f"{row['operator_name']}, {where(row)}", tuple(_figure(each) for each in figures), aims)


def _aimed(goal: Row) -> str:
    until = f"{said(goal, 'target')} by {goal['deadline']}"
    return f"goal of {goal['stated_on']}: {until} ({goal['state']}). {goal['quote']}"


def _figure(row: Row) -> Figure:
    exact = row["qualifier"] == "exact"
    note = f"{row['date']}: {said(row)}. {row['quote']}"
    dot = Dot(date.fromisoformat(str(row["date"])), _value(row["value"]), exact, note)
    return Figure(dot, row["standing"] == "figure", str(row["url"]))


def _value(value: object) -> float:
    assert isinstance(value, int | float)
    return value


def spots(latest: Sequence[Row], points: Mapping[str, tuple[float, float]]) -> list[Spot]:
    """One circle for each country: its largest figure of the metric, with all others in the tooltip."""
    by_country: dict[str, list[Row]] = {}
    for row in latest:
        if row["country"] and row["place"] is None and not row["segment"] and str(row["country"]) in points:
            by_country.setdefault(str(row["country"]), []).append(row)
    found = []
    for country, rows in by_country.items():
        rows.sort(key=lambda row: -_value(row["value"]))
        note = "\n".join(f"{country}, {row['operator_name']}: {said(row)} ({row['date']})" for row in rows[:8])
        value = _value(rows[0]["value"])
        found.append(Spot(*points[country], value, note, str(rows[0]["url"]), f"{country} {value:,}", "country"))
    return found
