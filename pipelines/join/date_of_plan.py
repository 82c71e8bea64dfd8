"""The deadline of a plan whose sentence gives none: that of the plan before it, or that it has none."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.join.claims import Claim
from pipelines.join.dates import all_dated, said_on
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory, near
from pipelines.join.other_period import first_of
from pipelines.join.periods import Period
from pipelines.join.undated import Undated
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary


@rule(
    "NIO's goal was 400 swap stations in 2023. It has raised the figure to [1,000]. => 2023-12-31",
    "NIO's goal was 400 swap stations in 2023. In spring, the target was cut to [300]. => 2023-12-31",
    "For 2022, EVgo expects to add 800 fast chargers. In May, it had guided for [750]. => added planned 2022-12-31",
    "This year, 500 chargers of Tesla are planned in Norway. Bergen is to receive [40] of its chargers. => 2022-12-31",
    refuses=[
        "NIO plans to have 600 swap stations by 2025. In March, it had said that it would build [400] swap stations."
    ],
)
def deadline_of_plan(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """A plan without a deadline goes on from the plan of the sentence before."""
    if known.status != "planned" or any(word in LONG_RUN for word in words_of(claim)):
        return None
    if "being" in known.verb.words.split() or any(said_on(claim.parsed, d.at) for d in all_dated(claim.parsed)):
        return None  # "are being built": no deadline; "in March, it had said it would build 4,000": another plan
    parsed = claim.parsed
    if any(said_on(parsed, found.at) for found in all_dated(parsed) if found.at < claim.at):
        return None  # "in March, it had said that it would build 4,000": another plan than that of today
    if any(parsed.word(k) in PLANS and parsed.word(k + 1) == "is" for k in parsed.of_kind("plan")):
        return None  # "with the other, the plan is for 2,000"
    if _some_day(claim, known):
        return None
    before = first_of(memory.sentence_before(claim), claim, known, memory, "paragraph")
    if before is not None or known.measure != "added" or any(True for _ in memory.sentence_before(claim)):
        return before
    time = next(memory.spoken_of(), None)
    if time is None or time.origin != claim.origin or time.status != "planned" or time.days[1] < memory.published:
        return None
    start = time.days[0] if time.days[0] < time.days[1] else None
    return Answer(Period(start, time.days[1], "text"), time.words, "paragraph")


@rule(
    "NIO had promised 700 swap stations in Norway for the end of 2021. It ended up with [577]. => total actual 2021-12-31",
    "NIO wanted to have 700 swap stations in Norway by the end of 2021, but got no further than [577]. => total actual 2021-12-31",
    "Shell had wanted to install 300 chargers in Norway by the end of 2021, but only [140] were completed on time => added 2021-12-31",
    refuses=["NIO wants to have 700 swap stations in Norway by the end of 2022. It has got to [577]."],
)
def day_of_outcome(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "It ended up with 577": what came of a plan whose deadline is over is dated by it."""
    behind = " ".join(claim.parsed.words[claim.noun_at : claim.noun_at + 7])
    if known.status != "actual" or not (outcome(known.verb) or " on time" in behind or " in time" in behind):
        return None
    told = next((s.observation for s in memory.recent() if near(s.claim.origin, claim.origin)), None)
    if told is None or (told.status, told.measure) != ("planned", known.measure) or told.period_end is None:
        return None
    if told.period_end >= memory.published:
        return None
    start = told.period_end if known.measure == "total" else told.period_start
    return Answer(Period(start, told.period_end, "text"), str(told.value), "paragraph")


def outcome(verb: Governor) -> bool:
    """True for a verb of how a plan ended."""
    return verb.words.startswith(OUTCOMES) and not verb.planned and not verb.perfect


#: How verbs of what came of a plan begin.
OUTCOMES = ("ended", "wound up", "finished with", "became", "closed with", "got", "came in at", "made it", "managed")


def _some_day(claim: Claim, known: Undated) -> bool:
    """ "Some day", "in the end", "are about to open", "no date has been given": of no deadline that was named."""
    words = f" {' '.join(claim.parsed.words)} "
    return known.verb.words.endswith("about to") or any(f" {each} " in words for each in _NO_DATE)


#: What says that nobody knows when.
_NO_DATE = ("some day", "someday", "one day", "in the end", "about to", "at some point", "no date", "no deadline")


#: How verbs and nouns of forecasts begin.
FORESEE = ("expect", "forecast", "predict", "project", "estimat", "anticipat", "foresee", "reckon", "outlook")


@rule(
    "How many chargers there will be by 2030 :: The forecasts differ. NIO expects [21 million] charging piles. => total planned 2030-12-31",
    refuses=[
        "NIO wants 4,000 swap stations by 2025 :: NIO wants [400] supercharging stations in Norway in the long run."
    ],
)
def deadline_of_title(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """A forecast without a year is for the year that the title names."""
    if known.status != "planned" or known.measure != "total" or any(word in LONG_RUN for word in words_of(claim)):
        return None
    if not any(word.startswith(FORESEE) for word in words_of(claim)):
        return None
    due = [t for t in memory.times if t.origin == "title" and t.status == "planned" and t.days[1] > memory.published]
    if len(due) != 1:
        return None
    return Answer(Period(None, due[0].days[1], "text"), due[0].words, "title")


@rule(
    "NIO has 900 swap stations; 205 of them were added this year, which is far from the [700] it planned in March. => 2022-01-01 2022-12-31",
    "NIO added 534 swap stations in 2021, exceeding its guidance of [500]. => planned 2021-01-01 2021-12-31",
)
def plan_of_same_year(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "378 were added this year, far from the 1,000 it planned": a plan beside what the year has brought is the year's."""
    if known.status != "planned" or known.measure != "added":
        return None
    beaten = _BEATEN & {*claim.parsed.words[max(0, claim.at - 6) : claim.at]}
    for each in memory.same_sentence(claim) if beaten else ():
        seen = each.observation
        if (seen.measure, seen.status) == ("added", "actual") and seen.period_start and seen.period_end:
            year = (seen.period_start.month, seen.period_start.day) == (1, 1) and seen.period_end == memory.published
            end = seen.period_end.replace(month=12, day=31) if year else seen.period_end
            return Answer(Period(seen.period_start, end, "text"), str(seen.value), "sentence")
    if claim.parsed.word(claim.at - 1) != "the":
        return None
    first, last = memory.published.replace(month=1, day=1), memory.published.replace(month=12, day=31)
    for each in memory.same_sentence(claim):
        seen = each.observation
        if (seen.measure, seen.status, seen.period_start) == ("added", "actual", first):
            return Answer(Period(first, last, "text"), str(seen.value), "sentence")
    return None


#: What an outcome does to the plan for its own time.
_BEATEN = frozenset(
    "exceeding beating topping surpassing missing exceeded beat topped surpassed missed outpacing".split()
)

#: What says that a plan has no deadline.
LONG_RUN = frozenset(
    "eventually long longer medium future later soon construction way also ultimately ultimate".split()
)


#: Nouns of a plan: a sentence that names one speaks of another plan.
PLANS = ("plan", "target", "goal", "aim", "ambition")


def words_of(claim: Claim) -> Iterator[str]:
    """The words of a claim's sentence, up to the end of its clause."""
    _, end = claim.parsed.bounds(claim.at)
    spans = claim.parsed.spans
    return (
        word
        for k in range(end)
        if spans[k].value != "not" and not (claim.parsed.word(k) == "later" and _changes(claim.parsed.word(k + 1)))
        for word in claim.parsed.word(k).split()
    )


def _changes(word: str) -> bool:
    """ "A goal that it later cut to 70"."""
    return singular(word.split(" ")[-1]) in vocabulary("changed")
