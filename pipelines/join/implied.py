"""Restrictions that no word of their own names: what is left without the others, a brand for trucks, a generation's
ordinal, roads that "there" points to."""

from __future__ import annotations

from collections.abc import Iterator, Set

from pipelines.join.carried import PLACED, sums
from pipelines.join.claims import Claim
from pipelines.join.generations import GENERATIONS, generation_said
from pipelines.join.inclusion import WITHOUT
from pipelines.join.memory import Memory
from pipelines.join.roads import roads_before
from pipelines.model import Noun
from pipelines.words import beside


def implied(
    claim: Claim, noun: Noun, operator: str | None, found: Set[str], memory: Memory
) -> Iterator[tuple[str, str, str]]:
    """Segments beside those found, each with its rule and the words that imply it."""
    if not found & {"public", "private"} and (left := _left_over(claim)):
        yield left[0], "left_over", left[1]
    everybodys = operator in (None, "industry") and not {*found, *noun.segments} & {"public", "private", "highway"}
    if everybodys and (said := _of_public_statistics(claim, noun, memory)):
        yield "public", "public_statistics", said
    if not found & {"truck", "passenger"} and (brand := _truck_brand(claim, operator)):
        yield "truck", "truck_brand", brand
    if not (found & set(GENERATIONS) or claim.ordinal) and (generation := generation_said(claim, memory)):
        yield generation[0], "generation_said", generation[1]
    if not found & {"self_operated", "partner"} and (own := _by_itself(claim)):
        yield "self_operated", "by_itself", own
    if not found & PLACED and (towns := _in_towns(claim)):
        yield "urban", "in_towns", towns
    if not (found & PLACED or noun.service) and (roads := roads_before(claim, memory)):
        yield "highway", "roads_before", roads


def _by_itself(claim: Claim) -> str | None:
    """ "The 900 stations that it runs itself", "it has built 300 itself"."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    for k in range(claim.at + 1, min(end, claim.noun_at + 10)):
        if parsed.word(k) == "itself" and any(
            parsed.word(j).split(" ")[-1] in _RUNS for j in (k - 1, *range(max(0, claim.at - 4), claim.at))
        ):
            return parsed.text(k)
        if parsed.spans[k].kind in ("number", "sign") and k > claim.noun_at:
            return None
    return None


#: What an operator does itself.
_RUNS = frozenset({"run", "runs", "operate", "operates", "operated", "built", "builds", "build", "owns"})

#: Words by which a list of towns begins.
_NAMES_FOLLOW = frozenset({"such", "like", "including", "across", "from", "where", "in", "of"})


def _in_towns(claim: Claim) -> str | None:
    """ "800 stand along highways and 1,600 in cities": towns set against roads."""
    parsed, k = claim.parsed, max(claim.noun_at, claim.at) + 1
    while k < claim.noun_at + 5 and not parsed.word(k).endswith(("in", ",")):
        if parsed.word(k) == "" or parsed.spans[k].kind not in ("verb", "act", "word", "mood", "plan"):
            return None
        k += 1
    if not parsed.word(k).endswith("in") or parsed.word(k + 1) not in ("cities", "towns"):
        return None
    if parsed.word(k + 2) in _NAMES_FOLLOW:
        return None
    roads = any(s.value == "highway" for s in parsed.spans)
    return parsed.text(k, k + 2) if roads else None


#: Public and private are all there are: without the ones, the others are left.
_OTHER = {"public": "private", "private": "public"}


def _left_over(claim: Claim) -> tuple[str, str] | None:
    """ "Leave out the private ones and there remain 1.7 million": what remains is public."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for k in (*range(start, claim.at), *range(min(start, 4))):
        if parsed.word(k).startswith(WITHOUT):
            for i in range(k + 1, min(k + 5, claim.at)):
                value = parsed.spans[i].value
                said = value.segments if isinstance(value, Noun) else (str(value),)
                if said and said[0] in _OTHER:
                    return _OTHER[said[0]], parsed.text(k, i + 1)
    return None


def _of_public_statistics(claim: Claim, noun: Noun, memory: Memory) -> str | None:
    """ "Public" of title and lead, for everybody's chargers under them; not for "the infrastructure", which is all of it."""
    parsed = claim.parsed
    if noun.noun_class != "post" or memory.setting.operator is not None or parsed.has("operator"):
        return None
    if "infrastructure" in parsed.sentence.text or any("private" in n.segments for _, n in parsed.nouns):
        return None
    if any(s.value == "private" for s in parsed.spans) or (claim.how == "bare" and any(memory.same_sentence(claim))):
        return None  # "632,000 in all, 161,000 public and 471,000 private", "up from 3.1 million": as the number before
    if sums(claim):
        return None  # "those at home included, there are 2.2 million"
    for origin in ("title", "p0"):
        named = (m.noun for m in memory.mentions if m.origin == origin and m.noun.noun_class in ("post", "network"))
        first = next(named, None)
        if first is None or "public" not in first.segments:
            return None
    return "public"


def _truck_brand(claim: Claim, operator: str | None) -> str | None:
    """The words for the last operator ahead of the number in its clause, else for its owner, where all that it has is for
    trucks.
    """
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    last = max(parsed.of_kind("operator", start=start, end=claim.at), default=None)
    said = parsed.text(last) if last is not None else (operator or "").replace("_", " ")
    return said if beside("truck_brand", said.lower(), last=True) else None
