"""A change in the points that are printed: rounded so that what is shown adds up as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd

from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.rounded_table import rounded_table

RARE = 0.02
"""Where both rates are lower, a tenth of a point is too coarse to show a change."""


def rounded_to(values: Sequence[float], total: int) -> tuple[int, ...]:
    """Whole numbers near the values that add up to ``total``.

    Each is rounded; what is then missing or too much goes, one each, to those that rounding moved
    furthest the other way, so that no other choice is nearer to the values.

    Examples
    --------
    >>> rounded_to([-6.9, 1.4, 1.4], -4)
    (-7, 2, 1)
    """
    whole = [round(value) for value in values]
    missing = total - sum(whole)
    step = 1 if missing > 0 else -1
    while missing:
        place = max(range(len(whole)), key=lambda at: (step * (values[at] - whole[at]), -at))
        whole[place] += step
        missing -= step
    return tuple(whole)


@dataclass(frozen=True, kw_only=True)
class Points:
    """What is printed of a change, in units of 10^-``digits`` percentage points.

    ``pieces`` (in the order of the table) and ``mix`` with ``rate`` (by part) each add up to
    ``after`` - ``before``; ``mix`` alone to the mix among the pieces.
    """

    digits: int
    before: int
    after: int
    pieces: tuple[int, ...]
    mix: tuple[int, ...]
    rate: tuple[int, ...]

    @property
    def delta(self) -> int:
        """The change as printed."""
        return self.after - self.before

    def share(self, units: int) -> float:
        """Units as a share (0-1)."""
        return float(units / 10 ** (self.digits + 2))


def printed_points(result: FunnelChanges) -> Points | None:
    """The change as it is printed; None where there is none to print."""
    if result.first is None or result.second is None or result.delta is None:
        return None
    rates = result.first.rate or 0.0, result.second.rate or 0.0
    digits = 2 if 0 < max(rates) < RARE else 1
    scale = 10.0 ** (digits + 2)
    before, after = (_half_up(scale * rate) for rate in rates)
    pieces = rounded_to(_scaled(result.pieces, "effect", scale), after - before)
    mixed = bool(len(result.parts))
    mix = pieces[0] if mixed else 0
    return Points(
        digits=digits,
        before=before,
        after=after,
        pieces=pieces,
        mix=rounded_to(_scaled(result.parts, "mix", scale), mix) if mixed else (),
        rate=rounded_to(_scaled(result.parts, "rate", scale), after - before - mix)
        if mixed
        else (),
    )


def _half_up(value: float) -> int:
    # as people round, and as shares are printed
    return int(np.floor(value + 0.5 + 1e-9))


def _scaled(table: pd.DataFrame, column: str, scale: float) -> list[float]:
    return [float(value) for value in scale * table[column].to_numpy(dtype=float)]


def printed_cells(result: FunnelChanges, points: Points) -> tuple[tuple[int, ...], ...]:
    """What each stage of each part changed, as printed: stages x parts.

    A stage's cells add up to its piece, and a part's to what its own rate changed.
    """
    effects = np.array(_scaled(result.by_stage, "effect", 10.0 ** (points.digits + 2)))
    table = effects.reshape(len(points.rate), -1).T
    return rounded_table(table, rows=points.pieces[1:], columns=points.rate)


def stairs(start: float, effects: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """From where to where each effect leads, one after the other.

    Examples
    --------
    >>> stairs(0.25, [-0.125, 0.5])
    ((0.25, 0.125), (0.125, 0.625))
    """
    levels = np.cumsum([start, *effects]).tolist()
    return tuple(pairwise(levels))
