"""Numbers whose clause tells something else than how many there are: per head, out of order, what is allowed or would do."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.words import vocabulary


def unstated(claim: Claim, verb: Governor) -> str | None:
    """The name of the reason for which the clause of a number does not count anything."""
    if per_head(claim):
        return "per_head"
    if out_of_order(claim, verb):
        return "out_of_order"
    if where_not_what(claim, verb):
        return "where_not_what"
    if it_takes(claim, verb):
        return "it_takes"
    if allowed(claim):
        return "merely_permitted"
    return None


_EACH = frozenset({"per", "each", "every"})


def per_head(claim: Claim) -> bool:
    """ "For each 100,000 inhabitants there were 80 points", "per 100 cars, Oslo has 12": a ratio, said before the number."""
    parsed = claim.parsed
    if parsed.said.isdisjoint(_EACH):
        return False
    start, _ = parsed.bounds(claim.at)
    for k in range(claim.at - 1, start - 1, -1):
        if parsed.word(k) in (",", "and", "or") and k > start + 5:
            return False
        if parsed.spans[k].kind in ("verb", "act") and parsed.spans[k].value in ("add", "remove", "reach", "pass"):
            return False
        led = parsed.word(k) == "per" or (parsed.word(k) in ("each", "every") and parsed.word(k - 1) == "for")
        if led and parsed.word(k + 2) in ("people", "inhabitants", "residents", "cars", "vehicles", "evs"):
            return True
        if led and _head(parsed, k + 1):
            return True
    return False


def _head(parsed: Parsed, k: int) -> bool:
    """ "100,000 inhabitants", "1,000 electric cars", "kilometer", "capita"."""
    if parsed.word(k) == "capita":
        return True
    k += parsed.spans[k].kind == "number" if k < len(parsed.spans) else 0
    unit = parsed.spans[k] if k < len(parsed.spans) else None
    return unit is not None and unit.kind == "unit" and unit.value in ("people", "cars", "distance")


def out_of_order(claim: Claim, verb: Governor) -> bool:
    """ "Some 40 points were out of order", "12 stalls are occupied": in which state some of them are."""
    parsed = claim.parsed
    if verb.verb is not None or verb.at is None or verb.at < claim.noun_at or parsed.word(claim.at - 1) in OWN:
        return False
    words = [parsed.word(k) for k in range(verb.at + 1, verb.at + 5)]
    if any(parsed.word(k) == "all" for k in range(max(0, claim.at - 3), claim.at)):
        return False
    out = words[:2] == ["out", "of"] and words[2] in ("order", "action", "commission", "use")
    return out or any(word in vocabulary("condition") for word in words[:2])


#: Determiners that take for granted that there are so many.
OWN = frozenset({"its", "their", "our", "'s", "’s"})


def where_not_what(claim: Claim, verb: Governor) -> bool:
    """ "Raised prices at 200 of its stations": where something was done that makes no station."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    return claim.how == "part_of" and parsed.word(k) in ("at", "on") and verb.verb is None and not verb.of_plan


def it_takes(claim: Claim, verb: Governor) -> bool:
    """ "It takes four points to serve 60 cars": what would be needed."""
    parsed = claim.parsed
    if (
        verb.at is None
        or parsed.word(verb.at) not in ("take", "takes", "took")
        or parsed.word(verb.at - 1)
        not in (
            "it",
            "would",
            "will",
        )
    ):
        return False
    return any(parsed.word(k) == "to" for k in range(claim.noun_at + 1, claim.noun_at + 4))


#: What allows that something is built.
LEAVE = frozenset(
    "permits approvals permissions leases licences licenses options rights contracts consents concessions".split()
)


def allowed(claim: Claim) -> bool:
    """ "For 100 sites, the permits are at hand", "contracts in its pocket for 137 locations": so many may be built."""
    parsed = claim.parsed
    k = claim.at - 1
    while k > 0 and (parsed.spans[k].kind in ("qualifier", "more") or parsed.word(k) in ("a", "another", "the")):
        k -= 1
    if parsed.word(k) != "for" or (claim.noun is not None and claim.noun.service):
        return False
    start, end = parsed.bounds(claim.at)
    return any(parsed.word(i).split(" ")[0] in LEAVE for i in (*range(start, k), *range(claim.noun_at + 1, end)))
