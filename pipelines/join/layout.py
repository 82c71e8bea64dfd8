"""How a table is laid out: its headings and rows, what the first column says, and one cell with all that speaks of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.join.headings import Find, Said, read_said
from pipelines.model import Noun, Row, When

CELL = re.compile(
    r"^(?:(?:over|more than|at least|about|around|some|approx\.?|approximately|circa|ca\.|c\.|nearly|almost|up to)\s+|[~≈<>≥≤+]?\s*|[↑↓▲▼]\s*)"
    r"[\d,.]+\s*(?:k|m|bn|万|million|billion|thousand)?\s*\+?\s*[↑↓▲▼*]*\s*(?:\(.*\))?$",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"\(([^)]*)\)")
TOTALS = re.compile(
    r"^(?:total|sum|all|overall|nationwide|altogether|worldwide|cumulative|cumulated|running total)\b", re.IGNORECASE
)

#: What the first column is called where its cells say whose, where or when.
OWNER = re.compile(r"^(?:operator|company|brand|network|firm|provider|carmaker|automaker)s?\b", re.IGNORECASE)
PLACE = re.compile(
    r"^(?:location|site|city|town|county|province|state|federal state|region|country|economy|district|municipality|area"
    r"|market)\b(?!\s+share)",
    re.IGNORECASE,
)
TIME = re.compile(
    r"^(?:date|day|month|quarter|year|period|as of|when|time|week|deadline|by|until|due)\b", re.IGNORECASE
)

#: A column of the days on which each single site opened, and rows of milestones.
OPENED = re.compile(
    r"^(?:opened|opening|opens|open since|went live|go-live|live since|inaugurated|commissioned)\b", re.IGNORECASE
)
MILESTONE = re.compile(r"^(?:milestones?|events?|achievements?)\b", re.IGNORECASE)

#: Headings of what stands now, and of what is still being built.
STANDING = re.compile(
    r"^(?:currently\s+)?(?:in operation|operational|operating|open|active|existing|current|in service|installed|completed)$",
    re.IGNORECASE,
)
BUILDING = re.compile(r"\b(?:under construction|being built|in progress|in the pipeline|construction)\b", re.IGNORECASE)

#: A column of the days on which a network was begun or finished: not the days of its counts.
DONE = re.compile(
    r"^(?:completed|completion|finished|launched|launch|started|entered|entry|since|founded)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Table:
    """The rows of one table, what its headings say, and the sentence that presents it."""

    rows: tuple[Row, ...]
    headings: tuple[Said, ...]
    caption: Said

    @property
    def corner(self) -> Said:
        return self.headings[0]

    @property
    def plans(self) -> bool:
        """True where the caption puts all of the table into the future, and no single column."""
        return self.caption.future and not any(h.planned for h in self.headings)

    @property
    def only_date(self) -> When | None:
        """The one date that the headings give: it holds for their neighbours too."""
        dates = [h.when for h in self.headings if h.when is not None]
        return dates[0] if len(dates) == 1 else None


class Cell(NamedTuple):
    """A number in a table, with the heading of its column and the labels of its row."""

    row: Row
    text: str
    at: int  # offset of `text` in the row's quote
    heading: Said
    label: Said
    owner: str | None  # what stands under "Operator"
    spot: str | None  # what stands under "City", "Location", …


def read_table(rows: Sequence[Row], caption: Said, keys: Mapping[str, Noun], find: Find) -> Table:
    return Table(tuple(rows), tuple(read_said(heading, keys, find) for heading, _ in rows[0].columns), caption)
