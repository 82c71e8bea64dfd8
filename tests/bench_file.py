"""`make bench`: what the database file costs, as ratios and against the limits that its readers feel.

    python tests/bench_file.py [OBSERVATIONS] [--keep FILE]

Replays 100,000 made-up articles with five observations each (or so many observations; a million takes a quarter of an
hour), and measures the writing against plain executemany into the same tables, a second replay against the first, a run
that touches few series against a rebuild of all, and every page and question of Datasette. What reading pages costs is
bench.py's. Times on a busy machine are noise: processor time is taken, of Datasette's process where the system tells.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from synthetic import readings
from terminal import free_port, serving

from pipelines.archive.taken import Taken
from pipelines.keep import Store, latest
from pipelines.keep.queries import queries
from pipelines.keep.records import stamp
from pipelines.keep.schema import Table, schema
from pipelines.keep.site import serve_arguments, sortable
from pipelines.model import Page, Reading
from pipelines.replay import replay
from pipelines.shelf import Shelf, Shelved

EACH = 5  # observations of an article
PAGE_LIMIT = 1.0  # seconds; Datasette's own limit for a query is one
LATEST_LIMIT = 0.1  # seconds
FACTS = ("articles", "article_versions", "observations", "changes")
DERIVED = tuple(table.name for table in schema().tables.values() if table.kind == "derived")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
FILTERS = {"operator": "nio", "metric": "battery_swap_stations", "country": "CN", "source": "cnevpost"}


@contextmanager
def cost(name: str, costs: dict[str, float]) -> Iterator[None]:
    began = time.process_time()
    yield
    costs[name] = time.process_time() - began


class Made:
    """Made-up readings as if pages had been read off a shelf; `spent` is what making them cost."""

    def __init__(self, articles: int) -> None:
        self.articles = articles
        self.spent = 0.0

    def __iter__(self) -> Iterator[Taken]:
        began = time.process_time()
        for n, (page, reading) in enumerate(readings(self.articles, EACH)):
            taken = Taken(page, stamp(page.fetched_at), Shelved("made-up.warc.gz", n, f"{n:064x}"), reading)
            self.spent += time.process_time() - began
            yield taken
            began = time.process_time()


def again(page: Page) -> Reading:
    """A reader that is not today's, so that every reading is compared; never called."""
    raise AssertionError(page)


def replayed(path: Path, shelf: Shelf, articles: int, costs: dict[str, float], name: str, by_others: bool) -> None:
    """One replay; what it wrote is counted on its own, and with the derived tables that come at its end."""
    made, at = Made(articles), {}
    with Store(path, lambda: NOW) as store:
        finish, save = store.finish_run, store.save
        spent = 0.0

        def saved(*given: object) -> None:
            nonlocal spent
            began = time.process_time()
            save(*given)  # type: ignore[arg-type]
            at["saved"] = time.process_time()
            spent += at["saved"] - began

        def finished(*given: object) -> None:
            at["derived"] = time.process_time()
            finish(*given)  # type: ignore[arg-type]

        store.finish_run, store.save = finished, saved  # type: ignore[assignment, method-assign]
        at["began"] = time.process_time()
        reader = {"reader": again} if by_others else {}
        replay(shelf, store, made=made, **reader)  # type: ignore[arg-type]
    ended = time.process_time()
    costs[name] = ended - at["began"] - made.spent
    if spent:  # and the search index, which is made at the end; not what it costs to take the readings off the disk
        costs[f"{name}, saving"] = spent + at["derived"] - at["saved"]
    costs[f"{name}, derived tables"] = ended - at["derived"]


def plain(path: Path, folder: Path, costs: dict[str, float]) -> None:
    """The same rows by executemany into empty tables of the same make, indexes and search included."""
    copy = folder / "plain.db"
    Store(copy).close()
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    target.execute("PRAGMA foreign_keys = OFF")
    for name, tables in (("facts", FACTS), ("derived", DERIVED)):
        costs[f"executemany, {name}"] = 0.0
        for table in tables:
            rows = source.execute(f'SELECT * FROM "{table}" ORDER BY rowid')
            marks = ", ".join("?" * len(rows.description))
            while chunk := rows.fetchmany(10_000):
                began = time.process_time()
                target.executemany(f'INSERT INTO "{table}" VALUES ({marks})', chunk)
                costs[f"executemany, {name}"] += time.process_time() - began
        with cost("commit", costs):
            target.commit()
        costs[f"executemany, {name}"] += costs["commit"]
    source.close()
    target.close()


def one_more(path: Path, costs: dict[str, float]) -> None:
    """A run with one more article."""
    with Store(path, lambda: NOW) as store:
        run = store.begin_run("cnevpost")
        page, reading = next(iter(readings(1, EACH, seed=7)))
        store.save(page, reading, run)
        with cost("one more", costs):
            store.finish_run(run)


def addresses(name: str) -> list[str]:
    """Every page and question, every table searched, sorted by each column that offers it, and narrowed down."""

    def narrowed(table: Table) -> Iterator[str]:
        columns = {column.name for column in table.columns}
        yield from (f"{column}={value}" for column, value in FILTERS.items() if column in columns)
        if {"operator", "metric"} <= columns:
            yield "operator=nio&metric=battery_swap_stations"
        if table.search or table.search_with:
            yield "_search=nio"
        yield from (f"_sort{way}={column}" for column in sortable(table) for way in ("", "_desc"))

    found = ["/", f"/{name}", "/-/search?q=nio", f"/{name}/observations/1000", f"/{name}/articles/1000"]
    for table in schema().tables.values():
        found += [f"/{name}/{table.name}", *(f"/{name}/{table.name}?{asked}" for asked in narrowed(table))]
    return found + [f"/{name}/{question}" for question in queries()]


def pages(path: Path, folder: Path) -> list[tuple[float, str]]:
    """Seconds that Datasette computes for every page and question, the slowest first; a question is asked as it stands.

    A page that is late is asked once more: the first one reads the file from the disk.
    """
    port = free_port()
    code = "import sys; from datasette.cli import cli; cli(sys.argv[1:])"
    command = [sys.executable, "-c", code, *serve_arguments(path, port, folder)]
    found = []
    with serving(command, port) as base:
        clock = clock_of(port)
        for address in addresses(path.stem):
            took, late = ask(base + address, clock)
            if took > PAGE_LIMIT or late:
                took, late = ask(base + address, clock)
            found.append((took, address + late))
    return sorted(found, reverse=True)


def ask(address: str, clock: Callable[[], float]) -> tuple[float, str]:
    """What a page took, and what it left out for lack of time."""
    began = clock()
    try:
        with urllib.request.urlopen(address, timeout=120) as answer:
            body = answer.read().decode()
    except urllib.error.HTTPError as error:
        body, late = error.read().decode(), f" (HTTP {error.code})"
    else:
        late = " (a facet timed out)" if "timed out" in body else ""
    return clock() - began, late


def clock_of(port: int) -> Callable[[], float]:
    """Processor time of the process that was started for this port, where /proc tells; else the time of the wall."""
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = file.read_text().split("\0")
        except OSError:
            continue
        if "datasette" in " ".join(words[:3]) and str(port) in words:
            return lambda: _ticks(file.with_name("stat")) / os.sysconf("SC_CLK_TCK")
    return time.perf_counter


def _ticks(stat: Path) -> int:
    """User and system time, in ticks: fields 14 and 15, after the name in brackets."""
    fields = stat.read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def report(path: Path, articles: int, costs: dict[str, float]) -> None:
    facts, derived = costs["executemany, facts"], costs["executemany, derived"]
    saving, after = costs["first, saving"], costs["first, derived tables"]
    first, second, others = costs["first"], costs["second"], costs["by other rules"]
    print(f"  saving them            {saving:8.1f} s, {articles / saving:,.0f} articles a second")
    print(f"  plain executemany      {facts:8.1f} s: saving runs at {facts / saving:.2f} of its rate (wanted: 0.5)")
    print(f"  derived tables         {after:8.1f} s for all; their rows by executemany {derived:.1f} s")
    both = (facts + derived) / (saving + after)
    print(f"  all that is written    {saving + after:8.1f} s: at {both:.2f} of the rate of executemany (wanted: 0.5)")
    print(f"  the replay, unread     {first:8.1f} s")
    print(f"  the same once more     {second:8.1f} s: {first / second:.0f} times as fast (wanted: 5)")
    print(f"  by other rules         {others:8.1f} s: {first / others:.1f} times as fast, and every reading compared")
    print(f"  one more article       {costs['one more']:8.2f} s for the five series that it touches")


def main(arguments: list[str]) -> None:
    observations = int(next((a for a in arguments if a.isdecimal()), "500000"))
    articles = observations // EACH
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        kept = arguments[arguments.index("--keep") + 1] if "--keep" in arguments else None
        path = Path(kept) if kept else folder / "bench.db"
        costs: dict[str, float] = {}
        if not path.exists():
            print(f"\n{articles:,} made-up articles with {observations:,} observations:", flush=True)
            shelf = Shelf(folder / "warc")
            replayed(path, shelf, articles, costs, "first", by_others=False)
            replayed(path, shelf, articles, costs, "second", by_others=False)
            replayed(path, shelf, articles, costs, "by other rules", by_others=True)
            plain(path, folder, costs)
            one_more(path, costs)
            report(path, articles, costs)
        took = []
        for _ in range(5):
            began = time.process_time()
            latest(path, operator="nio", metric="battery_swap_stations")
            took.append(time.process_time() - began)
        print(f"  `latest` of one series {1000 * min(took):8.1f} ms (wanted: {1000 * LATEST_LIMIT:.0f})", flush=True)
        slowest = pages(path, folder)
        over = [each for each in slowest if each[0] > PAGE_LIMIT or each[1].endswith(")")]
        print(f"  {len(slowest)} pages of Datasette, {len(over)} over {PAGE_LIMIT:.0f} s; the slowest:")
        for seconds, address in slowest[: max(6, len(over))]:
            print(f"    {seconds:6.2f} s  {address}")


if __name__ == "__main__":
    main(sys.argv[1:])
