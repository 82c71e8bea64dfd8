"""The tense of a claim's verb: a past one goes on from the time of the story, a present one speaks of today."""

from __future__ import annotations

from typing import Literal

from pipelines.join.claims import Claim
from pipelines.join.governor import Governor

Tense = Literal["present", "perfect", "past", "pluperfect"]

#: Past forms that do not end in -ed.
PAST = frozenset(
    "had built ran stood went saw got rose grew gained brought came began made became took put hit set were was fell"
    " made up lay held".split()
)

#: Words that may stand between an auxiliary and its verb.
BETWEEN = frozenset(
    {"been", "also", "already", "all", "only", "just", "newly", "thus", "then", "even", "now", "recently", "being"}
)


def _finite_before(claim: Claim, at: int) -> Tense | None:
    """ "InstaVolt was in front with 2,110": the plain past that the "with" hangs on, in its own clause."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for k in range(at - 1, start - 1, -1):
        if parsed.word(k) == "," or parsed.spans[k].kind in ("number", "mood", "plan"):
            return None
        if parsed.word(k) in ("was", "were", "had", "remained", "stayed", "led", "came"):
            return "past"
    return None


def tense(claim: Claim, verb: Governor) -> Tense | None:
    """The tense of the verb that governs a claim; None where it has none of its own ("lifting", "with")."""
    parsed = claim.parsed
    if verb.at is None or verb.form == "noun":
        start, _ = parsed.bounds(claim.at)
        plain = any(
            parsed.spans[k].kind == "word" and (parsed.word(k) in PAST or parsed.word(k).endswith("ed"))
            for k in range(max(start, claim.at - 10), claim.at)
        )
        return "past" if plain else None
    words = parsed.word(verb.at).split()
    if words[:1] == ["with"] and (before := _finite_before(claim, verb.at)):
        return before
    if not words or words[0].endswith("ing") or words[0] in ("with", "including", "into", "for"):
        words = [""]
    if words[0] == "there":
        words = words[1:] or [""]
    for k in range(verb.at - 1, max(-1, verb.at - 5), -1):
        word = parsed.word(k).split(" ")[-1]
        if word in ("has", "have", "’ve", "'ve"):
            return "perfect"
        if word == "had":
            return "pluperfect"
        if word in ("is", "are"):
            return "present"
        if word in ("was", "were", "did"):
            return "past"
        if word not in BETWEEN and parsed.spans[k].kind != "date":
            break
    if not words[0]:
        return None
    return "past" if words[0] in PAST or words[0].endswith("ed") else "present"
