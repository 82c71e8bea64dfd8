"""What stands around a place name and decides whether it is one: data/words/places/context.toml as patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from pipelines import DATA
from pipelines.words.gazetteer import Kind, fold

#: Capital letters of Latin script, for character classes: `re` has no \p{Lu}.
UPPER = "A-Z" + "".join(chr(c) for c in range(0xC0, 0x250) if chr(c).isupper())

#: A capitalised word: "Oslo", "Xi’an's", "Beijing-Tianjin-Hebei", "U.S.", "St." before a name.
CAPITALISED = re.compile(rf"[{UPPER}](?<![\w'’].)(?:\.(?:[A-Z]\.)+|(?<=[SMF])te?\. (?=[{UPPER}])|\w*(?:['’ʼ–-]\w+)*)")

#: Capitalised words that follow a name directly: "Shanghai[ Auto Show]".
RUN = re.compile(rf"(?: (?:& )?[{UPPER}][\w&'’-]*)+")

#: A capitalised word directly before: "[William ]Lincoln".
CAPITAL_BEFORE = re.compile(rf"[{UPPER}][\w'’-]* $")

#: Nouns of places: "the city of", ", a town in".
_SORT = (
    "city|town|village|port|suburb|resort|capital|municipality|metropolis|hub|seat|borough|district|county|area|province"
    "|state|canton|prefecture|region|island|peninsula|emirate|territory"
)

#: What joins a place to the larger one that holds it: "Bergen, Norway", "Lier (Norway)", "Minhang of Shanghai", cells,
#: "Sanya on the island of Hainan", "Wuhan, capital of central China's Hubei", "Ulm, a town in the south of Germany".
JOINT = re.compile(
    rf",? (?:in|of|on) (?:the )?(?:(?:[\w-]+ ){{0,5}}(?:{_SORT}) of )?"
    rf"|, (?:(?:a|an|the|one of the) )?(?:[\w'’-]+ ){{0,3}}(?:{_SORT}) (?:in|of|on|under|administered by) (?:[\w-]+ ){{0,4}}"
    r"|,? (?:in )?(?:the )?|,? ?\(| \| |['’]s? "
)

#: What stands between the places of a list.
LIST = re.compile(r",? (?:and|or|as well as|to|&) (?:in |near |from )?(?:the )?|, (?:in )?(?:the )?|/")

_POSSESSIVE = re.compile(r"['’]s?$")


class Tail(NamedTuple):
    """A generic word after a name ("Jiading[ district]"): its end, the kinds it allows, whether it proves a place."""

    end: int
    kinds: frozenset[Kind]
    proves: bool


@dataclass(frozen=True)
class Context:
    """The lists of context.toml, compiled."""

    cue: re.Pattern[str]  # ends where the name starts
    strong: re.Pattern[str]
    tail: re.Pattern[str]
    tails: dict[str, frozenset[Kind]]
    features: frozenset[str]
    organisations: frozenset[str]
    of_organisation: re.Pattern[str]
    phrases: dict[str, tuple[str, ...]]  # by first word
    hyphened: frozenset[str]
    road: re.Pattern[str]
    roads: frozenset[str]
    firms: frozenset[str]  # after a place that only describes them
    no_scope: frozenset[str]  # after a place that they make part of another name
    scenes: frozenset[str]  # before "in" and a place where no station stands
    direction: re.Pattern[str]
    directions: frozenset[str]
    parts: frozenset[str]
    stop: frozenset[str]
    counties: frozenset[str]  # countries where "X county" or "X district" may be called after the town X
    unlisted: re.Pattern[str]
    host: re.Pattern[str]  # what a place's name may describe: "the Nansha[ center]"
    unknown: re.Pattern[str]  # a name that no list has, where a place's name would stand
    cell: re.Pattern[str]
    county: re.Pattern[str]  # "Kern County"
    apposed: re.Pattern[str]  # "Te Anau, the gateway to …": a name that a common noun explains
    prefixes: frozenset[str]  # words that begin names of several words: "Fort"

    def tail_after(self, text: str, end: int) -> Tail | None:
        """The generic word right after a name that ends at `end`."""
        found = self.tail.match(text, end)
        if not found:
            return None
        word = found[1].lower()
        return Tail(found.end(), self.tails[word], word not in _VAGUE)


#: Tails that any firm's area or world's region may have: they belong to the span but prove no place.
_VAGUE = frozenset({"region", "area", "state", "island", "quarter"})


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def context() -> Context:
    """The lists, read and compiled once."""
    lists = tomllib.loads((DATA / "words" / "places" / "context.toml").read_text("utf-8"))
    cues, organisations, stop = lists["cues"], lists["organisations"], lists["stop"]
    skip = rf"(?:(?:{_either(cues['skip'])}) )*"
    tails: dict[str, set[Kind]] = {}
    for kind, words in lists["tails"].items():
        for word in words if kind not in ("examples", "refuses", "counties") else ():
            tails.setdefault(word, set()).add(kind)
    phrases: dict[str, list[str]] = {}
    for phrase in organisations["phrases"]:
        phrases.setdefault(phrase.split(" ")[0], []).append(phrase)
    name = rf"[{UPPER}][\w'’-]+(?: [{UPPER}][\w'’-]+){{0,2}}"
    directions = lists["directions"]
    return Context(
        cue=re.compile(
            rf"(?:^|(?<=\W))(?:(?i:{_either(cues['strong'] + cues['weak'])}) {skip}"
            rf"|(?i:{_either(cues['kinds'])}) (?:such as|like|including|namely|of) )$"
        ),
        strong=re.compile(rf"(?:^|(?<=\W))(?:{_either(cues['strong'])}) {skip}$"),
        tail=re.compile(rf" ((?i:{_either(tails)}))(?![\w-])"),
        tails={word: frozenset(kinds) for word, kinds in tails.items()},
        features=frozenset(lists["features"]["words"]),
        organisations=frozenset(organisations["after"]),
        of_organisation=re.compile(
            rf"\b(?:{_either(organisations['before'])}) (?:of|for) (?:the )?(?:(?:[{UPPER}]\w*,?|and|of|for|&) ){{0,6}}$"
        ),
        phrases={first: tuple(sorted(group, key=len, reverse=True)) for first, group in phrases.items()},
        hyphened=frozenset(lists["hyphens"]["words"]),
        road=re.compile(rf"(?: [\w-]+)?? (?i:{_either(lists['roads']['words'])})\b"),
        roads=frozenset(lists["roads"]["words"]),
        firms=frozenset(lists["firms"]["words"]),
        no_scope=frozenset(lists["no_scope"]["words"]),
        scenes=frozenset(lists["scenes"]["words"]),
        direction=re.compile(rf"\b(?:((?i:{_either(directions['whole'])})|(?i:{_either(directions['part'])}))) $"),
        directions=frozenset(directions["part"] + directions["whole"]),
        parts=frozenset(directions["part"]),
        stop=frozenset(word for kind in ("calendar", "function", "brands", "held") for word in stop[kind]),
        counties=frozenset(lists["tails"]["counties"]),
        unlisted=re.compile(rf"\b(?:(?:in|near|outside|around|at) ({name})(?:,| in) $)"),
        host=re.compile(rf" (?:{_either(lists['hosts']['words'])})\b"),
        unknown=re.compile(
            rf"(?<![\w-])(?:in|near|outside|around|at) (?:the |neighbou?ring |nearby )?((?!(?:{_either(lists['hosts']['never'])})\b){name})(?:(?=[,.;:)—–]|$)| (?:in|on|and|this|last|today|to|will|has|had|where|which|is|was|by|with|since|went|opened|a|the|at|district|county|municipality)\b)"
        ),
        cell=re.compile(rf"(?:^|\| )({name}) \| $"),
        county=re.compile(rf"(?<![\w-])([{UPPER}][\w'-]+(?: [{UPPER}][\w'-]+)? County)(?![\w-])(?! [{UPPER}])"),
        apposed=re.compile(
            rf"(?<![\w-])({name}), (?:a|an|the) (?:[\w-]+ ){{0,2}}(?:{_either(lists['apposed']['words'])})\b"
        ),
        prefixes=frozenset(lists["prefixes"]["words"]),
    )


def plain(word: str) -> str:
    """A word as keys of the gazetteer have it: folded, without its possessive."""
    return _POSSESSIVE.sub("", fold(word))
