"""What objections go with: deals in which one came up, held against the deals in which it did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from salestoolkit.core.cohorts import Share, usual_window
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.incidence import Incidence, aalen_johansen
from salestoolkit.core.objections import THEMES
from salestoolkit.core.two_rates import newcombe, score_p_value
from salestoolkit.errors import InvalidValue

Verdict = Literal["fewer_wins", "more_wins", "cannot_tell", "few"]
FEW = 20
"""Deals whose fate is known, on either side, without which nothing is told."""
ALLOWED = 0.05
"""Share of false findings among those that are told (Benjamini and Hochberg)."""


@dataclass(frozen=True, kw_only=True)
class ThemeCost:
    """Deals with an objection of one theme against those without, among deals with a letter or talk.

    ``rate`` and ``rate_without`` are the shares won by the horizon, open deals counted as open
    (Aalen-Johansen); ``difference`` the first minus the second with Newcombe's interval of as many
    deals as each side is worth; ``q_value`` the p-value of the pooled score test on them, corrected
    for all themes looked at. ``lost_value`` is the sum of the values of the lost deals with it, of
    ``valued`` deals: what was lost where it came up, not because of it.
    """

    theme: str
    n: int
    won: int
    lost: int
    open: int
    n_without: int
    rate: float | None
    rate_without: float | None
    difference: float | None
    low: float | None
    high: float | None
    q_value: float | None
    verdict: Verdict
    lost_value: float | None
    valued: int

    @property
    def small(self) -> bool:
        """Whether too few deals with it have ended to tell anything."""
        return self.verdict == "few"


@dataclass(frozen=True, kw_only=True)
class ObjectionCost:
    """What goes with each theme, most frequent first; ``deals`` is how many were looked at.

    ``horizon`` is the age in days at which wins are compared, None where that cannot be told;
    ``unknown`` counts deals of the letters that the book does not have.
    """

    as_of: date
    horizon: int | None
    currency: str | None
    deals: int
    unknown: int
    themes: tuple[ThemeCost, ...]


def objection_cost(
    heard: pd.DataFrame,
    deals: pd.DataFrame,
    *,
    as_of: date,
    currency: str | None = None,
    level: float = 0.95,
) -> ObjectionCost:
    """Which objections go with fewer wins, and what the lost deals were worth.

    An association: an objection may come up because a deal was going badly anyway, and only in deals
    that lived long enough for it to be written down.

    Parameters
    ----------
    heard : DataFrame
        One row a deal with a letter or talk: ``deal``, and true or false for each theme.
    deals : DataFrame
        Deals as of ``as_of``: deal_id, fate, age_days, entry_age, value, currency.
    currency : str, optional
        Whose values are added; the only one that there is where not given, else none are.

    Raises
    ------
    InvalidValue
        Where ``level`` lies outside 0-1; ``unknown_currency`` where no deal is in it.
    """
    present = set(deals["currency"].dropna()) - {""}
    if currency is not None and currency not in present:
        allowed = ", ".join(sorted(present)) or "\N{EN DASH}"
        raise InvalidValue("unknown_currency", value=currency, allowed=allowed)
    # the deals have columns of their own that are called like a theme: competitor
    known = deals[["fate", "age_days", "entry_age", "value", "currency"]]
    frame = known.assign(deal=deals["deal_id"].astype(str)).drop_duplicates("deal")
    joined = heard.assign(deal=heard["deal"].astype(str)).merge(frame, on="deal", how="inner")
    money = currency or _only(joined)
    horizon = usual_window(_curve(joined).well_observed) if len(joined) else None
    rows = [_theme(joined, theme, horizon, money, level) for theme in THEMES]
    rows = _corrected([row for row in rows if row["n"]])
    ranked = sorted(rows, key=lambda row: (-row["n"], THEMES.index(row["theme"])))
    return ObjectionCost(
        as_of=as_of,
        horizon=horizon,
        currency=money,
        deals=len(joined),
        unknown=len(heard) - len(joined),
        themes=tuple(ThemeCost(**row) for row in ranked),
    )


def _only(deals: pd.DataFrame) -> str | None:
    """The currency of the values where there is only one."""
    found = deals.loc[deals["value"].notna(), "currency"].dropna().unique()
    return str(found[0]) if len(found) == 1 else None


def _curve(deals: pd.DataFrame) -> Incidence:
    """Wins and losses by age; deals without a clock are left out."""
    timed = deals[deals["age_days"].notna()]
    codes = timed["fate"].map({OPEN: 0, WON: 1, LOST: 2}).to_numpy(dtype=np.int64)
    age, entry = (
        timed[name].to_numpy(dtype=float, na_value=0.0) for name in ("age_days", "entry_age")
    )
    return aalen_johansen(age, codes, entry=entry, n_causes=2)


def _theme(
    deals: pd.DataFrame, theme: str, horizon: int | None, currency: str | None, level: float
) -> dict[str, Any]:
    said = deals[theme].to_numpy(dtype=bool)
    own, other = deals[said], deals[~said]
    fates = own["fate"].value_counts()
    found = {
        "theme": theme,
        "n": len(own),
        **{fate: int(fates.get(fate, 0)) for fate in (WON, LOST, OPEN)},
        "n_without": len(other),
        **dict.fromkeys(("rate", "rate_without", "difference", "low", "high", "p_value")),
        **_lost_value(own, currency),
    }
    ended = [int((group["fate"] != OPEN).sum()) for group in (own, other)]
    if horizon is None or min(ended) < FEW:
        return found
    curves = [_curve(group) for group in (other, own)]
    age = min(float(horizon), *(curve.last or 0.0 for curve in curves))
    without, with_it = (_share(curve, age) for curve in curves)
    counts = (without.won, without.n, with_it.won, with_it.n)
    low, high = newcombe(*counts, level=level)
    return found | {
        "rate": with_it.value,
        "rate_without": without.value,
        "difference": (with_it.value or 0.0) - (without.value or 0.0),
        "low": low,
        "high": high,
        "p_value": score_p_value(*counts),
    }


def _share(curve: Incidence, age: float) -> Share:
    """Share won by an age, with the number of deals that it is worth: n = p (1 - p) / se^2."""
    rate, at = curve.at(age) or 0.0, curve.position(age)
    error = 0.0 if at is None or at < 0 else float(curve.standard_error()[at])
    known = float(curve.events.sum())
    worth = rate * (1 - rate) / error**2 if error > 0 else known
    return Share(value=rate, n=min(worth, curve.n))


def _lost_value(own: pd.DataFrame, currency: str | None) -> dict[str, Any]:
    lost = own[(own["fate"] == LOST) & (own["currency"] == currency)]["value"].dropna()
    if currency is None or lost.empty:
        return {"lost_value": None, "valued": 0}
    return {"lost_value": float(lost.sum()), "valued": len(lost)}


def _corrected(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their verdicts, chance allowed for across all themes that were tested."""
    tested = [place for place, row in enumerate(rows) if row["p_value"] is not None]
    adjusted: list[float | None] = [None] * len(rows)
    if tested:
        values = stats.false_discovery_control([rows[place]["p_value"] for place in tested])
        for place, value in zip(tested, values, strict=True):
            adjusted[place] = float(value)
    return [
        {key: value for key, value in row.items() if key != "p_value"}
        | {"q_value": q, "verdict": _verdict(row, q)}
        for row, q in zip(rows, adjusted, strict=True)
    ]


def _verdict(row: dict[str, Any], q: float | None) -> Verdict:
    if row["difference"] is None:
        return "few"
    if q is None or q > ALLOWED:
        return "cannot_tell"
    return "fewer_wins" if row["difference"] < 0 else "more_wins"
