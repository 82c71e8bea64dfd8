"""Date expressions → When: found by the grammar. Which year is meant is settled later (join/calendar.py), by status."""

from __future__ import annotations

import re

from pipelines.find.bounds import bounded
from pipelines.find.date_grammar import CORES, EDGES, NUM, START, YEAR, beginnings
from pipelines.find.when_words import MONTHS
from pipelines.find.whens import READ
from pipelines.model import Span, When


def find_dates(text: str) -> list[Span]:
    """The date spans of a sentence, left to right, without overlap."""
    found: list[Span] = []
    at = 0
    for start in beginnings(text):
        if start < at:
            continue
        span = _read_at(text, start)
        if span is not None:
            last = found[-1] if found else None
            whole = _joined(text, last, span) if last is not None else None
            if whole is not None:
                found[-1] = whole
            elif span.rule not in _TO_DATE or _ends_in_date(text, span):
                found.append(span)
            at = span.end
    return found


_UP_TO = re.compile(r"\s*(?:to|through|until|till|up\s+to|[–-]|and)\s*(?:the\s+)?", re.IGNORECASE)

#: "Which began on February 10 and ended on Saturday": the two ends, each behind its verb.
_BEGAN = re.compile(r"\b(?:began|begins|started|starts|opened|ran|runs|lasted)\s+(?:on\s+|from\s+)?$", re.IGNORECASE)
_AND_ENDED = re.compile(
    r"\s+and\s+(?:ended|ends|will\s+end|closed|runs?\s+(?:until|to|through)|lasted\s+(?:until|to|through))\s+(?:on\s+)?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$", re.IGNORECASE)
_DURING = re.compile(r"\b(?:in|on|over|across|during|for|course\s+of)\s+(?:the\s+)?$", re.IGNORECASE)

#: Rules that read a length of time which the date right behind it ends.
_TO_DATE = ("span_to", "fiscal_to", "units_ahead")

#: Units that may bound a period: "from July to September", "between 2022 and 2025".
_BOUNDS = frozenset({"day", "weekday", "month", "quarter", "half", "year", "now", "week_day"})


#: "The second quarter, which ended on September 30": the relative clause gives the last day.
_WHICH_ENDED = re.compile(
    r"(?:\s+of\s+(?:the|its)\s+(?:current\s+)?)?(?:\s*(?:fiscal|financial|business)\s+year)?,?\s+(?:which|that)\s+"
    r"(?:ended|ends|will\s+end|(?:runs?|ran|lasts?|lasted)\s+(?:until|to|through))\s+(?:on\s+)?",
    re.IGNORECASE,
)


def _joined(text: str, first: Span, last: Span) -> Span | None:
    """ "From July to September", "between 2022 and 2025", "the 30 days up to October 5": one period by its ends."""
    start, end = first.value, last.value
    if not isinstance(start, When) or not isinstance(end, When) or start.until is not None:
        return None
    ended = start.unit in ("quarter", "half", "year", "fiscal") and end.unit in ("day", "month")
    if ended and _WHICH_ENDED.fullmatch(text[first.end : last.start]):
        unit = "year" if start.unit == "fiscal" else start.unit
        whole = end if start.edge == "end" else When("span", units=-1, what=unit, until=end)
        return Span(first.start, last.end, "date", whole, f"{first.rule}_to_{last.rule}")
    if first.rule in _TO_DATE:
        if first.end != last.start:
            return None
    elif start.unit == "same" and start.year is not None and text[first.end : last.start] == ", ":
        if end.unit != "day" or end.month is None or end.year is not None:
            return None
        day = end._replace(year=start.year)  # "the corresponding day of 2023, January 27"
        return Span(first.start, last.end, "date", day, last.rule)
    elif (
        (start.unit, start.what, start.shift) == ("same", "day", None)
        and text[first.end : last.start] == ", "
        and end.unit in ("day", "weekday")
    ):
        return Span(first.start, last.end, "date", end, last.rule)  # "on the same day, Monday"
    else:
        between = text[first.end : last.start]
        apart = bool(_AND_ENDED.fullmatch(between) and _BEGAN.search(text, max(0, first.start - 14), first.start))
        if start.unit not in _BOUNDS or end.unit not in _BOUNDS or not (apart or _UP_TO.fullmatch(between)):
            return None
        if (
            not apart
            and "and" in between
            and not (
                _BETWEEN.search(text, max(0, first.start - 12), first.start)
                or (_next(start, end) and _DURING.search(text, max(0, first.start - 15), first.start))
            )
        ):
            return None
    if (start.unit, end.unit) == ("weekday", "week_day"):
        start = When("week_day", what=start.what, shift=end.shift)  # "on Monday and Tuesday of this week"
    if first.rule in ("the_year", "in_the_year"):
        start = When("span", units=-1, what=start.unit)  # "the year to March 31"
    return Span(first.start, last.end, "date", start._replace(until=end), f"{first.rule}_to_{last.rule}")


def _next(start: When, end: When) -> bool:
    """ "In October and November of 2023", "in 2024 and 2025": one after the other."""
    if (start.unit, end.unit) == ("weekday", "week_day"):
        return (int(end.what) - int(start.what)) % 7 == 1
    if start.unit != end.unit or start.edge or end.edge or start.shift is not None:
        return False
    if end.shift is not None and start.unit != "month":
        return False
    if start.unit == "year":
        return (end.year or 0) - (start.year or 0) == 1
    if start.unit == "weekday":
        return (int(end.what) - int(start.what)) % 7 == 1
    if start.unit == "day" and start.month is not None and start.day is not None and end.day is not None:
        return start.year is None and ((start.month == end.month and end.day - start.day == 1) or end.day == 1)
    return start.unit == "month" and start.year is None and (end.month or 0) - (start.month or 0) == 1


def _ends_in_date(text: str, span: Span) -> bool:
    """True where a date begins right behind "the three months to"."""
    return span.end in beginnings(text, span.end, span.end + 30)


#: "2021's final quarter", "last year's end": read as "the final quarter of 2021".
_OF_YEAR = re.compile(
    rf"(?P<of>{YEAR}|(?:this|last|next|the)\s+year|(?:{'|'.join(MONTHS)})(?=\S+\s+(?:end|close|start|beginning|outset)\b))[’']s\s+(?P<part>(?:(?:first|second|third|fourth|final|last|opening)"
    rf"[\s-](?:quarter|half|(?:{NUM})\s+months)|end|close|start|beginning|outset)\b)",
    re.IGNORECASE,
)


def _read_at(text: str, start: int) -> Span | None:
    """The longest date that begins at `start`, with its edge ("the end of")."""
    owned = _OF_YEAR.match(text, start)
    if owned and (whole := _read_at(f"the {owned['part']} of {owned['of']}", 0)) is not None:
        return Span(start, owned.end(), "date", whole.value, whole.rule)
    lead = START.match(text, start)
    edge = ""
    core_at = start
    if lead and lead.group():
        edge = EDGES[" ".join(next(word for word in lead.groups() if word).lower().split())]
        core_at = lead.end()
    found = [(match, rule) for rule, read in CORES if (match := read(text, core_at))]
    if not found:
        return _bare_edge(text, start, lead, edge)
    match, rule = max(found, key=lambda each: each[0].end())
    end = match.end()
    when = READ[rule](match)
    if when is None:
        return None
    edge = edge or bounded(text, start, end)
    return Span(start, end, "date", when._replace(edge=edge or when.edge), rule if not edge else f"{edge}_{rule}")


def _bare_edge(text: str, start: int, lead: re.Match[str] | None, edge: str) -> Span | None:
    """ "the end of it", "the end of the year" without more: the year that the text speaks of."""
    if not lead or not edge:
        return None
    rest = re.compile(r"(?P<u>year|month|quarter|week|decade|it)\b").match(text, lead.end())
    if not rest:
        return None
    unit = "year" if rest["u"] == "it" else rest["u"]
    if unit == "decade":
        return Span(start, rest.end(), "date", When("decade", edge=edge), f"{edge}_decade")
    return Span(start, rest.end(), "date", When(unit, shift=0, edge=edge, what="the"), f"{edge}_of_{unit}")
