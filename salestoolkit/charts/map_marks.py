"""Marks of a map, in pixels: outlines, names inside them, and points for accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.map_legend import Entry
from salestoolkit.charts.map_shades import DARK, Shades
from salestoolkit.charts.marks import chart_of, texts
from salestoolkit.charts.text import clean, text_width
from salestoolkit.charts.theme import INK, LOST, MUTED, PAPER, SMALL_SIZE
from salestoolkit.core.geo_shapes import Shape
from salestoolkit.core.map_picture import MapPicture, hatching, room_for
from salestoolkit.core.territory_map import MapArea, MapPoint
from salestoolkit.words import Words

NAME_LINE = 13
HATCHED = "#9aa5b1"
"""Light enough for a name to be read on it."""
LARGEST, SMALLEST = 240.0, 22.0
"""Areas of the marks of accounts in square pixels; on a narrow map half of that."""


def outlines(
    picture: MapPicture, fills: Sequence[str], tips: Sequence[str], *, others: str, edge: str
) -> list[alt.Chart]:
    """Areas with words in their colours, paper hatched; below them land without words, in ``others``."""
    rows: list[dict[str, Any]] = []
    land: list[Any] = []
    lines: list[list[Any]] = []
    for shape, fill, tip in zip(picture.shapes, fills, tips, strict=True):
        if shape is None:
            continue
        if not tip:
            land += _rounded(shape)
            continue
        geometry = {"type": "MultiPolygon", "coordinates": _rounded(shape)}
        edging = PAPER if fill in DARK else MUTED
        told = {"geometry": geometry, "fill": fill, "edge": edging, "tip": tip}
        rows.append({"type": "Feature", **told})
        if fill == PAPER:
            lines += [[[round(x, 1), round(y, 1)] for x, y in ends] for ends in hatching(shape)]
    layers = []
    if land:
        geometry = {"type": "MultiPolygon", "coordinates": land}
        whole = {"type": "Feature", "geometry": geometry, "fill": others, "edge": edge}
        layers.append(_shapes([whole], told=False))
    if rows:
        layers.append(_shapes(rows, told=True))
    if lines:
        layers.append(_hatched(lines))
    return [*layers, *([_frame(picture)] if picture.cut else [])]


def _shapes(rows: Sequence[dict[str, Any]], *, told: bool) -> alt.Chart:
    encodings: dict[str, Any] = {
        "fill": alt.Fill("fill:N", scale=None),
        "stroke": alt.Stroke("edge:N", scale=None),
    }
    if told:
        encodings |= {"tooltip": alt.Tooltip("tip:N"), "description": alt.Description("tip:N")}
    chart = chart_of(rows).mark_geoshape(strokeWidth=0.8)
    return _flat(chart.encode(**encodings))


def _hatched(lines: list[list[Any]]) -> alt.Chart:
    row = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return _flat(chart_of([row]).mark_geoshape(filled=False, stroke=HATCHED, strokeWidth=0.7))


def _flat(chart: alt.Chart) -> alt.Chart:
    """A chart of shapes that are already in pixels."""
    flat: alt.Chart = chart.project(type="identity", scale=1, translate=[0, 0])
    return flat


def _frame(picture: MapPicture) -> alt.Chart:
    edges: dict[str, Any] = {"x": 0, "x2": picture.width, "y": 0, "y2": picture.height}
    frame: alt.Chart = chart_of([{}]).mark_rect(
        filled=False, stroke=MUTED, strokeWidth=0.8, **edges
    )
    return frame


def _rounded(shape: Shape) -> list[Any]:
    return [
        [[[round(x, 2), round(y, 2)] for x, y in ring] for ring in polygon]
        for polygon in shape.polygons
    ]


def names_on(
    areas: Sequence[MapArea],
    picture: MapPicture,
    shown: Shades,
    said: Callable[[float], str],
    values: Mapping[str, float | None],
    *,
    called: Callable[[MapArea], str],
) -> list[alt.Chart]:
    """Names and values inside the areas, where they fit; else the value alone, else nothing."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for area, shape in zip(areas, picture.shapes, strict=True):
        if area.territory is None or shape is None:
            continue
        value = values.get(area.territory)
        name, told = clean(called(area)), "" if value is None else said(value)
        for lines in ([name, told] if told else [name], [told] if told else []):
            wide = max((text_width(line, SMALL_SIZE) for line in lines), default=0.0)
            spot = room_for(shape, wide + 4, NAME_LINE * len(lines)) if lines else None
            if spot is not None:
                top = spot[1] - NAME_LINE * (len(lines) - 1) / 2
                rows.setdefault(shown.ink(value), []).extend(
                    {"x": spot[0], "y": top + NAME_LINE * at, "text": line}
                    for at, line in enumerate(lines)
                )
                break
    x = alt.X("x:Q", scale=None, axis=None)
    return [
        texts(found, x, align="center", fontSize=SMALL_SIZE, color=ink)
        for ink, found in rows.items()
    ]


@dataclass(frozen=True, kw_only=True)
class PointLook:
    """How accounts look: circles where visited, diamonds where not; ``said`` writes a potential."""

    narrow: bool
    said: Callable[[float], str] | None

    def entries(
        self, points: Sequence[MapPoint], drawn: Sequence[MapPoint], words: Words
    ) -> list[Entry]:
        """Lines of the legend."""
        kinds = {one.visited for one in drawn}
        found = [
            Entry(text=words.text(f"territory_map.chart.{key}"), fill=fill, shape=shape)
            for visited, (key, fill, shape) in KINDS.items()
            if visited in kinds
        ]
        largest = max((one.potential or 0.0 for one in drawn), default=0.0)
        if largest and self.said is not None:
            text = words.text("territory_map.chart.size", value=self.said(largest))
            found.append(Entry(text=text, shape=""))
        if len(points) > len(drawn):
            told = words.text("territory_map.chart.most", n=words.number(len(drawn)))
            found.append(Entry(text=told, shape=""))
        return found


KINDS: dict[bool | None, tuple[str, str, str]] = {
    True: ("visited", PAPER, "circle"),
    False: ("unvisited", LOST, "diamond"),
    None: ("account", PAPER, "circle"),
}


def point_marks(
    points: Sequence[MapPoint], picture: MapPicture, look: PointLook, words: Words
) -> list[alt.Chart]:
    """Accounts at their places, the largest below the others."""
    largest = max((one.potential or 0.0 for one in points), default=0.0)
    least, most = SMALLEST, LARGEST / (2 if look.narrow else 1)
    layers = []
    for visited, (_, fill, shape) in KINDS.items():
        rows = [
            {
                "x": round(x, 1),
                "y": round(y, 1),
                "size": round(
                    max(least, most * (one.potential or 0.0) / largest) if largest else 40
                ),
                "tip": _tip(one, look, words),
            }
            for one in points
            if one.visited is visited
            for x, y in [picture.pixel(one.at)]
        ]
        if rows:
            layers.append(_points(rows, fill=fill, shape=shape))
    return layers


def _points(rows: Sequence[dict[str, Any]], **mark: Any) -> alt.Chart:
    chart: alt.Chart = (
        chart_of(rows)
        .mark_point(filled=True, opacity=0.9, stroke=INK, strokeWidth=0.9, **mark)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            y=alt.Y("y:Q", scale=None, axis=None),
            size=alt.Size("size:Q", scale=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        )
    )
    return chart


def _tip(one: MapPoint, look: PointLook, words: Words) -> str:
    name = clean(one.account)
    if one.potential is None or look.said is None:
        return name
    return words.text("territory_map.chart.point", name=name, value=look.said(one.potential))
