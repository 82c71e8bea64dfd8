"""The measure of what belongs to what came: the piles of new sites, parts of the new ones, the level that they lead to."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor, governor
from pipelines.join.memory import Memory, Settled
from pipelines.join.offered import linked
from pipelines.join.one_site import ONE_SITE, of_new_site
from pipelines.join.repeats import stations_meant
from pipelines.model import Noun
from pipelines.rules import Answer, rule


def measured_as(each: Settled, origin: str) -> Answer:
    """The measure of an earlier number."""
    return Answer(each.observation.measure, str(each.observation.value), origin)


@rule(
    "Tesla opened its 100th Supercharger station in Oslo on Monday, with [20] stalls => added 2022-07-04",
    "Tesla opened a Supercharger station in Oslo on Monday, featuring [20] stalls => added 2022-07-04",
    refuses=["NIO has 45 charging stations with [20] charging piles"],
)
def piles_of_new_sites(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """The piles of new sites are as new as these; so are the sites of new piles."""
    parsed = claim.parsed
    if noun.noun_class == "post" and not claim.ordinal and of_new_site(claim, memory):
        return Answer("added", "", "paragraph")
    at = noun.noun_class == "site" and parsed.word(claim.at - 1) in ("at", "across")
    if noun.noun_class == "post" and verb.verb == "have" and (not verb.planned or verb.form == "with"):
        whole = next(memory.same_sentence(claim), None) if verb.form == "with" else stations_meant(claim, memory)
    else:
        whole = next(memory.same_sentence(claim), None) if at else None
    if whole is None:
        return _opened_with(claim, noun, verb)
    if whole.noun.noun_class != ("post" if at else "site"):
        return None
    if whole.observation.measure == "nth" and whole.observation.status == "actual" and claim.count.value <= ONE_SITE:
        return Answer("added", str(whole.observation.value), "sentence")
    return measured_as(whole, "sentence") if whole.observation.measure == "added" else None


@rule(
    "NIO has opened two more swap stations in Germany and [one] in Sweden => added SE",
    "NIO opened 48 swap stations in May. Of the additions, 23 are located in Norway and [16] in Sweden. => added SE",
    refuses=["NIO has opened two more swap stations in Germany and has [one] in Sweden"],
)
def listed_with_new(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "Two more in Germany and one in Sweden": what one verb lists came as the first of the list did."""
    listed = claim.parsed.word(claim.parsed.ahead_of(claim.at)) in ("and", ",", "plus")
    if claim.how != "bare" or not listed or not ((verb.verb == "add" and verb.perfect) or verb.verb == "have"):
        return None
    before = next(memory.same_sentence(claim), None)
    if before is None or before.observation.measure != "added" or governor(before.claim).at != verb.at:
        return None
    return measured_as(before, "sentence")


def _opened_with(claim: Claim, noun: Noun, verb: Governor) -> Answer | None:
    """ "It opened a station in Oslo, featuring 20 stalls": what the sentence says to have come has its piles."""
    parsed = claim.parsed
    site = linked(claim) if noun.noun_class == "post" and verb.verb == "have" and not verb.planned else None
    if site is None or site[1].plural or claim.count.value > ONE_SITE:
        return None
    group = next((g for g in reversed(parsed.verbs) if g.start < site[0]), None) or next(
        (g for g in parsed.verbs if site[0] < g.start < claim.at), None
    )
    return Answer("added", parsed.text(group.at)) if group is not None and group.value == "add" else None


@rule(
    "NIO opened 18 of the planned [40] swap stations in Norway in May => added planned",
    "Shell opened six of the [170] charging stations that it intends to build in Norway => added planned",
    refuses=["NIO had 18 of the planned [40] swap stations in May"],
)
def whole_of_what_came(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "Opened 18 of the planned 40": the plan is for so many to come as have come in part."""
    parsed = claim.parsed
    before = next(memory.same_sentence(claim), None)
    if before is None or before.observation.measure != "added" or before.noun.service or not verb.planned:
        return None
    between = [parsed.word(k) for k in range(before.claim.at + 1, claim.at)]
    return measured_as(before, "sentence") if between[:1] == ["of"] and len(between) <= 4 else None


@rule(
    "NIO plans to add 100 swap stations this year. It has 45. Of the new stations, [20] will be in Norway. => added planned",
    "NIO opened 41 swap stations in May. The new stations are in Norway, with [20] located in Oslo. => added",
    "NIO: Norway had the most new swap stations in May with [six] => added",
    refuses=["NIO opened 41 swap stations in May. The new stations brought it to [900] in Norway."],
)
def part_of_the_new(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "Of the new stations, 400 …", "it had the most new stations, with 400": parts of what came or will come."""
    parsed = claim.parsed
    i = next((i for i, n in reversed(parsed.nouns) if i < claim.at and n.plural and n.noun_class == noun.noun_class), 0)
    if i < 2 or parsed.word(i - 1) not in _FRESH or claim.how == "event" or parsed.has("number", start=i - 2, end=i):
        return None
    leads = {parsed.word(k) for k in range(max(0, i - 3), i - 1)}
    whole = parsed.word(0) in ("of", "among") and i < 6
    behind = parsed.word(parsed.ahead_of(claim.at)) in ("with", "and", "by") and verb.verb in (None, "have", "state")
    if not leads & {"the", "these", "those", "most"} or not (
        whole or behind or claim.how == "bare" and "most" in leads
    ):
        return None
    fresh = (s for s in memory.recent() if s.observation.measure == "added" and s.noun.noun_class == noun.noun_class)
    came = next((s for s in fresh if s.observation.value >= claim.count.value), None)
    return measured_as(came, "paragraph") if came is not None else Answer("added", parsed.text(i))


#: Adjectives of what comes on top.
_FRESH = frozenset({"new", "additional", "added", "planned", "newly", "further"})
