"""The day of an opening that the next sentences tell: "It has opened its 1,000th station. The site went live on Sunday"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import all_dated, said_on
from pipelines.join.days import Days
from pipelines.join.memory import Memory
from pipelines.join.periods import Period, period
from pipelines.join.times import days_of
from pipelines.join.undated import Undated
from pipelines.model import Count, Noun
from pipelines.rules import Answer, rule

#: Words that open a sentence about what was told of before.
POINTERS = frozenset({"it", "this", "the"})

#: What a milestone is called when it is spoken of again.
MARKS = frozenset({"milestone", "mark", "threshold", "feat", "anniversary", "occasion"})

#: How many sentences are looked at.
AHEAD = 3


@rule(
    "NIO has opened its [1,000th] swap station in Norway, in Bergen. The station went live on July 4. => 2022-07-04",
    "NIO has opened its [first] swap station in Norway. It was put into operation on Monday. => 2022-07-04",
    "NIO has carried out its [20 millionth] battery swap. The milestone was reached at 3:12 pm on July 3 in Hefei. => 2022-07-03",
    "NIO has carried out its [20 millionth] battery swap. The milestone fell on July 3. => nth 2022-07-03",
    refuses=["NIO has [45] swap stations in Norway. The station in Bergen went live on July 4."],
)
def day_told_next(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """The day on which the station of an undated opening went live, where one of the next sentences gives it."""
    if known.status != "actual" or not (known.measure == "nth" or (known.measure == "added" and claim.how == "event")):
        return None
    parsed, titled = claim.parsed, claim.origin == "title"
    for _ in range(AHEAD):
        following = memory.sentence_after(parsed)
        if following is None:
            return None
        parsed = following
        found = _opening(parsed, memory)
        if found is not None:
            return Answer(Period(*found, "text"), parsed.sentence.text[:40], "paragraph")
        others = [k for k in parsed.of_kind("number", "ordinal") if not parsed.other_thing(k)]
        again = titled and any(_value(parsed, k) == claim.count.value for k in others)
        if others and not again:
            return None
    return None


def _value(parsed: Parsed, at: int) -> float | None:
    count = parsed.spans[at].value
    return count.value if isinstance(count, Count) else None


#: Words that open a sentence about those that are planned.
PLURALS = frozenset({"it", "they", "these", "all", "both", "this"})


@rule(
    "NIO plans [20] more swap stations in Norway. They should be ready by the end of October. => added planned 2022-10-31",
    "[Four] NIO swap stations are under construction in Norway. All of them are to open in August. => planned 2022-08-01 2022-08-31",
    refuses=["NIO plans [20] more swap stations in Norway. Its office there will open in October."],
)
def deadline_told_next(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """The deadline of an undated plan, where the next sentence says when "they" shall be ready."""
    if known.status != "planned" or known.measure not in ("added", "nth") or claim.parsed.sentence.origin == "title":
        return None
    parsed = memory.sentence_after(claim.parsed)
    if parsed is None or parsed.sentence.origin != claim.origin or parsed.word(0) not in PLURALS:
        return None
    if any(not parsed.other_thing(k) for k in parsed.of_kind("number")) or parsed.has("ordinal", "operator"):
        return None
    group = next(iter(parsed.verbs), None)
    if group is None or not group.planned or group.denied or group.start > 4:
        return None
    for found in all_dated(parsed):
        days = days_of(parsed, found, "planned", memory) if found.at > group.at else None
        if days is not None and days[1] >= memory.published:
            return Answer(period(found, days, known.measure, "planned", memory.published, False), parsed.text(found.at))
    return None


def _opening(parsed: Parsed, memory: Memory) -> Days | None:
    """The one day on which "the station" or "it" opened, by this sentence."""
    reached = parsed.word(0) in POINTERS and parsed.word(1) in MARKS
    values = ("reach", "pass") if reached else ("add",)
    group = next((g for g in parsed.verbs if g.value in values and not g.planned and not g.denied), None)
    if group is None and reached and not any(g.planned for g in parsed.verbs):
        return _only_day(parsed, 1, 9, memory)  # "the milestone fell on July 3"
    if group is None or parsed.word(0) not in POINTERS:
        return None
    if (
        not reached
        and parsed.word(0) == "the"
        and not any(
            i < group.at and isinstance(noun, Noun) and noun.noun_class == "site" and not noun.plural
            for i, noun in parsed.nouns
        )
    ):
        return None
    return _only_day(parsed, group.at, group.end + (7 if reached else 3), memory)


def _only_day(parsed: Parsed, start: int, end: int, memory: Memory) -> Days | None:
    """The one day that is named behind a verb, and not too far from it."""
    dates = [d for d in all_dated(parsed) if d.at > start and d.when.unit in ("day", "weekday")]
    if len(dates) != 1 or dates[0].at > end or said_on(parsed, dates[0].at):
        return None
    days = days_of(parsed, dates[0], "actual", memory)
    return days if days is not None and days[1] <= memory.published else None
