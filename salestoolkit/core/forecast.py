"""How many deals will be won in a period, and for how much: see `forecast`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.forecast_backtest import FEWEST_CLOSED, FEWEST_DAYS, FEWEST_WON, ORIGINS
from salestoolkit.core.forecast_baselines import BASELINES
from salestoolkit.core.forecast_choice import MODELS, past_of, score_table
from salestoolkit.core.forecast_deals import deal_table, weighted_pipeline, what_matters
from salestoolkit.core.forecast_draws import DRAWS, Outcomes
from salestoolkit.core.forecast_pipeline import Pipeline
from salestoolkit.core.forecast_products import by_product
from salestoolkit.core.forecast_result import EVEN, Done, Forecast, NewBusinessSeen, Prediction
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_study import Study, study_of
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import InvalidValue

METRICS = ("deals", "revenue")
FEW_WON = 30
"""Wins below which rates learned from them are called a small number."""
BURSTS = 1.5
"""Variance over mean of the deals begun in a week from which they are said to come in bursts."""


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
    lines: pd.DataFrame | None = None,
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
        Choose among these alone (`salestoolkit.core.forecast_choice.MODELS`).
    lines : DataFrame, optional
        Products of the deals (deal_id, product, quantity, value): units and values by product come
        from them, else from the deals' own product.

    Raises
    ------
    InvalidValue
        ``forecast_metric``, ``forecast_model``, ``forecast_period`` (it ends before it begins),
        ``unknown_currency``.
    BookError
        ``unknown_pipeline``, ``unknown_dimension``.
    """
    _check(metric, models, start, until)
    book = book if isinstance(book, Remembered) else Remembered(book)
    whole = state_of(book, pipeline=pipeline, currency=currency)
    mine = whole if part is None else replace(whole, part=part)
    found = _empty(mine, whole, start, until, metric, target)
    reason = _why_not(whole, found)
    if reason is not None:
        return replace(found, reason=reason)
    return _filled(found, whole, mine, models, lines)


def _check(metric: str, models: Sequence[str] | None, start: date, until: date) -> None:
    """InvalidValue for what cannot be asked for."""
    if metric not in METRICS:
        allowed = ", ".join(METRICS)
        raise InvalidValue("forecast_metric", field="metric", value=metric, allowed=allowed)
    unknown = [one for one in models or () if one not in MODELS]
    if unknown or (models is not None and not models):
        value, allowed = ", ".join(unknown), ", ".join(MODELS)
        raise InvalidValue("forecast_model", field="models", value=value, allowed=allowed)
    if until < start:
        value = f"{start.isoformat()}–{until.isoformat()}"
        raise InvalidValue("forecast_period", field="until", value=value)


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


def _filled(
    found: Forecast,
    whole: State,
    mine: State,
    models: Sequence[str] | None,
    lines: pd.DataFrame | None,
) -> Forecast:
    """The forecast itself."""
    study = study_of(whole, Window.of(found.as_of, found.start, found.until))
    choice = study.choice(found.metric, models)
    table = study.table(found.metric)
    model = study.deal_model(found.metric, choice.model)
    chances, outcomes = study.chances(mine, model), study.outcomes(mine, model, draws=DRAWS)
    sizes = study.now.sizes(mine)
    size = float(sizes.mean()) if sizes.size else None
    deals = deal_table(mine.open, chances.mean(axis=0), study.now.hazards, size=size)
    limits = {
        "few_origins": len(study.tries) < ORIGINS,
        "beyond_follow_up": bool(deals["beyond"].any()),
    }
    made = replace(
        _totals(found, study, mine, choice.model, outcomes),
        deals=deals,
        matter=what_matters(deals),
        products=by_product(deals, mine.frame, outcomes, lines),
        new_business=_seen(study.now, mine, study.window, outcomes),
        model=choice.model,
        deal_model=model,
        why=choice.why,
        scores=score_table(table, study.tries, choice.model),
        past=past_of(table, choice.model, study.window),
        limits=(*found.limits, *(code for code, holds in limits.items() if holds)),
        outcomes=outcomes,
    )
    return replace(made, chance=_chance(made))


def _totals(found: Forecast, study: Study, mine: State, model: str, outcomes: Outcomes) -> Forecast:
    """Wins and revenue at the end of the period, by the model that was chosen."""
    if model in BASELINES:
        guess = study.guess(mine, model)
        if guess.reason is not None:
            return replace(found, reason=guess.reason)
        count, worth = guess.wins, guess.value
    else:
        count, worth = outcomes.totals()
    value = found.done.value
    return replace(
        found,
        wins=Prediction.of(found.done.n + count),
        revenue=None if value is None else Prediction.of(value + worth),
    )


def _chance(found: Forecast) -> float | None:
    """Chance of the target; never 0 or 1 for what a few past errors, or draws, happen not to hold."""
    total = found.total
    if total is None or found.target is None:
        return None
    done = found.done.value if found.metric == "revenue" else found.done.n
    if done is not None and done >= found.target - EVEN:
        return 1.0
    edge = 0.5 / total.values.size
    return min(max(total.chance_of(found.target), edge), 1 - edge)


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
