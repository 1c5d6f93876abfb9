"""The stages of a funnel: how many got there, moved on, and how long it took."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import Survival, kaplan_meier
from salestoolkit.core.ends import NOBODY, Ends, ends_by_stage
from salestoolkit.core.funnel_counts import Source, total
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.process import SalesProcess, Stage

STAGE_COLUMNS = (
    *("stage", "name", "universal", "waiting", "reached", "visited", "reached_share"),
    *("lost_here", "open_here", "open_value", "entered", "advanced", "lost", "open"),
    *("conversion", "conversion_low", "conversion_high", "conversion_closed"),
    *("conversion_mature", "mature_n", "mature_days", "no_clock"),
    *("median_days", "median_low", "median_high", "q25_days", "q75_days"),
    *("rmst_days", "rmst_horizon", "timed"),
)
CURVE_COLUMNS = ("stage", "day", "advanced", "advanced_low", "advanced_high", "lost", "still_open")
MOSTLY = 0.1
"""Above this share of lost deals without a known stage, no stage's count can be told."""

Row = dict[str, Any]


def knows_stages(counts: Counts) -> bool:
    """Whether the book tells how far its deals came, the lost ones among them."""
    if not counts.process.deal_stages or counts.deals["furthest"].isna().all():
        return False
    lost = counts.deals[counts.deals["fate"] == LOST]
    unknown = total(lost[lost["furthest"].isna()])
    return not unknown > MOSTLY * total(lost)


def leaves_stages(counts: Counts) -> bool:
    """Whether any stay in a stage was seen to end on a known day: without, no stage has a rate."""
    ended = counts.passages[counts.passages["next"] != OPEN]
    return bool(ended["days"].notna().any())


def stage_table(
    source: Source, counts: Counts, *, currency: str | None, level: float, history: bool
) -> pd.DataFrame:
    """One row a deal stage, in process order: see `salestoolkit.core.funnel.FunnelAudit`.

    Parameters
    ----------
    source : Source
        Where earlier windows are counted.
    counts : Counts
        The page's own counts.
    currency : str, optional
        Whose values are added; None where money cannot be told.
    level : float
        Of the bands.
    history : bool
        Whether stages are known (`knows_stages`); where not, only where open deals stand is told.
    """
    process = counts.process
    places = _depths(counts.deals, process, currency)
    visits = ends_by_stage(counts.visits)
    rows = []
    for place, stage in zip(places, process.deal_stages, strict=True):
        row = _identity(stage) | place
        if history:
            row |= _visited(visits.get(stage.key, NOBODY))
            row |= _conversion(source.ends(stage.key), level)
            row |= _mature(source, stage.key)
        rows.append(row)
    table = pd.DataFrame(rows, columns=list(STAGE_COLUMNS))
    if not history:
        table[["reached", "reached_share", "lost_here"]] = None
    return table


def _identity(stage: Stage) -> Row:
    return {
        "stage": stage.key,
        "name": stage.name,
        "universal": stage.universal,
        "waiting": stage.waiting,
    }


def _depths(deals: pd.DataFrame, process: SalesProcess, currency: str | None) -> list[Row]:
    """How many deals came at least so far, and where the lost and open ones stopped."""
    order = {stage.key: place for place, stage in enumerate(process.stages)}
    n, fate = deals["n"].to_numpy(), deals["fate"]
    value_n, value_sum = deals["value_n"].to_numpy(), deals["value_sum"].to_numpy()
    depth = deals["furthest"].map(order).to_numpy(dtype=float, na_value=np.nan)
    won = (fate == WON).to_numpy(dtype=bool)
    depth = np.where(won, len(order), depth)
    lost, still = ((fate == name).to_numpy(dtype=bool) for name in (LOST, OPEN))
    valued = still & of_currency(deals, currency)
    rows: list[Row] = []
    stages = process.deal_stages
    for place, stage in enumerate(stages):
        here = order[stage.key]
        # Customer stages lie behind the win: an open or lost deal there stopped at the last one.
        beyond = order[stages[place + 1].key] if place + 1 < len(stages) else len(order)
        stopped = (depth >= here) & (depth < beyond)
        mine = stopped & valued
        known = value_n[mine].any() or not n[stopped & still].any()
        rows.append(
            {
                "reached": int(n[depth >= here].sum()),
                "lost_here": int(n[stopped & lost].sum()),
                "open_here": int(n[stopped & still].sum()),
                "open_value": float(value_sum[mine].sum()) if known else None,
            }
        )
    entrants = rows[0]["reached"] if rows else 0
    return [
        row | {"reached_share": row["reached"] / entrants if entrants else None} for row in rows
    ]


def of_currency(deals: pd.DataFrame, currency: str | None) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Rows whose values may be added; an empty currency stands for values without one."""
    if currency == "":
        return np.asarray(deals["currency"].isna().to_numpy(dtype=bool))
    return np.asarray((deals["currency"] == currency).to_numpy(dtype=bool, na_value=False))


def _visited(visits: Ends) -> Row:
    """First visits, and how long they took until any exit."""
    first = visits.where(visits.first)
    fit = time_in_stage(first)
    row: Row = {"visited": first.count(), "timed": int(fit.n)}
    if not fit.n:
        return row
    low, high = fit.quantile_interval(0.5)
    horizon = fit.well_observed_until()
    mean, _ = fit.restricted_mean(horizon or 0.0)
    return row | {
        "median_days": fit.median,
        "median_low": low if fit.median is not None else None,
        "median_high": high,
        "q25_days": fit.quantile(0.25),
        "q75_days": fit.quantile(0.75),
        "rmst_days": mean,
        "rmst_horizon": horizon,
    }


def time_in_stage(first_visits: Ends) -> Survival:
    """Kaplan-Meier curve of the time until any exit, of visits with a clock."""
    timed = first_visits.clocked
    return kaplan_meier(timed.days, timed.outcome, entry=timed.entry_age, weights=timed.n)


def _conversion(passages: Ends, level: float) -> Row:
    timed = passages.clocked
    still, moved, lost = (timed.count(outcome) for outcome in (0, 1, 2))
    row: Row = {
        "entered": still + moved + lost,
        "advanced": moved,
        "lost": lost,
        "open": still,
        "no_clock": passages.count() - timed.count(),
    }
    if not moved + lost:
        return row
    curve = passages.curve
    low, high = curve.interval(curve.last or 0.0, level=level)
    return row | {
        "conversion": curve.final(),
        "conversion_low": low,
        "conversion_high": high,
        "conversion_closed": moved / (moved + lost),
    }


def _mature(source: Source, key: str) -> Row:
    """Share that moved on within the stage's usual time, of those that had that time."""
    days = source.usual_days(key)
    if days is None:
        return {}
    tally = source.ends(key, window=source.mature(days)).within(days)
    return {
        "conversion_mature": tally.rate,
        "mature_n": tally.entered,
        "mature_days": days,
    }


def curve_table(source: Source, *, level: float, history: bool) -> pd.DataFrame:
    """Cumulative incidence by day since entry; stage ``""`` is the whole deal."""
    stages = source.everyone().process.deal_stages if history else ()
    curves = [(key, source.ends(key).curve) for key in ("", *(stage.key for stage in stages))]
    tables = [_curve_rows(key, curve, level) for key, curve in curves if curve.n]
    if not tables:
        return pd.DataFrame(columns=list(CURVE_COLUMNS))
    columns = zip(*tables, strict=True)
    return pd.DataFrame(
        {name: np.concatenate(pieces) for name, pieces in zip(CURVE_COLUMNS, columns, strict=True)}
    )


def _curve_rows(key: str, curve: Incidence, level: float) -> tuple[Any, ...]:
    """Steps of one curve, from day 0 to the last follow-up, as columns."""
    low, high = curve.band(level=level, small_sample=True)
    last = curve.last or 0.0
    begins = not curve.time.size or curve.time[0] > 0
    ends = last > (curve.time[-1] if curve.time.size else 0.0)

    def full(values: Any, start: float) -> Any:
        steps = np.concatenate([[start] if begins else [], values])
        return np.concatenate([steps, steps[-1:] if ends else []])

    days = np.concatenate([[0.0] if begins else [], curve.time, [last] if ends else []])
    return (
        np.full(days.size, key, dtype=object),
        days,
        full(curve.incidence[0], 0.0),
        full(low, 0.0),
        full(high, 0.0),
        full(curve.incidence[1], 0.0),
        full(curve.survival, 1.0),
    )
