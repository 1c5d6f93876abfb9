"""Audit of a funnel: where deals drop out, how long they take, what it costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from salestoolkit.core.figures import Figure
from salestoolkit.core.process import SalesProcess


@dataclass(frozen=True, kw_only=True)
class Part:
    """The part of the book that a page is about, and what it is held against."""

    dimension: str
    value: str


@dataclass(frozen=True, kw_only=True)
class FunnelAudit:
    """One result for the lesson, the report and the widget.

    figures, by name
        ``win_probability`` (Aalen-Johansen, open deals censored), ``win_rate_closed`` (won/closed,
        biased), ``win_rate_lowest`` and ``win_rate_highest`` (bounds won/all and (won+open)/all),
        ``win_rate_mature``, ``win_probability_stale_lost`` (old open deals counted lost),
        ``cycle_days`` (median of deals that win, conditional), ``cycle_days_won`` and
        ``cycle_days_lost`` (medians of closed deals alone, biased), ``mean_won_value``,
        ``won_value``, ``open_value``, ``deals``, ``won``, ``lost``, ``open``, ``largest_leak`` (money).
    stages : one row a deal stage in process order
        stage (key), name, universal, waiting; reached (at least), visited, reached_share;
        lost_here, open_here (furthest stage of lost and open deals: reached = reached next + both);
        open_value; entered, advanced, lost, open (first passages with a clock);
        conversion, conversion_low, conversion_high; conversion_closed (advanced/(advanced+lost),
        biased); conversion_mature, mature_n, mature_days; no_clock;
        median_days, median_low, median_high, q25_days, q75_days, rmst_days, rmst_horizon
        (time in stage, Kaplan-Meier to any exit of the first visit); timed (its n).
    curves : stage, day, advanced, advanced_low, advanced_high, lost, still_open
        Cumulative incidence by day since entry; stage ``""`` is the whole deal.
    leaks : one row a stage (or stage ``""``, the whole deal, where there is no stage history)
        stage, name, entered, advanced, rate, reference, reference_kind (``others``, ``before`` or
        ``target``), reference_n, value_next, lost_value, lost_value_low, lost_value_high,
        prob_below, prob_worst, window_days; named (True for a leak that is not noise).
    leak_stage : key of the largest named leak, or None
    trust : provenance, entries, share
    limits : codes of what this book cannot tell (content ``limits.toml``), such as
        ``no_stage_history``, ``few_deals``, ``all_open``, ``none_lost``, ``no_values``, ``no_dates``
    """

    as_of: date
    process: SalesProcess
    part: Part | None
    currency: str | None
    definition: str
    figures: dict[str, Figure]
    stages: pd.DataFrame
    curves: pd.DataFrame
    leaks: pd.DataFrame
    leak_stage: str | None
    trust: pd.DataFrame
    limits: tuple[str, ...] = field(default=())
