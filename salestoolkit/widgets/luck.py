"""Sliders for a team of equally good people: how far apart luck alone puts them.

All it does can be done without it: see `LuckDesk`.
"""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.charts.luck import luck_chart
from salestoolkit.core.luck import Luck, drawn_shares, spread_by_luck
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.what_if import ALERT, LABELS, LINE
from salestoolkit.words import Words, load_words
from salestoolkit.words.luck import luck_lines

NAMED = "salestoolkit-luck"
"""Class of the box, by which its sliders are found."""
WIDE = 560
BUTTON = {"width": "auto", "align_self": "flex-start"}
RANGES = {"people": (2, 20, 1), "deals": (10, 400, 10), "rate": (5, 60, 1)}
"""Least, most and step of each slider."""


class LuckDesk:
    """A team of equally good people: how many, with how many deals, at what true rate (per cent).

    ``found`` is where the best and the worst are expected, ``shares`` what one year gave.
    """

    def __init__(
        self, *, people: int = 11, deals: int = 100, rate: int = 20, language: str = "en"
    ) -> None:
        self.words: Words = load_words(language)
        self.people, self.deals, self.rate, self.year = people, deals, rate, 1
        self.found: Luck
        self.shares: tuple[float, ...]
        self.move()

    def move(self, **change: int) -> None:
        """Put a slider elsewhere: ``people``, ``deals``, ``rate`` or ``year``.

        Raises
        ------
        InvalidValue
            ``luck_nobody``, ``luck_deals``, ``rate_outside_0_1``; nothing is changed then.
        """
        wanted = {name: getattr(self, name) for name in (*RANGES, "year")} | change
        people, deals, rate = wanted["people"], wanted["deals"], wanted["rate"] / 100
        found = spread_by_luck([deals] * people, rate)
        self.shares = drawn_shares(people, deals, rate, seed=wanted["year"])
        self.found = found
        self.people, self.deals, self.rate = people, deals, wanted["rate"]
        self.year = wanted["year"]

    def sentences(self) -> list[str]:
        """What is expected, what this year gave, and from where on to look."""
        return luck_lines(self.words, self.found, self.shares)


class LuckSliders(NamedSliders):
    """Three sliders and a button for another year; the sentences and the picture follow."""

    box = NAMED

    def __init__(self, desk: LuckDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.said, self.picture, self.status = w.HTML(), Picture(self.words), w.HTML()
        self.sliders = {name: self._slider(name) for name in RANGES}
        self.again = w.Button(description=self._say("again"), layout=BUTTON)
        self.again.on_click(lambda _: self._moved(year=desk.year + 1))
        left = w.VBox(
            [*self.sliders.values(), self.again, self.status, self.said],
            layout={"flex": "1 1 360px", "min_width": "300px"},
        )
        right = w.VBox([self.picture], layout={"flex": "1 1 560px", "min_width": "300px"})
        title = w.HTML(f"{narrow(self.box)}<h3>{escape(self._say('title'))}</h3>")
        super().__init__([title, w.HBox([left, right], layout={"flex_flow": "row wrap"})])
        self.add_class(self.box)
        self.show()

    def show(self) -> None:
        """Show the desk's last good result."""
        head, *rest = self.desk.sentences()
        lines = "".join(f"<p>{escape(line)}</p>" for line in rest)
        self.said.value = f"<p aria-live='polite'><b>{escape(head)}</b></p>{lines}"
        chart = luck_chart(self.desk.found, self.desk.shares, self.words, width=WIDE)
        self.picture.show(chart)

    def _slider(self, name: str) -> Any:
        low, high, step = RANGES[name]
        made = w.IntSlider(
            value=getattr(self.desk, name),
            min=low,
            max=high,
            step=step,
            description=self._say(name),
            style=LABELS,
            layout=LINE,
        )
        made.observe(lambda change: self._moved(**{name: change["new"]}), names="value")
        return made

    def _moved(self, **change: int) -> None:
        try:
            self.desk.move(**change)
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        self.show()

    def _say(self, key: str) -> str:
        return self.words.text(f"luck.form.{key}")


def luck_sliders(
    *, people: int = 11, deals: int = 100, rate: int = 20, language: str = "en"
) -> LuckSliders:
    """Sliders for a team in which all are equally good: how far apart luck alone puts them.

    Parameters
    ----------
    people : int
        How many reps.
    deals : int
        Closed deals of each.
    rate : int
        True win rate of all of them, in per cent.
    language : str
        ``en`` or ``pl``.
    """
    return LuckSliders(LuckDesk(people=people, deals=deals, rate=rate, language=language))
