"""The measure of a number whose own words do not say it: as that of the numbers before it."""

from __future__ import annotations

from pipelines.join.actions import planned_for_the_year
from pipelines.join.claims import Claim
from pipelines.join.date_of_plan import outcome
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor, governor, stands_for_figure
from pipelines.join.memory import Memory, Settled, compares_figure, near
from pipelines.join.new_ones import (
    listed_with_new,
    measured_as,
    part_of_the_new,
    piles_of_new_sites,
    whole_of_what_came,
)
from pipelines.join.plans import goal_of
from pipelines.join.repeats import definite, opens_with_part, shared_plan, whole_again
from pipelines.join.slots import compares
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO's stations averaged 108,600 swaps per day in May, compared with [83,100] in April => rate",
    refuses=["NIO's stations performed 3 million swaps in May, compared with [2 million] in April"],
)
def rate_beside(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """A rate is compared with a rate."""
    if not noun.service or claim.how != "bare":
        return None
    before = next(memory.same_sentence(claim), None)
    if before is None or before.observation.measure != "rate" or before.claim.count.value > 10 * claim.count.value:
        return None
    between = claim.parsed.words[before.claim.noun_at + 1 : claim.at]
    return measured_as(before, "sentence") if COMPARED & {*between} else None


@rule(
    "Xpeng opened 214 charging stations last month, [157] of which have ultra-fast piles => added",
    "NIO opened 34 swap stations in May, of which [20] belong to the third generation => added",
    "In the run-up to the May Day holiday, 41 NIO swap stations were added from January 1 on, [23] of them in Oslo => added 2022-01-01",
    "Between April 30 and May 4, NIO's drivers had batteries swapped 700,000 times, [241,000] of them in Oslo => added",
    "For 2023, EVgo expects to add 800 stalls, including [350] fast-charging stalls for Uber => added planned 2023-01-01",
    "NIO opened 354 swap stations in May, of which 234 stand in Oslo and [120] belong to Shell => added",
    refuses=[
        "NIO has 949 swap stations, of which [20] were opened in May",
        "NIO opened 354 swap stations in May, and [120] belong to Shell",
    ],
)
def part_of_which(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "34, of which 20 belong to …", "41, 23 of them in Oslo", "800, including 350": a part of what came has come with it."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    before = parsed.word(k) == "of which" or (parsed.word(k), parsed.word(k - 1)) == ("which", "of")
    before = before or _beside_part(claim, verb, memory)
    which = before or (claim.how == "of_them" and parsed.word(claim.noun_at) in ("of which", "which"))
    included = parsed.word(k) == "including"
    whole = next((s for s in memory.same_sentence(claim) if s.observation.value >= claim.count.value), None)
    if whole is None or (verb.planned and not included) or whole.noun.service != noun.service:
        return None
    silent = claim.how == "of_them" and whole.claim.at < claim.at and verb.at == governor(whole.claim).at
    if not silent and (verb.verb not in ("have", None) or not (which or included)):
        return None
    return measured_as(whole, "sentence") if whole.observation.measure in ("added", "removed") else None


def _beside_part(claim: Claim, verb: Governor, memory: Memory) -> bool:
    """ "Of which 234 stand in Oslo and 120 belong to Shell": another part, with a verb of its own behind it."""
    parsed, before = claim.parsed, next(memory.same_sentence(claim), None)
    if before is None or claim.how != "bare" or verb.perfect or (verb.at or 0) < claim.at:
        return False
    same = parsed.clauses[before.claim.at] == parsed.clauses[claim.at]
    return same and any(parsed.word(k) == "of which" for k in range(before.claim.at - 2, claim.at))


#: Words that set a number beside the one before.
COMPARED = frozenset({"from", "compared", "compared with", "against", "versus", "after", "than"})


@rule(
    "Ionity plans to open 55 charging stations this year; [38] had been completed by the end of June => added actual",
    "Shell had wanted to install 500 fast chargers in Norway in 2021. It ended up with [412]. => added actual",
    refuses=[
        "Ionity plans to have 55 charging stations this year; [38] had been completed by the end of June",
        "Shell had wanted to have 500 fast chargers in Norway in 2021. It ended up with [412].",
    ],
)
def done_of_plan(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "It plans to open 55; 38 have been completed", "it ended up with 38": what has come of so many that are to come."""
    parsed = claim.parsed
    done = parsed.word(claim.noun_at + 1) in ("done", "completed", "finished", "built")
    done = done or outcome(verb) or (verb.verb == "add" and verb.perfect)
    main = memory.main_figure(claim) if done and claim.how == "bare" and not verb.planned else None
    if main is None or main.noun.noun_class != noun.noun_class or main.observation.value <= claim.count.value:
        return None
    told = main.observation
    of_a_period = told.status == "planned" and told.measure == "added" and told.period_start is not None
    return measured_as(main, "paragraph") if of_a_period else None


@rule(
    "NIO opened 41 swap stations in May, 20 of them in Norway. Sweden follows with [twelve]. => added 2022-05-01 2022-05-31",
    refuses=["NIO has 41 swap stations in Norway. Sweden follows with [twelve]."],
)
def next_in_rank(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "Sweden follows with twelve", "Oslo leads with 20": a ranking of what came is one of what came."""
    if verb.planned or not verb.words.endswith(" with") or verb.words.split()[0] not in RANKS or found is not None:
        return None
    last = next(memory.recent(), None)
    if last is None or last.noun.noun_class != noun.noun_class or not near(last.claim.origin, claim.origin):
        return None
    return measured_as(last, "paragraph") if last.observation.measure in ("added", "removed") else None


#: What the places of a ranking do.
RANKS = frozenset({"follow", "follows", "followed", "lead", "leads", "led", "trail", "trails", "trailed"})


@rule(
    "NIO opened 41 swap stations in May. Of the 41, [20] are in Norway. => added",
    "NIO plans to add 100 swap stations this year. ¶ NIO has told of it today. Around [40] of the stations will be in Oslo. => added planned",
)
def as_its_whole(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "Of the 41, 20 are in Norway", "of these, 20": a part is measured as the whole that is named again."""
    whole = whole_again(claim, memory)
    if whole is not None and (whole.observation.status == "planned") != verb.planned:
        whole = None
    if whole is None and claim.how in ("of_them", "bare"):
        first, second = claim.parsed.word(0), claim.parsed.word(1)
        if (
            noun.service
            and (first, second) == ("of", "the")
            and any(i == 2 and n.plural for i, n in claim.parsed.nouns)
        ):
            whole = next((s for s in memory.recent() if s.noun.service and near(s.claim.origin, claim.origin)), None)
        elif opens_with_part(claim, verb):
            whole = next((s for s in memory.sentence_before(claim) if s.observation.value >= claim.count.value), None)
            whole = whole if whole is not None and whole.observation.measure == "added" else None
        elif first in ("of these", "of those", "of them") or (first == "of" and second in ("these", "those", "them")):
            whole = next((s for s in memory.sentence_before(claim) if s.noun.noun_class == noun.noun_class), None)
        whole = whole if whole is not None and whole.observation.value >= claim.count.value else None
    if whole is None and verb.planned and claim.how == "part_of" and definite(claim.parsed, claim.noun_at):
        plans = (s for s in memory.recent() if s.observation.status == "planned" and s.noun == noun)
        whole = next((s for s in plans if s.observation.value > claim.count.value), None)
    whole = whole or shared_plan(claim, verb, memory)
    if whole is None or whole.noun.service != noun.service or whole.claim.ordinal:
        return None
    return measured_as(whole, "paragraph")


@rule(
    "NIO opened 41 swap stations in May. Norway accounted for [20] of these. => added",
    "NIO performed 90,000 swaps in May. ¶ On May 1, it was 4,000. ¶ Norway accounted for [60,000] of the swaps. => added",
)
def share_of_the_whole(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "The two account for 1,372": a share of the number spoken of."""
    if verb.verb != "share" or claim.how == "head_noun":
        return None
    for each in memory.recent():
        if each.claim.ordinal or each.observation.value < claim.count.value:
            continue
        here = each.claim.origin == claim.origin or noun.service
        if noun.service and each.observation.value < claim.count.value:
            continue
        if here and each.noun.service == noun.service:
            return measured_as(each, "paragraph")
    return None


@rule(
    "NIO plans to add 1,000 swap stations this year, up from a previous target of [400] => added planned",
    "NIO has built 76 swap stations so far this year, 20 percent of its target of [380] for the full year => added planned 2022-01-01 2022-12-31",
    "NIO has added little more than 100 swap stations this year, although it planned [500] => added planned",
    refuses=["NIO opened ten swap stations in May and has [45] in Norway"],
)
def as_the_one_before(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """Without a verb of its own, a number goes with the one before it in the sentence; a goal is one of its own."""
    if goal_of(claim) is not None and not _from_before(claim) and not _goal_of_year(claim, found, memory):
        return None
    if "total" in claim.parsed.words[claim.at + 1 : claim.at + 4] and claim.parsed.word(claim.at + 1) == "of":
        return Answer("total", "total")  # "it added 24, and 900 of the total are fast chargers"
    others = list(memory.same_sentence(claim))
    if compares(claim):  # "31 stations with 126 ports, up from eight stations"
        others.sort(key=lambda each: each.noun.noun_class != noun.noun_class)
    for each in others:
        own = verb.planned and verb.at is not None and each.claim.at < verb.at < claim.at and verb.form == "finite"
        if own and governor(each.claim).at != verb.at and not _conceded(claim, verb):
            return None  # "will put up 500 and work toward 10,000": a goal of its own
        if each.observation.measure == "added" and (_of_same_whole(claim, verb, each) or _at_a_time(claim, found)):
            return None
        if each.observation.measure in ("total", "added", "removed") and each.noun.service == noun.service:
            return measured_as(each, "sentence")
    return None


def _of_same_whole(claim: Claim, verb: Governor, before: Settled) -> bool:
    """ "460 of them opened in May, and 928 are of the S5 kind": two parts of a whole, each with a verb of its own."""
    own = verb.words in ("is", "are") and verb.at is not None and verb.at > claim.at
    return own and claim.how == "bare" and before.claim.how in ("of_them", "part_of")


def _at_a_time(claim: Claim, found: Dated | None) -> bool:
    """ "3,347 more than in May and, compared with 47,228 at the end of 2021, …": how many there were at a time."""
    return found is not None and found.at > claim.at and (found.lead == "as of" or found.when.edge == "end")


#: What is said of a plan that another has replaced.
_FORMER = frozenset({"previous", "previously", "earlier", "former", "old", "original", "initial", "prior", "last"})


def _goal_of_year(claim: Claim, found: Dated | None, memory: Memory) -> bool:
    """ "Built 76 so far this year, 7.6 percent of its target of 1,000 for the full year": for as many to come in it."""
    before = next(memory.same_sentence(claim), None)
    if before is None or found is None or found.when.unit != "year" or found.when.edge or found.lead != "for":
        return False
    seen, first = before.observation, memory.published.replace(month=1, day=1)
    return (seen.measure, seen.status, seen.period_start) == ("added", "actual", first)


def _from_before(claim: Claim) -> bool:
    """ "Up from a previous target of 400", "instead of the old goal of 400": what the number before replaces."""
    words = claim.parsed.words[max(0, claim.at - 8) : claim.at]
    return bool(_FORMER & {*words}) and bool(
        {"from", "instead of", "than", "against", "versus", "replacing"} & {*words}
    )


def _conceded(claim: Claim, verb: Governor) -> bool:
    """ "Although it planned 500", "when it had aimed for 500": the old plan for the number before."""
    start, _ = claim.parsed.bounds(claim.at)
    return verb.words.split()[-1].endswith("ed") and bool(
        CONCESSIONS & {claim.parsed.word(i) for i in range(start, verb.at or start)}
    )


#: Words that set what was meant against what came.
CONCESSIONS = frozenset({"although", "though", "while", "whereas", "when", "but", "than", "instead of"})


@rule("NIO added 57 swap stations in May, bringing the total to 900. ¶ That compares with [44] in April. => added")
def compared_with_it(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "That compares with 44": the first figure of the sentence before, at another time."""
    if claim.how != "bare" or not compares_figure(claim.parsed) or any(True for _ in memory.same_sentence(claim)):
        return None
    main = memory.main_figure(claim)
    return measured_as(main, "paragraph") if main is not None and not main.claim.ordinal else None


@rule("In 2021, NIO added 900 swap stations. In 2020, it was [120]. => added")
def figure_spoken_of(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """ "It was 120", "the figure had been 120": the same count at another time."""
    main = memory.main_figure(claim) if stands_for_figure(claim, verb) else None
    if main is None or main.noun.service != noun.service or main.claim.ordinal:
        return None
    beside = [each for each in memory.same_sentence_of(main.claim.parsed) if each.noun.noun_class == noun.noun_class]
    sized = [each for each in beside if claim.count.value / 3 < each.observation.value < claim.count.value * 3]
    if len(sized) == 1 and main not in sized and not sized[0].claim.ordinal:
        main = sized[0]  # of two figures the one that is as large
    if main.observation.measure == "rate" and found is not None and found.when.edge in ("first", "end"):
        return Answer(
            "added", str(main.observation.value), "paragraph"
        )  # "on the first day of the holiday, it was 61,900"
    return measured_as(main, "paragraph")


#: Times that a plan is for: "for 2025 as a whole".
_SPANS = ("year", "half", "quarter", "month")


@rule(
    "NIO opened 41 swap stations in May. In June, there were [20]. => added",
    "NIO opened 41 swap stations in Norway last year; this year, it will be [60]. => added planned",
    refuses=["NIO will add 100 swap stations next year and is aiming for [1,000] in 2030"],
)
def period_of_growth(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """A bare number of another period, behind what came in one."""
    same = verb.words in ("will be", "should be", "is to be", "would be", "may be", "could be", "might be")
    spanned = found is not None and found.when.edge == "" and found.when.unit in _SPANS
    of_plan = spanned and found is not None and verb.planned and (found.lead == "for" or (same and not found.deadline))
    if found is None or not (found.within or of_plan):
        return None
    last = next(memory.recent(), None)
    if last is None or (verb.planned and last.claim.parsed is claim.parsed and not same):
        return None  # "1,000 will be added, and it aims for 10,000 in 2030": a goal of its own
    if found.when.unit == "ago":  # "a year earlier" is set beside the main figure
        last = [*memory.same_sentence_of(last.claim.parsed)][-1]
    if last.observation.measure != "added" or last.claim.origin != claim.origin:
        return None
    return measured_as(last, "paragraph")


@rule(
    "For 2023, analysts expect 900 more swap stations. NIO alone is guiding for [120]. => added planned",
    "NIO expects to add 900 swap stations in 2022. In March, it had guided for [700]. => added planned 2022-01-01 2022-12-31",
    "NIO expects to add 900 swap stations in 2022. Its original goal was [700]. => added planned",
    refuses=["NIO plans to add 900 swap stations in 2023. Its goal is [4,000]."],
)
def plan_of_growth(claim: Claim, noun: Noun, verb: Governor, found: Dated | None, memory: Memory) -> Answer | None:
    """A plan that says neither what is done nor when, behind what is to come: a part of that."""
    start, _ = claim.parsed.bounds(claim.at)
    old = verb.of_plan and bool(_FORMER & {*claim.parsed.words[start : claim.at]} or "had" in verb.words.split())
    if not verb.planned or (verb.of_plan and not old) or verb.verb is not None or found is not None:
        return None
    main = memory.main_figure(claim)
    if main is None or main.claim.parsed is claim.parsed or main.observation.status != "planned":
        return None
    return measured_as(main, "paragraph") if main.observation.measure == "added" else None


#: Asked where a number only hangs on another; where nothing says how it is measured; and where only "there were" does.
HANGING_RULES = (
    next_in_rank,
    piles_of_new_sites,
    listed_with_new,
    compared_with_it,
    part_of_the_new,
    rate_beside,
    part_of_which,
    done_of_plan,
    whole_of_what_came,
)
SILENT_RULES = (
    as_its_whole,
    share_of_the_whole,
    as_the_one_before,
    planned_for_the_year,
    figure_spoken_of,
    period_of_growth,
    plan_of_growth,
)
THERE_RULES = (period_of_growth,)
