"""Restrictions on what is counted: in its noun, beside the number, as the subject, or carried on from the whole."""

from __future__ import annotations

from pipelines.join.carried import PLACED, POINTS_BACK, carried, free, sums
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.generations import GENERATIONS
from pipelines.join.implied import implied
from pipelines.join.inclusion import counted_in, left_out
from pipelines.join.memory import Memory
from pipelines.join.partner import partner_at
from pipelines.join.restricts import restricts
from pipelines.model import Noun, Why

#: Where counties are a class of towns below the cities, not any part of a province.
COUNTY_LEVEL = (None, "CN")

#: Parts that are no count.
FRACTIONS = frozenset("half third thirds quarter quarters fifth fifths tenth tenths share most majority part".split())

#: Verbs by which a subject says what the number counts: "expressways account for 880".
_MAKES_UP = (
    *("account", "represent", "make", "made", "number", "total", "has", "have", "had"),
    *("come to", "came to", "stand at", "stood at"),
)


def segments_of(
    claim: Claim, noun: Noun, operator: str | None, country: str | None, memory: Memory
) -> tuple[tuple[str, ...], list[Why]]:
    """The sorted segments of a claim, and why each. What the number's own words say goes before what is carried on,
    and that before the noun that it only stands for."""
    own = noun.segments if claim.noun is not None else ()
    why = [Why("segment", "in_noun", s, "clause") for s in own]
    found = set(own)
    for rule, indexes in _said_around(claim, noun):
        nearer = frozenset(found)
        for i in indexes:
            span = claim.parsed.spans[i]
            said = set(span.value.segments) if isinstance(span.value, Noun) else {str(span.value)}
            if rule == "ahead_of_number" and not all(free(s, noun, nearer) for s in said - nearer):
                continue  # "known for its motorway sites, it has three in city centres"
            found |= said
            why.append(Why("segment", rule, claim.parsed.text(i), "clause"))
    partner = partner_at(claim, operator)
    if partner is not None:
        found.add("partner")
        why.append(Why("segment", "with_partner", claim.parsed.text(*partner), "clause"))
    for segment, rule, words in implied(claim, noun, operator, frozenset(found), memory):
        found.add(segment)
        why.append(Why("segment", rule, words, "sentence"))
    for segment, rule, words in carried(claim, noun, operator, frozenset(found), memory):
        if _told_of_part(claim, segment):
            continue
        found.add(segment)
        why.append(Why("segment", rule, words, "sentence"))
    before = next(memory.recent(), None) if claim.noun is None else None
    another = before is not None and before.observation.operator != operator
    for segment in noun.segments:
        if another and segment in ("self_operated", "partner"):
            continue  # "NIO has 900 self-built stations, Xpeng 300"
        if free(segment, noun, frozenset(found)) and (claim.noun is not None or not sums(claim)):
            found.add(segment)
            why.append(Why("segment", "in_noun", segment, "clause"))
    if noun.noun_class == "site":
        found.discard("ac")  # of piles alone
    if found >= {"public", "private"}:
        found -= {"public", "private"}  # "public and private together": all there are
    if country not in COUNTY_LEVEL:
        found.discard("county")  # "across the 67 counties of Pennsylvania"
    if noun.noun_class != "post" or "fast" in noun.kinds:
        found.discard("ac")  # chargers alone are AC, and fast ones are not
    return tuple(sorted(found)), why


def _said_around(claim: Claim, noun: Noun) -> list[tuple[str, list[int]]]:
    """What stands behind and ahead of a number, each with its rule; nothing in a sentence without any restriction."""
    parsed = claim.parsed
    if not (parsed.has("segment") or "where" in parsed.said or any(other.segments for _, other in parsed.nouns)):
        return []
    return [("near_number", _behind(claim, noun)), ("ahead_of_number", _ahead(claim, noun))]


def _told_of_part(claim: Claim, segment: str) -> bool:
    """ "1.6 million were added, of which 396,000 are public": the whole is not."""
    parsed = claim.parsed
    part = next((k for k in parsed.of_kind("ana", start=claim.noun_at + 1) if parsed.word(k) == "of which"), None)
    return part is not None and any(s.value == segment for s in parsed.spans[part : part + 7])


def _behind(claim: Claim, noun: Noun) -> list[int]:
    """Segments behind the noun, up to the next number or clause; a number that counts the roads is passed over."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    found = [i for i in range(claim.at + 1, max(claim.noun_at + 1, claim.at + 1)) if parsed.spans[i].kind == "segment"]
    at = claim.noun_at + 1
    if (closing := _closing_dash(claim)) is not None:
        at, end = closing + 1, parsed.bounds(min(closing + 1, len(parsed.spans) - 1))[1]
    if claim.noun_at == claim.at and parsed.word(at - 2) == "(" and parsed.word(at) == ")":
        at, end = (
            at + 1,
            parsed.bounds(min(at + 1, len(parsed.spans) - 1))[1],
        )  # "a third of which (804) stand at service areas"
    whole = _is_whole(parsed, claim.at)
    while at < end and at - claim.noun_at < 14:
        span = parsed.spans[at]
        of_whole = parsed.word(at - 1) == "the" and parsed.word(at - 2) == "of" and at - claim.at <= 3
        if (
            span.kind in ("number", "ordinal")
            and not of_whole
            and not _counts_roads(parsed, at)
            and not (parsed.other_thing(at) and (parsed.word(claim.noun_at + 1) == "," or parsed.word(at + 1) == "-"))
        ):
            break
        if (
            claim.noun_at == claim.at
            and parsed.word(at) == "and"
            and parsed.spans[min(at + 1, end - 1)].kind == "segment"
        ):
            break
        if (span.kind == "ana" and parsed.word(at - 1) not in ("all", "each")) or parsed.word(at) == "half":
            break
        if whole and parsed.word(at) in ("are", "is", "were", "was", "stand", "have", "had"):
            break
        if isinstance(span.value, Noun) and noun.service and span.value.noun_class == "site":
            at += 1
            continue  # "219,000 were completed at stations along highways"
        if isinstance(span.value, Noun):
            own = parsed.word(at - 1) == "and" and any(s.kind == "number" for s in parsed.spans[at + 1 : at + 3])
            if claim.how in ("bare", "of_them") and span.value.segments and not own:
                found.append(at)
            break
        if (
            parsed.word(at) == ","
            and (at - claim.noun_at > 1 or (parsed.word(0) == "of" and "," not in parsed.words[: claim.at]))
            and parsed.word(at + 1) not in ("all", "each")
            and parsed.word(at - 1) not in ("exact", "precise")
        ):
            break
        if span.kind == "segment" and restricts(parsed, at) and not _of_next(parsed, at):
            found.append(at)
        at += 1
    if claim.ordinal:  # where one station stands does not restrict what was counted up to it
        found = [i for i in found if parsed.spans[i].value not in PLACED or i < claim.noun_at]
    return found


def _closing_dash(claim: Claim) -> int | None:
    """ "Many of which – 176, to be exact – sit along highways": the dash behind a number that stands between dashes."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if claim.noun_at != claim.at or parsed.word(start) not in _DASHES or claim.at - start > 3 or end - claim.at > 7:
        return None
    return end if parsed.word(end) in _DASHES else None


_DASHES = ("–", "—")


def _is_whole(parsed: Parsed, at: int) -> bool:
    """ "778 of Nio's 2,392 stations are on highways": what is said holds for the part."""
    of = next((k for k in range(at - 1, max(-1, at - 5), -1) if parsed.word(k) == "of"), None)
    if of is None or of == 0:
        return False
    part = parsed.spans[of - 1]
    return part.kind in ("number", "ordinal") or part.value == "percent" or parsed.word(of - 1) in FRACTIONS


#: Kinds of spans that say ahead of a number how it is restricted, or that another begins.
_TELLING = frozenset({"number", "ordinal", "verb", "segment", "noun"})


def _ahead(claim: Claim, noun: Noun) -> list[int]:
    """Segments before the number in its clause, where nothing else is counted between: the head of the clause or its
    subject. "In service areas, 11 stations …", "expressways account for 880", "public piles made up 1.04 million"."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    head: list[int] = []
    generation = [
        at
        for at in range(min(start, 3))
        if str(parsed.spans[at].value) in GENERATIONS and _subject(parsed, at, 0, claim.at)
    ]
    verb, behind = None, False
    fronted = 0 < start <= 6 and parsed.word(0) in _FRONTS and not parsed.has("verb", "number", "ordinal", end=start)
    if fronted and any(parsed.spans[k].value in ("public", "private") for k in range(start)):
        start = 0  # "on the public side, there were 1.4 million"
    if parsed.word(start) == "," and parsed.word(start + 1) == "which":
        start = next(
            (k for k in range(start - 1, max(-1, start - 4), -1) if isinstance(parsed.spans[k].value, Noun)), start
        )
    opened, closed = _aside_between(parsed, start, claim.at)
    if closed:
        start = parsed.bounds(max(0, start - 1))[0]
    for at in range(start, claim.at):
        span = parsed.spans[at]
        if span.kind not in _TELLING or opened <= at < closed or counted_in(parsed, at) or left_out(parsed, at):
            continue
        if "where" in parsed.said and _where_most(parsed, at, start, claim.at):
            continue  # "in France, where most sites lie along toll roads, the number rose to 54"
        aside = parsed.word(at + 1) == ")" and parsed.clauses[at] != parsed.clauses[claim.at]  # "(HKG: 9868)"
        if (
            span.kind in ("number", "ordinal")
            and not aside
            and not parsed.other_thing(at)
            and not _counts_roads(parsed, at)
        ):
            head, verb, behind = [], None, True
        if span.kind == "verb" and span.value in ("have", "reach", "pass"):
            verb = at
        ones = at + 2 <= claim.at <= at + 4 and parsed.word(at + 1) == "ones"  # "public ones number 3.7 million"
        if span.kind == "segment" and (ones or _of_next(parsed, at)):
            head.append(at)
        elif span.kind == "segment" and not behind and restricts(parsed, at):
            if (
                (span.value in PLACED and _places(parsed, at, claim))
                or span.value == "partner"
                or (span.value in ("public", "private") and verb is None)
                or span.value in ("truck", "passenger")
                or (claim.how in POINTS_BACK and at - start <= 2)
                or (str(span.value) in GENERATIONS and _alone(parsed, at))
                or _subject(parsed, at, start, claim.at)
            ):
                head.append(at)
        elif isinstance(span.value, Noun) and span.value.segments and _is_counted(claim, noun, span.value, at, behind):
            head.append(at)
    return [*generation, *head, *_where(parsed, start), *_service_for(parsed, claim)]


def _service_for(parsed: Parsed, claim: Claim) -> list[int]:
    """ "A service for heavy trucks, Qiji, which had 85 stations": what the antecedent of a relative clause is for."""
    start, _ = parsed.bounds(claim.at)
    if parsed.word(start) != "," or parsed.word(start + 1) != "which" or parsed.has("number", end=claim.at):
        return []
    return [
        k
        for k in parsed.of_kind("segment", end=start)
        if parsed.spans[k].value in ("truck", "passenger") and parsed.word(k - 1) == "for"
    ][-1:]


#: What opens a phrase ahead of the clause.
_FRONTS = frozenset({"on", "in", "for", "at", "among"})


def _alone(parsed: Parsed, at: int) -> bool:
    """ "Counting the third generation alone, it is number 98"."""
    return parsed.word(at + 1) in ("alone", "only") or parsed.word(at - 1) in ("only", "just")


def _aside_between(parsed: Parsed, start: int, at: int) -> tuple[int, int]:
    """ "The public ones, which have doubled, made up 2 million": the span of the aside between a subject and its verb."""
    if parsed.word(start) != "," or not any(parsed.word(k) in _RELATIVE for k in range(start + 1, min(start + 4, at))):
        return 0, 0
    end = next((k for k in range(at - 1, start + 1, -1) if parsed.word(k) == ","), None)
    if end is None or parsed.spans[end + 1].kind not in ("verb", "act", "mood"):
        return 0, 0
    return start, end + 1


_RELATIVE = frozenset({"which", "of which", "who", "whose", "where"})


def _where_most(parsed: Parsed, at: int, start: int, end: int) -> bool:
    """True inside ", where … ,": what is told there of a place restricts no number of the clause around it."""
    opened = next(
        (k for k in range(at, max(start, 1) - 1, -1) if parsed.word(k) == "where" and parsed.word(k - 1) == ","), None
    )
    if opened is None or parsed.clauses[at] != parsed.clauses[end]:
        return False
    return any(parsed.word(k) == "," for k in range(at + 1, end))


def _places(parsed: Parsed, at: int, claim: Claim) -> bool:
    """False for the place of one station out of many, and for half of a pair: "cities and counties account for 93,400"."""
    if claim.ordinal:
        return at == claim.at - 2 and parsed.word(claim.at - 1) == "its"
    return not (parsed.word(at - 1) in ("and", "or") and parsed.spans[at - 2].kind in ("unit", "word"))


def _of_next(parsed: Parsed, at: int) -> bool:
    """ "3,406 and alternating current for 5,296": the segment opens the next member of a list."""
    before = parsed.word(at - 2 if parsed.word(at - 1) == "the" else at - 1)
    return (
        before in ("and", ",", "while")
        and parsed.word(at + (2 if parsed.word(at + 1) == "ones" else 1)) in ("for", "with", "at", "by")
        and any(s.kind == "number" for s in parsed.spans[at + 2 : at + 4])
    )


def _where(parsed: Parsed, start: int) -> list[int]:
    """ "On motorways, where Fastned operates 168": the place that "where" points to."""
    if not any(parsed.word(k) == "where" for k in (start, start + 1)):
        return []
    return [k for k in range(max(0, start - 3), start) if parsed.spans[k].value in PLACED][-1:]


def _subject(parsed: Parsed, at: int, start: int, end: int) -> bool:
    """ "The fourth generation … makes up 131": the segment opens the clause and its verb says how many."""
    return at - start <= 2 and any(
        parsed.spans[k].kind in ("verb", "act") and parsed.word(k).startswith(_MAKES_UP) for k in range(at + 1, end)
    )


def _is_counted(claim: Claim, noun: Noun, other: Noun, at: int, behind: bool) -> bool:
    """True for a subject that the number counts: "public piles made up 1.04 million", "the public network has 40"."""
    parsed = claim.parsed
    if claim.noun is None and at == claim.at - (2 if parsed.word(claim.at - 1) in ("for", "at") else 1):
        return True  # "and AC piles 500,000", "and AC piles for 500,000"
    if any(s.value == "share" for s in parsed.spans[at + 1 : claim.at]) and other.noun_class == noun.noun_class:
        return parsed.spans[at - 1].kind not in (
            "number",
            "ordinal",
        )  # "AC points account for 2,000 of its 9,000 points"
    if noun.service and other.noun_class == "site":
        verbs = [k for k in range(at + 1, claim.at) if parsed.spans[k].kind in ("verb", "act", "plan")]
        return bool(verbs) and parsed.word(verbs[-1] - 1) != "and"  # "keeps its stations open and expects 140,000"
    if claim.noun is not None and claim.noun.kinds and other.noun_class != "network":
        return False
    if behind and (parsed.spans[at - 1].kind in ("number", "ordinal", "more")):
        return False
    if behind and not any(parsed.word(k) in (",", ";", "when", "while") for k in range(max(0, at - 2), at)):
        return False
    verbs = [k for k in range(at + 1, claim.at) if parsed.spans[k].kind in ("verb", "act")]
    return bool(verbs) and (other.noun_class in (noun.noun_class, "network", "swap", None))


def _counts_roads(parsed: Parsed, at: int) -> bool:
    """True where the number counts the roads themselves: "seven expressways", "two of China's busiest expressways"."""
    for k in range(at + 1, min(at + 7, len(parsed.spans))):
        span, word = parsed.spans[k], parsed.word(k)
        if span.kind == "segment":
            return str(span.value) in (*PLACED, "truck") and parsed.word(k + 1) != "ones"
        if (
            span.kind not in ("word", "place", "sign")
            or word == ","
            or (word in FUNCTION and word not in ("of", "the"))
        ):
            return False
    return False
