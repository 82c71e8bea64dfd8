"""One pass over a WARC file: pages that cannot matter are set aside by their bytes, the rest is read.

The same function runs in the process of the command, in its worker processes and on a cluster.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

from pipelines import outlets
from pipelines.archive.taken import Taken, attempt, read
from pipelines.model import GONE, Page, Reading, Trouble
from pipelines.outlets import Outlet
from pipelines.read.aside import is_foreign, may_count, may_matter
from pipelines.shelf import Shelved, page_of
from pipelines.warc import ArchiveUnreadable, Damage, Record, body_of, opened, records

#: What happened to the pages of a file; the words are those of the last line of `replay`.
TOLD = {
    "unread": "set aside unread: no word of charging or swapping",
    "language": "in other languages",
    "no address": "no address of an article",
    "no article": "no article with a date",
    "silent": "without a count",
    "damaged": "damaged records passed over",
}

_STATUS = re.compile(rb"HTTP/[\d.]+[ \t]+(\d{3})")
_TYPE = re.compile(rb"^content-type:[ \t]*([\w.+/-]*)(?:[^\r\n]*?charset[ \t]*=[ \t\"']*([\w.:-]+))?", re.I | re.M)
_HTML = (b"", b"text/html", b"application/xhtml+xml", b"text/plain")
_OURS = b'\nStationwatch-Outlet: "'  # and a name


class Tally(Counter[str]):
    """How many pages some files had (`pages`), and what became of those that were not read: the keys of TOLD."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        super().__init__(counts or {})
        self.unread: list[str] = []  # a line for each file that cannot be read

    def line(self) -> str:
        """The numbers in one line; empty where nothing was set aside."""
        return ", ".join(f"{self[name]:,} {said}" for name, said in TOLD.items() if self[name])

    def refuse_nothing(self, files: int) -> None:
        """Raise ArchiveUnreadable where none of so many files could be read."""
        if files and len(self.unread) == files:
            raise ArchiveUnreadable(self.unread[0] if files == 1 else f"{self.unread[0]}; nor can the others be read")


def sift(
    source: str,
    tally: Tally,
    *,
    outlet: str | None = None,
    known_only: bool = False,
    wanted: Callable[[Page, Shelved], bool] = lambda page, shelved: True,
    reader: Callable[[Page], Reading] = read,
    moved: Callable[[int], None] | None = None,
) -> Iterator[Taken]:
    """What the pages of one file say, in the order of the file; `tally` counts what was set aside.

    `source` is a local path or an address that fsspec opens. Only pages of one `outlet`, or of `known_only` outlets,
    and only those that are `wanted` are read. `moved` hears how many bytes of the file are dealt with. Raises
    ArchiveUnreadable for what cannot be opened, and for a file in which no record is whole.
    """
    name = PurePosixPath(source).name
    good = False
    with opened(source) as file:
        try:
            for found in records(file):
                if moved:
                    moved(found.offset)
                if isinstance(found, Damage):
                    tally["damaged"] += 1
                    continue
                good = True
                page = _page(found, tally, outlet, known_only)
                if page is None:
                    continue
                shelved = Shelved(name, found.offset, sha256(page.html).hexdigest())
                if wanted(page, shelved):
                    taken = _take(page, shelved, reader, _OURS in found.head, tally)
                    if taken is not None:
                        yield taken
        except OSError as error:
            raise ArchiveUnreadable(f"{source}: cannot be read to its end ({error.strerror or error})") from error
    if not good and tally["damaged"]:
        raise ArchiveUnreadable(f"{source}: cannot be read as WARC; no record in it is whole")


def _take(page: Page, shelved: Shelved, reader: Callable[[Page], Reading], ours: bool, tally: Tally) -> Taken | None:
    bare, at = replace(page, html=b""), _stamp(page.fetched_at)
    if page.status in GONE:
        return Taken(bare, at, shelved, None)
    reading = attempt(page, reader)
    stranger = not ours and "." in page.outlet
    if isinstance(reading, Trouble):
        if stranger and reading.rule == "not_an_article":
            tally["no article"] += 1
            return None
        return Taken(bare, at, shelved, reading)
    silent = stranger and not reading.observations and not reading.leftovers
    tally["silent"] += silent
    return Taken(bare, at, shelved, reading, silent)


def _page(record: Record, tally: Tally, outlet: str | None, known_only: bool) -> Page | None:
    """The page of a record, where it is one that may matter. The cheapest question comes first."""
    if record.kind != b"response":
        return None
    if _OURS in record.head:
        try:
            page = page_of(record.head, *record.parts())
        except ValueError:
            tally["damaged"] += 1
            return None
        if outlet not in (None, page.outlet):
            return None
        tally["pages"] += 1
        return page
    head, body = record.parts()
    status = _STATUS.match(head)
    code = int(status[1]) if status else 0
    kind = _TYPE.search(head)
    if code not in (200, *GONE) or (kind is not None and kind[1].lower() not in _HTML):
        return None
    tally["pages"] += 1
    url = record.url
    owner = _owner(outlets.host_of(url))
    if owner is None or (owner.stranger and (known_only or outlet)) or outlet not in (None, owner.name):
        tally["no address"] += owner is None
        return None
    if code in GONE:
        return None if owner.stranger else _foreign(record, head, b"", url, owner, code, kind)
    address = owner.canonical(url)
    if address is None:
        tally["no address"] += 1
        return None
    try:
        html = body_of(head, body)
    except ValueError:
        tally["damaged"] += 1
        return None
    if owner.stranger and is_foreign(html):
        tally["language"] += 1
        return None
    if not (may_count(html) if owner.general or owner.level == "feed" else may_matter(html)):
        tally["unread"] += 1
        return None
    return _foreign(record, head, html, address, owner, code, kind)


@lru_cache(maxsize=4096)
def _owner(host: str) -> Outlet | None:
    """Whose pages a host serves: an outlet of ours, else a stranger; None for no host at all."""
    if not host:
        return None
    return next((outlet for outlet in _declared() if outlet.serves(host)), None) or outlets.stranger(host)


@lru_cache(maxsize=1)
def _declared() -> tuple[Outlet, ...]:
    return tuple(outlets.all_outlets())


def _foreign(
    record: Record, head: bytes, html: bytes, url: str, owner: Outlet, status: int, kind: re.Match[bytes] | None
) -> Page | None:
    """The page of another tool's record."""
    said = dict(_lines(record.head))
    try:
        moment = datetime.fromisoformat(said.get("warc-date", "")).astimezone(UTC)
    except ValueError:
        return None
    return Page(
        outlet=owner.name,
        url=url,
        fetched_at=moment,
        html=html,
        charset=kind[2].decode("ascii", "replace") if kind and kind[2] else None,
        status=status,
        headers=tuple((name, value) for name, value in _lines(head) if name in ("etag", "last-modified")),
        asked=record.url if record.url != url else None,
    )


def _lines(head: bytes) -> Iterator[tuple[str, str]]:
    for line in head.decode("utf-8", "replace").splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
