"""`make bench`: the whole crawl of a site without delays, against a Scrapy spider that only downloads.

    python tests/bench_crawl.py [PAGES] [ONE_IN]

The site is on loopback, in a process of its own: so many pages (500 where no number is given) of 100 KB in CnEVPost's
layout, one in ten (ONE_IN) an article about chargers, as on an outlet that writes about electric cars. Ours finds them
in sitemaps, puts each on the shelf, reads it, extracts and stores; the bare spider gets their addresses and drops what
it gets. Processor time, without what a crawl of a few pages takes, since a process
loads its words once; memory is the most that the process had.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
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
FIRST = datetime(2015, 1, 1, 2, tzinfo=UTC)

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
    """A site of many articles, whose pages are large; each is made when it is asked for."""

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
        self.by_path = {story.path: story for story in stories}
        items = "\n".join(
            f'<li class="item-{n}"><a href="/2022/01/{n % 28 + 1:02}/s-{n}/"><span>{n}</span> Carmaker shows its model'
            f" number {n}</a></li>"
            for n in range(900)
        )
        self.around = f"<ul class='mega'>{items}</ul><main>"

    def answer(self, path: str) -> Answer:
        story = self.by_path.get(path)
        if story is None:
            return super().answer(path)
        return Answer(page_of(story, self.outlet).replace("<main>", self.around))


def serve(number: int, every: int, port: multiprocessing.Queue) -> None:
    """The site, until its process is ended."""
    site = Large(number, every)
    kept: dict[str, Answer] = {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = kept.get(self.path) or site.answer(self.path)
            if not self.path.startswith("/20"):
                kept[self.path] = answer
            body = answer.body.encode()
            head = f"HTTP/1.1 {answer.status} OK\r\nContent-Type: {answer.kind}\r\nContent-Length: {len(body)}\r\n\r\n"
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
    words = command(site, folder / f"{pages}.db", "cnevpost", *options)
    return cost(["env", f"PYTHONPATH={ROOT}", "SCRAPY_SETTINGS_MODULE=spiders.settings", *words], folder)


def bare(site: str, folder: Path, pages: int, number: int) -> Cost:
    """Only the downloads, as Scrapy does them where nothing else is said."""
    (folder / "bare.py").write_text(BARE)
    urls = [site + Story(f"https://c.com/{FIRST + timedelta(hours=4 * n):%Y/%m/%d}/story-{n}/", "", FIRST, (), ()).path
            for n in range(number - pages, number)]  # fmt: skip
    (folder / "urls.json").write_text(json.dumps(urls))
    options = ["-s", "LOG_LEVEL=WARNING", "-s", "TELNETCONSOLE_ENABLED=False", "-a", f"urls={folder / 'urls.json'}"]
    return cost([sys.executable, "-m", "scrapy", "runspider", "bare.py", *options], folder)


def main(arguments: list[str]) -> None:
    numbers = [int(word) for word in arguments if word.isdecimal()]
    pages, every = numbers[0] if numbers else 500, numbers[1] if len(numbers) > 1 else 10
    with tempfile.TemporaryDirectory() as made, served(pages, every) as site:
        folder = Path(made)
        few = {"bare": bare(site, folder, FEW, pages), "ours": ours(site, folder, FEW)}
        full = {"bare": bare(site, folder, pages, pages), "ours": ours(site, folder, pages)}
    print(f"\na crawl of {pages:,} pages of 100 KB without delays, one in {every} about chargers:")
    rates = {name: (pages - FEW) / (full[name].work - few[name].work) for name in full}
    for name, said in (("bare", "bare Scrapy, downloads alone"), ("ours", "fetch, shelf, read, extract, store")):
        took = full[name]
        share = f" = {rates[name] / rates['bare']:.2f} of it (wanted: 0.5)" if name == "ours" else ""
        print(f"  {said:36} {1000 / rates[name]:6.2f} ms a page, {took.clock:.0f} s, {took.memory:.0f} MB{share}")


if __name__ == "__main__":
    main(sys.argv[1:])
