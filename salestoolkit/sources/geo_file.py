"""Areas from a GeoJSON or TopoJSON file, refused with one sentence where they are not on the globe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_shapes import Point, shape_of
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.geo_topojson import topology_features

MOST_MEGABYTES = 50
SOUTHERN, WESTERN = 90.0, 360.0
"""Degrees that a latitude and a longitude never go beyond; some files count longitudes up to 360."""
BROKEN = (
    KeyError,
    IndexError,
    TypeError,
    ValueError,
    AttributeError,
    OverflowError,
    RecursionError,
)
"""What reading raises where a file is not as its format says."""


def read_areas(path: Path | str) -> tuple[Area, ...]:
    """The areas of a file with all that it says of each.

    Parameters
    ----------
    path : Path or str
        GeoJSON (RFC 7946) or TopoJSON, in degrees of longitude and latitude.

    Raises
    ------
    ImportFailed
        ``file_missing``, ``geo_folder``, ``file_unreadable``, ``geo_too_big``, ``geo_not_json``,
        ``geo_no_areas``, ``geo_malformed``, ``geo_projected``, ``geo_swapped``.
    """
    file = Path(path)
    data = _parsed(file)
    areas: list[Area] = []
    try:
        areas.extend(_areas(data, file))
    except BROKEN as error:
        raise ImportFailed("geo_malformed", file=file.name, value=len(areas)) from error
    if not areas:
        raise ImportFailed("geo_no_areas", file=file.name, value=_kinds(data))
    return tuple(areas)


def _parsed(file: Path) -> Mapping[str, Any]:
    if file.is_dir():
        raise ImportFailed("geo_folder", file=str(file))
    try:
        size = file.stat().st_size
        if size > MOST_MEGABYTES * 1_000_000:
            raise ImportFailed(
                "geo_too_big", file=file.name, value=round(size / 1e6), allowed=MOST_MEGABYTES
            )
        content = file.read_bytes()
    except FileNotFoundError as error:
        raise ImportFailed("file_missing", file=str(file)) from error
    except OSError as error:
        raise ImportFailed(
            "file_unreadable", file=str(file), value=error.strerror or str(error)
        ) from error
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ImportFailed("geo_not_json", file=file.name) from error
    if not isinstance(data, dict) or not isinstance(data.get("type"), str):
        raise ImportFailed("geo_not_json", file=file.name)
    return data


def _features(data: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if data["type"] == "Topology":
        yield from topology_features(data)
    elif data["type"] == "FeatureCollection":
        yield from data["features"]
    elif data["type"] == "GeometryCollection":
        yield from ({"geometry": one} for one in data["geometries"])
    else:
        yield data if data["type"] == "Feature" else {"geometry": data}


def _areas(data: Mapping[str, Any], file: Path) -> Iterator[Area]:
    for feature in _features(data):
        geometry = feature.get("geometry") or {}
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            continue
        told = geometry["coordinates"]
        polygons = told if geometry["type"] == "MultiPolygon" else [told]
        points = [[[_point(at) for at in ring] for ring in rings] for rings in polygons]
        _on_the_globe(points, file)
        shape = shape_of(points)
        if shape.polygons:
            yield Area(said=_said(feature), shape=shape)


def _point(at: Any) -> Point:
    across, up = float(at[0]), float(at[1])
    if not (abs(across) < 1e300 and abs(up) < 1e300):
        raise ValueError(at)
    return across, up


def _on_the_globe(polygons: list[list[list[Point]]], file: Path) -> None:
    """Refuse coordinates that are metres, or latitude before longitude."""
    points = [point for rings in polygons for ring in rings for point in ring]
    if not points:
        return
    far, high = max(abs(x) for x, _ in points), max(abs(y) for _, y in points)
    if far <= WESTERN and high <= SOUTHERN:
        return
    if far <= SOUTHERN and high <= WESTERN:
        raise ImportFailed("geo_swapped", file=file.name, value=f"{high:g}")
    raise ImportFailed("geo_projected", file=file.name, value=f"{max(far, high):g}")


def _said(feature: Mapping[str, Any]) -> dict[str, str]:
    """What a feature says of itself, as text; its own id among it."""
    told = {"id": feature.get("id"), **(feature.get("properties") or {})}
    return {str(key): _text(value) for key, value in told.items() if _is_plain(value)}


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float)) and not isinstance(value, bool)


def _text(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _kinds(data: Mapping[str, Any]) -> str:
    """What a file holds in place of areas."""
    try:
        kinds = {str((one.get("geometry") or {}).get("type")) for one in _features(data)}
    except BROKEN:
        kinds = set()
    return ", ".join(sorted(kinds - {"None"})) or "–"
