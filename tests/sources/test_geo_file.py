"""Maps from files: any GeoJSON or TopoJSON, and one sentence for what is none."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.geo_shapes import shape_of
from salestoolkit.errors import ImportFailed
from salestoolkit.sources import geo_file
from salestoolkit.sources.geo_file import read_areas
from salestoolkit.sources.geo_topojson import topology_features
from salestoolkit.words import load_words

RING = [[14.0, 49.0], [14.0, 51.0], [16.0, 51.0], [16.0, 49.0], [14.0, 49.0]]


def feature(*, ring: Any = None, kind: str = "Polygon", **said: Any) -> dict[str, Any]:
    rings = [RING if ring is None else ring]
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": kind, "coordinates": [rings] if kind == "MultiPolygon" else rings},
    }


def written(folder: Path, content: Any, name: str = "map.geojson") -> Path:
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return path


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_a_feature_collection_gives_its_areas_with_what_it_says_of_them(tmp_path: Path) -> None:
    told = collection(
        feature(nazwa="  śląskie ", kod=24.0, ok=True, more={"a": 1}, none=None),
        {**feature(kind="MultiPolygon", nazwa="łódzkie"), "id": 7},
        {"type": "Feature", "properties": None, "geometry": None},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}},
    )
    first, second = read_areas(written(tmp_path, told))
    assert first.said == {"nazwa": "śląskie", "kod": "24"}
    assert second.said == {"id": "7", "nazwa": "łódzkie"}
    assert first.shape == second.shape == shape_of([[map(tuple, RING)]])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_single_feature_and_a_bare_geometry_are_maps_too(tmp_path: Path, mark: str) -> None:
    for told in (feature(n="a"), feature()["geometry"]):
        (area,) = read_areas(written(tmp_path, mark + json.dumps(told)))
        assert area.shape.box == (14.0, 49.0, 16.0, 51.0)


TOPOLOGY: dict[str, Any] = {
    "type": "Topology",
    "transform": {"scale": [0.5, 0.25], "translate": [10, 40]},
    "arcs": [
        [[4, 0], [0, 8]],
        [[4, 8], [-4, 0], [0, -8], [4, 0]],
        [[4, 0], [4, 0], [0, 8], [-4, 0]],
    ],
    "objects": {
        "land": {"type": "Polygon", "arcs": [[1, 2]]},
        "states": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"n": "West"}, "id": "W"},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"n": "East"}},
                {"type": None},
            ],
        },
    },
}
"""Two squares side by side; their common border is one arc, used forwards and backwards."""


def test_topojson_is_unpacked_into_areas_that_share_their_border(tmp_path: Path) -> None:
    west, east = read_areas(written(tmp_path, TOPOLOGY))
    assert (west.said, east.said) == ({"id": "W", "n": "West"}, {"n": "East"})
    assert (west.shape.box, east.shape.box) == ((10, 40, 12, 42), (12, 40, 14, 42))
    assert west.shape.size == east.shape.size == 4


@given(
    rings=st.lists(
        st.lists(
            st.tuples(st.integers(-1800, 1800), st.integers(-900, 900)), min_size=4, max_size=9
        ),
        min_size=1,
        max_size=5,
    )
)
def test_what_is_packed_as_topojson_comes_out_as_it_was(
    rings: list[list[tuple[int, int]]],
) -> None:
    packed = [
        [list(ring[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(ring))] for ring in rings
    ]
    told = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [0, 0]},
        "arcs": packed,
        "objects": {"x": {"type": "MultiPolygon", "arcs": [[[at]] for at in range(len(rings))]}},
    }
    (found,) = topology_features(told)
    for polygon, ring in zip(found["geometry"]["coordinates"], rings, strict=True):
        assert [(round(x * 10), round(y * 10)) for x, y in polygon[0]] == ring


BAD: dict[str, tuple[Any, str]] = {
    "words": ("hello", "geo_not_json"),
    "empty": ("", "geo_not_json"),
    "a list": ([1, 2], "geo_not_json"),
    "some JSON": ({"a": 1}, "geo_not_json"),
    "deep": ("[" * 100_000, "geo_not_json"),
    "no features": (collection(), "geo_no_areas"),
    "points": (
        collection({"geometry": {"type": "Point", "coordinates": [1, 2]}}),
        "geo_no_areas",
    ),
    "flat": (collection(feature(ring=[[1, 1], [2, 2], [1, 1]])), "geo_no_areas"),
    "no coordinates": ({"type": "Polygon"}, "geo_malformed"),
    "text": (collection(feature(ring=[["a", "b"]])), "geo_malformed"),
    "not a number": (collection(feature(ring=[[float("nan"), 1]])), "geo_malformed"),
    "a number": (collection(3), "geo_malformed"),
    "no arcs": ({"type": "Topology", "objects": {}}, "geo_malformed"),
    "missing arc": ({**TOPOLOGY, "arcs": TOPOLOGY["arcs"][:1]}, "geo_malformed"),
    "metres": (
        collection(feature(ring=[[x * 30_000, y * 10_000] for x, y in RING])),
        "geo_projected",
    ),
    "swapped": (
        collection(feature(ring=[[30, 130], [40, 130], [40, 140], [30, 130]])),
        "geo_swapped",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_map_of_the_globe_gets_one_sentence(tmp_path: Path, name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(ImportFailed) as caught:
        read_areas(written(tmp_path, content))
    assert caught.value.code == code
    for language in ("en", "pl"):
        said = load_words(language).error(caught.value)
        assert "map.geojson" in said
        assert "{" not in said


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geo_file, "MOST_MEGABYTES", 0.0001)
    paths = {
        "file_missing": tmp_path / "none.json",
        "geo_folder": tmp_path,
        "geo_too_big": written(tmp_path, collection(feature())),
    }
    for code, path in paths.items():
        with pytest.raises(ImportFailed) as caught:
            read_areas(path)
        assert caught.value.code == code
