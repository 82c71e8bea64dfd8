"""Owners that stand right beside a number: before its bracket, behind its comma, before its relative clause."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.join.mentions import aside, behind_preposition, possessive
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import beside


@rule("In Norway, Shell and Recharge each operate around [400] charging points => shell approx")
def owner_of_each(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Clever and E.ON each operate 4,000": as many for every one of the list."""
    if claim.owner is None:
        return None
    return Answer(claim.parsed.spans[claim.owner].value, claim.parsed.text(claim.owner))


@rule(
    "Behind Tesla come Ionity (1,102 fast chargers), Circle K ([1,036]) and Fastned (987). => circle_k",
    refuses=["NIO (NYSE: NIO, [400] swap stations in all) is growing"],
)
def owner_before_bracket(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Circle K (1,036)": a number in brackets is that of the operator right before them."""
    parsed = claim.parsed
    k = parsed.ahead_of(claim.at)
    if k > 0 and parsed.word(k) == "(" and parsed.spans[k - 1].kind == "operator":
        return Answer(parsed.spans[k - 1].value, parsed.text(k - 1))
    return None


@rule(
    "EnBW has 900 charging points. In second place, with [700], comes Aral Pulse, ahead of EWE Go => bp",
    "With [3,100] swap stations in May, NIO was ahead of Aulton => nio",
    "It is no close race: with [900] charging points, Shell has more than BP and Tesla together => shell",
    refuses=["With [900] stations planned, Oslo is large, Shell says"],
)
def owner_behind_comma(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "With 3,106, Nio had more than Aulton": the subject behind a phrase that opens with "with" has what it names."""
    parsed = claim.parsed
    k = claim.at - 1
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) in ("a", "its", "total", "of")):
        k -= 1
    if (
        k < 0
        or parsed.word(k) not in ("with", "at")
        or (k > 0 and parsed.word(k - 1) not in (":", ";", ",", "and", "but"))
    ):
        return None
    comma = next(
        (j for j in range(claim.noun_at + 1, min(claim.noun_at + 9, len(parsed.spans))) if parsed.word(j) == ","), None
    )
    if comma is None or parsed.has("operator", "verb", start=k + 1, end=comma):
        return None
    i = comma + 1 + (parsed.word(comma + 1) in ("comes", "follows", "is", "stands", "came", "was"))
    if i < len(parsed.spans) - 1 and parsed.spans[i].kind == "operator" and not aside(parsed, i, claim.at):
        return Answer(parsed.spans[i].value, parsed.text(i), "sentence")
    return None


@rule(
    "TELD and NIO run 1.9 million of China's [3.6 million] charging piles => industry",
    refuses=["NIO has 20 of Norway's [60] NIO swap stations"],
)
def whole_of_place(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "1.9 million of the country's 3.6 million": what a place has is everybody's."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) not in ("’s", "'s") or k < 2 or parsed.has("operator", start=claim.at, end=claim.noun_at):
        return None
    start = k - 2 if parsed.word(k - 2) == "the" else k - 1
    placed = parsed.spans[k - 1].kind in ("place", "scope") or beside("authority", parsed.word(k - 1), last=True)
    return Answer("industry", parsed.text(start, k)) if placed and parsed.word(start - 1) == "of" else None


_RELATIVE = frozenset({"which", "who", "whose"})

#: Verbs that only an owner is the subject of.
_RUNS = frozenset({"has", "had", "have", "runs", "ran", "operates", "operated", "owns", "owned", "counts", "boasts"})


@rule(
    "NIO is ahead of Aulton, whose network stands at [900] swap stations => aulton",
    "Battery Smart is ahead of its competitor Sun Mobility, which counts [630] swap stations => sun_mobility",
    "The larger part comes from CAMS, Volkswagen's charging joint venture, which ran [1,480] charging stations => cams",
    "For State Grid, which runs [13,600] of the charging piles, it was a record => state_grid",
    refuses=["The partnership with Tesla, which NIO began, now has [400] swap stations"],
)
def owner_before_which(claim: Claim, noun: Noun, memory: Memory) -> Answer | None:
    """ "Sun Mobility, which counts 630": a relative clause is about the operator right before it."""
    parsed = claim.parsed
    if _RELATIVE.isdisjoint(parsed.said):
        return None
    start, _ = parsed.bounds(claim.at)
    which = next((k for k in (start, start + 1) if parsed.word(k) in _RELATIVE), None)
    if which is None or any(
        not aside(parsed, i, claim.at) for i in parsed.of_kind("operator", start=which, end=claim.at)
    ):
        return None
    before = which - (2 if parsed.word(which - 1) == "," else 1)
    while before > 0 and parsed.word(before) == ")":
        before = next((k - 1 for k in range(before, -1, -1) if parsed.word(k) == "("), -1)
    before = _head_of_apposition(parsed, before)
    runs = parsed.word(which) == "whose" or parsed.word(which + 1) in _RUNS
    if (
        before >= 0
        and parsed.spans[before].kind == "operator"
        and (before == 1 or runs or not behind_preposition(parsed, before))
    ):
        return Answer(parsed.spans[before].value, parsed.text(before))
    return None


def _head_of_apposition(parsed: Parsed, end: int) -> int:
    """ "CAMS, Volkswagen's charging joint venture, which ran …": index of the operator that is explained; else `end`."""
    if end < 2 or parsed.spans[end].kind == "operator":
        return end
    comma = next((k for k in range(end, max(0, end - 8), -1) if parsed.word(k) == ","), 0)
    opens = parsed.word(comma + 1) in ("the", "a", "an", "its") or possessive(parsed, comma + 1)
    return comma - 1 if comma and opens and parsed.spans[comma - 1].kind == "operator" else end
