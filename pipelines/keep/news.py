"""What the derived tables have to tell after a run: milestones, targets that moved, conflicts, falls."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import floor, log10

from sqlite_utils import Database

from pipelines.keep.records import Row

#: Kinds of conflicts that the world hears of; the others are probably misread.
TOLD = ("same day", "same period", "fall")

#: Kinds that are a total under an earlier one, with what becomes of it.
FALLS = {"fall": "both stay in the series", "out of line": "the later one is doubted, and nothing is counted from it"}

DIRTY = "series_key IN (SELECT series_key FROM dirty)"


@dataclass(frozen=True)
class Standing:
    """How the series stood before: their newest figures, goals that had moved, conflicts that were known."""

    latest: dict[object, Row]
    moved: set[object]
    conflicts: set[object]


def standing(db: Database) -> Standing:
    """How the series in the temporary table `dirty` stand."""
    return Standing({row["series_key"]: row for row in _latest(db)}, set(_moved(db)), set(_conflicts(db)))


def tell(db: Database, before: Standing, run: int, now: str) -> None:
    """Add to `changes` and `checks` what is new since then."""
    for row in _latest(db):
        _tell_milestone(db, before.latest.get(row["series_key"]), row, run, now)
    for key, row in _moved(db).items():
        if key not in before.moved:
            after: Row = {"value": row["moved_to"], "period_end": row["deadline"], "metric": row["metric"]}
            why = f"{row['target']:,} before, for {row['deadline']}"
            _log(db, "target moved", row, after, {"value": row["target"]}, why, run, now)
    for key, row in _conflicts(db).items():
        if key in before.conflicts or row["waived_on"] is not None:
            continue
        if row["kind"] in TOLD:
            why = f"{row['kind']}: {row['value_a']:,} and {row['value_b']:,} for {row['date']}"
            _log(db, "conflict", row, {"value": row["value_b"]}, {"value": row["value_a"]}, why, run, now)
        if row["kind"] in FALLS:
            _check_fall(db, row, run, now)


def mark_passed(before: float, after: float) -> int | None:
    """The highest round number that a count passed: tens under a hundred, hundreds under a thousand, and so on."""
    if after < 10 or after <= before:
        return None
    step = 10 ** floor(log10(after))
    passed = int(after // step * step)
    return passed if before < passed else None


def _latest(db: Database) -> list[Row]:
    return list(db.query(f"SELECT *, observation AS told_by FROM latest WHERE {DIRTY} ORDER BY series_key"))


def _moved(db: Database) -> dict[object, Row]:
    """Goals that another one for the same deadline took the place of; the newer statement tells it."""
    rows = list(db.query(f"SELECT * FROM targets WHERE {DIRTY} ORDER BY series_key, id"))
    stated: dict[object, Row] = {}
    for row in sorted(rows, key=lambda row: str(row["stated_on"])):
        stated.setdefault((row["series_key"], row["deadline"], row["measure"], row["target"]), row)
    moved: dict[object, Row] = {}
    for row in rows:
        if row["moved_to"] is not None:
            newer = stated.get((row["series_key"], row["deadline"], row["measure"], row["moved_to"]), row)
            key = (row["series_key"], row["deadline"], row["target"], row["moved_to"])
            moved[key] = row | {"told_by": newer["observation"]}
    return moved


def _conflicts(db: Database) -> dict[object, Row]:
    query = f"SELECT *, observation_b AS told_by FROM conflicts WHERE {DIRTY} ORDER BY series_key, date, id"
    return {(row["kind"], row["observation_a"], row["observation_b"]): row for row in db.query(query)}


def _tell_milestone(db: Database, old: Row | None, new: Row, run: int, now: str) -> None:
    if old is None or str(new["date"]) < str(old["date"]):
        return
    was, value = (row["value"] for row in (old, new))
    assert isinstance(was, int | float) and isinstance(value, int | float)
    passed = mark_passed(was, value)
    if passed is not None:
        after: Row = {"value": value, "period_end": new["date"], "metric": new["metric"], "operator": new["operator"]}
        _log(db, "milestone", new, after, {"value": was, "period_end": old["date"]}, f"passed {passed:,}", run, now)


def _log(db: Database, what: str, row: Row, after: Row, before: Row, why: str, run: int, now: str) -> None:
    db.table("changes").insert(
        {
            "at": now,
            "what": what,
            "observation": row["told_by"],
            "article": _article(db, row["told_by"])["id"],
            "series_key": row["series_key"],
            "before": json.dumps(before, ensure_ascii=False),
            "after": json.dumps(after, ensure_ascii=False),
            "why": why,
            "run": run,
        }
    )


def _check_fall(db: Database, row: Row, run: int, now: str) -> None:
    article = _article(db, row["told_by"])
    message = (
        f"{row['series_key']} falls from {row['value_a']:,} to {row['value_b']:,} on {row['date']}, and nothing is "
        f"said to have been removed; {FALLS[str(row['kind'])]}. A fall that is right is waived in data/waivers.toml"
    )
    db.table("checks").insert(
        {
            "at": now,
            "level": "warning",
            "rule": "fall",
            "message": message,
            "source": article["source"],
            "url": article["url"],
            "article": article["id"],
            "observation": row["told_by"],
            "run": run,
        }
    )


def _article(db: Database, observation: object) -> Row:
    query = "SELECT a.* FROM articles AS a JOIN observations AS o ON o.article = a.id WHERE o.id = ?"
    return next(iter(db.query(query, [str(observation)])))
