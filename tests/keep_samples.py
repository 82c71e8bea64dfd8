"""Pages, articles and observations for the tests of keep: small made-up ones, and the gold set of the newsroom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pipelines import DATA
from pipelines.keep import Saved, Store
from pipelines.model import Article, Observation, Page, Reading, Why, merge_unique

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
URL = "https://cnevpost.com/2022/07/06/sample/"
SENTENCE = "As of July 5, NIO had 598 swap stations in China."


def clock() -> datetime:
    """A clock that stands still."""
    return NOW


def article(
    url: str = URL, text: str = SENTENCE, published: str = "2022-07-06T10:00:00+08:00", outlet: str = "cnevpost"
) -> Article:
    """An article of one paragraph."""
    return Article(outlet, url, "A title", datetime.fromisoformat(published), "Asia/Shanghai", (text,))


def page(url: str = URL, html: bytes = b"<html>", fetched: datetime = NOW, outlet: str = "cnevpost") -> Page:
    """A page of that address."""
    return Page(outlet, url, fetched, html)


def observation(value: float = 598, day: str | None = "2022-07-05", **fields: object) -> Observation:
    """NIO's swap stations in China on a day, unless `fields` say otherwise."""
    made = Observation(
        metric="battery_swap_stations",
        measure="total",
        status="actual",
        value=value,
        operator="nio",
        country="CN",
        period_start=date.fromisoformat(day) if day else None,
        period_end=date.fromisoformat(day) if day else None,
        date_basis="text",
        quote=SENTENCE,
        origin="p0",
        value_start=22,
        value_end=25,
        why=(Why("value", "figure", "598", "sentence"), Why("operator", "subject", "NIO", "sentence")),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def reading(*observations: Observation, of: Article | None = None) -> Reading:
    """A reading of the article with those observations."""
    return Reading(of or article(), observations)


def gold() -> Iterator[tuple[Page, Reading]]:
    """Every article of the newsroom with its gold observations, as a perfect reader would give them."""
    for file in sorted((DATA / "newsroom").glob("*.json")):
        yield _gold(file)


def _gold(file: Path) -> tuple[Page, Reading]:
    raw = json.loads(file.read_text(encoding="utf-8"))
    made = Article(
        outlet=raw["source"],
        url=raw["url"],
        title=raw["title"],
        published=datetime.fromisoformat(raw["published"]),
        timezone=raw["timezone"],
        paragraphs=tuple(raw["paragraphs"]),
        tables=tuple(tuple(tuple(row) for row in table) for table in raw["tables"]),
        author=raw["author"],
        id=raw["id"],
        published_raw=raw["published"],
        published_from="json-ld",
    )
    found = merge_unique(_gold_observation(entry, made) for entry in raw["observations"])
    return Page(made.outlet, made.url, NOW, b"<html>"), Reading(made, found)


def _gold_observation(entry: dict[str, object], of: Article) -> Observation:
    fields = {name: value for name, value in entry.items() if name not in ("alt", "optional")}
    for name in ("period_start", "period_end", "stated_on"):
        fields[name] = date.fromisoformat(str(fields[name])) if fields[name] else None
    fields["segment"] = tuple(entry["segment"])  # type: ignore[arg-type]
    quote, figure = str(entry["quote"]), f"{entry['value']:,}"
    start = max(quote.find(figure), 0)
    origin = next((f"p{n}" for n, text in enumerate(of.paragraphs) if quote in text), "t0r1")
    return Observation(
        **fields,  # type: ignore[arg-type]
        origin="title" if quote in of.title else origin,
        value_start=start,
        value_end=start + len(figure) if figure in quote else start,
        why=(Why("value", "figure", figure, "sentence"),),
    )


def fill(path: Path) -> None:
    """A database with the whole gold set, in one run."""
    with Store(path, clock) as store:
        run = store.begin_run("cnevpost")
        for saved_page, its_reading in gold():
            store.save(saved_page, its_reading, run)
        store.finish_run(run)


def save(store: Store, *observations: Observation, text: str = SENTENCE, run: int | None = None) -> Saved:
    """The sample article with those observations, saved; in a run of its own where none is given."""
    run = store.begin_run("cnevpost") if run is None else run
    return store.save(page(), reading(*observations, of=article(text=text)), run)


def live(store: Store) -> list[dict[str, object]]:
    """The observations that hold now."""
    return list(store.db.query("SELECT * FROM observations WHERE withdrawn_at IS NULL ORDER BY id"))


def saved(
    path: Path, *statements: Observation, now: datetime = NOW, published: str | None = None, run: str = "x"
) -> None:
    """One run with statements that each stand in an article of their own, published on the next day."""
    with Store(path, lambda: now) as store:
        number = store.begin_run("cnevpost")
        for n, each in enumerate(statements):
            url = f"https://cnevpost.com/{run}/{n}/"
            day = published or ((each.period_end or date(2022, 1, 1)) + timedelta(days=1)).isoformat()
            store.save(page(url), reading(each, of=article(url, published=f"{day}T10:00:00+08:00")), number)
        store.finish_run(number)


def goal(value: float, deadline: str | None, **fields: object) -> Observation:
    """A plan of so many until a day."""
    return observation(value, deadline, status="planned", **{"period_start": None, **fields})


def rows(path: Path, table: str, columns: str, order: str = "id") -> list[tuple]:
    """The rows of a table of a file."""
    with Store(path, read_only=True) as store:
        return store.db.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()
