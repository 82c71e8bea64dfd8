"""Outlets gone wrong, on loopback: the sample newsroom with some of its answers replaced."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import sqlite_utils
from forked import Crawl

from pipelines import outlets
from spiders.newsroom import Newsroom
from spiders.typeset import Story

ROOT = Path(__file__).parent.parent

#: Paths of made articles, where they have no day in them.
PERMALINKS = {"insideevs": "news/{n}/story-{n}/", "pandaily": "the-story-{n}"}

CHECKS = "SELECT rule, url, message FROM checks WHERE level = 'error' ORDER BY id"


@dataclass(frozen=True)
class Reply:
    """One answer, as raw as can be. A `pause` in seconds before it; `promise` is a Content-Length that is not kept.

    `drip` sends the body byte by byte with so many seconds between; `cut` closes the connection without an answer;
    `endless` sends the body again and again.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=UTF-8"),)
    pause: float = 0.0
    promise: int | None = None
    drip: float = 0.0
    cut: bool = False
    endless: bool = False


@dataclass
class Site:
    """A newsroom whose answers to some paths are replaced: by one reply for ever, or by several in turn."""

    newsroom: Newsroom
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    log: list[tuple[float, str, str | None]] = field(default_factory=list)  # (monotonic, path, If-None-Match)
    agents: set[str] = field(default_factory=set)
    url: str = ""
    under_way: int = 0
    most_at_once: int = 0

    def reply(self, path: str) -> Reply:
        replaced = self.replies.get(path)
        if isinstance(replaced, list):
            replaced = replaced.pop(0) if replaced else None
        if replaced is not None:
            return replaced
        answer = self.newsroom.answer(path)
        headers = [("Content-Type", answer.kind), *([("ETag", answer.etag)] if answer.changed else []), *answer.headers]
        return Reply(answer.status, answer.body.encode(), tuple(headers))

    def asked(self, path: str = "/20") -> list[str]:
        """Requested paths that begin so, in order; those of articles, if nothing else is said."""
        return [asked for _, asked, _ in self.log if asked.startswith(path)]

    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        return [b[0] - a[0] for a, b in zip(self.log, self.log[1:], strict=False)]


@contextmanager
def served(
    stories: Sequence[Story] = (), outlet: str = "cnevpost", host: str = "127.0.0.1", **replies: Reply | list[Reply]
) -> Iterator[Site]:
    """Serve a site until the block ends. Replies by path go into `site.replies`."""
    site = Site(Newsroom(outlets.load(outlet), list(stories)), dict(replies))

    class Handler(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            tag = self.headers.get("If-None-Match")
            site.log.append((time.monotonic(), self.path, tag))
            site.agents.add(self.headers.get("User-Agent", ""))
            with counting:
                site.under_way += 1
                site.most_at_once = max(site.most_at_once, site.under_way)
            try:
                with suppress(ConnectionError):
                    self.answer(site.reply(self.path), tag)
            finally:
                with counting:
                    site.under_way -= 1

        def answer(self, reply: Reply, tag: str | None) -> None:
            if reply.pause:
                stop.wait(reply.pause)
            if reply.cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            if tag and ("ETag", tag) in reply.headers:
                reply = Reply(304)
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            if not reply.endless:
                self.send_header("Content-Length", str(reply.promise or len(reply.body)))
            self.end_headers()
            if reply.drip:
                for n in range(len(reply.body)):
                    self.wfile.write(reply.body[n : n + 1])
                    if stop.wait(reply.drip):
                        return
            while reply.endless and not stop.is_set():
                self.wfile.write(reply.body)
            if not reply.drip:
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    stop, counting = threading.Event(), threading.Lock()

    class Server(ThreadingHTTPServer):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

    with Server((host, 0), Handler) as server:
        site.url = f"http://{f'[{host}]' if ':' in host else host}:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield site
        finally:
            stop.set()
            server.shutdown()


def has_ipv6() -> bool:
    """True where a server can listen on ::1."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def stories(
    number: int, said: str = "NIO had 598 battery swap stations in China.", outlet: str = "cnevpost"
) -> list[Story]:
    """So many articles, newest first, a day apart."""
    newest = datetime(2022, 7, 6, 2, tzinfo=UTC)
    days = [newest - timedelta(days=n) for n in range(number)]
    home = outlets.load(outlet).home
    return [
        Story(
            url=home + PERMALINKS.get(outlet, "{day:%Y/%m/%d}/story-{n}/").format(day=day, n=number - n),
            title=f"Story {number - n}",
            published=day,
            paragraphs=(said, f"It was story {number - n}."),
            tables=(),
        )
        for n, day in enumerate(days)
    ]


def command(site: str, db: Path, outlet: str = "cnevpost", *options: str) -> list[str]:
    """The command line of one crawl."""
    made = [sys.executable, "-m", "scrapy", "crawl", outlet, "-a", f"site={site}", "-s", f"STATIONWATCH_DB={db}"]
    return [*made, *options]


def crawl(site: str, db: Path, outlet: str = "cnevpost", *options: str, status: int | None = None) -> str:
    """Run one crawl to its end; its log. Fails where it takes over a minute or ends with another exit status.

    Where none is expected, it must be the honest one: 0 for a run that is ok, else 1.
    """
    db.parent.mkdir(parents=True, exist_ok=True)
    begun = Crawl(command(site, db, outlet, *options)[3:], db.with_suffix(f".{time.monotonic_ns()}.log"))
    ended = begun.wait()
    log = begun.output.read_text(encoding="utf-8")
    begun.output.unlink()
    if status is None:
        (run,) = rows(db, "SELECT status, finish_reason FROM runs ORDER BY id DESC LIMIT 1")
        status = 0 if run == ("ok", "finished") else 1
    assert ended == status, log[-4000:]
    assert "Traceback" not in log, log[-4000:]
    return log


def rows(db: Path, query: str) -> list[tuple]:
    """Rows of a query on a database file that opens clean."""
    opened = sqlite_utils.Database(db)
    try:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
        return opened.execute(query).fetchall()
    finally:
        opened.close()
