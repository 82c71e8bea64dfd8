"""Names of places that no list has: what stands around them says that they are places, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.words.gazetteer import Bearer, Place, bearers, fold
from pipelines.words.place_context import Context, plain
from pipelines.words.place_joints import Spot

LOOK_BACK = 60  # characters; the longest cue ("throughout the municipality of …") has 40


def known(word: str, country: str | None = None) -> bool:
    """True where a word is a place's name without any cue; with `country`, where the place lies in it or is one."""
    return any(
        b.mark == "" and (country is None or b.place.country in (country, None) or b.place.kind == "country")
        for b in bearers(plain(word))
    )


def title_case(text: str) -> bool:
    """True for a headline that capitalises its words: there a capital says nothing."""
    words = re.findall(r"\b[^\W\d_]{4,}", text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def unlisted(text: str, spot: Spot, rules: Context) -> Spot | None:
    """A name that no list has, placed by what follows it: "in Foodorf, Germany", a table's cells "Foodorf | Hesse"."""
    place = spot.bearers[0].place
    if spot.possessive or spot.start < 3 or place.country is None:
        return None
    start = max(0, spot.start - LOOK_BACK)
    kinds = ("country", "province", "district")  # "at Markham Vale in Derbyshire"
    found = rules.unlisted.search(text, start, spot.start) if place.kind in kinds else None
    if found is None and place.kind == "province" and text[spot.start - 2] == "|":
        found = rules.cell.search(text, start, spot.start)
    if found is None or any(word in rules.stop for word in found[1].split()):
        return None
    if not found[1].endswith(" County") and any(known(word, place.country) for word in found[1].split()):
        return None
    if place.kind == "district" and any(b.place.country == place.country for b in bearers(plain(found[1]))):
        return None  # "in Tianhe, Panyu and Nansha": side by side
    within = place.name if place.kind == "province" else None
    new = Place(found[1], place.country, "city", place.latitude, place.longitude, 0, within)
    return Spot(found.start(1), spot.end, (Bearer(new, ""),), False, True)


def unknown(text: str, found: Sequence[Spot], rules: Context) -> Iterator[Spot]:
    """A name that no list has where a place's name would stand: "in Foodorf on Monday". Its country is left open."""
    named: set[int] = set()
    for match in rules.unknown.finditer(text):
        start, end = match.span(1)
        words = match[1].split()
        if any(spot.start < end and start < spot.end for spot in found) or title_case(text):
            continue
        if any(
            w in rules.stop or w in rules.organisations or w.isupper() or plain(w) != fold(w) or known(w) for w in words
        ):
            continue
        named.add(start)
        yield _nowhere(start, end, match[1])
    for match in rules.apposed.finditer(text) if ", a" in text or ", the " in text else ():
        start, end = match.span(1)
        words = match[1].split()
        if (
            start not in named
            and not any(spot.start < end and start < spot.end for spot in found)
            and not any(w in rules.stop or w in rules.organisations or w.isupper() for w in words)
        ):
            yield _nowhere(start, end, match[1])
    for match in rules.county.finditer(text) if " County" in text else ():
        if not any(spot.start < match.end() and match.start() < spot.end for spot in found) and (
            match[1].split()[0] not in rules.stop
        ):
            yield _nowhere(*match.span(1), match[1])


def _nowhere(start: int, end: int, name: str) -> Spot:
    """A place whose country only the rest of the text can tell."""
    return Spot(start, end, (Bearer(Place(name, None, "city", 0.0, 0.0), ""),))


def prefixed(text: str, spot: Spot, rules: Context) -> Spot:
    """ "Fort Nelson" is not Nelson: a word that begins names stands before one that no list has as a whole."""
    start = text.rfind(" ", 0, max(0, spot.start - 1)) + 1
    if spot.held or text[start : spot.start].rstrip() not in rules.prefixes or " " in text[spot.start : spot.end]:
        return spot
    return _nowhere(start, spot.end, text[start : spot.end])
