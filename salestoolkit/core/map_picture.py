"""A map as a picture in pixels: what it shows, how large, and where in it a name has room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.geo_clip import clipped
from salestoolkit.core.geo_plane import Projection, projection_for
from salestoolkit.core.geo_shapes import Box, Point, Polygon, Shape, box_of, polygon_size, spans
from salestoolkit.core.geo_simplify import GRID, TOLERANCE, simplified
from salestoolkit.core.territory_map import MapArea

SMALL_PART = 0.25
"""Share of the whole map below which only the part with territories is shown."""
AROUND = 0.06
"""Room around what is shown, as a share of it."""
CLOSE = 0.2
"""Least extent of a map of places alone: a single one is seen with some 80 km around it."""
HATCH = 7.0
MANY, COARSER = 120, 2.0
"""Areas above which borders are drawn coarser, and by how much: a page must not get heavy."""


@dataclass(frozen=True, kw_only=True)
class MapPicture:
    """A map drawn ``width`` by ``height`` pixels, y downwards; ``cut`` where land goes on beyond it.

    ``shapes`` stand in the order of the areas, None for one out of sight.
    """

    width: float
    height: float
    shapes: tuple[Shape | None, ...]
    cut: bool
    projection: Projection
    scale: float
    corner: Point

    def pixel(self, at: Point) -> Point:
        """Where a place on the globe lies in the picture."""
        x, y = self.projection(at)
        return (x - self.corner[0]) * self.scale, (self.corner[1] - y) * self.scale


def map_picture(
    areas: Sequence[MapArea], *, width: float, tallest: float, points: Sequence[Point] = ()
) -> MapPicture:
    """Draw areas as large as fits; a small part of them that matters is shown alone.

    Parameters
    ----------
    areas : sequence of MapArea
        May be none, where there are points.
    tallest : float
        Most pixels from top to bottom.
    points : sequence of (longitude, latitude)
        Places that must be in the picture.
    """
    shapes = [area.shape for area in areas]
    chosen = [_mainland(area.shape) for area in areas if area.territory is not None]
    focus = [*chosen, *(_dot(point) for point in points)]
    cut = bool(focus) and (not shapes or _extent(focus) < SMALL_PART * _extent(shapes))
    projection = projection_for(focus if cut else shapes)
    cut = cut and not projection.world
    shown = focus if cut else shapes
    planes = [Shape(tuple(projection.polygon(one) for one in shape.polygons)) for shape in shown]
    left, low, right, high = box_of([polygon for plane in planes for polygon in plane.polygons])
    least = 0.0 if chosen else CLOSE
    room = AROUND * max(right - left, high - low, least) if cut else 0.0
    left, low, right, high = left - room, low - room, right + room, high + room
    scale = min((width - 2) / ((right - left) or 1e-9), (tallest - 2) / ((high - low) or 1e-9))
    across, down = (right - left) * scale + 2, (high - low) * scale + 2
    corner = (left - ((width - across) / 2 + 1) / scale, high + 1 / scale)
    picture = MapPicture(
        width=width,
        height=down,
        shapes=(),
        cut=cut,
        projection=projection,
        scale=scale,
        corner=corner,
    )
    return _with_shapes(picture, shapes)


def _with_shapes(picture: MapPicture, shapes: Sequence[Shape]) -> MapPicture:
    frame = (0.0, 0.0, picture.width, picture.height)
    drawn = [(at, found) for at, one in enumerate(shapes) if (found := _drawn(one, picture, frame))]
    step = COARSER if len(drawn) > MANY else 1.0
    thinned = simplified([one for _, one in drawn], grid=step * GRID, tolerance=step * TOLERANCE)
    thin = dict(zip((at for at, _ in drawn), thinned, strict=True))
    return MapPicture(
        width=picture.width,
        height=picture.height,
        shapes=tuple(thin.get(at) for at in range(len(shapes))),
        cut=picture.cut,
        projection=picture.projection,
        scale=picture.scale,
        corner=picture.corner,
    )


def _drawn(shape: Shape, picture: MapPicture, frame: Box) -> Shape | None:
    left, up, scale = *picture.corner, picture.scale
    polygons: list[Polygon] = []
    for polygon in shape.polygons:
        if picture.cut and _behind(polygon, picture.projection):
            continue
        pixels: Polygon = tuple(
            tuple(((x - left) * scale, (up - y) * scale) for x, y in ring)
            for ring in picture.projection.polygon(polygon)
        )
        kept = clipped(pixels, frame) if picture.cut else pixels
        if kept:
            polygons.append(kept)
    return Shape(tuple(polygons)) if polygons else None


def _behind(polygon: Polygon, projection: Projection) -> bool:
    """Whether a polygon lies so far around the globe that the projection would fold it."""
    x, y = projection.middle
    centre = math.radians(y)
    for across, up in polygon[0]:
        high = math.radians(up)
        inner = math.sin(centre) * math.sin(high) + math.cos(centre) * math.cos(high) * math.cos(
            math.radians(across - x)
        )
        if inner > -0.5:
            return False
    return True


def _mainland(shape: Shape) -> Shape:
    """A shape without far islands and colonies: what a country is looked for by."""
    largest = max(polygon_size(polygon) for polygon in shape.polygons)
    return Shape(tuple(one for one in shape.polygons if polygon_size(one) >= 0.2 * largest))


def _dot(point: Point) -> Shape:
    x, y = point
    return Shape(((((x, y), (x, y), (x, y)),),))


def _extent(shapes: Sequence[Shape]) -> float:
    left, low, right, high = box_of([polygon for one in shapes for polygon in one.polygons])
    return (right - left) * (high - low)


def room_for(shape: Shape, width: float, height: float) -> Point | None:
    """The middle of a box of this size inside a shape, where it is roomiest; None without room."""
    largest = max(shape.polygons, key=polygon_size)
    left, low, right, high = box_of([largest])
    if right - left < width or high - low < height:
        return None
    main = Shape((largest,))
    best: tuple[float, Point] | None = None
    steps = max(8, min(40, int((high - low) / 4)))
    for step in range(steps):
        y = low + (high - low) * (step + 0.5) / steps
        for start, end in _shared(main, y, height):
            if end - start >= width and (best is None or end - start > best[0]):
                best = (end - start, ((start + end) / 2, y))
    return None if best is None else best[1]


def _shared(shape: Shape, y: float, height: float) -> list[tuple[float, float]]:
    """The parts of a level that are inside over a height about it."""
    found = spans(shape, y)
    for other in (y - height / 2, y - height / 4, y + height / 4, y + height / 2):
        found = [
            (max(a, c), min(b, d))
            for a, b in found
            for c, d in spans(shape, other)
            if c < b and a < d
        ]
    return found


def hatching(shape: Shape, *, step: float = HATCH) -> list[list[Point]]:
    """Slanting lines that fill a shape, each as its two ends."""
    turn = math.sqrt(0.5)
    slanted = Shape(
        tuple(
            tuple(tuple(((x + y) * turn, (y - x) * turn) for x, y in ring) for ring in polygon)
            for polygon in shape.polygons
        )
    )
    _, low, _, high = slanted.box
    first, last = math.ceil(low / step), math.floor(high / step)
    return [
        [((x - level) * turn, (x + level) * turn) for x in ends]
        for line in range(first, last + 1)
        for level in [line * step]
        for ends in spans(slanted, level)
    ]
