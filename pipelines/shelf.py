"""The shelf: every page as it was fetched, in WARC files that any web-archive tool reads.

A page is on the shelf before anything reads it, and on disk before the database is told to keep what was read. So
better rules mean a replay of the shelf, not a second fetch. Files are named by day and number alone; nothing of a URL
ever becomes a file name.
"""

from __future__ import annotations

import json
import logging
import os
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from http.client import responses
from io import BytesIO, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit
from uuid import uuid4

from pipelines import __version__
from pipelines.model import Page

try:
    import fcntl
except ImportError:  # not on Windows; there, let one crawl at a time write to a shelf
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

logger = logging.getLogger(__name__)

LARGEST = 200_000_000  # bytes of one file; then the day's next file is begun

_GZIP = b"\x1f\x8b\x08"  # how a member begins

_NAME = re.compile(r"\d{8}-\d{3}\.warc\.gz")
_BREAKS = re.compile(r"[\x00-\x1f\x7f]+")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

#: Own lines of a record's WARC header, as JSON strings in ASCII: what HTTP does not carry.
_OWN = {
    "Stationwatch-Outlet": "outlet",
    "Stationwatch-Charset": "charset",
    "Stationwatch-Feed-Title": "feed_title",
    "Stationwatch-Feed-Published": "feed_published",
    "Stationwatch-Feed-Teaser": "feed_teaser",
    "Stationwatch-Feed-Modified": "feed_modified",
    "Stationwatch-Found-In": "found_in",
    "Stationwatch-Asked": "asked",
}

#: WARC 1.1, 6.7.2: this page is, to the byte, one that was fetched before.
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_ANSWER, _QUESTION = (f"application/http; msgtype={kind}" for kind in ("response", "request"))

#: HTTP headers that spoke of the bytes on the wire; the body on the shelf is decoded.
_OF_THE_WIRE = frozenset(["content-encoding", "transfer-encoding", "content-length", "connection"])


class ShelfBroken(Exception):
    """A WARC file cannot be read or written; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """Where a page lies: file name on the shelf, offset of its response record in it, SHA-256 of its body in hex."""

    file: str
    offset: int
    sha256: str


class Shelf:
    """A folder of WARC files. Writers take turns (a lock on the file), so several crawls may share one shelf."""

    def __init__(self, folder: Path) -> None:
        """Open a shelf, which is made where there is none. A record that a crash left half-written is cut off.

        Raises ShelfBroken where the folder cannot be made or read.
        """
        self.folder = folder
        self._mended: set[str] = set()
        self._unsynced: set[Path] = set()  # files with pages that may not be on disk yet
        self._last = ("", 1)  # day and number of the file that was written to last
        self._index: dict[str, tuple[str, int]] = {}
        self._indexed: dict[str, int] = {}  # file → how much of it is in the index
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if files := self.files():
                self._mend(files[-1])  # an older file was mended when a newer one was begun
        except OSError as error:
            raise ShelfBroken(f"{folder}: the shelf cannot be opened ({error.strerror or error})") from error

    def files(self) -> list[Path]:
        """The WARC files, oldest first."""
        return sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))

    def put(self, page: Page, earlier: tuple[str, int] | None = None, sync: bool = True) -> Shelved:
        """Lay a page on the shelf; it is on disk when this returns, or without `sync` after `Shelf.sync`: one wait
        for many pages. Raises ShelfBroken, e.g. for a full disk.

        `earlier` is where this page lay the last time (file, offset). If it is the same to the byte, a record of the
        visit is written that points there, and the place is still that one.
        """
        digest = sha256(page.html).hexdigest()
        first = self._same(page, earlier) if earlier is not None else None
        records = _records(page, digest, first)
        try:
            path = self._file_for(page.fetched_at)
            if path.name not in self._mended:
                self._mend(path)
            with _locked(path) as file:
                opening = b"" if file.seek(0, os.SEEK_END) else _warcinfo(path.name, page.fetched_at)
                offset = file.tell() + len(opening)
                _append(file, opening + records, sync)
                if not sync:
                    self._unsynced.add(path)
        except OSError as error:
            raise ShelfBroken(f"{self.folder}: page not saved ({error.strerror or error}): {page.url}") from error
        return Shelved(*earlier, digest) if first and earlier else Shelved(path.name, offset, digest)

    def sync(self) -> None:
        """Have every page on disk. Raises ShelfBroken."""
        while self._unsynced:
            path = self._unsynced.pop()
            try:
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
            except OSError as error:
                raise ShelfBroken(f"{path}: last pages not saved ({error.strerror or error})") from error

    def _same(self, page: Page, earlier: tuple[str, int]) -> Page | None:
        """The page at that place, if it has the same body; None also where it is not there any more."""
        with suppress(LookupError, ShelfBroken):
            first = self.at(*earlier)
            return first if (first.html, first.status) == (page.html, page.status) else None
        return None

    def at(self, file: str, offset: int) -> Page:
        """The page at that place. Raises LookupError where there is none."""
        path = self.folder / file
        if not _NAME.fullmatch(file) or not path.is_file():
            raise LookupError(f"no file {file!r} on the shelf {self.folder}")
        for place, page in placed_pages(path, offset):
            if place == offset:
                return page
            break  # the record there is damaged, and this is the next one
        raise LookupError(f"no page at {offset} of {path}")

    def get(self, key: str) -> Page | None:
        """The newest page of that URL, or a page whose body has that SHA-256 (64 hex digits), else None."""
        for path in self.files():
            if self._indexed.get(path.name) != path.stat().st_size:
                for offset, page in placed_pages(path):
                    self._index[page.url] = self._index[sha256(page.html).hexdigest()] = (path.name, offset)
                self._indexed[path.name] = path.stat().st_size
        place = self._index.get(key)
        return self.at(*place) if place else None

    def all(self, outlet: str | None = None) -> Iterator[Page]:
        """Every page, in the order of fetching; of one outlet, where it is named."""
        for path in self.files():
            for page in pages(path):
                if outlet in (None, page.outlet):
                    yield page

    def _file_for(self, day: datetime) -> Path:
        """The file to which a page of that day (UTC) is added."""
        date = f"{day:%Y%m%d}"
        first = self._last[1] if self._last[0] == date else 1  # a full file stays full
        for number in range(first, 1000):
            path = self.folder / f"{date}-{number:03}.warc.gz"
            try:
                full = os.stat(path).st_size >= LARGEST
            except FileNotFoundError:
                full = False
            if not full:
                self._last = (date, number)
                return path
        raise ShelfBroken(f"{self.folder}: 999 files for {day:%Y-%m-%d}; is something writing the same page for ever?")

    def _mend(self, path: Path) -> None:
        """Cut off what a crash left half-written at the end of a file. The cut piece stays beside it, as NAME.torn.

        A damaged record with whole ones behind it stays where it is: nothing but the end is ever cut.
        """
        with _locked(path) as file:
            whole = max((end for _, end, _ in _members(file)), default=0)
            file.seek(whole)
            if torn := file.read():
                with path.with_name(f"{path.name}.torn").open("ab") as aside:  # it may have torn before
                    aside.write(torn)
                    os.fsync(aside.fileno())
                file.truncate(whole)
                os.fsync(file.fileno())
                logger.warning("%s: %d bytes of a half-written record cut off after a crash", path, len(torn))
        self._mended.add(path.name)


def pages(path: Path) -> Iterator[Page]:
    """The pages of one WARC file, also of another tool's: then `outlet` is empty, since only its URL can tell.

    A half-written record at the end is passed over; so is a damaged one, with a warning in the log. Raises ShelfBroken
    where the file cannot be read.
    """
    return (page for _, page in placed_pages(path))


def placed_pages(path: Path, start: int = 0) -> Iterator[tuple[int, Page]]:
    """(offset, page) of every response record from `start` on; the offset is the one that `Shelf.at` takes."""
    from warcio.archiveiterator import WARCIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            for offset, stream in _streams(file, start):
                for record in WARCIterator(stream):
                    if record.rec_type == "response" and record.http_headers is not None:
                        yield offset, _page(record.rec_headers, record.http_headers, record.content_stream().read())
    except (ArchiveLoadFailed, OSError, ValueError, zlib.error) as error:
        raise ShelfBroken(f"{path}: cannot be read as WARC ({' '.join(str(error).split())[:200]})") from error


def _streams(file: BinaryIO, start: int) -> Iterator[tuple[int, BinaryIO]]:
    """(offset, uncompressed bytes) of each gzip member from `start` on; a file without compression as it is."""
    if file.read(2) == b"\x1f\x8b":
        for offset, _, data in _members(file, start):
            yield offset, BytesIO(data)
    else:
        file.seek(start)
        yield start, file


def page_of(head: bytes, http: bytes, body: bytes) -> Page:
    """The page of a record that a shelf put down, from its WARC header, HTTP header and body. Raises ValueError."""
    from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

    try:
        warc = StatusAndHeadersParser(["WARC/1.0", "WARC/1.1"]).parse(BytesIO(head + b"\r\n\r\n"))
        answer = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"]).parse(BytesIO(http + b"\r\n\r\n"))
        return _page(warc, answer, body)
    except (StatusAndHeadersParserException, EOFError, TypeError, AttributeError) as error:
        raise ValueError(f"no page of a shelf ({error})") from error


def _page(warc: StatusAndHeaders, http: StatusAndHeaders, body: bytes) -> Page:
    """A response record → the page that was put there."""
    own = {field: json.loads(warc[line]) for line, field in _OWN.items() if warc[line] is not None}
    charset = _CHARSET.search(http["Content-Type"] or "")  # for other tools' records, without our own lines
    page = Page(
        outlet="",
        url=warc["WARC-Target-URI"],
        fetched_at=datetime.fromisoformat(warc["WARC-Date"]).astimezone(UTC),
        html=body,
        status=int(http.get_statuscode() or 0),
        headers=tuple((name, value) for name, value in http.headers if name.lower() not in _OF_THE_WIRE),
        charset=charset[1] if charset else None,
    )
    return replace(page, **own)


def _records(page: Page, digest: str, first: Page | None = None) -> bytes:
    """Response and request record of a page, each a gzip member of its own. A page that is the same as the `first` one
    has a revisit record, without a body, in place of a response."""
    own = {line: json.dumps(said) for line, name in _OWN.items() if (said := getattr(page, name)) is not None}
    stamp = {"WARC-Date": _stamp(page.fetched_at)}
    own["WARC-Payload-Digest"] = f"sha256:{digest}"
    kept = [(name, value) for name, value in page.headers if name.lower() not in _OF_THE_WIRE]
    parts = urlsplit(page.url)
    asked = parts._replace(scheme="", netloc="").geturl() or "/"
    answer = _http(
        f"HTTP/1.1 {page.status} {responses.get(page.status, '')}", [*kept, ("Content-Length", str(len(page.html)))]
    )
    question = _http(f"GET {asked} HTTP/1.1", [("Host", parts.netloc), *page.sent])
    kind, body = ("response", page.html) if first is None else ("revisit", b"")
    if first is not None:
        own |= {
            "WARC-Profile": SAME_PAYLOAD,
            "WARC-Refers-To-Target-URI": first.url,
            "WARC-Refers-To-Date": _stamp(first.fetched_at),
        }
    return _record(kind, page.url, _ANSWER, stamp | own, answer, body) + _record(
        "request", page.url, _QUESTION, stamp, question
    )


def _warcinfo(name: str, day: datetime) -> bytes:
    """The record that opens a file: who wrote it."""
    about = f"software: stationwatch {__version__}\r\nformat: WARC File Format 1.1\r\n".encode()
    lines = {"WARC-Date": _stamp(day), "WARC-Filename": name}
    return _record("warcinfo", "", "application/warc-fields", lines, about)


def _record(kind: str, url: str, content: str, lines: dict[str, str], *block: bytes) -> bytes:
    """A record as a gzip member. warcio's writer takes 0.2 ms longer for a page of 100 KB, half of it for a digest of
    the block beside that of the body; gzip has a checksum of it anyway."""
    said = {
        **lines,
        "WARC-Type": kind,
        "WARC-Record-ID": f"<{uuid4().urn}>",
        **({"WARC-Target-URI": url} if url else {}),
        "Content-Type": content,
        "Content-Length": str(sum(map(len, block))),
    }
    head = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in said.items())
    return _packed(f"WARC/1.1\r\n{head}\r\n".encode("utf-8", "replace"), *block, b"\r\n\r\n")


def _packed(*data: bytes) -> bytes:
    """A gzip member. Of a page of 88 KB, isal makes 15.0 KB in 0.1 ms, and zlib 14.1 KB in 0.5; its level 6 12.6 KB in
    0.9 ms, and warcio's 9 hardly less in three times that."""
    packer = _packer()
    return b"".join([*map(packer.compress, data), packer.flush()])


def _packer() -> Any:  # zlib's or isal's, which share no type
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib.compressobj(3, zlib.DEFLATED, 31)
    return isal_zlib.compressobj(2, zlib.DEFLATED, 31)


def _http(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """An HTTP header. One with other letters than ASCII, as few have, is written by warcio's rules."""
    lines = [(_one_line(name), _one_line(value)) for name, value in headers]
    head = "\r\n".join([_one_line(first), *(f"{name}: {value}" for name, value in lines), "", ""])
    if head.isascii():
        return head.encode()
    from warcio.statusandheaders import StatusAndHeaders

    odd: bytes = StatusAndHeaders(_one_line(first), lines).to_ascii_bytes()
    return odd


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _one_line(text: str) -> str:
    """A header's value without line breaks: with one, a server could write lines of its own into our records."""
    return (text if text.isprintable() else _BREAKS.sub(" ", text)).strip()


# ---------------------------------------------------------------- files


@contextmanager
def _locked(path: Path) -> Iterator[FileIO]:
    """The file, made where there is none, while no other writer has it."""
    with open(path, "r+b", buffering=0, opener=_made) as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        if not os.fstat(file.fileno()).st_size:
            _sync_folder(path.parent)
        yield file


def _made(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CREAT, 0o644)


def _sync_folder(folder: Path) -> None:
    """Make a new file's name outlive a loss of power, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _append(file: FileIO, data: bytes, sync: bool) -> None:
    """Write at the end, with `sync` down to the disk; where that fails (disk full) the file is left as it was."""
    end, rest = file.seek(0, os.SEEK_END), memoryview(data)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        if sync:
            os.fsync(file.fileno())
    except OSError:
        file.truncate(end)
        raise


def _members(file: BinaryIO | FileIO, start: int = 0) -> Iterator[tuple[int, int, bytes]]:
    """(offset, end, content) of each whole gzip member from `start` on. One that never ends is passed over, and so is
    one that is damaged, with a warning, up to the next one that holds a record."""
    at: int | None = start
    while at is not None:
        broken = at
        try:
            for member in _run_of_members(file, at):
                yield member
                broken = member[1]
            why = "it never ends"
        except zlib.error as error:
            why = str(error)
        at = _next_record(file, broken + 1)
        if at is not None:
            name = getattr(file, "name", "a WARC file")
            logger.warning("%s: the record at %d is damaged (%s) and passed over, up to %d", name, broken, why, at)


def _run_of_members(file: BinaryIO | FileIO, start: int) -> Iterator[tuple[int, int, bytes]]:
    """The members from `start` on. Raises zlib.error at one that is damaged; ends at one that never ends."""
    file.seek(start)
    offset, read, member, content = start, start, zlib.decompressobj(31), bytearray()
    while chunk := file.read(1 << 18):
        read += len(chunk)
        while chunk:
            content += member.decompress(chunk)
            chunk = member.unused_data
            if member.eof:
                end = read - len(chunk)
                yield offset, end, bytes(content)
                offset, member, content = end, zlib.decompressobj(31), bytearray()


def _next_record(file: BinaryIO | FileIO, start: int) -> int | None:
    """Where the next gzip member begins that holds a WARC record; None where none does."""
    file.seek(start)
    before = b""
    while chunk := file.read(1 << 18):
        text = before + chunk
        for found in re.finditer(re.escape(_GZIP), text):
            at = start - len(before) + found.start()
            file.seek(at)
            with suppress(zlib.error):
                if zlib.decompressobj(31).decompress(file.read(1024), 5) == b"WARC/":
                    return at
        start += len(chunk)
        before = text[1 - len(_GZIP) :]
        file.seek(start)
    return None
