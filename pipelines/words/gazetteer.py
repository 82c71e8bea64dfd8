"""The gazetteer: every place name we know, and who bears it.

One sorted file, looked up by bisection; nothing is parsed before it is asked for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast

from pipelines import DATA

Kind = Literal["world", "region", "country", "province", "city", "district", "area"]

COLUMNS = ("key", "name", "country", "kind", "latitude", "longitude", "population", "within", "mark")
FILE = DATA / "words" / "places" / "gazetteer.tsv"

#: Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
                          "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "œ": "oe", "Œ": "Oe", "’": "'", "‘": "'",
                          "ʼ": "'", "–": "-", "‑": "-", "\xa0": " "})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the map. Degrees are WGS 84; a country's or province's point is where its people live on average.

    `within` is the next larger named place in its country (a district's city, a city's province), None where that is
    the country itself. `population` is 0 where no source says it.
    """

    name: str
    country: str | None  # ISO 3166-1 alpha-2; None for the world and for regions of several countries
    kind: Kind
    latitude: float
    longitude: float
    population: int = 0
    within: str | None = None


class Bearer(NamedTuple):
    """One bearer of a name, and what it takes to be meant.

    Marks: "" nothing · "?" a cue · "!" a strong cue, since the name is a word or a surname too · "~" no capitalised
    neighbour, since persons bear it · "+" the larger place beside it · "," a comma before it · "-" never in text.
    """

    place: Place
    mark: str


class Names(NamedTuple):
    """What starts with one word: bearers by the whole name, words of the longest name, the second words there are."""

    bearers: dict[str, tuple[Bearer, ...]]
    longest: int
    seconds: frozenset[str]


def fold(text: str) -> str:
    """Text without diacritics and with plain apostrophes and hyphens: what keys of the gazetteer are written in."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text.translate(_LETTERS)) if not unicodedata.combining(c))


@cache
def _text() -> bytes:
    """The file as it is: splitting its 4 MB into lines would take 30 ms, reading takes 2."""
    return FILE.read_bytes()


def _first_line(start: bytes) -> int:
    """Offset of the first line that does not sort before `start`. Lines are sorted by the bytes of their keys."""
    text = _text()
    low, high = text.index(b"\n") + 1, len(text)  # past the heading
    while low < high:
        middle = text.rfind(b"\n", low, (low + high) // 2) + 1 or low
        if text[middle : middle + len(start)] < start:
            low = text.index(b"\n", middle) + 1
        else:
            high = middle
    return low


@lru_cache(1 << 16)
def starting_with(word: str) -> Names | None:
    """All names whose first word is this one (folded, capitals as they stand); None where there is none."""
    text, groups = _text(), dict[str, list[Bearer]]()
    for end in ("\t", " "):  # the word alone, and as the first of several
        start = (word + end).encode()
        at = _first_line(start)
        while text.startswith(start, at):
            next_line = text.index(b"\n", at) + 1
            key, bearer = _read(text[at : next_line - 1].decode())
            groups.setdefault(key, []).append(bearer)
            at = next_line
    if not groups:
        return None
    seconds = frozenset(key.split(" ", 2)[1] for key in groups if " " in key)
    return Names({key: tuple(b) for key, b in groups.items()}, max(key.count(" ") for key in groups) + 1, seconds)


def bearers(name: str) -> tuple[Bearer, ...]:
    """Everything that bears this name, in the order of preference."""
    key = fold(name)
    names = starting_with(key.split(" ", 1)[0])
    return names.bearers.get(key, ()) if names else ()


def _read(line: str) -> tuple[str, Bearer]:
    key, name, country, kind, latitude, longitude, population, within, mark = line.split("\t")
    place = Place(
        name or key,
        country or None,
        cast(Kind, kind or "city"),
        float(latitude),
        float(longitude),
        int(population or 0),
        within or None,
    )
    return key, Bearer(place, mark)


@cache
def country_names() -> dict[str, str]:
    """ISO 3166-1 alpha-2 → the country's common English name."""
    text, mark = _text(), b"country"  # without its tabs: they are everywhere and make the search slow
    names: dict[str, str] = {}
    at = text.find(mark)
    while at >= 0:
        start, end = text.rfind(b"\n", 0, at) + 1, text.index(b"\n", at)
        key, name, code, kind = text[start:end].decode().split("\t")[:4]
        if kind == "country":
            names[code] = name or key
        at = text.find(mark, end)
    return names
