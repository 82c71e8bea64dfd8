"""Bare numbers that count none of ours: parts of names, prices, averages, leads, sizes of other things."""

from __future__ import annotations

from pipelines.join.behind import behind
from pipelines.join.claims import Claim
from pipelines.join.closed import ADVERBS, BE, FUNCTION, HAVE
from pipelines.join.competing import compares_another, goes_with_another
from pipelines.join.heads import one_thing, other_subject, other_thing
from pipelines.join.memory import Memory
from pipelines.join.mentions import in_relative_clause
from pipelines.join.metric import before, weak
from pipelines.join.slots import in_slot
from pipelines.model import Count, Noun
from pipelines.words import singular, vocabulary

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
    if service_unit(claim) or _held_by_one(claim):
        return "spent_or_held"
    if _averaged(claim):
        return "averaged"
    if _distance(claim) or _missed(claim):
        return "lead_or_lag"
    if parsed.word(claim.at + 1).endswith("est") and len(parsed.word(claim.at + 1)) > 5:
        return "pronoun"  # "the 400 smallest"
    if singular(parsed.word(claim.at + 1)) in vocabulary("speak"):
        return "bare_people"
    if _other_subject(claim) or _acts_otherwise(claim):
        return "other_subject"
    if _sold(claim):
        return "sold"
    if _of_that_thing(claim) or _from_level(claim):
        return "other_subject"
    if parsed.word(0) in ("he", "she") or parsed.word(claim.at + 1) == "others" and parsed.word(claim.at - 1) == "with":
        return "other_subject"
    if _of_scale(claim):
        return "part_of_a_name"
    if claim.ordinal and _of_such_rank(claim):
        return "goes_with_another"
    if goes_with_another(claim, memory):
        return "goes_with_another"
    if compares_another(claim, memory):
        return "compares_another"
    if _of_gas_stations(claim):
        return "bare_gas_stations"
    if said_again(claim, memory):
        return "said_again"
    return None


def _other_subject(claim: Claim) -> bool:
    """ "Revenue hit 284 million", "the share price fell to 21": the verb's subject is a thing that is none of ours."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if claim.ordinal:
        return False
    group = next((g for g in reversed(parsed.verbs) if start <= g.start and g.end <= claim.at), None)
    if group is None or claim.at - group.end > 6:
        return False
    between = range(group.end, claim.at)
    if group.value == "reach" and parsed.has("more", start=group.end, end=claim.at):
        return False  # "a scheme is to bring another 500"
    if any(parsed.spans[k].kind not in _BETWEEN and parsed.word(k) not in _LEADING for k in between):
        return False
    words = parsed.text(group.start, group.end).lower()
    amounts = group.value in ("have", "add", "remove") and (
        words.split(" ")[-1] in ("at", "to", "by") or words in _AMOUNTS
    )
    return (amounts or group.value in _LEVELS or group.value == "be") and other_subject(parsed, group)


#: What may stand between such a verb and its number: "fell by 3 percent to about 21".
_BETWEEN = frozenset({"qualifier", "more", "date", "scope", "place", "number", "unit"})
_LEADING = frozenset("to at by of the a an some only just from now already around in minus".split())

#: Verbs that give an amount.
_AMOUNTS = frozenset({"total", "totals", "totaled", "totalled", "number", "numbers", "numbered"})


def _of_that_thing(claim: Claim) -> bool:
    """ "The SUV seats seven, the sedan five", "the old battery offered 75": what one such thing has."""
    parsed, start = claim.parsed, claim.parsed.bounds(claim.at)[0]
    if claim.ordinal or parsed.has("noun", start=start, end=claim.at):
        return False
    if parsed.word(claim.at - 1) == ":" and claim.at > 1 and parsed.spans[claim.at - 2].value in ("cars", "money"):
        return True  # "Sales: 45,678 in May"
    before_it = parsed.spans[claim.at - 1] if claim.at else None
    if before_it is not None and one_thing(parsed, claim.at - 1):
        return True
    first = start
    while first < claim.at and (
        parsed.word(first) in ("the", "its", "a", "this", "each", ",", "and") or parsed.spans[first].kind == "word"
    ):
        first += 1
    return first < claim.at and first - start < 4 and one_thing(parsed, first)


def _from_level(claim: Claim) -> bool:
    """ "Cut the subsidy from 6,000 to 4,500", "lowered its price target from 40": the level of another thing."""
    parsed = claim.parsed
    k = parsed.ahead_of(claim.at)
    if parsed.word(k) == "to" and k > 1 and parsed.spans[k - 1].kind == "number":
        k = parsed.ahead_of(k - 1)
    if k < 2 or claim.ordinal:
        return False
    if parsed.word(k) == "to":  # "raise capacity to 1 million"
        object_of = parsed.spans[k - 2].kind == "verb" or parsed.spans[k - 3].kind == "verb"
        return object_of and other_thing(parsed, k - 1, bare=True)
    return parsed.word(k) == "from" and other_thing(parsed, k - 1)


def _of_scale(claim: Claim) -> bool:
    """ "From 0 to 100", "from 10 to 80" beside percents, "85.5 out of 100": steps of a scale, no count."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    ahead = k - 2 if parsed.word(k - 1) == "out" else k - 1
    other = parsed.spans[ahead].value if k > 0 and parsed.word(k) in ("to", "out of", "of") else None
    if claim.count.value == 0 or (isinstance(other, Count) and (other.value == 0 or other.value % 1)):
        return True
    percents = claim.count.value <= 100 and any(s.value == "percent" for s in parsed.spans)
    return percents and isinstance(other, Count) and parsed.word(k) == "to" and parsed.word(k - 2) == "from"


def _of_such_rank(claim: Claim) -> bool:
    """ "The second table has the stations, the third one the chargers": the ordinal goes on from that of another thing."""
    parsed = claim.parsed
    for k in parsed.of_kind("ordinal", end=claim.at):
        rank = parsed.spans[k].value
        if isinstance(rank, Count) and 0 < claim.count.value - rank.value <= 2:
            return behind(parsed, k)[0] == "counts_something_else"
    return False


def _sold(claim: Claim) -> bool:
    """ "It delivered 900 in May", "18 million were sold": the verb is one of cars, and nothing of ours was named since."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    behind_it = next((g for g in parsed.verbs if claim.at < g.start <= claim.at + 2), None)
    if behind_it is not None and parsed.word(behind_it.at) in ("sold", "shipped", "exported"):
        return True
    if (
        parsed.word(start) == "with"
        and not parsed.has("noun")
        and {"sold", "sells", "sell"} & {*parsed.words[claim.at :]}
    ):
        return True  # "with 2.5 million, BYD sold the most"
    for k in range(claim.at - 1, start - 1, -1):
        span = parsed.spans[k]
        if singular(parsed.word(k)) in vocabulary("sell"):
            subject = next((m for m in range(k - 1, start - 1, -1) if parsed.word(m) not in HAVE | ADVERBS), start)
            return parsed.spans[subject].kind != "date"  # "the first half has delivered 3,150"
        if isinstance(span.value, Noun) or span.kind in ("verb", "plan", "link", "number", "count", "act"):
            return False
    return False


def _acts_otherwise(claim: Claim) -> bool:
    """ "61 haven't touched a plug", "40 had complained": who does what no station does."""
    parsed = claim.parsed
    group = next((g for g in parsed.verbs if g.start == claim.at + 1), None)
    if group is None or claim.ordinal or group.passive or group.form != "finite" or group.end - group.start < 2:
        return False
    if parsed.word(parsed.ahead_of(claim.at)) in ("with", "at"):
        return False  # "Zhejiang with 251 has edged past Guangdong"
    unknown = group.value is None and parsed.spans[group.at].kind == "word" and parsed.word(group.at) not in BE
    return (unknown and (group.denied or group.perfect)) or parsed.word(group.at) in ("used", "use")


#: Verbs of a level that is reached or changes.
_LEVELS = frozenset({"reach", "pass", "grow", "shrink"})


def _of_gas_stations(claim: Claim) -> bool:
    """True where the noun that stands nearest is a filling station: "while filling stations have fallen to 1,998"."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    near = next(((i, n) for i, n in before(parsed, claim.at) if n.noun_class in ("site", "post", "gas")), None)
    against = parsed.word(claim.at - 1) in ("against", "to", "versus") and parsed.spans[claim.at - 2].kind == "number"
    if against and near is not None and near[1].noun_class == "gas":
        return True  # "more chargers than petrol stations: 362 against 340"
    k = near[0] - 1 if near is not None else 0
    while k > 0 and (
        parsed.spans[k].kind in ("operator", "firm") or parsed.word(k) in ("’s", "'s", "its", "their", "the")
    ):
        k -= 1
    if near is not None and parsed.word(k) in ("at", "in", "on", "near"):
        return False  # "340 stand at filling stations, 220 at malls"
    if near is None or near[1].noun_class != "gas" or in_relative_clause(parsed, near[0], claim.at):
        return False
    return (
        near[0] >= start
        or parsed.word(start).startswith("of which")
        or parsed.word(start + 1) == "of which"
        or (parsed.word(claim.at - 1) == "(" and near[0] == claim.at - 2)
    )


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


def _averaged(claim: Claim) -> bool:
    """ "The average of about 53,000 in the 12 months", "57,000 a month": no number of what came or stands."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    after = (parsed.word(claim.at + 1), parsed.word(claim.at + 2))
    monthly = after[0] in ("a", "per", "each", "every") and after[1] in ("month", "week", "year")
    if monthly and parsed.word(claim.at + 3) in ("before", "earlier", "ago", "prior", "later", "after"):
        monthly = False  # "777 stations, and 301 a year before that"
    if parsed.word(k) in ("at", "of", "is", "was") and parsed.word(k - 1) in ("average", "mean"):
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
        and not (parsed.spans[k - 1].kind == "number" and parsed.word(k)[-1:] == "s")  # "at its first four stores"
        and not any(s.kind == "number" for s in parsed.spans[k : claim.at])
        for k in range(low, claim.at)
    )


def _held_by_one(claim: Claim) -> bool:
    """ "30 can be stored in each", "one of them could manage 822", "a station has 450": what one station is good for."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    can = claim.at + 1 + (parsed.word(claim.at + 1) == "can")
    behind_it = next((g for g in parsed.verbs if g.start == can), None)
    if behind_it is not None and behind_it.passive and singular(parsed.word(behind_it.at)) in vocabulary("spends"):
        return True
    group = next((g for g in reversed(parsed.verbs) if start < g.start and g.end <= claim.at), None)
    the_one = next((k for k in range(1, claim.at) if parsed.words[k - 1 : k + 1] == ("the", "one")), None)
    if (
        the_one
        and parsed.word(the_one + 1) in ("at", "in", "on", "near")
        and parsed.word(parsed.ahead_of(claim.at)) == "with"
    ):
        return True  # "as busy as the one at the lake, with 214"
    if group is None or group.form == "with" or claim.ordinal:
        return False
    if any(parsed.word(k) == "one" and parsed.word(k - 1).endswith("est") for k in range(start + 1, group.start)):
        return True  # "the busiest one, in Oslo, came to 300"
    if group.value not in ("have", "serve", None):
        return False
    head = group.start - 1
    value, led = parsed.spans[head].value, parsed.word(head - 1)
    if isinstance(value, Noun) and value.noun_class in ("site", "post") and not value.plural:
        return led in ("a", "each", "every", "one") and (head < 2 or parsed.word(head - 2) != "and")
    one = led in ("one", "each", "any") and parsed.word(head) in ("of them", "of these", "of those")
    return one and parsed.word(group.start) in ("can", "could")


def said_again(claim: Claim, memory: Memory) -> bool:
    """ "Of the 1,902, NIO operates 1,266": a whole that was counted before counts once."""
    if claim.parsed.word(claim.at - 1) not in ("the", "these", "those"):
        return False
    if claim.ordinal:  # "from the first to the 700th"
        return claim.count.value > 10 and any(
            s.observation.value == claim.count.value and s.observation.measure == "nth" for s in memory.recent()
        )
    return any(s.observation.value == claim.count.value and s.observation.measure != "nth" for s in memory.recent())
