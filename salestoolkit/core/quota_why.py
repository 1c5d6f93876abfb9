"""Why someone is ahead of the team or behind it: opportunities x win rate x size x timing, shared out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial

from salestoolkit.core.goal_checks import exact
from salestoolkit.errors import InvalidValue

FACTORS = ("opps", "win", "size", "timing")
"""Deals worked on in the period, share of them won, mean value of a won deal, share of the value that
landed in the period."""
MOST_FACTORS = 8


@dataclass(frozen=True, kw_only=True)
class Why:
    """A gap, shared out among the factors of a product.

    ``contributions`` add up to ``rep_revenue - team_revenue``, exactly. ``taken`` are factors that the
    rep has none of (no win rate without a deal): they take the team's value and explain nothing.
    """

    team: dict[str, float]
    rep: dict[str, float]
    team_revenue: float
    rep_revenue: float
    contributions: dict[str, float]
    taken: tuple[str, ...]

    @property
    def tells(self) -> bool:
        """Whether either side has a result: two of nothing explain nothing."""
        return bool(self.team_revenue or self.rep_revenue)

    @property
    def gap(self) -> float:
        """The rep's revenue minus the team's."""
        return self.rep_revenue - self.team_revenue

    @property
    def largest(self) -> str | None:
        """The factor that explains most; None where there is no gap."""
        name = max(self.contributions, key=lambda one: abs(self.contributions[one]))
        return name if self.contributions[name] else None


def why_quota(
    rep: Mapping[str, float | Fraction | None], team: Mapping[str, float | Fraction | None]
) -> Why | None:
    """The rep's product of factors against the team's: what each factor explains (Shapley value).

    phi_i = sum over subsets S without i of |S|! (K-|S|-1)! / K! (f(S + i) - f(S)), f the product that
    takes the rep's value for what is in S and the team's for the rest. Worked out in fractions, so that
    the parts add up to the gap. None where the team lacks a factor.

    Parameters
    ----------
    rep, team : mapping
        The same factors, such as `FACTORS`; for a team the figures of an average member.

    Examples
    --------
    >>> team = {"opps": 60, "win": 0.25, "size": 10, "timing": 0.8}
    >>> rep = {"opps": 48, "win": 0.3, "size": 9, "timing": 0.75}
    >>> why_quota(rep, team).contributions["opps"]
    -24.2475
    """
    if set(rep) != set(team) or not 0 < len(team) <= MOST_FACTORS:
        names = ", ".join(sorted(set(rep) ^ set(team))) or str(len(team))
        raise InvalidValue("quota_factors", field="rep", value=names, allowed=", ".join(team))
    if any(value is None for value in team.values()):
        return None
    before = {name: exact(value) for name, value in team.items() if value is not None}
    taken = tuple(name for name in team if rep[name] is None)
    after = {
        name: before[name] if (value := rep[name]) is None else exact(value) for name in before
    }
    parts = {name: _share(name, before, after) for name in before}
    return Why(
        team={name: float(value) for name, value in before.items()},
        rep={name: float(value) for name, value in after.items()},
        team_revenue=float(_product(before.values())),
        rep_revenue=float(_product(after.values())),
        contributions={name: float(value) for name, value in parts.items()},
        taken=taken,
    )


def _share(name: str, before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> Fraction:
    others = [one for one in before if one != name]
    total, k = Fraction(0), len(before)
    for size in range(k):
        weight = Fraction(factorial(size) * factorial(k - size - 1), factorial(k))
        for chosen in combinations(others, size):
            mixed = _product(after[one] if one in chosen else before[one] for one in others)
            total += weight * mixed * (after[name] - before[name])
    return total


def _product(values: Iterable[Fraction]) -> Fraction:
    found = Fraction(1)
    for value in values:
        found *= value
    return found
