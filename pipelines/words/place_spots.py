"""Finds the place names of a text: longest match on capitalised words, then what stands around a name decides."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipelines.words.gazetteer import Bearer, Names, Place, bearers, fold, starting_with
from pipelines.words.place_context import CAPITAL_BEFORE, CAPITALISED, LIST, RUN, Context, context, plain
from pipelines.words.place_joints import Spot, joined
from pipelines.words.place_unlisted import LOOK_BACK, known, prefixed, title_case, unknown, unlisted

CLEAR = 10.0  # times as big: a name's bearer that no mention of another country outdoes (Paris in France, not in Texas)
UNKNOWN_SIZE = 10_000  # people; taken for a place whose population no source says

LOOK_AHEAD = 80  # characters; longer than the longest name of the gazetteer

Found = tuple[int, int, tuple[Place, ...]]

_PUNCTUATION = '.,;:!?)"”]|\n'
_POSSESSIVE = re.compile(r"['’]s?$")
_SECOND_END = re.compile(r"(?:-[^-]*|'s?)?[.,;:!?)\"”|\n]*$")


def spots(text: str, rules: Context) -> list[Spot]:
    """Every name of the gazetteer that stands in the text, the longest, proved or not. Roads and firms are left out."""
    found: list[Spot] = []
    done = 0
    for match in CAPITALISED.finditer(text):
        word, start = match[0], match.start()
        if start < done or (opening := _opening(word)) is None:
            continue
        for phrase in rules.phrases.get(word, ()):
            if text.startswith(phrase, start):
                done = start + len(phrase)
                break
        else:
            for spot in _at(text, start, word, opening, rules):
                done = spot.end
                if spot.bearers and not _firm(text, spot, rules):
                    found.append(spot)
    return found


class Opening(NamedTuple):
    """A capitalised word, and the names that may start with it."""

    key: str  # the word as the gazetteer has it
    names: Names | None
    bare: int  # its length without its possessive


@lru_cache(1 << 16)
def _opening(word: str) -> Opening | None:
    """None for a word that no name starts with: nine words of ten."""
    key = plain(word).rstrip()
    names = starting_with(key.split(" ", 1)[0])
    if names is None and len(word) > 3 and word.isupper():  # a headline in capitals
        key = key.title()
        names = starting_with(key)
    if names is None and not {"-", "–"} & set(word) and word not in context().phrases:
        return None
    return Opening(key, names, len(word) - 2 if word.endswith(("'s", "’s")) else len(word.rstrip()))


def _at(text: str, start: int, word: str, opening: Opening, rules: Context) -> Iterator[Spot]:
    """The name that starts here; two or more where hyphens join places ("Oslo-Bergen")."""
    key, names, bare = opening
    if names is not None:
        spot = _several_words(text, start, names, rules) if names.longest > 1 and bare >= len(word.rstrip()) else None
        if spot:
            yield spot
            return
        hit = names.bearers.get(key)
        if hit:
            yield Spot(start, start + bare, hit, bare < len(word))
            return
    if "-" in word or "–" in word:
        yield from _hyphened(text, start, word, rules)


def _several_words(text: str, start: int, names: Names, rules: Context) -> Spot | None:
    """The longest name of several words here; no bearers where it is a firm's adjective ("Hong Kong-listed")."""
    words = text[start : start + LOOK_AHEAD].split(" ", names.longest)[: names.longest]
    second = fold(words[1]) if len(words) > 1 else ""
    if second not in names.seconds and _SECOND_END.split(second, 1)[0] not in names.seconds:
        return None
    for count in range(len(words), 1, -1):
        whole = " ".join(words[:count])
        bare = whole.rstrip(_PUNCTUATION)
        cut = bare.rfind("-")
        for candidate in (whole, bare, _POSSESSIVE.sub("", bare), bare[:cut] if cut > bare.rfind(" ") else ""):
            hit = names.bearers.get(fold(candidate))
            if hit:
                end = start + len(candidate)
                firm = text.startswith("-", end) and bare[cut + 1 :] in rules.hyphened
                return Spot(start, end, () if firm else hit, text.startswith(("'", "’"), end))
    return None


def _hyphened(text: str, start: int, word: str, rules: Context) -> Iterator[Spot]:
    """Places joined by hyphens, unless they name a road or the word is a firm's adjective."""
    parts = word.replace("–", "-").split("-")
    if plain(parts[-1]) in rules.hyphened or rules.road.match(text, start + len(word)):
        return
    hits = [bearers(plain(part)) for part in parts]
    if not all(hits):  # "Choco-SEB" is a battery, whatever lies in Chocó
        return
    at = start
    for part, hit in zip(parts, hits, strict=True):
        bare = len(_POSSESSIVE.sub("", part))
        yield Spot(at, at + bare, hit, bare < len(part))
        at += len(part) + 1


# ---------------------------------------------------------------- is it a place here?


def _firm(text: str, spot: Spot, rules: Context) -> bool:
    """True where the name is part of a firm's, an office's or a show's: "Shanghai Auto Show", "Bank of China"."""
    if not spot.possessive and any(word in rules.organisations for word in _run(text, spot)):
        return True
    end = text[: spot.start].removesuffix("the ") if text.endswith("the ", 0, spot.start) else text
    return (
        end.endswith("of ", 0, spot.start)
        and rules.of_organisation.search(text, spot.start - 40, spot.start) is not None
    )


def _run(text: str, spot: Spot) -> list[str]:
    """The capitalised words that follow directly."""
    if spot.possessive or not text[spot.end + 1 : spot.end + 2].isupper() and not text.startswith(" & ", spot.end):
        return []
    run = RUN.match(text, spot.end)
    return run[0].replace("&", " ").split() if run else []


def meant(text: str, spot: Spot, others: Sequence[Spot], rules: Context) -> bool:
    """True where the name stands for a place: it is known for one, or words around it say so."""
    if spot.held:
        return True
    marks = {bearer.mark for bearer in spot.bearers}
    words = _run(text, spot)
    stranger = bool(words) and plain(words[0]) not in rules.features and not known(words[0])
    if "" in marks:  # "Yamato Transport" is a firm: a city with a capital after it needs a cue
        city = stranger and spot.bearers[0].place.kind == "city"
        return not city or title_case(text) or _cued(rules.cue, text, spot)
    if "~" in marks:
        return not stranger and (CAPITAL_BEFORE.search(text[: spot.start]) is None or _cued(rules.cue, text, spot))
    if stranger or not marks & {"?", "!"}:
        return False
    if others and LIST.fullmatch(text, others[-1].end, spot.start):
        return True
    if "?" in marks:
        if spot.bearers[0].place.kind == "area" and text.endswith("he ", 0, spot.start):
            return True  # "the South East has 9,500"
        return (
            _cell(text, spot)
            or _host(text, spot, rules)
            or _cued(rules.cue, text, spot)
            or _neighbour(text, spot, others)
        )
    return not words and _cued(rules.strong, text, spot) and not title_case(text)


def _host(text: str, spot: Spot, rules: Context) -> bool:
    """ "The Nansha center opened": a small place describes a site."""
    return text.endswith(("he ", "'s ", "’s ", " its "), 0, spot.start) and rules.host.match(text, spot.end) is not None


def _cell(text: str, spot: Spot) -> bool:
    """True where the name fills a table's cell: "Lillehammer | 12"."""
    opened = spot.start == 0 or text.endswith(" | ", 0, spot.start)
    return opened and (text.startswith(" | ", spot.end) or (spot.start > 0 and spot.end == len(text)))


def _cued(cue: re.Pattern[str], text: str, spot: Spot) -> bool:
    return cue.search(text, max(0, spot.start - LOOK_BACK), spot.start) is not None


def _neighbour(text: str, spot: Spot, others: Sequence[Spot]) -> bool:
    """True for a small place after one of its own country: "Bergen will get two stations and Vestby one".

    In China, where cars, firms and persons have names like those of counties, only after one of its own city.
    """
    cities = {place.within for other in others for place in other.places[:1]} - {None}
    nations = {place.country for other in others for place in other.places[:1]} - {None, "CN"}
    inside = re.search(r"(?:\band|,|\bor|\bwhile|\bbut) $", text[max(0, spot.start - 7) : spot.start])
    return inside is not None and any(
        bearer.place.country in nations or bearer.place.within in cities for bearer in spot.bearers
    )


_LEADS = re.compile(r"\b(?:in|across|throughout|of|within|around|for|from) $")


def parted(text: str, spot: Spot, rules: Context) -> Spot:
    """The spot with the direction before it: "northern China" is an area of its own, "mainland China" is China."""
    place = spot.bearers[0].place
    start = text.rfind(" ", 0, max(0, spot.start - 1)) + 1
    said = text[start : spot.start].rstrip()
    word = said.lower()
    if place.kind not in ("country", "region") or word not in rules.directions:
        return spot
    if word not in rules.parts:
        return replace(spot, start=start)
    if not word.endswith("ern") and said == word and not _LEADS.search(text, max(0, start - 12), start):
        return spot  # "up north China has …"; "in southwest China" is a part of it
    if word in ("north", "south", "east", "west"):
        word += "ern"
    name = f"{word.capitalize()} {place.name}"
    known = tuple(b for b in bearers(name) if b.place.country == place.country)
    if not known and place.country is None:
        return spot
    area = Bearer(Place(name, place.country, "area", place.latitude, place.longitude), "")
    return replace(spot, start=start, bearers=known or (area,))


# ---------------------------------------------------------------- all together


def find(text: str, country: str | None = None) -> list[Found]:
    """Place names of a text in order: (start, end, who may be meant, the likeliest first). Spans never overlap.

    The span takes in "province", "district" … after the name and the larger place beside it ("Bergen, Norway"), never a
    possessive. With `country` (ISO 3166-1 alpha-2: where the text is known to play) its bearers of a name come first.
    """
    rules = context()
    found: list[Spot] = []
    for spot in joined(text, spots(text, rules), rules):
        if spot.bearers and meant(text, spot, found, rules):
            found.append(unlisted(text, spot, rules) or prefixed(text, parted(text, spot, rules), rules))
    found = sorted([*found, *unknown(text, found, rules)], key=lambda spot: spot.start)
    places = [spot.places for spot in found]
    return [(spot.start, spot.end, p) for spot, p in zip(found, _ordered(places, country), strict=True)]


def _ordered(found: list[tuple[Place, ...]], country: str | None) -> Iterator[tuple[Place, ...]]:
    """Each spot's places; those in a country or city that the text names too come first, if they are no hamlets."""
    if all(len(places) == 1 for places in found):
        yield from found
        return
    named = {places[0].name for places in found}
    nations = {places[0].country for places in found if len({p.country for p in places}) == 1}
    for places in found:
        least = _size(places[0]) / CLEAR
        yield tuple(
            sorted(
                places,
                key=lambda p: (
                    country is not None and p.country != country,
                    p is not places[0] and _size(p) < least,
                    p.within not in named or p.within == p.name and p.kind == "city",
                    p.country not in nations,
                ),
            )
            if len(places) > 1
            else places
        )


def _size(place: Place) -> float:
    if place.kind in ("country", "province", "region", "world"):
        return 1e9
    return place.population or UNKNOWN_SIZE
