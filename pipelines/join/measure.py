"""How many there are, came or went: read from the verb that governs the number."""

from __future__ import annotations

from pipelines.join.actions import actions_numbered, labelled, undertaken
from pipelines.join.adding import more_of_them, verb_of_adding
from pipelines.join.came import CAME_RULES, grew_by
from pipelines.join.claims import Claim
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.join.levels import closed_with, down_to, how_many_there_are, level_reached
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO opened its [1,000th] swap station in China today => nth",
    "NIO plans 40 swap stations in Norway. Its [first] is due in Oslo this fall. => nth planned",
    "Number [250] of its charging stations opened => nth",
    "NIO put swap station #[250] into operation in Norway => nth",
    "NIO likes swap stations. It put the [first] one into service in Oslo in 2021. => nth 2021-01-01 2021-12-31",
)
def ordinal_station(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """An ordinal is a milestone of its own."""
    return Answer("nth", claim.parsed.text(claim.at)) if claim.ordinal else None


@rule(
    "NIO's stations perform [50,000] swaps a day => rate",
    "NIO added 312 swap stations last quarter. That is more than [three] stations per day. => rate",
    "Gogoro riders swap at its GoStations about [340,000] times every day. => rate",
    "NIO has swap stations in Norway; the daily record of [4,649] battery swaps was set on July 1 => added 2022-07-01",
    refuses=[
        "NIO performed [75,673] swaps on September 28",
        "NIO performed [75,673] swaps on September 28, a daily record",
    ],
)
def so_many_a_day(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "A day", "daily", "per day" near a number of services, or right behind stations that come."""
    parsed = claim.parsed
    if not parsed.has("rate"):
        return None
    if not noun.service:
        k = claim.noun_at + 1
        if parsed.word(k) == "and" and parsed.has("number", start=k + 1, end=k + 2):
            k = next((i + 1 for i, _ in parsed.nouns if k < i < k + 5), k)  # "three stations and 30 stalls per day"
        paced = parsed.has("rate", start=k, end=k + 1) and parsed.word(k) != "average of"
        return Answer("rate", parsed.text(k)) if paced else None
    start, end = parsed.bounds(claim.at)
    others = [k for k in parsed.of_kind("number", start=claim.at + 1, end=end) if not parsed.other_thing(k)]
    for i in parsed.of_kind("rate", start=start, end=min(end, claim.noun_at + 8, *others)):
        if parsed.word(i) == "a day" and parsed.word(i + 1) in (
            "shorter",
            "longer",
            "later",
            "earlier",
            "before",
            "after",
        ):
            continue
        if parsed.word(i) == "daily" and parsed.word(i + 1) in _RECORDS:
            if i < claim.at and found is not None:
                return Answer("added", parsed.text(i, i + 2))  # "the daily record, 146,649, was set on October 1"
            continue  # "31,200 swaps on July 5, a new daily record"
        single = parsed.word(i) == "a day" and parsed.word(i - 1) in ("in", "within")
        if (parsed.word(i) != "average of" or i < claim.at) and not (single and found is not None):
            return Answer("rate", parsed.text(i))
    return None


#: What one day has brought more of than any other.
_RECORDS = frozenset({"record", "high", "peak", "best", "maximum", "tally"})


@rule(
    "Tesla builds Superchargers. It has opened a [164]-stall Supercharger in Lost Hills, California => added",
    refuses=["Tesla has opened [164] Superchargers in California"],
)
def of_one_opened(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Has opened a 164-stall Supercharger": what one new site has came with it."""
    joined = claim.parsed.word(claim.at + 1) == "-" and claim.parsed.word(claim.at - 1) in ("a", "an", "new")
    return Answer("added", verb.words) if joined and noun.noun_class == "post" and verb.verb == "add" else None


@rule("NIO closed [two] swap stations in Denmark => removed", refuses=["NIO is close to [200] swap stations"])
def closed(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Closed, dismantled, removed."""
    return Answer("removed", verb.words) if verb.verb == "remove" else None


@rule(
    "All [45] swap stations of NIO are white => total",
    "NIO says its [45] swap stations in Norway are visited by tourists, too => total",
    "NIO has no plans to close any of its [45] swap stations in Norway => total actual",
    refuses=[
        "A tourist visited [45] swap stations of NIO in Norway",
        "One swap station costs as much as [five] fast chargers of NIO",
        "In a test, 14 out of [50] chargers of NIO failed",
        "Drivers pass [12] swap stations of NIO before they get to Oslo",
        "Neither of the [two] swap stations of NIO was damaged",
        "A driver from Oslo has made [1,245] swaps at NIO since 2020",
        "The queue at [one] swap station of NIO was 14 cars long",
        "Nobody expected [1,000] swap stations of NIO in Norway",
        "Operators with more than [1,000] charging stations have to register in Norway",
        "Land for [22] more swap stations of NIO has been secured",
        "For the price of [one] swap station, NIO can do many things",
        "NIO could have built [ten] swap stations in Norway",
        "[Three] swap stations of NIO are temporarily closed",
        "A network of [10,000] swap stations would be needed, NIO says",
        "For every 100,000 inhabitants there are [80] charging points in Norway",
        "Some [40] charging points of Ionity in Oslo were out of order last week",
        "NIO raised prices at [200] of its swap stations in Norway",
        "It takes [four] charging points to serve 60 cars, says Ionity",
        "For more than [100] further sites of Ionity, the permits are at hand",
        "Fastned has contracts in its pocket for a further [137] charging locations",
        "If NIO keeps this pace, it will have [2,000] swap stations by Christmas",
        "NIO raised prices at [12] swap stations in Norway last week",
        "We arrived at Tesla's Supercharger station with [eight] stalls in Oslo",
        "I found [12] chargers of Ionity in Oslo, and all of them were in use",
        "I drove an EV to Oslo :: There were [six] fast chargers of Ionity at the mall in Lier.",
        "Reporters filmed [12] swap stations of NIO in Norway last week",
        "NIO has 45 swap stations in Norway. It enlarged [12] of them last year.",
        "NIO has 45 swap stations in Norway. [Twelve] of them were closed for a day.",
        "Shell's hub in Oslo can be expanded to [40] fast chargers",
        "On average, [1,200] charging points are added per week in Germany",
        "At the present rate of [1,500] charging points a month, Norway will miss its goal",
        "In theory, NIO would have [2,000] swap stations by Christmas",
        "NIO rejected rumors that it would shut [20] swap stations in Norway",
    ],
)
def total_by_default(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """A count without a verb says how many there are; a single new one is an addition."""
    if claim.how == "event":
        return Answer("added", claim.parsed.text(claim.at), "default")
    return Answer("total", "", "default")


#: Ordinals and rates say their measure themselves; then the verb; then what stands around.
MEASURE_RULES = (
    ordinal_station,
    so_many_a_day,
    of_one_opened,
    *CAME_RULES,
    actions_numbered,
    undertaken,
    labelled,
    down_to,
    closed,
    grew_by,
    more_of_them,
    closed_with,
    level_reached,
    verb_of_adding,
    how_many_there_are,
    total_by_default,
)
