"""A forecast by product: units and value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import WON
from salestoolkit.core.forecast_draws import Outcomes, stretches
from salestoolkit.core.forecast_result import Prediction

COLUMNS = (
    *("product", "open", "units", "units_low", "units_high"),
    *("value", "value_low", "value_high", "new_units"),
)
LEVEL = 0.8


def by_product(
    deals: pd.DataFrame, history: pd.DataFrame, outcomes: Outcomes, lines: pd.DataFrame | None
) -> pd.DataFrame:
    """Units and value of each product that are still to be won in the period, mean and 80 % interval.

    Where there are ``lines``, units are the sum of their quantities and value that of their values;
    else each deal is one unit of its product. What new business brings is split as the deals won so
    far were. Empty where no deal names a product. What is won in the period already is not in it.

    Parameters
    ----------
    deals : the forecast's open deals
    history : one row a deal with ``fate``, of the part
    lines : columns deal_id, product, quantity, value, optional
    """
    if lines is not None and len(lines):
        return _of_lines(deals, history, outcomes, lines)
    if "product" not in deals or history["product"].isna().all():
        return pd.DataFrame(columns=list(COLUMNS))
    won = history.loc[(history["fate"] == WON).to_numpy(dtype=bool), "product"]
    named = won.dropna().astype(str).value_counts()
    mine = deals["product"].astype(object).fillna("").astype(str).to_numpy()
    names = sorted({*named.index, *(name for name in mine if name)})
    places = stretches({name: float(named.get(name, 0)) for name in names})
    rows = []
    for name in names:
        chosen = mine == name
        count, worth = outcomes.new_of(*places[name])
        units, value = outcomes.wins_of(chosen) + count, outcomes.values_of(chosen) + worth
        rows.append(_row(name, int(chosen.sum()), units, value, count))
    return _table(rows)


def _of_lines(
    deals: pd.DataFrame, history: pd.DataFrame, outcomes: Outcomes, lines: pd.DataFrame
) -> pd.DataFrame:
    lines = lines.assign(deal_id=lines["deal_id"].astype(str), product=lines["product"].astype(str))
    lines = lines.assign(
        quantity=lines["quantity"].astype(float).fillna(1.0), value=lines["value"].astype(float)
    )
    won = history.loc[(history["fate"] == WON).to_numpy(dtype=bool), "deal_id"].astype(str)
    sold = lines[lines["deal_id"].isin(set(won))]
    # a new deal that is won brings what a won deal with lines brought on average
    whole = max(1, sold["deal_id"].nunique())
    count, _ = outcomes.new_of()
    keys = deals["deal_id"].astype(str)
    rows = []
    for name, own in lines.groupby("product", sort=True):
        sums = own.groupby("deal_id")[["quantity", "value"]].sum()
        each = sums.reindex(keys).fillna(0.0)
        usual = sold.loc[
            (sold["product"] == name).to_numpy(dtype=bool), ["quantity", "value"]
        ].sum()
        fresh = count * float(usual["quantity"]) / whole
        units = outcomes.weighted_of(each["quantity"].to_numpy(dtype=float)) + fresh
        value = outcomes.weighted_of(each["value"].to_numpy(dtype=float))
        value = value + count * float(usual["value"]) / whole
        rows.append(_row(str(name), int((each["quantity"] > 0).sum()), units, value, fresh))
    return _table(rows)


def _row(
    name: str, still_open: int, units: Array, value: Array, new: Array
) -> dict[str, str | int | float]:
    how_many, worth = Prediction.of(units), Prediction.of(value)
    bounds, money = how_many.interval(LEVEL), worth.interval(LEVEL)
    return {
        "product": name,
        "open": still_open,
        "units": how_many.mean,
        "units_low": bounds.low,
        "units_high": bounds.high,
        "value": worth.mean,
        "value_low": money.low,
        "value_high": money.high,
        "new_units": float(np.mean(new)),
    }


def _table(rows: list[dict[str, str | int | float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(COLUMNS))
