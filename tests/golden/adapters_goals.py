"""Adapters for goals, plans, calendars, capacity and what-if: see `adapters`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from golden_answer import Answer, Case, NoSuchKey, from_values

from salestoolkit.core import capacity as capacities
from salestoolkit.core import what_if
from salestoolkit.core.goal_chance import (
    chance_of_hitting,
    required_attempts,
    success_quantile,
    successes_interval,
)
from salestoolkit.core.goal_funnel import expected_outcome, reverse_funnel, share_before_lag
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.work_calendar import WorkCalendar, months_of, saturday_holidays


def _plain(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _over(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def pace(case: Case) -> Answer:
    given = case["input"]
    stage = StageRate(passed=given["closes"], entered=given["calls"])
    calls = reverse_funnel(given["goal"], [stage]).top
    weekly = _over(calls, given.get("weeks", 52))
    values = {
        "rate": _plain(stage.estimate),
        "calls_per_year": calls,
        "calls_per_month": _over(calls, given.get("months", 12)),
        "calls_per_week": weekly,
        "article_week_range_ok": weekly is not None and 15 <= weekly <= 20,
    }
    return Answer(from_values(values), [calls])


def plan(case: Case) -> Answer:
    given = case["input"]
    goal, rate, n = given["goal"], given["p"], given.get("n")
    targets = given.get("targets", [given["target"]] if "target" in given else [])
    found = [required_attempts(goal, rate, chance=target) for target in targets]
    calls = [one.attempts for one in found]
    one_less = [chance_of_hitting(goal, one - 1, rate) if one else None for one in calls]
    values = {
        "calls_needed": calls,
        "calls_per_month": [_over(one, 12) for one in calls],
        "p_hit_at_needed": [one.chance for one in found],
        "p_hit_one_less": one_less,
        "reason": [one.reason for one in found],
    }

    def get(key: str) -> Any:
        if key in {"p_hit", "p"}:
            return chance_of_hitting(goal, n, rate)
        if asked := re.fullmatch(r"p_hit_(\d+)", key):
            return chance_of_hitting(goal, int(asked[1]), rate)
        if asked := re.fullmatch(r"closes((?:_p\d\d)+)(?:_at_(\d+))?", key):
            shares = [float(f"0.{digits}") for digits in re.findall(r"\d\d", asked[1])]
            return [success_quantile(int(asked[2] or n), rate, share) for share in shares]
        return from_values(values)(key)

    return Answer(get, [calls])


def plan_from_history(case: Case) -> Answer:
    given = case["input"]
    goal, prior = given["goal"], tuple(given.get("prior", (0.5, 0.5)))
    histories = given.get("histories_closes_calls") or [given["history"]]

    def value(history: list[int], key: str) -> Any:
        rate = StageRate(passed=history[0], entered=history[1], prior=prior)
        if key == "history":
            return history
        if asked := re.fullmatch(r"p_hit_(\d+)", key):
            return chance_of_hitting(goal, int(asked[1]), rate)
        if asked := re.fullmatch(r"calls_needed((?:_\d\d)+)", key):
            shares = [float(f"0.{digits}") for digits in re.findall(r"\d\d", asked[1])]
            return [required_attempts(goal, rate, chance=share).attempts for share in shares]
        if asked := re.fullmatch(r"pi(\d\d)_closes_at_(\d+)", key):
            return list(successes_interval(int(asked[2]), rate, level=float(f"0.{asked[1]}")))
        raise NoSuchKey(key)

    def get(key: str) -> Any:
        if key:
            return value(histories[0], key)
        keys = [item.keys() for item in case["expected"]]
        return [
            {name: value(history, name) for name in names}
            for history, names in zip(histories, keys, strict=True)
        ]

    return Answer(get, [])


def fixed_lag(case: Case) -> Answer:
    given = case["input"]
    goal, rate, carried = given["goal"], given["rate"], given.get("carry_in_deals", 0)
    share = share_before_lag(given["year_days"], given["lag_days"])
    calls = reverse_funnel(max(0, goal - carried), [rate, share]).top
    plain = reverse_funnel(goal, [rate]).top
    values = {
        "effective_fraction": float(share),
        "calls_needed_expected_value": calls,
        # what the last year carries in is what this one carries out
        "with_equal_carry_in_expected": None
        if plain is None
        else float(
            expected_outcome(
                plain,
                rate,
                in_time=share,
                carried_in=float(Fraction(str(rate)) * plain * (1 - share)),
            )
        ),
    }

    def get(key: str) -> Any:
        if asked := re.fullmatch(r"expected_closes_from_(\d+)", key):
            return float(expected_outcome(int(asked[1]), rate, in_time=share, carried_in=carried))
        return from_values(values)(key)

    return Answer(get, [calls])


def reverse(case: Case) -> Answer:
    given = case["input"]
    found = reverse_funnel(given["goal"], given["stage_rates_first_to_last"])
    entries = None if found.entries is None else [float(entry) for entry in found.entries]
    values = {
        "overall_rate": _plain(found.overall),
        "required_at_entry_of_each_stage": entries,
        "top_of_funnel_ceil": found.top,
        "reason": found.reason,
    }
    return Answer(from_values(values), [found.top, entries])


def calendar(case: Case) -> Answer:
    country = case["input"]["country"]
    plain = WorkCalendar(country=country, day_in_lieu=False)

    def get(key: str) -> Any:
        year = date(int(key), 1, 1), date(int(key) + 1, 1, 1)
        saturdays = saturday_holidays(country, int(key))
        values = {
            "working_days": plain.days(*year),
            "by_month": [plain.days(*month) for month in months_of(*year)],
            "saturday_holidays": [str(day) for day in saturdays],
            "working_days_after_saturday_compensation": WorkCalendar(country=country).days(*year),
        }
        return {name: from_values(values)(name) for name in case["expected"][key]}

    return Answer(get, [])


def capacity(case: Case) -> Answer:
    given = case["input"]
    total = capacities.attempts_possible(
        working_days=given["working_days"],
        reps=given["reps"],
        per_day=given["calls_per_rep_day"],
        availability=given.get("availability", 1),
    )
    calls = given["calls"]
    values = {
        "capacity": float(total),
        "utilisation": float(calls / total) if total else None,
        "achievable": calls <= total,
        "calls_per_working_day": calls / given["working_days"] if given["working_days"] else None,
    }
    return Answer(from_values(values), [values["capacity"]])


def ramp_capacity(case: Case) -> Answer:
    given = case["input"]
    # the case counts months from 1, the function from 0
    reps = next(given[key] for key in given if key.startswith("reps"))
    gone = [rep[2] if rep[2:] else None for rep in reps]
    spans = [
        (rep[1] - 1, None if one is None else one - 1) for rep, one in zip(reps, gone, strict=True)
    ]
    months = given.get("months", 12)
    full, ramp = given["full_calls_per_month"], given["ramp_by_months_since_start"]
    found = [float(n) for n in capacities.ramped_capacity(full, ramp, spans, months=months)]
    values = {
        "capacity_by_month": found,
        "total": math.fsum(found),
        "naive_headcount_total": full * months * len(spans),
    }
    return Answer(from_values(values), [values["total"]])


def lever_ranking(case: Case) -> Answer:
    given = case["input"]
    leads, rates = given["leads"], given["stage_rates"]
    levers = what_if.levers(leads, rates)
    result = what_if.funnel_result(leads, rates, value=given.get("avg_value"))
    values = {
        "deals": float(result.deals),
        "revenue": _plain(result.revenue),
        "elasticity_each_stage": [_plain(lever.elasticity) for lever in levers],
        "extra_deals_per_plus_1pp": [float(lever.per_point) for lever in levers],
        "largest_per_pp": what_if.largest([lever.per_point for lever in levers]),
    }
    return Answer(from_values(values), [values["largest_per_pp"]])


def capped_lift(case: Case) -> Answer:
    given = case["input"]
    rates = list(given["stage_rates"])
    before = what_if.funnel_result(given["leads"], rates).deals
    (name,) = [key for key in given if re.fullmatch(r"lift_stage\d+", key)]
    place = int(name.removeprefix("lift_stage")) - 1
    made = what_if.lifted(rates[place], relative=given[name])
    after = what_if.funnel_result(
        given["leads"], [*rates[:place], made.rate, *rates[place + 1 :]]
    ).deals
    values = {
        "deals_base": float(before),
        "deals_new": float(after),
        "applied_rate": float(made.rate),
        "capped": made.capped,
    }
    return Answer(from_values(values), [values["deals_new"]])


GOAL_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "pace": pace,
    "plan": plan,
    "plan_from_history": plan_from_history,
    "fixed_lag": fixed_lag,
    "reverse_funnel": reverse,
    "calendar": calendar,
    "capacity": capacity,
    "ramp_capacity": ramp_capacity,
    "lever_ranking": lever_ranking,
    "capped_lift": capped_lift,
}
