"""The result of comparing two periods: what every page, chart and sentence reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from salestoolkit.core.change_cohorts import Span
from salestoolkit.core.proportions import Interval

UNTRUSTED = frozenset({"few_deals", "late_entries", "undated_ends", "no_early_wins"})
"""Limits with which nothing is called more than chance."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Deals created in ``span``, and how many of them were won by the end of ``seen_at``.

    ``rate`` is won / created, None of none, and ``between`` its interval.
    """

    span: Span
    seen_at: date
    deals: int
    won: int
    rate: float | None
    between: Interval


@dataclass(frozen=True, kw_only=True, eq=False)
class FunnelChanges:
    """The share won of the deals created in two periods, and what made it change.

    Both periods are seen from the same distance: ``follow_up_days`` after the last of their deals was
    created. So no deal of the later one had less time, and deals still open are not won in either.

    usual_days : the days by which nine wins of ten have happened
    slice_days : length of the slices that were each seen after their own end, where the periods are too
        unlike in length to be seen as a whole; else None
    first, second : the periods; None where the book cannot be compared with itself
    delta, low, high : share won in the second minus that in the first, Newcombe's interval at ``level``
    named : whether that difference is more than chance and small change
    dimension : column whose parts are told apart; None where there is none to tell apart
    looked_at : dimension, parts, mix, mix_low, mix_high, p_value, named, of every column tried
    pieces : one row a piece, in the order of the process; ``effect`` adds up to ``delta``
        kind (``mix`` or ``stage``), stage (key, None for the mix, ``""`` for the whole deal), name,
        last_name (of several stages told as one), effect, low, high, p_value, named,
        reached_before, moved_before, rate_before, reached_after, moved_after, rate_after.
    parts : one row a part; ``mix`` and ``rate`` add up to ``delta``
        part, kind (``part``, ``missing``: deals without a value, ``others``: small ones merged),
        merged (how many), deals_before, won_before, share_before, rate_before, the same ``_after``,
        mix, rate.
    by_stage : part and kind as above, stage, effect; with the mix of the parts they add up to ``delta``
    rate, rate_low, rate_high : what all stages changed together, the change at one and the same mix
    reversal : every part of enough deals changed the other way than the whole (Simpson's paradox)
    mean_won_value, currency : for `worth`
    limits : codes of what stands in the way (content ``changes.toml``): ``no_deals``, ``none_won``,
        ``no_dates``, ``short_history``, ``too_young``, ``no_deals_in_period``, ``few_deals``, ``late_entries``,
        ``undated_ends``, ``no_early_wins``, ``no_stages``, ``no_parts``, ``short_follow_up``
    """

    as_of: date
    level: float
    definition: str = "won_after_follow_up"
    follow_up_days: int | None = None
    usual_days: int | None = None
    slice_days: int | None = None
    first: Period | None = None
    second: Period | None = None
    delta: float | None = None
    low: float | None = None
    high: float | None = None
    p_value: float | None = None
    named: bool = False
    dimension: str | None = None
    looked_at: pd.DataFrame = field(default_factory=pd.DataFrame)
    pieces: pd.DataFrame = field(default_factory=pd.DataFrame)
    parts: pd.DataFrame = field(default_factory=pd.DataFrame)
    by_stage: pd.DataFrame = field(default_factory=pd.DataFrame)
    rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    reversal: bool = False
    mean_won_value: float | None = None
    currency: str | None = None
    limits: tuple[str, ...] = ()

    @property
    def mix_named(self) -> bool:
        """Whether the mix, the first of the pieces where there is one, is more than chance."""
        first = self.pieces.head(1)
        return bool(((first["kind"] == "mix") & first["named"].astype(bool)).any())

    @property
    def mix_hides(self) -> bool:
        """Whether the mix is named and went against a change of the rates that is beyond chance."""
        if self.rate is None or self.rate_low is None or self.rate_high is None:
            return False
        sure = self.rate_low > 0 or self.rate_high < 0
        return sure and self.mix_named and self.pieces["effect"].iloc[0] * self.rate < 0

    def worth(self, effect: float) -> float | None:
        """What an effect on the share won comes to in money, in the second period.

        effect x deals created x mean value of a won deal; None where values are not known.
        """
        if self.second is None or self.mean_won_value is None:
            return None
        return effect * self.second.deals * self.mean_won_value
