"""Stations with their piles: "896 stations offering 4,893 piles" counts piles of the kind of the stations."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory, near
from pipelines.join.metric import CHARGING, before, specific
from pipelines.join.refused import is_host
from pipelines.model import Noun
from pipelines.rules import Answer, rule


def linked(claim: Claim) -> tuple[int, Noun] | None:
    """The station noun that offers the piles of this claim: "896 stations … offering 4,893 piles"."""
    parsed = claim.parsed
    for i, noun in before(parsed, claim.at):
        if noun.noun_class in ("site", "network") or (noun.noun_class is None and noun.kinds):
            between = range(i + 1, claim.at)
            links = [
                k
                for k in between
                if parsed.spans[k].kind == "link"
                or (noun.noun_class == "network" and parsed.spans[k].value == "have")
                or parsed.word(k) in ("with", "have", "had", "has", "between them", "feature", "count", "house")
            ]
            broken = any(
                parsed.word(k) in ("and", "while", "whereas", ";") and not any(x > k for x in links) for k in between
            )
            return (i, noun) if links and not broken and noun.kinds else None
        if noun.noun_class == "post":
            return None
    return None


@rule(
    "Its supercharging stations number 632, as many as its destination charging stations, with 3,562 and [3,515] piles respectively => destination_charging_piles"
)
def respective_piles(claim: Claim, memory: Memory) -> Answer | None:
    """ "With 3,562 and 3,515 piles respectively": piles of the kinds of station that were named, in their order."""
    parsed, noun = claim.parsed, claim.noun
    if noun is None or noun.noun_class != "post" or "respectively" not in parsed.words[claim.noun_at :]:
        return None
    numbers = [i for i in range(claim.at - 3, claim.noun_at) if i > 0 and parsed.spans[i].kind == "number"]
    sites: list[tuple[int, Noun]] = []
    for i, other in before(parsed, numbers[0]):
        if other.noun_class == "site" and specific(other) and all(s.kinds != other.kinds for _, s in sites):
            sites.insert(0, (i, other))
    if len(sites) != len(numbers) or len(sites) < 2:
        return None
    i, site = sites[numbers.index(claim.at)]
    return Answer(noun._replace(kinds=site.kinds & {"fast", "destination"}), parsed.text(i))


@rule(
    "As of July 5, NIO had 896 supercharging stations in China offering [4,893] charging piles => supercharging_piles",
    "NIO had 626 destination charging stations offering [3,461] piles => destination_charging_piles",
    "NIO opened six supercharging stations. These stations are in Norway, with a total of [24] charging piles. => supercharging_piles",
)
def offered_piles(claim: Claim, memory: Memory) -> Answer | None:
    """ "N stations offering M piles": the piles are of the kind of their stations."""
    noun = claim.noun
    if claim.how == "bare" and claim.parsed.word(claim.at - 1) == "with":
        return _with_as_before(claim, memory)
    if claim.how == "bare":
        link = _link_before(claim)
        found = linked(claim) or _counted_site(claim, memory) if link else None
        if found is None or found[1].noun_class == "post":
            return None
        return Answer(
            Noun("post", found[1].kinds & {"fast", "destination"} or frozenset({"charging"}), (), True, "piles"),
            claim.parsed.text(found[0]),
        )
    if noun is None or noun.noun_class != "post" or specific(noun):
        return None
    found = linked(claim) or _settled_site(claim, memory) or _these(claim, memory)
    if found is None or not specific(found[1]):
        return None
    kinds = found[1].kinds & {"fast", "destination"}
    return Answer(noun._replace(kinds=kinds), claim.parsed.text(found[0])) if kinds else None


def _counted_site(claim: Claim, memory: Memory) -> tuple[int, Noun] | None:
    """ "Voyah has 412 stations, which supply the other 2,500": the stations were counted right before."""
    last = next(memory.same_sentence(claim), None)
    between = claim.parsed.nouns
    if last is None or last.noun.noun_class != "site" or any(last.claim.noun_at < i < claim.at for i, _ in between):
        return None
    return last.claim.noun_at, last.noun


def _settled_site(claim: Claim, memory: Memory) -> tuple[int, Noun] | None:
    """ "300 stations with 1,500 piles": the stations are of the kind for which they were settled."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and parsed.spans[k].kind in ("qualifier", "more"):
        k -= 1
    if parsed.word(k) not in ("with", "offering", "featuring"):
        return None
    return next(((k - 1, s.noun) for s in memory.same_sentence(claim) if s.claim.noun_at == k - 1), None)


def _these(claim: Claim, memory: Memory) -> tuple[int, Noun] | None:
    """ "These stations are in Oslo, offering 24 piles": the stations that the sentence before counted."""
    parsed = claim.parsed
    first = parsed.spans[1].value if parsed.word(0) in ("these", "those") and len(parsed.spans) > 1 else None
    if not isinstance(first, Noun) or first.noun_class != "site" or first.kinds:
        return None
    last = next(memory.recent(), None)
    return (
        (1, last.noun)
        if last is not None and last.noun.noun_class == "site" and near(last.claim.origin, claim.origin)
        else None
    )


def _with_as_before(claim: Claim, memory: Memory) -> Answer | None:
    """ "33 fast stations with 171 piles and 14 of the destination kind with 46": piles of the stations counted last."""
    settled = list(memory.same_sentence(claim))
    again = any(s.noun.noun_class == "post" and claim.parsed.word(s.claim.at - 1) == "with" for s in settled)
    if not again or settled[0].noun.noun_class != "site":
        return None
    kinds = settled[0].noun.kinds & {"fast", "destination"} or frozenset({"charging"})
    return Answer(Noun("post", kinds, (), True, "piles"), settled[0].noun.head, "sentence")


def _link_before(claim: Claim) -> bool:
    parsed, i = claim.parsed, claim.at - 1
    while i > 0 and (parsed.spans[i].kind in ("qualifier", "after", "more") or parsed.word(i) in ("the", "other")):
        i -= 1
    return parsed.spans[i].kind == "link"


def spread(claim: Claim) -> Answer | None:
    """ "Its destination stations had 5,083 spread over 828 locations": the piles of those stations."""
    for i, noun in before(claim.parsed, claim.at):
        if noun.noun_class in ("site", "network") and noun.kinds - {"swap"}:
            kinds = noun.kinds & {"fast", "destination"} or frozenset({"charging"})
            return Answer(Noun("post", kinds, (), True, "piles"), claim.parsed.text(i))
    return None


_AT = frozenset({"at", "in", "across", "over", "on", "of"})


def _site_like(other: Noun, claim: Claim, memory: Memory) -> Answer | None:
    """ "It has stations at 280 stores": sites of the kind that was counted or named last."""
    for mention in memory.named():
        kinds = mention.noun.kinds & CHARGING
        if kinds and mention.noun.noun_class in (None, "site", "network"):
            return Answer(other._replace(kinds=frozenset(kinds)), mention.noun.head, mention.origin)
    return None


#: Networks of other things: "its retail network comprised 502 stores".
_OTHER_NETWORKS = frozenset({"retail", "sales", "dealer", "dealership", "service", "store", "distribution", "branch"})


def _at_before(claim: Claim) -> bool:
    """True where the number says at how many places: "at its first 250 stores", "spread over 2,340 stations"."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "ordinal", "more")
        or parsed.word(k) in ("its", "the", "all", "their", "only")
    ):
        k -= 1
    return parsed.word(k) in _AT or parsed.word(k) == "spread"


def _at_some_of_them(claim: Claim, memory: Memory) -> Answer | None:
    """ "It has 2,500 filling stations. At 300 of them, drivers find fast chargers": those are charging sites."""
    parsed, ahead = claim.parsed, memory.sentence_ahead(claim.parsed)
    if parsed.word(parsed.ahead_of(claim.at)) != "at" or ahead is None:
        return None
    gas = any(noun.noun_class == "gas" for _, noun in ahead.nouns)
    hosts = any(is_host(ahead.word(i)) for i in ahead.of_kind("unit"))
    if not (gas or hosts) or any(noun.noun_class == "site" for _, noun in ahead.nouns):
        return None
    for i, noun in parsed.nouns:
        if claim.noun_at < i < claim.noun_at + 8 and noun.noun_class == "post" and noun.kinds & {"fast", "charging"}:
            return Answer(Noun("site", noun.kinds, (), True, "sites"), parsed.text(i))
    return None


@rule(
    "Shell has 5,000 fast chargers at [1,000] locations => supercharging_stations",
    "Walmart has 1,200 fast chargers at [280] stores => supercharging_stations",
    "Norway counts 24,000 charging points at [3,100] sites => charging_stations",
    "OMV has equipped [300] of its 1,200 filling stations with fast chargers => supercharging_stations",
    "Circle K equipped another [28] filling stations with fast chargers => supercharging_stations",
    "Circle K has 2,500 filling stations. At [300] of them, drivers find fast chargers. => supercharging_stations",
    refuses=["Shell has 5,000 fast chargers and [1,000] stores in Norway"],
)
def sites_of_piles(claim: Claim, memory: Memory) -> Answer | None:
    """ "N chargers at M stores": the stores are charging sites, of the kind of their chargers."""
    noun, parsed = claim.noun, claim.parsed
    if claim.how == "of_them":
        return _at_some_of_them(claim, memory)
    if claim.how != "host" and (noun is None or noun.noun_class != "site" or noun.kinds):
        return None
    if claim.how == "event" and noun is not None:
        for each in memory.same_sentence(claim):
            if each.claim.noun_at == claim.noun_at - 1 and each.noun.noun_class == "post":
                kinds = each.noun.kinds & {"fast", "destination"} or frozenset({"charging"})
                return Answer(noun._replace(kinds=kinds), each.noun.head)  # "a 28-point park"
        for i, other in parsed.nouns:
            if claim.noun_at < i < claim.noun_at + 8 and other.noun_class == "post":
                kinds = other.kinds & {"fast", "destination"} or frozenset({"charging"})
                return Answer(noun._replace(kinds=kinds), parsed.text(i)) if other.kinds else None
        return None
    head = noun.head if noun is not None else parsed.text(claim.noun_at).lower()
    plural = noun.plural if noun is not None else True
    if _at_before(claim):
        start, _ = parsed.bounds(claim.at)
        for i, other in before(parsed, claim.at):
            charged = other.kinds & {"fast", "destination", "charging", "third_party"}
            reach = 20 if "spread" in " ".join(parsed.words[claim.at - 3 : claim.at]) else 8
            if other.noun_class in ("gas", "network") or i < start - reach:
                break
            if charged <= {"charging"} and other.noun_class == "post":
                settled = next((s.noun for s in memory.same_sentence(claim) if s.claim.noun_at == i), None)
                charged = settled.kinds if settled is not None else charged
            if charged and other.noun_class == "site" and claim.how != "host" and i >= start:
                break  # "its destination stations had 5,083 spread over 828 locations"
            if not charged and claim.how == "host" and other.noun_class == "site":
                return _site_like(other, claim, memory)
            if charged and (claim.how == "host" or other.noun_class != "site"):
                kinds = charged & {"fast", "destination"} or frozenset({"charging"})
                return Answer(Noun("site", kinds, (), plural, head), parsed.text(i))
    if claim.how == "host" and any(
        n.noun_class == "network" and abs(i - claim.noun_at) < 8 and parsed.word(i - 1) not in _OTHER_NETWORKS
        for i, n in parsed.nouns
    ):
        return _site_like(Noun("site", frozenset(), (), plural, head), claim, memory)
    if claim.how == "host":
        for i, other in parsed.nouns:
            with_piles = other.noun_class == "post" and other.kinds and 2 < i - claim.noun_at < 12
            if (
                with_piles
                and "with" in parsed.words[claim.noun_at : i]
                and parsed.spans[i - 1].kind in ("number", "after")
            ):
                kinds = other.kinds & {"fast", "destination"} or frozenset({"charging"})
                return Answer(Noun("site", kinds, (), plural, head), parsed.text(i))
    if claim.how == "host" and any(parsed.word(k).startswith("equip") for k in range(max(0, claim.at - 5), claim.at)):
        for i, other in parsed.nouns:
            if claim.noun_at < i < claim.noun_at + 10 and other.noun_class == "post" and other.kinds:
                return Answer(Noun("site", other.kinds, (), plural, head), parsed.text(i))
    return None
