"""Targets, months, conflicts, openings, doubts, verdicts: what is made from statements, and that only what changed is
made again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from keep_samples import NOW, article, clock, fill, gold, observation, page, reading

from pipelines.keep import Store, latest
from pipelines.keep.derive import TABLES
from pipelines.keep.news import mark_passed
from pipelines.keep.statements import Statement, corroboration
from pipelines.keep.verdicts import mark, review_of
from pipelines.keep.waivers import waivers
from pipelines.model import Observation

KEY = "battery_swap_stations|nio|CN||"


def saved(
    path: Path, *statements: Observation, now: datetime = NOW, published: str | None = None, run: str = "x"
) -> None:
    """One run with statements that each stand in an article of their own, published on the next day."""
    with Store(path, lambda: now) as store:
        number = store.begin_run("cnevpost")
        for n, each in enumerate(statements):
            url = f"https://cnevpost.com/{run}/{n}/"
            day = published or ((each.period_end or date(2022, 1, 1)) + timedelta(days=1)).isoformat()
            store.save(page(url), reading(each, of=article(url, published=f"{day}T10:00:00+08:00")), number)
        store.finish_run(number)


def goal(value: float, deadline: str | None, **fields: object) -> Observation:
    return observation(value, deadline, status="planned", **{"period_start": None, **fields})


def rows(path: Path, table: str, columns: str, order: str = "id") -> list[tuple]:
    with Store(path, read_only=True) as store:
        return store.db.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()


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


# ---------------------------------------------------------------- only what changed


def content(path: Path) -> dict[str, list]:
    with Store(path, read_only=True) as store:
        found = {}
        for name in TABLES:
            names = [column.name for column in store.db.table(name).columns if column.name != "id"]
            found[name] = sorted(store.db.execute(f"SELECT {', '.join(names)} FROM {name}").fetchall(), key=repr)
        return found


def test_run_by_run_gives_the_same_tables_as_all_at_once(tmp_path: Path) -> None:
    fill(tmp_path / "one.db")
    with Store(tmp_path / "two.db", clock) as store:
        for n, (saved_page, its_reading) in enumerate(gold()):
            if n % 20 == 0:
                run = store.begin_run("cnevpost")
            store.save(saved_page, its_reading, run)
            if n % 20 == 19:
                store.finish_run(run)
        store.finish_run(run)
    assert {name: len(rows) for name, rows in content(tmp_path / "one.db").items()}
    assert content(tmp_path / "one.db") == content(tmp_path / "two.db")


def test_untouched_series_keep_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2022-01-01"), observation(7, "2022-01-01", operator="tesla"))
    before = dict(rows(path, "series", "operator, id"))
    saved(path, observation(120, "2022-02-01"), run="two")
    after = rows(path, "series", "operator, id")
    assert ("tesla", before["tesla"]) in after
    assert ("nio", before["nio"]) not in after


def test_what_a_run_that_was_cut_off_saved_is_made_up_for(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2022-01-01"))
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        store.save(page(), reading(observation(120, "2022-02-01")), run)
    assert [row["value"] for row in latest(path)] == [100]
    saved(path, run="next")
    assert [row["value"] for row in latest(path)] == [120]


def test_an_update_of_the_tables_makes_what_is_derived_again(tmp_path: Path) -> None:
    """A file of an earlier version, whose series had other columns: its answers are there at once."""
    path = tmp_path / "a.db"
    saved(path, observation(100, "2022-01-01"))
    with Store(path) as store:
        store.db.execute("DROP TABLE series")
        store.db.execute("CREATE TABLE series (series_key TEXT, value INTEGER)")
        store.db.execute("INSERT INTO series VALUES ('old', 7)")
        store.db.execute("UPDATE runs SET series_version = 'of an earlier version'")
    assert [row["value"] for row in latest(path)] == [100]
    for _ in range(2):
        assert rows(path, "series", "value, corroboration") == [(100, 1)]
    assert rows(path, "runs", "spider, status") == [("cnevpost", "ok"), ("update", "ok")]


# ---------------------------------------------------------------- verdicts


def test_verdicts_steer_the_series_and_survive_a_replay(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    saved(path, observation(100, "2022-01-01"), observation(500, "2022-02-01"), observation(130, "2022-03-01"))
    assert review_of(path).name == "review.db"
    uids = [row[0] for row in rows(path, "observations", "uid")]
    later = NOW + timedelta(hours=1)
    stamp = later.strftime("%Y-%m-%dT%H:%M:%SZ")
    mark(review_of(path), uids[1], "wrong", None, "a typing error", "root", stamp)
    mark(review_of(path), uids[2], "corrected", 131, "", "root", stamp)
    saved(path, now=later + timedelta(hours=1), run="replay")
    assert rows(path, "series", "value, change, verdict") == [(100, None, None), (131, 31, "corrected")]
    assert rows(path, "conflicts", "kind") == []
    mark(review_of(path), uids[1], "right", None, "looked again", "root", "2026-03-01T08:00:00Z")
    saved(path, now=NOW + timedelta(hours=9), run="again")
    assert rows(path, "series", "value, verdict") == [(100, None), (500, "right"), (131, "corrected")]
    with Store(path, clock) as store:
        assert store.db.execute("SELECT count(*) FROM observations WHERE withdrawn_at IS NOT NULL").fetchone() == (0,)


# ---------------------------------------------------------------- three times


def test_as_published_and_as_recorded(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    saved(path, observation(100, "2022-01-01"), observation(200, "2022-06-30"))
    with Store(path, lambda: NOW + timedelta(days=10)) as store:
        run = store.begin_run("replay")
        store.withdraw("https://cnevpost.com/x/1/", run, "misread")
        store.finish_run(run)
    cases = [("published", date(2022, 3, 1), [100]), ("published", date(2022, 7, 1), [100]),
             ("recorded", date(2026, 2, 28), []), ("recorded", date(2026, 3, 1), [200]),
             ("recorded", date(2026, 3, 12), [100])]  # fmt: skip
    for axis, day, values in cases:
        with Store(path, read_only=True) as store:
            store.look_back(day, axis)  # type: ignore[arg-type]
            assert [row["value"] for row in store.query("latest_per_operator")] == values, (axis, day)
            query = "as_published_by" if axis == "published" else "as_recorded_on"
            assert [row["value"] for row in store.query(query, day=day.isoformat())] == values, (axis, day)


def test_the_question_of_the_past_goes_by_verdicts_and_what_was_removed(tmp_path: Path) -> None:
    """A spike between two figures, a correction, and a fall by more than half that is told of: as in `latest`."""
    path = tmp_path / "stations.db"
    spike = [observation(881, "2022-03-30"), observation(915, "2022-03-31"), observation(894, "2022-04-15")]
    saved(path, *spike, observation(938, "2022-04-30"), observation(600, "2022-05-10", measure="removed"),
          observation(301, "2022-05-30"))  # fmt: skip
    asked = {
        "as_published_by": {"day": "2026-03-01"},
        "as_recorded_on": {"day": "2026-03-01"},
        "latest_per_operator": {},
    }

    def newest() -> list[tuple]:
        with Store(path, read_only=True) as store:
            found = [store.query(question, **given) for question, given in asked.items()]
        assert all(len(each) == 1 for each in found)
        return [(row["date"], row["value"], row["qualifier"]) for (row,) in found]

    assert newest() == [("2022-05-30", 301, "exact")] * 3
    uid = rows(path, "observations", "uid")[-1][0]
    mark(review_of(path), uid, "corrected", 1301, "", "root", "2026-03-01T08:30:00Z")
    saved(path, now=NOW + timedelta(hours=1), run="again")
    assert newest() == [("2022-05-30", 1301, "exact")] * 3
    mark(review_of(path), uid, "wrong", None, "", "root", "2026-03-01T09:30:00Z")
    saved(path, now=NOW + timedelta(hours=2), run="third")
    assert newest() == [("2022-04-30", 938, "exact")] * 3


@pytest.mark.parametrize("day", ["2022-12-31", "2024-06-30", "2026-03-01"])
def test_looking_back_and_the_question_of_datasette_agree(tmp_path: Path, day: str) -> None:
    path = tmp_path / "a.db"
    fill(path)
    columns = ("series_key", "date", "value", "qualifier", "segment", "age_days", "observation", "operator_name")
    with Store(path, read_only=True) as store:
        asked = store.query("as_published_by", day=day, operator="all", metric="all", country="all", rows=1000)
        store.look_back(date.fromisoformat(day))
        seen = store.query("latest_per_operator", rows=1000)
    assert len(seen) > 50
    told = [sorted(tuple(str(row[name]) for name in columns) for row in found) for found in (asked, seen)]
    assert told[0] == told[1]
