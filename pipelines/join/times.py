"""The time that the narrative has reached: what "a year earlier", "that month" and "by then" are counted from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from pipelines.join.calendar import resolve
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import (
    LENGTHS,
    Dated,
    contrasted,
    dated,
    leans,
    of_report,
    said_on,
    set_against,
    the_one,
)
from pipelines.join.days import Days, edged
from pipelines.join.feasts import eve_of
from pipelines.join.memory import Memory, Settled, Time, compares_figure, near
from pipelines.join.years import runs_on, with_year
from pipelines.model import Status, When

#: Countries whose business years begin in April.
APRIL = ("IN", "JP")


def days_of(parsed: Parsed, found: Dated, status: Status, memory: Memory) -> Days | None:
    """First and last day of a date of a sentence."""
    when, published = with_year(parsed, found, status, memory), memory.published
    if when.until is not None and leans(when.until):  # "two days before the holiday"
        return resolve(when, published, status, time_before(parsed, found.at, when.until, status, memory))
    if when.unit == "fiscal" and (memory.setting.place or (None, None))[1] in APRIL:
        when = when._replace(month=4)
    if when.unit == "feast":
        return _holiday_days(found, status, memory)
    if when.what == "holiday" and when.shift:
        year = published.year + when.shift
        told = next((t.days for t in memory.spoken_of() if t.holiday and t.days[0].year == year), None)
        if told is not None:
            return edged(told, when.edge)
    if when.what == "holiday" and found.lead in ("before", "ahead of") and not when.edge:
        when = when._replace(edge="eve")  # "ahead of the holiday"
    if when.unit == "part":
        parts = [s.value for s in parsed.spans[: found.at] if isinstance(s.value, When)]
        part = next((p for p in reversed(parts) if p.unit in ("quarter", "half") and p.month is not None), None)
        if part is None:
            named = next((t for t in memory.spoken_of() if t.unit in ("quarter", "half")), None)
            return (
                None if named is None else resolve(When(named.unit, named.days[1].year, when.month), published, status)
            )
        days = resolve(part, published, status)
        when = part._replace(
            month=when.month, year=days[1].year if days else part.year
        )  # "22 in the first half of 2021, 17 in the second"
    if when.unit == "ago" and contrasted(parsed, found.at):
        when = when._replace(edge="relative")  # "90,000 on March 31, compared with 60,000 a year ago"
    if when.unit == "ago" and when.what == "year" and status == "actual" and _of_period(parsed, found.at, memory):
        when = when._replace(edge="relative")  # "3.4 million in the quarter. A year ago, it had been 3.0 million."
    if when.unit == "ago" and status == "actual" and at_head(parsed, found.at) and _of_level(parsed, memory):
        when = when._replace(edge="relative")  # "5,900 at the end of November. A year ago, there had been 4,600."
    if when.unit == "span" and when.edge == "within" and status == "planned":
        said = next(
            (t.days for t in _ahead(parsed, found.at, memory, status) if t.unit != "figure" and t.status == "actual"),
            None,
        )
        return resolve(when, published if said is None else said[1], status)  # from the day of the statement
    if when.unit == "same" and when.what in ("period", "day") and when.shift is None and when.year is None:
        ago = next(
            (s.value for s in parsed.spans[: found.at] if isinstance(s.value, When) and s.value.unit == "ago"), None
        )
        if ago is not None and ago.what == "year":
            when = when._replace(shift=ago.units)  # "a year ago, there had been 412,000 over the five days"
    if when.what == "the" and runs_on(parsed, found):
        return resolve(when, published, status)
    if not leans(when) and when.what != "the" and when.edge != "within":
        return resolve(when, published, status)
    base = time_before(parsed, found.at, when, status, memory)
    if the_one(when) and status == "actual":
        base = _reported_unit(parsed, found.at, when, memory) or base
    if base is None and when.unit == "same" and when.what == "day" and when.shift:
        base = published, published  # "on the same day last year"
    if the_one(when) and base is not None and status == "actual":
        when = When("same", what=when.unit, edge=when.edge)
    return resolve(when, published, status, base)


def _reported_unit(parsed: Parsed, at: int, when: When, memory: Memory) -> Days | None:
    """ "During the quarter": the one that the paragraph has named, else the one that title and lead report on."""
    named = (
        t for t in (*_ahead(parsed, at, memory, "actual"), *memory.spoken_of()) if t.origin == parsed.sentence.origin
    )
    near = next((t.days for t in named if t.unit == when.unit and t.status == "actual"), None)
    reported = titled_time(memory, HEADS, unit=when.unit)
    return near or (reported.days if reported is not None else None)


def _of_period(parsed: Parsed, at: int, memory: Memory) -> bool:
    """True for "a year ago" that looks back from what a period brought: "a year ago, it was", "than a year ago, when …"."""
    after = parsed.words[at + 1 : at + 5]
    when = after[:2] == (",", "when")
    if not (when or at <= 1) or not {"it", "they", "figure", "number", "there"} & {*after}:
        return False
    before = next((each for each in memory.recent() if each.claim.parsed is not parsed), None)
    if before is None or before.claim.origin != parsed.sentence.origin:
        return False
    if not when and any(True for _ in memory.same_sentence_of(parsed)):
        return False
    seen = before.observation
    return seen.measure == "added" and seen.period_start != seen.period_end and seen.period_start is not None


def at_head(parsed: Parsed, at: int) -> bool:
    """True for a date with which its sentence begins."""
    return at <= 1


def _of_level(parsed: Parsed, memory: Memory) -> bool:
    """True for a sentence that looks back from the level which the one before has dated."""
    before = next((each for each in memory.recent() if each.claim.parsed is not parsed), None)
    if before is None or before.claim.origin != parsed.sentence.origin or not _pluperfect(parsed):
        return False
    seen = before.observation
    return (seen.measure, seen.status, seen.date_basis) == ("total", "actual", "text")


def _holiday_days(found: Dated, status: Status, memory: Memory) -> Days | None:
    """The days of a holiday: those that the article gives, else those of the calendar."""
    when = found.when
    days = (
        eve_of(when, memory.published, status)
        if found.deadline and not when.edge
        else resolve(when, memory.published, status)
    )
    if status == "actual" and comes_next(when, memory.published):
        return None  # "enters the holiday with 40,600", two days before it
    if days is None or found.deadline or when.edge:
        return days
    told = (t.days for t in memory.spoken_of() if t.holiday)
    return next((t for t in told if abs((t[0] - days[0]).days) < 10), days)


def time_before(parsed: Parsed, at: int, when: When, status: Status, memory: Memory) -> Days | None:
    """The time spoken of last before the date at `at`: in its sentence, by a date or a figure, else in an earlier one."""
    if when.what == "holiday":
        return max((t.days for t in memory.spoken_of() if t.holiday), default=None)
    against = when.unit == "same" and when.shift is not None and compares_figure(parsed)
    times = [*([] if against else _ahead(parsed, at, memory, status)), *memory.spoken_of()]
    reported = (
        titled_time(memory, HEADS) if when.unit == "same" and when.units is not None and status == "actual" else None
    )
    if reported is not None and not any(t.origin == parsed.sentence.origin for t in times if t.unit):
        times.insert(0, reported)  # "over the twelve months", where a new paragraph begins
    if status == "planned":  # "by the same date" goes with the plan that the paragraph has named
        times.sort(key=lambda t: (when.what != "period" and t.origin != parsed.sentence.origin, t.status != "planned"))
    serving = [_up_to_now(t, when, memory) for t in times if _serves(t, when, status)]
    if when.unit == "same" and when.what == "day" and when.shift is None:
        serving.sort(key=lambda days: days[0] != days[1])  # "on the same day": a day that was named, not a month
    return next(iter(serving), None)


def _up_to_now(time: Time, when: When, memory: Memory) -> Days:
    """ "Since 2016 … in that time": up to the publication day."""
    return (time.days[0], memory.published) if time.unit == "since" and when.unit == "same" else time.days


def _serves(time: Time, when: When, status: Status) -> bool:
    """A figure of the publication day serves "a year earlier", but "that month" wants a time that was named."""
    if (status == "actual" and time.status != "actual") or (time.unit == "look back" and when.what != "then"):
        return False
    if time.unit == "ago" and when.unit == "same" and when.shift is not None:
        return False  # "a year ago on the same date"
    if time.unit == "since" and when.what == "the":
        return False  # "since January, … at the end of the month"
    if when.unit == "ago" or (when.unit == "same" and when.what == "day" and when.shift):
        return True  # "it operates 61, against 44 at the same point of last year"
    if when.unit == "span" and when.edge == "relative":
        return bool(time.unit)
    length = (time.days[1] - time.days[0]).days
    if when.units is not None and when.unit == "same":
        if length == 0 and time.unit in LASTS:
            length = LASTS[time.unit] - 1  # "at the end of the third quarter … in those three months"
        return bool(time.unit) and abs(length + 1 - when.units) <= when.units / 5  # "in the three months"
    if when.unit == "same" and when.what == "period" and when.edge in ("", "first", "end") and status == "actual":
        of_level = when.shift == -1 and time.unit in LASTS  # "at the end of July, … in the same period last year"
        return bool(time.unit) and (length > 0 or of_level)
    unit = when.unit if when.what == "the" else when.what
    return bool(time.unit) and length <= LENGTHS.get(unit, 3660)


#: Days of the units whose last day a text may name.
LASTS = {"month": 30, "quarter": 91, "half": 182, "year": 365}


def _ahead(parsed: Parsed, at: int, memory: Memory, status: Status) -> Iterator[Time]:
    """Times of the same sentence before `at`, the nearest first; "a year earlier" passes over what is set against another."""
    when = parsed.spans[at].value if at < len(parsed.spans) else None
    ago = isinstance(when, When) and ((when.unit == "ago" and (when.units or 0) < 0) or the_one(when))
    within = isinstance(when, When) and when.edge == "within" and status == "actual"
    figures = {
        each.claim.at: each
        for each in memory.same_sentence_of(parsed)
        if each.claim.at < at and not set_against(parsed, each.claim.at)
    }
    for k in range(at - 1, -1, -1):
        if k in figures:
            yield from _of_figure(figures[k])
        elif (
            parsed.spans[k].kind == "date"
            and not (ago and contrasted(parsed, k))
            and not (within and said_on(parsed, k))
        ):
            time = _read(parsed, k, figures, memory)
            if time is not None:
                yield time


def _of_figure(each: Settled) -> Iterator[Time]:
    seen = each.observation
    if seen.period_end is not None:
        days = (seen.period_start or seen.period_end, seen.period_end)
        words = each.claim.parsed.text(each.claim.at)
        yield Time(each.claim.origin, days, seen.status, words, "figure" if seen.date_basis == "text" else "")


def _read(parsed: Parsed, at: int, figures: Mapping[int, Settled], memory: Memory) -> Time | None:
    """The time that the date span at `at` names by itself: past where it can be and its figure is no plan."""
    found = dated(parsed, at)
    if found is None or leans(found.when) or found.when.unit == "now" or found.when.edge == "within":
        return None  # "in a month" names none
    unit = "since" if found.lead == "since" else found.when.unit
    nearest = max((k for k in figures if k < at), default=None)
    if nearest is None:
        planned = not contrasted(parsed, at) and any(parsed.spans[k].value in ("will", "aim") for k in range(at))
        planned = planned or (not parsed.verbs and comes_next(found.when, memory.published))
    else:
        planned = figures[nearest].observation.status == "planned"
    k = at - 2 if parsed.word(at - 1) in ("on", "in") else at - 1
    if parsed.word(k) in COMES and nearest is None:
        planned = True  # "the holiday begins on October 1"
    if found.lead == "by" and any(parsed.word(k) == "to" for k in range(max(0, at - 8), at)):
        planned = True  # "have been asked to check them by the end of January"
    statuses: tuple[Status, ...] = ("planned", "actual") if planned else ("actual", "planned")
    for status in statuses:
        days = resolve(with_year(parsed, found, status, memory), memory.published, status)
        if days is not None and (days[1] >= memory.published if status == "planned" else days[0] <= memory.published):
            return Time(parsed.sentence.origin, days, status, parsed.text(at), unit)
    return None


def remember_times(parsed: Parsed, settled: Sequence[Settled], memory: Memory) -> None:
    """Keep the times of a sentence, in their order; figures that hold on the publication day among them.

    What a figure is set against is no time of the story ("24 in February against 33 in January"), nor is a day on
    which something is said; where figures are dated, theirs alone are the times. A story looks back, but it goes on
    from the latest time that a sentence has named.
    """
    dates = [(k, when) for k in parsed.of_kind("date") if isinstance(when := parsed.spans[k].value, When)]
    if not dates and not settled:
        return
    figures = {each.claim.at: each for each in settled}
    ends = {e.observation.period_end for e in settled if e.observation.date_basis == "text"}
    unsaid = set(ends)
    holiday = any(word in parsed.sentence.text.lower() for word in _FESTIVE) or any(w.unit == "feast" for _, w in dates)
    times: list[Time] = []
    for k in sorted({*figures, *(k for k, _ in dates)}):
        if k in figures:
            times += [t for t in _of_figure(figures[k]) if not t.unit]
        elif not contrasted(parsed, k) and (not said_on(parsed, k) or of_report(parsed, k)):
            time = _read(parsed, k, figures, memory)
            if time is not None and (not ends or {min(time.days[1], memory.published), time.days[1]} & ends):
                long = time.days[0] < time.days[1] and time.unit in ("day", "weekday", "span", "feast")
                unit = "look back" if time.unit == "ago" or _of_last_year(parsed, k) else time.unit
                times.append(time._replace(holiday=holiday and long, unit=unit))
                unsaid -= {time.days[1], min(time.days[1], memory.published)}
    back = any(_of_last_year(parsed, k) for k, _ in dates)
    apart = back or any(w.unit in ("ago", "beside") or (w.unit == "same" and w.year is not None) for _, w in dates)
    if not apart:
        for each in settled:  # not "a year earlier, it had been 279"
            if each.observation.period_end in unsaid and each.observation.date_basis == "text":
                times += [] if set_against(parsed, each.claim.at) else [*_of_figure(each)]
    if settled and (back or any(when.unit == "ago" for _, when in dates)):
        times += [
            t._replace(unit="look back") for t in _of_figure(settled[0]) if t.unit
        ]  # "there had been 12 at the time"
    latest = next((t for t in memory.spoken_of() if t.origin == parsed.sentence.origin and t.unit), None)
    if latest is not None and latest.unit != "look back" and _pluperfect(parsed):  # "January had brought 31"
        times = [t._replace(unit="look back") if t.unit and t.days[1] < latest.days[0] else t for t in times]
    told = sorted(
        (t for t in times if t.unit and t.status == "actual"), key=lambda t: (t.unit == "look back", t.days[1])
    )
    memory.times += [*(t for t in times if not t.unit or t.status != "actual"), *told]


def _pluperfect(parsed: Parsed) -> bool:
    """True for a sentence whose first verb looks back: "had brought"."""
    first = next(iter(parsed.verbs), None)
    if first is None:
        return False
    words = [*parsed.words[max(0, first.start - 2) : first.start], *parsed.word(first.start).split(" ")]
    return "had" in words and (first.perfect or "been" in words)


def _of_last_year(parsed: Parsed, at: int) -> bool:
    """ "In last year's holiday", "in the same period of last year": what a figure is compared with."""
    when = parsed.spans[at].value
    return isinstance(when, When) and when.unit in ("same", "feast") and when.shift == -1


#: What a sentence about a holiday says, if it does not name it.
_FESTIVE = ("holiday", "festival", "break")


#: Days after which a date without a year is rather the next one, and within which this is near.
LONG_AGO, SOON = 270, 75


def comes_next(when: When, published: date) -> bool:
    """True for a day, a month or a holiday without a year that was almost a year ago and comes soon."""
    named = when.unit == "feast" or (when.unit in ("day", "month") and when.month is not None)
    if not named or when.year is not None or when.shift is not None:
        return False
    coming, past = (resolve(when, published, status) for status in ("planned", "actual"))
    if coming is None or past is None or coming[0] <= published:
        return False
    return (published - past[1]).days > LONG_AGO and (coming[0] - published).days < SOON


#: Verbs of what comes on a day, in the present tense.
COMES = frozenset({"begins", "begin", "starts", "start", "falls", "fall", "opens", "ends"})

#: Where an article says which period it reports on.
HEADS = ("title", "p0")


def narrated(claim: Claim, memory: Memory, level: bool, service: bool = False) -> Time | None:
    """The past time that the story of the claim's paragraph has reached, else the period that the title speaks of.

    A level goes on from that of another figure too. None where the paragraph has come to the publication day.
    """
    reported = None if level else titled_time(memory, HEADS, service)
    for time in memory.spoken_of():
        if time.origin != claim.origin:
            break
        if reported is not None and time.days == (memory.published, memory.published):
            continue  # "it looked back at 2023 today"
        if time.status == "actual" and time.unit not in ("", "look back") and (level or time.unit != "figure"):
            return time
    if level and (above := _level_above(claim, memory)) is not None:
        return above
    return titled_time(memory, ("title",)) if level else reported


#: Days within which a level is the latest that is known.
LATELY = 45


def _level_above(claim: Claim, memory: Memory) -> Time | None:
    """The day of the level that the paragraph before closed with, where this one begins with a level of the past."""
    last = next(memory.recent(), None)
    if last is None or last.claim.origin == claim.origin or not near(last.claim.origin, claim.origin):
        return None
    seen = last.observation
    told = (seen.measure, seen.status, seen.date_basis) == ("total", "actual", "text")
    if seen.period_end is None or (memory.published - seen.period_end).days > LATELY:
        return None
    return next((t for t in _of_figure(last) if t.unit), None) if told else None


def reported_period(memory: Memory) -> Days | None:
    """The month, quarter or year that title and lead report on, where it is over."""
    titled = titled_time(memory, HEADS)
    return titled.days if titled is not None else None


def titled_time(memory: Memory, heads: tuple[str, ...], holiday: bool = False, unit: str = "") -> Time | None:
    """The first time of title or lead that a report may be of; of one unit only where that is asked for."""
    units = (unit,) if unit else ("month", "quarter", "half", "year")
    titled = [t for t in memory.times if t.origin in heads and (t.unit in units or (holiday and t.holiday))]
    if unit:
        titled = [t for t in titled if t.status == "actual"]
    if titled and titled[0].status == "actual" and titled[0].days[1] < memory.published:
        return titled[0]
    return None
