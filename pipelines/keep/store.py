"""The database as the rest of the house sees it: one SQLite file that pages and their readings go into."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlite_utils import Database

from pipelines.keep import asof, coverage, derive, gaps, health, lookups, memory, queries, runs, search, told
from pipelines.keep.asof import Axis
from pipelines.keep.check import fault
from pipelines.keep.compare import Change, changes, compare
from pipelines.keep.database import Batches, into_one_file, make_lasting, open_to_read, open_to_write, transaction
from pipelines.keep.database import told as meaning
from pipelines.keep.migrate import behind, bring_up_to_date
from pipelines.keep.newest import know_newest_figure
from pipelines.keep.records import Row, observation_row, stamp
from pipelines.keep.schema import schema
from pipelines.keep.verdicts import review_of, verdicts
from pipelines.keep.write import SavedArticle, Shelved, apply, mark_gone, mark_seen, note, save_article, save_leftovers
from pipelines.model import (
    Article,
    Fetched,
    FieldState,
    Gap,
    Look,
    Observation,
    Page,
    Reading,
    Trouble,
    Unchanged,
)
from pipelines.outlets import Outlet


@dataclass(frozen=True)
class Saved:
    """What saving an article changed. `new` and `withdrawn` count corrected observations too, once each."""

    new: int
    withdrawn: int
    unchanged: int
    article_new: bool
    article_changed: bool
    changes: tuple[Change, ...] = ()


CHANGED = "the article changed"  # why its observations do not hold any more
MANY = 200  # pages; for fewer, indexing all sentences anew takes longer than indexing the new ones


def utc_now() -> datetime:
    """The clock of the stamps."""
    return datetime.now(UTC)


class Store:
    """One database file; a context manager. Also the memory of a crawl (`model.Memory`).

    Raises DatabaseBroken or DatabaseTooNew on opening; with `read_only` also DatabaseMissing, and then nothing
    is written but an update of an older file's tables. All stamps are UTC.
    """

    def __init__(self, path: Path | str, clock: Callable[[], datetime] = utc_now, read_only: bool = False) -> None:
        self.path = Path(path)
        self.clock = clock
        self._batches: Batches | None = None
        self._lasting, self._is_together = True, False
        self._named: set[tuple[str | None, ...]] = set()
        self.db: Database = open_to_read(self.path) if read_only else open_to_write(self.path)
        try:
            if read_only and behind(self.db, self.path, schema()):
                self.close()
                Store(self.path).close()
                self.db = open_to_read(self.path)
            elif not read_only:
                bring_up_to_date(self.db, self.path, schema())
                self._fill_derived()
            know_newest_figure(self.db.conn, review_of(self.path))
        except BaseException as error:
            self.close()
            if named := meaning(self.path, error):
                raise named from error
            raise

    def _fill_derived(self) -> None:
        """After an update of the tables: what is derived is there at once, and not only after the next crawl."""
        if derive.wanted(self.db):
            self.finish_run(self.begin_run("update"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file. What SQLite says of a damaged file, a full disk or a busy one becomes a DatabaseError."""
        self.close()
        if named := meaning(self.path, error):
            raise named from error

    def close(self) -> None:
        """Close the file."""
        self.db.close()

    # ------------------------------------------------------------ runs

    def begin_run(self, spider: str, beside: bool = False) -> int:
        """Number of a new run. Its row is on disk at once, so that a run that is cut off can be seen.

        `beside` others: they go on at the same time, in this process, which holds the lock.
        """
        return runs.begin(self.db, spider, self.clock(), beside)

    def end_cut_off(self) -> None:
        """Mark the runs that never said that they ended: whoever holds the lock knows that none is going on."""
        with transaction(self.db):
            runs.end_cut_off(self.db)

    def check(self, run: int, trouble: Trouble, state: FieldState | None = None) -> None:
        """Record what went wrong; with the field that a page could not be read for, where it was that."""
        with self._one_page():
            runs.check(self.db, run, trouble, self.clock())
            if state is not None:
                coverage.count(self.db, run, trouble.outlet, [state])

    def gap(self, run: int, gap: Gap) -> None:
        """Record a feed's gap, or that it is filled."""
        with self._one_page():
            gaps.save(self.db, run, gap, self.clock())

    def fetched(self, run: int, fetched: Fetched) -> None:
        """Record a request and its answer."""
        with self._one_page():
            runs.fetched(self.db, run, fetched)

    def finish_run(self, run: int, status: runs.Status | None = None, finish_reason: str = "finished") -> None:
        """Bring the derived tables up to date and close the run; without a status, its errors decide how it went."""
        self.make_lasting(True)
        now = self.clock()
        with transaction(self.db):
            if not runs.others_run(self.db, run):  # the last of several makes them for all
                lookups.refresh(self.db)
                derive.rebuild(self.db, run, stamp(now), verdicts(review_of(self.path)))
            runs.finish(self.db, run, status, finish_reason, now)
        into_one_file(self.db)

    def run_line(self, run: int) -> tuple[str, str]:
        """Status of a run that is closed, and what it brought in one line for a log."""
        return runs.line(self.db, run)

    def drifts(self, outlet: str) -> list[health.Drift]:
        """Fields that the outlet's last pages have far less often than those before them."""
        return health.drifting(self.db, outlet)

    def conditions(self, outlets: Iterable[Outlet], max_age: timedelta, sample: bool = False) -> list[health.Health]:
        """The verdict on each outlet: fine, quiet, or what is wrong with it. A `sample` does not age."""
        return health.conditions(self.db, outlets, self.clock(), max_age, sample)

    def told(
        self, after: int = 0, since: str = "", kinds: Sequence[str] = (), most: int = -1, newest: bool = False
    ) -> list[Row]:
        """Changes after a number and since a stamp, oldest first, each with its observation and its article."""
        return told.told(self.db, after, since, kinds, most, newest)

    def cursor(self, receiver: str) -> int:
        """Number of the last change that a receiver has accepted. A new receiver begins with what comes next."""
        with transaction(self.db):
            return told.cursor(self.db, receiver, self.clock())

    def accepted(self, receiver: str, change: int) -> None:
        """A receiver has accepted all changes up to this one."""
        with transaction(self.db):
            told.accept(self.db, receiver, change, self.clock())

    # ------------------------------------------------------------ pages

    def save(self, page: Page, reading: Reading, run: int, shelved: Shelved | None = None) -> Saved:
        """Everything of one page in one transaction: article, version, observations, leftovers, changes.

        The article's row is what marks it as seen. Observations are never changed: one that no longer holds is
        closed, and an impossible one is refused into `checks`.
        """
        with self._one_page():
            return self._save(page, reading, run, shelved)

    @contextmanager
    def many(self, pages: int) -> Iterator[None]:
        """Save many pages in the block: in few transactions, and searchable when it ends. For a handful it does
        nothing. What was saved stays saved, however the block ends."""
        if pages < MANY:
            yield
            return
        before = self.db.table("observations").count
        self._batches = Batches(self.db)
        try:
            with transaction(self.db):
                search.pause(self.db, schema())
            yield
        finally:
            self._batches.close()
            self._batches = None
            with transaction(self.db):
                search.set_up(self.db, schema(), rebuild=self.db.table("observations").count > before)

    def make_lasting(self, lasting: bool) -> None:
        """Whether what is saved from now on is on disk at once, as where nothing else is said. Else no crash takes it
        away, but a loss of power may, up to the next thing that is lasting."""
        if lasting != self._lasting:
            make_lasting(self.db, lasting)
            self._lasting = lasting

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is saved in the block is saved in one transaction: all of it or nothing."""
        with transaction(self.db):
            self._is_together = True
            try:
                yield
            finally:
                self._is_together = False

    def _one_page(self) -> AbstractContextManager[None]:
        if self._is_together:
            return nullcontext()
        return transaction(self.db) if self._batches is None else self._batches.page()

    def _save(self, page: Page, reading: Reading, run: int, shelved: Shelved | None) -> Saved:
        article, now = self._known(reading.article, page), stamp(self.clock())
        coverage.count(self.db, run, article.outlet, article.states)
        saved = save_article(self.db, page, article, run, shelved)
        good = self._sift(reading, run)
        for observation in good:
            self._need(observation)
        live = [] if saved.new else self._live(article.url)
        difference = compare(live, [observation_row(article, o) for o in good])
        found = changes(article.url, difference, CHANGED if saved.changed else None)
        apply(self.db, saved, found, run, now)
        note(self.db, difference.noted)
        save_leftovers(self.db, saved, reading.leftovers, run)
        counts = Saved(
            new=len(difference.new) + len(difference.corrected),
            withdrawn=len(difference.withdrawn) + len(difference.corrected),
            unchanged=difference.unchanged,
            article_new=saved.new,
            article_changed=saved.changed,
            changes=found,
        )
        runs.count(
            self.db,
            run,
            pages=1,
            articles_new=int(counts.article_new),
            articles_changed=int(counts.article_changed),
            observations_new=counts.new,
            observations_withdrawn=counts.withdrawn,
        )
        return counts

    def _need(self, observation: Observation) -> None:
        """Have what the observation refers to in the small tables; what was looked up once is not looked up again."""
        named = (observation.operator, observation.place, observation.country)
        if named in self._named:
            return
        lookups.need_operator(self.db, observation.operator)
        lookups.need_place(self.db, observation.place, observation.country)
        if self._batches is None:
            return
        self._named.add(named)

    def _sift(self, reading: Reading, run: int) -> list[Observation]:
        """The observations that can be true; each other one is a row of `checks`."""
        article, good = reading.article, []
        for observation in reading.observations:
            why = fault(observation, article)
            if why is None:
                good.append(observation)
                continue
            message = f"refused {observation.metric} {observation.value}: {why}; the sentence: {observation.quote!r}"
            trouble = Trouble(article.outlet, article.url, "impossible_observation", message, "warning")
            runs.check(self.db, run, trouble, self.clock())
        return good

    def _known(self, article: Article, page: Page) -> Article:
        """The article under the address that it is kept under already, if one of its addresses is known."""
        url = memory.kept_under(self.db, (article.url, page.url, page.asked))
        return article if url in (None, article.url) else replace(article, url=url)

    def gone(self, page: Page, run: int) -> bool:
        """Mark the article of a page that is no more, and say so in `changes`; False where there is nothing new in it.

        What it stated stays: the outlet said it on that day.
        """
        with self._one_page():
            url = memory.kept_under(self.db, (page.url, page.asked))
            return url is not None and mark_gone(self.db, url, run, stamp(page.fetched_at), stamp(self.clock()))

    def unchanged(self, seen: Unchanged, run: int) -> None:
        """Remember that a page was looked at again and has not changed."""
        with self._one_page():
            mark_seen(self.db, seen.url, run, stamp(seen.fetched_at), stamp(self.clock()))

    def withdraw(self, url: str, run: int, why: str) -> tuple[Change, ...]:
        """Close every observation of an article, for instance because its page is no article after all."""
        with self._one_page():
            url = memory.kept_under(self.db, (url,)) or url
            row = self.db.execute("SELECT id, version FROM articles WHERE url = ?", [url]).fetchone()
            if row is None:
                return ()
            found = changes(url, compare(self._live(url), []), why)
            apply(self.db, SavedArticle(row[0], row[1], url, new=False, changed=False), found, run, stamp(self.clock()))
            runs.count(self.db, run, observations_withdrawn=len(found))
            return found

    def preview(self, page: Page, reading: Reading) -> tuple[Change, ...]:
        """What saving the page's reading would change in the observations; writes nothing."""
        article = self._known(reading.article, page)
        rows = [observation_row(article, o) for o in reading.observations if fault(o, article) is None]
        edited = self.db.execute(
            "SELECT 1 FROM articles AS a JOIN article_versions AS v ON v.id = a.version WHERE a.url = ? "
            "AND v.sha256 <> ?",
            [article.url, article.digest],
        ).fetchone()
        return changes(article.url, compare(self._live(article.url), rows), CHANGED if edited else None)

    def preview_withdrawal(self, url: str, why: str) -> tuple[Change, ...]:
        """What withdrawing the article's observations would change; writes nothing."""
        url = memory.kept_under(self.db, (url,)) or url
        return changes(url, compare(self._live(url), []), why)

    def _live(self, url: str) -> list[Row]:
        """The rows of an article's observations that are not withdrawn."""
        return list(
            self.db.query(
                "SELECT o.* FROM observations AS o JOIN articles AS a ON a.id = o.article "
                "WHERE a.url = ? AND o.withdrawn_at IS NULL ORDER BY o.id",
                [url],
            )
        )

    # ------------------------------------------------------------ questions

    def knows(self, url: str) -> bool:
        """True where the article at this address is saved, or its page cannot be read and is not due yet."""
        return memory.knows(self.db, url, self.clock())

    def due(self, outlet: str) -> list[Look]:
        """Saved articles of the outlet to look at again now, those that have waited longest first."""
        return memory.due(self.db, outlet, self.clock())

    def unread(self, outlet: str) -> bool:
        """True where a page of the outlet that could not be read is due to be asked for again."""
        return memory.unread(self.db, outlet, self.clock())

    def newest(self, outlet: str, feed: str) -> datetime | None:
        """When the newest article that this feed has led to was published (UTC); None where it has led to none."""
        return memory.newest(self.db, outlet, feed, self.clock())

    def published(self, url: str) -> datetime | None:
        """When the saved article at this URL was published (UTC); None where none is saved."""
        return memory.published(self.db, url)

    def gaps(self, outlet: str) -> list[Gap]:
        """The outlet's gaps that nothing has filled yet, the oldest first."""
        return gaps.standing(self.db, outlet)

    def place(self, page: Page) -> tuple[str, int] | None:
        """Where the page lies on the shelf (file, offset) that the article of this page was last read from."""
        return memory.place(self.db, (page.url, page.asked))

    def etag(self, url: str, feed: str) -> str | None:
        """ETag of the page that the article was last read from; None where this feed did not lead to it."""
        return memory.etag(self.db, url, feed)

    def is_read(self, url: str, file: str, offset: int) -> bool:
        """True where the article at this address was last read from that place of the shelf, by the rules of today."""
        return memory.is_read(self.db, url, file, offset)

    def fetched_at(self, url: str) -> str | None:
        """When the page of the article's present version was fetched (UTC stamp); None where it is not saved."""
        return memory.fetched_at(self.db, url)

    def validators(self, url: str) -> tuple[str | None, str | None]:
        """(ETag, Last-Modified) of the last good answer for this address; None for each that is not known."""
        return memory.validators(self.db, url)

    def look_back(self, day: date, axis: Axis = "published", only: Mapping[str, str | None] | None = None) -> None:
        """From now on every question is answered as on that day: by what the world could know (`published`) or by
        what this file said (`recorded`). `only` narrows it to an operator, a metric, a country: less to reckon."""
        asof.look_back(self.db, day, axis, only or {}, verdicts(review_of(self.path)))

    def countries(self) -> dict[str, tuple[float, float]]:
        """Where countries lie: name → degrees north and east of the point where their people live on average."""
        wanted = "kind = 'country' AND latitude IS NOT NULL"
        return {
            str(row["name"]): (row["latitude"], row["longitude"]) for row in self.db.table("places").rows_where(wanted)
        }

    def query(self, name: str, **parameters: object) -> list[Row]:
        """The rows of a named question of data/datasette/queries.toml, the same that its page in Datasette shows.

        Parameters that are left out or None have the question's defaults. Raises KeyError for an unknown question or
        parameter.
        """
        return queries.ask(self.db, name, parameters)
