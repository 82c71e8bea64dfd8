"""Places: found in text, looked up by the codebook's fields, and the smallest one that holds several.

`find` reads capitalised names, `find_demonyms` adjectives ("Norwegian"), which are weaker cues of scope: they often say
whose firm it is, not where the stations stand. Which names there are is data: data/words/places/, compiled by
build_places.py.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from pipelines import DATA
from pipelines.words.gazetteer import Place, bearers, country_names, fold
from pipelines.words.place_joints import containers, holds
from pipelines.words.place_spots import Found, find

__all__ = [
    "COUNTRY_NAMES",
    "Found",
    "Place",
    "capital",
    "find",
    "find_demonyms",
    "fold",
    "holder",
    "holds",
    "in_country",
    "is_adjective",
    "is_capital",
    "locate",
    "part_of",
    "peoples",
]


class _CountryNames(Mapping[str, str]):
    """ISO 3166-1 alpha-2 → the country's common English name; read from the gazetteer when first asked."""

    def __getitem__(self, code: str) -> str:
        return country_names()[code]

    def __iter__(self) -> Iterator[str]:
        return iter(country_names())

    def __len__(self) -> int:
        return len(country_names())


COUNTRY_NAMES: Mapping[str, str] = _CountryNames()


def in_country(places: Sequence[Place], country: str) -> Place | None:
    """The first of a name's bearers that lies in the country (ISO 3166-1 alpha-2); None where none does."""
    return next((place for place in places if place.country == country), None)


def locate(place: str | None, country: str | None) -> Place | None:
    """The place of an observation's `place` and `country`: (None, "NO") is Norway, ("Europe", None) the region.

    None where no list has it, and for (None, None). Parts of a country without a name of their own ("Northern Spain")
    get the country's point.
    """
    if place is None:
        return in_country([b.place for b in bearers(COUNTRY_NAMES.get(country or "", ""))], country or "")
    every = [bearer.place for bearer in bearers(place)]
    if country is None:
        return next((p for p in every if p.country is None), every[0] if every else None)
    exact = [p for p in every if p.country == country and p.name == place]
    found = exact[0] if exact else in_country(every, country)
    if found is None and country == "CN":  # "Macau" as one station of the Chinese count
        found = next((p for p in every if p.kind == "country" and p.country in ("HK", "MO", "TW")), None)
    if found is None and (part := re.match(r"(?:North|South|East|West|Central)\w* (.+)", place)):
        whole = locate(None, country)
        if whole and part[1] == whole.name:
            found = Place(place, country, "area", whole.latitude, whole.longitude)
    return found


def holder(places: Sequence[Place]) -> Place | None:
    """The smallest place that holds them all: themselves if one, their city, province or country, else a region.

    None for no places, and for places of several continents.
    """
    if not places:
        return None
    first = places[0]
    if all(place == first for place in places):
        return first
    for place in places:
        if all(other == place or holds(place, other) or _in_region(place, other) for other in places):
            return place
    countries = {place.country for place in places}
    if len(countries) == 1 and first.country:
        common = [name for name in containers(first) if all(name in (*containers(p), p.name) for p in places[1:])]
        return locate(common[0], first.country) if common else locate(None, first.country)
    regions = [r for r in _groups() if all(_in_region(r, place) or place == r for place in places)]
    return regions[0] if regions else None


@cache
def _members() -> dict[str, frozenset[str]]:
    """Region → ISO codes of its countries."""
    entries = tomllib.loads((DATA / "words" / "places" / "regions.toml").read_text("utf-8"))["region"]
    return {entry["name"]: frozenset(entry["holds"]) for entry in entries if "holds" in entry}


def in_region(name: str, country: str) -> bool:
    """True where a country (ISO 3166-1 alpha-2) belongs to the region of that name."""
    return country in _members().get(name, ())


def _in_region(region: Place, place: Place) -> bool:
    """True where a country, or a smaller region of several countries, lies in a region."""
    members = _members().get(region.name, frozenset())
    if place.country is None:
        parts = _members().get(place.name, frozenset())
        return region.country is None and bool(parts) and parts < members
    return region.country is None and place.country in members


#: Regions that two countries are said to share, the smallest first.
_GROUPS = ("Scandinavia", "Nordics", "Benelux", "Baltics", "Iberian Peninsula", "Southeast Asia", "Middle East",
           "Europe", "Asia", "North America", "South America", "Africa", "Oceania")  # fmt: skip


def _groups() -> list[Place]:
    return [p for name in _GROUPS if (p := locate(name, None))]


# ---------------------------------------------------------------- seats of governments


@cache
def _capitals() -> dict[tuple[str | None, str], str]:
    """(province or None, country) → its capital."""
    table = tomllib.loads((DATA / "words" / "places" / "capitals.toml").read_text("utf-8"))
    found: dict[tuple[str | None, str], str] = {(None, code): name for code, name in table["countries"].items()}
    for code, names in table["provinces"].items():
        found.update({(province, code): name for province, name in names.items()})
    return found


def capital(place: Place) -> Place | None:
    """The capital of a country or province."""
    if place.country is None or place.kind not in ("country", "province"):
        return None
    name = _capitals().get((None if place.kind == "country" else place.name, place.country))
    return locate(name, place.country) if name else None


def is_capital(place: Place, of_country: bool = False) -> bool:
    """True for the seat of the government of a country or province; with `of_country`, of a country alone."""
    if of_country:
        return _capitals().get((None, place.country or "")) == place.name
    return any(name == place.name and code == place.country for (_, code), name in _capitals().items())


def part_of(direction: str, country: Place) -> Place:
    """ "South", France → Southern France; a part with a name of its own where the lists have it."""
    word = direction.replace("-", "")
    name = f"{(word + 'ern' if word in ('north', 'south', 'east', 'west') else word).capitalize()} {country.name}"
    known = in_country([b.place for b in bearers(name)], country.country or "")
    return known or Place(name, country.country, "area", country.latitude, country.longitude)


# ---------------------------------------------------------------- adjectives


#: A capitalised word, which an adjective of a place begins with.
_CAPITAL = re.compile(r"[A-Z](?<!\w.)[a-z]+")


@cache
def _demonyms() -> dict[str, tuple[tuple[str, str | None, str | None], ...]]:
    """First word of an adjective → the adjectives that begin with it, the longest first, with name and country."""
    table = tomllib.loads((DATA / "words" / "places" / "demonyms.toml").read_text("utf-8"))
    every: list[tuple[str, str | None, str | None]] = []
    every += [(word, None, code) for code, words in table["countries"].items() for word in words]
    every += [(word, name, None) for name, words in table["regions"].items() for word in words]
    every += [(word, None, code) for code, words in table["peoples"].items() for word in words]
    every += [
        (w, name, code) for code, names in table["provinces"].items() for name, words in names.items() for w in words
    ]
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for each in sorted(every, key=lambda e: -len(e[0])):
        found.setdefault(each[0].split(" ")[0], []).append(each)
    return {first: tuple(group) for first, group in found.items()}


_locate = cache(locate)


def is_adjective(text: str) -> bool:
    """True for "Chinese", "South Korean"."""
    return any(word == text for word, _, _ in _demonyms().get(text.split(" ")[0], ()))


@cache
def peoples() -> frozenset[str]:
    """ "Norwegians", "Danes": who lives in a country."""
    table = tomllib.loads((DATA / "words" / "places" / "demonyms.toml").read_text("utf-8"))
    return frozenset(word for words in table["peoples"].values() for word in words)


def find_demonyms(text: str) -> list[tuple[int, int, Place]]:
    """Adjectives of places in the text: (start, end, the country or region). "Chinese" → China, "European" → Europe."""
    table = _demonyms()
    found: list[tuple[int, int, Place]] = []
    for match in _CAPITAL.finditer(text):
        start = match.start()
        for word, name, code in table.get(match[0], ()):
            end = start + len(word)
            if text.startswith(word, start) and not text[end : end + 1].isalnum():
                place = _locate(name, code) if not found or start >= found[-1][1] else None
                if place is not None:
                    found.append((start, end, place))
                break
    return found
