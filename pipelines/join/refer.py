"""References: "such facilities", "of them", "the latter" and nouns without a kind, which an earlier noun explains."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.fast import all_fast
from pipelines.join.headings import FAST_FROM
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Memory, near
from pipelines.join.metric import COUNTED, before, metric_of, same_head, specific, weak
from pipelines.join.offered import linked
from pipelines.join.power import power
from pipelines.join.side import on_the_side, piles_of_site
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "The company will build battery swap stations in five cities, with the goal of [20] such facilities => battery_swap_stations",
    "Xpeng has ultra-fast charging stations in Norway. Its charging network there numbers [640] stations. => charging_stations",
    "Norway has public charging points. In all, [9,000] points now supply direct current => supercharging_piles",
    "Electrify America had set out to have [484] stations online by the end of 2019 => total planned",
)
def kind_from_before(claim: Claim, memory: Memory) -> Answer | None:
    """A noun without a kind ("stations", "such facilities", "points"): the kind that was named last."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "such":
        value = parsed.spans[claim.noun_at].value
        noun = value if isinstance(value, Noun) else Noun("site", frozenset(), (), True, "such")
    if noun is None or noun.noun_class is None or noun.kinds:
        return None
    if (claim.how == "part_of" or _predicate(claim)) and kind_behind(claim, noun).kinds:
        return Answer(kind_behind(claim, noun), parsed.text(claim.noun_at))
    if "liquid_cooled" in noun.segments:
        return Answer(noun._replace(kinds=frozenset({"fast"})), noun.head)
    return kind_of(noun, claim, memory)


def _predicate(claim: Claim) -> bool:
    """ "11,029 points now supply direct current": a verb right behind the noun, and a kind without a noun behind that."""
    parsed, k = claim.parsed, claim.noun_at + 1
    if parsed.word(k) in ("now", "already", "currently"):
        k += 1
    if parsed.word(k) not in ("are", "were", "supply", "provide", "deliver", "offer", "use"):
        return False
    value = parsed.spans[k + 1].value if k + 1 < len(parsed.spans) else None
    return isinstance(value, Noun) and value.noun_class is None


def kind_of(noun: Noun, claim: Claim, memory: Memory) -> Answer | None:
    """The kind of a noun that names none: that of the last noun with its head ("points" are the "charging points"),
    else the kind that was named last.
    """
    own = noun.noun_class == "post" and "private" in noun.segments
    if (
        own
        or "ac" in noun.segments
        or (noun.noun_class == "site" and claim.parsed.word(claim.noun_at - 1) == "partner")
    ):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    if noun.noun_class == "post" and _of_all_kinds(claim):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    topic = memory.scope(memory.topics, claim.origin)
    if "public" in noun.segments and noun.noun_class == "post" and topic is not None and topic.value == "industry":
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)  # the public devices of everybody
    network = _network_before(claim) if noun.noun_class == "site" else None
    if network is not None:
        return Answer(noun._replace(kinds=network.kinds), network.head, "clause")
    offering = linked(claim) if noun.noun_class == "post" else None
    others = list(_candidates(claim, memory, offering))
    alike = [each for each in others if same_head(each[0], noun)] if offering is None else []
    of_all = noun.noun_class == "site" and any(each[0].kinds == {"charging"} for each in alike)
    if not of_all and all_fast(claim, noun, memory):
        return Answer(noun._replace(kinds=frozenset({"fast"})), noun.head, "operator")
    if noun.noun_class == "post":
        alike.sort(key=lambda each: specific(each[0]))  # what is unmarked is of all kinds where any was
    loose = [
        (other, other.head, "sentence")
        for _, other in before(claim.parsed, claim.at)
        if (other.noun_class is None and specific(other))
        or (claim.how == "such" and other.noun_class == noun.noun_class and other.kinds)
    ]
    if not loose and not alike and "public" in noun.segments and noun.noun_class == "post":
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    last = memory.counted[-1] if memory.counted else None
    if (
        not loose and noun.noun_class == "site" and last is not None and last.noun is not None and not alike
    ) and last.noun.noun_class == "swap":
        return Answer(noun._replace(kinds=frozenset({"swap"})), last.noun.head, "paragraph")
    for other, words, origin in alike if weak(noun) else (*loose, *alike, *others):
        kinds = other.kinds
        if noun.noun_class == "post":
            kinds = kinds - {"swap", "both"}
            if other.noun_class != "post":
                kinds = kinds & {"fast", "destination", "charging"}
        if kinds and (other.noun_class in (noun.noun_class, None, "network") or noun.noun_class == "post"):
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    for other, words, origin in others if noun.noun_class == "site" and not weak(noun) else ():
        kinds = other.kinds & {"fast", "destination", "charging"}
        if kinds and not other.service:
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    return None


def _network_before(claim: Claim) -> Noun | None:
    """ "Its charging network numbers 1,270 stations": the subject says of which kind they are."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for i, noun in before(parsed, claim.at):
        if i < start:
            return None
        if noun.noun_class == "network" and noun.kinds:
            subject = any(parsed.spans[k].value in ("have", "reach", "pass") for k in range(i + 1, claim.at))
            return noun if subject else None
        return None
    return None


def _of_all_kinds(claim: Claim) -> bool:
    """ "1,735 charging stations with 9,010 piles": the stations are of all kinds, and so are their piles."""
    offering = linked(claim)
    return offering is not None and offering[1].noun_class == "site" and offering[1].kinds == {"charging"}


def _candidates(claim: Claim, memory: Memory, offering: tuple[int, Noun] | None) -> Iterator[tuple[Noun, str, str]]:
    parsed = claim.parsed
    if offering is not None:
        yield offering[1], parsed.text(offering[0]), "clause"
    for i, noun in before(parsed, claim.at):
        yield noun, parsed.text(i), "sentence"
    _, end = parsed.bounds(claim.at)
    after = [
        (noun, parsed.text(i), "sentence")
        for i, noun in parsed.nouns
        if claim.noun_at < i < end
        and (noun.noun_class != "post" or (claim.noun is not None and claim.noun.noun_class == "site"))
    ]
    owner = next(
        (str(parsed.spans[i].value) for i in parsed.of_kind("operator", end=claim.noun_at)), memory.setting.operator
    )
    for mention in memory.named():
        if mention.origin == claim.origin and mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, "paragraph"
    if claim.how != "such":
        yield from after
    for mention in memory.named():
        if mention.operator in (None, owner):
            yield mention.noun, mention.noun.head, mention.origin
    for mention in memory.named():
        yield mention.noun, mention.noun.head, mention.origin


@rule(
    "NIO has 777 battery swap stations, [205] of them along highways => battery_swap_stations highway",
    "Norway got 20,000 charging piles in May, [15,000] of which were private piles => charging_piles private",
    "Oslo has 1,800 public charging points. Fast ones account for [460] of them => supercharging_piles",
    "Norway's fast charging points :: The industry counted [5,000] of them, 2,010 with direct current => charging_piles",
    "NIO will have 700 swap stations this year and build [600] new ones in 2022 => battery_swap_stations added planned",
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
    slow = any(s.value == "ac" for s in claim.parsed.spans[claim.at : claim.noun_at])
    if (named := _named_behind(claim)) is not None:
        return named
    for i, noun in before(claim.parsed, claim.at):
        if (piles := piles_of_site(claim, i, noun)) is not None:
            return Answer(piles._replace(kinds=piles.kinds or frozenset({"charging"})), claim.parsed.text(i))
    for each in memory.same_sentence(claim):
        if slow and each.noun.noun_class != "post":
            continue  # "10,000 slow ones" are chargers
        if claim.how == "of_them" and on_the_side(claim, each.claim.noun_at, each.noun):
            continue
        if each.noun.service and claim.count.value < 500:
            return None  # "one keen owner is responsible for 301 of them"
        return Answer(kind_behind(claim, each.noun._replace(segments=())), each.noun.head, "sentence")
    for i, noun in before(claim.parsed, claim.at):
        if noun.noun_class in ("site", "post") and noun.plural and not noun.kinds and not weak(noun):
            return kind_of(noun, claim, memory)
        if noun.noun_class in COUNTED and metric_of(noun):
            return Answer(kind_behind(claim, noun._replace(segments=())), claim.parsed.text(i), "sentence")
    for mention in memory.named():
        if mention.noun.noun_class in COUNTED and metric_of(mention.noun):
            return Answer(kind_behind(claim, mention.noun._replace(segments=())), mention.noun.head, mention.origin)
    return None


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
    refuses=["NIO has 300 swap stations in China and sold [20,000] units in May"],
)
def units_of_them(claim: Claim, memory: Memory) -> Answer | None:
    """ "1,791 units": what the sentence or the paragraph counted, where no cars are sold."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if claim.how != "units" or any(
        (s.kind == "unit" and s.value == "cars" and k < claim.at)
        or parsed.word(k) in ("sold", "sell", "selling", "sales")
        for k, s in enumerate(parsed.spans)
        if start <= k < end
    ):
        return None
    kilowatts = power(parsed, claim.at, claim.noun_at)
    if kilowatts is not None and kilowatts >= FAST_FROM:
        return Answer(Noun("post", frozenset({"fast"}), (), True, "units"), parsed.text(claim.noun_at))
    for i, noun in before(parsed, claim.at):
        if noun.noun_class == "post" and not noun.kinds and (found := kind_of(noun, claim, memory)) is not None:
            return found
        full = noun if noun.noun_class else noun._replace(noun_class="post")
        if full.noun_class in ("site", "post") and metric_of(full):
            return Answer(kind_behind(claim, full), parsed.text(i), "sentence")
    last = memory.counted[-1] if memory.counted else None
    if last is not None and last.noun is not None and near(last.origin, claim.origin) and not last.noun.service:
        return Answer(kind_behind(claim, last.noun._replace(segments=())), last.noun.head, "paragraph")
    return None
