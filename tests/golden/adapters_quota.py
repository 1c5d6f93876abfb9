"""Adapters for quotas: see `adapters`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from golden_answer import Answer, Case, NoSuchKey, from_values

from salestoolkit.core import quota_chance as chances
from salestoolkit.core.quota_why import why_quota


def attainment(case: Case) -> Answer:
    given = case["input"]
    many = given.get("cases_closed_quota_open_p")
    rows = many or [[given["closed"], given["quota"], given.get("open_p", [])]]
    inflow = given.get("inflow_mean", given.get("inflow", 0.0)) or 0.0
    met = [chances.attainment_chance(*row, inflow=inflow) for row in rows]
    final = [chances.expected_final(row[0], row[2], inflow=inflow) for row in rows]
    share = [chances.attainment(row[0], row[1]) for row in rows]
    left = [max(0, row[1] - row[0]) for row in rows]

    def get(key: str) -> Any:
        values = {
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


QUOTA_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "attainment": attainment,
    "attainment_value": value_attainment,
    "why_quota": why,
}
