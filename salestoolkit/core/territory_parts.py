"""What a look at territories starts from: accounts, who looks after them, and who was where when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

import pandas as pd

from salestoolkit.errors import InvalidValue

ACCOUNT_COLUMNS = (
    *("account", "name", "segment", "tier", "territory", "owner", "potential", "is_client"),
    *("city", "country", "postal_code", "latitude", "longitude"),
)
OWNER_COLUMNS = ("account", "owner", "territory", "from", "to")
VISIT_COLUMNS = ("account", "rep", "day")
DEAL_COLUMNS = ("account", "deals", "open", "won", "won_value", "territory", "owner")
CONTRACT_COLUMNS = ("account", "starts", "ends", "amount", "decided")

CADENCE = MappingProxyType({"A": 30, "B": 90, "C": 180})
"""Days from one visit to the next that are usual for large, middling and small accounts."""
MOST_DAYS, MOST_VISITS = 3650, 30


@dataclass(frozen=True, kw_only=True)
class VisitRules:
    """How often accounts are to be visited, and how many visits a day has room for.

    Parameters
    ----------
    cadence : mapping of str to int
        Most days from one visit to the next, by tier; the limit itself is still in time.
    other : int, optional
        The same for accounts without a tier of ``cadence``; None: nothing is asked of them.
    visits_a_day : float
        Visits that one person can make on a working day.
    km_a_day : float
        Kilometres as the crow flies that a day's visits may lie apart in all, where places are known.

    Raises
    ------
    InvalidValue
        ``visit_days``, ``visits_a_day`` or ``km_a_day``.
    """

    cadence: Mapping[str, int] = field(default_factory=lambda: CADENCE)
    other: int | None = None
    visits_a_day: float = 4
    km_a_day: float = 300

    def __post_init__(self) -> None:
        for tier, days in {**self.cadence, "other": self.other}.items():
            if tier == "other" and days is None:
                continue
            if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
                allowed = f"1–{MOST_DAYS}"
                raise InvalidValue("visit_days", field=tier, value=days, allowed=allowed)
        if not 0 < _number(self.visits_a_day) <= MOST_VISITS:
            raise InvalidValue("visits_a_day", value=self.visits_a_day, allowed=f"0–{MOST_VISITS}")
        if not _number(self.km_a_day) > 0:
            raise InvalidValue("km_a_day", value=self.km_a_day, allowed="> 0")

    def limit(self, tier: object) -> int | None:
        """Most days between visits for a tier, None where nothing is asked.

        >>> VisitRules().limit("b "), VisitRules().limit("Gold")
        (90, None)
        """
        known = {str(name).strip().casefold(): days for name, days in self.cadence.items()}
        return known.get(str(tier).strip().casefold(), self.other)


@dataclass(frozen=True, kw_only=True)
class FieldWork:
    """Accounts with what is known of them, up to the end of ``as_of``; days are plain dates.

    ``accounts`` has one row an account (`ACCOUNT_COLUMNS`), ``owners`` who looked after it since when
    (`OWNER_COLUMNS`; ``to`` is the last day), ``visits`` those that were made (`VISIT_COLUMNS`),
    ``planned`` those that are to come, ``deals`` what was sold to each account (`DEAL_COLUMNS`),
    ``contracts`` what runs out when. ``visits_known`` is whether anybody noted visits at all: without,
    nothing is covered or missed. ``territories`` and ``reps`` are those known from elsewhere. ``apart``
    counts what was set apart, by code; ``notes`` are codes of where the rows come from.
    """

    accounts: pd.DataFrame
    owners: pd.DataFrame
    visits: pd.DataFrame
    planned: pd.DataFrame
    deals: pd.DataFrame
    contracts: pd.DataFrame
    as_of: date
    visits_known: bool = True
    currency: str | None = None
    territories: Sequence[str] = ()
    reps: Sequence[str] = ()
    apart: Mapping[str, int] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Accounts that were visited at least once in a window, of those that could be.

    ``potential`` is that of the accounts whose potential is known, ``covered_potential`` that of the
    visited ones among them. ``visits`` are those to the covered accounts. ``covered`` and ``visits`` are
    None where nobody noted visits.
    """

    accounts: int
    covered: int | None
    visits: int | None
    potential: float | None = None
    covered_potential: float | None = None

    @property
    def rate(self) -> float | None:
        """Accounts visited at least once / eligible accounts; None without any."""
        if not self.accounts or self.covered is None:
            return None
        return self.covered / self.accounts

    @property
    def value_rate(self) -> float | None:
        """Potential of the accounts visited / potential of all; None where that is nothing."""
        if not self.potential or self.covered_potential is None:
            return None
        return self.covered_potential / self.potential

    @property
    def visits_per_covered(self) -> float | None:
        """Visits / accounts visited; None without any."""
        if not self.covered or self.visits is None:
            return None
        return self.visits / self.covered


def coverage(accounts: pd.DataFrame) -> Coverage:
    """Coverage of accounts with ``visits`` (in the window) and ``potential``.

    Examples
    --------
    >>> told = coverage(pd.DataFrame({"visits": [2, 0, 0], "potential": [30.0, 10.0, None]}))
    >>> told.covered, told.accounts, told.value_rate, told.visits_per_covered
    (1, 3, 0.75, 2.0)
    """
    noted = accounts["visits"].notna().all()
    touched = (accounts["visits"] > 0).fillna(False).astype(bool)
    amounts = accounts["potential"].astype(float)
    valued = amounts.notna().any()
    return Coverage(
        accounts=len(accounts),
        covered=int(touched.sum()) if noted else None,
        visits=int(accounts["visits"].sum()) if noted else None,
        potential=float(amounts.sum()) if valued else None,
        covered_potential=float(amounts[touched].sum()) if valued and noted else None,
    )


def gini(values: Sequence[float]) -> float | None:
    """How unevenly an amount is spread: 0 where all have the same, near 1 where one has it all.

    Mean difference of all pairs / twice the mean: sum_ij |x_i - x_j| / (2 n^2 mean). None where there is
    nothing to spread (no value, or a mean of 0). Source: Gini 1912, the population form.

    Examples
    --------
    >>> gini([5, 5, 5]), gini([0, 0, 0, 12]), gini([0, 0])
    (0.0, 0.75, None)
    """
    ordered = sorted(float(value) for value in values)
    n, total = len(ordered), sum(ordered)
    if not n or not total:
        return None
    ranked = sum((2 * place - n - 1) * value for place, value in enumerate(ordered, start=1))
    return ranked / (n * total)


def looked_up(table: pd.Series, keys: pd.Series) -> pd.Series:
    """Values of a table by account, one for each key; what is not in it is missing."""
    return table.reindex(keys).set_axis(keys.index)


def _number(value: object) -> float:
    """A number, or one that no limit allows."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return float("nan")
