"""Adapters for referral loops, steady states and the whole cycle: see `adapters`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from golden_answer import Answer, Case, from_values

from salestoolkit.core.absorbing_chain import all_rounds, spectral_radius
from salestoolkit.core.nps import net_promoter_score
from salestoolkit.core.referral import referral_loop, steady_state

GROWS = "no finite total: each customer brings one more, or several"


def _one(given: Mapping[str, Any], *names: str) -> Any:
    """The first of these that a case tells."""
    return next(given[name] for name in names if name in given)


def referral_case(case: Case) -> Answer:
    """Introductions a customer and the share of them that become customers."""
    given = case["input"]
    referrals = _one(given, "referrals_per_customer", "referrals", "invites", "i", "r")
    conversion = _one(given, "conversion", "conversion_rate", "c", "q")
    found = referral_loop(referrals=referrals, conversion=conversion)
    start = next((given[name] for name in ("start", "seed", "customers") if name in given), 1)
    total = None if found.total is None else start * found.total
    keys = ("total", "total_customers", "total_per_customer", "multiplier", "amplification")
    values = dict.fromkeys(keys, total) | {
        "k": found.k,
        "message": None if found.reason is None else GROWS,
    }
    return Answer(from_values(values), [found.k, total])


def steady_case(case: Case) -> Answer:
    """New customers, churn and referral of a period."""
    given = case["input"]
    found = steady_state(
        arrivals=_one(given, "arrivals", "new", "new_customers", "acquisition", "A"),
        churn=_one(given, "churn", "churn_rate", "c"),
        referrals=_one(given, "referrals", "referral_rate", "referrals_per_customer", "r"),
        conversion=_one(given, "conversion", "conversion_rate", "q"),
    )
    keys = ("steady_state", "N", "N*", "N_star", "customers")
    values = dict.fromkeys(keys, found.customers) | {
        "loop": found.loop,
        "brought": found.brought,
        "exists": found.customers is not None,
        "message": None if found.reason is None else GROWS,
    }
    return Answer(from_values(values), [found.customers])


def cycle_case(case: Case) -> Answer:
    """All rounds of a cycle by its matrix M."""
    given = case["input"]
    matrix = _one(given, "M", "matrix")
    rounds = all_rounds(matrix)
    told = None if rounds is None else rounds.tolist()
    value = given.get("value", given.get("values"))
    worth = None if rounds is None or value is None else (rounds @ value).tolist()
    values = {
        "spectral_radius": spectral_radius(matrix),
        "total": told,
        "inverse": told,
        "fundamental": told,
        "N": told,
        "value": worth,
        "message": None if rounds is not None else GROWS,
    }
    return Answer(from_values(values), [told])


def score_case(case: Case) -> Answer:
    """Whole scores from 0 to 10."""
    found = net_promoter_score(_one(case["input"], "scores", "answers"))
    reach = None if found.error is None else 1.959963984540054 * found.error
    usual = (
        None if found.value is None or reach is None else [found.value - reach, found.value + reach]
    )
    values = {
        "nps": found.value,
        "score": found.value,
        "n": found.n,
        "promoters": found.promoters,
        "passives": found.passives,
        "detractors": found.detractors,
        "standard_error": found.error,
        "se": found.error,
        "interval": [found.low, found.high],
        "wald": usual,
    }
    return Answer(from_values(values), [found.value])


GROWTH_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "referral_k": referral_case,
    "referral_loop": referral_case,
    "viral_k": referral_case,
    "steady_state": steady_case,
    "referral_steady_state": steady_case,
    "referral_cycle": cycle_case,
    "cycle": cycle_case,
    "whole_cycle": cycle_case,
    "nps": score_case,
    "net_promoter_score": score_case,
}
"""Kinds of worked cases about growing customers."""
