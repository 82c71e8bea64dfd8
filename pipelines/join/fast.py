"""Networks of one kind: the bare "points" of one that has only fast chargers are fast, "sites" of a swap network swap."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.join.owners import OPERATOR_RULES
from pipelines.model import Noun
from pipelines.rules import ask
from pipelines.words import operator_info


def only_kind(claim: Claim, noun: Noun, memory: Memory) -> str | None:
    """ "fast" or "swap" where the network in question has none but fast chargers or none but swap stations (codebook:
    Metric and segment)."""
    fast = _may_be_fast(claim, noun, memory)
    if not fast and noun.noun_class != "site":
        return None
    network = _network_of(claim, noun, memory)
    fits = fast if network == "fast" else network == "swap" and noun.noun_class == "site"
    return network if fits else None


def _may_be_fast(claim: Claim, noun: Noun, memory: Memory) -> bool:
    """False for slow chargers, and for those of all operators."""
    parsed = claim.parsed
    if "ac" in noun.segments or (parsed.has("body", "industry") and not parsed.has("operator", end=claim.at)):
        return False
    ahead = memory.sentence_ahead(claim.parsed)
    return ahead is None or not _slow(ahead)


def _network_of(claim: Claim, noun: Noun, memory: Memory) -> str | None:
    owner = ask("operator", OPERATOR_RULES, claim, noun, memory)
    return operator_info(owner[0]).network if owner is not None and isinstance(owner[0], str) else None


def _slow(parsed: Parsed) -> bool:
    """ "The Level 2 part, known as Waypoints, is behind": a sentence that speaks of slow chargers alone."""
    kinds = [kind for _, noun in parsed.nouns for kind in (*noun.kinds, *noun.segments)]
    ac = "ac" in kinds or any(s.value == "ac" for s in parsed.spans)
    return ac and "fast" not in kinds
