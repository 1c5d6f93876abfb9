"""Accounts by territory, tier or owner: coverage, and the work that waits there."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from salestoolkit.core.plain_text import without_accents
from salestoolkit.core.territory_parts import coverage

WEEK = 7
NONE = ""
"""The territory, tier or owner of accounts that have none."""


def territory_rows(
    accounts: pd.DataFrame, column: str, *, also: Iterable[str] = ()
) -> pd.DataFrame:
    """One row a value of a column, by name: coverage, and the work that waits there.

    Columns: the column itself, accounts, covered, coverage, potential, covered_potential,
    value_coverage, visits, visits_per_covered, clients, client_coverage, prospects,
    prospect_coverage, judged (accounts with a limit), overdue, white, needed_a_week (visits that the
    limits ask for: the sum of 7 / limit). ``also`` names those that have a row without any account.
    """
    values = accounts[column].astype(object).where(accounts[column].notna(), NONE).astype(str)
    names = {*values, *also}
    order = sorted((name for name in names if name), key=by_letters)
    rows = [
        {column: name, **_row(accounts[(values == name).to_numpy()])}
        for name in (*order, *([NONE] if NONE in names else []))
    ]
    return pd.DataFrame(rows, columns=[column, *_row(accounts.iloc[:0])])


def by_letters(name: str) -> tuple[str, str]:
    """What names are sorted by: ``ł`` stands beside ``l``, not behind ``z``."""
    return without_accents(name.casefold()), name


def by_potential(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts, the largest potential first, then by name."""
    return accounts.sort_values(
        ["potential", "account"], ascending=[False, True], na_position="last", kind="stable"
    ).reset_index(drop=True)


def _row(accounts: pd.DataFrame) -> dict[str, object]:
    told = coverage(accounts)
    clients = coverage(accounts[accounts["is_client"] == True])  # noqa: E712
    prospects = coverage(accounts[accounts["is_client"] == False])  # noqa: E712
    limits = accounts["limit"].dropna().astype(float)
    return {
        "accounts": told.accounts,
        "covered": told.covered,
        "coverage": told.rate,
        "potential": told.potential,
        "covered_potential": told.covered_potential,
        "value_coverage": told.value_rate,
        "visits": told.visits,
        "visits_per_covered": told.visits_per_covered,
        "clients": clients.accounts,
        "client_coverage": clients.rate,
        "prospects": prospects.accounts,
        "prospect_coverage": prospects.rate,
        "judged": len(limits),
        "overdue": int((accounts["overdue"] == True).sum()),  # noqa: E712
        "white": int(accounts["white"].sum()),
        "needed_a_week": float((WEEK / limits).sum()),
    }
