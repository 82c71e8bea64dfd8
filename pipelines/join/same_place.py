"""Numbers that count over the place of another number: the whole, the noun's, the stations'."""

from __future__ import annotations

from itertools import islice

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory, Settled
from pipelines.join.parts import whole_of_part
from pipelines.join.repeats import stations_meant
from pipelines.model import Count
from pipelines.rules import Answer, rule


@rule(
    "Norway has 312 swap stations. NIO runs most of them, namely [180]. => NO",
    "Norway has 312 swap stations, of which 200 are in Oslo. Shell runs [90] of them. => NO",
    "NIO has 45 swap stations in Norway. ¶ By now, [20] of the 45 stand along motorways. => NO",
)
def place_of_whole(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A part counts over the place of its whole: "most of them", "seven of the 15", "the former"."""
    parsed = claim.parsed
    if (whole := _named_whole(claim, memory)) is not None:
        return Answer(whole, parsed.text(claim.at + 3), "paragraph")
    start, _ = parsed.bounds(claim.at)
    for i in parsed.of_kind("ana", start=start, end=min(claim.at + 2, len(parsed.spans))):
        told = list(memory.sentence_before(claim)) if parsed.spans[i].value in ("former", "latter") else []
        if parsed.word(i).startswith("of "):
            told_of = (s for s in memory.recent() if claim.noun is None or s.noun.noun_class == claim.noun.noun_class)
            wholes = (s for s in told_of if s.observation.value >= claim.count.value or s.noun.service)
            told = [s for s in [*islice(wholes, 1)] if s.claim.origin == claim.origin or not _things(parsed, i)]
            told = [_larger(s, memory) for s in told]
        if told:
            seen = told[-1 if parsed.spans[i].value == "former" else 0].observation
            return (
                Answer((seen.place, seen.country), parsed.text(i), "paragraph") if seen.country or seen.place else None
            )
    return None


def _named_whole(claim: Claim, memory: Memory) -> tuple[str | None, str | None] | None:
    """ "Seven of the 15": where those 15 were said to be."""
    parsed, i = claim.parsed, claim.at + 3
    if (
        parsed.word(i - 2) != "of"
        or parsed.word(i - 1) not in ("the", "its", "these", "their")
        or i >= len(parsed.spans)
    ):
        return None
    value = parsed.spans[i].value
    wholes = (s.observation for s in memory.recent() if isinstance(value, Count) and s.observation.value == value.value)
    return next(((o.place, o.country) for o in wholes if o.place or o.country), None)


def _things(parsed: Parsed, i: int) -> bool:
    """ "With 1,950 shops, it has equipped 26 of them": the sentence itself names what they are part of."""
    return parsed.has("unit", end=i) or any(noun.plural for k, noun in parsed.nouns if k < i)


@rule("Aral pulse, which has 26 charging stations in Germany, is working on [four] more => DE")
def more_of_the_same(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Four more", "another 20": where those before them in the sentence are."""
    parsed = claim.parsed
    if not any(
        parsed.spans[i].kind == "more" for i in range(max(0, claim.at - 1), min(claim.at + 3, len(parsed.spans)))
    ):
        return None
    for each in memory.same_sentence(claim):
        seen = each.observation
        if (seen.place or seen.country) and seen.operator == operator:
            return Answer((seen.place, seen.country), "more", "sentence")
    return None


@rule(
    "Charging in Austria :: Wien Energie has 900 charging points in Vienna. Smatrics plans to add 40 charging points, having"
    " managed [33] last year. => AT",
    refuses=["NIO opened two swap stations in Oslo, having [20] in Norway"],
)
def place_of_its_noun(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A bare number counts where the number of its sentence counts that lends it its noun."""
    before = next(memory.same_sentence(claim), None)
    if claim.how != "bare" or before is None or before.claim.noun is None or whole_of_part(claim.parsed, claim.at):
        return None
    seen = before.observation
    if seen.operator != operator or seen.measure == "nth":
        return None
    return Answer((seen.place, seen.country), str(seen.value), "sentence") if seen.country or seen.place else None


@rule(
    "NIO grows :: NIO runs 20 swap stations in Bergen.\nTaken together, they have [140] charging piles. => Bergen",
    refuses=["NIO grows :: NIO runs 20 swap stations in Bergen.\nIt has [140] charging piles in Norway."],
)
def place_of_their_stations(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "They have 140 piles": those of the stations that were counted last."""
    last = stations_meant(claim, memory)
    if last is None or last.observation.operator != operator:
        return None
    seen = last.observation
    return Answer((seen.place, seen.country), str(seen.value), last.claim.origin) if seen.country else None


def _larger(part: Settled, memory: Memory) -> Settled:
    """ "Norway has 8,120. Of the chargers, 2,100 are in Oslo": what a part that was told by its place is of."""
    seen = part.observation
    if part.claim.how not in ("bare", "of_them", "part_of") or seen.measure != "total" or not seen.place:
        return part
    wholes = (
        each
        for each in memory.recent()
        if each.noun.noun_class == part.noun.noun_class
        and each.observation.operator == seen.operator
        and (each.observation.place, each.observation.country) == (None, seen.country)
    )
    return next((each for each in wholes if each.observation.value > seen.value), part)
