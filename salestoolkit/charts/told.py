"""What a chart shows, for a table beside it: its own data in its own words, from its specification."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from salestoolkit.charts.render import PARTS, title_of
from salestoolkit.words import Words

MOST_ROWS = 150
"""Rows of a table beside a chart: it is folded, and still leaves the page its size."""
MOST_POINTS = 12
"""Points of a curve that are told."""
Cell = list[str]
"""Of what, in which column, what is said; without a column: what is said all in all."""
_COLON = ": "
_TICKS = re.compile(r"(\[.*?\])\[indexof")
_FIGURE = re.compile(r"\s+[\d−].*")
_LEFT = "text-align:left;vertical-align:top;padding:4px 14px 4px 0"


@dataclass(frozen=True)
class ToldTable:
    """A header, and of each row its name and the lines of its cells."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def told_table(drawn: Mapping[str, Any], words: Words) -> ToldTable | None:
    """What a chart shows, a row for each name; None where it says nothing of its data.

    A row of the chart's data may say for the table alone which cells it fills: ``told``, a list of
    `Cell`. Where none does, each mark says what it says aloud, and curves where they are at each tick.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> mark = {"mark": "bar", "encoding": {"description": {"field": "tip"}}, "data": {"name": "a"}}
    >>> rows = [{"tip": "Call: 4 days"}, {"tip": "Call: 9 calls"}, {"tip": "Call"}]
    >>> told_table({"layer": [mark], "datasets": {"a": rows}}, load_words("en")).rows
    (('Call', (('4 days', '9 calls'),)),)
    """
    marks = list(_marks(drawn, drawn.get("datasets", {}), None))
    cells: list[Cell] = [
        [str(of), str(column), str(said)]
        for _, data in marks
        for row in data
        for of, column, said in row.get("told", ())
    ]
    for encoding, data in () if cells else marks:
        cells += [*_described(encoding, data), *_along(encoding, data, words)]
    if not cells:
        return None
    columns = tuple(dict.fromkeys(column for _, column, _ in cells))
    found: dict[str, dict[str, dict[str, None]]] = {}
    for of, column, said in cells:
        # what is said twice, as by a point in its interval, is told once
        found.setdefault(of, {}).setdefault(column, {})[said] = None
    plain = words.text("chart_table.said")
    rows = [
        (of, tuple(tuple(said.get(column, ())) for column in columns)) for of, said in found.items()
    ]
    left = len(rows) - MOST_ROWS
    if left > 0:
        more = words.text("chart_table.more", n=left)
        rows[MOST_ROWS:] = [(more, tuple(() for _ in columns))]
    return ToldTable(
        header=(words.text("chart_table.what"), *(column or plain for column in columns)),
        rows=tuple(rows),
    )


def table_html(drawn: Mapping[str, Any], words: Words) -> str:
    """The table of a chart for a notebook, in a place that scrolls by itself; empty without one."""
    told, title = told_table(drawn, words), escape(title_of(drawn))
    if told is None:
        return ""
    head = "".join(f'<th scope="col" style="{_LEFT}">{escape(one)}</th>' for one in told.header)
    body = "".join(
        f'<tr><th scope="row" style="{_LEFT};font-weight:400">{escape(of)}</th>'
        + "".join(f'<td style="{_LEFT}">{"<br>".join(map(escape, said))}</td>' for said in cells)
        + "</tr>"
        for of, cells in told.rows
    )
    return (
        f'<div role="group" aria-label="{title}" tabindex="0" style="overflow-x:auto">'
        '<table style="border-collapse:collapse;line-height:1.4">'
        f'<caption style="text-align:left;font-weight:bold">{title}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def told_along(
    rows: Sequence[dict[str, Any]], cells: Sequence[Sequence[Cell]]
) -> list[dict[str, Any]]:
    """The rows of a curve, a few of which say their cells: the first, the last, and some between."""
    last = max(len(rows) - 1, 1)
    kept = {round(part * last / (MOST_POINTS - 1)) for part in range(MOST_POINTS)}
    return [
        {**row, "told": list(said)} if place in kept else row
        for place, (row, said) in enumerate(zip(rows, cells, strict=True))
    ]


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


def _described(encoding: Mapping[str, Any], data: Sequence[Mapping[str, Any]]) -> Iterator[Cell]:
    """What marks say of themselves; a name without a figure says nothing."""
    field = encoding.get("description", {}).get("field")
    for row in data if field else ():
        name, _, said = str(row.get(field, "")).partition(_COLON)
        if name and said:
            yield [name, "", said]


def _along(
    encoding: Mapping[str, Any], data: Sequence[Mapping[str, Any]], words: Words
) -> Iterator[Cell]:
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
            column = _FIGURE.sub("", str(row[kind["field"]]))
            yield [f"{across['title']}{_COLON}{label}", column, value]


def _labels(axis: Mapping[str, Any]) -> list[str]:
    found = _TICKS.match(axis.get("labelExpr", ""))
    return [str(label) for label in json.loads(found[1])] if found else []
