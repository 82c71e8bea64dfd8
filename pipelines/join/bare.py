"""Bare numbers: no noun and no reference behind them; they count what was counted last."""

from __future__ import annotations

from dataclasses import replace

from pipelines.join.antecedents import fits, known_figure, last_counted, nearest, paired
from pipelines.join.claims import Claim
from pipelines.join.closed import FUNCTION
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Counted, Memory, near
from pipelines.join.metric import before, counted_as
from pipelines.join.offered import spread
from pipelines.join.refused import hangs
from pipelines.join.slots import fronted, governed, in_list, in_slot, named_beside, points_back
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular


@rule(
    "The number of swap stations in China rose to [890] => battery_swap_stations total",
    "NIO's swap network as a whole stands at [894], including 237 on expressways => battery_swap_stations total",
    "Supercharging stations of NIO grew by 37 to [820] => supercharging_stations total",
    "NIO has swap stations. The first generation is represented by 110, the second by [340]. => battery_swap_stations gen2",
    "NIO users have made 60 million swaps and add [90,000] more every day => battery_swaps rate",
    "NIO opened its ninth swap station in Oslo, which holds 13 batteries. The [tenth] is under construction. => battery_swap_stations nth planned",
    "NIO has 63 swap stations in Oslo, ahead of Bergen ([9]) => battery_swap_stations",
    "NIO had 20 swap stations in Norway. A year before, it had been [11]. => battery_swap_stations total",
    refuses=[
        "The swap station is on line [16] of the metro",
        "NIO has 20 swap stations. It delivered 20,000 cars in May, against [16,000] in April.",
    ],
)
def bare_number(claim: Claim, memory: Memory) -> Answer | None:
    """A bare number counts what was counted last; a kind behind it is its own."""
    answer = _what_was_counted(claim, memory)
    if answer is None or not isinstance(answer.value, Noun) or claim.ordinal:
        return answer
    noun = answer.value
    after = claim.parsed.spans[claim.at + 1 : claim.at + 2]
    if after and after[0].kind == "rate" and not noun.service:
        return None  # "almost three a day"
    if noun.noun_class == "post" and _alternating(claim):
        return replace(answer, value=noun._replace(kinds=frozenset({"charging"})))
    return replace(answer, value=kind_behind(claim, _kind_before(claim, noun)))


def _kind_before(claim: Claim, noun: Noun) -> Noun:
    """ "Fast charging (221) and destination charging (157)": the kind right before the bracket."""
    parsed = claim.parsed
    value = parsed.spans[claim.at - 2].value if claim.at > 1 and parsed.word(claim.at - 1) == "(" else None
    loose = isinstance(value, Noun) and value.noun_class is None and noun.noun_class in ("site", "post")
    return noun._replace(kinds=value.kinds) if loose and isinstance(value, Noun) else noun


def _alternating(claim: Claim) -> bool:
    """ "Direct current accounts for 3,406 of them and alternating current for 5,296": the subject is the kind."""
    spans = claim.parsed.spans
    for k in range(claim.at - 1, -1, -1):
        span = spans[k]
        if (span.kind == "number" and spans[k + 1].value != "percent") or isinstance(span.value, Noun):
            return False
        if span.kind == "segment" and span.value == "ac":
            return True
    return False


def _what_was_counted(claim: Claim, memory: Memory) -> Answer | None:
    """A number without a noun counts what was counted last, where its place in the sentence is one for a count."""
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if parsed.word(claim.at + 1) == "spread":
        return spread(claim)
    if not claim.ordinal and not in_slot(claim):
        return None
    if _size_of_another(claim) or _service_unit(claim) or _averaged(claim) or _distance(claim):
        return None
    last = memory.counted[-1] if memory.counted else None
    goes_on = last is not None and near(last.origin, claim.origin) and in_slot(claim)
    if last is not None and last.noun is None and last.origin != claim.origin:
        goes_on = False
    for each in memory.recent() if claim.ordinal else ():
        if (
            each.claim.ordinal
            and claim.count.value - each.observation.value in (0, 1)
            and near(each.claim.origin, claim.origin)
        ):
            return Answer(each.noun, each.noun.head, "paragraph")  # "the ninth …, the tenth"
    if goes_on and last is not None and last.noun is None and not _named_since(claim, last):
        return None  # another thing was counted last
    if _compares_other(claim, memory) or _of_gas_stations(claim):
        return None
    licensed = goes_on or claim.ordinal or named_beside(claim) or points_back(claim)
    if not licensed and governed(claim) is None and not in_list(claim, memory):
        return None
    if last is not None and last.noun is not None and last.noun.service and last.parsed is parsed and _daily(claim):
        return Answer(last.noun, last.noun.head, "sentence")
    if _compares(claim):
        counted = list(memory.same_sentence(claim))
        main = [s for s in counted if parsed.word(s.claim.at - 1) not in ("at", "in", "across", "over", "with")]
        for each in main or counted:
            return Answer(each.noun, each.noun.head, "sentence")
    if _said_again(claim, memory):
        return None
    for look in (known_figure, paired, nearest):
        found = look(claim, memory)
        if found is not None:
            return found
    for each in memory.same_sentence(claim):
        if fits(claim, each.noun):
            return Answer(each.noun._replace(segments=()), each.noun.head, "sentence")
    if goes_on and not fronted(claim):
        return last_counted(claim, memory)
    for i, noun in parsed.nouns if fronted(claim) else ():
        full = counted_as(noun)
        if i > claim.at and full is not None and fits(claim, full):
            return Answer(full._replace(segments=()), parsed.text(i), "sentence")
    return last_counted(claim, memory)


def _daily(claim: Claim) -> bool:
    """ "And make it 130,000 more every day": so many services, not so many stations."""
    return any(s.kind == "rate" for s in claim.parsed.spans[claim.at + 1 : claim.at + 3])


def _of_gas_stations(claim: Claim) -> bool:
    """True where the noun that stands nearest is a filling station: "while filling stations have fallen to 1,998"."""
    start, _ = claim.parsed.bounds(claim.at)
    near = next(((i, n) for i, n in before(claim.parsed, claim.at) if n.noun_class in ("site", "post", "gas")), None)
    return near is not None and near[1].noun_class == "gas" and near[0] >= start


def _said_again(claim: Claim, memory: Memory) -> bool:
    """ "Of the 1,902, NIO operates 1,266": a whole that was counted before counts once."""
    if claim.ordinal or claim.parsed.word(claim.at - 1) not in ("the", "these", "those"):
        return False
    return any(s.observation.value == claim.count.value and s.observation.measure != "nth" for s in memory.recent())


def _compares(claim: Claim) -> bool:
    """ "Up from 304", "against 304 in May": a comparison is with the thing that was counted."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    if parsed.word(k) == "from":
        return parsed.word(k - 1) in ("up", "down")
    return parsed.word(k) in ("up from", "down from", "against", "versus") or parsed.word(k - 1) == "compared"


def _compares_other(claim: Claim, memory: Memory) -> bool:
    """True where a comparison goes with a number that is none of ours: "the wait was 11 minutes, down from 19"."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    if (
        parsed.word(k) not in ("from", "than", "against", "versus", "after", "up from")
        and parsed.word(k - 1) != "compared"
    ):
        return False
    number = next(
        (i for i in range(k - 1, -1, -1) if parsed.spans[i].kind in ("number", "glued") and not hangs(parsed, i + 1)),
        None,
    )
    if number is None or parsed.word(k - 1) in ("rose", "grew") or parsed.spans[number + 1].value == "percent":
        return False
    settled = any(each.claim.at == number for each in memory.same_sentence(claim))
    return not settled and not any(i > number for i, _ in before(parsed, k))


def _named_since(claim: Claim, last: Counted) -> bool:
    """True where a noun of ours stands between another thing that was counted and this number."""
    if last.parsed is not claim.parsed:
        return any(True for _ in before(claim.parsed, claim.at))
    return any(i > last.at for i, _ in before(claim.parsed, claim.at))


#: Words of a lead or a lag.
_APART = frozenset("trail lead led ahead behind exceed exceeded beat missed miss outnumber outnumbered".split())


def _distance(claim: Claim) -> bool:
    """ "Star Charge trails by 69,000": how far two are apart."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) == "a"):
        k -= 1
    return parsed.word(k) == "by" and any(singular(word).removesuffix("ed") in _APART for word in parsed.words[:k])


def _averaged(claim: Claim) -> bool:
    """ "The average of about 53,000 in the 12 months", "57,000 a month": no number of what came or stands."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    after = (parsed.word(claim.at + 1), parsed.word(claim.at + 2))
    monthly = after[0] in ("a", "per", "each", "every") and after[1] in ("month", "week", "year")
    return monthly or (parsed.word(k) == "average of" and not any(s.kind == "rate" for s in parsed.spans[claim.at :]))


#: What stations, packs and drivers do in other units: seats, minutes, money.
_SPENDS = frozenset("hold store serve cope cost pay paid cover handle take took last lasted weigh need".split())


#: What has a number for its size and is itself a number.
_NUMBERS = frozenset(
    "record level sum total peak figure mark increase rise gain growth addition maximum rate inventory".split()
)


def _size_of_another(claim: Claim) -> bool:
    """ "Its team of 2,000", "a price of 105,800": the size of a thing that is none of ours."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind == "qualifier":
        k -= 1
    head = parsed.word(k - 1)
    unknown = k > 0 and parsed.spans[k - 1].kind == "word" and head not in FUNCTION and head not in _NUMBERS
    return parsed.word(k) == "of" and unknown and head.isalpha()


def _service_unit(claim: Claim) -> bool:
    """True where the verb before says that another thing is counted: costs, weighs, takes, serves."""
    parsed, low = claim.parsed, max(0, claim.at - 5)
    if parsed.word(claim.at - 1) in ("to", "past", "above", "beyond"):
        return False  # "takes the count to eight"
    near = max(low, claim.at - 2)
    return any(
        (k >= near or singular(parsed.word(k)) not in ("take", "took"))
        and singular(parsed.word(k)) in _SPENDS
        and parsed.word(k - 1) != "on"
        and not any(s.kind == "number" for s in parsed.spans[k : claim.at])
        for k in range(low, claim.at)
    )
