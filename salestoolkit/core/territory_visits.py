"""Visits as they were noted: which were made, which are to come, and which name nobody."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd

from salestoolkit.core.territory_clean import Names
from salestoolkit.core.territory_parts import VISIT_COLUMNS


def clean_visits(
    told: pd.DataFrame | None,
    *,
    accounts: Names,
    inactive: Names,
    reps: Names,
    as_of: date,
    apart: Counter[str],
    exported_on: date | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Visits made up to ``as_of``, and those that are planned for later.

    Set apart: a visit to nobody, one without a day, one that did not take place, one dated after
    ``as_of`` (it counts as planned). A name that is on no list stays as it is. A visit that a list and
    the CRM's activities both hold (same account, same day) counts once. At a day before the export what
    happened later is not known, nor what was planned.

    Parameters
    ----------
    told : DataFrame
        ``account``, ``rep``, ``day``, ``planned`` (day), ``held`` (False: it did not take place) and
        ``listed`` (False: an activity of the CRM).
    exported_on : date, optional
        The day that the lists speak of, where it is not ``as_of``.
    """
    columns = [*VISIT_COLUMNS, "planned", "held", "listed"]
    rows = (told if told is not None else pd.DataFrame()).reindex(columns=columns)
    rows = rows.reset_index(drop=True)
    rows["account"] = pd.Series([_account(one, accounts) for one in rows["account"]], dtype=object)
    rows["rep"] = reps.column(rows["rep"])
    for name in ("day", "planned"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[s]").dt.normalize()
    today, known = pd.Timestamp(as_of), pd.Timestamp(max(as_of, exported_on or as_of))
    if known > today:
        ahead = rows["day"].where(rows["day"].notna(), rows["planned"]) > today
        rows = rows[~ahead | (rows["day"] > known)].reset_index(drop=True)
    gone = pd.Series([inactive.known(one) is not None for one in rows["account"]], dtype=bool)
    nobody = rows["account"].isna()
    off = rows["held"].eq(False) & ~nobody
    undated = ~nobody & ~off & rows["day"].isna() & rows["planned"].isna()
    future = ~nobody & ~off & (rows["day"] > today)
    for code, mask in (
        ("visit_nobody", nobody),
        ("visit_not_held", off),
        ("visit_undated", undated),
        ("visit_future", future),
        ("visit_inactive", gone & ~nobody),
    ):
        apart[code] += int(mask.sum())
    kept = rows[~(nobody | off | undated | gone)]
    made = _once(kept[kept["day"] <= today])
    coming = kept["day"].where(kept["day"].notna(), kept["planned"])
    planned = kept.assign(day=coming)[coming > today]
    columns = list(VISIT_COLUMNS)
    planned = planned.iloc[:0] if known > today else planned
    return _sorted(made[columns]), _sorted(planned[columns].drop_duplicates())


def _account(name: object, accounts: Names) -> str | None:
    return accounts.known(name) or Names().of(name)


def _once(made: pd.DataFrame) -> pd.DataFrame:
    """Visits of the list, and activities that it does not hold."""
    listed = made["listed"].ne(False)
    keys = ["account", "day"]
    known = pd.MultiIndex.from_frame(made.loc[listed, keys])
    both = ~listed & pd.MultiIndex.from_frame(made[keys]).isin(known)
    kept: pd.DataFrame = made[~both]
    return kept


def _sorted(visits: pd.DataFrame) -> pd.DataFrame:
    return visits.sort_values(["day", "account"], kind="stable").reset_index(drop=True)
