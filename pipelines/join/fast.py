"""Networks that have none but fast chargers: their bare "points" are fast ones too."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.join.owners import OPERATOR_RULES
from pipelines.model import Noun
from pipelines.rules import ask
from pipelines.words import operator_info


def all_fast(claim: Claim, noun: Noun, memory: Memory) -> bool:
    """True where the network in question has none but fast chargers (codebook: Metric and segment)."""
    if "ac" in noun.segments or any(s.kind in ("body", "industry") for s in claim.parsed.spans):
        return False
    ahead = memory.sentence_ahead(claim.parsed)
    if ahead is not None and _slow(ahead):
        return False
    owner = ask("operator", OPERATOR_RULES, claim, noun, memory)
    return owner is not None and isinstance(owner[0], str) and operator_info(owner[0]).network == "fast"


def _slow(parsed: Parsed) -> bool:
    """ "The Level 2 part, known as Waypoints, is behind": a sentence that speaks of slow chargers alone."""
    kinds = [kind for _, noun in parsed.nouns for kind in (*noun.kinds, *noun.segments)]
    ac = "ac" in kinds or any(s.value == "ac" for s in parsed.spans)
    return ac and "fast" not in kinds
