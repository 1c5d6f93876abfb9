"""What became of the deals since an earlier day: new, moved, won, lost, re-opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.process import SalesProcess

KEYS = ["source_name", "deal_id"]
KINDS = (WON, LOST, "reopened", "new", "moved", "moved_back")
"""What can have happened to a deal; each deal is told by the first that fits."""
CHANGE_COLUMNS = (
    *("kind", "source_name", "deal_id", "title", "organization", "owner", "team"),
    *("from_stage", "to_stage", "value", "currency", "on", "lost_reason", "is_new", "was_closed"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Changes:
    """The deals that changed between two days, and how the open ones came to be as many.

    rows : one row a deal that changed
        kind (`KINDS`), from_stage and to_stage (keys; None where not known), on (the day: of the close,
        of the creation, or of coming into the stage), is_new (created since: it may be won already),
        was_closed (it had been won or lost before: re-opened).
    counts : ``open_then``, ``new``, ``reopened``, ``won``, ``lost``, ``open_now``, ``moved``,
        ``moved_back``; open_then + new + reopened - won - lost = open_now, where ``new`` and
        ``reopened`` also count deals that have been won or lost since.
    untold : open deals whose stage on the earlier day is not known: whether they moved cannot be told
    """

    rows: pd.DataFrame
    counts: Mapping[str, int]
    untold: int = 0

    def of(self, kind: str) -> pd.DataFrame:
        """Rows of one kind."""
        return self.rows[self.rows["kind"] == kind].reset_index(drop=True)


def changes_between(
    then: pd.DataFrame, now: pd.DataFrame, process: SalesProcess, *, since: date
) -> Changes:
    """What happened between two views of the same deals.

    A deal that was not seen on the earlier day is new where it is known to have been created since;
    where its day of creation is not known it is taken to have been there.

    Parameters
    ----------
    then, now : DataFrame
        Deals as of either day, as `salestoolkit.core.counts.HasDeals.deals_frame` has them.
    process : SalesProcess
        Whose order tells a move on from a move back.
    since : date
        The earlier day.
    """
    before = then[[*KEYS, "fate", "stage"]].rename(columns={"fate": "fate_then", "stage": "from"})
    both = now.merge(before, on=KEYS, how="left")
    fate_then = _fate_then(both, pd.Timestamp(since))
    is_new = (fate_then == "").to_numpy(dtype=bool)
    was_closed = fate_then.isin([WON, LOST]).to_numpy(dtype=bool)
    fate = both["fate"].astype(object).to_numpy()
    closed = np.isin(fate, (WON, LOST)) & (fate != fate_then.to_numpy())
    reopened = was_closed & (closed | (fate == OPEN))
    order = {stage.key: place for place, stage in enumerate(process.stages)}
    here, there = (both[name].map(order).to_numpy(dtype=float) for name in ("stage", "from"))
    stayed = (fate == OPEN) & (fate_then == OPEN).to_numpy()
    untold = stayed & (np.isnan(here) | np.isnan(there))
    kind = np.select(
        [closed, reopened, is_new, stayed & (here > there), stayed & (here < there)],
        [fate, "reopened", "new", "moved", "moved_back"],
        default="",
    )
    counts = {name: int((kind == name).sum()) for name in ("moved", "moved_back")}
    counts |= {
        "open_then": int((fate_then == OPEN).sum()),
        "new": int(is_new.sum()),
        "reopened": int(reopened.sum()),
        WON: int((closed & (fate == WON)).sum()),
        LOST: int((closed & (fate == LOST)).sum()),
        "open_now": int((fate == OPEN).sum()),
    }
    rows = _rows(both.assign(kind=kind, is_new=is_new, was_closed=reopened))
    return Changes(rows=rows, counts=counts, untold=int(untold.sum()))


def _fate_then(both: pd.DataFrame, since: pd.Timestamp) -> pd.Series:
    """What each deal was on the earlier day; ``""`` for those that came in since."""
    created, closed = (pd.to_datetime(both[name]) for name in ("created_on", "closed_on"))
    fate = both["fate"].astype(object)
    there = fate.where((fate == OPEN) | ~(closed > since), OPEN)
    unseen = pd.Series("", index=both.index, dtype=object).where(created > since, there)
    return both["fate_then"].astype(object).where(both["fate_then"].notna(), unseen)


def _rows(both: pd.DataFrame) -> pd.DataFrame:
    """Deals that changed, by kind, the largest first."""
    changed = both[both["kind"] != ""].copy()
    is_close = changed["kind"].isin([WON, LOST])
    begun = changed["kind"] == "new"
    days = changed["stage_entered"].where(~begun, changed["created_on"])
    changed["on"] = days.where(~is_close, changed["closed_on"])
    changed["from_stage"], changed["to_stage"] = changed["from"], changed["stage"]
    place = changed["kind"].map({kind: place for place, kind in enumerate(KINDS)})
    ordered = changed.assign(place=place).sort_values(
        ["place", "value", *KEYS], ascending=[True, False, True, True], kind="stable"
    )
    rows: Any = ordered[list(CHANGE_COLUMNS)].reset_index(drop=True)
    texts = ["title", "organization", "owner", "team", "from_stage", "to_stage", "currency"]
    texts.append("lost_reason")
    rows[texts] = rows[texts].astype(object).where(rows[texts].notna(), None)
    return pd.DataFrame(rows)
