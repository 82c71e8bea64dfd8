"""Table rows → observations: each cell that counts a metric, with its heading, its row's label and the text's key.

A heading says what a column counts, a label whose, where and when; what neither says is taken from the sentence that
presents the table, then from what the text has said of the same metric. A cell that repeats a figure of the text
says nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from pipelines.join.calendar import resolve
from pipelines.join.cells import cells
from pipelines.join.days import Days
from pipelines.join.headings import Find, Said, read_said
from pipelines.join.layout import BRACKETS, CELL, MILESTONE, TOTALS, Cell, Table, read_table
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.join.pointers import Where
from pipelines.join.table_days import days_said, lies_ahead, measure_of, period_of
from pipelines.model import Count, Noun, Observation, Qualifier, Row, Status, Why
from pipelines.words import operator_info

MAX_CAPTION = 400  # characters

#: More swaps than all networks together have done in a day.
MOST_OF_A_DAY = 3_000_000

#: From here on the same number is the same figure.
EXACT = 100

_PRESENTS = re.compile(r"\b(?:table|overview|breakdown|as follows|ranking)\b|:$|\bunits?\s*:", re.IGNORECASE)
_THESE = re.compile(r"\b(?:these|the|those)\s+(?:figures|numbers|data|statistics)\b", re.IGNORECASE)
_REGIONS = re.compile(
    r"(?:Europe|North America|South America|Latin America|Asia|Africa|Oceania|Middle East|EMEA|APAC)\b"
)
_MONEY = re.compile(r"\b(?:prices?|cost|fees?|RMB|yuan|euros?|dollars?|USD|EUR)\b|[$€£¥]", re.IGNORECASE)
_ALL_IN = re.compile(
    r"\b(?:figures|numbers|values|all|data|units?|piles|points|chargers|stations|swaps)\W+(?:are\s+)?(?:given\s+)?in\s|,\s+in\s|\bunits?\s*:",
    re.IGNORECASE,
)


def read_rows(rows: Sequence[Row], keys: Mapping[str, Noun], find: Find, memory: Memory) -> Iterator[Observation]:
    """The observations of an article's table rows."""
    captions = _captions(memory, find) if rows else []
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
    sentences = [s for p in memory.article.paragraphs for s in _naming_table(re.split(r"(?<=[.!?])\s", p))]
    sentences += [("", x) for x in last if _PRESENTS.search(x)]
    if not sentences and not memory.settled:
        sentences = [("", x) for x in last[:1]]  # an article that is its table
    return [_caption(before, s, find) for before, s in sentences if len(s) < MAX_CAPTION]


def _naming_table(sentences: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sentences that name the table, each with the one ahead of it and the next where that goes on about "these figures"."""
    for before, s, after in zip(["", *sentences], sentences, [*sentences[1:], ""], strict=False):
        if "table" in s.lower():
            yield before, f"{s} {after}" if _THESE.search(after) else s


def _caption(before: str, sentence: str, find: Find) -> Said:
    """What a caption says; "the table shows the figures of the largest" counts what the sentence ahead of it does."""
    said = read_said(sentence, {}, find)
    if said.noun is None and _THESE.search(sentence):
        return replace(said, noun=read_said(before, {}, find).noun)
    return said


def _observe(cell: Cell, noun: Noun, table: Table, find: Find, memory: Memory) -> Iterator[Observation]:
    number = next((s for s in find(cell.text) if s.kind == "number"), None)
    if number is None or not isinstance(number.value, Count):
        return
    value = number.value.value * _scale(cell, table)
    if value == 0:
        return
    if value != int(value) and value < 1000:
        return  # an average, not a count
    metric = metric_of(noun) or ""
    told = [s.observation for s in memory.settled if s.observation.metric == metric]
    status = _status(cell, table, memory)
    like = [o for o in told if o.status == status]
    operator = _operator(cell, noun, table, memory)
    place = _place(cell, value, table, told, operator, memory)
    days, said_by = days_said(cell, table, status, memory)
    measure = measure_of(cell, noun, table, days is not None, like)
    if noun.service and measure == "added" and days is not None and days[0] == days[1] and value > MOST_OF_A_DAY:
        measure = "total"  # "Sep 30 | 30.1 million": the sum so far
    start, end, basis = period_of(cell, days, table, measure, status, like, memory)
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
        qualifier=number.value.qualifier or _said_qualifier(cell, find),
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


def _said_qualifier(cell: Cell, find: Find) -> Qualifier:
    """ "Over 2,000", "about 3,500" in a cell."""
    said = next((s.value for s in find(cell.text) if s.kind == "qualifier"), "exact")
    return cast(Qualifier, said)


def _scale(cell: Cell, table: Table) -> int:
    """The thousands or millions of the row or the column; of the corner or the caption, which speak of the whole table."""
    if MILESTONE.match(cell.heading.words.strip()):
        return 1  # "10 million swaps" has it in the number
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
        and lies_ahead(cell.label.when, days, memory.published)
    ):
        return "planned"
    dated = cell.heading.when or table.only_date
    if table.plans and dated is not None and dated.year is not None:
        known = resolve(dated, memory.published, "actual")
        if known is not None and known[1] <= memory.published:
            return "actual"  # "stations on October 21, 2025"
    return "planned" if table.plans and (days is None or days[1] > memory.published) else "actual"


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
    if cell.label.place and (not totals or cell.label.place == ("World", None)):
        return cell.label.place
    kind_of_site = cell.label.kinds or cell.label.segments or _NO_SPOT.match(cell.label.words)
    if cell.spot and cell.spot[:1].isupper() and not (totals or kind_of_site):
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


#: Kinds of places in a column of locations.
_NO_SPOT = re.compile(
    r"(?:others?|on-street|off-street|rest|unknown|home|workplaces?|car parks?|retail|residential)\b", re.IGNORECASE
)


def _whole(table: Table) -> Where | None:
    """The place of a "Total" over rows that are regions of the world."""
    first = [row.columns[0][1] for row in table.rows]
    regions = sum(bool(_REGIONS.match(cell)) for cell in first)
    return ("World", None) if regions >= 2 else None


def _repeats(told: Observation, value: float, status: Status, operator: str, place: Where, days: Days | None) -> bool:
    """True for a figure that the text gives for the same network, place and time: its sentence says more of it."""
    if (told.value, told.status, told.operator) != (value, status, operator):
        return False
    if place not in ((told.place, told.country), (None, told.country)):
        return False
    undated = told.date_basis == "published" and told.measure == "total"
    if days is not None and undated and told.period_end is not None and value >= EXACT:
        return (
            0 <= (told.period_end - days[1]).days < 31
        )  # the text says when it was written, the table of which day it is
    return days is None or (told.period_end is not None and days[0] <= told.period_end <= days[1])
