"""Counts by one dimension, as groups few enough to be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.bands import TIED
from salestoolkit.core.breakdown_parts import OWNER, Kind, Reason
from salestoolkit.core.counts import Counts
from salestoolkit.core.dimensions import CREATED_MONTH
from salestoolkit.core.ends import NOBODY, Ends, ends_by_stage
from salestoolkit.core.funnel_counts import EVER, ROUND_DAYS, Source
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.leaks import one_sided_p
from salestoolkit.core.proportions import Interval, wilson

MOST, MOST_MONTHS, MOST_PEOPLE = 12, 24, 60
"""Parts that are listed by themselves: the largest, or the latest months. The rest is told together."""
NOT_NAMED = ""
LATE_DEALS, LATE_P = 0.05, 0.001
"""Share of deals without a value, and p-value of how much less they win, from which it is noted late."""


@dataclass(frozen=True)
class Group:
    """A part that is listed: one value, the deals without one, or the values too small to list."""

    value: str
    kind: Kind
    members: frozenset[str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Watched:
    """Share won by ``age``, and the number of deals it is worth; ``known`` deals were watched to it."""

    curve: Incidence
    age: float
    share: float
    worth: float
    known: float

    @property
    def won(self) -> float:
        """Wins among ``worth``."""
        return self.share * self.worth

    def interval(self, *, level: float) -> Interval:
        """Interval of the share; before the first end only the deals watched to its age tell anything."""
        if self.curve.position(self.age) == -1:
            return wilson(0, self.known, level=level)
        return self.curve.interval(self.age, level=level)


@dataclass(frozen=True, eq=False)
class OneDimension:
    """The page's deals by one dimension; ``reason`` says why its parts cannot be compared."""

    dimension: str
    counts: Counts
    groups: tuple[Group, ...]
    reason: Reason | None

    def code(self, table: pd.DataFrame) -> npt.NDArray[np.int64]:
        """Place of each row's group."""
        place = {value: at for at, group in enumerate(self.groups) for value in group.members}
        codes, values = pd.factorize(table["part"])
        return np.array([place[value] for value in values], dtype=np.int64)[codes]

    @cached_property
    def named(self) -> npt.NDArray[np.bool_]:
        """Groups that have a value, those told together among them."""
        return np.array([group.kind != "none" for group in self.groups], dtype=bool)

    @cached_property
    def _cycles(self) -> tuple[Ends, npt.NDArray[np.int64]]:
        return ends_by_stage(self.counts.cycles).get("", NOBODY), self.code(self.counts.cycles)

    @cached_property
    def _passages(self) -> dict[str, tuple[Ends, npt.NDArray[np.int64]]]:
        table = self.counts.passages
        stage, code = table["stage"].to_numpy(dtype=object), self.code(table)
        return {
            key: (ends, code[stage == key]) for key, ends in ends_by_stage(table).items() if key
        }

    def ends(self, at: int, stage: str = "") -> Ends:
        """How the deals of one group ended, or its first passages through a stage."""
        every, code = self._of(stage)
        return every.where(code == at)

    def rest(self, at: int, stage: str = "") -> Ends:
        """The same of all other groups that have a value."""
        every, code = self._of(stage)
        return every.where((code != at) & self.named[code])

    def common(self, horizon: int | None) -> float | None:
        """Share won by the horizon among all deals that have a value."""
        found = None if horizon is None else watched(self.rest(-1), horizon)
        return found.share if found else None

    def _of(self, stage: str) -> tuple[Ends, npt.NDArray[np.int64]]:
        if not stage:
            return self._cycles
        return self._passages.get(stage, (NOBODY, np.array([], dtype=np.int64)))


def one_dimension(own: Source, dimension: str, horizon: int | None) -> OneDimension:
    """Counts of all deals of the source by a dimension, and whether they can be compared."""
    counts = own.counted(EVER, dimension)
    sums = counts.deals.groupby("part")["n"].sum()
    sizes = {str(part): int(n) for part, n in sums.items()}
    values = [value for value in sizes if value != NOT_NAMED]
    reason: Reason | None = None
    if len(values) < 2:
        reason = "one_value" if values else "no_values" if sizes else "no_deals"
    found = OneDimension(dimension, counts, _grouped(dimension, sizes), reason)
    if horizon and not reason and dimension != CREATED_MONTH and _filled_late(found, horizon):
        return replace(found, reason="filled_late")
    return found


def _filled_late(found: OneDimension, horizon: int) -> bool:
    """Whether the deals without a value hardly ever win: then the value is noted as a deal goes on.

    Parts of such a dimension hold the deals that got far, and say nothing of who or what wins.
    """
    none = [at for at, group in enumerate(found.groups) if group.kind == "none"]
    if not none or found.ends(none[0]).count() < LATE_DEALS * found.counts.deals["n"].sum():
        return False
    without, named = watched(found.ends(none[0]), horizon), watched(found.rest(-1), horizon)
    if without is None or named is None or without.share > named.share / 2:
        return False
    return exact_p(without.won, without.worth, named.won, named.worth) <= LATE_P


def _grouped(dimension: str, sizes: dict[str, int]) -> tuple[Group, ...]:
    """The largest values (the latest months) one by one, the others together, then those without."""
    values = [value for value in sizes if value != NOT_NAMED]
    if dimension == CREATED_MONTH:
        ranked, most = sorted(values, reverse=True), MOST_MONTHS
    else:
        ranked = sorted(values, key=lambda value: (-sizes[value], value))
        most = MOST_PEOPLE if dimension == OWNER else MOST
    # one value more than fits is no reason to hide it behind a common name
    kept = ranked if len(ranked) <= most + 1 else ranked[:most]
    groups = [Group(value, "named", frozenset({value})) for value in kept]
    others = ranked[len(kept) :]
    if others:
        groups.append(Group("", "other", frozenset(others)))
    if NOT_NAMED in sizes:
        groups.append(Group("", "none", frozenset({NOT_NAMED})))
    return tuple(groups)


def horizon_of(own: Source) -> int | None:
    """Age in days at which all parts are compared: by which nine wins of ten have happened.

    A round number; where it lies past the follow-up, the largest round number within it.
    """
    days, curve = own.usual_days(""), own.ends("").curve
    if days is None or curve.last is None:
        return None
    if watched(own.ends(""), days) is not None:
        return days
    return max((short for short in ROUND_DAYS if short <= curve.last), default=None)


def watched(ends: Ends, horizon: int) -> Watched | None:
    """Share won by ``horizon``; None where the deals were not watched so long.

    Deals that had all ended before stay as they were: nothing more can come of them.
    """
    curve, timed = ends.curve, ends.clocked
    if curve.last is None:
        return None
    over = (curve.survival_at(curve.last) or 0.0) <= TIED
    if horizon > curve.last and not over:
        return None
    age = min(float(horizon), curve.last)
    known = float(timed.n[(timed.outcome > 0) | (timed.days >= horizon)].sum())
    share = curve.at(age)
    if share is None or not known:
        return None
    worth = min(curve.worth(age) or known, curve.n)
    return Watched(curve=curve, age=age, share=share, worth=worth, known=known)


def sums_by(code: npt.NDArray[np.int64], size: int, column: Sequence[float]) -> list[float]:
    """Sum of a column in each group."""
    sums = np.bincount(code, weights=np.asarray(column, dtype=float), minlength=size)
    return [float(total) for total in sums]


def exact_p(k1: float, n1: float, k2: float, n2: float) -> float:
    """Fisher's exact test, two-sided: twice the smaller tail, at most 1.

    Numbers that shares are worth are rounded to whole deals.

    >>> round(exact_p(12.0, 40.0, 30.0, 200.0), 3)
    0.048
    """
    first, of_first, second, of_second = (round(number) for number in (k1, n1, k2, n2))
    low = one_sided_p(first, of_first, second, of_second)
    high = one_sided_p(of_first - first, of_first, of_second - second, of_second)
    return min(1.0, 2 * min(low, high))
