"""Make `countries.json` from world-atlas: ``python data/world/make_countries.py countries-50m.json``.

Borders are thinned to what a page can show, Antarctica is left out, and each country gets the codes
by which a list may name it.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from salestoolkit.core.geo_index import Area
from salestoolkit.core.geo_shapes import Ring, Shape
from salestoolkit.core.geo_simplify import simplified
from salestoolkit.sources.geo_file import read_areas

HERE = Path(__file__).parent
DEGREES = 0.01
"""Step in which points are written."""
TOLERANCE, SMALLEST = 0.045, 0.03
LEFT_OUT = {"Antarctica", "Ashmore and Cartier Is."}
WITHOUT_NUMBER = {"Kosovo": "XK"}
FORMER = {"BUR", "DDR", "FXX", "SUN", "TMP", "YMD", "ZAR"}
"""Codes of states that are no more."""


def codes(area: Area) -> dict[str, str]:
    """The codes of a country: of two letters, of three letters, and its number (ISO 3166)."""
    number = area.said.get("id", "").zfill(3)
    aliases = get_global("territory_aliases")
    short = WITHOUT_NUMBER.get(area.said["name"]) or (aliases.get(number) or [""])[0]
    long = [
        code
        for code, found in aliases.items()
        if found == [short] and len(code) == 3 and code.isalpha() and code not in FORMER
    ]
    found = {
        "alpha_2": short,
        "alpha_3": long[0] if long else "",
        "numeric": number if number.strip("0") else "",
    }
    return {key: code for key, code in found.items() if code} | {"name": area.said["name"]}


def steps(ring: Ring) -> list[list[int]]:
    """A ring as its first point and the steps from one to the next, in hundredths of a degree."""
    whole = [(round(x / DEGREES), round(y / DEGREES)) for x, y in ring]
    return [list(whole[0]), *([b[0] - a[0], b[1] - a[1]] for a, b in pairwise(whole))]


def topology(areas: list[Area], shapes: list[Shape]) -> dict[str, Any]:
    """The countries as TopoJSON, one arc a ring."""
    arcs: list[list[list[int]]] = []
    geometries = []
    for area, shape in zip(areas, shapes, strict=True):
        polygons = []
        for polygon in shape.polygons:
            polygons.append([[len(arcs) + at] for at in range(len(polygon))])
            arcs += [steps(ring) for ring in polygon]
        geometries.append({"type": "MultiPolygon", "arcs": polygons, "properties": codes(area)})
    return {
        "type": "Topology",
        "transform": {"scale": [DEGREES, DEGREES], "translate": [0, 0]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": geometries}},
        "arcs": arcs,
    }


def main(source: str) -> None:
    """Read the source and write the file beside this one."""
    areas = [area for area in read_areas(source) if area.said["name"] not in LEFT_OUT]
    thin = simplified(
        [area.shape for area in areas], grid=DEGREES, tolerance=TOLERANCE, smallest=SMALLEST
    )
    text = json.dumps(topology(areas, thin), ensure_ascii=False, separators=(",", ":"))
    (HERE / "countries.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
