"""Over which place a number counts: its clause, then its sentence, paragraph, title and lead."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import Memory
from pipelines.rules import Answer, rule
from pipelines.words import operator_info, places

Where = tuple[str | None, str | None]  # place, country: as the codebook has them

#: Nouns that a place only describes: "the US carmaker" sets no scope.
MAKERS = frozenset(
    {
        "carmaker",
        "automaker",
        "maker",
        "electric",
        "startup",
        "giant",
        "group",
        "arm",
        "subsidiary",
        "company",
        "plant",
        "factory",
        "office",
        "headquarters",
        "government",
        "passenger",
        "grand",
    }
)


def respective(claim: Claim, kinds: tuple[str, ...]) -> int | None:
    """Index of the name that goes with the number: "Oslo and Bergen had 118 and [75] chargers respectively"."""
    parsed = claim.parsed
    if not any(parsed.word(i) == "respectively" for i in range(claim.at, len(parsed.spans))):
        return None
    numbers = _list_around(parsed, claim.at, ("number",))
    first = numbers[0]
    names: list[int] = []
    for i in range(first - 1, -1, -1):
        if parsed.spans[i].kind in kinds:
            names = _list_around(parsed, i, kinds)
            break
    return names[numbers.index(claim.at)] if len(names) == len(numbers) > 1 else None


def _list_around(parsed: Parsed, at: int, kinds: tuple[str, ...]) -> list[int]:
    """Indexes of the spans of these kinds that stand in one list with `at`."""
    found, i = [at], at - 1
    joints = (",", "and", "or")
    while i >= 0 and (parsed.word(i) in joints or parsed.spans[i].kind in (*kinds, "qualifier")):
        found += [i] if parsed.spans[i].kind in kinds else []
        i -= 1
    i = at + 1
    while i < len(parsed.spans) and (parsed.word(i) in joints or parsed.spans[i].kind in (*kinds, "qualifier")):
        found += [i] if parsed.spans[i].kind in kinds else []
        i += 1
    return sorted(found)


def where(place: places.Place) -> Where:
    """A place as the codebook has it: a country is its code with `place` null."""
    return (None, place.country) if place.kind == "country" else (place.name, place.country)


def _places(parsed: Parsed, i: int) -> tuple[places.Place, ...]:
    value = parsed.spans[i].value
    return value if isinstance(value, tuple) else ()


def read_place(parsed: Parsed, i: int, memory: Memory, operator: str | None) -> Where | None:
    """The place or scope word at span `i`; of namesakes the one in the country that the article speaks of."""
    span = parsed.spans[i]
    if span.kind == "scope":
        if span.value == "home":
            return _home(memory, operator, parsed.word(i))
        if span.value == "World" and parsed.word(i) == "global":
            return ("World", None)
        return (str(span.value), None)
    candidates = _places(parsed, i)
    if not candidates or not _counts(parsed, i):
        return None
    country = memory.setting.place[1] if memory.setting.place else None
    for candidate in candidates:
        if country and candidate.country == country:
            return where(candidate)
    return where(candidates[0])


def _home(memory: Memory, operator: str | None, words: str) -> Where | None:
    """The place that a description points to: "the mainland", "the city", "there", "nationwide"."""
    if words == "the mainland":
        return None, "CN"
    if words in DEEPER:
        for scope in reversed(memory.all_places[-12:]):
            if isinstance(scope.value, tuple) and scope.value[1] and (scope.value[0] or words in ("there", "here")):
                return scope.value
        return None
    if words in ("the country", "nationwide", "across the country", "the nationwide"):
        for scope in reversed(memory.all_places[-12:]):
            if isinstance(scope.value, tuple) and scope.value[1]:
                return None, scope.value[1]
    country = operator_info(operator).country if operator else None
    return (None, country) if country else None


#: Words that point to a place below a country, or to the last one named.
DEEPER = frozenset(
    {
        "the city",
        "home city",
        "the province",
        "the municipality",
        "there",
        "here",
        "the island",
        "the region",
        "the state",
    }
)


def _counts(parsed: Parsed, i: int) -> bool:
    """False for a place that is no scope: "Shanghai-based", "the Shanghai plant", "Beijing time"."""
    after, far = parsed.word(i + 1), parsed.word(i + 2)
    if after in ("-", "–") and (
        far in ("based", "born", "listed", "made", "style") or parsed.spans[i + 2].kind == "place"
    ):
        return False
    if (
        i + 1 < len(parsed.spans)
        and parsed.spans[i].kind == "place"
        and parsed.word(i - 1) not in ("in", "across", "throughout")
    ):
        behind = parsed.spans[i + 1]
        if after in MAKERS or (behind.kind == "unit" and behind.value in ("cars", "firms")):
            return False
    return after not in ("time", "based", "auto", "expressway", "highway", "stock", "plant", "airport")


def scopes_in(parsed: Parsed, start: int, end: int) -> list[int]:
    """Indexes of places and scope words between two spans."""
    return [i for i in parsed.of_kind("place", "scope", start=max(start, 0), end=end) if _counts(parsed, i)]


@rule(
    "NIO opened four swap stations in Shanghai and [one] in Lhasa => Lhasa",
    "NIO plans 4,000 swap stations worldwide by 2025, with [1,000] in overseas markets => Overseas",
)
def place_behind(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The place behind the number, before the next number."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    for i in range(claim.at + 1, min(end, claim.noun_at + 14)):
        if parsed.spans[i].kind in ("number", "ordinal") and i > claim.noun_at and not parsed.other_thing(i):
            return None
        if parsed.spans[i].kind in ("place", "scope"):
            found = _together(parsed, i, end, memory, operator)
            if found:
                return found
    return None


def _together(parsed: Parsed, i: int, end: int, memory: Memory, operator: str | None) -> Answer | None:
    """The place at `i`; of several that share one number, the smallest that holds them all."""
    first = read_place(parsed, i, memory, operator)
    if first is None:
        return None
    found, last = list(_places(parsed, i)[:1]), i
    k = i + 1
    while k < end and (parsed.word(k) in (",", "and", "&") or parsed.spans[k].kind == "place"):
        if parsed.spans[k].kind == "place" and _places(parsed, k):
            found.append(_places(parsed, k)[0])
            last = k
        k += 1
    if len(found) > 1 and found[0].kind != "country":
        holder = places.holder(found)
        if holder is not None:
            return Answer(where(holder), parsed.text(i, last + 1))
    return Answer(first, parsed.text(i))


@rule("Oslo and Bergen had 118 and [75] fast chargers respectively => Bergen")
def respective_place(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "Oslo and Bergen had 118 and 75, respectively": the places in their order."""
    i = respective(claim, ("place",))
    found = read_place(claim.parsed, i, memory, operator) if i is not None else None
    return Answer(found, claim.parsed.text(i)) if i is not None and found else None


@rule("In Norway, NIO has [one] swap station => NO", "Shanghai therefore has [38] swap stations => Shanghai")
def place_ahead(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The nearest place before the number in its clause, unless another number stands between that has no place."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for i in reversed(scopes_in(parsed, start, claim.at)):
        found = read_place(parsed, i, memory, operator)
        if found is not None:
            return Answer(found, parsed.text(i))
    return None


@rule("NIO had 896 supercharging stations offering [4,893] piles and 778 destination charging stations in Norway => NO")
def place_shared(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """A place at the head of the sentence, or behind the last number of a list, holds for all of it."""
    parsed = claim.parsed
    for i in reversed(scopes_in(parsed, 0, claim.at)):
        found = read_place(parsed, i, memory, operator)
        if found is not None:
            return Answer(found, parsed.text(i), "sentence")
    _, end = parsed.bounds(claim.at)
    end = next(parsed.of_kind("ana", start=claim.noun_at + 1, end=end), end)  # "four of them in Bavaria" is the four's
    for i in scopes_in(parsed, claim.noun_at, end):
        found = read_place(parsed, i, memory, operator)
        if found is not None:
            return Answer(found, parsed.text(i), "sentence")
    return None


@rule("In Norway, NIO is growing. It has [two] swap stations. => NO")
def place_of_paragraph(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The scope that an earlier sentence of the paragraph set."""
    scope = memory.scope(memory.places, claim.origin)
    return Answer(scope.value, scope.words, "paragraph") if scope else None


@rule("NIO's swap stations in Norway :: By now [20] swap stations are open. => NO")
def place_of_article(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """The scope of title and lead; where they set none, the first that the article sets later."""
    setting = memory.setting
    return Answer(setting.place, setting.place_words, setting.place_origin) if setting.place else None


PLACE_RULES = (respective_place, place_behind, place_ahead, place_shared, place_of_paragraph, place_of_article)
