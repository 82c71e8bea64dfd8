"""So many at each station, or one for so many: a ratio, no count of a network."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE
from pipelines.join.governor import Governor
from pipelines.join.refused import is_host
from pipelines.model import Noun
from pipelines.words import singular, vocabulary

#: "600 stations per year" says how fast, not where.
_PACE = frozenset({"year", "quarter", "month", "week", "day", "annum"})


_PLANTS = frozenset({"plant", "factory"})


#: Words that make of a number that of one station.
_OF_ONE = frozenset({"each", "every", "per", "single", "any"})


def per_site(claim: Claim, verb: Governor) -> bool:
    """ "Each site has four", "four to ten piles apiece", "per station": what one station has."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if claim.spot is not None or claim.owner is not None:
        return False
    if not _PLANTS.isdisjoint(parsed.words[max(start, claim.at - 7) : claim.at]) and (
        claim.how == "of_them" or parsed.word(claim.noun_at + 1) in ("a", "per", "each", "every", "annually")
    ):
        return True  # what a plant makes
    if _one_for_so_many(claim) or _of_any_station(claim, verb) or _per_so_many(claim):
        return True
    each = next((k for k in range(start, claim.at - 1) if parsed.word(k) == "each"), None)
    if (
        each is not None
        and parsed.word(each - 1) in ("", ",", "and", ";")
        and (
            (parsed.spans[each + 1].kind in ("verb", "act", "mood", "plan") and parsed.word(each + 1) != "with")
            or parsed.word(each + 1) in BE
            or parsed.words[each + 1 : each + 3] == ("comes", "with")
        )
    ):
        # "each performs about 42 swaps a day", "on average, each was visited 41 times"; not "which makes 52"
        return parsed.word(claim.at - 1) != "which makes"
    if parsed.word(claim.at) in ("one", "a single") and parsed.word(claim.noun_at + 1) in (
        "can",
        "could",
        "costs",
        "cost",
    ):
        return True  # "one pile can charge a car in 12 minutes"
    large = (
        claim.noun is not None and claim.noun.noun_class == "post" and claim.count.value >= 100 and verb.verb == "add"
    )
    if large and parsed.word(claim.noun_at + 1) in ("apiece", "each"):
        return False  # "they will set up 1,000 points each": as many by every firm
    if parsed.word(claim.noun_at + 1) in ("each", "every") and parsed.word(claim.noun_at + 2) in _PACE:
        return False  # "will add 50 stations each month"
    if parsed.word(claim.noun_at + 1) in ("apiece", "each") or (
        parsed.word(claim.noun_at + 2) in ("apiece", "each") and parsed.word(claim.noun_at + 1) != ","
    ):
        return True
    adds = verb.verb == "add" and parsed.word(claim.noun_at + 2) in _PACE and not capacity(claim)
    if (parsed.word(claim.noun_at + 1) == "per" and not adds) or (
        parsed.word(claim.noun_at + 1) in ("at", "in")
        and {"each", "every"} & {*parsed.words[claim.noun_at + 2 : claim.noun_at + 4]}
    ):
        return True
    if (
        claim.noun is not None
        and claim.noun.service
        and any(
            parsed.word(k) in ("at", "in") and parsed.word(k + 1) in ("each", "every")
            for k in range(claim.noun_at + 2, claim.noun_at + 8)
        )
    ):
        return True  # "62 swaps a day were done at each of its stations"
    if parsed.word(claim.noun_at + 1) == "to" and parsed.word(claim.noun_at + 2) in ("a", "an", "each", "every"):
        return verb.verb not in ("add", "remove")  # "four posts to a concrete base"
    return not _OF_ONE.isdisjoint(parsed.said) and any(
        (parsed.word(i) in _OF_ONE and i + 1 < claim.at and isinstance(parsed.spans[i + 1].value, Noun))
        or (parsed.word(i) in ("each", "every") and _of_host(parsed, i, claim.at))
        or (parsed.word(i) == "each" and parsed.word(i + 1) == "of" and _site_between(parsed, i, claim.at))
        or (
            parsed.word(i) == "each"
            and parsed.word(i + 1) in ("with", "having", "offering")
            and i + 5 > claim.at
            and claim.count.value < 100
        )
        or (parsed.word(i) == "each" and parsed.word(i + 1) in ("one", "of them", "of these", "of which"))
        for i in range(start, claim.at)
    )


def capacity(claim: Claim) -> bool:
    """ "Can serve 1,000 a day", "designed for up to 312 swaps": what could be done, not what was."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    obliged = any(
        parsed.word(i) in ("has", "have", "needs", "need") and parsed.word(i + 1) == "to"
        for i in range(max(start, claim.at - 6), claim.at)
    )
    average = any(
        parsed.word(i) == "average" and isinstance(parsed.spans[i + 1].value, Noun) for i in range(start, claim.at - 1)
    )
    return (
        obliged
        or average
        or any(
            parsed.word(i)
            in ("can", "capable", "designed", "capacity", "cope", "able", "able to", "enough", "up to", "could")
            or (parsed.word(i) == "as many as" and parsed.word(i + 1) != "the")
            for i in range(max(start, claim.at - 12), claim.at)
        )
    )


def _per_so_many(claim: Claim) -> bool:
    """ "For each 100,000 inhabitants there were 80 chargers", "80 chargers per 100,000 people"."""
    parsed = claim.parsed
    if parsed.said.isdisjoint(_OF_ONE):
        return False
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.word(k) in ("each", "every", "per")
        and (parsed.spans[k + 1].kind, parsed.spans[k + 2].kind) == ("number", "unit")
        and parsed.spans[k + 2].value in ("people", "cars", "distance", "places")
        and not parsed.has("number", start=start if k < claim.at else claim.at + 1, end=k)
        and not parsed.has("number", start=k + 2, end=claim.at)
        for k in range(start, min(end, len(parsed.spans) - 2))
    )


def _one_for_so_many(claim: Claim) -> bool:
    """ "86 cars share one point", "one pile serves 14 cars", "one station for every 15 cars", "four ports every 50 miles"."""
    parsed, after = claim.parsed, claim.noun_at + 1
    if (
        parsed.word(after) == "every"
        and parsed.spans[after + 1 : after + 2]
        and parsed.spans[after + 1].kind == "number"
    ) or (parsed.word(after) == "for" and parsed.word(after + 1) in ("every", "each")):
        return True
    number = next(
        (k for k in range(after, after + 5) if parsed.spans[k : k + 1] and parsed.spans[k].kind == "number"), None
    )
    later = parsed.words[after : min(after + 5, number or after + 5)]
    if any(a == "for" and b in ("every", "each") for a, b in zip(later, later[1:], strict=False)):
        return True
    if later[:1] in (("share",), ("shares",)) or (later[1:2] in (("share",), ("shares",)) and later[0] != "to"):
        return True
    if claim.ordinal or claim.how == "event" or claim.count.value != 1:
        return False
    if claim.at < 2 and {singular(w) for w in parsed.words[after : after + 2]} & vocabulary("spends"):
        return True  # "One station costs 5 million yuan"
    near = range(max(0, claim.at - 3), min(len(parsed.spans), after + 5))
    return parsed.word(claim.at - 1) == "at least" or any(
        parsed.word(i) in ("share", "shares", "serve", "serves", "served") for i in near
    )


_USUALLY = frozenset({"typically", "usually", "normally", "generally", "typical", "average", "most"})


_REGULATIONS = frozenset({"rules", "standards", "regulations", "guidelines"})


def _of_any_station(claim: Claim, verb: Governor) -> bool:
    """ "A station with eight chargers needs …", "rules call for four ports": what any station has, where none was built."""
    parsed = claim.parsed
    if claim.noun is None or claim.noun.noun_class != "post" or verb.verb == "add":
        return False
    start, _ = parsed.bounds(claim.at)
    if (parsed.word(claim.noun_at + 1) == "or more" or claim.count.value_max is not None) and claim.count.value < 20:
        return True  # "sites with six stalls or more", "start out with six to twelve points"
    if {"norm", "standard", "rule"} & set(parsed.words[claim.noun_at : claim.noun_at + 7]):
        return True  # "six points used to be the norm"
    if not _USUALLY.isdisjoint(parsed.words[start : claim.at]):
        return True
    few = claim.count.value < 50
    if few and not _REGULATIONS.isdisjoint(parsed.words[start : claim.at]):
        return True
    share = (
        None
        if claim.count.value >= 100
        else next((i for i in range(start, claim.at) if parsed.spans[i].value == "percent"), None)
    )
    if share is not None and parsed.word(share + 1).startswith("of"):
        return any(s.value == "have" for s in parsed.spans[share : claim.at])
    for i in range(start, claim.at):
        value = parsed.spans[i].value
        if isinstance(value, Noun) and value.noun_class == "site" and not value.plural:
            generic = parsed.word(i - 1) == "a" or parsed.word(i - 2) == "a"
            subject = i - start < 4 or parsed.word(i + 1) != "with"
            return (
                generic
                and subject
                and parsed.word(i + 1) in ("with", "has", "holds", "needs", "must", "should")
                and i + 5 > claim.at
            )
    return False


def _site_between(parsed: Parsed, start: int, end: int) -> bool:
    """ "Each of its 20 stations has eight chargers": the stations stand before the number."""
    return any(start < i < end and noun.noun_class == "site" for i, noun in parsed.nouns)


def _of_host(parsed: Parsed, i: int, at: int) -> bool:
    """ "Every parking garage with more than 40 spaces gets 10 charging points"."""
    named = any(is_host(parsed.word(m)) for m in (i + 1, i + 2)) and parsed.spans[i + 1].kind != "ordinal"
    return named and "," not in parsed.words[i:at]
