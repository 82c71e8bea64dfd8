"""Noun → metric: which of the codebook's metrics a noun names by its class and kinds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from pipelines.join.clauses import Parsed
from pipelines.model import Noun
from pipelines.words import metric_table, singular

COUNTED = ("site", "post", "swap", "session")

#: Kinds of charging, which one station can be of at once.
CHARGING = frozenset({"charging", "destination", "fast"})

#: Which kind wins where a noun names several: the narrower one.
_ORDER = ("third_party", "both", "destination", "fast", "swap", "charging")


@lru_cache(maxsize=1_000)
def metric_of(noun: Noun) -> str | None:
    """The metric of a noun; None where its kind is unsaid."""
    kinds = set(noun.kinds)
    if noun.noun_class == "site" and "swap" in kinds and kinds - {"swap"}:
        kinds = {"both"}
    if noun.noun_class in ("site", "post") and {"fast", "destination"} <= kinds:
        kinds = {"charging"}
    if noun.noun_class == "post" and "swap" in kinds:
        kinds.discard("swap")
    named = (_metrics().get((noun.noun_class, kind)) for kind in _ORDER if kind in kinds)
    return next((ident for ident in named if ident), "charging_sessions" if noun.noun_class == "session" else None)


@cache
def _metrics() -> dict[tuple[str | None, str], str]:
    """(class, kind) → metric, as data/words/metrics.toml has them."""
    found: dict[tuple[str | None, str], str] = {}
    for ident, entry in metric_table().items():
        kinds = entry["kinds"]
        for kind in kinds if isinstance(kinds, list) else ():
            found.setdefault((str(entry["class"]), str(kind)), ident)
    return found


def specific(noun: Noun) -> bool:
    return bool(noun.kinds - {"charging"})


def before(parsed: Parsed, at: int) -> Iterator[tuple[int, Noun]]:
    """Nouns of the sentence before `at`, the nearest first."""
    for i, noun in reversed(parsed.nouns):
        if i < at:
            yield i, noun


def counted_as(noun: Noun) -> Noun | None:
    """A noun as something that can be counted: a swap network's number is that of its stations, a map has none."""
    if noun.noun_class == "network" and noun.kinds and noun.head != "map":
        noun = noun._replace(noun_class="site")
    return noun if noun.noun_class in COUNTED and metric_of(noun) is not None else None


#: Heads that name a charging site only where an earlier noun with the same head does: "charging parks … 158 parks".
WEAK = frozenset({"park", "center", "centre", "depot", "cabinet"})


def weak(noun: Noun) -> bool:
    """True for a noun that alone says nothing of charging."""
    return not noun.kinds and singular(noun.head.split()[-1]) in WEAK


def same_head(one: Noun, other: Noun) -> bool:
    """True where two nouns have the same last word: "charging points" and "points"."""
    return one.noun_class == other.noun_class and singular(one.head.split()[-1]) == singular(other.head.split()[-1])
