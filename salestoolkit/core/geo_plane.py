"""The globe on a flat picture, true to area: a share of the ink is a share of the land.

A part of the globe is drawn by Lambert's azimuthal equal-area projection about its middle, the
whole of it by Equal Earth (Šavrič, Patterson and Jenny, 2018). Nothing here depends on the winding
of a ring, or breaks at the date line.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.geo_shapes import Box, Point, Polygon, Shape

WORLD_LONGITUDE = 11.0
"""Middle of a map of the world: its edge then runs through the Bering Strait, and cuts no country."""
WIDE, HIGH = 120.0, 100.0
"""Degrees across and up from which a map is one of the world."""
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = math.sqrt(3) / 2


@dataclass(frozen=True)
class Projection:
    """From degrees to a plane, y upwards; ``world`` is the whole globe about a longitude."""

    middle: Point
    world: bool = False

    def __call__(self, point: Point) -> Point:
        """Where a point of the globe lies in the plane."""
        return _equal_earth(point, self.middle[0]) if self.world else _azimuthal(point, self.middle)

    def polygon(self, polygon: Polygon) -> Polygon:
        """A polygon in the plane; on a map of the world it stays whole at the edge."""
        if not self.world:
            return tuple(tuple(self(point) for point in ring) for ring in polygon)
        across = [x for x, _ in polygon[0]]
        turn = 360.0 * round(((min(across) + max(across)) / 2 - self.middle[0]) / 360.0)
        return tuple(tuple(self((x - turn, y)) for x, y in ring) for ring in polygon)


def projection_for(shapes: Sequence[Shape]) -> Projection:
    """A projection about the middle of shapes, or of the world where they reach around it."""
    left, low, right, high = around(shapes)
    if right - left > WIDE or high - low > HIGH:
        return Projection((WORLD_LONGITUDE, 0.0), world=True)
    return Projection(((left + right) / 2, (low + high) / 2))


def around(shapes: Sequence[Shape]) -> Box:
    """The box around shapes, on the side of the globe where they lie: across the date line too.

    >>> square = lambda x: Shape(((((x, 0), (x, 1), (x + 1, 1), (x + 1, 0), (x, 0)),),))
    >>> around([square(175), square(-176)])
    (175.0, 0, 185.0, 1)
    """
    boxes = [shape.box for shape in shapes]
    low, high = min(box[1] for box in boxes), max(box[3] for box in boxes)
    parts = sorted(
        (part[0] % 360.0, part[0] % 360.0 + part[2] - part[0])
        for shape in shapes
        for part in (Shape((polygon,)).box for polygon in shape.polygons)
    )
    left, right = _without_largest_gap(parts)
    turn = 360.0 if left >= 180.0 else 0.0
    return left - turn, low, right - turn, high


def _without_largest_gap(parts: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The shortest arc of the equator under all parts."""
    reach, best = parts[0][1], (-1.0, 0)
    for at, (start, end) in enumerate(parts[1:], start=1):
        best = max(best, (start - reach, at))
        reach = max(reach, end)
    closing = parts[0][0] + 360.0 - reach
    if closing >= best[0]:
        return parts[0][0], reach
    at = best[1]
    return parts[at][0], max(end for _, end in parts[:at]) + 360.0


def _azimuthal(point: Point, middle: Point) -> Point:
    turn = math.radians(point[0] - middle[0])
    up, centre = math.radians(point[1]), math.radians(middle[1])
    inner = math.sin(centre) * math.sin(up) + math.cos(centre) * math.cos(up) * math.cos(turn)
    scale = math.sqrt(2 / max(1 + inner, 1e-9))
    x = scale * math.cos(up) * math.sin(turn)
    y = scale * (math.cos(centre) * math.sin(up) - math.sin(centre) * math.cos(up) * math.cos(turn))
    return x, y


def _equal_earth(point: Point, middle: float) -> Point:
    turn = math.radians(point[0] - middle)
    theta = math.asin(_M * math.sin(math.radians(max(-90.0, min(90.0, point[1])))))
    square = theta * theta
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    rise = _A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square)
    return turn * math.cos(theta) / (_M * slope), theta * rise
