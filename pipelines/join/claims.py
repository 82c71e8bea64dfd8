"""Spans → claims: each number with the noun it counts, or with what stands for that noun ("of them", "the latter").

A number that counts something else is refused by the name of that thing; one that nothing explains is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.join.clauses import FUNCTION, Parsed
from pipelines.model import Count, Noun

#: Words between a number and its noun; the widest gap in the newsroom is four ("1,200 of the ultra-fast bp Pulse points").
MAX_GAP = 5

#: Spans that may stand between a number and its noun.
BETWEEN = frozenset({"more", "operator", "place", "segment", "industry", "scope", "after", "ordinal"})

CURRENCIES = frozenset({"$", "€", "£", "¥", "₹", "rmb", "usd", "eur", "gbp", "vnd", "cny", "hk$", "us$", "rs", "sek", "nok", "dkk"})


@dataclass(frozen=True)
class Claim:
    """A number in its sentence and what it counts, as far as its own words say."""

    parsed: Parsed
    at: int  # index of the number span
    how: str  # rule that linked it: head_noun, kind_alone, part_of, such, ones, former, latter, bare, nth, event
    noun: Noun | None  # None where only what was said before tells
    noun_at: int  # index of the noun or of what stands for it; `at` for a bare number
    ordinal: bool = False

    @property
    def count(self) -> Count:
        value = self.parsed.spans[self.at].value
        return value if isinstance(value, Count) else Count(1, form="article")

    @property
    def origin(self) -> str:
        return self.parsed.sentence.origin


@dataclass(frozen=True)
class Refused:
    """A number that is no count of ours, with the rule that says so; None for a number left over."""

    parsed: Parsed
    at: int
    rule: str | None


def claims(parsed: Parsed) -> Iterator[Claim | Refused]:
    """Each number of a sentence as a claim or as refused, left to right."""
    for i in parsed.of_kind("number", "ordinal", "glued"):
        span = parsed.spans[i]
        if span.kind == "glued":
            yield Refused(parsed, i, "glued_unit")
        elif (why := _refused_before(parsed, i)) is not None:
            yield Refused(parsed, i, why)
        elif span.kind == "ordinal":
            yield from _ordinal(parsed, i)
        else:
            yield _counted(parsed, i)
    yield from _events(parsed)


def _refused_before(parsed: Parsed, i: int) -> str | None:
    """Money, tickers, versions and ratios are known by what stands before the number."""
    before, far = parsed.word(i - 1), parsed.word(i - 2)
    if before in CURRENCIES:
        return "money"
    if before == ":" and parsed.spans[i - 2].kind in ("word", "unit", "operator") and parsed.text(i - 2).isupper():
        return "ticker"
    if before == ":" and far == "otcmkts":
        return "ticker"
    if before in ("version", "gen", "class", "tier", "level", "phase", "article", "day"):
        return "label"
    if before == "every" or (before == "in" and far == "one"):
        return "ratio"
    if before == "/" or (parsed.word(i + 1) == "/" and parsed.word(i + 2).isdigit()):
        return "ratio"
    if parsed.word(i + 1) in ("out", "in") and parsed.word(i + 2) in ("of", "every") and parsed.word(i + 3) != "the":
        return "ratio"
    return None


def _counted(parsed: Parsed, i: int) -> Claim | Refused:
    """What the number at `i` counts, by the words after it."""
    how, at = _look_right(parsed, i)
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    if how in ("head_noun", "kind_alone", "part_of") and isinstance(value, Noun):
        if parsed.word(i - 1) in ("no.", "no") or _called_number(parsed, i):
            return Claim(parsed, i, "nth", value, at, ordinal=True)
        return Claim(parsed, i, how, value, at)
    if _called_number(parsed, i):
        return Claim(parsed, i, "nth", None, i, ordinal=True)
    if how in ("such", "ones", "of_them", "former", "latter", "bare"):
        return Claim(parsed, i, how, None, at)
    return Refused(parsed, i, how)


def _called_number(parsed: Parsed, i: int) -> bool:
    """ "Number 1,999" and "No. 250" are ordinals, "the stations number 298" is not."""
    before = parsed.word(i - 1)
    if before in ("no.", "no", "."):
        return parsed.word(i - 2) in ("no",) or before == "no."
    if before != "number":
        return False
    ahead = parsed.spans[i - 2] if i > 1 else None
    return not (ahead is not None and isinstance(ahead.value, Noun) and ahead.value.plural)


def _look_right(parsed: Parsed, i: int) -> tuple[str, int]:
    """How the words after a number say what it counts, and the index where they do."""
    spans = parsed.spans
    kind_at = unknown = None
    such = ""
    j, gap = i + 1, 0
    while j < len(spans) and gap <= MAX_GAP:
        span, word = spans[j], parsed.word(j)
        if isinstance(span.value, Noun):
            if span.value.noun_class == "gas":
                return "gas_stations", j
            if span.value.noun_class == "network":
                return "counts_networks", j
            if span.value.noun_class:
                return ("head_noun" if not such else "such" if not span.value.kinds else "head_noun"), j
            kind_at = j if kind_at is None else kind_at
        elif span.kind == "unit":
            return ("percent" if span.value == "percent" else f"unit_{span.value}"), j
        elif span.kind == "ana":
            if span.value in ("former", "latter"):
                return str(span.value), j
            if word == "such":
                such = word
            elif word.startswith("one") or word.startswith("newcomer"):
                return "ones", j
            else:
                return "of_them", j
        elif word == "of" and gap <= 1:
            return _of(parsed, j, unknown)
        elif span.kind in BETWEEN or word in ("-", "’", "'", "’s", "'s", "“", '"', "”"):
            pass
        elif span.kind == "verb" and _noun_near(parsed, j):
            pass
        elif span.kind == "word" and word not in FUNCTION:
            unknown = j if unknown is None else unknown
        else:
            break
        gap += span.kind not in ("sign", "after")
        j += 1
    if kind_at is not None:
        return "kind_alone", kind_at
    if such:
        return "such", i
    if unknown is not None:
        return "counts_something_else", unknown
    return "bare", i


def _of(parsed: Parsed, j: int, unknown: int | None) -> tuple[str, int]:
    """ "20 of its 100 stations", "sets of charging equipment": the noun after "of"."""
    if unknown is not None and parsed.word(unknown) not in ("units", "sets", "pieces"):
        return "counts_something_else", unknown
    for k in range(j + 1, min(j + 6, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun) and value.noun_class not in (None, "gas", "network"):
            return "part_of", k
        if parsed.spans[k].kind == "ana":
            return ("of_them" if parsed.spans[k].value == "such" else str(parsed.spans[k].value)), k
        if parsed.spans[k].kind == "unit":
            return f"unit_{parsed.spans[k].value}", k
        if parsed.word(k) in ("these", "them", "those", "which", "that", "it"):
            return "of_them", k
    return "bare", j


def _noun_near(parsed: Parsed, j: int) -> bool:
    """ "22 newly opened stations": a participle before the noun."""
    return any(isinstance(s.value, Noun) and s.value.noun_class for s in parsed.spans[j + 1 : j + 3])


def _ordinal(parsed: Parsed, i: int) -> Iterator[Claim | Refused]:
    """ "Its 1,000th battery swap station", "the 9,000th", "the first seven stations"."""
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    if after is not None and after.kind == "number":
        return  # "its first seven stations": the number counts
    how, at = _look_right(parsed, i)
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    if how == "head_noun" and isinstance(value, Noun) and not (value.plural and parsed.word(i) == "first"):
        yield Claim(parsed, i, "nth", value, at, ordinal=True)
    elif how in ("such", "ones") or (how == "bare" and _names_itself(parsed, i)):
        yield Claim(parsed, i, "nth", None, i, ordinal=True)
    elif how == "kind_alone" and isinstance(value, Noun):
        yield Refused(parsed, i, "rank")
    else:
        yield Refused(parsed, i, how if how != "bare" else "rank")


def _names_itself(parsed: Parsed, i: int) -> bool:
    """ "the 9,000th had gone up": a large ordinal without a noun, after an article."""
    value = parsed.spans[i].value
    return isinstance(value, Count) and (value.value >= 20 or parsed.word(i) == "first" and parsed.word(i + 1) in (
        "opened", "went", "was", "is", "of")) and parsed.word(i - 1) in ("the", "its", "a")


def _events(parsed: Parsed) -> Iterator[Claim]:
    """ "a new Supercharger station", "a battery swap station in Vestby": one, where a verb of building governs it."""
    for j, noun in parsed.nouns:
        if noun.noun_class not in ("site",) or noun.plural:
            continue
        i = j - 1
        while i >= 0 and (parsed.spans[i].kind in ("more", "operator", "place", "segment") or parsed.word(i) in (
                "’s", "'s", "-", "new", "branded", "large", "public", "dedicated")) and j - i < 6:
            i -= 1
        article = i if i >= 0 and parsed.word(i) in ("a", "an") else i + 1 if parsed.word(i + 1) == "another" else None
        if article is not None and article >= 0:
            yield Claim(parsed, article, "event", noun, j)
