"""Time and flow: how long deals take, what the funnel brings in, where work piles up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from salestoolkit.core.counts import OPEN
from salestoolkit.core.durations import Survival, conditional_quantile
from salestoolkit.core.ends import Ends
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_figures import Maker, fates
from salestoolkit.core.funnel_stages import knows_stages, leaves_stages, time_in_stage
from salestoolkit.core.funnel_value import (
    ENOUGH_WON,
    mean_won_value,
    onward_chances,
    won_values,
)
from salestoolkit.core.funnel_work import work_table
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.value_spread import value_spread
from salestoolkit.core.velocity import ELASTICITIES, LEVERS, Velocity, sales_velocity
from salestoolkit.core.velocity_change import VelocityChange, velocity_change

MONTH = 365.25 / 12
"""Days of a month."""
STEP = 0.1
"""By how much each lever is moved to see what it brings: the cycle down, the others up."""
STILL_MANY = 0.05
"""Share still open at the horizon from which a mean is called cut off."""
LEVER_COLUMNS = ("lever", "value", "n", "elasticity", "gain_month")


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow:
    """How fast deals go, what the funnel brings in a month, and where work piles up.

    figures, by name
        ``mean_days`` (mean time of all deals until any end, none counted beyond ``horizon_days``);
        ``days_to_win_q25``, ``days_to_win``, ``days_to_win_q75`` (of the deals that win, conditional);
        ``velocity_month`` (open deals x win probability x mean won value / mean days, a month);
        ``begun_worth_month`` (deals begun lately x win probability x mean won value: what the
        velocity would be were the work in hand as Little's law has it). The intervals of both allow
        for chance in the deals, the win probability, the mean time, and for the spread of values
        (see `salestoolkit.core.value_spread`), of which counts hold sums only.
    horizon_days : greatest age at which a deal was seen to end; the mean counts no day beyond it
    levers : lever, value, n, elasticity, gain_month
        The four levers of the velocity, and what one tenth more of each (a cycle a tenth shorter)
        would bring in a month.
    work : see `salestoolkit.core.funnel_work.work_table`, and ``worth_each``: what a deal that comes
        into the stage is worth there, its chance to win times the mean won value
    change : the velocity of the last period against the one before; None where it cannot be told
    limits : codes of what cannot be told: ``no_dates``, ``none_won``, ``none_open``, ``no_values``,
        ``short_history``, ``no_stage_dates``
    """

    as_of: date
    level: float
    currency: str | None
    figures: dict[str, Figure]
    horizon_days: float | None
    levers: pd.DataFrame
    work: pd.DataFrame
    change: VelocityChange | None
    limits: tuple[str, ...] = ()


def flow_of(source: Source, *, currency: str | None, level: float = 0.95) -> Flow:
    """Time, velocity and work in hand of a page's deals.

    Parameters
    ----------
    source : Source
        Where the page's counts come from.
    currency : str, optional
        Whose values are added; ``""`` for values without one, None where money cannot be told.
    level : float
        Of every interval.
    """
    counts = source.page()
    make = Maker(as_of=counts.as_of, level=level, currency=currency)
    cycles = source.ends("")
    stay = time_in_stage(cycles)
    horizon = stay.well_observed_until(1)
    work = work_table(source, level=level)
    if not (knows_stages(counts) and leaves_stages(source.everyone())):
        work = work[(work["stage"] == "").to_numpy(dtype=bool)]
    mean = _mean_days(make, stay, horizon)
    value = mean_won_value(counts, source.everyone(), currency)
    velocity = sales_velocity(
        deals=float(cycles.count(0)),
        win_rate=cycles.curve.final() if (cycles.clocked.outcome > 0).any() else None,
        value=value,
        cycle_days=mean.value,
    )
    change = velocity_change(source, currency=currency, level=level)
    figures = [mean, *_days_to_win(make, cycles), *_money(make, velocity, source, mean, work)]
    return Flow(
        as_of=counts.as_of,
        level=level,
        currency=currency or None,
        figures={figure.name: figure for figure in figures},
        horizon_days=horizon,
        levers=_levers(velocity, source, currency),
        work=work.assign(worth_each=pd.array(_worth_each(source, work, value), dtype="Float64")),
        change=change,
        limits=_limits(source, velocity, change, work),
    )


def _mean_days(make: Maker, stay: Survival, horizon: float | None) -> Figure:
    """Mean time until any end: the area under the share still open, up to the horizon."""
    mean, error = stay.restricted_mean(horizon) if horizon is not None else (None, None)
    if mean is None or error is None or not stay.time.size:
        return make.figure("mean_days", None, n=stay.n, unit="days", note="no_dates")
    half = normal_quantile(make.level) * error
    still = stay.at(horizon or 0.0) or 0.0
    return make.figure(
        "mean_days",
        mean,
        n=stay.n,
        unit="days",
        between=(max(0.0, mean - half), mean + half),
        note="curve_cut" if still > STILL_MANY else None,
    )


def _days_to_win(make: Maker, cycles: Ends) -> list[Figure]:
    """Quartiles of the time to a win, among deals that win within the follow-up."""
    curve = cycles.curve
    made = []
    names = {"days_to_win_q25": 0.25, "days_to_win": 0.5, "days_to_win_q75": 0.75}
    for name, share in names.items():
        time = conditional_quantile(curve, share, level=make.level)
        note = None if time.value is not None else "none_won"
        n = curve.events[0].sum() if curve.events.size else 0
        between = (time.low, time.high)
        made.append(
            make.figure(
                name,
                time.value,
                n=n,
                unit="days",
                between=between,
                note=note,
                definition="days_to_win",
            )
        )
    return made


def _money(
    make: Maker, velocity: Velocity, source: Source, mean: Figure, work: pd.DataFrame
) -> tuple[Figure, Figure]:
    """What the funnel brings in a month: by the work in hand, and by the deals that come in."""
    speed, open_now = velocity.value_per_day, source.ends("").count(0)
    whole = work[(work["stage"] == "").to_numpy(dtype=bool)].iloc[0]
    arrived = 0 if pd.isna(whole["arrived"]) else int(whole["arrived"])
    begun = None
    if arrived and velocity.win_rate is not None and velocity.value is not None:
        begun = whole["arrivals_per_day"] * velocity.win_rate * velocity.value * MONTH
    missing = None if velocity.value is not None else "no_values"
    known = _relative_variance(source, make.currency)
    cycle = _relative_error(mean, make.level) ** 2
    made = []
    for name, value, n, more, note in (
        ("velocity_month", speed * MONTH if speed else speed, open_now, cycle, "no_dates"),
        ("begun_worth_month", begun, arrived, 0.0, "short_history"),
    ):
        between = _log_interval(value, 1 / max(n, 1) + known + more, make.level)
        why = (missing or note) if value is None else None
        made.append(make.figure(name, value, n=n, unit="money", between=between, note=why))
    return made[0], made[1]


def _relative_variance(source: Source, currency: str | None) -> float:
    """Variance of the win probability and of the mean won value, each over its square."""
    curve = source.ends("").curve
    share = curve.final()
    error = float(curve.standard_error()[-1]) if curve.time.size else 0.0
    valued = won_values(source.page(), currency)[0]
    if valued < ENOUGH_WON:
        valued = won_values(source.everyone(), currency)[0]
    return (error / share if share else 0.0) ** 2 + value_spread(source, currency) / max(valued, 1)


def _relative_error(figure: Figure, level: float) -> float:
    if not figure.value or figure.low is None or figure.high is None:
        return 0.0
    return (figure.high - figure.low) / (2 * normal_quantile(level) * figure.value)


def _log_interval(
    value: float | None, variance: float, level: float
) -> tuple[float | None, float | None]:
    """Interval of a product of estimates: that of its logarithm."""
    if not value:
        return None, None
    factor = math.exp(normal_quantile(level) * math.sqrt(variance))
    return value / factor, value * factor


def _levers(velocity: Velocity, source: Source, currency: str | None) -> pd.DataFrame:
    """The four levers, and what a tenth more of each would bring in a month."""
    values = (velocity.deals, velocity.win_rate, velocity.value, velocity.cycle_days)
    watched, valued = source.ends("").clocked.count(), won_values(source.page(), currency)[0]
    counted = (source.ends("").count(0), watched, valued, watched)
    gains = []
    for lever in LEVERS:
        step = -STEP if lever == "cycle" else STEP
        effect = velocity.effect_of(**{lever: step})
        speed = velocity.value_per_day
        gains.append(None if effect is None or speed is None else effect * speed * MONTH)
    return pd.DataFrame(
        {
            "lever": LEVERS,
            "value": pd.array(list(values), dtype="Float64"),
            "n": counted,
            "elasticity": [ELASTICITIES[lever] for lever in LEVERS],
            "gain_month": pd.array(gains, dtype="Float64"),
        },
        columns=list(LEVER_COLUMNS),
    )


def _worth_each(source: Source, work: pd.DataFrame, value: float | None) -> list[float | None]:
    """What a deal that comes into each place is worth: its chance to win times a won deal's value."""
    if value is None:
        return [None] * len(work)
    onward = onward_chances(source) if len(work) > 1 else {}
    worth: list[float | None] = []
    for stage in work["stage"]:
        chance = source.ends(str(stage)).curve.final()
        worth.append(None if chance is None else chance * onward.get(str(stage), 1.0) * value)
    return worth


def _limits(
    source: Source, velocity: Velocity, change: VelocityChange | None, work: pd.DataFrame
) -> tuple[str, ...]:
    by_fate = fates(source.page())
    checks = {
        "no_dates": velocity.cycle_days is None,
        "none_won": not velocity.win_rate,
        "none_open": not by_fate[OPEN],
        "no_values": velocity.value is None,
        "short_history": change is None or bool(work["window_days"].isna().all()),
        "no_stage_dates": len(work) < 2,
    }
    return tuple(code for code, holds in checks.items() if holds)
