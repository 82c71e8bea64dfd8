"""`make bench`: what reading costs, as ratios measured side by side in one run, on two pinned pages.

One page has many elements, the other is mostly script; their article is the same. Times on their own are noise on a
busy machine: compare the ratios. A page that is not the pinned one any more is said.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bs4 import BeautifulSoup
from lxml import html as lxml_html

from pipelines import DATA, outlets, run
from pipelines.gold import read_article
from pipelines.model import Page
from pipelines.read.aside import may_matter
from spiders.typeset import Story, page_of

ROUNDS = 25

#: The article of both pages: newsroom articles of one outlet, one after the other, as long as a long news article.
PARTS = ("2022-07-06-nio-lhasa-1000", "2023-11-29-nio-geely-swap-alliance")

#: SHA-256 of the pages that figures in notes and README belong to.
PINNED = {
    "many elements": "ccecc17f8ecdd188817ea9ecc87474b2457444f9cd09867701b20094d2266cc9",
    "mostly script": "1dd5d8b300b139d452e57cd75342ea991b31346a4d1a59f2c27e4ec4f2ea52d0",
}


def story() -> Story:
    parts = [read_article(DATA / "newsroom" / f"{name}.json") for name in PARTS]
    first = parts[0]
    paragraphs = tuple(paragraph for part in parts for paragraph in part.paragraphs)
    return Story(first.url, first.title, first.published, paragraphs, ())


def pages() -> dict[str, bytes]:
    """The two pages of about 100 KB, the same bytes in every run."""
    plain = page_of(story(), outlets.load("cnevpost"))
    items = "\n".join(
        f'<li class="item-{n}"><a href="/2022/01/{n % 28 + 1:02}/story-{n}/"><span class="k">{n}</span> Carmaker'
        f" shows its model number {n}</a></li>"
        for n in range(800)
    )
    few = "\n".join(items.splitlines()[:120])
    values = ",".join(f'"key{n}":{{"id":{n},"on":true,"label":"option {n}"}}' for n in range(2_000))
    return {
        "many elements": plain.replace("<main>", f"<ul class='mega'>{items}</ul><main>").encode(),
        "mostly script": plain.replace("</head>", f"<script>window.state={{{values}}};</script></head>")
        .replace("<main>", f"<ul class='mega'>{few}</ul><main>")
        .encode(),
    }


def timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Seconds of one call."""
    started = clock()
    work()
    return clock() - started


def side_by_side(
    works: dict[str, Callable[[], object]], clock: Callable[[], float] = time.thread_time
) -> dict[str, float]:
    """Name → seconds of the fastest of the rounds; in each round all take their turn, so that all share the noise.

    Seconds of this thread on its core: what other processes take away in between does not count.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(timed(work, clock))
    return {name: min(seconds) for name, seconds in times.items()}


def measure(name: str, html: bytes) -> None:
    page = Page("cnevpost", story().url, datetime(2022, 7, 6, tzinfo=UTC), html)
    article = run.read_page(page)
    kb = sum(map(len, article.paragraphs)) / 1024
    found = len(run.observe(article).observations)
    other = html.replace(b"harg", b"horg").replace(b"wap", b"wop").replace(b"pss", b"pzz")
    seconds = side_by_side(
        {
            "lxml": lambda: lxml_html.fromstring(html),
            "soup": lambda: BeautifulSoup(html, "lxml"),
            "read": lambda: run.read_page(page),
            "observe": lambda: run.observe(article),
            "aside": lambda: may_matter(other),
        }
    )
    observe, soup = seconds["observe"], seconds["soup"]
    pinned = hashlib.sha256(html).hexdigest() == PINNED[name]
    whole = seconds["read"] + observe
    lines = (
        ("BeautifulSoup on the page", soup, f"= {soup / seconds['lxml']:.1f} x one lxml parse"),
        ("page to article", seconds["read"], f"= {seconds['read'] / soup:.2f} x BeautifulSoup"),
        ("text to observations", observe, f"= {observe / soup:.2f} x BeautifulSoup (wanted: 0.5)"),
        ("  for each KB of text", observe / kb, "(wanted: 1)"),
        (
            "an irrelevant page set aside",
            seconds["aside"],
            f"= 1/{whole / seconds['aside']:.0f} of reading it (wanted: 1/50)",
        ),
    )
    print(f"\n{name}: {len(html) / 1024:.0f} KB of page, {kb:.1f} KB of text, {found} observations")
    if not pinned:
        print("  (not the pinned page any more: compare with no earlier figures)")
    for what, cost, remark in lines:
        print(f"  {what:29} {cost * 1000:8.3f} ms {remark}")


def cold_start() -> None:
    """`stationwatch extract` of one article in a new process, against a Python that does nothing."""
    file = DATA / "newsroom" / f"{PARTS[0]}.json"
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "extract": [sys.executable, "-m", "pipelines", "extract", str(file)],
    }
    root = Path(__file__).parent.parent
    works = {
        name: lambda command=command: subprocess.run(command, cwd=root, stdout=subprocess.DEVNULL, check=True)
        for name, command in commands.items()
    }
    seconds = side_by_side(works, time.perf_counter)  # other processes do the work
    more = seconds["extract"] - seconds["python"]
    print(f"\ncold start: `extract` of one article takes {more:.2f} s more than `python -c pass` (wanted: 0.6)")


if __name__ == "__main__":
    for name, html in pages().items():
        measure(name, html)
    cold_start()
