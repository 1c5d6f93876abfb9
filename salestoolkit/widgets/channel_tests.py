"""A what-if for planning a channel test: how many leads and days it takes, as sliders move.

All it does can be done without it: see `salestoolkit.widgets.channel_plan_desk.ChannelPlanDesk`.
"""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.channel_plan import channel_plan_chart
from salestoolkit.core.channel_setup import LOOKS, ChannelTest
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.channel_plan_desk import (
    RANGES,
    ChannelPlanDesk,
    PlanEntry,
    entry_of,
)
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT, LABELS, LINE

NAMED = "salestoolkit-channel-plan"
"""Class of the box, by which its sliders are found."""
WIDE = 560
WHOLE = ("leads_per_day", "arms", "window_days", "power")


class ChannelPlanSliders(NamedSliders):
    """Sliders on the left, the plan in words and as a picture beside them.

    ``desk`` does the work; ``said`` and ``picture`` show its last good plan, ``status`` what is wrong.
    """

    box = NAMED

    def __init__(self, desk: ChannelPlanDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.said, self.picture, self.status = w.HTML(), Picture(self.words), w.HTML()
        self.controls = {key: self._slider(key) for key in RANGES}
        self.controls["looks"] = self._looks()
        for key, control in self.controls.items():
            control.observe(lambda change, key=key: self._moved(key, change["new"]), names="value")
        title = w.HTML(f"<h3>{escape(desk.label('title'))}</h3>")
        sliders = w.VBox(
            [*self.controls.values(), self.status],
            layout={"flex": "1 1 360px", "min_width": "320px"},
        )
        result = w.VBox(
            [self.said, self.picture], layout={"flex": "1 1 560px", "min_width": "320px"}
        )
        box = w.HBox([sliders, result], layout={"flex_flow": "row wrap"})
        super().__init__([title, box])
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's plan."""
        head, *rest = self.desk.sentences()
        lines = "".join(f"<li>{escape(line)}</li>" for line in rest)
        self.said.value = f"<p aria-live='polite'><b>{escape(head)}</b></p><ul>{lines}</ul>"
        chart = channel_plan_chart(self.desk.plan, self.desk.curve, self.words, width=WIDE)
        self.picture.show(chart)

    def _slider(self, key: str) -> Any:
        low, high, step = RANGES[key]
        value = min(max(self.desk.position(key), low), high)
        look = {"description": self.desk.label(key), "style": LABELS, "layout": LINE}
        shown = ".0f" if key in WHOLE else ".1f"
        return w.FloatSlider(
            value=value, min=low, max=high, step=step, readout_format=shown, **look
        )

    def _looks(self) -> Any:
        return w.Dropdown(
            description=self.desk.label("looks"),
            options=[(self.desk.label(f"looks_{one}"), one) for one in LOOKS],
            value=self.desk.entry.looks,
            style=LABELS,
            layout=LINE,
        )

    def _moved(self, key: str, to: Any) -> None:
        try:
            self.desk.move(key, to)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()


def channel_plan_whatif(
    test: ChannelTest | None = None, *, language: str = "en", entry: PlanEntry | None = None
) -> ChannelPlanSliders:
    """Sliders for the plan of a channel test: usual result, difference, leads a day, variants, window.

    Parameters
    ----------
    test : ChannelTest, optional
        Where the sliders begin; else at ``entry``, else at 8% and 4 percentage points.
    language : str
        ``en`` or ``pl``.
    """
    start = entry if test is None else entry_of(test)
    return ChannelPlanSliders(ChannelPlanDesk(start, language=language))
