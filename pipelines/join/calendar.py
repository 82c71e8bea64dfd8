"""When → first and last day. The year is chosen here, by status: past for what happened, coming for what is planned.

Days are those of the outlet's own zone.
"""

from __future__ import annotations

from datetime import date, timedelta

from pipelines.join.counted_days import ago_days, beside_days, days_beside, same_days, span_days
from pipelines.join.days import Days, absolute_day, edged, month_days, shifted
from pipelines.join.feasts import days_off
from pipelines.model import Status, When


def resolve(when: When, published: date, status: Status, reference: Days | None = None) -> Days | None:
    """First and last day that a date expression means; None where it means none."""
    try:
        if when.until is not None:
            return _from_to(when._replace(until=None), when.until, published, status, reference)
        return _RESOLVERS[when.unit](when, published, status, reference)
    except (KeyError, ValueError, OverflowError):
        return None


def _from_to(start: When, end: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """ "From July to September", "the 30 days up to October 5"; a start without a year lies before its end."""
    last = resolve(end, published, status, reference)
    if last is None:
        return None
    if start.edge == "beside":
        return days_beside(start, last)
    if start.unit == "span":
        return shifted(last[1] + timedelta(days=1), start.what, start.units or 0), last[1]
    if start.year is None and start.shift is None and start.month is not None:
        start = start._replace(year=last[1].year)
        first = resolve(start, published, status)
        if first is not None and first[0] > last[1]:
            start = start._replace(year=last[1].year - 1)
    first = resolve(start, published, status, reference)
    return (first[0], last[1]) if first is not None and first[0] <= last[1] else None


def _day(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    if when.month is None:
        day = published + timedelta(days=when.shift or 0)
        return day, day
    assert when.day is not None
    if when.what == "year":
        when = when._replace(year=published.year + (when.shift or 0))
    first = absolute_day(when.year, when.month, when.day) if when.year is not None else _near(when, published, status)
    if first is None:
        return None
    last = first.replace(day=when.day_end) if when.day_end and when.day_end > first.day else first
    return first, last


def _near(when: When, published: date, status: Status) -> date | None:
    """The day without a year nearest to publication: past for what happened, coming for what is planned."""
    assert when.month is not None and when.day is not None
    years = [published.year - 1, published.year, published.year + 1]
    days = [d for y in years if (d := absolute_day(y, when.month, when.day))]
    if when.shift == -1 or status == "actual":
        over = (when.day_end or when.day) - when.day
        past = [d for d in days if d + timedelta(days=over) <= published and not (when.shift == -1 and d == published)]
        past = past or [d for d in days if d <= published]
        return past[-1] if past else None
    coming = [d for d in days if d >= published]
    return coming[0] if coming else None


def _weekday(when: When, published: date, status: Status, reference: Days | None) -> Days:
    ahead = (int(when.what) - published.weekday()) % 7
    if status == "planned" and when.shift != -1:
        day = published + timedelta(days=ahead)
    else:
        day = published - timedelta(days=(7 - ahead) % 7)
        if when.shift == -1 and day == published:
            day -= timedelta(days=7)
    return day, day


def _week_day(when: When, published: date, status: Status, reference: Days | None) -> Days:
    """ "Wednesday last week"."""
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=when.shift or 0)
    day = monday + timedelta(days=int(when.what))
    return day, day


def _month_day(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """ "On the 19th": of this month, or of the one before or after."""
    shift = 0
    if status == "actual" and (when.day or 1) > published.day:
        shift = -1
    elif status == "planned" and (when.day or 1) < published.day:
        shift = 1
    first, _ = month_days(published.year, published.month + shift)
    day = absolute_day(first.year, first.month, when.day or 1)
    return (day, day) if day is not None else None


def _month(when: When, published: date, status: Status, reference: Days | None) -> Days:
    if when.month is None:
        days = edged(month_days(published.year, published.month + (when.shift or 0)), when.edge)
        if when.what == "the" and when.edge == "end" and status == "actual" and days[0] > published:
            return edged(month_days(published.year, published.month - 1), when.edge)
        return days
    year = when.year
    if year is None and when.shift is not None:
        year = published.year + when.shift
    if year is None:
        year = published.year
        first, last = month_days(year, when.month)
        if status == "actual" and first > published:
            year -= 1
        elif status == "planned" and last < published:
            year += 1
    return edged(month_days(year, when.month), when.edge)


def _quarter(when: When, published: date, status: Status, reference: Days | None) -> Days:
    if when.month is None:
        now = (published.month - 1) // 3
        first = month_days(published.year, 3 * (now + (when.shift or 0)) + 1)[0]
        if when.what == "the" and when.edge in ("", "end") and status == "actual":
            first = month_days(first.year, first.month - 3)[0]  # "in the quarter": the one that is over
        return edged((first, month_days(first.year, first.month + 2)[1]), when.edge)
    return edged(_part(when, 3, published, status), when.edge)


def _part(when: When, months: int, published: date, status: Status) -> Days:
    assert when.month is not None
    year = when.year or published.year + (when.shift or 0)
    first = month_days(year, months * (when.month - 1) + 1)[0]
    last = month_days(year, months * when.month)[1]
    if when.year is None and (when.shift is None or when.what == "the"):
        if status == "actual" and first > published:
            return _part(when._replace(year=year - 1), months, published, status)
        if status == "planned" and last < published:
            return _part(when._replace(year=year + 1), months, published, status)
    return first, last


def _half(when: When, published: date, status: Status, reference: Days | None) -> Days:
    return edged(_part(when, 6, published, status), when.edge)


def _first_months(when: When, published: date, status: Status, reference: Days | None) -> Days:
    year = when.year or published.year + (when.shift or 0)
    last = month_days(year, when.units or 1)[1]
    if when.year is None and when.shift is None and status == "actual" and date(year, 1, 1) < published < last:
        year -= 1  # "the first eleven months" are over
    return date(year, 1, 1), month_days(year, when.units or 1)[1]


def _first_days(when: When, published: date, status: Status, reference: Days | None) -> Days:
    first = date(when.year or published.year + (when.shift or 0), 1, 1)
    return first, first + timedelta(days=(when.units or 1) - 1)


#: From this month and day on, "the end of the year" is that of the year that runs.
LATE_IN_YEAR = (12, 15)

#: How far back a year that is over is still "the year".
RECENT = timedelta(days=150)


def _year(when: When, published: date, status: Status, reference: Days | None) -> Days:
    year = when.year if when.year is not None else published.year + (when.shift or 0)
    lately = reference is not None and reference[1].year == published.year - 1 and published - reference[1] < RECENT
    if when.what == "the" and status == "actual" and lately:
        return edged((date(year - 1, 1, 1), date(year - 1, 12, 31)), when.edge)  # "the year" that was spoken of
    if when.what == "the" and when.edge == "end" and status == "actual":
        if when.year is None and (published.month, published.day) >= LATE_IN_YEAR:
            return published, published  # "it ends the year with 3,500", said on December 29
        year -= 1
    return edged((date(year, 1, 1), date(year, 12, 31)), when.edge)


#: Years of a decade that are early, mid and late in it.
THIRDS = {"early": (0, 3), "mid": (4, 5), "late": (7, 9)}


def _decade(when: When, published: date, status: Status, reference: Days | None) -> Days:
    first = when.year if when.year is not None else published.year // 10 * 10
    if when.edge in THIRDS:
        years = THIRDS[when.edge]
        return date(first + years[0], 1, 1), date(first + years[1], 12, 31)
    if when.edge == "end" or when.year is None:
        return date(first + 10, 12, 31), date(first + 10, 12, 31)
    return date(first, 1, 1), date(first + 9, 12, 31)


def _season(when: When, published: date, status: Status, reference: Days | None) -> Days:
    """Three months up to the last of the season; "last summer" is the one that is over."""
    assert when.month is not None
    year = when.year or published.year + max(when.shift or 0, 0)
    last = month_days(year, when.month)[1]
    if when.year is None and when.shift == 0:  # "this winter" is the one that is on, or the next
        coming = month_days(year + 1, when.month)
        begun = month_days(coming[1].year, coming[1].month - 2)[0] <= published
        last = coming[1] if begun or (status == "planned" and last < published) else last
    if when.year is None and (when.shift == -1 or (when.shift is None and status == "actual")) and last > published:
        last = month_days(year - 1, when.month)[1]
    elif when.year is None and when.shift is None and status == "planned" and last < published:
        last = month_days(year + 1, when.month)[1]
    return month_days(last.year, last.month - 2)[0], last


def _fiscal(when: When, published: date, status: Status, reference: Days | None) -> Days:
    """A business year: the calendar's, or the one that begins in April."""
    first = when.month or 1
    year = published.year - (published.month < first) + (when.shift or 0)
    return edged((date(year, first, 1), month_days(year, first + 11)[1]), when.edge)


def _left(when: When, published: date, status: Status, reference: Days | None) -> Days:
    """ "The 260 days that remain of the year": from tomorrow on."""
    return min(published + timedelta(days=1), date(published.year, 12, 31)), date(published.year, 12, 31)


def _week(when: When, published: date, status: Status, reference: Days | None) -> Days:
    monday = published - timedelta(days=published.weekday()) + timedelta(weeks=when.shift or 0)
    return edged((monday, monday + timedelta(days=6)), when.edge if when.edge in ("start", "first", "end") else "")


def _weekend(when: When, published: date, status: Status, reference: Days | None) -> Days:
    """The weekend that is on, or the one before; of a plan the coming one."""
    saturday = published - timedelta(days=(published.weekday() - 5) % 7)
    if status == "planned":
        saturday += timedelta(weeks=0 if published.weekday() == 5 else 1)
        return saturday, saturday + timedelta(days=1)
    if when.shift == -1 and published.weekday() >= 5:
        saturday -= timedelta(weeks=1)
    return saturday, saturday + timedelta(days=1)


def _month_days(when: When, published: date, status: Status, reference: Days | None) -> Days:
    first, last = _month(when._replace(unit="month"), published, status, reference)
    count = when.units or 1
    if when.what == "weekend":
        saturday = first + timedelta(days=(5 - first.weekday()) % 7)
        if count < 0:
            saturday = last - timedelta(days=(last.weekday() - 5) % 7)
        return saturday, saturday + timedelta(days=1)
    first += timedelta(days=(when.day or 1) - 1)
    return (first, first + timedelta(days=count - 1)) if count > 0 else (last + timedelta(days=count + 1), last)


def _week_of(when: When, published: date, status: Status, reference: Days | None) -> Days | None:
    """ "The week of June 27": seven days from the day."""
    days = _day(when, published, status, reference)
    return (days[0], days[0] + timedelta(days=6)) if days is not None else None


def _week_number(when: When, published: date, status: Status, reference: Days | None) -> Days:
    monday = date.fromisocalendar(when.year or published.year, when.units or 1, 1)
    return monday, monday + timedelta(days=6)


def _now(when: When, published: date, status: Status, reference: Days | None) -> Days:
    return published, published


_RESOLVERS = {
    "day": _day,
    "weekday": _weekday,
    "week_day": _week_day,
    "month_day": _month_day,
    "month": _month,
    "quarter": _quarter,
    "half": _half,
    "year": _year,
    "decade": _decade,
    "season": _season,
    "left": _left,
    "fiscal": _fiscal,
    "week": _week,
    "span": span_days,
    "weekend": _weekend,
    "ago": ago_days,
    "beside": beside_days,
    "same": same_days,
    "now": _now,
    "first_months": _first_months,
    "first_days": _first_days,
    "month_days": _month_days,
    "week_of": _week_of,
    "week_number": _week_number,
    "feast": days_off,
}
