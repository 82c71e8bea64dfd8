"""What is built, opened or still to come: numbers of a verb of adding, and of "more" and "another"."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.closed import PRONOUNS
from pipelines.join.dates import REPORTS, Dated
from pipelines.join.governor import Governor
from pipelines.join.sums import had_by, in_period, lately, summed, up_to_now
from pipelines.join.tense import tense
from pipelines.model import Noun
from pipelines.rules import Answer, rule


@rule(
    "NIO opened [34] swap stations in May => added",
    "The first [dozen] swap stations of NIO will be built in Oslo => added planned",
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
    "NIO said in its first-quarter report that it has installed [546] chargers in Norway => total",
    "NIO's charging map connects [800,000] third-party charging piles => total",
    "As of October 20, NIO had built [546] swap stations => total",
    "Around [1,000] charging points of Ionity are already connected => total",
    "NIO had a busy June. More than 900,000 swaps were carried out at NIO's [997] stations. => total",
    "NIO opened swap stations in Norway and closed some; in all, [60] swap stations came and 14 went in May => added",
    "Of NIO's 45 swap stations in Norway, [12] were built by Shell => total",
    "With [45] swap stations built in Norway, NIO is ahead of Ionity => total",
    "NIO built up a network of [45] swap stations in Norway => total",
    "NIO is in Norway. It's performed over [40 million] swaps there, says the company. => total min",
    "NIO likes Norway. We've built [45] swap stations there, its boss says. => total",
    "NIO has completed the construction of [45] swap stations in Norway => total",
    "A year ago, NIO had built [45] swap stations in Norway => total 2021-07-06",
    "NIO opened 20 swap stations in May, with [40] to follow in August => added planned",
    "The 640 swap stations of NIO in Norway include [90] that were opened this year => added",
    refuses=[
        "NIO has [45] swap stations",
        "NIO opened 20 swap stations in May on top of the [45] existing ones",
        "NIO opened 20 swap stations in May, adding to the [45] it had before",
    ],
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
    if "third_party" in noun.kinds and not new and tense(claim, verb) == "present":
        return Answer("total", verb.words)  # "its map connects 800,000 third-party piles"
    if found is not None and _reported(claim, found) and verb.perfect and not new:
        return Answer("total", verb.words)
    if not verb.planned and not new and tense(claim, verb) != "present" and up_to_now(claim, found):
        return Answer("total", verb.words)
    if not verb.planned and noun.noun_class == "post" and _of_one_site(claim):
        return Answer("added", verb.words)  # "has opened a station with 20 stalls"
    now = found is None or found.when.unit == "now"
    if not new and now and not verb.planned and claim.how != "event" and _are_there(claim, verb):
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


def _reported(claim: Claim, found: Dated) -> bool:
    """ "Said in its third-quarter results that it has installed 5,300": the time of a report, not of the installing."""
    return claim.parsed.word(found.at + 1) in REPORTS


def _are_there(claim: Claim, verb: Governor) -> bool:
    """Without a time, what is told of stations is not that they came, but whose or which they are.

    So is it where the verb is the present of a passive ("are installed"), where it tells who built them ("were built by
    Shell"), where they are some of those that there are ("12 of these were built in Oslo"), or known ones ("the 45 that
    were built"), where they are what somebody is left with ("with 45 built"), and where they make up a network.
    """
    parsed, words, ahead = claim.parsed, verb.words.split(), claim.parsed.ahead_of(claim.at)
    if words[0] in ("is", "are") and any(w.endswith(("ed", "ilt")) or w in ("set", "put") for w in words[1:]):
        return "being" not in words and (claim.how == "of_them" or "now" not in words)
    if parsed.word(ahead) == "of" and parsed.word(ahead - 1) in ("network", "chain", "web"):
        return True  # "has built up a network of 45"
    if verb.at is None or verb.at < claim.at or parsed.has("date", start=claim.at, end=verb.at + 5):
        return False
    if parsed.word(verb.at + 1) in ("by", "with", "together", "jointly") or parsed.word(verb.at - 1) == "jointly":
        return True
    if (verb.form == "ed" and parsed.word(verb.at - 1) not in PRONOUNS) or words[0] in ("were", "was"):
        some = claim.how in ("of_them", "part_of") or parsed.word(parsed.bounds(claim.at)[0]) == "of"
        return some or parsed.word(ahead) in ("the", "all", "these", "those", "with")
    return False


@rule(
    "NIO will have [20] more swap stations in Norway => added planned",
    "Another [49] charging stations of Ionity will follow => added planned",
    "The first [20] swap stations of NIO in Norway will be ready in autumn => added planned",
    "NIO has 340 swap stations in Norway. That's [36] stations more than a year ago. => added",
    refuses=["NIO is 20 short of the [400] swap stations planned for 2022"],
)
def more_of_them(claim: Claim, noun: Noun, verb: Governor, found: Dated | None) -> Answer | None:
    """ "Another 20", "20 more", "25 new ones": on top of what there is."""
    if noun.service and not any(claim.parsed.word(i) == "another" for i in (claim.at - 1,)):
        return None
    parsed = claim.parsed
    if verb.verb == "share":
        return None
    if claim.how == "bare" and verb.of_plan and _of_new_ones(claim):
        return Answer("added", "new")  # "lifted its goal for new stations in 2023 to 1,000"
    if (
        not verb.planned
        and verb.verb in ("have", "add", "reach", "pass", None)
        and parsed.word(claim.at + 1).startswith("more")
        and any(w in ("than", "more than") for w in parsed.words[claim.at + 1 : claim.noun_at + 8])
    ):
        return Answer("added", parsed.text(claim.at + 1))  # "22 more than when the year began"
    compared = parsed.word(claim.noun_at + 1) == "more than" and parsed.spans[claim.noun_at + 2 : claim.noun_at + 3]
    if not verb.planned and compared and compared[0].kind == "date":
        return Answer("added", "more than")  # "that's 36 sites more than a year ago"
    if verb.planned and verb.verb != "add" and parsed.word(claim.at - 1) == "first" and not claim.ordinal:
        return Answer("added", parsed.text(claim.at - 1))  # "the first 20 will be ready in May"
    if verb.verb == "have" and not verb.planned:
        new = any(
            parsed.word(i) == "new" and parsed.word(i + 1) != "and" for i in range(claim.at - 2, claim.noun_at + 1)
        )
        return Answer("added", "new") if new else None  # "Europe has another 61": a part of what there is
    if parsed.word(claim.at - 1) == "the" and parsed.word(claim.at + 1) in ("others", "other") and verb.words == "are":
        return None  # "the 115,836 others are AC points"
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
        if 0 <= i < len(parsed.spans) and parsed.spans[i].kind == "more" and parsed.word(i) not in ("other", "others"):
            return Answer("added", parsed.text(i))
    return None


def _of_new_ones(claim: Claim) -> bool:
    """True where the clause speaks of a plan for new ones before the number."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    return any(
        start < i < claim.at and parsed.word(i - 1) == "new" and any(s.kind == "plan" for s in parsed.spans[start:i])
        for i, _noun in parsed.nouns
    )
