"""Networks that have none but fast chargers: their bare "points" are fast ones too."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.owners import OPERATOR_RULES
from pipelines.model import Noun
from pipelines.rules import ask
from pipelines.words import operator_info


def all_fast(claim: Claim, noun: Noun, memory: Memory) -> bool:
    """True where the network in question has none but fast chargers (codebook: Metric and segment)."""
    if "ac" in noun.segments or any(s.kind in ("body", "industry") for s in claim.parsed.spans):
        return False
    owner = ask("operator", OPERATOR_RULES, claim, noun, memory)
    return owner is not None and isinstance(owner[0], str) and operator_info(owner[0]).network == "fast"
