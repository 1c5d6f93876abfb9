"""What a chart shows, for a table beside it: its own data in its own words, from its specification."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from salestoolkit.charts.render import PARTS
from salestoolkit.words import Words

MOST_ROWS = 150
"""Rows of a table beside a chart: it is folded, and still leaves the page its size."""
Told = tuple[str, tuple[str, ...]]
"""A name, and what is said of it."""
_COLON = ": "
_TICKS = re.compile(r"(\[.*?\])\[indexof")
_FIGURE = re.compile(r"\s+[\d−].*")


def told_rows(drawn: Mapping[str, Any], words: Words) -> tuple[Told, ...]:
    """What each mark of a chart says, by the name it says it of; of curves where they are at each tick.

    Marks that say the same, as a point in its interval does, are one. Empty where the chart has no
    data that it says anything of.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> mark = {"mark": "bar", "encoding": {"description": {"field": "tip"}}, "data": {"name": "a"}}
    >>> rows = [{"tip": "Call: 4 days"}, {"tip": "Call: 9 calls"}, {"tip": "Call"}]
    >>> told_rows({"layer": [mark], "datasets": {"a": rows}}, load_words("en"))
    (('Call', ('4 days', '9 calls')),)
    """
    found: dict[str, dict[str, None]] = {}
    for mark, data in _marks(drawn, drawn.get("datasets", {}), None):
        for name, said in (*_described(mark, data), *_along(mark, data, words)):
            found.setdefault(name, {})[said] = None
    return tuple((name, tuple(said)) for name, said in found.items())[:MOST_ROWS]


def _marks(
    part: Mapping[str, Any], named: Mapping[str, Any], above: Any
) -> Iterator[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]:
    """Every mark's encoding with its data, in the order in which they are drawn."""
    data = part.get("data") or above or {}
    for place in PARTS:
        for inner in part.get(place, ()):
            yield from _marks(inner, named, data)
    if "mark" in part:
        rows = data.get("values") or named.get(str(data.get("name")), ())
        yield part.get("encoding", {}), rows if isinstance(rows, list) else ()


def _described(
    encoding: Mapping[str, Any], data: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """What marks say of themselves; a name without a figure says nothing."""
    field = encoding.get("description", {}).get("field")
    for row in data if field else ():
        name, _, said = str(row.get(field, "")).partition(_COLON)
        if name and said:
            yield name, said


def _along(
    encoding: Mapping[str, Any], data: Sequence[Mapping[str, Any]], words: Words
) -> Iterator[tuple[str, str]]:
    """How high each named area is at the ticks of its axis, as the other axis writes it."""
    x, y, kind = (encoding.get(name, {}) for name in ("x", "y", "fill"))
    ends = y.get("field"), encoding.get("y2", {}).get("field")
    across, upright = x.get("axis") or {}, y.get("axis") or {}
    if not (across.get("title") and upright.get("labelExpr") and kind.get("field") and all(ends)):
        return
    labels = dict(zip(across.get("values", ()), _labels(across), strict=False))
    shares = any("%" in label for label in _labels(upright))
    for row in data:
        label = labels.get(row[x["field"]])
        if label is not None:
            height = abs(row[ends[1]] - row[ends[0]])
            value = words.percent(height) if shares else words.number(height)
            # the legend gives the figure at the end, which is not that of every tick
            yield (
                f"{across['title']}: {label}",
                f"{_FIGURE.sub('', str(row[kind['field']]))}: {value}",
            )


def _labels(axis: Mapping[str, Any]) -> list[str]:
    found = _TICKS.match(axis.get("labelExpr", ""))
    return [str(label) for label in json.loads(found[1])] if found else []
