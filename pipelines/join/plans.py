"""Words of a clause that make a number a plan or a condition, beside its own verb: goals, what is under construction, if."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.verb_words import plan_noun
from pipelines.join.verbs import Group

#: Words within which a plan behind a noun speaks of it.
REACH = 8

#: What is said of a plan that is over.
ENDED = frozenset({"ended", "ends", "end", "expired", "expires", "concluded", "over", "wound"})

#: What becomes of a plan.
MET = frozenset(
    {"met", "meet", "meeting", "completes", "completed", "missed", "ahead", "beat", "fulfilled", "achieved"}
)


def plan_of(claim: Claim, group: Group | None, start: int, end: int) -> int | None:
    """The plan word of the clause that speaks of the number: its head, its predicate, or what stands under construction."""
    parsed = claim.parsed
    whole = claim.how not in ("part_of", "of_them") and not _of_number(claim)
    for i in range(claim.at + 1, claim.noun_at if whole else 0):
        if parsed.spans[i].kind == "plan" or parsed.word(i) in ("upcoming", "future"):
            return i
    if group is None and start and parsed.word(start) in (":", "—", "–"):
        start = parsed.bounds(start - 1)[0]  # "its goal is clear: 4,000 stations"
    if group is not None and group.form == "ing" and parsed.word(group.start - 1) == ",":
        start = max(start, group.start)  # "missed its target, opening only 312"
    if group is not None and (group.form, group.planned) == ("finite", False) and parsed.word(group.start - 1) == "and":
        start = max(start, group.start)  # "aims for 300,000 by 2030 and had 66,000 in August"
    for i in range(claim.at - 1, start - 1, -1):
        span = parsed.spans[i]
        if parsed.word(i) == "when" and parsed.word(i - 1) == ",":
            break  # "made the pledge in 2021, when it had 300"
        if span.kind == "mood" and span.value == "ahead":
            if parsed.word(i + 1) in ("after", "before", "thereafter"):
                continue  # "shortly after"
            return i
        if span.kind == "plan" and span.value == "work" and i == start:
            return i  # "under construction are 22"
        if span.kind == "plan" and plan_noun(parsed, i) and not _denied(parsed, i) and not _met(parsed, i, claim):
            if _subordinate(parsed, i, claim.at):
                continue
            return i
    if not whole:
        return None
    comma = claim.noun_at + 1
    if parsed.word(comma) == "," and start == 0 and parsed.word(start) in ("at", "on", "in"):
        work = next((i for i in range(comma + 1, min(comma + 3, end)) if parsed.spans[i].value == "work"), None)
        if work is not None:
            return work  # "at eleven locations, the builders are at work"
    return _right_behind(parsed, claim.noun_at + 1, end)


def _of_number(claim: Claim) -> bool:
    """ "45 of the 100 stations planned": the plan is for the second number."""
    return claim.parsed.word(claim.at + 1) == "of" and claim.parsed.has("number", start=claim.at + 2, end=claim.noun_at)


def _subordinate(parsed: Parsed, at: int, number: int) -> bool:
    """ "When the five-year plan was drawn up, the figure was 23,200": the plan of another clause, closed by a comma."""
    if "," not in parsed.words[at:number]:
        return False
    for i in range(at - 1, max(-1, at - 8), -1):
        if parsed.word(i) == ",":
            return False
        if parsed.word(i) in ("when", "after", "before", "once", "while", "since"):
            return True
    return False


def _met(parsed: Parsed, at: int, claim: Claim) -> bool:
    """ "Has met its 2021 target with 702 stations": the number is what came of the plan, not the plan's own."""
    if parsed.word(at + 1) in ("of", "for"):
        return False
    return any(parsed.word(k) in MET for k in range(max(0, at - 6), at)) or any(
        parsed.word(k).split(" ")[0] in ENDED and parsed.spans[k].kind != "qualifier"
        for k in range(at + 1, min(at + 8, claim.at))
    )


def _right_behind(parsed: Parsed, at: int, end: int) -> int | None:
    """ "Under construction", "in the pipeline", "to come" right behind the noun."""
    for i in range(at, min(end, at + REACH)):
        if parsed.spans[i].kind in ("number", "ordinal") or parsed.word(i) in (",", "and"):
            return None
        if parsed.spans[i].value == "state" and parsed.word(i + 1) == "or":
            return None  # "3,050 stalls in operation or under construction"
        if parsed.word(i) == "in mind" and i > at + 1:
            return None
        if parsed.spans[i].kind == "plan" or (parsed.spans[i].kind, parsed.spans[i].value) == ("mood", "ahead"):
            return i
    return None


def would_be(claim: Claim, group: Group | None) -> bool:
    """True where the number stands in a condition, or in what would follow from it."""
    parsed = claim.parsed
    if group is not None and group.perfect and parsed.word(group.start) in UNREAL:
        return True  # "could have built ten"
    conditions = [i for i in parsed.of_kind("mood") if parsed.spans[i].value == "if"]
    if parsed.word(0) in ("had", "were", "should") and any(
        parsed.word(k) == "would" for k in range(claim.at, len(parsed.spans))
    ):
        return True  # "had it built 900, it would lead"
    conditions = [i for i in conditions if parsed.word(i) not in PICTURED or _asked_to(parsed, i)]
    if not conditions:
        return False
    if group is not None and group.planned and _opens_condition(parsed, conditions[0], claim.at):
        return True  # "if it keeps this pace, it will have 900"
    for i in conditions:
        if i < claim.at and not any(parsed.word(k) in (",", ";", ":") for k in range(i, claim.at)):
            return True
    words = {parsed.word(k) for k in range(group.start, group.end)} if group is not None else set()
    words |= {parsed.word(k) for k in range(claim.noun_at + 1, claim.noun_at + 3)}
    return bool(words & UNREAL)


#: Verbs that ask the reader to think of something; others "picture" it as a plan.
PICTURED = frozenset({"picture", "pictures", "imagine", "imagines"})


def _asked_to(parsed: Parsed, at: int) -> bool:
    return at == 0 or parsed.word(at - 1) in (",", "can", "could", "to", "just", ":", "—", "–")


def _opens_condition(parsed: Parsed, at: int, number: int) -> bool:
    """True for an "if" clause before the number's; "if all goes to plan" is no condition."""
    if at > 1 and parsed.word(at - 1) not in (",", ";", "that", "but", "and"):
        return False
    comma = next((k for k in range(at, number) if parsed.word(k) == ","), None)
    if comma is None or parsed.word(at) not in ("if", "unless", "depending on", "provided that", "assuming"):
        return False
    said = {*parsed.words[at:comma]}
    return not said & {"plan", "plans", "planned", "schedule", "well", "smoothly", "all", "everything", "expected"}


#: Moods of what would be under a condition.
UNREAL = frozenset({"could", "would", "might", "'d", "’d", "should"})


def _denied(parsed: Parsed, at: int) -> bool:
    """ "There isn't a plan", "no target": none at all; "nowhere near its target" has one."""
    if parsed.word(at - 1) in ("its", "their", "the", "’s", "'s", "that"):
        return False
    return any(
        parsed.word(k) == "no" or (parsed.spans[k].kind, parsed.spans[k].value) == ("mood", "not")
        for k in range(max(0, at - 2), at)
    )


def goal_of(claim: Claim) -> str | None:
    """ "Its target of 1,300", "a long-term goal of 10,000": how many there shall be; the word before the goal."""
    parsed, k = claim.parsed, claim.at - 1
    while k > 0 and (parsed.spans[k].kind == "qualifier" or parsed.word(k) in ("a", "the")):
        k -= 1
    if parsed.word(k) == "of" and parsed.word(k - 1) in GOALS:
        return parsed.word(k - 2)
    if (told := _said_to_be_goal(claim)) is not None:
        return told
    if parsed.word(k) in ("at", "is") and parsed.word(k - 1 if parsed.word(k) == "at" else k) in (
        "set",
        "is",
        "stands",
    ):
        start, _ = parsed.bounds(claim.at)
        goal = next((i for i in range(max(start, k - 8), k) if parsed.word(i) in GOALS), None)
        return parsed.word(goal - 1) if goal is not None else None  # "with the long-term target set at 900"
    return None


def _said_to_be_goal(claim: Claim) -> str | None:
    """ "10,000 is the mid-term goal", "30,000 the final one": the number is said to be the goal; the word before it."""
    parsed, k = claim.parsed, claim.noun_at + 1
    if claim.how != "bare" or GOALS.isdisjoint(parsed.said):
        return None
    if parsed.word(k) in ("is", "was", "being", "remains"):
        k += 1
    if parsed.word(k) not in ("the", "its", "our", "their", "a"):
        return None
    goal = next((i for i in range(k + 1, k + 5) if parsed.word(i) in GOALS), None)
    one = next((i for i in range(k + 1, k + 5) if parsed.word(i) == "one"), None)
    at = goal if goal is not None else one
    if at is None or parsed.has("number", start=k, end=goal or k):
        return None
    return parsed.word(at - 1)


#: Words for a number that is aimed at.
GOALS = frozenset({"target", "goal", "aim", "objective", "ambition"})


def endless(claim: Claim) -> bool:
    """ "A long-term goal of 10,000": one without a deadline."""
    return goal_of(claim) in ("term", "ultimate", "eventual", "final", "-", "long-term", "mid-term")
