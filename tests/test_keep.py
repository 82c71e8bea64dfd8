"""The store: pages and readings go in whole or not at all, facts are only ever closed."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from keep_samples import NOW, SENTENCE, URL, article, clock, live, observation, page, reading, save

from pipelines.keep import (
    Store,
    run_summary,
)
from pipelines.keep.records import series_key, stamp, uid
from pipelines.model import Fetched, Number, Observation, Reading, Trouble

DATA_TABLES = ("articles", "article_versions", "observations", "leftovers", "changes", "series", "latest")


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "stations.db", clock) as opened:
        yield opened


# ---------------------------------------------------------------- keys


def test_uid_is_the_same_for_the_same_statement() -> None:
    same = uid(URL, observation(1))
    assert same == uid(URL, observation(1.0)), "1 and 1.0 are one number"
    assert same == uid(URL, observation(1, quote="another sentence", source_name="NIO", why=()))
    assert uid(URL, observation(1, segment=("truck", "highway"))) == uid(
        URL, observation(1, segment=("highway", "truck"))
    )
    others = [
        uid(URL + "x", observation(1)),
        uid(URL, observation(2)),
        uid(URL, observation(1, day="2022-07-06")),
        uid(URL, observation(1, qualifier="min")),
        uid(URL, observation(1, site="Lhasa")),
        uid(URL, observation(1, segment=("highway",))),
    ]
    assert len({same, *others}) == 7


def test_series_key_has_a_place_for_what_is_missing() -> None:
    assert series_key(observation()) == "battery_swap_stations|nio|CN||"
    assert series_key(observation(operator=None, country=None, place="World", segment=("truck", "highway"))) == (
        "battery_swap_stations|||World|highway,truck"
    )


# ---------------------------------------------------------------- saving


def test_article_version_observations_and_changes_go_in_together(store: Store) -> None:
    saved = save(store, observation(), observation(245, segment=("highway",)))
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.article_new) == (2, 0, 0, True)
    assert store.knows(URL)
    (row, second) = live(store)
    assert (row["quote"], row["quote"][row["value_start"] : row["value_end"]]) == (SENTENCE, "598")
    assert (row["recorded_at"], row["recorded_run"], row["rules"]) == ("2026-03-01T04:00:00Z", 1, "figure,subject")
    assert json.loads(row["why"])[1] == {"field": "operator", "rule": "subject", "words": "NIO", "origin": "sentence"}
    assert second["segment"] == '["highway"]'
    stored = next(store.db.query("SELECT * FROM articles"))
    assert (stored["published_at"], stored["published_on"]) == ("2022-07-06T02:00:00Z", "2022-07-06")
    assert [c["what"] for c in store.db.query("SELECT * FROM changes")] == ["new", "new"]
    run = next(store.db.query("SELECT * FROM runs"))
    assert (run["pages"], run["articles_new"], run["observations_new"]) == (1, 1, 2)


def test_the_same_again_changes_nothing(store: Store) -> None:
    save(store, observation())
    before = list(store.db.query("SELECT * FROM observations"))
    saved = save(store, observation())
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.article_new, saved.article_changed) == (
        0,
        0,
        1,
        False,
        False,
    )
    assert list(store.db.query("SELECT * FROM observations")) == before
    assert store.db.table("article_versions").count == 1
    assert store.db.table("changes").count == 1
    assert next(store.db.query("SELECT last_run FROM articles"))["last_run"] == 2


def test_a_better_reading_closes_the_old_one(store: Store) -> None:
    save(store, observation(operator="nio"), observation(100, value_start=0, value_end=0))
    saved = save(store, observation(operator="tesla"))
    assert (saved.new, saved.withdrawn, saved.unchanged) == (1, 2, 0)
    assert [row["operator"] for row in live(store)] == ["tesla"]
    closed = list(store.db.query("SELECT * FROM observations WHERE withdrawn_at IS NOT NULL ORDER BY id"))
    assert [row["withdrawn_why"] for row in closed] == [
        "read again: operator nio → tesla",
        "read again: no longer read so",
    ]
    assert {(row["withdrawn_run"], row["withdrawn_at"]) for row in closed} == {(2, stamp(NOW))}
    (correction,) = store.db.query("SELECT * FROM changes WHERE what = 'corrected'")
    assert json.loads(correction["before"]) == {"operator": "nio"}
    assert json.loads(correction["after"]) == {"operator": "tesla"}


def test_the_same_words_read_as_another_number_are_a_correction(store: Store) -> None:
    save(store, observation(598))
    (change,) = save(store, observation(598_000)).changes
    assert (change.what, change.before, change.after) == ("corrected", {"value": 598}, {"value": 598_000})


def test_who_is_credited_is_a_correction_of_the_same_statement(store: Store) -> None:
    save(store, observation())
    saved = save(store, observation(source_name="NIO app"))
    assert [change.what for change in saved.changes] == ["corrected"]
    assert [row["source_name"] for row in live(store)] == ["NIO app"]
    assert store.db.table("observations").count == 2


def test_how_it_was_read_is_brought_up_to_date_in_place(store: Store) -> None:
    save(store, observation())
    saved = save(store, replace(observation(), origin="p3", why=()))
    assert (saved.new, saved.withdrawn, saved.unchanged, saved.changes) == (0, 0, 1, ())
    (row,) = live(store)
    assert (row["id"], row["origin"], row["rules"], row["why"]) == (1, "p3", "", "[]")


def test_a_withdrawn_reading_may_come_back(store: Store) -> None:
    save(store, observation())
    save(store)
    save(store, observation())
    rows = list(store.db.query("SELECT uid, withdrawn_at FROM observations ORDER BY id"))
    assert len(rows) == 2
    assert rows[0]["uid"] == rows[1]["uid"]
    assert [row["withdrawn_at"] is None for row in rows] == [False, True]


def test_the_outlet_changes_its_text(store: Store) -> None:
    save(store, observation(598), observation(12, value_start=0, value_end=0))
    saved = save(
        store,
        observation(600, quote="NIO had 600.", value_start=8, value_end=11),
        observation(12, value_start=0, value_end=0),
        text="NIO had 600.",
    )
    assert saved.article_changed
    assert (saved.new, saved.withdrawn, saved.unchanged) == (1, 1, 1)
    assert store.db.table("article_versions").count == 2
    whats = [row["what"] for row in store.db.query("SELECT what FROM changes WHERE run = 2 ORDER BY id")]
    assert whats == ["article changed", "withdrawn", "new"]
    assert {
        row["why"] for row in store.db.query("SELECT why FROM changes WHERE run = 2 AND what <> 'article changed'")
    } == {"the article changed"}


def test_one_statement_said_twice_is_one_row(store: Store) -> None:
    assert save(store, observation(), replace(observation(), origin="title")).new == 1


def test_nothing_stays_of_a_save_that_fails(store: Store) -> None:
    run = store.begin_run("cnevpost")
    nameless = Number(None, SENTENCE, "p0", 0, 3, None)  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.save(page(), Reading(article(), (observation(),), (nameless,)), run)
    assert not store.knows(URL)
    assert {name: store.db.table(name).count for name in DATA_TABLES} == dict.fromkeys(DATA_TABLES, 0)
    assert save(store, observation(), run=run).new == 1, "the same page can be saved afterwards"


def test_leftovers_are_those_of_the_last_reading(store: Store) -> None:
    run = store.begin_run("cnevpost")
    one, two = Number("300", SENTENCE, "p0", 0, 3, None), Number("7", SENTENCE, "p0", 5, 6, None)
    refused = Number("5", SENTENCE, "p0", 8, 9, "kilowatts")
    store.save(page(), Reading(article(), (), (one, two, refused)), run)
    assert [row["number"] for row in store.db.query("SELECT number FROM leftovers")] == ["300", "7"]
    store.save(page(), Reading(article(), (), (two,)), run)
    assert [row["number"] for row in store.db.query("SELECT number FROM leftovers")] == ["7"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (observation(metric="petrol_stations"), "metric 'petrol_stations' is not in the codebook"),
        (observation(segment=("motorway",)), "segment 'motorway'"),
        (observation(country="China"), "country 'China' is no ISO"),
        (observation(-1), "nothing can be counted -1 times"),
        (observation(float("nan")), "nothing can be counted nan times"),
        (observation(40, value_max=30), "the range from 40 to 30"),
        (observation(quote="  "), "no quote"),
        (observation(value_end=400), "outside its quote"),
        (observation(day="2022-08-01"), "after the article of 2022-07-06"),
        (observation(period_start=date(2022, 7, 6)), "ends (2022-07-05) before it starts"),
        (observation(qualifier="roughly"), "qualifier 'roughly'"),
    ],
)
def test_what_cannot_be_true_is_refused_and_the_rest_is_kept(store: Store, wrong: Observation, why: str) -> None:
    run = store.begin_run("cnevpost")
    assert save(store, observation(), wrong, run=run).new == 1
    (row,) = store.db.query("SELECT * FROM checks")
    assert (row["rule"], row["level"], row["url"]) == ("impossible_observation", "warning", URL)
    assert why in row["message"]
    store.finish_run(run)
    assert next(store.db.query("SELECT status, errors FROM runs")) == {"status": "ok", "errors": 0}


def test_an_unknown_operator_or_place_stops_nothing(store: Store) -> None:
    save(store, observation(operator="nobody_knows", place="Nowhere upon Nothing", country="NO"))
    assert next(store.db.query("SELECT name FROM operators WHERE id = 'nobody_knows'"))["name"] == "Nobody Knows"
    row = next(store.db.query("SELECT * FROM places WHERE name = 'Nowhere upon Nothing'"))
    assert (row["id"], row["country"], row["latitude"]) == ("NO-Nowhere upon Nothing", "NO", None)
    country = next(store.db.query("SELECT * FROM places WHERE id = 'NO'"))
    assert (country["name"], country["kind"]) == ("Norway", "country")
    assert 57 < country["latitude"] < 72


def test_article_withdrawn_as_a_whole(store: Store) -> None:
    run = store.begin_run("replay")
    save(store, observation(), observation(7), run=run)
    assert len(store.withdraw(URL, run, "no article after all")) == 2
    assert live(store) == []
    assert store.knows(URL)
    assert store.withdraw("https://cnevpost.com/other/", run, "x") == ()


def test_preview_writes_nothing(store: Store) -> None:
    save(store, observation())
    before = list(store.db.conn.iterdump())
    found = store.preview(page(), reading(observation(operator="tesla"), observation(9, value_start=0, value_end=1)))
    assert [change.what for change in found] == ["corrected", "new"]
    assert (
        found[0].line().startswith("~ battery_swap_stations total actual 598 tesla CN 2022-07-05 (read again: operator")
    )
    assert [change.what for change in store.preview_withdrawal(URL, "no article")] == ["withdrawn"]
    assert list(store.db.conn.iterdump()) == before


# ---------------------------------------------------------------- runs and memory


def test_a_run_that_never_ended_was_cut_off(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        store.begin_run("cnevpost")
    with Store(tmp_path / "a.db", clock) as store:
        assert [row["status"] for row in store.db.query("SELECT status FROM runs")] == ["running"]
        run = store.begin_run("cnevpost")
        store.finish_run(run, "failed", "shutdown")
        rows = list(store.db.query("SELECT status, finish_reason, finished_at FROM runs ORDER BY id"))
    assert rows == [
        {"status": "cut off", "finish_reason": None, "finished_at": None},
        {"status": "failed", "finish_reason": "shutdown", "finished_at": stamp(NOW)},
    ]


def test_causes_of_a_run(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        for n in range(3):
            store.check(run, Trouble("cnevpost", f"https://cnevpost.com/{n}/", "not_an_article", "no body"))
        store.check(run, Trouble("electrek", None, "robots_unreachable", "skipped", "warning"))
        store.check(run, Trouble("", None, "disk", "nearly full", "warning"))
        store.finish_run(run)
    found = [(row["level"], row["rule"], row["source"], row["times"]) for row in run_summary(path, run)]
    assert found == [
        ("error", "not_an_article", "cnevpost", 3),
        ("warning", "disk", None, 1),
        ("warning", "robots_unreachable", "electrek", 1),
    ]


FEED = "https://cnevpost.com/feed/"


def ask_feed(store: Store, etag: str | None, status: int = 200, url: str = FEED) -> Fetched:
    return Fetched("cnevpost", url, "feed", status, NOW, 100, etag, None)


@pytest.mark.parametrize(
    ("status", "reason", "trouble", "remembered"),
    [
        ("ok", "finished", None, '"a"'),
        (None, "finished", "electrek", '"a"'),  # another outlet's trouble
        (None, "finished", "cnevpost", None),  # a page failed: the feed must come whole again
        ("ok", "shutdown", None, None),
        ("failed", "finished", None, None),
    ],
)
def test_validators_only_where_nothing_was_lost(
    store: Store, status: str | None, reason: str, trouble: str | None, remembered: str | None
) -> None:
    run = store.begin_run("cnevpost")
    store.fetched(run, ask_feed(store, '"a"'))
    assert store.validators(FEED) == (None, None), "while the crawl runs nothing is sure"
    if trouble:
        store.check(run, Trouble(trouble, None, "http_status", "500"))
    store.finish_run(run, status, reason)  # type: ignore[arg-type]
    assert store.validators(FEED) == (remembered, None)
    assert store.validators(FEED + "x") == (None, None)


def test_a_304_keeps_the_validators_and_a_cut_off_crawl_too(store: Store) -> None:
    for etag, status in (('"a"', 200), (None, 304)):
        run = store.begin_run("cnevpost")
        store.fetched(run, ask_feed(store, etag, status))
        store.finish_run(run)
    store.fetched(store.begin_run("cnevpost"), ask_feed(store, '"b"'))
    store.begin_run("cnevpost")
    assert store.validators(FEED) == ('"a"', None)


def test_the_address_that_led_to_an_article_is_known_too(store: Store) -> None:
    run = store.begin_run("cnevpost")
    store.save(page(URL + "?old"), reading(), run)
    assert store.knows(URL)
    assert store.knows(URL + "?old")
    assert not store.knows(URL + "?new")
    assert store.fetched_at(URL) == stamp(NOW)
    assert store.fetched_at("https://cnevpost.com/other/") is None
