"""Which quotas a page is about: those of its period, in one metric and one currency."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.quota_table import Quotas, read_quotas
from salestoolkit.errors import InvalidValue


def chosen_quotas(
    table: pd.DataFrame,
    people: Collection[str],
    deals: pd.DataFrame,
    period: tuple[date, date],
    currency: str | None,
    metric: str | None,
) -> tuple[Quotas, str, str | None]:
    """The lines of the period in one metric and one currency.

    Raises
    ------
    InvalidValue
        ``quota_unusable``, ``quota_not_then``, ``quota_metrics``, ``quota_no_values``,
        ``quota_currencies``.
    """
    every = read_quotas(table, owners=tuple(people), currency=currency or None)
    start, until = period
    inside = [
        first <= until and last >= start
        for first, last in zip(every.lines["start"], every.lines["end"], strict=True)
    ]
    found = Quotas(lines=every.lines[np.array(inside, dtype=bool)], apart=every.apart)
    if found.lines.empty:
        value = f"{start.isoformat()} – {until.isoformat()}"
        known = every.lines
        if known.empty:
            raise InvalidValue("quota_unusable", field="quotas", value=len(table))
        allowed = f"{min(known['start'])} – {max(known['end'])}"
        raise InvalidValue("quota_not_then", field="period", value=value, allowed=allowed)
    if metric is not None and metric not in found.metrics:
        allowed = ", ".join(found.metrics)
        raise InvalidValue("quota_metrics", field="metric", value=metric, allowed=allowed)
    metric = metric or found.metrics[0]
    found = found.of_metric(metric)
    if metric != "deals" and len(deals) and deals["value"].isna().all():
        raise InvalidValue("quota_no_values", field="metric", value=metric)
    coins = sorted(set(found.lines["currency"]) - {""}) if metric != "deals" else []
    if currency:
        coins = [currency]
    if not coins:
        coins = sorted(set(deals.loc[deals["value"].notna(), "currency"]) - {""})
    if len(coins) > 1 and metric != "deals":
        raise InvalidValue("quota_currencies", field="currency", value=", ".join(coins))
    return found, metric, coins[0] if len(coins) == 1 else None
