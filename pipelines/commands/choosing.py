"""What a filter names: an id, or a name that people use for it. What nobody knows is refused, with what comes near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import NoReturn

from pipelines.commands.ends import Refused, refusing

SHOWN = 8  # ids that a refusal lists of those that the database has


def filters(
    db: Path, operator: str | None = None, metric: str | None = None, country: str | None = None
) -> dict[str, str | None]:
    """The three filters as a question takes them: ids, also where the user gave a name ("Li Auto", "Norway").

    Raises Refused for what neither the word lists nor the database know, and for a database that cannot be asked.
    """
    return {
        "operator": None if operator is None else operator_id(db, operator),
        "metric": None if metric is None else metric_id(metric),
        "country": None if country is None else country_code(db, country),
    }


def metric_id(said: str) -> str:
    """The metric of this id or label. Raises Refused."""
    from pipelines.words import metric_table

    names = {str(entry["label"]): ident for ident, entry in metric_table().items()}
    ids = tuple(names.values())
    names |= {ident: ident for ident in ids}
    return _find(said, names) or _unknown("metric", said, names, ids)


def operator_id(db: Path, said: str) -> str:
    """The operator of this id or of one of its names. Raises Refused."""
    from pipelines.words import read_list, wordings

    names = {each.text: each.id for each in wordings("operators")}
    names |= {ident: ident for ident in read_list("operators")["operator"]}
    if (known := _find(said, names)) is not None:
        return known
    there = _there(db, "operator")
    names |= {ident: ident for ident in there}
    return _find(said, names) or _unknown("operator", said, names, there, db)


def country_code(db: Path, said: str) -> str:
    """The country of this ISO code or name. Raises Refused."""
    from pipelines.words.places import COUNTRY_NAMES

    names = {name: code for code, name in COUNTRY_NAMES.items()} | {code: code for code in COUNTRY_NAMES}
    return _find(said, names) or _unknown("country", said, names, _there(db, "country"), db)


def segment_id(said: str) -> str:
    """The segment of this id, or several with commas in between. Raises Refused."""
    from pipelines.words import segment_ids

    names = {ident: ident for ident in segment_ids()}
    found = (_find(each, names) or _unknown("segment", each, names, segment_ids()) for each in said.split(","))
    return ",".join(sorted(found))


def near(said: str, names: Iterable[str]) -> list[str]:
    """At most three of the names, the most alike first, and with it only what is nearly as much so."""
    folded = {name.casefold(): name for name in names}
    close = get_close_matches(said.casefold(), folded, n=1)
    likeness = [SequenceMatcher(None, each, said.casefold()).ratio() for each in close]
    return [folded[each] for least in likeness for each in get_close_matches(said.casefold(), folded, 3, least - 0.1)]


def guess(said: str, names: Mapping[str, str] | Sequence[str]) -> str:
    """`; did you mean nio?` for a message, or nothing."""
    close = near(said, names)
    ids = dict.fromkeys(names[each] if isinstance(names, Mapping) else each for each in close)
    return f"; did you mean {' or '.join(ids)}?" if ids else ""


def _find(said: str, names: Mapping[str, str]) -> str | None:
    wanted = _plain(said)
    return next((ident for name, ident in names.items() if _plain(name) == wanted), None)


def _plain(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def _unknown(what: str, said: str, names: Mapping[str, str], there: Sequence[str], db: Path | None = None) -> NoReturn:
    """Raises Refused for a name that nobody knows, with the ids that there are, and the nearest."""
    more = f" and {len(there) - SHOWN} more" if db is not None and len(there) > SHOWN else ""
    listed = ", ".join(there[:SHOWN] if db is not None else there)
    which = f"{db} has {listed or 'none yet'}{more}" if db is not None else f"there are {listed}"
    raise Refused(f"unknown {what} {said!r}{guess(said, names) or ';'} {which}")


def _there(db: Path, column: str) -> tuple[str, ...]:
    """The ids that the database has series of, those with most first. Raises Refused."""
    from pipelines.keep import DatabaseError, there

    with refusing(DatabaseError):
        return there(db, column)
