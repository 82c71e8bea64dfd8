"""The period of what came since a day that a figure is measured against: "up 21 from the end of August"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import Dated
from pipelines.join.days import Days
from pipelines.join.memory import Memory, near
from pipelines.join.periods import Period
from pipelines.join.times import days_of
from pipelines.model import When
from pipelines.rules import Answer, rule

#: What a figure grew from follows these.
BASES = frozenset({"from", "than", "over"})

#: Words between these and the date.
BETWEEN = frozenset({"the", "at", "in", "on", "a", "end", "as", "of", "it", "they", "when", "with"})


@rule(
    "In May the number of NIO's swap stations in China grew by [34] from the previous month => added 2022-05-01 2022-05-31",
    "NIO had 949 swap stations at the end of May. That is [172] more than at the beginning of the year. => 2022-01-01 2022-05-31",
    "NIO had 949 swap stations at the end of May, [49] more than it had started the month with. => 2022-05-01 2022-05-31",
    "NIO had 949 swap stations at the end of May, [49] more than in April. => added 2022-05-01 2022-05-31",
    "NIO had 949 swap stations on June 1, [49] more than on May 1. => added 2022-05-02 2022-06-01",
    "At the end of March, Norway had 30,496 charging points. That is an increase of about [900] on the end of 2021. => added 2022-01-01 2022-03-31",
    "NIO had 949 swap stations on June 30. Compared with the start of the year, its charging stations grew by [90]. => added 2022-01-01 2022-06-30",
    refuses=[
        "In May NIO opened [34] swap stations",
        "NIO opened 34 swap stations in May, [six] more than in April",
        "NIO opened 34 swap stations in May, [six] more than a month earlier",
        "NIO's swap stations in China grew by [1.6 million] from January to May",
    ],
)
def grown_since(claim: Claim, up_to: Days | None, memory: Memory) -> Answer | None:
    """ "Up 21 from the end of August", "540 more than at the start of the year": from the day after up to the total's day."""
    parsed = claim.parsed
    at = _base(claim)
    if at is None:
        return None
    when = parsed.spans[at].value
    if not isinstance(when, When) or when.until is not None:
        return None  # "grew by 1.65 million from January to July": the period itself
    base = days_of(parsed, Dated(at, when, "than"), "actual", memory)
    if up_to == base and any(parsed.word(k).split(" ")[-1] in ("than", "on") for k in range(max(0, at - 3), at)):
        up_to = None  # "66,000 on 1 August, 2,000 more than on 1 July"
    end = up_to[1] if up_to is not None else next(_totals(claim, memory), memory.published)
    if base is None:
        return None
    start = base[0] if when.edge == "start" else base[1] + timedelta(days=1)
    return Answer(Period(start, min(end, memory.published), "text"), parsed.text(at)) if start <= end else None


def _base(claim: Claim) -> int | None:
    """The date that the number is measured against: behind it, with "than" or "from" before."""
    parsed = claim.parsed
    for i in parsed.of_kind("date", start=claim.at + 1, end=min(len(parsed.spans), claim.noun_at + 10)):
        k = i - 1
        while parsed.word(k) in BETWEEN or _started(parsed, k):
            k -= 1
        on = parsed.word(i - 1) == "on" and any(
            w.endswith("increase of") for w in parsed.words[max(0, claim.at - 2) : claim.at]
        )
        if parsed.word(k).split(" ")[-1] not in BASES and not on:
            continue
        grew = (
            on
            or parsed.word(claim.at - 1).split(" ")[-1] in ("by", "up", "of")
            or any(
                parsed.word(j).startswith("more") and "," not in parsed.words[claim.at + 1 : j]
                for j in range(claim.at + 1, k + 1)
            )
        )
        if grew and not any(s.kind == "number" for s in parsed.spans[claim.at + 1 : i]):
            return i
    return _compared_ahead(claim) if parsed.word(claim.at - 1).split(" ")[-1] == "by" else None


def _compared_ahead(claim: Claim) -> int | None:
    """ "Compared to the start of the year, the number grew by 4,611": the standard at the head of the sentence."""
    parsed = claim.parsed
    if parsed.word(0).split(" ")[0] not in ("compared", "against", "versus"):
        return None
    at = next(parsed.of_kind("date", end=6), None)
    return at if at is not None and not parsed.has("number", end=claim.at) else None


def _started(parsed: Parsed, at: int) -> bool:
    return parsed.word(at) in ("had", "started", "began", "begun", "entered")


def _totals(claim: Claim, memory: Memory) -> Iterator[date]:
    """The days of the totals that the growth led to: in its sentence, else in the one before."""
    lately = [each for each in memory.recent() if near(each.claim.origin, claim.origin)][:2]
    for each in (*memory.same_sentence(claim), *memory.sentence_before(claim), *lately):
        seen = each.observation
        if (seen.measure, seen.status, seen.date_basis) == ("total", "actual", "text") and seen.period_end is not None:
            yield seen.period_end
