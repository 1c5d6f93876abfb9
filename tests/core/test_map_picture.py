"""A map in pixels: its size, what it shows, and where a name has room."""

from __future__ import annotations

import pytest

from salestoolkit.core.geo_shapes import contains, shape_of
from salestoolkit.core.map_picture import hatching, map_picture, room_for
from salestoolkit.core.territory_map import MapArea


def cell(x: float, y: float, wide: float, name: str | None) -> MapArea:
    ring = [(x, y), (x, y + wide), (x + wide, y + wide), (x + wide, y)]
    return MapArea(name, name or "", shape_of([[ring]]))


AREAS = [cell(14, 49, 2, "A"), cell(16, 49, 2, "B"), cell(14, 51, 2, None), cell(16, 51, 2, None)]


@pytest.mark.parametrize(("width", "tallest"), [(716, 470), (336, 360), (300, 100)])
def test_all_of_the_map_lies_in_the_picture_and_fills_it(width: float, tallest: float) -> None:
    picture = map_picture(AREAS, width=width, tallest=tallest)
    boxes = [shape.box for shape in picture.shapes if shape is not None]
    assert not picture.cut
    assert min(box[0] for box in boxes) >= 0
    assert max(box[2] for box in boxes) <= width
    assert min(box[1] for box in boxes) == pytest.approx(1, abs=0.3)
    assert picture.height <= tallest
    assert max(box[3] for box in boxes) == pytest.approx(picture.height - 1, abs=0.6)


def test_a_place_lies_in_the_picture_of_its_area() -> None:
    picture = map_picture(AREAS, width=716, tallest=470)
    assert picture.shapes[1] is not None
    assert contains(picture.shapes[1], picture.pixel((17.0, 50.0)))
    assert not contains(picture.shapes[1], picture.pixel((15.0, 50.0)))


def test_north_is_at_the_top() -> None:
    picture = map_picture(AREAS, width=716, tallest=470)
    assert picture.pixel((15.0, 52.0))[1] < picture.pixel((15.0, 50.0))[1]


def test_a_few_territories_of_a_large_map_are_shown_larger() -> None:
    large = [
        cell(14 + x, 49 + y, 1, "A" if x == y == 2 else None) for x in range(6) for y in range(5)
    ]
    picture = map_picture(large, width=716, tallest=470)
    assert picture.cut
    mine = picture.shapes[2 * 5 + 2]
    assert mine is not None
    assert mine.size > 0.5 * picture.width * picture.height * 0.5
    assert sum(shape is None for shape in picture.shapes) > 15
    for shape in picture.shapes:
        if shape is not None:
            left, up, right, down = shape.box
            assert -0.5 <= left <= right <= picture.width + 0.5
            assert -0.5 <= up <= down <= picture.height + 0.5


def test_points_alone_make_a_picture() -> None:
    picture = map_picture([], width=716, tallest=470, points=[(19.0, 52.0), (20.0, 53.0)])
    for point in ((19.0, 52.0), (20.0, 53.0)):
        x, y = picture.pixel(point)
        assert 0 < x < 716
        assert 0 < y < picture.height
    one = map_picture([], width=716, tallest=470, points=[(19.0, 52.0)])
    assert 0 < one.pixel((19.0, 52.0))[0] < 716


def test_a_name_gets_room_inside_or_none() -> None:
    shape = shape_of([[[(0.0, 0.0), (0.0, 40.0), (100.0, 40.0), (100.0, 0.0)]]])
    spot = room_for(shape, 60, 26)
    assert spot is not None
    assert 30 <= spot[0] <= 70
    assert 13 <= spot[1] <= 27
    assert room_for(shape, 120, 13) is None
    assert room_for(shape, 60, 60) is None


def test_hatching_stays_inside() -> None:
    hole = [(20.0, 20.0), (20.0, 30.0), (30.0, 30.0), (30.0, 20.0)]
    shape = shape_of([[[(0.0, 0.0), (0.0, 50.0), (50.0, 50.0), (50.0, 0.0)], hole]])
    lines = hatching(shape)
    assert len(lines) > 8
    for (x0, y0), (x1, y1) in lines:
        assert contains(shape, ((x0 + x1) / 2, (y0 + y1) / 2))
