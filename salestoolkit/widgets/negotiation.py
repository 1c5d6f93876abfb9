"""A discount with sliders: whether it pays, what it must bring, who may grant it, what to ask for it.

All it does can be done without it: see `salestoolkit.widgets.negotiation_desk.NegotiationDesk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.negotiation import negotiation_chart
from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation_sheet import Swap
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.negotiation_desk import EXAMPLE, KEYS, NegotiationDesk, Position
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT

LABELS = {"description_width": "25em"}
LINE = {"width": "98%", "max_width": "62em"}
NAMED = "salestoolkit-negotiation"
"""Class of the box, by which its sliders are found."""
WIDE = 560
HIGHEST = 3
MOST_DISCOUNT = 50.0


class NegotiationSliders(NamedSliders):
    """Sliders, below them the answer with its figures, and the picture beside these.

    ``desk`` does the work; ``answer``, ``figures`` and ``picture`` show its last good result, ``status``
    says what is wrong.
    """

    box = NAMED

    def __init__(self, desk: NegotiationDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.ends = (self._say("low"), self._say("high"))
        self.answer, self.figures, self.picture = w.HTML(), w.HTML(), Picture(self.words)
        first = self._say("example") if desk.now is EXAMPLE else ""
        self.status = w.HTML(f"<span>{escape(first)}</span>")
        self.controls = {key: self._control(key) for key in KEYS}
        said = w.VBox(
            [self.answer, self.figures],
            layout={"flex": "1 1 380px", "min_width": "300px", "padding": "0 16px 0 0"},
        )
        seen = w.VBox([self.picture], layout={"flex": "0 1 580px", "min_width": "300px"})
        title = w.HTML(f"{narrow(NAMED)}<h3>{escape(self._say('title'))}</h3>")
        result = w.HBox([said, seen], layout={"flex_flow": "row wrap"})
        super().__init__([title, *self.controls.values(), self.status, result])
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        desk = self.desk
        self.answer.value = f"<p aria-live='polite'><b>{escape(desk.headline())}</b></p>"
        lists = [(self._say("numbers"), desk.lines()), *desk.returns()]
        self.figures.value = "".join(_listed(heading, lines) for heading, lines in lists)
        self.picture.show(negotiation_chart(desk.curve, self.words, width=WIDE))

    def _control(self, key: str) -> Any:
        look = {"description": self.desk.label(key), "style": LABELS, "layout": LINE}
        value = getattr(self.desk.now, key)
        made: Any
        if key in ("price", "cost"):
            top = HIGHEST * float(self.desk.now.price)
            step = slider_step(float(self.desk.now.price))
            made = w.FloatSlider(
                value=float(value), min=0.0, max=top, step=step, readout_format=".0f", **look
            )
        elif key == "chance_with":
            both = tuple(float(100 * one) for one in value)
            made = w.FloatRangeSlider(value=both, **_percent(100.0), **look)
        else:
            ends = _percent(MOST_DISCOUNT, step=0.5) if key == "discount" else _percent(100.0)
            made = w.FloatSlider(value=float(100 * value), **ends, **look)
        made.observe(lambda change: self._moved(key, change["new"]), names="value")
        return made

    def _moved(self, key: str, to: Any) -> None:
        try:
            self.desk.move(key, _unit(key, to))
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _say(self, key: str) -> str:
        return self.words.text(f"negotiation.widget.{key}")


def _listed(heading: str, lines: Sequence[str]) -> str:
    items = "".join(f'<li style="line-height:1.35">{escape(line)}</li>' for line in lines)
    return f"<p><b>{escape(heading)}</b></p><ul>{items}</ul>"


def _percent(top: float, *, step: float = 1.0) -> dict[str, Any]:
    """Ends and step of a slider in percent."""
    shown = ".0f" if step == 1 else ".1f"
    return {"min": 0.0, "max": top, "step": step, "readout_format": shown}


def _unit(key: str, to: Any) -> Any:
    """What a slider shows as the desk takes it: percent as shares, without binary remainders."""
    if key in ("price", "cost"):
        return to
    if key == "chance_with":
        return tuple(Decimal(str(one)) / 100 for one in to)
    return Decimal(str(to)) / 100


def negotiation_sliders(
    *,
    start: Position = EXAMPLE,
    currency: str | None = None,
    ladder: Ladder | None = None,
    swaps: Sequence[Swap] = (),
    floor: Decimal | None = None,
    language: str = "en",
) -> NegotiationSliders:
    """Sliders for a discount: price, cost, chance now, discount, chance with it.

    Parameters
    ----------
    start : Position
        Where they begin; an example where none is given.
    ladder, swaps, floor
        The team's limits: see `NegotiationDesk`.
    language : str
        ``en`` or ``pl``.
    """
    desk = NegotiationDesk(
        start, currency=currency, ladder=ladder, swaps=swaps, floor=floor, language=language
    )
    return NegotiationSliders(desk)
