"""Stations that came, with the place where they stand: for maps."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipelines.keep.records import Row
from pipelines.keep.statements import Statement
from pipelines.words import metric_table
from pipelines.words.places import Place, locate

OPENED = ("stations", "piles")  # what can open; swaps and sessions take place


def openings_of(statements: Iterable[Statement]) -> list[Row]:
    """The rows of `openings` of one series: milestones and new ones, each at a place that the gazetteer has."""
    rows: list[Row] = []
    for each in statements:
        if each.measure not in ("nth", "added") or each.status != "actual" or not each.period_end:
            continue
        if metric_table()[each.metric]["unit"] not in OPENED:
            continue
        found = _located(each.site or each.place, each.country)
        if found is None:
            continue
        rows.append(
            {
                "series_key": each.series_key,
                "date": each.period_end,
                "value": each.value,
                "value_max": each.value_max,
                "qualifier": each.qualifier,
                "measure": each.measure,
                "operator": each.operator,
                "metric": each.metric,
                "place": each.site or each.place,
                "country": each.country,
                "precision": found.kind,
                "latitude": found.latitude,
                "longitude": found.longitude,
                "quote": each.quote,
                "url": each.url,
                "observation": each.observation,
            }
        )
    return rows


@lru_cache(maxsize=10_000)
def _located(place: str | None, country: str | None) -> Place | None:
    return locate(place, country) if place or country else None
