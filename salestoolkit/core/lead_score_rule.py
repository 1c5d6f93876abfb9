"""A learned score held against the verdicts of a scheme, on the same unseen deals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.lead_score_data import PastDeals
from salestoolkit.core.lead_score_folds import Fold, Ints
from salestoolkit.core.lead_score_measures import brier, brier_gain, ranking, ranking_gain
from salestoolkit.core.lead_score_parts import AgainstRule
from salestoolkit.core.qualification import VERDICTS, Verdict

PRIOR = 10.0
"""Deals at the base rate that are added to each verdict's own when its chance is worked out."""


def against_verdicts(
    past: PastDeals,
    folds: Sequence[Fold],
    chances: Array,
    tested: Ints,
    verdicts: Mapping[str, Verdict],
) -> AgainstRule | None:
    """Hold chances against verdicts taken as a score: the shares won by verdict in deals that teach.

    ``chances`` are those of the deals at ``tested``; None where no tested deal has a verdict.
    """
    code = np.array(
        [VERDICTS.index(verdicts[one]) if one in verdicts else -1 for one in past.deal_id]
    )
    predicted = np.full(past.n, np.nan)
    for one in folds:
        base = past.won[one.train].mean()
        for verdict in range(len(VERDICTS)):
            mine = one.train[code[one.train] == verdict]
            share = (past.won[mine].sum() + PRIOR * base) / (len(mine) + PRIOR)
            predicted[one.test[code[one.test] == verdict]] = share
    judged = ~np.isnan(predicted[tested])
    if not judged.any():
        return None
    rows = tested[judged]
    won, company = past.won[rows], [past.company[place] for place in rows]
    # hot before nurture before out, whatever their shares happened to be
    ranks = -code[rows].astype(float)
    return AgainstRule(
        ranking=ranking(ranks, won, company),
        gain=ranking_gain(chances[judged], ranks, won, company),
        brier=brier(predicted[rows], won),
        brier_gain=brier_gain(chances[judged], predicted[rows], won, company),
        by_verdict=tuple(
            (name, int((code[rows] == place).sum()), int(won[code[rows] == place].sum()))
            for place, name in enumerate(VERDICTS)
        ),
    )
