"""Audit of a funnel: where deals drop out, how long they take, what it costs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

import pandas as pd

from salestoolkit.core.breakdown_parts import OWNER, Breakdown
from salestoolkit.core.breakdowns import DEFAULT, break_down
from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.counts import Counts, HasCounts
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel_changes import what_changed
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_definitions import FunnelDefinition, funnel_by_definition
from salestoolkit.core.funnel_figures import (
    Maker,
    chance_figures,
    count_figures,
    time_figures,
)
from salestoolkit.core.funnel_flow import Flow, flow_of
from salestoolkit.core.funnel_leaks import leak_table
from salestoolkit.core.funnel_limits import currencies, limits_of
from salestoolkit.core.funnel_money import leak_figure, money_figures
from salestoolkit.core.funnel_paths import Paths, paths_of
from salestoolkit.core.funnel_stages import curve_table, knows_stages, leaves_stages, stage_table
from salestoolkit.core.funnel_trust import Trusted, trust_of
from salestoolkit.core.leak_mix import may_be_mix, without_mix
from salestoolkit.core.lost_reasons import LostReasons, lost_reasons
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.stalled import Stalled, stalled_deals
from salestoolkit.core.what_works import Works, what_works


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
        lost_wins (the same loss counted in wins), prob_below, prob_worst, window_days, mature_days;
        named (True for a leak that is not noise).
        ``entered`` and ``advanced`` count deals that had ``mature_days`` to move on, the stage's
        usual time, and those that did so within it; ``window_days`` is None for all of them.
    leak_stage : key of the largest named leak, or None; where values are not known the largest is
        the one that costs most wins, and the figure ``largest_leak`` is None
    trust : provenance, entries, share

    And, in a whole audit:

    changes : what changed between the last period and the one before, in mix and stages (also where a
        leak had to be told from a change of the mix)
    breakdowns : the deals by team, segment and so on, and by month; by owner for a leader only
    definitions : the stages counted in each of the four ways that people count a funnel
    paths : the ways that deals took: skips, moves back, those that came in again
    flow : time to any end, velocity with what moves it, work in hand
    trusted : which figures rest on entries that were not seen as they happened
    works : activities early in a stage held against how deals went on (an association)
    lost_reasons : why deals were lost as far as that was written down, and competitors
    stalled : the open deals, those first that a call today could save most on

    limits : codes of what this book cannot tell (content ``limits.toml``), such as
        ``no_stage_history``, ``no_stage_dates``, ``few_deals``, ``all_open``, ``none_lost``,
        ``no_values``, ``no_dates``
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
    changes: FunnelChanges | None = None
    breakdowns: tuple[Breakdown, ...] = ()
    definitions: pd.DataFrame | None = None
    paths: Paths | None = None
    flow: Flow | None = None
    trusted: Trusted | None = None
    works: Works | None = None
    lost_reasons: LostReasons | None = None
    stalled: Stalled | None = None


def audit_funnel(
    book: HasCounts,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    reference: Literal["auto"] | Mapping[str, float] = "auto",
    currency: str | None = None,
    mature_days: int | None = None,
    stale_days: int | None = None,
    level: float = 0.95,
    definition: FunnelDefinition = "reached_at_least",
    whole: bool = True,
    for_leader: bool = False,
    no_reasons: Collection[str] = (),
    source: Source | None = None,
) -> FunnelAudit:
    """Where deals drop out of the funnel, how long they take, and what it costs.

    Parameters
    ----------
    book : HasCounts
        A deal book: anything that can count its deals.
    pipeline : str, optional
        The one with the most deals where none is named.
    part : Part, optional
        Part of the book that the page is about, held against the other parts; all deals where not
        given, the last window held against the one before.
    reference : "auto" or mapping
        Targets by stage (share that moves on, 0-1) to hold the stages against instead.
    currency : str, optional
        Whose values are added. Needed where there are several: they are never summed.
    mature_days : int, optional
        Follow-up of the mature cohort; a round number of days by which nine wins of ten have
        happened where not given.
    stale_days : int, optional
        Age from which an open deal counts as lost in ``win_probability_stale_lost``;
        ``mature_days`` where not given.
    level : float
        Of every interval.
    definition : str
        How the funnel's chart counts: ``reached_at_least``, ``visited``, ``first_pass`` or
        ``current_stage_only``.
    whole : bool
        False for the figures, stages, curves and leaks alone: enough for a slider or a filter.
    for_leader : bool
        Whether deals are broken down by owner too.
    no_reasons : collection of str
        What people write where they name no reason for a loss ("other", "n/a").
    source : Source, optional
        What another page of the same book and pipeline was made from: what all deals have is then not
        counted again.

    Returns
    -------
    FunnelAudit
        Also for a book that is empty or can tell little: figures are then None, with a note why.

    Raises
    ------
    InvalidValue
        Where ``level`` lies outside 0-1.
    BookError
        Where the book has no such pipeline or column.
    """
    normal_quantile(level)
    source = (source or Source(book, pipeline)).about(part)
    counts = source.page()
    money, several = _currency(counts, currency)
    history = knows_stages(counts)
    make = Maker(as_of=book.as_of, level=level, currency=money)
    dated = history and leaves_stages(source.everyone())
    leaks = leak_table(source, currency=money, history=dated, reference=reference, level=level)
    changes = None
    if whole or may_be_mix(leaks):
        changes = what_changed(source, currency=money, level=level)
        leaks = without_mix(leaks, changes)
    limits = limits_of(counts, leaks, history=history, dated=dated, several=several)
    largest, leak_stage = leak_figure(make, leaks, _why_no_leak(limits), several=several)
    figures = (
        chance_figures(make, source, counts, mature_days=mature_days, stale_days=stale_days)
        | count_figures(make, counts)
        | time_figures(make, source, counts)
        | money_figures(make, counts, several=several)
        | {largest.name: largest}
    )
    audit = FunnelAudit(
        as_of=book.as_of,
        process=counts.process,
        part=part,
        currency=money or None,
        definition=definition,
        figures=figures,
        stages=stage_table(source, counts, currency=money, level=level, history=history),
        curves=curve_table(source, level=level, history=history),
        leaks=leaks,
        leak_stage=leak_stage,
        trust=_trust(counts),
        limits=limits,
        changes=changes,
    )
    if not whole:
        return audit
    return replace(
        audit,
        **_rest(source, part, money, level, for_leader=for_leader, no_reasons=no_reasons),
    )


def _rest(
    source: Source,
    part: Part | None,
    currency: str | None,
    level: float,
    *,
    for_leader: bool,
    no_reasons: Collection[str],
) -> dict[str, Any]:
    """What a whole audit holds beside figures, stages and leaks."""
    return {
        "breakdowns": break_down(
            source,
            dimensions=(*DEFAULT, OWNER) if for_leader else DEFAULT,
            currency=currency,
            level=level,
            for_leader=for_leader,
        ),
        "definitions": funnel_by_definition(source.page()),
        "paths": paths_of(source, level=level),
        "flow": flow_of(source, currency=currency, level=level),
        "trusted": trust_of(source),
        "works": what_works(source, level=level),
        "lost_reasons": lost_reasons(source, currency=currency, other=no_reasons, level=level),
        "stalled": stalled_deals(source.book, part=part, currency=currency, source=source),
    }


def _currency(counts: Counts, wanted: str | None) -> tuple[str | None, bool]:
    """Currency whose values are added (``""``: values without one), and whether one must be chosen."""
    found = currencies(counts)
    if wanted is not None:
        return wanted, False
    named = [name for name in found if name]
    if len(named) > 1:
        return None, True
    # values without a currency beside one that is named are left out of the sums, and that is said
    return next(iter([*named, *found]), None), False


def _why_no_leak(limits: tuple[str, ...]) -> str:
    """Note for a page on which no leak is named."""
    reasons = ("no_deals", "all_open", "no_dates", "none_won", "short_history", "few_deals")
    return next((reason for reason in reasons if reason in limits), "no_leak_named")


def _trust(counts: Counts) -> pd.DataFrame:
    """How far the stage log was seen as it happened."""
    sums = counts.visits["n"].groupby(counts.visits["provenance"].fillna("unknown")).sum()
    sums = sums.sort_values(ascending=False, kind="stable")
    entries = int(sums.sum())
    table = pd.DataFrame(
        {"provenance": [str(name) for name in sums.index], "entries": sums.to_list()}
    )
    return table.assign(share=table["entries"] / entries if entries else 0.0)
