"""The figures of a funnel audit that are money: values, and the largest leak."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.counts import OPEN, WON, Counts
from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel_counts import total
from salestoolkit.core.funnel_figures import Figures, Maker, fates
from salestoolkit.core.funnel_stages import of_currency


def money_figures(make: Maker, counts: Counts, *, several: bool) -> Figures:
    """Value won, value still open, and the mean value of a won deal."""
    deals = counts.deals
    mine = of_currency(deals, make.currency)
    made = []
    for name, fate in (("won_value", WON), ("open_value", OPEN)):
        rows = deals[mine & (deals["fate"] == fate).to_numpy(dtype=bool)]
        count, worth = total(rows, "value_n"), float(rows["value_sum"].sum())
        note = "census" if count else _no_value(counts, fate, several)
        made.append(make.figure(name, worth if count else None, n=count, unit="money", note=note))
        if fate == WON:
            mean = worth / count if count else None
            made.append(make.figure("mean_won_value", mean, n=count, unit="money", note=note))
    return {figure.name: figure for figure in made}


def _no_value(counts: Counts, fate: str, several: bool) -> str:
    if several:
        return "several_currencies"
    if not fates(counts)[fate]:
        return "none_won" if fate == WON else "none_open"
    return "no_values"


def leak_figure(
    make: Maker, leaks: pd.DataFrame, why_none: str, *, several: bool
) -> tuple[Figure, str | None]:
    """The largest leak that is not noise, as money; and its stage.

    Where values are not known it is the one that costs most wins, and the figure has no value.
    """
    named = leaks[leaks["named"].to_numpy(dtype=bool)] if len(leaks) else leaks
    if not len(named):
        looked_at = int(leaks["entered"].max()) if len(leaks) else 0
        return make.figure("largest_leak", None, n=looked_at, unit="money", note=why_none), None
    in_money = named["lost_value"].notna().all()
    size = named["lost_value" if in_money else "lost_wins"].to_numpy(dtype=float)
    row: Any = named.iloc[int(np.argmax(size))]
    columns = ("lost_value", "lost_value_low", "lost_value_high")
    loss, low, high = (float(row[column]) if in_money else None for column in columns)
    figure = make.figure(
        "largest_leak",
        loss,
        n=row["entered"],
        unit="money",
        between=(low, high),
        note=None if in_money else "several_currencies" if several else "no_values",
    )
    return figure, str(row["stage"])
