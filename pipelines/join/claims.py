"""Spans → claims: each number with the noun it counts, or with what stands for that noun ("of them", "the latter").

A number that counts something else is refused by the name of that thing; one that nothing explains is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.model import Count, Noun

#: Words between a number and its noun; the widest gap in the newsroom is four words.
MAX_GAP = 5

#: Spans that may stand between a number and its noun.
BETWEEN = frozenset({"more", "operator", "firm", "place", "segment", "industry", "scope", "after", "ordinal"})

CURRENCIES = frozenset(
    {"$", "€", "£", "¥", "₹", "rmb", "usd", "eur", "gbp", "vnd", "cny", "hk$", "us$", "rs", "sek", "nok", "dkk"}
)

#: Segments that are things of their own where no noun follows: "on seven expressways".
THINGS = frozenset({"highway", "county", "truck", "passenger", "urban"})

#: Units whose plural, named nearer than our noun, claims a bare number: "of the 27 showrooms, 14 are back".
OTHER_THINGS = frozenset({"cars", "people", "places", "firms", "batteries", "other"})

LABELS = frozenset(
    {
        "version",
        "gen",
        "class",
        "tier",
        "level",
        "phase",
        "article",
        "day",
        "line",
        "age",
        "aged",
        "model",
        "route",
        "chapter",
        "no",
        "euro",
        "size",
        "rmb",
    }
)


@dataclass(frozen=True)
class Claim:
    """A number in its sentence and what it counts, as far as its own words say."""

    parsed: Parsed
    at: int  # index of the number span
    how: str  # head_noun, kind_alone, part_of, such, ones, of_them, former, latter, times, bare, nth, event
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
            yield Refused(parsed, i, span.rule)
        elif (why := _refused_before(parsed, i)) is not None:
            yield Refused(parsed, i, why)
        elif span.kind == "ordinal":
            yield from _ordinal(parsed, i)
        else:
            yield _counted(parsed, i)
    yield from _events(parsed)


def _refused_before(parsed: Parsed, i: int) -> str | None:
    """Money, tickers, labels and ratios are known by what stands around the number."""
    before, far = parsed.word(i - 1), parsed.word(i - 2)
    if before in CURRENCIES:
        return "money"
    if before == ":" and i > 1 and (parsed.text(i - 2).isupper() or far == "otcmkts"):
        return "ticker"
    if before in LABELS and not (before == "day" and far == "a"):
        return "label"
    if before == "every" or (before == "in" and far == "one"):
        return "ratio"
    if before == "/" or (parsed.word(i + 1) == "/" and parsed.word(i + 2).isdigit()):
        return "ratio"
    after = parsed.word(i + 1)
    if after in ("out", "in") and parsed.word(i + 2) in ("of", "every") and parsed.word(i + 3) != "the":
        return "ratio"
    if after == "to" and parsed.word(i + 2) == "one":
        return "ratio"
    if after == "short" and parsed.word(i + 2) in ("of", ",", ".", ""):
        return "short_of"
    if after == "of" and parsed.spans[i + 2].kind == "number" if i + 2 < len(parsed.spans) else False:
        return "ratio"
    return None


def _counted(parsed: Parsed, i: int) -> Claim | Refused:
    """What the number at `i` counts, by the words after it."""
    how, at = _look_right(parsed, i)
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    called = _called_number(parsed, i)
    if how in ("head_noun", "kind_alone", "part_of") and isinstance(value, Noun):
        if called:
            return Claim(parsed, i, "nth", value, at, ordinal=True)
        if parsed.word(i) == "one" and how == "part_of":
            return Refused(parsed, i, "one_of_many")
        return Claim(parsed, i, how, value, at)
    if called:
        return Claim(parsed, i, "nth", None, i, ordinal=True)
    if how in ("such", "ones", "of_them", "former", "latter", "times"):
        if parsed.word(i) == "one" and how == "of_them":
            return Refused(parsed, i, "one_of_many")
        return Claim(parsed, i, how, None, at)
    if how == "bare":
        refusal = _refused_bare(parsed, i)
        return Refused(parsed, i, refusal) if refusal else Claim(parsed, i, how, None, i)
    return Refused(parsed, i, how)


def _refused_bare(parsed: Parsed, i: int) -> str | None:
    """A number without a noun that goes with another thing, or that is but a pronoun."""
    for k in range(i - 1, -1, -1):
        span = parsed.spans[k]
        if isinstance(span.value, Noun) and (span.value.noun_class or span.value.kinds):
            break
        if (
            span.kind == "unit"
            and span.value in OTHER_THINGS
            and parsed.word(k).endswith("s")
            and (
                k
                and parsed.spans[k - 1].kind in ("number", "segment", "operator")
                or parsed.word(i - 1).startswith("number")
            )
        ):
            return f"bare_unit_{span.value}"
        if (
            span.kind == "unit"
            and span.value in ("cars", "people")
            and parsed.word(k).endswith("s")
            and (parsed.clauses[k] == parsed.clauses[i])
        ):
            return f"bare_unit_{span.value}"
    if parsed.word(i) == "one" and not _beside(parsed, i):
        return "pronoun"
    count = parsed.spans[i].value
    if (
        isinstance(count, Count)
        and count.form == "word"
        and count.value <= 12
        and (
            parsed.word(i - 1) in ("the", "top", "remaining", "these", "those", "its", "of")
            or parsed.word(i + 1) in ("and", "a")
        )
    ):
        return "pronoun"
    return None


def _beside(parsed: Parsed, i: int) -> bool:
    """True where "one" stands in a list of counts: "four in Shanxi and one in Jiangmen"."""
    earlier = list(parsed.of_kind("number", end=i))
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    return (
        bool(earlier)
        and after is not None
        and (after.kind in ("verb", "scope") or parsed.word(i + 1) in ("in", "is", "at", "on"))
    )


def _called_number(parsed: Parsed, i: int) -> bool:
    """ "Number 1,999" and "No. 250" are ordinals; in "the stations number 298" it is a verb."""
    before = parsed.word(i - 1)
    if before == ".":
        return parsed.word(i - 2) == "no"
    if before != "number":
        return before == "no."
    ahead = parsed.spans[i - 2] if i > 1 else None
    if ahead is None:
        return True
    plural = any(isinstance(s.value, Noun) and s.value.plural for s in parsed.spans[max(0, i - 8) : i - 1]) and not any(
        s.kind == "verb" for s in parsed.spans[: i - 1]
    )
    return (
        not plural
        and ahead.kind not in ("mood", "plan", "verb", "ana", "date")
        and parsed.word(i - 2) not in ("to", "they", "now")
    )


def _look_right(parsed: Parsed, i: int) -> tuple[str, int]:
    """How the words after a number say what it counts, and the index where they do."""
    spans = parsed.spans
    kind_at = unknown = thing = None
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
                return ("such" if such and not span.value.kinds else "head_noun"), j
            kind_at = j if kind_at is None else kind_at
        elif span.kind == "unit":
            return ("percent" if span.value == "percent" else f"unit_{span.value}"), j
        elif span.kind == "ana":
            if span.value in ("former", "latter"):
                return str(span.value), j
            if word == "such":
                such = word
            else:
                return ("ones" if word in ("ones",) or word.startswith("newcomer") else "of_them"), j
        elif word == "times":
            return "times", j
        elif word == "of" and gap <= 1:
            return _of(parsed, j, unknown)
        elif span.kind == "number" and gap > 0 and _listed(parsed, i, j):
            return _shared(parsed, j)
        elif span.kind in BETWEEN or word in ("-", "’", "'", "’s", "'s", "“", '"', "”"):
            if span.kind == "segment" and span.value in THINGS and thing is None:
                thing = j
        elif span.kind in ("verb", "plan", "mood") and _noun_near(parsed, j):
            pass
        elif span.kind == "word" and word not in FUNCTION:
            unknown = j if unknown is None else unknown
        elif word in (",", "and", "or") and j + 1 < len(spans) and spans[j + 1].kind == "number" and gap <= 1:
            pass
        else:
            break
        gap += span.kind not in ("sign", "after")
        j += 1
    if kind_at is not None:
        return "kind_alone", kind_at
    if such:
        return "such", i
    if thing is not None:
        return "unit_places", thing
    if unknown is not None:
        return "counts_something_else", unknown
    return "bare", i


def _listed(parsed: Parsed, i: int, j: int) -> bool:
    """True where only list marks stand between two numbers: "118, 75, 53 and 33 fast chargers"."""
    return all(parsed.word(k) in (",", "and", "or", "-") for k in range(i + 1, j)) and parsed.word(i - 1) != "from"


def _shared(parsed: Parsed, j: int) -> tuple[str, int]:
    """What a later number of the list counts, where it has a noun or a unit; else the first stays bare."""
    how, at = _look_right(parsed, j)
    return (how, at) if how in ("head_noun", "percent") or how.startswith("unit_") else ("bare", j)


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
        if parsed.spans[k].kind == "date" or parsed.word(k) in ("additions", "arrivals", "newcomers"):
            return "bare", j
    return "part_of_something_else", j


def _noun_near(parsed: Parsed, j: int) -> bool:
    """ "22 newly opened stations": a participle before the noun."""
    return any(isinstance(s.value, Noun) and s.value.noun_class for s in parsed.spans[j + 1 : j + 3])


def _ordinal(parsed: Parsed, i: int) -> Iterator[Claim | Refused]:
    """ "Its 1,000th battery swap station", "the 9,000th"; in "its first seven stations" the seven counts."""
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    if after is not None and after.kind == "number":
        return
    how, at = _look_right(parsed, i)
    value = parsed.spans[at].value if at < len(parsed.spans) else None
    if how == "head_noun" and isinstance(value, Noun):
        if value.plural and parsed.word(i) == "first":
            yield Refused(parsed, i, "first_of_several")
        else:
            yield Claim(parsed, i, "nth", value, at, ordinal=True)
    elif how == "part_of" and isinstance(value, Noun) and parsed.word(i) == "first":
        yield Claim(parsed, i, "nth", value, at, ordinal=True)
    elif how in ("such", "ones") or (how == "bare" and _names_itself(parsed, i)):
        yield Claim(parsed, i, "nth", None, i, ordinal=True)
    else:
        yield Refused(parsed, i, how if how != "bare" else "rank")


def _names_itself(parsed: Parsed, i: int) -> bool:
    """ "the 9,000th had gone up", "the first went live": an ordinal without a noun that stands for its station."""
    value = parsed.spans[i].value
    if not isinstance(value, Count) or parsed.word(i - 1) not in ("the", "its", "a", "’s", "'s"):
        return False
    after = parsed.spans[i + 1] if i + 1 < len(parsed.spans) else None
    return value.value >= 20 or (parsed.word(i) == "first" and after is not None and after.kind in ("verb", "mood"))


def _events(parsed: Parsed) -> Iterator[Claim]:
    """ "a new Supercharger station", "a battery swap station in Vestby": one, where a verb of building governs it."""
    for j, noun in parsed.nouns:
        if noun.noun_class != "site" or noun.plural or not noun.kinds:
            continue
        i = j - 1
        while (
            i >= 0
            and j - i < 6
            and (
                parsed.spans[i].kind in ("more", "operator", "place", "segment")
                or parsed.word(i) in ("’s", "'s", "-", "new", "branded", "large", "public", "dedicated")
            )
        ):
            if parsed.word(i) == "another":
                break
            i -= 1
        if i >= 0 and parsed.word(i) in ("a", "an", "another"):
            yield Claim(parsed, i, "event", noun, j)
