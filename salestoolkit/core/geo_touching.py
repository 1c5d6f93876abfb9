"""Which shapes of one name are pieces of one area: those that share points of their borders."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.geo_shapes import Point, Shape

DIGITS = 4
"""Decimals of a degree to which two points are one: some ten metres."""


def touching(shapes: Sequence[Shape]) -> list[list[int]]:
    """Places of the shapes that hang together, as groups in the order of their first.

    >>> square = Shape(((((0, 0), (0, 1), (1, 1), (1, 0), (0, 0)),),))
    >>> beside = Shape(((((1, 0), (1, 1), (2, 1), (2, 0), (1, 0)),),))
    >>> far = Shape(((((5, 0), (5, 1), (6, 1), (6, 0), (5, 0)),),))
    >>> touching([square, far, beside])
    [[0, 2], [1]]
    """
    if len(shapes) == 1:
        return [[0]]
    points = [_points(shape) for shape in shapes]
    groups: list[tuple[list[int], set[Point]]] = []
    for at, found in enumerate(points):
        linked = [group for group in groups if group[1] & found]
        apart = [group for group in groups if not group[1] & found]
        places = sorted([at, *(place for group in linked for place in group[0])])
        groups = [*apart, (places, found.union(*(group[1] for group in linked)))]
    return sorted(places for places, _ in groups)


def _points(shape: Shape) -> set[Point]:
    return {(round(x, DIGITS), round(y, DIGITS)) for ring in shape.rings() for x, y in ring}
