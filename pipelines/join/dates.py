"""Dates of a sentence with their prepositions, and what each is to its figures: its day, a standard, a day of words."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.join.clauses import Parsed, per_span
from pipelines.model import When
from pipelines.words import singular, vocabulary


class Dated(NamedTuple):
    """A date span of the sentence that may belong to a claim."""

    at: int
    when: When
    lead: str  # the preposition before it: by, in, as of, since, …

    @property
    def deadline(self) -> bool:
        return self.lead in ("by", "before", "until", "till", "through", "within", "ahead of", "for")

    @property
    def within(self) -> bool:
        """True for a period in which things come, not a day up to which they are counted: "in the first quarter"."""
        if self.when.edge == "end":
            return False
        if self.when.unit in LEANING or self.when.unit == "ago":
            return not self.deadline
        return self.when.unit in ("month", "quarter", "half", "part", "year") and self.lead in WITHIN


#: What is the first or the most since a day did not come since that day.
RECORDS = frozenset({"time", "most", "any", "highest", "lowest", "best", "biggest", "largest", "fastest", "strongest"})

#: Prepositions of a period in which things come.
WITHIN = frozenset({"in", "during", "from", "over", "of"})


@per_span
def dated(parsed: Parsed, at: int) -> Dated | None:
    """The date span at `at` with its preposition; None for what names no day of a count."""
    when = parsed.spans[at].value
    if not isinstance(when, When) or when.unit == "none" or compared(parsed, at) or _circumstance(parsed, at):
        return None
    start = parsed.bounds(at)[0]
    if when.unit == "year" and when.shift == -1 and parsed.words[at + 1 : at + 4] == ("at", "this", "time"):
        return Dated(at, When("ago", units=-1, what="year"), "at")  # "last year at this time"
    if parsed.word(at) == "already" and parsed.has("date", start=start, end=min(at, start + 3)):
        return None  # "in July, there have already been seven"
    if parsed.word(at) in ("so far", "to date") and _running(parsed, start, at):
        return None  # "July has so far brought 15"
    if when.unit == "now" and any(parsed.word(k) in RECORDS for k in range(max(0, at - 3), at)):
        return None  # "its largest to date"
    lead = parsed.word(at - 1)
    if when.unit == "feast":
        if "for" in (lead, parsed.word(at).split()[0]):
            return None  # "as builders went home for the Spring Festival"
        if lead == "up to" and parsed.word(at - 2) == "-":
            lead = "before"  # "in the run-up to the Spring Festival"
    if parsed.spans[at].rule.endswith("in_units") and any(parsed.word(k) in RECORDS for k in (at - 2, at - 3)):
        return None  # "for the first time in two years"
    if lead == "the":
        lead = parsed.word(at - 2)
    if lead == "on" and (k := _hour_before(parsed, at - 2)) < at - 2:
        lead = parsed.word(k)  # "by midnight on June 30", "as of 10 pm on July 5"
        at_hour = (lead, parsed.word(k - 1)) == ("of", "as")
        lead = "as of" if at_hour else lead if lead in ("by", "until", "before") else "on"
    feast = parsed.spans[at - 2] if lead == "on" and at > 1 else None
    if feast is not None and isinstance(feast.value, When) and feast.value.unit == "feast":
        lead = parsed.word(at - 3)  # "before the Spring Festival on February 1"
    if lead in ("of", "at") and parsed.word(at - 2) in ("as", "ahead"):
        lead = f"{parsed.word(at - 2)} of"
    if _at_latest(parsed, at) and lead != "into":
        lead = "by"
    if lead == "come" and parsed.word(at - 2) in ("", ",", "and", "but"):
        lead = "by"  # "come December"
    if lead == "from" and when.until is None and parsed.word(at + 1) in ("on", "onward", "onwards", "forward"):
        lead = "since"  # "from January 1 onward"
    if lead == "to" and parsed.word(at - 2) in ("years", "year", "run-up", "period"):
        lead = "by"  # "in the years to 2025"
    if lead == "into" and when.edge != "start":
        return None
    if lead in ("time", "when", "once") and parsed.word(at - 3) in ("by", "before"):
        lead = "by"  # "by the time 2025 comes to a close"
    since = max((k for k in range(max(0, at - 7), at) if parsed.word(k) == "since"), default=None)
    if (
        since is not None
        and "," not in parsed.words[max(0, at - 4) : at]
        and not any(
            parsed.spans[k].kind == "date" or (parsed.spans[k].kind == "number" and parsed.word(k) != "one")
            for k in range(since, at)
        )
    ):
        if any(parsed.word(k) in RECORDS or parsed.word(k).endswith("est") for k in range(max(0, since - 4), since)):
            return None  # "for the first time since its arrival in 2021", "the most since December"
        lead = "since"
    if lead == "before" and parsed.word(at + 1) in ("is", "ends", "end", "was"):
        if when.unit == "year":
            return Dated(at, when._replace(edge="end"), lead)
        lead = "by"
    if parsed.word(at).startswith(("within", "since", "before that", "before then")):
        lead = parsed.word(at).split()[0]
    if parsed.word(at).startswith(("in ", "by ")) and lead not in ("as of", "since"):
        lead = parsed.word(at).split()[0]
    return Dated(at, when, lead)


#: What leads to a circumstance, in spite of which or because of which something came.
_IN_SPITE = frozenset({"despite", "amid", "amidst", "notwithstanding", "because", "owing", "thanks", "regardless"})


def _circumstance(parsed: Parsed, at: int) -> bool:
    """ "Despite the holiday from June 3 to 5", "amid the layoffs in April": when something else was."""
    if _IN_SPITE.isdisjoint(parsed.said):
        return False
    for k in range(at - 1, max(-1, at - 9), -1):
        if parsed.word(k) in _IN_SPITE:
            return True
        if parsed.spans[k].kind in ("verb", "mood", "plan", "number", "noun") or parsed.word(k) in (",", ";"):
            return False
    return False


def _hour_before(parsed: Parsed, k: int) -> int:
    """Index of the word before an hour of the day that ends at `k`; `k` itself where none does."""
    if parsed.word(k).split(" ")[-1] not in _HOURS:
        return k
    while k > 0 and (parsed.word(k).split(" ")[-1] in _HOURS or parsed.spans[k].kind in ("number", "sign")):
        k -= 1
    return k


_HOURS = frozenset({"midnight", "noon", "midday", "pm", "p.m.", "p.m", "am", "a.m.", "a.m", "m", "p", "a", "o'clock"})


def _running(parsed: Parsed, start: int, at: int) -> bool:
    """True where the clause has named a period that goes on, and no number since."""
    before = max(parsed.of_kind("date", start=start, end=at), default=None)
    if before is None or parsed.has("number", "ordinal", "credit", start=before, end=at):
        return False
    when = parsed.spans[before].value
    return isinstance(when, When) and when.unit in ("week", "month", "quarter", "half", "year") and not when.edge


#: Units that say nothing without a time that was spoken of.
LEANING = frozenset({"same", "beside"})

#: The longest time, in days, that "the month" or "that quarter" may be part of.
LENGTHS = {"day": 31, "week": 7, "month": 31, "quarter": 92}


def leans(when: When) -> bool:
    """True for a date that is counted from another: "a year earlier", "the same period", "the month"."""
    return when.unit in LEANING or when.edge == "relative" or the_one(when)


def the_one(when: When) -> bool:
    """ "The month", "the end of the quarter": the one spoken of."""
    return when.what == "the" and when.month is None and when.unit in LENGTHS


#: What a figure is measured against follows these: "69 percent more than a year earlier".
STANDARD = ("than", "versus", "vs", "against", "to", "with", "on", "from", "over", "as")

#: Words of growth that make what follows "from", "on" or "over" a standard.
GROWTH = frozenset(
    {"up", "down", "increase", "growth", "rise", "gain", "jump", "drop", "plus", "more", "fewer", "higher", "lower"}
)


def compared(parsed: Parsed, at: int) -> bool:
    """True where the date is what a figure is measured against, not when it held: "up 47 percent from a year earlier"."""
    near = True
    if _at_latest(parsed, at) or parsed.spans[at].rule == "in_units":
        return False
    if parsed.word(at - 1) in ("from", "on", "since") and parsed.word(at - 2) == "unchanged":
        return True
    for k in range(at - 1, max(-1, at - 9), -1):
        span, word = parsed.spans[k], parsed.word(k)
        if span.kind in ("number", "ordinal"):  # "an increase of 30,000 from January"
            grew = parsed.word(at - 1) == "from" and {parsed.word(j) for j in range(max(0, k - 4), k)} & GROWTH
            return bool(grew) or (parsed.word(at - 1) == "from" and parsed.word(k - 1) in ("increase of", "rise of"))
        if word in (",", ";", "("):
            return False
        if word.endswith(("than", "as many as", "as much as")):
            return True
        if near and word.split(" ")[-1] in STANDARD:
            before = range(max(0, k - 5), k)
            if any(
                parsed.word(j).startswith(("compar", "same", "as many", "versus")) for j in (k - 1, k - 2) if j >= 0
            ):
                return True
            if word == "on" and _a_day(parsed.spans[at].value):
                return False  # "woke up on Thursday to 21 new sites"
            if word == "from" and not _a_period(parsed, at) and any(parsed.word(j).endswith(" by") for j in before):
                return True  # "grew by 32,000 from the previous month"
            return word not in ("to", "with", "as") and any(
                parsed.spans[j].value == "percent" or parsed.word(j) in GROWTH or parsed.word(j).endswith("fold")
                for j in before
            )
        near = near and word in THROUGH
    return False


def _at_latest(parsed: Parsed, at: int) -> bool:
    """ "No later than December", "in 2025 at the latest": a deadline."""
    if (parsed.word(at - 2), parsed.word(at - 1)) == ("later", "than"):
        return True
    return (parsed.word(at + 1), parsed.word(at + 2), parsed.word(at + 3)) == ("at", "the", "latest")


def _a_day(when: object) -> bool:
    return isinstance(when, When) and when.unit in ("day", "weekday")


def _a_period(parsed: Parsed, at: int) -> bool:
    when = parsed.spans[at].value
    return isinstance(when, When) and when.until is not None


#: Words between a standard and its date.
THROUGH = ("the", "a", "in", "at", "all", "of", "during", "for", "end")


#: Behind these stands another figure with another date: "24 in February against 33 in January".
CONTRAST = frozenset({"from", "against", "versus", "vs", "than", "after", "compared", "following"})


@per_span
def contrasted(parsed: Parsed, at: int) -> bool:
    """True where the date is that of a figure which another is set against: "up from 304 a year ago"."""
    number = next((k for k in range(at - 1, max(-1, at - 9), -1) if parsed.spans[k].kind == "number"), None)
    if number is None or parsed.has("date", "verb", start=number, end=at):
        return False  # "up from 28 in April, and ended the month with 949"
    if set_against(parsed, number):
        return True
    k = number - 1  # "down from 11 in May and 52 in June last year"
    return parsed.word(k) == "and" and parsed.spans[k - 1].kind == "date" and contrasted(parsed, k - 1)


@per_span
def set_against(parsed: Parsed, number: int) -> bool:
    """True for a figure that another is set against: "from 304", "compared with a mere 120"."""
    if any(parsed.word(k).split(" ")[0] in CONTRAST for k in range(max(0, number - 4), number)):
        return True
    if parsed.word(number - 1) != "and":
        return False
    before = max(parsed.of_kind("number", end=number), default=None)
    return before is not None and not parsed.has("verb", start=before, end=number) and set_against(parsed, before)


#: What is published on a day, beside what a credit says.
SAYINGS = frozenset(
    {"dated", "published", "released", "disclosed", "unveiled", "presented", "posted", "filed", "shared"}
)


def on_occasion(parsed: Parsed, at: int) -> bool:
    """True for the date of an occasion: "at its March 17 launch event", "at an event on June 29", not of a deadline."""
    talk = vocabulary("talk")
    for k in range(at + 1, min(at + 4, len(parsed.spans))):
        if singular(parsed.word(k)) in talk:
            return True
        if parsed.spans[k].kind not in ("word", "verb", "noun", "operator", "unit"):
            break
    k = at - 1
    while k > 0 and parsed.word(k) in ("on", "of", "in", "held", "dated", "the", "late", "early", "last"):
        k -= 1
    return singular(parsed.word(k)) in talk


def promised_on(parsed: Parsed, at: int) -> bool:
    """True for the date of a promise: "the 1,000 that it promised in March" are not due in March."""
    k = at - 2 if parsed.word(at - 1) in ("in", "on", "during") else at - 1
    return (
        k > 0
        and parsed.spans[k].kind == "plan"
        and parsed.word(k).endswith("ed")
        and (parsed.word(k - 1) in ("it", "they", "had", "company", "who") or parsed.spans[k - 1].kind == "operator")
        and parsed.has("number", end=k)
    )


def pledged_on(parsed: Parsed, at: int) -> bool:
    """True for the day on which a plan was made: "agreed in April to build 500", "said on Tuesday it would fit 2,200"."""
    k = at - 2 if parsed.word(at - 1) in ("in", "on", "back", "during", "at") else at - 1
    if k < 0 or parsed.spans[k].kind == "number":
        return False
    if parsed.spans[k].kind == "credit":
        return parsed.word(k) != "according to"
    told = parsed.word(k).endswith("ed") and (parsed.spans[k].kind == "word" or parsed.spans[k].kind == "plan")
    return told and parsed.word(at + 1) in ("to", "that", "it", "they")


@per_span
def said_on(parsed: Parsed, at: int) -> bool:
    """True where the date is the day of the words: "said on Monday", "last July 9, the company said it aims …"."""
    for k in range(at - 1, max(-1, at - 6), -1):
        if (
            parsed.spans[k].kind == "credit"
            or parsed.word(k) in SAYINGS
            or singular(parsed.word(k)) in vocabulary("talk")
        ):
            return parsed.word(k) != "according to"
        of_report = parsed.word(k) in REPORTS or parsed.spans[k].kind == "date" or parsed.word(k) == "its"
        if not of_report and parsed.word(k) not in _ON:
            break
    if at >= 3 or parsed.word(at + 2) == "when":
        return False  # "in 2022, when everybody said …, it put in 40,000"
    return any(parsed.spans[k].kind == "credit" for k in range(at + 1, min(at + 6, len(parsed.spans))))


#: Words between what is said and the day on which it is.
_ON = frozenset({"on", "in", "late", "the", "a", "earlier", "this", "back", "here", "also"})


def of_report(parsed: Parsed, at: int) -> bool:
    """ "Reported its third-quarter results": the time that the figures of a report are of, not the day of a saying."""
    return parsed.word(at + 1) in REPORTS or (parsed.word(at - 1) == "for" and parsed.word(at - 2) in REPORTS)


#: What somebody reports of a time.
REPORTS = frozenset(
    {"results", "earnings", "report", "update", "filing", "call", "letter", "figures", "numbers", "data"}
)


def all_dated(parsed: Parsed) -> list[Dated]:
    return [d for i in parsed.of_kind("date") if (d := dated(parsed, i))]
