"""The same work on many files at once: by processes of this machine, or by a Dask cluster. Neither plans anything here.

A worker that dies costs the file that it was at, and another one takes that up. What was made is on disk: the command
begun again goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from threading import Event, local

from pipelines.archive.parts import NeedsExtra, tally_of
from pipelines.archive.sift import Tally

TRIES = 3  # of a file at which workers die; then it is the file


class ClusterAway(Exception):
    """The cluster cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Made:
    """A file that is dealt with: the address of its part, or why there is none."""

    source: str
    part: str | None
    error: str | None = None


def by_workers(sources: Sequence[str], work: Callable[[str], str], workers: int) -> Iterator[Made]:
    """So many processes of this machine, in the order in which they are done."""
    stop = Event()
    lanes = local()  # each thread has one process, so that one that dies takes no other with it

    def pool() -> ProcessPoolExecutor:
        if getattr(lanes, "pool", None) is None:
            lanes.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
            pools.append(lanes.pool)
        found: ProcessPoolExecutor = lanes.pool
        return found

    def make(source: str) -> Made:
        for _ in range(TRIES):
            if stop.is_set():
                break
            try:
                return Made(source, pool().submit(work, source).result())
            except BrokenProcessPool:
                lanes.pool = None
            except Exception as error:  # noqa: BLE001 - one file must not stop the reading of thousands
                return Made(source, None, _said(source, error))
        return Made(source, None, f"{source}: its worker was killed {TRIES} times; is there memory enough?")

    pools: list[ProcessPoolExecutor] = []
    threads = ThreadPoolExecutor(min(workers, len(sources) or 1))
    try:
        for future in as_completed([threads.submit(make, source) for source in sources]):
            yield future.result()
    finally:
        stop.set()
        threads.shutdown(wait=False, cancel_futures=True)
        for each in pools:
            each.shutdown(wait=False, cancel_futures=True)


def by_cluster(sources: Sequence[str], work: Callable[[str], str], address: str) -> Iterator[Made]:
    """A Dask cluster, whose scheduler is at `address` (tcp://host:8786). Its workers need stationwatch[cluster] of the
    same version, and must reach files and parts under the same addresses. Raises ClusterAway."""
    try:
        from distributed import Client
        from distributed import as_completed as completed
    except ImportError as error:
        raise NeedsExtra('this needs Dask: pip install "stationwatch[cluster]"') from error
    try:
        client = Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise ClusterAway(f"{address}: no Dask scheduler answers ({' '.join(str(error).split())[:200]})") from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise ClusterAway(f"{address}: the cluster has no workers; start one: dask worker {address}")
        futures = {client.submit(work, source, pure=False): source for source in sources}
        for future in completed(list(futures)):
            source = futures[future]
            if future.status == "finished":
                yield Made(source, future.result())
            else:
                yield Made(source, None, _said(source, future.exception()))


def gather(made: Iterable[Made], folder: str, tally: Tally, heard: Callable[[int], None] | None) -> list[str]:
    """Wait for the parts; their addresses. `tally` takes what they counted, `heard` how many files are done."""
    parts, done = [], 0
    for done, each in enumerate(made, start=1):
        if each.part is None:
            tally.unread.append(str(each.error))
        else:
            parts.append(each.part)
            tally.update(tally_of(each.part, folder))
        if heard:
            heard(done)
    tally.refuse_nothing(done)
    return sorted(parts)


def _said(source: str, error: BaseException | None) -> str:
    text = " ".join(str(error).split())[:300]
    return text if source in text else f"{source}: not read ({type(error).__name__}: {text})"
