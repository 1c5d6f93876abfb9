"""A funnel to filter and to look into: the picture follows, and each number shows its deals.

All it does can be done without it: see `salestoolkit.widgets.funnel_desk.FunnelDesk`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w
from altair.utils.schemapi import debug_mode

from salestoolkit.book.deal_book import DealBook
from salestoolkit.charts.funnel import funnel_chart
from salestoolkit.charts.funnel_definitions import definition_chart
from salestoolkit.core.funnel_definitions import DEFINITIONS
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.funnel_deals import LABELS, LINE, DealsPanel
from salestoolkit.widgets.funnel_desk import FunnelDesk
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT
from salestoolkit.words.drill import dimension_of, value_of
from salestoolkit.words.funnel_desk import figure_line, month_label

NAMED = "salestoolkit-funnel"
"""Class of the box, by which its slider is found."""
FIGURES = ("win_probability", "cycle_days", "open_value", "largest_leak")
WIDE = 620
EVERY = object()
"""Chosen where a column filters nothing: a list shows no name for None."""


class FunnelWidget(NamedSliders):
    """Filters on the left, headline, picture and figures beside them; below, the deals behind.

    ``desk`` does the work; ``deals`` lists what is behind a number, ``status``
    says what is wrong with a filter.
    """

    box = NAMED

    def __init__(self, desk: FunnelDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.ends = (self._say("from"), self._say("to"))
        self._loading = False
        self.headline, self.picture, self.figures = w.HTML(), Picture(self.words), w.HTML()
        self.status = w.HTML()
        self.columns = {name: self._choice(name) for name in desk.columns}
        self.created = self._created()
        self.definition = w.Dropdown(
            description=self._say("definition"),
            options=[(self._definition(name), name) for name in DEFINITIONS],
            value=desk.filter.definition,
            style=LABELS,
            layout=LINE,
        )
        self.definition.observe(
            lambda change: self._moved(lambda: desk.define(change["new"])), names="value"
        )
        self.buttons = {"reset": self._button("reset", self._reset)}
        self.deals = DealsPanel(desk)
        super().__init__(self._arranged())
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show what comes of the desk's filters."""
        audit, words = self.desk.audit, self.words
        self.headline.value = f"<p aria-live='polite'><b>{escape(words.headline(audit))}</b></p>"
        with debug_mode(False):
            self.picture.show(self._chart())
        lines = [figure_line(words, audit.figures[name]) for name in FIGURES]
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.figures.value = f"<ul>{items}</ul><p>{escape(self._say('figures'))}</p>"
        self.deals.offer()

    def _chart(self) -> Any:
        found, chosen = self.desk.found, self.desk.filter.definition
        if chosen == "reached_at_least":
            return funnel_chart(found.audit, self.words, width=WIDE)
        as_of = found.audit.as_of
        stages = found.definitions
        return definition_chart(stages, self.words, definition=chosen, as_of=as_of, width=WIDE)

    def _arranged(self) -> list[w.Widget]:
        filters = w.VBox(
            [
                w.HTML(f"<b>{escape(self._say('filters'))}</b>"),
                *self.columns.values(),
                *([] if self.created is None else [self.created]),
                self.definition,
                *self.buttons.values(),
                self.status,
            ],
            layout={"flex": "1 1 340px", "min_width": "300px"},
        )
        result = w.VBox(
            [self.headline, self.picture, self.figures],
            layout={"flex": "1 1 640px", "min_width": "300px"},
        )
        title = w.HTML(f"{narrow(self.box)}<h3>{escape(self._say('title'))}</h3>")
        return [title, w.HBox([filters, result], layout={"flex_flow": "row wrap"}), self.deals]

    def _choice(self, column: str) -> Any:
        values = self.desk.book.parts(column)
        made = w.Dropdown(
            description=dimension_of(self.words, column),
            options=[
                (self._say("all"), EVERY),
                *((value_of(self.words, column, one), one) for one in values),
            ],
            value=EVERY,
            style=LABELS,
            layout=LINE,
        )
        made.observe(
            lambda change: self._moved(
                lambda: self.desk.choose(**{column: _chosen(change["new"])})
            ),
            names="value",
        )
        return made

    def _created(self) -> Any:
        """A slider over the months; None where there is but one."""
        months = self.desk.months
        if len(months) < 2:
            return None
        made = w.SelectionRangeSlider(
            description=self._say("created"),
            options=[(month_label(self.words, month), month) for month in months],
            index=(0, len(months) - 1),
            continuous_update=False,
            style=LABELS,
            layout=LINE,
        )
        made.observe(
            lambda change: self._moved(lambda: self.desk.created(*change["new"])), names="value"
        )
        return made

    def _moved(self, act: Callable[[], Any]) -> None:
        if self._loading:
            return
        try:
            act()
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _reset(self) -> None:
        self._loading = True
        for control in self.columns.values():
            control.value = EVERY
        if self.created is not None:
            self.created.index = (0, len(self.desk.months) - 1)
        self.definition.value = DEFINITIONS[0]
        self._loading = False
        self._moved(self.desk.reset)

    def _button(self, key: str, act: Callable[[], None]) -> w.Button:
        layout = {"width": "auto", "align_self": "flex-start"}
        made = w.Button(description=self._say(key), layout=layout)
        made.on_click(lambda _: act())
        return made

    def _definition(self, name: str) -> str:
        return self.words.text(f"paths.by_definition.{name}")

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"funnel_desk.form.{key}", **fields)


def funnel_widget(
    book: DealBook,
    *,
    folder: str | Path = ".",
    language: str = "en",
    leader: bool = False,
    pipeline: str | None = None,
) -> FunnelWidget:
    """A funnel to filter by columns and months, with the deals behind each number.

    Parameters
    ----------
    book : DealBook
        The deals.
    folder : Path
        Where lists of deals are saved.
    language : str
        ``en`` or ``pl``.
    leader : bool
        Whether it is for who leads the people: only then may deals be chosen by owner.
    pipeline : str, optional
        The one with the most deals where none is named.
    """
    desk = FunnelDesk(book, folder=folder, language=language, leader=leader, pipeline=pipeline)
    return FunnelWidget(desk)


def _chosen(value: Any) -> str | None:
    return None if value is EVERY else value
