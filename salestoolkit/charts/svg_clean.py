"""Static SVG that may stand in any page: only shapes and text, ids of its own, words for all."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

from salestoolkit.charts.svg_texts import Texts, put_texts

ELEMENTS = frozenset(
    {"svg", "g", "path", "rect", "line", "circle", "text", "tspan", "defs", "clipPath"}
)
ATTRIBUTES = frozenset(
    {
        "width", "height", "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "r",
        "cx", "cy", "rx", "ry", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity",
        "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "opacity",
        "font-family", "font-size", "font-weight", "font-style", "text-anchor", "dx", "dy",
        "clip-path", "id",
    }
)  # fmt: skip
OF_VEGA = frozenset({"title", "subtitle", "axis", "legend"})
"""Parts whose label Vega writes in English, whatever the chart's language."""
_OWN_REFERENCE = re.compile(r"url\(#([\w-]+)\)")
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}")
_NUMERIC = frozenset({"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "r"})


def clean_svg(
    raw: str, *, title: str, description: str, prefix: str, texts: Texts | None = None
) -> str:
    """An SVG with only what a chart needs, and with a title and a description.

    What is not on the list of shapes and attributes is left out: scripts, links, pictures, styles,
    events. ``prefix`` begins every id. A mark's ``aria-label`` becomes its tooltip; titles and axes,
    which can be read in the picture, get none. ``texts`` are those that Vega drew the picture without.
    """
    whole = fromstring(raw)
    if texts is not None:
        put_texts(whole, texts)
    root = _copy(whole, prefix)
    if root is None:
        raise ValueError("not an SVG")
    ids = {"title": f"{prefix}-title", "desc": f"{prefix}-desc"}
    for at, (tag, said) in enumerate((("title", title), ("desc", description))):
        words = ET.Element(tag, {"id": ids[tag]})
        words.text = said
        root.insert(at, words)
    root.attrib = {
        "xmlns": "http://www.w3.org/2000/svg",
        "role": "img",
        "aria-labelledby": f"{ids['title']} {ids['desc']}",
        "style": "max-width:100%;height:auto",
        **root.attrib,
    }
    return ET.tostring(root, encoding="unicode")


def _copy(source: ET.Element, prefix: str) -> ET.Element | None:
    tag = source.tag.rpartition("}")[2] if isinstance(source.tag, str) else ""
    if tag not in ELEMENTS:
        return None
    kept = {
        name: _attribute(name, value, prefix)
        for name, value in source.attrib.items()
        if name in ATTRIBUTES
    }
    copy = ET.Element(tag, {name: value for name, value in kept.items() if value is not None})
    copy.text = source.text
    label = source.get("aria-label")
    if label and tag != "svg" and source.get("aria-roledescription") not in OF_VEGA:
        ET.SubElement(copy, "title").text = label
    for child in source:
        kept_child = _copy(child, prefix)
        if kept_child is not None:
            copy.append(kept_child)
    return copy


def _attribute(name: str, value: str, prefix: str) -> str | None:
    if name == "id":
        return f"{prefix}-{value}"
    if name in _NUMERIC:
        return _LONG_DECIMAL.sub(_shorter, value)
    if "url(" in value:
        own = _OWN_REFERENCE.fullmatch(value)
        return f"url(#{prefix}-{own[1]})" if own else None
    return value


def _shorter(found: re.Match[str]) -> str:
    return f"{float(found[0]):.2f}".rstrip("0").rstrip(".")
