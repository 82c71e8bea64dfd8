"""What a cell counts: by its heading, its row, its neighbours, the sentence above the table or the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.join.layout import BUILDING, OWNER, PLACE, STANDING, TIME, TOTALS, Cell, Table
from pipelines.join.memory import Memory
from pipelines.join.metric import metric_of
from pipelines.model import Noun
from pipelines.words import operator_info

PART = re.compile(r"^(?:[-–]\s|(?:of which|of them|thereof|incl|including)\b)", re.IGNORECASE)
_NORMAL = re.compile(r"^(?:normal|regular|standard|ordinary|conventional)\b", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:(?:total )?number|count|quantity|amount|no\.|#)$", re.IGNORECASE)
_MORE = re.compile(r"^\s*\+|.*\b(?:achieved|attained|reached|actual|so far|status)\b", re.IGNORECASE)


def noun_of(cell: Cell, table: Table, before: Sequence[Noun], above: Noun | None, memory: Memory) -> Noun | None:
    """By the heading, the label, the corner, the neighbours ("Change", "Total"), the caption, or the article's own."""
    heading, label, corner = cell.heading, cell.label, table.corner
    noun = heading.noun
    if above is not None and PART.match(label.words.strip()):
        return above._replace(
            segments=tuple(sorted({*above.segments, *label.segments})), kinds=label.kinds or above.kinds
        )
    if TOTALS.match(heading.words.strip()) and not heading.kinds and (before or above):
        return _sum(before) if before else above
    if noun is None and _NORMAL.match(heading.words.strip()):
        noun = Noun(None, frozenset({"charging"}), (), True, heading.words)
    if noun is None and not heading.unread:
        noun = label.noun or (None if PLACE.match(corner.words.strip()) else corner.noun)
    if noun is None and before and heading.segments and PART.match(heading.words.strip()):
        return before[0]._replace(segments=tuple(sorted({*before[0].segments, *heading.segments})))
    if noun is None and before and (heading.added or heading.planned or _MORE.match(f"{cell.text} {heading.words}")):
        return before[-1]
    if noun is None and _placed(cell, table):
        noun = table.caption.noun or _of_article(memory)
    if noun is None:
        return None
    if noun.noun_class is None:
        noun = noun._replace(noun_class=before[-1].noun_class if before else _class_of_text(table, memory))
    if heading.noun is not None and label.kinds and noun.kinds <= {"charging"} and noun.noun_class in ("site", "post"):
        noun = noun._replace(kinds=label.kinds)
    elif noun.noun_class == "post" and noun.kinds <= {"charging"} and not label.segments:
        noun = noun._replace(kinds=_of_stations(before, above) or _spoken_of(noun, memory))
        bare = noun.kinds <= {"charging"} and "charg" not in f"{heading.words} {label.words}".lower()
        own = memory.setting.operator is not None and not (cell.owner or label.operator or heading.operator)
        if bare and (_network(cell, table, memory) == "fast" or (own and _all_fast(memory))):
            noun = noun._replace(kinds=frozenset({"fast"}))  # the "points" of a network that is all fast
    if not noun.kinds and noun.noun_class == "site":
        noun = noun._replace(kinds=(corner.kinds or table.caption.kinds or _kinds_of_sites(cell, table, memory)))
    if "slow" in heading.words.lower():
        noun = noun._replace(segments=(*noun.segments, "ac"))
    segments = {
        *noun.segments,
        *label.segments,
        *(() if heading.other else heading.segments),
        *_segments_of_text(noun, cell, table, before, memory),
    }
    return noun._replace(segments=tuple(sorted(segments)))


def _sum(parts: Sequence[Noun]) -> Noun:
    """The "Total" behind its parts: of their class, with what is common to all."""
    first = parts[0]
    kinds = frozenset.intersection(*(p.kinds for p in parts)) or frozenset({"charging"})
    common = set.intersection(*(set(p.segments) for p in parts))
    return first._replace(kinds=kinds, segments=tuple(sorted(common)))


def _placed(cell: Cell, table: Table) -> bool:
    """True where heading and row say only when, where or whose a number is: it counts what the article counts."""
    corner, label = table.corner.words.strip(), cell.label
    said = label.operator or label.place or label.when or label.kinds or label.segments
    row = said or OWNER.match(corner) or PLACE.match(corner) or TIME.match(corner) or TOTALS.match(label.words)
    heading = cell.heading.words.strip()
    verb = (
        cell.heading.planned
        or cell.heading.added
        or cell.heading.removed
        or heading.lower() == "achieved"
        or STANDING.match(heading)
        or BUILDING.search(heading)
    ) and not cell.heading.unread
    return bool(row and (cell.heading.plain or verb or _NUMBER.match(heading)))


#: What a headline is about that is about cars.
_CARS = re.compile(
    r"\b(?:deliver\w*|sales|sells?|sold|registrations?|vehicles|exports?|revenues?|profit)\b", re.IGNORECASE
)


def _of_article(memory: Memory) -> Noun | None:
    """The noun that an article first names, where its headline is not about cars."""
    titled = any(m.origin == "title" for m in memory.mentions)
    if not titled and _CARS.search(memory.article.title):
        return None
    return next((m.noun for m in memory.mentions if metric_of(m.noun)), None)


def _class_of_text(table: Table, memory: Memory) -> str:
    """Sites or posts, whichever the caption or, failing it, the text counts more of, where a heading says only "Fast"."""
    if table.caption.noun is not None and table.caption.noun.noun_class in ("site", "post"):
        return str(table.caption.noun.noun_class)
    seen = Counter(s.noun.noun_class for s in memory.settled if s.noun.noun_class in ("site", "post"))
    return seen.most_common(1)[0][0] or "site" if seen else "site"


def _spoken_of(noun: Noun, memory: Memory) -> frozenset[str]:
    """The kind of piles that the article counts, where it counts but one and a heading says only "stalls"."""
    counted = {s.noun.kinds for s in memory.settled if s.noun.noun_class == noun.noun_class}
    counted = {kinds for kinds in counted if "third_party" not in kinds}  # they say so themselves
    return counted.pop() if len(counted) == 1 else noun.kinds


def _of_stations(before: Sequence[Noun], above: Noun | None) -> frozenset[str]:
    """Piles beside or under fast stations in a table are fast: those that the stations offer."""
    sites = [n for n in before or ([above] if above is not None else []) if n.noun_class == "site"]
    return frozenset.intersection(*(n.kinds for n in sites)) & {"fast", "destination"} if sites else frozenset()


def _network(cell: Cell, table: Table, memory: Memory) -> str | None:
    """What kind of network the operator of a cell has, where it has but one kind."""
    named = (
        cell.owner or cell.label.operator or cell.heading.operator or table.corner.operator or memory.setting.operator
    )
    return operator_info(named).network if named else None


def _only_kind_of_sites(memory: Memory) -> frozenset[str]:
    """The kind of the stations that the text counts, where it counts but one kind."""
    counted = {s.noun.kinds for s in memory.settled if s.noun.noun_class == "site" and s.claim.noun is not None}
    return counted.pop() if len(counted) == 1 else frozenset()


def _all_fast(memory: Memory) -> bool:
    """True where the text counts or, failing that, names only fast sites and posts."""
    counted = _only_kind_of_sites(memory)
    if counted or any(s.noun.noun_class == "site" for s in memory.settled):
        return counted == {"fast"}
    named = [m.noun for m in memory.mentions if m.noun.noun_class in ("site", "post")]
    return any("fast" in n.kinds for n in named) and not any(
        "fast" not in n.kinds and "charg" in n.head.lower() for n in named
    )


def _kinds_of_sites(cell: Cell, table: Table, memory: Memory) -> frozenset[str]:
    """The kind of "stations": as the text counts them where it counts but one kind, else as it first names them."""
    if only := _only_kind_of_sites(memory):
        return only
    network, named = _network(cell, table, memory), _kinds_of_text(memory)
    return named if named - {"charging"} or not network else frozenset({network})


def _kinds_of_text(memory: Memory) -> frozenset[str]:
    return next((m.noun.kinds for m in memory.mentions if m.noun.kinds and not m.noun.service), frozenset())


def _segments_of_text(noun: Noun, cell: Cell, table: Table, before: Sequence[Noun], memory: Memory) -> tuple[str, ...]:
    """Statistics of public chargers stay public in their table, and a part has its whole's restriction."""
    if {*noun.segments, *cell.label.segments} & {"public", "private"} or noun.service:
        return ()
    caption = table.caption.noun
    if caption is not None and caption.noun_class == noun.noun_class and "public" in caption.segments:
        return ("public",)  # "The table breaks down public chargers by type"
    if cell.label.kinds:
        return ()
    if before and before[-1].noun_class == noun.noun_class and PART.match(cell.heading.words.strip()):
        return before[-1].segments
    first = next((s.observation for s in memory.settled if s.noun.noun_class == noun.noun_class), None)
    return ("public",) if first is not None and "public" in first.segment and first.operator == "industry" else ()
