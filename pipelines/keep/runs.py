"""Every crawl and replay is a row of `runs`, also one that failed or was cut off; what went wrong is in `checks`."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlite_utils import Database

from pipelines import __version__
from pipelines.keep import lookups
from pipelines.keep.database import insert, transaction
from pipelines.keep.fingerprint import extractor_version
from pipelines.keep.records import stamp
from pipelines.model import Fetched, Trouble

Status = Literal["ok", "errors", "failed"]

COUNTS = ("pages", "articles_new", "articles_changed", "observations_new", "observations_withdrawn", "errors")


def begin(db: Database, spider: str, now: datetime, beside: bool = False) -> int:
    """A new run, on disk at once. A run that never said that it ended was cut off, and is marked so here.

    A run `beside` others, of the same process and under the same lock, leaves those of other spiders alone.
    """
    with transaction(db):
        end_cut_off(db, spider if beside else None)
        row: dict[str, object] = {
            "started_at": stamp(now),
            "spider": spider,
            "status": "running",
            "code_version": __version__,
            "extractor_version": extractor_version(),
        }
        key = db.table("runs").insert(row | dict.fromkeys(COUNTS, 0)).last_pk
    return int(str(key))


def end_cut_off(db: Database, spider: str | None = None) -> None:
    """Mark runs that never said that they ended, of one spider or all, inside the caller's transaction."""
    db.execute(
        "UPDATE runs SET status = 'cut off' WHERE status = 'running' AND (? IS NULL OR spider = ?)", [spider, spider]
    )


def others_run(db: Database, run: int) -> bool:
    """True while another run of the same process goes on."""
    return bool(db.table("runs").count_where("status = 'running' AND id <> ?", [run]))


def count(db: Database, run: int, **more: int) -> None:
    """Add to the counts of a run, inside the caller's transaction."""
    sums = ", ".join(f'"{name}" = "{name}" + :{name}' for name in COUNTS if name in more)
    db.execute(f"UPDATE runs SET {sums} WHERE id = :run", {**more, "run": run})


def finish(db: Database, run: int, status: Status | None, reason: str, now: datetime) -> None:
    """Close a run, inside the caller's transaction. Without a status, its errors decide."""
    if status is None:
        status = "errors" if db.table("checks").count_where("run = ? AND level = 'error'", [run]) else "ok"
    db.table("runs").update(run, {"status": status, "finish_reason": reason, "finished_at": stamp(now)})


def check(db: Database, run: int, trouble: Trouble, now: datetime) -> None:
    """A row of `checks`, inside the caller's transaction."""
    if trouble.outlet:
        lookups.need_source(db, trouble.outlet)
    article = db.execute("SELECT id FROM articles WHERE url = ?", [trouble.url]).fetchone()
    db.table("checks").insert(
        {
            "at": stamp(now),
            "level": trouble.level,
            "rule": trouble.rule,
            "message": trouble.message,
            "source": trouble.outlet or None,
            "url": trouble.url,
            "article": article[0] if article else None,
            "observation": None,
            "run": run,
        }
    )
    if trouble.level == "error":
        count(db, run, errors=1)


def fetched(db: Database, run: int, answer: Fetched) -> None:
    """A row of `fetches`, inside the caller's transaction."""
    lookups.need_source(db, answer.outlet)
    insert(
        db,
        "fetches",
        {
            "fetched_at": stamp(answer.fetched_at),
            "source": answer.outlet,
            "kind": answer.kind,
            "status": answer.status,
            "size": answer.size,
            "url": answer.url,
            "etag": answer.etag,
            "last_modified": answer.last_modified,
            "run": run,
        },
    )


def line(db: Database, run: int) -> tuple[str, str]:
    """Status of a run, and what it brought in one line for a log."""
    row = next(db.query("SELECT * FROM runs WHERE id = ?", [run]))
    requests, unchanged, size = db.execute(
        "SELECT count(*), count(*) FILTER (WHERE status = 304), coalesce(sum(size), 0) FROM fetches WHERE run = ?",
        [run],
    ).fetchone()
    causes = db.execute(
        "SELECT rule, count(*) FROM checks WHERE run = ? AND level = 'error' GROUP BY rule ORDER BY 2 DESC, 1", [run]
    ).fetchall()
    said = (
        f"{row['spider']} {row['status']} ({row['finish_reason']}): {row['articles_new']} new and "
        f"{row['articles_changed']} changed articles, {row['observations_new']} observations, {row['errors']} errors"
    )
    kinds = f" ({', '.join(f'{rule} ×{times}' for rule, times in causes)})" if causes else ""
    return str(row["status"]), f"{said}{kinds}, {requests} requests, {unchanged} of them 304, {size:,} bytes"
