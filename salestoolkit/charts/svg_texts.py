"""Texts are taken out of a chart before Vega draws it and put into the picture afterwards.

Vega measures each text, letter by letter, which takes longer than all the rest of a picture. Where a
text stands does not hang on its width: charts lay out and wrap their words themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

NOTHING = " "
HOLLOW = "hollow"
AT = "at_text"
"""Field by whose value a text is found again in the picture."""
_GROUPS = {"role-title-text": "text", "role-title-subtitle": "subtitle"}


@dataclass(frozen=True)
class Texts:
    """What was taken out: lines by part of the title; texts of marks, each with what it tells."""

    title: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)


def without_texts(drawn: Mapping[str, Any]) -> tuple[dict[str, Any], Texts]:
    """The chart with empty texts, and the texts; those that are not plain lines stay where they are."""
    hollow = dict(drawn)
    lines = _title_lines(drawn)
    if lines:
        blank = {name: [NOTHING] * len(found) for name, found in lines.items()}
        hollow["title"] = {**drawn["title"], **blank}
    marks: dict[str, tuple[str, str | None]] = {}
    if _all_plain(drawn):
        datasets = dict(drawn["datasets"])
        layers = [
            _hollow_layer(layer, f"{HOLLOW}-{at}", datasets, marks)
            for at, layer in enumerate(drawn["layer"])
        ]
        hollow |= {"layer": layers, "datasets": datasets}
    return hollow, Texts(lines, marks)


def put_texts(root: ET.Element, texts: Texts) -> None:
    """Put the texts where they belong in the picture that Vega drew without them."""
    for group in root.iter():
        classes = group.get("class", "").split()
        for name in (part for role, part in _GROUPS.items() if role in classes):
            _fill_title(group, texts.title.get(name, ()))
        label = group.get("aria-label", "")
        if "mark-text" not in classes and _tag(group) == "text" and label in texts.marks:
            group.text, told = texts.marks[label]
            del group.attrib["aria-label"]
            if told is not None:
                group.set("aria-label", told)


def _title_lines(drawn: Mapping[str, Any]) -> dict[str, list[str]]:
    title = drawn.get("title")
    if not isinstance(title, Mapping):
        return {}
    found = {name: title.get(name) for name in _GROUPS.values()}
    return {name: lines for name, lines in found.items() if isinstance(lines, list) and lines}


def _text_field(layer: Mapping[str, Any]) -> str | None:
    """The field that a layer writes as it stands, None for a layer of other marks."""
    mark = layer.get("mark")
    if not isinstance(mark, Mapping) or mark.get("type") != "text":
        return None
    name = layer["encoding"].get("text", {}).get("field")
    return None if name is None else str(name)


def _rows(layer: Mapping[str, Any], drawn: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = drawn["datasets"][layer["data"]["name"]]
    return rows


def _all_plain(drawn: Mapping[str, Any]) -> bool:
    """Whether every text of the chart's own layers is one line."""
    texts = [
        row.get(name)
        for layer in drawn.get("layer", ())
        if (name := _text_field(layer)) is not None
        for row in _rows(layer, drawn)
    ]
    return bool(texts) and all(isinstance(text, str) and "\n" not in text for text in texts)


def _hollow_layer(
    layer: dict[str, Any],
    kept: str,
    datasets: dict[str, Any],
    marks: dict[str, tuple[str, str | None]],
) -> dict[str, Any]:
    name = _text_field(layer)
    if name is None:
        return layer
    told = layer["encoding"].get("description", {}).get("field")
    rows = []
    for row in datasets[layer["data"]["name"]]:
        key = f"{HOLLOW} {len(marks)}"
        marks[key] = (row[name].strip(), None if told is None else row.get(told))
        rows.append({**row, name: NOTHING, AT: key})
    datasets[kept] = rows
    described = {"description": {"field": AT, "type": "nominal"}}
    return {
        **layer,
        "data": {"name": kept},
        "mark": {**layer["mark"], "aria": True},
        "encoding": {**layer["encoding"], **described},
    }


def _fill_title(group: ET.Element, lines: Sequence[str]) -> None:
    """One line stands in the text itself, several in a span each."""
    for text in (child for child in group if _tag(child) == "text"):
        spans = [child for child in text if _tag(child) == "tspan"] or [text]
        for span, line in zip(spans, lines, strict=False):
            span.text = line.strip()


def _tag(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]
