"""Adapters for retention: see `adapters`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from golden_answer import Answer, Case, from_values

from salestoolkit.core.absorbing_chain import absorbing_chain
from salestoolkit.core.retention_churn import churn_of
from salestoolkit.core.retention_rates import renewals_of, revenue_retention
from salestoolkit.errors import InvalidValue

NOT_DUE = "not_due"
DURATIONS = (
    "durations",
    "tenures",
    "tenure",
    "T",
    "tenure_months",
    "tenure_days",
    "months",
    "times",
)
LEFT = ("churned", "left", "events", "observed", "E", "churn")


def renewal_case(case: Case) -> Answer:
    """Customers as [name, due or not_due, decision]."""
    rows = case["input"]["customers"]
    found = renewals_of((decision or "pending") for _, due, decision in rows if due != NOT_DUE)
    return Answer(
        from_values(
            {
                "due": found.due,
                "renewed": found.renewed,
                "lost": found.lost,
                "pending": found.pending,
                "not_due": sum(1 for _, due, _ in rows if due == NOT_DUE),
                "renewal_rate_decided": found.rate,
                "renewal_rate": found.rate,
                "bounds": list(found.bounds),
            }
        ),
        [found.rate, list(found.bounds)],
    )


def revenue_case(case: Case) -> Answer:
    """What each customer brings at the start and at the end."""
    given = case["input"]
    found = revenue_retention(given["start"], given["end"])
    return Answer(
        from_values(
            {
                "grr": found.gross,
                "nrr": found.net,
                "logo_retention": found.logos,
                "logo_churn": None if found.logos is None else 1 - found.logos,
                "start_revenue": found.start,
                "end_revenue": found.end,
                "new_revenue": found.new,
            }
        ),
        [found.gross, found.net, found.logos],
    )


def chain_case(case: Case) -> Answer:
    """An absorbing chain by its matrices."""
    given = case["input"]
    ends = next((given[key] for key in given if key == "R" or key.startswith("R_")), None)
    try:
        found = absorbing_chain(given["Q"], ends)
    except InvalidValue as refused:
        # no totals where the chain need not end
        assert refused.code == "chain_never_ends"
        return Answer(lambda key: None, [])
    absorbed = None if found.absorption is None else found.absorption.tolist()
    values: dict[str, Any] = {
        "N_expected_visits": found.visits.tolist(),
        "N": found.visits.tolist(),
        "B_absorption": absorbed,
        "B": absorbed,
        "expected_steps": found.steps.tolist(),
        "variance_steps": found.variance.tolist(),
    }
    return Answer(from_values(values), [values["expected_steps"], absorbed])


def churn_case(case: Case) -> Answer:
    """Durations and whether each left, in the names that such cases use."""
    given = case["input"]
    days = next(given[k] for k in DURATIONS if k in given)
    left = next(given[k] for k in LEFT if k in given)
    found = churn_of(days, [bool(one) for one in left])
    curve = found.curve

    def get(key: str) -> Any:
        known: dict[str, Any] = {
            "n": found.customers,
            "churned": found.left,
            "censored": found.customers - found.left,
            "median": curve.median,
            "times": curve.time.tolist(),
            "survival": curve.survival.tolist(),
            "S": curve.survival.tolist(),
            "naive_churn": found.left / found.customers if found.customers else None,
        }
        name, _, age = key.rpartition("_")
        if key not in known and age.isdigit():
            value = curve.at(float(age))
            return None if value is None else 1 - value if "churn" in name else value
        return from_values(known)(key)

    return Answer(get, [curve.survival.tolist()])


RETENTION_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "renewals": renewal_case,
    "renewal_rate": renewal_case,
    "revenue_retention": revenue_case,
    "absorbing_chain": chain_case,
    "churn": churn_case,
    "km_churn": churn_case,
    "kaplan_meier_churn": churn_case,
}
