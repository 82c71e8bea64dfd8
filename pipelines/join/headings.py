"""What a heading, a row's label or the sentence that presents a table says: the noun, whose, where, when, and how."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.join.closed import FUNCTION
from pipelines.join.metric import COUNTED, metric_of
from pipelines.join.pointers import Where, where
from pipelines.model import Noun, Span, When

Find = Callable[[str], list[Span]]

#: Units whose columns and rows count none of the metrics.
OTHER_UNITS = frozenset(
    {
        "percent",
        "money",
        "power",
        "energy",
        "distance",
        "mass",
        "cars",
        "people",
        "places",
        "firms",
        "batteries",
    }
)

_SCALES = (
    (re.compile(r"\b10,?000s\b|万|\bunits?\s*(?::|of|in)\s*(?:10,?000|ten\s+thousand)\b", re.IGNORECASE), 10_000),
    (re.compile(r"['’]000s?\b|\b(?:in\s+)?thousands?\b|\bx\s?1,?000\b|\bunits?\s*:\s*1,?000\b", re.IGNORECASE), 1000),
    (re.compile(r"\b(?:in\s+)?millions?\b", re.IGNORECASE), 10**6),
)
_NEW = re.compile(
    r"\b(?:new|newly|added|additions?|net\s+(?:increase|growth|change)|increase|change|openings?|growth)\b",
    re.IGNORECASE,
)
_BASE = re.compile(r"\b(?:from|vs|versus|compared|than|against)\b", re.IGNORECASE)
_ROAD = re.compile(r"\s*(?:[AGMSE]\d{1,4}|I-\d{1,3})\s+[A-Z][\w’' ]*[-–][A-Z]")  # "G2 Beijing-Shanghai": no place
_JOINT = re.compile(r"\bjoint\b(?!\s+ventures?)", re.IGNORECASE)
_AT_END = re.compile(r"\b(?:month|quarter|year)[ -]end\b|\bat the end\b", re.IGNORECASE)
_PER = re.compile(
    r"^(?:days|hours|minutes|seconds|weeks)\b|\b(?:per|average|avg|rank|ratio|share|yoy|y/y|mom|possible|potential|capacity|maximum)\b|%",
    re.IGNORECASE,
)
_POWER = re.compile(
    r"(?<!\d)(?:(?P<low>\d{1,4})\s?(?:-|–|to|and)\s?)?(?P<high>\d{1,4})\s?-?\s?kW\b(?P<over>\s(?:and|or)\s(?:above|more|over|higher|up)|\+)?"
)
_OVER = re.compile(r"(?:>|≥|over|above|from|at least|more than)\s*$", re.IGNORECASE)
_UNDER = re.compile(r"(?:<|≤|under|below|up to|less than)\s*$", re.IGNORECASE)

#: Headings that count sites, where "Location" says where.
_LOCATIONS = ("locations", "charging locations")

#: kW: up to here a charger gives alternating current; from there on it is a fast one (the usual classes of registers).
AC_UP_TO, FAST_FROM = 22, 50


@dataclass(frozen=True)
class Said:
    """What some words of a table say; None and False where they say nothing of it."""

    words: str
    noun: Noun | None = None  # its class may be unsaid: "of which fast"
    kinds: frozenset[str] = frozenset()  # kinds without a head: "Supercharging" as a row's label
    segments: tuple[str, ...] = ()
    operator: str | None = None
    place: Where | None = None
    whens: tuple[When, ...] = ()
    base: When | None = None  # what a change is measured against: "Change from May"
    planned: bool = False
    future: bool = False  # it says "will": what the whole table gives is to come
    added: bool = False
    removed: bool = False
    other: bool = False  # another unit, a share, an average
    unread: bool = False  # it has words that nothing explains
    scale: int = 1

    @property
    def when(self) -> When | None:
        """The first date."""
        return self.whens[0] if self.whens else None

    @property
    def plain(self) -> bool:
        """True where the words only place a number (a date, a place, an operator), or are empty."""
        return not (self.other or self.unread) and bool(
            self.operator or self.place or self.when or self.kinds or self.segments
        )


def read_said(words: str, keys: Mapping[str, Noun], find: Find) -> Said:
    """What a heading or a label says; `keys` are the abbreviations that the text explains."""
    spans = find(words)
    nouns = [s.value for s in spans if isinstance(s.value, Noun)]
    said = Said(
        words,
        noun=_noun(words, nouns, keys),
        kinds=frozenset().union(*(n.kinds for n in nouns)),
        segments=tuple(dict.fromkeys([*(x for n in nouns for x in n.segments), *_segments(spans)])),
        operator=next((str(s.value) for s in spans if s.kind == "operator"), None),
        place=next((where(s.value[0]) for s in spans if s.kind == "place" and isinstance(s.value, tuple)), None),
        whens=tuple(s.value for s in spans if isinstance(s.value, When) and s.value.unit != "none"),
        planned=any(s.kind == "plan" or (s.kind == "mood" and s.value in ("will", "ahead")) for s in spans),
        future=any(s.kind == "mood" and s.value == "will" for s in spans),
        added=_says_added(words, spans),
        removed=any(s.kind == "verb" and s.value == "remove" for s in spans),
        other=bool(_PER.search(words)) or (words.strip().lower() not in _LOCATIONS and any(map(_other_unit, spans))),
        unread=any(s.kind == "word" and s.value not in FUNCTION and len(str(s.value)) > 2 for s in spans),
        scale=next((scale for pattern, scale in _SCALES if pattern.search(words)), 1),
    )
    if said.place is not None and _ROAD.match(words):
        said = replace(said, place=None, segments=(*said.segments, "highway"))
    if said.added and said.whens and _BASE.search(words) and len(said.whens) == 1:
        said = replace(said, whens=(), base=said.whens[0])
    if _JOINT.search(words):
        said = replace(said, segments=(*said.segments, "partner"))
    if said.place is None and (
        scope := next((s for s in spans if s.kind == "scope" and str(s.value)[0].isupper()), None)
    ):
        said = replace(said, place=(str(scope.value), None))
    return _of_power(said)


def _says_added(words: str, spans: Sequence[Span]) -> bool:
    """ "New stations", "Built in 2025": a word of growth or a participle, and no state at the end of a period."""
    if any(isinstance(s.value, When) and s.value.edge == "end" for s in spans) or _AT_END.search(words):
        return bool(re.match(r"\s*(?:new|added)\b", words, re.IGNORECASE))
    built = (s for s in spans if s.kind == "verb" and s.value == "add")
    return bool(_NEW.search(words)) or any(words[s.start : s.end].endswith(("ed", "ilt", "ade")) for s in built)


def _other_unit(span: Span) -> bool:
    return span.kind == "unit" and span.value in OTHER_UNITS and span.end - span.start > 1


def _segments(spans: Sequence[Span]) -> list[str]:
    return [str(s.value) for s in spans if s.kind == "segment"]


def _noun(words: str, nouns: Sequence[Noun], keys: Mapping[str, Noun]) -> Noun | None:
    """The noun by the key that the text gives ("Chargers stands for …"), else by the words themselves."""
    bare = re.sub(r"\s*\([^)]*\)", "", words).strip().lower()
    if bare in keys:
        noun = keys[bare]
        return noun._replace(kinds=noun.kinds | {"third_party"}) if bare.startswith("third") else noun
    if bare in _LOCATIONS:
        return Noun("site", frozenset({"charging"} if "charging" in bare else ()), (), True, bare)
    for noun in nouns:
        if noun.noun_class in ("gas", "network"):
            continue
        if noun.noun_class is None and "third_party" in noun.kinds:
            noun = noun._replace(noun_class="post")
        elif noun.noun_class == "swap" and noun.head == "swap":
            noun = noun._replace(noun_class="site")
        elif not noun.kinds and noun.noun_class == "post":
            noun = noun._replace(kinds=frozenset({"charging"}))
        return noun
    return None


def _of_power(said: Said) -> Said:
    """A class of power as registers have it: "3 to 8 kW" is alternating current, "50 kW and above" is fast."""
    match = _POWER.search(said.words)
    if match is None:
        return said
    before = said.words[: match.start()]
    low = int(match["low"] or (match["high"] if match["over"] or _OVER.search(before) else 0))
    high = int(match["high"]) if match["low"] or _UNDER.search(before) else None
    said = replace(said, other=bool(_PER.search(said.words)))
    if low >= FAST_FROM:
        return replace(said, kinds=said.kinds | {"fast"})
    return replace(said, segments=(*said.segments, "ac")) if high is not None and high <= AC_UP_TO else said


#: "Chargers stands for supercharging stations", "Swap = battery swap stations", "Third Party refers to …"
_KEY = re.compile(
    r"(?:^|[\s“\"(,;])(?:the\s+)?([A-Z][\w-]*(?:\s[A-Z][\w-]*)?)[”\"]?\s*(?:=|:|are|is|stands?\s+for|refers?\s+to|means?|denotes?|counts?"
    r"|covers?|gives?)\s+(?:the\s+number\s+of\s+|those\s+of\s+)?([^,.;=]+?)(?=,|\.|;|\sand\s+(?:the\s+)?[A-Z]|$)"
)


def read_keys(paragraphs: Sequence[str], find: Find) -> dict[str, Noun]:
    """The key of a table as the text gives it: heading, lower-case → what it counts."""
    keys: dict[str, Noun] = {}
    for text in paragraphs:
        for match in _KEY.finditer(text):
            for span in find(match.group(2)):
                noun = span.value
                if isinstance(noun, Noun) and noun.noun_class in COUNTED and metric_of(noun):
                    keys.setdefault(match.group(1).lower(), noun)
                    break
    return keys
