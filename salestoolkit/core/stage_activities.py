"""What was done with deals in their stages: the table that a deal book gives, if it can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import pandas as pd


@dataclass(frozen=True, eq=False, kw_only=True)
class StageActivities:
    """First passages of deals through their stages, and the activities that fell into them.

    stays : one row a deal's first passage through a stage whose days are known
        stage, next (a later stage, won, lost or open), days (to it, for open ones to ``as_of``),
        entry_age (as in `salestoolkit.core.counts.Counts`), watched (days from entry to ``as_of``),
        entered (date), source, segment (text, ``""`` for none).
    activities : one row an activity that was done during a stay
        stay (row of ``stays``), type (as it was written, ``""`` for none), day (whole days since the
        entry; 0 is the day of entry).
    """

    stays: pd.DataFrame
    activities: pd.DataFrame


@runtime_checkable
class HasActivities(Protocol):
    """What `core` asks of a deal book that knows what was done, and when."""

    def stage_activities(self, *, pipeline: str | None = None) -> StageActivities | None:
        """What was done in each stage; None where the book holds no activities."""
        ...
