"""What a crawl may ask the database: which articles are saved, which are due for another look, what is new only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlite_utils import Database

from pipelines.keep.fingerprint import extractor_version
from pipelines.keep.gaps import moment
from pipelines.keep.records import stamp
from pipelines.model import Look

# Validators count only where everything that the answer led to was dealt with. A feed that was fetched by a crawl
# that was cut off, stopped early or failed on some page must come whole the next time: a 304 would lose the rest.
VALIDATORS = """
    SELECT f.etag, f.last_modified
    FROM fetches AS f JOIN runs AS r ON r.id = f.run
    WHERE f.url = ? AND f.status = 200 AND r.status IN ('ok', 'errors') AND r.finish_reason = 'finished'
      AND NOT EXISTS (SELECT 1 FROM checks AS c WHERE c.run = f.run AND c.source = f.source AND c.level = 'error')
    ORDER BY f.id DESC LIMIT 1"""

#: Ages at which an article is looked at again: corrections come in the first hours and days, later ones are rare.
LOOKS = tuple(timedelta(hours=hours) for hours in (3, 12, 24, 3 * 24, 7 * 24, 14 * 24, 28 * 24))
NEVER = timedelta(days=60)  # old enough to be left alone, also where looks were missed

KNOWN = """
    SELECT 1 FROM articles WHERE url = :url
    UNION SELECT 1 FROM article_versions WHERE url = :url UNION SELECT 1 FROM article_urls WHERE url = :url"""

#: By index alone and joined over the key: one OR over two tables walks through all articles for each page of a replay.
FETCHED = """
    SELECT max(v.fetched_at) FROM (
        SELECT id FROM articles WHERE url = :url
        UNION SELECT article FROM article_urls WHERE url = :url
        UNION SELECT article FROM article_versions WHERE url = :url
    ) AS k JOIN articles AS a ON a.id = k.id JOIN article_versions AS v ON v.id = a.version
    WHERE a.url = :url OR v.url = :url OR EXISTS (SELECT 1 FROM article_urls WHERE url = :url AND article = a.id)"""

IS_READ = """
    SELECT 1 FROM article_versions AS v JOIN articles AS a ON a.id = v.article AND a.version = v.id
    JOIN runs AS r ON r.id = a.last_run
    WHERE v.url = :url AND v.shelf_file = :file AND v.shelf_offset = :offset AND r.extractor_version = :extractor"""

UNREAD = """
    SELECT min(at), max(at), url FROM checks
    WHERE rule IN ('not_an_article', 'reader_failed') AND (url = :url OR source = :source AND at > :since)
    GROUP BY url"""


def knows(db: Database, url: str, now: datetime) -> bool:
    """True where the article at this address, or one that this address led to, is saved.

    Also for a page that could not be read and lies on the shelf, until it is due: better rules need no second fetch.
    """
    if db.execute(KNOWN, {"url": url}).fetchone() is not None:
        return True
    row = db.execute(UNREAD, {"url": url, "source": None, "since": None}).fetchone()
    return row is not None and not is_due(moment(row[0]), moment(row[1]), now)


def unread(db: Database, outlet: str, now: datetime) -> bool:
    """True where a page of the outlet that could not be read is due: then its feed must come whole, and lead to it."""
    asked = {"url": None, "source": outlet, "since": stamp(now - NEVER)}
    return any(
        is_due(moment(first), moment(last), now) and db.execute(KNOWN, {"url": url}).fetchone() is None
        for first, last, url in db.execute(UNREAD, asked).fetchall()
        if url is not None
    )


def is_due(since: datetime, looked: datetime, now: datetime) -> bool:
    """True where one of the ages of LOOKS, counted from `since`, has come since the last look."""
    return now - since < NEVER and any(looked < since + age <= now for age in LOOKS)


def due(db: Database, outlet: str, now: datetime) -> list[Look]:
    """Saved articles to look at again, those that have waited longest first."""
    rows = db.query(
        "SELECT a.url, a.published_at, coalesce(a.looked_at, v.fetched_at) AS seen, a.etag, a.last_modified, "
        "a.feed_title, a.feed_published, a.feed_teaser, a.found_in "
        "FROM articles AS a JOIN article_versions AS v ON v.id = a.version "
        "WHERE a.source = ? AND a.published_at > ? ORDER BY seen, a.id",
        [outlet, stamp(now - NEVER)],
    )
    return [
        Look(**{name: row[name] for name in Look.__dataclass_fields__})
        for row in rows
        if is_due(moment(str(row["published_at"])), moment(str(row["seen"])), now)
    ]


def newest(db: Database, outlet: str, feed: str, now: datetime) -> datetime | None:
    """When the newest article that this feed has led to was published; None where it has led to none. One that is
    dated ahead does not count: it would hide every gap until then."""
    query = "SELECT max(published_at) FROM articles WHERE source = ? AND found_in = ? AND published_at <= ?"
    (said,) = db.execute(query, [outlet, feed, stamp(now)]).fetchone()
    return None if said is None else moment(said)


def published(db: Database, url: str) -> datetime | None:
    """When the saved article at this address was published; None where none is saved."""
    row = db.execute("SELECT published_at FROM articles WHERE url = ?", [kept_under(db, (url,))]).fetchone()
    return None if row is None else moment(row[0])


def kept_under(db: Database, urls: Iterable[str | None]) -> str | None:
    """The address of the article that one of these addresses stands for; the first that is known decides."""
    query = """
        SELECT url FROM articles WHERE url = :url
        UNION ALL SELECT a.url FROM articles AS a JOIN article_urls AS u ON u.article = a.id WHERE u.url = :url
        LIMIT 1"""
    found = (db.execute(query, {"url": url}).fetchone() for url in dict.fromkeys(urls) if url is not None)
    return next((str(row[0]) for row in found if row is not None), None)


def fetched_at(db: Database, url: str) -> str | None:
    """When the page of the article's present version was fetched; `url` is its own or the one that led to it."""
    row = db.execute(FETCHED, {"url": url}).fetchone()
    return None if row[0] is None else str(row[0])


def place(db: Database, urls: Iterable[str | None]) -> tuple[str, int] | None:
    """Where the page of the article's present version lies on the shelf; None where it is not saved, or gone."""
    query = """
        SELECT v.shelf_file, v.shelf_offset FROM articles AS a JOIN article_versions AS v ON v.id = a.version
        WHERE a.url = ? AND a.gone_at IS NULL AND v.shelf_file IS NOT NULL"""
    row = db.execute(query, [kept_under(db, urls)]).fetchone()
    return None if row is None else (str(row[0]), int(row[1]))


def etag(db: Database, url: str, feed: str) -> str | None:
    """ETag of the page that the article was last read from; None where this feed did not lead to it."""
    query = """
        SELECT etag FROM articles
        WHERE found_in = :feed AND (url = :url OR id = (SELECT article FROM article_urls WHERE url = :url))"""
    row = db.execute(query, {"url": url, "feed": feed}).fetchone()
    return None if row is None or row[0] is None else str(row[0])


def is_read(db: Database, url: str, file: str, offset: int) -> bool:
    """True where the article was last read from that place of the shelf, and by the rules of today."""
    asked = {"url": url, "file": file, "offset": offset, "extractor": extractor_version()}
    return db.execute(IS_READ, asked).fetchone() is not None


def validators(db: Database, url: str) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of the last good answer for this address; None for each that is not known."""
    row = db.execute(VALIDATORS, [url]).fetchone()
    return (row[0], row[1]) if row else (None, None)
