"""When a number held or shall hold: its date as the codebook's period, deadline or day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from pipelines.join.calendar import resolve
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import Dated, all_dated, leans
from pipelines.join.days import Days, month_days
from pipelines.join.memory import Memory
from pipelines.join.verbs import Group
from pipelines.model import DateBasis, Measure, Status


class Period(NamedTuple):
    """The codebook's period of an observation."""

    start: date | None
    end: date | None
    basis: DateBasis


def fits(claim: Claim, found: Dated, days: Days, status: Status, published: date) -> bool:
    """False for a date that cannot be the claim's: a past one for a plan, a coming one for a fact.

    "On July 9 it raised its goal" is the day of the statement: only what "will" happen happens on a day ahead.
    """
    if status == "planned":
        if found.when.unit == "now" and found.when.until is None:
            return False
        if found.when.unit in ("day", "weekday") and found.lead in ("on", "at", "last") and found.when.year is None:
            start, end = claim.parsed.bounds(claim.at)
            spoken = range(start, claim.at) if found.at < claim.at else range(start, found.at)
            told = any(
                g.form == "finite" and not g.planned and claim.parsed.word(g.at).split()[0].endswith("ed")
                for g in claim.parsed.verbs
                if found.at < g.at < claim.at
            ) or claim.parsed.has("credit", start=found.at, end=max(found.at, claim.at))
            if told:
                return False  # "on Tuesday, it unveiled a plan that would take the network to 100"
            comes = any(comes_to_be(claim.parsed, g) for g in claim.parsed.verbs)
            will = next((k for k in spoken if claim.parsed.spans[k].value == "will"), None)
            if not comes and (will is None or {"that", "which"} & {*claim.parsed.words[found.at : will]}):
                return False  # "on Tuesday, it unveiled a plan that would take it to 100"
        if found.lead == "since":
            return False
        if leans(found.when) and not found.deadline:
            return days[1] > published
        if found.when.unit == "year" and found.when.year is not None and _would_come(claim, found):
            return True
        return days[1] >= published or ((found.when.year is not None or leans(found.when)) and found.deadline)
    return days[0] <= published


def comes_to_be(parsed: Parsed, group: Group) -> bool:
    """ "Opens on Thursday": a present tense of coming, which with a day is a plan."""
    word = parsed.word(group.at).split(" ")[0]
    return (
        group.value == "add"
        and group.form == "finite"
        and not group.passive
        and word.endswith("s")
        and not word.endswith("ings")
    )


def _would_come(claim: Claim, found: Dated) -> bool:
    """ "At the end of 2022, it said it would add 400 in 2023": the year in which they were to come, past as it is."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if (
        parsed.word(claim.at - 1) == "to"
        or found.lead != "in"
        or found.at < claim.at
        or parsed.has("verb", "plan", "mood", "credit", start=claim.at, end=found.at)
    ):
        return False
    return any(span.value in ("will", "aim") and span.kind != "noun" for span in parsed.spans[start : claim.at])


def period(found: Dated, days: Days, measure: Measure, status: Status, published: date, service: bool) -> Period:
    """The codebook's period of a claim whose date means these days."""
    basis: DateBasis = "published" if found.when.unit == "now" and found.when.until is None else "text"
    if status == "planned":
        return _planned(found, days, measure, basis, published)
    if (
        measure in ("added", "removed", "nth")
        and found.when.edge == "start"
        and found.when.unit == "month"
        and found.when.until is None
        and found.lead != "since"
    ):
        days = days[0], days[0].replace(day=10)  # what comes "at the beginning of June" comes early in it
    start, end = days[0], min(days[1], published) if days[0] <= published else days[1]
    if measure in ("total", "rate"):
        if found.lead == "since" or (found.when.unit == "span" and days[1] == published):
            return Period(published, published, "published")
        return Period(end, end, basis)
    if found.when.edge == "start" and found.when.unit == "month" and found.lead == "at":
        end = min(start + timedelta(days=9), published)  # what happens at the beginning of June takes some days
    if measure == "nth":
        return Period(start, end, basis)
    if basis == "published" and not service:
        return Period(None, published, "published")
    return Period(start, end, basis)


def _planned(found: Dated, days: Days, measure: Measure, basis: DateBasis, published: date) -> Period:
    if found.when.unit == "now" and found.when.until is None:
        return Period(None, None, "none")
    start, end = days
    if found.lead == "before" and found.when.unit in ("month", "quarter") and not found.when.edge:
        end = start
    if found.lead == "before" and found.when.unit == "season":
        end = start - timedelta(days=1)
    if measure in ("total", "nth", "rate"):
        return Period(None, end, basis)
    open_start = (
        (found.deadline and found.lead != "for") or found.when.edge == "end" or found.when.unit in ("season", "decade")
    )
    if found.when.until is not None or found.lead == "within":
        open_start = False
    if found.when.edge == "within" and start < published and start == month_days(start.year, 12)[1]:
        open_start = True  # "announced in 2022 that it would put up 45 within three years": on no day that is known
    if found.when.unit == "same" and start == end:
        open_start = True  # "over the same period", of which only the end was named
    this_year = found.when.shift == 0 or found.when.year == published.year
    if found.when.unit == "year" and found.when.edge == "end" and found.lead == "before" and this_year:
        return Period(start.replace(month=1, day=1), end, basis)  # "before the year is out"
    return Period(None if open_start else start, end, basis)


def undated(measure: Measure, status: Status, published: date) -> Period:
    """The codebook's period of a claim without a date."""
    if status == "planned":
        return Period(None, None, "none")
    if measure in ("added", "removed"):
        return Period(None, published, "published")
    return Period(published, published, "published")


def stated_on(claim: Claim, status: Status, used: Dated | None, memory: Memory) -> date | None:
    """When an older claim was first made: a past day of its sentence that is not its own date."""
    if status != "planned":
        return None
    for found in all_dated(claim.parsed):
        if used is not None and found.at == used.at:
            continue
        if found.when.unit in ("day", "weekday") and (
            found.when.shift is None or found.when.shift < 0 or found.when.month
        ):
            days = resolve(found.when, memory.published, "actual")
            figures = (each.observation for each in memory.same_sentence(claim))
            of_figure = days is not None and any(o.status == "actual" and o.period_end == days[1] for o in figures)
            if days and days[0] < memory.published and not of_figure:
                return days[0]
    return None
