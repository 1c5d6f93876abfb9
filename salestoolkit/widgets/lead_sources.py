"""A what-if for lead sources: move hours from one to another and see what it would bring.

All it does can be done without it: see `salestoolkit.widgets.lead_sources_desk.LeadHoursDesk`.
"""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.lead_sources import lead_sources_chart
from salestoolkit.core.lead_source_parts import LeadSources
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.lead_sources_desk import LeadHoursDesk
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT, LABELS, LINE
from salestoolkit.words.lead_sources import source_name

NAMED = "salestoolkit-lead-hours"
"""Class of the box, by which its slider is found."""
WIDE = 600


class LeadHoursSliders(NamedSliders):
    """Two sources and a slider of hours on the left, the answer and the ranking beside them.

    ``desk`` does the work; ``said`` shows its last good result, ``status`` what is wrong.
    """

    box = NAMED

    def __init__(self, desk: LeadHoursDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.said, self.status = w.HTML(), w.HTML()
        chart = lead_sources_chart(desk.sources, self.words, width=WIDE)
        self.picture = Picture(self.words, chart)
        self.from_, self.to = self._choice("from_", desk.from_), self._choice("to", desk.to)
        self.hours = w.FloatSlider(
            value=desk.hours,
            min=1,
            max=max(1.0, float(int(desk.most(desk.from_)))),
            step=1,
            readout_format=".0f",
            description=desk.label("hours"),
            style=LABELS,
            layout=LINE,
        )
        self.from_.observe(lambda change: self._given(change["new"]), names="value")
        self.to.observe(lambda change: self._moved(to=change["new"]), names="value")
        self.hours.observe(lambda change: self._moved(hours=change["new"]), names="value")
        title = w.HTML(f"<h3>{escape(desk.label('title'))}</h3>")
        left = w.VBox(
            [self.from_, self.to, self.hours, self.status, self.said],
            layout={"flex": "1 1 380px", "min_width": "320px"},
        )
        right = w.VBox([self.picture], layout={"flex": "1 1 600px", "min_width": "320px"})
        super().__init__([title, w.HBox([left, right], layout={"flex_flow": "row wrap"})])
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        head, *rest = self.desk.sentences()
        lines = "".join(f"<li>{escape(line)}</li>" for line in rest)
        self.said.value = f"<p aria-live='polite'><b>{escape(head)}</b></p><ul>{lines}</ul>"

    def _choice(self, key: str, value: str) -> Any:
        return w.Dropdown(
            description=self.desk.label(key),
            options=[(source_name(name), name) for name in self.desk.names],
            value=value,
            style=LABELS,
            layout=LINE,
        )

    def _given(self, source: str) -> None:
        """Another source gives hours: the slider reaches as far as it has any."""
        self._moved(from_=source)
        most = max(1.0, float(int(self.desk.most(self.desk.from_))))
        self.hours.max = most
        self.hours.value = min(self.desk.hours, most)

    def _moved(self, **change: Any) -> None:
        try:
            self.desk.move(**change)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()


def lead_hours_whatif(sources: LeadSources, *, language: str = "en") -> LeadHoursSliders:
    """Move hours between lead sources and see how many more leads would be won.

    Parameters
    ----------
    sources : LeadSources
        From `salestoolkit.core.lead_sources.lead_sources`, with costs that give hours.
    language : str
        ``en`` or ``pl``.

    Examples
    --------
    In a notebook, with a deal book that holds costs::

        costs, currency = costs_of(book)
        found = lead_sources(book, costs=costs, currency=currency)
        lead_hours_whatif(found, language="pl")
    """
    return LeadHoursSliders(LeadHoursDesk(sources, language=language))
