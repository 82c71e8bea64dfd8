"""Bare numbers: no noun and no reference behind them, only a verb, a list or "times" that holds them."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.metric import before, counted_as
from pipelines.join.offered import spread
from pipelines.model import Noun
from pipelines.rules import Answer, rule

#: Words between a governing verb and a bare number: "stands at 894", "grew by 37", "a total of some 1,480".
_LEADING = frozenset(
    {
        "to",
        "at",
        "by",
        "of",
        "from",
        "with",
        "the",
        "a",
        "an",
        "for",
        "its",
        "in",
        "be",
        "was",
        "is",
        "were",
        "are",
        "only",
        "just",
        "already",
        "now",
        "up",
        "down",
        "or",
        ":",
        "on",
    }
)


def _governed(claim: Claim) -> str | None:
    """The cue that licenses a bare number: the verb or count word right before it, or the verb right behind it."""
    parsed, k = claim.parsed, claim.at - 1
    start, end = parsed.bounds(claim.at)
    while k >= start and claim.at - k < 7:
        span = parsed.spans[k]
        if span.kind in ("verb", "count", "link", "plan"):
            return parsed.text(k)
        if span.kind not in ("qualifier", "more", "date", "place", "scope") and parsed.word(k) not in _LEADING:
            break
        k -= 1
    after = claim.at + 1
    while after < end and parsed.spans[after].kind in ("after", "more", "segment", "operator"):
        after += 1
    if after < end and (
        parsed.spans[after].kind in ("verb", "mood") or parsed.word(after) in ("are", "were", "is", "was")
    ):
        return parsed.text(after)
    return None


def _in_list(claim: Claim, memory: Memory) -> bool:
    """True where the number follows one that was counted in the same sentence: "five on Sunday and five on Monday"."""
    if next(iter(memory.same_sentence(claim)), None) is None:
        return False
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (
        parsed.spans[k].kind in ("qualifier", "more", "mood", "plan", "scope", "place", "operator", "date")
        or parsed.word(k) in ("the", "a", "another", "other", "only", "just", "of", "its")
    ):
        k -= 1
    return parsed.word(k) in (
        ",",
        "and",
        "or",
        "with",
        "from",
        "to",
        "including",
        "up from",
        "plus",
        "against",
        "than",
        "but",
        "of which",
        "by",
        "in",
        "on",
        "had",
        "has",
        "down",
        "up",
    )


@rule(
    "The number of swap stations in China rose to [890] => battery_swap_stations total",
    "NIO's swap network as a whole stands at [894], including 237 on expressways => battery_swap_stations total",
    "Supercharging stations of NIO grew by 37 to [820] => supercharging_stations total",
    refuses=["The swap station is on line [16] of the metro"],
)
def bare_number(claim: Claim, memory: Memory) -> Answer | None:
    """A number without a noun that a verb governs or a list holds: it counts what the sentence speaks of."""
    if claim.how not in ("bare", "nth") or claim.noun is not None:
        return None
    parsed = claim.parsed
    if parsed.word(claim.at + 1) == "spread":
        return spread(claim)
    words = _governed(claim)
    if words is None and not _in_list(claim, memory) and not claim.ordinal:
        return None
    if _service_unit(claim):
        return None
    start, _ = parsed.bounds(claim.at)
    for i, noun in before(parsed, claim.at):
        full = counted_as(noun)
        if full is not None and not (claim.ordinal and full.noun_class == "swap"):
            return Answer(full._replace(segments=full.segments), parsed.text(i), "clause" if i >= start else "sentence")
    settled = next(iter(memory.same_sentence(claim)), None)
    if settled is not None:
        return Answer(settled.noun._replace(segments=()), settled.noun.head, "sentence")
    for i, noun in parsed.nouns:
        full = counted_as(noun)
        if i > claim.at and full is not None and not (claim.ordinal and full.noun_class == "swap"):
            return Answer(full._replace(segments=()), parsed.text(i), "sentence")
    return _last_counted(claim, memory)


def _service_unit(claim: Claim) -> bool:
    """True where the verb before says that another thing is counted: costs, weighs, covers, serves."""
    parsed = claim.parsed
    return any(
        parsed.word(k)
        in (
            "hold",
            "holds",
            "stores",
            "store",
            "serve",
            "serves",
            "cope",
            "costs",
            "cost",
            "pay",
            "paid",
            "covers",
            "handles",
            "handle",
        )
        for k in range(max(0, claim.at - 5), claim.at)
    )


def _last_counted(claim: Claim, memory: Memory) -> Answer | None:
    """What was counted last in the paragraph, else what the article's head speaks of."""
    for each in memory.recent():
        if (
            each.claim.origin == claim.origin
            and each.noun.noun_class != "session"
            and not (claim.ordinal and each.noun.noun_class == "swap")
        ):
            return Answer(each.noun._replace(segments=()), each.noun.head, "paragraph")
    for mention in memory.named():
        full = counted_as(mention.noun)
        if full is None or full.noun_class == "session" or (claim.ordinal and full.noun_class == "swap"):
            continue
        near = mention.origin == claim.origin
        if near or mention.origin in ("title", "p0") or _anaphoric(claim) or claim.ordinal:
            return Answer(full._replace(segments=()), full.head, "paragraph" if near else mention.origin)
    return None


def _anaphoric(claim: Claim) -> bool:
    """True where the clause itself says that it goes on: a goal, a count, "they"."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    return any(
        parsed.spans[i].kind in ("plan", "count", "ana", "more", "scope") or parsed.word(i) in ("they", "their", "it")
        for i in range(start, end)
    )


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
