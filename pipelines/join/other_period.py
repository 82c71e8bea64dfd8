"""The period of one figure as that of another: a total takes the last day of what came."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory, Settled
from pipelines.join.periods import Period
from pipelines.join.undated import Undated
from pipelines.rules import Answer


def as_of(each: Settled, known: Undated, ends: list[date]) -> Period | None:
    """The period of one figure as that of another: a total takes the last day of what came."""
    other = each.observation
    if other.status != known.status or other.date_basis == "none":
        return None
    piles_of_it = (known.measure, other.measure, each.noun.noun_class) == ("added", "nth", "site")
    moved = {known.measure, other.measure} == {
        "added",
        "removed",
    }  # "1,100 were dismantled in May, 1,150 new ones set up"
    if known.measure == other.measure or piles_of_it or moved:
        return Period(other.period_start, other.period_end, other.date_basis)
    if known.measure in ("total", "rate") and known.status == "actual" and other.period_end and other.measure != "nth":
        end = max([other.period_end, *ends])
        return Period(end, end, other.date_basis)
    if known.status == "planned" and known.measure in ("added", "total"):
        return Period(None, other.period_end, other.date_basis)
    return None


def first_of(found: Iterator[Settled], claim: Claim, known: Undated, memory: Memory, origin: str) -> Answer | None:
    """The first figure whose period this one may have."""
    ends = [
        each.observation.period_end
        for each in memory.same_sentence(claim)
        if each.observation.status == "actual" and each.observation.period_end
    ]
    for each in found:
        when = as_of(each, known, ends)
        if when is not None:
            return Answer(when, each.claim.parsed.text(each.claim.at), origin)
    return None
