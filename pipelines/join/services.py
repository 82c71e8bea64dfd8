"""Services counted by "times" or by the day: "swapped 22 million times", "70,000 a day", "so many such operations"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory, near
from pipelines.join.metric import before
from pipelines.join.strangers import service_unit
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary


@rule(
    "NIO owners have had their batteries swapped more than [22 million] times => battery_swaps total min",
    refuses=["NIO's service was called on [400,000] times"],
)
def times_swapped(claim: Claim, memory: Memory) -> Answer | None:
    """ "Swapped 22 million times", "they do it 340,000 times every day": services, counted by "times"."""
    if claim.how != "times":
        return None
    parsed = claim.parsed
    if parsed.word(parsed.ahead_of(claim.at)) in ("downloaded", "installed", "viewed", "watched", "clicked", "shared"):
        return None
    if any(parsed.word(k) in ("one", "single") and k + 1 < claim.at for k in range(max(0, claim.at - 14), claim.at)):
        return None  # one car's, one owner's
    packs = bool({"battery", "batteries", "packs"} & {*parsed.words})
    for k, span in enumerate(parsed.spans):
        if any(parsed.word(x) == "and" for x in range(k, claim.at)):
            continue
        fresh = parsed.word(k) in ("fresh", "full", "charged") and parsed.word(k + 1) in ("pack", "battery")
        changed = packs and parsed.word(k) in ("changed", "replaced")
        if (
            fresh
            or changed
            or parsed.word(k) in ("swapped", "swap", "swaps", "exchanged")
            or (isinstance(span.value, Noun) and "swap" in span.value.kinds)
        ):
            return Answer(Noun("swap", frozenset({"swap"}), (), True, "times"), parsed.text(k), "sentence")
    last = next(iter(memory.named()), None)
    if any(s.kind == "rate" for s in parsed.spans) and last is not None and "swap" in last.noun.kinds:
        return Answer(Noun("swap", frozenset({"swap"}), (), True, "times"), last.noun.head, "paragraph")
    return None


@rule(
    "Gogoro has 2,300 GoStations, where [340,000] batteries are swapped each day => battery_swaps rate",
    refuses=["NIO's stations hold [21] batteries"],
)
def packs_swapped(claim: Claim, memory: Memory) -> Answer | None:
    """ "340,000 batteries are swapped": as many swaps."""
    if claim.how != "swapped":
        return None
    return Answer(Noun("swap", frozenset({"swap"}), (), True, "swaps"), claim.parsed.text(claim.noun_at))


@rule(
    "Drivers charged [1.37 million] times at Fastned's stations in May => charging_sessions",
    "NIO has 45 swap stations. Since May 2018, the service has been used [80 million] times. => battery_swaps",
    "Shell has 300 fast chargers in Oslo. They were used [94,000] times in June. => charging_sessions",
    refuses=["Shell has three chargers in Oslo, and the app was used [9,000] times"],
)
def times_charged(claim: Claim, memory: Memory) -> Answer | None:
    """ "Charged 1.37 million times", "plugged in more than 54 million times", "they were used 310,000 times": sessions."""
    if claim.how != "times" or claim.count.value < 500:
        return None
    parsed = claim.parsed
    if parsed.word(claim.noun_at + 1) in ("as", "the", "more", "that", "larger", "higher"):
        return None
    start, _ = parsed.bounds(claim.at)
    verb = next(
        (k for k in range(claim.at - 1, start - 1, -1) if parsed.word(k).split(" ")[0] in vocabulary("use")), None
    )
    session = Noun("session", frozenset({"charging"}), (), True, "times")
    before_it = memory.main_figure(claim) if parsed.word(claim.at - 1) in ("been", "was", "were") else None
    if verb is None and before_it is not None and before_it.noun.service and parsed.word(start) != "they":
        return Answer(before_it.noun, "times", "paragraph")  # "in the summer of 2021, it had been 430,000 times"
    if verb is None:
        last = memory.counted[-1] if memory.counted else None
        again = last is not None and last.parsed is parsed and last.noun is not None and last.noun.head == "times"
        return Answer(session, "times", "sentence") if again else None
    if parsed.word(verb).split(" ")[0] in ("used", "called"):
        things = [n for i, n in before(parsed, verb) if i >= start and n.noun_class in ("post", "site")]
        if _of_swapping(claim, memory):
            return Answer(Noun("swap", frozenset({"swap"}), (), True, "times"), parsed.text(verb), "paragraph")
        things += [n for i, n in before(parsed, verb) if i >= start and n.noun_class == "network"]
        if not things and not (parsed.word(start) == "they" and memory.counted and memory.counted[-1].noun is not None):
            return None
    return Answer(session, parsed.text(verb))


@rule(
    "NIO made its 90 millionth swap in May. It put the daily average at [100,000]. => battery_swaps rate",
    "NIO has 2,000 swap stations, and they handle [70,000] a day on average => battery_swaps rate",
    "Every second request for a swap is made at NIO's Oslo site, which averages [104] a day => battery_swaps rate",
    "Fastned's network recorded 1.2 million charging sessions. That is [13,000] a day. => charging_sessions rate",
    refuses=["NIO has 300 swap stations and opens almost [three] a day", "A swap station can do [408] a day"],
)
def so_many_a_day(claim: Claim, memory: Memory) -> Answer | None:
    """A bare number for each day counts what is done day by day: the services of the stations that were spoken of."""
    if claim.how != "bare" or claim.noun is not None or claim.ordinal or not _each_day(claim):
        return None
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if claim.count.value < 20 or any(s.value in ("add", "none") for s in parsed.spans[start : claim.at]):
        return None
    if claim.count.value < 1000 and service_unit(claim):
        return None
    named = [(n, parsed.text(i), "sentence") for i, n in parsed.nouns]
    named += [(m.noun, m.noun.head, m.origin) for m in memory.named() if near(m.origin, claim.origin)]
    for noun, words, origin in named:
        if noun.service:
            return Answer(noun._replace(segments=()), words, origin)
        if "swap" in noun.kinds and noun.noun_class in ("site", "network", None):
            return Answer(Noun("swap", frozenset({"swap"}), (), True, "swaps"), words, origin)
    return None


def _each_day(claim: Claim) -> bool:
    """ "104 a day", "a daily average of 100,000", "on an average day, 60,000"."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    around = (*range(max(start, claim.at - 7), claim.at), claim.at + 1, claim.at + 2)
    return any(
        parsed.spans[k].kind == "rate" and parsed.word(k) != "average of" for k in around if k < len(parsed.spans)
    )


@rule(
    "NIO passed 90 million swaps in May. So far, [100,176,290] such operations have been counted. => battery_swaps",
    refuses=["NIO has 45 swap stations and 300 such [signs]"],
)
def such_services(claim: Claim, memory: Memory) -> Answer | None:
    """ "Such operations", "such visits": the service that was spoken of last."""
    parsed = claim.parsed
    if claim.how != "such" or claim.noun is not None:
        return None
    such = next((k for k in range(claim.at + 1, claim.at + 4) if parsed.word(k) == "such"), None)
    if such is None or singular(parsed.word(such + 1)) not in vocabulary("service"):
        return None
    for mention in memory.named():
        if mention.noun.service or mention.noun.kinds == {"swap"}:
            done = mention.noun if mention.noun.service else Noun("swap", frozenset({"swap"}), (), True, "swaps")
            return Answer(done._replace(segments=()), parsed.text(such + 1), mention.origin)
    return None


def _of_swapping(claim: Claim, memory: Memory) -> bool:
    """ "Since the first station opened, the service has been used 80 million times": what was counted last is swapping."""
    last = next(memory.recent(), None)
    service = "service" in claim.parsed.words[: claim.at]
    return service and last is not None and "swap" in last.noun.kinds and near(last.claim.origin, claim.origin)
