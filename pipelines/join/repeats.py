"""A whole that stood before and is named again: "of the 19 stations, seven are in Oslo" speaks of those that were told of."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import set_against
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
    """The sites of the sentence before that "they", "the stations" or "it" are, whose piles the claim counts."""
    parsed = claim.parsed
    if claim.noun is None or claim.noun.noun_class != "post" or any(True for _ in memory.same_sentence(claim)):
        return None
    subject = parsed.word(0)
    one = (
        subject in ("it", "there")
        or (subject in ("the", "this") and _one_site(parsed))
        or (subject in SITUATED and speaks_of_it(parsed))
    )
    many = _many(parsed, claim.at)
    before = _site_before(claim, memory) if one or many else None
    if before is None:
        return None
    seen = before.observation
    if many:
        return before if many != "its" or seen.measure == "total" else None
    of_one = seen.measure == "nth" or (seen.measure, seen.value) == ("added", 1)
    return before if of_one and seen.status == "actual" and claim.count.value <= ONE_SITE else None


def _many(parsed: Parsed, at: int) -> str | None:
    """The word that makes the subject of a number's verb the sites spoken of: "they", "the 20 stations", "its sites"."""
    theirs = next((g for g in parsed.verbs if "they" in parsed.words[max(0, g.start - 2) : g.start]), None)
    group = theirs or next((g for g in parsed.verbs if g.form == "finite"), None)
    if group is None or any(g.form == "finite" and group.start < g.start < at for g in parsed.verbs):
        return None
    if theirs is not None:
        return "they"
    start, _ = parsed.bounds(group.start)
    for k in range(start, group.start):
        noun = next((n for i, n in parsed.nouns if k < i <= k + 3 and i < group.start), None)
        if parsed.word(k) in _DEFINITE and noun is not None and noun.noun_class == "site" and noun.plural:
            return "its" if parsed.word(k) in ("its", "their") else "the"
    return None


_DEFINITE = frozenset({"the", "these", "those", "its", "their", "all"})


def _site_before(claim: Claim, memory: Memory) -> Settled | None:
    """The figure that was given last, where it is one of sites; not one that it was only set against."""
    before = next((each for each in memory.recent() if each.claim.parsed is not claim.parsed), None)
    if before is None or not near(before.claim.origin, claim.origin):
        return None
    told = [each for each in memory.same_sentence_of(before.claim.parsed) if each.noun.noun_class == "site"]
    if before.noun.noun_class != "site" or not told:
        return None
    return next((each for each in told if not set_against(each.claim.parsed, each.claim.at)), before)


def parts_of(claim: Claim, noun: Noun, memory: Memory) -> Settled | None:
    """The whole that the subject of "they include 512 fast ones", "this comprises …" stands for."""
    parsed = claim.parsed
    group = next(iter(parsed.verbs), None)
    if group is None or not _BREAKS_DOWN & {*parsed.words[group.start : group.end], parsed.word(group.end)}:
        return None
    pointer = parsed.word(0) in _POINTS or parsed.word(1) in _POINTS or bool(_many(parsed, claim.at))
    if not pointer or group.start > 6 or group.planned or parsed.has("operator", end=group.start):
        return None
    for each in memory.recent():
        if not near(each.claim.origin, claim.origin):
            return None
        if (
            each.claim.parsed is not parsed
            and each.noun.noun_class == noun.noun_class
            and each.observation.value >= claim.count.value
            and not set_against(each.claim.parsed, each.claim.at)
        ):
            return each
    return None


#: What a subject does that names its parts, and what stands for the whole.
_BREAKS_DOWN = frozenset(
    {"include", "includes", "included", "comprise", "comprises", "comprised", "consist of", "consists of", "composed"}
)
_POINTS = frozenset({"they", "these", "those", "this", "that", "figure", "total", "number", "network", "it"})


def _one_site(parsed: Parsed) -> bool:
    """ "The site in Hamar …", "the new station …": one station is the subject."""
    noun = next((n for i, n in parsed.nouns if i < 4), None)
    return noun is not None and noun.noun_class == "site" and not noun.plural


def opens_with_part(claim: Claim, verb: Governor) -> bool:
    """True where a sentence opens with a part of what the one before told: "twenty of them are in Norway", "eight went to
    Norway", "among them were eight", "most of them, eight to be exact, …".
    """
    parsed = claim.parsed
    if verb.planned or claim.how not in ("of_them", "bare"):
        return False
    if claim.at < 2:
        of_them = claim.how == "of_them" and verb.verb in ("have", None)
        plain = verb.words in ("", "were", "was") and parsed.word(claim.noun_at + 1) in ("were", "was", "went")
        return of_them or plain
    among = parsed.word(0) == "among" and parsed.word(1) in ("them", "these", "those")
    most = any(s.kind == "ana" and parsed.word(k) == "of them" for k, s in enumerate(parsed.spans[:3]))
    return (among or most) and claim.at < 6 and verb.verb in ("have", None)
