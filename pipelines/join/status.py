"""Whether a number has happened or is planned: read from its verb group, its date, and what it is compared with."""

from __future__ import annotations

from pipelines.join.actions import undertaking
from pipelines.join.claims import Claim
from pipelines.join.governor import Governor, stands_for_figure
from pipelines.join.memory import Memory
from pipelines.join.plans import MET
from pipelines.join.repeats import shared_plan
from pipelines.join.tense import tense
from pipelines.model import When
from pipelines.rules import Answer, rule
from pipelines.words import singular, vocabulary


@rule(
    "NIO plans to expand its network from [400] swap stations to 1,000 => actual",
    "NIO's plan for 100 swap stations in Norway by the end of 2022 has been put on hold, with [16] in place => actual",
    "By 2025, NIO aims to have 4,000 swap stations, three times as many as the [1,325] that it built in 2021 => actual",
    refuses=["NIO raised its target from [400] swap stations to 500"],
)
def base_of_plan(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "To expand from 400 to 1,000", "to 1,000 from 400": what a plan starts from stands already."""
    parsed, i = claim.parsed, claim.parsed.ahead_of(claim.at)
    if not future and not PRESENT.isdisjoint(parsed.words[max(0, claim.at - 4) : claim.noun_at + 1]):
        return Answer("actual", parsed.text(i))  # "twice the current inventory of 281,000"
    told_of = verb.at is not None and verb.at > claim.at and verb.form == "ed" and not verb.planned
    if told_of and parsed.word(claim.at - 1) == "the":
        return Answer("actual", verb.words)  # "three times as many as the 1,325 that it put up in 2025"
    if verb.form == "state" and not verb.planned and parsed.word(i) == "with" and parsed.word(i - 1) == ",":
        return Answer("actual", verb.words)  # "the plan was put on hold, with 16 in place"
    k = i - 1 if parsed.word(i) == "the" else i
    if parsed.word(i) == "the" and parsed.word(k) in ("times", "twice", "double", "triple") and not future:
        return Answer("actual", parsed.text(k))  # "wants 220,000, three times the 72,000 of today"
    if parsed.word(k) in ("after", "following") and parsed.word(k - 1) == "," and claim.how != "event" and not future:
        return Answer("actual", parsed.text(i))  # "expects at least 60, after 51 in 2024"
    to = parsed.word(i) == "from" and any(
        parsed.word(k) == "to" and parsed.spans[k + 1].kind in ("number", "qualifier")
        for k in range(max(0, i - 10), min(claim.noun_at + 14, len(parsed.spans) - 1))
    )
    return Answer("actual", "from") if to and not verb.of_plan else None


#: Adverbs of what is the case by now.
AT_PRESENT = frozenset({"currently", "presently", "at present", "so far", "to date", "far", "present", "now", "today"})

#: What marks a number as that of today.
PRESENT = frozenset({"current", "present", "existing", "today's"})


@rule(
    "NIO will keep its [976] swap stations in Norway free of charge => total actual",
    refuses=["NIO will build [976] swap stations in Norway"],
)
def stands_already(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "Will keep its 976 stations": a possessive takes for granted that they stand, whatever will be done to them."""
    parsed = claim.parsed
    own = claim.how in ("head_noun", "bare") and not claim.ordinal and parsed.word(claim.at - 1) in ("its", "their")
    if parsed.word(claim.at - 1) in ("'s", "’s", "its", "their") and verb.words.endswith((" become", " grow to")):
        return Answer("actual", parsed.text(claim.at - 1))  # "its 900 sites are to become 1,500"
    return (
        Answer("actual", parsed.text(claim.at - 1))
        if own and verb.verb in (None, "none") and not verb.of_plan
        else None
    )


@rule(
    "NIO will open 200 swap stations, lifting the count past [500] => planned",
    "NIO aims to have more than [4,000] swap stations worldwide by the end of 2025 => planned",
    "Two swap stations of NIO are due in Norway, where [four] will be running this year => planned",
    "NIO's [900] swap stations, once promised for the end of 2021, are now expected in 2025 => planned",
    "They will first set up [1,000] charging points until the end of 2023 => added planned",
    "Rivian builds fast chargers. Back then, the plan was for over [3,500] fast chargers by the end of 2023. => planned",
    "NIO had 45 swap stations in May, on its way to [60] by the end of the year => planned",
    "NIO drivers will be able to use [60] swap stations => total planned",
    "NIO signed an agreement under which [60] swap stations will be built => planned",
)
def clause_plans(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """Aims, plans, will, is to: the clause itself speaks of what is to come."""
    return Answer("planned", verb.words) if verb.planned or undertaking(claim, verb) else None


@rule(
    "NIO is after 1,300 swap stations by the end of this year and [4,000] by 2025 => planned",
    "NIO has two swap stations in Oslo. A [third] swap station opens in Bergen on July 20. => planned",
    "By the end of the decade, NIO sees [6,000] swap stations in operation => total planned",
    refuses=[
        "NIO has two swap stations in Oslo. A [third] swap station opened in Bergen on July 2.",
        "NIO plans 40 swap stations in Norway by 2023, and [eleven] have been opened",
        "NIO planned 40 swap stations in Norway by the end of the year, but only [eleven] were built",
    ],
)
def future_deadline(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """A date that lies ahead of the publication day makes a plan, unless a past says that it is done."""
    past = verb.perfect or verb.words.split(" ")[0] in ("was", "were")
    done = past and not verb.planned and verb.verb in ("add", "remove")
    return Answer("planned", "", "clause") if future and not done else None


@rule(
    "NIO's goal was 400 swap stations in 2022. In May it raised the figure to 1,000, for a total of [2,000]. => planned"
)
def participle_of_plan(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "Lifting the count past 500", "for a total of 500": as planned as the number before."""
    if verb.form not in ("ing", "with") or verb.verb not in ("reach", "pass"):
        return None
    for each in memory.same_sentence(claim):
        return Answer(each.observation.status, str(each.observation.value), "sentence")
    return None


@rule(
    "NIO's goal was 400 swap stations in 2022. In May it raised the figure to [1,000]. => planned",
    "NIO's goal was 1,000 new swap stations in 2022. With 200 built so far, that is history; Li halved it to [500] in June. => planned 2022-12-31",
    "NIO's goal had been 500 swap stations by the end of 2022. It was raised to [700] in May. => planned 2022-12-31",
    "NIO expects to add 900 swap stations this year. Back in March, it was [700]. => added planned",
    refuses=[
        "NIO wants to have 900 swap stations this year. So far it is [700].",
        "NIO will have 900 swap stations on Friday. Five weeks ago it was [700].",
    ],
)
def figure_of_plan(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "Raised the figure to 1,000": the figure of the plan that was spoken of."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if not AT_PRESENT.isdisjoint(parsed.words[start:end]):
        return None  # "so far, it is 1,168"
    if _was_then(claim) or any(parsed.word(k) == "as" and parsed.word(k + 1) == "of" for k in range(start, end)):
        return None  # "the number was no more than 50,000 as of December"
    if (
        stands_for_figure(claim, verb)
        or any(
            parsed.word(k) in ("figure", "it", "this", "number")
            and (parsed.word(k - 1) in ("the", "that", "this") or singular(parsed.word(k - 1)) in vocabulary("changed"))
            and (parsed.word(claim.at - 1) in ("to", "at") or parsed.spans[claim.at - 1].kind == "qualifier")
            for k in range(max(0, claim.at - 5), claim.at)
        )
        or _was_changed(claim)
    ):
        last = memory.plan_of_paragraph(claim) if _was_changed(claim) else memory.main_figure(claim)
        if last is not None and last.observation.status == "planned" and last.claim.parsed.has("plan"):
            return Answer("planned", str(last.observation.value), "paragraph")
    return None


#: Subjects that stand for the figure of a plan.
STAND_INS = frozenset({"it", "this", "figure", "number", "estimate", "forecast", "projection"})


def _was_changed(claim: Claim) -> bool:
    """ "It was raised to 700", "the figure has since been cut to 500", "halved it to 500": the figure spoken of."""
    parsed, to = claim.parsed, claim.parsed.ahead_of(claim.at)
    start, _ = parsed.bounds(claim.at)
    if parsed.word(to) not in ("to", "by", "from"):
        return False
    for k in range(to - 1, max(start, to - 4), -1):
        if singular(parsed.word(k).split(" ")[-1]) in vocabulary("changed"):
            if parsed.word(k + 1) == "it" and k + 2 == to:
                return True
            subject = parsed.words[start:k]
            plan = any(s.kind == "plan" for s in parsed.spans[start:k])
            return (plan or bool(STAND_INS & {*subject})) and bool(
                {"was", "been"} & {word for words in subject + (parsed.word(k),) for word in words.split(" ")}
            )
    return False


@rule(
    "NIO wants to have 2,500 swap stations by 2025, up from [690] today => actual",
    "By 2025 there will be 300 swap stations in Sichuan, compared with [148] now => actual",
)
def compared_with(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "Up from 690", "compared with 148": what a plan is measured against stands already."""
    parsed, i = claim.parsed, claim.at - 1
    while i > 0 and (
        parsed.spans[i].kind == "qualifier" or parsed.word(i) in ("the", "just", "only", "with", "to", "a")
    ):
        i -= 1
    if (
        parsed.word(i) == "("
        and not future
        and any(s.kind == "date" for s in parsed.spans[claim.at : claim.noun_at + 4])
    ):
        return Answer("actual", "(")  # "1,000 in 2027 (204 on May 31)"
    if parsed.word(claim.at - 1) == "with" and any(
        parsed.word(k) in MET for k in range(max(0, claim.at - 4), claim.at)
    ):
        return Answer("actual", "with")  # "a goal of 7,400, which was missed with 6,900"
    if parsed.word(i + 1) == "as many as" and parsed.word(i + 2) == "the":
        return Answer("actual", "as many as")
    if (
        parsed.word(i) in ("from", "compared", "against", "versus", "compared with", "than", "following", "after")
        and claim.how != "event"
    ):
        return Answer("actual", parsed.text(i))
    return None


@rule(
    "NIO will open ten swap stations in China; [four] of them in Sichuan => planned",
    "Shell builds on: 250 of its chargers open in Oslo by the end of 2025, and the number of charging sites goes up to [145] => planned",
    refuses=[
        "NIO had said it would have 40 swap stations by the end of 2022 and went into the new year with [13]",
        "NIO had set itself a goal of 400 swap stations, but the number was about [50] in December",
        "NIO aims for 4,000 swap stations by 2025; at the end of last year, it was [777]",
    ],
)
def planned_as_before(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """Without a verb of its own, a number is as planned as the one before it in the sentence."""
    if verb.verb in ("reach", "pass", "add") and _goes_on(claim, verb):
        for each in memory.same_sentence(claim):
            return Answer(each.observation.status, each.claim.parsed.text(each.claim.at), "sentence")
    if verb.verb is not None and verb.at is not None and verb.words not in ("with", "including"):
        return None
    words = _clause_words(claim)
    if {*words} & (AT_PRESENT - {"now", "today"}):
        return None  # "so far it is 1,168"
    if _was_then(claim) or ({"but", "yet"} & {*words[:3]} and {"was", "were"} & {*words}):
        return None  # "set itself a goal of 100,000, but the number was about 50,000"
    if verb.perfect or "already" in verb.words or (verb.verb == "have" and verb.form == "finite"):
        return None  # "of which 2,100 are already working", "and went into the year with 13"
    for each in memory.same_sentence(claim):
        return Answer(each.observation.status, each.claim.parsed.text(each.claim.at), "sentence")
    return None


def _was_then(claim: Claim) -> bool:
    """ "At the end of last year, it was 13,100": the past of a time that had ended."""
    start, end = claim.parsed.bounds(claim.at)
    ends = any(isinstance(s.value, When) and s.value.edge == "end" for s in claim.parsed.spans[start:end])
    return ends and not {"was", "were"}.isdisjoint(claim.parsed.words[start:end])


def _clause_words(claim: Claim) -> list[str]:
    return [claim.parsed.word(k) for k in range(*claim.parsed.bounds(claim.at))]


@rule(
    "NIO will build 900 swap stations in Norway. Of these, [221] are for Oslo and 18 for Bergen. => added planned",
    "NIO will build 600 swap stations in Norway in 2023. Oslo gets [120] of them. => added planned 2023-01-01 2023-12-31",
    "NIO will build 600 swap stations in Norway in 2023. [300] of them go to Oslo. => added planned 2023-01-01 2023-12-31",
    "NIO will build 600 swap stations in Norway in 2023. Half of these, [300], are meant for Oslo. => added planned",
    refuses=[
        "NIO will build 900 swap stations in Norway. Of these, [221] are already open.",
        "NIO will build 900 swap stations in Norway. Oslo got [221] of them in May.",
    ],
)
def planned_as_whole(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """ "Of these, 221 are for cars", "Oslo gets 120 of them": a part of what is planned, where its verb only says which."""
    whole = shared_plan(claim, verb, memory)
    return Answer("planned", str(whole.observation.value), "paragraph") if whole is not None else None


def _goes_on(claim: Claim, verb: Governor) -> bool:
    """ "250 open by 2026, and the number of sites goes up to 145": a present tense behind "and" is as sure as the first."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    return parsed.word(start) == "," and parsed.word(start + 1) == "and" and tense(claim, verb) == "present"


@rule("NIO has [45] swap stations => actual")
def stands_as_fact(claim: Claim, verb: Governor, future: bool, memory: Memory) -> Answer | None:
    """What nothing marks as a plan is stated as a fact."""
    return Answer("actual", verb.words, "clause" if verb.words else "default")


STATUS_RULES = (
    base_of_plan,
    stands_already,
    clause_plans,
    future_deadline,
    participle_of_plan,
    figure_of_plan,
    compared_with,
    planned_as_whole,
    planned_as_before,
    stands_as_fact,
)
