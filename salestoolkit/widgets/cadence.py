"""Sliders for what a reply is worth and a touch costs: the chart, the conclusion and the dates follow.

All it does can be done without it: see `salestoolkit.widgets.cadence_desk.CadenceDesk`.
"""

from __future__ import annotations

from datetime import date
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.cadence import cadence_chart
from salestoolkit.core.cadence import Cadence
from salestoolkit.core.cadence_stop import ReplyWorth
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.cadence_desk import CadenceDesk
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT
from salestoolkit.words.cadence import cadence_headline

LOOK = {"style": {"description_width": "15em"}, "layout": {"width": "98%"}}
NAMED = "salestoolkit-cadence"
"""Class of the box, by which its sliders are found."""
WIDE = 620
HIGHEST = 3.0
"""Sliders of amounts reach this many times their first value."""


def cadence_whatif(
    cadence: Cadence,
    worth: ReplyWorth,
    *,
    start: date,
    calendar: WorkCalendar | None = None,
    language: str = "en",
) -> CadenceSliders:
    """Sliders over replies by touch: after which touch to stop, and the dates of a lead.

    Parameters
    ----------
    worth : ReplyWorth
        What is assumed to begin with; sliders of amounts reach three times as far.
    start : date
        When the lead begins whose dates are shown.
    """
    return CadenceSliders(
        CadenceDesk(cadence, worth, start=start, calendar=calendar, language=language)
    )


class CadenceSliders(NamedSliders):
    """Sliders on the left; chart, conclusion and dates beside them.

    ``desk`` does the work; ``said``, ``picture`` and ``dates`` show its last good result, ``status`` what
    is wrong.
    """

    box = NAMED

    def __init__(self, desk: CadenceDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.said, self.dates, self.status = (w.HTML() for _ in range(3))
        self.picture = Picture(self.words)
        self.controls = {key: self._control(key) for key in desk.keys}
        title = w.HTML(f"<h3>{escape(self._say('title'))}</h3>")
        assumed = w.HTML(f"<p>{escape(self._say('assumed'))}</p>")
        left = w.VBox(
            [*self.controls.values(), self.status, assumed],
            layout={"flex": "1 1 340px", "min_width": "320px"},
        )
        right = w.VBox(
            [self.said, self.picture, self.dates],
            layout={"flex": "1 1 640px", "min_width": "320px"},
        )
        super().__init__([title, w.HBox([left, right], layout={"flex_flow": "row wrap"})])
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        desk = self.desk
        headline = escape(cadence_headline(self.words, desk.cadence, desk.rule))
        self.said.value = f"<p aria-live='polite'><b>{headline}</b></p>"
        drawn = cadence_chart(desk.cadence, self.words, rule=desk.rule, width=WIDE)
        self.picture.show(drawn)
        intro = escape(self._say("dates", date=desk.start))
        items = "".join(f"<li>{escape(line)}</li>" for line in desk.date_lines())
        self.dates.value = f"<p>{intro}</p><ul>{items}</ul>"

    def _control(self, key: str) -> Any:
        at, label = self.desk.position(key), self.desk.label(key)
        made: Any
        if key in ("gap", "months"):
            most = 20 if key == "gap" else 12
            made = w.IntSlider(value=int(at), min=1, max=most, description=label, **LOOK)
        elif key == "chance":
            made = w.FloatSlider(
                value=at, min=0, max=100, step=1, readout_format=".0f", description=label, **LOOK
            )
        else:
            made = w.FloatSlider(
                value=at,
                min=0,
                max=max(10.0, HIGHEST * at),
                step=max(1.0, slider_step(at)),
                readout_format=".0f",
                description=label,
                **LOOK,
            )
        made.observe(lambda change: self._moved(key, change["new"]), names="value")
        return made

    def _moved(self, key: str, to: float) -> None:
        try:
            self.desk.move(key, to)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"cadence.widget.{key}", **fields)
