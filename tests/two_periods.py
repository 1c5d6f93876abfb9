"""Two periods made by hand, for whoever draws, says or tabulates what changed between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from salestoolkit.core.change_cohorts import Grouped, Span
from salestoolkit.core.change_pieces import pieces_of
from salestoolkit.core.change_results import FunnelChanges, Period
from salestoolkit.core.change_splits import Split
from salestoolkit.core.change_tables import (
    by_stage_table,
    is_reversal,
    looked_at_table,
    part_table,
    piece_table,
)
from salestoolkit.core.process import Stage
from salestoolkit.core.proportions import wilson
from salestoolkit.core.two_rates import newcombe

THRESHOLD = 0.001
Stopped = Mapping[str | None, Sequence[int]]
"""By part, how many deals stopped at each stage, and in the last place were won."""

SIMPSON: tuple[Stopped, Stopped] = (
    {"Web form": (90, 30, 20, 10), "Referral": (40, 40, 40, 120)},
    {"Web form": (180, 60, 36, 48), "Referral": (20, 18, 18, 72)},
)
"""Every source got better, and the whole got worse."""
OFFER: tuple[Stopped, Stopped] = (
    {"Web form": (50, 20, 10, 60), "Referral": (50, 20, 10, 60)},
    {"Web form": (50, 60, 5, 25), "Referral": (50, 60, 5, 25)},
)
"""The second stage moves fewer deals on."""


def changes_of(
    before: Stopped,
    after: Stopped,
    *,
    names: Sequence[str] = ("Call", "Offer", "Contract"),
    dimension: str | None = "source",
    **more: Any,
) -> FunnelChanges:
    """What `what_changed` makes of these deals, without a book."""
    tables = [np.array(list(side.values()), float) for side in (before, after)]
    parts = Grouped(tuple(before), tables[0], tables[1], 3 if None in before else 0)
    split = Split(dimension=dimension, parts=parts, pieces=pieces_of(*tables))
    stages, starts = [Stage(key=name, name=name) for name in names], list(range(len(names)))
    held = {"threshold": THRESHOLD, "level": 0.95}
    first, second = _periods(tables)
    low, high = newcombe(first.won, first.deals, second.won, second.deals)
    half = 1.96 * split.pieces.rate_error
    result = FunnelChanges(
        as_of=date(2026, 10, 30),
        level=0.95,
        follow_up_days=120,
        usual_days=120,
        first=first,
        second=second,
        delta=second.rate - first.rate,
        low=low,
        high=high,
        dimension=dimension,
        looked_at=looked_at_table([split], **held),
        pieces=piece_table(split, stages, starts, **held),
        parts=part_table(split),
        by_stage=by_stage_table(split, stages, starts),
        rate=split.pieces.rate,
        rate_low=split.pieces.rate - half,
        rate_high=split.pieces.rate + half,
        mean_won_value=1000.0,
        currency="PLN",
    )
    parts_table, delta = result.parts, result.delta or 0.0
    reversal = bool(len(parts_table)) and is_reversal(parts_table, delta)
    return replace(result, reversal=reversal, **more)


def _periods(tables: Sequence[Any]) -> list[Period]:
    spans = (
        (Span(date(2025, 1, 1), date(2025, 7, 1)), date(2025, 10, 28)),
        (Span(date(2025, 7, 1), date(2026, 1, 1)), date(2026, 4, 30)),
    )
    return [
        Period(
            span=span,
            seen_at=seen,
            deals=int(table.sum()),
            won=int(table[:, -1].sum()),
            rate=float(table[:, -1].sum() / table.sum()),
            between=wilson(table[:, -1].sum(), table.sum()),
        )
        for (span, seen), table in zip(spans, tables, strict=True)
    ]
