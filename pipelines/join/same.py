"""Observations of one article that tell of the same thing: what one of them knows holds for the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipelines.model import Observation, Why


def same_stations(observations: Sequence[Observation]) -> list[Observation]:
    """Observations with one ordinal told once: what one mention says of its place and site holds for the other."""
    sited: dict[tuple[object, ...], Observation] = {}
    for each in observations:
        if each.measure == "nth" and each.site and each.value > 1:
            sited.setdefault((each.metric, each.value, each.operator), each)
    if not sited:
        return list(observations)
    told = []
    for each in observations:
        twin = sited.get((each.metric, each.value, each.operator)) if each.measure == "nth" and not each.site else None
        told.append(replace(each, site=twin.site, place=twin.place, country=twin.country) if twin else each)
    return told


#: A metric of all kinds → that of the fast ones among them.
_FAST = {"charging_piles": "supercharging_piles", "charging_stations": "supercharging_stations"}

#: From here on two equal figures are no accident.
_LARGE = 20


def same_kinds(observations: Sequence[Observation]) -> list[Observation]:
    """ "Its 2,000th fast charger" in the title, "the 2,000th charger" in the text: the same figure is of the same kind."""
    said = {
        (each.metric, each.value, each.measure == "nth", each.operator)
        for each in observations
        if each.metric in _FAST.values() and each.value >= _LARGE and _says_fast(each)
    }
    told = []
    for each in observations:
        fast = _FAST.get(each.metric, "")
        narrower = (fast, each.value, each.measure == "nth", each.operator) in said
        if narrower and not {"ac", "private"} & set(each.segment) and not each.origin.startswith("t0"):
            each = replace(each, metric=fast, why=(*each.why, Why("metric", "same_figure", "fast", "title")))
        told.append(each)
    return told


def _says_fast(each: Observation) -> bool:
    """True where the words behind the number say outright that they are fast ones."""
    return any(w.field == "metric" and w.rule == "own_noun" and w.origin == "clause" for w in each.why)


def same_days(observations: Sequence[Observation]) -> list[Observation]:
    """A figure said twice, once with its date and once without one: the date holds for both."""
    dated: dict[tuple[object, ...], Observation] = {}
    for each in observations:
        if each.date_basis == "text":
            dated.setdefault(_figure(each), each)
    return [_as_dated(each, dated.get(_figure(each))) if each.date_basis != "text" else each for each in observations]


def _figure(each: Observation) -> tuple[object, ...]:
    return each.metric, each.measure, each.status, each.value, each.operator, each.segment


def _as_dated(each: Observation, twin: Observation | None) -> Observation:
    """The observation with its twin's dates, where both count over the same place or one gives none."""
    if twin is None or each.origin.startswith("t0"):
        return each
    here, there = (each.place, each.country), (twin.place, twin.country)
    if here != there and (each.value < _LARGE or (None, None) not in (here, there)):
        return each
    why = tuple(w for w in each.why if w.field != "period_end")
    return replace(
        each,
        period_start=twin.period_start,
        period_end=twin.period_end,
        date_basis=twin.date_basis,
        why=(*why, Why("period_end", "same_figure", str(twin.value), twin.origin)),
    )
