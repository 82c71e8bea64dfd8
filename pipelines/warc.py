"""Any WARC file → its records, one after the other: compressed record by record, as a whole, or not at all.

A damaged record costs itself alone: the next one is looked for and the damage is handed out in its place. warcio reads
the headers of what matters; the cutting is done here, since warcio stops at the first damage and takes twice as long.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self, TypeVar, cast

T = TypeVar("T")

LARGEST = 32_000_000  # bytes of a record that is read; a crawl takes 8,000,000 at most
HEAD_MOST = 65_536  # bytes of a record's header

_CHUNK = 1 << 17  # bytes read at a time
_GROWTH = 1 << 22  # bytes that a piece of a compressed file may unpack to at a time
_END = b"\r\n\r\n"
_GZIP = b"\x1f\x8b\x08"
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_URI = re.compile(rb"^warc-target-uri:[ \t]*<?([^\r\n>]*)>?\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)


class ArchiveUnreadable(Exception):
    """A file cannot be opened, or is no WARC; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in the file. `offset` is that of its gzip member, or its own in a file without."""

    offset: int
    head: bytes  # WARC header, without the empty line at its end
    block: bytes  # for a response: HTTP header and body, as they came over the wire

    @property
    def kind(self) -> bytes:
        """The record's type: response, request, warcinfo, …"""
        found = _TYPE.search(self.head)
        return found[1].lower() if found else b""

    @property
    def url(self) -> str:
        """The address that it is of; empty where it has none."""
        found = _URI.search(self.head)
        return found[1].decode("utf-8", "replace").strip() if found else ""

    def parts(self) -> tuple[bytes, bytes]:
        """(HTTP header, body) of the block."""
        head, _, body = self.block.partition(_END)
        return head, body


@dataclass(frozen=True, slots=True)
class Damage:
    """A place where the file is damaged, and how. What is readable behind it follows."""

    offset: int
    why: str


def opened(source: str) -> IO[bytes]:
    """A local file, or what stands at an address that fsspec knows (s3://, https://, …), to read from any place.

    Raises ArchiveUnreadable.
    """
    try:
        if "://" not in source:
            return Path(source).open("rb")
        import fsspec

        return cast(IO[bytes], _Far(source, fsspec.open(source, "rb").open()))
    except ImportError as error:
        raise ArchiveUnreadable(f"{source}: {error}; pip install fsspec and what this kind of address needs") from error
    except (OSError, ValueError) as error:
        raise ArchiveUnreadable(f"{source}: cannot be opened ({getattr(error, 'strerror', None) or error})") from error


class _Far:
    """A file that is elsewhere. Whatever its library raises while it is read is ArchiveUnreadable."""

    def __init__(self, source: str, file: IO[bytes]) -> None:
        self.source, self.file = source, file

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.file.close()

    def read(self, size: int) -> bytes:
        return self._try(lambda: self.file.read(size))

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._try(lambda: self.file.seek(offset, whence))

    def _try(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except Exception as error:
            said = " ".join(str(error).split())[:200]
            raise ArchiveUnreadable(
                f"{self.source}: cannot be read to its end ({said or type(error).__name__}); try again, or get the file"
            ) from error


def size_of(source: str) -> int:
    """Bytes of a file or of what stands at an address; 0 where that is not said. Raises ArchiveUnreadable."""
    with opened(source) as file:
        try:
            return file.seek(0, 2)
        except (OSError, ValueError):
            return 0


def records(file: IO[bytes], start: int = 0) -> Iterator[Record | Damage]:
    """The records from `start` on, in the order of the file. Takes memory for one record, whatever the file holds."""
    file.seek(0)
    begin = file.read(3)
    if begin[:2] == _GZIP[:2]:
        yield from _compressed(file, start)
    elif begin:
        yield from _plain(file, start)


# ---------------------------------------------------------------- files as they lie


def _compressed(file: IO[bytes], offset: int) -> Iterator[Record | Damage]:
    said = -1  # where the last damage was: one that shows in the packed and the unpacked bytes counts once
    while True:
        members = _Members(file, offset)
        while members.next():
            for record in _cut(members.pieces(), members.offset, moving=False):
                said = record.offset if isinstance(record, Damage) else said
                yield record
        if members.broken is None:
            return
        if said != members.offset:
            yield Damage(members.offset, members.broken)
        found = _next_member(file, members.offset + 1)
        if found is None:
            return
        offset = found


@cache
def _unpacker() -> Any:  # zlib or isal's, which share no type
    """isal unpacks more than twice as fast as zlib; it is optional."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib
    return isal_zlib


class _Members:
    """The gzip members of a file. `next` goes to the next one; `broken` says why there is none, where it is damage."""

    def __init__(self, file: IO[bytes], offset: int) -> None:
        file.seek(offset)
        self.file, self.offset, self.read, self.rest = file, offset, offset, b""
        self.broken: str | None = None
        self.errors = (zlib.error, _unpacker().error, EOFError)

    def next(self) -> bool:
        if self.broken is not None:
            return False
        self.offset = self.read - len(self.rest)
        if not self.rest:
            self._more()
        return bool(self.rest)

    def _more(self) -> None:
        self.rest = self.file.read(_CHUNK)
        self.read += len(self.rest)

    def pieces(self) -> Iterator[bytes]:
        """What the member unpacks to. It must be taken to its end before `next`."""
        member = _unpacker().decompressobj(31)
        while not member.eof:
            if not self.rest:
                self._more()
            if not self.rest:
                self.broken = "cut off at the end of the file"
                return
            try:
                piece = member.decompress(self.rest, _GROWTH)
            except self.errors as error:
                self.broken = f"damaged gzip ({error})"
                return
            self.rest = member.unused_data if member.eof else member.unconsumed_tail
            if piece:
                yield piece


def _next_member(file: IO[bytes], offset: int) -> int | None:
    """Where the next gzip member with a WARC record in it begins."""
    for found in _search(file, offset, _GZIP):
        file.seek(found)
        try:
            if _unpacker().decompressobj(31).decompress(file.read(1024), 8).startswith(b"WARC/"):
                return found
        except (zlib.error, _unpacker().error, EOFError):
            continue
    return None


def _search(file: IO[bytes], offset: int, what: bytes) -> Iterator[int]:
    """Every place from `offset` on where these bytes stand."""
    kept = b""
    while True:
        file.seek(offset + len(kept))
        chunk = file.read(_CHUNK)
        if not chunk:
            return
        text, at = kept + chunk, -1
        while (at := text.find(what, at + 1)) >= 0:
            yield offset + at
        keep = min(len(text), len(what) - 1)
        offset, kept = offset + len(text) - keep, text[len(text) - keep :]


def _plain(file: IO[bytes], offset: int) -> Iterator[Record | Damage]:
    while True:
        file.seek(offset)
        damage = None
        for found in _cut(iter(lambda: file.read(_CHUNK), b""), offset, moving=True):
            yield found
            damage = found if isinstance(found, Damage) else None
        after = None if damage is None else next(_search(file, damage.offset + 1, _END + b"WARC/"), None)
        if after is None:
            return
        offset = after + len(_END)


# ---------------------------------------------------------------- a run of records


def _cut(pieces: Iterator[bytes], offset: int, moving: bool) -> Iterator[Record | Damage]:
    """The records in some unpacked bytes; Damage, and no more, at what is none. Always takes the pieces to their end,
    unless the records move on with `offset`, as they do in a file that is not compressed."""
    buffer = next(pieces, b"")
    while True:
        if buffer[:1] in (b"\r", b"\n"):  # the empty lines between two records
            size, buffer = len(buffer), buffer.lstrip(b"\r\n")
            offset += (size - len(buffer)) * moving
            if not buffer:
                buffer = next(pieces, b"")
                continue
        while (end := buffer.find(_END)) < 0 and len(buffer) < HEAD_MOST and (more := next(pieces, b"")):
            buffer += more
        if not buffer:
            return
        length = _LENGTH.search(buffer, 0, max(end, 0)) if buffer.startswith(b"WARC/") else None
        if length is None:
            yield Damage(offset, "no WARC record" if end >= 0 or len(buffer) >= HEAD_MOST else "a record is cut off")
            break
        need = end + len(_END) + int(length[1])
        if need > LARGEST:
            yield Damage(offset, f"a record of {int(length[1]):,} bytes is passed over")
            buffer = _passed(pieces, len(buffer), need) or next(pieces, b"")
            offset += need * moving
            continue
        if len(buffer) < need:
            buffer = _gathered(pieces, buffer, need)
        if len(buffer) < need:
            yield Damage(offset, "a record is cut off")
            return
        yield Record(offset, buffer[:end], buffer[end + len(_END) : need])
        buffer = buffer[need:] or next(pieces, b"")
        offset += need * moving
    if not moving:
        for _ in pieces:
            pass


def _gathered(pieces: Iterator[bytes], buffer: bytes, need: int) -> bytes:
    parts, size = [buffer], len(buffer)
    while size < need and (more := next(pieces, b"")):
        parts.append(more)
        size += len(more)
    return b"".join(parts)


def _passed(pieces: Iterator[bytes], size: int, need: int) -> bytes:
    """What follows `need` bytes, of which `size` are taken already; empty where nothing does, or not yet."""
    for piece in pieces:
        size += len(piece)
        if size >= need:
            return piece[len(piece) - (size - need) :]
    return b""


# ---------------------------------------------------------------- what stands in a response


def body_of(head: bytes, body: bytes) -> bytes:
    """The body without its transfer and content encoding. Archives often keep these headers of bodies that they have
    decoded: such a body stays as it is. Raises ValueError for one that cannot be decoded."""
    low = head.lower()
    chunked = re.search(rb"^transfer-encoding:.*\bchunked\b", low, re.MULTILINE) is not None
    encoding = re.search(rb"^content-encoding:[ \t]*(gzip|x-gzip|deflate|br)\b", low, re.MULTILINE)
    if not chunked and encoding is None:
        return body
    from warcio.bufferedreaders import BufferedReader, ChunkedDataReader

    kind = encoding[1].decode().removeprefix("x-") if encoding else None
    reader = ChunkedDataReader if chunked else BufferedReader
    try:
        decoded = reader(BytesIO(body), decomp_type=kind).read(LARGEST)
    except Exception as error:  # whatever its decompressors raise
        raise ValueError(f"cannot be decoded ({error})") from error
    return cast(bytes, decoded)
