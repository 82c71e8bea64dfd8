"""The points of a series: what is doubted, what falls, what is a milestone, and who says the same independently."""

from __future__ import annotations

from pathlib import Path

import pytest
from keep_samples import article, clock, fill, observation, page, reading, rows, saved

from pipelines.keep import Store, latest
from pipelines.keep.statements import Statement, corroboration
from pipelines.keep.waivers import waivers
from pipelines.model import Observation

KEY = "battery_swap_stations|nio|CN||"


# ---------------------------------------------------------------- points


def test_a_figure_out_of_line_is_doubted_and_nothing_is_counted_from_it(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    days = [("2022-03-30", 881), ("2022-03-31", 915), ("2022-04-15", 894), ("2022-04-30", 938), ("2022-05-02", 16)]
    saved(path, *(observation(value, day) for day, value in days), observation(949, "2022-05-31"))
    assert rows(path, "series", "value, standing, change") == [
        (881, "figure", None),
        (915, "doubted", None),
        (894, "figure", 13),
        (938, "figure", 44),
        (16, "doubted", None),
        (949, "figure", 11),
    ]
    assert rows(path, "conflicts", "kind") == []


def test_a_misread_figure_does_not_shield_another(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    days = [("2022-03-30", 881), ("2022-03-31", 915), ("2022-04-15", 894), ("2022-04-21", 5000), ("2022-04-30", 938)]
    saved(path, *(observation(value, day) for day, value in days), observation(949, "2022-05-31"))
    assert rows(path, "series", "value", "date") == [(value,) for _, value in days] + [(949,)]
    assert [value for value, standing in rows(path, "series", "value, standing") if standing == "doubted"] == [
        915,
        5000,
    ]


def test_a_fall_is_a_check_unless_some_were_removed_or_it_is_waived(tmp_path: Path) -> None:
    fall = [observation(100, "2022-01-01"), observation(90, "2022-02-01"), observation(92, "2022-03-01")]
    saved(tmp_path / "a.db", *fall)
    assert rows(tmp_path / "a.db", "series", "value, change") == [(100, None), (90, -10), (92, 2)]
    assert rows(tmp_path / "a.db", "conflicts", "kind, date, value_a, value_b, percent_apart") == [
        ("fall", "2022-02-01", 100, 90, 10.0)
    ]
    (check,) = rows(tmp_path / "a.db", "checks", "level, rule, message")
    assert check[:2] == ("warning", "fall") and "falls from 100 to 90 on 2022-02-01" in check[2]
    gone = observation(12, "2022-01-20", measure="removed")
    saved(tmp_path / "b.db", *fall, gone)
    assert rows(tmp_path / "b.db", "conflicts", "kind") == rows(tmp_path / "b.db", "checks", "rule") == []
    key, day = next(iter(waivers()))
    _, operator, country, place, segment = key.split("|")
    part = {"operator": operator, "country": country, "place": place or None, "segment": tuple(segment.split(","))}
    saved(tmp_path / "c.db", observation(71, "2022-01-01", **part), observation(21, day, **part))
    assert [row[0] for row in rows(tmp_path / "c.db", "conflicts", "waived_on")] == [waivers()[key, day][0]]
    assert rows(tmp_path / "c.db", "checks", "rule") == []


def test_a_steep_fall_waits_for_others_to_say_the_same(tmp_path: Path) -> None:
    """No network loses more than half without a word: either this figure is of something else, or those before it."""
    path = tmp_path / "a.db"
    grown = [observation(value, f"2022-0{n}-01") for n, value in enumerate((1000, 1100, 1200), 1)]
    saved(path, *grown, observation(40, "2022-04-01"))
    assert rows(path, "series", "value, standing")[-1] == (40, "doubted")
    assert rows(path, "conflicts", "kind, value_a, value_b") == [("out of line", 1200, 40)]
    assert rows(path, "checks", "rule") == [("fall",)], "checked all the same"
    assert "conflict" not in [row[0] for row in rows(path, "changes", "what")]
    assert [row["value"] for row in latest(path)] == [1200]
    saved(tmp_path / "b.db", observation(9000, "2022-01-01"), *grown[1:])
    assert rows(tmp_path / "b.db", "series", "value, standing, change") == [
        (9000, "doubted", None), (1100, "figure", None), (1200, "figure", 100)
    ], "one misread figure at the beginning is outvoted"  # fmt: skip
    later = [observation(40 + n, f"2022-0{n}-15") for n in range(4, 9)]
    saved(tmp_path / "c.db", *grown, *later)
    assert rows(tmp_path / "c.db", "series", "value, standing")[2:4] == [(1200, "doubted"), (44, "figure")]


def test_a_milestone_is_a_point_of_its_series(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(
        path,
        observation(949, "2022-05-31"),
        observation(1000, "2022-07-06", measure="nth", site="Lhasa"),
        observation(900, "2022-07-10", measure="nth"),
        observation(1047, "2022-08-01"),
    )
    assert rows(path, "series", "value, measure, standing, change") == [
        (949, "total", "figure", None),
        (1000, "nth", "figure", 51),
        (900, "nth", "floor", None),
        (1047, "total", "figure", 47),
    ]


def test_latest_is_no_floor_under_a_figure(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(2905, "2024-12-29"), observation(2900, "2025-01-05", qualifier="min"))
    assert [(row["value"], row["date"]) for row in latest(path)] == [(2905, "2024-12-29")]


def test_nios_swap_stations_in_china_rise_without_a_false_drop(tmp_path: Path) -> None:
    """The curated series of the newsroom, through the milestones that everybody knows."""
    path = tmp_path / "a.db"
    fill(path)
    with Store(path, read_only=True) as store:
        line = [row for row in store.query("growth_of_one_series") if row["standing"] == "figure"][::-1]
    values = [row["value"] for row in line]
    assert len(values) > 40 and values == sorted(values)
    assert all(row["change"] >= 0 for row in line[1:])
    by_day = {row["date"]: row["value"] for row in line}
    assert by_day["2021-05-09"] == 211
    for value, month in ((1000, "2022-07"), (2000, "2023-10")):
        first = next(row for row in line if row["value"] >= value)
        assert first["date"].startswith(month)
    assert not [row for row in rows(path, "conflicts", "kind, series_key") if row == ("fall", KEY)]


# ---------------------------------------------------------------- corroboration


@pytest.mark.parametrize(
    ("others", "independent"),
    [
        ([("electrek", "Another sentence.", None)], 2),
        ([("electrek", "As of July 5, NIO had 598 swap stations in China!", None)], 1),  # a copy
        ([("electrek", "A.", "NIO"), ("gasgoo", "B.", "nio")], 2),  # both have it from NIO
        ([("cnevpost", "The same outlet again.", None)], 1),
        ([("electrek", "A.", None), ("gasgoo", "B.", None)], 3),
        ([("electrek", "A.", None, 7), ("gasgoo", "B.", None, 7)], 2),  # both print one text, each in its own words
    ],
)
def test_independent_outlets(others: list[tuple], independent: int) -> None:
    def stated(source: str, quote: str, credit: str | None, original: int = 0) -> Statement:
        return Statement(
            1, 1, "u", KEY, "total", "actual", 598, None, "exact", "nio", "m", None, "CN", "[]", None, "2022-07-05",
            "2022-07-05", "text", credit, quote, source, "u", "2022-07-06", "2022-07-06", original,
        )  # fmt: skip

    best = stated("cnevpost", "As of July 5, NIO had 598 swap stations in China.", None)
    assert corroboration(best, [best, *(stated(*other) for other in others)]) == independent


TEXT = " ".join(f"word{n}" for n in range(80))


def test_a_copy_that_comes_later_takes_its_corroboration_away(tmp_path: Path) -> None:
    """Two outlets in their own words; then the text that both had it from. What they state has not changed."""
    path = tmp_path / "a.db"

    def run(outlet: str, url: str, text: str, hour: int, *stated: Observation) -> None:
        with Store(path, clock) as store:
            number = store.begin_run(outlet)
            of = article(url, text, outlet=outlet, published=f"2022-07-06T{hour:02}:00:00+08:00")
            store.save(page(url, outlet=outlet), reading(*stated, of=of), number)
            store.finish_run(number)

    half, whole = TEXT + " " + " ".join(f"a{n}" for n in range(70)), TEXT + " " + " ".join(f"b{n}" for n in range(70))
    run(
        "cnevpost",
        "https://cnevpost.com/1/",
        half,
        10,
        observation(598, "2022-07-05", quote="It had 598.", value_start=7, value_end=10),
    )
    run(
        "electrek",
        "https://electrek.co/2/",
        whole,
        11,
        observation(598, "2022-07-05", quote="There were 598.", value_start=11, value_end=14),
    )
    assert rows(path, "series", "corroboration") == [(2,)]
    run("gasgoo", "https://autonews.gasgoo.com/3/", TEXT, 9)
    assert rows(path, "articles", "copy_of, copy_run") == [(3, 3), (3, 3), (None, None)]
    assert rows(path, "series", "corroboration") == [(1,)]
