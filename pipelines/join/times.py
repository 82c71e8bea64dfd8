"""The time that the narrative has reached: what "a year earlier", "that month" and "by then" are counted from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.join.calendar import Days, resolve
from pipelines.join.claims import Claim
from pipelines.join.clauses import Parsed
from pipelines.join.dates import Dated, dated
from pipelines.join.memory import Memory, Settled, Time
from pipelines.model import Status, When

#: Units that say nothing without a time that was spoken of.
LEANING = frozenset({"same", "beside"})


def leans(when: When) -> bool:
    """True for a date that is counted from another: "a year earlier", "the same period", "the month"."""
    return when.unit in LEANING or when.edge == "relative" or (when.what == "the" and when.unit != "year")


def days_of(parsed: Parsed, found: Dated, status: Status, memory: Memory) -> Days | None:
    """First and last day of a date of a sentence."""
    when = found.when
    base = time_before(parsed, found.at, when, memory) if leans(when) or when.what == "the" or _within(when) else None
    if when.what == "the" and when.unit != "year" and base is not None and status == "actual":
        return resolve(When("same", what=when.unit, edge=when.edge), memory.published, status, base)
    return resolve(when, memory.published, status, base)


def _within(when: When) -> bool:
    return when.unit == "span" and when.edge == "within"


def time_before(parsed: Parsed, at: int, when: When, memory: Memory) -> Days | None:
    """The time spoken of last before the date at `at`: in its sentence, by a date or a figure, else in an earlier one."""
    if when.what == "holiday":
        return next((t.days for t in memory.spoken_of() if t.holiday), None)
    for time in _ahead(parsed, at, memory):
        if _serves(time, when):
            return time.days
    for time in memory.spoken_of():
        if _serves(time, when):
            return time.days
    return None


def _serves(time: Time, when: When) -> bool:
    """A figure of the publication day serves "a year earlier", but "that month" wants a time that was named."""
    if when.unit == "ago":
        return True
    if when.what == "the":
        return bool(time.unit) and time.status == "actual"
    return bool(time.unit)


def _ahead(parsed: Parsed, at: int, memory: Memory) -> Iterator[Time]:
    """Times of the same sentence before `at`, the nearest first."""
    figures = {each.claim.at: each for each in memory.same_sentence_of(parsed) if each.claim.at < at}
    for k in range(at - 1, -1, -1):
        if k in figures:
            yield from _of_figure(figures[k])
        elif parsed.spans[k].kind == "date":
            time = _read(parsed, k, memory)
            if time is not None:
                yield time


def _of_figure(each: Settled) -> Iterator[Time]:
    seen = each.observation
    if seen.period_end is not None:
        days = (seen.period_start or seen.period_end, seen.period_end)
        words = each.claim.parsed.text(each.claim.at)
        yield Time(each.claim.origin, days, seen.status, words, "figure" if seen.date_basis == "text" else "")


def _read(parsed: Parsed, at: int, memory: Memory) -> Time | None:
    """The time that the date span at `at` names by itself: past where it can be."""
    found = dated(parsed, at)
    if found is None or leans(found.when) or found.when.unit == "now":
        return None
    days = resolve(found.when, memory.published, "actual")
    status: Status = "actual"
    if days is None or days[0] > memory.published:
        days, status = resolve(found.when, memory.published, "planned"), "planned"
    if days is None:
        return None
    return Time(parsed.sentence.origin, days, status, parsed.text(at), found.when.unit)


def remember_times(parsed: Parsed, settled: Sequence[Settled], memory: Memory) -> None:
    """Keep the times of a sentence, in their order; figures that hold on the publication day among them."""
    figures = {each.claim.at: each for each in settled}
    holiday = any(_holiday(parsed, k) for k in range(len(parsed.spans)))
    for k in range(len(parsed.spans)):
        if k in figures:
            memory.times += [t for t in _of_figure(figures[k]) if not t.unit]
        elif parsed.spans[k].kind == "date":
            time = _read(parsed, k, memory)
            if time is not None:
                long = time.days[0] < time.days[1] and time.unit in ("day", "weekday", "span")
                memory.times.append(Time(time.origin, time.days, time.status, time.words, time.unit, holiday and long))


def _holiday(parsed: Parsed, at: int) -> bool:
    word = parsed.word(at)
    return "holiday" in word or "festival" in word or word == "break"


def narrated(claim: Claim, memory: Memory) -> Time | None:
    """The past time of the claim's paragraph that its story has reached; None where it is told of today."""
    for time in memory.spoken_of():
        if time.origin != claim.origin:
            return None
        if time.status == "actual":
            return time if time.unit else None
    return None
