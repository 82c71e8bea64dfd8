"""The date behind the last number of a list, which holds for the whole list."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.date_behind import in_aside, promised, told_apart
from pipelines.join.dates import CONTRAST, Dated, dated, promised_on
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.join.sums import UP_TO
from pipelines.rules import Answer, rule


@rule(
    "NIO plans to have [1,300] swap stations and 6,000 supercharging piles by the end of 2022 => 2022-12-31",
    "NIO has 820 supercharging stations, offering [4,514] piles, as of July 1 => 2022-07-01",
    "NIO said on Tuesday that it had built [900] swap stations and 4,514 piles by the end of June => total 2022-06-30",
    refuses=["NIO has built [45] swap stations in Norway, 12 of them this year"],
)
def date_shared_behind(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """A date behind the last number of a list holds for the whole list."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    if parsed.word(0) == "of" and not any(parsed.word(k) == "," for k in range(claim.at)):
        return None  # "of the 1,000 sites, 58 were open in May"
    came = any(
        each.observation.measure == "added" and each.observation.date_basis == "text"
        for each in memory.same_sentence(claim)
    )
    if came and (verb.verb, verb.form) == ("reach", "ing"):
        return None  # "153,000 were added in 2023, lifting the number to 632,423, with 3 million cars by then": the year's end
    said = wanted = False
    for i in range(claim.noun_at + 1, len(parsed.spans)):
        span, word = parsed.spans[i], parsed.word(i)
        if word == "," and in_aside(parsed, claim.at):
            return None
        if word == ";" and parsed.has("date", start=i + 1, end=i + 3):
            return None  # "leads with 7,900; by 2030, it wants 20,000"
        if span.kind == "date":
            if parsed.word(i - 1) == "and" and parsed.has("verb", "mood", start=i + 1, end=i + 2):
                return None  # "accounts for six of the newcomers and currently has 42"
            found = dated(parsed, i)
            if (
                found is None
                or promised_on(parsed, i)
                or (found.when.unit == "ago" and i >= end)
                or (i >= end and _heads(parsed, i))
                or _of_part(parsed, found)
            ):
                return None
            return Answer(found, parsed.text(i), "sentence")
        if (
            word == "and"
            and parsed.word(i + 1) in ("had", "has", "was", "were")
            and parsed.word(i + 2) in ("been", "become")
        ):
            return None  # "was third with 150,000 and had been fourth a year before"
        if (
            span.kind == "credit"
            or (word in CONTRAST and word != "after")
            or (word == "after" and told_apart(parsed, i))
        ):
            return None
        if (word in ("which", "who", "whose") or (word == "where" and parsed.word(i - 1) == ",")) and not promised(
            parsed, i, claim.noun_at
        ):
            return None
        if said and span.kind == "number" and not parsed.other_thing(i):
            return None
        said = said or span.kind in ("mood", "plan") or word in ("is", "are", "was", "were", "has", "have", "had")
        if (
            span.kind in ("verb", "mood", "plan")
            and (i >= end or (span.value not in ("have", "state") and span.kind == "verb"))
            and word not in ("with", "including")
        ):
            return None
        if span.kind == "mood" and not verb.planned and not wanted:
            return None
        wanted = wanted or span.kind == "plan"
    return None


def _of_part(parsed: Parsed, found: Dated) -> bool:
    """ "45 stations, 12 of them this year", "45, including twelve in May": the time of a part sets it apart from the whole."""
    if found.lead in UP_TO or found.when.edge or found.when.unit == "now":
        return False
    for k in range(found.at - 1, max(0, found.at - 6), -1):
        span = parsed.spans[k]
        if span.kind == "number":
            return parsed.word(k - 1) == "including" or parsed.word(k + 1) in ("of them", "of those", "of these")
        if parsed.word(k) == "," or span.kind in ("place", "verb"):
            return False
    return False


def _heads(parsed: Parsed, at: int) -> bool:
    """True for a date at the head of the next clause: "two in Oslo, and in May it opened its first in Bergen"."""
    for k in range(at + 1, min(at + 5, len(parsed.spans))):
        if parsed.spans[k].kind in ("verb", "mood", "plan"):
            return True
        if parsed.spans[k].kind == "number" or parsed.word(k) in (",", ".", "and"):
            return False
    return False
