"""Outlines with no more points than a picture can show; neighbours keep one and the same border.

Borders are cut where three areas meet, and each piece is thinned by itself (Douglas and Peucker,
1973): so no gap opens between two areas whose borders had the same points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from salestoolkit.core.geo_shapes import Point, Polygon, Ring, Shape, polygon_size, wound

GRID = 0.25
"""Pixels to which points are moved."""
TOLERANCE = 0.55
"""Pixels by which a border may be off."""
SMALLEST = 1.5
"""Square pixels below which an island is left out, and a hole; the largest part of an area stays."""


def simplified(
    shapes: Sequence[Shape],
    *,
    grid: float = GRID,
    tolerance: float = TOLERANCE,
    smallest: float = SMALLEST,
) -> list[Shape]:
    """Shapes in pixels, thinned; each keeps at least its largest part."""
    snapped = [
        [[_snapped(ring, grid) for ring in polygon] for polygon in _large_enough(shape, smallest)]
        for shape in shapes
    ]
    rings = [ring for polygons in snapped for rings in polygons for ring in rings]
    corners = _corners(rings)
    kept: dict[Ring, Ring] = {}
    return [
        Shape(
            tuple(
                found
                for rings in polygons
                if (found := wound(tuple(_thinned(r, corners, tolerance, kept) for r in rings)))
            )
        )
        for polygons in snapped
    ]


def _large_enough(shape: Shape, smallest: float) -> list[Polygon]:
    largest = max(shape.polygons, key=polygon_size)
    return [
        (polygon[0], *(hole for hole in polygon[1:] if polygon_size((hole,)) >= smallest))
        for polygon in shape.polygons
        if polygon is largest or polygon_size(polygon) >= smallest
    ]


def _snapped(ring: Ring, grid: float) -> Ring:
    points = [(round(x / grid) * grid, round(y / grid) * grid) for x, y in ring]
    found = [point for at, point in enumerate(points) if not at or point != points[at - 1]]
    # an area smaller than the grid stays as it is
    return tuple(found) if len(set(found)) > 2 else ring


def _corners(rings: Sequence[Ring]) -> set[Point]:
    """Points with other than two neighbours over all rings: there borders part."""
    beside: dict[Point, set[Point]] = {}
    for ring in rings:
        for one, other in pairwise(ring):
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
    return {point for point, others in beside.items() if len(others) != 2}


def _thinned(ring: Ring, corners: set[Point], tolerance: float, kept: dict[Ring, Ring]) -> Ring:
    made: list[Point] = []
    for piece in _pieces(ring, corners):
        # the same way round for both neighbours
        way = piece if piece[0] <= piece[-1] else piece[::-1]
        if way not in kept:
            kept[way] = way[:1] + tuple(_between(way, tolerance)) + way[-1:]
        thin = kept[way] if way is piece else kept[way][::-1]
        made += thin[1:] if made else thin
    return tuple(made) if len(set(made)) > 2 else ring


def _pieces(ring: Ring, corners: set[Point]) -> Iterator[Ring]:
    """A ring cut at corners; one without any at its two points farthest apart, however it begins."""
    points = ring[:-1]
    cuts = [at for at, point in enumerate(points) if point in corners]
    if len(cuts) < 2:
        first = cuts[0] if cuts else points.index(min(points))
        x, y = points[first]
        far = max(
            range(len(points)),
            key=lambda at: ((points[at][0] - x) ** 2 + (points[at][1] - y) ** 2, points[at]),
        )
        cuts = sorted({first, far})
    turned = points[cuts[0] :] + points[: cuts[0]] + (points[cuts[0]],)
    ends = [cut - cuts[0] for cut in cuts] + [len(points)]
    for start, end in pairwise(ends):
        yield turned[start : end + 1]


def _between(line: Ring, tolerance: float) -> list[Point]:
    """The points between the ends of a line that it cannot do without."""
    kept: list[int] = []
    waiting = [(0, len(line) - 1)]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2:
            continue
        far, at = max((_off(line[at], line[start], line[end]), at) for at in range(start + 1, end))
        if far > tolerance:
            kept.append(at)
            waiting += [(start, at), (at, end)]
    return [line[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """Distance of a point from a line between two others."""
    across, up = end[0] - start[0], end[1] - start[1]
    length = across * across + up * up
    dx, dy = point[0] - start[0], point[1] - start[1]
    along = max(0.0, min(1.0, (dx * across + dy * up) / length)) if length else 0.0
    dx, dy = dx - along * across, dy - along * up
    return float((dx * dx + dy * dy) ** 0.5)
