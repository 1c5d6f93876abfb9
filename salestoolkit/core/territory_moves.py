"""What it would change if accounts had another owner or territory: before, after, and back again.

The window's visits stay as they were made: coverage after a move says what it would have been among the
accounts that each would then have. Nothing here says who is better.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from salestoolkit.core.plain_text import folded
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.core.territory_parts import gini
from salestoolkit.core.territory_rows import NONE, territory_rows
from salestoolkit.errors import InvalidValue

BY = ("owner", "territory")
WORKING_DAYS = 5
"""Of a week with neither a holiday nor leave."""
SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Move:
    """Accounts that go to one owner or territory together."""

    accounts: tuple[str, ...]
    to: str


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One state of the accounts: rows of `territory_rows` with ``room``, and how even potential is.

    ``room`` is visits a week for which there is time: visits a day x 5 x the people who own accounts
    there. ``gini`` is that of potential between territories, or owners who have accounts; None with fewer
    than two, or without potential.
    """

    rows: pd.DataFrame
    gini: float | None

    def row(self, name: str) -> Mapping[Any, Any]:
        """The figures of one owner or territory."""
        found = self.rows[self.rows.iloc[:, 0] == name]
        told: Mapping[Any, Any] = found.iloc[0].to_dict()
        return told


@dataclass(frozen=True, kw_only=True)
class MovePlan:
    """Moves between owners, or between territories, that are being thought over.

    Verbs give a new plan; the field itself is never changed.

    Parameters
    ----------
    coverage : TerritoryCoverage
        Of all accounts, or of those between which accounts may move.
    by : str
        ``owner`` or ``territory``.
    moves : sequence of Move
        In the order in which they were made.
    """

    coverage: TerritoryCoverage
    by: str = "owner"
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        if self.by not in BY:
            raise InvalidValue("territory_part", field="by", value=self.by, allowed=", ".join(BY))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Owners or territories to which accounts can go, by name."""
        rows = self.coverage.reps if self.by == "owner" else self.coverage.territories
        return tuple(str(name) for name in rows[self.by] if name != NONE)

    @cached_property
    def before(self) -> Balance:
        """As it is."""
        return self._balance(self.coverage.accounts)

    @cached_property
    def after(self) -> Balance:
        """As it would be after all moves."""
        return self._balance(self.accounts)

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """All accounts after the moves: a later move of an account counts."""
        rows = self.coverage.accounts.copy()
        goes = {name: move.to for move in self.moves for name in move.accounts}
        target = rows["account"].map(goes)
        rows[self.by] = rows[self.by].astype(object).where(target.isna(), target)
        return rows

    @cached_property
    def moved(self) -> pd.DataFrame:
        """Accounts whose owner or territory differs from what it is: account, potential, from, to."""
        was = self.coverage.accounts[self.by].fillna(NONE).astype(str)
        now = self.accounts[self.by].fillna(NONE).astype(str)
        rows = self.coverage.accounts.loc[(was != now), ["account", "tier", "potential"]]
        found = rows.assign(**{"from": was[was != now], "to": now[was != now]})
        return found.sort_values("account", kind="stable").reset_index(drop=True)

    def of(self, name: str) -> tuple[str, ...]:
        """Accounts of one owner or territory after the moves, by name."""
        mine = self.accounts[self.by].fillna(NONE) == name
        return tuple(sorted(map(str, self.accounts.loc[mine, "account"]), key=str.casefold))

    def with_move(self, accounts: Iterable[str], to: str) -> MovePlan:
        """The plan with one more move.

        Raises
        ------
        InvalidValue
            ``move_nothing`` without an account, ``move_account`` for one that is not on the list,
            ``move_to`` for an owner or territory that is not.
        """
        known = {folded(str(name)): str(name) for name in self.coverage.accounts["account"]}
        chosen = list(dict.fromkeys(accounts))
        if not chosen:
            raise InvalidValue("move_nothing", field="accounts")
        strange = [name for name in chosen if folded(name) not in known]
        if strange:
            raise InvalidValue("move_account", field="accounts", value=strange[:SHOWN])
        places = {folded(name): name for name in self.names}
        if folded(to) not in places:
            raise InvalidValue("move_to", field="to", value=to, allowed=list(self.names))
        move = Move(accounts=tuple(known[folded(name)] for name in chosen), to=places[folded(to)])
        return replace(self, moves=(*self.moves, move))

    def undone(self) -> MovePlan:
        """The plan without its last move; the same where there is none."""
        return replace(self, moves=self.moves[:-1])

    def _balance(self, accounts: pd.DataFrame) -> Balance:
        rows = territory_rows(accounts, self.by, also=self.names)
        people = {
            name: found["owner"].dropna().nunique() if self.by == "territory" else 1
            for name, found in accounts.groupby(accounts[self.by].fillna(NONE))
        }
        a_week = self.coverage.rules.visits_a_day * WORKING_DAYS
        nobody = 0 if self.by == "territory" else 1
        rows["room"] = [
            a_week * people.get(name, nobody) if name != NONE else 0.0 for name in rows[self.by]
        ]
        named = rows[rows[self.by] != NONE]
        if self.by == "owner":
            # as on the page: between those who have accounts
            named = named[named["accounts"] > 0]
        potential = named["potential"].astype(float).fillna(0.0)
        return Balance(rows=rows, gini=gini(potential.tolist()) if len(named) > 1 else None)


def transfer(
    coverage: TerritoryCoverage, accounts: Sequence[str], *, to: str, by: str = "owner"
) -> MovePlan:
    """What would change if accounts went to another owner or territory.

    Parameters
    ----------
    coverage : TerritoryCoverage
        From `salestoolkit.core.territory.cover_territories`.
    to : str
        The owner or territory, as ``by`` says.

    Returns
    -------
    MovePlan
        Its ``before`` and ``after`` say accounts, potential, coverage, visits needed and room of each.

    Raises
    ------
    InvalidValue
        As `MovePlan.with_move`.
    """
    return MovePlan(coverage=coverage, by=by).with_move(accounts, to)
