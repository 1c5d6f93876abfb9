"""Past deals as a score may see them: only what was known at the start, and only where it is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.errors import InvalidValue

AT_THE_START = ("source", "channel", "segment", "territory", "product")
"""Columns of the deal book that say who the client is and how it came, set when a deal is created."""

KNOWN_LATER: Mapping[str, str] = {
    **dict.fromkeys(("status", "fate", "closed_at", "closed_on", "lost_reason"), "outcome"),
    **dict.fromkeys(("stage", "furthest", "stage_entered", "age_days", "entry_age"), "progress"),
    **dict.fromkeys(("last_activity_at", "next_activity_at", "idle_days"), "progress"),
    **dict.fromkeys(("probability", "forecast_category", "expected_close"), "overwritten"),
    **dict.fromkeys(("value", "margin", "value_original", "competitor"), "overwritten"),
    **dict.fromkeys(("absent_since", "flags", "observed_from", "linked_deal_id"), "progress"),
    **dict.fromkeys(("owner", "team"), "seller"),
    **dict.fromkeys(("deal_id", "title", "organization", "source_name"), "name"),
    **dict.fromkeys(("created_at", "created_on"), "date"),
}
"""Columns that a score never sees, and why: they hold the outcome, or what only came after the start,
or are written over as a deal goes on, or say who sells and not who buys, or are a name or a date."""

RARE = 20
"""Deals below which a value of a field is put together with the other rare ones."""
OTHER, UNKNOWN = "\0other", "\0unknown"
"""Values that stand for rare ones, and for none."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PastDeals:
    """Deals whose window is over: what was known of them, and whether they were won in it.

    ``fields`` has one row a deal. ``immature`` deals are too young and left out even where they are
    won already; ``no_date`` have no date of creation, or came under observation late.
    """

    fields: pd.DataFrame
    won: Array
    company: tuple[str, ...]
    created: Array
    deal_id: tuple[str, ...]
    window_days: int
    immature: int
    no_date: int

    @property
    def n(self) -> int:
        """Deals."""
        return len(self.won)

    @property
    def wins(self) -> int:
        """Deals won within the window."""
        return int(self.won.sum())


@dataclass(frozen=True, kw_only=True)
class Coded:
    """How one field becomes columns: one for each value but the commonest, or the number itself."""

    name: str
    levels: tuple[str, ...] = ()
    base: str = ""
    number: bool = False
    missing: bool = False
    middle: float = 0.0

    @property
    def parameters(self) -> int:
        """Columns, and so numbers to be learned."""
        return 1 + self.missing if self.number else len(self.levels)

    def columns(self, values: pd.Series) -> Array:
        """The field's columns for these deals."""
        if self.number:
            size = np.log1p(values.astype(float).clip(lower=0).to_numpy(dtype=float))
            gone = np.isnan(size)
            filled = np.where(gone, self.middle, size)
            return np.column_stack([filled, gone] if self.missing else [filled]).astype(float)
        known = {*self.levels, self.base}
        named = [_level(one) for one in values]
        told = np.array([one if one in known else OTHER for one in named], dtype=object)
        listed = [(told == level).astype(float) for level in self.levels]
        return np.column_stack(listed) if listed else np.zeros((len(told), 0))


def refuse_later_fields(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse fields that nobody knew at the start, and those that there are not.

    Raises
    ------
    InvalidValue
        ``score_field_<why>`` (outcome, progress, overwritten, seller, name, date), ``score_field``.
    """
    for name in names:
        if name in KNOWN_LATER:
            raise InvalidValue(f"score_field_{KNOWN_LATER[name]}", value=name)
        if name not in known:
            raise InvalidValue("score_field", value=name, allowed=", ".join(known))


def past_deals(
    frame: pd.DataFrame, fields: pd.DataFrame, *, as_of: date, window_days: int
) -> PastDeals:
    """Deals created at least ``window_days`` before ``as_of``; won is won within the window.

    Parameters
    ----------
    frame : DataFrame
        One row a deal, as `HasDeals.deals_frame` gives it.
    fields : DataFrame
        What was known of the same deals at the start, row by row.
    """
    created = np.array([_ordinal(day) for day in frame["created_on"]], dtype=float)
    late = frame["entry_age"].to_numpy(dtype=float, na_value=np.nan) > 0
    dated = ~np.isnan(created) & ~late
    ripe = dated & (created + window_days <= as_of.toordinal())
    age = frame["age_days"].to_numpy(dtype=float, na_value=np.nan)
    won = (frame["fate"] == WON).to_numpy(dtype=bool)
    timed = ripe & ((frame["fate"] == OPEN).to_numpy(dtype=bool) | ~np.isnan(age))
    rows = np.flatnonzero(timed)
    return PastDeals(
        fields=fields.iloc[rows].reset_index(drop=True),
        won=(won & (age <= window_days))[rows].astype(float),
        company=tuple("" if pd.isna(one) else str(one) for one in frame["organization"].iloc[rows]),
        created=created[rows],
        deal_id=tuple(str(one) for one in frame["deal_id"].iloc[rows]),
        window_days=window_days,
        immature=int((dated & ~ripe).sum()),
        no_date=int((~dated).sum() + (ripe & ~timed).sum()),
    )


def coded(name: str, values: pd.Series) -> Coded | None:
    """How a field becomes columns; None where it says the same of every deal.

    A number enters as the logarithm of one more than itself. Values of fewer than `RARE` deals are
    put together; what is not known is a value of its own. Outcomes are not looked at.
    """
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        size = np.log1p(values.astype(float).clip(lower=0).to_numpy(dtype=float))
        known = size[~np.isnan(size)]
        if len(known) < RARE or np.ptp(known) == 0:
            return None
        return Coded(
            name=name, number=True, missing=len(known) < len(size), middle=float(known.mean())
        )
    named = pd.Series([_level(one) for one in values], dtype=object)
    counts = named.value_counts()
    rare = counts.index[counts < RARE]
    told = named.where(~named.isin(rare), OTHER).value_counts()
    order = sorted(told.index, key=lambda one: (-told[one], one))
    order = [one for one in order if one != OTHER or told[one] >= RARE]
    if len(order) < 2:
        return None
    return Coded(name=name, base=order[0], levels=tuple(order[1:]))


def _level(value: Any) -> str:
    if value is None or value != value or type(value).__name__ in {"NAType", "NaTType"}:
        return UNKNOWN
    text = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return " ".join(str(text).split()) or UNKNOWN


def _ordinal(day: Any) -> float:
    return float("nan") if pd.isna(day) else float(day.toordinal())
