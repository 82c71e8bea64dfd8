"""Table rows → observations: each cell that counts a metric, with its heading, its row's label and the text's key."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from pipelines.join.calendar import Days, resolve
from pipelines.join.memory import Memory
from pipelines.join.refer import metric_of
from pipelines.join.scope import where
from pipelines.model import Count, Noun, Observation, Row, Span, When, Why
from pipelines.words import operator_info

Find = Callable[[str], list[Span]]

_CELL = re.compile(
    r"^[~≈<>+]?\s*[\d,.]+\s*(?:k|m|bn|万|million|billion|thousand)?\s*\+?\s*[↑↓▲▼*]*\s*(?:\(.*\))?$", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\(?(?:['’]000s?|in thousands|thousands|x\s?1,?000)\)?", re.IGNORECASE)
_MILLIONS = re.compile(r"\(?(?:in millions|million)\)?", re.IGNORECASE)
_TOTALS = re.compile(r"^(?:total|sum|all|overall|nationwide|altogether)$", re.IGNORECASE)


def read_rows(rows: Sequence[Row], keys: dict[str, Noun], find: Find, memory: Memory) -> Iterator[Observation]:
    """The observations of a table's rows."""
    for row in rows:
        label = ", ".join(cell for _, cell in row.columns if not _CELL.match(cell.strip()))
        for n, (heading, cell) in enumerate(row.columns):
            if not _CELL.match(cell.strip()) or _other_unit(heading, find) or _other_unit(label, find):
                continue
            noun = _cell_noun(row, heading, label, keys, find, memory)
            if noun is not None:
                yield from _cell(row, n, noun, heading, label, find, memory)


def _cell_noun(row: Row, heading: str, label: str, keys: dict[str, Noun], find: Find, memory: Memory) -> Noun | None:
    """What a cell counts: its heading, its row's label, the corner of the table, or what the article counts."""
    noun = (
        _noun(heading, keys, find, _kinds(label, find))
        or _noun(label, keys, find)
        or _noun(row.columns[0][0], keys, find)
    )
    if noun is None and any(s.kind in ("verb", "plan") for s in find(heading)):
        noun = next((m.noun for m in memory.mentions if metric_of(m.noun)), None)  # "Built in 2025": the title's noun
    if noun is not None and noun.kinds <= {"charging"} and noun.noun_class == "post":
        noun = noun._replace(kinds=_spoken_of(noun, memory))
    if noun is None:
        return None
    restricted = {str(s.value) for s in find(label) if s.kind == "segment"} | {
        x for s in find(label) if isinstance(s.value, Noun) for x in s.value.segments
    }
    return noun._replace(segments=tuple(sorted({*noun.segments, *restricted})))


def _spoken_of(noun: Noun, memory: Memory) -> frozenset[str]:
    """The kind of piles that the article counts, where a heading says only "stalls"."""
    for each in memory.recent():
        if each.noun.noun_class == noun.noun_class and not noun.head.startswith("charg"):
            return each.noun.kinds
    return noun.kinds


def _kinds(label: str, find: Find) -> Noun | None:
    """The kind that a row's label names: "Supercharging | 2,260 | 10,334" under "Stations" and "Piles"."""
    return next((s.value for s in find(label) if isinstance(s.value, Noun) and s.value.kinds), None)


def _noun(heading: str, keys: dict[str, Noun], find: Find, row: Noun | None = None) -> Noun | None:
    """What a heading counts: by the key that the text gives ("Chargers stands for …"), else by its own words."""
    bare = re.sub(r"\s*\([^)]*\)", "", heading).strip().lower()
    if bare in keys:
        noun = keys[bare]
        return noun._replace(kinds=noun.kinds | {"third_party"}) if bare.startswith("third") else noun
    for span in find(heading):
        if isinstance(span.value, Noun) and span.value.noun_class not in ("gas", "network"):
            noun = span.value
            if row is not None and noun.noun_class in ("site", "post") and noun.kinds <= {"charging"}:
                noun = noun._replace(kinds=row.kinds, segments=row.segments)
            if noun.noun_class is None:
                noun = noun._replace(noun_class="post" if "third_party" in noun.kinds else "site")
            elif noun.noun_class == "swap" and noun.head == "swap":
                noun = noun._replace(noun_class="site")
            elif not noun.kinds and noun.noun_class == "post":
                noun = noun._replace(kinds=frozenset({"charging"}))
            return noun if metric_of(noun) else None
    return None


def _other_unit(heading: str, find: Find) -> bool:
    return (
        any(s.kind == "unit" and s.value in ("percent", "money", "power", "cars") for s in find(heading))
        or "%" in heading
    )


def _cell(row: Row, n: int, noun: Noun, heading: str, label: str, find: Find, memory: Memory) -> Iterator[Observation]:
    cell = row.columns[n][1]
    number = next((s for s in find(cell) if s.kind == "number"), None)
    if number is None or not isinstance(number.value, Count) or "." in cell and number.value.value < 1000:
        return  # an average or a share, not a count
    scale = 1000 if _THOUSANDS.search(heading) else 10**6 if _MILLIONS.search(heading) else 1
    planned = any(s.kind in ("plan", "mood") for s in find(heading))
    operator, place, country, day, why = _labels(row, label, heading, planned, find, memory)
    added = _added(cell, noun, heading, day is not None, find) and not planned
    if day is None and not planned:
        day = _day_of_text(memory)
    end = day[1] if day else (None if planned else memory.published)
    start = None if planned or (added and not day) else day[0] if added and day else end
    offset = row.starts[n] + number.start
    yield Observation(
        metric=metric_of(noun) or "",
        measure="added" if added else "total",
        status="planned" if planned else "actual",
        value=number.value.value * scale,
        qualifier=number.value.qualifier or "exact",
        operator=operator,
        place=place,
        country=country,
        segment=tuple(sorted(noun.segments)),
        period_start=start,
        period_end=end,
        date_basis="text" if day else "none" if planned else "published",
        quote=row.sentence.text,
        origin=row.sentence.origin,
        value_start=offset,
        value_end=offset + number.end - number.start,
        why=(Why("metric", "table_heading", heading, "table"), *why),
    )


def _added(cell: str, noun: Noun, heading: str, dated: bool, find: Find) -> bool:
    """True for "+22", "New stations", "Built in 2025", and for services of a dated period."""
    return (
        cell.lstrip().startswith("+")
        or bool(re.search(r"\b(?:new|added|additions?)\b", heading, re.IGNORECASE))
        or any(s.kind == "verb" and s.value == "add" for s in find(heading))
        or (noun.service and dated and "as of" not in heading.lower())
    )


def _day_of_text(memory: Memory) -> Days | None:
    """The day of an undated table: that of the statistics, or of the sentence that presents the table."""
    for each in memory.recent():
        seen = each.observation
        about_it = "table" in each.claim.parsed.sentence.text or seen.operator == "industry"
        if (
            seen.status == "actual"
            and seen.measure == "total"
            and seen.date_basis == "text"
            and seen.period_end
            and about_it
        ):
            return seen.period_end, seen.period_end
    return None


_OWNER = re.compile(r"^(?:operator|company|brand|network|firm|provider)$", re.IGNORECASE)


def _owner(row: Row) -> str | None:
    """The operator of a row under "Operator", where no list knows it: its lower-case name."""
    for heading, cell in row.columns:
        if _OWNER.match(heading.strip()) and not _CELL.match(cell.strip()):
            name = re.sub(r"\s*\(.*", "", cell).strip().lower()
            return re.sub(r"[^a-z0-9]+", "_", name).strip("_") or None
    return None


def _labels(
    row: Row, label: str, heading: str, planned: bool, find: Find, memory: Memory
) -> tuple[str | None, str | None, str | None, Days | None, list[Why]]:
    """Operator, place and day from the row's label and the column's heading, else those of the article."""
    setting = memory.setting
    operator, (place, country) = _owner(row) or setting.operator or "industry", setting.place or (None, None)
    day = None
    why = []
    for words in (row.columns[0][0], label, heading):
        for span in find(words):
            said = words[span.start : span.end]
            if span.kind == "operator":
                operator = str(span.value)
                why.append(Why("operator", "table_label", said, "table"))
            elif span.kind == "place" and isinstance(span.value, tuple):
                place, country = where(span.value[0])
                why.append(Why("place", "table_label", said, "table"))
            elif isinstance(span.value, When):
                days = resolve(span.value, memory.published, "planned" if planned else "actual")
                if days:
                    day = (days[0], days[1] if planned else min(days[1], memory.published))
                    why.append(Why("period_end", "table_label", said, "table"))
    if country is None and place is None and operator != "industry":
        country = operator_info(operator).country
    return operator, place, country, day, why


#: "Chargers stands for supercharging stations", "Swap = battery swap stations", "Third Party refers to …"
_KEY = re.compile(
    r"(?:^|[\s“\"(,;])(?:the\s+)?([A-Z][\w-]*(?:\s[A-Z][\w-]*)?)[”\"]?\s*(?:=|:|are|is|stands?\s+for|refers?\s+to|means?|denotes?|counts?"
    r"|covers?|gives?)\s+(?:the\s+number\s+of\s+|those\s+of\s+)?([^,.;=]+?)(?=,|\.|;|\sand\s+(?:the\s+)?[A-Z]|$)"
)


def read_keys(paragraphs: Sequence[str], find: Find) -> dict[str, Noun]:
    """The key of a table as the text gives it: heading, lower-case → what it counts."""
    keys: dict[str, Noun] = {}
    for text in paragraphs:
        for match in _KEY.finditer(text):
            for span in find(match.group(2)):
                noun = span.value
                if (
                    isinstance(noun, Noun)
                    and noun.noun_class in ("site", "post", "swap", "session")
                    and metric_of(noun)
                ):
                    keys.setdefault(match.group(1).lower(), noun)
                    break
    return keys
