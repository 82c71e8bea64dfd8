"""`make bench`: what the database file costs, as ratios and against the limits that its readers feel.

    python tests/bench_file.py [OBSERVATIONS] [--keep FILE]

Writes a file of so many made-up observations (100,000 where no number is given; a million takes minutes), and measures
the writing against plain executemany into the same tables, a second replay against the first, a run that touches one
series against a rebuild of all, and every page and question of Datasette. Times on a busy machine are noise: processor
time is taken for ratios.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from synthetic import readings
from terminal import free_port, serving

from pipelines.keep import Store, latest
from pipelines.keep.queries import queries
from pipelines.keep.schema import schema
from pipelines.keep.site import serve_arguments

EACH = 5  # observations of an article
PAGE_LIMIT = 1.0  # seconds; Datasette's own limit for a query is one
LATEST_LIMIT = 0.1  # seconds
WRITTEN = ("articles", "article_versions", "observations", "changes")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@contextmanager
def cost(name: str, costs: dict[str, float]) -> Iterator[None]:
    began = time.process_time()
    yield
    costs[name] = time.process_time() - began


def write(path: Path, observations: int, costs: dict[str, float], name: str) -> None:
    """One replay of made-up articles; what making them costs is not counted."""
    costs[name] = 0.0
    articles = observations // EACH
    with Store(path, lambda: NOW) as store:
        run = store.begin_run("replay")
        with store.many(articles):
            for page, reading in readings(articles, EACH):
                began = time.process_time()
                store.save(page, reading, run)
                costs[name] += time.process_time() - began
        with cost(f"{name}, derived tables", costs):
            store.finish_run(run)


def plain(path: Path, folder: Path, costs: dict[str, float]) -> None:
    """The same rows by executemany into empty tables of the same make, indexes and search included."""
    copy = folder / "plain.db"
    Store(copy).close()
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    target.execute("PRAGMA foreign_keys = OFF")
    with cost("executemany", costs):
        for table in WRITTEN:
            rows = source.execute(f'SELECT * FROM "{table}" ORDER BY id')
            first = rows.fetchone()
            marks = ", ".join("?" * len(first))
            target.execute(f'INSERT INTO "{table}" VALUES ({marks})', first)
            while chunk := rows.fetchmany(10_000):
                target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', chunk)
        target.commit()
    source.close()
    target.close()


def one_more(path: Path, costs: dict[str, float]) -> None:
    """A run with one more article."""
    with Store(path, lambda: NOW) as store:
        run = store.begin_run("cnevpost")
        page, reading = next(iter(readings(1, EACH, seed=7)))
        store.save(page, reading, run)
        with cost("a run that touches five series", costs):
            store.finish_run(run)


def pages(path: Path, folder: Path) -> list[tuple[float, str]]:
    """Seconds of every page and question of Datasette, the slowest first; a question is asked as it stands."""
    addresses = ["/", f"/{path.stem}"]
    addresses += [f"/{path.stem}/{name}" for name in (*schema().tables, *queries())]
    addresses += [f"/{path.stem}/{name}?_search=nio" for name in ("observations", "current", "series", "articles")]
    addresses += [f"/{path.stem}/observations/1000", f"/{path.stem}/series?operator=nio&metric=battery_swap_stations"]
    port = free_port()
    code = "import sys; from datasette.cli import cli; cli(sys.argv[1:])"
    command = [sys.executable, "-c", code, *serve_arguments(path, port, folder)]
    found = []
    with serving(command, port) as base:
        for address in addresses:
            began = time.perf_counter()
            with urllib.request.urlopen(base + address, timeout=120) as answer:
                body = answer.read().decode()
            slow = " (a facet timed out)" if "timed out" in body else ""
            found.append((time.perf_counter() - began, address + slow))
    return sorted(found, reverse=True)


def report(path: Path, observations: int, costs: dict[str, float], folder: Path) -> None:
    first = costs["first"] + costs["first, derived tables"]
    second = costs["second"] + costs["second, derived tables"]
    share = costs["executemany"] / costs["first"]
    print(f"  saving them            {costs['first']:8.1f} s, {observations / costs['first']:,.0f} a second")
    print(
        f"  plain executemany      {costs['executemany']:8.1f} s: saving runs at {share:.2f} of its rate (wanted: 0.5)"
    )
    print(f"  derived tables         {costs['first, derived tables']:8.1f} s for all")
    one = costs["a run that touches five series"]
    print(f"  one more article       {one:8.2f} s for the five series that it touches")
    print(f"  the same once more     {second:8.1f} s: {first / second:.1f} times as fast as the first time (wanted: 5)")


def main(arguments: list[str]) -> None:
    observations = int(next((a for a in arguments if a.isdecimal()), "100000"))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        kept = arguments[arguments.index("--keep") + 1] if "--keep" in arguments else None
        path = Path(kept) if kept else folder / "bench.db"
        costs: dict[str, float] = {}
        if not path.exists():
            print(f"\n{observations:,} made-up observations in {observations // EACH:,} articles:")
            write(path, observations, costs, "first")
            write(path, observations, costs, "second")
            plain(path, folder, costs)
            one_more(path, costs)
            report(path, observations, costs, folder)
        took = []
        for _ in range(5):
            began = time.perf_counter()
            latest(path, operator="nio", metric="battery_swap_stations")
            took.append(time.perf_counter() - began)
        print(f"  `latest` of one series {1000 * min(took):8.1f} ms (wanted: {1000 * LATEST_LIMIT:.0f})")
        slowest = pages(path, folder)
        over = [each for each in slowest if each[0] > PAGE_LIMIT or "timed out" in each[1]]
        print(f"  {len(slowest)} pages of Datasette, {len(over)} over {PAGE_LIMIT:.0f} s; the slowest:")
        for seconds, address in slowest[:6]:
            print(f"    {seconds:6.2f} s  {address}")


if __name__ == "__main__":
    main(sys.argv[1:])
