"""The word lists of data/words as one matcher: longest wording wins, plural and hyphen forms are the same word.

A list is TOML: `[kind.id]`, then one line for each wording with the example that proves it, the wording in
brackets; `refuses` lists phrases in which the id must not be found; keys whose value has no brackets (`label`,
`meaning`, `name` …) describe the id. Wordings with a capital letter are names and match with their capitals only.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines import DATA

#: Plurals that are other words than their singulars: "new ones" counts nothing, "one" does.
KEPT = frozenset({"ones", "times"})

#: Plurals that the endings below would cut wrongly.
IRREGULAR = {"buses": "bus", "evs": "ev"}

#: A word (with inner apostrophe), a possessive, or one other sign. Hyphens part words: "battery-swap" is two.
TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:[’'](?![sS]\b)[^\W\d_]+)*|[’'][sS]\b|\d+|[^\w\s]|_")

LISTS = ("nouns", "segments", "qualifiers", "numerals", "cues", "refusals", "operators", "firms", "sources")


class Wording(NamedTuple):
    """One wording of one id. `words` are singular and lower-case; `exact` keeps the capitals of a name."""

    words: tuple[str, ...]
    kind: str
    id: str
    exact: tuple[str, ...] | None
    example: str
    text: str


class Operator(NamedTuple):
    """Who runs a network, as the `operators` table shows it."""

    id: str
    name: str
    country: str | None
    parent: str | None
    network: str | None  # "fast" where all its chargers are fast ones, "swap" where all its stations swap
    province: str | None = None  # of a network that does not leave its province


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """Lower-case and without the plural ending; applied to lists and texts alike, so it need not be English."""
    word = word.lower().replace("’", "'")
    if word in KEPT or word in IRREGULAR:
        return IRREGULAR.get(word, word)
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su":
        return word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return word


@cache
def read_list(name: str) -> dict[str, dict[str, dict[str, object]]]:
    """One TOML list: kind → id → wordings and description."""
    with open(DATA / "words" / f"{name}.toml", "rb") as file:
        return tomllib.load(file)


def wordings(name: str) -> list[Wording]:
    """All wordings of a list, in its order."""
    found = []
    for kind, ids in read_list(name).items():
        for ident, entry in ids.items():
            for text, example in entry.items():
                if isinstance(example, str) and "[" in example:  # all other keys describe the id
                    found.append(_wording(kind, ident, text, example))
    return found


def _wording(kind: str, ident: str, text: str, example: str) -> Wording:
    parts = [p for p in TOKEN.findall(text) if p != "-"]
    exact = tuple(parts) if any(c.isupper() for c in text) else None
    return Wording(tuple(map(singular, parts)), kind, ident, exact, example, text)


@cache
def lexicon() -> dict[str, dict[str, list[Wording]]]:
    """First word → second word → the wordings that begin so, longest first; those of one word stand with each second
    word, and alone at the empty one."""
    index: dict[str, dict[str, list[Wording]]] = {}
    for name in LISTS:
        for wording in wordings(name):
            second = wording.words[1] if len(wording.words) > 1 else ""
            index.setdefault(wording.words[0], {}).setdefault(second, []).append(wording)
    for seconds in index.values():
        alone = seconds.get("", [])
        for second, entries in seconds.items():
            entries += alone if second else []
            entries.sort(key=lambda w: (-len(w.words), w.exact is None))
    return index


def match(parts: Sequence[str], normal: tuple[str, ...], at: int) -> tuple[Wording, int] | None:
    """The longest wording that begins at token `at`, and the index after it. Hyphens inside a wording are skipped."""
    seconds = lexicon().get(normal[at])
    if seconds is None:
        return None
    follows = at + 1
    if follows < len(normal) and normal[follows] == "-":
        follows += 1
    second = normal[follows] if follows < len(normal) else ""
    for wording in seconds.get(second) or seconds.get("") or ():
        end = at + len(wording.words)
        here = normal[at:end]
        if "-" not in here:
            if here == wording.words and (wording.exact is None or all(map(_same_case, parts[at:end], wording.exact))):
                return wording, end
            continue
        end = at
        for n, word in enumerate(wording.words):
            if n and end < len(normal) and normal[end] == "-":
                end += 1
            if end >= len(normal) or normal[end] != word:
                break
            if wording.exact and not _same_case(parts[end], wording.exact[n]):
                break
            end += 1
        else:
            return wording, end
    return None


def _same_case(part: str, name: str) -> bool:
    """True where a name stands in its own capitals, all in capitals, or (longer names) with its first letter large."""
    if not name[0].isupper():
        return True
    part = part[: len(name)]  # the plural of a name keeps its capitals: "GoStations"
    return part in (name, name.upper()) or (part[0].isupper() and len(name) > 3 and part.lower() == name.lower())


def beside(ident: str, text: str, last: bool) -> bool:
    """True where the words of data/words/newcomers.toml stand in a text; `last`: where the text ends with them."""
    return _stands(ident, text, last) if len(text) < 30 else bool(_beside(ident, last).search(text.lower()))


@lru_cache(maxsize=20_000)
def _stands(ident: str, text: str, last: bool) -> bool:
    """One word is asked for over and over."""
    return bool(_beside(ident, last).search(text.lower()))


@cache
def _beside(ident: str, last: bool) -> re.Pattern[str]:
    entry = read_list("newcomers")["beside"][ident]
    choices = "|".join(text for text, example in entry.items() if isinstance(example, str) and "[" in example)
    return re.compile(rf"(?<![\w-])(?:{choices})" + (r"\s*$" if last else r"(?![\w-])"))


@cache
def vocabulary(ident: str) -> frozenset[str]:
    """The words of one role of data/words/roles.toml, singular and lower-case."""
    entry = read_list("roles")["role"][ident]
    return frozenset(singular(text) for text, example in entry.items() if isinstance(example, str) and "[" in example)


@cache
def metric_table() -> dict[str, dict[str, object]]:
    """The metrics of the codebook in its order: label, unit, counts, parent."""
    with open(DATA / "words" / "metrics.toml", "rb") as file:
        return tomllib.load(file)


def metric_ids() -> tuple[str, ...]:
    """Ids of the metrics, in the codebook's order."""
    return tuple(metric_table())


def segment_ids() -> tuple[str, ...]:
    """Ids of the segments, in the codebook's order."""
    return tuple(read_list("segments")["segment"])


@cache
def operator_info(ident: str) -> Operator:
    """What the list knows of an operator; a name made from the id where it knows none."""
    entry = read_list("operators")["operator"].get(ident, {})

    def text(key: str) -> str | None:
        value = entry.get(key)
        return value if isinstance(value, str) else None

    name = text("name") or ident.replace("_", " ").title()
    return Operator(ident, name, text("country"), text("parent"), text("network"), text("province"))
