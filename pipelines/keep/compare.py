"""A new reading of an article against what the database holds of it: what is new, what no longer holds, what moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipelines.keep.records import NOTES, Row
from pipelines.model import CODEBOOK_FIELDS

What = Literal["new", "corrected", "withdrawn"]

SIGNS = {"new": "+", "corrected": "~", "withdrawn": "-"}


@dataclass(frozen=True)
class Change:
    """One change of the data: `old` is the row of `observations` that is closed, `new` the one that comes."""

    what: What
    url: str
    why: str
    old: Row | None = None
    new: Row | None = None

    @property
    def row(self) -> Row:
        """The row that holds now, or the one that was withdrawn."""
        return self.new or self.old or {}

    @property
    def before(self) -> Row | None:
        """The codebook's fields that it had; of a correction only those that differ."""
        return self.old and {name: self.old[name] for name in self._fields()}

    @property
    def after(self) -> Row | None:
        """The codebook's fields that it has; of a correction only those that differ."""
        return self.new and {name: self.new[name] for name in self._fields()}

    def line(self) -> str:
        """The change in one line for a terminal."""
        row = self.row
        where = row["place"] or row["country"] or "everywhere"
        what = f"{row['metric']} {row['measure']} {row['status']} {row['value']} {row['operator']} {where}"
        why = f" ({self.why})" if self.what != "new" else ""
        return f"{SIGNS[self.what]} {what} {row['period_end'] or 'no date'}{why}  {self.url}"

    def _fields(self) -> tuple[str, ...]:
        return differing(self.old, self.new) if self.old and self.new else CODEBOOK_FIELDS


@dataclass(frozen=True)
class Difference:
    """Rows to insert and rows to close; `corrected` pairs an old row with the new one that takes its place."""

    new: tuple[Row, ...]
    withdrawn: tuple[Row, ...]
    corrected: tuple[tuple[Row, Row], ...]
    noted: tuple[tuple[Row, Row], ...]  # the same statement, found by other rules or in another paragraph
    unchanged: int


def compare(live: Iterable[Row], read: Iterable[Row]) -> Difference:
    """`live` are the article's rows that are not withdrawn, `read` those of the new reading."""
    old = {row["uid"]: row for row in live}
    fresh: dict[object, Row] = {}
    for row in read:
        fresh.setdefault(row["uid"], row)
    same = [(old[key], row) for key, row in fresh.items() if key in old]
    restated = [(a, b) for a, b in same if differing(a, b)]
    kept = [(a, b) for a, b in same if not differing(a, b)]
    gone = [row for key, row in old.items() if key not in fresh]
    come = [row for key, row in fresh.items() if key not in old]
    moved, gone, come = _pair(gone, come)
    return Difference(
        new=tuple(come),
        withdrawn=tuple(gone),
        corrected=(*restated, *moved),
        noted=tuple((a, b) for a, b in kept if any(a[name] != b[name] for name in NOTES)),
        unchanged=len(kept),
    )


def differing(before: Row, after: Row) -> tuple[str, ...]:
    """The codebook's fields in which two rows differ."""
    return tuple(name for name in CODEBOOK_FIELDS if before[name] != after[name])


def _pair(gone: list[Row], come: list[Row]) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """The same number of the same sentence, read otherwise, is a correction."""
    pairs = []
    for old in list(gone):
        match = next((new for new in come if _number(new) == _number(old)), None)
        if match is not None:
            pairs.append((old, match))
            gone.remove(old)
            come.remove(match)
    return pairs, gone, come


def _number(row: Row) -> tuple[object, ...]:
    """Where the number stands; its value, where that is not known."""
    start, end = row["value_start"], row["value_end"]
    return row["quote"], start, end, row["value"] if start == end else None


def changes(url: str, difference: Difference, why: str | None = None) -> tuple[Change, ...]:
    """The difference as changes; `why` is the reason where one holds for all of them."""
    return (
        *(Change("withdrawn", url, why or "read again: no longer read so", old=row) for row in difference.withdrawn),
        *(Change("corrected", url, why or _correction(old, new), old, new) for old, new in difference.corrected),
        *(Change("new", url, why or "stated in the article", new=row) for row in difference.new),
    )


def _correction(old: Row, new: Row) -> str:
    fields = (f"{name} {_shown(old[name])} → {_shown(new[name])}" for name in differing(old, new))
    return f"read again: {', '.join(fields)}"


def _shown(value: object) -> str:
    return "none" if value is None else str(value)
