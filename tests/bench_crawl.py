"""`make bench`: the whole crawl of a site without delays, against a Scrapy spider that only downloads.

    python tests/bench_crawl.py [PAGES] [ONE_IN]

The site is on loopback, in a process of its own: so many pages (500 where no number is given) of 100 KB in CnEVPost's
layout, one in ten (ONE_IN) an article about chargers, as on an outlet that writes about electric cars. Ours finds them
in sitemaps, puts each on the shelf, reads it, extracts and stores; the bare spider gets their addresses and drops what
it gets. Both ask for one page after the other and obey robots.txt; all else is as Scrapy has it for the bare one. What
it takes with eight requests at a time, which is Scrapy's own way, is told beside. All without what a crawl of a few
pages takes, since a process loads its words once. Processor time says what a page costs; the clock also what was waited
for, the disk above all, and is worth something on a quiet machine with three cores alone: the site needs one as well.
Memory is the most that the process had.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from archives import articles, words
from sites import ROOT, command

from pipelines import outlets
from spiders.newsroom import Answer, Newsroom
from spiders.typeset import Story, page_of

FEW = 20  # pages, two of them about chargers
TIMES, MANY = 3, 2_000  # of so many runs the least counts; more pages than so many are crawled once
FIRST = datetime(2015, 1, 1, 2, tzinfo=UTC)

#: The bare spider's manners where they are ours, and where they are Scrapy's own.
MANNERS = {
    "bare": ["-s", "CONCURRENT_REQUESTS=1", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "ROBOTSTXT_OBEY=True"],
    "eight": [],
}

BARE = """
import json, sys
import scrapy

class Bare(scrapy.Spider):
    name = "bare"
    start_urls = json.load(open(sys.argv[-1].partition("=")[2]))
    def parse(self, response):
        pass
"""


@dataclass(frozen=True)
class Cost:
    """What a process took: processor seconds, seconds by the clock, megabytes at most."""

    work: float
    clock: float
    memory: float


class Large(Newsroom):
    """A site of many articles, whose pages are large and lie ready, but for the menu that they share."""

    def __init__(self, number: int, every: int) -> None:
        rng, told = random.Random(1), [a for a in articles() if a.outlet == "cnevpost"]
        fillers = [tuple(" ".join(rng.choices(words(), k=55)) for _ in range(9)) for _ in range(200)]
        stories = []
        for n in range(number):
            day = FIRST + timedelta(hours=4 * n)
            article = told[n // every % len(told)]
            text = article.paragraphs if n % every == 0 else (*fillers[n % 200], f"Story {n} ends here.")
            title = article.title if n % every == 0 else f"Story {n} about cars"
            stories.append(Story(f"https://cnevpost.com/{day:%Y/%m/%d}/story-{n}/", title, day, text, ()))
        super().__init__(outlets.load("cnevpost"), stories[::-1])
        pages = ((story.path, page_of(story, self.outlet).encode().partition(b"<main>")) for story in stories)
        self.pages = {path: (before, after) for path, (before, _, after) in pages}
        items = "\n".join(
            f'<li class="item-{n}"><a href="/2022/01/{n % 28 + 1:02}/s-{n}/"><span>{n}</span> Carmaker shows its model'
            f" number {n}</a></li>"
            for n in range(900)
        )
        self.menu = f"<ul class='mega'>{items}</ul><main>".encode()

    def page(self, path: str) -> bytes | None:
        """The page at that path; None where there is no article."""
        before, after = self.pages.get(path, (b"", b""))
        return before + self.menu + after if before else None


def serve(number: int, every: int, port: multiprocessing.Queue) -> None:
    """The site, until its process is ended."""
    site = Large(number, every)
    kept: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, kind, body = 200, "text/html; charset=UTF-8", site.page(self.path)
            if body is None:
                answer = kept[self.path] = kept.get(self.path) or site.answer(self.path)
                status, kind, body = answer.status, answer.kind, answer.body.encode()
            head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self.wfile.write(head.encode() + body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port.put(server.server_address[1])
    server.serve_forever()


@contextmanager
def served(number: int, every: int) -> Iterator[str]:
    port: multiprocessing.Queue = multiprocessing.Queue()
    process = multiprocessing.Process(target=serve, args=(number, every, port), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port.get(timeout=60)}"
    finally:
        process.terminate()
        process.join()


def cost(words: list[str], folder: Path) -> Cost:
    """Run a command to its end."""
    began = time.monotonic()
    log = folder / "log.txt"
    with log.open("w") as said:
        process = subprocess.Popen(
            words, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {log.read_text()[-2000:]}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / unit)


def ours(site: str, folder: Path, pages: int) -> Cost:
    """The whole crawl of so many pages, into an empty database."""
    options = ["-a", "since=2014-01-01", "-a", f"limit={pages}", "-s", "LOG_LEVEL=WARNING"]
    for file in folder.glob("*.db*"):
        file.unlink()
    shutil.rmtree(folder / "warc", ignore_errors=True)
    words = command(site, folder / f"{pages}.db", "cnevpost", *options)
    return cost(["env", f"PYTHONPATH={ROOT}", "SCRAPY_SETTINGS_MODULE=spiders.settings", *words], folder)


def bare(site: str, folder: Path, pages: int, number: int, manners: str = "bare") -> Cost:
    """Only the downloads."""
    (folder / "bare.py").write_text(BARE)
    urls = [site + Story(f"https://c.com/{FIRST + timedelta(hours=4 * n):%Y/%m/%d}/story-{n}/", "", FIRST, (), ()).path
            for n in range(number - pages, number)]  # fmt: skip
    (folder / "urls.json").write_text(json.dumps(urls))
    options = [*MANNERS[manners], "-s", "LOG_LEVEL=WARNING", "-s", "TELNETCONSOLE_ENABLED=False"]
    options += ["-a", f"urls={folder / 'urls.json'}"]
    return cost([sys.executable, "-m", "scrapy", "runspider", "bare.py", *options], folder)


def least(costs: list[Cost], kind: str) -> float:
    """What else the machine does only ever adds to it."""
    return min(getattr(cost, kind) for cost in costs)


def main(arguments: list[str]) -> None:
    numbers = [int(word) for word in arguments if word.isdecimal()]
    pages, every = numbers[0] if numbers else 500, numbers[1] if len(numbers) > 1 else 10
    with tempfile.TemporaryDirectory() as made, served(pages, every) as site:
        folder = Path(made)
        few: dict[str, list[Cost]] = {"bare": [], "ours": [], "eight": []}
        full: dict[str, list[Cost]] = {"bare": [], "ours": [], "eight": []}
        for _ in range(TIMES if pages <= MANY else 1):
            for number, costs in ((FEW, few), (pages, full)):
                costs["bare"].append(bare(site, folder, number, pages))
                costs["ours"].append(ours(site, folder, number))
                costs["eight"].append(bare(site, folder, number, pages, "eight"))
    print(f"\na crawl of {pages:,} pages of 100 KB without delays, one in {every} about chargers:")
    for kind, said in (("work", "processor time"), ("clock", "by the clock")):
        took = {name: (least(full[name], kind) - least(few[name], kind)) * 1000 / (pages - FEW) for name in full}
        share = f"{took['ours']:5.2f} ms = {took['bare'] / took['ours']:.2f} of its rate (wanted: 0.5)"
        share += f"; eight at a time {took['eight']:.2f} ms"
        print(f"  {said:14} a page: bare Scrapy, downloads alone {took['bare']:5.2f} ms, ours {share}")
    print(f"  memory: bare Scrapy {full['bare'][0].memory:.0f} MB, ours {full['ours'][0].memory:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
