"""The capitalised names of an article that no list knows, and what speaks against a name being an operator's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.join.closed import FUNCTION
from pipelines.join.people import FIRM, like_a_person, names_of_people
from pipelines.model import Sentence, Span
from pipelines.words import beside, places

_WORD = r"(?:[A-Z]|[a-z]{1,3}[A-Z])[\w&+.\-]*"
_RUN = re.compile(
    rf"(?<![\w’'&+.-]){_WORD}(?:\s(?:(?:&|van|von|van der|van den|de|del|di|da|bin|al)\s)?{_WORD}|\s\d\w*(?=\s[A-Z]))*"
)
_TOKEN = re.compile(r"\S+")
_HYPHENED = re.compile(r"-(?:based|listed|headquartered|owned|backed|made|style|led|born|traded|funded|area|wide)\b")
_LEGAL = re.compile(
    r"\s(?:Inc|AG|GmbH|Ltd|Limited|Co|Corp|Corporation|plc|PLC|SE|AS|ASA|A/S|AB|Oyj?|BV|B\.V|NV|N\.V|SA|S\.A|SpA|S\.p\.A"
    r"|SAS|Sarl|SL|Pty|LLC|LP|Holdings?|Group|& Co)\.?$"
)

#: Letters that are no names by themselves.
_LETTERS = frozenset(
    "EV EVs EU US UK USA UAE AC DC HPC NEV NEVs BEV BEVs CEO CFO COO CTO CPO CPOs IPO AI VW SUV kW MW kWh GWh MWh Auto CCS CCS1 CCS2 CHAdeMO NACS MCS NEVI".split()
)

#: A car's model, a place, an office: "SU7", "King Road", "Energy Agency".
_MODEL = re.compile(
    r"^[A-Z]{1,3}\s?-?\d+\w*\b|^(?:\w+\s)?Day$|^Model\b|^(?:Ltd|Inc|Co|Corp|OR)$"
    r"|(?:^|\s)(?:City|Airport|Park|Road|Street|Bay|Island|Cent(?:er|re)|University|Ministry|Association|Act|Council|Department"
    r"|Agency|Commission|Institute|Authority|Agenda|Alliance|Initiative|Fund|Festival|Plan|Program(?:me)?|Industry|District|County|Province|Port)$"
)

#: Kinds of spans that are no part of an unknown name.
_KNOWN = frozenset(
    {"date", "operator", "place", "body", "firm", "number", "ordinal", "scope", "industry", "more", "ana"}
)

#: Words at the head of a sentence that begin no name.
_OPENERS = frozenset(
    {
        "what",
        "together",
        "how",
        "why",
        "if",
        "even",
        "meanwhile",
        "today",
        "here",
        "one",
        "most",
        "many",
        "some",
        "such",
        "last",
        "upon",
        "nevertheless",
        "moreover",
        "furthermore",
        "instead",
        "still",
        "north",
        "south",
        "east",
        "west",
    }
)

_OF_TITLE = frozenset({"verb", "plan", "mood", "credit", "qualifier", "count", "link", "rate"})


@dataclass(frozen=True)
class Name:
    """An unknown name where it stands, with what its words and the article say of it."""

    key: str  # as written, legal endings off
    sentence: int
    start: int
    end: int
    first: bool  # at the start of its sentence, or in a headline in capitals
    sure: bool  # it is a name: it stands capitalised inside a sentence as well, or its letters say so
    person: bool
    place: bool
    common: bool = False  # the article has the word in small letters too
    firm: bool = False  # the lists know it as a supplier, host, investor or maker of cars

    def refused(self, strong: bool, clear: bool = False) -> bool:
        """True where a name is a person's, a place's or a mere capitalised word. `strong`: the words say that it runs a
        network; `clear`: they show that it is one firm's name."""
        if self.person or (self.place and not strong):
            return True
        if clear and not self.common and not self.key.endswith("s"):
            return False
        if not strong and not self.firm and like_a_person(self.key):
            return True  # as well a person's
        return self.first and not self.sure and not strong


def names(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> list[Name]:
    """The unknown names of an article in their order, each with what speaks against it."""
    found = [(n, a, b, first) for n, s in enumerate(sentences) for a, b, first in _runs(s.text, spans[n])]
    keys = [_key(sentences[n].text[a:b]) for n, a, b, _ in found]
    inside = {key for key, (*_, first) in zip(keys, found, strict=True) if not first}
    listed = [(n, s) for n, each in enumerate(spans) for s in each if s.kind in _KNOWN]
    known = {sentences[n].text[s.start : s.end] for n, s in listed}
    countries = _countries()
    small = frozenset(w for s in sentences for w in _SMALL.findall(s.text))
    often = _often(keys, small)
    people = names_of_people(
        [
            (key, text[max(0, a - 40) : a], text[b : b + 60])
            for key, (n, a, b, _) in zip(keys, found, strict=True)
            for text in (sentences[n].text,)
        ]
    )
    out = []
    for key, (n, a, b, first) in zip(keys, found, strict=True):
        text = sentences[n].text
        if not key or key in known or key in countries or _TICKER.search(text[max(0, a - 12) : a]):
            continue
        out.append(
            Name(
                key=key,
                sentence=n,
                start=a,
                end=b,
                first=first,
                sure=key in inside or key in often or bool(FIRM.search(key)) or " " in key,
                person=key in people,
                common=key.lower() in small,
                place=_cut(text[max(0, a - 30) : a])
                or bool(_IN.search(text[max(0, a - 30) : a]))
                and text[b : b + 1] not in ("’", "'"),
            )
        )
    out += [
        Name(
            sentences[n].text[s.start : s.end],
            n,
            s.start,
            s.end,
            first=False,
            sure=True,
            person=False,
            place=False,
            firm=True,
        )
        for n, s in listed
        if s.kind == "firm" and s.value in ("host", "carmaker")
    ]
    at_places = {n.key for n in out if n.place}
    return [n if n.place == (n.key in at_places) else replace(n, place=not n.place) for n in out]


@cache
def _countries() -> frozenset[str]:
    return frozenset(places.COUNTRY_NAMES.values())


#: A label ahead of a sentence: "2024: Customers complete …".
_LABEL = re.compile(r"^(?:\w+\s){0,2}\w+:\s")

_BEFORE = re.compile(r"\b([A-Z][\w-]*)\s$")


def _cut(before: str) -> bool:
    """True for the rest of a longer name, "Li MEGA": the word before is capitalised and describes no firm."""
    word = _BEFORE.search(before)
    return bool(word) and before.strip() != word[1] and not beside("company", word[1], last=True) if word else False


_SMALL = re.compile(r"\b[a-z]+\b")


def _often(keys: Sequence[str], small: frozenset[str]) -> frozenset[str]:
    """Names that an article has more than once and never in small letters."""
    return frozenset(k for k, n in Counter(keys).items() if n > 1 and k.lower() not in small and not k.endswith("s"))


#: An exchange before its ticker: "(NASDAQ: LI".
_TICKER = re.compile(r"[A-Z]{2,}:\s*$")

_IN = re.compile(
    r"(?<!stake )(?<!shares )(?<!share )(?<!invest )(?<!invested )(?<!investment )(?<!interest )(?<!majority )(?<!investor )(?<!investors )\b(?:in|near|around|outside|between|across)\s$",
    re.IGNORECASE,
)


def without_legal(name: str) -> str:
    """A firm's name without its legal endings: "Volta Grid GmbH & Co" is "Volta Grid"."""
    while (cut := _LEGAL.sub("", name)) != name:
        name = cut.rstrip(".,")
    return name


def _key(words: str) -> str:
    key = without_legal(words.rstrip(".-"))
    return "" if len(key) < 2 or key in _LETTERS or _MODEL.search(key) else key


def _runs(text: str, spans: list[Span]) -> list[tuple[int, int, bool]]:
    """Start and end of each run of capitalised words that nothing else explains, and whether it opens the sentence."""
    runs = [run for run in _RUN.finditer(text) if run.start() or run.group().lower() not in FUNCTION]
    if not runs:
        return []
    titled = _in_capitals(text)
    ends = {s.start: s.end for s in spans if s.kind in _KNOWN}
    ends.update((a, b) for a, b, _ in places.find_demonyms(text))
    starts = {s.start: s for s in spans}
    found = []
    for run in runs:
        at: int | None = None
        end = run.start()
        if text.endswith(("so-called ", "dubbed "), 0, run.start()):
            continue  # a word for a thing: "one of the so-called Gigahubs"
        opening = titled or _opens(text[: run.start()])
        for token in _TOKEN.finditer(run.group()):
            a, b = run.start() + token.start(), run.start() + token.end()
            span = starts.get(a)
            head = opening and (titled or a == run.start())
            known = [s for s, e in ends.items() if s < a < e or (a <= s < b and not _firm_follows(text, e))] != []
            words = text[a:b]
            if known and at is not None and not titled and span is not None and span.kind == "place" and span.end == b:
                known = end + 1 != a  # "Electrify America"
            if span is not None and span.kind == "firm":
                known = True
            broken = (
                known
                or ("-" in words and bool(_HYPHENED.search(words)))
                or (head and words.lower().rstrip(".") in FUNCTION)
                or (head and words.lower() in _OPENERS)
                or (head and span is not None and span.kind in _OF_TITLE)
                or (
                    head
                    and span is not None
                    and (span.kind in ("noun", "unit") and "+" not in words)
                    and (titled or not _goes_on(text, b))
                )
                or (span is not None and span.kind == "noun" and span.end > b)
                or (span is not None and span.kind == "noun" and text[a : span.end].lower().startswith("supercharg"))
                or (at is None and beside("company", words, last=True))
                or beside("person", words, last=True)
            )
            if broken:
                if at is not None:
                    found.append((at, end, titled or at == run.start() and opening))
                at = None
                continue
            at = a if at is None else at
            end = b
        if at is not None:
            found.append((at, end, titled or (at == run.start() and opening)))
    return [(a, a + len(text[a:b].rstrip(".-&")), first) for a, b, first in found]


def _opens(before: str) -> bool:
    """True where nothing but a label stands before a name in its sentence."""
    return before.endswith(": ") or not (_LABEL.sub("", before) if ":" in before else before).strip("“\"‘'( ")


def _goes_on(text: str, end: int) -> bool:
    """True where another capitalised word follows: "Battery Smart runs …" begins with a name."""
    return bool(re.match(r"\s[A-Z][a-z]", text[end : end + 3]))


def _firm_follows(text: str, end: int) -> bool:
    """True where a place is the first word of a firm's name: "Kenya Power", "Hangzhou First Technology"."""
    return bool(_FIRM_WORD.match(text, end))


_FIRM_WORD = re.compile(
    r"\s(?:(?:First|New|Green|Smart|United|Blue)\s)?(?:Technolog(?:y|ies)|Power|Energy|Charge|Charging|Electric|Electricity|Mobility|Motors|Grid|Oil)\b(?!\s[A-Z])"
)


def _in_capitals(text: str) -> bool:
    """True for a headline whose words are capitalised: there a capital says nothing."""
    words = re.findall(r"[^\W\d_]{4,}", text)
    return len(words) > 3 and sum(w[0].isupper() for w in words) > 0.7 * len(words)


def shortened(introduced: Sequence[str], found: Sequence[Name]) -> dict[str, str]:
    """Each introduced name with its id. "Greenway Infrastructure" is also "Greenway"; the form used more gives the id."""
    used = Counter(n.key for n in found if not n.common)
    ids = {key: identity(key) for key in introduced}
    for key in introduced:
        short = key.split()[0]
        if short != key and len(short) > 3 and used[short]:
            ids[key] = ids[short] = identity(short if used[short] >= used[key] else key)
    return {k: v for k, v in ids.items() if v}


def identity(name: str) -> str:
    """The codebook's id of a name: lower-case words joined with `_`."""
    name = re.sub(r"\s(?:Motors?|Networks?)$", "", name)
    return re.sub(r"[^a-z0-9]+", "_", re.sub(r"[’']", "", places.fold(name)).lower()).strip("_")
