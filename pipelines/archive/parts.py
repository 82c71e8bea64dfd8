"""What was read in one WARC file, as a Parquet file: a part. Parts of many files, whoever read them, make a database.

A part is written aside and renamed when it is whole, so whatever is there is whole. A row is a page that matters; its
columns are the fields of model.py (query `reading.observations` with DuckDB, if you like). Numbers that may be whole or
not are text, so that nothing is rounded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import PurePosixPath
from tempfile import TemporaryDirectory
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from pipelines.archive.sift import Tally, sift
from pipelines.archive.taken import Taken
from pipelines.model import Page, Reading, Trouble
from pipelines.shelf import Shelved
from pipelines.warc import size_of

ROWS = 50  # pages kept in memory before they are written


class NeedsExtra(Exception):
    """A package of an optional extra is missing; the message says what to install."""


@dataclass(frozen=True)
class Row:
    """A row of a part."""

    page: Page
    stamp: str
    shelved: Shelved
    silent: bool
    reading: Reading | None
    trouble: Trouble | None


@dataclass(frozen=True)
class Work:
    """How to read one file into a part: a function of its address that can be sent to another process or machine."""

    folder: str  # of the parts: a path, or an address that fsspec can write to
    version: str  # of the rules: parts that others made are read again
    outlet: str | None = None
    known_only: bool = False

    def __call__(self, source: str) -> str:
        """Make the part of this file, unless it is there already; its address. Raises ArchiveUnreadable."""
        import fsspec

        parquet = _parquet()
        fs, folder = fsspec.core.url_to_fs(self.folder)
        target = f"{folder}/{self._name(source)}"
        about = self._about(source)
        if fs.exists(target) and _about(target, fs) == about:
            return target
        tally = Tally()
        with TemporaryDirectory() as aside:
            path = f"{aside}/part.parquet"
            with parquet.ParquetWriter(path, schema(), compression="zstd") as writer:
                for rows in _batched(sift(source, tally, outlet=self.outlet, known_only=self.known_only)):
                    writer.write_table(_table(rows))
                writer.add_key_value_metadata({"stationwatch": json.dumps(about), "tally": json.dumps(dict(tally))})
            fs.makedirs(folder, exist_ok=True)
            half = f"{target}.{sha256(aside.encode()).hexdigest()[:8]}.half"
            fs.put_file(path, half)
            fs.mv(half, target)
        return target

    def _name(self, source: str) -> str:
        return f"{PurePosixPath(source).name}-{sha256(source.encode()).hexdigest()[:8]}.parquet"

    def _about(self, source: str) -> dict[str, object]:
        """What a part depends on."""
        asked = {"version": self.version, "outlet": self.outlet, "known_only": self.known_only}
        return {"source": source, "size": size_of(source), **asked}


def check_extra() -> None:
    """Raise NeedsExtra where parts cannot be written here."""
    _parquet()
    try:
        import fsspec  # noqa: F401
    except ImportError as error:
        raise NeedsExtra('this needs fsspec: pip install "stationwatch[archives]"') from error


def read_part(part: str, folder: str) -> Iterator[Taken]:
    """The pages of a part, in the order of its file."""
    with _opened(part, folder) as file:
        for batch in _parquet().ParquetFile(file).iter_batches(ROWS):
            for said in batch.to_pylist():
                row = _made(Row, said)
                yield Taken(row.page, row.stamp, row.shelved, row.reading or row.trouble, row.silent)


def tally_of(part: str, folder: str) -> Tally:
    """What became of the pages of the file that were not read."""
    with _opened(part, folder) as file:
        return Tally(json.loads(_parquet().ParquetFile(file).metadata.metadata[b"tally"]))


def _opened(part: str, folder: str) -> Any:
    import fsspec

    fs, _ = fsspec.core.url_to_fs(folder)
    return fs.open(part, "rb")


def _about(part: str, fs: Any) -> object:
    with fs.open(part, "rb") as file:
        try:
            return json.loads(_parquet().ParquetFile(file).metadata.metadata[b"stationwatch"])
        except (OSError, ValueError, KeyError, TypeError):  # not ours, or not whole
            return None


def _batched(pages: Iterator[Taken]) -> Iterator[list[Row]]:
    rows: list[Row] = []
    for each in pages:
        reading = each.reading if isinstance(each.reading, Reading) else None
        trouble = each.reading if isinstance(each.reading, Trouble) else None
        rows.append(Row(each.page, each.stamp, each.shelved, each.silent, reading, trouble))
        if len(rows) == ROWS:
            yield rows
            rows = []
    if rows:
        yield rows


# ---------------------------------------------------------------- the nouns of model.py as columns and back


def _parquet() -> Any:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise NeedsExtra('this needs pyarrow: pip install "stationwatch[archives]"') from error
    return parquet


def _table(rows: list[Row]) -> Any:
    import pyarrow

    return pyarrow.Table.from_pylist([_plain(row) for row in rows], schema=schema())


@cache
def schema() -> Any:
    """The columns of a part."""
    import pyarrow

    return pyarrow.schema(list(_column(Row)))  # a struct's fields


def _column(kind: Any) -> Any:
    """The Arrow type of a noun or of one of its fields."""
    import pyarrow

    if _is_number(kind):
        return pyarrow.string()
    kind = _bare(kind)
    if get_origin(kind) is tuple:
        return pyarrow.list_(_column(get_args(kind)[0]))
    if _hints(kind):
        return pyarrow.struct([(name, _column(each)) for name, each in _hints(kind).items()])
    plain = {int: pyarrow.int64(), bool: pyarrow.bool_(), bytes: pyarrow.binary()}
    return plain.get(kind, pyarrow.string())


def _plain(value: Any) -> Any:
    """A noun as Arrow takes it."""
    kind: Any = type(value)
    if hints := _hints(kind):
        return {name: _field(each, getattr(value, name)) for name, each in hints.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _field(kind: Any, value: Any) -> Any:
    return json.dumps(value) if _is_number(kind) and value is not None else _plain(value)


def _made(kind: Any, said: Any) -> Any:
    """The noun that was written down."""
    number, kind = _is_number(kind), _bare(kind)
    if said is None:
        return None
    if number:
        return json.loads(said)
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], each) for each in said)
    if hints := _hints(kind):
        return kind(**{name: _made(each, said[name]) for name, each in hints.items()})
    return kind.fromisoformat(said) if kind in (date, datetime) else said


def _bare(kind: Any) -> Any:
    """A field's type without its None; `int | float` is a number, a list of words is a word."""
    if get_origin(kind) in (Union, UnionType):
        kind = next(each for each in get_args(kind) if each is not NoneType)
    return str if get_origin(kind) is Literal else kind


def _is_number(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType) and {int, float} <= set(get_args(kind))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Name → type of the fields of a dataclass or named tuple; empty for anything else."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return {each.name: hints[each.name] for each in fields(kind)}
    return get_type_hints(kind) if hasattr(kind, "_fields") else {}
