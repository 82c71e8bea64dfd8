"""One article and its observations as rows. Every function here runs inside the transaction of `Store.save`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sqlite_utils import Database

from pipelines.keep import copies
from pipelines.keep.compare import Change
from pipelines.keep.database import insert, update
from pipelines.keep.fingerprint import extractor_version
from pipelines.keep.records import NOTES, Row, stamp
from pipelines.model import Article, Number, Page


class Shelved(Protocol):
    """Where a page lies on the shelf."""

    @property
    def file(self) -> object: ...
    @property
    def offset(self) -> int: ...
    @property
    def sha256(self) -> str: ...


@dataclass(frozen=True)
class SavedArticle:
    """An article's keys in the file. `changed` says that the outlet changed its text since the last version, `back`
    that its page was gone."""

    id: int
    version: int
    url: str
    new: bool
    changed: bool
    back: bool = False


def save_article(db: Database, page: Page, article: Article, run: int, shelved: Shelved | None) -> SavedArticle:
    """The article's row, and a row of `article_versions` where its text is new."""
    mark = copies.fingerprint(article)
    row = _article_row(page, article, run) | {"fingerprint": mark}
    known = db.execute(
        "SELECT a.id, v.id, v.sha256, a.fingerprint, a.gone_at, a.looked_at FROM articles AS a "
        "JOIN article_versions AS v ON v.id = a.version WHERE a.url = ?",
        [article.url],
    ).fetchone()
    if known is None:
        key = insert(db, "articles", row | {"first_run": run})
    else:
        key = _key(known[0])
        update(db, "articles", key, row | _never_back(known[4], known[5], row))
    _save_other_addresses(db, key, page, article.url)
    if known is None or known[3] != mark:
        copies.link(db, key, article, mark, run, new=known is None)
    back = known is not None and known[4] is not None and stamp(page.fetched_at) > known[4]
    if known is not None and known[2] == article.digest:
        return SavedArticle(key, _key(known[1]), article.url, new=False, changed=False, back=back)
    version = _save_version(db, key, page, article, run, shelved)
    update(db, "articles", key, {"version": version})
    return SavedArticle(key, version, article.url, new=known is None, changed=known is not None, back=back)


def _never_back(gone_at: str | None, looked_at: str | None, row: Row) -> Row:
    """A page from before the last look (in a replay) does not bring back an article that was gone since."""
    seen = str(row["looked_at"])
    return {
        "gone_at": gone_at if gone_at is not None and seen <= gone_at else None,
        "looked_at": max(seen, looked_at or ""),
    }


def _article_row(page: Page, article: Article, run: int) -> Row:
    headers = {name.lower(): value for name, value in page.headers}
    return {
        "published_on": article.published_on.isoformat(),
        "title": article.title,
        "source": article.outlet,
        "url": article.url,
        "author": article.author,
        "published_at": stamp(article.published),
        "published_from": article.published_from,
        "published_raw": article.published_raw,
        "modified_at": stamp(article.modified) if article.modified else None,
        "last_run": run,
        "gone_at": None,
        "looked_at": stamp(page.fetched_at),
        "etag": headers.get("etag"),
        "last_modified": headers.get("last-modified"),
        "found_in": page.found_in,
        "feed_title": page.feed_title,
        "feed_published": page.feed_published,
        "feed_teaser": page.feed_teaser,
        "feed_modified": page.feed_modified,
    }


def _save_other_addresses(db: Database, key: int, page: Page, url: str) -> None:
    for other in {page.url, page.asked} - {url, None}:
        db.table("article_urls").upsert({"url": other, "article": key}, pk="url")


def mark_gone(db: Database, url: str, run: int, at: str, now: str) -> bool:
    """Mark an article whose page is no more; False where it is not saved, or marked already."""
    row = db.execute("SELECT id, version, gone_at FROM articles WHERE url = ?", [url]).fetchone()
    if row is None:
        return False
    db.table("articles").update(_key(row[0]), {"looked_at": at, **({} if row[2] else {"gone_at": at})})
    if row[2] is None:
        saved = SavedArticle(_key(row[0]), _key(row[1]), url, new=False, changed=False)
        log(db, saved, "article gone", "the outlet took the page away; what it stated stays", run, now)
    return row[2] is None


def mark_seen(db: Database, url: str, run: int, at: str, now: str) -> None:
    """Remember that an article's page is there, as it was; one that was gone is back."""
    row = db.execute("SELECT id, version, gone_at FROM articles WHERE url = ?", [url]).fetchone()
    if row is None:
        return
    db.table("articles").update(_key(row[0]), {"looked_at": at, "gone_at": None})
    if row[2] is not None:
        saved = SavedArticle(_key(row[0]), _key(row[1]), url, new=False, changed=False)
        log(db, saved, "article back", "its page is there again", run, now)


def _save_version(db: Database, key: int, page: Page, article: Article, run: int, shelved: Shelved | None) -> int:
    row: Row = {
        "fetched_at": stamp(page.fetched_at),
        "title": article.title,
        "article": key,
        "url": page.url,
        "sha256": article.digest,
        "shelf_file": str(shelved.file) if shelved else None,
        "shelf_offset": shelved.offset if shelved else None,
        "page_sha256": shelved.sha256 if shelved else None,
        "run": run,
    }
    return insert(db, "article_versions", row)


def apply(db: Database, saved: SavedArticle, found: Iterable[Change], run: int, now: str) -> None:
    """Close what no longer holds, insert what is new, log both."""
    if saved.changed:
        log(db, saved, "article changed", "the outlet changed the text", run, now)
    if saved.back:
        log(db, saved, "article back", "its page is there again", run, now)
    for change in found:
        key = None
        if change.old is not None:
            key = _key(change.old["id"])
            closed: Row = {"withdrawn_run": run, "withdrawn_at": now, "withdrawn_why": change.why}
            update(db, "observations", key, closed)
        if change.new is not None:
            key = _insert(db, saved, change.new, run, now)
        log(db, saved, change.what, change.why, run, now, change, key)


def _insert(db: Database, saved: SavedArticle, row: Row, run: int, now: str) -> int:
    stamped: Row = {
        "article": saved.id,
        "version": saved.version,
        "extractor": extractor_version(),
        "recorded_run": run,
        "recorded_at": now,
    }
    return insert(db, "observations", row | stamped)


def log(
    db: Database, saved: SavedArticle, what: str, why: str, run: int, now: str,
    change: Change | None = None, observation: int | None = None,
) -> None:  # fmt: skip
    """A row of `changes`."""
    insert(
        db,
        "changes",
        {
            "at": now,
            "what": what,
            "observation": observation,
            "article": saved.id,
            "series_key": change.row["series_key"] if change else None,
            "before": _json(change.before) if change else None,
            "after": _json(change.after) if change else None,
            "why": why,
            "run": run,
        },
    )


def note(db: Database, noted: Iterable[tuple[Row, Row]]) -> None:
    """Bring up to date how a statement was read: its rules, and where in the article it stands. It says the same."""
    for old, new in noted:
        notes: Row = {name: new[name] for name in NOTES}
        db.table("observations").update(_key(old["id"]), notes | {"extractor": extractor_version()})


def save_leftovers(db: Database, saved: SavedArticle, numbers: Iterable[Number], run: int) -> None:
    """List the numbers of an article that are left over; the list stays as it is where they are the same."""
    rows: list[Row] = [
        {
            "number": number.text,
            "sentence": number.sentence,
            "article": saved.id,
            "version": saved.version,
            "origin": number.origin,
            "number_start": number.start,
            "number_end": number.end,
        }
        for number in numbers
    ]
    if not rows and saved.new:
        return
    if not rows and db.execute("SELECT 1 FROM leftovers WHERE article = ?", [saved.id]).fetchone() is None:
        return
    listed = list(db.table("leftovers").rows_where("article = ?", [saved.id], order_by="id"))
    if [{name: row[name] for name in row if name not in ("id", "run")} for row in listed] != rows:
        db.table("leftovers").delete_where("article = ?", [saved.id])
        db.table("leftovers").insert_all([row | {"run": run} for row in rows])


def _json(fields: Row | None) -> str | None:
    return None if fields is None else json.dumps(fields, ensure_ascii=False)


def _key(value: object) -> int:
    assert isinstance(value, int), value
    return value
