"""Generations of stations that an ordinal alone names: "four are of the third generation and 14 of the second"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.model import Count, Noun

GENERATIONS = ("gen1", "gen2", "gen3", "gen4", "gen5")


def generation_said(claim: Claim, memory: Memory) -> tuple[str, str] | None:
    """The generation that "the fourth" names beside the number, where generations were spoken of before; its words."""
    parsed = claim.parsed
    at = _ordinal(parsed, claim) if parsed.has("ordinal") else None
    if at is None:
        return None
    value = parsed.spans[at].value
    earlier = memory.sentence_ahead(parsed)
    if not isinstance(value, Count) or not (
        _spoken_of(parsed, at) or (earlier and _spoken_of(earlier, len(earlier.spans)))
    ):
        return None
    return f"gen{value.value}", parsed.text(at)


def _ordinal(parsed: Parsed, claim: Claim) -> int | None:
    """Index of an ordinal without a noun ahead of the number, else behind it, up to the numbers beside it."""
    stop = next((k for k in range(claim.at - 1, -1, -1) if parsed.spans[k].kind == "number"), -1)
    ahead = next((k for k in range(claim.at - 1, stop, -1) if _alone(parsed, k)), None)
    if ahead is not None:
        return ahead
    end = next(parsed.of_kind("number", start=claim.noun_at + 1), len(parsed.spans))
    return next((k for k in range(claim.at + 1, min(end, claim.noun_at + 5)) if _alone(parsed, k)), None)


def _alone(parsed: Parsed, k: int) -> bool:
    """True for "the fourth", "of the second": one of five, with no noun of its own."""
    span = parsed.spans[k]
    if span.kind != "ordinal" or not isinstance(span.value, Count) or not 1 <= span.value.value <= len(GENERATIONS):
        return False
    after = parsed.spans[k + 1] if k + 1 < len(parsed.spans) else None
    return (
        parsed.word(k - 1) == "the"
        and not parsed.word(k + 1).startswith(("of", "to"))
        and (
            after is None
            or not (
                isinstance(after.value, Noun) or after.kind in ("number", "unit", "segment", "date", "place", "ordinal")
            )
        )
    )


def _spoken_of(parsed: Parsed, end: int) -> bool:
    """True where a generation is named up to a span."""
    for span in parsed.spans[:end]:
        said = (
            span.value.segments
            if isinstance(span.value, Noun)
            else (str(span.value),)
            if span.kind == "segment"
            else ()
        )
        if any(s in GENERATIONS for s in said):
            return True
    return False
