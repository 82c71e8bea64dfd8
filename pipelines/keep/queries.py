"""The analyst's questions of data/datasette/queries.toml: one text for Datasette's page and for the command line."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlite_utils import Database

from pipelines import DATA
from pipelines.keep.records import Row


@dataclass(frozen=True)
class Query:
    """A question: its parameters with what each means, and an example of each for a first look."""

    name: str
    group: str
    title: str
    description: str
    sql: str
    parameters: Mapping[str, str]
    aside: tuple[str, ...] = ()  # columns for programs, not shown on the page


@cache
def queries() -> dict[str, Query]:
    """All questions, in the order of the file."""
    with open(DATA / "datasette" / "queries.toml", "rb") as file:
        raw = tomllib.load(file)
    return {name: _query(name, entry) for name, entry in raw.items()}


def _query(name: str, entry: Mapping[str, object]) -> Query:
    return Query(
        name=name,
        group=str(entry["group"]),
        title=str(entry["title"]),
        description=str(entry["description"]),
        sql=str(entry["sql"]).strip(),
        parameters=cast(Mapping[str, str], entry.get("parameters", {})),
        aside=tuple(cast(list[str], entry.get("aside", []))),
    )


#: For `rows` of a question: as many as there are.
ALL = "1000000000"


def ask(db: Database, name: str, parameters: Mapping[str, object]) -> list[Row]:
    """The rows that answer a question. Parameters that are left out or None have the question's defaults."""
    query = queries()[name]
    if unknown := set(parameters) - set(query.parameters):
        raise KeyError(f"question {name} has no parameter {sorted(unknown)}; it has {sorted(query.parameters)}")
    given = {key: "" if parameters.get(key) is None else str(parameters[key]) for key in query.parameters}
    return list(db.query(query.sql, given))
