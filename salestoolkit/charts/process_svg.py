"""Panels of a process map as SVG: shapes and text only, nothing that runs or is fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from salestoolkit.charts.process_card import Card
from salestoolkit.charts.process_lines import Label
from salestoolkit.charts.process_panel import Arrow, Panel, Point, Swatch
from salestoolkit.charts.theme import CALM, FONT, INK, MUTED, PAPER
from salestoolkit.core.process import Passes

TINTS: dict[Passes, str] = {"lead": "#e9eef4", "deal": "#a9c8e4", "customer": "#1b4b7a"}
"""Lightness 94, 79 and 31 of 100: three greys on a grey print."""
WAITING_FILL = "#f4f5f7"
BORDER = "#8a94a3"
DASH = "4 2.5"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")
_TURNS = {"right": 0, "down": 90, "left": 180, "up": 270}


def panels_svg(
    panels: Sequence[Panel], *, title: str, description: str, width: float, zoom: float
) -> str:
    """Panels one under the other as an ``<svg role="img">`` with title and description.

    ``zoom`` is how many pixels a unit of the panels is on the screen.
    """
    body, y = [], 0.0
    for panel in panels:
        body.append(f'<g transform="translate(0 {_n(y)})">{_panel(panel)}</g>')
        y += panel.height
    inside = "".join(body)
    name = "m" + hashlib.sha256(f"{title}\0{description}\0{inside}".encode()).hexdigest()[:12]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'aria-labelledby="{name}-title {name}-desc" style="max-width:100%;height:auto" '
        f'width="{_n(width * zoom)}" height="{_n(y * zoom)}" viewBox="0 0 {_n(width)} {_n(y)}" '
        f'font-family="{FONT}">'
        f'<title id="{name}-title">{_text(title)}</title>'
        f'<desc id="{name}-desc">{_text(description)}</desc>'
        f'<rect width="{_n(width)}" height="{_n(y)}" fill="{PAPER}"/>{inside}</svg>\n'
    )


def _panel(panel: Panel) -> str:
    parts: list[str] = []
    if panel.loop:
        path = _rounded(panel.loop, panel.round)
        parts.append(
            f'<path d="{path}" fill="none" stroke="{CALM}" stroke-width="{_n(panel.stroke)}"/>'
        )
    parts += [_card(card) for card in panel.cards]
    parts += [_arrow(arrow) for arrow in panel.arrows]
    parts += [_swatch(item) for item in panel.swatches]
    parts += [_label(label) for label in panel.labels]
    return "".join(parts)


def _card(card: Card) -> str:
    box = f'x="{_n(card.x)}" y="{_n(card.y)}" width="{_n(card.width)}" height="{_n(card.height)}"'
    dash = f' stroke-dasharray="{DASH}"' if card.waiting else ""
    parts = [f'<rect {box} rx="4" fill="{WAITING_FILL if card.waiting else PAPER}"/>']
    parts.append(f'<path d="{_band(card)}" fill="{TINTS[card.passes]}"/>')
    parts.append(
        f'<rect {box} rx="4" fill="none" stroke="{INK if card.waiting else BORDER}" '
        f'stroke-width="{1.2 if card.waiting else 1}"{dash}/>'
    )
    if card.rule is not None:
        inset = card.labels[0].x - card.x
        parts.append(
            f'<path d="M{_n(card.x + inset)} {_n(card.rule)}H{_n(card.x + card.width - inset)}" '
            f'stroke="{CALM}" stroke-width="0.8"/>'
        )
    if card.hourglass is not None:
        fill = PAPER if card.passes == "customer" else INK
        parts.append(_hourglass(*card.hourglass, fill))
    return "<g>" + "".join(parts) + "".join(_label(label) for label in card.labels) + "</g>"


def _band(card: Card) -> str:
    """The head of a card, round above and straight below."""
    x, y, r = card.x, card.y, 4
    return (
        f"M{_n(x)} {_n(y + card.band)}V{_n(y + r)}Q{_n(x)} {_n(y)} {_n(x + r)} {_n(y)}"
        f"H{_n(x + card.width - r)}Q{_n(x + card.width)} {_n(y)} {_n(x + card.width)} {_n(y + r)}"
        f"V{_n(y + card.band)}Z"
    )


def _hourglass(x: float, y: float, size: float, fill: str) -> str:
    wide, tall = 0.6 * size, 0.8 * size
    return (
        f'<path d="M{_n(x)} {_n(y - tall)}h{_n(wide)}l{_n(-wide)} {_n(tall)}h{_n(wide)}Z" '
        f'fill="{fill}"/>'
    )


def _arrow(arrow: Arrow) -> str:
    return (
        f'<path d="M-3.6 -5L4.8 0L-3.6 5Z" fill="{MUTED}" stroke="{PAPER}" stroke-width="1" '
        f'transform="translate({_n(arrow.x)} {_n(arrow.y)}) rotate({_TURNS[arrow.towards]})"/>'
    )


def _swatch(item: Swatch) -> str:
    fill = WAITING_FILL if item.passes is None else TINTS[item.passes]
    dash = f' stroke-dasharray="{DASH}"' if item.passes is None else ""
    return (
        f'<rect x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.size)}" '
        f'height="{_n(item.size)}" rx="2" fill="{fill}" stroke="{BORDER}"{dash}/>'
    )


def _label(label: Label) -> str:
    weight = ' font-weight="bold"' if label.bold else ""
    anchor = f' text-anchor="{label.anchor}"' if label.anchor != "start" else ""
    halo = _halo(label) if label.on_line else ""
    return (
        f'{halo}<text x="{_n(label.x)}" y="{_n(label.y)}" font-size="{_n(label.size)}"'
        f'{weight}{anchor} fill="{label.fill}">{_text(label.text)}</text>'
    )


def _halo(label: Label) -> str:
    """A clearing in the loop for words that stand on it."""
    wide, tall = label.width + label.size, 1.5 * label.size
    left = label.x - (wide / 2 if label.anchor == "middle" else label.size / 2)
    return (
        f'<rect x="{_n(left)}" y="{_n(label.y - 1.1 * label.size)}" width="{_n(wide)}" '
        f'height="{_n(tall)}" fill="{PAPER}"/>'
    )


def _rounded(points: Iterable[Point], radius: float) -> str:
    """A closed line through corners at right angles, each of them rounded."""
    corners = list(points)
    path: list[str] = []
    for at, (x, y) in enumerate(corners):
        before, after = corners[at - 1], corners[(at + 1) % len(corners)]
        one, other = _towards((x, y), before, radius), _towards((x, y), after, radius)
        path.append(f"{'L' if path else 'M'}{_n(one[0])} {_n(one[1])}")
        path.append(f"Q{_n(x)} {_n(y)} {_n(other[0])} {_n(other[1])}")
    return "".join(path) + "Z"


def _towards(corner: Point, other: Point, far: float) -> Point:
    across, down = other[0] - corner[0], other[1] - corner[1]
    length = abs(across) + abs(down)
    share = min(far, length / 2) / length if length else 0
    return corner[0] + across * share, corner[1] + down * share


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def _n(value: float) -> str:
    """A number as short as it can be written."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
