"""Table rows → observations: each cell that counts a metric, with its heading, its row's label and the text's key.

A heading says what a column counts, a label whose, where and when; what neither says is taken from the sentence that
presents the table, then from what the text has said of the same metric. A cell that repeats a figure of the text
says nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipelines.join.calendar import Days, resolve
from pipelines.join.headings import Find, Said, read_said
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.join.scope import Where
from pipelines.model import Count, DateBasis, Measure, Noun, Observation, Row, Status, When, Why
from pipelines.words import operator_info

_CELL = re.compile(
    r"^[~≈<>+]?\s*[\d,.]+\s*(?:k|m|bn|万|million|billion|thousand)?\s*\+?\s*[↑↓▲▼*]*\s*(?:\(.*\))?$", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]{2}|\d")
_BRACKETS = re.compile(r"\(([^)]*)\)")
_TOTALS = re.compile(r"^(?:total|sum|all|overall|nationwide|altogether)\b", re.IGNORECASE)
_LEGAL = re.compile(r"[\s,]+(?:Inc|Ltd|LLC|GmbH|AG|SE|SA|BV|AB|AS|ASA|Oy|plc|Co|Corp|Group)\b\.?")
MAX_CAPTION = 400  # characters
_MONEY = re.compile(r"\b(?:prices?|cost|fees?|RMB|yuan|euros?|dollars?|USD|EUR)\b|[$€£¥]", re.IGNORECASE)
_OWNER = re.compile(r"^(?:operator|company|brand|network|firm|provider|carmaker|automaker)s?$", re.IGNORECASE)
_PLACE = re.compile(
    r"^(?:location|site|city|town|county|province|state|federal state|region|country|district|municipality|area|market)s?$",
    re.IGNORECASE,
)
_TIME = re.compile(r"^(?:date|day|month|quarter|year|period|as of|when|time|week)s?$", re.IGNORECASE)


class Cell(NamedTuple):
    """A number in a table, with the heading of its column and the labels of its row."""

    row: Row
    text: str
    at: int  # offset of `text` in the row's quote
    heading: Said
    label: Said
    owner: str | None  # what stands under "Operator"
    spot: str | None  # what stands under "City", "Location", …


@dataclass(frozen=True)
class Table:
    """The rows of one table and what holds for all of them."""

    rows: tuple[Row, ...]
    corner: Said
    caption: Said


def read_rows(rows: Sequence[Row], keys: Mapping[str, Noun], find: Find, memory: Memory) -> Iterator[Observation]:
    """The observations of an article's table rows."""
    captions = _captions(memory, find)
    tables: dict[str, list[Row]] = {}
    for row in rows:
        tables.setdefault(row.sentence.origin.split("r")[0], []).append(row)
    for n, found in enumerate(tables.values()):
        corner = read_said(found[0].columns[0][0], keys, find)
        if corner.other and not corner.noun and _MONEY.search(corner.words):
            continue
        caption = captions[min(n, len(captions) - 1)] if captions else Said("")
        yield from _read(Table(tuple(found), corner, caption), keys, find, memory)


_PRESENTS = re.compile(r"\b(?:table|overview|breakdown|as follows|ranking)\b|:$", re.IGNORECASE)


def _captions(memory: Memory, find: Find) -> list[Said]:
    """The sentences that present tables: "The following table shows …", or one that ends in a colon."""
    last = [p.rstrip().rsplit(". ", 1)[-1] for p in memory.article.paragraphs]
    sentences = [s for p in memory.article.paragraphs for s in re.split(r"(?<=[.!?])\s", p) if "table" in s.lower()]
    sentences += [x for x in last if _PRESENTS.search(x)]
    if not sentences and not memory.settled:
        sentences = last[:1]  # an article that is its table
    return [read_said(s, {}, find) for s in sentences if len(s) < MAX_CAPTION]


def _read(table: Table, keys: Mapping[str, Noun], find: Find, memory: Memory) -> Iterator[Observation]:
    headings = [read_said(heading, keys, find) for heading, _ in table.rows[0].columns]
    for row in table.rows:
        labels = [n for n, (_, cell) in enumerate(row.columns) if _is_label(n, headings[n], cell, find)]
        label = read_said(", ".join(row.columns[n][1] for n in labels), keys, find)
        if label.other:
            continue
        owner = _owner(next((row.columns[n][1] for n in labels if _OWNER.match(row.columns[n][0].strip())), ""), find)
        spot = next((row.columns[n][1] for n in labels if _PLACE.match(row.columns[n][0].strip())), None)
        before: Noun | None = None
        for n, (_, text) in enumerate(row.columns):
            if n in labels or n >= len(headings) or headings[n].other or not _CELL.match(text.strip()):
                continue
            cell = Cell(row, _BRACKETS.sub("", text), row.starts[n], headings[n], label, owner, spot)
            noun = _noun(cell, table, before, memory)
            if noun is None:
                continue
            yield from _observe(cell, noun, table, find, memory)
            yield from _in_brackets(cell, text, noun, table, keys, find, memory)
            before = noun


def _is_label(n: int, heading: Said, cell: str, find: Find) -> bool:
    """A cell of words, or a year or date in the first column."""
    if not _WORDS.search(cell) or "%" in cell:
        return False
    if not _CELL.match(cell.strip()):
        return True
    return n == 0 and heading.noun is None and any(isinstance(s.value, When) for s in find(cell))


def _owner(cell: str, find: Find) -> str | None:
    """The operator that a cell under "Operator" names; one that no list knows is its lower-case name."""
    name = re.sub(r"\s*\(.*", "", cell)
    for span in find(cell):
        if span.kind == "operator" and (span.end - span.start) * 2 > len(name):
            return str(span.value)
    if _TOTALS.match(name):
        return "industry"
    return re.sub(r"[^a-z0-9]+", "_", _LEGAL.sub("", name).lower()).strip("_") or None


# ---------------------------------------------------------------- what a cell counts


def _noun(cell: Cell, table: Table, before: Noun | None, memory: Memory) -> Noun | None:
    """By the heading, the label, the corner, the column before ("Change"), the caption, or what the article counts."""
    heading, label = cell.heading, cell.label
    noun = heading.noun
    if noun is None and not heading.unread:
        noun = label.noun or (None if _PLACE.match(table.corner.words.strip()) else table.corner.noun)
    if noun is None and (heading.added or cell.text.strip().startswith("+")):
        noun = before
    if noun is None and _placed(cell, table):
        noun = table.caption.noun or next((m.noun for m in memory.mentions if metric_of(m.noun)), None)
    if noun is None:
        return None
    if heading.noun is not None and label.kinds and noun.kinds <= {"charging"} and noun.noun_class in ("site", "post"):
        noun = noun._replace(kinds=label.kinds)
    elif noun.noun_class == "post" and noun.kinds <= {"charging"} and not label.segments:
        noun = noun._replace(kinds=_spoken_of(noun, memory))
    if not noun.kinds and noun.noun_class == "site":
        kinds = (table.corner.noun or table.caption.noun or noun).kinds or _kinds_of_article(memory)
        noun = noun._replace(kinds=kinds)
    segments = {*noun.segments, *label.segments, *_segments_of_text(noun, memory)}
    return noun._replace(segments=tuple(sorted(segments))) if metric_of(noun) else None


def _placed(cell: Cell, table: Table) -> bool:
    """True where heading and row say only when, where or whose a number is: it counts what the article counts."""
    corner = table.corner.words.strip()
    row = cell.label.plain or bool(_OWNER.match(corner) or _PLACE.match(corner) or _TIME.match(corner))
    verb = (cell.heading.planned or cell.heading.added) and not cell.heading.unread
    return (row or bool(_TOTALS.match(cell.label.words))) and (cell.heading.plain or verb)


def _spoken_of(noun: Noun, memory: Memory) -> frozenset[str]:
    """The kind of piles that the article counts, where a heading says only "stalls"."""
    for each in memory.recent():
        if each.noun.noun_class == noun.noun_class and not noun.head.startswith("charg"):
            return each.noun.kinds
    return noun.kinds


def _kinds_of_article(memory: Memory) -> frozenset[str]:
    return next((m.noun.kinds for m in memory.mentions if m.noun.kinds and metric_of(m.noun)), frozenset())


def _segments_of_text(noun: Noun, memory: Memory) -> tuple[str, ...]:
    """National statistics of public chargers stay public in their table."""
    first = next((s.observation for s in memory.settled if s.noun.noun_class == noun.noun_class), None)
    public = first is not None and "public" in first.segment and first.operator == "industry"
    return ("public",) if public and not set(noun.segments) & {"public", "private"} else ()


# ---------------------------------------------------------------- a cell as an observation


def _observe(cell: Cell, noun: Noun, table: Table, find: Find, memory: Memory) -> Iterator[Observation]:
    number = next((s for s in find(cell.text) if s.kind == "number"), None)
    if number is None or not isinstance(number.value, Count):
        return
    value = number.value.value * cell.heading.scale
    if value != int(value) and value < 1000:
        return  # an average, not a count
    metric = metric_of(noun) or ""
    told = [s.observation for s in memory.settled if s.observation.metric == metric]
    planned = cell.heading.planned or cell.label.planned or (table.caption.planned and not table.caption.added)
    status: Status = "planned" if planned else "actual"
    like = [o for o in told if o.status == status]
    operator = _operator(cell, memory)
    place = _place(cell, table, like, operator, memory)
    days, said_by = _days((cell.label, cell.heading), status, memory)
    measure = _measure(cell, noun, table, days is not None, like)
    spoken = days or (_days((table.corner, table.caption), status, memory)[0] if measure == "total" else None)
    start, end, basis = _period(spoken, measure, status, like, memory)
    if any(_repeats(o, value, status, operator, place, days) for o in told):
        return
    at = cell.at + number.start
    why = [
        Why("metric", "table_heading", cell.heading.words, "table"),
        Why("operator", "table_label", cell.label.words, "table"),
    ]
    why += [Why("place", "table_label", cell.label.words, "table"), Why("period_end", "table_label", said_by, "table")]
    yield Observation(
        metric=metric,
        measure=measure,
        status=status,
        value=int(value) if value == int(value) else value,
        qualifier=number.value.qualifier or "exact",
        operator=operator,
        place=place[0],
        country=place[1],
        segment=noun.segments,
        period_start=start,
        period_end=end,
        date_basis=basis,
        quote=cell.row.sentence.text,
        origin=cell.row.sentence.origin,
        value_start=at,
        value_end=at + number.end - number.start,
        why=tuple(why),
    )  # fmt: skip


def _in_brackets(
    cell: Cell, text: str, noun: Noun, table: Table, keys: Mapping[str, Noun], find: Find, memory: Memory
) -> Iterator[Observation]:
    """ "458 (2,688)" under "Stations (piles)": the second number counts what the brackets of the heading name."""
    inside, named = _BRACKETS.search(text), _BRACKETS.search(cell.heading.words)
    if not inside or not _CELL.match(inside[1].strip()):
        return
    at = cell.at + inside.start(1)
    said = read_said(named[1], keys, find) if named else Said("")
    if said.noun is not None and not said.other:
        other = said.noun
        if other.kinds <= {"charging"} and noun.kinds & {"fast", "destination"}:
            other = other._replace(kinds=noun.kinds & {"fast", "destination"})
        if metric_of(other):
            yield from _observe(cell._replace(text=inside[1], at=at), other, table, find, memory)
    elif inside[1].strip().startswith("+"):
        yield from _observe(cell._replace(text=inside[1], at=at), noun, table, find, memory)


def _operator(cell: Cell, memory: Memory) -> str:
    return cell.owner or cell.label.operator or cell.heading.operator or memory.setting.operator or "industry"


def _place(cell: Cell, table: Table, like: Sequence[Observation], operator: str, memory: Memory) -> Where:
    """By the row, the heading, the corner, the caption; else the place of the same metric in the text, then the article's."""
    home = operator_info(operator).country if operator != "industry" else None
    setting = memory.setting.place
    if cell.label.place:
        return cell.label.place
    if cell.spot and cell.spot[:1].isupper() and not _TOTALS.match(cell.spot):
        return cell.spot.strip(), setting[1] if setting else home
    for said in (cell.heading, table.corner, table.caption):
        if said.place:
            return said.place
    seen = Counter((o.place, o.country) for o in like if o.operator == operator)
    if seen and memory.setting.place_origin != "title":
        return seen.most_common(1)[0][0]
    return setting or (None, home)


def _days(where: Sequence[Said], status: Status, memory: Memory) -> tuple[Days | None, str]:
    for said in where:
        days = resolve(said.when, memory.published, status) if said.when else None
        if days:
            return (days if status == "planned" else (days[0], min(days[1], memory.published))), said.words
    return None, ""


def _measure(cell: Cell, noun: Noun, table: Table, dated: bool, like: Sequence[Observation]) -> Measure:
    """`added` for "+22", "New stations", "Built in 2025", for services of a dated period, and as the text has plans."""
    if cell.text.lstrip().startswith("+") or (cell.heading.added and not cell.heading.planned):
        return "added"
    if noun.service and dated and "as of" not in cell.heading.words.lower():
        return "added"
    if table.caption.added and cell.label.when is not None and cell.label.when.unit not in ("day", "now"):
        return "added"
    if table.caption.planned and like and all(o.measure == "added" for o in like):
        return "added"
    return "total"


def _period(
    days: Days | None, measure: Measure, status: Status, like: Sequence[Observation], memory: Memory
) -> tuple[date | None, date | None, DateBasis]:
    """By the row or heading; else that of the same metric in the text, where it is one; else none or the publication day."""
    if days is not None:
        if measure == "added":
            return days[0], days[1], "text"
        return (None if status == "planned" else days[1]), days[1], "text"
    alike = [o for o in like if o.measure == measure] or ([] if status == "planned" else _statistics(memory))
    periods = {(o.period_start, o.period_end, o.date_basis): None for o in alike if o.date_basis == "text"}
    if len(periods) == 1:
        return next(iter(periods))
    if status == "planned":
        return None, None, "none"
    return (None if measure == "added" else memory.published), memory.published, "published"


def _statistics(memory: Memory) -> list[Observation]:
    """The latest dated total: the day of the statistics that the table belongs to."""
    for each in memory.recent():
        seen = each.observation
        if seen.status == "actual" and seen.measure == "total" and seen.date_basis == "text":
            return [seen]
    return []


def _repeats(told: Observation, value: float, status: Status, operator: str, place: Where, days: Days | None) -> bool:
    """True for a figure that the text gives for the same network, place and time: its sentence says more of it."""
    if (told.value, told.status, told.operator) != (value, status, operator):
        return False
    if place not in ((told.place, told.country), (None, told.country)):
        return False
    return days is None or (told.period_end is not None and days[0] <= told.period_end <= days[1])
