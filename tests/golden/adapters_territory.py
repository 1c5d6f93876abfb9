"""Adapters for territories: see `adapters`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pandas as pd
from golden_answer import Answer, Case, NoSuchKey

from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_field import field_work
from salestoolkit.core.territory_parts import CADENCE, VisitRules, gini


def _days(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})


def _rules(given: dict[str, Any]) -> VisitRules:
    told = next((given[key] for key in given if re.search("cadence|limit|target_days", key)), None)
    if isinstance(told, dict):
        return VisitRules(cadence={str(tier): int(days) for tier, days in told.items()})
    if told is not None:
        return VisitRules(cadence={}, other=int(told))
    return VisitRules(cadence=CADENCE)


def _coverage(given: dict[str, Any]) -> TerritoryCoverage:
    listed = given.get("accounts_territory_id_tier_potential", [])
    accounts = pd.DataFrame(listed, columns=["territory", "account", "tier", "potential"])
    owners = given.get("territory_owner", {})
    accounts["owner"] = [owners.get(one) for one in accounts["territory"]]
    rows = given.get("visits_account_rep_date", [])
    visits = _days(pd.DataFrame(rows, columns=["account", "rep", "day"]), "day")
    start, end = (date.fromisoformat(day) for day in given["window"])
    seen = [date.fromisoformat(row[2]) for row in rows]
    told = given.get("as_of")
    as_of = date.fromisoformat(told) if told else max([*seen, end - timedelta(days=1)])
    work = field_work(accounts, visits, as_of=as_of, territories=owners, reps=owners.values())
    return cover_territories(work, start=start, end=end, rules=_rules(given))


def _by(rows: pd.DataFrame, column: str) -> dict[str, Any]:
    values = rows[column].astype(object).where(rows[column].notna(), None)
    return {name: value for name, value in zip(rows.iloc[:, 0], values, strict=True) if name}


def territory_coverage(case: Case) -> Answer:
    """The coverage of a window: whole, by value, tier, and what was missed."""
    found = _coverage(case["input"])
    accounts = found.accounts
    columns = {
        "coverage": "coverage",
        "value_weighted": "value_coverage",
        "visits_per_covered_account": "visits_per_covered",
        "potential": "potential",
        "accounts": "accounts",
        "covered": "covered",
        "overdue_count": "overdue",
    }
    plain: dict[str, Any] = {
        "coverage_all": found.whole.rate,
        "value_weighted_all": found.whole.value_rate,
        "visits_per_covered_account_all": found.whole.visits_per_covered,
        "never_visited_ever": sorted(found.never["account"]),
        "white_space": sorted(found.white["account"]),
        "overdue": sorted(found.overdue["account"]),
        "visits_outside_known_accounts": sorted(found.off_list["account"]),
        "visits_by_non_owner": sorted(set(found.by_others["account"])),
        "visits_credited": {
            name: found.credited.get(name, 0) for name in _by(found.territories, "visits")
        },
        "visits_by_rep": dict(found.made),
        "gini_potential": gini(accounts["potential"].dropna().tolist()),
        "gini": gini(accounts["potential"].dropna().tolist()),
        "gini_territories": found.gini_territories,
    }

    def get(key: str) -> Any:
        if key in plain:
            return plain[key]
        if key in columns:
            return _by(found.territories, columns[key])
        if tier := re.fullmatch(r"tier_(.+)_coverage", key):
            return _tier(accounts, tier[1])
        raise NoSuchKey(key)

    return Answer(get, [plain["coverage_all"], get("coverage"), get("value_weighted")])


def _tier(accounts: pd.DataFrame, tier: str) -> dict[str, float | None]:
    told = {}
    for territory, rows in accounts.groupby("territory"):
        mine = rows[rows["tier"] == tier]
        told[str(territory)] = float((mine["visits"] > 0).mean()) if len(mine) else None
    return told


def account_moves(case: Case) -> Answer:
    """Accounts that change territory within the window."""
    given = case["input"]
    history = _days(
        pd.DataFrame(
            given["owner_history_account_territory_from"], columns=["account", "territory", "from"]
        ),
        "from",
    )
    accounts = pd.DataFrame({"account": sorted(set(history["account"]))})
    visits = _days(pd.DataFrame(given["visits"], columns=["account", "day"]), "day")
    start, end = (date.fromisoformat(day) for day in given["window"])
    last = max([end - timedelta(days=1), *visits["day"].dt.date])
    names = sorted(set(history["territory"]))
    work = field_work(accounts, visits, as_of=last, owners=history, territories=names)
    found = cover_territories(work, start=start, end=end)
    held = found.accounts.groupby("territory")["account"].apply(sorted).to_dict()
    values = {
        "rule": (
            "denominator by owner on window end (last day); visit credited to the owner on the visit day"
        ),
        "accounts_at_window_end": {name: held.get(name, []) for name in names},
        "coverage": _by(found.territories, "coverage"),
        "visits_credited": {name: found.credited.get(name, 0) for name in names},
        "moved": sorted(set(found.moves["account"])),
        "coverage_all": found.whole.rate,
    }

    def get(key: str) -> Any:
        if key not in values:
            raise NoSuchKey(key)
        return values[key]

    return Answer(get, [values["coverage"], values["visits_credited"]])


def potential_balance(case: Case) -> Answer:
    """The spread of potential: a list of amounts, or amounts by name."""
    (told,) = [value for key, value in case["input"].items() if re.search("potential|values", key)]
    amounts = list(told.values()) if isinstance(told, dict) else list(told)
    found = gini([row[-1] if isinstance(row, list) else row for row in amounts])
    return Answer(lambda key: found, [found])


TERRITORY_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "territory_coverage": territory_coverage,
    "account_moves": account_moves,
    "gini": potential_balance,
    "potential_gini": potential_balance,
    "territory_balance": potential_balance,
}
