"""Input that is built to be slow: what the reader does grows with its length. Steps are counted, not seconds."""

from __future__ import annotations

import sys
from datetime import datetime
from types import FrameType

import bench
import pytest

from pipelines import run
from pipelines.model import Article

#: Name → a piece that is said over and over; each is about a thousand characters.
PIECES = {
    "digits": "9" * 1_000,
    "of which": "of which " * 110,
    "numbers": "1,000 stations, " * 62,
    "dates": "May 5 " * 166,
    "prose": (
        "NIO (NYSE: NIO) has 949 battery swap stations in China, with 245 of them along highways, and 820"
        " supercharging stations offering 4,514 piles, up from 304 a year ago. "
    )
    * 6,
    "brackets": "(1,000 (" * 125,
    "capitals": "Xo Ba Li " * 110,
    "names": "Volta Grid operates 5 stations and " * 28,
    "places": "in Oslo and Bergen, " * 50,
    "hyphens": "a-b-" * 250,
}


#: Of the bench's article, where nearly every sentence counts stations: 65 as this is written.
STEPS_FOR_A_CHARACTER = 80


def steps(paragraphs: tuple[str, ...]) -> int:
    """Lines of Python that reading the paragraphs executes."""
    article = Article(
        "cnevpost",
        "https://example.org/",
        "NIO's swap stations",
        datetime.fromisoformat("2022-07-06T10:00:00+08:00"),
        "Asia/Shanghai",
        paragraphs,
    )
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run.observe(article)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", PIECES)
@pytest.mark.parametrize("form", ["one sentence", "many paragraphs"])
def test_reading_costs_steps_in_proportion_to_length(name: str, form: str) -> None:
    piece = PIECES[name]
    steps((piece,))  # what is loaded once is no part of the cost
    small, large = ((piece * n,) if form == "one sentence" else (piece,) * n for n in (4, 8))
    assert steps(large) < 2.3 * steps(small)


def test_reading_costs_no_more_than_it_did() -> None:
    """Rules are asked of every number, and most have nothing to say: a few dear ones make all reading slow."""
    paragraphs = bench.story().paragraphs
    steps(paragraphs)
    length = sum(map(len, paragraphs))
    cost = steps(paragraphs) / length
    assert cost < STEPS_FOR_A_CHARACTER, (
        f"{cost:.0f} steps for a character: a rule looks at `said` and `has` of its sentence before it searches it"
    )
