"""Deals as quotas are held against them: whose they are, what they brought, and from which clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.plain_text import folded

NEW, EXISTING, UNTOLD = "new", "existing", ""
TEXTS = ("owner", "team", "territory", "product", "organization", "currency")


@dataclass(frozen=True, kw_only=True)
class Closed:
    """What was won: deals, their value and margin (None where none of them has one).

    ``valued`` and ``with_margin`` say how many of the deals have a value, a margin.
    """

    deals: int
    value: float | None
    margin: float | None
    valued: int
    with_margin: int

    @classmethod
    def none(cls) -> Closed:
        """Nothing."""
        return cls(deals=0, value=None, margin=None, valued=0, with_margin=0)

    def of(self, metric: str) -> float:
        """The amount in a metric; what is not known counts for nothing."""
        return float(
            {"deals": self.deals, "revenue": self.value, "margin": self.margin}[metric] or 0
        )


def quota_deals(
    book: HasHistory,
    *,
    pipeline: str | None = None,
    currency: str | None = None,
    contracts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row a deal that exists at ``as_of``: whose it is, its days, what it is worth, which client.

    Columns source_name, deal_id, title, owner, team, territory, product, organization, currency
    (``""`` where not told), fate, created, closed (days), value, margin (NaN where not known, or in
    another currency than ``currency``), client.

    ``client`` is ``existing`` where the organisation won a deal of this book, or had a contract, on a
    day before this deal ended (before the end of ``as_of`` for an open one), ``new`` where it did not,
    ``""`` where no organisation is named. What was bought before the book begins is not seen.
    """
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    found = frame[["source_name", "deal_id", "title", "fate"]].copy()
    for name in TEXTS:
        texts = frame[name].astype(object)
        found[name] = texts.where(texts.notna(), "").astype(str)
    found["created"] = pd.to_datetime(frame["created_on"])
    found["closed"] = pd.to_datetime(frame["closed_on"])
    mine = np.ones(len(found), bool)
    if currency is not None:
        mine = found["currency"].isin(["", currency]).to_numpy(dtype=bool)
    for name in ("value", "margin"):
        found[name] = np.where(mine, frame[name].to_numpy(dtype=float, na_value=np.nan), np.nan)
    found["client"] = _clients(found, book.as_of, contracts)
    return found.reset_index(drop=True)


def closed_in(deals: pd.DataFrame, start: date, last: date) -> pd.Series:
    """Which deals were won on the days from ``start`` to ``last``."""
    inside = (deals["closed"] >= pd.Timestamp(start)) & (deals["closed"] <= pd.Timestamp(last))
    return inside & (deals["fate"] == WON)


def in_play(deals: pd.DataFrame, start: date, last: date) -> pd.Series:
    """Deals that were worked on from ``start`` to ``last``: begun by then, and not ended before."""
    begun = deals["created"].isna() | (deals["created"] <= pd.Timestamp(last))
    ended = (deals["fate"] != OPEN) & (deals["closed"] < pd.Timestamp(start))
    undated = (deals["fate"] == LOST) & deals["closed"].isna()
    return begun & ~ended & ~undated


def sum_up(deals: pd.DataFrame) -> Closed:
    """Deals, value and margin of these deals."""
    sums: dict[str, Any] = {}
    for name in ("value", "margin"):
        known = deals[name].dropna()
        sums[name] = float(known.sum()) if len(known) else None
        sums[f"n_{name}"] = len(known)
    return Closed(
        deals=len(deals),
        value=sums["value"],
        margin=sums["margin"],
        valued=sums["n_value"],
        with_margin=sums["n_margin"],
    )


def margin_ratio(deals: pd.DataFrame) -> float:
    """Margin / value of the deals won that have both; 0 where there are none."""
    won = deals[(deals["fate"] == WON) & deals["margin"].notna() & deals["value"].notna()]
    value = float(won["value"].sum())
    return float(won["margin"].sum()) / value if value else 0.0


def amount_of(deals: pd.DataFrame, metric: str, *, ratio: float) -> float | None:
    """What deals add up to in a metric: their number, value, or margin; None where none is known.

    The margin of a deal that has only a value is ``ratio`` x value.
    """
    if metric == "deals":
        return float(len(deals))
    known = deals["value"]
    if metric == "margin":
        known = deals["margin"].fillna(deals["value"] * ratio if ratio else np.nan)
    known = known.dropna()
    return float(known.sum()) if len(known) else None


def _clients(deals: pd.DataFrame, as_of: date, contracts: pd.DataFrame | None) -> pd.Series:
    """Which of the deals are with clients that bought before."""
    name = deals["organization"].map(folded)
    won = deals[(deals["fate"] == WON) & deals["closed"].notna()]
    first = won["closed"].groupby(name[won.index]).min()
    if contracts is not None and len(contracts):
        starts = pd.to_datetime(contracts["starts"])
        customers = contracts["customer"].fillna("").astype(str).map(folded)
        begun = starts.groupby(customers).min().dropna()
        first = pd.concat([first, begun]).groupby(level=0).min()
    before = name.map(first)
    end = deals["closed"].where(deals["fate"] != OPEN, pd.Timestamp(as_of))
    bought = before.notna() & (before < end)
    # a client that bought on the very day the book is seen is a client of the open deals
    bought |= (deals["fate"] == OPEN) & before.notna() & (before <= pd.Timestamp(as_of))
    told = pd.Series(np.where(bought, EXISTING, NEW), index=deals.index, dtype=object)
    return told.where(name != "", UNTOLD)
