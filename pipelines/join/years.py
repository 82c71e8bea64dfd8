"""The year that a text is in: what "the year", "July" and "the second quarter" mean behind "in January 2022" or "2019:"."""

from __future__ import annotations

import re

from pipelines.join.clauses import Parsed
from pipelines.join.dates import Dated, contrasted, dated
from pipelines.join.memory import Memory
from pipelines.model import Status, When

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HEADING = re.compile(r"\s*((?:19|20)\d\d)\s*(?::|[–—-]\s)")

#: Units that are inside a year.
INSIDE = ("day", "month", "quarter", "half")


def with_year(parsed: Parsed, found: Dated, status: Status, memory: Memory) -> When:
    """The date with the year that its heading, its sentence or its paragraph has given, where it names none itself."""
    when = found.when
    if when.year is not None or when.until is not None:
        return when
    if when.what == "told":
        return when._replace(year=_told(parsed, found, memory) + (when.shift or 0), shift=None, what="")
    back = _years_back(parsed, found)
    if back and when.shift is None and (when.unit == "feast" or (when.unit in INSIDE and when.month is not None)):
        return when._replace(year=memory.published.year + back)  # "a year ago at Spring Festival", "last year in July"
    the_year = when.unit == "year" and when.what == "the"
    if not the_year and (when.unit not in INSIDE or when.month is None or when.shift is not None):
        return when
    if the_year and (parsed.word(found.at + 1), parsed.word(found.at + 2)) == ("in", "which"):
        before = parsed.spans[found.at - 2].value if found.at > 1 and parsed.word(found.at - 1) == "," else None
        if isinstance(before, When) and before.unit == "year":
            return before._replace(edge="")  # "at the end of 2022, the year in which 500 had been added"
    if the_year and parsed.word(found.at).split(" ")[-1] == "it":
        named = (parsed.spans[k].value for k in reversed([*parsed.of_kind("date", end=found.at)]))
        it = next((w for w in named if isinstance(w, When) and w.unit in ("year", "feast", *INSIDE[1:])), None)
        return it._replace(edge=when.edge) if it is not None else when  # "next year, … by the end of it"
    heading = _of_heading(parsed, memory)
    if heading is not None:
        return when._replace(year=heading, shift=None, what="")
    if status == "actual" and (then := _back_then(parsed, memory)) is not None:
        return when._replace(year=then)
    if the_year and runs_on(parsed, found):
        return when
    last = _named_before(parsed, found, memory, status == "planned")
    if last is None or last.year is None or last.year >= memory.published.year:
        return when
    if the_year:
        return when._replace(year=last.year, shift=None, what="")
    goes_on = status == "actual" and last.unit in ("day", "month") and (last.month or 13) <= (when.month or 0)
    return when._replace(year=last.year) if goes_on and when.unit in ("day", "month") else when


def runs_on(parsed: Parsed, found: Dated) -> bool:
    """ "Since the start of the year, it has opened 62": the perfect goes on until today."""
    return found.lead == "since" and bool({"has", "have"} & {*parsed.words[found.at : found.at + 6]})


def _years_back(parsed: Parsed, found: Dated) -> int:
    """How many years back the date right before this one goes; 0 where none stands there."""
    at = found.at - 2 if parsed.word(found.at - 1) in ("in", "on", "at", "during", "over", ",") else found.at - 1
    when = parsed.spans[at].value if at >= 0 else None
    if not isinstance(when, When) or when.edge or when.until is not None:
        return 0
    if when.unit == "year" and when.shift == -1:
        return -1
    return when.units or 0 if (when.unit, when.what) == ("ago", "year") and (when.units or 0) < 0 else 0


def _told(parsed: Parsed, found: Dated, memory: Memory) -> int:
    """The year that was spoken of last."""
    for k in reversed([*parsed.of_kind("date", end=found.at)]):
        when = parsed.spans[k].value
        if isinstance(when, When) and when.year is not None:
            return when.year
    time = next((t for t in memory.spoken_of() if t.unit), None)
    return time.days[1].year if time is not None else memory.published.year


def _back_then(parsed: Parsed, memory: Memory) -> int | None:
    """ "The finish had been more hectic a year before. Back then, 136 opened on December 31": the year looked back to."""
    told = memory.sentence_ahead(parsed) if parsed.sentence.text.startswith(("Back then", "At that time")) else None
    for span in told.spans if told is not None else ():
        if isinstance(span.value, When) and (span.value.unit, span.value.what) == ("ago", "year"):
            time = next((t for t in memory.spoken_of() if t.unit), None)
            return (time.days[1] if time is not None else memory.published).year + (span.value.units or 0)
    return None


def _of_heading(parsed: Parsed, memory: Memory) -> int | None:
    """ "2019: By the end of June, 250 sites are ready": the year that a paragraph is headed with."""
    origin = parsed.sentence.origin
    if origin[:1] != "p" or not origin[1:].isdigit():
        return None
    match = _HEADING.match(memory.article.paragraphs[int(origin[1:])])
    return int(match[1]) if match else None


def _named_before(parsed: Parsed, found: Dated, memory: Memory, planned: bool) -> When | None:
    """The last date with a year before this one: of its paragraph; of a plan, the day on which it was made."""
    for k in parsed.of_kind("date", end=found.at) if planned else reversed([*parsed.of_kind("date", end=found.at)]):
        when, before = parsed.spans[k].value, dated(parsed, k)
        named = isinstance(when, When) and when.year is not None
        if not named or before is None or before.lead == "since" or contrasted(parsed, k) or (planned and k > HEAD):
            return None
        assert isinstance(when, When)
        return when.until or when
    if planned:
        return None
    for time in memory.spoken_of():
        if time.origin != parsed.sentence.origin:
            return None
        if time.unit and time.status == "actual":
            year = _YEAR.search(time.words)
            month = time.days[1].month if time.unit in ("day", "month") else None
            return When(time.unit, time.days[1].year, month) if year else None
    return None


#: Index up to which a date stands at the head of its sentence.
HEAD = 3
