"""Which words of a sentence belong to another number: parts of a whole, asides, clauses of their own, lists."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE
from pipelines.join.leading import LOCATIVE
from pipelines.join.mentions import in_relative_clause
from pipelines.words import vocabulary

RELATIVE = frozenset({"which", "who", "whose", "where"})

#: Words that lead to a part of what was counted, or to an exception.
PARTS = frozenset({"including", "among", "besides", "except", "excluding", "newest", "latest", "excepting", "versus"})

_OF_WHOLE = frozenset({"the", "its", "their", "all", "'s", "’s", "now", "of", "out of"})


def leads_to_part(parsed: Parsed, i: int) -> bool:
    """ "20 stations, most of them in Oslo", "including Bergen", "chiefly in Oslo": what stands behind is of a part; "all of
    them" is not, "almost all of them" is."""
    if parsed.spans[i].kind == "ana":
        return parsed.word(i - 1) != "all" or parsed.word(i - 2) in ("almost", "nearly", "virtually")
    return parsed.word(i) in PARTS or _picks(parsed, i)


def _picks(parsed: Parsed, i: int) -> bool:
    """ "Most recently in Oslo", "above all in Bergen": an adverb that gives an instance, before the place."""
    if parsed.word(i + 1) in LOCATIVE:
        return parsed.word(i) in vocabulary("instance")
    return parsed.word(i + 2) in LOCATIVE and f"{parsed.word(i)} {parsed.word(i + 1)}" in vocabulary("instance")


def new_clause(parsed: Parsed, start: int, i: int) -> bool:
    """ "Nine stations, a subsidiary has been set up in Madrid", "its 900th station as it looks beyond Norway": a subject
    and a verb stand behind the comma or the conjunction."""
    if parsed.spans[i].kind not in ("place", "scope"):
        return False
    if any(
        parsed.word(k) in (*_SIDE, "which") and parsed.word(k - 1) != "of" and parsed.word(k + 1) in ("it", "they")
        for k in range(start + 2, i)
    ):
        return True
    comma = next((k for k in range(i - 1, start, -1) if parsed.word(k) == ","), None)
    if comma is None or parsed.spans[comma + 1].kind in ("verb", "place", "date", "qualifier"):
        return False
    return parsed.word(comma + 1) in ("a", "an", "the", "its", "it", "they") and any(
        parsed.spans[k].kind in ("verb", "mood", "plan") for k in range(comma + 2, i)
    )


def aside(parsed: Parsed, i: int, at: int) -> bool:
    """ "NIO, which came to Oslo in May, …", "with the one that opened in Oslo, …": told on the side of the number."""
    if in_relative_clause(parsed, i, at) or of_other_number(parsed, i, at) or _town_of_side_clause(parsed, i, at):
        return True
    if _brings_total(parsed, i, at) or _where_part_is(parsed, i, at):
        return True
    for k in range(i - 1, -1, -1):
        if parsed.word(k) == "with" and (k == 0 or parsed.word(k - 1) in (",", ";")):
            return any(parsed.word(j) == "," for j in range(i + 1, at))
        span = parsed.spans[k]
        if (
            parsed.word(k) in (",", ";")
            or (span.kind == "number" and parsed.word(k) != "one")
            or getattr(span.value, "plural", False)
        ):
            return False
    return False


def _brings_total(parsed: Parsed, i: int, at: int) -> bool:
    """ "The station in Lhasa brings the total to 1,000", "the one in Ulm is the largest of its 900 sites": where one station
    stands, not what the total goes over."""
    k = i - 2 if parsed.word(i - 1) != "the" else i - 3
    noun = next((n for j, n in parsed.nouns if j == k), None)
    if noun is None or noun.noun_class != "site" or noun.plural:
        return False
    if any(parsed.word(j).split(" ")[0] in _BRINGS for j in range(i + 1, min(i + 6, at))):
        return True
    return any(at <= j < at + 4 and n.noun_class == "site" and n.plural for j, n in parsed.nouns)


_BRINGS = frozenset(
    "brings brought bringing lifts lifted raises raised pushes pushed takes took carries carried".split()
)


def _where_part_is(parsed: Parsed, i: int, at: int) -> bool:
    """ "2,217 stations, of which 32 were in Europe, and it had performed 34 million": where a part is, seen from another
    clause."""
    start = parsed.bounds(i)[0]
    part = next((k for k in parsed.of_kind("ana", start=start, end=i) if parsed.word(k) in _OF_THEM), None)
    return (
        part is not None
        and parsed.bounds(at)[0] > i
        and parsed.word(part - 1) != "all"
        and parsed.has("number", end=start)
        and parsed.has("number", start=start, end=i)
    )


_OF_THEM = ("of which", "of them", "of these", "of those")


#: Words that open a clause which only says when or why the main one holds.
_SIDE = frozenset({"when", "since", "after", "before", "until", "once", "because", "although", "though", "as"})


def _town_of_side_clause(parsed: Parsed, i: int, at: int) -> bool:
    """ "Since its first opened in Oslo, it has …", "in 2022, when Bergen was cut off, …": a town of a clause that is over."""
    value = parsed.spans[i].value
    if not isinstance(value, tuple) or not value or value[0].kind in ("country", "region", "world"):
        return False
    if not any(parsed.word(k) == "," for k in range(i + 1, at)):
        return False
    for k in range(i - 1, max(-1, i - 14), -1):
        if parsed.word(k) in (",", ";"):
            return False
        if parsed.word(k) in _SIDE and (k == 0 or parsed.word(k - 1) == ","):
            inside = range(k + 1, next(j for j in range(i + 1, at) if parsed.word(j) == ","))
            return any(parsed.spans[j].kind in ("verb", "mood") or parsed.word(j) in ("was", "were") for j in inside)
    return False


def of_other_number(parsed: Parsed, i: int, at: int) -> bool:
    """ "Three sites, two in Brooklyn and one in Queens, bring it to 88": the place of a bare number before the verb."""
    k = i - 2 if parsed.word(i - 1) != "the" else i - 3
    if k < 0 or parsed.word(k + 1) not in LOCATIVE or parsed.spans[k].kind != "number":
        return False
    if parsed.word(k) == "one" and parsed.word(k - 1) == "the":
        return False  # "the one in Oslo has 20 stalls"
    return any(
        parsed.spans[j].kind in ("verb", "plan", "mood") and parsed.word(j) != "with" for j in range(i, at)
    )  # "70 in Europe, with 570 points"


def whole_of_part(parsed: Parsed, at: int) -> bool:
    """ "Hebei is home to nine of the 30": the whole is not where its part is."""
    parted = (k for k in range(max(1, at - 4), at) if parsed.word(k) in ("of", "out of"))
    return parsed.word(at - 1) in _OF_WHOLE and any(
        parsed.spans[k - 2 if parsed.word(k - 1) == "out" else k - 1].kind == "number" for k in parted
    )


def list_start(parsed: Parsed, i: int, start: int) -> int:
    """Index of the first of the places that stand side by side with the one at `i`, which "and" or "or" joins to them:
    "in Oslo, Bergen and Lier", not "of the 60 in Europe, Germany has 20"."""
    if parsed.word(i - 1) == ",":
        return i
    while i > start and parsed.spans[i].kind == "place":
        if parsed.spans[i - 1].kind == "place":
            i -= 1
        elif i - 2 >= start and parsed.word(i - 1) in ("and", ",", "or") and parsed.spans[i - 2].kind == "place":
            i -= 2
        else:
            break
    return i


def of_another_number(parsed: Parsed, i: int) -> bool:
    """ "In eight service areas", "12 stations, five in Oslo": a number of other things or of its own place ends a list."""
    if parsed.word(i - 1) in LOCATIVE and any(s.kind == "place" for s in parsed.spans[i + 1 : i + 3]):
        return False  # "in 23 European countries"
    k = i + 1
    while k < i + 4 and k < len(parsed.spans) and (parsed.spans[k].kind in ("verb", "mood") or parsed.word(k) in BE):
        k += 1
    if (
        k > i + 1
        and (parsed.word(k) in LOCATIVE or parsed.word(k - 1).endswith(" in"))
        and parsed.spans[i].kind == "number"
    ):
        return True  # "of its 700 parks, 180 are in Germany"
    return parsed.spans[i].kind == "number" and (
        parsed.other_thing(i)
        or (parsed.word(i + 1) in LOCATIVE and parsed.word(i + 2) != "each")
        or (parsed.word(i + 1) == "of" and parsed.word(i + 2) in ("the", "its", "these", "those"))
    )
