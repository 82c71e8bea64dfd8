"""Bare numbers that go on with a measure: so many minutes, euros or percent again."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.memory import Memory
from pipelines.join.refused import hangs
from pipelines.model import Count, Noun

#: Prepositions of a time or a distance that only says when or where.
_ASIDE = frozenset({"in", "within", "for", "after", "over", "since", "by", "every", "per", "until", "at", "of"})

#: Verbs that have a number of stations for their object or subject.
_COUNTING = frozenset({"have", "add", "reach", "pass", "remove", "serve", "share"})


def same_measure(claim: Claim) -> bool:
    """ "Users waited 12 minutes at its stations, down from 19", "a station costs 2 million yuan, a pile 300,000": the
    measure goes on where no verb of its own leads to the number.
    """
    parsed = claim.parsed
    number = max(parsed.of_kind("number", end=claim.at), default=None)
    if number is None or claim.ordinal or number + 1 >= claim.at or claim.noun is not None:
        return False
    unit, measured = parsed.spans[number + 1], parsed.spans[number].value
    if unit.kind != "unit" or not isinstance(measured, Count) or measured.value <= 0:
        return False
    ahead = parsed.word(parsed.ahead_of(number))
    if unit.value == "percent":
        growth = parsed.word(claim.at - 1) in ("to", "by", "from", "the") or ahead in (
            "by",
            "another",
            ",",
            "up",
            "down",
        )
        growth = growth or parsed.word(number + 2).split(" ")[0] in ("more", "fewer", "less", "higher", "lower")
        fits = not growth and claim.count.value < 100 and measured.value <= 100
    else:
        aside = ahead in _ASIDE and unit.value != "money"
        fits = unit.value in MEASURED - {"power"} and not aside
        fits = fits and measured.value / 30 < claim.count.value < measured.value * 30
    if not fits:
        return False
    if unit.value == "percent" and parsed.word(claim.at - 1) in (",", "and"):
        return not any(g.start == claim.at + 1 for g in parsed.verbs)  # "30 percent at work, 50 at home"
    start = max(number, parsed.bounds(claim.at)[0])
    own = (
        g
        for g in parsed.verbs
        if start < g.start
        and (g.end <= claim.at or g.start == claim.at + 1)
        and not (unit.value == "percent" and g.form == "with")  # "22 percent, ahead of BP with 21"
    )
    for group in own:
        it = parsed.word(group.start - 1) in ("it", "that", "this", "those")
        if group.value in _COUNTING or (group.value == "be" and not it) or group.start > claim.at:
            return False
    return True


def joined_to_unit(claim: Claim) -> bool:
    """ "It took six minutes and four the next day", "takes 290 seconds, its predecessor 300": no verb of its own and no
    noun of ours lead from what was measured to the number.
    """
    parsed, joint = claim.parsed, False
    after = parsed.spans[claim.at + 1 : claim.at + 2]
    if any(s.kind in ("verb", "act", "plan", "mood") or s.value in ("can", "could", "may") for s in after):
        return False  # "some deliver 30 kW, and 640 can do 250 kW"
    for k in range(claim.at - 1, max(1, claim.at - 10), -1):
        span = parsed.spans[k]
        if span.kind == "unit" and span.value in MEASURED:
            return joint and parsed.spans[k - 1].kind == "number" and not hangs(parsed, k)
        if isinstance(span.value, Noun) or span.kind in ("verb", "act", "plan", "mood", "number", "count", "place"):
            return False
        if parsed.word(k) in ("which", "that", "who"):
            return False
        joint = joint or parsed.word(k) in (",", "and", "or", "but")
    return False


def span_of_time(claim: Claim, memory: Memory) -> bool:
    """ "It needs 12 years to pay off. With more cars, it would do so after nine.": so many years again."""
    parsed = claim.parsed
    if parsed.word(claim.at - 1) not in ("after", "within", "in") or parsed.word(claim.at + 1) not in (".", ",", ""):
        return False
    ahead = memory.sentence_ahead(parsed)
    return any(
        each.spans[k].kind == "number" and each.spans[k + 1].kind == "unit" and each.spans[k + 1].value == "time"
        for each, end in ((parsed, claim.at), (ahead, len(ahead.spans) if ahead is not None else 0))
        if each is not None
        for k in range(end - 1)
    )


#: Units of what is measured, not counted.
MEASURED = frozenset({"time", "power", "energy", "distance", "money"})
