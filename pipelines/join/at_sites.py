"""Piles by the sites at which they stand: "5,377 plugs at 867 destination sites" are of the kind of those sites."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.kinds import of_type
from pipelines.join.memory import Memory
from pipelines.join.metric import before, specific
from pipelines.model import Noun
from pipelines.rules import Answer, rule

#: Prepositions behind which the sites stand.
_AT = frozenset({"at", "in", "across", "over", "on", "among", "between"})

#: How many spans lie between the piles and that preposition: "plugs were at their disposal at".
_REACH = 8


@rule(
    "NIO has [9,800] charging piles at 1,500 supercharging stations => supercharging_piles",
    "NIO has 9,800 piles at 1,500 supercharging stations and [8,700] at 900 destination charging stations => destination_charging_piles",
    "Drivers found [900] plugs, spread over 120 destination charging stations of Xpeng => destination_charging_piles",
    "NIO has 900 piles at its supercharging stations and [700] at stations of the destination type => destination_charging_piles",
    refuses=["NIO has 45 swap stations and opened [20] at supercharging stations of Tesla in May"],
)
def piles_at_sites(claim: Claim, memory: Memory) -> Answer | None:
    """Piles that name no kind, at stations that do."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "bare" and noun is None:
        if not any(other.noun_class == "post" for _, other in before(parsed, claim.at)):
            return None
        noun = Noun("post", frozenset(), (), True, "piles")
    elif claim.how != "head_noun" or noun is None or noun.noun_class != "post" or specific(noun):
        return None
    found = _where(claim)
    if found is None:
        return None
    i, kinds = found
    return Answer(noun._replace(kinds=kinds), parsed.text(i))


def _where(claim: Claim) -> tuple[int, frozenset[str]] | None:
    """The site noun behind the piles, and its kind."""
    parsed, at = claim.parsed, None
    for k in range(claim.noun_at + 1, min(claim.noun_at + _REACH, len(parsed.spans))):
        span = parsed.spans[k]
        if parsed.word(k) == "," and (parsed.word(k + 1).endswith(("ed", "spread")) or parsed.word(k + 1) == "which"):
            continue
        if span.kind in ("number", "ordinal", "operator") or parsed.word(k) in (",", "and", ";", "(", "."):
            return None
        if parsed.word(k) in _AT:
            at = k
        elif isinstance(span.value, Noun):
            break
        if at is not None and k + 1 < len(parsed.spans) and parsed.spans[k + 1].kind in ("number", "qualifier"):
            break
    if at is None:
        return None
    for k in range(at + 1, min(at + 7, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun):
            kinds = (value.kinds or of_type(parsed, k)) & {"fast", "destination"}
            return (k, kinds) if value.noun_class == "site" and value.plural and len(kinds) == 1 else None
        if parsed.word(k) in (",", "and", ";", "."):
            return None
    return None
