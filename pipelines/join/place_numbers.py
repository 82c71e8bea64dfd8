"""Which place names are the subject of the number behind them: "Oslo has 40, Bergen 20"."""

from __future__ import annotations

from pipelines.join.clauses import Parsed, per_span
from pipelines.join.closed import FINITE, FUNCTION
from pipelines.join.leading import LOCATIVE
from pipelines.words import singular, vocabulary


@per_span
def owns_next_number(parsed: Parsed, i: int) -> bool:
    """True where the place is the subject of a number behind it: "Oslo has 40, Bergen 20", "followed by Sweden with 9"."""
    if parsed.word(i - 1) in LOCATIVE or (parsed.word(i - 1) == "the" and parsed.word(i - 2) in LOCATIVE):
        return _with_bare_number(parsed, i + 1) or _fronted(parsed, i) or _has_number(parsed, i + 1)
    if parsed.word(i + 1) == "," and _with_bare_number(parsed, i + 2):
        return True  # "ahead of Oslo, with 94"
    if (behind := _past_aside(parsed, i + 1)) > i + 1 and _opens_member(parsed, i):
        return _number_at(parsed, behind + (parsed.word(behind) in ("has", "had", "counts", "counted")))
    for k in range(i + 1, min(i + 5, len(parsed.spans))):
        span = parsed.spans[k]
        if span.kind == "number":
            return not parsed.other_thing(k) and parsed.word(k + 1) not in ("-", "–")
        if (
            span.kind not in ("verb", "qualifier", "operator", "date", "ordinal")
            and parsed.word(k) not in ("alone", "'s", "’s", "(")
            and singular(parsed.word(k)) not in vocabulary("owns")
        ):
            return False
    return False


def _fronted(parsed: Parsed, i: int) -> bool:
    """ "…, in Scotland 4,000", "those in Wales just 700", "in Oslo, where it began, 40": a place ahead of its number."""
    k = i - 1 if parsed.word(i - 1) in LOCATIVE else i - 2
    at = _past_aside(parsed, i + 1)
    if parsed.word(at) in ("there", "it", "they") and parsed.word(at + 1) in FINITE:
        at += 2  # "in Korea there are 30"
    if parsed.word(k - 1) == "that" and parsed.word(at) in ("to", "at"):
        return _number_at(parsed, at + 1)  # "and that in China to 2,100"
    return _number_at(parsed, at) and parsed.word(k - 1) in (",", "and", ";", "while", "those", "but")


def _number_at(parsed: Parsed, at: int) -> bool:
    """True where a number of ours stands there, over "just" and "about"."""
    while at < len(parsed.spans) and (parsed.spans[at].kind == "qualifier" or parsed.word(at) in ("just", "only")):
        at += 1
    return at < len(parsed.spans) and parsed.spans[at].kind == "number" and not parsed.other_thing(at)


def _past_aside(parsed: Parsed, at: int) -> int:
    """ "Gyeonggi, which surrounds it, 60,000", "Berlin – twice the size – 2,200": the index behind an aside that opens at
    `at`; `at` itself where none does, as in a list of places."""
    mark = parsed.word(at)
    if mark not in (",", "–", "—") or (at + 1 < len(parsed.spans) and parsed.spans[at + 1].kind == "place"):
        return at
    for k in range(at + 2, min(at + 12, len(parsed.spans))):
        if parsed.word(k) == mark:
            return k + 1
        if parsed.spans[k].kind == "number" and not parsed.other_thing(k):
            return at
    return at


def _opens_member(parsed: Parsed, i: int) -> bool:
    """ "…, Berlin", "and Berlin": the place begins the next member of a comparison, and is not the last of a list."""
    k = i - 2 if parsed.word(i - 1) == "the" else i - 1
    return parsed.word(k) in (",", "and", "while", ";", "but") and (k == 0 or parsed.spans[k - 1].kind != "place")


def _with_bare_number(parsed: Parsed, i: int) -> bool:
    """ "The most being in Oslo with 121": a number behind "with" that has no noun of its own."""
    if parsed.word(i) != "with" or i + 1 >= len(parsed.spans):
        return False
    after = parsed.word(i + 2)
    return parsed.spans[i + 1].kind == "number" and (after in (",", ".", "", ";") or after in FUNCTION)


def _has_number(parsed: Parsed, i: int) -> bool:
    """ "As many as in Oslo, which has 94": a relative clause gives the place its number."""
    at = i + 3
    told = parsed.word(i) == "," and parsed.word(i + 1) == "which" and parsed.word(i + 2) in ("has", "had", "counts")
    return told and _number_at(parsed, at)
