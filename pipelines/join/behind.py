"""What stands behind a number: the noun it counts, a unit of another thing, or a word that points back."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.power import noun_near, rated
from pipelines.model import Count, Noun
from pipelines.words import lexicon, singular

#: Words between a number and its noun; the widest gap in the newsroom is four words.
MAX_GAP = 5

#: Spans that may stand between a number and its noun.
BETWEEN = frozenset({"more", "operator", "firm", "place", "segment", "industry", "scope", "after", "ordinal"})

#: Segments that are things of their own where no noun follows: "on seven expressways".
THINGS = frozenset({"highway", "county", "truck", "passenger", "urban"})

#: Verbs without -s that say where so many stand.
LIES = frozenset({"line", "dot", "flank", "fringe", "hug", "adorn", "grace"})

_VEHICLES = frozenset({"truck", "passenger"})

_MARKS = frozenset({"-", "’", "'", "’s", "'s", "“", '"', "”"})

#: Words that are units right behind a number, and ordinals or verbs elsewhere.
_ALSO_UNITS = {"seconds": "unit_time", "won": "unit_money", "members": "unit_firms", "bids for": "unit_other"}


def behind(parsed: Parsed, i: int) -> tuple[str, int]:
    """How the words after a number say what it counts, and the index where they do."""
    spans = parsed.spans
    if parsed.word(i + 1) == "strong":
        return "bare", i  # "the network is 200 strong"
    if parsed.word(i + 2) == "strong" and parsed.word(i + 1) == "-":
        return _strong(parsed, i)
    kind_at = unknown = thing = None
    such = ""
    j, gap = i + 1, 0
    while j < len(spans) and gap <= MAX_GAP:
        span, word = spans[j], parsed.word(j)
        rating = rated(parsed, j)
        if rating and gap <= 2:
            j, gap = rating, gap + 1
            continue
        if (after := _hyphened(parsed, j)) is not None:
            j = after  # "50,000 on-street charging posts"
            continue
        if isinstance(span.value, Noun):
            if span.value.noun_class == "gas":
                return "gas_stations", j
            if (
                not span.value.plural
                and parsed.word(j + 1) == "-"
                and spans[j + 2 : j + 3]
                and spans[j + 2].kind == "word"
            ):
                kind_at, j = j, j + 3  # "1,421 swap-capable heavy trucks"
                continue
            other = spans[j + 1] if j + 1 < len(spans) and not span.value.plural else None
            if other is not None and other.kind == "unit" and parsed.word(j + 1).endswith("s"):
                return f"unit_{other.value}", j + 1  # "ten charging point operators"
            if (
                other is not None
                and other.kind == "segment"
                and other.value in _VEHICLES
                and parsed.word(j + 1).endswith("s")
            ):
                return "unit_cars", j + 1  # "60 swap trucks"
            if span.value.noun_class == "network":
                return "counts_networks", j
            if span.value.noun_class:
                return ("such" if such and not span.value.kinds else "head_noun"), j
            kind_at = j if kind_at is None else kind_at
        elif span.kind == "segment" and span.value in _VEHICLES and word.endswith("s") and not noun_near(parsed, j):
            return "unit_cars", j
        elif (
            span.kind == "unit"
            and j + 1 < len(spans)
            and spans[j + 1].start == span.end
            and parsed.word(j + 1)[0].isdigit()
        ):
            j += 1  # "A480" is a name
        elif span.kind == "unit":
            noun = _attribute_of(parsed, j)
            if noun is None:
                return ("percent" if span.value == "percent" else f"unit_{span.value}"), j
            return "head_noun", noun
        elif word in _ALSO_UNITS and j == i + 1:
            return _ALSO_UNITS[word], j
        elif span.kind == "ana":
            if span.value in ("former", "latter"):
                return str(span.value), j
            if word == "such":
                such = word
            elif word in ("of these", "of those") and (noun := _plural_at(parsed, j + 1)):
                return "part_of", noun
            else:
                return ("ones" if word in ("ones",) or word.startswith("newcomer") else "of_them"), j
        elif word == "times":
            return "times", j
        elif word == "of" and gap <= 1:
            return _of(parsed, j, unknown)
        elif span.kind == "number" and parsed.word(j + 1) == "-" and parsed.text(j)[0].isupper() and j == i + 1:
            unknown = j  # "600,000 One-Click services"
        elif span.kind == "number" and j > i + 1 and _listed(parsed, i, j):
            return _shared(parsed, j)
        elif (
            span.kind == "number"
            and parsed.word(j - 1) in ("and", "or")
            and j - 2 == i + 1
            and kind_at is None
            and not parsed.word(j - 2).endswith("s")
        ):
            how, at = behind(parsed, j)
            if how == "head_noun":
                return "shared", at
            break
        elif span.kind == "operator" and j == i + 1 and _makes_of(parsed, i):
            return "unit_cars", j
        elif span.kind in BETWEEN or word in _MARKS:
            if span.kind == "segment" and span.value in THINGS and thing is None:
                thing = j
        elif span.kind in ("verb", "plan", "mood", "act") and word not in FUNCTION and _described(parsed, j):
            pass
        elif j == i + 1 and word in LIES and parsed.word(i) != "one":
            break  # "260 line expressways"
        elif span.kind == "word" and word not in FUNCTION:
            unknown = j if unknown is None else unknown
        elif (
            j == i + 1
            and span.kind in ("verb", "plan", "mood", "credit", "act")
            and span.value != "add"
            and _plural_noun(parsed, j)
        ):
            unknown = j  # "two tenders": a plural subject has no verb in -s
        elif unknown == i + 1 == j - 1 and (listed := _described_list(parsed, j)) is not None:
            return listed
        elif _leads_to_number(parsed, i, j, gap) or _joins_names(parsed, j) or _joins_adjectives(parsed, i, j):
            pass
        else:
            break
        gap += span.kind not in ("sign", "after")
        j += 1
    others = kind_at is not None and "third_party" in getattr(spans[kind_at].value, "kinds", ())
    if unknown is not None and parsed.word(unknown) == "strong":
        unknown = None  # "some 80,000 points strong"
    if kind_at is not None and unknown == kind_at + 1 and _plural_word(parsed, unknown) and not others:
        return "counts_something_else", unknown  # "17 charging stops", "1,000 charging robots"
    if kind_at is not None and unknown == i + 1 < kind_at and parsed.word(i - 1) == "of which":
        return "bare", i  # "of which 8,520 support battery swap"
    if kind_at is not None:
        return "kind_alone", kind_at
    if such and unknown is not None and _plural_word(parsed, unknown) and parsed.word(unknown) not in _DOINGS:
        return "counts_something_else", unknown  # "8,900 such applications"
    if such:
        return "such", i
    if thing is not None:
        return "unit_places", thing
    if unknown is not None and not _no_noun(parsed, i, unknown):
        return "counts_something_else", unknown
    return "bare", i


def _hyphened(parsed: Parsed, j: int) -> int | None:
    """Index behind an adjective that a preposition begins: "on-street", "off-highway", "in-house"."""
    spans = parsed.spans[j : j + 3]
    if parsed.word(j) not in FUNCTION or len(spans) < 3 or parsed.word(j + 1) != "-":
        return None
    joined = spans[0].end == spans[1].start and spans[1].end == spans[2].start
    return j + 3 if joined and spans[2].kind not in ("number", "noun") else None


#: What a swap is called when it was named before.
_DOINGS = frozenset({"operations", "services", "procedures", "processes", "exchanges", "visits", "stops"})


def _described_list(parsed: Parsed, j: int) -> tuple[str, int] | None:
    """ "Seven vertical, six horizontal and 11 metropolitan areas": each number has an adjective, the last the thing."""
    k = j + 2 if parsed.word(j) == "," and parsed.word(j + 1) == "and" else j + 1
    if parsed.word(j) not in (",", "and") or k >= len(parsed.spans) or parsed.spans[k].kind != "number":
        return None
    if parsed.word(j - 1).endswith(("ed", "ly")):
        return None  # "298 remained, 12 followed"
    how, at = behind(parsed, k)
    return (how, at) if how.startswith("unit_") or how == "counts_something_else" else None


def _leads_to_number(parsed: Parsed, i: int, j: int, gap: int) -> bool:
    """True for what joins a number to the next: "118, 75 and 33 chargers", "from 24.1 to 25.3 kWh"."""
    if j + 1 >= len(parsed.spans) or parsed.spans[j + 1].kind != "number":
        return False
    if parsed.word(j) == "to":
        return gap == 0
    return parsed.word(j) in (",", "and", "or") and gap <= 1


def _described(parsed: Parsed, j: int) -> bool:
    """True for a participle right before a noun of ours or a plural unit: "12 planned sites", "130,000 registered EVs"."""
    if noun_near(parsed, j):
        return True
    if parsed.spans[j].kind != "verb" or not parsed.word(j).endswith("ed"):
        return False
    for k in range(j + 1, min(j + 4, len(parsed.spans))):
        unit = parsed.spans[k].kind == "unit" or parsed.spans[k].value in _VEHICLES
        if unit and parsed.word(k).endswith("s"):
            return True
        if not unit and parsed.word(k) != "-":
            return False
    return False


def _makes_of(parsed: Parsed, i: int) -> bool:
    """ "209 NIOs", "12 Teslas on the road": the plural of a maker's name is its cars."""
    name, count = parsed.text(i + 1), parsed.spans[i].value
    several = isinstance(count, Count) and count.value > 1
    return several and name[-1] == "s" and name[:-1].isalpha() and _without_plural(name) and not noun_near(parsed, i)


def _without_plural(name: str) -> bool:
    """True where a name in -s is the name of the lists with a plural ending, not a name that ends so."""
    return any(w.exact == (name[:-1],) for entries in lexicon().get(singular(name), {}).values() for w in entries)


def _plural_noun(parsed: Parsed, j: int) -> bool:
    """True for a cue in -s right behind a number above one, where it is a noun."""
    word, count = parsed.word(j).split(" ")[0], parsed.spans[j - 1].value
    several = isinstance(count, Count) and count.value > 1 and parsed.spans[j - 1].kind == "number"
    return several and word.isalpha() and word.endswith("s") and not word.endswith("ss") and word not in FUNCTION


def _plural_word(parsed: Parsed, j: int) -> bool:
    return parsed.word(j).endswith("s") and not parsed.word(j).endswith("ss") and parsed.spans[j].kind == "word"


def _joins_adjectives(parsed: Parsed, i: int, j: int) -> bool:
    """True for the "and" of "3,500 new and existing Superchargers"."""
    return (
        parsed.word(j) == "and"
        and j == i + 2
        and parsed.spans[j - 1].kind in ("more", "segment")
        and noun_near(parsed, j)
    )


def _joins_names(parsed: Parsed, j: int) -> bool:
    """True for the "and" of "500 Pilot and Flying J locations": names before the noun."""
    if parsed.word(j) not in ("and", "or", "&") or not 0 < j < len(parsed.spans) - 1:
        return False
    named = parsed.spans[j - 1].kind in ("operator", "firm") or parsed.text(j - 1)[0].isupper()
    return named and parsed.text(j + 1)[0].isupper() and parsed.spans[j + 1].kind in ("operator", "firm", "word")


def _strong(parsed: Parsed, i: int) -> tuple[str, int]:
    """ "Its 3,000-strong network of fast chargers": the things of which the network is made."""
    for k in range(i + 3, min(i + 8, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun) and value.noun_class in ("site", "post"):
            return "head_noun", k
    return "counts_something_else", i + 2


def _plural_at(parsed: Parsed, j: int) -> int:
    """ "3,900 of those ports", "eight of these flagship sites": index of the noun that the pointer stands before, or 0."""
    for k in range(j, min(j + 3, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun) and value.plural and value.noun_class not in (None, "gas", "network"):
            return k
        if parsed.spans[k].kind != "word" or parsed.word(k) in FUNCTION or not parsed.word(k).isalpha():
            return 0
    return 0


def _attribute_of(parsed: Parsed, j: int) -> int | None:
    """The noun that a unit only describes: "28 million electric vehicle (EV) charging facilities", "40 truck chargers"."""
    after = j + 1
    if parsed.word(j + 1) == "(" and parsed.word(j + 3) == ")":
        after = j + 4
    elif parsed.spans[j].value not in ("cars", "people", "firms") or (
        parsed.word(j).endswith("s") and parsed.word(j) != "bus"
    ):
        return None
    value = parsed.spans[after].value if after < len(parsed.spans) else None
    return after if isinstance(value, Noun) and value.noun_class not in (None, "gas", "network") else None


def _no_noun(parsed: Parsed, i: int, unknown: int) -> bool:
    """True where the unknown word behind a number is no noun that it counts: "140,000 annually", "1,380 materialized".

    A number above one takes a plural, so a word without -s that no other word follows is a verb or an adverb.
    """
    word, after = parsed.word(unknown).split(" ")[0], parsed.word(unknown + 1)
    if (
        any(s.kind != "after" for s in parsed.spans[i + 1 : unknown])
        or word.endswith(("s", "people", "men", "staff"))
        or len(word) < 3
    ):
        return False
    if (
        parsed.word(i) in ("one", "a single")
        or parsed.spans[i].kind == "ordinal"
        or parsed.sentence.text[parsed.spans[unknown].start].isupper()
    ):
        return False
    measured = parsed.spans[unknown + 1 : unknown + 2]
    if measured and measured[0].kind == "number" and rated(parsed, unknown + 1) is None:
        return True  # "9,300 deliver 30 kW"
    return word.endswith("ly") or after in FUNCTION or after in (",", ".", ";", ")", "") or after.endswith("ly")


def _listed(parsed: Parsed, i: int, j: int) -> bool:
    """True where only list marks stand between two numbers: "118, 75, 53 and 33 fast chargers"."""
    marks = [parsed.word(k) for k in range(i + 1, j)]
    if any(word not in (",", "and", "or", "-", "to") for word in marks):
        return False
    return marks != [","] or (
        parsed.word(j + 1) in (",", "and", "or") and any(s.kind == "number" for s in parsed.spans[j + 2 : j + 4])
    )


def _shared(parsed: Parsed, j: int) -> tuple[str, int]:
    """What a later number of the list counts, where it has a noun or a unit; else the first stays bare."""
    how, at = behind(parsed, j)
    other = how == "counts_something_else" and parsed.word(j - 1) == "or"  # "four or five stars"
    return (how, at) if how in ("head_noun", "percent") or how.startswith("unit_") or other else ("bare", j)


def _of(parsed: Parsed, j: int, unknown: int | None) -> tuple[str, int]:
    """ "20 of its 100 stations", "sets of charging equipment": the noun after "of"."""
    if unknown is not None and parsed.word(unknown) not in ("units", "sets", "pieces"):
        return "counts_something_else", unknown
    rating = next((r for k in range(j + 1, min(j + 3, len(parsed.spans))) if (r := rated(parsed, k))), j + 1)
    for k in range(rating, min(rating + 5, len(parsed.spans))):
        value = parsed.spans[k].value
        if isinstance(value, Noun) and value.noun_class == "gas":
            return "gas_stations", k  # "has equipped 300 of its 1,200 filling stations"
        if isinstance(value, Noun) and value.noun_class not in (None, "network"):
            return "part_of", k
        if parsed.spans[k].kind == "ana":
            return ("of_them" if parsed.spans[k].value == "such" else str(parsed.spans[k].value)), k
        if parsed.spans[k].kind == "number" and k == rating + 1 and parsed.word(k - 1) == "the":
            how, at = behind(parsed, k)
            return ("part_of" if how == "head_noun" else how, at) if how != "bare" else ("bare", j)
        if (
            parsed.word(k) in ("kind", "sort", "type", "kinds", "sorts", "types")
            or str(parsed.spans[k].value).startswith("gen")
            or (parsed.spans[k].kind == "ordinal" and parsed.spans[k].rule != "ordinal_digits")
        ):
            return "bare", j  # "the first of its kind", "14 of the second"
        if parsed.word(k).startswith("unit"):
            return "unit_cars", k
        if parsed.spans[k].kind == "unit" and parsed.word(k + 1) not in ("’s", "'s"):
            return f"unit_{parsed.spans[k].value}", k
        if parsed.word(k) in ("these", "them", "those", "which", "that", "it"):
            return "of_them", k
        if parsed.spans[k].kind in ("date", "count") or parsed.word(k) in ("additions", "arrivals", "total", "whole"):
            return "bare", j
    return "part_of_something_else", j
