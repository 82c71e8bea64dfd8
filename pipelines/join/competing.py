"""Other things that compete for a bare number: it goes on with cars, minutes or towns that were counted before it."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import FUNCTION
from pipelines.join.governor import governor
from pipelines.join.measured import MEASURED, joined_to_unit, same_measure, span_of_time
from pipelines.join.memory import Counted, Memory, near
from pipelines.join.mentions import in_relative_clause
from pipelines.join.metric import before
from pipelines.join.refused import CURRENCIES, OTHER_THINGS, hangs
from pipelines.join.slots import compares, in_slot
from pipelines.model import Count, Noun


def goes_with_another(claim: Claim, memory: Memory) -> bool:
    """True where the number stands beside another thing, or goes on with one that was counted last."""
    return (
        _beside_its_like(claim)
        or _of_things_ahead(claim, memory)
        or _of_these_things(claim, memory)
        or _at_such_places(claim, memory)
        or joined_to_unit(claim)
        or same_measure(claim)
        or span_of_time(claim, memory)
        or _goes_on_with_it(claim, memory)
    )


def carries_on(claim: Claim, memory: Memory) -> bool:
    """True where the paragraph has counted before, so that a bare number may go on with it."""
    last = memory.counted[-1] if memory.counted else None
    if last is None or (last.noun is None and last.origin != claim.origin):
        return False
    return near(last.origin, claim.origin) and in_slot(claim)


def _goes_on_with_it(claim: Claim, memory: Memory) -> bool:
    """True where another thing was counted last, and none of ours named since."""
    if not carries_on(claim, memory):
        return False
    last, parsed = memory.counted[-1], claim.parsed
    goes_back = in_relative_clause(parsed, last.at, claim.at) and "where" not in parsed.words[last.at : claim.at]
    if last.noun is None and last.parsed is parsed and goes_back:
        return False  # "NIO, in which CATL invests 2.5 billion yuan, runs 3,542"
    if last.noun is None and last.parsed is parsed and last.at != claim.at and _alike(claim, last):
        return True
    _, end = parsed.bounds(claim.at)
    if claim.at == 0 and parsed.word(1) == "more" and any(s.value == "add" for s in parsed.spans[claim.at + 1 : end]):
        return False  # "each one has eight stalls. Four more are under construction"
    ordinal = parsed.spans[claim.at].kind == "ordinal" and last.parsed is parsed
    if ordinal and parsed.spans[last.at].kind != "ordinal" and not _next_of(claim, last):
        return False  # "the site, 100 kilometres from Oslo, is its 1,340th"
    if last.noun is None and last.thing in NOTHING_DONE and last.parsed is not parsed and _says_it_itself(claim):
        return False
    if last.noun is None and last.parsed is not parsed and _forecast_of_millions(claim, last):
        return False
    if last.noun is None and not _competes(claim, last):
        return False
    return last.noun is None and not _named_since(claim, last)


#: Why what was counted is ours and yet no number of ours: nothing was built, nothing stands.
NOTHING_DONE = frozenset({"verb_counts_nothing", "hypothetical", "tried_by_writer", "for_a_while"})


def _says_it_itself(claim: Claim) -> bool:
    """ "It replaced 80 chargers. It wants to have 900": the sentence has a verb of its own that counts."""
    return governor(claim).verb in ("have", "add", "remove", "reach", "pass")


def _competes(claim: Claim, last: Counted) -> bool:
    """True where the bare number may as well count the other thing: not minutes where it is much larger, nor packs
    where it was built ("a station holds 21 batteries; 700 have been built").
    """
    thing = last.thing.rpartition("unit_")[2]
    if claim.parsed.words[claim.at + 1 : claim.at + 3] in (("in", "all"), ("in", "total")):
        return thing not in _OF_ONE  # "one charger for every 20 cars, 25,000 in all"
    if thing not in MEASURED and thing not in _OF_ONE:
        return True
    verb = governor(claim)
    since = verb.at is not None and (last.parsed is not claim.parsed or verb.at > last.at)
    if since and (verb.verb in ("add", "remove") or verb.words == "which makes"):
        return False  # "each has four posts, which makes 52"
    if since and thing in MEASURED and verb.verb in ("reach", "pass"):
        return False
    count = last.parsed.spans[last.at].value
    measured = count.value if isinstance(count, Count) and thing in MEASURED else claim.count.value
    return claim.count.value == 1 or measured / 30 < claim.count.value < measured * 30


#: Why what was counted is what one station has or can do.
_OF_ONE = frozenset({"batteries", "capacity", "per_station", "spent_or_held"})


def _next_of(claim: Claim, last: Counted) -> bool:
    """ "997,592 cars had come off the line, the millionth will follow": the ordinal goes on from the number of things."""
    count = last.parsed.spans[last.at].value
    return isinstance(count, Count) and 0.8 * claim.count.value < count.value <= claim.count.value


def _forecast_of_millions(claim: Claim, last: Counted) -> bool:
    """ "Three firms have made forecasts. One expects 21 million": the few who were counted are not the many foreseen."""
    few = last.parsed.spans[last.at].value
    if not isinstance(few, Count) or few.value > 20 or claim.count.value < 1000:
        return False
    return claim.parsed.has("plan", end=claim.at)


def _alike(claim: Claim, last: Counted) -> bool:
    """ "120 had met a broken charger and 45 had given up": two numbers before the same verb count the same people."""
    parsed = claim.parsed
    word = parsed.word(claim.at + 1)
    return word.isalpha() and word == parsed.word(last.at + 1) and parsed.spans[claim.at + 1].kind in ("word", "verb")


def _named_since(claim: Claim, last: Counted) -> bool:
    """True where a noun of ours stands between another thing that was counted and this number."""
    parsed = claim.parsed
    if last.thing == "unit_places" and last.parsed is not parsed and any(i > last.at for i, _ in last.parsed.nouns):
        return True  # "2,000 service areas are equipped with its piles. On highways, they total 8,632"
    for i, noun in before(parsed, claim.at):
        if last.parsed is parsed and i <= last.at:
            return False
        if noun.noun_class is None and last.parsed is parsed:
            continue  # "14 charging cables", "200 taxis for battery swapping"
        far = parsed.word(i - 2) if parsed.spans[i - 1].kind in ("segment", "word") else ""
        if not {parsed.word(i - 1), far} & {"each", "every", "per"}:
            return True  # but "12 cars for every public charger; in May it was nine"
    return False


def _of_things_ahead(claim: Claim, memory: Memory) -> bool:
    """ "Hardly anyone bought the cars. It registered 41": what is registered is the thing that was named last, and no
    station is.
    """
    parsed = claim.parsed
    ahead = memory.sentence_ahead(parsed)
    verb = next((g for g in reversed(parsed.verbs) if g.at < claim.at), None)
    if ahead is None or verb is None or verb.value != "serve" or parsed.has("noun"):
        return False
    for k in range(len(ahead.spans) - 1, -1, -1):
        span = ahead.spans[k]
        if isinstance(span.value, Noun):
            return False
        if span.kind == "unit" and span.value in OTHER_THINGS and ahead.word(k).endswith("s"):
            return True
    return False


def _of_these_things(claim: Claim, memory: Memory) -> bool:
    """ "It got applications from 415 companies. Of these, 200 were accepted": all that the sentence before counted."""
    parsed = claim.parsed
    if parsed.spans[0].kind != "ana" or not parsed.word(0).startswith("of th") or parsed.has("number", end=claim.at):
        return False
    ahead = memory.sentence_prior(parsed)
    if ahead is None or any(True for _ in memory.same_sentence_of(ahead)) or parsed.has("noun", end=claim.at):
        return False
    return any(ahead.other_thing(i) for i in ahead.of_kind("number"))


#: Prepositions by which stations are said to be at places.
_WHERE = frozenset({"in", "at", "across", "along", "on", "to", "for", "by"})


def _at_such_places(claim: Claim, memory: Memory) -> bool:
    """ "It has stations in 200 cities and wants to be in 300", "800 for 40,000 cars, 900 for 60,000": the number behind
    the same preposition as before counts the same things again.
    """
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) not in _WHERE or parsed.word(k - 1) in ("up", "down") or claim.ordinal:
        return False
    if parsed.word(k) == "to" and parsed.spans[k - 1].kind != "unit":
        return False
    if parsed.has("verb", "count", start=k, end=claim.at):
        return False
    ahead = memory.sentence_ahead(parsed)
    for each, end in ((parsed, k), (ahead, len(ahead.spans))) if ahead is not None else ((parsed, k),):
        for i in range(end - 1, 1, -1):
            other = each.spans[i].kind == "unit" and each.spans[i].value in OTHER_THINGS
            here = each is parsed and each.spans[i].kind == "word" and each.word(i) not in FUNCTION
            if (other or here) and each.word(i).endswith("s"):
                number = next((m for m in range(i - 1, max(-1, i - 4), -1) if each.spans[m].kind == "number"), None)
                if number is not None and each.word(each.ahead_of(number)) in (parsed.word(k), "its", "the", "their"):
                    return each.word(each.ahead_of(number)) == parsed.word(k) or each.word(number - 2) == parsed.word(k)
    return False


def _beside_its_like(claim: Claim) -> bool:
    """ "Along five motorways from north to south and five from east to west": the same preposition follows both."""
    parsed = claim.parsed
    if parsed.word(claim.at - 1) not in ("and", "or", ","):
        return False
    for k in range(claim.at - 2, max(0, claim.at - 10), -1):
        span = parsed.spans[k]
        if isinstance(span.value, Noun) or span.kind in ("verb", "number", "plan"):
            return False
        other = (span.kind == "unit" and span.value in OTHER_THINGS) or span.value == "highway"
        if other and parsed.spans[k - 1].kind == "number":
            return parsed.word(k + 1) == parsed.word(claim.at + 1) in FUNCTION
    return False


def compares_another(claim: Claim, memory: Memory) -> bool:
    """True where a comparison goes with a number that is none of ours: "the wait was 11 minutes, down from 19"."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if (
        parsed.word(k) not in ("from", "than", "against", "versus", "after", "up from", "instead of", "rather than")
        and parsed.word(k - 1) != "compared"
    ):
        return False
    if _shares(claim, k):
        return True
    number = next(
        (
            i
            for i in range(k - 1, -1, -1)
            if (
                parsed.spans[i].kind in ("number", "glued")
                and (
                    not hangs(parsed, i + 1)
                    or parsed.word(i - 2) in ("capacity", "room", "space")
                    or parsed.spans[i + 1].value == "time"  # "within 25 days, instead of the 40 it takes"
                )
            )
            or parsed.word(i) in CURRENCIES
            or (parsed.word(k).endswith(" of") and getattr(parsed.spans[i].value, "units", None))  # "within 25 days"
        ),
        None,
    )
    if number is None:
        number = _of_places(claim, k, memory)
    if number is None or parsed.word(k - 1) in ("rose", "grew") or parsed.spans[number + 1].value == "percent":
        return False
    settled = any(each.claim.at == number for each in memory.same_sentence(claim))
    return not settled and not any(i > number and not _led(parsed, i) for i, _ in before(parsed, k))


def _led(parsed: Parsed, i: int) -> bool:
    """ "617 for Level 2 chargers": the noun only hangs on what was measured."""
    k = i - 1
    while k > 0 and (parsed.spans[k].kind in ("segment", "word", "number") and parsed.word(k) not in FUNCTION):
        k -= 1
    return parsed.word(k) == "for"


def _of_places(claim: Claim, k: int, memory: Memory) -> int | None:
    """ "Swapping is available in 21 cities, up from 14": the only number that is there to compare with."""
    parsed = claim.parsed
    if not compares(claim) or next(memory.same_sentence(claim), None) is not None:
        return None
    numbers = list(parsed.of_kind("number", end=k))
    other = len(numbers) == 1 and parsed.other_thing(numbers[0])
    return numbers[0] if other and not any(numbers[0] < i for i, _ in before(parsed, k)) else None


def _shares(claim: Claim, k: int) -> bool:
    """ "Its market share is 4.2 percent, up from 3": a share is compared with a share; "up 20 percent from 45" is growth."""
    parsed = claim.parsed
    percent = next((i for i in range(k - 1, -1, -1) if parsed.spans[i].value == "percent"), None)
    if percent is None or claim.count.value > 100 or claim.ordinal:
        return False
    level = parsed.word(percent - 2).split(" ")[-1] in ("to", "at")  # "widened to 15 percent, from 12"
    compared = parsed.word(k - 1) in ("up", "down") or parsed.word(k) == "up from" or level
    if not compared or parsed.has("number", "noun", start=percent, end=k):
        return False
    if parsed.word(percent + 1) == "of":
        return True  # "31 percent of all cars are electric, up from 22"
    return parsed.word(parsed.ahead_of(percent - 1)) not in ("up", "down", "by", "another", "plus", "of", "(", ",")
