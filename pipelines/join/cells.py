"""The cells of a table that count: its rows read one by one, labels told from numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipelines.join.cell_nouns import PART, noun_of
from pipelines.join.headings import Find, read_said
from pipelines.join.layout import BRACKETS, CELL, DONE, MILESTONE, OWNER, PLACE, TIME, TOTALS, Cell, Table
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.join.names import identity, without_legal
from pipelines.model import Count, Noun, When

_NOTHING = re.compile(
    r"^(?:n/?a|n\.a\.|none|nil|unknown|undisclosed|not\s+(?:disclosed|available|known|given|applicable)|no data|tb[acd])$",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{2}|\d")
#: What is left over by a list has no place and no owner of its own.
OTHERS = re.compile(r"^(?:(?:all\s+)?others?|rest|remaining|remainder)\b", re.IGNORECASE)
GENERATION = re.compile(r"^generations?\b", re.IGNORECASE)
_REACH = re.compile(r"^(?:with|without|reached|covered)\b", re.IGNORECASE)


def cells(table: Table, keys: Mapping[str, Noun], find: Find, memory: Memory) -> Iterator[tuple[Cell, Noun]]:
    """The cells that count a metric, row by row, each with what it counts."""
    above: dict[int, Noun] = {}
    column: dict[int, list[Noun]] = {}
    for row in table.rows:
        labels = [n for n, (_, cell) in enumerate(row.columns) if _is_label(n, table, cell, find)]
        counts_sites = any(h.noun is not None and h.noun.noun_class == "site" for h in table.headings)
        told = [n for n in labels if not (counts_sites and n and DONE.match(_heading(table, n)))]
        label = read_said(", ".join(row.columns[n][1] for n in told), keys, find)
        if label.other or (label.noun is None and OTHERS.match(row.columns[0][1].strip())):
            continue
        if GENERATION.match(table.corner.words.strip()) and (ordinal := _ordinal(row.columns[0][1], find)):
            label = replace(label, segments=(*label.segments, f"gen{ordinal}"))
        named = {n: row.columns[n] for n in labels}
        owner = _owner(next((c for h, c in named.values() if OWNER.match(h.strip())), ""), find)
        spot = next((row.columns[n][1] for n in labels if _says_where(table, n)), None)
        before: list[Noun] = []
        if (
            MILESTONE.match(table.corner.words.strip())
            and label.when
            and (passed := _milestone(row.columns[0][1], find))
        ):
            words, at, counted = passed
            yield Cell(row, words, row.starts[0] + at, table.corner, label, owner, spot), counted
        for n, (_, text) in enumerate(row.columns[: len(table.headings)]):
            heading = table.headings[n]
            if n in labels or heading.other or not CELL.match(text.strip()) or _REACH.match(heading.words.strip()):
                continue
            cell = Cell(row, BRACKETS.sub("", text), row.starts[n], heading, label, owner, spot)
            noun = noun_of(cell, table, before, above.get(n), memory)
            if noun is not None and TOTALS.match(label.words) and heading.noun is not None and not heading.noun.kinds:
                noun = _of_all(column.get(n, [])) or noun
            if noun is None or not metric_of(noun):
                continue
            if n not in above or not PART.match(label.words.strip()):
                above[n] = noun  # "of which DC", "of which AC": parts of the same whole
            column.setdefault(n, []).append(noun)
            before.append(noun)
            yield cell, noun


def _of_all(rows: list[Noun]) -> Noun | None:
    """The "Total" under rows of several kinds: "swap stations", "supercharging stations", "destination stations"."""
    kinds = frozenset().union(*(noun.kinds for noun in rows))
    if len({noun.kinds for noun in rows}) < 2 or len({noun.noun_class for noun in rows}) > 1:
        return None
    common = set.intersection(*(set(noun.segments) for noun in rows))
    both = {"swap", "charging"} if "swap" in kinds and kinds - {"swap"} else {"charging"}
    return rows[0]._replace(kinds=frozenset(both), segments=tuple(sorted(common)))


def _ordinal(cell: str, find: Find) -> int | None:
    """The generation that "Third" or "3" under "Generation" names."""
    value = next((s.value for s in find(cell) if s.kind in ("ordinal", "number") and isinstance(s.value, Count)), None)
    return int(value.value) if value is not None and 1 <= value.value <= 5 else None


def _milestone(text: str, find: Find) -> tuple[str, int, Noun] | None:
    """ "10 million swaps" under "Milestone": the number, where it stands, and what it counts."""
    spans = find(text)
    number = next((s for s in spans if s.kind in ("number", "ordinal")), None)
    noun = next((s.value for s in spans if isinstance(s.value, Noun) and metric_of(s.value)), None)
    if number is None or noun is None or number.start > 6:
        return None
    return text[number.start : number.end], number.start, noun


def _says_where(table: Table, n: int) -> bool:
    """ "Location", "City"; under "Location of public devices" stand their kinds."""
    return bool(PLACE.match(_heading(table, n))) and (n >= len(table.headings) or table.headings[n].noun is None)


def _heading(table: Table, n: int) -> str:
    """The words over a column; none over cells beyond the header's."""
    return table.headings[n].words.strip() if n < len(table.headings) else ""


def _is_label(n: int, table: Table, cell: str, find: Find) -> bool:
    """A cell of words; a year or date in the first column or under "Year", "Deadline"."""
    if not _WORDS.search(cell) or "%" in cell or (n and _NOTHING.match(cell.strip())):
        return False
    if not CELL.match(cell.strip()):
        return True
    heading = table.headings[n] if n < len(table.headings) else None
    dated = n == 0 or (heading is not None and TIME.match(heading.words.strip()))
    return bool(dated and heading and heading.noun is None and any(isinstance(s.value, When) for s in find(cell)))


def _owner(cell: str, find: Find) -> str | None:
    """The operator that a cell under "Operator" names; one that no list knows is its lower-case name."""
    name = re.sub(r"\s*\(.*", "", cell)
    for span in find(cell):
        if span.kind == "operator" and (span.end - span.start) * 2 > len(name):
            return str(span.value)
    if TOTALS.match(name):
        return "industry"
    return identity(without_legal(name)) or None
