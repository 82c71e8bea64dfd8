"""data/columns.toml as tables: their SQL, their checks, and the rows of the `codebook` table."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args, get_type_hints

from pipelines import DATA, model
from pipelines.words import metric_ids, metric_table, segment_ids

#: What an analyst may say of an observation.
VERDICTS = ("right", "wrong", "corrected")

#: How a value is written; each shape is a CHECK.
SHAPES = {
    "month": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'",
    "day": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
    "stamp": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z'",
    "json": "{0} IS NULL OR json_valid({0})",
    "number": "typeof({0}) IN ('integer', 'real', 'null')",
    "words": "json_valid({0}) AND json_type({0}) = 'array'",
}


@dataclass(frozen=True)
class Column:
    """One column. `allowed` is empty where any value may stand; `aside` keeps it off the table's page,
    `unsorted` keeps its page from being sorted by it."""

    table: str
    name: str
    type: str
    description: str
    unit: str | None = None
    key: bool = False
    required: bool = False
    unique: bool = False
    to: str | None = None
    shape: str | None = None
    allowed: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    aside: bool = False
    unsorted: bool = False


@dataclass(frozen=True)
class Table:
    """One table and how Datasette shows it. `search` names its columns with full-text search."""

    name: str
    kind: str
    title: str
    description: str
    columns: tuple[Column, ...]
    label: str | None = None
    sort: str | None = None
    sort_desc: str | None = None
    facets: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    search_with: str | None = None

    def __getitem__(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


@dataclass(frozen=True)
class Schema:
    """All tables, each after the tables that explain it, and the version of the whole."""

    version: int
    tables: Mapping[str, Table]


# ---------------------------------------------------------------- reading


@cache
def schema() -> Schema:
    """The schema of data/columns.toml."""
    return read_schema(DATA / "columns.toml")


def read_schema(path: Path) -> Schema:
    """A schema from a file like data/columns.toml. Raises ValueError where it contradicts itself."""
    with open(path, "rb") as file:
        raw = tomllib.load(file)
    version = raw.pop("version")
    return Schema(version, {name: _table(name, entry, raw) for name, entry in raw.items()})


Entry = Mapping[str, object]


def _table(name: str, entry: Entry, raw: Mapping[str, Entry]) -> Table:
    columns = tuple(_column(name, column, raw) for column in cast(Mapping[str, Entry], entry["columns"]))
    table = Table(
        name=name,
        kind=str(entry["kind"]),
        title=str(entry["title"]),
        description=str(entry["description"]),
        columns=columns,
        label=_text(entry, "label"),
        sort=_text(entry, "sort"),
        sort_desc=_text(entry, "sort_desc"),
        facets=_texts(entry, "facets"),
        search=_texts(entry, "search"),
        search_with=_text(entry, "search_with"),
    )
    named = {table.label, table.sort, table.sort_desc, *table.facets, *table.search, table.search_with} - {None}
    if unknown := named - {c.name for c in columns}:
        raise ValueError(f"columns.toml: table {name} names columns that it does not have: {sorted(map(str, unknown))}")
    return table


def _column(table: str, name: str, raw: Mapping[str, Entry]) -> Column:
    entry = _entry(raw, table, name)
    to = _text(entry, "to")
    if to is not None and to not in raw:
        raise ValueError(f"columns.toml: {table}.{name} refers to a table that does not exist: {to}")
    allowed = _allowed(entry.get("ids"))
    synonyms = _texts(entry, "synonyms")
    if entry.get("ids") == "metric":
        synonyms += tuple(word for metric in metric_table().values() for word in _texts(metric, "synonyms"))
    return Column(
        table=table,
        name=name,
        type=str(entry["type"]),
        description=str(entry["description"]),
        unit=_text(entry, "unit"),
        key=bool(entry.get("key")),
        required=bool(entry.get("required")),
        unique=bool(entry.get("unique")),
        to=to,
        shape=_text(entry, "shape"),
        allowed=allowed,
        synonyms=synonyms,
        aside=bool(entry.get("aside")),
        unsorted=bool(entry.get("unsorted")),
    )


def _entry(raw: Mapping[str, Entry], table: str, name: str) -> Entry:
    """A column's entry, with what it takes over from the column that it is like."""
    entry = cast(Mapping[str, Entry], raw[table]["columns"])[name]
    like = _text(entry, "like")
    if like is None:
        return entry
    model_table, _, model_column = like.partition(".")
    return {**_entry(raw, model_table, model_column), "key": False, "unique": False, **entry}


def _allowed(ids: object) -> tuple[str, ...]:
    """The ids of a list: of the codebook (`measure`), of a field of a noun (`Fetched.kind`), or given in place."""
    if ids is None:
        return ()
    if isinstance(ids, list):
        return tuple(map(str, ids))
    lists = {**model.IDS, "metric": metric_ids(), "segment": segment_ids(), "verdict": VERDICTS}
    if ids in lists:
        return lists[str(ids)]
    noun, _, field = str(ids).partition(".")
    return tuple(map(str, get_args(get_type_hints(getattr(model, noun))[field])))


def _text(entry: Entry, key: str) -> str | None:
    value = entry.get(key)
    return None if value is None else str(value)


def _texts(entry: Entry, key: str) -> tuple[str, ...]:
    return tuple(map(str, cast(Sequence[object], entry.get(key, ()))))


# ---------------------------------------------------------------- as SQL


#: What analysts start from. Subqueries and no join: SQLite leaves out those whose columns are not asked for, also where
#: it only counts; a million rows are counted in an eighth of the time.
VIEWS = {
    "current": """
        SELECT o.id AS observation, o.period_end, o.value, o.value_max, o.qualifier, o.operator, o.metric, o.measure,
               o.status, o.place, o.country, o.segment, o.quote,
               (SELECT a.source FROM articles AS a WHERE a.id = o.article) AS source,
               (SELECT a.title FROM articles AS a WHERE a.id = o.article) AS title,
               (SELECT a.url FROM articles AS a WHERE a.id = o.article) AS url,
               (SELECT a.published_on FROM articles AS a WHERE a.id = o.article) AS published_on,
               (SELECT min(coalesce(o.stated_on, a.published_on), a.published_on)
                FROM articles AS a WHERE a.id = o.article) AS known_on, o.date_basis,
               CASE WHEN o.qualifier IN ('min', 'max') THEN 6 WHEN o.qualifier = 'approx' THEN 4
                    WHEN o.measure = 'nth' THEN 2 ELSE 0 END + (o.date_basis <> 'text') AS doubt,
               o.series_key
        FROM observations AS o
        WHERE o.withdrawn_at IS NULL""",
}


def create(table: Table, name: str | None = None) -> str:
    """The statement that makes a table, under another name where one is given, or a view."""
    if table.kind == "view":
        return f"CREATE VIEW {quoted(table.name)} AS{VIEWS[table.name]}"
    lines = [_definition(column) for column in table.columns]
    for column in table.columns:
        if column.to is not None:
            lines.append(f"FOREIGN KEY ({quoted(column.name)}) REFERENCES {quoted(column.to)}({quoted('id')})")
    body = ",\n".join(f"   {line}" for line in lines)
    return f"CREATE TABLE {quoted(name or table.name)} (\n{body}\n) STRICT"


def _definition(column: Column) -> str:
    parts = [quoted(column.name), column.type]
    if column.key:
        parts.append("PRIMARY KEY")
    if (column.required or column.key) and not (column.key and column.type == "INTEGER"):
        parts.append("NOT NULL")
    if column.unique:
        parts.append("UNIQUE")
    parts += [f"CHECK ({check})" for check in _checks(column)]
    return " ".join(parts)


def _checks(column: Column) -> list[str]:
    name = quoted(column.name)
    checks = [SHAPES[column.shape].format(name)] if column.shape else []
    if column.allowed and column.shape == "words":
        # A CHECK may hold no subquery, so no json_each: take every allowed word away, and nothing may be left.
        rest = name
        for word in column.allowed:
            rest = f"replace({rest}, {literal(json.dumps(word))}, '')"
        checks.append(f"trim({rest}, '[], ') = ''")
    elif column.allowed:
        checks.append(f"{name} IN ({', '.join(map(literal, column.allowed))})")
    return checks


def quoted(name: str) -> str:
    """An identifier in double quotes, as Datasette and sqlite-utils write it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in single quotes."""
    return "'" + text.replace("'", "''") + "'"


def codebook_rows(schema: Schema) -> list[dict[str, object]]:
    """The rows of the `codebook` table: the dictionary travels inside the file."""
    return [
        {
            "id": order,
            "tbl": table.name,
            "col": column.name,
            "type": column.type,
            "unit": column.unit,
            "description": column.description,
            "allowed": json.dumps(column.allowed) if column.allowed else None,
            "refers_to": column.to,
            "synonyms": json.dumps(column.synonyms, ensure_ascii=False),
        }
        for order, (table, column) in enumerate(
            ((table, column) for table in schema.tables.values() for column in table.columns), start=1
        )
    ]
