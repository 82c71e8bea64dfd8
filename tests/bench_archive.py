"""`make bench`: a web archive like Common Crawl's news, read by us and only read by others, in one run.

    python tests/bench_archive.py [PAGES] [ONE_IN] [--keep FILE]

Makes a WARC file of so many pages (3,000 where no number is given), of which one in 1,000 is an article about chargers.
The bare reading takes every response and its body, and does nothing with it. Processor time, since others share the
machine; the fastest of five rounds in which all take their turn.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from archives import news, write

from pipelines import warc
from pipelines.archive.sift import Tally, sift

ROUNDS = 5


def by_warcio(path: Path) -> int:
    from warcio.archiveiterator import ArchiveIterator

    with path.open("rb") as file:
        return sum(len(r.content_stream().read()) for r in ArchiveIterator(file) if r.rec_type == "response")


def by_fastwarc(path: Path) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with path.open("rb") as file:
        return sum(len(r.reader.read()) for r in ArchiveIterator(file, record_types=WarcRecordType.response))


def by_us(path: Path) -> int:
    """The cutting alone."""
    with warc.opened(str(path)) as file:
        return sum(
            len(r.parts()[1]) for r in warc.records(file) if isinstance(r, warc.Record) and r.kind == b"response"
        )


def sifted(path: Path) -> int:
    """All that `replay` does before it writes: one pass, the sieve, and the reading of what is left."""
    tally = Tally()
    found = sum(taken.reading is not None for taken in sift(str(path), tally))
    return tally["pages"] * 10_000 + found


def with_zlib(work: Callable[[Path], int]) -> Callable[[Path], int]:
    """The same where isal is not installed."""

    def slower(path: Path) -> int:
        kept = warc._unpacker
        warc._unpacker = lambda: zlib  # type: ignore[assignment]
        try:
            return work(path)
        finally:
            warc._unpacker = kept

    return slower


def memory(path: Path) -> float:
    """Megabytes that a process takes at most that sifts the file."""
    code = (
        "import resource, sys; from pipelines.archive.sift import Tally, sift\n"
        "for _ in sift(sys.argv[1], Tally()): pass\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return int(said.stdout) / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main(arguments: list[str]) -> None:
    numbers = [int(word) for word in arguments if word.isdecimal()]
    pages, every = numbers[0] if numbers else 3_000, numbers[1] if len(numbers) > 1 else 1_000
    kept = arguments[arguments.index("--keep") + 1] if "--keep" in arguments else None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(kept or f"{folder}/news.warc.gz")
        if not path.exists():
            write(path, news(pages, every))
        measure(path, pages, every)
        few, many = Path(folder, "few.warc.gz"), Path(folder, "many.warc.gz")
        write(few, news(500, 100))
        with many.open("wb") as file:
            for _ in range(20):
                file.write(few.read_bytes())
        print(f"  memory: {memory(few):.0f} MB for 500 pages, {memory(many):.0f} MB for 10,000 (one in 100 read)")


def measure(path: Path, pages: int, every: int) -> None:
    works: dict[str, Callable[[Path], int]] = {"warcio, bare": by_warcio}
    if find_spec("fastwarc"):
        works["fastwarc, bare"] = by_fastwarc
    works |= {"cut into records, zlib": with_zlib(by_us), "replay, zlib": with_zlib(sifted)}
    if find_spec("isal"):
        works |= {"cut into records, isal": by_us, "replay, isal": sifted}
    size, seconds = path.stat().st_size, dict.fromkeys(works, 9e9)
    plain = by_us(path)
    for _ in range(ROUNDS):
        for name, work in works.items():
            began = time.process_time()
            work(path)
            seconds[name] = min(seconds[name], time.process_time() - began)
    print(f"\n{pages:,} pages, {size / 1e6:.0f} MB packed, {plain / 1e6:.0f} MB plain, one in {every:,} matters:")
    for name, took in seconds.items():
        ratio = f"= {seconds['warcio, bare'] / took:.2f} of warcio's rate"
        wanted = " (wanted: 0.6)" if name.startswith("replay") else ""
        print(f"  {name:24} {took:6.2f} s, {pages / took:7,.0f} pages a second {ratio}{wanted}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main(sys.argv[1:])
