"""Finds the place names of a text: longest match on capitalised words, then what stands around a name decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.words.gazetteer import Bearer, Place, bearers, starting_with
from pipelines.words.place_context import CAPITAL_BEFORE, CAPITALISED, LIST, RUN, Context, context, plain
from pipelines.words.place_joints import Spot, joined

LOOK_BACK = 60  # characters; the longest cue ("throughout the municipality of …") has 40
CLEAR = 10.0  # times as big: a name's bearer that no mention of another country outdoes (Paris in France, not in Texas)
UNKNOWN_SIZE = 10_000  # people; taken for a place whose population no source says

Found = tuple[int, int, tuple[Place, ...]]


def spots(text: str, rules: Context) -> list[Spot]:
    """Every name of the gazetteer that stands in the text, the longest, proved or not. Roads and firms are left out."""
    found: list[Spot] = []
    done = 0
    for match in CAPITALISED.finditer(text):
        start = match.start()
        if start < done:
            continue
        word = match[0]
        for phrase in rules.phrases.get(word, ()):
            if text.startswith(phrase, start):
                done = start + len(phrase)
                break
        else:
            for spot in _at(text, start, word, rules):
                found.append(spot)
                done = spot.end
    return found


def _at(text: str, start: int, word: str, rules: Context) -> Iterator[Spot]:
    """The name that starts here; two or more where hyphens join places ("Oslo-Bergen")."""
    key = plain(word).rstrip()
    names = starting_with(key.split(" ", 1)[0])
    if names is not None:
        if names.longest > 1:
            words = text[start : start + 80].split(" ")
            for count in range(min(names.longest, len(words)), 1, -1):
                spot = _match(text, start, " ".join(words[:count]), rules)
                if spot:
                    if spot.bearers:
                        yield spot
                    return
        hit = names.bearers.get(key)
        if hit:
            yield Spot(start, start + _bare(word), hit, _bare(word) < len(word))
            return
    if "-" in word:
        yield from _hyphened(text, start, word, rules)
    elif word.isupper() and len(word) > 3:  # a headline in capitals
        hit = bearers(key.title())
        if hit:
            yield Spot(start, start + _bare(word), hit, _bare(word) < len(word))


def _bare(word: str) -> int:
    """Length of the word without its possessive."""
    if word.endswith(("'s", "’s")):
        return len(word) - 2
    return len(word)


_PUNCTUATION = '.,;:!?)"”]|\n'


def _match(text: str, start: int, words: str, rules: Context) -> Spot | None:
    """A name of several words; a spot without bearers where it is the adjective of a firm ("Hong Kong-listed")."""
    bare = words.rstrip(_PUNCTUATION)
    for candidate in (words, bare, bare[: _bare(bare)]) if bare != words else (words, words[: _bare(words)]):
        hit = bearers(candidate) if candidate else ()
        if hit:
            end = start + len(candidate)
            return Spot(start, end, hit, text.startswith(("'", "’"), end))
    cut = bare.rfind("-")
    if cut > bare.rfind(" "):
        hit = bearers(bare[:cut])
        if hit:
            return Spot(start, start + cut, () if bare[cut + 1 :].split(" ")[0] in rules.hyphened else hit)
    return None


def _hyphened(text: str, start: int, word: str, rules: Context) -> Iterator[Spot]:
    """Places joined by hyphens, unless they name a road or the word is a firm's adjective."""
    parts = word.split("-")
    if plain(parts[-1]) in rules.hyphened or rules.road.match(text, start + len(word)):
        return
    hits = [bearers(plain(part)) for part in parts]
    if not all(hits):  # "Choco-SEB" is a battery, whatever lies in Chocó
        return
    at = start
    for part, hit in zip(parts, hits, strict=True):
        yield Spot(at, at + _bare(part), hit, _bare(part) < len(part))
        at += len(part) + 1


# ---------------------------------------------------------------- is it a place here?


def meant(text: str, spot: Spot, others: Sequence[Spot], rules: Context) -> bool:
    """True where the name stands for a place: known for one, or said so by words around it, and no part of a firm's name."""
    run = None if spot.possessive else RUN.match(text, spot.end)
    words = run[0].replace("&", " ").split() if run else []
    if any(word in rules.organisations for word in words):
        return False
    back = max(0, spot.start - LOOK_BACK)
    if rules.of_organisation.search(text, back, spot.start):
        return False
    if spot.held:
        return True
    marks = {bearer.mark for bearer in spot.bearers}
    stranger = bool(words) and plain(words[0]) not in rules.features and not bearers(plain(words[0]))
    if (
        "" in marks
    ):  # a city's name with a capital after it is a firm's, unless a cue says it is a place ("Yamato Transport")
        city = spot.bearers[0].place.kind == "city"
        return not (stranger and city and not _title_case(text)) or rules.cue.search(text, back, spot.start) is not None
    if "~" in marks:
        crowded = CAPITAL_BEFORE.search(text, back, spot.start) and not rules.cue.search(text, back, spot.start)
        return not stranger and not crowded
    if stranger:
        return False
    listed = bool(others) and LIST.fullmatch(text, others[-1].end, spot.start) is not None
    if "?" in marks:
        return listed or _neighbour(text, spot, others) or rules.cue.search(text, back, spot.start) is not None
    if "!" in marks:
        return (
            not words and not _title_case(text) and (listed or rules.strong.search(text, back, spot.start) is not None)
        )
    return False


def _neighbour(text: str, spot: Spot, others: Sequence[Spot]) -> bool:
    """True for a small place after one of its own country: "Bergen will get two stations and Vestby one".

    Not in China, where cars, firms and persons have names like those of counties.
    """
    nations = {place.country for other in others for place in other.places[:1]} - {None, "CN"}
    inside = re.search(r"(?:\band|,|\bor|\bwhile|\bbut) $", text[max(0, spot.start - 7) : spot.start])
    return inside is not None and any(bearer.place.country in nations for bearer in spot.bearers)


def _title_case(text: str) -> bool:
    """True for a headline that capitalises its words: there a capital says nothing."""
    words = re.findall(r"\b[^\W\d_]{4,}", text)
    return len(words) > 3 and sum(word[0].isupper() for word in words) > 0.7 * len(words)


def parted(text: str, spot: Spot, rules: Context) -> Spot:
    """The spot with the direction before it: "northern China" is an area of its own, "mainland China" is China."""
    place = spot.bearers[0].place if spot.bearers else None
    if place is None or place.kind not in ("country", "region"):
        return spot
    found = rules.direction.search(text, max(0, spot.start - 20), spot.start)
    if not found:
        return spot
    word = found[1].lower()
    if word not in rules.parts:
        return replace(spot, start=found.start())
    if not word.endswith("ern") and not found[1][0].isupper():
        return spot  # "up north China has …"
    if word in ("north", "south", "east", "west"):
        word += "ern"
    name = f"{word.capitalize()} {place.name}"
    known = tuple(b for b in bearers(name) if b.place.country == place.country)
    if known:
        return replace(spot, start=found.start(), bearers=known)
    if place.country is None:
        return spot
    area = Place(name, place.country, "area", place.latitude, place.longitude)
    return replace(spot, start=found.start(), bearers=(Bearer(area, ""),))


def unlisted(text: str, spot: Spot, rules: Context) -> Spot | None:
    """A name that no list has, placed by the country or province after it: "in Foodorf, Germany", cells "Foodorf | Hesse"."""
    place = spot.bearers[0].place
    if spot.possessive or spot.start < 3 or place.country is None:
        return None
    start = max(0, spot.start - LOOK_BACK)
    found = rules.unlisted.search(text, start, spot.start) if place.kind in ("country", "province") else None
    if found is None and place.kind == "province" and text[spot.start - 2] == "|":
        found = rules.cell.search(text, start, spot.start)
    if found is None or any(word in rules.stop or bearers(plain(word)) for word in found[1].split()):
        return None
    within = place.name if place.kind == "province" else None
    new = Place(found[1], place.country, "area", place.latitude, place.longitude, 0, within)
    return Spot(found.start(1), spot.end, (Bearer(new, ""),), False, True)


# ---------------------------------------------------------------- all together


def find(text: str, country: str | None = None) -> list[Found]:
    """Place names of a text in order: (start, end, who may be meant, the likeliest first). Spans never overlap.

    The span takes in "province", "district" … after the name and the larger place beside it ("Bergen, Norway"), never a
    possessive. With `country` (ISO 3166-1 alpha-2: where the text is known to play) its bearers of a name come first.
    """
    rules = context()
    found: list[Spot] = []
    for spot in joined(text, spots(text, rules), rules):
        if not spot.bearers or not spot.places:
            continue
        if not meant(text, spot, found, rules):
            continue
        spot = unlisted(text, spot, rules) or parted(text, spot, rules)
        found.append(spot)
    return [(spot.start, spot.end, places) for spot, places in zip(found, _ordered(found, country), strict=True)]


def _ordered(found: list[Spot], country: str | None) -> Iterator[tuple[Place, ...]]:
    """Each spot's places, those first that lie in a country or city which the text names too."""
    named = {spot.places[0].name for spot in found}
    nations = {spot.places[0].country for spot in found if len({p.country for p in spot.places}) == 1}
    for spot in found:
        places = spot.places
        if len(places) > 1:
            first = places[0]
            rivals = [p for p in places if p is first or _size(p) * CLEAR > _size(first)]
            rivals.sort(
                key=lambda p: (
                    (p.within not in named, p.country not in nations) if first.country != country else (False, False)
                )
            )
            places = (*rivals, *(p for p in places if p not in rivals))
            if country:
                places = (*(p for p in places if p.country == country), *(p for p in places if p.country != country))
        yield places


def _size(place: Place) -> float:
    if place.kind in ("country", "province", "region", "world"):
        return 1e9
    return place.population or UNKNOWN_SIZE
