"""Outlines of areas on the globe: rings of points, their winding, and what lies inside them.

A point is (longitude, latitude) in degrees, or (x, y) in a plane. A ring is closed: its last point
is its first. The first ring of a polygon is its outline, the others are holes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
Box = tuple[float, float, float, float]
"""Left, lower, right and upper end."""

LINES = 24
"""Level lines that are laid through a shape to find where it is widest."""


@dataclass(frozen=True)
class Shape:
    """An area of one polygon or several; its rings are continuous, also across the date line."""

    polygons: tuple[Polygon, ...]

    @property
    def box(self) -> Box:
        """The smallest box around it."""
        return box_of(self.polygons)

    @property
    def size(self) -> float:
        """Area in the units of its points, without the holes."""
        return sum(polygon_size(polygon) for polygon in self.polygons)

    def rings(self) -> Iterator[Ring]:
        """All outlines and holes."""
        for polygon in self.polygons:
            yield from polygon


def shape_of(polygons: Iterable[Iterable[Iterable[Point]]]) -> Shape:
    """A shape of rings as they stand in a file: closed, continuous, and wound for drawing on a globe."""
    return Shape(
        tuple(found for rings in polygons if (found := wound(tuple(_continuous(r) for r in rings))))
    )


def signed_area(ring: Ring) -> float:
    """Twice-counted triangles summed and halved: positive counterclockwise, negative clockwise.

    >>> signed_area(((0, 0), (2, 0), (2, 2), (0, 2), (0, 0)))
    4.0
    """
    # from the ring's own first point, so that a small ring far out keeps its digits
    left, low = ring[0] if ring else (0.0, 0.0)
    return 0.5 * math.fsum(
        (a[0] - left) * (b[1] - low) - (b[0] - left) * (a[1] - low) for a, b in pairwise(ring)
    )


def polygon_size(polygon: Polygon) -> float:
    """Area of a polygon without its holes, never below 0."""
    outline, *holes = (abs(signed_area(ring)) for ring in polygon)
    return max(0.0, outline - sum(holes))


def wound(polygon: Polygon) -> Polygon:
    """A polygon whose outline runs clockwise and whose holes run the other way.

    Vega reads a ring as the part of the globe on its right: one the wrong way round would fill
    all of the globe but the area. Files in the usual order (RFC 7946) are the other way round.
    A ring of fewer than three different points is left out.

    >>> wound((((0, 0), (1, 0), (1, 1), (0, 0)),))
    (((0, 0), (1, 1), (1, 0), (0, 0)),)
    """
    kept = [ring for ring in polygon if len(set(ring)) > 2 and signed_area(ring)]
    if not kept or kept[0] != polygon[0]:
        return ()
    return tuple(
        ring[::-1] if (signed_area(ring) > 0) == (at == 0) else ring for at, ring in enumerate(kept)
    )


def box_of(polygons: Iterable[Polygon]) -> Box:
    """The smallest box around polygons."""
    points = [point for polygon in polygons for point in polygon[0]]
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def contains(shape: Shape, point: Point) -> bool:
    """Whether a point of the globe lies inside a shape, by counting the borders beside it.

    >>> square = Shape(((((0, 0), (0, 2), (2, 2), (2, 0), (0, 0)),),))
    >>> contains(square, (1, 1)), contains(square, (3, 1))
    (True, False)
    """
    across, up = point
    borders = crossings(shape, up)
    return any(sum(x > across + turn for x in borders) % 2 == 1 for turn in (0.0, -360.0, 360.0))


def crossings(shape: Shape, y: float) -> list[float]:
    """Where a level line crosses the borders of a shape, from left to right."""
    found = []
    for ring in shape.rings():
        for (x0, y0), (x1, y1) in pairwise(ring):
            if (y0 > y) != (y1 > y):
                found.append(x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return sorted(found)


def spans(shape: Shape, y: float) -> list[tuple[float, float]]:
    """The parts of a level line that lie inside a shape."""
    found = crossings(shape, y)
    return list(zip(found[::2], found[1::2], strict=False))


def inside_point(shape: Shape) -> Point:
    """A point well inside a shape: the middle of the longest of some level lines through it.

    >>> inside_point(Shape(((((0, 0), (0, 2), (2, 2), (2, 0), (0, 0)),),)))[0]
    1.0
    """
    largest = Shape((max(shape.polygons, key=polygon_size),))
    _, low, _, high = largest.box
    best: tuple[float, Point] = (-1.0, largest.polygons[0][0][0])
    for line in range(LINES):
        y = low + (high - low) * (line + 0.5) / LINES
        for left, right in spans(largest, y):
            # between lines of one length, the one nearest to the middle
            length = (right - left) * (1 - abs(line + 0.5 - LINES / 2) / LINES)
            best = max(best, (length, ((left + right) / 2, y)))
    return best[1]


def _continuous(ring: Iterable[Point]) -> Ring:
    """A closed ring without repeated points, whose longitudes go on beyond 180 instead of jumping."""
    made: list[Point] = []
    for x, y in ring:
        across = x
        if made:
            across -= 360.0 * round((across - made[-1][0]) / 360.0)
        if not made or (across, y) != made[-1]:
            made.append((across, y))
    if made and made[0] != made[-1]:
        if made[0][1] == made[-1][1] and abs(abs(made[0][0] - made[-1][0]) - 360.0) < 1e-9:
            # around a pole: the ring does not come back to where it began
            made[-1] = made[0]
        else:
            made.append(made[0])
    return tuple(made)
