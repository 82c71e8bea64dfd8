"""Which date span of its sentence belongs to a number: behind it, ahead of it, at the end or the head of all."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.model import Noun, When
from pipelines.rules import Answer, rule


@dataclass(frozen=True)
class Dated:
    """A date span of the sentence that may belong to a claim."""

    at: int
    when: When
    lead: str  # the preposition before it: by, in, as of, since, …

    @property
    def deadline(self) -> bool:
        return self.lead in ("by", "before", "until", "till", "through", "within", "ahead of", "for")


def dated(parsed: Parsed, at: int) -> Dated | None:
    """The date span at `at` with its preposition; None for what names no day of a count."""
    when = parsed.spans[at].value
    if not isinstance(when, When) or when.unit == "none" or compared(parsed, at):
        return None
    lead = parsed.word(at - 1)
    if lead == "the":
        lead = parsed.word(at - 2)
    if lead in ("of", "at") and parsed.word(at - 2) in ("as", "ahead"):
        lead = f"{parsed.word(at - 2)} of"
    if lead == "into":
        return None
    if any(parsed.word(k) == "since" for k in range(max(0, at - 7), at)) and "," not in [
        parsed.word(k) for k in range(max(0, at - 4), at)
    ]:
        lead = "since"
    if lead == "before" and parsed.word(at + 1) in ("is", "ends", "end", "was"):
        lead = "by"
    if parsed.word(at).startswith("within"):
        lead = "within"
    if parsed.word(at).startswith(("in ", "by ")) and lead not in ("as of",):
        lead = parsed.word(at).split()[0]
    return Dated(at, when, lead)


#: What a figure is measured against follows these: "69 percent more than a year earlier".
STANDARD = ("than", "versus", "vs", "against", "to", "with", "on", "from", "over", "as")

#: Words of growth that make what follows "from", "on" or "over" a standard.
GROWTH = frozenset(
    {"up", "down", "increase", "growth", "rise", "gain", "jump", "drop", "plus", "more", "fewer", "higher", "lower"}
)


def compared(parsed: Parsed, at: int) -> bool:
    """True where the date is what a figure is measured against, not when it held: "up 47 percent from a year earlier"."""
    for k in range(at - 1, max(-1, at - 7), -1):
        span, word = parsed.spans[k], parsed.word(k)
        if span.kind in ("number", "ordinal"):
            return False
        if word.endswith("than"):
            return True
        if word.split(" ")[-1] in STANDARD:
            before = range(max(0, k - 5), k)
            if any(
                parsed.word(j).startswith(("compar", "same", "as many", "versus")) for j in (k - 1, k - 2) if j >= 0
            ):
                return True
            return word not in ("to", "with", "as") and any(
                parsed.spans[j].value == "percent" or parsed.word(j) in GROWTH or parsed.word(j).endswith("fold")
                for j in before
            )
        if word not in ("the", "a", "in", "at", "all", "of", "during", "for", "end"):
            return False
    return False


#: Behind these stands another figure with another date: "24 in February against 33 in January".
CONTRAST = frozenset({"from", "against", "versus", "vs", "than", "after", "compared"})


def contrasted(parsed: Parsed, at: int) -> bool:
    """True where the date is that of a figure which another is set against: "up from 304 a year ago"."""
    number = next((k for k in range(at - 1, max(-1, at - 9), -1) if parsed.spans[k].kind == "number"), None)
    if number is None:
        return False
    return any(parsed.word(k).split(" ")[0] in CONTRAST for k in range(max(0, number - 4), number))


#: What is published on a day, beside what a credit says.
SAYINGS = frozenset({"statement", "post", "letter", "dated", "published", "interview", "release", "presentation"})


def said_on(parsed: Parsed, at: int) -> bool:
    """True where the date is the day of the words: "said on Monday", "last July 9, the company said it aims …"."""
    for k in range(at - 1, max(-1, at - 5), -1):
        if parsed.spans[k].kind == "credit" or parsed.word(k) in SAYINGS:
            return parsed.word(k) != "according to"
        if parsed.word(k) not in ("on", "in", "late", "the", "a", "earlier", "this", "back", "here", "also"):
            break
    return any(parsed.spans[k].kind == "credit" for k in range(at + 1, min(at + 6, len(parsed.spans)))) and at < 3


def all_dated(parsed: Parsed) -> list[Dated]:
    return [d for i in parsed.of_kind("date") if (d := dated(parsed, i))]


# ---------------------------------------------------------------- which date


@rule(
    "NIO opened five swap stations on Sunday and [six] on Monday => 2022-07-04",
    "It has 777 swap stations, up from [304] a year ago => 2021-07-06",
    "The [first] of NIO's swap stations with 24 charging piles is to open later this year => 2022-12-31",
    "NIO had [777] swap stations at the end of June, 69 percent more than a year earlier => 2022-06-30",
    refuses=["NIO has [777] swap stations of a design that made its debut in 2021"],
)
def date_behind(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The date that follows the number before the next number does."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    for i in range(claim.noun_at + 1, min(end, claim.noun_at + 18)):
        kind, word = parsed.spans[i].kind, parsed.word(i)
        if kind in ("number", "ordinal") and _parts(parsed, i) and not _fitted(parsed, i, end):
            return None
        if kind in ("credit", "body") or word in ("having", "after") or (kind == "ana" and word.startswith("of ")):
            return None
        if word in RELATIVE and not _promised(parsed, i, claim.noun_at):
            return None
        if kind == "date":
            found = dated(parsed, i)
            if found is not None:
                return Answer(found, parsed.text(i))
    return None


def _parts(parsed: Parsed, at: int) -> bool:
    """True for a number that takes the date behind it for itself: a count, or the subject of a clause of its own."""
    if parsed.other_thing(at):
        return parsed.word(at - 1) == ","
    return parsed.word(at) != "one" or any(isinstance(s.value, Noun) for s in parsed.spans[at + 1 : at + 4])


def _fitted(parsed: Parsed, at: int, end: int) -> bool:
    """ "A station with 24 piles is to open later this year": what a site is fitted with, with the site's verb behind."""
    if parsed.word(at - 1) != "with":
        return False
    noun_at = next((i for i in range(at + 1, min(end, at + 5)) if isinstance(parsed.spans[i].value, Noun)), None)
    return noun_at is not None and (
        parsed.spans[noun_at + 1 : noun_at + 2] != () and parsed.spans[noun_at + 1].kind in ("mood", "verb", "plan")
    )


#: Words that begin a clause about something else: "a design that made its debut on April 15".
RELATIVE = frozenset({"that", "which", "who", "where", "when", "whose"})


def _promised(parsed: Parsed, at: int, noun_at: int) -> bool:
    """ "the 400 stations that it had promised for 2020": the clause speaks of the number itself."""
    if parsed.word(at + 1) in ("falls", "fell", "starts", "started", "begins", "began"):
        return True  # "by the Lunar New Year, which falls on February 1"
    if any(parsed.word(k) in (",", "a", "an", "of") for k in range(noun_at + 1, at)):
        return False
    return any(parsed.spans[k].kind in ("plan", "verb") for k in range(at, min(at + 6, len(parsed.spans))))


@rule(
    "As of July 5, NIO had 896 supercharging stations and [778] destination charging stations => 2022-07-05",
    "In May NIO opened [34] swap stations => 2022-05-01",
)
def date_ahead(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The nearest date before the number in its clause."""
    parsed = claim.parsed
    start, _ = parsed.bounds(claim.at)
    for i in range(claim.at - 1, start - 1, -1):
        if parsed.spans[i].kind == "date":
            found = dated(parsed, i)
            if found is not None and not _behind_other(parsed, i, claim.at) and not _aside(parsed, i, claim.at):
                return Answer(found, parsed.text(i))
    return None


@rule(
    "NIO plans to have [1,300] swap stations and 6,000 supercharging piles by the end of 2022 => 2022-12-31",
    "NIO has 820 supercharging stations, offering [4,514] piles, as of July 1 => 2022-07-01",
)
def date_shared_behind(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """A date behind the last number of a list holds for the whole list."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    if parsed.word(0) == "of" and any(parsed.word(k) == "," for k in range(claim.noun_at + 1, claim.noun_at + 4)):
        return None  # "of the 1,000 sites, 58 were open in May"
    said = wanted = False
    for i in range(claim.noun_at + 1, len(parsed.spans)):
        span, word = parsed.spans[i], parsed.word(i)
        if span.kind == "date":
            found = dated(parsed, i)
            if found is None or (found.when.unit == "ago" and i >= end) or (i >= end and _heads(parsed, i)):
                return None
            return Answer(found, parsed.text(i), "sentence")
        if span.kind == "credit" or word in CONTRAST:
            return None
        if word in ("which", "who", "whose") and not _promised(parsed, i, claim.noun_at):
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


def _heads(parsed: Parsed, at: int) -> bool:
    """True for a date at the head of the next clause: "two in Oslo, and in May it opened its first in Bergen"."""
    for k in range(at + 1, min(at + 5, len(parsed.spans))):
        if parsed.spans[k].kind in ("verb", "mood", "plan"):
            return True
        if parsed.spans[k].kind == "number" or parsed.word(k) in (",", ".", "and"):
            return False
    return False


@rule("At the end of 2021, NIO had 777 swap stations, while its rival ran [605] supercharging stations => 2021-12-31")
def date_of_sentence(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The date at the head of the sentence holds for all its clauses."""
    parsed = claim.parsed
    for found in all_dated(parsed):
        if (
            found.at < claim.at
            and found.at < 8
            and not _said_on(parsed, found)
            and not _aside(parsed, found.at, claim.at)
        ):
            return Answer(found, parsed.text(found.at), "sentence")
    return None


def _aside(parsed: Parsed, at: int, number: int) -> bool:
    """True where the date is inside an aside that ends before the number: "Beijing, where it began in 2016, has 190"."""
    commas = [k for k in range(at + 1, number) if parsed.word(k) == ","]
    if not commas:
        return False
    for k in range(at - 1, max(-1, at - 25), -1):
        if parsed.word(k) == ",":
            return False
        if parsed.word(k) in RELATIVE and parsed.word(k) != "when":
            return parsed.word(k - 1) == ","
    return False


def _behind_other(parsed: Parsed, at: int, number: int) -> bool:
    """True where the date stands behind another number of the clause: it is that one's date."""
    numbers = [k for k in parsed.of_kind("number", "ordinal", end=at) if not parsed.other_thing(k)]
    if not numbers or parsed.clauses[numbers[-1]] != parsed.clauses[at]:
        return False
    return not any(parsed.spans[k].kind in ("verb", "link") for k in range(at, number)) and at - numbers[-1] < 10


def _said_on(parsed: Parsed, found: Dated) -> bool:
    """True where the date says when something was said: "last July 9, the company said it aims …"."""
    return any(parsed.spans[k].kind in ("credit",) for k in range(found.at + 1, min(found.at + 8, len(parsed.spans))))


#: The nearer the date, the surer: behind the number, before it, behind the list, at the head of the sentence.
DATE_RULES = (date_behind, date_ahead, date_shared_behind, date_of_sentence)
