"""The open deals of a forecast: what each may bring, and which of them matter most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_hazards import WHOLE, DealHazards, clock_of
from salestoolkit.core.forecast_result import Weighted
from salestoolkit.core.process import SalesProcess

KEPT = (
    *("source_name", "deal_id", "title", "organization", "owner", "team"),
    *("segment", "source", "territory", "product", "stage", "stage_days", "age_days"),
)
TOP = 10


def deal_table(
    rows: pd.DataFrame, chance: Array, hazards: DealHazards, *, size: float | None
) -> pd.DataFrame:
    """One row an open deal with its chance in the period, expected value and share of the spread.

    expected = value x chance. spread_share = p (1 - p) v^2 / sum of it over the deals: how much of the
    variance of the total it brings while all chances hold. A deal without a value counts with the mean
    size of won deals (``size``) in the spread, not in ``expected``; with no sizes all count alike.
    """
    table = rows[[name for name in KEPT if name in rows]].copy()
    table["value"] = rows["worth"].to_numpy(dtype=float)
    table["chance"] = chance
    value = table["value"].to_numpy(dtype=float)
    table["expected"] = value * chance
    weight = np.where(np.isnan(value), 1.0 if size is None else size, value)
    if size is None and np.isnan(value).all():
        weight = np.ones(len(table))
    likely = np.nan_to_num(chance)
    spread, counted = likely * (1 - likely) * weight**2, likely * weight
    table["spread_share"] = spread / spread.sum() if spread.sum() else 0.0
    table["expected_share"] = counted / counted.sum() if counted.sum() else 0.0
    table["beyond"] = _beyond(rows, hazards)
    return table.reset_index(drop=True)


def what_matters(deals: pd.DataFrame, *, most: int = TOP) -> pd.DataFrame:
    """The deals that matter most: by the larger of their share of the spread and of what is expected.

    ``why`` is ``spread`` where the win or loss of this deal moves the total more than it is counted on,
    ``expected`` where more is counted on.
    """
    if deals.empty:
        return deals.assign(why=pd.Series(dtype="object"))
    shares = deals[["spread_share", "expected_share"]]
    weight = shares.max(axis=1)
    order = np.lexsort((deals["deal_id"].astype(str), -weight.to_numpy(dtype=float)))
    top = deals.iloc[order[:most]]
    top = top[weight.iloc[order[:most]].to_numpy(dtype=float) > 0]
    by_spread = (top["spread_share"] >= top["expected_share"]).to_numpy(dtype=bool)
    return top.assign(why=np.where(by_spread, "spread", "expected")).reset_index(drop=True)


def weighted_pipeline(rows: pd.DataFrame, process: SalesProcess) -> Weighted:
    """The CRM's own weighted pipeline: sum of stage probability (x value) over the open deals.

    The process's win probability of the stage, else the probability in the export. It says nothing of
    when a deal closes, and is nobody's forecast: it is shown to be held against one.
    """
    found = stage_probabilities(process)
    stage = rows["stage"].map(found).to_numpy(dtype=float, na_value=np.nan)
    own = rows["probability"].to_numpy(dtype=float, na_value=np.nan)
    chance = np.where(np.isnan(stage), own, stage)
    known = ~np.isnan(chance)
    if not known.any():
        wins, basis = (0.0 if rows.empty else None), None
        return Weighted(n=len(rows), known=0, wins=wins, value=wins, basis=basis)
    worth = rows["worth"].to_numpy(dtype=float)
    valued = known & ~np.isnan(worth)
    return Weighted(
        n=len(rows),
        known=int(known.sum()),
        wins=float(chance[known].sum()),
        value=float(chance[valued] @ worth[valued]) if valued.any() else None,
        basis="process" if (~np.isnan(stage)).any() else "deal",
    )


def stage_probabilities(process: SalesProcess) -> dict[str, float]:
    """Win probability that the process gives to each of its stages."""
    stages = process.stages
    return {
        one.key: float(one.win_probability) for one in stages if one.win_probability is not None
    }


def _beyond(rows: pd.DataFrame, hazards: DealHazards) -> Array:
    """Whether a deal is older than any that was seen to end where it stands."""
    clock = clock_of(hazards, rows)
    here = rows["stage_days"].to_numpy(dtype=float, na_value=np.nan)
    age = rows["age_days"].to_numpy(dtype=float, na_value=np.nan)
    last = {key: one.last for key, one in hazards.stages.items()}
    found = [
        None if key is None else (total if key == WHOLE else stay) > (last[key] or 0.0)
        for key, stay, total in zip(clock, here, age, strict=True)
    ]
    return np.array([bool(one) for one in found], dtype=bool)
