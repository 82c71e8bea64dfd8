"""Whether a date is when a plan is due: what comes next on the calendar, and dates that are of something else."""

from __future__ import annotations

from pipelines.join.calendar import resolve
from pipelines.join.claims import Claim
from pipelines.join.dates import Dated, contrasted, said_on
from pipelines.join.days import Days
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.periods import comes_to_be
from pipelines.join.tense import tense
from pipelines.join.times import comes_next
from pipelines.words import singular, vocabulary


def on_the_calendar(claim: Claim, verb: Governor, found: Dated, memory: Memory) -> bool:
    """ "A sixth goes on the grid in June": the present tense with a month or a day without a year that comes next.

    Where no verb tells that it comes, only a day that is near, and not that of almost a year ago.
    """
    when = found.when
    if when.unit == "weekday" and when.shift is None and claim.origin != "title" and found.lead in ("on", "this"):
        return any(comes_to_be(claim.parsed, g) for g in claim.parsed.verbs if g.at == verb.at)
    if when.shift == 0 and when.unit in ("season", "month", "week") and not when.edge and claim.origin != "title":
        opens = any(comes_to_be(claim.parsed, g) for g in claim.parsed.verbs if g.at == verb.at)
        running = resolve(when, memory.published, "planned")
        return opens and running is not None and running[1] > memory.published  # "this summer, it opens 12"
    if (
        when.year is not None
        or when.shift is not None
        or when.unit not in ("month", "day", "season", "quarter", "half")
    ):
        return False
    if when.until is not None or contrasted(claim.parsed, found.at) or tense(claim, verb) not in ("present", None):
        return False
    coming, past = (resolve(when, memory.published, status) for status in ("planned", "actual"))
    if coming is None or past is None or coming[0] <= memory.published:
        return False
    ahead, behind = (coming[0] - memory.published).days, (memory.published - past[1]).days
    group = next((g for g in claim.parsed.verbs if g.at == verb.at), None)
    comes = group is not None and not group.passive and (verb.verb, verb.form) == ("add", "finite")
    if comes and claim.origin != "title" and found.lead in ("in", "on", "from", "by"):
        return ahead < behind
    return when.month is not None and found.lead not in ("since", "as of") and comes_next(when, memory.published)


def taken(claim: Claim, found: Dated, memory: Memory) -> bool:
    """ "Put 30 into service in the first half and has 24 under construction": the date of what has happened is no deadline."""
    when = found.when
    if (
        found.deadline
        or when.year is not None
        or when.shift is not None
        or when.unit not in ("month", "quarter", "half")
    ):
        return False
    past = resolve(when, memory.published, "actual")
    figures = (each.observation for each in memory.same_sentence(claim) if each.claim.at < claim.at)
    return past is not None and any(o.status == "actual" and o.period_end == past[1] for o in figures)


def was_to(claim: Claim, found: Dated, verb: Governor) -> bool:
    """ "Had planned 500 for the first half", "was to open in June": the deadline of a plan of the past may be over."""
    when = found.when
    if when.year is not None or when.shift is not None or when.until is not None or verb.at is None:
        return False
    if when.unit not in ("month", "quarter", "half", "season", "day") or when.edge == "so_far":
        return False
    parsed = claim.parsed
    group = next((g for g in parsed.verbs if g.at == verb.at), None)
    first = parsed.word(group.start).split(" ")[0] if group is not None else ""
    behind = any(
        parsed.word(k) == "had" and parsed.spans[k + 1].kind == "plan"
        for k in range(claim.noun_at + 1, min(found.at, claim.noun_at + 5))
    )
    ahead = found.lead == "for" and first == "had"  # "for March, it had planned 40"
    return behind or ahead or (found.at > claim.at and first in ("had", "was", "were") and verb.planned)


def last_time(found: Dated, days: Days, memory: Memory) -> Days:
    """The last time that a date without a year was due, where that is nearer than the next."""
    past = resolve(found.when, memory.published, "actual")
    if past is None or days[0] <= memory.published:
        return days
    return past if memory.published - past[1] < days[0] - memory.published else days


#: Verbs of a promise: "promised 4,000 sites in March" tells when it was made.
PLEDGED = frozenset({"promised", "pledged", "vowed", "announced"})


def spoken_then(claim: Claim, verb: Governor, found: Dated, memory: Memory) -> bool:
    """ "In March, it promised 400", "in May, it had guided for 750": the time of the promise, where the next is farther off."""
    when, parsed = found.when, claim.parsed
    if found.deadline or found.lead not in ("in", "on", "") or found.at > claim.at or when.year is not None:
        return False
    if when.shift is not None or when.until is not None or when.unit not in ("month", "day", "season", "quarter"):
        return False
    meant = any(parsed.spans[k].kind == "plan" for k in range(found.at + 1, claim.at))
    if not said_on(parsed, found.at) and not (meant and tense(claim, verb) in ("past", "pluperfect", "perfect")):
        return False
    past, coming = (resolve(when, memory.published, status) for status in ("actual", "planned"))
    if past is None or coming is None:
        return False
    return memory.published - past[1] < coming[0] - memory.published


def changed_on(claim: Claim, verb: Governor, found: Dated, memory: Memory) -> bool:
    """ "In March the target was cut to 70": the time of the change, not the deadline."""
    when = found.when
    if found.deadline or when.year is not None or when.shift is not None or when.edge == "end":
        return False
    if when.unit in ("month", "day") and verb.words in PLEDGED and found.at > claim.at:
        return True
    start, _ = claim.parsed.bounds(claim.at)
    said = (singular(claim.parsed.word(k).split(" ")[-1]) for k in range(start, claim.at))
    changed = any(word in vocabulary("changed") for word in said)
    if when.unit not in ("month", "season", "quarter", "ago", "weekday"):
        return False
    if _planned_then(claim, verb, found):
        return True
    if not changed and tense(claim, verb) != "past":
        return False
    word = claim.parsed.word(claim.at - 1)
    return word in ("to", "from") or claim.parsed.spans[claim.at - 1].kind == "qualifier"


def _planned_then(claim: Claim, verb: Governor, found: Dated) -> bool:
    """ "In May, it had guided for 750", "back in February, it planned to open 80": the time of the plan's making."""
    parsed = claim.parsed
    group = next((g for g in parsed.verbs if g.at == verb.at), None)
    if group is None or not group.planned or group.passive or found.at > group.start:
        return False
    first = parsed.word(group.start).split(" ")[0]
    made = first == "had" or first.endswith("ed") or parsed.word(group.start - 1) == "had"
    return made and parsed.word(found.at - 1) in ("in", "last") and found.at - parsed.bounds(claim.at)[0] < 3
