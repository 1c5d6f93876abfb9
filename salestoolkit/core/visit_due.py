"""Which accounts of a person are to be visited, and how much is at risk at each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.plain_text import folded
from salestoolkit.core.territory_owners import owners_at
from salestoolkit.core.territory_parts import FieldWork, VisitRules, looked_up
from salestoolkit.core.territory_rows import by_letters
from salestoolkit.errors import InvalidValue

RENEWAL_DAYS = 60
"""A contract that runs out within this time of the week, undecided, has all its value at risk."""
WHOLE = 2
"""Times the limit after which all of an account's value is at risk."""


def share_at_risk(days: float | None, limit: int) -> float:
    """Share of an account's value that is at risk so many days after the last visit.

    days / (2 x limit), at most 1: half on the day that the next visit is due, all of it after twice the
    limit, or where there was no visit (None). A rule of thumb, so that late and valuable come first.

    >>> share_at_risk(30, 30), share_at_risk(75, 30), share_at_risk(None, 30)
    (0.5, 1.0, 1.0)
    """
    return 1.0 if days is None else min(1.0, max(0.0, days) / (WHOLE * limit))


def accounts_of(work: FieldWork, rep: str, rules: VisitRules) -> pd.DataFrame:
    """A person's accounts as of ``as_of``: last visit, limit, and what each is worth in a year.

    Raises
    ------
    InvalidValue
        ``visit_rep`` names those who have accounts.
    """
    owned = owners_at(work, work.as_of).reset_index(drop=True)
    rows = work.accounts.reset_index(drop=True)
    rows = rows.assign(owner=owned["owner"], territory=owned["territory"])
    theirs = [owner is not None and folded(str(owner)) == folded(rep) for owner in rows["owner"]]
    if not any(theirs):
        names = {str(one) for one in rows["owner"].dropna()}
        allowed = ", ".join(sorted(names, key=by_letters)) or "–"
        raise InvalidValue("visit_rep", field="rep", value=rep, allowed=allowed)
    mine = rows[theirs].reset_index(drop=True)
    mine["last_visit"] = looked_up(work.visits.groupby("account")["day"].max(), mine["account"])
    mine["limit"] = pd.array([rules.limit(tier) for tier in mine["tier"]], dtype="Int64")
    return _worth(mine, work)


def _worth(mine: pd.DataFrame, work: FieldWork) -> pd.DataFrame:
    """What each account is worth in a year, and where that comes from."""
    today = pd.Timestamp(work.as_of)
    running = work.contracts[~(pd.to_datetime(work.contracts["ends"]) < today)]
    contracts = running.groupby("account")["amount"].sum(min_count=1)
    won = work.deals.set_index("account")["won_value"]
    mine["value"], mine["worth"] = None, None
    for worth, values in (
        ("contract", looked_up(contracts, mine["account"])),
        ("won", looked_up(won, mine["account"])),
        ("potential", mine["potential"]),
    ):
        found = pd.to_numeric(values, errors="coerce")
        use = mine["value"].isna() & (found > 0)
        mine.loc[use, "value"] = found[use]
        mine.loc[use, "worth"] = worth
    return mine


def running_out(work: FieldWork, monday: date) -> set[str]:
    """Accounts whose contract runs out soon and whose renewal is not decided."""
    ends = pd.to_datetime(work.contracts["ends"])
    soon = (ends >= pd.Timestamp(monday)) & (
        ends < pd.Timestamp(monday) + pd.Timedelta(days=RENEWAL_DAYS)
    )
    undecided = ~work.contracts["decided"].fillna(False).astype(bool)
    return set(work.contracts.loc[soon & undecided, "account"])


def asked_for(
    known: Mapping[Any, Mapping[Any, Any]], ending: set[str], sunday: date
) -> dict[str, tuple[str, float]]:
    """Accounts to be visited: why, and how much is at risk."""
    asked: dict[str, tuple[str, float]] = {}
    for account, one in known.items():
        limit, last = one["limit"], one["last_visit"]
        days = None if pd.isna(last) else (pd.Timestamp(sunday) - last).days
        worth = float(one["value"] or 0)
        if account in ending:
            asked[account] = ("renewal", worth)
        elif not pd.isna(limit) and (days is None or days >= limit):
            late = "never" if days is None else "overdue" if days - 6 > limit else "due"
            asked[account] = (late, worth * share_at_risk(days, int(limit)))
    return asked
