"""Who looked after an account on a day, and which accounts moved."""

from __future__ import annotations

from datetime import date

import pandas as pd

from salestoolkit.core.territory_parts import FieldWork

MOVE_COLUMNS = (*("account", "day", "from_territory", "to_territory", "from_owner", "to_owner"),)


def owners_on(work: FieldWork, asked: pd.DataFrame) -> pd.DataFrame:
    """Owner and territory of accounts on days: one row for each row of ``asked``.

    An account whose history is kept belongs to the last row that began on or before the day, unless
    that row has ended; before its first row nobody knows whose it was. What the history leaves open,
    and accounts without one, follow the list of accounts.

    Parameters
    ----------
    asked : DataFrame
        ``account`` and ``day``.

    Returns
    -------
    DataFrame
        ``owner`` and ``territory``, with the index of ``asked``; None where not known.
    """
    own = work.accounts.set_index("account")[["owner", "territory"]]
    found = own.reindex(asked["account"]).set_axis(asked.index)
    history = work.owners
    kept = asked["account"].isin(history["account"])
    if history.empty or not kept.any():
        return _plain(found)
    rows = _comparable(asked[kept], asked.loc[kept, "day"]).assign(at=asked.index[kept])
    since = _comparable(history, history["from"].fillna(pd.Timestamp("1900-01-01")))
    since = since.assign(told=True).sort_values("day", kind="stable")
    joined = pd.merge_asof(
        rows.sort_values("day", kind="stable"), since, on="day", by="account"
    ).set_index("at")
    unknown = joined["told"].isna()
    ended = joined["to"].notna() & (joined["to"] < joined["day"])
    for name in ("owner", "territory"):
        value = joined[name].where(joined[name].notna(), found.loc[joined.index, name])
        value = value.mask(unknown | (ended if name == "owner" else False), None)
        found.loc[joined.index, name] = value
    return _plain(found)


def owners_at(work: FieldWork, day: date) -> pd.DataFrame:
    """Owner and territory of every account at the end of a day, by account."""
    asked = work.accounts[["account"]].assign(day=pd.Timestamp(day))
    return owners_on(work, asked).set_axis(work.accounts["account"])


def moves_in(work: FieldWork, start: date, end: date) -> pd.DataFrame:
    """Accounts that came to another territory or owner in [start, end): one row a move, by day.

    The day before a move tells where from; an account that nobody had before has not moved.
    """
    history = work.owners
    day = history["from"]
    inside = day.notna() & (day >= pd.Timestamp(start)) & (day < pd.Timestamp(end))
    rows = history.loc[inside, ["account"]].assign(day=day[inside]).drop_duplicates()
    rows = rows[rows["account"].isin(work.accounts["account"])].reset_index(drop=True)
    after = owners_on(work, rows)
    before = owners_on(work, rows.assign(day=rows["day"] - pd.Timedelta(days=1)))
    for name in ("territory", "owner"):
        rows[f"from_{name}"], rows[f"to_{name}"] = before[name], after[name]
    known = before.notna().any(axis=1)
    changed = ~(_same(before, after, "territory") & _same(before, after, "owner"))
    moved = rows[known & changed].sort_values(["day", "account"], kind="stable")
    return moved[list(MOVE_COLUMNS)].reset_index(drop=True)


def _comparable(rows: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    """Rows whose accounts and days have types that pandas joins."""
    days = pd.to_datetime(day).astype("datetime64[s]")
    return rows.assign(day=days, account=rows["account"].astype(object))


def _same(before: pd.DataFrame, after: pd.DataFrame, name: str) -> pd.Series:
    same: pd.Series = before[name].fillna("") == after[name].fillna("")
    return same


def _plain(found: pd.DataFrame) -> pd.DataFrame:
    told = found.astype(object)
    return told.where(told.notna(), None)
