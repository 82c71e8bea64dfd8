"""Is the data fresh, and are the outlets read? One verdict for each outlet, from the database alone.

A quiet day is no fault: an outlet that publishes nothing is compared with its own past, and so is its layout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import comb
from statistics import quantiles

from sqlite_utils import Database

from pipelines.keep.coverage import STATES
from pipelines.keep.gaps import moment
from pipelines.keep.records import Row, stamp
from pipelines.outlets import Outlet

#: Causes in `checks` that say that a site does not want us.
REFUSING = ("robots_forbid", "robots_unreachable", "retry_after", "crawl_delay")
#: Causes that say that nobody answered: the name, the network or the server is away.
UNREACHABLE = ("offline", "unreachable")
NOT_FAULTS = ("feed_gap", "gap_open", "drift")  # said by words of their own

RECENT = 8  # pages after which no earlier run is taken together with the last one
PAST = 300  # pages that they are compared with
ENOUGH = 10  # pages of the past, without which nothing is said
CHANCE = 0.001  # how improbable so few finds must be, before they are called a drift
SURE = 0.98  # the rate of a field that was always found: two pages without it are no chance any more

USUAL = 60  # articles that the usual pause of an outlet is taken from
LONG = 3  # times its usual pause (the longest of ten): then it is stale
SHORT = timedelta(days=2)  # no outlet is called stale sooner: weekends
GAPS_SHOWN = timedelta(days=30)
HOPELESS_SHOWN = timedelta(days=3)  # where there is no archive to fill them from


@dataclass(frozen=True)
class Health:
    """The verdict on one outlet: `words` are fine, quiet, sample, never crawled, retired, or what is wrong with it."""

    outlet: str
    words: tuple[str, ...]
    said: str
    well: bool


@dataclass(frozen=True)
class Drift:
    """A field that is found far less often than it was."""

    field: str
    state: str  # what is the case now: elsewhere, empty or missing
    found: int
    pages: int
    before: float  # share of earlier pages on which it was found

    def __str__(self) -> str:
        now = f"{self.field} {self.state} on {self.pages - self.found} of the last {self.pages} pages"
        return f"{now}, found on {self.before:.0%} before: has the layout changed?"


def conditions(
    db: Database, outlets: Iterable[Outlet], now: datetime, max_age: timedelta, sample: bool = False
) -> list[Health]:
    """The verdict on each outlet. An outlet that was never crawled into this database is no fault, unless all are.

    A `sample` does not age: where nothing in it was asked of an outlet itself, nothing is stale.
    """
    ages = None if sample and _stood_in(db) else max_age
    found = [_condition(db, outlet, now, ages) for outlet in outlets]
    if all(health.words == ("never crawled",) for health in found):
        return [Health(health.outlet, health.words, health.said, well=False) for health in found]
    return found


def _condition(db: Database, outlet: Outlet, now: datetime, max_age: timedelta | None) -> Health:
    if outlet.status == "retired":
        return Health(outlet.name, ("retired",), outlet.tombstone, well=True)
    runs = list(db.query("SELECT * FROM runs WHERE spider = ? ORDER BY id DESC LIMIT 1", [outlet.name]))
    if not runs:
        return Health(outlet.name, ("never crawled",), "no crawl of it in this database", well=True)
    wrong = list(_wrong(db, outlet, runs[0], now, max_age))
    if wrong:
        return Health(outlet.name, tuple(word for word, _ in wrong), "; ".join(said for _, said in wrong), well=False)
    new, newest = db.execute(
        "SELECT (SELECT sum(articles_new) FROM runs WHERE spider = :name AND started_at > :since), max(published_at) "
        "FROM articles WHERE source = :name AND published_at <= :now",
        {"name": outlet.name, "since": stamp(now - timedelta(days=1)), "now": stamp(now)},
    ).fetchone()
    if max_age is None:
        count = db.table("articles").count_where("source = ?", [outlet.name])
        return Health(
            outlet.name, ("sample",), f"{count:,} sample articles; the outlet itself was not asked", well=True
        )
    said = f"{new or 0:,} new in a day"
    if newest is not None:
        said += f", the newest {_ago(now - moment(newest))} old"
    return Health(outlet.name, ("fine" if new else "quiet",), said, well=True)


def _wrong(
    db: Database, outlet: Outlet, run: Row, now: datetime, max_age: timedelta | None
) -> Iterator[tuple[str, str]]:
    """(word, what is wrong) of everything that is."""
    name = outlet.name
    causes = list(
        db.query(
            "SELECT rule, count(*) AS times, min(message) AS message FROM checks WHERE run = ? AND source = ? "
            "AND level = 'error' GROUP BY rule ORDER BY times DESC, rule",
            [run["id"], name],
        )
    )
    refusing = [row for row in causes if row["rule"] in REFUSING or _refuses(str(row["message"]))]
    away = [row for row in causes if row["rule"] in UNREACHABLE]
    failing = [row for row in causes if row not in refusing and row["rule"] not in (*UNREACHABLE, *NOT_FAULTS)]
    if away:
        yield "unreachable", str(away[0]["message"])
    if refusing:
        yield "refusing", str(refusing[0]["message"])
    if run["status"] in ("failed", "cut off"):
        yield "failing", f"its last crawl {'failed' if run['status'] == 'failed' else 'was cut off'}"
    elif failing:
        more = f" (and {sum(int(str(row['times'])) for row in failing) - 1} more)" if len(failing) > 1 else ""
        yield "failing", f"{failing[0]['message']}{more}"
    if drifts := drifting(db, name):
        yield "drifting", "; ".join(map(str, drifts))
    yield from _gapped(db, outlet, now)
    if max_age is not None:
        under_way = run["status"] == "running" and now - moment(str(run["started_at"])) < max_age
        yield from _stale(db, name, now, max_age, under_way)


def _stood_in(db: Database) -> bool:
    """True where every answer came from a server on this machine."""
    return not db.table("fetches").count_where("url NOT LIKE 'http://127.0.0.1:%'")


def _refuses(message: str) -> bool:
    """True where a feed or a page is refused; a list of older articles is nothing that we must have."""
    return message.startswith(("feed ", "page ")) and any(f"answers {status}" in message for status in (401, 403, 451))


def _gapped(db: Database, outlet: Outlet, now: datetime) -> Iterator[tuple[str, str]]:
    shown = GAPS_SHOWN if outlet.has_archive else HOPELESS_SHOWN
    rows = db.execute(
        'SELECT min("after"), max("before"), count(*) FROM gaps '
        "WHERE source = ? AND filled_at IS NULL AND found_at > ?",
        [outlet.name, stamp(now - shown)],
    )
    after, before, number = rows.fetchone()
    if number:
        again = f"`stationwatch backfill {outlet.name} --since {after[:10]}` looks for them"
        if not outlet.has_archive:
            again = "the outlet has no archive to look in; crawl it more often"
        yield "gapped", f"articles of {after[:10]} to {before[:10]} may be missing; {again}"


def _stale(db: Database, name: str, now: datetime, max_age: timedelta, under_way: bool) -> Iterator[tuple[str, str]]:
    (ended,) = db.execute("SELECT max(finished_at) FROM runs WHERE spider = ?", [name]).fetchone()
    if ended is None and under_way:
        return
    if ended is None or now - moment(ended) > max_age:
        since = "no crawl has ended yet" if ended is None else f"the last crawl ended {_ago(now - moment(ended))} ago"
        yield "stale", f"{since}: is cron at work?"
        return
    rows = db.execute(
        "SELECT published_at FROM articles WHERE source = ? AND published_at <= ? ORDER BY published_at DESC LIMIT ?",
        [name, stamp(now), USUAL],
    )
    moments = [moment(row[0]) for row in rows.fetchall()]
    pauses = [(later - earlier).total_seconds() for later, earlier in zip(moments, moments[1:], strict=False)]
    if len(pauses) < ENOUGH:
        return
    usual = timedelta(seconds=quantiles(pauses, n=10)[-1])
    if now - moments[0] > max(LONG * usual, SHORT):
        yield "stale", f"no new article for {_ago(now - moments[0])}, where {_ago(usual)} is a long pause for it"


# ---------------------------------------------------------------- layouts


def drifting(db: Database, name: str) -> list[Drift]:
    """The fields that the last pages have far less often than those before them; none on a quiet day."""
    rows = list(db.query("SELECT * FROM coverage WHERE source = ? ORDER BY run DESC, id", [name]))
    fields = dict.fromkeys(str(row["field"]) for row in rows)
    found = (_drift(field, [row for row in rows if row["field"] == field]) for field in fields)
    return [drift for drift in found if drift is not None]


def _drift(field: str, rows: list[Row]) -> Drift | None:
    """The field's drift; `rows` are its counts by run, the newest first.

    The last run is compared with what was before it; where it had few pages, together with the runs before it.
    """
    for split in range(1, len(rows)):
        recent, past = rows[:split], rows[split:]
        found, pages = _counted(recent)
        rate = _rate(past)
        if rate is None or (found and found / pages > rate / 2):
            return None
        if probability(found, pages, min(rate, SURE)) < CHANCE:
            worst = max(STATES[1:], key=lambda state: sum(_number(row[state]) for row in recent))
            return Drift(field, worst, found, pages, rate)
        if pages >= RECENT:
            return None
    return None


def _counted(rows: Iterable[Row]) -> tuple[int, int]:
    """(pages with the field where the layout says, all pages)."""
    counts = [(_number(row["found"]), sum(_number(row[state]) for state in STATES)) for row in rows]
    return sum(found for found, _ in counts), sum(pages for _, pages in counts)


def _rate(rows: list[Row]) -> float | None:
    """Share of the last pages that had the field; None for too few."""
    taken, pages = 0, 0
    for row in rows:
        found, of = _counted([row])
        taken, pages = taken + found, pages + of
        if pages >= PAST:
            break
    return taken / pages if pages >= ENOUGH else None


def probability(found: int, pages: int, rate: float) -> float:
    """How probable it is to find something on so few pages or fewer, where each has it with this rate (binomial)."""
    return sum(comb(pages, n) * rate**n * (1 - rate) ** (pages - n) for n in range(found + 1))


def _number(value: object) -> int:
    assert isinstance(value, int)
    return value


def _ago(span: timedelta) -> str:
    """A span in the unit that says most: 40 min, 5 h, 3 days."""
    minutes = max(0, round(span.total_seconds() / 60))
    if minutes < 90:
        return f"{minutes} min"
    return f"{round(minutes / 60)} h" if minutes < 48 * 60 else f"{round(minutes / 1440)} days"
