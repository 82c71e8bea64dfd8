"""The tables as files for other programs: CSV, JSON lines, Parquet, a Data Package, and a snapshot to publish.

Rows stand in a fixed order and lines end in one way, so that two exports differ only where the data do.
"""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.keep.database import DatabaseError
from pipelines.keep.schema import Column, Table, quoted, schema
from pipelines.keep.store import Store

if TYPE_CHECKING:
    import pyarrow

#: What is exported where no table is named: what articles say, what follows from it, and what the ids mean.
TABLES = (
    "series", "latest", "monthly", "targets", "conflicts", "openings", "observations", "articles", "sources",
    "operators", "metrics", "places", "codebook",
)  # fmt: skip

#: Derived tables number their rows anew with each run: their order is that of what they say.
ORDER = {
    "series": "series_key, date", "monthly": "series_key, month", "latest": "series_key",
    "targets": "series_key, deadline, target, measure, observation",
    "conflicts": "series_key, date, kind, observation_a, observation_b",
    "openings": "series_key, date, observation", "observations": "uid, id", "articles": "url",
}  # fmt: skip

#: A spreadsheet takes a cell that begins so for a formula; a quotation mark before it keeps it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class ExportRefused(DatabaseError):
    """An export that cannot be made; the message is one line."""


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns that are exported: derived tables without the number of the row, which says nothing."""
    bare = table.kind == "derived" and any(column.name == "id" for column in table.columns)
    return tuple(column for column in table.columns if not (bare and column.name == "id"))


def rows_of(store: Store, table: Table) -> Iterator[tuple[object, ...]]:
    """The rows of a table in their fixed order."""
    names = ", ".join(quoted(column.name) for column in columns_of(table))
    keys = [column.name for column in table.columns if column.key]
    order = ORDER.get(table.name) or ", ".join(map(quoted, keys))
    holds = " WHERE withdrawn_at IS NULL" if table.name == "observations" else ""
    yield from store.db.execute(f"SELECT {names} FROM {quoted(table.name)}{holds} ORDER BY {order}")


def export(store: Store, kind: str, folder: Path, names: Sequence[str] = (), day: date | None = None) -> list[Path]:
    """Write the tables into a folder; the files that were written. Observations are those that hold now.

    `day` looks back: derived tables as the world could know them; the others are left out then, unless they are
    lookups. Raises ExportRefused.
    """
    tables = [schema().tables[name] for name in names or TABLES]
    if day is not None:
        store.look_back(day)
        tables = [table for table in tables if table.kind in ("derived", "lookup")]
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "sqlite":
        return [snapshot(store, folder / "stations.db")]
    if kind == "datapackage":
        files = [_csv(store, table, folder, safe=False) for table in tables]
        described = folder / "datapackage.json"
        described.write_text(json.dumps(package(tables), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return [*files, described]
    write = {"csv": _csv, "jsonl": _jsonl, "parquet": _parquet}[kind]
    return [write(store, table, folder) for table in tables]


def _csv(store: Store, table: Table, folder: Path, safe: bool = True) -> Path:
    path = folder / f"{table.name}.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in columns_of(table)])
        rows = rows_of(store, table)
        writer.writerows(_harmless(rows) if safe else rows)
    return path


def _harmless(rows: Iterable[Sequence[object]]) -> Iterator[list[object]]:
    """Text from articles never becomes a formula of whoever opens the file."""
    for row in rows:
        yield [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]


def _jsonl(store: Store, table: Table, folder: Path) -> Path:
    path = folder / f"{table.name}.jsonl"
    names = [column.name for column in columns_of(table)]
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        for row in rows_of(store, table):
            file.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
    return path


# ---------------------------------------------------------------- Parquet


def _parquet(store: Store, table: Table, folder: Path) -> Path:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ExportRefused("Parquet needs pyarrow: pip install 'stationwatch[parquet]', or export csv") from error
    form = pyarrow.schema([_arrow(pyarrow, column) for column in columns_of(table)])
    path = folder / f"{table.name}.parquet"
    with parquet.ParquetWriter(path, form, compression="zstd") as writer:
        for batch in _batches(rows_of(store, table)):
            cells = [
                [None if cell is None else _cell(column, cell) for cell in cells]
                for column, cells in zip(columns_of(table), zip(*batch, strict=True), strict=True)
            ]
            writer.write_table(pyarrow.table(dict(zip(form.names, cells, strict=True)), schema=form))
    return path


def _arrow(arrow: pyarrow, column: Column) -> pyarrow.Field:
    """The column's type, whatever its values: a guess from the values makes a column of nothing `null`."""
    kinds = {"INTEGER": arrow.int64(), "REAL": arrow.float64(), "ANY": arrow.float64(), "TEXT": arrow.string()}
    kind = arrow.date32() if column.shape == "day" else kinds[column.type]
    note = {"description": column.description, **({"unit": column.unit} if column.unit else {})}
    return arrow.field(column.name, kind, nullable=not column.required, metadata=note)


def _cell(column: Column, cell: object) -> object:
    if column.shape == "day":
        return date.fromisoformat(str(cell))
    return float(str(cell)) if column.type == "ANY" else cell


def _batches(rows: Iterator[tuple[object, ...]], size: int = 50_000) -> Iterator[list[tuple[object, ...]]]:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


# ---------------------------------------------------------------- Data Package


def package(tables: Sequence[Table]) -> dict[str, object]:
    """datapackage.json: what each file and each of its columns is, with keys and allowed values."""
    names = {table.name for table in tables}
    return {
        "profile": "tabular-data-package",
        "name": "stationwatch",
        "title": "Charging and battery-swap stations, as news articles state them",
        "resources": [_resource(table, names) for table in tables],
    }


def _resource(table: Table, names: set[str]) -> dict[str, object]:
    columns = columns_of(table)
    form: dict[str, object] = {"fields": [_field(column) for column in columns]}
    keys = [column.name for column in columns if column.key]
    if keys:
        form["primaryKey"] = keys
    foreign = [
        {"fields": column.name, "reference": {"resource": "" if column.to == table.name else column.to, "fields": "id"}}
        for column in columns
        if column.to in names and any(each.name == "id" for each in columns_of(schema().tables[str(column.to)]))
    ]
    if foreign:
        form["foreignKeys"] = foreign
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": table.description,
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n"},
        "schema": form,
    }


def _field(column: Column) -> dict[str, object]:
    kinds = {"INTEGER": "integer", "REAL": "number", "ANY": "number", "TEXT": "string"}
    limits: dict[str, object] = {}
    if column.required or column.key:
        limits["required"] = column.type != "TEXT" or column.shape is not None  # an empty text is one, too
    if column.unique:
        limits["unique"] = True
    if column.allowed and column.shape is None:
        limits["enum"] = list(column.allowed)
    field: dict[str, object] = {
        "name": column.name,
        "type": "date" if column.shape == "day" else kinds[column.type],
        "description": column.description if column.unit is None else f"{column.description} Unit: {column.unit}.",
    }
    return field | ({"constraints": limits} if limits else {})


# ---------------------------------------------------------------- snapshot


#: What a publishable file does not need: where pages lie on the shelf, requests, and logs of runs.
PRIVATE = ("fetches", "leftovers")


def snapshot(store: Store, path: Path) -> Path:
    """A copy of the file that anybody may have: no log of requests, no place on the shelf, no reviews; one file that a
    read-only user can open. Raises ExportRefused where the file is there already."""
    if path.exists():
        raise ExportRefused(f"{path}: is there already; take it away first, or name another folder")
    store.db.execute("VACUUM INTO ?", [str(path)])
    copy = sqlite3.connect(path)
    try:
        for name in PRIVATE:
            copy.execute(f"DELETE FROM {quoted(name)}")
        copy.execute("UPDATE article_versions SET shelf_file = NULL, shelf_offset = NULL")
        copy.commit()
        copy.execute("VACUUM")
        copy.execute("PRAGMA journal_mode = DELETE")
    finally:
        copy.close()
    return path
