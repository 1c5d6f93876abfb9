"""What was known on a day: the open deals, what had been won, and how deals had gone on until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.part import Part
from salestoolkit.errors import BookError

TRAITS = ("segment", "source", "product", "territory")
"""What a deal is from its first day on, as far as a book can tell."""
NEARLY_ALL = 0.95


@dataclass(frozen=True, eq=False)
class State:
    """A pipeline of a book as of the end of its day; nothing in it happened later.

    Stages, fates and dates are rebuilt from events up to that day. What an export only knows as of
    today is left out: the expected close, the probability, the forecast category, the next step, the
    owner and team (deals change hands), and the last activity (that there was none later would tell
    how the deal went on). Two assumptions stay: value, segment, source, product and territory are
    taken as they are in the export.
    """

    book: HasHistory
    pipeline: str | None
    currency: str | None
    part: Part | None = None

    @property
    def day(self) -> date:
        """The day at whose end this was known."""
        return self.book.as_of

    @cached_property
    def counts(self) -> Counts:
        """How all deals of the pipeline had gone on by then."""
        return self.book.counts(pipeline=self.pipeline)

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a deal that existed, of the part or of all."""
        frame = self.book.deals_frame(pipeline=self.book.pipeline_or_largest(self.pipeline))
        if self.part is None:
            return frame
        if self.part.dimension not in frame.columns:
            allowed = ", ".join(map(str, frame.columns))
            raise BookError("unknown_dimension", value=self.part.dimension, allowed=allowed)
        text = frame[self.part.dimension].astype(object)
        mine = text.where(text.notna(), "").astype(str) == self.part.value
        return frame[mine.to_numpy(dtype=bool)].reset_index(drop=True)

    @cached_property
    def open(self) -> pd.DataFrame:
        """Open deals: their columns, stage_days (since it came into its stage) and ``worth``.

        ``worth`` is the value in the currency, NaN where there is none above 0.
        """
        rows = self.frame[(self.frame["fate"] == OPEN).to_numpy(dtype=bool)].reset_index(drop=True)
        entered = pd.to_datetime(rows["stage_entered"])
        days = (pd.Timestamp(self.day) - entered).dt.days.astype("float64")
        return rows.assign(stage_days=days, worth=_worth(rows, self.currency))

    @cached_property
    def won(self) -> tuple[Array, Array]:
        """Days (ordinals) on which deals were won, in order, and their values (NaN where none)."""
        rows = self.frame[(self.frame["fate"] == WON).to_numpy(dtype=bool)]
        rows = rows[rows["closed_on"].notna()]
        days = ordinals(rows["closed_on"])
        order = np.argsort(days, kind="stable")
        return days[order], _worth(rows, self.currency)[order]

    @cached_property
    def created(self) -> Array:
        """Days (ordinals) on which deals were created, in order."""
        known = self.frame["created_on"].dropna()
        return np.sort(ordinals(known))

    @cached_property
    def keys(self) -> pd.Index:
        """What each open deal is known by, in the order of `open`."""
        return deal_keys(self.open)

    @cached_property
    def won_on(self) -> pd.Series:
        """Day (ordinal) on which each won deal was won, by its key."""
        rows = self.frame[(self.frame["fate"] == WON).to_numpy(dtype=bool)]
        rows = rows[rows["closed_on"].notna()]
        return pd.Series(ordinals(rows["closed_on"]), index=deal_keys(rows))

    @cached_property
    def sized(self) -> bool:
        """Whether values may say how likely a deal is: all have one, won, lost or open.

        Many CRMs fill in the value when a deal is won: that it is there would then tell the end.
        """
        worth = pd.Series(_worth(self.frame, self.currency)).notna()
        shares = worth.groupby(self.frame["fate"].to_numpy(dtype=object)).mean()
        return len(shares) > 0 and bool((shares >= NEARLY_ALL).all())

    @cached_property
    def closed(self) -> int:
        """How many deals had ended."""
        return int(self.frame["fate"].isin([WON, LOST]).sum())

    @cached_property
    def ended(self) -> Array:
        """Days (ordinals) on which deals were won or lost, in order."""
        return np.sort(ordinals(self.frame["closed_on"].dropna()))

    @cached_property
    def sizes(self) -> Array:
        """Values of won deals."""
        worth = self.won[1]
        return worth[~np.isnan(worth)]

    def won_within(self, after: float, by: float) -> tuple[float, float]:
        """Number and value of the deals won in (after, by], in ordinals."""
        days, worth = self.won
        low, high = np.searchsorted(days, [after, by], side="right")
        return float(high - low), float(np.nansum(worth[low:high]))

    def at(self, day: date) -> State:
        """The same as of the end of an earlier day."""
        if day == self.day:
            return self
        return State(self.book.at(day), self.pipeline, self.currency, self.part)


def deal_keys(rows: pd.DataFrame) -> pd.Index:
    """Source and number of each deal, as one text."""
    return pd.Index(rows["source_name"].astype(str) + "\n" + rows["deal_id"].astype(str))


def ordinals(dates: pd.Series) -> Array:
    """Dates as proleptic day numbers (``date.toordinal``)."""
    days = pd.to_datetime(dates).to_numpy(dtype="datetime64[D]").astype(np.int64)
    return np.asarray(days + date(1970, 1, 1).toordinal(), dtype=float)


def _worth(rows: pd.DataFrame, currency: str | None) -> Array:
    value = rows["value"].to_numpy(dtype=float, na_value=np.nan)
    mine = (rows["currency"].fillna("") == (currency or "")).to_numpy(dtype=bool)
    return np.asarray(np.where(mine & (value > 0), value, np.nan), dtype=float)
