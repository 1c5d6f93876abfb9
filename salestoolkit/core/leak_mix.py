"""Leaks that are none: the deals changed, not what is done with them."""

from __future__ import annotations

import pandas as pd

from salestoolkit.core.change_results import FunnelChanges


def may_be_mix(leaks: pd.DataFrame) -> bool:
    """Whether a leak is named against the period before, whose deals may have been of other kinds."""
    named = leaks["named"].to_numpy(dtype=bool)
    return bool((leaks["reference_kind"].to_numpy(dtype=object)[named] == "before").any())


def without_mix(leaks: pd.DataFrame, changes: FunnelChanges) -> pd.DataFrame:
    """The leaks, of which none is named that a changed mix of deals explains.

    Where the mix of parts (sources, segments, ...) lowered the share won beyond chance, a stage that
    moves fewer deals on than in the period before stays named only if it also does so within the
    parts: its own piece of the change, mix apart, must lie below zero with its whole interval.

    Parameters
    ----------
    leaks : DataFrame
        See `salestoolkit.core.funnel.FunnelAudit`.
    changes : FunnelChanges
        Of the same page.
    """
    pieces = changes.pieces
    if not len(pieces) or not may_be_mix(leaks):
        return leaks
    mix = pieces[(pieces["kind"] == "mix").to_numpy(dtype=bool)]
    if not (mix["named"].to_numpy(dtype=bool) & (mix["effect"].to_numpy(dtype=float) < 0)).any():
        return leaks
    staged = pieces[(pieces["kind"] == "stage").to_numpy(dtype=bool)]
    worse = set(staged.loc[(staged["high"] < 0).to_numpy(dtype=bool), "stage"])
    # stages told as one, or a book of whole deals, cannot be looked up: they keep what was found
    apart = set(staged["stage"])
    kept = [
        bool(named) and (kind != "before" or stage not in apart or stage in worse)
        for named, kind, stage in zip(
            leaks["named"], leaks["reference_kind"], leaks["stage"], strict=True
        )
    ]
    return leaks.assign(named=kept)
