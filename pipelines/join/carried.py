"""Restrictions that hold on: a part, a comparison or the piles of stations are restricted as what they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.generations import GENERATIONS
from pipelines.join.inclusion import is_of_all
from pipelines.join.memory import REACH, Memory, Settled, near
from pipelines.join.metric import CHARGING
from pipelines.join.repeats import parts_of
from pipelines.model import Noun
from pipelines.words import beside

#: Segments of a place, which a preposition puts before or behind what stands there.
PLACED = frozenset({"highway", "county", "urban"})

#: Of each group only one holds: a part that names its own does not take that of the whole.
AXES = (
    frozenset({"public", "private"}),
    PLACED,
    frozenset({"truck", "passenger"}),
    frozenset(GENERATIONS),
)

#: Words by which a bare number is the same thing at another time: "up from 304", "against 78,000 in December".
COMPARES = frozenset(
    {"from", "against", "versus", "after", "than", "to", "figure", "number", "compared", "before", "earlier"}
)

POINTS_BACK = ("of_them", "such", "former", "latter", "ones")


#: Restrictions of kind, not of place: they hold for a whole network.
OF_KIND = frozenset({"public", "truck", "passenger", "liquid_cooled", *GENERATIONS})

#: Restrictions that hold over paragraphs.
OF_NETWORK = frozenset({"public", "truck", "liquid_cooled"})

#: Rules by which a number has all the restrictions of another, and those by which it has them from before it.
WHOLE = frozenset({"part_of_whole", "piles_of_stations", "compared_with", "stations_of_piles", "same_figure"})
OWN = ("ahead_of_number", "near_number")
FROM_BEFORE = frozenset(
    {*WHOLE, "carried_on", "same_word", "far_before", "ahead_of_number", "listed_with", "with_partner"}
)


def carried(
    claim: Claim, noun: Noun, operator: str | None, own: frozenset[str], memory: Memory
) -> Iterator[tuple[str, str, str]]:
    """Segments that hold on for a claim, each with its rule and the words of the number it comes from."""
    for scope in memory.kinds[-1:]:
        since = memory.settled[scope.at : scope.at + REACH]
        if scope.origin == claim.origin and all("said_before" in each.observation.rules for each in since):
            for segment in sorted(scope.value if isinstance(scope.value, frozenset) else ()):
                if free(segment, noun, own):
                    yield segment, "said_before", segment
            return
    last = _of_which(claim, noun) or _named_ahead(claim, noun, memory)
    if last is not None:
        yield from ((s, "of_noun_before", last.head) for s in last.segments if free(s, noun, own))
        return
    for rule, each in _sources(claim, noun, memory):
        of_all = rule == "part_of_whole" and each.observation.operator == "industry"
        same = each.observation.operator == operator or of_all
        if not same and not (claim.how == "bare" and each.claim.parsed is claim.parsed):
            continue
        whole = sums(claim)
        kept = [s for s in _kept(claim, each, rule) if free(s, noun, own) and (same or s in OF_NETWORK)]
        kept = [s for s in kept if not whole or s == "self_operated"]
        if rule == "carried_on" and "own" in claim.parsed.words[claim.parsed.bounds(claim.at)[0] : claim.at]:
            kept = [s for s in kept if s != "partner"]
        yield from ((s, rule, str(each.observation.value)) for s in kept)
        if kept:
            return
        break
    if free("truck", noun, own) and _about_trucks(claim, memory):
        yield "truck", "article_about_trucks", "truck"
    named = next(memory.named(), None) if claim.how == "such" else None
    if named is not None and named.noun.noun_class == noun.noun_class:  # "such facilities": those named last
        said = [s for s in named.noun.segments if s in OF_KIND and free(s, noun, own)]
        yield from ((s, "of_noun_before", named.noun.head) for s in said)
        return
    if claim.how in POINTS_BACK:
        for i in range(claim.at - 1, -1, -1):
            value = claim.parsed.spans[i].value
            if isinstance(value, Noun) and value.noun_class == noun.noun_class:
                yield from ((s, "of_noun_before", claim.parsed.text(i)) for s in value.segments if free(s, noun, own))
                return


def _of_which(claim: Claim, noun: Noun) -> Noun | None:
    """ "Public points, of which there are 130,000", "the hubs along motorways, of which it counts 62": the noun phrase
    right before the clause."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if (
        parsed.word(start + 1) != "of which"
        or claim.noun_at != claim.at
        or parsed.has("number", start=start, end=claim.at)
    ):
        return None
    head = next((k for k in range(start - 1, max(-1, start - 7), -1) if isinstance(parsed.spans[k].value, Noun)), None)
    if (
        head is None
        or parsed.spans[head - 1].kind in ("number", "ordinal")
        or parsed.has("verb", start=head, end=start)
    ):
        return None
    named = parsed.spans[head].value
    if not isinstance(named, Noun) or named.noun_class != noun.noun_class:
        return None
    behind = [str(s.value) for s in parsed.spans[head:start] if s.kind == "segment"]
    return named._replace(segments=(*named.segments, *behind)) if named.segments or behind else None


def _named_ahead(claim: Claim, noun: Noun, memory: Memory) -> Noun | None:
    """ "It came up with liquid-cooled piles. It wants 100,000 of these": what the sentence ahead names without a number."""
    if claim.how not in (*POINTS_BACK, "such"):
        return None
    ahead = memory.sentence_ahead(claim.parsed)
    if ahead is None or any(memory.same_sentence_of(ahead)) or any(memory.same_sentence(claim)):
        return None
    named = [n for _, n in ahead.nouns if n.noun_class == noun.noun_class]
    return named[-1] if named and named[-1].segments else None


_TRUCKS = re.compile(r"\b(?:trucks?(?!\s+stops?)|lorr(?:y|ies)|HGVs?|heavy[- ]duty|semis?)\b", re.IGNORECASE)
_CHARGING = re.compile(r"\b(?:charg\w+|swap\w*|hubs?|stations?|network)\b", re.IGNORECASE)
_CARS = re.compile(r"\b(?:cars?|passenger|taxis?)\b", re.IGNORECASE)


def _about_trucks(claim: Claim, memory: Memory) -> bool:
    """True where the headline is about chargers for trucks, and the paragraph speaks of no cars."""
    title = memory.article.title
    if not (_TRUCKS.search(title) and _CHARGING.search(title)) or _CARS.search(title):
        return False
    paragraph = claim.origin[1:]
    text = memory.article.paragraphs[int(paragraph)] if paragraph.isdigit() else claim.parsed.sentence.text
    return not _CARS.search(text)


_FORMS_OF_BE = frozenset({"is", "are", "was", "were"})


def spoken_of(parsed: Parsed) -> frozenset[str]:
    """The restrictions of kind that the subject of a sentence names: "Trucks are looked after by another unit"."""
    verb = next(parsed.of_kind("verb", "act", "plan", "mood"), 6)
    if not _FORMS_OF_BE.isdisjoint(parsed.said):
        verb = next((k for k in range(min(verb, len(parsed.spans))) if parsed.word(k) in _FORMS_OF_BE), verb)
    said = {str(s.value) for s in parsed.spans[: min(verb, 10)] if s.kind == "segment"}
    brand = any(
        beside("truck_brand", parsed.word(k), last=True)
        for k in parsed.of_kind("operator", end=min(verb, len(parsed.spans)))
    )
    return frozenset(said & (OF_KIND - {"public"} | {"ac"}) | ({"truck"} if brand else set()))


def free(segment: str, noun: Noun, own: frozenset[str]) -> bool:
    """True where a restriction may join those that a number has: none of its group is among them."""
    if segment in own or (segment == "ac" and (own or "fast" in noun.kinds)):
        return False
    return not any(segment in axis and axis & own for axis in AXES)


def _kept(claim: Claim, each: Settled, rule: str) -> list[str]:
    """All segments of a whole; of another number those that belong to its noun or that it had from before."""
    more = claim.parsed.word(claim.at - 1) in ("another", "further", "additional")
    part = each.claim.how in POINTS_BACK and each.claim.how != "such"
    if rule == "carried_on" and more and each.claim.parsed is claim.parsed and not part:
        return list(each.observation.segment)  # "24,800 on motorways, and another 2,200"
    if rule in WHOLE:
        with_partner = each.claim.origin == claim.origin or each.claim.noun is not None
        return [s for s in each.observation.segment if with_partner or s != "partner"]
    why = [w for w in each.observation.why if w.field == "segment"]
    here = each.claim.parsed is claim.parsed
    before = any(w.rule in FROM_BEFORE or here and w.rule == "public_statistics" for w in why)
    if rule == "listed_with":
        return [s for s in each.observation.segment if before and s not in each.noun.segments]
    held = {w.words for w in why if w.rule == "in_noun"}
    before = before and not (part and any(w.rule == "near_number" for w in why))
    if part and each.claim.parsed is not claim.parsed and any(w.rule in OWN for w in why):
        return [s for s in each.observation.segment if before and s == "public"]  # "30 of these are for trucks" is told
    if rule == "far_before":
        return [s for s in each.observation.segment if s in OF_NETWORK and (s in held or before)]
    if rule == "same_word":
        return [s for s in each.observation.segment if s in OF_KIND and (s in held or before)]
    return [
        s
        for s in each.observation.segment
        if s in held
        or (before and s != "partner")
        or (s in OF_KIND and not part)
        or (s == "partner" and rule == "carried_on" and "including" not in each.claim.parsed.sentence.text)
    ]


def _sources(claim: Claim, noun: Noun, memory: Memory) -> Iterator[tuple[str, Settled]]:
    """The numbers whose restrictions may hold for this one, the nearest first."""
    parsed = claim.parsed
    before = next(memory.same_sentence(claim), None)
    if (whole := parts_of(claim, noun, memory)) is not None:
        yield "part_of_whole", whole
    if before is not None and noun.noun_class == "post" and before.noun.noun_class == "site" and _linked(claim, before):
        yield "piles_of_stations", before
    if before is not None and noun.noun_class == "site" and before.noun.noun_class == "post" and _spread(claim, before):
        yield "stations_of_piles", before
    for whole in memory.same_sentence(claim):
        if whole.noun.noun_class == noun.noun_class and _makes_it_up(claim, whole):
            yield "part_of_whole", whole
    if before is not None and _listed(claim, before):
        yield "listed_with", before
    if claim.noun is None and parsed.word(claim.at - 1) in ("the", "these", "those"):
        for each in memory.recent():
            if each.observation.value == claim.count.value and each.noun.noun_class == noun.noun_class:
                yield "part_of_whole", each
    if claim.how in POINTS_BACK or any(
        s.kind == "ana" and s.value == "such" for s in parsed.spans[max(0, claim.at - 3) : claim.at]
    ):
        for each in memory.recent():
            if claim.how in ("former", "latter") and not near(each.claim.origin, claim.origin):
                break
            parts = [s for s in memory.same_sentence_of(each.claim.parsed) if s.noun.noun_class == noun.noun_class]
            if len(parts) > 1 and each.claim.parsed.word(0) == "of" and each.claim.parsed is not parsed:
                continue  # "of the new ones, 400 are on highways and 600 in cities. It opens 120 of them in May"
            more = claim.how == "of_them" and parsed.has("plan", "mood", end=claim.at)  # "it wants 300 of them"
            if each.noun.noun_class == noun.noun_class and (more or each.observation.value >= claim.count.value):
                yield "part_of_whole", each
                break
    definite = claim.how == "part_of" and parsed.word(claim.noun_at - 1) == "the" or parsed.word(claim.at - 1) == "all"
    if definite and before is not None and before.noun.noun_class == noun.noun_class:
        yield "part_of_whole", before
    elif definite and claim.how == "part_of" and before is None:
        for each in memory.recent():
            if each.noun.noun_class == noun.noun_class and each.observation.value >= claim.count.value:
                if each.claim.origin == claim.origin or each.observation.operator == "industry":
                    yield "part_of_whole", each
                break
    for each in _latter(claim, noun, memory):
        yield "part_of_whole", each
    if claim.how == "bare" and before is None and _same_figure(claim):
        main = memory.main_figure(claim) or _only_figure_before(memory)
        part = main is not None and (main.claim.how in POINTS_BACK or main.claim.parsed.word(0).startswith("of"))
        if (
            main is not None
            and not part
            and main.noun.noun_class == noun.noun_class
            and near(main.claim.origin, claim.origin)
        ):
            yield "same_figure", main
    if before is not None and claim.how == "bare" and before.noun.noun_class == noun.noun_class:
        words = {parsed.word(k) for k in range(max(before.claim.at, claim.at - 8), claim.at)}
        behind = " ".join(parsed.words[claim.at + 1 : claim.at + 4])
        more = behind.startswith("more") and "than" in behind
        further = parsed.word(claim.at - 1) in ("another", "further") or more
        if before.claim.how in POINTS_BACK and parsed.has("place", "scope", start=claim.at):
            further = False  # "900 sites, 200 of them on motorways; another 60 are in Sweden"
        if further and not parsed.has("place", "scope", "segment", start=before.claim.noun_at + 4, end=claim.at):
            yield "same_figure", before
        yield ("compared_with" if words & COMPARES else "carried_on"), before
    generic = claim.noun is not None and not claim.noun.kinds
    if claim.how == "bare" or (claim.ordinal and claim.noun is None and not _is_the(claim)):
        for each in memory.recent():
            if each.noun.noun_class == noun.noun_class and _alike(each.noun, noun):
                yield ("carried_on" if each.claim.origin == claim.origin else "far_before"), each
            break
    if generic and claim.noun is not None and "third_party" not in noun.kinds:
        word = claim.noun.head.split()[-1]
        for each in memory.recent():
            if each.noun.head.split()[-1] == word and each.claim.noun is not None and each.claim.noun.kinds:
                yield "same_word", each
                break


def _is_the(claim: Claim) -> bool:
    """ "It is the 20th in the region": counted among all stations, however this one is made."""
    words = claim.parsed.words[max(0, claim.at - 4) : claim.at]
    return bool({"is", "was", "became", "becomes", "marks", "'s", "’s"} & set(words)) and "of" not in words


def _only_figure_before(memory: Memory) -> Settled | None:
    """The figure of the paragraph before, where that has but one."""
    last = next(memory.recent(), None)
    alone = last is not None and sum(each.claim.origin == last.claim.origin for each in memory.recent()) == 1
    return last if alone else None


def _same_figure(claim: Claim) -> bool:
    """ "The number has grown by 5,600", "two years earlier, there had been 21,000": the figure spoken of, at another time."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if parsed.has("place", "scope", "operator", start=start, end=claim.at):
        return False
    words = [parsed.word(k) for k in range(start, claim.at)]
    named = any(
        a == "the" and b in ("number", "figure", "total", "count") for a, b in zip(words, words[1:], strict=False)
    )
    earlier = any(w.endswith(("earlier", "before", "ago")) for w in words[:4])
    return (named or earlier) and "of" not in words


def _alike(one: Noun, other: Noun) -> bool:
    """True for piles and fast piles, stations and stations; swaps and charging are two things."""
    return not other.kinds or bool(one.kinds & other.kinds) or (one.kinds | other.kinds) <= CHARGING


_THE_TOTAL = re.compile(r"(?<!\bof )\bthe (?:combined |overall |grand )?total\b")


def sums(claim: Claim) -> bool:
    """ "For a total of 500": all of them, whatever came last."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    words = " ".join(parsed.words[start : claim.at])
    return (
        any("total" in parsed.word(k) and parsed.word(k - 2) != "of" for k in range(max(0, claim.at - 3), claim.at))
        or bool(_THE_TOTAL.search(words))
        or any(
            parsed.word(k).endswith(("told", "altogether", "overall", "counted", "included"))
            for k in range(start, claim.at)
        )
        or is_of_all(parsed, claim.at)
    )


def _latter(claim: Claim, noun: Noun, memory: Memory) -> Iterator[Settled]:
    """ "The latter are to number 169": the last thing counted in the sentence before."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    subject = any(
        parsed.spans[k].value == "latter" and parsed.word(k - 1) != "of"
        for k in parsed.of_kind("ana", start=start, end=claim.at)
    )
    if subject:
        yield from (s for s in list(memory.sentence_before(claim))[:1] if s.noun.noun_class == noun.noun_class)


def _listed(claim: Claim, before: Settled) -> bool:
    """ "880 of the stations and 4,060 of the piles", "999,000 were AC and 732,000 DC": only "and" stands between."""
    between = [claim.parsed.word(k) for k in range(max(before.claim.noun_at, before.claim.at) + 1, claim.at)]
    said = {claim.parsed.word(k) for k in claim.parsed.of_kind("segment", start=before.claim.at, end=claim.at)}
    plain = [w for w in between if w not in ("and", ",", "or", "were", "are") and w not in said]
    return "and" in between and len(plain) <= (1 if before.claim.how == "of_them" else 0)


def _makes_it_up(claim: Claim, before: Settled) -> bool:
    """ "1.9 million in total, consisting of 800,000 DC piles and 1.1 million AC piles": the parts of the number before."""
    parsed = claim.parsed
    text = parsed.text(before.claim.at, claim.at)
    return before.observation.value > claim.count.value and bool(_CONSISTS.search(text))


_CONSISTS = re.compile(
    r"\b(?:consisting|made up|composed|comprising|including|split|divided|broken down)\b", re.IGNORECASE
)


def _spread(claim: Claim, before: Settled) -> bool:
    """ "400 charging points at 170 locations"."""
    parsed = claim.parsed
    return claim.at - before.claim.noun_at <= 4 and any(
        parsed.word(k) in ("at", "in", "across", "over") for k in range(before.claim.noun_at + 1, claim.at)
    )


def _linked(claim: Claim, before: Settled) -> bool:
    """ "Stations offering 4,893 piles", "with 26,000 piles between them"."""
    parsed = claim.parsed
    between = range(before.claim.at + 1, claim.at)
    return any(parsed.spans[k].kind == "link" or parsed.word(k) == "with" for k in between) or any(
        parsed.word(k).startswith("between") for k in range(claim.at, min(claim.noun_at + 4, len(parsed.spans)))
    )
