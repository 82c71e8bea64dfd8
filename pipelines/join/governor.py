"""The verb that governs a number: behind it where the number is the subject, else before it; with its plans and moods."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed

AUX = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "to",
        "also",
        "already",
        "now",
        "all",
        "yet",
        "reportedly",
        "currently",
        "still",
        "then",
        "only",
        "finally",
        "each",
        "both",
        "not",
    }
)

#: Words within which a verb governs a number on its left or right.
WINDOW = 16

VERBS = ("verb", "link")


@dataclass(frozen=True)
class Governor:
    """The verb group that governs a number: the cue of its verb, whether it is future, and its words."""

    verb: str | None  # have, add, reach, pass, remove, permitted
    planned: bool
    perfect: bool
    conditional: bool
    denied: bool
    words: str
    at: int | None


def governor(claim: Claim) -> Governor:
    """The verb group that governs the number: after it where the number is the subject, else the one before."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    after = _after(parsed, claim, end)
    before = _before(parsed, claim.at, start)
    at = after if after is not None else before
    if at is None:
        at = _later(parsed, claim, end)
    return _group(parsed, claim, at, start, end)


def _after(parsed: Parsed, claim: Claim, end: int) -> int | None:
    """The verb right behind the noun, past its place, date and restrictions: the number is the subject."""
    i, seen = claim.noun_at + 1, None
    steps = 0
    finite = False
    while i < end and steps < 14:
        span, word = parsed.spans[i], parsed.word(i)
        if span.kind in ("mood", "plan", "verb", "count") or (word in AUX and word != "to"):
            if word in ("with", "including", "offering", "having", "to be", "total", "now") and seen is None:
                return None
            if span.kind == "count":
                return seen
            finite = (
                finite or word in AUX or span.kind in ("mood", "plan") or span.value in ("have", "add", "reach", "pass")
            )
            seen = i if span.kind == "verb" and (seen is None or parsed.spans[seen].value in ("have",)) else seen
        elif seen is not None or finite:
            goes_on = word == "to" or (span.kind in ("word", "sign") and word != "and")
            if goes_on and finite and seen is None and steps < 10 and word not in (",", ".", "that", "which"):
                i, steps = i + 1, steps + 1
                continue
            return seen
        elif span.kind == "number" and parsed.other_thing(i):
            i += 1
        elif span.kind == "unit":
            pass
        elif (
            span.kind in ("number", "ordinal", "noun", "link")
            or word
            in (
                ",",
                "that",
                "which",
                "who",
                "where",
                "and",
                "for",
            )
            or (
                span.kind == "word"
                and word
                not in (
                    "in",
                    "at",
                    "on",
                    "of",
                    "along",
                    "across",
                    "the",
                    "'s",
                    "’s",
                    "its",
                    "s",
                )
                and steps > 8
            )
        ):
            return None
        i, steps = i + 1, steps + 1
    return seen


def _before(parsed: Parsed, at: int, start: int) -> int | None:
    """The nearest verb before the number in its clause."""
    for i in range(at - 1, max(start - 1, at - 1 - WINDOW * 2), -1):
        if parsed.spans[i].kind in VERBS and parsed.word(i) not in ("now", "newly", "existing"):
            if parsed.word(i) == "with" and _verb_before(parsed, i, start):
                continue
            if parsed.word(i) == "total" and any(
                parsed.spans[k].value in ("reach", "pass") for k in range(max(start, i - 4), i)
            ):
                continue  # "bringing the total to 598"
            return i
    return None


def _verb_before(parsed: Parsed, at: int, start: int) -> bool:
    """True where a planning or adding verb stands before "with"."""
    return any(parsed.spans[k].kind == "verb" and parsed.spans[k].value in ("add", "remove") for k in range(start, at))


def _later(parsed: Parsed, claim: Claim, end: int) -> int | None:
    for i in range(claim.noun_at + 1, min(end, claim.noun_at + WINDOW)):
        if parsed.spans[i].kind in ("number", "ordinal"):
            return None
        if parsed.spans[i].kind == "verb":
            return i
    return None


def _group(parsed: Parsed, claim: Claim, at: int | None, start: int, end: int) -> Governor:
    """The verb at `at` with the plans, moods and auxiliaries of its clause."""
    low, high = start, claim.noun_at + 1
    if at is None or at > claim.at:
        high = _up_to_next(parsed, max(claim.noun_at + 1, (at or 0) + 1), end)
    else:
        high = _building(parsed, high, end)
    planned = perfect = conditional = denied = False
    words = []
    subject = _subject_plan(parsed, claim, start, end) if _before(parsed, claim.at, start) is None else None
    if subject is not None:
        planned = True
        words.append(subject)
    for i in range(low, high):
        span, word = parsed.spans[i], parsed.word(i)
        if span.kind == "plan" and not _past_plan(parsed, i):
            planned = True
            words.append(parsed.text(i))
        elif span.kind == "mood":
            if span.value == "will" and not (
                word == "to be" and parsed.word(i - 1) in ("said", "believed", "reported")
            ):
                planned = True
                words.append(parsed.text(i))
            elif span.value == "if":
                conditional = conditional or _conditional(parsed, i, claim)
            elif span.value == "not" and at is not None and 0 <= at - i <= 3:
                denied = True
        elif word == "to" and i + 1 < high and parsed.spans[i + 1].kind == "verb" and not _past(parsed.word(i + 1)):
            planned = planned or parsed.word(i - 1) not in (
                "able",
                "used",
                "began",
                "continued",
                "continues",
                "up",
                "close",
            )
            words.append("to")
        elif word in ("has", "have", "had", "been") and at is not None and 0 < at - i <= 4:
            perfect = True
    verb = str(parsed.spans[at].value) if at is not None and parsed.spans[at].kind == "verb" else None
    if at is not None and parsed.spans[at].kind == "link":
        verb = "have"
    if at is not None:
        words.append(parsed.text(at))
    return Governor(verb, planned, perfect, conditional, denied, " … ".join(dict.fromkeys(words)), at)


def _subject_plan(parsed: Parsed, claim: Claim, start: int, end: int) -> str | None:
    """ "1,300 stations and 6,000 piles are what it is shooting for": a plan behind the list that is its subject."""
    last = max(
        (i for i in parsed.of_kind("number", start=start, end=end) if not parsed.other_thing(i)), default=claim.at
    )
    for i in range(max(last, claim.noun_at) + 1, min(end, last + WINDOW + 6)):
        if parsed.spans[i].kind == "plan" or (parsed.spans[i].kind == "mood" and parsed.spans[i].value == "will"):
            return parsed.text(i)
        if parsed.word(i) in (",", "that", "which") and i > last + 4:
            return None
    return None


def _up_to_next(parsed: Parsed, at: int, end: int) -> int:
    """Index of the next number of the clause, at most WINDOW on: up to there the words may speak of this one."""
    for i in range(at, min(end, at + WINDOW)):
        if parsed.spans[i].kind in ("number", "ordinal"):
            return i
    return min(end, at + WINDOW)


def _building(parsed: Parsed, at: int, end: int) -> int:
    """Past "under construction" or "planned" right behind the noun; "that X had promised" too."""
    for i in range(at, min(end, at + 5)):
        if parsed.spans[i].kind in ("number", "ordinal") or parsed.word(i) in (",", "and"):
            return at
        if parsed.spans[i].kind == "plan" and parsed.word(i) in (
            "under construction",
            "in the pipeline",
            "planned",
            "being built",
            "to come",
            "in the works",
            "promised",
            "pledged",
            "scheduled",
            "expected",
        ):
            return i + 1
    return at


def _conditional(parsed: Parsed, at: int, claim: Claim) -> bool:
    """True where the number stands in the condition itself, or in a consequence that "could" or "would" follow."""
    between = [parsed.word(k) for k in range(at, claim.at)]
    return (
        "," not in between
        or any(w in ("could", "would", "might") for w in between)
        or parsed.word(claim.noun_at + 1) in ("could", "would")
    )


def _past_plan(parsed: Parsed, at: int) -> bool:
    """ "has met its 2021 target": the plan is the object of something that happened."""
    return parsed.word(at) in ("target", "goal") and any(
        parsed.word(k) in ("met", "meet", "meeting", "completes", "completed", "missed", "ahead")
        for k in range(max(0, at - 6), at)
    )


def _past(word: str) -> bool:
    return word.split()[0].endswith("ed") or word in ("built", "had", "brought")
