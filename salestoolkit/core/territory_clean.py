"""Rows of accounts, owners and visits made comparable; what cannot be counted is set apart and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import pandas as pd

from salestoolkit.core.plain_text import folded
from salestoolkit.core.territory_parts import ACCOUNT_COLUMNS, OWNER_COLUMNS

LATITUDES, LONGITUDES = (-90, 90), (-180, 180)


class Names:
    """One spelling of a name for all its spellings: the first that was seen.

    >>> names = Names(["Śląskie"])
    >>> names.of("  śląskie"), names.of("Łódzkie"), names.of(None)
    ('Śląskie', 'Łódzkie', None)
    """

    def __init__(self, first: Iterable[object] = ()) -> None:
        self._known: dict[str, str] = {}
        for name in first:
            self.of(name)

    def of(self, name: object) -> str | None:
        """The spelling of a name; None for nothing."""
        text = _text(name)
        return None if text is None else self._known.setdefault(folded(text), text)

    def known(self, name: object) -> str | None:
        """The spelling of a name that was seen before; None for one that was not."""
        text = _text(name)
        return None if text is None else self._known.get(folded(text))

    def also(self, name: object, spelling: str) -> None:
        """Another name for the same thing, unless it is a name already."""
        text = _text(name)
        if text is not None:
            self._known.setdefault(folded(text), spelling)

    def column(self, values: pd.Series) -> pd.Series:
        """A column in one spelling each, None for nothing."""
        return pd.Series([self.of(value) for value in values], index=values.index, dtype=object)


def clean_accounts(
    told: pd.DataFrame, *, currency: str | None, apart: Counter[str]
) -> tuple[pd.DataFrame, str | None]:
    """One row an account, with potentials of one currency; the currency.

    Set apart: a row without a name, a second row of an account, a negative potential, one in another
    currency, coordinates that lie on no globe.
    """
    rows = told.reindex(columns=[*ACCOUNT_COLUMNS, "currency"]).reset_index(drop=True)
    keys = pd.Series([folded(_text(name) or "") for name in rows["account"]], index=rows.index)
    named, twice = keys != "", (keys != "") & keys.duplicated()
    apart["account_unnamed"] += int((~named).sum())
    apart["account_twice"] += int(twice.sum())
    rows = rows[named & ~twice].reset_index(drop=True)
    rows["account"] = [_text(name) for name in rows["account"]]
    for name in ("tier", "segment", "name", "city", "country", "postal_code"):
        rows[name] = pd.Series([_text(one) for one in rows[name]], dtype=object)
    for name in ("potential", "latitude", "longitude"):
        rows[name] = pd.to_numeric(rows[name], errors="coerce").astype(float)
    return _places(*_potentials(rows, currency, apart), apart)


def _potentials(
    rows: pd.DataFrame, currency: str | None, apart: Counter[str]
) -> tuple[pd.DataFrame, str | None]:
    negative = rows["potential"] < 0
    apart["potential_negative"] += int(negative.sum())
    rows.loc[negative, "potential"] = None
    valued = rows["potential"].notna()
    told = rows["currency"].where(valued).dropna().value_counts()
    main = currency or (str(told.index[0]) if len(told) else None)
    foreign = valued & rows["currency"].notna() & (rows["currency"] != main)
    apart["potential_currency"] += int(foreign.sum())
    rows.loc[foreign, "potential"] = None
    return rows.drop(columns="currency"), main


def _places(
    rows: pd.DataFrame, currency: str | None, apart: Counter[str]
) -> tuple[pd.DataFrame, str | None]:
    inside = rows["latitude"].between(*LATITUDES) & rows["longitude"].between(*LONGITUDES)
    told = rows[["latitude", "longitude"]].notna().any(axis=1)
    apart["coordinates"] += int((told & ~inside).sum())
    rows.loc[~inside, ["latitude", "longitude"]] = None
    return rows, currency


def clean_owners(
    told: pd.DataFrame | None,
    *,
    accounts: Names,
    owners: Names,
    territories: Names,
    as_of: date,
    apart: Counter[str],
) -> pd.DataFrame:
    """Who looked after which account since when; only what had begun by ``as_of``."""
    rows = (told if told is not None else pd.DataFrame()).reindex(columns=list(OWNER_COLUMNS))
    rows = rows.reset_index(drop=True)
    rows["account"] = pd.Series([accounts.known(one) for one in rows["account"]], dtype=object)
    rows["owner"] = owners.column(rows["owner"])
    rows["territory"] = territories.column(rows["territory"])
    for name in ("from", "to"):
        rows[name] = pd.to_datetime(rows[name]).astype("datetime64[s]")
    strange = rows["account"].isna()
    backwards = ~strange & (rows["to"] < rows["from"])
    apart["owner_account"] += int(strange.sum())
    apart["owner_backwards"] += int(backwards.sum())
    later = rows["from"] > pd.Timestamp(as_of)
    kept = rows[~(strange | backwards | later)]
    same_day = kept.duplicated(["account", "from"], keep="last")
    differs = same_day & ~kept.duplicated(keep="last")
    apart["owner_twice"] += int(differs.sum())
    return kept[~same_day].reset_index(drop=True)


def _text(value: object) -> str | None:
    """A cell as text; None where there is nothing in it."""
    if value is None or value is pd.NA or value != value:
        return None
    text = " ".join(str(value).split())
    return text or None
