"""Thinner outlines: neighbours keep one border, and nothing that matters gets lost."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.geo_clip import clipped
from salestoolkit.core.geo_shapes import Shape, shape_of
from salestoolkit.core.geo_simplify import simplified

WAVE = [(50 + 4 * math.sin(y / 3), float(y)) for y in range(101)]
"""A wavy border between two areas."""


def neighbours(wave: list[tuple[float, float]]) -> list[Shape]:
    west = [(0.0, 0.0), *wave, (0.0, 100.0)]
    east = [(100.0, 0.0), *wave, (100.0, 100.0)]
    return [shape_of([[west]]), shape_of([[east]])]


def border(shape: Shape) -> set[tuple[float, float]]:
    return {point for ring in shape.rings() for point in ring if 20 < point[0] < 80}


def test_neighbours_keep_the_same_border_with_fewer_points() -> None:
    west, east = simplified(neighbours(WAVE))
    assert border(west) == border(east)
    assert 10 < len(border(west)) < 60


@given(
    offs=st.lists(st.floats(-15, 15, allow_nan=False), min_size=3, max_size=40),
    tolerance=st.floats(0.1, 5),
)
def test_no_gap_opens_between_neighbours(offs: list[float], tolerance: float) -> None:
    step = 100 / (len(offs) - 1)
    wave = [(50 + off, step * at) for at, off in enumerate(offs)]
    west, east = simplified(neighbours(wave), tolerance=tolerance)
    assert border(west) == border(east)
    assert math.isclose(west.size + east.size, 10_000, rel_tol=1e-9)


def test_an_area_around_a_town_keeps_the_hole_that_the_town_fills() -> None:
    town = [(30 + 9 * math.cos(a / 9), 30 + 9 * math.sin(a / 9)) for a in range(56)]
    around = shape_of([[[(0.0, 0.0), (0.0, 60.0), (60.0, 60.0), (60.0, 0.0)], town]])
    outer, inner = simplified([around, shape_of([[town]])])
    assert set(outer.polygons[0][1]) == set(inner.polygons[0][0])


def test_small_islands_go_and_the_largest_part_stays() -> None:
    def square(x: float, wide: float) -> list[list[tuple[float, float]]]:
        return [[(x, 0.0), (x, wide), (x + wide, wide), (x + wide, 0.0)]]

    (land,) = simplified([shape_of([square(0, 30), square(50, 0.5), square(60, 10)])])
    assert len(land.polygons) == 2
    (rock,) = simplified([shape_of([square(0, 0.1)])])
    assert rock.size > 0


def test_a_cut_keeps_only_what_lies_in_the_frame() -> None:
    ring = ((-10.0, -10.0), (-10.0, 10.0), (10.0, 10.0), (10.0, -10.0), (-10.0, -10.0))
    found = Shape((clipped((ring,), (0.0, 0.0, 4.0, 5.0)),))
    assert (found.box, found.size) == ((0.0, 0.0, 4.0, 5.0), 20.0)
    assert clipped((ring,), (20.0, 20.0, 30.0, 30.0)) == ()
