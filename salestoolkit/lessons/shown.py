"""What a lesson's cell shows: paragraphs, lists and tables, as HTML and as plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from salestoolkit.words import Words

STYLE = "text-align:left;vertical-align:top;white-space:normal;padding:4px 14px 4px 0"
NUMBER = "text-align:right;vertical-align:top;white-space:nowrap;padding:4px 14px 4px 0"
OVER_NUMBERS = "text-align:right;vertical-align:top;white-space:normal;padding:4px 14px 4px 0"
"""A long name over short numbers breaks, or the table would be wider than its place."""
WIDTH = "max-width:54em"


class Shown:
    """The output of a cell: a notebook shows it as HTML, everything else as text.

    Examples
    --------
    >>> print(Shown(paragraph("2 < 3")))
    2 < 3
    """

    def __init__(self, *blocks: Block) -> None:
        self.blocks = blocks

    def __str__(self) -> str:
        return "\n".join(block.text for block in self.blocks)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        inside = "".join(block.html for block in self.blocks)
        return f'<div style="{WIDTH}">{inside}</div>'


class Block:
    """A part of what is shown, in both forms."""

    def __init__(self, html: str, text: str) -> None:
        self.html = html
        self.text = text


def heading(text: str) -> Block:
    """A heading below those of the lesson."""
    return Block(f"<h4>{escape(text)}</h4>", text)


def paragraph(text: str, *, bold: bool = False) -> Block:
    """A paragraph."""
    inside = f"<strong>{_rich(text)}</strong>" if bold else _rich(text)
    return Block(f'<p style="margin:0.3em 0">{inside}</p>', text)


def bullets(lines: Iterable[str]) -> Block:
    """A list of lines."""
    listed = list(lines)
    items = "".join(f"<li>{_rich(line)}</li>" for line in listed)
    return Block(f'<ul style="margin:0.2em 0">{items}</ul>', "\n".join(f"- {x}" for x in listed))


def numbered(lines: Iterable[str]) -> Block:
    """A list of lines in which the order counts."""
    listed = list(lines)
    items = "".join(f"<li>{_rich(line)}</li>" for line in listed)
    text = "\n".join(f"{place}. {line}" for place, line in enumerate(listed, 1))
    return Block(f'<ol style="margin-top:0.2em">{items}</ol>', text)


def table(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()
) -> Block:
    """A table of texts, with or without a header; columns at ``numbers`` are set to the right."""

    def cell(tag: str, place: int, text: str) -> str:
        numeric = OVER_NUMBERS if tag == "th" else NUMBER
        style = numeric if place in numbers else STYLE
        scope = ' scope="col"' if tag == "th" else ""
        return f'<{tag}{scope} style="{style}">{escape(text)}</{tag}>'

    def line(tag: str, cells: Sequence[str]) -> str:
        return f"<tr>{''.join(cell(tag, place, text) for place, text in enumerate(cells))}</tr>"

    head = f"<thead>{line('th', header)}</thead>" if header else ""
    body = "".join(line("td", row) for row in rows)
    named = escape(", ".join(filter(None, header or [row[0] for row in rows])))
    html = (
        f'<div style="overflow-x:auto" tabindex="0" role="group" aria-label="{named}">'
        f'<table style="border-collapse:collapse">{head}<tbody>{body}</tbody></table></div>'
    )
    return Block(html, "\n".join(" | ".join(row) for row in (header, *rows) if row))


def pictured(chart: Any, words: Words) -> Block:
    """A chart, and folded away under it what it shows as a table."""
    from salestoolkit.charts.render import alt_of, figure, spec
    from salestoolkit.charts.told import table_html

    drawn = spec(chart)
    told, html = table_html(drawn, words), figure(drawn)
    if told:
        opened = (
            f'<summary style="cursor:pointer">{escape(words.text("chart_table.open"))}</summary>'
        )
        html += f"<details>{opened}{told}</details>"
    return Block(html, alt_of(drawn))


def signed(points: float, words: Words) -> str:
    """Whole points with their sign: ``+7``, ``−15``, ``0``."""
    whole = round(points)
    sign = "+" if whole > 0 else "\N{MINUS SIGN}" if whole < 0 else ""
    return sign + words.number(abs(whole), digits=0)


def _rich(text: str) -> str:
    """A text as HTML: what stands between backticks as code, links to pages beside the lesson."""
    code = re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))
    return re.sub(r"\[([^\]]+)\]\((\w+\.md)\)", r'<a href="\2">\1</a>', code)
