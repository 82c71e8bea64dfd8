"""Nouns without a kind ("stations", "such facilities", "points"): an earlier noun, or the network, tells it."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.fast import only_kind
from pipelines.join.kinds import kind_behind
from pipelines.join.memory import Memory, near
from pipelines.join.metric import CHARGING, before, same_head, specific, weak
from pipelines.join.offered import linked
from pipelines.join.slots import compares
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular


@rule(
    "The company will build battery swap stations in five cities, with the goal of [20] such facilities => battery_swap_stations",
    "Xpeng has ultra-fast charging stations in Norway. Its charging network there numbers [640] stations. => charging_stations",
    "Norway has public charging points. In all, [9,000] points now supply direct current => supercharging_piles",
    "Zeekr had 900 charging stations, including 400 ultra-fast charging stations.\nThis year, it opened [300] stations. => charging_stations",
    "At the end of May, Xpeng had 1,016 charging stations, including 814 supercharging stations. That is up from [1,010] stations a month earlier. => charging_stations",
    "Tesla has 900 Supercharger stations and 700 destination charging stations. It opened [8] stations in May => supercharging_stations",
    "Norway has 900 charging connectors.\nSome 300 are fast chargers.\nStatkraft runs [120] plugs there => charging_piles",
    "Drivers can charge at [57] stations for which the state has paid => charging_stations",
    "Tesla has 900 Supercharger stations.\nIt has 700 destination charging stations.\nOslo has the most Superchargers: [8] stations => supercharging_stations",
    "Fastned opened its first charging station in Norway. It now runs [325] stations => supercharging_stations",
    "Tesla has 9,000 fast chargers in Taiwan. Gogoro keeps [2,700] locations running => battery_swap_stations",
    "In May, Xpeng had [1,019] self-operated stations, including 813 supercharging stations => charging_stations",
    "Charging :: Electrify America had set out to have [484] stations online by the end of 2019 => total planned",
)
def kind_from_before(claim: Claim, memory: Memory) -> Answer | None:
    """A noun without a kind ("stations", "such facilities", "points"): the kind that was named last."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "such":
        value = parsed.spans[claim.noun_at].value
        noun = value if isinstance(value, Noun) else Noun("site", frozenset(), (), True, "such")
    if noun is None or noun.noun_class is None or noun.kinds:
        return None
    for each in memory.same_sentence(claim) if claim.how == "such" else ():
        if each.noun.noun_class == noun.noun_class and each.noun.kinds:
            return Answer(noun._replace(kinds=each.noun.kinds), each.noun.head, "sentence")
    if (kinds := _kind_pointed_to(claim, memory)) and noun.noun_class in ("site", "post"):
        return Answer(noun._replace(kinds=kinds), noun.head, "sentence")
    if (claim.how == "part_of" or _predicate(claim)) and kind_behind(claim, noun).kinds:
        return Answer(kind_behind(claim, noun), parsed.text(claim.noun_at))
    if compares(claim) and (main := _main_before(claim, memory)) is not None and main.noun_class == noun.noun_class:
        return Answer(noun._replace(kinds=main.kinds), main.head, "paragraph")
    if "liquid_cooled" in noun.segments:
        return Answer(noun._replace(kinds=frozenset({"fast"})), noun.head)
    return kind_of(noun, claim, memory)


def _kind_pointed_to(claim: Claim, memory: Memory) -> frozenset[str]:
    """ "1,000 ultra-fast stations and 10,000 such piles", "pile number 1,000 of this kind": of the kind that was named last,
    whatever stands at what.
    """
    parsed, k = claim.parsed, claim.noun_at
    after = {*parsed.words[k + 1 : k + 2 + (claim.at > k) * 2]}
    kind = "of this kind" in parsed.text(k, min(len(parsed.spans), claim.at + 4)).lower()
    if not kind and "such" not in parsed.words[claim.at + 1 : k + 1] and "such" not in after:
        return frozenset()
    named = (noun for _, noun in before(parsed, claim.at) if noun is not claim.noun and noun.kinds)
    recent = (m.noun for m in memory.named() if m.noun.kinds and near(m.origin, claim.origin))
    last = next(named, None) or next(recent, None)
    mixed = last is not None and bool(last.kinds & {"swap", "both"})
    return last.kinds & {"fast", "destination"} if last is not None and not mixed else frozenset()


def _main_before(claim: Claim, memory: Memory) -> Noun | None:
    """What the first number of the sentence before counts, where the claim's own sentence has counted nothing yet."""
    last = next(memory.recent(), None)
    if last is None or last.claim.parsed is claim.parsed or not near(last.claim.origin, claim.origin):
        return None
    *_, first = memory.same_sentence_of(last.claim.parsed)
    return first.noun


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
    only = only_kind(claim, noun, memory)
    if noun.noun_class == "post" and only is None and _of_all_kinds(claim):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    if noun.noun_class == "post" and "own" in claim.parsed.words[: claim.noun_at] and _third_party_last(memory):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    topic = memory.scope(memory.topics, claim.origin)
    if "public" in noun.segments and noun.noun_class == "post" and topic is not None and topic.value == "industry":
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)  # the public devices of everybody
    if noun.noun_class == "site" and _performs(claim):
        return Answer(noun._replace(kinds=frozenset({"swap"})), noun.head, "sentence")
    network = _network_before(claim) if noun.noun_class == "site" else None
    if network is not None:
        return Answer(noun._replace(kinds=network.kinds), network.head, "clause")
    offering = linked(claim) if noun.noun_class == "post" else None
    if noun.noun_class == "post" and offering is None and _beside_swaps(claim, memory):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    others = list(_candidates(claim, memory, offering))
    alike = [each for each in others if each[0].kinds and same_head(each[0], noun)] if offering is None else []
    if only is not None:
        return Answer(noun._replace(kinds=frozenset({only})), noun.head, "operator")
    if noun.noun_class == "post":
        alike.sort(key=lambda each: specific(each[0]))  # what is unmarked is of all kinds where any was
    elif alike:
        alike.insert(0, _wider(alike))
        here = next((other.kinds & {"fast", "destination"} for _, other in before(claim.parsed, claim.at)), frozenset())
        if alike[0][2] not in ("clause", "sentence", "paragraph"):
            alike.sort(key=lambda each: bool(here) and not here & each[0].kinds)
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
    if not loose and not alike and offering is None and (wide := _unmarked(noun, others)) is not None:
        return wide
    for other, words, origin in alike if weak(noun) else (*loose, *alike, *others):
        kinds = other.kinds
        if noun.noun_class == "post":
            kinds = kinds - {"swap", "both"} or (frozenset({"charging"}) if "both" in kinds else kinds - {"swap"})
            if other.noun_class != "post":
                kinds = kinds & CHARGING
        if kinds and (other.noun_class in (noun.noun_class, None, "network") or noun.noun_class == "post"):
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    for other, words, origin in others if noun.noun_class == "site" and not weak(noun) else ():
        kinds = other.kinds & CHARGING
        if kinds and not other.service:
            return Answer(noun._replace(kinds=frozenset(kinds)), words, origin)
    if (
        noun.noun_class == "site"
        and not weak(noun)
        and any(word.split(" ")[0] in _CHARGES for word in claim.parsed.words)
    ):
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head, "sentence")
    if noun.noun_class == "site" and not weak(noun) and any(n.noun_class == "swap" for _, n in claim.parsed.nouns):
        return Answer(noun._replace(kinds=frozenset({"swap"})), noun.head, "sentence")
    if noun.noun_class == "site" and (parts := _of_its_parts(claim)):
        return Answer(noun._replace(kinds=parts), noun.head, "sentence")
    named = claim.parsed.has("operator") or memory.operators
    if named and noun.noun_class == "post" and noun.plural and singular(noun.head) in _PLUGS:
        return Answer(noun._replace(kinds=frozenset({"charging"})), noun.head)
    return None


def _third_party_last(memory: Memory) -> bool:
    """True where piles of others were counted last, so that "own piles" are set against them."""
    last = next(memory.recent(), None)
    return last is not None and "third_party" in last.noun.kinds


def _of_its_parts(claim: Claim) -> frozenset[str]:
    """ "1,019 stations, including 813 supercharging stations": the kind of the parts; fast and slow ones are of all kinds."""
    parsed = claim.parsed
    opened = next((k for k in range(claim.noun_at + 1, len(parsed.spans)) if parsed.word(k) == "including"), None)
    kinds = [n.kinds for i, n in parsed.nouns if opened is not None and i > opened and n.noun_class == "site"]
    if not kinds or not all(kinds):
        return frozenset()
    return frozenset({"charging"}) if all(each & CHARGING for each in kinds) else kinds[0]


def _performs(claim: Claim) -> bool:
    """ "Swaps peaked on May 1, when its seven stations performed 903": where swaps are done they are done at stations."""
    parsed = claim.parsed
    group = next((g for g in parsed.verbs if claim.noun_at < g.start <= claim.noun_at + 2), None)
    return group is not None and group.value == "serve" and any(n.noun_class == "swap" for _, n in parsed.nouns)


def _beside_swaps(claim: Claim, memory: Memory) -> bool:
    """ "NIO leads with 2,629 swap stations and 24,000 piles": of all kinds, where none of this network were named."""
    parsed = claim.parsed
    nearest = next(before(parsed, claim.at), None)
    if (
        nearest is None
        or nearest[1].kinds != {"swap"}
        or parsed.word(parsed.ahead_of(claim.at)) not in ("and", ",", "plus")
    ):
        return False
    owner = next((str(parsed.spans[i].value) for i in parsed.of_kind("operator", end=claim.at)), None)
    own = any(m.operator == owner and m.noun.kinds & {"fast", "destination"} for m in memory.named())
    return owner is not None and not own


#: Heads that speak of charging by themselves, where an operator has them.
_PLUGS = frozenset({"port", "stall", "plug", "gun", "connector"})


#: What drivers do at a station of which nothing else is said.
_CHARGES = frozenset({"charge", "charged", "charges", "recharge", "recharged", "plug"})


def _unmarked(noun: Noun, others: list[tuple[Noun, str, str]]) -> Answer | None:
    """A new word for chargers or sites, behind fast ones of another paragraph: of all kinds, where such were named."""
    fit = ("site", None, "network") if noun.noun_class == "site" else ("post", "site", None, "network")
    usable = [each for each in others if each[0].noun_class in fit and each[0].kinds]
    if not usable or "fast" not in usable[0][0].kinds or usable[0][2] in ("clause", "sentence", "paragraph"):
        return None
    alike = (each for each in others if each[0].noun_class == noun.noun_class and each[0].kinds == {"charging"})
    wide = next(alike, None)
    return Answer(noun._replace(kinds=wide[0].kinds), wide[1], wide[2]) if wide is not None else None


def _wider(alike: list[tuple[Noun, str, str]]) -> tuple[Noun, str, str]:
    """ "1,027 stations, 196 of them destination stations. 15 stations were new": those of all kinds, else the fast ones;
    destination stations alone are never what a network's stations are.
    """
    for kinds in ({"charging"}, {"fast"}) if "destination" in alike[0][0].kinds else ():
        for each in alike:
            if each[2] == alike[0][2] and each[0].kinds == kinds:
                return each
    return alike[0]


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
