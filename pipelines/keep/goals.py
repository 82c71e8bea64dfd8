"""Targets: what was planned for a series, and what became of it, judged at the deadline by the figures that stand.

News are samples, so arrival is an interval: from the last statement under the goal to the first one at it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

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


def targets_of(statements: Iterable[Statement], points: Sequence[Point], today: date) -> list[Row]:
    """The rows of `targets` of one series."""
    goals = _goals(statements, points)
    line = [point for point in points if point.standing != "doubted"]
    return [_row(goal, goals, line, pace(points), today) for goal in goals]


def _goals(statements: Iterable[Statement], points: Sequence[Point]) -> list[Goal]:
    found: dict[tuple[object, ...], list[Statement]] = {}
    for each in sorted(statements, key=lambda s: (s.known_on, s.observation)):
        target = _target(each, points) if each.status == "planned" else None
        if target is not None:
            found.setdefault((target, each.measure, each.period_end), []).append(each)
    return [
        Goal(float(str(target)) if isinstance(target, float) else int(str(target)), members[0].measure,
             members[0].qualifier, members[0].period_end, tuple(members))
        for (target, *_), members in found.items()
    ]  # fmt: skip


def _target(statement: Statement, points: Sequence[Point]) -> float | None:
    """How many there shall be; None for what is no goal, or where it is not known what more would come on top of.

    Fewer than half of what stood when it was said are no goal for the whole but something that its words did not name:
    "nine of them in Tibet".
    """
    if statement.qualifier == "max":
        return None
    if statement.measure in ("total", "nth") and statement.known_on < (statement.period_end or "9999"):
        stood = [point.value for point in points if point.counts and str(point.best.period_end) <= statement.known_on]
        if stood and statement.value < stood[-1] / 2:
            return None
    if statement.measure in ("total", "nth"):
        return statement.value
    if statement.measure != "added" or statement.period_end is None:
        return None
    start = date.fromisoformat(statement.period_start or statement.known_on)
    known = [point for point in points if point.counts and start - BASE <= point.date <= start]
    return known[-1].value + statement.value if known else None


def _row(goal: Goal, goals: Sequence[Goal], line: Sequence[Point], recent: float | None, today: date) -> Row:
    reached = next((point for point in line if point.best.low >= goal.least), None)
    under = [p for p in line if p.firm and p.value < goal.least and (reached is None or p.date < reached.date)]
    deadline = date.fromisoformat(goal.deadline) if goal.deadline else None
    upto = [point for point in line if point.counts and (deadline is None or point.date <= deadline)]
    actual = upto[-1] if upto else None
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
        "below_until": under[-1].date.isoformat() if under else None,
        "reached_by": reached.date.isoformat() if reached else None,
        "moved_to": _moved_to(goal, goals),
        "stated_on": best.known_on,
        "statements": len(goal.statements),
        "quote": best.quote,
        "url": best.url,
        "observation": best.observation,
    }


def _state(reached: Point | None, under: Sequence[Point], deadline: date | None, today: date) -> str:
    if reached is not None:
        if deadline is None or reached.date <= deadline:
            return "met"
        return "met late" if under and under[-1].date >= deadline else "met, unclear when"
    if deadline is None or today <= deadline:
        return "open"
    return "missed" if under and under[-1].date >= deadline else "no later figure"


def _needed(goal: Goal, actual: Point | None, deadline: date | None) -> float | None:
    if actual is None or deadline is None:
        return None
    days = (deadline - actual.date).days
    return round(MONTH * (goal.target - actual.value) / days, 1) if days > 0 else None


def _moved_to(goal: Goal, goals: Sequence[Goal]) -> float | None:
    """The next goal that was set for the same deadline, where it is another one."""
    heard = goal.statements[-1].known_on
    later = [
        other
        for other in goals
        if other.deadline == goal.deadline is not None
        and other.measure == goal.measure == "total"
        and other.first.known_on > heard
        and other.target != goal.target
    ]
    return later[0].target if later else None
