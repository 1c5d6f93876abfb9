"""A slider that shows how far the open deals can still move the win rate."""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.core.open_deals import win_rate_if
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.words import Words

NAMED = "salestoolkit-open-deals"
"""Class of the box, by which its slider is found."""


class OpenDealsWhatIf(NamedSliders):
    """How many of the open deals will still be won, and the win rate that this makes.

    `salestoolkit.core.open_deals.win_rate_if` computes it. ``rate`` is the win rate shown.
    """

    box = NAMED

    def __init__(self, words: Words, *, won: int, lost: int, still_open: int) -> None:
        self.words = words
        self.counts = {"won": won, "lost": lost, "still_open": still_open}
        self.slider = w.IntSlider(
            description=words.text("open_deals.slider"),
            min=0,
            max=still_open,
            style={"description_width": "initial"},
            layout={"width": "44em", "max_width": "98%"},
        )
        self.result = w.HTML()
        self.slider.observe(self._moved, names="value")
        self._moved(None)
        super().__init__([self.slider, self.result])
        self.add_class(self.box)

    @property
    def rate(self) -> float | None:
        """The win rate, if as many open deals are won as the slider says."""
        return win_rate_if(**self.counts, later_won=self.slider.value)

    def _moved(self, _: Any) -> None:
        text = self.words.text(
            "open_deals.result",
            rate=self.words.percent(self.rate, digits=1),
            won=self.counts["won"] + self.slider.value,
            all=sum(self.counts.values()),
        )
        self.result.value = f"<p>{escape(text)}</p>"
