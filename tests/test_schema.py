"""data/columns.toml, the tables, the codebook, Datasette's metadata and the code say the same."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import get_args

import pytest
from keep_samples import article, clock, fill, observation
from sqlite_utils import Database

from pipelines import DATA, model
from pipelines.keep import Store, site
from pipelines.keep.compare import SIGNS, What
from pipelines.keep.queries import queries
from pipelines.keep.records import observation_row
from pipelines.keep.runs import Status
from pipelines.keep.schema import Column, Table, create, read_schema, schema
from pipelines.words import metric_ids, segment_ids

TABLES = [table for table in schema().tables.values() if table.kind != "view"]
COLUMNS = [column for table in TABLES for column in table.columns]

#: Raise `version` in data/columns.toml with every change of tables or columns, and put the new pair here.
VERSIONS = {1: "948307e11702", 2: "b053935430e6", 3: "efd2313e877e", 4: "66fe31e8c2f7"}

#: What `changes` tells beside new, corrected and withdrawn observations.
TOLD = ("article changed", "article gone", "article back", "milestone", "target moved", "conflict")

#: Tables that only a crawl fills.
OF_CRAWLS = ("checks", "fetches", "leftovers", "article_urls", "coverage", "gaps", "deliveries")

#: Columns that the newsroom's gold set cannot fill, each with the reason.
EMPTY = {
    "author": "the gold set does not say",
    "modified_at": "the gold set does not say",
    "shelf_file": "no shelf here",
    "shelf_offset": "no shelf here",
    "page_sha256": "no shelf here",
    **dict.fromkeys(("copy_of", "copy_run"), "no article repeats another"),
    "gone_at": "no page is gone",
    **dict.fromkeys(("etag", "last_modified"), "the gold set has no headers"),
    **dict.fromkeys(("found_in", "feed_title", "feed_published", "feed_teaser", "feed_modified"), "no feed here"),
    "withdrawn_run": "nothing is withdrawn",
    "withdrawn_at": "nothing is withdrawn",
    "withdrawn_why": "nothing is withdrawn",
    "verdict": "nobody has judged",
    "parent": "no operator of the gold set belongs to another",
    "value_max": "no total with a range",
}


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Database:
    path = tmp_path_factory.mktemp("schema") / "stations.db"
    fill(path)
    return Database(path)


def shape(column: Column) -> list[object]:
    return [column.table, column.name, column.type, column.key, column.required, column.unique, column.to, column.shape]


def test_version_is_raised_with_every_change() -> None:
    found = hashlib.sha256(json.dumps([shape(c) for t in schema().tables.values() for c in t.columns]).encode())
    assert VERSIONS[schema().version] == found.hexdigest()[:12], (
        "tables or columns changed: raise version in data/columns.toml and put it with this fingerprint into VERSIONS"
    )


@pytest.mark.parametrize("table", schema().tables.values(), ids=lambda table: table.name)
def test_tables_are_as_defined(gold: Database, table: Table) -> None:
    made = gold.execute("SELECT sql FROM sqlite_master WHERE name = ?", [table.name]).fetchone()[0]
    assert made == create(table)
    info = gold.execute(f'PRAGMA table_info("{table.name}")').fetchall()
    assert [row[1] for row in info] == [column.name for column in table.columns]
    if table.kind != "view":
        assert made.endswith("STRICT")
        assert [row[2] for row in info] == [column.type for column in table.columns]
        keys = {row[3]: row[2] for row in gold.execute(f'PRAGMA foreign_key_list("{table.name}")')}
        assert keys == {column.name: column.to for column in table.columns if column.to}


def test_codebook_names_every_column_of_the_file(gold: Database) -> None:
    names = [
        n for n in gold.table_names() + gold.view_names() if "_fts" not in n and not n.startswith(("_", "sqlite_"))
    ]
    there = {(name, row[1]) for name in names for row in gold.execute(f'PRAGMA table_info("{name}")')}
    rows = list(gold.table("codebook").rows)
    assert {(row["tbl"], row["col"]) for row in rows} == there
    for row in rows:
        column = schema().tables[row["tbl"]][row["col"]]
        assert (row["description"], row["unit"], row["refers_to"]) == (column.description, column.unit, column.to)
        assert json.loads(row["allowed"] or "[]") == list(column.allowed)
        assert row["description"].strip().endswith("."), f"{row['tbl']}.{row['col']}: a description is a sentence"


def test_metadata_names_every_column_and_question() -> None:
    shown = site.metadata("stations")["databases"]["stations"]
    tables = {name: entry for name, entry in shown["tables"].items() if not entry.get("hidden")}
    assert set(tables) == set(schema().tables)
    for name, entry in tables.items():
        table = schema().tables[name]
        assert list(entry["columns"]) == [column.name for column in table.columns]
        assert entry["description"] == table.description
        assert len(entry.get("facets", [])) <= 3, "more than three facets push the data below the fold"
        sort = entry.get("sort") or entry.get("sort_desc")
        assert sort is None or sort in entry["sortable_columns"], "Datasette answers 500 otherwise"
    assert set(shown["queries"]) == set(queries())
    assert not set(queries()) & set(schema().tables), "a question of a table's name hides the table"


def test_every_table_is_on_the_home_page() -> None:
    listed = [name for names in site.groups().values() for name in names]
    assert sorted(listed) == sorted(schema().tables)


def test_lookups_have_labels() -> None:
    referred = {column.to for column in COLUMNS if column.to}
    for name in referred - {"observations", "runs"}:
        assert schema().tables[name].label, f"a cell that refers to {name} would show a bare id"


def test_ids_are_those_of_the_codebook_and_the_words() -> None:
    observations = schema().tables["observations"]
    assert set(model.CODEBOOK_FIELDS) <= {column.name for column in observations.columns}
    assert observations["metric"].allowed == metric_ids()
    assert observations["segment"].allowed == segment_ids()
    for name, allowed in model.IDS.items():
        assert observations[name].allowed == allowed
    assert schema().tables["fetches"]["kind"].allowed == ("feed", "sitemap", "api", "page", "robots", "listing")


def test_words_of_the_logs_are_those_of_the_code() -> None:
    assert set(schema().tables["changes"]["what"].allowed) == {*get_args(What), *TOLD}
    assert set(schema().tables["runs"]["status"].allowed) == {*get_args(Status), "running", "cut off"}
    assert set(get_args(What)) == set(SIGNS)


def test_synonyms_lead_to_columns(gold: Database) -> None:
    for word in ("PSS", "换电站", "deadline", "company", "growth"):
        assert list(gold.table("codebook").search(word)), f"no column is found by {word!r}"


def accepts(column: Column, value: object) -> bool:
    """True where the checks of the column alone let the value in."""
    bare = Column(column.table, "x", column.type, "", shape=column.shape, allowed=column.allowed)
    db = sqlite3.connect(":memory:")
    db.execute(create(Table("t", "fact", "", "", (bare,))))
    try:
        db.execute("INSERT INTO t VALUES (?)", [value])
    except sqlite3.IntegrityError:
        return False
    finally:
        db.close()
    return True


@pytest.mark.parametrize("column", [c for c in COLUMNS if c.allowed], ids=lambda c: f"{c.table}.{c.name}")
def test_lists_are_closed(column: Column) -> None:
    many = column.shape == "words"
    for word in column.allowed:
        assert accepts(column, json.dumps([word]) if many else word)
    assert many or accepts(column, None)
    assert not accepts(column, '["motorway"]' if many else "something else")
    assert not accepts(column, "" if not many else "highway")


def test_many_words_stand_in_one_list() -> None:
    segment = schema().tables["observations"]["segment"]
    assert accepts(segment, "[]")
    assert accepts(segment, '["highway", "truck"]')
    for wrong in ('["highway", "x"]', '["highway"', '{"highway": 1}', '["highway" "truck"]', "[1]", '[""]'):
        assert not accepts(segment, wrong), wrong


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        ("day", ["2022-07-05", None], ["2022-7-5", "July 5", "2022-07-05T00:00:00Z", "20220705", ""]),
        ("stamp", ["2022-07-05T10:00:00Z"], ["2022-07-05T10:00:00+08:00", "2022-07-05 10:00:00", "2022-07-05"]),
        ("json", ["[]", '{"a": 1}', None], ["[", "no", ""]),
        ("number", [1300, 2.5, 0, None], ["1300", "2,5", ""]),
    ],
)
def test_shapes(shape: str, good: list[object], bad: list[object]) -> None:
    column = Column("observations", "x", "ANY" if shape == "number" else "TEXT", "", shape=shape)
    assert [value for value in good if not accepts(column, value)] == []
    assert [value for value in bad if accepts(column, value)] == []


def test_whole_numbers_stay_whole(gold: Database) -> None:
    kinds = {row[0] for row in gold.execute("SELECT DISTINCT typeof(value) FROM observations")}
    assert kinds == {"integer"}


def test_code_fills_every_column(gold: Database) -> None:
    given = set(observation_row(article(), observation()))
    stamped = {"article", "version", "extractor", "recorded_run", "recorded_at"}
    withdrawn = {"withdrawn_run", "withdrawn_at", "withdrawn_why"}
    names = {column.name for column in schema().tables["observations"].columns}
    assert given | stamped | withdrawn | {"id"} == names
    for table in TABLES:
        if table.name in OF_CRAWLS:
            continue
        for column in table.columns:
            filled = gold.execute(f'SELECT count("{column.name}") FROM "{table.name}"').fetchone()[0]
            assert filled or column.name in EMPTY, f"nothing ever fills {table.name}.{column.name}"


def test_a_definition_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    text = (DATA / "columns.toml").read_text(encoding="utf-8")
    for old, new, why in (
        ('label = "title"', 'label = "headline"', "headline"),
        ('to = "sources"', 'to = "outlets"', "outlets"),
    ):
        file = tmp_path / "columns.toml"
        file.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(ValueError, match=why):
            read_schema(file)


def test_foreign_keys_are_on(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db", clock) as store:
        assert store.db.execute("PRAGMA foreign_keys").fetchone()[0] == 1
        assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            store.db.table("operators").insert({"id": "x", "name": "X", "country": "XX", "parent": None})
