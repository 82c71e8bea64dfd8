"""A table → rows of cell texts, header first. Cells are never glued, and a number is never said twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4 import Tag

Rows = tuple[tuple[str, ...], ...]

_WIDEST = 60  # columns; more is a slip of the pen or a trap (colspan="99999")


def rows_of(table: Tag, text_of: Callable[[Tag], str]) -> tuple[Rows, tuple[str, ...]]:
    """(rows, captions). Rows that are wholly empty are left out; a table inside a cell belongs to that cell.

    A cell that spans several columns or rows is written into each of them where it is a label, since it labels them
    all; a number is written into the first alone, so that it is not counted twice.
    """
    ordered = sorted(_rows(table), key=lambda tr: _section(tr) != "thead")
    rows: list[tuple[str, ...]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column → (rows still to fill, text)
    for done, tr in enumerate(ordered):
        rows.append(_fill(tr, hanging, len(ordered) - done, text_of))
    return tuple(row for row in rows if any(row)), tuple(filter(None, map(text_of, _captions(table))))


def _fill(tr: Tag, hanging: dict[int, tuple[int, str]], left: int, text_of: Callable[[Tag], str]) -> tuple[str, ...]:
    """One row: its own cells, and those that hang down from rows above."""
    cells: list[str] = []
    for cell in tr.find_all(["td", "th"], recursive=False):
        _take(hanging, cells)
        text = text_of(cell)
        again = text if cell.name == "th" or not any(c.isdigit() for c in text) else ""
        down = _span(cell, "rowspan", left)
        for n in range(_span(cell, "colspan", _WIDEST)):
            if len(cells) >= _WIDEST:
                break
            if down > 1:
                hanging[len(cells)] = (down - 1, again)
            cells.append(again if n else text)
    _take(hanging, cells)
    return tuple(cells)


def _take(hanging: dict[int, tuple[int, str]], cells: list[str]) -> None:
    """Write the cells that hang down into the columns that come next."""
    while len(cells) in hanging:
        rows, text = hanging.pop(len(cells))
        if rows > 1:
            hanging[len(cells)] = (rows - 1, text)
        cells.append(text)


def _span(cell: Tag, name: str, most: int) -> int:
    """How many columns or rows a cell takes; a rowspan of 0 is all rows that are left."""
    said = str(cell.get(name, "1")).strip()
    if not said.isdecimal():
        return 1
    return max(1, min(int(said[:6]) or (most if name == "rowspan" else 1), most))


def _rows(table: Tag) -> Iterator[Tag]:
    """The rows of this table alone, not those of tables in its cells."""
    for tr in table.find_all("tr"):
        if tr.find_parent("table") is table:
            yield tr


def _section(tr: Tag) -> str:
    return tr.parent.name if tr.parent is not None else ""


def _captions(table: Tag) -> Iterator[Tag]:
    """Its caption, and that of the figure in which WordPress wraps a table."""
    yield from table.find_all("caption", recursive=False)
    figure = table.find_parent("figure")
    if figure is not None and figure.find("table") is table:
        yield from figure.find_all("figcaption", recursive=False)
