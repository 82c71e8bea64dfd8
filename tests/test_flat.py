"""What grows with the articles of a crawl is the file, not the memory."""

from __future__ import annotations

from pathlib import Path

from forked import Crawl
from sites import command, rows, served, stories


def test_seven_times_the_articles_in_the_same_memory(tmp_path: Path) -> None:
    """The smaller version of what `tests/bench_crawl.py 20000` measures."""
    taken = []
    for number in (40, 300):
        db = tmp_path / f"{number}.db"
        with served(stories(number)) as site:
            words = command(site.url, db, "cnevpost", "-a", "since=2015-01-01", "-s", "LOG_LEVEL=WARNING")[3:]
            begun = Crawl(words, tmp_path / f"{number}.log")
            assert begun.wait() == 0, begun.output.read_text()
        assert rows(db, "SELECT count(*) FROM articles") == [(number,)]
        taken.append(begun.memory)
    assert taken[1] < 1.2 * taken[0], f"{taken} KB"
