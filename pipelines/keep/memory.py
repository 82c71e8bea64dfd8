"""What a crawl may ask the database: which articles are saved, and how to ask a server for what is new only."""

from __future__ import annotations

from sqlite_utils import Database

# Validators count only where everything that the answer led to was dealt with. A feed that was fetched by a crawl
# that was cut off, stopped early or failed on some page must come whole the next time: a 304 would lose the rest.
VALIDATORS = """
    SELECT f.etag, f.last_modified
    FROM fetches AS f JOIN runs AS r ON r.id = f.run
    WHERE f.url = ? AND f.status = 200 AND r.status IN ('ok', 'errors') AND r.finish_reason = 'finished'
      AND NOT EXISTS (SELECT 1 FROM checks AS c WHERE c.run = f.run AND c.source = f.source AND c.level = 'error')
    ORDER BY f.id DESC LIMIT 1"""


def knows(db: Database, url: str) -> bool:
    """True where the article at this address, or one that this address led to, is saved."""
    query = "SELECT 1 FROM articles WHERE url = :url UNION SELECT 1 FROM article_versions WHERE url = :url"
    return db.execute(query, {"url": url}).fetchone() is not None


def fetched_at(db: Database, url: str) -> str | None:
    """When the page of the article's present version was fetched; `url` is its own or the one that led to it."""
    query = """
        SELECT max(v.fetched_at) FROM articles AS a JOIN article_versions AS v ON v.id = a.version
        WHERE a.url = :url OR v.url = :url"""
    row = db.execute(query, {"url": url}).fetchone()
    return None if row[0] is None else str(row[0])


def validators(db: Database, url: str) -> tuple[str | None, str | None]:
    """(ETag, Last-Modified) of the last good answer for this address; None for each that is not known."""
    row = db.execute(VALIDATORS, [url]).fetchone()
    return (row[0], row[1]) if row else (None, None)
