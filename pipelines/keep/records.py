"""An observation as a row of the database, and the two keys that it is known by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime

from pipelines.model import CODEBOOK_FIELDS, IDENTITY, Article, Observation, Why

#: What a row holds, by column.
Row = dict[str, object]

#: How an observation was read, not what it says: brought up to date in place when rules change.
NOTES = ("origin", "value_start", "value_end", "place_id", "rules", "why")


def stamp(moment: datetime) -> str:
    """A moment as text in UTC with Z: stamps with other offsets do not sort."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def uid(url: str, observation: Observation) -> str:
    """SHA-256 of the article's address and of the fields that tell one observation of an article from another."""
    return _fingerprint(url, _settled(observation).record())


def _fingerprint(url: str, record: Row) -> str:
    said = [url, *(record[name] for name in IDENTITY)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def series_key(observation: Observation) -> str:
    """metric|operator|country|place|segments: one text, since a key with empty columns is equal to nothing."""
    parts = (observation.metric, observation.operator, observation.country, observation.place)
    return "|".join([*(part or "" for part in parts), ",".join(sorted(observation.segment))])


def place_id(place: str | None, country: str | None) -> str | None:
    """Key of `places`: the place with its country, else the country."""
    if place is None:
        return country
    return f"{country}-{place}" if country else place


def observation_row(article: Article, observation: Observation) -> Row:
    """The columns of `observations` that the article and its reading give; runs and stamps come on top."""
    record = _settled(observation).record()
    row: Row = {name: record[name] for name in CODEBOOK_FIELDS}
    row["segment"] = json.dumps(record["segment"])
    row |= {
        "uid": _fingerprint(article.url, record),
        "series_key": series_key(observation),
        "place_id": place_id(observation.place, observation.country),
        "origin": observation.origin,
        "value_start": observation.value_start,
        "value_end": observation.value_end,
        "rules": ",".join(observation.rules),
        "why": json.dumps([_told(why) for why in observation.why], ensure_ascii=False),
    }
    return row


def _told(why: Why) -> dict[str, str]:
    return {"field": why.field, "rule": why.rule, "words": why.words, "origin": why.origin}


def _settled(observation: Observation) -> Observation:
    """1.0 is 1 and segments are in order: the same statement has the same fingerprint."""
    if type(observation.value) is int and observation.value_max is None and len(observation.segment) < 2:
        return observation  # as nearly all are
    return replace(
        observation,
        value=_whole(observation.value),
        value_max=None if observation.value_max is None else _whole(observation.value_max),
        segment=tuple(sorted(observation.segment)),
    )


def _whole(number: float) -> int | float:
    return int(number) if isinstance(number, float) and number.is_integer() else number
