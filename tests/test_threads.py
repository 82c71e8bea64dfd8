"""Paragraphs of one sentence: those that only the one before explains are read with it, and keep their own origin."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipelines import run
from pipelines.join.threads import goes_on
from pipelines.model import Article

GOES_ON = [
    "It has 40 stations.",
    "The company wants 900 by 2030.",
    "The Dutch operator runs 300 stations.",
    "A year before, it was 287.",
    "At the end of March, it comprised 6,249 stations.",
    "Since then, 66 have been built.",
    "Two years earlier, there had been 21,000.",
]
BEGINS = [
    "NIO's app shows that 40 stations are open.",
    "In Norway, it has 40 stations.",
    "Tesla has 40 stations.",
    "At the end of March, Tesla said it had 40 stations.",
    "Three stations opened in May.",
]


@pytest.mark.parametrize("text", GOES_ON)
def test_what_points_back_goes_on(text: str) -> None:
    assert goes_on(text)


@pytest.mark.parametrize("text", BEGINS)
def test_what_names_its_subject_begins(text: str) -> None:
    assert not goes_on(text)


def test_a_joined_paragraph_keeps_its_place_in_the_article() -> None:
    paragraphs = ("NIO is growing.", "In Bergen, NIO has 20 swap stations.", "A year before, it was 12.", "Sales rose.")
    when = datetime.fromisoformat("2022-07-06T10:00:00+08:00")
    article = Article("cnevpost", "https://example.org/", "NIO grows", when, "Asia/Shanghai", paragraphs)
    found = [(o.value, o.place, o.origin) for o in run.observe(article).observations]
    assert found == [(20, "Bergen", "p1"), (12, "Bergen", "p2")]
