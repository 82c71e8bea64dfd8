"""Capitals that stand for the government there: "Canberra pays for 500", "Tokyo wants 300,000", "Brussels has agreed on"."""

from __future__ import annotations

from pipelines.join.clauses import Parsed
from pipelines.join.leading import LOCATIVE
from pipelines.join.memory import Memory
from pipelines.join.pointers import Where, where
from pipelines.model import Count
from pipelines.words import places, singular, vocabulary

#: So few people have a charger of their own that more of them are no city's plan.
PEOPLE_PER_CHARGER = 150


def governed_from(parsed: Parsed, i: int, place: places.Place, memory: Memory) -> Where | None:
    """What is governed from the place at span `i`, where it is the subject as a government is."""
    if parsed.word(i - 1) in LOCATIVE or (memory.setting.place or (None, None))[0] == place.name:
        return None
    spoken_of = memory.setting.place[1] if memory.setting.place else None
    if place.name == "Brussels" and spoken_of != "BE":
        return ("EU", None) if _plans(parsed, i) else None
    if place.name == "Washington" and (_pays(parsed, i) or (spoken_of != "US" and _plans(parsed, i))):
        return None, "US"
    if parsed.word(i).endswith(("city", "municipality", "region")):
        return None
    nation = places.locate(None, place.country) if places.is_capital(place, of_country=True) else None
    if nation is None or not (_pays(parsed, i) or (_plans(parsed, i) and _too_many(parsed, i, place))):
        return None
    return where(nation)


def _plans(parsed: Parsed, i: int) -> bool:
    """ "Tokyo wants", "Brussels has set itself", "Seoul's target is", "Seoul's is"."""
    if parsed.word(i + 1) in ("'s", "’s") and parsed.word(i + 2) in ("is", "was", "remains"):
        return True
    return any(span.kind == "plan" for span in parsed.spans[i + 1 : i + 4])


def _pays(parsed: Parsed, i: int) -> bool:
    """ "Canberra is chipping in 100 million", "Paris subsidises": what only a government does."""
    for k in range(i + 1, min(i + 5, len(parsed.spans))):
        if parsed.spans[k].kind in ("number", "noun", "sign", "place"):
            return False
        if singular(parsed.word(k).split(" ")[0]) in vocabulary("governs"):
            return True
    return False


def _too_many(parsed: Parsed, i: int, place: places.Place) -> bool:
    """True where the next number is more than a city of that size has; in China cities have that many."""
    number = next(parsed.of_kind("number", start=i), None)
    value = parsed.spans[number].value if number is not None else None
    return isinstance(value, Count) and place.country != "CN" and value.value > place.population / PEOPLE_PER_CHARGER
