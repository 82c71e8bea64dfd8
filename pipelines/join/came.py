"""What a period brought: counts that a noun, a month or a difference names as come, and services of a time."""

from __future__ import annotations

from pipelines.join.actions import CAME
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.closed import BE, HAVE
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.join.reach import COUNTS
from pipelines.join.sums import in_period, spoken_period, summed
from pipelines.model import Noun, When
from pipelines.rules import Answer, rule


@rule(
    "NIO opened swap stations on Sunday and Monday. Monday's [five] all went to Bergen => added 2022-07-04",
    "NIO opened swap stations. May's contribution to the urban network was [34] swap stations. => added",
    refuses=["Monday's meeting was about [5] cars", "Last year's network was [45] NIO swap stations"],
)
def of_a_day(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Monday's five", "May's 34 stations", "May's contribution was 34": what a day or a month brought."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    owner = next(parsed.of_kind("date", start=start, end=min(start + 3, claim.at)), None)
    if verb.at is not None and owner is not None and parsed.word(owner + 1) in ("'s", "’s"):
        brought = verb.verb is None or verb.words.startswith(("came to", "amounted to", "comes to"))
        spoken = brought and verb.at < claim.at and not verb.planned
        if spoken and not any(
            parsed.word(i) in (*COUNTS, "network", "record") for i in range(owner + 2, min(owner + 4, verb.at))
        ):
            return Answer("added", parsed.text(owner))
    if parsed.word(claim.at - 1) not in ("'s", "’s") or claim.at < 2:
        return None
    when = parsed.spans[claim.at - 2].value
    return Answer("added", parsed.text(claim.at - 2)) if isinstance(when, When) and not noun.service else None


@rule(
    "Supercharging stations of NIO grew by 37 to 820, and destination charging stations by [20] to 712 => added",
    "NIO had 949 swap stations at the end of May, up [49] from the month before => added 2022-05-01 2022-05-31",
    "Norway saw a net gain of [850] charging points in May => added 2022-05-01 2022-05-31",
    refuses=["NIO has [45] swap stations"],
)
def grew_by(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Stations grew by 37 …, and … by 20": the difference, with the verb said once."""
    parsed = claim.parsed
    by = parsed.ahead_of(claim.at)
    if parsed.word(by) == "of" and by > 0 and parsed.spans[by - 1].kind == "came":
        return Answer("added", parsed.text(by - 1))  # "a net gain of 93"
    if (parsed.word(by) == "up" and parsed.word(by - 1) not in OPENED) or (
        parsed.word(by) == "by" and parsed.word(by - 1) == "up"
    ):
        return Answer("added", "up")  # "up 93 from the previous month"
    if parsed.word(by) == "down" or (parsed.word(by) == "by" and parsed.word(by - 1) == "down"):
        return Answer("removed", "down")  # "down two from the previous month"
    if parsed.word(by).split(" ")[-1] != "by":
        return None
    for i in range(by if parsed.word(by) != "by" else by - 1, -1, -1):
        span = parsed.spans[i]
        if (span.kind, span.value) == ("act", "shrink") or (span.value == "remove" and parsed.word(i).endswith(" by")):
            return Answer("removed", parsed.text(i))
        if (span.kind, span.value) in (("act", "grow"), ("came", "growth"), ("verb", "reach")) or (
            span.kind == "verb" and span.value == "add" and parsed.word(i).endswith(" by")
        ):
            return Answer("added", parsed.text(i))
    return None


#: Verbs with an "up" of their own.
OPENED = frozenset({"opened", "opens", "open", "opening", "set", "put", "clocked", "racked", "makes", "make"})


@rule(
    "NIO opened new swap stations. Of the twelve newcomers, [five] are in Norway => added",
    "NIO's swap stations grew. The increase since May amounts to [20] swap stations => added",
    "The first half of 2022 has brought NIO [20] swap stations in Norway => added",
    "Of NIO's swap stations in Norway, [12] are new => added",
    "NIO's additions in Norway amounted to [31] swap stations last month => added 2022-06-01 2022-06-30",
    "In May, the number of new NIO swap stations in Norway was [12] => added",
    "NIO has built 45 swap stations in Norway, including [twelve] this year => added 2022-01-01 2022-07-06",
    "NIO has 1,200 swap stations in China. The months from April onwards contributed [120] of these. => added",
    refuses=[
        "NIO has [45] swap stations in Norway after an increase",
        "Today there are [45] NIO swap stations",
        "China has 1,200 NIO swap stations, with Shanghai contributing [120]",
    ],
)
def of_what_came(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Four of the newcomers", "the increase was 20": a noun that names what came is the whole or the subject."""
    parsed = claim.parsed
    start, end = parsed.bounds(claim.at)
    if (parsed.spans[claim.at + 1 : claim.at + 2] and parsed.spans[claim.at + 1].value == "came") or (
        parsed.word(claim.at + 1) in CAME
    ):
        return Answer("added", parsed.text(claim.at + 1))  # "53 additions", "34 openings"
    if parsed.word(claim.noun_at + 1) == "new" and parsed.word(claim.noun_at + 2) in (",", ".", ";", ")", ""):
        return Answer("added", "new")  # "34 of them new"
    if found is not None and not verb.planned and _part_of_time(claim, found):
        return Answer("added", parsed.text(found.at))
    dated = parsed.has("date", start=start, end=end)
    if (
        found is not None
        and found.when.until is not None
        and dated
        and not verb.planned
        and verb.verb in ("have", None)
        and "ended" not in parsed.word(found.at).split()  # "when the year ended on Wednesday, it had 3,907"
        and parsed.word(claim.at - 1) not in ("from", "to")  # "rose from 900 to 949"
    ):
        return Answer("added", verb.words)  # "3,540 of them from April through June"
    if _period_brings(claim, verb):
        return Answer("added", verb.words)
    whole = range(claim.at + 1, min(claim.at + 6, len(parsed.spans))) if parsed.word(claim.at + 1) == "of" else ()
    fronted = range(start, claim.at) if parsed.word(start) == "of" or parsed.word(start + 1) == "of" else ()
    for i in (*whole, *fronted):
        newly = (parsed.spans[i].kind, parsed.spans[i].value) == ("came", "came") or parsed.word(i).startswith(
            "newcomer"
        )
        if newly and [group.value for group in parsed.verbs if i < group.start < claim.at] in ([], ["be"]):
            return Answer("added", parsed.text(i))
    if verb.at is not None and verb.at > claim.at and parsed.word(verb.at + 1) == "new" and not verb.planned:
        return Answer("added", "new")  # "297 of those are new"
    if verb.verb in (None, "have", "reach") and _number_of_new(claim, verb):
        return Answer("added", "new")
    came = _number_of_what_came(claim, verb)
    if came is not None:
        return came
    if verb.at is not None and any(
        parsed.spans[k].kind in ("count", "operator") or isinstance(parsed.spans[k].value, Noun)
        for k in range(verb.at + 1, claim.at)
    ):
        return None  # "the additions brought the tally to 1,367"
    if verb.at is not None and verb.at < claim.at and verb.verb in (None, "have", "reach"):
        for i in range(max(start, verb.at - 8), verb.at):
            grew = (parsed.spans[i].kind, parsed.spans[i].value) == ("came", "growth")
            came_too = parsed.spans[i].kind == "came" and parsed.word(i).endswith("s") and _subject(parsed, i, verb.at)
            if (grew or came_too) and parsed.word(i - 1) not in ("after", "of"):
                return Answer("added", parsed.text(i))
    return None


def _part_of_time(claim: Claim, found: Dated) -> bool:
    """ "45 stations, 12 of them this year", "45, including 12 in May": the part of a sum that a time is told of came in it."""
    ahead = claim.parsed.word(claim.parsed.ahead_of(claim.at))
    part = (claim.how == "of_them" and ahead in (",", "with", "and", "(")) or ahead == "including"
    near = claim.at < found.at <= claim.noun_at + 2
    return part and near and in_period(found, False) and not found.when.edge and found.when.unit != "ago"


def _subject(parsed: Parsed, at: int, verb: int) -> bool:
    """ "Last month's additions amounted to 31": the noun and its place right before the verb."""
    return not any(parsed.word(k) in (",", ";", "of") or parsed.spans[k].kind == "number" for k in range(at + 1, verb))


def _period_brings(claim: Claim, verb: Governor) -> bool:
    """ "The first half has delivered 3,150": a period is the subject."""
    parsed = claim.parsed
    group = next((g for g in parsed.verbs if g.at == verb.at), None)
    if group is None or not 0 < group.start < claim.at or verb.planned or group.value in ("reach", "pass", "be"):
        return False
    if verb.words.endswith(" with"):
        return False  # "May had closed with 9,976"
    if verb.verb == "share":  # "the months from April onwards contributed 2,614 of these"
        subject = parsed.spans[parsed.bounds(claim.at)[0] : group.start]
        if any(s.kind == "number" for s in subject):
            return False  # "at the moment, 3,260 sites make up the network"
        named = next((s for s in subject if s.kind not in ("word", "number", "unit")), None)
        return named is not None and named.kind == "date"
    date = group.start - 1
    while date > 0 and parsed.word(date) in ("alone", "itself"):
        date -= 1
    when = parsed.spans[date].value
    if not isinstance(when, When) or when.edge in ("start", "first", "end"):
        return False  # "May had closed with 9,976"
    if when.unit not in ("month", "quarter", "half", "season", "year", "span"):
        return False
    before = date - 1 if parsed.word(date - 1) not in ("the", "this") else date - 2
    return before < 0 or parsed.word(before) in (",", ";", "and", "that", "while", "but")


_NEW = frozenset({"new", "additional", "newly"})


def _number_of_new(claim: Claim, verb: Governor) -> bool:
    """ "The number of new sites was 112", "its goal for new sites is 1,000": the subject is what is new."""
    parsed = claim.parsed
    if _NEW.isdisjoint(parsed.said):
        return False
    start, _ = parsed.bounds(claim.at)
    for i in range(start + 2, claim.at):
        if parsed.word(i) in _NEW and parsed.word(i - 1) in ("of", "for"):
            if parsed.spans[i - 2].kind == "plan":
                return True
            return parsed.word(i - 2) in COUNTS and verb.at is not None and i < verb.at < claim.at <= verb.at + 3
    return False


def _number_of_what_came(claim: Claim, verb: Governor) -> Answer | None:
    """ "The number of chargers that it installed in May stood at 41": how many came, by the subject's own verb."""
    parsed = claim.parsed
    if verb.at is None or verb.at > claim.at or verb.verb not in (None, "have", "reach", "pass"):
        return None
    if "number" not in parsed.said:
        return None
    start, _ = parsed.bounds(claim.at)
    number = next((i for i in range(start, verb.at) if parsed.word(i) == "number"), None)
    if number is None:
        return None
    for group in parsed.verbs:
        if number < group.at < verb.at and group.value == "add":
            dated = any(s.kind == "date" for s in parsed.spans[group.end : verb.at])
            return Answer("added", parsed.text(group.at)) if dated else None
    return None


@rule(
    "From May 1 to 5, [64,000] charging sessions took place at NIO's stations => added",
    "NIO logged [75,673] swaps on September 28, 2021 => added",
    "The holiday was busy. Over the eight days, drivers swapped batteries [605,342] times at NIO's stations. => added",
    "NIO's charging sessions rose to [7.1 million] in the second quarter => added",
    "NIO opened eight swap stations from April to June. The number of battery swaps rose by 29 percent to [1.5 million]. => added 2022-04-01 2022-06-30",
    "The old record of NIO's battery swaps, [71,460], dated from May 1 => added 2022-05-01",
    refuses=[
        "NIO had performed [580,000] swaps as of May 31",
        "The number of NIO's swaps stood at [7 million] on July 5",
    ],
)
def services_of_a_period(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Swaps and sessions of a day, a month or a span came in it, whatever the verb; a level that was reached is a sum."""
    if noun.service and found is not None and found.when.unit in ("day", "weekday") and _record(claim):
        return Answer("added", "record")  # "the old record, 88,460, dates from February 9"
    if noun.service and found is not None and found.lead == "for" and found.when.unit in ("year", "quarter", "month"):
        return Answer("added", verb.words)  # "brought the total for the year to 3.7 million"
    if noun.service and _changed_to(claim, verb) and found is not None and in_period(found, True):
        return Answer("added", verb.words)
    if noun.service and found is None and not verb.planned and not summed(claim) and _by_percent(claim):
        return Answer("added", verb.words)  # "the number of sessions rose by 29 percent to 1.5 million": in that time
    if not noun.service or verb.verb in ("reach", "pass") or verb.words.endswith(("stood at", "stands at")):
        return None
    if claim.how == "times" and verb.at is None and found is None and not summed(claim):
        done = (k for k in range(max(1, claim.at - 4), claim.at) if claim.parsed.word(k) in ("swapped", "charged"))
        if any(claim.parsed.word(k - 1) not in HAVE | BE for k in done):
            return Answer("added", "times")  # "drivers swapped batteries 600,000 times at them"
    so_far = verb.perfect and verb.verb in ("add", "serve", "have") and found is not None and found.when.unit == "day"
    there = verb.words in ("there were", "there was")
    if (
        found is None
        and (verb.verb != "have" or there)
        and not verb.planned
        and not summed(claim)
        and spoken_period(claim)
    ):
        return Answer("added", verb.words)
    if not in_period(found, True) or summed(claim) or so_far:
        return None
    return Answer("added", verb.words)


def _by_percent(claim: Claim) -> bool:
    """ "Rose by 29 percent to 1.5 million": a growth that is told in percent is that of one period over another."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    return (
        parsed.word(k) == "to" and parsed.spans[k - 1].value == "percent" and parsed.word(k - 3).endswith(("by", "up"))
    )


def _changed_to(claim: Claim, verb: Governor) -> bool:
    """ "Sessions rose to 7.1 million in the quarter": what they were in one period; "the number rose to" is a sum."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    if verb.at is None or not verb.words.endswith(" to") or verb.planned or verb.words.split()[0] in ("came", "comes"):
        return False
    return not any(s.kind == "count" or s.value == "number" for s in parsed.spans[start : claim.at])


def _record(claim: Claim) -> bool:
    """True where the number is the most of a day: "the record"."""
    start, _ = claim.parsed.bounds(claim.at)
    return any(
        claim.parsed.word(k) in ("record", "peak", "high", "maximum")
        for k in range(max(start, claim.at - 12), claim.at)
    )


@rule(
    "In June alone, [2,118] charging piles were registered in Norway => added 2022-06-01 2022-06-30",
    refuses=["NIO alone has [45] swap stations"],
)
def of_it_alone(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "In July alone": what that one period brought."""
    if found is None or verb.verb == "remove" or claim.parsed.word(found.at + 1) != "alone":
        return None
    return Answer("added", claim.parsed.text(found.at, found.at + 2))


@rule(
    "NIO opens swap stations in Norway all year. May was the strongest month with [40] => added 2022-05-01 2022-05-31",
    "NIO opens swap stations in Norway all year. The busiest quarter was the first, with [110] of them. => added",
    refuses=["NIO's strongest market is Norway with [45] swap stations"],
)
def best_of_times(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "December was the strongest month with 640": what a time brought."""
    parsed = claim.parsed
    for k in range(claim.at - 1, max(0, claim.at - 12), -1):
        if parsed.spans[k].kind == "number":
            return None
        rank = parsed.word(k - 1)
        if parsed.word(k) in ("month", "quarter", "week", "year") and (
            rank.endswith("est") or rank in ("best", "worst")
        ):
            return (
                Answer("added", parsed.text(k - 1, k + 1))
                if any(parsed.word(i) == "with" for i in range(k, claim.at))
                else None
            )
    return None


#: Asked before the verb.
CAME_RULES = (of_a_day, of_what_came, of_it_alone, best_of_times, services_of_a_period)
