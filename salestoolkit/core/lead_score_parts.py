"""What a learned lead score is: how well it does on unseen deals, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.lead_score_data import Coded
from salestoolkit.core.lead_score_fit import Calibrated
from salestoolkit.core.lead_score_folds import Order
from salestoolkit.core.lead_score_measures import Bin, Measure
from salestoolkit.core.qualification import Verdict

Why = Literal["no_window", "no_ripe", "no_fields", "few_won", "few_lost", "no_folds"]


@dataclass(frozen=True, kw_only=True)
class Effect:
    """How one value of a field goes with winning: odds against the commonest value (``base``).

    ``odds`` is a ratio, the others held equal; of a number it is that of ten times as much.
    """

    field: str
    level: str
    base: str
    odds: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why no score was learned, and what would have to be different.

    ``why`` is ``no_window`` (nothing won yet), ``no_ripe`` (no deal is as old as the window),
    ``no_fields`` (none says anything), ``few_won``, ``few_lost`` or ``no_folds`` (too few of them
    early enough to predict the later ones); ``have`` of the ``needed`` deals are there for
    ``parameters`` numbers of ``fields``.
    ``leave_out`` are fields without which there would be enough, those with most numbers first; empty
    where leaving out does not help.
    """

    why: Why
    as_of: date
    n: int = 0
    have: int = 0
    needed: int = 0
    parameters: int = 0
    fields: tuple[tuple[str, int], ...] = ()
    leave_out: tuple[str, ...] = ()
    window_days: int | None = None
    immature: int = 0


@dataclass(frozen=True, kw_only=True)
class AgainstRule:
    """The score against the verdicts of a scheme, on the same unseen deals.

    ``ranking`` is the verdicts' own AUC, ``gain`` the score's less it; ``brier`` that of the shares
    won by verdict, ``brier_gain`` the score's less it (below 0: the score is better). ``by_verdict``
    holds deals and wins of each verdict.
    """

    ranking: Measure
    gain: Measure
    brier: float | None
    brier_gain: Measure
    by_verdict: tuple[tuple[Verdict, int, int], ...]

    @property
    def ranks_better(self) -> bool:
        """Whether the score puts leads in a better order than the verdicts, beyond chance."""
        return self.gain.low is not None and self.gain.low > 0

    @property
    def comes_closer(self) -> bool:
        """Whether its chances come closer to what happened, beyond chance."""
        return self.brier_gain.high is not None and self.brier_gain.high < 0


@dataclass(frozen=True, kw_only=True, eq=False)
class LeadScore:
    """A learned score and how well it does on deals of companies that it had not seen.

    ``n`` past deals, ``won`` of them within ``window_days`` of their creation; of the ``tested`` ones
    the chances were predicted out of fold. ``ranking`` is the AUC, ``brier`` the mean squared distance,
    ``base_brier`` that of the base rate of the same folds, ``gain`` their difference (below 0: the
    score is better). ``late`` answers were given once the deal was closed or its window over: not used.
    """

    as_of: date
    window_days: int
    n: int
    won: int
    immature: int
    no_date: int
    late: int
    order: Order
    fields: tuple[tuple[str, int], ...]
    silent: tuple[str, ...]
    effects: tuple[Effect, ...]
    tested: int
    ranking: Measure
    brier: float | None
    base_brier: float | None
    gain: Measure
    bins: tuple[Bin, ...]
    rule: AgainstRule | None
    codes: tuple[Coded, ...] = field(repr=False)
    model: Calibrated = field(repr=False)

    @property
    def base_rate(self) -> float:
        """Won within the window / past deals."""
        return self.won / self.n

    @property
    def beats_base(self) -> bool:
        """Whether the score is better than the base rate beyond chance: the interval is below 0."""
        return self.gain.high is not None and self.gain.high < 0

    def chances(self, fields: pd.DataFrame) -> Array:
        """Chance of each lead to be won within the window, from what is known at its start."""
        return self.model.chances(design(self.codes, fields))


def design(codes: Sequence[Coded], fields: pd.DataFrame) -> Array:
    """The columns of all fields side by side, one row a deal."""
    return np.column_stack([one.columns(fields[one.name]) for one in codes])
