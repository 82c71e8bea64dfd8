"""Targets: what was planned for a series, and what became of it, judged at the deadline by the figures that stand.

News are samples, so arrival is an interval: from the last statement under the goal to the first one at it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from pipelines.keep.points import MONTH, Point, pace
from pipelines.keep.records import Row
from pipelines.keep.statements import Statement

BASE = timedelta(days=45)  # a plan to add some counts from a figure at most so much older than its start


@dataclass(frozen=True)
class Goal:
    """The same aim, however often it is stated: so many shall there be until a day."""

    target: float
    measure: str
    qualifier: str
    deadline: str | None
    statements: tuple[Statement, ...]  # in the order in which the world heard them

    @property
    def first(self) -> Statement:
        return self.statements[0]

    @property
    def least(self) -> float:
        """What meets it: "about 5,000" is met a little earlier."""
        return self.first.low * self.target / self.first.value if self.qualifier == "approx" else self.target


class Line:
    """The points of one series in the order of their days; what a goal asks of them is a search by halves."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = [point for point in points if point.standing != "doubted"]
        self.counted = [point for point in points if point.counts]
        self._days = [point.date for point in self.counted]
        self._highest = list(accumulate((point.best.low for point in self.points), max))
        self._firm = [point for point in self.points if point.firm]
        self._firm_days = [point.date for point in self._firm]
        self._lowest = list(accumulate((point.value for point in reversed(self._firm)), min))[::-1]  # from here on

    def counted_by(self, day: date) -> Point | None:
        """The last figure of a day or before it."""
        at = bisect_right(self._days, day)
        return self.counted[at - 1] if at else None

    def reached(self, least: float) -> Point | None:
        """The first point that is surely as high."""
        at = bisect_left(self._highest, least)
        return self.points[at] if at < len(self.points) else None

    def last_under(self, least: float, before: Point | None) -> Point | None:
        """The last figure, neither floor nor ceiling, that is lower, of the days before a point."""
        if before is None:
            at = bisect_left(self._lowest, least)
            return self._firm[at - 1] if at else None
        earlier = range(bisect_left(self._firm_days, before.date) - 1, -1, -1)
        return next((self._firm[at] for at in earlier if self._firm[at].value < least), None)


def targets_of(statements: Iterable[Statement], points: Sequence[Point], today: date) -> list[Row]:
    """The rows of `targets` of one series."""
    line = Line(points)
    goals = _goals(statements, line)
    rivals: dict[str | None, list[Goal]] = defaultdict(list)
    for goal in goals:
        rivals[goal.deadline].append(goal)
    recent = pace(points)
    return [_row(goal, rivals[goal.deadline], line, recent, today) for goal in goals]


def _goals(statements: Iterable[Statement], line: Line) -> list[Goal]:
    found: dict[tuple[object, ...], list[Statement]] = {}
    for each in sorted(statements, key=lambda s: (s.known_on, s.observation)):
        target = _target(each, line) if each.status == "planned" else None
        if target is not None:
            found.setdefault((target, each.measure, each.period_end), []).append(each)
    return [
        Goal(float(str(target)) if isinstance(target, float) else int(str(target)), members[0].measure,
             members[0].qualifier, members[0].period_end, tuple(members))
        for (target, *_), members in found.items()
    ]  # fmt: skip


def _target(statement: Statement, line: Line) -> float | None:
    """How many there shall be; None for what is no goal, or where it is not known what more would come on top of.

    Fewer than half of what stood when it was said are no goal for the whole but something that its words did not name:
    "nine of them in Tibet".
    """
    if statement.qualifier == "max":
        return None
    if statement.measure in ("total", "nth") and statement.known_on < (statement.period_end or "9999"):
        stood = line.counted_by(date.fromisoformat(statement.known_on))
        if stood is not None and statement.value < stood.value / 2:
            return None
    if statement.measure in ("total", "nth"):
        return statement.value
    if statement.measure != "added" or statement.period_end is None:
        return None
    start = date.fromisoformat(statement.period_start or statement.known_on)
    known = line.counted_by(start)
    return known.value + statement.value if known is not None and start - BASE <= known.date else None


def _row(goal: Goal, rivals: Sequence[Goal], line: Line, recent: float | None, today: date) -> Row:
    reached = line.reached(goal.least)
    under = line.last_under(goal.least, reached)
    deadline = date.fromisoformat(goal.deadline) if goal.deadline else None
    actual = line.counted_by(deadline or date.max)
    state = _state(reached, under, deadline, today)
    best = goal.first
    return best.row() | {
        "state": state,
        "target": goal.target,
        "qualifier": goal.qualifier,
        "measure": goal.measure,
        "deadline": goal.deadline,
        "actual": actual.value if actual else None,
        "actual_on": actual.date.isoformat() if actual else None,
        "percent": round(100 * actual.value / goal.target, 1) if actual and goal.target else None,
        "needed_per_month": _needed(goal, actual, deadline) if state == "open" else None,
        "recent_per_month": recent,
        "below_until": under.date.isoformat() if under else None,
        "reached_by": reached.date.isoformat() if reached else None,
        "moved_to": _moved_to(goal, rivals),
        "stated_on": best.known_on,
        "statements": len(goal.statements),
        "quote": best.quote,
        "url": best.url,
        "observation": best.observation,
    }


def _state(reached: Point | None, under: Point | None, deadline: date | None, today: date) -> str:
    if reached is not None:
        if deadline is None or reached.date <= deadline:
            return "met"
        return "met late" if under is not None and under.date >= deadline else "met, unclear when"
    if deadline is None or today <= deadline:
        return "open"
    return "missed" if under is not None and under.date >= deadline else "no later figure"


def _needed(goal: Goal, actual: Point | None, deadline: date | None) -> float | None:
    if actual is None or deadline is None:
        return None
    days = (deadline - actual.date).days
    return round(MONTH * (goal.target - actual.value) / days, 1) if days > 0 else None


def _moved_to(goal: Goal, rivals: Sequence[Goal]) -> float | None:
    """The next of the goals for the same deadline, where it is another one."""
    heard = goal.statements[-1].known_on
    later = (
        other
        for other in rivals
        if other.deadline is not None
        and other.measure == goal.measure == "total"
        and other.first.known_on > heard
        and other.target != goal.target
    )
    return next((other.target for other in later), None)
