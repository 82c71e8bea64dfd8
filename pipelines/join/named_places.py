"""Names of places that hold for a whole article: one that a cue has proved ("in Foodorf") is a place without it too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.model import Sentence, Span
from pipelines.words.gazetteer import bearers
from pipelines.words.places import Place

Bearers = tuple[Place, ...]


def keep_places(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> list[list[Span]]:
    """The spans of each sentence, with the towns that another sentence has proved."""
    proved = {**_subjects(sentences, spans), **_districts(sentences, spans), **_proved(sentences, spans)}
    if not proved:
        return list(spans)
    pattern = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, proved)) + r")(?![\w-])")
    return [_marked(s.text, each, pattern, proved) for s, each in zip(sentences, spans, strict=True)]


def _proved(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, Bearers]:
    """Names of towns as the article has them; none that is also one of its common words."""
    found: dict[str, Bearers] = {}
    for sentence, each in zip(sentences, spans, strict=True):
        for span in [s for s in each if s.kind == "place"]:
            if isinstance(span.value, tuple) and span.value[0].kind in ("city", "district"):
                name = sentence.text[span.start : span.end].split(",")[0].split(" (")[0]
                if name[:1].isupper() and name.count(" ") < 3:
                    found.setdefault(name, span.value)
    if not found:
        return {}
    said = zip(sentences, spans, strict=True)
    common = {s.text[span.start : span.end] for s, each in said for span in each if span.kind == "word"}
    return {name: who for name, who in found.items() if name.lower() not in common}


def _districts(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, Bearers]:
    """ "Pudong has 300": districts of the towns that the article names need no cue."""
    towns = {p.name for each in spans for s in each if s.kind == "place" for p in _first(s) if p.kind == "city"}
    found: dict[str, Bearers] = {}
    for sentence, each in zip(sentences, spans, strict=True) if towns else ():
        for text in [sentence.text[s.start : s.end] for s in each if s.kind == "word" and s.end - s.start >= 4]:
            if not text[0].isupper() or text in found:
                continue
            who = tuple(b.place for b in bearers(text) if b.mark == "?" and b.place.kind == "district")
            held = tuple(p for p in who if p.within in towns)
            if held:
                found[text] = held
    return found


#: What a town has as the subject of a sentence: "Barstow has 120", "Lier now counts two".
_HAS = re.compile(
    r"(?: (?:in|on|near) the [a-z][a-z -]{2,30}|, [^,]{3,40},)? (?:alone |itself |now |already |also |meanwhile |currently )?(?:has|had|got|gets|boasts|counts|welcomed|received|saw|will (?:get|have|see)"
    r"|is (?:home|getting|to get)|accounts)\b"
)

#: People of a town that is the subject of a sentence without any cue.
OF_SIZE = 10_000


def _subjects(sentences: Sequence[Sentence], spans: Sequence[list[Span]]) -> dict[str, Bearers]:
    """Towns that open a sentence or a clause as its subject, in a country that the article names."""
    countries = {p.country for each in spans for s in each if s.kind == "place" for p in _first(s)}
    found: dict[str, Bearers] = {}
    for sentence, each in zip(sentences, spans, strict=True) if countries else ():
        for span in [s for k, s in enumerate(each) if s.kind == "word" and (k == 0 or _opens(sentence.text, s.start))]:
            text = sentence.text[span.start : span.end]
            if not text[0].isupper() or not _HAS.match(sentence.text, span.end):
                continue
            who = tuple(
                b.place
                for b in bearers(text)
                if b.mark == "?"
                and b.place.country in countries
                and (b.place.population >= OF_SIZE or b.place.kind == "district")
            )
            if who:
                found[text] = who
    return found


def _opens(text: str, start: int) -> bool:
    """ "A day later, Hualien got the 51st", "while Hualien has": the clause begins there."""
    return text.endswith((", ", " and ", " while ", "; "), 0, start)


def _first(span: Span) -> Bearers:
    return span.value[:1] if isinstance(span.value, tuple) else ()


def _marked(text: str, spans: list[Span], pattern: re.Pattern[str], proved: dict[str, Bearers]) -> list[Span]:
    out = spans
    for match in pattern.finditer(text):
        a, b = match.span()
        inside = [s for s in out if a < s.end and s.start < b]
        if any(s.kind != "word" or s.start < a or s.end > b for s in inside) or _of_a_longer_name(text, a, b):
            continue
        at = out.index(inside[0])
        out = [*out[:at], Span(a, b, "place", proved[match.group()], "named_before"), *out[at + len(inside) :]]
    return out


#: Capitalised words right before and right behind a name.
_BEFORE, _BEHIND = re.compile(r"[A-Z][\w'’-]* $"), re.compile(r" (?:& )?[A-Z]")


def _of_a_longer_name(text: str, start: int, end: int) -> bool:
    """ "Jane Vestby", "Vestby Energy"."""
    return bool(_BEFORE.search(text[max(0, start - 30) : start]) or _BEHIND.match(text, end))
