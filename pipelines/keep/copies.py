"""Texts that repeat each other: agency reports, press releases, an outlet that takes over another's story.

One statement in three such texts is one statement. Each copy points to the article that had the text first.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import eq

from sqlite_utils import Database

from pipelines.keep.records import stamp
from pipelines.model import Article

HASHES = 64  # of a fingerprint; the share of two that are equal is off by 0.06 on average
SHINGLE = 3  # words
SHORTEST = 40  # words; a shorter text, such as a feed's teaser, is too little to tell
ALIKE = 0.5  # share of equal shingles; two articles of the sample newsroom on one event have at most 0.10
SAME_OUTLET = 0.85  # an outlet's monthly reports repeat its own sentences, and are no copies
DAYS = 7  # between original and copy
DIGITS = 8  # hex digits of a hash
SIFTED = 10  # hashes of which one must be shared; two texts that are just ALIKE share none once in a thousand times


def fingerprint(article: Article) -> str | None:
    """MinHash of the text's three-word runs, as hex after the version of the algorithm; None for a short text."""
    from rensa import RMinHash

    words = " ".join(article.paragraphs).lower().split()
    if len(words) < SHORTEST:
        return None
    hashes = RMinHash(num_perm=HASHES, seed=1)
    hashes.update(list(map(" ".join, zip(*(words[n:] for n in range(SHINGLE)), strict=False))))
    return f"{RMinHash.ALGORITHM_VERSION}:{array('I', hashes.digest()).tobytes().hex()}"


def likeness(one: str, other: str) -> float:
    """Share of three-word runs that two fingerprints have in common, estimated; 0 where they cannot be compared."""
    (version, mine), (its, theirs) = one.split(":"), other.split(":")
    if version != its or len(mine) != len(theirs):
        return 0.0
    a, b = array("I", bytes.fromhex(mine)), array("I", bytes.fromhex(theirs))
    return sum(1 for pair in map(eq, a, b) if pair) / len(a)


def link(db: Database, key: int, article: Article, mark: str | None, run: int, new: bool = False) -> None:
    """Point the article, and those that are like it, to the one that was published first.

    The run stands beside each that points elsewhere than before: who corroborates whom is reckoned anew at its end.
    """
    alike = [] if mark is None else list(_alike(db, key, article, mark))
    roots = {root for _, root in alike}
    if not alike and new:
        return
    if not alike:
        db.execute("UPDATE articles SET copy_of = NULL, copy_run = ? WHERE id = ? AND copy_of IS NOT NULL", [run, key])
        return
    family = {key, *(other for other, _ in alike), *roots}
    first = db.execute(
        f"SELECT id FROM articles WHERE id IN ({_marks(family)}) ORDER BY published_at, id LIMIT 1", list(family)
    ).fetchone()[0]
    copies = family - {first}
    db.execute(
        "UPDATE articles SET copy_of = ?, copy_run = ? "
        f"WHERE (id IN ({_marks(copies)}) OR copy_of IN ({_marks(roots)})) AND id <> ? AND copy_of IS NOT ?",
        [first, run, *copies, *roots, first, first],
    )
    db.execute("UPDATE articles SET copy_of = NULL, copy_run = ? WHERE id = ? AND copy_of IS NOT NULL", [run, first])


def _alike(db: Database, key: int, article: Article, mark: str) -> Iterable[tuple[int, int]]:
    """(article, the first of its family) of every article of these days whose text is nearly the same.

    SQLite sifts out those that share none of the first hashes, at a tenth of what comparing them here costs.
    """
    start = mark.index(":") + 1
    places = [(start + n * DIGITS, mark[start + n * DIGITS : start + (n + 1) * DIGITS]) for n in range(SIFTED)]
    shared = " OR ".join(f"substr(fingerprint, {place + 1}, {DIGITS}) = ?" for place, _ in places)
    since, until = (_days_from(article.published, days) for days in (-DAYS, DAYS))
    rows = db.execute(
        "SELECT id, coalesce(copy_of, id), source, fingerprint FROM articles "
        f"WHERE published_at BETWEEN ? AND ? AND fingerprint IS NOT NULL AND id <> ? AND ({shared})",
        [since, until, key, *(digits for _, digits in places)],
    )
    for other, root, source, its in rows.fetchall():
        if likeness(mark, its) >= (SAME_OUTLET if source == article.outlet else ALIKE):
            yield other, root


def _days_from(moment: datetime, days: int) -> str:
    return stamp(moment + timedelta(days=days))


def _marks(keys: Iterable[object]) -> str:
    return ", ".join("?" for _ in keys)
