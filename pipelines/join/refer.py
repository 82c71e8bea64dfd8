"""References: "such facilities", "of them", "the latter" and nouns without a kind, which an earlier noun explains."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.headings import FAST_FROM
from pipelines.join.kinds import kind_behind
from pipelines.join.measured import MEASURED
from pipelines.join.memory import Memory, Settled, near
from pipelines.join.metric import COUNTED, before, metric_of, same_head, specific, weak
from pipelines.join.power import power
from pipelines.join.refused import OTHER_THINGS, hangs, is_host
from pipelines.join.side import on_the_side, piles_of_site
from pipelines.join.strangers import service_unit
from pipelines.join.untold import kind_of
from pipelines.model import Count, Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary


@rule(
    "NIO has 777 battery swap stations, [205] of them along highways => battery_swap_stations highway",
    "Norway got 20,000 charging piles in May, [15,000] of which were private piles => charging_piles private",
    "Oslo has 1,800 public charging points. Fast ones account for [460] of them => supercharging_piles",
    "Norway's fast charging points :: The industry counted [5,000] of them, 2,010 with direct current => charging_piles",
    "Shell has 2,000 charging points at 400 locations. A good [800] of these are in Norway. => charging_piles NO",
    "NIO will have 700 swap stations this year and build [600] new ones in 2022 => battery_swap_stations added planned",
    refuses=[
        "NIO sells sedans – [three] of them – and has 45 swap stations",
        "The grant for charging stations drew applications from 415 firms, [120] of them from Norway",
        "NIO has 45 swap stations. A station holds [21] of these.",
        "Fastned has contracts for 140 stations, [23] of which are new",
        "NIO has 20 swap stations. In Norway, 24 towns have a plan; in [five] of them it is a good one",
        "Half of its charging points were full of Model Ys. Tesla sold [20,000] of them in May",
        "Fastned has 45 charging stations. It asked 300 drivers, and [90] of them were content",
    ],
)
def pointed_back(claim: Claim, memory: Memory) -> Answer | None:
    """ "Of them", "of these", "new ones": what was counted last."""
    if claim.how not in ("of_them", "ones"):
        return None
    if claim.parsed.word(claim.noun_at) == "of which" and _of_others(claim, memory):
        return None
    subject = _kind_of_ones(claim)
    if subject is not None:
        for each in memory.recent():
            if each.noun.noun_class in ("site", "post"):
                return Answer(each.noun._replace(kinds=subject.kinds, segments=()), subject.head, "clause")
            break
    if _of_cars(claim) or _of_things(claim, memory) or (claim.how == "of_them" and service_unit(claim)):
        return None  # "a station holds 48 of these"
    last = memory.counted[-1] if memory.counted else None
    slow = any(s.value == "ac" for s in claim.parsed.spans[claim.at : claim.noun_at])
    if (named := _named_behind(claim)) is not None:
        return named
    if last is not None and last.noun is None and last.parsed is claim.parsed and claim.how == "of_them":
        piles = claim.parsed.spans[last.at].value  # "each with eight plugs, 3,640 of those in all"
        if isinstance(piles, Noun) and piles.noun_class == "post":
            return kind_of(piles, claim, memory) if not piles.kinds else Answer(piles, piles.head, "sentence")
        if isinstance(piles, Noun):
            return None  # "contracts for 137 locations, 23 of which are new": parts of what is no count of ours
    if (services := services_done(claim, memory)) is not None:
        return Answer(services, services.head, "paragraph")
    for i, noun in before(claim.parsed, claim.at):
        if (piles := piles_of_site(claim, i, noun)) is not None:
            return Answer(piles._replace(kinds=piles.kinds or frozenset({"charging"})), claim.parsed.text(i))
    for each in memory.same_sentence(claim):
        if slow and each.noun.noun_class != "post":
            continue  # "10,000 slow ones" are chargers
        if claim.how == "of_them" and (on_the_side(claim, each.claim.noun_at, each.noun) or _no_part_of(claim, each)):
            continue
        if each.noun.service and claim.count.value < 500:
            return None  # "one keen owner is responsible for 301 of them"
        return Answer(kind_behind(claim, each.noun._replace(segments=())), each.noun.head, "sentence")
    for each in memory.sentence_before(claim) if claim.how == "of_them" and _too_few_here(claim, memory) else ():
        if not _no_part_of(claim, each):
            return Answer(kind_behind(claim, each.noun._replace(segments=())), each.noun.head, "paragraph")
    for i, noun in before(claim.parsed, claim.at):
        if noun.noun_class in ("site", "post") and noun.plural and not noun.kinds and not weak(noun):
            return kind_of(noun, claim, memory)
        if noun.noun_class in COUNTED and metric_of(noun):
            return Answer(kind_behind(claim, noun._replace(segments=())), claim.parsed.text(i), "sentence")
    ahead = list(memory.sentence_before(claim)) or list(memory.paragraph_before(claim))
    large = [each for each in ahead if not _no_part_of(claim, each)]
    if claim.how == "of_them" and large and len(large) < len(ahead):  # "2,000 points at 400 sites. 800 of these …"
        return Answer(kind_behind(claim, large[0].noun._replace(segments=())), large[0].noun.head, "paragraph")
    for mention in memory.named():
        if mention.noun.noun_class in COUNTED and metric_of(mention.noun):
            told = (each.noun for each in memory.sentence_before(claim) if same_head(each.noun, mention.noun))
            noun = next(told, mention.noun)._replace(segments=mention.noun.segments)
            return Answer(kind_behind(claim, noun), mention.noun.head, mention.origin)
    return None


def _no_part_of(claim: Claim, each: Settled) -> bool:
    """True where there are too few: 90,000 "of them" are no part of 3,000 stations."""
    whole = each.observation
    return whole.measure != "nth" and whole.value > 1 and claim.count.value > (whole.value_max or whole.value) * 1.1


def _too_few_here(claim: Claim, memory: Memory) -> bool:
    """True where all that the sentence counted is too few for so many "of them"."""
    counted = list(memory.same_sentence(claim))
    return bool(counted) and all(_no_part_of(claim, each) for each in counted)


def services_done(claim: Claim, memory: Memory) -> Noun | None:
    """ "Stations on highways handled 236,000 of these": what stations handle is the services counted before."""
    if claim.parsed.word(claim.at - 1).split(" ")[0] not in (
        "handled",
        "performed",
        "handle",
        "perform",
        "completed",
        "provided",
    ):
        return None
    named = [noun for _, noun in before(claim.parsed, claim.at) if noun.service]
    counted = (*memory.same_sentence(claim), *memory.sentence_before(claim))
    return next((each.noun for each in counted if each.noun.service), named[0] if named else None)


def _of_cars(claim: Claim) -> bool:
    """ "It sold 20,000 of them", "31 million of them are on the road": what is sold or drives is no station."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if parsed.has("noun", start=start, end=claim.at):
        return False
    return any(singular(parsed.word(k)) in vocabulary("sell") for k in range(start, end)) or any(
        parsed.word(k) in ("road", "roads") and parsed.word(k - 2) == "on" for k in range(claim.at, end)
    )


def _of_things(claim: Claim, memory: Memory) -> bool:
    """ "32,000 people, 4,000 of them in charging": other things were counted last, in this sentence or the one before."""
    last = next((each for each in memory.counted[:-6:-1] if each.thing.rpartition("unit_")[2] not in MEASURED), None)
    if claim.how != "of_them":
        return False
    if _number_of_things(claim.parsed, claim.at):
        return True
    if last is not None and last.noun is None and last.parsed is claim.parsed:
        built = any(g.value in ("add", "remove") and g.passive for g in claim.parsed.verbs if last.at < g.at < claim.at)
        ours = any(i < last.at for i, noun in claim.parsed.nouns if noun.noun_class in ("site", "post"))
        return not (built and ours) and not any(
            last.at <= i for i, noun in before(claim.parsed, claim.at) if noun.noun_class
        )
    ahead = memory.sentence_ahead(claim.parsed)
    if claim.parsed.word(claim.at - 1) in ("there were", "there are") and _nearer_in_size(claim, memory):
        return False
    here = _things_last(claim.parsed, claim.at)
    return bool(here) or (here is None and ahead is not None and bool(_things_last(ahead, len(ahead.spans))))


def _number_of_things(parsed: Parsed, at: int) -> bool:
    """ "From 415 companies, 120 of them in Bavaria": a number of other things stands right before the comma."""
    k = at - 1
    while k > 1 and (parsed.word(k) in (",", "with", "–", "—", "(") or parsed.spans[k].kind == "qualifier"):
        k -= 1
    unit = parsed.spans[k]
    whole = parsed.spans[k - 1].value if k > 0 and k < at - 1 else None
    things = unit.kind == "unit" and unit.value in OTHER_THINGS and parsed.word(k).endswith("s")
    other = things and parsed.word(k) != "units" and not is_host(parsed.word(k))
    part = parsed.spans[at].value
    return other and isinstance(whole, Count) and isinstance(part, Count) and whole.value >= part.value


def _nearer_in_size(claim: Claim, memory: Memory) -> bool:
    """ "Its 2,500 stations hold 1.2 million batteries. There were 2,300 of them": as many as there are stations."""
    value = claim.count.value
    return value > 20 and any(
        value / 3 < each.observation.value < value * 3
        for each in memory.sentence_before(claim)
        if not each.claim.ordinal
    )


def _things_last(parsed: Parsed, end: int) -> bool | None:
    """True where the last thing named before `end` is another one, counted or what the pointer is said of ("hybrids –
    three of them"); False where it is ours.
    """
    for k in range(end - 1, 0, -1):
        span = parsed.spans[k]
        if isinstance(span.value, Noun) and span.value.noun_class is None and parsed.spans[k + 1].kind == "word":
            continue  # "registered for the charging app"
        if isinstance(span.value, Noun) or (span.kind == "operator" and parsed.word(k + 1) not in ("and", "being")):
            return False
        if (
            (span.kind == "scope" or (span.kind == "unit" and span.value in OTHER_THINGS))
            and parsed.word(k).endswith("s")
            and parsed.word(k) != "units"
        ):
            beside = end < len(parsed.spans) and parsed.word(k + 1) in _DASHES
            named = parsed.word(end - 1) == "being"
            return named or ((beside or parsed.spans[k - 1].kind == "number") and not hangs(parsed, k))
    return None


#: Signs by which more is said of the thing right before them.
_DASHES = frozenset({"–", "—", ":", "("})


def _named_behind(claim: Claim) -> Answer | None:
    """ "155,000 of which were private piles": the predicate says what they are."""
    parsed, k = claim.parsed, claim.noun_at + 1
    if parsed.word(k) not in ("are", "were", "is"):
        return None
    for i, noun in parsed.nouns:
        if k < i < k + 4 and noun.noun_class in ("site", "post") and noun.plural:
            kinds = noun.kinds or (frozenset({"charging"}) if noun.noun_class == "post" and noun.segments else None)
            return Answer(noun._replace(kinds=kinds), parsed.text(i)) if kinds else None
    return None


def _kind_of_ones(claim: Claim) -> Noun | None:
    """ "Rapid ones account for 8,460 of them": the kind that the subject names."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    ones = next((k for k in range(start + 1, claim.at) if parsed.word(k) == "ones"), None)
    value = parsed.spans[ones - 1].value if ones is not None and ones < start + 6 else None
    if claim.how != "of_them" or not isinstance(value, Noun) or not specific(value):
        return None
    return None if any(s.kind == "number" for s in parsed.spans[start : claim.at]) else value


@rule(
    "NIO opened 5 swap stations on Sunday and [as] many on Monday => battery_swap_stations added",
    "Norway has 20 NIO swap stations, [as many as] Germany => battery_swap_stations total DE",
    refuses=["NIO has twice [as] many swap stations"],
)
def same_number(claim: Claim, memory: Memory) -> Answer | None:
    """ "As many", "the same number": the number that was counted before, and the same thing."""
    if claim.how != "same":
        return None
    for each in memory.same_sentence(claim):
        if each.claim.at == claim.copied:
            return Answer(each.noun, each.noun.head, "sentence")
    return None


def _of_others(claim: Claim, memory: Memory) -> bool:
    """True where "of which" points to a number that counts none of ours: "the top six, five of which have over 200,000"."""
    number = next((i for i in range(claim.at - 1, -1, -1) if claim.parsed.spans[i].kind == "number"), None)
    if number is None or any(i > number for i, _ in before(claim.parsed, claim.at)):
        return False
    return all(each.claim.at != number for each in memory.same_sentence(claim))


@rule(
    "The public charging infrastructure of Norway stood at [24,000] units => charging_piles total",
    "Norway has 24,000 charging points. In May it got [300] units more. => charging_piles",
    "Norway has 24,000 charging points. Two firms have most of it, with Shell operating [3,000] units and Eviny 2,000. => shell",
    refuses=["NIO has 300 swap stations in China and sold [20,000] units in May"],
)
def units_of_them(claim: Claim, memory: Memory) -> Answer | None:
    """ "1,791 units": what the sentence or the paragraph counted, where no cars are sold."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if claim.how != "units" or any(
        (s.kind == "unit" and s.value == "cars" and k < claim.at and parsed.word(k - 1) != "a")
        or (singular(parsed.word(k)) in vocabulary("sell") and k < claim.noun_at + 4)
        for k, s in enumerate(parsed.spans)
        if start <= k < end
    ):
        return None
    kilowatts = power(parsed, claim.at, claim.noun_at)
    if kilowatts is not None and kilowatts >= FAST_FROM:
        return Answer(Noun("post", frozenset({"fast"}), (), True, "units"), parsed.text(claim.noun_at))
    if any(s.value == "ac" for s in parsed.spans[claim.at : claim.noun_at]):
        return Answer(Noun("post", frozenset({"charging"}), ("ac",), True, "units"), parsed.text(claim.noun_at))
    for i, noun in before(parsed, claim.at):
        if noun.noun_class == "post" and not noun.kinds and (found := kind_of(noun, claim, memory)) is not None:
            return found
        full = noun if noun.noun_class else noun._replace(noun_class="post")
        if full.noun_class in ("site", "post") and metric_of(full):
            return Answer(kind_behind(claim, full), parsed.text(i), "sentence")
    last = next(memory.recent(), None)
    if last is not None and near(last.claim.origin, claim.origin) and not last.noun.service:
        if last.noun.kinds & {"swap", "both"}:
            return None
        units = last.noun._replace(segments=(), noun_class="post")  # what charging stations count in units are chargers
        return Answer(kind_behind(claim, units), last.noun.head, "paragraph")
    return None
