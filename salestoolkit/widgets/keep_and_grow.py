"""Churn and referral with sliders: where the number of customers settles, and what a lead is worth.

All it does can be done without it: see `salestoolkit.widgets.keep_and_grow_desk.KeepAndGrowDesk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.keep_and_grow import keep_and_grow_chart
from salestoolkit.core.cycle_year import YearCycle
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.keep_and_grow_desk import EXAMPLE, KEYS, SHARES, KeepAndGrowDesk
from salestoolkit.widgets.named_sliders import NamedSliders, only_rounds
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT

LABELS = {"description_width": "25em"}
LINE = {"width": "98%", "max_width": "62em"}
NAMED = "salestoolkit-keep-and-grow"
"""Class of the box, by which its sliders are found."""
WIDE = 560
HIGHEST = 3
MOST_INTRODUCTIONS = 30.0


class KeepAndGrowSliders(NamedSliders):
    """Sliders, below them the answer with its figures, and the picture beside these.

    ``desk`` does the work; ``answer``, ``figures`` and ``picture`` show its last good result, ``status``
    says what is wrong.
    """

    box = NAMED

    def __init__(self, desk: KeepAndGrowDesk) -> None:
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
        lists = [(self._say("figures"), desk.lines()), (self._say("gains"), desk.gains())]
        self.figures.value = "".join(_listed(heading, told) for heading, told in lists if told)
        now, was = desk.ahead()
        chart = keep_and_grow_chart(now, was, self.words, steady=desk.cycle.steady, width=WIDE)
        self.picture.show(chart)

    def _control(self, key: str) -> Any:
        look = {"description": self.desk.label(key), "style": LABELS, "layout": LINE}
        value = float(getattr(self.desk.now, key))
        ends = _ends(key, value)
        shown = 100 * value if key in SHARES else value
        made = w.FloatSlider(value=min(shown, ends["max"]), **ends, **look)
        made.observe(lambda change: self._moved(key, change["new"]), names="value")
        return made

    def _moved(self, key: str, to: float) -> None:
        value = float(getattr(self.desk.now, key))
        if only_rounds(self.controls[key], 100 * value if key in SHARES else value, to):
            return
        try:
            self.desk.move(key, round(to / 100, 6) if key in SHARES else to)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _say(self, key: str) -> str:
        return self.words.text(f"growth.cycle.widget.{key}")


def _ends(key: str, value: float) -> dict[str, Any]:
    """Ends and step of a slider: shares in percent, amounts up to three times where they began."""
    if key in SHARES:
        return {"min": 0.0, "max": 100.0, "step": 0.5, "readout_format": ".1f"}
    if key == "introductions":
        top = max(MOST_INTRODUCTIONS, HIGHEST * value)
        return {"min": 0.0, "max": top, "step": 0.1, "readout_format": ".1f"}
    top = HIGHEST * value or 100.0
    return {"min": 0.0, "max": top, "step": slider_step(value or 1.0), "readout_format": ".0f"}


def _listed(heading: str, lines: Sequence[str]) -> str:
    items = "".join(f'<li style="line-height:1.35">{escape(line)}</li>' for line in lines)
    return f"<p><b>{escape(heading)}</b></p><ul>{items}</ul>"


def keep_and_grow_sliders(
    *, start: YearCycle = EXAMPLE, currency: str | None = None, language: str = "en"
) -> KeepAndGrowSliders:
    """Sliders for churn and referral: customers, leads, shares won, value, churn, introductions.

    Parameters
    ----------
    start : Cycle
        Where they begin; an example where none is given.
    language : str
        ``en`` or ``pl``.
    """
    return KeepAndGrowSliders(KeepAndGrowDesk(start, currency=currency, language=language))
