"""A whole that stood before and is named again: "of the 19 stations, seven are in Oslo" speaks of those that were told of."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory, Settled, near
from pipelines.join.one_site import ONE_SITE
from pipelines.join.subjects import SITUATED, speaks_of_it
from pipelines.model import Count, Noun


def whole_again(claim: Claim, memory: Memory) -> Settled | None:
    """The figure that stood before, where "the" with its number names it again ahead of the claim."""
    parsed = claim.parsed
    behind = range(claim.at + 1, min(claim.at + 4, len(parsed.spans)))
    of_it = [k for k in behind if parsed.spans[k].kind == "number" and parsed.word(k - 2) == "of"]
    for k in (*parsed.of_kind("number", end=claim.at), *of_it):  # "about 600 of the 1,000"
        count = parsed.spans[k].value
        if parsed.word(k - 1) not in ("the", "these", "those") or not isinstance(count, Count):
            continue
        for each in memory.recent():
            if (
                each.claim.parsed is not parsed
                and each.observation.value == count.value
                and each.observation.measure != "nth"
            ):
                return each
    return None


def stations_meant(claim: Claim, memory: Memory) -> Settled | None:
    """The sites of the sentence before that "they" or "these stations" are, whose piles the claim counts."""
    parsed = claim.parsed
    if claim.noun is None or claim.noun.noun_class != "post" or any(True for _ in memory.same_sentence(claim)):
        return None
    subject = parsed.word(0)
    these = subject in ("these", "those") and len(parsed.spans) > 1 and isinstance(parsed.spans[1].value, Noun)
    one = (
        subject in ("it", "there")
        or (subject in ("the", "this") and _one_site(parsed))
        or (subject in SITUATED and speaks_of_it(parsed))
    )
    if subject != "they" and not these and not one:
        return None
    before = next((each for each in memory.recent() if each.claim.parsed is not parsed), None)
    if before is None or not near(before.claim.origin, claim.origin) or before.noun.noun_class != "site":
        return None
    seen = before.observation
    of_one = seen.measure == "nth" or (seen.measure, seen.value) == ("added", 1)
    return before if not one or (of_one and seen.status == "actual" and claim.count.value <= ONE_SITE) else None


def _one_site(parsed: Parsed) -> bool:
    """ "The site in Hamar …", "the new station …": one station is the subject."""
    noun = next((n for i, n in parsed.nouns if i < 4), None)
    return noun is not None and noun.noun_class == "site" and not noun.plural
