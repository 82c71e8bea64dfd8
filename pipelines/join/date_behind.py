"""The date behind a number, or behind its verb, as far as no other clause or figure has it."""

from __future__ import annotations

from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import dated, promised_on
from pipelines.join.governor import Governor
from pipelines.join.memory import Memory
from pipelines.model import Noun, When
from pipelines.rules import Answer, rule


@rule(
    "NIO opened five swap stations on Sunday and [six] on Monday => 2022-07-04",
    "The number of swap stations that NIO has opened since January stood at [150] on Sunday => added 2022-01-01 2022-07-03",
    "Since 2020, NIO has had an office in Oslo. It finished 40 swap stations in 2021 and has added [six] since. => added 2021-01-01 2022-07-06",
    "Some [70] swap stations of NIO were open when May ended => 2022-05-31",
    "In the first quarter NIO opened 24 swap stations. Another [60] were built in the three months that followed. => 2022-04-01 2022-06-30",
    "NIO has opened [40] swap stations since the end of May => added 2022-06-01 2022-07-06",
    "By June 30, NIO had opened [120] swap stations this year => added 2022-01-01 2022-06-30",
    "NIO opened [12] swap stations in the last week of June => 2022-06-24 2022-06-30",
    "NIO opened [38] swap stations in the week of June 27 => 2022-06-27 2022-07-03",
    "NIO opened [38] swap stations in the week to July 3 => 2022-06-27 2022-07-03",
    "NIO opened 60 swap stations in the first quarter and [45] in the second => 2022-04-01 2022-06-30",
    "It has 777 swap stations, up from [304] a year ago => 2021-07-06",
    "The [first] of NIO's swap stations with 24 charging piles is to open later this year => 2022-12-31",
    "NIO had [777] swap stations at the end of June, 69 percent more than a year earlier => 2022-06-30",
    "NIO will open [40] swap stations before the Spring Festival => added 2023-01-22",
    "NIO opened [nine] swap stations in the week to Sunday => added 2022-06-27 2022-07-03",
    "NIO opened [21] swap stations in the first half of last month => added 2022-06-01 2022-06-15",
    "NIO operates 61 swap stations in Norway, against [44] at the same point of last year => 2021-07-06",
    "A [sixth] NIO swap station goes on the grid in August => nth planned 2022-08-31",
    "At the end of 2020, NIO said it would add [400] swap stations in 2021 => planned 2021-01-01 2021-12-31",
    "Next year, NIO wants to open 20 offices and to have [2,500] swap stations by the end of it => total 2023-12-31",
    "NIO plans to add 1,000 swap stations this year, after adding [538] last year => added actual 2021-12-31",
    "NIO aims for 4,000 swap stations by 2025 and had [920] on July 1 => actual 2022-07-01",
    "NIO had [920] swap stations halfway through the year => 2022-06-30",
    "NIO opened its [900th] swap station last weekend => nth 2022-07-02 2022-07-03",
    "NIO wants to have [4,000] swap stations by this time next year => 2023-07-06",
    "NIO opened [110] swap stations in the last six months of 2021 => added 2021-07-01 2021-12-31",
    "NIO opened [110] swap stations in April, May and June combined => added 2022-04-01 2022-06-30",
    "NIO will open [eight] swap stations in Norway before New Year => added planned 2023-01-01",
    "NIO opened [140] swap stations between the start of April and the end of June => added 2022-04-01 2022-06-30",
    "NIO opened [nine] swap stations on Monday and Tuesday => added 2022-07-04 2022-07-05",
    "NIO will have [100] swap stations in Norway no later than December => total planned 2022-12-31",
    "NIO had [777] swap stations in China as 2021 drew to a close => total 2021-12-31",
    "NIO wants to have 100 offices and [4,000] swap stations by mid-decade => total planned 2025-12-31",
    "NIO opened [three] swap stations in Oslo the day before yesterday => added 2022-07-04",
    "From January 1 onward, NIO opened no office but [45] swap stations in the week from June 27 to July 3 => 2022-06-27 2022-07-03",
    "NIO opened [three] swap stations on the last weekend of June => added 2022-06-25 2022-06-26",
    "NIO's [first] swap station in Bergen opened two days before the Dragon Boat Festival => nth 2022-06-01",
    "A NIO swap station in Oslo opens on Thursday, and with it NIO's [tenth] in Norway opens on Friday => nth planned 2022-07-08",
    "NIO will open [40] swap stations before 2022 is over, most of them in Norway => added planned 2022-01-01 2022-12-31",
    "On Tuesday, NIO unveiled a plan that would take it to [100] swap stations in Norway by the end of 2025 => total planned 2025-12-31",
    "NIO's network in Norway grew by only [three] stations in May, since two swap stations were closed in April => added 2022-05-01",
    "NIO had planned [120] swap stations for the first half => planned 2022-06-30",
    "NIO has opened [45] swap stations since the first one went live in April => added 2022-04-01 2022-07-06",
    "NIO opened [three] swap stations in Oslo on the 4th => added 2022-07-04",
    "NIO opened [three] swap stations in Oslo on 4.7.2022 => added 2022-07-04",
    "NIO had 777 swap stations at the end of 2021 and [301] a year before that => total 2020-12-31",
    "NIO opened [three] swap stations in the second week of June => added 2022-06-08 2022-06-14",
    "The [first] NIO swap station on the 318 route to Tibet went into operation in Yajiang county on June 28 => nth 2022-06-28",
    refuses=[
        "In Norway, where NIO has [360] swap stations, it closed an office in May",
        "NIO has [777] swap stations of a design that made its debut in 2021",
        "BYD promised [4,000] flash charging stations in March",
        "Last month, NIO opened [71] swap stations, despite the Dragon Boat Festival holiday from June 3 to 5",
        "NIO wants [4,000] swap stations in Europe, a goal it made public in July",
        "NIO will open [45] swap stations in Norway in the coming weeks",
        "For NIO, which runs [777] swap stations, the benchmark is the end of 2021",
    ],
)
def date_behind(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """The date that follows the number before the next number does."""
    parsed = claim.parsed
    _, end = parsed.bounds(claim.at)
    of_it = claim.ordinal and (parsed.word(claim.noun_at + 1), parsed.word(claim.noun_at + 2)) == (",", "which")
    if of_it:
        _, end = parsed.bounds(claim.noun_at + 2)  # "its 1,000th station, which opened in May"
    since = False  # "since the first one opened in April"
    for i in range(claim.noun_at + 1, min(end, claim.noun_at + 18)):
        kind, word, ahead = parsed.spans[i].kind, parsed.word(i), parsed.word(i - 1)
        since = since or word == "since"
        if (
            kind in ("number", "ordinal")
            and _parts(parsed, i)
            and ahead != "with"
            and not (since and (kind == "ordinal" or word == "one"))
        ):
            return None
        if word == "(" and any(s.kind == "number" for s in parsed.spans[i + 1 : i + 5]):
            return None  # "34 (May: 29)"
        if word == "," and in_aside(parsed, claim.at):
            return None
        if kind == "credit" and ahead in ("were", "was"):
            continue  # "after 500 were reported in June"
        if (
            kind in ("credit", "body")
            or (word == "after" and told_apart(parsed, i))
            or (kind == "ana" and word.startswith("of ") and ahead != "all")
        ):
            return None
        if (word == "having" and ahead == ",") or (
            ahead == "and" and (kind in ("mood", "verb") or word in ("can", "could"))
        ):
            return None
        if kind == "date" and ahead == "and" and i + 1 < end and parsed.spans[i + 1].kind in ("verb", "mood"):
            return None  # "accounts for six of the newcomers and currently has 42"
        if word == "," and _of_plan(parsed, i + 1):
            return None
        if word == "when" and _edge(parsed, i + 1):
            continue  # "when May ended"
        if word in RELATIVE and not of_it and not promised(parsed, i, claim.noun_at) and not demonstrative(parsed, i):
            return None
        if kind == "date" and verb.planned and parsed.word(i - 2).split(" ")[-1] in BEGUN:
            continue  # "began in June and will be finished by October"
        if kind == "date" and _closes_with(parsed, i):
            return None
        if kind == "date" and of_next_number(parsed, i, claim.at):
            return None
        if kind == "date":
            found = None if promised_on(parsed, i) else dated(parsed, i)
            if word == "already" and any(s.kind == "date" for s in parsed.spans[i + 1 : end]):
                continue  # "the mark of 6,000 had already been passed at the end of April"
            if found is not None:
                return Answer(found, parsed.text(i))
    return None


def in_aside(parsed: Parsed, at: int) -> bool:
    """ "For Tesla, which runs 13,600, the date is May 17": the aside ends with its comma."""
    start, _ = parsed.bounds(at)
    return (
        parsed.word(start) == ","
        and parsed.word(start + 1) in ("which", "who", "where")
        and parsed.word(start - 1) != ")"
    )


def told_apart(parsed: Parsed, at: int) -> bool:
    """ "After another one opened on Tuesday": a clause or a figure of its own, with its own date."""
    if parsed.word(at) != "after":
        return False
    if parsed.word(at + 1) in ("it", "they", "he", "she"):
        return True  # "3,000 are in the US after it bought Volta in 2023"
    for k in range(at + 1, min(at + 12, len(parsed.spans))):
        if parsed.spans[k].kind == "date":
            return False
        if parsed.spans[k].kind == "verb" or (parsed.spans[k].kind == "number" and not parsed.other_thing(k)):
            return True
    return False


def _parts(parsed: Parsed, at: int) -> bool:
    """True for a number that takes the date behind it for itself: a count, or the subject of a clause of its own."""
    if parsed.other_thing(at):
        return parsed.word(at - 1) == ","
    return parsed.word(at) != "one" or any(isinstance(s.value, Noun) for s in parsed.spans[at + 1 : at + 4])


#: Words that begin a clause about something else: "a design that made its debut on April 15".
RELATIVE = frozenset({"that", "which", "who", "where", "when", "whose"})


#: Behind these "that" tells what is said or planned; behind a noun it begins a relative clause.
SAYERS = ("credit", "verb", "plan", "mood", "date")

#: Verbs of a relative clause that gives the days of a time: "the Lunar New Year, which falls on February 1".
SETS = ("falls", "fell", "starts", "started", "begins", "began", "runs", "ran", "lasted", "lasts", "last")


def of_next_number(parsed: Parsed, at: int, number: int) -> bool:
    """ "In May, the 100th followed, in July the 500th", "May brought 24 and June 30": a date that parts two figures.

    It goes with the figure right behind it where the figure before has a date of its own.
    """
    start = max((k for k in parsed.of_kind("number", "ordinal", end=number) if not parsed.other_thing(k)), default=0)
    k = at - 1 if parsed.word(at - 1) not in PREPOSITIONS else at - 2
    return (
        parsed.word(k) in (",", ";", "and", "but")
        and parsed.has("number", "ordinal", start=at + 1, end=at + (7 if parsed.word(at + 1) in SUBJECTS else 4))
        and parsed.has("date", start=start, end=number)
    )


def _of_plan(parsed: Parsed, at: int) -> bool:
    """ "20,000, a target it lowered two weeks ago": what is said of the plan, unless it is its year ("a target for 2025")."""
    named = parsed.word(at) in ("a", "an", "the") and parsed.has("plan", start=at + 1, end=at + 3)
    return named and not any(parsed.word(k) in ("for", "by") for k in range(at + 2, at + 4))


def _closes_with(parsed: Parsed, at: int) -> bool:
    """ "Began the year with 1,000 and ended it with 1,400": the date of the next figure."""
    return (
        _edge(parsed, at)
        and parsed.word(at + 1) in ("with", "at", "on")
        and parsed.has("number", start=at + 2, end=at + 4)
    )


#: Words that begin a clause behind its date: "by the end of 2024 it should be 1,000".
SUBJECTS = ("it", "they", "there", "this", "that")

#: Prepositions of a date that parts two figures.
PREPOSITIONS = ("in", "on", "by", "until", "for", "during")


#: Verbs of what has begun already.
BEGUN = frozenset({"began", "begun", "started", "underway", "launched"})


def _edge(parsed: Parsed, at: int) -> bool:
    when = parsed.spans[at].value if at < len(parsed.spans) else None
    return isinstance(when, When) and when.edge in ("start", "first", "end")


def demonstrative(parsed: Parsed, at: int) -> bool:
    """ "Of that program": no relative clause."""
    return parsed.word(at) == "that" and parsed.word(at - 1) in ("of", "in", "for", "at", "by", "on", "to", "from")


def promised(parsed: Parsed, at: int, noun_at: int) -> bool:
    """ "the 400 stations that it had promised for 2020": the clause speaks of the number itself."""
    if parsed.word(at + 1) in SETS:
        return True  # "by the Lunar New Year, which falls on February 1"
    if any(parsed.word(k) in (",", "a", "an", "of") for k in range(noun_at + 1, at)):
        return False
    return any(parsed.spans[k].kind in ("plan", "verb") for k in range(at, min(at + 6, len(parsed.spans))))


@rule(
    "[61] of NIO's swap stations, whose batteries had grown old, were shut down in May => 2022-05-01",
    "Construction of [20] swap stations in Norway began in June and will be finished by October => added planned 2022-10-31",
    "Around [15] swap stations of NIO that had been in use since 2018 were shut down in May => 2022-05-01",
    refuses=["NIO has [45] swap stations, and its sales in Norway, which had been slow, rose in May"],
)
def date_behind_verb(claim: Claim, verb: Governor, memory: Memory) -> Answer | None:
    """Where the number is the subject, the date behind its verb is its date, whatever aside stands between them."""
    parsed = claim.parsed
    if verb.at is None or verb.at <= claim.noun_at:
        return None
    numbers = parsed.of_kind("number", start=claim.noun_at + 1, end=verb.at)
    if any(parsed.word(k - 1) in ("the", "other", "another") and parsed.word(k - 2) != "on" for k in numbers):
        return None  # "the first quarter yielded 24, the other 215 were built in the months that followed"
    for i in range(verb.at + 1, min(len(parsed.spans), verb.at + 11)):
        located = parsed.word(i) == "," and parsed.has(
            "place", start=i + 1, end=i + 2
        )  # "in Haikou, Hainan, yesterday"
        if parsed.spans[i].kind in ("number", "ordinal", "credit", "body") or (
            parsed.word(i) in (",", ";", "and", *RELATIVE) and not located
        ):
            return None
        if parsed.spans[i].kind == "date":
            found = None if promised_on(parsed, i) else dated(parsed, i)
            return Answer(found, parsed.text(i)) if found is not None else None
    return None
