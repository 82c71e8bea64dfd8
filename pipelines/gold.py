"""Articles from JSON files, the newsroom's form: title, publication time, paragraphs and tables, and in a gold article
also the observations that a careful reader finds in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import isfinite
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from pipelines.model import Article, Table

#: One observation as JSON has it: the codebook's fields, in gold also `alt` and `optional`.
Stated = Mapping[str, object]


class Unreadable(ValueError):
    """A file that cannot be read as what it should be; the message names it and says what is wrong, on one line."""


@dataclass(frozen=True)
class Gold:
    """An article and what it states. `alt` in an observation lists the other values that could be defended."""

    article: Article
    observations: tuple[Stated, ...]

    @property
    def id(self) -> str:
        return name_of(self.article)

    @property
    def part(self) -> str:
        """`exam` for a third of the articles, chosen by their ids alone: they are looked at only to measure."""
        return "exam" if int(sha256(self.id.encode()).hexdigest(), 16) % 3 == 0 else "known"


def name_of(article: Article) -> str:
    """What an article is called in lists of observations: its id, else its URL."""
    return article.id or article.url


def read_article(path: Path) -> Article:
    """The article of a JSON file; its observations are not looked at. Raises Unreadable."""
    return _article(path, _object(path))


def read_gold(paths: Iterable[Path]) -> list[Gold]:
    """The gold articles of files and folders, in the order of their names. Files without observations are none.

    Raises Unreadable.
    """
    golds = []
    for path in files_of(paths, (".json",)):
        data = _object(path)
        if "observations" in data:
            golds.append(Gold(_article(path, data), _observations(path, data["observations"])))
    return golds


def files_of(paths: Iterable[Path], endings: tuple[str, ...]) -> list[Path]:
    """The files themselves; of a folder, all files in it with one of the endings. Raises Unreadable for no file."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(file for file in path.rglob("*") if file.suffix.lower() in endings and file.is_file())
        elif path.is_file():
            files.append(path)
        else:
            raise Unreadable(f"{path}: no such file or folder")
    return files


def _object(path: Path) -> dict[str, object]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path}: is no JSON in UTF-8 ({error})") from error
    if not isinstance(data, dict):
        raise Unreadable(f"{path}: is no article: one JSON object is expected, this is a {type(data).__name__}")
    return data


def _article(path: Path, data: Mapping[str, object]) -> Article:
    try:
        zone = _text(data, "timezone")
        published = datetime.fromisoformat(_text(data, "published"))
        article = Article(
            outlet=_text(data, "source"),
            url=_text(data, "url"),
            title=_text(data, "title"),
            published=published if published.tzinfo else published.replace(tzinfo=ZoneInfo(zone)),
            timezone=ZoneInfo(zone).key,
            paragraphs=_texts(data, "paragraphs"),
            tables=_tables(data),
            author=_text(data, "author") if data.get("author") is not None else None,
            id=_text(data, "id") if data.get("id") is not None else None,
            published_raw=_text(data, "published"),
        )
        article.published_on  # noqa: B018 - a moment so far off that no calendar has its day
    except KeyError as error:  # of ZoneInfo alone
        raise Unreadable(f"{path}: is no article: {error.args[0]}") from error
    except (ValueError, OSError, OverflowError) as error:
        raise Unreadable(f"{path}: is no article: {error}") from error
    return article


def _text(data: Mapping[str, object], key: str) -> str:
    if key not in data:
        raise ValueError(f"its key {key!r} is missing")
    value = data[key]
    if not isinstance(value, str):
        raise ValueError(f"its {key!r} must be a text, not {json.dumps(value)[:60]}")
    return value


def _texts(data: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = data.get(key)
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"its {key!r} must be a list of texts")
    return tuple(value)


def _tables(data: Mapping[str, object]) -> tuple[Table, ...]:
    """The tables, each a tuple of rows of cell texts."""
    value = data.get("tables") or []
    rows = [row for table in value for row in table] if isinstance(value, list) and _lists(value) else [None]
    if not all(isinstance(row, list) and all(isinstance(cell, str) for cell in row) for row in rows):
        raise ValueError("its 'tables' must be lists of rows, and the rows lists of texts")
    return tuple(tuple(tuple(row) for row in table) for table in cast(list[list[list[str]]], value))


def _lists(value: list[object]) -> bool:
    return all(isinstance(each, list) for each in value)


def _observations(path: Path, value: object) -> tuple[Stated, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Unreadable(f"{path}: its 'observations' must be a list of objects")
    for number, each in enumerate(value, 1):
        if fault := _fault(each):
            raise Unreadable(f"{path}, observation {number}: its {fault}")
    return tuple(value)


def _fault(stated: Stated) -> str | None:
    """What cannot be compared in an observation; None where all can."""
    alt = stated.get("alt")
    if alt is not None and not (isinstance(alt, dict) and _lists(list(alt.values()))):
        return "'alt' must be an object with a list for each field"
    for name in ("value", "value_max", "segment"):
        for each in (stated.get(name), *(alt or {}).get(name, ())):
            if name == "segment" and not (each is None or isinstance(each, list) and all(map(_is_text, each))):
                return f"'segment' must be a list of ids, not {json.dumps(each)[:60]}"
            if name != "segment" and not (_is_number(each) or (each is None and name == "value_max")):
                return f"'{name}' must be a number, not {json.dumps(each)[:60]}"
    return None


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
