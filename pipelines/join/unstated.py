"""Numbers whose clause tells something else than how many there are: out of order, what is allowed or would do."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import ADVERBS, BE, FUNCTION, HAVE
from pipelines.join.governor import Governor
from pipelines.words import beside, vocabulary


def unstated(claim: Claim, verb: Governor) -> str | None:
    """The name of the reason for which the clause of a number does not count anything."""
    if out_of_order(claim, verb):
        return "out_of_order"
    if where_not_what(claim, verb):
        return "where_not_what"
    if other_deed(claim, verb):
        return "other_deed"
    if pace(claim, verb):
        return "pace"
    if could_be(claim, verb):
        return "could_be"
    if it_takes(claim, verb) or time_it_took(claim):
        return "it_takes"
    if the_next(claim, verb):
        return "the_next"
    if allowed(claim):
        return "merely_permitted"
    return None


def out_of_order(claim: Claim, verb: Governor) -> bool:
    """ "Some 40 points were out of order", "12 stalls are occupied": in which state some of them are."""
    parsed = claim.parsed
    if verb.verb is not None or verb.at is None or verb.at < claim.noun_at or parsed.word(claim.at - 1) in OWN:
        return False
    words = [parsed.word(k) for k in range(verb.at + 1, verb.at + 5)]
    if parsed.word(verb.at) in vocabulary("condition"):
        return True  # "were occupied when we came"
    if any(parsed.word(k) == "all" for k in range(max(0, claim.at - 3), claim.at)):
        return False
    out = words[:2] == ["out", "of"] and words[2] in ("order", "action", "commission", "use")
    return out or any(word in vocabulary("condition") for word in words[:2])


#: Determiners that take for granted that there are so many.
OWN = frozenset({"its", "their", "our", "'s", "’s"})


def where_not_what(claim: Claim, verb: Governor) -> bool:
    """ "Raised prices at 200 of its stations": where something was done that makes no station."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) not in ("at", "on") or k < 1 or claim.ordinal or verb.of_plan:
        return False
    if claim.how == "part_of" and verb.verb is None and not verb.of_plan:
        return True
    thing = parsed.word(k - 1)
    other = parsed.spans[k - 1].kind == "word" and thing.endswith("s") and not thing.endswith("ss") and thing.isalpha()
    done = any(g.end <= k - 1 for g in parsed.verbs) or any(
        parsed.spans[i].kind == "word" and parsed.word(i).endswith("ed") for i in range(max(0, k - 5), k - 1)
    )
    counted = parsed.has("number", start=max(0, k - 5), end=k)
    return (
        claim.how == "head_noun"
        and other
        and done
        and not counted
        and thing not in FUNCTION
        and parsed.word(claim.at - 1) not in OWN | {"all", "the"}
    )


def other_deed(claim: Claim, verb: Governor) -> bool:
    """ "A team filmed 12 stations", "reporters toured 12 stations": a past that no list knows, of somebody who has none."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if verb.at is not None or k < 1 or claim.how not in ("head_noun", "of_them") or claim.ordinal:
        return False
    if parsed.spans[k].kind != "word" or not parsed.word(k).endswith("ed") or parsed.word(k - 1) in HAVE | BE:
        return False
    doer = parsed.spans[k - 1]
    return (
        doer.kind in ("unit", "word") and parsed.word(k - 1) not in FUNCTION | ADVERBS and not _acts(parsed.word(k - 1))
    )


def _acts(word: str) -> bool:
    """True for a firm, a person or an authority, which may have stations."""
    return any(beside(ident, word, last=True) for ident in ("company", "authority", "kin"))


def pace(claim: Claim, verb: Governor) -> bool:
    """ "At the present rate of 1,500 a month", "1,200 are added per week", "opens two a week": how fast, no number of what
    came."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if claim.noun is not None and claim.noun.service:
        return False
    if parsed.word(k) == "of" and parsed.word(k - 1) in ("rate", "pace", "speed", "clip", "rhythm"):
        return not any(s.kind == "rate" for s in parsed.spans[claim.at : claim.noun_at + 3])
    if parsed.word(k) in ("at", "is", "of", "to") and any(
        parsed.word(i) in ("annual", "yearly", "monthly", "weekly")
        and parsed.word(i + 1) in ("number", "rate", "figure", "count")
        for i in range(max(0, k - 8), k)
    ):
        return True  # "puts the annual number of installations at 1.2 million"
    if verb.verb != "add" or verb.at is None:
        return False
    if verb.at < claim.noun_at:  # "opens two sites a week", "a new one every month"
        per, span = parsed.word(claim.noun_at + 1), parsed.word(claim.noun_at + 2)
        return per in ("per", "each", "every", "a") and span in ("week", "month") and claim.count.value < 100
    start, _ = parsed.bounds(claim.at)
    return not verb.planned and any(
        parsed.word(i) in ("per", "each", "every", "a") and parsed.word(i + 1) in ("week", "month", "year", "quarter")
        for i in (start, start + 1, verb.at + 1)
    )


def could_be(claim: Claim, verb: Governor) -> bool:
    """ "The site can be expanded to 40 chargers": what is possible."""
    group = next((g for g in claim.parsed.verbs if g.at == verb.at), None)
    if group is None or group.at > claim.at or verb.verb not in ("reach", "pass", "add"):
        return False
    can = claim.parsed.word(group.start - 1) == "can" or claim.parsed.word(group.start).startswith("can")
    return can and group.passive


def it_takes(claim: Claim, verb: Governor) -> bool:
    """ "It takes four points to serve 60 cars": what would be needed."""
    parsed = claim.parsed
    if "would have to" in verb.words or "would need to" in verb.words:
        return True  # "2,000 a week would have to be built"
    if any(word in verb.words for word in NEEDS) and _in_order_to(parsed, claim.noun_at + 1):
        return True  # "it needs to open another 351 to meet its target"
    if verb.at is None or parsed.word(verb.at) not in ("take", "takes", "took"):
        return False
    if parsed.word(verb.at - 1) not in ("it", "would", "will"):
        return False
    return any(parsed.word(k) == "to" for k in range(claim.noun_at + 1, claim.noun_at + 4))


#: What has to be done.
NEEDS = ("need to", "needs to", "has to", "have to", "must")

#: What it is needed for.
ENDS = frozenset({"meet", "reach", "hit", "achieve", "catch", "get", "make", "keep", "comply", "fulfil", "fulfill"})


def _in_order_to(parsed: Parsed, k: int) -> bool:
    """ "To meet its target", "to catch up"."""
    return any(parsed.word(i) == "to" and parsed.word(i + 1).split(" ")[0] in ENDS for i in range(k, k + 7))


#: Verbs whose object is the time that something took.
_SPENDING = frozenset("take takes took taken taking need needs needed spend spends spent require required".split())

#: What leads from the time to what it was needed for.
_TOWARDS = frozenset({"to", "going", "getting", "building", "between"})


def time_it_took(claim: Claim) -> bool:
    """ "It took Tesla a year to go from 50,000 to 60,000", "the first 300 took four years": how long, not how many."""
    parsed = claim.parsed
    if claim.ordinal or _SPENDING.isdisjoint(parsed.said):
        return False
    start, end = parsed.bounds(claim.at)
    spent = next((k for k in range(start, end) if parsed.word(k) in _SPENDING), end)
    if spent == end or not parsed.has("unit", start=spent):
        return False
    time = next((k for k in parsed.of_kind("unit", start=spent) if parsed.spans[k].value == "time"), None)
    if time is None or time - spent > 9:
        return False
    if claim.at > time:
        ahead = parsed.words[time + 1 : claim.at]
        return bool(ahead) and ahead[0] in _TOWARDS and "," not in ahead
    between = parsed.spans[claim.noun_at + 1 : spent]
    return (
        claim.at < spent and not any(s.kind == "mood" or s.value == "," for s in between) and _ahead_of_spending(claim)
    )


def _ahead_of_spending(claim: Claim) -> bool:
    """ "From 300 to 400", "getting to 100", "the first 300": what the time was spent on."""
    parsed = claim.parsed
    k = parsed.ahead_of(claim.at)
    return parsed.word(k).split(" ")[-1] in ("from", "to", "first", "last", "latest", "next")


def the_next(claim: Claim, verb: Governor) -> bool:
    """ "The next 10,000 will show it": those that are still to come, however many; "the next 20 will open in May" come."""
    ahead = claim.parsed.word(claim.at - 1) == "next" and claim.parsed.word(claim.at - 2) == "the"
    return ahead and not claim.ordinal and verb.verb not in ("add", "have", "reach", "pass") and not verb.of_plan


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
