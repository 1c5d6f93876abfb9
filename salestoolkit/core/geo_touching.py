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
    holder = list(range(len(shapes)))

    def root(at: int) -> int:
        while holder[at] != at:
            holder[at] = holder[holder[at]]
            at = holder[at]
        return at

    seen: dict[Point, int] = {}
    for at, shape in enumerate(shapes):
        for ring in shape.rings():
            for x, y in ring:
                first, here = (
                    root(seen.setdefault((round(x, DIGITS), round(y, DIGITS)), at)),
                    root(at),
                )
                holder[max(first, here)] = min(first, here)
    groups: dict[int, list[int]] = {}
    for at in range(len(shapes)):
        groups.setdefault(root(at), []).append(at)
    return sorted(groups.values())
