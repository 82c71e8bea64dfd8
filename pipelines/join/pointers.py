"""Descriptions that point to a place: "the city", "the northwestern province", "nationwide", "there", "at home"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipelines.join.clauses import Parsed
from pipelines.join.memory import REACH, Memory
from pipelines.join.scenery import sets_scope
from pipelines.words import operator_info, places

Where = tuple[str | None, str | None]  # place, country: as the codebook has them

#: Id of a scope word → kinds of the places that it may point to.
_LEVELS: dict[str, tuple[str, ...]] = {
    "city": ("city",),
    "district": ("district",),
    "province": ("province",),
    "region": ("region", "area", "province"),
    "there": ("country", "region", "area", "province", "city", "district", "world"),
}


CITY_STATES = ("HK", "MO", "SG", "MC")

CONTINENTS = frozenset({"Europe", "Asia", "Africa", "North America", "South America"})


def where(place: places.Place) -> Where:
    """A place as the codebook has it: a country is its code with `place` null."""
    return (None, place.country) if place.kind == "country" else (place.name, place.country)


def place_at(parsed: Parsed, i: int, memory: Memory) -> places.Place | None:
    """The place that span `i` names; of namesakes the one in the province or country that the article speaks of."""
    value = parsed.spans[i].value
    candidates: list[places.Place] = list(value) if parsed.spans[i].kind == "place" and isinstance(value, tuple) else []
    if candidates and candidates[0].kind == "city" and candidates[0].country is None:
        return _unknown(parsed, i, candidates[0], memory)
    if len(candidates) < 2 or candidates[0].kind in ("country", "region"):
        return candidates[0] if candidates else None  # no town in Maine
    return _namesake(candidates, memory)


#: So many times as big is a place that no namesake in the country spoken of outdoes: London is not in Ohio.
CLEAR = 10


def _namesake(candidates: list[places.Place], memory: Memory) -> places.Place:
    """The bearer of a name in a province or city that was named, else in a country spoken of, the latest first."""
    setting = memory.setting.place or (None, None)
    recent = memory.all_places[: -REACH - 1 : -1]
    near = {(p.name, p.country) for p in recent[:3]} | {setting}
    named = near | {(p.name, p.country) for p in recent}
    large = candidates[0].population / CLEAR
    for place in candidates:
        known = named if place.kind != "city" or place.population >= large else near
        if place.within and (place.within, place.country) in known:
            return place
    for country in (setting[1], *(p.country for p in recent)):
        for place in candidates if country else ():
            if place.country == country and (place.kind != "city" or place.population >= large):
                return place
    return candidates[0]


def _unknown(parsed: Parsed, i: int, place: places.Place, memory: Memory) -> places.Place | None:
    """A town that no list has: in the country that the sentence names, else in the one spoken of."""
    spans = [s for k, s in enumerate(parsed.spans) if s.kind == "place" and (k == i or sets_scope(parsed, k))]
    beside = [s.value[0].country for s in spans if isinstance(s.value, tuple)]
    setting = memory.setting.place[1] if memory.setting.place else None
    last = (p.country for p in memory.all_places[: -REACH - 1 : -1])
    country = next((c for c in (*beside, setting, *last) if c), None)
    return replace(place, country=country) if country else None


def pointed(parsed: Parsed, i: int, memory: Memory, operator: str | None) -> Where | None:
    """What the scope word at span `i` means."""
    word = str(parsed.spans[i].value)
    home = operator_info(operator).country if operator else None
    if word == "home":
        return (None, home) if home else None
    if word == "markets":
        return None, None
    if word == "neighbor":
        seen = memory.setting.place[1] if memory.setting.place else None
        return _NEIGHBORS.get((next(_countries(parsed, i, memory), seen or home), _side(parsed, i)))
    if word == "mainland":
        return None, "CN"
    if word == "part":
        return _part(parsed, i, memory, home)
    if word in ("country", "province") and parsed.word(i + 1) in ("'s", "’s") and parsed.word(i + 2) == "capital":
        place = next((p for p in _named(parsed, i, memory) if p.kind == word), None) if word == "province" else None
        code = next(_countries(parsed, i, memory), home)
        ruled = place or (places.locate(None, code) if code else None)
        seat = places.capital(ruled) if ruled is not None else None
        return where(seat) if seat is not None else None
    if word == "country":
        found = _of_body(parsed, i) or next(_countries(parsed, i, memory), home)
        return (None, found) if found else None
    if word == "there" and (here := _said_before(parsed, i, memory, operator)):
        return here
    if word == "Europe" and parsed.word(i).startswith("the "):  # "the continent"
        named = next((p.name for p in _named(parsed, i, memory) if p.name in CONTINENTS), None)
        code = memory.setting.place[1] if memory.setting.place else next(_countries(parsed, i, memory), None)
        of_country = next((c for c in sorted(CONTINENTS) if code and places.in_region(c, code)), word)
        return named or of_country, None
    if word == "city" and parsed.word(i).endswith(" capital"):
        return _capital(parsed, i, memory, home)
    if word in _LEVELS:
        return _latest(parsed, i, memory, word)
    return word, None


#: Country, and on which side → the neighbour there.
_NEIGHBORS: dict[tuple[str | None, str], Where] = {
    ("US", "north"): (None, "CA"),
    ("US", "south"): (None, "MX"),
    ("CA", "south"): (None, "US"),
    ("GB", "north"): ("Scotland", "GB"),
    ("GB", "channel"): (None, "FR"),
    ("FR", "channel"): (None, "GB"),
    ("AU", "tasman"): (None, "NZ"),
    ("NZ", "tasman"): (None, "AU"),
    ("CN", "strait"): (None, "TW"),
    ("TW", "strait"): (None, "CN"),
}


def _side(parsed: Parsed, i: int) -> str:
    words = parsed.word(i).split(" ")
    return words[0] if words[-1] == "border" else words[-1]


def _part(parsed: Parsed, i: int, memory: Memory, home: str | None) -> Where | None:
    """ "In the north": the part of the country that is spoken of."""
    code = next(_countries(parsed, i, memory), memory.setting.place[1] if memory.setting.place else home)
    direction = parsed.word(i).rpartition(" ")[2].replace("-", "")
    return (f"{direction.capitalize()}ern {places.COUNTRY_NAMES[code]}", code) if code else None


def _of_body(parsed: Parsed, i: int) -> str | None:
    """ "The Norwegian EV Association counts 9,100 in the country": the country of the body that speaks."""
    body = next(parsed.of_kind("body", "industry", end=i), None)
    if body is None:
        return None
    end = parsed.spans[body].end
    named = [(a, place) for a, _, place in places.find_demonyms(parsed.sentence.text[:end]) if place.kind == "country"]
    return named[-1][1].country if named and len(parsed.sentence.text[named[-1][0] : end].split()) < 6 else None


def _countries(parsed: Parsed, i: int, memory: Memory) -> Iterator[str]:
    """Countries spoken of, the latest first: of scopes, then of any place."""
    for k in range(i - 1, -1, -1):
        if parsed.spans[k].kind == "place" and sets_scope(parsed, k):
            place = place_at(parsed, k, memory)
            if place is not None and place.country:
                yield place.country
    for scope in memory.places[: -REACH - 1 : -1]:
        if isinstance(scope.value, tuple) and scope.value[1]:
            yield scope.value[1]
    yield from (place.country for place in memory.all_places[: -REACH - 1 : -1] if place.country)


def _said_before(parsed: Parsed, i: int, memory: Memory, operator: str | None) -> Where | None:
    """What "there" means: the scope that stands before it in the sentence, else the latest one."""
    for k in range(i - 1, -1, -1):
        if parsed.spans[k].kind in ("place", "scope") and sets_scope(parsed, k) and parsed.word(k) != "there":
            place = place_at(parsed, k, memory)
            return where(place) if place else pointed(parsed, k, memory, operator)
    ahead = memory.sentence_ahead(parsed)
    named = [k for k in ahead.of_kind("place") if sets_scope(ahead, k)] if ahead is not None else []
    named = [k for k in named if ahead is not None and ahead.word(k - 1) not in ("outside", "beyond")]
    seen = [p for k in named if ahead is not None and (p := place_at(ahead, k, memory)) is not None]
    if seen and all(
        other == seen[0] or places.holder([seen[0], other]) == other for other in seen[1:]
    ):  # "near Oslo", "near Lier in Norway"
        return where(seen[0])
    for scope in memory.places[: -REACH - 1 : -1]:
        if isinstance(scope.value, tuple):
            return scope.value[0], scope.value[1]
    return None


def _capital(parsed: Parsed, i: int, memory: Memory, home: str | None) -> Where | None:
    """ "The capital": of the province that the article is about, else of the country spoken of; "the provincial capital":
    of the province or town named last."""
    setting = memory.setting.place or (None, None)
    if parsed.word(i).endswith(("provincial capital", "state capital", "regional capital")):
        for place in _named(parsed, i, memory):
            if place.kind in ("city", "district") and places.is_capital(place):
                return where(place)
            if place.kind == "province" and (capital := places.capital(place)) is not None:
                return where(capital)
        return None
    ahead = memory.sentence_ahead(parsed)
    near = [*((parsed, k) for k in range(i)), *((ahead, k) for k in range(len(ahead.spans) if ahead else 0))]
    for sentence, k in near:  # "in Haikou and Sanya. The capital will have 12"
        town = place_at(sentence, k, memory) if sentence and sentence.spans[k].kind == "place" else None
        if town is not None and town.kind == "city" and places.is_capital(town):
            return where(town)
    code = next(_countries(parsed, i, memory), setting[1] or home)
    for ruled in (places.locate(*setting) if setting[0] else None, places.locate(None, code) if code else None):
        capital = places.capital(ruled) if ruled is not None else None
        if capital is not None:
            return where(capital)
    return _latest(parsed, i, memory, "city")


def one_of_two(parsed: Parsed, memory: Memory) -> places.Place | None:
    """ "The former is its 108th station": the first or last place that the sentence before names."""
    if parsed.word(0) not in ("the former", "the latter") and parsed.word(1) not in ("former", "latter"):
        return None
    ahead = memory.sentence_prior(parsed)
    named = [k for k in ahead.of_kind("place") if sets_scope(ahead, k)] if ahead is not None else []
    named = [k for k in named if ahead is not None and ahead.word(k - 1) not in ("outside", "beyond")]
    towns = [p for k in named if ahead and (p := place_at(ahead, k, memory)) and p.kind in ("city", "district")]
    if len(towns) < 2:
        return None
    return towns[0 if "former" in (parsed.word(0).split(" ")[-1], parsed.word(1)) else -1]


def _latest(parsed: Parsed, i: int, memory: Memory, word: str) -> Where | None:
    """The latest place of the level of the word; the province of a town where none was named."""
    adjectives = {p.country for _, _, p in places.find_demonyms(parsed.text(i))}
    for place in _named(parsed, i, memory):
        if adjectives and place.country not in adjectives:
            continue  # "the Kenyan capital"
        if word == "city" and place.country in CITY_STATES and place.kind == "country":
            return where(place)
        if place.kind in _LEVELS[word]:
            return where(place)
        if word == "city" and place.kind == "district" and place.within:
            return place.within, place.country  # "one in Liwan. It is the 108th in the city"
        if word in ("province", "region") and place.within and place.kind == "city":
            return place.within, place.country
    return None


def _named(parsed: Parsed, i: int, memory: Memory) -> Iterator[places.Place]:
    """Places named before span `i`, the latest first; the one that "the former" means before all."""
    if (told := one_of_two(parsed, memory)) is not None:
        yield told
    for k in range(i - 1, -1, -1):
        place = place_at(parsed, k, memory)
        if place is not None:
            yield place
    yield from memory.all_places[: -REACH - 1 : -1]
