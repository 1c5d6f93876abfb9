"""Accounts by territory, tier or owner: coverage, and the work that waits there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.plain_text import without_accents

FIGURES = (
    *("accounts", "covered", "coverage", "potential", "covered_potential", "value_coverage"),
    *("visits", "visits_per_covered", "clients", "client_coverage", "prospects"),
    *("prospect_coverage", "judged", "overdue", "white", "needed_a_week"),
)
Numbers = npt.NDArray[Any]
Codes = npt.NDArray[np.intp]
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
    order += [NONE] if NONE in names else []
    place = {name: at for at, name in enumerate(order)}
    code = np.array([place[name] for name in values], dtype=np.intp)
    rows = pd.DataFrame({column: pd.Series(order, dtype=object)})
    return rows.assign(**_figures(accounts, code, len(order)))


def _figures(accounts: pd.DataFrame, code: Codes, n: int) -> dict[str, Numbers | None]:
    """The columns of `territory_rows`: sums by row; a share of nothing is not known."""

    def total(values: Any) -> Numbers:
        return np.bincount(code, weights=np.asarray(values, dtype=float), minlength=n)

    def over(part: Numbers, whole: Numbers) -> Numbers:
        share: Numbers = np.divide(part, whole, out=np.full(n, np.nan), where=whole > 0)
        return share

    noted = bool(accounts["visits"].notna().all())
    made = accounts["visits"].fillna(0).to_numpy(dtype=float)
    touched = made > 0
    worth = accounts["potential"].to_numpy(dtype=float)
    valued = total(~np.isnan(worth)) > 0
    amounts = np.nan_to_num(worth)
    limits = accounts["limit"].astype(float).to_numpy(dtype=float, na_value=np.nan)
    judged = ~np.isnan(limits)
    clients, prospects = ((accounts["is_client"] == is_one).to_numpy() for is_one in (True, False))
    every, covered = total(np.ones(len(made))), total(touched)
    potential = np.where(valued, total(amounts), np.nan)
    covered_potential = np.where(valued, total(amounts * touched), np.nan)
    known = {
        "covered": covered.astype(int),
        "coverage": over(covered, every),
        "covered_potential": covered_potential,
        "value_coverage": over(covered_potential, np.nan_to_num(potential)),
        "visits": total(made).astype(int),
        "visits_per_covered": over(total(made), covered),
        "client_coverage": over(total(touched & clients), total(clients)),
        "prospect_coverage": over(total(touched & prospects), total(prospects)),
    }
    told = {
        "accounts": every.astype(int),
        "potential": potential,
        "clients": total(clients).astype(int),
        "prospects": total(prospects).astype(int),
        "judged": total(judged).astype(int),
        "overdue": total((accounts["overdue"] == True).to_numpy()).astype(int),  # noqa: E712
        "white": total(accounts["white"]).astype(int),
        "needed_a_week": total(np.where(judged, WEEK / np.where(judged, limits, 1.0), 0.0)),
        **(known if noted else dict.fromkeys(known)),
    }
    return {name: told[name] for name in FIGURES}


def by_letters(name: str) -> tuple[tuple[tuple[str, bool], ...], str]:
    """What names are sorted by: ``ł`` stands right behind ``l``, not behind ``z``.

    >>> sorted(["śląskie", "łódzkie", "lubuskie", "Mazowieckie"], key=by_letters)
    ['lubuskie', 'łódzkie', 'Mazowieckie', 'śląskie']
    """
    plain = [(without_accents(sign), sign) for sign in name.casefold()]
    return tuple((letter, letter != sign) for letter, sign in plain), name


def by_potential(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts, the largest potential first, then by name."""
    return accounts.sort_values(
        ["potential", "account"], ascending=[False, True], na_position="last", kind="stable"
    ).reset_index(drop=True)
