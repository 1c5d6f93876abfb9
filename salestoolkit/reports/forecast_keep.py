"""Keeping the forecasts of a page, once its files are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.forecast_kept import KeptForecast
from salestoolkit.sources.forecasts import DAYS, EXPORTED, WHOLE, keep_forecasts, keep_sizes

NUMBERS = (
    *("done", "median", "mean", "low_50", "high_50"),
    *("low_80", "high_80", "low_95", "high_95"),
)


def keep_page(book: Path, record: Mapping[str, Any]) -> int:
    """Keep the forecasts of a page's record, and on the page of all deals the values of the open ones.

    Returns how many forecasts were added; those that were kept already are not added again.
    """
    added = keep_forecasts(book, [_kept(row) for row in record["keep"]])
    # looking back, the values of that day are not known
    then = all(row["exported"] == row["as_of"] for row in record["keep"])
    if record["part"] is None and record["keep"] and then:
        deals = [{**deal, "currency": record["currency"]} for deal in record["deals"]]
        keep_sizes(book, date.fromisoformat(record["as_of"]), deals)
    return added


def _kept(row: Mapping[str, Any]) -> KeptForecast:
    """A row of a record as a kept forecast: days and numbers as they were."""
    found = dict(row)
    for name in (*DAYS, EXPORTED):
        found[name] = date.fromisoformat(found[name])
    for name in NUMBERS:
        found[name] = float(found[name])
    for name in WHOLE:
        found[name] = int(found[name])
    return KeptForecast(**found)
