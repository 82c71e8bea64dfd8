"""A whole that stood before and is named again: "of the 19 stations, seven are in Oslo" speaks of those that were told of."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory, Settled, near
from pipelines.join.one_site import ONE_SITE
from pipelines.join.subjects import SITUATED, speaks_of_it
from pipelines.join.tense import tense
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


def definite(parsed: Parsed, noun_at: int) -> bool:
    """ "Of the stations", "of these", "of the new stations": the ones spoken of."""
    at = noun_at - 2 if parsed.word(noun_at - 1) in ("new", "additional") else noun_at - 1
    return parsed.word(at) in ("the", "these", "those")


def shared_plan(claim: Claim, verb: Governor, memory: Memory) -> Settled | None:
    """The plan of the sentence before that is shared out: "Oslo gets 120 of them", "of these, 300 are for Bergen"."""
    parsed = claim.parsed
    given = parsed.word(claim.noun_at + 1) in GIVEN or verb.words.split(" ")[-1] in GIVEN
    given = given or verb.verb == "share"
    of_them = claim.how == "of_them" or parsed.word(0) in ("of these", "of those", "of them", "these", "those")
    of_them = of_them or any(parsed.spans[k].kind == "ana" for k in range(min(claim.at, 4)))
    plain = verb.verb is None or given
    if claim.how not in ("bare", "of_them") or not (of_them or given) or not plain or verb.perfect:
        return None
    behind = {*parsed.words[claim.noun_at + 1 : claim.noun_at + 5]}
    if behind & OPEN or not (given or behind & PLACED) or tense(claim, verb) in ("past", "pluperfect"):
        return None
    whole = next(memory.sentence_before(claim), None)
    if whole is None or whole.observation.value < claim.count.value or whole.observation.status != "planned":
        return None
    return whole


#: Verbs of what is given a part of a whole, or of what part goes somewhere.
GIVEN = frozenset(
    {"get", "gets", "receive", "receives", "go", "goes", "fall", "falls", "meant", "intended", "reserved"}
)

#: Words of what is there by now, and of where a part will be.
OPEN = frozenset({"already", "now", "open", "operational", "operating", "running", "live", "ready", "finished"})
PLACED = frozenset({"for", "in", "at", "on", "along"})


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
