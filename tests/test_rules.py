"""Every rule of the cascade read through the whole of it: its examples give what they promise, its refusals nothing."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from pipelines import run
from pipelines.gold import read_article
from pipelines.join.counted import NOUN_RULES
from pipelines.join.date_before import CARRY_RULES
from pipelines.join.date_rules import DATE_RULES
from pipelines.join.likewise import HANGING_RULES, SILENT_RULES
from pipelines.join.measure import MEASURE_RULES
from pipelines.join.owners import OPERATOR_RULES
from pipelines.join.scope import PLACE_RULES
from pipelines.join.status import STATUS_RULES
from pipelines.model import Article, Observation
from pipelines.rules import Rule

LISTS = (
    NOUN_RULES,
    MEASURE_RULES,
    HANGING_RULES,
    SILENT_RULES,
    STATUS_RULES,
    DATE_RULES,
    CARRY_RULES,
    OPERATOR_RULES,
    PLACE_RULES,
)
RULES = {r.id: r for rules in LISTS for r in rules}
EXAMPLES = [(r, e) for r in RULES.values() for e in r.examples]
REFUSALS = [(r, e) for r in RULES.values() for e in r.refuses]

#: Examples that the cascade does not read yet, each with its reason: strict, so that one that works must leave.
NOT_YET: dict[str, str] = {}


def observed(text: str) -> tuple[list[Observation], int, str]:
    """The observations of a short text of 6 July 2022 (¶ parts paragraphs), and where its bracketed number stands."""
    sentence, offset = "", 0
    title, _, text = text.rpartition(" :: ")
    plain = text.replace("[", "").replace("]", "")
    article = Article(
        "cnevpost",
        "https://example.org/",
        title,
        datetime.fromisoformat("2022-07-06T10:00:00+08:00"),
        "Asia/Shanghai",
        tuple(part.strip() for part in plain.split("¶")),
    )
    at = text.index("[")
    reading = run.observe(article)
    for observation in reading.observations:
        start = plain.find(observation.quote)
        if 0 <= start <= at < start + len(observation.quote):
            sentence, offset = observation.quote, at - start
    return list(reading.observations), offset, sentence


def at_bracket(text: str) -> list[Observation]:
    observations, offset, sentence = observed(text)
    return [o for o in observations if o.quote == sentence and o.value_start <= offset < o.value_end]


@pytest.mark.parametrize("rule, example", EXAMPLES, ids=lambda x: x.id if isinstance(x, Rule) else None)
def test_each_rule_reads_its_examples(rule: Rule, example: str, request: pytest.FixtureRequest) -> None:
    if example in NOT_YET:
        request.applymarker(pytest.mark.xfail(reason=NOT_YET[example], strict=True))
    text, _, wanted = example.partition(" => ")
    found = at_bracket(text)
    assert found, f"{rule.id}: nothing is read at the brackets of '{text}'"
    record = found[0].record()
    values = {str(v) for v in record.values() if not isinstance(v, list)} | {str(s) for s in found[0].segment}
    assert set(wanted.split()) <= values, f"{rule.id}: '{text}' gives {record}"
    assert rule.id in found[0].rules, f"{rule.id} was not asked: {found[0].rules}"


@pytest.mark.parametrize("rule, example", REFUSALS, ids=lambda x: x.id if isinstance(x, Rule) else None)
def test_each_rule_leaves_its_refusals_alone(rule: Rule, example: str) -> None:
    assert not [o for o in at_bracket(example) if rule.id in o.rules]


def test_no_rule_is_without_proof() -> None:
    assert not [r.id for r in RULES.values() if not r.examples or not r.meaning]


def test_the_numbers_of_a_quote_stand_in_it() -> None:
    for path in sorted((Path(run.__file__).parent.parent / "data" / "newsroom").glob("2022*.json")):
        for o in run.observe(read_article(path)).observations:
            assert re.search(r"[\w+]", o.quote[o.value_start : o.value_end])
