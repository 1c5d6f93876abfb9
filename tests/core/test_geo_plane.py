"""The globe on a plane: true to area, whole at the date line."""

from __future__ import annotations

import math

import pytest

from salestoolkit.core.geo_plane import Projection, around, projection_for
from salestoolkit.core.geo_shapes import Shape, shape_of, signed_area


def cell(x: float, y: float, wide: float = 1.0) -> Shape:
    ring = [(x, y), (x, y + wide), (x + wide, y + wide), (x + wide, y)]
    return shape_of([[ring]])


def on_globe(y: float, wide: float = 1.0) -> float:
    """Area of a cell of the globe, of radius 1."""
    return math.radians(wide) * (math.sin(math.radians(y + wide)) - math.sin(math.radians(y)))


@pytest.mark.parametrize("world", [False, True])
@pytest.mark.parametrize(("x", "y"), [(19, 52), (-5, 36), (30, 65), (11, 0)])
def test_an_area_is_as_large_as_on_the_globe(x: float, y: float, world: bool) -> None:
    ring = Projection((15.0, 50.0), world=world).polygon(cell(x, y).polygons[0])[0]
    # straight edges between a cell's corners cut off a little
    assert abs(signed_area(ring)) == pytest.approx(on_globe(y), rel=2e-3)


def test_north_is_up_and_east_is_right() -> None:
    for projection in (Projection((19.0, 52.0)), Projection((11.0, 0.0), world=True)):
        x, y = projection((19.0, 52.0))
        assert projection((19.0, 53.0))[1] > y
        assert projection((20.0, 52.0))[0] > x


def test_a_country_gets_a_map_of_its_own_and_the_world_one_of_the_world() -> None:
    assert not projection_for([cell(14, 49, 8)]).world
    assert projection_for([cell(-100, 40), cell(20, 50), cell(140, 35)]).world


def test_islands_on_both_sides_of_the_date_line_are_neighbours() -> None:
    left, _, right, _ = around([cell(177, -18), cell(-179, -18)])
    assert (left % 360, right - left) == (177, 5)
    assert not projection_for([cell(177, -18), cell(-179, -18)]).world
    assert around([cell(14, 49, 8)]) == (14.0, 49.0, 22.0, 57.0)
    assert around([cell(-100, 40, 10)]) == (-100.0, 40.0, -90.0, 50.0)
