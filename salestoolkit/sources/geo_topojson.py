"""TopoJSON as GeoJSON geometries: borders that neighbours share are kept once, as arcs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from salestoolkit.core.geo_shapes import Point


def topology_features(topology: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The features of the object with the most areas, each with GeoJSON coordinates.

    A file often holds the same areas at several levels (``land``, ``countries``): the finest is meant.

    Raises
    ------
    KeyError, IndexError, TypeError, ValueError
        Where the file is not what the format says (TopoJSON 1.0).
    """
    arcs = _arcs(topology)
    objects = [list(_geometries(one)) for one in topology["objects"].values()]
    chosen: list[Mapping[str, Any]] = max(
        objects, key=lambda found: sum(map(_is_area, found)), default=[]
    )
    for geometry in chosen:
        yield {
            "type": "Feature",
            "id": geometry.get("id"),
            "properties": geometry.get("properties") or {},
            "geometry": {
                "type": geometry.get("type"),
                "coordinates": _coordinates(geometry, arcs) if _is_area(geometry) else [],
            },
        }


def _geometries(thing: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if thing.get("type") == "GeometryCollection":
        for inner in thing["geometries"]:
            yield from _geometries(inner)
    else:
        yield thing


def _is_area(geometry: Mapping[str, Any]) -> bool:
    return geometry.get("type") in ("Polygon", "MultiPolygon")


def _arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Arcs in degrees: where a transform is given, points are whole-numbered steps from the last."""
    transform = topology.get("transform")
    if transform is None:
        return [[(float(at[0]), float(at[1])) for at in arc] for arc in topology["arcs"]]
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    return [
        [
            (x * wide + left, y * high + low)
            for x, y in zip(
                accumulate(at[0] for at in arc), accumulate(at[1] for at in arc), strict=True
            )
        ]
        for arc in topology["arcs"]
    ]


def _coordinates(geometry: Mapping[str, Any], arcs: Sequence[Sequence[Point]]) -> list[Any]:
    if geometry["type"] == "Polygon":
        return [_ring(ring, arcs) for ring in geometry["arcs"]]
    return [[_ring(ring, arcs) for ring in polygon] for polygon in geometry["arcs"]]


def _ring(places: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Arcs laid end to end; ``~n`` means arc n backwards, and the point where two meet counts once."""
    ring: list[Point] = []
    for place in places:
        arc = arcs[place] if place >= 0 else arcs[~place][::-1]
        ring += arc[1:] if ring else arc
    return ring
