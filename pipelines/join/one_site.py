"""Piles of one site that was told of before: they stand where it stands."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.memory import REACH, Memory, Settled
from pipelines.join.pointers import place_at, where
from pipelines.join.subjects import speaks_of_it
from pipelines.rules import Answer, rule

#: More piles than this are those of a network.
ONE_SITE = 60


@rule(
    "NIO's 50th swap station in Norway opened in Oslo on Monday. It has [8] chargers as well. => Oslo",
    "Ionity in Norway :: Ionity has opened its 50th charging park in Norway, in Hamar. ¶ Eight charging points are available for now, and [four] will be added in May. => Hamar added",
    refuses=["NIO's 50th swap station in Norway opened in Oslo on Monday. It has [800] chargers in the country."],
)
def at_the_new_site(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """Piles of the one station that the sentence before told of stand where it stands."""
    parsed = claim.parsed
    beside = next(memory.same_sentence(claim), None)
    noun = claim.noun or (beside.noun if beside else None)
    if noun is None or noun.noun_class != "post" or claim.count.value > ONE_SITE:
        return None
    goes_on = speaks_of_it(parsed) or alone_there(claim)
    before = list(memory.recent())[:3] if goes_on else memory.sentence_before(claim)
    each = _new_site((*memory.same_sentence(claim), *before))
    if each is None:
        return None
    town = str(_stands(each))
    country = each.observation.country or _country_of(town, memory, each.claim.parsed, parsed)
    return Answer((town, country), town, each.claim.origin)


def _new_site(told: Iterable[Settled]) -> Settled | None:
    """The one station that is told of last, unless others are counted since."""
    for each in told:
        seen = each.observation
        if _stands(each) and (seen.measure == "nth" or (seen.measure, seen.value) == ("added", 1)):
            return each
        if seen.metric.endswith("stations"):
            return None
    return None


def _stands(each: Settled) -> str | None:
    """The town of one station."""
    seen = each.observation
    return seen.site if seen.measure == "nth" else seen.place if seen.country else None


def alone_there(claim: Claim) -> bool:
    """ "Eight points are available at the start": the sentence names nobody and nowhere, and the piles are its subject."""
    parsed = claim.parsed
    if parsed.has("operator", "firm", "place", "scope", "industry", "body") or claim.count.value > ONE_SITE:
        return False
    if any(n.noun_class == "site" and n.plural for _, n in parsed.nouns):
        return False
    start, _ = parsed.bounds(claim.at)
    acts = parsed.has("verb", "plan", "mood", start=start, end=claim.at) or parsed.has("verb", "plan", "mood", end=2)
    return not acts and parsed.said.isdisjoint(_ACTORS)


#: What stands for whoever has more than one site.
_ACTORS = frozenset({"it", "they", "company", "operator", "we", "network", "companies"})


def of_new_site(claim: Claim, memory: Memory) -> bool:
    """True for the piles of a site that the sentences before told of as new, where nothing else is spoken of."""
    return alone_there(claim) and _new_site(list(memory.recent())[:3]) is not None


def _country_of(town: str, memory: Memory, *told: Parsed) -> str | None:
    """The country of a town that stands in one of the sentences."""
    named = [place_at(parsed, i, memory) for parsed in told for i in parsed.of_kind("place")]
    return next(
        (p.country for p in (*named, *memory.all_places[: -REACH - 1 : -1]) if p is not None and p.name == town), None
    )


#: How many of the places named last may be where the site of a new paragraph is.
LAST = 3

#: More piles than this stand at no single site.
LARGEST_SITE = 300


@rule(
    "Tesla grows in the US :: The record holder is a Supercharger in Barstow, California. The station has [98] stalls. => Barstow",
    "Tesla grows in the US :: Nothing beats the Supercharger in Barstow, California. That one has [98] stalls. => Barstow",
    "Tesla grows in the US :: Nothing beats the Supercharger in Barstow, California. All [98] stalls at the site are new. => Barstow",
    "Tesla grows in the US :: It opened a Supercharger in Barstow, California. ¶ The station has [98] stalls. => Barstow",
    "EnBW grows :: EnBW has put its largest fast-charging park into operation in Kamen. It has [52] charging points. => Kamen",
    refuses=["Tesla grows in the US :: It opened a Supercharger in Barstow, California. The company has [98] sites."],
)
def at_the_site_named_before(claim: Claim, operator: str | None, memory: Memory) -> Answer | None:
    """ "The station has 98 stalls", "that one's got 44": they stand in the town that was named last."""
    if claim.noun is None or claim.noun.noun_class != "post" or claim.count.value > LARGEST_SITE:
        return None
    parsed = claim.parsed
    ahead = memory.sentence_ahead(parsed)
    if _at_it(claim):
        towns = memory.all_places
    elif ahead is None and (_one_site(parsed) or _it_has(claim, memory)):
        towns = memory.all_places[-LAST:]
    elif ahead is not None and (_one_site(parsed) or _its_piles(claim, ahead) or _it_has(claim, memory)):
        towns = [p for k in ahead.of_kind("place") if (p := place_at(ahead, k, memory)) is not None]
    else:
        return None
    named = [p for p in towns if p.kind in ("city", "district")]
    if (
        len(named) > 1
        and named[-1].kind == "district"
        and named[-2].kind == "city"
        and named[-1].within != named[-2].name
    ):
        named.pop()  # "in Ashford, Kent"
    return Answer(where(named[-1]), named[-1].name, "paragraph") if named else None


def _one_site(parsed: Parsed) -> bool:
    """ "The hub …", "That one's got …": the subject is one site."""
    if parsed.word(0) == "that" and parsed.word(1).startswith("one"):
        return True
    subject = next((i for i, noun in parsed.nouns if noun.noun_class == "site"), len(parsed.spans))
    verb = next(parsed.of_kind("verb", "mood", "plan"), len(parsed.spans))
    return subject < verb and speaks_of_it(parsed)


def _it_has(claim: Claim, memory: Memory) -> bool:
    """ "… with a new site in Green River, Utah. It has 14 chargers": the sentence before ended with one site."""
    parsed, prior = claim.parsed, memory.sentence_prior(claim.parsed)
    if prior is None or parsed.word(0) != "it" or claim.at > 3 or claim.count.value > ONE_SITE:
        return False
    sites = [noun for _, noun in prior.nouns if noun.noun_class == "site"]
    return bool(sites) and not sites[-1].plural and prior.has("place")


def _at_it(claim: Claim) -> bool:
    """ "All 258 terminals at the site …"."""
    parsed, i = claim.parsed, claim.noun_at + 3
    at = parsed.word(i - 2) in ("at", "on") and parsed.word(i - 1) in ("the", "this")
    noun = next((n for k, n in parsed.nouns if k == i), None)
    return at and noun is not None and noun.noun_class == "site" and not noun.plural and parsed.word(i + 1) != "of"


def _its_piles(claim: Claim, ahead: Parsed) -> bool:
    """ "The record holder is Harris Ranch in Coalinga. Its 98 stalls …": nobody but a site was spoken of."""
    own = claim.at < 3 and claim.parsed.word(claim.at - 1) == "its"
    return own and not ahead.has("operator")
