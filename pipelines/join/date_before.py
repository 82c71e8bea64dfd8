"""The date of a claim whose sentence gives none: that of its neighbour, its whole, the plan or the story before it."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.date_of_plan import (
    LONG_RUN,
    day_of_outcome,
    deadline_of_plan,
    deadline_of_title,
    plan_of_same_year,
    words_of,
)
from pipelines.join.dates import set_against
from pipelines.join.days import around
from pipelines.join.memory import Memory, Settled, Time, near
from pipelines.join.other_period import first_of
from pipelines.join.periods import Period
from pipelines.join.repeats import definite, opens_with_part, parts_of, stations_meant, whole_again
from pipelines.join.tense import tense
from pipelines.join.times import HEADS, narrated
from pipelines.join.told_next import day_told_next, deadline_told_next
from pipelines.join.undated import Undated
from pipelines.rules import Answer, rule


@rule(
    "NIO opened a swap station in Oslo on Monday. That brings its swap stations in Norway to [12]. => 2022-07-04",
    "NIO opened 34 swap stations in China in May. That brought the total to [949]. => 2022-05-31",
)
def day_of_event(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "That brings the total to 12": on the day of what the sentence before told."""
    if known.measure != "total" or known.status != "actual" or known.verb.verb != "reach":
        return None
    if claim.parsed.word(0) not in ("it", "that", "this", "they", "these", "both", "the"):
        return None
    ahead = [*memory.sentence_before(claim)]
    if not ahead and claim.parsed.word(0) in ("it", "that", "this"):
        last = next(memory.recent(), None)
        ahead = [last] if last is not None and near(last.claim.origin, claim.origin) else []
    for each in ahead:
        seen = each.observation
        if seen.status == "actual" and seen.date_basis == "text":
            return Answer(Period(seen.period_end, seen.period_end, "text"), str(seen.value), "paragraph")
    return None


@rule(
    "Swap stations of NIO reached 949 at the end of May. Supercharging stations grew by 37 to [820]. => 2022-05-31",
)
def growth_of_period(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "Grew by 37 to 820" without a date: over the period spoken of."""
    parsed = claim.parsed
    grown = any(parsed.word(k).endswith(("grew by", "rose by")) for k in parsed.of_kind("verb"))
    if claim.how == "of_them" or not grown:
        return None
    return first_of((s for s in memory.recent() if s.claim.parsed is not parsed), claim, known, memory, "paragraph")


@rule(
    "Although 153 swap stations were added in Norway in 2021, lifting the number to [632], three million cars were already on the road by then => 2021-12-31",
    "On the busiest of its roads in Norway, NIO opened five swap stations on Sunday, lifting the total to [410] => 2022-07-03",
)
def day_of_neighbour(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """Figures of one sentence share their day."""
    if known.measure == "total" and _by_now(claim, known):
        return None
    if known.status == "planned" and any(word in LONG_RUN for word in words_of(claim)):
        return None
    today = known.status == "actual" and known.measure == "total" and tense(claim, known.verb) in ("present", "perfect")
    today = (
        today and claim.parsed.word((known.verb.at or 1) - 1) != "which"
    )  # "in June, which brings its total to 1,123"
    base = claim.parsed.word(claim.parsed.ahead_of(claim.at)) == "to"
    others = (
        each
        for each in sorted(memory.same_sentence(claim), key=lambda each: set_against(claim.parsed, each.claim.at))
        if not (base and set_against(claim.parsed, each.claim.at))  # "down from 568 in February to 559"
        and not (
            today and each.observation.measure == "added" and _lasted(each)
        )  # "after adding 38 in June, it has 1,000"
    )
    return first_of(others, claim, known, memory, "sentence")


def _by_now(claim: Claim, known: Undated) -> bool:
    """ "2,215 at the end of last year, and the number has climbed beyond 2,340": by the day of the article."""
    parsed, at = claim.parsed, known.verb.at
    if at is None or known.status != "actual" or tense(claim, known.verb) != "perfect":
        return False
    if not any(g.at == at and g.value in ("grow", "reach", "pass") for g in parsed.verbs):
        return False
    return any(parsed.word(k) in ("and", ";", "but", "while") for k in range(max(0, at - 8), at))


def _of_new(claim: Claim, whole: Settled) -> bool:
    """ "Five of the new stations": of those that some earlier paragraph told the coming of."""
    new = claim.parsed.word(claim.noun_at - 1) in ("new", "additional")
    return (
        new and whole.observation.measure == "added" and whole.noun.noun_class == (claim.noun or whole.noun).noun_class
    )


def _lasted(each: Settled) -> bool:
    return each.observation.period_start != each.observation.period_end


@rule(
    "At the end of May, NIO had 949 swap stations. Of these, [245] are on highways. => 2022-05-31",
    "NIO opened 19 swap stations last week. Of the 19 stations, [seven] are along highways. => added 2022-06-27 2022-07-03",
    "Shell opened 12 charging stations in May. Norway accounts for [six] of the newcomers and currently has 42. => added 2022-05-01 2022-05-31",
    "NIO will build 1,000 swap stations this year. Around [400] of the newcomers will be on highways. => 2022-12-31",
)
def day_of_whole(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """A part takes the day of its whole: "of these", "the latter", "the newcomers"."""
    parsed = claim.parsed
    again = whole_again(claim, memory)
    if again is not None and not any(True for _ in memory.same_sentence(claim)):
        return first_of(iter((again,)), claim, known, memory, "paragraph")
    points_back = (
        claim.how in ("of_them", "former", "latter", "ones")
        or opens_with_part(claim, known.verb)
        or (known.measure == "added" and known.verb.verb == "have" and known.verb.words.endswith(" with"))  # a ranking
        or (parsed.word(0), parsed.word(1)) in (("the", "rest"), ("the", "others"))
        or (parsed.word(claim.at - 1), parsed.word(claim.at + 1)) == ("the", "others")
        or (parsed.word(0) == "among" and {"them", "these", "those", "new"} & {*parsed.words[1:3]})
        or (parsed.word(0) == "of" and any(parsed.word(i) == "," for i in range(1, min(6, claim.at))))
        or (claim.how == "part_of" and definite(parsed, claim.noun_at))
        or any(
            parsed.spans[i].kind == "ana" and not parsed.word(i - 1).endswith(("est", "most", "one"))
            for i in (*range(max(0, claim.at - 6), claim.at), *range(min(3, claim.at)))
        )
    )
    if points_back:
        if any(
            s.observation.status == known.status and s.observation.value >= claim.count.value
            for s in memory.same_sentence(claim)
        ):
            return None  # its whole stands beside it, without a date too
        latter = claim.how == "latter" or any(parsed.word(k) == "the latter" for k in range(claim.at))
        wholes = [
            s
            for s in memory.recent()
            if s.claim.parsed is not parsed
            and s.observation.value >= claim.count.value
            and s.noun.noun_class == known.noun.noun_class
            and (claim.how != "part_of" or near(s.claim.origin, claim.origin) or _of_new(claim, s))
            and (latter or not set_against(s.claim.parsed, s.claim.at))
            and not any(s.claim.parsed.word(k) == "having" for k in range(s.claim.at))
        ]
        if wholes and known.status == "actual":  # of one paragraph the latest day, not what it looked back to
            here = [s for s in wholes if s.claim.origin == wholes[0].claim.origin]
            here.sort(key=lambda s: s.observation.period_end or memory.published, reverse=True)
            wholes = here + wholes[len(here) :]
        wholes.sort(key=lambda s: claim.noun is not None and s.noun.noun_class != claim.noun.noun_class)
        if known.status == "planned" and known.measure == "added":
            wholes.sort(key=lambda s: s.observation.measure != "added")  # "of the newcomers"
        return first_of(iter(wholes), claim, known, memory, "paragraph")
    return None


#: Days that stand for all.
USUAL = ("normal day", "typical day", "ordinary day")


@rule("NIO performed 1.2 million swaps in May. That makes almost [40,000] swaps a day. => rate 2022-05-31")
def rate_of_period(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """So many a day is reckoned from the services of a period that were told of before."""
    if known.measure != "rate" or known.status != "actual":
        return None
    if any(claim.parsed.word(k).endswith(USUAL) for k in claim.parsed.of_kind("rate")):
        return None  # "on a normal day it is 410,000": as a rule
    told = sorted(memory.sentence_before(claim), key=lambda each: set_against(each.claim.parsed, each.claim.at))
    for each in told:
        seen = each.observation
        if seen.measure == "added" and seen.date_basis == "text" and each.noun.service:
            return Answer(Period(seen.period_end, seen.period_end, "text"), str(seen.value), "paragraph")
    return None


@rule(
    "At the end of May there were 949 swap stations of NIO in China. They have [3,000] charging piles. => 2022-05-31",
    "Tesla had 949 Supercharger stations in China as of May 30, up from 900 a month earlier. ¶ The stations are equipped with [3,000] piles. => 2022-05-30",
    "At the end of May, Xpeng had 900 charging stations. They include [200] ultra-fast charging stations. => 2022-05-31",
    "NIO put 12 charging stations into service last month. These stations offer [48] charging piles. => added 2022-06-01 2022-06-30",
    refuses=["At the end of May NIO had 949 swap stations. They have [3,000] visitors"],
)
def day_of_their_stations(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "They have 3,000 piles", "they include 200 fast ones": equipment and parts of what the sentence before counted."""
    before = stations_meant(claim, memory) or parts_of(claim, known.noun, memory)
    return None if before is None else first_of(iter((before,)), claim, known, memory, "paragraph")


@rule(
    "NIO inaugurated a large facility in Bergen on Monday. It is the [sixth] swap station of NIO in Norway. => 2022-07-04",
    "NIO opened a swap station in Bergen on Monday. It is its [sixth] in Norway. => 2022-07-04",
    refuses=["NIO opened its tenth swap station on Monday. It has [45] swap stations in Norway."],
)
def day_of_same_station(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """ "It is the sixth in Norway": the station that the sentence before told the opening of."""
    if known.measure != "nth" or known.status != "actual" or claim.parsed.word(0) not in ("it", "this", "the", "that"):
        return None
    if known.verb.at is not None and known.verb.at > claim.at:
        return None  # "the 1,100th was erected there": another one
    opened = _opened_before(claim, memory)
    if opened is not None:
        return Answer(Period(*opened.days, "text"), opened.words, "paragraph")
    for each in memory.recent():
        seen = each.observation
        if each.claim.parsed is claim.parsed:
            continue
        if seen.status == "actual" and seen.date_basis == "text" and (seen.measure == "nth" or seen.value == 1):
            return Answer(Period(seen.period_start, seen.period_end, "text"), str(seen.value), "paragraph")
        return None
    return None


def _opened_before(claim: Claim, memory: Memory) -> Time | None:
    """The day on which the sentence right before tells that something opened: "it" is that."""
    before = memory.sentence_ahead(claim.parsed)
    if before is None or claim.parsed.word(0) != "it":
        return None
    opened = any(g.value == "add" and g.form in ("finite", "ed") and not g.planned for g in before.verbs)
    last = next(memory.spoken_of(), None)
    if not opened or last is None or last.origin != claim.origin or last.status != "actual":
        return None
    return last if last.unit in ("day", "weekday") else None


@rule(
    "As of June, China had 2 million charging piles, data from EVCIPA show. Teld was the largest with [220,000]. => 2022-06-30",
)
def day_of_statistics(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """The day of a statistical body's figure holds for the rest of its statistics."""
    itself = any(s.kind in ("operator", "firm") for s in claim.parsed.spans)
    today = itself and tense(claim, known.verb) != "past"
    named = itself or any(o.origin == claim.origin and o.value != "industry" for o in memory.operators[-5:])
    found = [
        each
        for each in memory.recent()
        if each.observation.status == "actual"
        and each.observation.operator == "industry"
        and any(s.kind == "body" for s in each.claim.parsed.spans)
        and each.observation.date_basis == "text"
        and (
            claim.origin == each.claim.origin
            or not named
            or (
                claim.how in ("bare", "units")
                and ((memory.setting.operator is None and not today) or near(each.claim.origin, claim.origin))
            )
        )
    ]
    found.sort(key=lambda each: each.observation.period_end or memory.published, reverse=True)
    return first_of(iter(found), claim, known, memory, "paragraph")


@rule(
    "Busy month at NIO in May :: Today NIO looked back. Its users swapped batteries [1.2 million] times. => added 2022-05-01 2022-05-31",
    "NIO is busy over the May Day holiday :: NIO has told of it today. It performed [90,000] swaps. => added 2022-04-30 2022-05-04",
    "As of June 30, NIO had 949 swap stations in China. ¶ Its supercharging stations numbered [820]. => 2022-06-30",
    "In the first quarter, Tesla opened 700 charging stations. Norway gained [40] of its charging piles. => 2022-01-01 2022-03-31",
    "NIO had 949 swap stations when May ended. Norway was home to exactly [12] of its swap stations. => 2022-05-31",
    refuses=["In 2021, NIO closed its Oslo office. It has [45] swap stations in Norway."],
)
def time_of_story(claim: Claim, known: Undated, memory: Memory) -> Answer | None:
    """A verb of the past goes on from the past time that its paragraph has reached."""
    if known.status != "actual" or tense(claim, known.verb) not in ("past", "pluperfect"):
        return None
    head, _ = claim.parsed.bounds(claim.at)
    if any(claim.parsed.word(k).split(" ")[-1] in OF_LATE for k in range(head, claim.at)):
        return None  # "recently put a park into operation", "had 2,200 at last count"
    service = known.verb.verb == "serve" or (claim.noun is not None and claim.noun.service)
    time = narrated(claim, memory, known.measure == "total", service)
    if time is None:
        return None
    start, end = time.days[0], min(time.days[1], memory.published)
    if known.measure in ("total", "rate"):
        return Answer(Period(end, end, "text"), time.words, "paragraph")
    if (
        known.measure == "added"
        and start == end
        and (time.unit in ("month", "quarter") or (time.unit == "year" and time.origin in HEADS))
    ):
        start, _ = around(end, time.unit) or (start, end)  # of a month that has been closed
    if known.measure == "nth" or start < end:
        return Answer(Period(start, end, "text"), time.words, "paragraph")
    return None


#: What marks a figure as that of these days.
OF_LATE = frozenset({"recently", "lately", "count", "latest"})

#: What stands nearest first: the same sentence, the whole that is pointed to, the statistics, the story.
CARRY_RULES = (
    day_told_next,
    day_of_same_station,
    day_of_event,
    day_of_outcome,
    growth_of_period,
    plan_of_same_year,
    deadline_told_next,
    day_of_neighbour,
    day_of_whole,
    rate_of_period,
    day_of_their_stations,
    deadline_of_plan,
    deadline_of_title,
    day_of_statistics,
    time_of_story,
)
