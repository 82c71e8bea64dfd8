"""Where a bare number can stand that counts something: behind a verb, in a list, as the subject, beside its noun."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE
from pipelines.join.memory import Memory
from pipelines.join.metric import counted_as
from pipelines.model import When

#: Words between a governing verb and a bare number: "stands at 894", "grew by 37", "a total of some 1,480".
_LEADING = frozenset(
    {
        "to",
        "at",
        "by",
        "of",
        "from",
        "with",
        "the",
        "a",
        "an",
        "been",
        "for",
        "its",
        "in",
        "be",
        "was",
        "is",
        "were",
        "are",
        "only",
        "just",
        "already",
        "now",
        "up",
        "down",
        "or",
        ":",
        "on",
    }
)


def governed(claim: Claim) -> str | None:
    """The cue that licenses a bare number: the verb or count word right before it, or the verb right behind it."""
    parsed, k = claim.parsed, claim.at - 1
    start, end = parsed.bounds(claim.at)
    while k >= start and claim.at - k < 7:
        span = parsed.spans[k]
        if span.kind in ("verb", "count", "link", "plan", "credit") and not (span.kind == "count" and claim.at - k > 4):
            return parsed.text(k)
        if span.kind not in ("qualifier", "more", "date", "place", "scope") and parsed.word(k) not in _LEADING:
            break
        k -= 1
    if _says_what_it_is(claim):
        return "is"
    after = claim.at + 1
    while after < end and (
        parsed.spans[after].kind in ("after", "more", "segment", "operator") or parsed.word(after) == "each"
    ):
        after += 1
    if parsed.word(claim.at - 1) == "," and parsed.words[after : after + 2] in (("in", "all"), ("in", "total")):
        return "in all"  # "including those of July, 61 in all, there were 298"
    if parsed.word(claim.at - 1) == "," and parsed.word(after) == ",":
        after += 1  # "four in five of them, 344,000, were …"
        end = max(end, after + 1)
    if after < min(end, len(parsed.spans)) and _of_stations(parsed, after):
        return parsed.text(after)
    return None


def _of_stations(parsed: Parsed, verb: int) -> bool:
    """True for a verb that stations can be the subject of: "40 will open", not "61 haven't touched a plug"."""
    if parsed.spans[verb].kind == "mood":
        group = next((g for g in parsed.verbs if g.start <= verb < g.end), None)
        return group is None or group.value is not None or parsed.word(group.at) in BE
    return parsed.spans[verb].kind == "verb" or parsed.word(verb) in ("are", "were", "is", "was")


def _says_what_it_is(claim: Claim) -> bool:
    """ "The target, set in 2021, is 10,000": a plan or a count is the number."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    is_it = parsed.word(k) in ("is", "was", "are", "were")
    return is_it and parsed.has("plan", "count", end=k)


def in_list(claim: Claim, memory: Memory) -> bool:
    """True where the number follows one that was counted in the same sentence: "five on Sunday and five on Monday"."""
    if next(iter(memory.same_sentence(claim)), None) is None:
        return False
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "more", "mood", "plan", "scope", "place", "operator", "date")
        or parsed.word(k) in ("the", "a", "another", "other", "only", "just", "of", "its")
    ):
        k -= 1
    return parsed.word(k) in (
        ",",
        "and",
        "or",
        "with",
        "from",
        "to",
        "including",
        "up from",
        "plus",
        "against",
        "than",
        "but",
        "of which",
        "by",
        "in",
        "on",
        "had",
        "has",
        "down",
        "up",
    )


def in_slot(claim: Claim) -> bool:
    """True where a count can stand: not behind a name of which it may be a part ("Oshan 520"), and no pronoun."""
    parsed, k = claim.parsed, claim.at - 1
    if k > 0 and parsed.spans[k].kind in ("operator", "firm") and parsed.word(k - 1) in ("a", "an", "the"):
        return False  # "an Avatr 12 gets there in ten minutes"
    if k > 0 and parsed.word(k) in ("or", "and", "to") and _day_of_month(claim):
        return False  # "on February 9 or 10"
    if k < 0 or parsed.spans[k].kind != "word":
        return True
    if parsed.word(k) in ("a", "an") and claim.count.form == "digits":
        return False
    first = parsed.sentence.text[parsed.spans[k].start]
    return not first.isupper() or k == 0 or _after_comma(parsed, k)


def _day_of_month(claim: Claim) -> bool:
    """True for a second day behind a date of day and month, which no verb follows and no noun."""
    parsed, k = claim.parsed, claim.at - 2
    when = parsed.spans[k].value
    day = isinstance(when, When) and when.unit == "day" and when.day is not None
    later = day and isinstance(when, When) and when.day is not None and when.day < claim.count.value <= 31
    return later and claim.count.form == "digits"


def _after_comma(parsed: Parsed, k: int) -> bool:
    """ "NIO has 63 stations, Farizon eight": a name that begins the part of a list."""
    while k > 0 and parsed.spans[k].kind in ("word", "firm", "operator") and parsed.text(k)[0].isupper():
        k -= 1
    return parsed.word(k) in (",", "and", ";", "of", "while")


def named_beside(claim: Claim) -> bool:
    """True where the sentence names what is counted, before the number or behind the phrase that it opens."""
    if not in_slot(claim):
        return False
    counted = [
        i for i, noun in claim.parsed.nouns if noun.noun_class in ("site", "post") or counted_as(noun) is not None
    ]
    return any(i < claim.at for i in counted) or (bool(counted) and fronted(claim))


def points_back(claim: Claim) -> bool:
    """ "Of the present 2,000, 601 …", "Monday's five", "all nine together", "four of Sunday's additions"."""
    parsed, k = claim.parsed, claim.at - 1
    if parsed.word(k) in ("present", "current", "existing"):
        k -= 1
    if parsed.word(k) == "the" and parsed.word(k - 1) == "of" and k <= 2:
        return True
    possessive = parsed.word(k) in ("’s", "'s") and parsed.spans[k - 1].kind == "date"
    return possessive or (parsed.word(k) == "all" and k == 0) or parsed.word(claim.at + 1) == "of"


def fronted(claim: Claim) -> bool:
    """True where the number stands in a phrase before the subject: "From 555 in 2020, the number of stations rose"."""
    parsed = claim.parsed
    opened = parsed.word(0) in ("from", "at", "of", "with", "after", "by", "up", "including", "against")
    return opened and not any(s.kind in ("verb", "mood", "plan") for s in parsed.spans[: claim.at])


def compares(claim: Claim) -> bool:
    """ "Up from 304", "against 304 in May": a comparison is with the thing that was counted."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) == "from":
        return parsed.word(k - 1) in ("up", "down")
    if parsed.word(k) == "on" or (parsed.word(k), parsed.word(k - 1)) == ("the", "on"):
        on = k if parsed.word(k) == "on" else k - 1
        return on > 0 and parsed.spans[on - 1].value == "percent"  # "up 37 percent on the 1,166 a year earlier"
    return parsed.word(k) in ("up from", "down from", "against", "versus") or parsed.word(k - 1) == "compared"
