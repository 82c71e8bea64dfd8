"""The places that a sentence sets as scopes for the sentences after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory, Scope, Settled
from pipelines.join.place_lists import together
from pipelines.join.pointers import Where, place_at
from pipelines.join.scenery import scopes_in
from pipelines.join.subjects import speaks_of_it
from pipelines.model import Observation
from pipelines.words import places


def remember_places(parsed: Parsed, settled: Sequence[Settled], memory: Memory) -> None:
    """Where a sentence counts, its numbers set the scope; else the places that it has for its topic."""
    origin = parsed.sentence.origin
    memory.all_places += [named for i in parsed.of_kind("place") if (named := place_at(parsed, i, memory))]
    if not settled:
        for i in scopes_in(parsed, 0, len(parsed.spans)):
            if parsed.word(i - 1) in (",", "and", "or") and parsed.spans[max(i - 2, 0)].kind == "place" and i > 1:
                continue  # "in Houston, Austin and Dallas": one scope, what holds them all
            said = together(parsed, i, len(parsed.spans), len(parsed.spans), memory, memory.setting.operator)
            place = said.value if said is not None else None
            if isinstance(place, tuple) and _topical(parsed, i, place) and not _as_government(parsed, i, place, memory):
                memory.places.append(Scope(origin, place, parsed.text(i)))
    elif not speaks_of_it(parsed) or any(map(_of_network, settled)):  # not of one station
        memory.places += _counted(settled, origin)


def _topical(parsed: Parsed, i: int, place: Where) -> bool:
    """True where the place of a sentence that counts nothing may be its topic: ahead of the verb, or no mere town."""
    if parsed.spans[i].kind == "scope":
        return parsed.spans[i].value not in ("home", "part")
    return place[0] is None or i < next(parsed.of_kind("verb", "plan", "mood"), len(parsed.spans))


def _as_government(parsed: Parsed, i: int, place: Where, memory: Memory) -> bool:
    """ "Beijing isn't done, either": the capital as the subject, in an article about all of its country."""
    named = places.locate(*place)
    whole = memory.setting.place == (None, place[1])
    return i == 0 and whole and named is not None and places.is_capital(named, of_country=True)


def _counted(settled: Sequence[Settled], origin: str) -> list[Scope]:
    """The places that a sentence's numbers count over, the widest last; not where a single station opened."""
    found: dict[Where, Scope] = {}
    opened = {o.site if o.measure == "nth" else o.place for o in (s.observation for s in settled) if _one_opened(o)}
    alone = bool(settled) and "alone" in settled[0].claim.parsed.words
    for each in settled:
        seen = each.observation
        where = (seen.place, seen.country)
        if where == (None, None) or seen.place in opened - {None} or _of_first(seen):
            continue
        own = any(why.rule == "named_after_country" for why in seen.why)
        whose = frozenset({seen.operator})
        if where in found:
            whose |= found[where].counts
        parted = alone or each.claim.how in ("part_of", "of_them")
        part = parted and bool(seen.place and seen.country)  # "Delhi has 610 of the stations"
        scope = found.get(where, Scope(origin, where, of=seen.operator if own else None, part=part))
        found[where] = scope._replace(counts=whose, part=scope.part and part)
    countries = [place for place in found if place[0] is None]
    if len(countries) == len(found) > 2:
        return []  # a breakdown: what follows goes over all of them again
    if not countries and len(found) > 1 and all(country for _, country in found) and not _nested(found):
        found = {where: scope._replace(part=True) for where, scope in found.items()}
    return sorted(found.values(), key=lambda scope: _width(scope.value))


def _of_first(seen: Observation) -> bool:
    """True for the town of a first station: where it stands, not what the network is counted over."""
    place = places.locate(seen.place, seen.country) if seen.place else None
    return (seen.measure, seen.value) == ("nth", 1) and place is not None and place.kind in ("city", "district")


def _nested(found: Iterable[Where]) -> bool:
    """True where one of the places holds the others: "1,200 in Inner Mongolia, 500 of them in Ordos"."""
    named = [place for where in found if (place := places.locate(*where)) is not None]
    return places.holder(named) in named


def _of_network(each: Settled) -> bool:
    """True for several sites: "It has 40 stations" is said of their operator."""
    seen = each.observation
    return each.noun.noun_class == "site" and seen.measure == "total" and seen.value > 1


def _one_opened(seen: Observation) -> bool:
    """True for the opening of one station, whose town and whose piles say nothing of the network."""
    return seen.measure == "nth" or (seen.measure == "added" and seen.value == 1)


def _width(where: object) -> int:
    """The world is wider than a region of several countries, that than a country, and that than a part of one."""
    if where == ("World", None):
        return 3
    if not isinstance(where, tuple):
        return 0
    return 2 if where[1] is None else int(where[0] is None)
