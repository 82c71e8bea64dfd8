"""Which date of its sentence belongs to a number: behind it, ahead of it, at the end or the head of all."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.counted_back import counted_back
from pipelines.join.date_ahead import aside, before_today, date_ahead, decided
from pipelines.join.date_behind import (
    date_behind,
    date_behind_verb,
)
from pipelines.join.date_shared import date_shared_behind
from pipelines.join.dates import Dated, all_dated, contrasted, dated, said_on
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.plans import endless
from pipelines.join.tense import tense
from pipelines.join.verb_words import past
from pipelines.rules import Answer, rule


@rule(
    "[Four] more NIO swap stations are under construction in Norway and should open by October => planned 2022-10-31",
    "[A] charging park of Shell with 36 points is under construction in Oslo and will open in spring => added planned 2023-05-31",
    "Another [60] chargers of Tesla are planned for Bergen, and they should be powered up before Christmas => planned 2022-12-25",
    "Shell has announced a site with [30] charging points in Bergen, which is to go live in the fourth quarter => planned 2022-12-31",
    refuses=["Shell plans [30] charging points in Bergen, and its office there will open in October"],
)
def date_of_opening(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """ "Are under construction and should open by October", "a site with 30 points, which is to go live in October"."""
    parsed = claim.parsed
    if not verb.planned:
        return None
    for group in parsed.verbs:
        due = group.planned and group.form == "finite" and parsed.word(group.start) not in ("was", "were")
        if group.start <= claim.noun_at or not due:
            continue
        between = parsed.of_kind("number", "ordinal", "date", start=claim.noun_at + 1, end=group.start)
        if any(claim.how != "event" or parsed.word(k - 1) not in ("with", "of") for k in between):
            return None
        k = group.start - 1
        while parsed.word(k) in ("they", "these", "all", "both", "it"):
            k -= 1
        if parsed.word(k) not in ("and", "which", "that") or parsed.word(k + 1) == "it" and parsed.word(k) == "and":
            continue
        for i in parsed.of_kind("date", start=group.end, end=group.end + 7):
            if parsed.has("number", start=group.end, end=i):
                return None
            found = dated(parsed, i)
            return Answer(found, parsed.text(i), "sentence") if found is not None else None
    return None


@rule(
    "The facility, which was inaugurated on Tuesday, is NIO's [first] swap station in Denmark => nth 2022-07-05",
    "The swap station that opened in Bergen on Monday is NIO's [tenth] in Norway => nth 2022-07-04",
    "With a stop in Bergen that opened on Tuesday, the [200th] swap station of NIO is up and running => nth 2022-07-05",
    refuses=["The road, which opened on Tuesday, has NIO's [first] swap station in Denmark"],
)
def day_of_opening(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """ "The facility, which was opened on Tuesday, is its first": the day on which the subject itself came."""
    parsed = claim.parsed
    came = verb.verb == "add" and verb.at is not None and verb.at < claim.at
    if not claim.ordinal or verb.planned or not (came or verb.words.split(" ")[0] in BE):
        return None
    for group in parsed.verbs:
        if (
            group.value != "add"
            or group.planned
            or verb.at is None
            or group.end > max(verb.at, claim.at if came else 0)
        ):
            continue
        at = next(parsed.of_kind("date", start=group.end, end=min(max(verb.at, claim.at), group.end + 5)), None)
        if at is not None and not parsed.has("number", "verb", start=group.end, end=at):
            found = dated(parsed, at)
            return Answer(found, parsed.text(at), "sentence") if found is not None else None
    return None


#: Verbs that say what the subject is.
BE = ("is", "was", "became", "becomes")


@rule(
    "June was a strong month for NIO: [38] swap stations opened in China => added 2022-06-01 2022-06-30",
    "More than three million cars will be able to swap by 2025, and NIO will have [4,000] swap stations => planned 2025-12-31",
    "By the end of 2025, according to the company's plan, NIO's swap stations are to number [4,000] => planned 2025-12-31",
    "At the end of 2021, NIO had 777 swap stations, while its rival ran [605] supercharging stations => 2021-12-31",
    "NIO now counts 41 swap stations in Norway, up from nine in March, with [412] charging piles in operation => 2022-07-06",
)
def date_of_sentence(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The date at the head of the sentence holds for all its clauses; a "with" goes on from the clause before."""
    parsed = claim.parsed
    part = claim.how == "of_them" or "of which" in parsed.words[max(0, claim.at - 5) : claim.at]
    if part and any(each.observation.date_basis == "text" for each in memory.same_sentence(claim)):
        return None  # a part has the day of its whole
    which = any(parsed.word(k).startswith("of which") for k in range(max(0, claim.at - 4), claim.at))
    if which and any(each.observation.date_basis == "text" for each in memory.same_sentence(claim)):
        return None  # "a plan for 10,000 by 2026, of which 4,500"
    if endless(claim):
        return None
    near = " ".join(parsed.words[claim.at : claim.noun_at + 6])
    due = verb.planned and "long" not in near.split(" ")
    for found in all_dated(parsed):
        if (
            found.at < claim.at
            and (found.at < 8 or found.lead == "since" or (due and found.deadline))
            and not _said_on(parsed, found)
            and not contrasted(parsed, found.at)
            and not (verb.planned and (_told_then(claim, found) or decided(parsed, found.at)))
            and not _past_period(claim, verb, found)
            and not before_today(claim, verb, found.at)
            and not aside(parsed, found.at, claim.at)
        ):
            return Answer(found, parsed.text(found.at), "sentence")
    start, _ = parsed.bounds(claim.at)
    if parsed.word(start) != "," or parsed.word(start + 1) != "with" or parsed.word(claim.at - 1) in ("its", "their"):
        return None
    for i in range(start - 1, -1, -1):
        if parsed.spans[i].kind in ("number", "ordinal") and not parsed.other_thing(i):
            return None
        if parsed.spans[i].kind == "date":
            before = dated(parsed, i)
            if before is None or said_on(parsed, i) or aside(parsed, i, claim.at) or contrasted(parsed, i):
                return None
            return Answer(before, parsed.text(i), "sentence")
    return None


def _told_then(claim: Claim, found: Dated) -> bool:
    """ "In spring, the target was cut to 70, and now it wants 40": when another clause tells something, no deadline."""
    parsed = claim.parsed
    if found.deadline or parsed.clauses[found.at] == parsed.clauses[claim.at]:
        return False
    inside = [g for g in parsed.verbs if parsed.clauses[g.at] == parsed.clauses[found.at] and g.at > found.at]
    return any(
        g.form == "finite" and not g.planned and not g.perfect and past(parsed.word(g.at).split()[0]) for g in inside
    )


def _past_period(claim: Claim, verb: Governor, found: Dated) -> bool:
    """True where another clause tells what came in a period, and the number's own verb speaks of today."""
    parsed = claim.parsed
    if verb.planned or parsed.clauses[found.at] == parsed.clauses[claim.at] or found.when.unit == "now":
        return False
    return (found.within or found.when.until is not None) and tense(claim, verb) == "present"


def _said_on(parsed: Parsed, found: Dated) -> bool:
    """True where the date says when something was said: "last July 9, the company said it aims …"."""
    if parsed.word(found.at + 2) == "when":
        return False
    return any(
        parsed.spans[k].kind == "credit" and parsed.word(k) != "according to"
        for k in range(found.at + 1, min(found.at + 8, len(parsed.spans)))
    )


#: The nearer the date, the surer: behind the number, before it, behind the list, at the head of the sentence.
DATE_RULES = (
    counted_back,
    date_behind,
    date_behind_verb,
    date_ahead,
    date_shared_behind,
    date_of_opening,
    day_of_opening,
    date_of_sentence,
)
