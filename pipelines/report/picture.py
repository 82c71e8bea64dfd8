"""One chart as a file of its own: SVG, or PNG where the optional resvg-py is installed."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.report.lines import COLOURS, Line, draw

STYLE = """<style>
svg{background:#fff}text{font:13px system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;fill:#586478}
.value{text-anchor:end}.time{text-anchor:middle}.end{font-weight:600}.grid{stroke:#dde3ea}
.line{fill:none;stroke-width:2;stroke-linejoin:round}.aim{fill:none;stroke-width:1.5;stroke-dasharray:5 4}
.hollow{fill:#fff;stroke-width:1.8}.off{fill:#fff;stroke-width:1;opacity:.45}
"""


class NoPainter(RuntimeError):
    """What paints PNG is not installed; the message says how to install it."""


def svg(lines: Sequence[Line], title: str) -> str:
    """The chart as an SVG file."""
    rules = "".join(
        f".s{n}{{stroke:{c}}}.c{n}{{stroke:{c}}}.full.c{n}{{fill:{c}}}.t{n}{{fill:{c}}}" for n, c in enumerate(COLOURS)
    )
    return draw(lines, title, 920, 360, style=f"{STYLE}{rules}</style>") + "\n"


def png(picture: str, zoom: int = 2) -> bytes:
    """The bytes of the picture as PNG, on white. Raises NoPainter."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError as error:
        raise NoPainter("PNG needs resvg-py: pip install 'stationwatch[png]', or write .svg") from error
    return bytes(svg_to_bytes(svg_string=picture, zoom=zoom, background="#ffffff"))
