"""Small fields for tests about territories: accounts, visits and owners in a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.territory_field import field_work
from salestoolkit.core.territory_parts import FieldWork

AS_OF = date(2026, 3, 31)
ACCOUNTS = (
    ("T1", "a1", "A", 100.0, "rep1"),
    ("T1", "a2", "A", 80.0, "rep1"),
    ("T1", "a3", "B", 40.0, "rep1"),
    ("T1", "a4", "C", 10.0, "rep1"),
    ("T2", "b1", "A", 60.0, "rep2"),
    ("T2", "b2", "B", 30.0, "rep2"),
    ("T2", "b3", "C", 5.0, "rep2"),
)
VISITS = (
    ("a1", "rep1", "2026-03-02"),
    ("a1", "rep1", "2026-03-16"),
    ("a2", "rep1", "2026-03-31"),
    ("a4", "rep2", "2026-03-10"),
    ("b1", "rep2", "2026-02-20"),
    ("zz", "rep2", "2026-03-05"),
)


def accounts_of(rows: Sequence[Sequence[Any]] = ACCOUNTS, **more: Sequence[Any]) -> pd.DataFrame:
    """Accounts as rows of territory, account, tier, potential and owner; ``more`` adds columns."""
    names = ["territory", "account", "tier", "potential", "owner"]
    return pd.DataFrame(list(rows), columns=names).assign(**{k: list(v) for k, v in more.items()})


def visits_of(rows: Sequence[Sequence[Any]] = VISITS, **more: Sequence[Any]) -> pd.DataFrame:
    """Visits as rows of account, rep and day."""
    frame = pd.DataFrame(list(rows), columns=["account", "rep", "day"])
    return frame.assign(day=pd.to_datetime(frame["day"]), **{k: list(v) for k, v in more.items()})


def owners_of(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Owners as rows of account, owner, territory, first and last day."""
    frame = pd.DataFrame(list(rows), columns=["account", "owner", "territory", "from", "to"])
    days = {name: pd.to_datetime(frame[name]) for name in ("from", "to")}
    return frame.assign(**days)


def deals_of(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Deals as rows of account, created, fate, value, closed, territory, owner."""
    names = ["account", "created", "fate", "value", "closed", "territory", "owner"]
    frame = pd.DataFrame(list(rows), columns=names)
    return frame.assign(
        created=pd.to_datetime(frame["created"]), closed=pd.to_datetime(frame["closed"])
    )


def a_field(**options: Any) -> FieldWork:
    """The field of a small team, with anything in it replaced."""
    told: dict[str, Any] = {"accounts": accounts_of(), "visits": visits_of(), "as_of": AS_OF}
    told.update(options)
    accounts, visits = told.pop("accounts"), told.pop("visits")
    return field_work(accounts, visits, **told)
