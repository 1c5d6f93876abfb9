"""A team's field put together from its lists; where a list is missing, from its deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.territory_clean import Names, clean_accounts, clean_owners
from salestoolkit.core.territory_parts import CONTRACT_COLUMNS, DEAL_COLUMNS, FieldWork, looked_up
from salestoolkit.core.territory_visits import clean_visits

YEAR = 365
"""Days back in which what an account bought tells what it may buy in a year."""


def field_work(
    accounts: pd.DataFrame | None,
    visits: pd.DataFrame | None,
    *,
    as_of: date,
    exported_on: date | None = None,
    owners: pd.DataFrame | None = None,
    deals: pd.DataFrame | None = None,
    contracts: pd.DataFrame | None = None,
    currency: str | None = None,
    territories: Iterable[str] = (),
    reps: Iterable[str] = (),
) -> FieldWork:
    """Accounts, owners, visits and deals under one spelling of each name.

    Parameters
    ----------
    accounts : DataFrame or None
        As `ACCOUNT_COLUMNS`, and ``currency``, ``active`` (False: not eligible). None: the companies of
        the deals are the accounts.
    visits : DataFrame or None
        As for `clean_visits`, as is ``exported_on``; None where nobody noted visits: then no account is
        covered or missed.
    deals : DataFrame, optional
        ``account``, ``created`` (day), ``fate``, ``value``, ``closed`` (day), ``territory``, ``owner``.
    contracts : DataFrame, optional
        As `CONTRACT_COLUMNS`, days without time.
    territories, reps : iterable of str
        Names known from elsewhere: a territory may have no account.
    """
    apart: Counter[str] = Counter()
    notes: set[str] = set()
    sold = _sold(deals, as_of)
    if accounts is None:
        notes.add("accounts_from_deals")
        accounts = sold[["account"]]
    active = _active(accounts)
    rows, found = clean_accounts(accounts[active], currency=currency, apart=apart)
    apart["account_inactive"] += int((~active).sum())
    names, places, people = _names(rows), Names(territories), Names(reps)
    sold = _of_accounts(sold, names)
    rows = _filled(rows, sold, notes)
    rows = rows.assign(
        owner=people.column(rows["owner"]), territory=places.column(rows["territory"])
    )
    shared = {"accounts": names, "as_of": as_of, "apart": apart}
    kept = clean_owners(owners, owners=people, territories=places, **shared)  # type: ignore[arg-type]
    gone = Names(accounts.loc[~active, "account"])
    told = {**shared, "exported_on": exported_on}
    made, planned = clean_visits(visits, inactive=gone, reps=people, **told)  # type: ignore[arg-type]
    known = set(kept["territory"].dropna()) | set(places.column(pd.Series(list(territories))))
    return FieldWork(
        accounts=rows,
        owners=kept,
        visits=made,
        planned=planned,
        deals=sold,
        contracts=_contracts(contracts, names, as_of),
        as_of=as_of,
        visits_known=visits is not None,
        currency=found,
        territories=sorted(known - {None}),
        reps=sorted({people.of(rep) or "" for rep in reps} - {""}),
        apart={code: n for code, n in sorted(apart.items()) if n},
        notes=frozenset(notes),
    )


def _active(accounts: pd.DataFrame) -> pd.Series:
    if "active" not in accounts:
        return pd.Series(True, index=accounts.index)
    told: pd.Series = accounts["active"].astype(object).ne(False)
    return told


def _names(accounts: pd.DataFrame) -> Names:
    """Accounts by what lists call them; those with a number also by name, where only one bears it."""
    names = Names(accounts["account"])
    once = ~accounts["name"].duplicated(keep=False)
    for name, account in accounts.loc[once, ["name", "account"]].itertuples(index=False):
        names.also(name, account)
    return names


def _sold(deals: pd.DataFrame | None, as_of: date) -> pd.DataFrame:
    """What was sold to each company up to ``as_of``, and whose its latest deal is."""
    if deals is None or deals.empty:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in DEAL_COLUMNS})
    known = deals[deals["account"].notna() & ~(deals["created"] > pd.Timestamp(as_of))]
    spelled = known.assign(account=Names().column(known["account"]))
    won = spelled["fate"] == "won"
    recent = won & (spelled["closed"] > pd.Timestamp(as_of - timedelta(days=YEAR)))
    spelled = spelled.assign(
        won=won, open=spelled["fate"] == "open", won_value=spelled["value"].where(recent)
    )
    grouped = spelled.sort_values("created", kind="stable").groupby("account", sort=True)
    told = grouped.agg(
        deals=("won", "size"),
        open=("open", "sum"),
        won=("won", "sum"),
        won_value=("won_value", "sum"),
    )
    latest = grouped[["territory", "owner"]].last()
    return told.join(latest).reset_index()[list(DEAL_COLUMNS)]


def _of_accounts(sold: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Deals of accounts that are on the list, under the list's spelling."""
    spelled = pd.Series([names.known(one) for one in sold["account"]], dtype=object)
    rows = sold.reset_index(drop=True).assign(account=spelled)
    return rows[rows["account"].notna()].drop_duplicates("account").reset_index(drop=True)


def _filled(rows: pd.DataFrame, sold: pd.DataFrame, notes: set[str]) -> pd.DataFrame:
    """What the list of accounts leaves out altogether, as the latest deals tell it."""
    by_account = sold.set_index("account")
    for name in ("territory", "owner"):
        told = looked_up(by_account[name], rows["account"])
        if not rows[name].notna().any() and told.notna().any():
            rows[name] = told.astype(object)
            notes.add(f"{name}_from_deals")
    if not rows["is_client"].notna().any() and len(sold):
        won = looked_up(by_account["won"], rows["account"]).fillna(0)
        rows["is_client"] = (won > 0).astype(object)
        notes.add("clients_from_deals")
    return rows


def _contracts(told: pd.DataFrame | None, names: Names, as_of: date) -> pd.DataFrame:
    rows = (told if told is not None else pd.DataFrame()).reindex(columns=list(CONTRACT_COLUMNS))
    rows = rows.reset_index(drop=True)
    rows["account"] = pd.Series([names.known(one) for one in rows["account"]], dtype=object)
    begun = ~(pd.to_datetime(rows["starts"]) > pd.Timestamp(as_of))
    return rows[rows["account"].notna() & begun].reset_index(drop=True)
