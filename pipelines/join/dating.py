"""The date of a claim: chosen among those of its sentence by status, else taken from what was said before."""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.join.claims import Claim
from pipelines.join.date_ahead import of_verb_before
from pipelines.join.date_before import CARRY_RULES
from pipelines.join.date_rules import DATE_RULES
from pipelines.join.dates import Dated, all_dated, on_occasion, pledged_on
from pipelines.join.days import Days
from pipelines.join.due import changed_on, last_time, on_the_calendar, spoken_then, taken, was_to
from pipelines.join.governor import Governor
from pipelines.join.growth import grown_since
from pipelines.join.memory import Memory
from pipelines.join.periods import Period, fits, period, undated
from pipelines.join.plans import endless
from pipelines.join.sums import UP_TO
from pipelines.join.tense import tense
from pipelines.join.times import days_of, reported_period
from pipelines.join.undated import Undated
from pipelines.join.years import with_year
from pipelines.model import Measure, Noun, Status, Why
from pipelines.rules import ask


def dates_of(claim: Claim, verb: Governor, memory: Memory) -> list[tuple[Dated, Why]]:
    """The dates that may be the claim's, the likeliest first, each with its Why."""
    found = []
    for each in DATE_RULES:
        answer = each.read(claim, verb, memory)
        if answer is not None and isinstance(answer.value, Dated):
            found.append((answer.value, Why("period_end", each.id, answer.words, answer.origin)))
    return found


def lies_ahead(claim: Claim, verb: Governor, dates: list[tuple[Dated, Why]], memory: Memory) -> bool:
    """True where the likeliest date of a claim, by its own words, lies ahead of the publication day."""
    if not dates:
        return False
    likeliest = _in_its_year(claim, dates[0][0], "actual", memory)
    when = likeliest.when
    if when.unit == "decade" and when.year is None:
        return True  # "by the end of the decade"
    if on_the_calendar(claim, verb, likeliest, memory):
        return True
    if not (when.year or when.shift or when.until or when.units):
        return False
    if verb.verb == "have" and not verb.planned and {"had", "were", "was"} & {*verb.words.lower().split()}:
        return False  # "as of the end of April, there were 80,021", told on the 29th
    days = days_of(claim.parsed, likeliest, "actual", memory)
    late = days[1] if days and likeliest.lead == "by" else days[0] if days else memory.published
    return late > memory.published


def _in_its_year(claim: Claim, found: Dated, status: Status, memory: Memory) -> Dated:
    lead = "since" if _since_then(found, memory) else found.lead
    return Dated(found.at, with_year(claim.parsed, found, status, memory), lead)


def _since_then(found: Dated, memory: Memory) -> bool:
    """ "It has done so since 2016. In that time …": the time that goes on until today."""
    if (
        (found.when.unit, found.when.what) != ("same", "period")
        or found.when.shift
        or found.when.year
        or found.when.edge
    ):
        return False
    told = next((time for time in memory.spoken_of() if time.unit), None)
    return told is not None and told.unit == "since"


def date_of(
    claim: Claim, verb: Governor, status: Status, dates: list[tuple[Dated, Why]], memory: Memory
) -> tuple[Dated, Days, Why] | None:
    """The date of a claim: the likeliest one that its status allows, with its days."""
    for each, why in dates:
        found = _in_its_year(claim, each, status, memory)
        days = days_of(claim.parsed, found, status, memory)
        if days is not None and status == "planned" and was_to(claim, found, verb):
            days = last_time(found, days, memory)
        if days is None:
            continue
        if status == "planned" and (on_occasion(claim.parsed, found.at) or changed_on(claim, verb, found, memory)):
            continue
        if status == "planned" and spoken_then(claim, verb, found, memory):
            continue
        if status == "actual" and of_verb_before(claim, verb, found.at):
            continue
        if status == "planned" and not found.deadline and pledged_on(claim.parsed, found.at):
            continue
        if status == "planned" and taken(claim, found, memory):
            continue
        if claim.parsed.word(found.at).endswith(" on") and tense(claim, verb) not in ("past", "pluperfect"):
            continue  # "seven years on, it has 1,050": today
        over = status == "planned" and was_to(claim, found, verb)
        if over or fits(claim, found, days, status, memory.published):
            return found, days, why
    return None


def period_of(
    claim: Claim,
    verb: Governor,
    chosen: tuple[Dated, Days, Why] | None,
    measure: Measure,
    status: Status,
    memory: Memory,
    noun: Noun,
) -> tuple[Period, Why]:
    """The period of a claim by its own date, else by what was said before, else the publication day or no deadline."""
    if status == "planned" and (in_long_run(claim) or (chosen is None and endless(claim))):
        return undated(measure, status, memory.published), Why("period_end", "in_long_run", "", "clause")
    if chosen is not None and measure == "total" and status == "actual":
        found, days, _ = chosen
        if found.when.unit == "span" and days[1] == memory.published and found.lead != "since":
            chosen = None  # "rose to 600,000 within a year": no day of the total
    if measure == "added" and status == "actual":
        grown = ask("period_end", (grown_since,), claim, chosen[1] if chosen else None, memory)
        if grown is not None and isinstance(grown[0], Period):
            return grown[0], grown[1]
    if chosen is not None:
        found, days, why = chosen
        if found.lead == "since" and status == "actual" and measure in ("added", "removed"):
            told = found.when.unit == "same" and days[0].day > 27 and (days[0] + timedelta(days=1)).day == 1
            after = timedelta(days=1 if found.when.edge == "end" or told else 0)  # "since the end of May": from June 1
            days = days[0] + after, max(days[1], _counted_up_to(claim, days[0], memory))
        if found.lead == "since" and measure == "total" and status == "actual" and _rose_from(claim):
            found = Dated(found.at, found.when, "on")  # "since the start of the year it has risen from 2,316"
        elif measure == "total" and status == "actual" and days[0] < days[1] and _rose_from(claim):
            days = days[0] - timedelta(days=1), days[0] - timedelta(days=1)
        if measure == "added" and status == "actual" and days[0] == days[1]:
            days = _since(claim, found, memory) or days[0], days[1]
            if days[0] == days[1] and found.lead in ("by", "as of", "until", "through", "before", "ahead of"):
                return Period(_year_so_far(claim, days[1], memory), days[1], "text"), why
        if measure == "added" and status == "actual" and days[0] < days[1]:
            days = days[0], _up_to(claim, found, days, memory)
        return period(found, days, measure, status, memory.published, noun.service), why
    carried = ask("period_end", CARRY_RULES, claim, Undated(verb, noun, measure, status), memory)
    if carried is not None and isinstance(carried[0], Period):
        return carried[0], carried[1]
    silent = "publication_day" if status == "actual" else "no_deadline"
    return undated(measure, status, memory.published), Why("period_end", silent, "", "default")


#: Words of a time without a date.
_IN_THE_END = frozenset({"long", "eventually", "ultimately"})


def in_long_run(claim: Claim) -> bool:
    """ "500 this year and 10,000 in the long run": no deadline, whatever date the number before it has."""
    parsed = claim.parsed
    if _IN_THE_END.isdisjoint(parsed.said):
        return False
    start, end = parsed.bounds(claim.at)
    ahead = max((k for k in parsed.of_kind("number", start=start, end=claim.at)), default=start)
    after = min(parsed.of_kind("number", start=claim.noun_at + 1, end=end), default=end)
    near = (*range(ahead + 1, claim.at), *range(claim.at + 1, after))
    return any(
        (parsed.word(k) == "long" and parsed.word(k + 1) in ("run", "term"))
        or (parsed.word(k) == "long" and parsed.word(k + 2) == "term")
        or parsed.word(k) in ("eventually", "ultimately")
        or parsed.word(k).endswith(("long run", "long term", "longer term"))
        for k in near
    ) and not any(parsed.spans[k].kind == "date" for k in near)


def _since(claim: Claim, up_to: Dated, memory: Memory) -> date | None:
    """ "Added since January stood at 1,500 on Sunday": from the one day up to the other."""
    for other in all_dated(claim.parsed):
        if other.lead == "since" and other.at != up_to.at:
            days = days_of(claim.parsed, other, "actual", memory)
            return days[0] if days is not None else None
    return None


def _year_so_far(claim: Claim, day: date, memory: Memory) -> date | None:
    """January 1 where the paragraph speaks of the year: "it plans 60 this year; 38 had been built by the end of June"."""
    first = day.replace(month=1, day=1)
    spoken = [each for each in memory.recent() if each.claim.origin == claim.origin]
    year = any(each.observation.period_start == first for each in spoken) or any(
        time.origin == claim.origin and time.days[0] == first and time.unit == "year" for time in memory.spoken_of()
    )
    return first if year else None


def _up_to(claim: Claim, found: Dated, days: Days, memory: Memory) -> date:
    """ "By June 30, it had opened 120 this year": the part of the period up to the day."""
    for other in all_dated(claim.parsed):
        if other.at != found.at and other.lead in UP_TO and other.when.unit != "now":
            day = days_of(claim.parsed, other, "actual", memory)
            if day is not None and days[0] < day[1] < days[1]:
                return day[1]
    return days[1]


def _rose_from(claim: Claim) -> bool:
    """ "From July to September it rose from 4,002 to 4,318": what a period begins with is from the day before it."""
    parsed, i = claim.parsed, claim.parsed.ahead_of(claim.at)
    return parsed.word(i) == "from" and "to" in (parsed.word(claim.noun_at + 1), parsed.word(claim.at + 1))


def _counted_up_to(claim: Claim, since: date, memory: Memory) -> date:
    """The day of the total that the paragraph has just given: what came "since" came up to it."""
    before = next((each for each in memory.recent() if each.claim.parsed is not claim.parsed), None)
    seen = before.observation if before is not None and before.claim.origin == claim.origin else None
    if seen is None or seen.period_end is None or seen.period_end <= since:
        return memory.published
    told = (seen.measure, seen.status, seen.date_basis) == ("total", "actual", "text")
    reported = reported_period(memory)
    if not told and reported is not None and since < reported[0] and seen.period_end == reported[1]:
        told = True  # "in the three months to November, 118 were opened; since January, it was 361"
    return seen.period_end if told else memory.published
