"""Derived tables and questions: what a series is made of, and what was known on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from keep_samples import NOW, article, clock, fill, gold, observation, page, reading
from sqlite_utils import Database

from pipelines.keep import (
    Store,
    latest,
)
from pipelines.keep.chart import Dot, chart, spark
from pipelines.keep.queries import queries
from pipelines.model import Observation


def series(tmp_path: Path, *statements: Observation) -> list[dict]:
    """The series of statements that each stand in an article of their own, published on the next day."""
    with Store(tmp_path / "series.db", clock) as store:
        run = store.begin_run("cnevpost")
        for n, statement in enumerate(statements):
            url = f"https://cnevpost.com/{n}/"
            assert statement.period_end is not None
            day = (statement.period_end + timedelta(days=1)).isoformat()
            store.save(page(url), reading(statement, of=article(url, published=f"{day}T10:00:00+08:00")), run)
        store.finish_run(run)
        return list(store.db.query("SELECT * FROM series ORDER BY series_key, date"))


def test_best_statement_of_a_day(tmp_path: Path) -> None:
    day = "2022-06-30"
    rows = series(
        tmp_path,
        observation(1000, day, qualifier="min"),
        observation(1010, day, qualifier="approx"),
        observation(1003, day, date_basis="published"),
        observation(1001, day),
        observation(1002, day),
    )
    assert [(row["value"], row["statements"], row["spread"]) for row in rows] == [(1001, 5, 9)]
    assert rows[0]["url"] == "https://cnevpost.com/3/"


def test_only_totals_that_stand_are_a_series(tmp_path: Path) -> None:
    rows = series(
        tmp_path,
        observation(10, "2022-01-31", status="planned"),
        observation(20, "2022-02-28", measure="added"),
        observation(30, "2022-03-31", measure="rate"),
        observation(40, "2022-04-30"),
        observation(50, "2022-04-30", segment=("highway",)),
    )
    assert [(row["value"], row["segment"]) for row in rows] == [(40, ""), (50, "highway")]


def test_change_is_scaled_by_days(tmp_path: Path) -> None:
    rows = series(
        tmp_path, observation(100, "2022-01-01"), observation(200, "2022-03-02"), observation(190, "2022-03-12")
    )
    assert [(row["change"], row["days"], row["per_month"]) for row in rows] == [
        (None, None, None),
        (100, 60, 50.7),
        (-10, 10, -30.4),
    ]


@pytest.mark.parametrize(
    ("first", "second", "change"),
    [
        (("exact", 2905), ("min", 2900), None),  # a floor never proves a decline
        (("exact", 2905), ("min", 3000), 95),
        (("max", 500), ("exact", 480), None),  # "up to 500" may have been 480
        (("exact", 480), ("max", 500), None),
        (("approx", 500), ("exact", 480), -20),
    ],
)
def test_floors_and_ceilings(tmp_path: Path, first: tuple, second: tuple, change: float | None) -> None:
    one, two = (
        observation(value, day, qualifier=how) for day, (how, value) in (("2022-01-01", first), ("2022-02-01", second))
    )
    assert series(tmp_path, one, two)[1]["change"] == change


def test_growth_is_counted_from_the_last_figure_that_says_something(tmp_path: Path) -> None:
    rows = series(
        tmp_path,
        observation(2905, "2024-12-29"),
        observation(2900, "2025-01-05", qualifier="min"),
        observation(2950, "2025-01-28"),
    )
    assert [(row["value"], row["change"], row["days"]) for row in rows] == [
        (2905, None, None),
        (2900, None, 7),
        (2950, 45, 30),
    ]


def test_latest_has_age_and_pace(tmp_path: Path) -> None:
    series(
        tmp_path,
        observation(100, "2024-01-01"),
        observation(400, "2025-03-01"),
        observation(700, "2026-02-14"),
    )
    (row,) = latest(tmp_path / "series.db")
    assert (row["value"], row["date"], row["age_days"], row["operator_name"]) == (700, "2026-02-14", 15, "NIO")
    assert row["per_month_12"] == round(30.44 * 300 / 350, 1)


def test_latest_keeps_what_has_not_been_heard_of_for_long(tmp_path: Path) -> None:
    series(tmp_path, observation(100, "2019-01-01"), observation(5, "2026-02-01", operator="tesla"))
    assert [(row["operator"], row["age_days"]) for row in latest(tmp_path / "series.db")] == [
        ("nio", 2616),
        ("tesla", 28),
    ]
    assert [row["value"] for row in latest(tmp_path / "series.db", operator="tesla")] == [5]
    assert latest(tmp_path / "series.db", country="NO") == []


def test_as_published_by_a_day(tmp_path: Path) -> None:
    series(tmp_path, observation(100, "2022-01-01"), observation(200, "2022-06-30"))
    path = tmp_path / "series.db"
    assert [row["value"] for row in latest(path, as_of=date(2022, 1, 1))] == [], "the article came a day later"
    assert [row["value"] for row in latest(path, as_of=date(2022, 6, 30))] == [100]
    assert [row["value"] for row in latest(path, as_of=date(2022, 7, 1))] == [200]


def test_today_both_ways_of_asking_agree(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    columns = ("series_key", "date", "value", "qualifier", "segment", "url", "operator_name", "metric_label", "country")

    def told(rows: list[dict]) -> list[tuple]:
        return sorted(tuple(str(row[name]) for name in columns) for row in rows)

    assert told(latest(path)) == told(latest(path, as_of=NOW.date()))
    assert len(latest(path)) > 100


def test_every_question_has_an_answer_and_only_its_own_parameters(tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    fill(path)
    with Store(path, read_only=True) as store:
        for name, query in queries().items():
            rows = store.query(name)
            assert rows or name == "checks_of_a_run", f"{name} says nothing of the gold set"
            assert not rows or set(query.aside) <= set(rows[0]), f"{name} puts columns aside that it does not have"
            for parameter in query.parameters:
                assert f":{parameter}" in query.sql
        with pytest.raises(KeyError, match="has no parameter"):
            store.query("run_health", colour="blue")
        with pytest.raises(KeyError):
            store.query("no_such_question")
        assert store.query("latest_per_operator", operator="' OR 1=1 --") == []


def test_a_rebuild_gives_the_same_database(tmp_path: Path) -> None:
    def told(path: Path) -> list[tuple]:
        query = "SELECT uid, article, quote, period_end, value, why FROM observations WHERE withdrawn_at IS NULL"
        return sorted(Database(path).execute(query).fetchall())

    fill(tmp_path / "one.db")
    fill(tmp_path / "one.db")
    fill(tmp_path / "two.db")
    assert told(tmp_path / "one.db") == told(tmp_path / "two.db")
    assert len(told(tmp_path / "one.db")) == sum(len(found.observations) for _, found in gold())
    with Store(tmp_path / "one.db", read_only=True) as store:
        assert [row["observations_new"] for row in store.query("run_health")] == [
            0,
            store.db.table("observations").count,
        ]


def test_a_series_as_a_picture() -> None:
    dots = [
        Dot(date(2021, 1, 31), 200, note="2021-01-31: 200. <NIO> & others"),
        Dot(date(2022, 1, 31), 800, exact=False),
        Dot(date(2023, 6, 30), 1_400),
    ]
    for alone in (False, True):
        picture = ElementTree.fromstring(chart(dots, "NIO & co", alone=alone))
        circles = list(picture.iter("{http://www.w3.org/2000/svg}circle"))
        assert [circle.get("class") for circle in circles] == ["exact", "vague", "exact"]
        heights = [float(str(circle.get("cy"))) for circle in circles]
        assert heights == sorted(heights, reverse=True), "more stands higher"
        assert circles[0][0].text == "2021-01-31: 200. <NIO> & others"
        texts = {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")}
        assert {"0", "500", "1,000", "2022", "2023", "1,400"} <= texts
        assert ("NIO & co" in texts) == alone
    assert ElementTree.fromstring(spark(dots)).tag == "svg"
    assert chart(dots[::-1], "x").count(">1,400<") == 1, "the last day is named, in whatever order the figures come"
    assert chart(dots[:1], "one") == spark(dots[:1]) == "", "one figure is no line"
