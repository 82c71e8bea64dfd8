"""Stations with their piles: "896 stations offering 4,893 piles" counts piles of the kind of the stations."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.metric import before, specific
from pipelines.model import Noun
from pipelines.rules import Answer, rule


def linked(claim: Claim) -> tuple[int, Noun] | None:
    """The station noun that offers the piles of this claim: "896 stations … offering 4,893 piles"."""
    parsed = claim.parsed
    for i, noun in before(parsed, claim.at):
        if noun.noun_class in ("site", "network") or (noun.noun_class is None and noun.kinds):
            between = range(i + 1, claim.at)
            links = [
                k
                for k in between
                if parsed.spans[k].kind == "link"
                or parsed.word(k) in ("with", "have", "had", "has", "between them", "feature", "count", "house")
            ]
            broken = any(
                parsed.word(k) in ("and", "while", "whereas", ";") and not any(x > k for x in links) for k in between
            )
            return (i, noun) if links and not broken and noun.kinds else None
        if noun.noun_class == "post":
            return None
    return None


@rule(
    "As of July 5, NIO had 896 supercharging stations in China offering [4,893] charging piles => supercharging_piles",
    "NIO had 626 destination charging stations offering [3,461] piles => destination_charging_piles",
)
def offered_piles(claim: Claim, memory: Memory) -> Answer | None:
    """ "N stations offering M piles": the piles are of the kind of their stations."""
    noun = claim.noun
    if claim.how == "bare":
        link = _link_before(claim)
        found = linked(claim) if link else None
        if found is None or found[1].noun_class == "post":
            return None
        return Answer(
            Noun("post", found[1].kinds & {"fast", "destination"} or frozenset({"charging"}), (), True, "piles"),
            claim.parsed.text(found[0]),
        )
    if noun is None or noun.noun_class != "post" or specific(noun):
        return None
    found = linked(claim)
    if found is None or not specific(found[1]):
        return None
    kinds = found[1].kinds & {"fast", "destination"}
    return Answer(noun._replace(kinds=kinds), claim.parsed.text(found[0])) if kinds else None


def _link_before(claim: Claim) -> bool:
    parsed, i = claim.parsed, claim.at - 1
    while i > 0 and parsed.spans[i].kind in ("qualifier", "after"):
        i -= 1
    return parsed.spans[i].kind == "link"


def spread(claim: Claim) -> Answer | None:
    """ "Its destination stations had 5,083 spread over 828 locations": the piles of those stations."""
    for i, noun in before(claim.parsed, claim.at):
        if noun.noun_class in ("site", "network") and noun.kinds - {"swap"}:
            kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
            return Answer(Noun("post", kinds, (), True, "piles"), claim.parsed.text(i))
    return None
