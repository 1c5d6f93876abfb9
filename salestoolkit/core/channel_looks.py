"""Looking at a test before it is over without fooling oneself: how far apart is far enough today?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy import optimize, special

from salestoolkit.core.bands import Array
from salestoolkit.errors import InvalidValue

Shape = Literal["pocock", "obrien_fleming"]

NODES, MOST_NODES = 192, 2000
SAME = 5e-5
"""Looks that lie no further apart than this part of the plan are one look."""
NEVER = 10.0
"""A bound in standard errors that no test passes: so little may be spent at that look."""
TINY = 1e-12


def _grid(bound: float, step: float) -> tuple[Array, Array]:
    """Simpson's nodes and weights from -bound to bound, dense enough for a kernel of width ``step``."""
    needed = int(min(MOST_NODES, max(NODES, 4 * bound / step)))
    nodes = np.linspace(-bound, bound, needed + 1 - needed % 2)
    weights = np.full(nodes.size, 2.0)
    weights[1:-1:2] = 4.0
    weights[[0, -1]] = 1.0
    return nodes, weights * (nodes[1] - nodes[0]) / 3


class _Path:
    """Tests that have not stopped yet: density of the score sqrt(t) z at the looks so far."""

    def __init__(self, drift: float) -> None:
        self.drift = drift
        self.t = 0.0
        self.score = np.array([0.0])
        self.mass = np.array([1.0])

    def beyond(self, t: float, bound: float) -> float:
        """Chance to pass ``bound`` at a look at information ``t`` and at none before."""
        step = math.sqrt(t - self.t)
        middle = self.score + self.drift * (t - self.t)
        edge = bound * math.sqrt(t)
        tails = special.ndtr((-edge - middle) / step) + special.ndtr((middle - edge) / step)
        return float(self.mass @ tails)

    def go_on(self, t: float, bound: float) -> None:
        """The look at ``t`` has been taken, and the bound was not passed."""
        step = math.sqrt(t - self.t)
        nodes, weights = _grid(min(bound, NEVER) * math.sqrt(t), step)
        middle = self.score + self.drift * (t - self.t)
        apart = (nodes[:, None] - middle[None, :]) / step
        density = np.exp(-0.5 * apart**2) @ self.mass / (step * math.sqrt(2 * math.pi))
        self.t, self.score, self.mass = t, nodes, density * weights


def _checked(information: Sequence[float]) -> None:
    ends = [0.0, *information]
    if not information or any(not b > a for a, b in pairwise(ends)):
        raise InvalidValue("looks_order", value=", ".join(f"{t:g}" for t in information))


def passing(
    bounds: Sequence[float], information: Sequence[float], *, drift: float = 0.0
) -> list[float]:
    """Chance to pass a bound at each look and at none before (two-sided), by numerical integration.

    ``information`` is the part of the planned leads that has been seen, rising; ``drift`` the mean
    of z at information 1 (0: no difference, so the sum is the chance of a false winner). Recursion
    of Armitage, McPherson and Rowe (1969).

    Examples
    --------
    >>> round(sum(passing([1.96] * 5, [0.2, 0.4, 0.6, 0.8, 1.0])), 3)
    0.142
    """
    _checked(information)
    path, found = _Path(drift), []
    for bound, t in zip(bounds, information, strict=True):
        found.append(path.beyond(t, bound))
        path.go_on(t, bound)
    return found


def boundaries(
    information: Sequence[float], *, shape: Shape = "obrien_fleming", level: float = 0.95
) -> list[float]:
    """Bounds of z at looks that are fixed beforehand; all together let 1 - level pass by chance.

    Pocock (1977): the same bound at every look. O'Brien and Fleming (1979): bound / sqrt(information),
    strict at first and hardly dearer than a single look at the end.

    Examples
    --------
    >>> looks = [0.2, 0.4, 0.6, 0.8, 1.0]
    >>> [round(bound, 3) for bound in boundaries(looks, shape="pocock")]
    [2.413, 2.413, 2.413, 2.413, 2.413]
    >>> [round(bound, 3) for bound in boundaries(looks)]
    [4.562, 3.226, 2.634, 2.281, 2.04]
    """
    _checked(information)
    if shape == "pocock":
        form = [1.0] * len(information)
    else:
        form = [math.sqrt(information[-1] / t) for t in information]

    def surplus(constant: float) -> float:
        bounds = [min(constant * part, NEVER) for part in form]
        return sum(passing(bounds, information)) - (1 - level)

    constant = float(optimize.brentq(surplus, 0.1, NEVER, xtol=1e-9))
    return [constant * part for part in form]


def spent(t: float, *, shape: Shape = "obrien_fleming", level: float = 0.95) -> float:
    """Part of the chance of a false winner that may have been used at information ``t``.

    Lan and DeMets (1983), half of it for each side: 4 (1 - Phi(z / sqrt(t))) with z of alpha / 4, like
    O'Brien and Fleming, or alpha ln(1 + (e - 1) t), like Pocock. All of it at t = 1 and after.

    Examples
    --------
    >>> round(spent(0.5), 5), round(spent(1.0), 5)
    (0.00305, 0.05)
    """
    part, alpha = min(max(t, 0.0), 1.0), 1 - level
    if part == 0:
        return 0.0
    if shape == "pocock":
        return alpha * math.log1p((math.e - 1) * part)
    return float(4 * special.ndtr(special.ndtri(alpha / 4) / math.sqrt(part)))


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look asks for: a z beyond ``bound``, which is a p-value of at most ``nominal``."""

    information: float
    bound: float | None
    nominal: float
    spent: float


def looks_allowed(
    information: Sequence[float], *, shape: Shape = "obrien_fleming", level: float = 0.95
) -> list[Look]:
    """Bounds for looks that were not fixed beforehand: daily, or whenever somebody looked.

    Each look may use what the spending function allows up to then (Lan and DeMets 1983); only when
    one looks may not depend on what was seen. ``information`` = leads seen / leads planned; once
    it has reached 1 everything is spent, and a later look can name no winner (bound None). The same
    information twice is one look.

    Examples
    --------
    >>> [round(look.bound, 3) for look in looks_allowed([0.2, 0.4, 0.6, 0.8, 1.0])]
    [4.877, 3.357, 2.68, 2.29, 2.031]
    """
    if any(after < before for before, after in pairwise(information)):
        raise InvalidValue("looks_order", value=", ".join(f"{t:g}" for t in information))
    return list(_looks(tuple(information), shape, level))


@lru_cache(maxsize=256)
def _looks(information: tuple[float, ...], shape: Shape, level: float) -> tuple[Look, ...]:
    path, used, before = _Path(0.0), 0.0, 0.0
    found: list[Look] = []
    for seen in information:
        t = min(seen, 1.0)
        if found and seen - before <= SAME:
            found.append(found[-1])
        elif t <= path.t:
            found.append(Look(information=seen, bound=None, nominal=0.0, spent=used))
        else:
            allowed = spent(t, shape=shape, level=level)
            bound = _bound_for(path, t, allowed - used)
            used, before = allowed, seen
            path.go_on(t, NEVER if bound is None else bound)
            nominal = 0.0 if bound is None else float(2 * special.ndtr(-bound))
            found.append(Look(information=seen, bound=bound, nominal=nominal, spent=used))
    return tuple(found)


def _bound_for(path: _Path, t: float, chance: float) -> float | None:
    """Bound that is passed at ``t`` with a given chance; None where the chance is too small."""

    def surplus(bound: float) -> float:
        return path.beyond(t, bound) - chance

    if chance <= TINY or surplus(NEVER) >= 0:
        return None
    return float(optimize.brentq(surplus, 0.0, NEVER, xtol=1e-10))


def inflation(
    bounds: Sequence[float],
    information: Sequence[float],
    *,
    power: float = 0.8,
    level: float = 0.95,
) -> float:
    """How many times the leads of a single look a test with these looks needs for its power.

    Examples
    --------
    >>> looks = [0.2, 0.4, 0.6, 0.8, 1.0]
    >>> round(inflation(boundaries(looks, shape="pocock"), looks), 3)
    1.228
    >>> round(inflation(boundaries(looks), looks), 3)
    1.028
    """
    single = float(special.ndtri(0.5 + level / 2) + special.ndtri(power))

    def surplus(drift: float) -> float:
        return sum(passing(bounds, information, drift=drift)) - power

    return (float(optimize.brentq(surplus, 0.1, 4 * single)) / single) ** 2
