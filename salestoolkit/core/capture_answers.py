"""What the answers to one question of a form tell about how good a lead is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from salestoolkit.core.proportions import Proportion, proportion

RARE = 5
"""Answers given less often than this are counted together."""
MOST_ANSWERS = 12
"""With more different answers a question is free text: only whether it was answered is counted."""
SMALL_CELL = 5.0
"""An expected count below this makes the p-value come from shuffled outcomes."""
SHUFFLES, SEED = 4_000, 20_261_126

UNANSWERED, OTHERS, ANSWERED = "", "\0others", "\0answered"
"""Marks for no answer, for rare answers together, and for any answer to free text."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer: share of qualified leads among those who gave it (``share.n``), with its interval."""

    text: str
    share: Proportion


@dataclass(frozen=True, kw_only=True)
class Link:
    """How strongly answers go with outcomes: Cohen's w = sqrt(chi-square / n), 0 none, 1 all.

    ``low`` and ``high`` bound it at 95 %, from the noncentral chi-square distribution.
    """

    strength: float
    low: float
    high: float
    p_value: float
    n: int


def answer_link(
    answers: Sequence[str | None], qualified: np.ndarray
) -> tuple[Link | None, tuple[Answer, ...]]:
    """How answers go with outcomes, and the share of qualified leads by answer, most frequent first.

    The link is None where all gave the same answer or none, or all outcomes are the same.

    Examples
    --------
    >>> good = np.array([True] * 20 + [False] * 20)
    >>> link, shares = answer_link(["yes"] * 15 + ["no"] * 20 + ["yes"] * 5, good)
    >>> round(link.strength, 2), [(one.text, one.share.value) for one in shares]
    (0.5, [('yes', 0.75), ('no', 0.25)])
    """
    groups = _grouped(answers)
    levels = [level for level, _ in Counter(groups).most_common()]
    listed = np.array(groups, dtype=object)
    good = np.array([int(qualified[listed == level].sum()) for level in levels])
    all_ = np.array([int((listed == level).sum()) for level in levels])
    shares = tuple(
        Answer(text=level, share=proportion(int(k), int(n)))
        for level, k, n in zip(levels, good, all_, strict=True)
    )
    if len(levels) < 2 or not 0 < good.sum() < all_.sum():
        return None, shares
    return _link(good, all_), shares


def strength_interval(chi_square: float, df: int, n: int) -> tuple[float, float]:
    """95 % interval of Cohen's w: the noncentralities for which chi-square is just not surprising.

    Smithson 2003: bounds lambda with P(X <= chi-square; lambda) = .975 and .025; w = sqrt(lambda / n).

    Examples
    --------
    >>> [round(bound, 3) for bound in strength_interval(10.0, 1, 100)]
    [0.12, 0.512]
    """
    bounds = []
    for tail in (0.975, 0.025):
        below = special.chndtr(chi_square, df, 0.0) <= tail
        bounds.append(0.0 if below else float(special.chndtrinc(chi_square, df, tail)))
    low, high = (min(math.sqrt(max(bound, 0.0) / n), 1.0) for bound in bounds)
    return low, high


def _grouped(answers: Sequence[str | None]) -> list[str]:
    """Answers as they are counted: rare ones together, free text as answered or not."""
    said = [UNANSWERED if one is None else one for one in answers]
    counts = Counter(said)
    frequent = {one for one, n in counts.items() if n >= RARE and one != UNANSWERED}
    rare = sum(n for one, n in counts.items() if one not in frequent and one != UNANSWERED)
    given = sum(n for one, n in counts.items() if one != UNANSWERED)
    if len(frequent) > MOST_ANSWERS or rare > given / 2:
        return [one if one == UNANSWERED else ANSWERED for one in said]
    return [one if one == UNANSWERED or one in frequent else OTHERS for one in said]


def _link(good: np.ndarray, all_: np.ndarray) -> Link:
    n, df = int(all_.sum()), len(all_) - 1
    share = good.sum() / n
    chi_square = float(_chi_square(good[None, :], all_, share)[0])
    small = float((all_ * min(share, 1 - share)).min()) < SMALL_CELL
    low, high = strength_interval(chi_square, df, n)
    return Link(
        strength=math.sqrt(chi_square / n),
        low=low,
        high=high,
        p_value=_shuffled(chi_square, good, all_)
        if small
        else float(stats.chi2.sf(chi_square, df)),
        n=n,
    )


def _chi_square(good: np.ndarray, all_: np.ndarray, share: float) -> np.ndarray:
    """Chi-square of tables that share their margins, a row a table."""
    found: np.ndarray = ((good - all_ * share) ** 2 / (all_ * share * (1 - share))).sum(axis=1)
    return found


def _shuffled(chi_square: float, good: np.ndarray, all_: np.ndarray) -> float:
    """Share of tables at least as uneven when outcomes are dealt out at random."""
    rng = np.random.default_rng(SEED)
    dealt = rng.multivariate_hypergeometric(all_, int(good.sum()), size=SHUFFLES)
    uneven = _chi_square(dealt, all_, good.sum() / all_.sum()) >= chi_square - 1e-9
    return float((1 + uneven.sum()) / (1 + SHUFFLES))
