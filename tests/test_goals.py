"""Goals, judged at their deadline, and what there was at the end of each month."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from keep_samples import goal, observation, rows, saved

KEY = "battery_swap_stations|nio|CN||"


# ---------------------------------------------------------------- targets


@pytest.mark.parametrize(
    ("figures", "state"),
    [
        ([("2022-06-30", 80)], "no later figure"),
        ([("2022-06-30", 80), ("2022-12-20", 100)], "met"),
        ([("2022-06-30", 80), ("2023-02-01", 110)], "met, unclear when"),
        ([("2022-06-30", 80), ("2023-01-02", 99), ("2023-02-01", 110)], "met late"),
        ([("2022-06-30", 80), ("2023-02-01", 99)], "missed"),
        ([], "no later figure"),
    ],
)
def test_a_target_is_judged_at_its_deadline(tmp_path: Path, figures: list, state: str) -> None:
    path = tmp_path / "a.db"
    saved(path, goal(100, "2022-12-31"), *(observation(value, day) for day, value in figures), published="2024-01-01")
    assert rows(path, "targets", "state") == [(state,)]


def test_a_floor_may_confirm_a_target_and_never_deny_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    floors = [observation(90, "2023-01-05", qualifier="min"), observation(105, "2023-03-01", qualifier="min")]
    saved(path, goal(100, "2022-12-31"), *floors, published="2024-01-01")
    assert rows(path, "targets", "state, below_until, reached_by") == [("met, unclear when", None, "2023-03-01")]


def test_a_part_without_a_name_is_no_goal(tmp_path: Path) -> None:
    """ "Nine of them shall be in Tibet" is no goal for the 3,000 of the country; after its deadline all may be told."""
    path = tmp_path / "a.db"
    saved(path, observation(3000, "2025-01-01"), published="2025-01-02")
    saved(path, goal(9, "2025-12-31"), goal(3500, "2025-12-31"), published="2025-02-01", run="two")
    saved(path, goal(1200, "2023-12-31"), published="2025-02-02", run="three")
    assert rows(path, "targets", "target", "target") == [(1200,), (3500,)]


def test_pace_of_an_open_target(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2025-03-01"), observation(220, "2026-02-26"), goal(400, "2026-12-31"),
          published="2026-02-27")  # fmt: skip
    ((state, actual, percent, needed, recent),) = rows(
        path, "targets", "state, actual, percent, needed_per_month, recent_per_month"
    )
    assert (state, actual, percent) == ("open", 220, 55.0)
    assert needed == round(30.44 * 180 / 308, 1)
    assert recent == round(30.44 * 120 / 362, 1)


def test_a_plan_to_add_counts_from_what_there_was(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    more = goal(1000, "2024-12-31", measure="added", period_start=date(2024, 1, 1))
    saved(path, observation(2333, "2023-12-31"), more, observation(3100, "2025-01-10"), published="2025-02-01")
    assert rows(path, "targets", "measure, target, state") == [("added", 3333, "missed")]
    saved(tmp_path / "b.db", more, published="2025-02-01")
    assert rows(tmp_path / "b.db", "targets", "state") == [], "nobody knows from where it counts"


def test_a_raised_target_is_one_goal_moved_to_another(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, goal(1300, "2023-12-31"), published="2023-01-03", run="one")
    saved(path, goal(1300, "2023-12-31"), published="2023-01-20", run="two")
    saved(path, goal(2300, "2023-12-31"), published="2023-02-21", run="three")
    assert rows(path, "targets", "target, moved_to, statements, stated_on", "target") == [
        (1300, 2300, 2, "2023-01-03"),
        (2300, None, 1, "2023-02-21"),
    ]
    told = rows(path, "changes", "what, before, after")
    assert ("target moved", {"value": 1300}, 2300) in [
        (what, json.loads(before or "{}"), json.loads(after or "{}").get("value")) for what, before, after in told
    ]
    ((why, value),) = rows(
        path,
        "changes AS c JOIN observations AS o ON o.id = c.observation WHERE c.what = 'target moved'",
        "c.why, o.value",
        "c.id",
    )
    assert (why, value) == ("1,300 before, for 2023-12-31", 2300), "told by the article that states the new goal"


# ---------------------------------------------------------------- months


def test_months_are_marked_by_what_they_rest_on(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2024-11-30"), observation(190, "2025-02-28"))
    found = rows(path, "monthly", "month, value, basis, added, per_day", "month")
    assert found[:4] == [
        ("2024-11", 100, "stated", None, None),
        ("2024-12", 131, "between", 31, 1.0),
        ("2025-01", 162, "between", 31, 1.0),
        ("2025-02", 190, "stated", 28, 1.0),
    ]
    assert found[4:] == [(f"2025-{n:02}", 190, "carried", None, None) for n in range(3, 13)] + [
        (f"2026-{n:02}", 190, "carried", None, None) for n in (1, 2)
    ], "carried on for a year, and no longer"


def test_a_new_month_carries_on_what_no_run_has_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2026-01-31"))
    saved(path, now=datetime(2026, 5, 2, tzinfo=UTC), run="later")
    assert rows(path, "monthly", "month, basis", "month") == [
        ("2026-01", "stated"), *((f"2026-{n:02}", "carried") for n in range(2, 6))
    ]  # fmt: skip
    assert rows(path, "latest", "age_days", "series_key") == [(91,)]
