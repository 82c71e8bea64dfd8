"""What one station has or could do: no count of a network."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.join.refused import is_host
from pipelines.model import Count, Noun
from pipelines.words import singular, vocabulary


def difference(claim: Claim) -> bool:
    """ "45 fewer than a year ago", "three more than budgeted", "20 short of": how far two numbers are apart."""
    parsed = claim.parsed
    words = [parsed.word(i) for i in range(claim.at + 1, claim.noun_at + 3)]
    if words[0] == "more than" and claim.noun is None:
        after = claim.parsed.spans[claim.at + 2 : claim.at + 3]
        since = parsed.word(claim.at + 2) == "on" and parsed.has("date", start=claim.at + 3, end=claim.at + 4)
        if since:
            return False  # "2,000 more than on 1 July"
        if parsed.word(claim.at + 2) == "at" and not parsed.has("date", start=claim.at + 3, end=claim.at + 6):
            return True  # "20 more than at its largest site"
        return not (after and (after[0].kind == "date" or parsed.word(claim.at + 2) in ("when", "at", "a", "it")))
    if (
        words[0] in ("higher", "lower", "larger", "smaller", "greater")
        or any(w.split(" ")[0] in ("fewer", "less") for w in words[:4])
        or "short" in words[-2:]
    ):
        return True
    if "away" in words[-2:] and parsed.word(claim.noun_at + 2) == "from":
        return True
    if claim.parsed.word(claim.at - 1) == "but" and claim.parsed.word(claim.at - 2) == "all":
        return True  # "all but two of which"
    return "more" in words[:2] and ("than" in words or parsed.word(claim.at + 1) == "more than")


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
    if parsed.word(start) == "each" and parsed.spans[start + 1].kind in ("verb", "act") and claim.at > start + 1:
        return True  # "each performs about 42 swaps a day"
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
        or (parsed.word(i) in ("a single", "one") and _one_can_have(parsed, i, claim.at))
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


def each_with(claim: Claim) -> bool:
    """ "Two stations, each with one 5C pile and three 2C piles": all of the list is what one has."""
    parsed = claim.parsed
    for k in range(claim.at - 1, max(0, claim.at - 12), -1):
        if parsed.word(k) == "each" and parsed.word(k - 1) in (",", "and", "–", "—"):
            having = parsed.word(k + 1) in ("with", "having", "offering", "featuring", "housing", "has", "have")
            return having and any(n.noun_class == "site" for i, n in parsed.nouns if i < k)
        if parsed.word(k) in (",", ";", "while"):
            return False
    return False


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
            parsed.word(i) in ("can", "capable", "designed", "capacity", "cope", "able", "enough", "up to", "could")
            or (parsed.word(i) == "as many as" and parsed.word(i + 1) != "the")
            for i in range(max(start, claim.at - 12), claim.at)
        )
    )


def room_for(claim: Claim) -> bool:
    """ "Space for around 8,400 chargers", "room for 3,000 more": what could be put there."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "more")
        or parsed.word(k) in ("maybe", "perhaps", "another", "a", "an", "the", "up")
    ):
        k -= 1
    if parsed.word(k) != "for":
        return False
    made = parsed.word(k - 2).startswith("ma")  # "has made room for six stations" gives it
    return not made and (parsed.word(k - 1) in ("space", "room", "capacity", "ducts") or _ground(parsed, k - 1))


#: Where a station could be built, and what allows it.
_GROUND = frozenset("land plot parcel concession right lease site location spot place".split())


def _ground(parsed: Parsed, k: int) -> bool:
    """ "Land for 22 more", "concessions for 112 locations", "sites for 40 stations have been found"."""
    return singular(parsed.word(k)) in _GROUND and parsed.spans[k - 1].kind != "number"


def hypothetical(claim: Claim, noun: Noun, verb: Governor) -> bool:
    """ "Costs as much as five chargers", "at one station the queue …", "at 2,000 swaps a week, it pays off"."""
    parsed, k = claim.parsed, claim.at - 1
    before = parsed.word(k)
    if before in ("as", "as much as") and "as much as" in f"{parsed.word(k - 2)} {parsed.word(k - 1)} {before}":
        return True
    if before == "the" and parsed.word(k - 1) == "of" and parsed.word(k - 2) in ("neither", "either"):
        return True  # "neither of the two stations"
    if noun.service and k == 0 and before in ("at", "with"):
        return any(
            parsed.word(i) in ("a", "per", "each", "every") for i in range(claim.noun_at + 1, claim.noun_at + 2)
        ) or (
            parsed.spans[claim.noun_at + 1 : claim.noun_at + 2] != () and parsed.spans[claim.noun_at + 1].kind == "rate"
        )
    if (
        parsed.word(claim.at) in ("one", "a single")
        and before in ("at", "of", "near", "behind")
        and claim.how == "head_noun"
    ):
        return parsed.word(k - 1) not in ("total", "number", "loss", "closure", "opening")
    by_road = verb.verb == "pass" and verb.at is not None and verb.at < claim.at
    if by_road and verb.at is not None and parsed.word(verb.at - 1) in ROADS:
        return True  # "drove past 12 stations"
    return by_road and verb.at is not None and parsed.spans[verb.at - 1].value in ("people", "cars")


#: What leads past stations.
ROADS = frozenset("drove drive drives driving drove walked walk rode ride rides ran route road trip way going".split())


def of_any_firm(claim: Claim) -> bool:
    """ "Operators with more than 1,000 points have to …": which firms are meant, not how many points there are."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if k == claim.at - 1 or parsed.word(k) not in ("with", "operating", "running", "owning") or k == 0:
        return False
    firms = parsed.spans[k - 1]
    return (firms.kind, firms.value) == ("unit", "firms") and parsed.word(k - 1).endswith("s")


def priced(claim: Claim) -> bool:
    """ "For the price of one station", "the cost of ten chargers": what so many would cost."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    return parsed.word(k) == "of" and singular(parsed.word(k - 1)) in (
        "price",
        "cost",
        "weight",
        "size",
        "output",
        "capacity",
    )


def for_a_while(claim: Claim, verb: Governor) -> bool:
    """ "Three stations are temporarily closed": they will be back."""
    words = (*verb.words.lower().split(), *claim.parsed.words[claim.noun_at + 1 : claim.noun_at + 6])
    if verb.verb != "remove":
        return False
    spans = claim.parsed.spans
    after = max(claim.noun_at, verb.at or 0) + 1
    for k in range(after, min(after + 5, len(spans) - 1)):
        word = claim.parsed.word(k)
        if word == "for" and any(
            (s.kind, s.value) in (("unit", "time"), ("rate", "day")) for s in spans[k + 1 : k + 4]
        ):
            return True  # "were closed for a day"
        if word == "on" and claim.parsed.word(k + 1) in ("sundays", "saturdays", "weekends", "holidays", "weekdays"):
            return True
    return bool({"temporarily", "currently", "briefly", "overnight"} & {*words}) and "being" not in words


def could_be_built(claim: Claim, verb: Governor) -> bool:
    """ "Ten chargers can be installed for that", "twelve more can be added later": what is possible."""
    if verb.verb != "add" or verb.at is None or verb.at < claim.at:
        return False
    parsed, k = claim.parsed, verb.at
    while k > claim.at and parsed.word(k - 1) in ("be", "then", "later", "also", "now", "soon", "eventually"):
        k -= 1
    return parsed.word(k - 1) == "can" or parsed.word(k) == "can be"


def examined(claim: Claim) -> bool:
    """ "A test of 45 chargers", "the recall affects 12,000": a choice of them, however many there are."""
    parsed = claim.parsed
    led = parsed.word(0) == "in" and parsed.word(1) in ("a", "the", "our", "their")
    if led and singular(parsed.word(2)) in vocabulary("exam"):
        return True  # "In a test, 14 out of 50 chargers failed"
    for k in range(max(0, claim.at - 6), claim.at - 1):
        if singular(parsed.word(k)) in vocabulary("exam"):
            after = [parsed.word(m) for m in range(k + 1, min(claim.at, k + 3))]
            return any(
                w in ("of", "covered", "covers", "affected", "affects", "involved", "involves", "at") for w in after
            )
    return False


def wanting(claim: Claim) -> bool:
    """ "Puts the need at 440,000 points", "a shortfall of 300 stations": what is not there."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) in ("another", "a", "an")):
        k -= 1
    return parsed.word(k) in ("at", "of", "for", "to") and any(
        singular(parsed.word(m)) in vocabulary("want")
        and (parsed.spans[m].kind != "verb" or parsed.word(m - 1) in ("the", "a", "an", "annual"))
        for m in range(max(0, k - 2), k)
    )


def of_one_driver(claim: Claim) -> bool:
    """ "A driver from Wuhan has used it 1,245 times", "he has driven far with 1,800 swaps": what one customer did."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if parsed.word(start) in ("he", "she"):
        return True
    one = parsed.word(start) in ("a", "an", "one") and start + 2 < claim.at
    people = next(
        (
            k
            for k in range(start + 1, min(start + 4, claim.at))
            if (parsed.spans[k].kind, parsed.spans[k].value) == ("unit", "people")
        ),
        None,
    )
    return one and people is not None and not parsed.word(people).endswith("s")


def of_one_station(claim: Claim) -> bool:
    """ "A swap station manages 408 swaps a day", "a pack survives 3,000 charges": the services of one."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for k in range(start, claim.at):
        value = parsed.spans[k].value
        if parsed.word(k) == "each" and parsed.word(k + 1) == "of" and any(k < i < claim.at for i, _ in parsed.nouns):
            return True  # "each of its 1,868 stations offered about 40 swaps"
        one = isinstance(value, Noun) and value.noun_class in ("site", "post") and not value.plural
        if one or parsed.word(k) in ("battery", "pack", "battery pack", "car", "cell"):
            led = parsed.words[max(start, k - 2) : k]
            own = not one and any(w in ("’s", "'s", "the", "its") for w in led)
            return own or any(w in ("a", "an", "one", "each", "every", "busiest", "average") for w in led)
    return False


def tried_by_writer(claim: Claim) -> bool:
    """ "The first charger I tried", "one charger we trusted": what a driver met on the way."""
    parsed, k = claim.parsed, claim.noun_at + 1
    if parsed.word(k) == "that":
        k += 1
    return parsed.word(k) in ("i", "we", "you", "i’d", "i'd", "we’d", "we'd") and claim.count.value < 20


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
    if _at_least_so_many(claim):
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


def _one_can_have(parsed: Parsed, i: int, at: int) -> bool:
    """ "A single terminal can have two plugs": what any one has."""
    value = parsed.spans[i + 1].value if i + 1 < at else None
    return (
        isinstance(value, Noun) and not value.plural and parsed.word(i + 2) in ("can", "could", "may", "has", "holds")
    )


def _site_between(parsed: Parsed, start: int, end: int) -> bool:
    """ "Each of its 20 stations has eight chargers": the stations stand before the number."""
    return any(start < i < end and noun.noun_class == "site" for i, noun in parsed.nouns)


def _at_least_so_many(claim: Claim) -> bool:
    """ "10,700 of its stations have at least four plugs": what each of many stations has at the least."""
    parsed = claim.parsed
    have = claim.at - 2
    if claim.count.value >= 20 or parsed.spans[claim.at - 1].kind != "qualifier" or have < 2:
        return False
    if parsed.word(have) not in ("have", "had", "with", "offer"):
        return False
    value = parsed.spans[have - 1].value
    many = next((parsed.spans[k].value for k in range(have - 1, -1, -1) if parsed.spans[k].kind == "number"), None)
    return (
        isinstance(value, Noun)
        and value.noun_class == "site"
        and value.plural
        and isinstance(many, Count)
        and many.value > 20
    )


def _of_host(parsed: Parsed, i: int, at: int) -> bool:
    """ "Every parking garage with more than 40 spaces gets 10 charging points"."""
    named = any(is_host(parsed.word(m)) for m in (i + 1, i + 2)) and parsed.spans[i + 1].kind != "ordinal"
    return named and "," not in parsed.words[i:at]
