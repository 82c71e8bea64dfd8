"""Statements that cannot both be true, where stations came, and round numbers that were passed."""

from __future__ import annotations

from pathlib import Path

import pytest
from keep_samples import NOW, observation, page, reading, rows, saved

from pipelines.keep import Store
from pipelines.keep.news import mark_passed
from pipelines.model import Observation

KEY = "battery_swap_stations|nio|CN||"


# ---------------------------------------------------------------- conflicts and openings


@pytest.mark.parametrize(
    ("one", "other", "conflict"),
    [
        ({"value": 1000}, {"value": 1003}, True),
        ({"value": 1003}, {"value": 1000, "qualifier": "min"}, False),
        ({"value": 1003}, {"value": 1100, "qualifier": "min"}, True),
        ({"value": 1003}, {"value": 1000, "qualifier": "approx"}, False),
        ({"value": 1003}, {"value": 900, "qualifier": "approx"}, True),
        ({"value": 35}, {"value": 30, "value_max": 40}, False),
        ({"value": 1003}, {"value": 1000, "date_basis": "published"}, False),  # it may be some days old
        ({"value": 1003}, {"value": 1010, "date_basis": "published"}, True),
        ({"value": 1003}, {"value": 1000, "measure": "nth"}, False),
    ],
)
def test_conflicts_of_a_day(tmp_path: Path, one: dict, other: dict, conflict: bool) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(day="2022-07-05", **one), observation(day="2022-07-05", **other))
    assert rows(path, "conflicts", "kind") == [("same day",)] * conflict
    assert [row[0] for row in rows(path, "changes", "what")].count("conflict") == conflict


ELSEWHERE = {"quote": "In another sentence it says 60.", "value_start": 28, "value_end": 30}


def told_by_one(path: Path, *statements: Observation) -> None:
    """One run with one article that states all of them."""
    with Store(path, lambda: NOW) as store:
        run = store.begin_run("cnevpost")
        store.save(page(), reading(*statements), run)
        store.finish_run(run)


@pytest.mark.parametrize(
    ("stated", "best"),
    [
        ([{"value": 26}, {"value": 60}], 60),  # at 26 of the 60 locations
        ([{"value": 26}, {"value": 60, **ELSEWHERE}], 26),  # the first that it states
        ([{"value": 26}, {"value": 60, **ELSEWHERE, "measure": "nth"}], 60),  # there were 60 at least
        ([{"value": 26}, {"value": 60, **ELSEWHERE, "qualifier": "min"}], 60),
        ([{"value": 62}, {"value": 60, **ELSEWHERE, "qualifier": "min"}], 62),
        ([{"value": 26}, {"value": 60, "qualifier": "max"}], 26),
    ],
)
def test_an_article_states_a_whole_and_parts_without_a_name(tmp_path: Path, stated: list[dict], best: int) -> None:
    path = tmp_path / "a.db"
    told_by_one(path, *(observation(day="2022-07-05", origin=f"p{n}", **each) for n, each in enumerate(stated)))
    assert rows(path, "series", "value, spread") in ([(best, 0)], [(best, 2)])
    found = rows(path, "conflicts", "kind, value_a, value_b")
    assert [row[0] for row in found] in (["one article"], [])
    assert "conflict" not in [row[0] for row in rows(path, "changes", "what")]
    with Store(path, read_only=True) as store:
        assert store.query("conflicting_figures") == []
        assert len(store.query("conflicting_figures", kind="all")) == len(found)


def test_an_article_that_quotes_two_sources_shows_their_conflict(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    told_by_one(path, observation(145955, "2022-07-05"), observation(145395, "2022-07-05", source_name="NioSwapInfo"))
    assert rows(path, "conflicts", "kind") == [("same day",)]


def test_an_article_that_agrees_contradicts_by_no_other_figure(tmp_path: Path) -> None:
    """One outlet says 3,520; another says 3,520 too, and 59 of something that its words did not name."""
    path = tmp_path / "a.db"
    saved(path, observation(3520, "2022-07-05"), published="2022-07-05")
    told_by_one(path, observation(3520, "2022-07-05", **ELSEWHERE), observation(59, "2022-07-05"))
    assert rows(path, "conflicts", "kind, value_b") == [("one article", 59)]
    assert rows(path, "series", "value, statements") == [(3520, 2)]


def test_openings_have_a_point(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(
        path,
        observation(1000, "2022-07-06", measure="nth", site="Lhasa"),
        observation(2, "2022-08-06", measure="added", country="NO", place="Bergen"),
        observation(3, "2022-09-06", measure="added", country=None),
    )
    found = rows(path, "openings", "place, country, precision, round(latitude), round(longitude)", "date")
    assert found == [("Lhasa", "CN", "city", 30, 91), ("Bergen", "NO", "city", 60, 5)]


@pytest.mark.parametrize(
    ("before", "after", "passed"),
    [
        (949, 1011, 1000),
        (1011, 1245, None),
        (1950, 3100, 3000),
        (490, 520, 500),
        (3, 9, None),
        (9, 12, 10),
        (12, 9, None),
        (99_000_000, 100_176_290, 100_000_000),
    ],
)
def test_round_numbers(before: float, after: float, passed: int | None) -> None:
    assert mark_passed(before, after) == passed


def test_a_milestone_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(949, "2022-05-31"))
    saved(path, observation(1011, "2022-07-06"), run="two")
    saved(path, observation(1020, "2022-07-16"), run="three")
    told = [row for row in rows(path, "changes", "what, why, series_key, run") if row[0] == "milestone"]
    assert told == [("milestone", "passed 1,000", KEY, 2)]
