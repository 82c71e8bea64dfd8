"""A series as a chart of letters, for a terminal."""

from __future__ import annotations

from datetime import date

from pipelines.report.lines import Line

HEIGHT = 14


def text_chart(line: Line, width: int) -> list[str]:
    """● a figure, ○ about or more than, · what says nothing new; between two figures the line stays as it was."""
    figures = line.figures
    most = max(figure.dot.value for figure in figures)
    labels = [f"{most * n / 4:,.0f}" for n in range(5)]
    left = max(map(len, labels))
    columns = width - left - 4
    first, last = figures[0].dot.day.toordinal(), figures[-1].dot.day.toordinal()
    grid = [[" "] * columns for _ in range(HEIGHT)]

    def cell(day: date, value: float) -> tuple[int, int]:
        x = round((columns - 1) * (day.toordinal() - first) / max(1, last - first))
        return x, HEIGHT - 1 - round((HEIGHT - 1) * value / most) if most else HEIGHT - 1

    standing = [cell(figure.dot.day, figure.dot.value) for figure in figures if figure.counts]
    for (x1, y1), (x2, y2) in zip(standing, standing[1:], strict=False):
        for x in range(x1, x2):
            grid[y1][x] = "─"
        for y in range(min(y1, y2) + 1, max(y1, y2)):
            grid[y][x2] = "│"
    for figure in figures:
        x, y = cell(figure.dot.day, figure.dot.value)
        grid[y][x] = ("●" if figure.dot.exact else "○") if figure.counts else "·"
    marks = {HEIGHT - 1 - round((HEIGHT - 1) * n / 4): labels[n] for n in range(5)}
    lines = [f"{marks.get(y, ''):>{left}} ┤{''.join(row)}".rstrip() for y, row in enumerate(grid)]
    begin, end = figures[0].dot.day.isoformat(), figures[-1].dot.day.isoformat()
    return [
        line.name,
        "",
        *lines,
        f"{'':{left}} └{'─' * columns}",
        f"{'':{left}}  {begin}{end:>{columns - len(begin)}}",
    ]
