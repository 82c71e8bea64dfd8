"""Restrictions on what is counted: those in the noun, those behind it, and those that a reference carries on."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.model import Noun, Why

#: Segments that a reference carries on ("public piles … June alone brought 39,000 of them").
CARRIED = frozenset({"public", "truck", "private", "partner"})


def segments_of(claim: Claim, noun: Noun, memory: Memory) -> tuple[tuple[str, ...], list[Why]]:
    """The sorted segments of a claim, and why each."""
    why = [Why("segment", "in_noun", s, "clause") for s in noun.segments]
    found = set(noun.segments)
    for i in _near(claim):
        span = claim.parsed.spans[i]
        words = claim.parsed.text(i)
        found |= set(span.value.segments) if isinstance(span.value, Noun) else {str(span.value)}
        why.append(Why("segment", "near_number", words, "clause"))
    if claim.how in ("of_them", "bare", "ones", "such"):
        for each in memory.recent():
            if (
                each.claim.origin == claim.origin or claim.how == "of_them"
            ) and each.noun.noun_class == noun.noun_class:
                carried = CARRIED & set(each.observation.segment)
                found |= carried
                why += [Why("segment", "carried_on", s, "sentence") for s in sorted(carried)]
            break
    return tuple(sorted(found)), why


def _near(claim: Claim) -> list[int]:
    """Indexes of segment spans that belong to the number: beside its noun, up to the next number or clause."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    found = [i for i in range(claim.at + 1, claim.noun_at) if parsed.spans[i].kind == "segment"]
    at = claim.noun_at + 1
    while at < end and parsed.spans[at].kind not in ("number", "ordinal") and at - claim.noun_at < 14:
        value = parsed.spans[at].value
        if isinstance(value, Noun):
            if claim.how in ("bare", "of_them") and value.segments:
                found.append(at)
            break
        if parsed.word(at) == "," and at - claim.noun_at > 1 and parsed.word(at + 1) not in ("all", "each"):
            break
        if parsed.spans[at].kind == "segment":
            found.append(at)
        at += 1
    found += _leading(claim, start)
    at = claim.at - 1
    while at >= start and parsed.spans[at].kind not in ("number", "ordinal", "noun") and claim.at - at < 5:
        if parsed.spans[at].kind == "segment" and parsed.spans[at].value in ("partner",):
            found.append(at)
        at -= 1
    return found


def _leading(claim: Claim, start: int) -> list[int]:
    """Segments that open the clause of a bare or first number: "In service areas of two expressways, 11 stations …"."""
    parsed = claim.parsed
    head: list[int] = []
    for at in range(start, claim.at):
        span = parsed.spans[at]
        if span.kind == "verb" or (
            span.kind in ("number", "ordinal") and not parsed.other_thing(at) and not _things(parsed, at)
        ):
            return []
        if span.kind == "segment" and span.value in ("highway", "public", "private"):
            head.append(at)
    return head


def _things(parsed: Parsed, at: int) -> bool:
    """True where a segment stands right behind the number: it counts the roads themselves."""
    return any(s.kind == "segment" for s in parsed.spans[at + 1 : at + 5])
