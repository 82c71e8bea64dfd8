"""Bare numbers that count none of ours: parts of names, prices, averages, leads, sizes of other things."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.governor import governor
from pipelines.join.closed import ADVERBS, BE, FUNCTION, HAVE, PRONOUNS
from pipelines.join.memory import Counted, Memory, near
from pipelines.join.mentions import in_relative_clause
from pipelines.join.metric import before, weak
from pipelines.join.refused import CURRENCIES, OTHER_THINGS, hangs
from pipelines.join.slots import in_slot
from pipelines.model import Count, Noun
from pipelines.words import beside, singular, vocabulary

#: What follows "times" where it multiplies: "three times as many", "ten times the price".
_COMPARED = frozenset({"as", "the", "more", "that", "those", "larger", "higher", "what"})


def stranger(claim: Claim, memory: Memory) -> str | None:
    """The name of what makes a bare number one of another thing; None where nothing does."""
    if claim.how == "times":
        return "multiple" if claim.parsed.word(claim.noun_at + 1) in _COMPARED else "times_of_another"
    if claim.noun is not None and weak(claim.noun):
        return "no_charging_named"  # "three power cabinets"
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if not claim.ordinal and not in_slot(claim):
        return "part_of_a_name"
    if _size_of_another(claim):
        return "size_of_another"
    if service_unit(claim):
        return "spent_or_held"
    if _averaged(claim):
        return "averaged"
    if _distance(claim) or _missed(claim):
        return "lead_or_lag"
    if parsed.word(claim.at + 1).endswith("est") and len(parsed.word(claim.at + 1)) > 5:
        return "pronoun"  # "the 400 smallest"
    if singular(parsed.word(claim.at + 1)) in vocabulary("speak"):
        return "bare_people"
    if _other_subject(claim):
        return "other_subject"
    if _sold(claim):
        return "sold"
    if _beside_its_like(claim) or _of_things_ahead(claim, memory) or _at_such_places(claim, memory):
        return "goes_with_another"
    if _joined_to_unit(claim) or _span_of_time(claim, memory):
        return "goes_with_another"
    if _still_it(claim):
        return "goes_with_another"
    if _goes_with_another(claim, memory):
        return "goes_with_another"
    if _compares_other(claim, memory):
        return "compares_another"
    if _of_gas_stations(claim):
        return "bare_gas_stations"
    if said_again(claim, memory):
        return "said_again"
    return None


def carries_on(claim: Claim, memory: Memory) -> bool:
    """True where the paragraph has counted before, so that a bare number may go on with it."""
    last = memory.counted[-1] if memory.counted else None
    if last is None or (last.noun is None and last.origin != claim.origin):
        return False
    return near(last.origin, claim.origin) and in_slot(claim)


def _goes_with_another(claim: Claim, memory: Memory) -> bool:
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
    if last.noun is None and last.parsed is not parsed and _forecast_of_millions(claim, last):
        return False
    if last.noun is None and not _competes(claim, last):
        return False
    return last.noun is None and not _named_since(claim, last)


def _competes(claim: Claim, last: Counted) -> bool:
    """True where the bare number may as well count the other thing: not minutes where it is much larger, nor packs
    where it was built ("a station holds 21 batteries; 700 have been built").
    """
    thing = last.thing.rpartition("unit_")[2]
    if thing not in _MEASURED and thing not in _OF_ONE:
        return True
    verb = governor(claim)
    since = verb.at is not None and (last.parsed is not claim.parsed or verb.at > last.at)
    if since and verb.verb in ("add", "remove"):
        return False
    count = last.parsed.spans[last.at].value
    measured = count.value if isinstance(count, Count) and thing in _MEASURED else claim.count.value
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
    for i, _ in before(parsed, claim.at):
        if last.parsed is parsed and i <= last.at:
            return False
        far = parsed.word(i - 2) if parsed.spans[i - 1].kind in ("segment", "word") else ""
        if not {parsed.word(i - 1), far} & {"each", "every", "per"}:
            return True  # but "12 cars for every public charger; in May it was nine"
    return False


def _still_it(claim: Claim) -> bool:
    """ "It needs 30 minutes; with 300 kW, it is 15": "it is" goes on with the number before, which counts none of ours."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) not in ("is", "was", "’s", "'s") or parsed.word(k - 1) not in ("it", "that", "this"):
        return False
    number = next((i for i in range(k - 1, -1, -1) if parsed.spans[i].kind == "number"), None)
    if number is None or any(i > number for i, _ in before(parsed, claim.at)):
        return False
    return parsed.spans[number + 1].kind == "unit" or parsed.word(number - 1) in CURRENCIES


def _other_subject(claim: Claim) -> bool:
    """ "Revenue hit 284 million", "membership rose to 20,000": the verb's subject is a thing that is none of ours."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    verb = next((k for k in range(claim.at - 1, start, -1) if parsed.spans[k].value in _LEVELS), None)
    if verb is None or claim.at - verb > 4 or claim.ordinal:
        return False
    k = verb - 1
    while k > start and (parsed.spans[k].kind in ("date", "mood", "scope") or parsed.word(k) in ADVERBS | BE | HAVE):
        k -= 1
    head, kind = parsed.word(k), parsed.spans[k].kind
    if kind != "word" or not head.isalpha() or not parsed.text(k).islower() or head in FUNCTION | ADVERBS | PRONOUNS:
        return False
    subject = parsed.spans[start:k]
    if any(s.kind in ("noun", "operator", "count", "plan", "industry", "ana", "number") for s in subject):
        return False
    plain = singular(head)
    return not (plain in vocabulary("number") | vocabulary("network") or _acts(head))


def _sold(claim: Claim) -> bool:
    """ "It delivered 900 in May": the verb right before is one of cars, and nothing of ours was named since."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for k in range(claim.at - 1, start - 1, -1):
        span = parsed.spans[k]
        if singular(parsed.word(k)) in vocabulary("sell"):
            return not parsed.has("date", start=start, end=k)  # "the first half has delivered 3,150"
        if isinstance(span.value, Noun) or span.kind in ("verb", "plan", "link", "number", "count", "act"):
            return False
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


#: Prepositions by which stations are said to be at places.
_WHERE = frozenset({"in", "across", "along", "on", "to", "for"})


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
    for each, end in ((parsed, k), (ahead, len(ahead.spans) if ahead is not None else 0)):
        for i in range(end - 1, 1, -1) if each is not None else ():
            if each.spans[i].kind == "unit" and each.spans[i].value in OTHER_THINGS and each.word(i).endswith("s"):
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


def _acts(word: str) -> bool:
    """True for a firm, a person or a place, which has the network that the number counts."""
    return any(beside(ident, word, last=True) for ident in ("company", "person", "authority", "kin"))


#: Verbs of a level that is reached or changes.
_LEVELS = frozenset({"reach", "pass", "grow", "shrink"})


def _of_gas_stations(claim: Claim) -> bool:
    """True where the noun that stands nearest is a filling station: "while filling stations have fallen to 1,998"."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    near = next(((i, n) for i, n in before(parsed, claim.at) if n.noun_class in ("site", "post", "gas")), None)
    if near is not None and parsed.word(near[0] - 1) in ("at", "in", "on", "near"):
        return False  # "340 stand at filling stations, 220 at malls"
    if near is None or near[1].noun_class != "gas" or in_relative_clause(parsed, near[0], claim.at):
        return False
    return (
        near[0] >= start
        or parsed.word(start).startswith("of which")
        or parsed.word(start + 1) == "of which"
        or (parsed.word(claim.at - 1) == "(" and near[0] == claim.at - 2)
    )


def _compares_other(claim: Claim, memory: Memory) -> bool:
    """True where a comparison goes with a number that is none of ours: "the wait was 11 minutes, down from 19"."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if (
        parsed.word(k) not in ("from", "than", "against", "versus", "after", "up from")
        and parsed.word(k - 1) != "compared"
    ):
        return False
    number = next(
        (
            i
            for i in range(k - 1, -1, -1)
            if (
                parsed.spans[i].kind in ("number", "glued")
                and (not hangs(parsed, i + 1) or parsed.word(i - 2) in ("capacity", "room", "space"))
            )
            or parsed.word(i) in CURRENCIES
        ),
        None,
    )
    if number is None or parsed.word(k - 1) in ("rose", "grew") or parsed.spans[number + 1].value == "percent":
        return False
    settled = any(each.claim.at == number for each in memory.same_sentence(claim))
    return not settled and not any(i > number for i, _ in before(parsed, k))


def _distance(claim: Claim) -> bool:
    """ "Star Charge trails by 69,000": how far two are apart."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) == "a"):
        k -= 1
    return parsed.word(k) == "by" and any(singular(word) in vocabulary("apart") for word in parsed.words[:k])


def _missed(claim: Claim) -> bool:
    """ "It missed the 345 mark": a level that was not reached."""
    parsed = claim.parsed
    level = singular(parsed.word(claim.at + 1)) in ("mark", "threshold", "goal", "target")
    return level and any(
        parsed.word(k) in ("missed", "misses", "short", "below") for k in range(claim.at - 4, claim.at)
    )


def _joined_to_unit(claim: Claim) -> bool:
    """ "It took six minutes and four the next day", "takes 290 seconds, its predecessor 300": no verb of its own and no
    noun of ours lead from what was measured to the number.
    """
    parsed, joint = claim.parsed, False
    after = parsed.spans[claim.at + 1 : claim.at + 2]
    if any(s.kind in ("verb", "act", "plan", "mood") or s.value in ("can", "could", "may") for s in after):
        return False  # "some deliver 30 kW, and 640 can do 250 kW"
    for k in range(claim.at - 1, max(1, claim.at - 10), -1):
        span = parsed.spans[k]
        if span.kind == "unit" and span.value in _MEASURED:
            return joint and parsed.spans[k - 1].kind == "number" and not hangs(parsed, k)
        if isinstance(span.value, Noun) or span.kind in ("verb", "act", "plan", "mood", "number", "count", "place"):
            return False
        if parsed.word(k) in ("which", "that", "who"):
            return False
        joint = joint or parsed.word(k) in (",", "and", "or", "but")
    return False


def _span_of_time(claim: Claim, memory: Memory) -> bool:
    """ "It needs 12 years to pay off. With more cars, it would do so after nine.": so many years again."""
    parsed = claim.parsed
    if parsed.word(claim.at - 1) not in ("after", "within", "in") or parsed.word(claim.at + 1) not in (".", ",", ""):
        return False
    ahead = memory.sentence_ahead(parsed)
    return any(
        each.spans[k].kind == "number" and each.spans[k + 1].kind == "unit" and each.spans[k + 1].value == "time"
        for each, end in ((parsed, claim.at), (ahead, len(ahead.spans) if ahead is not None else 0))
        if each is not None
        for k in range(end - 1)
    )


#: Units of what is measured, not counted.
_MEASURED = frozenset({"time", "power", "energy", "distance", "money"})


def _averaged(claim: Claim) -> bool:
    """ "The average of about 53,000 in the 12 months", "57,000 a month": no number of what came or stands."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    after = (parsed.word(claim.at + 1), parsed.word(claim.at + 2))
    monthly = after[0] in ("a", "per", "each", "every") and after[1] in ("month", "week", "year")
    if monthly and parsed.word(claim.at + 3) in ("before", "earlier", "ago", "prior", "later", "after"):
        monthly = False  # "777 stations, and 301 a year before that"
    if parsed.word(k) in ("at", "of", "is", "was") and parsed.word(k - 1) == "average":
        return parsed.word(k - 2) in ("daily", "weekly", "monthly", "quarterly", "yearly", "annual")
    return monthly or (parsed.word(k) == "average of" and not any(s.kind == "rate" for s in parsed.spans[claim.at :]))


def _size_of_another(claim: Claim) -> bool:
    """ "Its team of 2,000", "a price of 105,800": the size of a thing that is none of ours."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    head = parsed.word(k - 1)
    unknown = (
        k > 0
        and parsed.spans[k - 1].kind == "word"
        and head not in FUNCTION
        and singular(head) not in vocabulary("number")
    )
    return parsed.word(k) == "of" and unknown and head.isalpha()


def service_unit(claim: Claim) -> bool:
    """True where the verb before says that another thing is counted: costs, weighs, takes, serves."""
    parsed, low = claim.parsed, max(0, claim.at - 5)
    if parsed.word(claim.at - 1) in ("to", "past", "above", "beyond"):
        return False  # "takes the count to eight"
    near = max(low, claim.at - 2)
    return any(
        (k >= near or singular(parsed.word(k)) not in ("take", "took"))
        and singular(parsed.word(k)) in vocabulary("spends")
        and parsed.word(k - 1) != "on"
        and not (parsed.word(k)[-1:] == "s" and parsed.word(k - 1) in ("its", "their", "the"))  # "at its stores"
        and parsed.word(k + 1) != "to"  # "needs to add 65"
        and parsed.spans[k - 1].kind != "number"  # "at its first four stores"
        and not any(s.kind == "number" for s in parsed.spans[k : claim.at])
        for k in range(low, claim.at)
    )


def said_again(claim: Claim, memory: Memory) -> bool:
    """ "Of the 1,902, NIO operates 1,266": a whole that was counted before counts once."""
    if claim.parsed.word(claim.at - 1) not in ("the", "these", "those"):
        return False
    if claim.ordinal:  # "from the first to the 700th"
        return claim.count.value > 10 and any(
            s.observation.value == claim.count.value and s.observation.measure == "nth" for s in memory.recent()
        )
    return any(s.observation.value == claim.count.value and s.observation.measure != "nth" for s in memory.recent())
