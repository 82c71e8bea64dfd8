"""Services counted by "times": "swapped 22 million times", "they were used 310,000 times"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory, near
from pipelines.join.metric import before
from pipelines.model import Noun
from pipelines.rules import Answer, rule
from pipelines.words import vocabulary


@rule(
    "NIO owners have had their batteries swapped more than [22 million] times => battery_swaps total min",
    refuses=["NIO's service was called on [400,000] times"],
)
def times_swapped(claim: Claim, memory: Memory) -> Answer | None:
    """ "Swapped 22 million times", "they do it 340,000 times every day": services, counted by "times"."""
    if claim.how != "times":
        return None
    parsed = claim.parsed
    if any(parsed.word(k) in ("one", "single") and k + 1 < claim.at for k in range(max(0, claim.at - 14), claim.at)):
        return None  # one car's, one owner's
    for k, span in enumerate(parsed.spans):
        if any(parsed.word(x) == "and" for x in range(k, claim.at)):
            continue
        if parsed.word(k) in ("swapped", "swap", "swaps", "exchanged") or (
            isinstance(span.value, Noun) and "swap" in span.value.kinds
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
        if not things and not (parsed.word(start) == "they" and memory.counted and memory.counted[-1].noun is not None):
            return None
    return Answer(session, parsed.text(verb))


def _of_swapping(claim: Claim, memory: Memory) -> bool:
    """ "Since the first station opened, the service has been used 80 million times": what was counted last is swapping."""
    last = next(memory.recent(), None)
    service = "service" in claim.parsed.words[: claim.at]
    return service and last is not None and "swap" in last.noun.kinds and near(last.claim.origin, claim.origin)
