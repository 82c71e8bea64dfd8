"""Roads that a sentence points back to: "the 1,980 piles there", "447 stations next to one", "92 between them"."""

from __future__ import annotations

import re

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory

#: What stands for roads or service areas that were named before, and the words before it.
_STAND_INS = frozenset({"them", "these", "those", "one"})
_PREPOSITIONS = frozenset({"on", "at", "along", "to", "in", "by", "beside", "near"})


def roads_before(claim: Claim, memory: Memory) -> str | None:
    """The words for roads that the claim's "there", "next to them" or "between them" points to: in its own sentence,
    else in the sentence before, where that is set among roads."""
    parsed = claim.parsed
    if claim.ordinal:
        return None
    if (code := _code(claim)) is not None:
        return code
    if not _points(claim):
        return None
    here = list(parsed.of_kind("segment", "place", end=claim.at))
    earlier = memory.sentence_ahead(parsed)
    if not here and earlier is not None:
        parsed, here = earlier, list(earlier.of_kind("segment", "place"))
        if _of_a_part(earlier):
            return None
    last = next((i for i in reversed(here) if parsed.spans[i].value == "highway"), None)
    return parsed.text(last) if last is not None and _set_there(parsed, last) else None


#: Roads by their numbers: "along the E39", "on the A9", "on I-95"; "on the G9" may be a car.
_CODE = re.compile(
    r"\b(?:along|beside|off|next\sto)\s(?:the\s)?(?:[AEGMNS]\d{1,4}|I-\d{1,3})\b|\bon\s(?:(?:the\s)?I-\d{1,3}|the\s(?:[AEMN]\d{1,4}|[GS]\d{2,4}))\b",
    re.IGNORECASE,
)


#: "The G318 is served by 22": roads with a letter and several digits are no cars.
_SUBJECT = re.compile(
    r"The (?:[GS]\d{2,4}|E\d{2,3}|I-\d{1,3}|M\d{1,2} motorway)\b(?= (?:is|has|now|will|from|between|got|gets)\b)"
)

_ONE_SITE = re.compile(r"\b(?:site|hub|park|station|services|forecourt)\s$", re.IGNORECASE)


def _code(claim: Claim) -> str | None:
    """The number of a road in the claim's clause, up to the next number that counts."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if (opens := _SUBJECT.match(parsed.sentence.text)) and parsed.clauses[claim.at] == parsed.clauses[0]:
        return opens.group()
    behind = range(max(claim.noun_at, claim.at) + 1, end)
    stop = next((k for k in behind if parsed.spans[k].kind == "number" and parsed.word(k - 1) != "-"), end)
    head = parsed.word(0) in ("along", "on") and not parsed.has("number", start=5, end=claim.at)
    text = parsed.text(0 if head else start, stop)  # "Along I-80, which crosses Nebraska, there are 14"
    match = _CODE.search(text)
    return match.group() if match and not _ONE_SITE.search(text[: match.start()]) else None


def _points(claim: Claim) -> bool:
    """True where a word behind the number, before the next one, stands for the places where it is counted."""
    parsed = claim.parsed
    end = next(
        (k for k in parsed.of_kind("number", "ordinal", start=claim.noun_at + 1) if not _is_pronoun(parsed, k)),
        len(parsed.spans),
    )
    if parsed.spans[claim.at - 1].kind == "link":
        for last in parsed.of_kind("number", end=claim.at - 1):
            if any(parsed.spans[k].value == "highway" for k in range(last + 1, min(last + 3, claim.at))):
                return True  # "5,900 service areas, providing 18,600 piles"
    if parsed.word(0) == "there" and parsed.word(1) == ",":
        return True
    for k in range(max(claim.noun_at, claim.at) + 1, min(end, claim.noun_at + 10)):
        word = parsed.word(k)
        if word == ",":
            break
        if word.startswith(("between them", "there")):
            return True
        if word in _STAND_INS and parsed.word(k - 1) in _PREPOSITIONS:
            return True
    return False


def _of_a_part(parsed: Parsed) -> bool:
    """ "Oslo had 318, 97 of them along expressways": only a part is there, and "there" is Oslo."""
    last = max(parsed.of_kind("ana"), default=None)
    return last is not None and parsed.has("place", end=last) and parsed.has("segment", start=last)


def _is_pronoun(parsed: Parsed, k: int) -> bool:
    return parsed.word(k) == "one" and parsed.word(k - 1) in _PREPOSITIONS


def _set_there(parsed: Parsed, i: int) -> bool:
    """True where the roads are a place, not a firm's or a matter's name: "on expressways", "296 of 368 service areas"."""
    for k in range(i - 1, max(-1, i - 7), -1):
        if (
            parsed.word(k) in _PREPOSITIONS
            or parsed.word(k) in ("of", "across", "not")
            or parsed.spans[k].kind == "number"
        ):
            return True
        if parsed.spans[k].kind in ("verb", "plan", "mood"):
            return False
    return i <= 2
