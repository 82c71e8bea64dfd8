"""Totals: levels that a number reached, passed or stands at, and how many somebody has."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.closed import ADVERBS, HAVE
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.join.reach import COUNTS
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO's network shrank by 12 to [300] swap stations => total",
    "NIO's swap stations were cut by 20 to [180] => total",
    refuses=["NIO closed 12 swap stations in May, next to [300] charging stations"],
)
def down_to(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Shrinks by 12 to 300", "cut by 20 to 180": the level behind a difference."""
    parsed, at = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(at) != "to" or verb.planned:
        return None
    by = next((k for k in range(at - 1, max(0, at - 6), -1) if parsed.word(k).split(" ")[-1] == "by"), None)
    between = by is not None and any(
        parsed.spans[k].kind == "number" and not parsed.other_thing(k) for k in range(by + 1, at)
    )
    return Answer("total", parsed.text(at)) if between else None


@rule(
    "The number of NIO's swap stations passed [1,200] => total min",
    "NIO's swap stations reached [1,200] => total",
    "NIO adds 22 swap stations, bringing the total to [598] => total",
    "In Norway, the mark of [1,000] swap stations of NIO had already been passed => total min",
    "Public charging points in Norway are up 300 from a month ago, at [9,300] => total",
    "NIO opened five swap stations in Norway in June; the total is now [45] => total",
    "NIO opened 41 swap stations in May, for [949] in all => total 2022-05-31",
    "Tesla has 13 Supercharger stations in Tibet. Each comes with four posts, which makes [52] => supercharging_piles total",
    "NIO opened five swap stations in Norway in June; its network there is now [45] strong => total",
    refuses=["NIO counted 1.1 million charging sessions in Q4, which brought the total for the year to [3.7 million]"],
)
def level_reached(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """A level that the number reached or passed is a total; so is the second of "grew by 37 to 820"."""
    at = claim.parsed.ahead_of(claim.at)
    if claim.parsed.word(claim.noun_at + 1) == "strong" or (
        claim.how == "bare" and (_stands_at(claim, at) or _total_is(claim, at) or _in_all(claim, at))
    ):
        return Answer("total", claim.parsed.text(claim.at))
    if claim.parsed.word(at) == "from" and claim.how == "bare" and _to_number(claim):
        return Answer("total", claim.parsed.text(at))  # "will go up from four to 30"
    grown = verb.words.endswith(" by") or any(
        claim.parsed.spans[k].value in ("grow", "shrink")
        for k in claim.parsed.of_kind("act", start=at - 12, end=max(0, at))
    )
    if claim.parsed.word(at) == "to" and (
        grown or (claim.how == "bare" and claim.parsed.spans[at - 1].kind == "number")
    ):
        return Answer("total", claim.parsed.text(at))
    if verb.verb not in ("reach", "pass"):
        return None
    return None if _of_a_period(claim, verb) else Answer("total", verb.words)


def _to_number(claim: Claim) -> bool:
    parsed, k = claim.parsed, claim.noun_at + 1
    while k < len(parsed.spans) and (parsed.spans[k].kind in ("date", "place") or parsed.word(k) in ("in", "at")):
        k += 1  # "went up from 131 a year ago to 152"
    return parsed.word(k) == "to" and parsed.has("number", start=k + 1, end=k + 4)


def _stands_at(claim: Claim, at: int) -> bool:
    """ "Up 1,200 from May, at 63,000", "is now at 45": where the number stands."""
    parsed = claim.parsed
    if parsed.word(at) != "at" or parsed.other_thing(claim.at):
        return False
    k = at - 1
    while parsed.word(k) in ADVERBS or parsed.spans[k].kind == "date":
        k -= 1
    if parsed.word(k) in COUNTS or isinstance(parsed.spans[k].value, Noun):
        return any(parsed.word(i) == "with" for i in range(max(0, k - 3), k))  # "with the total now at 45"
    return parsed.word(k) in (",", "is", "are", "was", "were", "(")


def _in_all(claim: Claim, at: int) -> bool:
    """ "It added 41, for 949 in all": what the newcomers make of the network."""
    behind = claim.parsed.words[claim.at + 1 : claim.at + 3]
    return claim.parsed.word(at) == "for" and behind in (("in", "all"), ("in", "total")) and at > 2


def _total_is(claim: Claim, at: int) -> bool:
    """ "The total is 212", "(total: 212)": the sum by its name."""
    parsed = claim.parsed
    while parsed.word(at) in ADVERBS:
        at -= 1
    return parsed.word(at) in ("is", "was", ":", "=") and parsed.word(at - 1).split(" ")[-1] == "total"


def _of_a_period(claim: Claim, verb: Governor) -> bool:
    """ "Brought the total for the year to 3.7 million": the sum of a period."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for i in parsed.of_kind("date", start=start + 2, end=claim.at):
        before = i - 2 if parsed.word(i - 1) == "the" else i - 1
        if parsed.word(before) == "for" and parsed.word(before - 1).split(" ")[-1] in COUNTS:
            return True
    return False


@rule(
    "NIO opened 34 swap stations in May, up from 28 in April, and ended the month with [949] => total 2022-05-31",
    "Fastned opened 17 charging stations in the first quarter and closed June with [316] => total 2022-06-30",
    refuses=["NIO ended its pause in May with [34] new swap stations"],
)
def closed_with(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Ended the month with 949": what a time closes or begins with is how many there are."""
    if found is None or noun.service or claim.ordinal or found.when.edge not in ("end", "start"):
        return None
    with_it = claim.at - 1
    while with_it > found.at and claim.parsed.spans[with_it].kind == "qualifier":
        with_it -= 1
    return (
        Answer("total", claim.parsed.text(found.at))
        if with_it == found.at + 1 and claim.parsed.word(with_it) in ("with", "at")
        else None
    )


@rule(
    "NIO had [896] supercharging stations => total",
    "As of Monday, [311] swap stations of NIO could be found in Norway => total actual",
    "NIO operates [45] swap stations in Norway => total",
    "NIO has [48] swap stations in Norway following the opening of three on Friday => total",
    "With three stations that were opened on Friday, NIO's swap stations in Norway number [48] => total",
)
def how_many_there_are(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Has, operates, there are, stands at: a total."""
    if verb.words == "followed by":
        return None
    behind = claim.parsed.spans[claim.noun_at + 1 : claim.noun_at + 2]
    if verb.verb in (None, "serve") and behind and behind[0].value == "state" and not noun.service:
        return Answer("total", claim.parsed.text(claim.noun_at + 1))  # "it sees 6,000 of them in operation"
    named = claim.how in ("head_noun", "kind_alone")
    if verb.form == "with" and (verb.words == "including" or (verb.words == "with" and not named)):
        return None  # "opened ten, with four of them in Sichuan": a part of what came
    subject = verb.at is not None and verb.at > claim.at
    if subject and verb.words in HAVE and not claim.parsed.word((verb.at or 0) + 1).startswith("yet"):
        return None  # "nineteen of them have piles with 180 kW": what they have, not that they are there
    return Answer("total", verb.words) if verb.verb == "have" else None
