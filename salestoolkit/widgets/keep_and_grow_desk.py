"""What the sliders of churn and referral do, without a screen: each move is one call, refused whole or done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from salestoolkit.core.cycle_year import YearCycle, year_levers
from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.core.whole_cycle import PERIODS, WholeCycle, cycle_ahead, whole_cycle
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words, load_words
from salestoolkit.words.whole_cycle import cycle_headline, cycle_lines, gain_lines

KEYS = ("customers", "leads", "win", "value", "churn", "introductions", "conversion")
"""What can be moved; shares are 0-1."""
SHARES = ("win", "churn", "conversion")


EXAMPLE = YearCycle(
    customers=120, leads=30, win=0.1, value=12000, churn=0.2, introductions=2, conversion=0.35
)
"""A loop near 0.3: introductions matter, and do not carry the company."""


class KeepAndGrowDesk:
    """Churn and referral thought over: where the sliders stand, and what comes of it.

    A move that is refused changes nothing. ``was`` is where they began, for the grey curve.
    """

    def __init__(
        self, start: YearCycle = EXAMPLE, *, currency: str | None = None, language: str = "en"
    ) -> None:
        self.words: Words = load_words(language)
        self.currency = currency
        self.was = self.now = self._checked(start)

    @property
    def cycle(self) -> WholeCycle:
        """What one lead brings through all rounds, at the rates of a month."""
        return whole_cycle(self.now.rates())

    def move(self, key: str, to: Any) -> None:
        """Put one slider somewhere; shares are 0-1.

        Raises
        ------
        InvalidValue
            ``unknown_lever``, ``goal_not_number``, ``goal_below_zero`` or ``goal_not_share``.
        """
        if key not in KEYS:
            raise InvalidValue("unknown_lever", value=key, allowed=", ".join(KEYS))
        self.now = self._checked(replace(self.now, **{key: to}))

    def ahead(self) -> tuple[list[float], list[float]]:
        """Customers by month at the rates of now, and at those where the sliders began."""
        now = cycle_ahead(self.now.rates(), start=self.now.customers, periods=PERIODS)
        was = cycle_ahead(self.was.rates(), start=self.was.customers, periods=PERIODS)
        return now, was

    def headline(self) -> str:
        """Where the number of customers settles, or why it does not."""
        return cycle_headline(self.words, self.cycle)

    def lines(self) -> list[str]:
        """The value of a lead, the loop, customers after so many months."""
        return cycle_lines(
            self.words, self.cycle, end=self.ahead()[0][-1], periods=PERIODS, currency=self.currency
        )

    def gains(self) -> list[str]:
        """What a small step of each rate is worth."""
        return gain_lines(self.words, year_levers(self.now), currency=self.currency)

    def label(self, key: str) -> str:
        """Name of a slider with its unit."""
        name = self.words.text(f"growth.cycle.slider.{key}")
        return f"{name} ({self.currency})" if key == "value" and self.currency else name

    def _checked(self, cycle: YearCycle) -> YearCycle:
        for key in KEYS:
            check = a_share if key in SHARES else a_number
            check(getattr(cycle, key), self.label(key))
        return cycle
