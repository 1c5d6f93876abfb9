"""What of a polygon lies in a frame (Sutherland and Hodgman, 1974)."""

from __future__ import annotations

from collections.abc import Callable

from salestoolkit.core.geo_shapes import Box, Point, Polygon, Ring


def clipped(polygon: Polygon, frame: Box) -> Polygon:
    """A polygon without what lies beyond a frame; nothing where none of it is inside.

    >>> clipped((((0, 0), (0, 4), (4, 4), (4, 0), (0, 0)),), (1, 1, 2, 2))
    (((2.0, 2.0), (2.0, 1.0), (1.0, 1.0), (1.0, 2.0), (2.0, 2.0)),)
    """
    rings = [_clipped(ring, frame) for ring in polygon]
    return tuple(ring for ring in rings if ring) if rings and rings[0] else ()


def _clipped(ring: Ring, frame: Box) -> Ring:
    left, low, right, high = frame
    if all(left <= x <= right and low <= y <= high for x, y in ring):
        return ring
    points = list(ring[:-1])
    for axis, edge, keep in ((0, left, 1), (0, right, -1), (1, low, 1), (1, high, -1)):
        points = _cut(points, lambda p, a=axis, e=edge, k=keep: (p[a] - e) * k, axis)  # type: ignore[misc]
    found = [point for at, point in enumerate(points) if point != points[at - 1]]
    return (*found, found[0]) if len(found) > 2 else ()


def _cut(points: list[Point], inner: Callable[[Point], float], axis: int) -> list[Point]:
    """The side of a line on which ``inner`` is not below 0."""
    made: list[Point] = []
    for at, there in enumerate(points):
        here = points[at - 1]
        start, end = inner(here), inner(there)
        if (start < 0) != (end < 0):
            part = start / (start - end)
            made.append(
                (here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1]))
            )
        if end >= 0:
            made.append(there)
    return made
