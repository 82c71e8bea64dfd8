"""What one station has or could do: no count of a network."""

from __future__ import annotations

import re

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.model import Noun
from pipelines.words import singular, vocabulary


def difference(claim: Claim, memory: Memory) -> bool:
    """ "45 fewer than a year ago", "three more than budgeted", "20 short of": how far two numbers are apart.

    "45 more than in April" is what came since, where the number that is larger by them says how many there are.
    """
    parsed = claim.parsed
    words = [parsed.word(i) for i in range(claim.at + 1, claim.noun_at + 3)]
    if words[0] == "more than" and claim.noun is None:
        after = claim.parsed.spans[claim.at + 2 : claim.at + 3]
        since = parsed.word(claim.at + 2) in ("on", "in") and parsed.has("date", start=claim.at + 3, end=claim.at + 5)
        named = (s for s in memory.same_sentence(claim) if not parsed.word(s.claim.at + 1).startswith("more"))
        larger = next(named, None) or memory.main_figure(claim)
        if larger is not None and larger.claim.parsed is parsed and parsed.word(larger.claim.at + 1).startswith("more"):
            larger = None
        if (since or (after and after[0].kind == "date")) and larger is not None:
            return larger.observation.measure != "total"
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
    if parsed.word(claim.noun_at + 1) in ("that", "which") and claim.noun is not None:
        group = next((g for g in parsed.verbs if g.start == claim.noun_at + 2), None)
        if group is not None and group.passive and group.value == "none":
            return True  # "of 100 sites that were surveyed"
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


def tried_by_writer(claim: Claim, noun: Noun, memory: Memory) -> bool:
    """ "The first charger I tried", "we arrived at an eight-stall station": what a driver met on the way."""
    parsed, k = claim.parsed, claim.noun_at + 1
    if claim.count.value < 50 and not claim.ordinal and not parsed.has("credit") and not _QUOTED & {*parsed.words}:
        start, _ = parsed.bounds(claim.at)
        met = {*parsed.words[start : claim.at]} & _WRITERS
        told = (
            _FIRST_PERSON.search(memory.article.title) and noun.noun_class == "post" and not parsed.has("plan", "more")
        )
        if (
            met
            and not {"have", "operate", "build", "open", "opened", "count", "counted"}
            & {*parsed.words[start : claim.at]}
        ) or told:
            return True
    if parsed.word(k) == "that":
        k += 1
    return parsed.word(k) in ("i", "we", "you", "i’d", "i'd", "we’d", "we'd") and claim.count.value < 20


_WRITERS = frozenset({"i", "we", "i’d", "i'd", "we’d", "we'd", "i've", "i’ve", "we've", "we’ve"})
_QUOTED = frozenset({"“", "”", '"'})

#: A headline in which the writer speaks: "I road-tripped …", "We tested …".
_FIRST_PERSON = re.compile(r"(?<![\"“'‘\w])(?:I|We|My)\b(?!['’]?\w)")
