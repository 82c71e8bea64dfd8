"""Table rows → observations: each cell that counts a metric, with its heading, its row's label and the text's key.

A heading says what a column counts, a label whose, where and when; what neither says is taken from the sentence that
presents the table, then from what the text has said of the same metric. A cell that repeats a figure of the text
says nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from pipelines.join.calendar import resolve
from pipelines.join.cells import BRACKETS, CELL, TOTALS, Cell, Table, cells, read_table
from pipelines.join.days import Days
from pipelines.join.headings import Find, Said, read_said
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.join.scope import Where
from pipelines.model import Count, DateBasis, Measure, Noun, Observation, Row, Status, When, Why
from pipelines.words import operator_info

MAX_CAPTION = 400  # characters

_PRESENTS = re.compile(r"\b(?:table|overview|breakdown|as follows|ranking)\b|:$", re.IGNORECASE)
_REGIONS = re.compile(
    r"(?:Europe|North America|South America|Latin America|Asia|Africa|Oceania|Middle East|EMEA|APAC)\b"
)
_UNIT = re.compile(r"\b(week|month|quarter|year)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(?:prices?|cost|fees?|RMB|yuan|euros?|dollars?|USD|EUR)\b|[$€£¥]", re.IGNORECASE)
_ALL_IN = re.compile(
    r"\b(?:figures|numbers|values|all|data|units?|piles|points|chargers|stations|swaps)\W+(?:are\s+)?(?:given\s+)?in\s",
    re.IGNORECASE,
)
_SINCE_EVER = re.compile(r"\b(?:as of|since|cumulative|total|to date|so far)\b", re.IGNORECASE)


def read_rows(rows: Sequence[Row], keys: Mapping[str, Noun], find: Find, memory: Memory) -> Iterator[Observation]:
    """The observations of an article's table rows."""
    captions = _captions(memory, find)
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.sentence.origin.split("r")[0], []).append(row)
    for n, found in enumerate(tables.values()):
        table = read_table(found, captions[min(n, len(captions) - 1)] if captions else Said(""), keys, find)
        if table.corner.noun is None and _MONEY.search(table.corner.words):
            continue
        for cell, noun in cells(table, keys, find, memory):
            yield from _observe(cell, noun, table, find, memory)
            yield from _in_brackets(cell, noun, table, keys, find, memory)


def _captions(memory: Memory, find: Find) -> list[Said]:
    """The sentences that present tables: "The following table shows …", or one that ends in a colon."""
    last = [p.rstrip().rsplit(". ", 1)[-1] for p in memory.article.paragraphs]
    sentences = [s for p in memory.article.paragraphs for s in re.split(r"(?<=[.!?])\s", p) if "table" in s.lower()]
    sentences += [x for x in last if _PRESENTS.search(x)]
    if not sentences and not memory.settled:
        sentences = last[:1]  # an article that is its table
    return [read_said(s, {}, find) for s in sentences if len(s) < MAX_CAPTION]


def _observe(cell: Cell, noun: Noun, table: Table, find: Find, memory: Memory) -> Iterator[Observation]:
    number = next((s for s in find(cell.text) if s.kind == "number"), None)
    if number is None or not isinstance(number.value, Count):
        return
    value = number.value.value * _scale(cell, table)
    if value != int(value) and value < 1000:
        return  # an average, not a count
    metric = metric_of(noun) or ""
    told = [s.observation for s in memory.settled if s.observation.metric == metric]
    status = _status(cell, table, memory)
    like = [o for o in told if o.status == status]
    operator = _operator(cell, noun, table, memory)
    place = _place(cell, value, table, told, operator, memory)
    days, said_by = _days(cell, table, status, memory)
    measure = _measure(cell, noun, table, days is not None, like)
    start, end, basis = _period(cell, days, table, measure, status, like, memory)
    if any(_repeats(o, value, status, operator, place, days) for o in told):
        return
    at = cell.at + number.start
    said = cell.label.words
    why = [Why("metric", "table_heading", cell.heading.words, "table"), Why("operator", "table_label", said, "table")]
    why += [Why("place", "table_label", said, "table"), Why("period_end", "table_label", said_by, "table")]
    yield Observation(
        metric=metric,
        measure=measure,
        status=status,
        value=int(value) if value == int(value) else value,
        qualifier=number.value.qualifier or "exact",
        operator=operator,
        place=place[0],
        country=place[1],
        segment=tuple(sorted({*noun.segments, *(s for s in cell.heading.segments if s == "highway")})),
        period_start=start,
        period_end=end,
        date_basis=basis,
        quote=cell.row.sentence.text,
        origin=cell.row.sentence.origin,
        value_start=at,
        value_end=at + number.end - number.start,
        why=tuple(why),
    )


def _scale(cell: Cell, table: Table) -> int:
    """The thousands or millions of the row or the column; of the corner or the caption, which speak of the whole table."""
    own = max(cell.heading.scale, cell.label.scale)
    if own > 1 or (cell.heading.noun is not None and table.corner.noun is not None):
        return own
    return max(table.corner.scale, table.caption.scale if _ALL_IN.search(table.caption.words) else 1)


def _in_brackets(
    cell: Cell, noun: Noun, table: Table, keys: Mapping[str, Noun], find: Find, memory: Memory
) -> Iterator[Observation]:
    """ "458 (2,688)" under "Stations (piles)": the second number counts what the brackets of the heading name."""
    text = cell.row.sentence.text[cell.at :].split(" | ")[0]
    inside, named = BRACKETS.search(text), BRACKETS.search(cell.heading.words)
    if not inside or not CELL.match(inside[1].strip()):
        return
    second = cell._replace(text=inside[1], at=cell.at + inside.start(1))
    said = read_said(named[1], keys, find) if named else Said("")
    if said.noun is not None and not said.other:
        other = said.noun
        if other.kinds <= {"charging"} and noun.kinds & {"fast", "destination"}:
            other = other._replace(kinds=noun.kinds & {"fast", "destination"})
        if metric_of(other):
            yield from _observe(second, other, table, find, memory)
    elif inside[1].strip().startswith("+"):
        yield from _observe(second, noun, table, find, memory)


def _status(cell: Cell, table: Table, memory: Memory) -> Status:
    """Planned by the heading or the label; by the caption, where the row names no day that is past."""
    if cell.heading.planned or cell.label.planned:
        return "planned"
    days = resolve(cell.label.when, memory.published, "planned") if cell.label.when else None
    target = any(h.planned for h in table.headings)  # what stands beside a target is not to come
    if (
        not target
        and days is not None
        and cell.label.when is not None
        and _ahead(cell.label.when, days, memory.published)
    ):
        return "planned"
    return "planned" if table.plans and (days is None or days[1] > memory.published) else "actual"


def _ahead(when: When, days: Days, published: date) -> bool:
    """True for a deadline: another year to come, or the end of this one; the year that runs may be counted so far."""
    if when.year is None or days[1] <= published:
        return False
    return when.year > published.year or when.edge == "end" or days[0] > published


def _operator(cell: Cell, noun: Noun, table: Table, memory: Memory) -> str:
    """By the row, the heading or the corner; what is public in each of several states is everybody's."""
    said = cell.owner or cell.label.operator or cell.heading.operator or table.corner.operator
    if not said and cell.label.place and "public" in noun.segments and not table.caption.operator:
        return "industry"
    return said or memory.setting.operator or "industry"


def _place(cell: Cell, value: float, table: Table, told: Sequence[Observation], operator: str, memory: Memory) -> Where:
    """By the row, the heading, corner or caption; else as the text has the same figure or metric; else the article's."""
    home = operator_info(operator).country if operator != "industry" else None
    setting = memory.setting.place
    totals = bool(TOTALS.match(cell.label.words))
    if cell.label.place and not totals:
        return cell.label.place
    if cell.spot and cell.spot[:1].isupper() and not totals:
        return cell.spot.strip(), setting[1] if setting else home
    for said in (cell.heading, table.corner, table.caption):
        if said.place:
            return said.place
    mine = [o for o in told if o.operator == operator]
    for each in mine:
        if each.value == value:
            return each.place, each.country
    if totals and (whole := _whole(table)):
        return whole
    if setting and (memory.setting.place_origin == "title" or operator == "industry"):
        return setting
    seen = Counter(
        (s.observation.place, s.observation.country) for s in memory.settled if s.observation.operator == operator
    )
    return seen.most_common(1)[0][0] if seen else setting or (None, home)


def _whole(table: Table) -> Where | None:
    """The place of a "Total" over rows that are regions of the world."""
    first = [row.columns[0][1] for row in table.rows]
    regions = sum(bool(_REGIONS.match(cell)) for cell in first)
    return ("World", None) if regions >= 2 else None


def _days(cell: Cell, table: Table, status: Status, memory: Memory) -> tuple[Days | None, str]:
    """The days that the row or the heading gives; a month takes its year from the corner."""
    order = (cell.label, cell.heading) if status == "planned" or cell.label.when else (cell.heading,)
    for said in order:
        when = said.when
        if when is None:
            continue
        if when.year is None and when.month is not None and table.corner.when and table.corner.when.unit == "year":
            when = when._replace(year=table.corner.when.year)
        days = resolve(when, memory.published, status)
        if days and (status == "planned" or days[0] <= memory.published):
            return (days if status == "planned" else (days[0], min(days[1], memory.published))), said.words
    return None, ""


def _measure(cell: Cell, noun: Noun, table: Table, dated: bool, like: Sequence[Observation]) -> Measure:
    """`added` for "+22", "New stations", "Built in 2025", for services of a dated period, and as the text has plans."""
    if cell.at == 0 and dated:
        return "nth"  # "10 million | June 21": a table of milestones
    if cell.text.lstrip().startswith("+") or cell.heading.added or _new_ones(cell):
        return "added"
    if noun.service and dated and not _SINCE_EVER.search(f"{cell.heading.words} {cell.label.words}"):
        return "added"
    if table.caption.added and cell.label.when is not None and cell.label.when.unit not in ("day", "now"):
        return "added"
    if table.plans and like and all(o.measure == "added" for o in like):
        return "added"
    return "total"


def _new_ones(cell: Cell) -> bool:
    """A row of "New stations", whose columns say only when."""
    label = cell.label
    return label.added and label.noun is not None and label.place is None and cell.heading.noun is None


def _period(
    cell: Cell,
    days: Days | None,
    table: Table,
    measure: Measure,
    status: Status,
    like: Sequence[Observation],
    memory: Memory,
) -> tuple[date | None, date | None, DateBasis]:
    """By the row or heading; else by a neighbour, the caption or the same metric in the text; else the publication day."""
    if days is None and measure == "added" and (between := _between(cell, table, memory)):
        return between[0], between[1], "text"
    if days is None and measure == "total":
        days = _other_days(table, status, memory)
    if days is not None:
        if measure == "added" and days[0] == days[1]:
            return _since(days[1], cell.heading.words), days[1], "text"
        if measure in ("added", "nth"):
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
    return (None if measure == "added" else memory.published), memory.published, "published"


def _between(cell: Cell, table: Table, memory: Memory) -> Days | None:
    """The period of a "Change" behind two dated columns: from the day after the first to the second."""
    at = next((n for n, heading in enumerate(table.headings) if heading is cell.heading), 0)
    dated = [h.when for h in table.headings[:at] if h.when is not None]
    ends = [days[1] for when in dated if (days := resolve(when, memory.published, "actual")) is not None]
    if len(ends) < 2 or not ends[-2] < ends[-1] <= memory.published:
        return None
    return ends[-2] + timedelta(days=ends[-2].day != 1), ends[-1]


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
    named = (table.only_date,) if table.only_date else table.caption.whens
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


def _repeats(told: Observation, value: float, status: Status, operator: str, place: Where, days: Days | None) -> bool:
    """True for a figure that the text gives for the same network, place and time: its sentence says more of it."""
    if (told.value, told.status, told.operator) != (value, status, operator):
        return False
    if place not in ((told.place, told.country), (None, told.country)):
        return False
    return days is None or (told.period_end is not None and days[0] <= told.period_end <= days[1])
