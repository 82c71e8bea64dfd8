"""Derived tables: only what changed is made again, verdicts steer them, and each day of the past has its own."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from keep_samples import NOW, clock, fill, gold, observation, page, reading, rows, saved

from pipelines.keep import Store, latest
from pipelines.keep.derive import TABLES
from pipelines.keep.verdicts import mark, review_of

KEY = "battery_swap_stations|nio|CN||"


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
