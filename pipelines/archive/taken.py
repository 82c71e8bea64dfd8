"""What was read on one page of an archive, and how it is kept on disk until all pages are read."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from pipelines import run
from pipelines.model import NotAnArticle, Page, Reading, Trouble
from pipelines.shelf import Shelved


@dataclass(frozen=True)
class Taken:
    """A page, without its body, and what was read in it: None where the page only says that there is none any more.

    `silent` is a page of another tool's archive that states nothing: it matters only where its article is saved
    already, and does not state any more what it did.
    """

    page: Page
    stamp: str  # UTC, to the second, as the database has it
    shelved: Shelved
    reading: Reading | Trouble | None
    silent: bool = False

    @property
    def place(self) -> tuple[str, str, int]:
        """What puts the pages of several files in one order, whoever read them: moment of fetching, file, offset."""
        moment = self.page.fetched_at.astimezone(UTC).isoformat(timespec="microseconds")
        return moment, self.shelved.file, self.shelved.offset


def read(page: Page) -> Reading:
    """What a page says by the rules of today. Raises NotAnArticle."""
    return run.observe_page(page)


def attempt(page: Page, reader: Callable[[Page], Reading]) -> Reading | Trouble:
    """The page's reading, or why there is none. One bad page must not stop the replay of ten thousand."""
    try:
        return reader(page)
    except NotAnArticle as error:
        return Trouble(page.outlet, page.url, "not_an_article", f"{error}; its observations do not hold any more")
    except Exception as error:  # noqa: BLE001 - a fault of ours on one page is named, and the rest goes on
        message = (
            f"the reader failed on this page ({type(error).__name__}: {error}); its observations stay as they were"
        )
        return Trouble(page.outlet, page.url, "reader_failed", message)


class Spool:
    """Readings on disk, in a file that vanishes with the process: those of a large shelf are larger than the memory.

    They go in as they are made, and come out in the order of fetching, as often as is asked.
    """

    def __init__(self, folder: Path) -> None:
        self._file = TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._index: list[tuple[tuple[str, str, int], int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._index)

    def add(self, taken: Taken) -> None:
        """Write one down."""
        packed = zlib.compress(pickle.dumps(taken), 1)
        self._index.append((taken.place, self._file.seek(0, 2)))
        self._file.write(len(packed).to_bytes(4, "big") + packed)

    def __iter__(self) -> Iterator[Taken]:
        self._index.sort()
        for _, at in self._index:
            self._file.seek(at)
            length = int.from_bytes(self._file.read(4), "big")
            yield pickle.loads(zlib.decompress(self._file.read(length)))  # noqa: S301 - our own
