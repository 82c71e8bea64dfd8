"""Figures by the million, made up by rule: for measuring, never for showing. The same number gives the same figures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from pipelines.model import Article, Observation, Page, Reading, Why
from pipelines.words import metric_ids, read_list

FIRST = date(2016, 1, 1)
DAYS = 3650
COUNTRIES = ("CN", "NO", "DE", "SE", "US", "GB")
PLACES = {"CN": ("Shanghai", "Beijing", "Shenzhen", "Hefei")}
SEGMENTS = ((), (), (), (), (), ("highway",))
FETCHED = datetime(2026, 2, 28, tzinfo=UTC)


def readings(articles: int, each: int = 5, seed: int = 1) -> Iterator[tuple[Page, Reading]]:
    """So many articles in the order of their days, with `each` observations; their series grow as networks do."""
    rng = random.Random(seed)
    metrics, operators = metric_ids(), tuple(read_list("operators")["operator"])[:40]
    for n in range(articles):
        day = FIRST + timedelta(days=n * DAYS // articles)
        url = f"https://cnevpost.com/{day:%Y/%m/%d}/synthetic-{n}/"
        published = datetime(day.year, day.month, day.day, 9, n % 60, tzinfo=UTC)
        text = f"Synthetic article {n} with {each} figures."
        article = Article("cnevpost", url, f"Synthetic article {n}", published, "Asia/Shanghai", (text,))
        found = tuple(_observation(rng, metrics, operators, day, n, k) for k in range(each))
        yield Page("cnevpost", url, FETCHED, b"<html>"), Reading(article, found)


def _observation(
    rng: random.Random, metrics: tuple[str, ...], operators: tuple[str, ...], day: date, n: int, k: int
) -> Observation:
    operator = operators[int(len(operators) * rng.random() ** 3)]  # few are written about often
    metric = metrics[int(len(metrics) * rng.random() ** 2)]
    country = COUNTRIES[int(len(COUNTRIES) * rng.random() ** 2)]
    place = rng.choice(PLACES[country]) if country in PLACES and rng.random() < 0.2 else None
    kind = rng.random()
    age = (day - FIRST).days
    value = 10 + age * (1 + operators.index(operator) % 7) + k
    planned = kind < 0.12
    until = date(day.year + 1, 12, 31)
    return Observation(
        metric=metric,
        measure="total" if kind < 0.8 else "added" if kind < 0.95 else "nth",
        status="planned" if planned else "actual",
        value=value * 2 if planned else value,
        qualifier=rng.choice(("exact", "exact", "exact", "approx", "min")),
        operator=operator,
        place=place,
        country=country,
        segment=rng.choice(SEGMENTS),
        period_start=None if planned else day,
        period_end=until if planned else day,
        date_basis="text" if rng.random() < 0.6 else "published",
        quote=f"As of that day, made-up figure {n} of {operator} in {country} stood at {value:,} {metric}.",
        origin=f"p{k}",
        value_start=10,
        value_end=13,
        why=(Why("value", "figure", f"{value}", "sentence"), Why("metric", "noun", metric, "sentence")),
    )
