"""Questions of the command line, each in one call that opens the file, asks and closes it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipelines.keep.queries import ALL, queries
from pipelines.keep.records import Row
from pipelines.keep.schema import quoted
from pipelines.keep.store import Store


def latest(
    path: Path | str,
    operator: str | None = None,
    metric: str | None = None,
    country: str | None = None,
    as_of: date | None = None,
) -> list[Row]:
    """The newest total of every series, or what the world could know of it on the day `as_of`.

    Raises DatabaseMissing, DatabaseBroken or DatabaseTooNew.
    """
    filters: dict[str, str | None] = {"operator": operator, "metric": metric, "country": country}
    with Store(path, read_only=True) as store:
        if as_of is not None:
            store.look_back(as_of, only=filters)
        return store.query("latest_per_operator", **filters, rows=ALL)


def ask(
    path: Path | str,
    question: str,
    parameters: Mapping[str, str | None],
    as_of: date | None = None,
    recorded: date | None = None,
) -> list[Row]:
    """The rows that answer a question of data/datasette/queries.toml, now or as on a day.

    Raises DatabaseMissing, DatabaseBroken or DatabaseTooNew.
    """
    only = {name: parameters.get(name) for name in ("operator", "metric", "country")}
    with Store(path, read_only=True) as store:
        if as_of is not None:
            store.look_back(as_of, only=only)
        elif recorded is not None:
            store.look_back(recorded, "recorded", only)
        every = {"rows": ALL} if "rows" in queries()[question].parameters else {}
        return store.query(question, **{**every, **parameters})


def run_summary(path: Path | str, run: int | None = None) -> list[Row]:
    """The causes in the checks of a run, else of the last one: level, rule, source, times, url, message."""
    with Store(path, read_only=True) as store:
        return store.query("checks_of_a_run", run=run)


def there(path: Path | str, column: str) -> tuple[str, ...]:
    """What series there are of: the operators, metrics, countries, places or keys (`series_key`), those with most
    figures first.

    Raises DatabaseMissing, DatabaseBroken or DatabaseTooNew.
    """
    name = quoted(column)
    with Store(path, read_only=True) as store:
        found = store.db.execute(
            f"SELECT {name} FROM series WHERE {name} IS NOT NULL GROUP BY {name} ORDER BY count(*) DESC, {name}"
        )
        return tuple(str(row[0]) for row in found.fetchall())
