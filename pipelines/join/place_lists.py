"""A place or scope word as the codebook has it, and of several that share a number the smallest that holds them all."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.leading import JOINTS, LOCATIVE, ROUTE
from pipelines.join.memory import Memory
from pipelines.join.place_numbers import owns_next_number
from pipelines.join.pointers import Where, place_at, pointed, where
from pipelines.join.scenery import sets_scope
from pipelines.join.seats import governed_from
from pipelines.rules import Answer
from pipelines.words import operator_info, places

#: Who lives outside a place.
PEOPLE = frozenset({"those", "drivers", "owners", "customers", "people", "anyone", "users"})


def read_place(parsed: Parsed, i: int, memory: Memory, operator: str | None) -> Where | None:
    """The place or scope word at span `i`, as the codebook has it."""
    if parsed.spans[i].kind == "scope":
        return pointed(parsed, i, memory, operator) if sets_scope(parsed, i) else None
    place = place_at(parsed, i, memory)
    if place is None or not sets_scope(parsed, i):
        return None
    k = i - 1
    while parsed.word(k) in ("of", "the"):
        k -= 1
    before = parsed.word(k)
    if (governed := governed_from(parsed, i, place, memory)) is not None:
        return governed
    if before in ("outside", "beyond") and parsed.word(k - 1) in PEOPLE:
        return None  # "those outside Oslo"
    if before in ("outside", "beyond") and place.kind == "country":
        home = operator_info(operator).country if operator else None
        return ("Overseas", None) if place.country == home else None
    return where(place)


def together(parsed: Parsed, i: int, end: int, claim_at: int, memory: Memory, operator: str | None) -> Answer | None:
    """The place at `i`; of several that share one number, the smallest that holds them all."""
    first = read_place(parsed, i, memory, operator)
    if first is None:
        return None
    named, last = [place_at(parsed, i, memory)], i
    k = i + 1
    joints = {*JOINTS, ";", "to", *(("with",) if parsed.word(i - 1) in ROUTE else ())}  # "links Oslo with Bergen"
    while k < end and (parsed.word(k) in joints or parsed.spans[k].kind == "place" or _once_more(parsed, k)):
        if parsed.spans[k].kind == "place":
            if i > claim_at and owns_next_number(parsed, k) and not _with_piles(parsed, k):
                break
            named.append(place_at(parsed, k, memory))
            last = k
        k += 1
    found = [place for place in named if place is not None]
    if (wider := _and_others(parsed, last)) is not None:
        return Answer(wider, parsed.text(i, last + 1))
    if len(found) > 1:
        holder = places.holder(found)
        if last == i + 2 and parsed.word(i + 1) == "," and {place.kind for place in found} == {"city"}:
            return Answer(first, parsed.text(i, last + 1))  # "in Maspeth, Queens": a list has an "and"
        if holder is None and any(place.kind not in ("country", "region") for place in found):
            return Answer(first, parsed.text(i))  # "in Crewe, Cheshire"
        # countries of several continents have nothing smaller in common than the world
        return Answer(where(holder) if holder else ("World", None), parsed.text(i, last + 1))
    return Answer(first, parsed.text(i))


def goes_on(parsed: Parsed, i: int) -> bool:
    """True where a semicolon leads to the next place of a list."""
    k = i + 1
    while parsed.word(k) in ("and", *LOCATIVE):
        k += 1
    return (
        parsed.word(i) == ";"
        and k < len(parsed.spans)
        and parsed.spans[k].kind == "place"
        and not (owns_next_number(parsed, k))
    )


def _once_more(parsed: Parsed, k: int) -> bool:
    """ "In Germany and in Italy": the preposition once more, before another place of the list."""
    after = k + 2 if parsed.word(k + 1) == "the" else k + 1
    lists = (
        parsed.word(k) in LOCATIVE
        and parsed.word(k - 1) == "and"
        and "place"
        in (
            parsed.spans[k - 2].kind,
            parsed.spans[k - 3].kind,  # "in Athens, and in Richmond"
        )
    )
    if parsed.word(k - 1) == "," and parsed.word(k) in LOCATIVE:
        first = k - 2
        while first > 0 and (parsed.spans[first].kind == "place" or parsed.word(first) == ","):
            first -= 1
        lists = parsed.word(first) == parsed.word(k)  # "in Athens, Alabama, in Calhoun, Georgia"
    return (
        lists
        and after < len(parsed.spans)
        and parsed.spans[after].kind == "place"
        and not owns_next_number(parsed, after)
    )


def _with_piles(parsed: Parsed, i: int) -> bool:
    """ "Two hubs in Oslo and Bergen with eight bays": the number is of the hubs."""
    posts = (n for k, n in parsed.nouns if i + 2 < k < i + 6)
    noun = next(posts, None)
    return parsed.word(i + 1) == "with" and noun is not None and noun.noun_class == "post"


def _and_others(parsed: Parsed, last: int) -> Where | None:
    """ "In China and other markets", "in Germany and other European countries": the world, or the region that is named."""
    if parsed.word(last + 1) not in ("and", "or") or parsed.word(last + 2) != "other":
        return None
    for k in range(last + 3, min(last + 6, len(parsed.spans))):
        if parsed.spans[k].kind == "place":
            value = parsed.spans[k].value
            region = value[0] if isinstance(value, tuple) and value else None
            return where(region) if region is not None and region.kind in ("region", "area") else None
        if parsed.word(k) in ("markets", "countries", "nations", "regions"):
            return ("World", None)
        if parsed.word(k) == "european":
            return ("Europe", None)
    return None
