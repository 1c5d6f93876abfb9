"""What a book cannot tell, and which money may be added."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.ends import numbers
from salestoolkit.core.funnel_counts import total
from salestoolkit.core.funnel_figures import fates

FEW = 30
"""Closed deals below which a figure is a hint rather than a finding."""


def currencies(counts: Counts) -> list[str]:
    """Currencies of deals with a value, most frequent first; ``""`` for values without one."""
    deals = counts.deals
    codes, names = pd.factorize(deals["currency"].to_numpy(dtype=object, na_value=""))
    sums = np.bincount(codes, numbers(deals, "value_n"), len(names)).astype(int).tolist()
    found = [(-n, str(name)) for n, name in zip(sums, names, strict=True) if n > 0]
    return [name for _, name in sorted(found)]


def limits_of(
    counts: Counts, leaks: pd.DataFrame, *, history: bool, dated: bool, several: bool
) -> tuple[str, ...]:
    """Codes of what the book cannot tell, each a key of ``content/<language>/limits.toml``."""
    by_fate = fates(counts)
    every, closed = sum(by_fate.values()), by_fate[WON] + by_fate[LOST]
    compared = leaks["reference"].notna().any() if len(leaks) else False
    checks = {
        "no_deals": not every,
        "no_stage_history": bool(every) and not history,
        "no_stage_dates": history and bool(closed) and not dated,
        "some_stages_unknown": history and _stages_missing(counts),
        "single_stage": len(counts.process.deal_stages) == 1,
        "all_open": bool(every) and not closed,
        "none_won": bool(closed) and not by_fate[WON],
        "none_lost": bool(closed) and not by_fate[LOST],
        "few_deals": closed < FEW,
        "no_values": bool(every) and not currencies(counts),
        "several_currencies": several,
        "values_without_currency": not several and _some_without_currency(counts),
        "no_dates": bool(every) and not counts.cycles["days"].notna().any(),
        "short_history": bool(closed) and not compared,
    }
    return tuple(code for code, holds in checks.items() if holds)


def _some_without_currency(counts: Counts) -> bool:
    """Whether some values have a currency and others none."""
    found = currencies(counts)
    return len(found) > 1 and "" in found


def _stages_missing(counts: Counts) -> bool:
    """Whether the furthest stage of some deals that were not won is unknown."""
    deals = counts.deals
    short = deals[(deals["fate"].isin([LOST, OPEN])).to_numpy(dtype=bool)]
    return total(short[short["furthest"].isna()]) > 0
