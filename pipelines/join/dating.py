"""The date of a claim: chosen among those of its sentence by status, else taken from what was said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipelines.join.calendar import Days, resolve
from pipelines.join.claims import Claim
from pipelines.join.dates import DATE_RULES, Dated
from pipelines.join.memory import Memory, Settled
from pipelines.join.periods import Period, fits, period
from pipelines.model import Measure, Noun, Status, Why


def dates_of(claim: Claim, memory: Memory) -> list[tuple[Dated, Why]]:
    """The dates that may be the claim's, the likeliest first, each with its Why."""
    found = []
    for rule in DATE_RULES:
        answer = rule(claim, memory)
        if answer is not None and isinstance(answer.value, Dated):
            found.append((answer.value, Why("period_end", rule.id, answer.words, answer.origin)))
    return found


def lies_ahead(dates: list[tuple[Dated, Why]], memory: Memory) -> bool:
    """True where the likeliest date of a claim, by its own words, lies ahead of the publication day."""
    if not dates:
        return False
    likeliest = dates[0][0]
    when = likeliest.when
    days = resolve(when, memory.published, "actual") if when.year or when.shift else None
    late = days[1] if days and likeliest.lead == "by" else days[0] if days else memory.published
    return late > memory.published


def date_of(claim: Claim, status: Status, dates: list[tuple[Dated, Why]], memory: Memory) -> tuple[Dated | None, Why]:
    """The date of a claim: the likeliest one that its status allows."""
    for found, why in dates:
        if fits(claim, found, status, memory):
            return found, why
    return None, Why("period_end", "publication_day" if status == "actual" else "no_deadline", "", "default")


def period_of(
    claim: Claim, found: Dated | None, measure: Measure, status: Status, memory: Memory, noun: Noun
) -> Period:
    if found is None:
        carried = _carried(claim, status, measure, memory)
        if carried is not None:
            return carried
    return period(found, measure, status, memory, _reference(claim, memory), noun.service)


def _reference(claim: Claim, memory: Memory) -> Days | None:
    """The day that "a year earlier" and "the same day" are counted from: that of the claim before."""
    for each in memory.recent():
        end = each.observation.period_end
        if end is None or each.observation.status == "planned" or each.observation.date_basis != "text":
            continue
        start = each.observation.period_start or end
        return start, end
    return None


def _carried(claim: Claim, status: Status, measure: Measure, memory: Memory) -> Period | None:
    """Without a date of its own a part takes the day of its whole ("of these, 245 are on highways")."""
    for each in _whole(claim, status, measure, memory):
        other = each.observation
        if other.status != status or other.date_basis == "none":
            continue
        if measure == other.measure:
            return Period(other.period_start, other.period_end, other.date_basis)
        if measure in ("total", "rate") and status == "actual" and other.period_end and other.measure != "nth":
            end = max([other.period_end, *_ends(claim, memory)])
            return Period(end, end, other.date_basis)
        if measure == "added" and status == "planned":
            return Period(None, other.period_end, other.date_basis)
    return None


def _ends(claim: Claim, memory: Memory) -> list[date]:
    """Last days of what came in the same sentence: "five on Sunday and five on Monday, lifting the total to 410"."""
    return [
        each.observation.period_end
        for each in memory.same_sentence(claim)
        if each.observation.status == "actual" and each.observation.period_end
    ]


def _whole(claim: Claim, status: Status, measure: Measure, memory: Memory) -> Iterator[Settled]:
    """The claims whose date may be this one's too, the likeliest first."""
    parsed = claim.parsed
    if any(s.kind == "verb" and parsed.word(k).endswith(("grew by", "rose by")) for k, s in enumerate(parsed.spans)):
        yield from (s for s in memory.recent() if s.claim.parsed is not parsed)  # growth over the period spoken of
    yield from memory.same_sentence(claim)
    points_back = claim.how in ("of_them", "former", "latter", "ones") or any(
        parsed.spans[i].kind == "ana" for i in range(max(0, claim.at - 6), claim.at)
    )
    if points_back or (status == "planned" and measure == "total"):
        yield from memory.sentence_before(claim)
    if claim.how == "ones" or (claim.how == "of_them" and status == "planned"):
        yield from memory.recent()
    for each in memory.recent():
        if (
            _statistics(each)
            and each.observation.date_basis == "text"
            and (claim.how == "bare" or claim.parsed.sentence.origin == each.claim.origin or _no_operator(claim))
        ):
            yield each


def _statistics(each: Settled) -> bool:
    """True for a figure that a statistical body gives: its day holds for the rest of its statistics."""
    return (
        each.observation.status == "actual"
        and each.observation.operator == "industry"
        and any(s.kind == "body" for s in each.claim.parsed.spans)
    )


def _no_operator(claim: Claim) -> bool:
    return not any(s.kind == "operator" for s in claim.parsed.spans)
