"""Adapters for quotas: see `adapters`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from golden_answer import Answer, Case, NoSuchKey, from_values

from salestoolkit.core import quota_chance as chances
from salestoolkit.core.quota_why import why_quota
from salestoolkit.errors import InvalidValue


def _told(figure: Callable[..., float | None], *given: Any, **more: Any) -> float | None:
    """A figure; None for a quota below 0, which is set apart."""
    try:
        return figure(*given, **more)
    except InvalidValue as refused:
        assert refused.code == "quota_negative"
        return None


def attainment(case: Case) -> Answer:
    given = case["input"]
    many = given.get("cases_closed_quota_open_p")
    rows = many or [[given["closed"], given["quota"], given.get("open_p", [])]]
    named = [key for key in given if re.search("inflow|new_(wins|business)", key)]
    inflow = (given[named[0]] if named else 0.0) or 0.0
    met = [_told(chances.attainment_chance, *row, inflow=inflow) for row in rows]
    final = [chances.expected_final(row[0], row[2], inflow=inflow) for row in rows]
    share = [_told(chances.attainment, row[0], row[1]) for row in rows]
    left = [max(0, (row[1] or 0) - row[0]) for row in rows]

    def get(key: str) -> Any:
        values: dict[str, list[Any]] = {
            "p_attain": met,
            "expected_final": final,
            "attainment": share,
            "attainment_closed": share,
            "deals_needed": [math.ceil(one - 1e-9) for one in left],
        }
        if key not in values:
            raise NoSuchKey(key)
        return values[key] if many else values[key][0]

    return Answer(get, met)


def why(case: Case) -> Answer:
    given = case["input"]
    found = why_quota(given["rep"], given["team"])
    assert found is not None
    values = {
        "team_revenue": found.team_revenue,
        "rep_revenue": found.rep_revenue,
        "gap": found.gap,
        "contributions": found.contributions,
        "sum": math.fsum(found.contributions.values()),
    }
    return Answer(from_values(values), [found.contributions])


def value_attainment(case: Case) -> Answer:
    given = case["input"]
    deals = given.get("open_p_value") or list(
        zip(given["open_p"], given.get("open_value") or given["values"], strict=True)
    )
    closed, quota = given["closed"], given["quota"]
    values = {
        "p_attain": chances.value_attainment_chance(closed, quota, deals),
        "expected_final": closed + math.fsum(p * value for p, value in deals),
        "attainment": chances.attainment(closed, quota),
        "coverage": chances.coverage(math.fsum(value for _, value in deals), closed, quota),
        "weighted_coverage": chances.coverage(
            math.fsum(p * value for p, value in deals), closed, quota
        ),
    }
    return Answer(from_values(values), [values["p_attain"]])


def team_total(case: Case) -> Answer:
    """A team whose open deals share one rate, against the sum and the product of its people."""
    given = case["input"]
    won, lost = next(given[key] for key in given if "beta" in key)
    reps = [list(one.values())[-3:] if isinstance(one, dict) else one[-3:] for one in given["reps"]]
    alone = [chances.common_rate_chance(*rep, won=won, lost=lost) for rep in reps]
    closed, quotas, n = (sum(rep[place] for rep in reps) for place in range(3))
    quota = given.get("team_quota", quotas)
    whole = chances.common_rate_chance(closed, quota, n, won=won, lost=lost)
    keys = ("p_attain", "p_team", "team", "p_attain_team", "p_team_shared")
    values = {**dict.fromkeys(keys, whole), "p_reps": alone, "p_attain_reps": alone}
    return Answer(from_values(values), [whole])


QUOTA_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "attainment": attainment,
    **dict.fromkeys(
        ("attainment_value", "attainment_revenue", "value_attainment"), value_attainment
    ),
    **dict.fromkeys(("why_quota", "why"), why),
    **dict.fromkeys(("team_total", "team_attainment"), team_total),
}
