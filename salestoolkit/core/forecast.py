"""How many deals will be won in a period, and for how much: see `forecast`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.forecast_deals import deal_table, weighted_pipeline, what_matters
from salestoolkit.core.forecast_draws import DRAWS, Outcomes
from salestoolkit.core.forecast_pipeline import Pipeline
from salestoolkit.core.forecast_result import Done, Forecast, NewBusinessSeen, Prediction
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import InvalidValue

METRICS = ("deals", "revenue")
FEWEST_CLOSED, FEWEST_WON, FEWEST_DAYS = 20, 5, 60
"""Ended deals, wins among them, and days of history below which there is no forecast yet."""
FEW_WON = 30
"""Wins below which rates learned from them are called a small number."""
BURSTS = 1.5
"""Variance over mean of the deals begun in a week from which they are said to come in bursts."""
PARAMETER_DRAWS = 100


def forecast(
    book: HasHistory,
    *,
    start: date,
    until: date,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    metric: str = "deals",
    target: float | None = None,
    models: Sequence[str] | None = None,
) -> Forecast:
    """How many deals will be won in [start, until], and for how much.

    What is won in the period already, the open deals each with its chance, and deals that have not
    begun. How good each way to forecast has been is tried on past days; the best is used, a plain
    baseline too where it has been better.

    Parameters
    ----------
    book : HasHistory
        A deal book; the end of its ``as_of`` is when the forecast is made.
    start, until : date
        First and last day of the period.
    pipeline : str, optional
        The one with the most deals where not given.
    part : Part, optional
        The team, person or other part that the forecast is of. The model and its rates are those of
        the whole book, the deals and the pace of new ones the part's own.
    currency : str, optional
        Whose values are added; needed where there are several.
    metric : str
        ``deals`` or ``revenue``: which of them the model is chosen by, and ``target`` is in.
    models : sequence of str, optional
        Choose among these alone (`MODELS`).

    Raises
    ------
    InvalidValue
        ``forecast_metric``, ``forecast_period`` (it ends before it begins).
    BookError
        ``unknown_pipeline``, ``unknown_dimension``.
    """
    if metric not in METRICS:
        allowed = ", ".join(METRICS)
        raise InvalidValue("forecast_metric", field="metric", value=metric, allowed=allowed)
    if until < start:
        value = f"{start.isoformat()}–{until.isoformat()}"
        raise InvalidValue("forecast_period", field="until", value=value)
    book = book if isinstance(book, Remembered) else Remembered(book)
    whole = state_of(book, pipeline=pipeline, currency=currency)
    mine = whole if part is None else replace(whole, part=part)
    found = _empty(mine, whole, start, until, metric, target)
    reason = _why_not(whole, found)
    if reason is not None:
        return replace(found, reason=reason)
    return _filled(found, whole, mine)


def state_of(book: HasHistory, *, pipeline: str | None, currency: str | None) -> State:
    """The book as it is known now, with the currency whose values are added."""
    first = State(book, pipeline, None)
    return replace(first, currency=_money(first.frame, currency))


def several_currencies(frame: pd.DataFrame) -> bool:
    """Whether values are in more than one currency, so that one must be chosen."""
    return len(set(frame.loc[frame["value"].notna(), "currency"].dropna())) > 1


def _money(frame: pd.DataFrame, wanted: str | None) -> str | None:
    """Currency whose values are added; None where it must be chosen, or no value has one."""
    named = sorted({str(one) for one in frame.loc[frame["value"].notna(), "currency"].dropna()})
    if wanted is not None:
        if named and wanted not in named:
            allowed = ", ".join(named)
            raise InvalidValue("unknown_currency", value=wanted, allowed=allowed)
        return wanted
    return named[0] if len(named) == 1 else None


def _empty(
    mine: State, whole: State, start: date, until: date, metric: str, target: float | None
) -> Forecast:
    """What can be said without a forecast: what is done, the weighted pipeline, how much is known."""
    rows, money = mine.open, _has_money(whole)
    limits = {
        "several_currencies": whole.currency is None and several_currencies(whole.frame),
        "no_values": not money and not several_currencies(whole.frame),
        "some_values_missing": money and bool(rows["worth"].isna().any()),
        "no_stages": bool(len(rows)) and bool(rows["stage"].isna().all()),
        "no_open_deals": rows.empty,
        "few_won": whole.won[0].size < FEW_WON,
    }
    n, value = mine.won_within(start.toordinal() - 1, until.toordinal())
    weighted = weighted_pipeline(rows, mine.book.process_of(mine.pipeline))
    return Forecast(
        as_of=mine.day,
        start=start,
        until=until,
        metric=metric,
        pipeline=mine.pipeline,
        part=mine.part,
        currency=whole.currency,
        done=Done(n=int(n), value=value if money else None),
        n_open=len(rows),
        n_closed=mine.closed,
        weighted=weighted if money else replace(weighted, value=None),
        target=target,
        limits=tuple(code for code, holds in limits.items() if holds),
    )


def _has_money(whole: State) -> bool:
    """Whether some deal has a value in the chosen currency (none at all counts as one)."""
    return bool(whole.sizes.size or whole.open["worth"].notna().any())


def _why_not(whole: State, found: Forecast) -> str | None:
    """Why there is no forecast yet."""
    if whole.frame.empty:
        return "no_deals"
    if found.until <= found.as_of:
        return "period_over"
    if found.metric == "revenue":
        for code in ("several_currencies", "no_values"):
            if code in found.limits:
                return code
    created = whole.created
    history = found.as_of.toordinal() - created[0] + 1 if created.size else 0
    few = whole.closed < FEWEST_CLOSED or whole.won[0].size < FEWEST_WON
    return "too_little_history" if few or history < FEWEST_DAYS else None


def _filled(found: Forecast, whole: State, mine: State) -> Forecast:
    """The forecast itself."""
    window = Window.of(found.as_of, found.start, found.until)
    pipeline = Pipeline(whole, PARAMETER_DRAWS)
    chances = pipeline.chances(mine.open, window)
    outcomes = pipeline.outcomes(mine, window, chances, draws=DRAWS)
    count, worth = outcomes.totals()
    wins = Prediction.of(found.done.n + count)
    revenue = None if found.done.value is None else Prediction.of(found.done.value + worth)
    sizes = pipeline.sizes(mine)
    deals = deal_table(
        mine.open,
        chances.mean(axis=0),
        pipeline.hazards,
        size=float(sizes.mean()) if sizes.size else None,
    )
    made = replace(
        found,
        wins=wins,
        revenue=revenue,
        deals=deals,
        matter=what_matters(deals),
        new_business=_seen(pipeline, mine, window, outcomes),
        model="semi_markov",
        why="only_one",
        outcomes=outcomes,
    )
    return replace(made, chance=_chance(made))


def _chance(found: Forecast) -> float | None:
    total = found.total
    return None if total is None or found.target is None else total.chance_of(found.target)


def _seen(pipeline: Pipeline, mine: State, window: Window, outcomes: Outcomes) -> NewBusinessSeen:
    """New business in a few figures."""
    pace = pipeline.pace(mine)
    count, worth = outcomes.new_of()
    coming = pace.a_day * window.days
    return NewBusinessSeen(
        n=pace.n,
        days=pace.days,
        a_week=7 * pace.a_day,
        share=float(count.mean()) / coming if coming else None,
        wins=float(count.mean()),
        value=float(worth.mean()) if pipeline.state.sizes.size else None,
        overdispersed=pace.spread > BURSTS,
    )
