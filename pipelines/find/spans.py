"""One pass over a sentence: dates first, since their digits are no counts, then numbers, names and words."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.find.capitals import join_capitals, join_parts
from pipelines.find.dates import find_dates
from pipelines.find.nouns import join_nouns
from pipelines.find.numbers import join_numbers, join_ranges, read_digits
from pipelines.find.pointers import join_generations, join_pointers
from pipelines.find.sentences import MAX_SENTENCE
from pipelines.model import Count, Span
from pipelines.words import TOKEN, lexicon, match, places, singular


def find(text: str) -> list[Span]:
    """All spans of a sentence, in order and without overlap; what means nothing is a `word` or a `sign`.

    Takes time in proportion to the length of the text.
    """
    if len(text) > MAX_SENTENCE:
        return _in_pieces(text)
    fixed = find_dates(text)
    spans: list[Span] = []
    named = places.find(text) + _adjectives(text)
    at = 0
    for date in [*fixed, None]:
        end = date.start if date else len(text)
        spans += _words(text, at, end, named)
        if date:
            spans.append(date)
            at = date.end
    spans = join_pointers(join_generations(join_ranges(join_numbers(spans), text), text), text)
    return join_nouns(join_parts(join_capitals(spans, text), text), text)


#: Nouns whose adjective says where: "23 European countries", "Norwegian cities", "its Chinese stations".
_WHERE = re.compile(
    r"\s+(?:countries|cities|towns|municipalities|mainland|markets?|states|provinces|regions|soil|territory|ground|streets|roads"
    r"|motorways?|highways?|expressways?|freeways?|autoroutes?|interstates?|airports|supermarkets|coast|service\s+areas|customers|households|homes|garages|motorists|drivers|users|owners|consumers"
    r"|arm|subsidiary|unit|branch|division|business|operations"
    r"|(?:[\w-]+\s+){0,2}(?:stations?|networks?|sites?|hubs?|locations|points|chargepoints|chargers|superchargers|Superchargers|piles|units|devices|plugs|ports|posts|stalls|bays|terminals|connectors|sockets|total|figure|count|tally|target|number)\b"
    r"(?!\s+(?:operator|provider|company|firm|maker|manufacturer|giant|specialist|subsidiary|brand)))\b"
)


def _adjectives(text: str) -> list[tuple[int, int, tuple[places.Place, ...]]]:
    """Adjectives that say where: before what stands there, or said of it ("five of the stations are Danish")."""
    return [
        (a, b, (place,))
        for a, b, place in places.find_demonyms(text)
        if _WHERE.match(text, b)
        or (text.endswith(" are ", 0, a) and text[b : b + 1] in (",", ".", ";"))
        or (text[a:b] in places.peoples() and not _SOME.search(text, max(0, a - 20), a))
        or (text.endswith(("The ", " the "), 0, a) and _THEY.match(text, b))
    ]


#: "Nine million Norwegians", "most Danes": some of a people, not where they live.
_SOME = re.compile(r"(?:\d|illion|many|most|some|few|all|young|other|of|percent)\s(?:the\s)?$")

#: "The Dutch have", "the French, with": a people as the subject.
_THEY = re.compile(
    r"(?:\s(?:have|had|are|were|with|can|could|count|got|lead|follow|come|now|alone|themselves)\b|[,(]\s?\(?with\b)"
)


def _in_pieces(text: str) -> list[Span]:
    spans: list[Span] = []
    for at in range(0, len(text), MAX_SENTENCE):
        for span in find(text[at : at + MAX_SENTENCE]):
            spans.append(span._replace(start=span.start + at, end=span.end + at))
    return spans


def _words(text: str, start: int, end: int, named: list[tuple[int, int, tuple[places.Place, ...]]]) -> list[Span]:
    """Numbers, names and words between two dates."""
    known = lexicon()
    numbers = {s.start: s for s in read_digits(text, start, end)}
    place_at = {a: (b, who) for a, b, who in named if a >= start and b <= end}
    tokens = [m.span() for m in TOKEN.finditer(text, start, end)]
    parts = [text[a:b] for a, b in tokens]
    normal = tuple(map(singular, parts))
    spans: list[Span] = []
    i = 0
    while i < len(tokens):
        a, b = tokens[i]
        if normal[i] not in known and a not in place_at and a not in numbers:
            kind, value = _plain(parts[i])
            spans.append(Span(a, b, kind, value, ""))
            i += 1
            continue
        if a in numbers and not (
            (numbers[a].kind == "glued" or (text[b : b + 1] == "-" and text[b + 1 : b + 2].isupper()))
            and match(parts, normal, i)  # "7-Eleven", "7Charge"
        ):
            spans.append(numbers[a])
            i = _after(tokens, i, numbers[a].end)
            continue
        found = match(parts, normal, i) if normal[i] in known else None
        if (
            found
            and b - a == 1
            and found[0].kind == "unit"
            and text[b : b + 1] == " "
            and not (spans and spans[-1].kind in ("number", "sign"))
        ):
            found = None  # "A dozen" is no ampere
        if (
            found
            and found[0].kind == "scope"
            and (name := place_at.get(tokens[min(i + 1, len(tokens) - 1)][0]))
            and (name[0] > tokens[found[1] - 1][1] or name[1][0].kind in ("country", "region"))
        ):
            found = None  # "the District of Columbia" is no district, "the Emirates" no emirate
        if found and found[0].kind == "verb" and found[1] > i + 1 and _reaches_over(parts, normal, found[1]):
            found = None  # "in service areas" is not "in service"
        if found and found[0].text == "plug in" and _a_plug(spans):
            found = match(parts[: i + 1], normal[: i + 1], i)  # "switched on its first plugs in December"
        place = place_at.get(a)
        if found and not (place and place[0] > tokens[found[1] - 1][1]):
            wording, after = found
            if after > i + 1:
                _behind_name(text, tokens[i + 1][0], tokens[after - 1][1], place_at)
            spans.append(_named(a, tokens[after - 1][1], wording.kind, wording.id))
            i = after
        elif place:
            demonym = len(place[1]) == 1 and places.is_adjective(text[a : place[0]])
            spans.append(Span(a, place[0], "place", place[1], "demonym" if demonym else "gazetteer"))
            i = _after(tokens, i, place[0])
        else:
            spans.append(Span(a, b, *_plain(parts[i]), ""))
            i += 1
    return spans


def _reaches_over(parts: list[str], normal: tuple[str, ...], end: int) -> bool:
    """True where the last word of a wording begins another that is a restriction and goes on behind it."""
    further = match(parts, normal, end - 1) if normal[end - 1] in lexicon() else None
    return further is not None and further[1] > end and further[0].kind == "segment"


#: Words behind which a noun follows.
_DETERMINERS = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "our", "your", "this", "that", "each", "every"}
)


def _a_plug(spans: list[Span]) -> bool:
    """True where a number or a determiner leads to the word, over an adjective: "one French plug in ten"."""
    return any(s.kind in ("number", "numeral", "ordinal") or s.value in _DETERMINERS for s in spans[-2:])


@lru_cache(maxsize=20_000)
def _plain(word: str) -> tuple[str, str]:
    """Kind and value of a word that no list has."""
    return "word" if word[0].isalnum() else "sign", word.lower()


def _behind_name(text: str, start: int, end: int, place_at: dict[int, tuple[int, tuple[places.Place, ...]]]) -> None:
    """ "The Fuels Data Center, Texas has …": a place that begins within a name ends behind it."""
    for last in [place_at[a][0] for a in range(start, end) if a in place_at]:
        for first, stop, who in places.find(text[end:last]) if last > end else ():
            place_at[end + first] = (end + stop, who)


def _after(tokens: list[tuple[int, int]], i: int, end: int) -> int:
    while i < len(tokens) and tokens[i][0] < end:
        i += 1
    return i


def _named(start: int, end: int, kind: str, ident: str) -> Span:
    return Span(start, end, kind, *_meaning(kind, ident))


@cache
def _meaning(kind: str, ident: str) -> tuple[object, str]:
    """The value of a span of the word lists, and its rule."""
    if kind == "ordinal":
        return Count(int(ident), form="word"), "ordinal_word"
    return ident, f"{kind}_{ident}" if kind in ("unit", "segment", "qualifier") else f"{kind}_word"
