"""What no observation can be: such a reading is refused with its reason, and the rest of the article is kept."""

from __future__ import annotations

import re

from pipelines.model import IDS, Article, Observation
from pipelines.words import metric_ids, segment_ids

#: Of no thing are there more; and SQLite and JSON's readers take no larger whole number for certain.
MOST = 10**15

COUNTRY = re.compile(r"[A-Z]{2}")


def fault(observation: Observation, article: Article) -> str | None:
    """Why the observation cannot be true of this article, or None."""
    return _unknown_id(observation) or _impossible_number(observation) or _impossible_day(observation, article)


def _unknown_id(observation: Observation) -> str | None:
    if observation.metric not in metric_ids():
        return f"metric {observation.metric!r} is not in the codebook"
    for name, allowed in IDS.items():
        if getattr(observation, name) not in allowed:
            return f"{name} {getattr(observation, name)!r} is not in the codebook"
    for segment in observation.segment:
        if segment not in segment_ids():
            return f"segment {segment!r} is not in the codebook"
    if observation.country is not None and not COUNTRY.fullmatch(observation.country):
        return f"country {observation.country!r} is no ISO 3166-1 code of two letters"
    return None


def _impossible_number(observation: Observation) -> str | None:
    value, upper = observation.value, observation.value_max
    if not 0 <= value <= MOST:  # nor any that is not finite
        return f"nothing can be counted {value} times"
    if upper is not None and not (value <= upper <= MOST):
        return f"the range from {value} to {upper} is upside down"
    if not observation.quote.strip():
        return "it has no quote"
    if not 0 <= observation.value_start <= observation.value_end <= len(observation.quote):
        return f"its number would stand outside its quote ({observation.value_start} to {observation.value_end})"
    return None


def _impossible_day(observation: Observation, article: Article) -> str | None:
    start, end = observation.period_start, observation.period_end
    if start is not None and end is not None and start > end:
        return f"its period ends ({end}) before it starts ({start})"
    if observation.status == "actual" and end is not None and end > article.published_on:
        return f"it is said to stand on {end}, after the article of {article.published_on}"
    return None
