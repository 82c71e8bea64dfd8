"""When the cells of a table count and how: the days of rows, headings and captions, and how many came between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from pipelines.join.calendar import resolve
from pipelines.join.days import Days
from pipelines.join.layout import BUILDING, MILESTONE, OPENED, Cell, Table
from pipelines.join.memory import Memory
from pipelines.model import DateBasis, Measure, Noun, Observation, Status, When

_UNIT = re.compile(r"\b(week|month|quarter|year)\b", re.IGNORECASE)
_SINCE_EVER = re.compile(r"\b(?:as of|since|cumulative|total|to date|so far)\b", re.IGNORECASE)


def days_said(cell: Cell, table: Table, status: Status, memory: Memory) -> tuple[Days | None, str]:
    """The days that the row or the heading gives; a month takes its year from the corner."""
    order = (cell.label, cell.heading) if status == "planned" or cell.label.when else (cell.heading,)
    for said in order:
        when = said.when
        if when is None:
            continue
        if when.year is None and when.month is not None and table.corner.when and table.corner.when.unit == "year":
            when = when._replace(year=table.corner.when.year)
        column = cell.heading.when
        if said is cell.label and when.year is None and column is not None and column.unit == "year":
            when = when._replace(year=column.year)  # "May 1 | 92,000" under "2024"
        days = resolve(when, memory.published, status)
        if days and (status == "planned" or days[0] <= memory.published):
            return (days if status == "planned" else (days[0], min(days[1], memory.published))), said.words
    return None, ""


def measure_of(cell: Cell, noun: Noun, table: Table, dated: bool, like: Sequence[Observation]) -> Measure:
    """`added` for "+22", "New stations" over a column or over the rows, "Built in 2025", for services of a dated period, and as the text has plans."""
    if (cell.at == 0 or MILESTONE.match(cell.heading.words.strip())) and dated:
        return "nth"  # "10 million | June 21": a table of milestones
    if cell.heading.removed or (cell.heading.added and cell.text.lstrip()[:1] in "↓▼"):
        return "removed"
    if BUILDING.search(cell.heading.words) or (noun.noun_class == "post" and _opened(cell, table)):
        return "added"
    if cell.text.lstrip().startswith("+") or cell.heading.added or _new_ones(cell):
        return "added"
    told = bool(like) and all(o.measure == "added" for o in like)
    if noun.service and (dated or told) and not _SINCE_EVER.search(f"{cell.heading.words} {cell.label.words}"):
        return "added"
    ever = _SINCE_EVER.search(cell.heading.words)
    if table.corner.added and not ever:
        return "added"
    if table.caption.added and not ever and cell.label.when is not None and cell.label.when.unit not in ("day", "now"):
        return "added"
    if table.plans and like and all(o.measure == "added" for o in like):
        return "added"
    return "total"


def _opened(cell: Cell, table: Table) -> bool:
    """True where each row is one site with the day on which it opened."""
    return any(OPENED.match(h.words.strip()) for h in table.headings) and cell.label.when is not None


def _new_ones(cell: Cell) -> bool:
    """A row of "New stations", whose columns say only when."""
    label = cell.label
    return label.added and label.noun is not None and label.place is None and cell.heading.noun is None


def period_of(
    cell: Cell,
    days: Days | None,
    table: Table,
    measure: Measure,
    status: Status,
    like: Sequence[Observation],
    memory: Memory,
) -> tuple[date | None, date | None, DateBasis]:
    """By the row or heading; else by a neighbour, the caption or the same metric in the text; else the publication day."""
    if days is None and measure in ("added", "removed") and (between := _between(cell, table, memory)):
        return between[0], between[1], "text"
    if days is None and measure == "total":
        days = _other_days(table, status, memory)
    if days is not None:
        if measure == "added" and days[0] == days[1]:
            return _since(days[1], cell.heading.words), days[1], "text"
        if measure in ("added", "removed", "nth"):
            return days[0], days[1], "text"
        return (None if status == "planned" else days[1]), days[1], "text"
    alike = [o for o in like if o.measure == measure and o.date_basis == "text"] or (
        [] if status == "planned" else _statistics(memory)
    )
    periods = Counter((o.period_start, o.period_end, o.date_basis) for o in alike if o.date_basis == "text")
    if periods:
        return periods.most_common(1)[0][0]
    if status == "planned":
        return None, None, "none"
    if measure in ("added", "removed") and (days := _captioned(table, memory)) is not None:
        return days[0], days[1], "text"
    return (None if measure in ("added", "removed") else memory.published), memory.published, "published"


def _captioned(table: Table, memory: Memory) -> Days | None:
    """The period of the sentence above the table: "changes in June, as listed below"."""
    for when in table.caption.whens:
        days = resolve(when, memory.published, "actual")
        if days is not None and days[0] < days[1] and days[0] <= memory.published:
            return days[0], min(days[1], memory.published)
    return None


def _between(cell: Cell, table: Table, memory: Memory) -> Days | None:
    """The period of a "Change" behind two dated columns, whichever comes first, or of a "Change from May": from the day
    after one to the other.
    """
    if cell.heading.base is not None:
        base = resolve(cell.heading.base, memory.published, "actual")
        to = _other_days(table, "actual", memory)
        last = min(to[1], memory.published) if to is not None else memory.published
        return (base[1] + timedelta(days=1), last) if base is not None and base[1] < last else None
    at = next((n for n, heading in enumerate(table.headings) if heading is cell.heading), 0)
    dated = [h.when for h in table.headings[:at] if h.when is not None]
    ends = [days[1] for when in dated if (days := resolve(when, memory.published, "actual")) is not None]
    first, last = sorted(ends[-2:]) if len(ends) > 1 else (memory.published, memory.published)
    if not first < last <= memory.published:
        return None
    return first + timedelta(days=first.day != 1), last


def _since(day: date, heading: str) -> date:
    """First day of the week, month, quarter or year that ends on a row's day: "Opened in final week of year"."""
    unit = _UNIT.search(heading)
    if unit is None:
        return day
    if unit[1].lower() == "week":
        return day - timedelta(days=6)
    months = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}
    return date(day.year, months[unit[1].lower()], 1)


def _other_days(table: Table, status: Status, memory: Memory) -> Days | None:
    """The day of an undated cell: the only one that headings give, else that of the sentence above the table."""
    named = (*((table.only_date,) if table.only_date else ()), *table.caption.whens)
    for when in named:
        days = resolve(when, memory.published, status)
        if days and (status == "planned" or days[0] <= memory.published):
            return days if status == "planned" else (days[0], min(days[1], memory.published))
    return None


def _statistics(memory: Memory) -> list[Observation]:
    """The dated total of the latest day: that of the statistics that the table belongs to."""
    told = [each.observation for each in memory.recent()]
    dated = [o for o in told if o.status == "actual" and o.measure == "total" and o.date_basis == "text"]
    return [max(dated, key=lambda o: o.period_end or date.min)] if dated else []


def lies_ahead(when: When, days: Days, published: date) -> bool:
    """True for a deadline: another year to come, or the end of this one; the year that runs may be counted so far."""
    if when.year is None or days[1] <= published:
        return False
    return when.year > published.year or when.edge == "end" or days[0] > published
