"""Outlines: their winding as Vega needs it, what lies inside them, and the date line."""

from __future__ import annotations

import re

import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.charts.render import VEGALITE
from salestoolkit.core.geo_shapes import (
    Shape,
    contains,
    inside_point,
    polygon_size,
    shape_of,
    signed_area,
    spans,
    wound,
)

SQUARE = ((0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0), (0.0, 0.0))
HOLE = ((1.0, 1.0), (1.0, 3.0), (3.0, 3.0), (3.0, 1.0), (1.0, 1.0))


def path_of(ring: object) -> list[float]:
    """Numbers of the path that Vega's own projection draws of a ring on the globe."""
    geometry = {"type": "Polygon", "coordinates": [ring]}
    drawn = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 200,
        "height": 200,
        "data": {"values": [{"type": "Feature", "geometry": geometry}]},
        "projection": {"type": "equalEarth", "scale": 30, "translate": [100, 100]},
        "mark": "geoshape",
    }
    svg = vl_convert.vegalite_to_svg(drawn, vl_version=VEGALITE, allowed_base_urls=[])
    return [float(n) for n in re.findall(r"-?\d+\.?\d*", re.findall(r'd="(M[^"]+)"', svg)[-1])]


def test_an_outline_runs_clockwise_and_a_hole_against_it() -> None:
    for outline in (SQUARE, SQUARE[::-1]):
        for hole in (HOLE, HOLE[::-1]):
            found = wound((outline, hole))
            assert signed_area(found[0]) < 0 < signed_area(found[1])
            assert polygon_size(found) == 12


def test_vega_fills_the_area_and_not_the_rest_of_the_globe() -> None:
    def wide(ring: object) -> float:
        across = path_of(ring)[::2]
        return max(across) - min(across)

    right = wound((SQUARE,))[0]
    assert wide(right) < 5
    assert wide(right[::-1]) > 50


def test_a_point_in_a_hole_is_outside() -> None:
    shape = shape_of([[SQUARE, HOLE]])
    assert contains(shape, (0.5, 0.5))
    assert not contains(shape, (2.0, 2.0))
    assert spans(shape, 2.0) == [(0.0, 1.0), (3.0, 4.0)]
    assert contains(shape, inside_point(shape))


@given(
    corners=st.lists(
        st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=3, max_size=9, unique=True
    )
)
def test_the_inner_point_of_any_star_lies_in_it(corners: list[tuple[int, int]]) -> None:
    # corners turned about their middle make a ring that does not cross itself
    import math

    x, y = (sum(one[at] for one in corners) / len(corners) for at in (0, 1))
    ring = sorted(corners, key=lambda one: (math.atan2(one[1] - y, one[0] - x), one))
    shape = shape_of([[[(float(a), float(b)) for a, b in ring]]])
    if shape.polygons and shape.size > 1:
        assert contains(shape, inside_point(shape))


def test_a_ring_across_the_date_line_stays_in_one_piece() -> None:
    fiji = shape_of([[[(178.0, -18.0), (178.0, -16.0), (-178.0, -16.0), (-178.0, -18.0)]]])
    assert fiji.box == (178.0, -18.0, 182.0, -16.0)
    assert contains(fiji, (179.0, -17.0))
    assert contains(fiji, (-179.0, -17.0))
    assert not contains(fiji, (0.0, -17.0))


@pytest.mark.parametrize("ring", [[], [(0, 0)], [(0, 0), (1, 1), (0, 0)], [(0, 0)] * 5])
def test_a_ring_without_an_area_is_left_out(ring: list[tuple[float, float]]) -> None:
    assert shape_of([[ring]]) == Shape(())
