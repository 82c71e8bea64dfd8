"""A map of the world as SVG, from the outline in data/map: no tiles, no script, no request to anybody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import accumulate
from math import sqrt

from pipelines import DATA

NORTH, SOUTH = 80.0, -57.0  # degrees; what lies beyond has no station
WIDTH = 960
SCALE = WIDTH / 360  # pixels a degree
HEIGHT = round((NORTH - SOUTH) * SCALE)
LARGEST = {"country": 34.0, "spot": 18.0}  # pixels; radius of circles
SMALLEST = 3.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Spot:
    """A circle: where, how much (its area), its tooltip, and the page that it leads to."""

    latitude: float
    longitude: float
    value: float
    note: str
    href: str | None = None
    label: str = ""
    kind: str = "spot"


@cache
def land() -> str:
    """The outline of all land as the `d` of a path.

    A ring that crosses the antimeridian (Russia, Fiji, Antarctica) is drawn on beyond the edge, and once more a world
    further: no bar runs across the map, and the viewBox cuts what is outside.
    """
    with open(DATA / "map" / "land-110m.json", encoding="utf-8") as file:
        topology = json.load(file)
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        [
            (x * kx + x0, y * ky + y0)
            for x, y in zip(accumulate(p[0] for p in arc), accumulate(p[1] for p in arc), strict=True)
        ]
        for arc in topology["arcs"]
    ]
    (shape,) = topology["objects"]["land"]["geometries"]
    parts = []
    for polygon in shape["arcs"]:
        for ring in polygon:
            points = _unrolled(_joined(arcs, ring))
            longitudes = [longitude for longitude, _ in points]
            for shift in (0, *((-360,) if max(longitudes) > 180 else ()), *((360,) if min(longitudes) < -180 else ())):
                parts.append(_drawn([(longitude + shift, latitude) for longitude, latitude in points]))
    return "".join(parts)


def _joined(arcs: Sequence[Sequence[Point]], ring: Iterable[int]) -> Iterator[Point]:
    for index in ring:
        yield from arcs[index] if index >= 0 else reversed(arcs[~index])


def _unrolled(points: Iterable[Point]) -> list[Point]:
    """Longitudes without a leap at the antimeridian."""
    out: list[Point] = []
    for longitude, latitude in points:
        if out:
            longitude += 360 * round((out[-1][0] - longitude) / 360)
        out.append((longitude, latitude))
    return out


def _drawn(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in (project(b, a) for a, b in points)) + "Z"


def project(latitude: float, longitude: float) -> Point:
    """Degrees to pixels, equirectangular."""
    return (longitude + 180) * SCALE, (NORTH - latitude) * SCALE


def atlas(spots: Sequence[Spot], title: str) -> str:
    """The map with a circle for each spot, the large ones first, so that a small one is never hidden.

    The picture is cut to where the spots are. Empty text where there are none.
    """
    if not spots:
        return ""
    most = max(spot.value for spot in spots)
    box = _window(spots)
    zoom = box[2] / WIDTH
    circles: list[str] = []
    labels: list[tuple[float, float, float]] = []
    for spot in sorted(spots, key=lambda spot: -spot.value):
        x, y = project(spot.latitude, spot.longitude)
        radius = max(SMALLEST, LARGEST[spot.kind] * sqrt(spot.value / most)) * zoom
        circle = (
            f'<circle class="{spot.kind}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.2f}" stroke-width="{zoom:.2f}">'
            f"<title>{escape(spot.note)}</title></circle>"
        )
        if spot.href and spot.href.startswith(("https://", "http://", "/")):
            circle = f'<a href="{escape(spot.href)}">{circle}</a>'
        circles.append(circle)
        taken = (x + radius + 4 * zoom, y, x + radius + (4 + 7.5 * len(spot.label)) * zoom)
        if spot.label and not any(_meet(taken, other, 14 * zoom) for other in labels):
            labels.append(taken)
            circles.append(
                f'<text x="{taken[0]:.1f}" y="{y + 4 * zoom:.1f}" style="font-size:{12 * zoom:.1f}px">'
                f"{escape(spot.label)}</text>"
            )
    frame = " ".join(f"{side:.0f}" for side in box)
    return (
        f'<svg class="map" viewBox="{frame}" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>'
        f'<path class="land" d="{land()}"/>{"".join(circles)}</svg>'
    )


def _meet(one: tuple[float, float, float], other: tuple[float, float, float], height: float) -> bool:
    """True where two labels, given by left end, height and right end, would run into each other."""
    return abs(one[1] - other[1]) < height and one[0] < other[2] and other[0] < one[2]


def _window(spots: Sequence[Spot]) -> tuple[float, float, float, float]:
    """x, y, width and height of the part of the map that holds the spots, with room around them and in its shape."""
    points = [project(spot.latitude, spot.longitude) for spot in spots]
    left = min(x for x, _ in points)
    right = max(x for x, _ in points) + (WIDTH / 10 if any(spot.label for spot in spots) else 0)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    width = min(WIDTH, max(right - left + 120, (bottom - top + 80) * WIDTH / HEIGHT, WIDTH / 5))
    height = width * HEIGHT / WIDTH
    x = min(max(0.0, (left + right - width) / 2), WIDTH - width)
    y = min(max(0.0, (top + bottom - height) / 2), HEIGHT - height)
    return x, y, width, height
