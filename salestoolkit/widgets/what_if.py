"""A what-if with sliders: the picture and the figures follow, scenarios are kept and compared.

All it does can be done without it: see `salestoolkit.widgets.what_if_desk.WhatIfDesk`.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.charts.what_if import scenarios_chart, what_if_chart
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_grid import slider_step
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.attempts import attempt
from salestoolkit.widgets.named_sliders import NamedSliders, only_rounds
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if_desk import BOXES, WhatIfDesk
from salestoolkit.words.what_if import RANKS, lever_lines, what_if_headline, what_if_lines

LABELS = {"description_width": "14em"}
LINE = {"width": "98%"}
ALERT = '<span role="alert" style="color:#a33b00;font-weight:bold">{}</span>'
NAMED = "salestoolkit-what-if"
"""Class of the box, by which its sliders are found."""
WIDE = 620
HIGHEST = 3.0


class WhatIfSliders(NamedSliders):
    """Sliders on the left, picture and figures beside them.

    ``desk`` does the work; ``figures`` and ``picture`` show its last good result, ``status`` says what
    was done or what is wrong.
    """

    box = NAMED

    def __init__(self, desk: WhatIfDesk) -> None:
        self.desk, self.words = desk, desk.words
        self._loading = False
        self.figures, self.picture, self.levers = w.HTML(), Picture(self.words), w.HTML()
        self.status = w.HTML(self._span(self._say("ready")))
        self.listed, self.compared = w.HTML(), Picture(self.words)
        self.controls = {key: self._control(key) for key in desk.keys}
        self.rank = w.Dropdown(
            description=self._say("rank"),
            options=[(self.words.text(f"what_if.lever.{rank}"), rank) for rank in RANKS],
            style={"description_width": "initial"},
            layout={"width": "24em"},
        )
        self.rank.observe(lambda _: self._show_levers(), names="value")
        self.name = w.Text(description=self._say("name"), style=LABELS, layout=LINE)
        self.chosen = w.SelectMultiple(description=self._say("compared"), style=LABELS, layout=LINE)
        self.buttons = {
            "reset": self._button("reset", self._reset),
            "save": self._button("save", self._save),
            "compare": self._button("compare", self._side_by_side),
        }
        super().__init__(self._arranged())
        self.add_class(self.box)
        self._list()
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        found = self.desk.found
        lines = "".join(f"<p>{escape(line)}</p>" for line in what_if_lines(self.words, found))
        headline = escape(what_if_headline(self.words, found))
        self.figures.value = f"<p aria-live='polite'><b>{headline}</b></p>{lines}"
        self.picture.show(what_if_chart(found, self.words, width=WIDE))
        self._show_levers()

    def _show_levers(self) -> None:
        lines = lever_lines(self.words, self.desk.found, rank=self.rank.value)
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        heading = escape(self.words.text("what_if.lever.heading"))
        self.levers.value = f"<p><b>{heading}</b></p><ol>{items}</ol>"

    def _arranged(self) -> list[w.Widget]:
        desk = self.desk
        moved = [self._part("rates", "rate_"), self._part("times", "days_")]
        rest = [key for key in desk.keys if not key.startswith(("rate_", "days_"))]
        sliders = w.VBox(
            [
                *(part for part in moved if part is not None),
                w.HTML(f"<b>{escape(self._say('rest'))}</b>"),
                *(self.controls[key] for key in rest),
                self.buttons["reset"],
                self.status,
            ],
            layout={"flex": "1 1 360px", "min_width": "320px"},
        )
        result = w.VBox(
            [self.figures, self.picture, self.rank, self.levers],
            layout={"flex": "1 1 640px", "min_width": "320px"},
        )
        kept = w.VBox(
            [
                *(self.name, self.buttons["save"]),
                *(self.chosen, self.buttons["compare"], self.listed, self.compared),
            ]
        )
        title = w.HTML(f"<h3>{escape(self._say('title'))}</h3>")
        return [title, w.HBox([sliders, result], layout={"flex_flow": "row wrap"}), kept]

    def _part(self, title: str, begins: str) -> w.VBox | None:
        found = [self.controls[key] for key in self.desk.keys if key.startswith(begins)]
        if not found:
            return None
        return w.VBox([w.HTML(f"<b>{escape(self._say(title))}</b>"), *found])

    def _control(self, key: str) -> Any:
        value = self.desk.position(key)
        look = {"description": self.desk.label(key), "style": LABELS, "layout": LINE}
        made: Any
        if key in BOXES:
            made = w.Text(
                value=self._typed(value),
                placeholder=self._say("no_limit"),
                continuous_update=False,
                **look,
            )
        elif key == "volume":
            most = max(10, int(HIGHEST * (value or 0)))
            step = max(1, int(slider_step(value or 0)))
            made = w.IntSlider(value=int(value or 0), min=0, max=most, step=step, **look)
        else:
            made = w.FloatSlider(value=value, **_range(key, value or 0.0), **look)
        made.observe(lambda change: self._moved(key, change["new"]), names="value")
        return made

    def _moved(self, key: str, to: Any) -> None:
        if self._loading:
            return
        if key not in BOXES and only_rounds(self.controls[key], self.desk.position(key), to):
            return
        try:
            self.desk.move(key, to)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _reset(self) -> None:
        self.desk.reset()
        self._loading = True
        for key, control in self.controls.items():
            value = self.desk.position(key)
            control.value = self._typed(value) if key in BOXES else value
        self._loading = False
        self.show()

    def _save(self) -> str:
        saved = self.desk.save(self.name.value)
        self._list()
        key = "saved" if saved.copy is None else "saved_copy"
        copy = saved.copy.name if saved.copy else ""
        return self._say(key, name=self.name.value.strip(), path=str(saved.path), copy=copy)

    def _side_by_side(self) -> None:
        results = self.desk.compared(self.chosen.value)
        self.listed.value = ""
        self.compared.show(scenarios_chart(results, self.words, width=WIDE))

    def _list(self) -> None:
        """List what is kept; a file that cannot be read is said when somebody saves or compares."""

        def named() -> str:
            names = [scenario.name for scenario in self.desk.scenarios()]
            self.chosen.options = names
            self.chosen.rows = min(max(len(names), 2), 6)
            return "" if names else self._say("nothing_kept")

        self.compared.show()
        self.listed.value = attempt(named, self.words)

    def _button(self, key: str, act: Callable[[], str | None]) -> w.Button:
        made = w.Button(
            description=self._say(key), layout={"width": "auto", "align_self": "flex-start"}
        )

        def clicked(_: Any) -> None:
            self.status.value = attempt(act, self.words)

        made.on_click(clicked)
        return made

    def _typed(self, value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:.12g}".replace(".", "," if self.words.language == "pl" else ".")

    def _span(self, text: str) -> str:
        return f"<span>{escape(text)}</span>"

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"what_if.widget.{key}", **fields)


def _range(key: str, value: float) -> dict[str, Any]:
    """Ends and step of a slider, in the unit of its label."""
    if key.startswith("rate_"):
        return {"min": 0.0, "max": 100.0, "step": 0.1, "readout_format": ".1f"}
    if key.startswith("days_"):
        return {"min": 0.0, "max": max(30.0, HIGHEST * value), "step": 0.5, "readout_format": ".1f"}
    top = HIGHEST * value or 100.0
    return {"min": 0.0, "max": top, "step": slider_step(value), "readout_format": ".0f"}


def what_if_sliders(
    today: WhatIf, *, path: str | Path = "scenarios.toml", language: str = "en"
) -> WhatIfSliders:
    """Sliders for a what-if: each stage's rate and days, volume, deal value, goal, room and time.

    Parameters
    ----------
    today : WhatIf
        Where it starts, such as what `what_if_from_book` gave.
    path : Path
        The team's file of scenarios; it is made when the first one is kept.
    language : str
        ``en`` or ``pl``; the file is the same in both.
    """
    return WhatIfSliders(WhatIfDesk(today, path=path, language=language))
