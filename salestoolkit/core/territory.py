"""Whom we visited: coverage of accounts in a window, what is overdue and where nobody was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.part import Part
from salestoolkit.core.territory_owners import moves_in, owners_at, owners_on
from salestoolkit.core.territory_parts import (
    Coverage,
    FieldWork,
    VisitRules,
    coverage,
    gini,
    looked_up,
)
from salestoolkit.core.territory_rows import NONE, by_potential, territory_rows
from salestoolkit.errors import InvalidValue

FEW = 10
"""Accounts below which a share says little: one account more or less moves it by ten points."""


@dataclass(frozen=True, kw_only=True)
class TerritoryCoverage:
    """Accounts of a page as of ``as_of``, and the visits of a window [start, end).

    ``accounts`` has one row an account with ``territory`` and ``owner`` of the window's last day,
    ``visits`` in the window, ``last_visit``, ``days_since``, ``limit``, ``overdue`` (None where nothing is
    asked), ``never`` (no visit up to ``as_of``), ``white`` (potential, and neither visit nor deal).
    ``territories``, ``tiers`` and ``reps`` have one row each: see `territory_rows`. ``credited`` are the
    window's visits by the territory that had the account on the day, ``made`` by who made them.
    ``off_list`` are visits to accounts that nobody listed, ``by_others`` those by somebody else than
    the owner on the day; ``planned`` how many are to come. ``limits`` are codes of what cannot be told.
    """

    start: date
    end: date
    as_of: date
    part: Part | None
    currency: str | None
    rules: VisitRules
    visits_known: bool
    accounts: pd.DataFrame
    whole: Coverage
    clients: Coverage
    prospects: Coverage
    territories: pd.DataFrame
    tiers: pd.DataFrame
    reps: pd.DataFrame
    credited: Mapping[str, int]
    made: Mapping[str, int]
    off_list: pd.DataFrame
    by_others: pd.DataFrame
    moves: pd.DataFrame
    gini_territories: float | None
    gini_reps: float | None
    apart: Mapping[str, int]
    first_visit: date | None = None
    planned: int = 0
    limits: tuple[str, ...] = ()

    @property
    def overdue(self) -> pd.DataFrame:
        """Accounts whose next visit is late, the largest potential first."""
        return by_potential(self.accounts[self.accounts["overdue"].eq(True)])

    @property
    def white(self) -> pd.DataFrame:
        """Accounts with potential that had neither a visit nor a deal, the largest first."""
        return by_potential(self.accounts[self.accounts["white"]])

    @property
    def never(self) -> pd.DataFrame:
        """Accounts that were never visited up to ``as_of``, the largest potential first."""
        return by_potential(self.accounts[self.accounts["never"]])

    @property
    def unowned(self) -> pd.DataFrame:
        """Accounts that nobody looks after, where others have an owner; the largest first."""
        orphans = self.accounts["owner"].isna()
        return by_potential(self.accounts[orphans & ("no_owners" not in self.limits)])

    @property
    def small(self) -> bool:
        """Whether there are so few accounts that one of them moves the share much."""
        return 0 < self.whole.accounts < FEW


def cover_territories(
    work: FieldWork,
    *,
    start: date,
    end: date,
    rules: VisitRules | None = None,
    part: Part | None = None,
) -> TerritoryCoverage:
    """Coverage of a field by the visits of [start, end): a census of what was noted.

    An account counts for the territory and the owner that it had on the window's last day; whether it
    was visited, whoever did it. What is overdue, never visited or white is told as of ``as_of``.

    Parameters
    ----------
    part : Part, optional
        One ``territory`` or ``owner`` that the page is about.

    Raises
    ------
    InvalidValue
        ``territory_window`` where the window is empty or begins after ``as_of``.
    """
    rules = rules or VisitRules()
    if not start < end or start > work.as_of:
        raise InvalidValue("territory_window", value=f"{start} – {end}", allowed=work.as_of)
    last = min(end - timedelta(days=1), work.as_of)
    visits = _in_window(work, start, end)
    everyone = _accounts(work, visits, last, rules)
    mine, seen = of_part(everyone, visits, part)
    moves = moves_in(work, start, min(end, work.as_of + timedelta(days=1)))
    if part is not None:
        name = part.dimension
        touched = (moves[f"from_{name}"] == part.value) | (moves[f"to_{name}"] == part.value)
        moves = moves[touched].reset_index(drop=True)
    whole = part is None
    territories = territory_rows(mine, "territory", also=work.territories if whole else ())
    made = _tally(seen, "rep")
    reps = territory_rows(mine, "owner", also={*work.reps, *made} if whole else ())
    return TerritoryCoverage(
        start=start,
        end=end,
        as_of=work.as_of,
        part=part,
        currency=work.currency,
        rules=rules,
        visits_known=work.visits_known,
        accounts=mine,
        whole=coverage(mine),
        clients=coverage(mine[mine["is_client"].eq(True)]),
        prospects=coverage(mine[mine["is_client"].eq(False)]),
        territories=territories,
        tiers=territory_rows(mine, "tier"),
        reps=reps,
        credited=_tally(seen[seen["known"]], "territory"),
        made=made,
        off_list=_off_list(seen),
        by_others=seen[seen["by_other"]].reset_index(drop=True),
        moves=moves,
        gini_territories=_balance(territories),
        gini_reps=_balance(reps[reps["accounts"] > 0]),
        apart=dict(work.apart) if whole else {},
        first_visit=work.visits["day"].min().date() if len(work.visits) else None,
        planned=len(work.planned) if whole else 0,
        limits=_limits(work, mine, start, end),
    )


def of_part(
    accounts: pd.DataFrame, visits: pd.DataFrame, part: Part | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Accounts of one territory or owner, and visits: the territory's own, or those a rep made."""
    if part is None:
        return accounts, visits
    if part.dimension not in ("territory", "owner"):
        raise InvalidValue(
            "territory_part", field="per", value=part.dimension, allowed="territory, owner"
        )
    mine = accounts[accounts[part.dimension].fillna(NONE) == part.value]
    column = "territory" if part.dimension == "territory" else "rep"
    seen = visits[visits[column].fillna(NONE) == part.value]
    return mine.reset_index(drop=True), seen.reset_index(drop=True)


def _in_window(work: FieldWork, start: date, end: date) -> pd.DataFrame:
    """Visits of the window, each with who had the account on the day."""
    day = work.visits["day"]
    chosen = (day >= pd.Timestamp(start)) & (day < pd.Timestamp(end))
    chosen &= day <= pd.Timestamp(work.as_of)
    visits = work.visits[chosen].reset_index(drop=True)
    known = visits["account"].isin(work.accounts["account"])
    then = owners_on(work, visits[["account", "day"]])
    other = known & visits["rep"].notna() & then["owner"].notna()
    other &= visits["rep"].fillna("").str.casefold() != then["owner"].fillna("").str.casefold()
    return visits.assign(
        known=known, territory=then["territory"], owner=then["owner"], by_other=other
    )


def _accounts(work: FieldWork, visits: pd.DataFrame, last: date, rules: VisitRules) -> pd.DataFrame:
    """Accounts with whose they are on the last day, their visits, and how long ago the last was."""
    owned = owners_at(work, last).reset_index(drop=True)
    told = work.accounts.reset_index(drop=True)
    told = told.assign(owner=owned["owner"], territory=owned["territory"])
    ever = work.visits[work.visits["day"] <= pd.Timestamp(work.as_of)]
    made = looked_up(visits.groupby("account").size(), told["account"]).fillna(0)
    told["visits"] = made.astype("Int64") if work.visits_known else pd.NA
    told["visits"] = told["visits"].astype("Int64")
    told["last_visit"] = looked_up(ever.groupby("account")["day"].max(), told["account"])
    told["days_since"] = (pd.Timestamp(work.as_of) - told["last_visit"]).dt.days.astype("Int64")
    told["limit"] = pd.array([rules.limit(tier) for tier in told["tier"]], dtype="Int64")
    told["never"] = told["last_visit"].isna() & work.visits_known
    late = told["never"] | (told["days_since"] > told["limit"]).fillna(False).astype(bool)
    judged = told["limit"].notna() & work.visits_known
    told["overdue"] = late.astype(object).where(judged, None)
    deals = work.deals.set_index("account")["deals"]
    told["deals"] = looked_up(deals, told["account"]).fillna(0).astype(int)
    told["white"] = (told["potential"] > 0) & told["last_visit"].isna() & (told["deals"] == 0)
    return told


def _tally(visits: pd.DataFrame, column: str) -> dict[str, int]:
    counted = visits[column].fillna(NONE).astype(str).value_counts()
    return {str(name): int(n) for name, n in counted.sort_index().items()}


def _off_list(visits: pd.DataFrame) -> pd.DataFrame:
    """Names that visits were made to and no account bears, with how many."""
    strange = visits[~visits["known"]]
    named = strange["account"].fillna(NONE)
    found = strange.groupby(named).agg(visits=("day", "size"), last=("day", "max"))
    return found.rename_axis("account").reset_index()


def _balance(rows: pd.DataFrame) -> float | None:
    """Gini of potential between territories, or owners; those without a name are none of them."""
    named = rows[rows.iloc[:, 0] != NONE]
    return gini(named["potential"].fillna(0).tolist()) if len(named) > 1 else None


def _limits(work: FieldWork, accounts: pd.DataFrame, start: date, end: date) -> tuple[str, ...]:
    first = work.visits["day"].min()
    told = {
        "no_visits": not work.visits_known,
        "no_accounts": accounts.empty,
        "no_potential": not accounts["potential"].notna().any(),
        "no_tiers": not accounts["limit"].notna().any(),
        "no_clients": not accounts["is_client"].notna().any(),
        "no_territories": not accounts["territory"].notna().any(),
        "no_owners": not accounts["owner"].notna().any(),
        "begins_later": work.visits_known and bool(first > pd.Timestamp(start)),
        "window_open": pd.Timestamp(end) > pd.Timestamp(work.as_of) + pd.Timedelta(days=1),
        **dict.fromkeys(sorted(work.notes), True),
    }
    return tuple(code for code, holds in told.items() if holds)
