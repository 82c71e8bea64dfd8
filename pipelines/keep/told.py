"""The changes as others are told of them: in a terminal, a feed, a webhook. And how far each receiver has come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from pipelines.keep.records import Row, stamp
from pipelines.model import CODEBOOK_FIELDS

CHANGES = """
    SELECT c.id, c.at, c.what, c.why, c.before, c.after, c.run, c.series_key,
           a.title, a.url, a.source, s.name AS source_name_long, a.published_on,
           o.uid, p.name AS operator_name, m.label AS metric_label, country.name AS country_name, {fields}
    FROM changes AS c
    JOIN articles AS a ON a.id = c.article JOIN sources AS s ON s.id = a.source
    LEFT JOIN observations AS o ON o.id = c.observation
    LEFT JOIN operators AS p ON p.id = o.operator LEFT JOIN metrics AS m ON m.id = o.metric
    LEFT JOIN places AS country ON country.id = o.country
    WHERE c.id > :after AND c.at >= :since {kinds}
    ORDER BY c.id {order} LIMIT :most"""


def told(
    db: Database, after: int = 0, since: str = "", kinds: Sequence[str] = (), most: int = -1, newest: bool = False
) -> list[Row]:
    """Changes after a number and since a stamp, with observation and article, the oldest first.

    Of the kinds named, else of all. With `most`, the first so many, or the `newest` so many.
    """
    named = {f"kind{n}": kind for n, kind in enumerate(kinds)}
    sql = CHANGES.format(
        fields=", ".join(f'o."{name}"' for name in CODEBOOK_FIELDS),
        kinds=f"AND c.what IN ({', '.join(f':{name}' for name in named)})" if named else "",
        order="DESC" if newest else "",
    )
    rows = list(db.query(sql, {"after": after, "since": since, "most": most, **named}))
    return [_plain(row) for row in (reversed(rows) if newest else rows)]


def _plain(row: Row) -> Row:
    """JSON columns as what they say."""
    loaded = {name: json.loads(str(row[name])) for name in ("before", "after", "segment") if row[name] is not None}
    for fields in (loaded.get("before"), loaded.get("after")):
        if isinstance(fields, dict) and isinstance(fields.get("segment"), str):
            fields["segment"] = json.loads(fields["segment"])
    return {**row, **loaded, "source_name_long": row["source_name_long"]}


def last(db: Database) -> int:
    """Number of the newest change; 0 where there is none."""
    return int(db.execute("SELECT coalesce(max(id), 0) FROM changes").fetchone()[0])


def cursor(db: Database, receiver: str, now: datetime) -> int:
    """Number of the last change that a receiver has accepted. A new receiver begins with what comes next."""
    row = db.execute("SELECT change FROM deliveries WHERE id = ?", [receiver]).fetchone()
    if row is None:
        accept(db, receiver, last(db), now)
        return last(db)
    return int(row[0])


def accept(db: Database, receiver: str, change: int, now: datetime) -> None:
    """A receiver has accepted all changes up to this one."""
    db.table("deliveries").upsert({"id": receiver, "change": change, "at": stamp(now)}, pk="id")
