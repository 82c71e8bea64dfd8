"""The command line as a user has it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import socket

ROOT = Path(__file__).parent.parent


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a user whose files are under `home`; the code is the checkout's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STATIONWATCH_")}
    return kept | {"PYTHONPATH": str(ROOT), "STATIONWATCH_HOME": str(home)} | more


def stationwatch(*arguments: object, home: Path, text: str | None = None, **more: str) -> subprocess.CompletedProcess:
    """Run a command to its end, with `home` as the folder where the user stands."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines", *map(str, arguments)],
        cwd=home,
        env=environment(home, **more),
        input=text,
        stdin=subprocess.DEVNULL if text is None else None,
        capture_output=True,
        text=True,
        timeout=120,
    )


def one_line(result: subprocess.CompletedProcess, status: int) -> str:
    """What a command that refused said: one line on standard error and nothing else."""
    assert (result.returncode, result.stdout) == (status, ""), result.stderr
    (line,) = result.stderr.splitlines()
    return re.sub("^stationwatch: ", "", line)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, **options: object) -> Iterator[str]:
    """A server in a process of its own: its address, once it answers. Ended when the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, **options)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, process)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _wait_for(url: str, process: subprocess.Popen[str], seconds: float = 60) -> None:
    """Until the server answers; fails where it ends first, or takes too long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, process.communicate()[1]
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer in {seconds} s")


def demo_db(home: Path) -> Path:
    """The sample newsroom's database of a home in which `stationwatch demo` was run."""
    return home / "data" / "run" / "demo.db"
