"""Crawls in processes of their own that begin in a moment: forked from one that has all modules loaded.

A fresh interpreter needs two seconds of work before its first request, and the tests make hundreds of crawls. The
child runs Scrapy's own command line, as cron would. Run as a program, this is the process that forks: it reads one
JSON list (working folder, file for both outputs, words of the command) a line, and answers with the child's number.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Crawl:
    """A crawl that has begun, or another command of ours."""

    def __init__(self, words: Sequence[str], output: Path) -> None:
        """Begin `scrapy WORDS`, or `stationwatch …` where that is the first word; what it prints goes into the file."""
        server = _server()
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(json.dumps([str(ROOT), str(output), list(words)]) + "\n")
        server.stdin.flush()
        self.pid = int(server.stdout.readline())
        self.output = output
        self.memory = 0  # kilobytes that it had at most, once it has ended

    def wait(self, seconds: float = 60) -> int:
        """Its exit status, minus the signal's number where one ended it. Fails where it takes too long."""
        done, until = Path(f"{self.output}.{self.pid}.status"), time.monotonic() + seconds
        while not done.exists():
            assert time.monotonic() < until, f"scrapy took over {seconds} s: {self.output.read_text()[-2000:]}"
            time.sleep(0.01)
        status, self.memory = map(int, done.read_text().split())
        done.unlink()
        return status

    def kill(self, signal: int) -> None:
        """Send it a signal; one that has ended already is left in peace."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal)


@cache
def _server() -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    server = subprocess.Popen(
        [sys.executable, __file__], cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(server.kill)
    return server


def _load() -> None:
    """Everything that a crawl loads, but for the reactor, which every process must make for itself."""
    import datetime

    import bs4  # noqa: F401
    import dateparser  # noqa: F401
    import lxml.etree  # noqa: F401
    import rensa  # noqa: F401
    import scrapy.cmdline  # noqa: F401
    import scrapy.core.downloader.handlers.http11  # noqa: F401
    import scrapy.core.engine  # noqa: F401
    import sqlite_utils  # noqa: F401

    import pipelines.item  # noqa: F401
    import pipelines.keep.lookups  # noqa: F401
    import pipelines.read.body  # noqa: F401
    import pipelines.read.dates  # noqa: F401
    import spiders.loader  # noqa: F401
    from pipelines import run
    from pipelines.keep.fingerprint import extractor_version
    from pipelines.model import Article

    extractor_version()
    now = datetime.datetime(2022, 7, 6, tzinfo=datetime.UTC)
    run.observe(
        Article("cnevpost", "u", "t", now, "UTC", ("NIO had 598 battery swap stations in China as of July 5.",))
    )


def _serve() -> None:
    """For each line a keeper, whose child does the work: the keeper waits for it and writes down how it ended."""
    _load()
    for line in sys.stdin:
        folder, output, words = json.loads(line)
        out, into = os.pipe()
        if os.fork() == 0:
            child = os.fork()
            if child == 0:
                _run(folder, output, words)
            os.write(into, f"{child}\n".encode())
            _keep(child, Path(f"{output}.{child}.status"))
        print(os.read(out, 32).decode().strip(), flush=True)
        os.close(out)
        os.close(into)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _keep(child: int, done: Path) -> None:
    """Wait for a child, write its exit status into a file, and end."""
    _, status, used = os.wait4(child, 0)
    half = done.with_suffix(".half")
    half.write_text(f"{os.waitstatus_to_exitcode(status)} {used.ru_maxrss}")
    half.rename(done)
    os._exit(0)


def _run(folder: str, output: str, words: list[str]) -> None:
    """The child: Scrapy's command line, or ours."""
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    for stream, target in ((os.open(os.devnull, os.O_RDONLY), 0), (file, 1), (file, 2)):
        os.dup2(stream, target)
    os.chdir(folder)
    status = 1
    try:
        if words[0] == "stationwatch":
            from pipelines.__main__ import cli

            cli(words[1:], prog_name=words[0])
        else:
            from scrapy.cmdline import execute

            execute(["scrapy", *words])
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(bool(error.code))
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve()
