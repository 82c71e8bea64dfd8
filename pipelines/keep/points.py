"""The statements of one series as points in time: the best one of each day, what it counts from, and how it stands.

Floors ("over 2,900"), milestones (the 1,000th) and ceilings never prove a decline. A figure that is out of line with
those before and after it is doubted: it is shown, and nothing is counted from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby, islice

from pipelines.keep.records import Row
from pipelines.keep.statements import Statement, corroboration
from pipelines.keep.waivers import waivers

MONTH = 30.44  # days; 365.25 / 12 is 30.4375
YEAR = timedelta(days=365)
SHORTEST = 28  # days; a pace over less than four weeks says little of a year
AHEAD = 3  # statements after a fall that may tell it for a slip; two wrong ones in a row were never seen in gold
JURY = 8  # figures after a steep fall that may outvote those before it
LEAP = 3  # times the pace of the figures around it; NIO's 915 of March 2022 between 881 and 894 is 19 times


@dataclass
class Point:
    """The best statement of a day, with all that are about the same and those that stand `beside` it in its article.

    `before` is the figure that it is measured against.
    """

    best: Statement
    statements: list[Statement]
    beside: list[Statement]
    date: date
    standing: str = "figure"
    before: Point | None = None
    fell_from: Point | None = field(default=None, repr=False)  # a fall that nothing explains

    @property
    def value(self) -> float:
        return self.best.value

    @property
    def counts(self) -> bool:
        return self.standing == "figure"

    @property
    def change(self) -> float | None:
        """How many more; None for the first, and where it says nothing new."""
        return self.value - self.before.value if self.before and self.counts else None

    @property
    def days(self) -> int | None:
        return (self.date - self.before.date).days if self.before else None

    @property
    def firm(self) -> bool:
        """True for a total that is neither a floor nor a ceiling."""
        return self.best.qualifier in ("exact", "approx") and not self.best.is_milestone

    def row(self) -> Row:
        """Its row of the table `series`, without its number."""
        best, change, days = self.best, self.change, self.days
        figures = [each.value for each in self.statements if each.qualifier in ("exact", "approx")]
        return best.row() | {
            "date": best.period_end,
            "value": best.value,
            "value_max": best.value_max,
            "qualifier": best.qualifier,
            "measure": best.measure,
            "standing": self.standing,
            "change": change,
            "days": days,
            "per_month": None if change is None or not days else round(MONTH * change / days, 1),
            "statements": len(self.statements),
            "spread": max(figures) - min(figures) if figures else 0,
            "corroboration": corroboration(best, self.statements),
            "verdict": best.verdict,
            "quote": best.quote,
            "source": best.source,
            "published_on": best.published_on,
            "url": best.url,
            "observation": best.observation,
        }


def points_of(statements: Iterable[Statement]) -> list[Point]:
    """The points of one series, by day: its totals that stand and its milestones."""
    every = list(statements)
    stated = [s for s in every if s.measure in ("total", "nth") and s.status == "actual" and s.period_end]
    stated.sort(key=lambda s: (s.period_end, s.doubt))
    gone = sorted(str(s.period_end) for s in every if s.measure == "removed" and s.status == "actual" and s.period_end)
    points = []
    for _, members in groupby(stated, key=lambda s: s.period_end):
        best, about_it, beside = sort_out(list(members))
        points.append(Point(best, about_it, beside, best.day))
    _stand(points, gone)
    return points


def sort_out(members: Sequence[Statement]) -> tuple[Statement, list[Statement], list[Statement]]:
    """The best of the statements of one day or period, those that are about the same, and those beside it.

    An article does not contradict itself: where it states the best figure, or one that agrees with it, what else it
    states is something that its words did not name, such as the 26 "of the 60 locations" that have chargers too. The
    members come in the order of their doubt.
    """
    best = next((each for each in members if not any(_is_part(each, other) for other in members)), members[0])
    agreeing = {each.original for each in members if not apart(best, each)}
    beside = [each for each in members if each.original in agreeing and apart(best, each) and not _credited(best, each)]
    return best, [each for each in members if each not in beside], beside


def _is_part(one: Statement, other: Statement) -> bool:
    """True for a total under what its own article says there were at least, or under the whole of its own sentence."""
    if one.original != other.original or one.qualifier in ("min", "max") or one.is_milestone or one.verdict is not None:
        return False
    if other.qualifier == "min" or other.is_milestone:
        return one.high < other.low and not _credited(other, one)
    return one.quote == other.quote and one.high < other.low and other.qualifier != "max" and not _credited(other, one)


def apart(one: Statement, other: Statement) -> bool:
    """True where what their words leave open does not let both be true."""
    return one.high < other.low or other.high < one.low


def _credited(one: Statement, other: Statement) -> bool:
    """True where an article has the other figure from somebody else, whom it names."""
    return other.source_name is not None and one.source_name != other.source_name


def _stand(points: Sequence[Point], gone: Sequence[str]) -> None:
    """Say of each point how it stands, and what it is measured against."""
    line: list[Point] = []
    for place, point in enumerate(points):
        point.before = line[-1] if line else None
        if point.best.qualifier == "max":
            point.standing = "ceiling"
        elif line and not point.firm and _says_nothing(line[-1], point):
            point.standing = "floor"
        else:
            _join_line(line, point, points, place, gone)


def _join_line(line: list[Point], point: Point, points: Sequence[Point], place: int, gone: Sequence[str]) -> None:
    """Put the point at the end of the line, or doubt it or the one before it where the line would fall."""
    later = (points[n] for n in range(place + 1, len(points)))  # few of them are asked for, and of few points
    coming: list[Point] | None = None
    while line and _falls(line[-1], point) and not _explained(line[-1], point, gone):
        before = line[-1]
        if coming is None:
            coming = list(islice((each for each in later if each.best.qualifier != "max"), JURY))
        judged = point.best.verdict is not None
        if not _waived(point) and (_leaps(line, point, coming) or _outvoted(line, point, coming)):
            line.pop().standing = "doubted"
        elif not judged and not _waived(point) and any(each.value >= before.value for each in coming[:AHEAD]):
            point.standing = "doubted"
            return
        else:
            point.fell_from = before
            if point.value < before.value / 2 and not judged and not _waived(point):
                point.standing = "doubted"  # no network loses more than half without a word; until others say so
                return
            break
    point.before = line[-1] if line else None
    line.append(point)


def _says_nothing(before: Point, floor: Point) -> bool:
    """True for a floor under what is known. At it, it says nothing after a figure, but is news of an older floor."""
    return floor.value < before.value or (floor.value == before.value and before.firm)


def _falls(before: Point, point: Point) -> bool:
    return point.best.high < before.best.low


def _explained(before: Point, point: Point, gone: Sequence[str]) -> bool:
    """True where some are said to have been removed in between."""
    return any(before.date.isoformat() < day <= point.date.isoformat() for day in gone)


def _leaps(line: Sequence[Point], point: Point, coming: Sequence[Point]) -> bool:
    """True where the last of the line is a spike: far above the pace that the figures around it share."""
    if len(line) < 2 or not coming or line[-1].best.verdict is not None:
        return False
    before, spike = line[-2], line[-1]
    higher = [each for each in coming[:AHEAD] if each.value >= point.value]
    if not higher or before.value > point.value:
        return False
    # Of those to come the lowest: the others may be misread themselves, as NIO's "5,000" of that April was.
    after = min(higher, key=lambda each: each.value)
    return _per_day(before, spike) > LEAP * _per_day(before, after)


def _waived(point: Point) -> bool:
    return (point.best.series_key, str(point.best.period_end)) in waivers()


def _outvoted(line: Sequence[Point], point: Point, coming: Sequence[Point]) -> bool:
    """True where a fall by more than half is one misreading before it: more figures from there on are small than
    figures before it were large."""
    before = line[-1]
    if point.value >= before.value / 2 or before.best.verdict is not None:
        return False
    large = sum(each.value > 2 * point.value for each in line)
    small = 1 + sum(each.value < before.value / 2 for each in coming[:JURY])
    return small > large


def _per_day(one: Point, other: Point) -> float:
    return (other.value - one.value) / max(1, (other.date - one.date).days)


def newest(points: Sequence[Point]) -> Point:
    """The last point that counts; where none does, the last."""
    return next((point for point in reversed(points) if point.counts), points[-1])


def pace(points: Sequence[Point]) -> float | None:
    """Growth per month from the first figure of the last 12 months of the series to its last one."""
    line = [point for point in points if point.counts]
    if not line:
        return None
    last = line[-1]
    first = next(point for point in line if point.date >= last.date - YEAR)
    days = (last.date - first.date).days
    return None if days < SHORTEST else round(MONTH * (last.value - first.value) / days, 1)


def latest_row(points: Sequence[Point], today: date) -> Row:
    """The row of the table `latest`."""
    last = newest(points)
    row = last.row()
    for name in ("standing", "change", "days", "per_month", "statements", "spread", "verdict"):
        del row[name]
    return row | {
        "per_month_12": pace(points),
        "age_days": (today - last.date).days,
        "previous": last.before.value if last.before else None,
        "previous_date": last.before.date.isoformat() if last.before else None,
        "points": len(points),
    }
