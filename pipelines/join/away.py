"""Places that are not where something stands: ends of routes, comparisons, explanations of another place."""

from __future__ import annotations

import re

from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.leading import AWAY, DIRECTIONS, JOINTS, LOCATIVE, ROUTE
from pipelines.join.place_numbers import owns_next_number

#: Nouns that explain a place's name.
TOWNS = frozenset(
    {"capital", "city", "resort", "municipality", "town", "village", "suburb", "port", "island", "hub", "seat"}
)


_ENDS = (",", ".", ";", "’s", "'s", "")


def away(parsed: Parsed, i: int) -> bool:
    """ "From Oslo to Bergen", "between Ulm and Augsburg", "more than in Sweden": ends of a route and comparisons."""
    first = i
    closed = parsed.word(i - 1) == "," and parsed.word(i - 3) in ("and", "or")  # "after Venlo and Antwerp, Rouen gets"
    while (
        first > 0
        and not closed
        and (
            parsed.spans[first - 1].kind == "place"
            or parsed.word(first - 1) in JOINTS
            or _named_in_list(parsed, first - 1)
        )
    ):
        first -= 1
    if parsed.word(first - 2) == "the" and parsed.word(first - 1) not in FUNCTION:
        first -= 2  # "as large as the contiguous United States"
    before = parsed.word(first - 1)
    if before in ROUTE or (before == "from" and _leads_to(parsed, i)):
        return i > first + 1 or not any(
            parsed.spans[k].kind == "place" for k in range(i + 1, min(i + 5, len(parsed.spans)))
        )
    if before in ("around", "near") and parsed.spans[first - 2].kind == "place":
        return True  # "the Île-de-France region around Paris"
    if _apposition(parsed, first) or _of_best(parsed, first):
        return True
    if beside_town(parsed, first):
        return _is_town(parsed, i)
    if before == "of" and parsed.spans[first - 2].kind in ("operator", "firm"):
        return True
    if not {"is", "was"} & set(parsed.words[max(0, first - 5) : first]) and "that of" in (
        " ".join(parsed.words[max(0, first - 2) : first]),
        " ".join(parsed.words[max(0, first - 5) : first - 3]),
    ):
        return True  # "twice that of second-placed Zhejiang"
    if before == "of" and parsed.word(first - 2) in ("ahead", "instead", "border") and not owns_next_number(parsed, i):
        return True
    if before.endswith("for") and (" " + " ".join(parsed.words[max(0, first - 2) : first])).split(" ")[-2] in _BOUND:
        return True  # "drivers heading for Lhasa"
    if before in LOCATIVE and parsed.word(first - 2) == "not":
        return True  # "not in Shanghai, but in Lhasa"
    if before == "to" and any(parsed.word(k) == "from" for k in range(max(0, first - 7), first)):
        return True
    if before != "from" and owns_next_number(parsed, i):
        return False
    if before in LOCATIVE:
        compared = parsed.word(first - 2)
        return compared.endswith(("than", " as")) or (compared in ("unlike", "as") and before != "for")
    return before in AWAY or before.startswith("as ") or before.endswith(" than")


#: "Heading for Lhasa", "bound for Oslo".
_BOUND = frozenset({"heading", "headed", "head", "bound", "leave", "leaves", "left", "leaving", "making"})


def _named_in_list(parsed: Parsed, i: int) -> bool:
    """ "After Varberg, Örebro and Malmö": a name that no list has stands first."""
    return (
        parsed.spans[i].kind == "word" and parsed.text(i)[0].isupper() and i > 0 and parsed.word(i + 1) in (",", "and")
    )


_OTHERS = re.compile(r"\b(?:any|no|every|all) other\b")


def _of_best(parsed: Parsed, i: int) -> bool:
    """ "Its largest market outside China", "more than any other city in China": what a place is compared within."""
    if parsed.word(i - 1) in LOCATIVE and _OTHERS.search(" ".join(parsed.words[max(0, i - 5) : i - 1])):
        return True
    if parsed.word(i - 1) not in ("outside", "beyond") or parsed.spans[i - 2].value != "places":
        return False
    return any(parsed.word(k).endswith("est") or parsed.word(k) == "only" for k in range(max(0, i - 6), i - 2))


def _leads_to(parsed: Parsed, i: int) -> bool:
    """ "Oslo to Bergen": the first end of a route."""
    return parsed.word(i + 1) == "to" and any(s.kind == "place" for s in parsed.spans[i + 2 : i + 4])


def _apposition(parsed: Parsed, i: int) -> bool:
    """ "In Xining, the capital of Qinghai, …": what only explains the place before the comma."""
    if parsed.word(i - 1) not in ("of", "in", "on", "from", "around", "near"):
        return False
    if parsed.spans[i].rule == "part_of_country" and parsed.word(i - 2) == "," and parsed.word(i + 1) == ",":
        return parsed.spans[i - 3].kind == "place"  # "Sichuan, in the southwest of China, has 120"
    for k in range(i - 2, max(0, i - 8), -1):
        if parsed.word(k) == ",":
            explains = any(
                parsed.spans[j].value == "places" or parsed.word(j).rpartition(" ")[2] in TOWNS | DIRECTIONS
                for j in range(k + 1, i)
            )
            return explains and parsed.spans[k - 1].kind == "place" and parsed.word(i + 1) in _ENDS
        if parsed.spans[k].kind in ("verb", "mood", "plan", "number", "place", "operator"):
            return False
    return False


def beside_town(parsed: Parsed, i: int) -> bool:
    """ "North of Auckland"."""
    before = parsed.word(i - 1)
    return (before == "of" and parsed.word(i - 2) in DIRECTIONS) or before in ("north of", "south of")


def _is_town(parsed: Parsed, i: int) -> bool:
    value = parsed.spans[i].value
    return isinstance(value, tuple) and bool(value) and value[0].kind not in ("country", "region", "area")
