"""What someone's sales in a period are made of, and how far luck alone would move them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd

from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.goal_checks import exact
from salestoolkit.core.quota_deals import closed_in, in_play
from salestoolkit.core.quota_why import Why, why_quota

LEVEL = 0.9
DRAWS, SEED = 4000, 1
FEWEST_SIZES = 5
"""Wins in the period below which sizes are drawn from all wins of the book."""
Factors = dict[str, Fraction | None]


@dataclass(frozen=True, kw_only=True)
class Band:
    """Between what someone's sales would lie, nine times in ten, with as many deals and the team's rates.

    ``n`` deals, of which the team landed ``rate`` in the period; ``inside`` is whether what was closed
    lies in the band: then luck alone explains it.
    """

    low: float
    high: float
    n: int
    rate: float
    inside: bool
    level: float = LEVEL


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How far apart people's win rates lie, against what luck alone brings (chi-square).

    ``share`` is (people - 1) / X2, at most 1: the part of the spread that equally good people would
    show; ``chance`` that they would show as much or more; ``n`` closed deals.
    """

    people: int
    n: int
    rate: float
    share: float
    chance: float


def deals_in_play(
    deals: pd.DataFrame, chance: pd.Series, start: date, last: date, metric: str
) -> pd.DataFrame:
    """Deals worked on in the period, with what is won of them or may be, and what landed in it.

    Columns owner, team, wins (1 won, 0 lost, the chance still to win of an open one), worth (wins x its
    amount), landed (its amount where won in the period), landed_wins, size. An open deal without a
    chance counts with the mean chance of the others, else with none.
    """
    rows = deals[in_play(deals, start, last)]
    likely = chance.reindex(rows.index).astype(float)
    likely = likely.fillna(float(likely.mean()) if likely.notna().any() else 0.0)
    still, won = rows["fate"] == OPEN, rows["fate"] == WON
    wins = np.where(won, 1.0, np.where(still, likely, 0.0))
    size = np.ones(len(rows)) if metric == "deals" else rows[_AMOUNT[metric]].fillna(0).to_numpy()
    landed = closed_in(rows, start, last).to_numpy(dtype=bool)
    return pd.DataFrame(
        {
            "owner": rows["owner"],
            "team": rows["team"],
            "wins": wins,
            "worth": wins * size,
            "landed": np.where(landed, size, 0.0),
            "landed_wins": landed.astype(float),
            "size": size,
        }
    )


_AMOUNT = {"revenue": "value", "margin": "margin"}


def factors_of(rows: pd.DataFrame, *, scale: Fraction | int = 1) -> Factors:
    """The four factors of `salestoolkit.core.quota_why.FACTORS`; their product is what landed, times ``scale``.

    opps = deals worked on x scale, win = expected wins / deals, size = worth / wins, timing = landed /
    worth; None where the denominator is 0.
    """
    n = Fraction(len(rows))
    wins, worth, landed = (exact(float(rows[name].sum())) for name in ("wins", "worth", "landed"))
    return {
        "opps": n * scale,
        "win": wins / n if n else None,
        "size": worth / wins if wins else None,
        "timing": landed / worth if worth else None,
    }


def why_of(own: pd.DataFrame, team: pd.DataFrame, *, share: float) -> Why | None:
    """Someone against the average of the team, ``share`` the person's part of its working days."""
    if not len(team) or not share:
        return None
    return why_quota(factors_of(own), factors_of(team, scale=exact(share)))


def band_of(own: pd.DataFrame, team: pd.DataFrame, sizes: pd.Series) -> Band | None:
    """What luck alone does to someone with as many deals: the team's rate is drawn, then the deals.

    rate ~ Beta(landed + 1/2, the rest + 1/2) of the team, wins ~ Binomial(n, rate), each with the size
    of one of the team's wins in the period, of any win of the book where there are few. None without
    deals.
    """
    n, many = len(own), len(team)
    if not n or not many:
        return None
    landed = float(team["landed_wins"].sum())
    random = np.random.default_rng(SEED)
    rate = random.beta(landed + 0.5, many - landed + 0.5, DRAWS)
    wins = random.binomial(n, rate)
    seen = team.loc[team["landed_wins"] > 0, "size"].to_numpy(dtype=float)
    pool = seen if seen.size >= FEWEST_SIZES else sizes.to_numpy(dtype=float)
    if not pool.size:
        return None
    drawn = random.choice(pool, int(wins.sum()))
    totals = np.bincount(np.repeat(np.arange(DRAWS), wins), weights=drawn, minlength=DRAWS)
    low, high = np.quantile(totals, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    done = float(own["landed"].sum())
    inside = bool(low - 1e-9 <= done <= high + 1e-9)
    return Band(low=float(low), high=float(high), n=n, rate=landed / many, inside=inside)


def spread_of(won: np.ndarray, ended: np.ndarray) -> Spread | None:
    """How much of the spread of win rates luck explains; None for fewer than two people with deals.

    X2 = sum of n (rate - common)^2 / (common (1 - common)), people - 1 where all are equally good.

    >>> found = spread_of(np.array([30.0, 20.0]), np.array([100.0, 100.0]))
    >>> round(found.share, 2), round(found.chance, 2)
    (0.38, 0.1)
    """
    from scipy.stats import chi2

    some = ended > 0
    won, ended = won[some], ended[some]
    if ended.size < 2:
        return None
    rate = float(won.sum() / ended.sum())
    if rate in (0.0, 1.0):
        return None
    seen = float((ended * (won / ended - rate) ** 2).sum() / (rate * (1 - rate)))
    free = ended.size - 1
    return Spread(
        people=int(ended.size),
        n=int(ended.sum()),
        rate=rate,
        share=min(1.0, free / seen) if seen else 1.0,
        chance=float(chi2.sf(seen, free)),
    )
