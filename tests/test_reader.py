"""What the reader reaches on whole articles: the gold newsroom, the real seed article where it lies beside the project,
and input that is built to be slow.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pipelines import DATA, find, run
from pipelines.gold import Gold, read_gold
from pipelines.model import Article
from pipelines.score import score

PRACTICE = Path(__file__).with_name("practice")
SEED = Path(__file__).resolve().parents[2] / "shared" / "seed"


def strict_f1(golds: list[Gold]) -> float:
    stated = [{**o.record(), "article": g.id} for g in golds for o in run.observe(g.article).observations]
    return float(score(golds, stated).tally("strict").f1)


def test_the_newsroom_is_read_as_well_as_it_was() -> None:
    assert strict_f1(read_gold([DATA / "newsroom"])) >= 0.80


def test_the_practice_articles_are_read_as_well_as_they_were() -> None:
    assert strict_f1(read_gold([PRACTICE])) >= 0.89


def test_nothing_is_invented_where_the_newsroom_states_nothing() -> None:
    silent = [gold for gold in read_gold([DATA / "newsroom"]) if not gold.observations]
    assert len(silent) > 5
    assert [o.quote for gold in silent for o in run.observe(gold.article).observations] == []


@pytest.mark.skipif(not SEED.is_dir(), reason="the seed article is not part of the project")
def test_the_seed_article_is_complete_and_right() -> None:
    assert strict_f1(read_gold([SEED])) == 1.0


def test_every_span_slices_the_sentence() -> None:
    for gold in read_gold([DATA / "newsroom"]):
        for paragraph in gold.article.paragraphs:
            spans = find.find(paragraph)
            assert all(a.end <= b.start for a, b in zip(spans, spans[1:], strict=False))
            assert all(0 <= s.start < s.end <= len(paragraph) for s in spans)


@pytest.mark.parametrize("text", ["9" * 100_000, "of which " * 10_000, "1,000 stations, " * 5_000, "May 5 " * 10_000])
def test_what_is_built_to_be_slow_is_read_all_the_same(text: str) -> None:
    article = Article("cnevpost", "https://example.org/", "NIO", datetime.fromisoformat("2022-07-06T10:00:00+08:00"),
                      "Asia/Shanghai", (text,))  # fmt: skip
    assert run.observe(article).article is article
