"""How many there are, came or went: read from the verb that governs the number."""

from __future__ import annotations

from pipelines.join.actions import actions_numbered, done_in_period, undertaken
from pipelines.join.came import CAME_RULES, grew_by
from pipelines.join.claims import Claim
from pipelines.join.closed import ADVERBS
from pipelines.join.dates import Dated
from pipelines.join.governor import Governor
from pipelines.join.reach import COUNTS
from pipelines.join.sums import had_by, in_period, lately, summed, up_to_now
from pipelines.join.tense import tense
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO opened its [1,000th] swap station in China today => nth",
    "Number [250] of its charging stations opened => nth",
    "NIO likes swap stations. It put the [first] one into service in Oslo in 2021. => nth 2021-01-01 2021-12-31",
)
def ordinal_station(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """An ordinal is a milestone of its own."""
    return Answer("nth", claim.parsed.text(claim.at)) if claim.ordinal else None


@rule(
    "NIO's stations perform [50,000] swaps a day => rate",
    "NIO added 312 swap stations last quarter. That is more than [three] stations per day. => rate",
    "Gogoro riders swap at its GoStations about [340,000] times every day. => rate",
    refuses=["NIO performed [75,673] swaps on September 28"],
)
def so_many_a_day(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "A day", "daily", "per day" near a number of services, or right behind stations that come."""
    parsed = claim.parsed
    if not parsed.has("rate"):
        return None
    if not noun.service:
        k = claim.noun_at + 1
        if parsed.word(k) == "and" and parsed.has("number", start=k + 1, end=k + 2):
            k = next((i + 1 for i, _ in parsed.nouns if k < i < k + 5), k)  # "three stations and 30 stalls per day"
        paced = parsed.has("rate", start=k, end=k + 1) and parsed.word(k) != "average of"
        return Answer("rate", parsed.text(k)) if paced else None
    start, end = parsed.bounds(claim.at)
    others = [k for k in parsed.of_kind("number", start=claim.at + 1, end=end) if not parsed.other_thing(k)]
    for i in parsed.of_kind("rate", start=start, end=min(end, claim.noun_at + 8, *others)):
        if parsed.word(i) == "a day" and parsed.word(i + 1) in (
            "shorter",
            "longer",
            "later",
            "earlier",
            "before",
            "after",
        ):
            continue
        single = parsed.word(i) == "a day" and parsed.word(i - 1) in ("in", "within")
        if (parsed.word(i) != "average of" or i < claim.at) and not (single and found is not None):
            return Answer("rate", parsed.text(i))
    return None


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


@rule("NIO closed [two] swap stations in Denmark => removed", refuses=["NIO is close to [200] swap stations"])
def closed(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Closed, dismantled, removed."""
    return Answer("removed", verb.words) if verb.verb == "remove" else None


@rule(
    "The number of NIO's swap stations passed [1,200] => total min",
    "NIO's swap stations reached [1,200] => total",
    "NIO adds 22 swap stations, bringing the total to [598] => total",
    "In Norway, the mark of [1,000] swap stations of NIO had already been passed => total min",
    "Public charging points in Norway are up 300 from a month ago, at [9,300] => total",
    "NIO opened five swap stations in Norway in June; its network there is now [45] strong => total",
    refuses=["NIO counted 1.1 million charging sessions in Q4, which brought the total for the year to [3.7 million]"],
)
def level_reached(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """A level that the number reached or passed is a total; so is the second of "grew by 37 to 820"."""
    at = claim.parsed.ahead_of(claim.at)
    if claim.parsed.word(claim.noun_at + 1) == "strong" or (claim.how == "bare" and _stands_at(claim, at)):
        return Answer("total", claim.parsed.text(claim.at))
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
    "NIO opened [34] swap stations in May => added",
    "NIO plans to build [1,000] swap stations in 2023 => added planned",
    "NIO has agreed to build [500] swap stations in Norway => added planned",
    "NIO opened [nine] swap stations in Norway last month for a total of 204 => added",
    "[49] charging stations of Ionity are under construction => added planned",
    "What NIO opened in Norway in May was [12] swap stations => added actual",
    "NIO has 730 swap stations. What remains to be done by December 31 is [270]. => added planned",
    "Ionity has announced a charging hub with [30] fast-charging points in Exeter => added planned",
    "[250] charging points of Ionity go in the ground by the end of 2023 => added planned",
    "[Five] NIO swap stations are being built, two of them in Norway => added planned",
    "The construction of [12] swap stations of NIO in Norway is making headway => added planned",
    "The opening of [12] swap stations of NIO in Norway was announced on Monday => added planned",
    "The 200 million kroner are for [300] fast chargers in Norway by 2024 => added planned",
    "The program will bring Norway [300] fast chargers by 2024 => added planned",
    "NIO plans to add up to [50] swap stations in Norway this year => added planned max",
    "NIO has earmarked 2 billion yuan for [600] swap stations in Norway => added planned",
    "Enova supports the construction of [12] swap stations of NIO in Norway => added planned",
    "NIO expanded its network in Norway with [12] swap stations in May => added actual",
    "Norway will see [300] charging points installed by Ionity this year => added planned",
    "Since the turn of the year, [45] NIO swap stations have been connected to the grid => added",
    "As of October 20, NIO had built [546] swap stations => total",
    "Around [1,000] charging points of Ionity are already connected => total",
    "NIO had a busy June. More than 900,000 swaps were carried out at NIO's [997] stations. => total",
    "NIO opened 60 swap stations in Norway and closed some; in all, [60] swap stations came and 14 went in May => added",
    "The 640 swap stations of NIO in Norway include [90] that were opened this year => added",
    refuses=["NIO has [45] swap stations"],
)
def verb_of_adding(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Built, opened, installed: added; but "had built N as of", "has built N to date" is a total."""
    if verb.verb == "serve" and not noun.service and _has_them(claim):
        return Answer("total", verb.words)  # "swaps were carried out at NIO's 45 stations"
    if verb.verb not in ("add", "serve") or (verb.verb == "serve" and not noun.service):
        return None
    parsed = claim.parsed
    spent = verb.at is not None and parsed.spans[verb.at].value == "invest"
    where = parsed.word(claim.at - 1) in ("at", "across", "on") and not spent and claim.how != "event"
    if not noun.service and where:
        return None  # "swaps were done at 45 stations": where, not what
    if noun.service:
        came = in_period(found, True) or not (verb.perfect or up_to_now(claim, found) or summed(claim) or verb.planned)
        return Answer("added" if came else "total", verb.words)
    new = any(
        parsed.spans[i].kind == "more" or (i == claim.at - 1 and parsed.word(i) == "first")
        for i in range(max(0, claim.at - 2), claim.noun_at + 1)
    )
    if not verb.planned and not new and tense(claim, verb) != "present" and up_to_now(claim, found):
        return Answer("total", verb.words)
    if verb.words.startswith("were ") and found is None and claim.how in ("of_them", "part_of"):
        return Answer("total", verb.words)  # "only 140 of these were built by BYD itself"
    if not verb.planned and noun.noun_class == "post" and _of_one_site(claim):
        return Answer("added", verb.words)  # "has opened a station with 20 stalls"
    now = found is None or found.when.unit == "now"
    if not new and now and not verb.planned and claim.how != "event" and _are_connected(verb):
        return Answer("total", verb.words)
    if verb.words.endswith(("added", "adding")) and not up_to_now(claim, found):
        return Answer("added", verb.words)
    still_open = (not in_period(found, False) or had_by(claim, verb, found)) and not lately(claim, verb)
    if not verb.planned and verb.perfect and not new and still_open and claim.how != "event":
        return Answer("total", verb.words)
    return Answer("added", verb.words)


def _of_one_site(claim: Claim) -> bool:
    """ "A station with 20 stalls", "its 100th site, with 20 stalls"."""
    parsed, k = claim.parsed, claim.parsed.ahead_of(claim.at)
    if parsed.word(k) not in ("with", "featuring", "offering", "comprising"):
        return False
    k -= parsed.word(k - 1) == ","
    site = next((n for i, n in reversed(parsed.nouns) if i < k and i > k - 6), None)
    return site is not None and site.noun_class == "site" and not site.plural


def _has_them(claim: Claim) -> bool:
    """ "At NIO's 45 stations", "at its 45 stations": those that somebody has."""
    parsed = claim.parsed
    own = parsed.word(claim.at - 1) in ("its", "their", "’s", "'s", "the", "all")
    return own and any(parsed.word(k) in ("at", "on", "by") for k in range(max(0, claim.at - 4), claim.at))


def _are_connected(verb: Governor) -> bool:
    """ "Are already connected", "is installed": the present tense of a passive tells how things stand."""
    words = verb.words.split()
    return words[0] in ("is", "are") and words[-1].endswith(("ed", "ilt")) and not {"being", "now"} & {*words}


@rule(
    "NIO will have [20] more swap stations in Norway => added planned",
    "Another [49] charging stations of Ionity will follow => added planned",
    "NIO looks to Sweden next, with [20] swap stations planned there this year => added planned",
    refuses=["NIO is 20 short of the [400] swap stations planned for 2022"],
)
def more_of_them(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Another 20", "20 more", "25 new ones": on top of what there is."""
    if noun.service and not any(claim.parsed.word(i) == "another" for i in (claim.at - 1,)):
        return None
    parsed = claim.parsed
    if verb.verb == "share":
        return None
    if parsed.word(claim.noun_at + 1) in ("richer", "better", "bigger", "larger", "stronger") and parsed.word(
        claim.noun_at + 2
    ) in ("off", ".", ",", "by", "in", "than", ""):
        return Answer("added", parsed.text(claim.noun_at + 1))  # "will be 50,000 points better off"
    if claim.how == "bare" and verb.of_plan and _of_new_ones(claim):
        return Answer("added", "new")  # "lifted its goal for new stations in 2023 to 1,000"
    if (
        not verb.planned
        and verb.verb in ("have", "add", "reach", "pass", None)
        and parsed.word(claim.at + 1).startswith("more")
        and any(w in ("than", "more than") for w in parsed.words[claim.at + 1 : claim.noun_at + 8])
    ):
        return Answer("added", parsed.text(claim.at + 1))  # "22 more than when the year began"
    if verb.of_plan and found is not None and _planned_sites(claim, found):
        return Answer("added", verb.words)  # "with 30 sites planned there this year"
    if verb.verb == "have" and not verb.planned:
        new = any(parsed.word(i) == "new" for i in range(claim.at - 2, claim.noun_at + 1))
        return Answer("added", "new") if new else None  # "Europe has another 61": a part of what there is
    beside = parsed.word(claim.at - 1) in ("another", "further", "other") or parsed.word(claim.noun_at + 1) == "more"
    if verb.words in ("is", "are", "were") and beside:
        return None  # "another 59 are in Europe"
    for i in (
        *range(max(0, claim.at - 2), claim.at),
        *range(claim.at + 1, min(claim.noun_at + 1, claim.at + 4)),
        claim.at + 1,
    ):
        if parsed.word(i) == "new" and parsed.word(i + 1) == "and":
            return None  # "3,500 new and existing chargers"
        if 0 <= i < len(parsed.spans) and parsed.spans[i].kind == "more" and parsed.word(i) != "other":
            return Answer("added", parsed.text(i))
    return None


def _planned_sites(claim: Claim, found: Dated) -> bool:
    """ "30 sites planned this year" right behind the noun: so many that are to come in a time."""
    parsed = claim.parsed
    for k in range(claim.noun_at + 1, min(claim.noun_at + 3, len(parsed.spans))):
        words = parsed.word(k).split(" ")
        if parsed.spans[k].kind == "plan" and words[0] in ("planned", "scheduled", "slated", "envisaged"):
            bare = found.when.edge == "" and found.when.unit in ("year", "quarter", "half", "month")
            return not found.deadline and (found.within or bare) and words[-1] != "for"
    return False


def _of_new_ones(claim: Claim) -> bool:
    """True where the clause speaks of a plan for new ones before the number."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    return any(
        start < i < claim.at and parsed.word(i - 1) == "new" and any(s.kind == "plan" for s in parsed.spans[start:i])
        for i, _noun in parsed.nouns
    )


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
)
def how_many_there_are(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """Has, operates, there are, stands at: a total."""
    if verb.words == "followed by":
        return None
    behind = claim.parsed.spans[claim.noun_at + 1 : claim.noun_at + 2]
    if verb.verb in (None, "serve") and behind and behind[0].value == "state" and not noun.service:
        return Answer("total", claim.parsed.text(claim.noun_at + 1))  # "it sees 6,000 of them in operation"
    if verb.words in ("with", "including") and verb.form == "with" and claim.how not in ("head_noun", "kind_alone"):
        return None  # "opened ten, with four of them in Sichuan": a part of what came
    return Answer("total", verb.words) if verb.verb == "have" else None


@rule(
    "All [45] swap stations of NIO are white => total",
    "NIO says its [45] swap stations in Norway are visited by tourists, too => total",
    "NIO has no plans to close any of its [45] swap stations in Norway => total actual",
    refuses=[
        "A tourist visited [45] swap stations of NIO in Norway",
        "One swap station costs as much as [five] fast chargers of NIO",
        "In a test, 14 out of [50] chargers of NIO failed",
        "Drivers pass [12] swap stations of NIO before they get to Oslo",
        "Neither of the [two] swap stations of NIO was damaged",
        "A driver from Oslo has made [1,245] swaps at NIO since 2020",
        "The queue at [one] swap station of NIO was 14 cars long",
        "Nobody expected [1,000] swap stations of NIO in Norway",
        "Operators with more than [1,000] charging stations have to register in Norway",
        "Land for [22] more swap stations of NIO has been secured",
        "For the price of [one] swap station, NIO can do many things",
        "NIO could have built [ten] swap stations in Norway",
        "[Three] swap stations of NIO are temporarily closed",
        "A network of [10,000] swap stations would be needed, NIO says",
        "For every 100,000 inhabitants there are [80] charging points in Norway",
        "Some [40] charging points of Ionity in Oslo were out of order last week",
        "NIO raised prices at [200] of its swap stations in Norway",
        "It takes [four] charging points to serve 60 cars, says Ionity",
        "For more than [100] further sites of Ionity, the permits are at hand",
        "Fastned has contracts in its pocket for a further [137] charging locations",
        "If NIO keeps this pace, it will have [2,000] swap stations by Christmas",
        "NIO raised prices at [12] swap stations in Norway last week",
        "Reporters filmed [12] swap stations of NIO in Norway last week",
        "NIO has 45 swap stations in Norway. It enlarged [12] of them last year.",
        "NIO has 45 swap stations in Norway. [Twelve] of them were closed for a day.",
        "Shell's hub in Oslo can be expanded to [40] fast chargers",
        "On average, [1,200] charging points are added per week in Germany",
        "At the present rate of [1,500] charging points a month, Norway will miss its goal",
        "In theory, NIO would have [2,000] swap stations by Christmas",
        "NIO rejected rumors that it would shut [20] swap stations in Norway",
    ],
)
def total_by_default(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """A count without a verb says how many there are; a single new one is an addition."""
    if claim.how == "event":
        return Answer("added", claim.parsed.text(claim.at), "default")
    return Answer("total", "", "default")


#: Ordinals and rates say their measure themselves; then the verb; then what stands around.
MEASURE_RULES = (
    ordinal_station,
    so_many_a_day,
    *CAME_RULES,
    actions_numbered,
    undertaken,
    done_in_period,
    down_to,
    closed,
    grew_by,
    more_of_them,
    closed_with,
    level_reached,
    verb_of_adding,
    how_many_there_are,
    total_by_default,
)
