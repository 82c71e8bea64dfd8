"""A whole that stood before and is named again: "of the 19 stations, seven are in Oslo" speaks of those that were told of."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory, Settled, near
from pipelines.model import Count


def whole_again(claim: Claim, memory: Memory) -> Settled | None:
    """The figure that stood before, where "the" with its number names it again ahead of the claim."""
    parsed = claim.parsed
    for k in parsed.of_kind("number", end=claim.at):
        count = parsed.spans[k].value
        if parsed.word(k - 1) not in ("the", "these", "those") or not isinstance(count, Count):
            continue
        for each in memory.recent():
            told = each.claim.parsed is not parsed and near(each.claim.origin, claim.origin)
            if told and each.observation.value == count.value and each.observation.measure != "nth":
                return each
    return None
