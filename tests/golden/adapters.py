"""One adapter for each kind of worked case: from a case's input to the keys that it expects.

An adapter returns an `Answer`: ``get`` gives the value of any expected key that the kind's
definition implies, ``headline`` the values for which a plausible wrong answer must not come out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
from adapters_channels import CHANNEL_ADAPTERS
from adapters_forecast import FORECAST_ADAPTERS
from adapters_goals import GOAL_ADAPTERS
from adapters_growth import GROWTH_ADAPTERS
from adapters_quota import QUOTA_ADAPTERS
from adapters_retention import RETENTION_ADAPTERS
from adapters_territory import TERRITORY_ADAPTERS
from golden_answer import Answer, Case, NoSuchKey, from_values
from golden_event_log import ENDS, EventLog, event_book

from salestoolkit.core import calendars, changes, durations, leaks, proportions, velocity
from salestoolkit.core.incidence import Incidence, aalen_johansen
from salestoolkit.core.multi_state import STILL, state_occupation


def _number(text: str) -> float:
    return float(text.replace("_", "."))


def _level(digits: str, fallback: float) -> float:
    return float(f"0.{digits}") if digits else fallback


def proportion(case: Case) -> Answer:
    given = case["input"]
    k, n, level = given["k"], given["n"], given.get("level", 0.95)
    share = proportions.proportion(k, n, level=level)

    def get(key: str) -> Any:
        if key in {"estimate", "value", "rate", "n"}:
            return share.n if key == "n" else share.value
        found = re.fullmatch(r"(wilson|clopper_pearson|exact|jeffreys|interval)_?(\d*)(_.*)?", key)
        if not found:
            raise NoSuchKey(key)
        method = {"interval": "wilson", "exact": "clopper_pearson"}.get(found[1], found[1])
        made = proportions.proportion(k, n, level=_level(found[2], level), method=method)
        ends = {"_low": made.low, "_lower": made.low, "_high": made.high, "_upper": made.high}
        return ends.get(found[3] or "", [made.low, made.high])

    methods = ("wilson", "clopper_pearson", "jeffreys")
    return Answer(get, [share.value, *(get(method) for method in methods)])


def _steps(times: list[float], curve: Incidence, values: np.ndarray, start: float) -> list[Any]:
    """Values of a step function at the given times; None where undefined or past the follow-up."""
    index = [curve.position(time) for time in times]
    found = [None if i is None else start if i < 0 else float(values[i]) for i in index]
    return [None if value is None or np.isnan(value) else value for value in found]


def _curve_key(
    key: str, case: Case, curve: Incidence, level: float, times: list[float] | None
) -> Any:
    """Keys about cumulative incidence that the text of the definition implies."""
    given = case["input"]
    grid = times if times is not None else curve.time.tolist()
    if key in {"time", "times", "t"}:
        return grid
    if key in {"S", "survival", "S_all"}:
        return _steps(grid, curve, curve.survival, 1.0)
    if key in {"n", "n_deals"}:
        return curve.n
    if key in {"n_at_risk", "at_risk", "n_risk"}:
        return curve.at_risk.tolist()
    if key in {"tmax", "last_follow_up", "t_max"}:
        return curve.last
    if found := re.fullmatch(r"d([12])|events_?([12])", key):
        return curve.events[int(found[1] or found[2]) - 1].tolist()
    if found := re.fullmatch(r"F([12])_(?:final|end|last|tmax|at_end|at_tmax)", key):
        return curve.final(cause=int(found[1]))
    if found := re.fullmatch(r"F([12])_(?:at_|day_|t)([\d_]+)", key):
        return curve.at(_number(found[2]), cause=int(found[1]))
    if found := re.fullmatch(r"S_(?:at_|day_|t)([\d_]+)", key):
        return curve.survival_at(_number(found[1]))
    if found := re.fullmatch(r"(?:cycle|won|conditional)_(?:days_)?(median|q\d\d)(_ci)?", key):
        share = 0.5 if found[1] == "median" else float(f"0.{found[1][1:]}")
        time = durations.conditional_quantile(curve, share, level=level)
        return [time.low, time.high] if found[2] else time.value
    if found := re.fullmatch(r"F([12])", key):
        return _steps(grid, curve, curve.incidence[int(found[1]) - 1], 0.0)
    return _band_key(key, given, curve, level, grid)


def _band_key(key: str, given: Case, curve: Incidence, level: float, grid: list[float]) -> Any:
    cause = 2 if re.search(r"(F2|cause_?2)", key) else given.get("cause", 1)
    method = "aalen" if "aalen" in key or "cmprsk" in key else given.get("variance", "greenwood")
    digits = re.search(r"(?:ci|band|lower|upper|low|high)_?(\d\d)", key)
    level = _level(digits[1], level) if digits else level
    if re.search(r"(^|_)(se|std_err|standard_error)", key) or key.startswith(("se", "var")):
        errors = curve.standard_error(cause=cause, variance=method)
        errors = errors**2 if key.startswith("var") else errors
        return _steps(grid, curve, errors, 0.0)
    low, high = curve.band(cause=cause, level=level, variance=method)
    lows, highs = _steps(grid, curve, low, 0.0), _steps(grid, curve, high, 0.0)
    if re.search(r"lower|low", key):
        return lows
    if re.search(r"upper|high", key):
        return highs
    if re.search(r"ci|band|interval", key):
        return [[a, b] for a, b in zip(lows, highs, strict=True)]
    raise NoSuchKey(key)


def _bounds(causes: list[int]) -> dict[str, Any]:
    won, lost, everyone = causes.count(1), causes.count(2), len(causes)
    closed = won + lost
    bounds = [won / everyone, (everyone - lost) / everyone] if everyone else [0.0, 1.0]
    return {
        "won_over_closed": won / closed if closed else None,
        "naive_won_over_closed": won / closed if closed else None,
        "won/closed": won / closed if closed else None,
        "won/all": won / everyone if everyone else None,
        "won_over_all": won / everyone if everyone else None,
        "naive_won_over_all": won / everyone if everyone else None,
        "bounds": bounds,
        "bounds_win_rate": bounds,
    }


def aalen_johansen_case(case: Case) -> Answer:
    given = case["input"]
    ages = given.get("T", given.get("exit_age", given.get("exit")))
    entry = given.get("entry_age", given.get("entry"))
    curve = aalen_johansen(ages, given["E"], entry=entry, weights=given.get("weights"))
    level = given.get("level", 0.95)
    times = given.get("times", given.get("t"))
    final = curve.final()
    extra = _bounds(given["E"]) | {"estimate": final, "win_probability": final}

    def get(key: str) -> Any:
        if key in extra:
            return extra[key]
        return _curve_key(key, case, curve, level, times)

    return Answer(get, [final, *curve.incidence[0].tolist()])


def _times_key(key: str, given: Case, fit: durations.Survival, level: float) -> Any:
    grid = given.get("times", fit.time.tolist())
    if key in {"time", "times", "t"}:
        return grid
    if key in {"S", "survival"}:
        return _steps(grid, fit.curve, fit.survival, 1.0)
    if key in {"n_at_risk", "at_risk", "n_risk"}:
        return fit.curve.at_risk.tolist()
    if key in {"se", "std_err", "standard_error"}:
        return _steps(grid, fit.curve, fit.standard_error, 0.0)
    if found := re.match(r"(lower|upper)", key):
        digits = re.search(r"(\d\d)", key)
        low, high = fit.band(level=_level(digits[1], level) if digits else level)
        return _steps(grid, fit.curve, low if found[1] == "lower" else high, 1.0)
    if found := re.fullmatch(r"S_(?:at_|day_|t)?([\d_]+)", key):
        return fit.at(_number(found[1]))
    raise NoSuchKey(key)


def kaplan_meier(case: Case) -> Answer:
    given = case["input"]
    ended = given.get("E_exit", given.get("E"))
    fit = durations.kaplan_meier(
        given.get("T", given.get("exit_age")),
        ended,
        entry=given.get("entry_age", given.get("entry")),
        weights=given.get("weights"),
    )
    level = given.get("level", 0.95)

    def get(key: str) -> Any:
        if found := re.fullmatch(r"median_ci_?(\d*)", key):
            return list(fit.quantile_interval(0.5, level=_level(found[1], level)))
        if found := re.fullmatch(r"(?:q|p)(\d\d)_ci_?(\d*)", key):
            share = float(f"0.{found[1]}")
            return list(fit.quantile_interval(share, level=_level(found[2], level)))
        if re.fullmatch(r"(?:q\d\d|median)(?:_(?:q\d\d|median))*", key):
            shares = [
                0.5 if word == "median" else float(f"0.{word[1:]}") for word in key.split("_")
            ]
            quantiles = [fit.quantile(share) for share in shares]
            return quantiles if len(quantiles) > 1 else quantiles[0]
        if found := re.fullmatch(r"rmst_se(?:_([\d_]+))?|rmst_([\d_]+)_se", key):
            return fit.restricted_mean(_horizon(found[1] or found[2], given, fit))[1]
        if found := re.fullmatch(r"(?:rmst|restricted_mean)(?:_([\d_]+))?", key):
            return fit.restricted_mean(_horizon(found[1], given, fit))[0]
        return _times_key(key, given, fit, level)

    tau = given.get("tau")
    mean = fit.restricted_mean(tau)[0] if tau is not None else None
    return Answer(get, [fit.median, mean])


def _horizon(digits: str | None, given: Case, fit: durations.Survival) -> float:
    if digits:
        return _number(digits)
    horizon = given.get("tau", fit.last)
    return float(horizon if horizon is not None else 0.0)


def sales_velocity(case: Case) -> Answer:
    given = case["input"]
    speed = velocity.sales_velocity(
        deals=given.get("open_qualified_deals", given.get("deals", given.get("n"))),
        win_rate=given.get("win_rate"),
        value=given.get("avg_won_value", given.get("value")),
        cycle_days=given.get("cycle_days"),
    )
    per_day = speed.value_per_day
    levers = ("deals", "win_rate", "value")
    values = {
        "velocity_per_day": per_day,
        "velocity": per_day,
        "velocity_per_week": None if per_day is None else per_day * 7,
        "velocity_per_month": None if per_day is None else per_day * 365.25 / 12,
        "elasticities": velocity.ELASTICITIES,
        "effect_of_plus_10pct": {lever: speed.effect_of(**{lever: 0.1}) for lever in levers},
        "effect_of_minus_10pct_cycle": speed.effect_of(cycle=-0.1),
        "all_four_10pct": speed.effect_of(deals=0.1, win_rate=0.1, value=0.1, cycle=-0.1),
    }
    return Answer(from_values(values), [per_day])


def chance_at_age(case: Case) -> Answer:
    given = case["input"]
    entered = given.get("entry_age", given.get("entry"))
    curve = aalen_johansen(given["T"], given["E"], entry=entered, weights=given.get("weights"))
    chances = [curve.chance_at_age(age) for age in given["ages"]]
    entry = curve.chance_at_age(0)

    def get(key: str) -> Any:
        if key.startswith(("win_prob", "chance")):
            return chances
        if key in {"stalled", "below_half"}:
            return [None if c is None or entry is None else c < entry / 2 for c in chances]
        return _curve_key(key, case, curve, given.get("level", 0.95), given["ages"])

    return Answer(get, chances)


def multi_state(case: Case) -> Answer:
    """Stays as (deal, state, from day, to day, next state or None), states by name in ``states``."""
    given = case["input"]
    place = {name: at for at, name in enumerate(given["states"])}
    deal, state, start, end, after = (list(column) for column in zip(*given["stays"], strict=True))
    found = state_occupation(
        deal,
        [place[name] for name in state],
        start,
        end,
        [STILL if name is None else place[name] for name in after],
        n_states=len(place),
    )
    times = given.get("times", found.time.tolist())
    rows = [found.at(time) for time in times]
    shares = [None if row is None else row.tolist() for row in rows]
    values = {
        "times": times,
        "occupation": shares,
        "P": found.transitions[-1].tolist() if len(found.time) else None,
    }
    return Answer(from_values(values), [])


def work_in_hand(case: Case) -> Answer:
    given = case["input"]
    held = velocity.work_in_hand(given["arrivals_per_day"], given["mean_days"])
    return Answer(from_values({"expected_open": held, "work_in_hand": held}), [held])


def mix_and_stages(case: Case) -> Answer:
    given = case["input"]
    split = changes.mix_and_stages(
        weights_before=given["w0"],
        rates_before=given["rates0"],
        weights_after=given["w1"],
        rates_after=given["rates1"],
    )
    values = {
        "R0": split.before,
        "R1": split.after,
        "delta": split.delta,
        "mix": split.mix,
        "stages": list(split.stages),
        "mix_by_segment": list(split.mix_by_segment),
    }
    return Answer(from_values(values), [split.mix, *split.stages])


def working_days_between(case: Case) -> Answer:
    given = case["input"]
    start, end = date.fromisoformat(given["start"]), date.fromisoformat(given["end"])
    country = given.get("country", "PL")
    working = calendars.working_days(start, end, country=country)
    lieu = calendars.working_days(start, end, country=country, day_in_lieu=True)
    calendar = calendars.calendar_days(start, end)

    def get(key: str) -> Any:
        if key.startswith("calendar_days"):
            return calendar
        if "lieu" in key and "without" not in key:
            return lieu
        if key.startswith("working_days"):
            return working
        raise NoSuchKey(key)

    return Answer(get, [working])


def leak_value(case: Case) -> Answer:
    given = case["input"]
    level = given.get("level", 0.95)
    settings = {
        "advanced": given["advanced"],
        "entered": given["entered"],
        "reference": given["reference_rate"],
        "value": given["value_of_an_advanced_deal"],
        "prior": tuple(given.get("prior", leaks.JEFFREYS)),
    }
    lost = leaks.leak_value(**settings, level=level)

    def get(key: str) -> Any:
        if found := re.fullmatch(r"ci_?(\d*)_value_lost", key):
            made = leaks.leak_value(**settings, level=_level(found[1], level))
            return [made.low, made.high]
        values = {
            "posterior_mean_rate": lost.rate,
            "expected_value_lost": lost.mean,
            "prob_below_reference": lost.prob_below,
        }
        return from_values(values)(key)

    return Answer(get, [lost.mean, lost.rate])


def rate_and_mix(case: Case) -> Answer:
    given = case["input"]
    split = changes.rate_and_mix(
        weights_before=given["w0"],
        rates_before=given["r0"],
        weights_after=given["w1"],
        rates_after=given["r1"],
    )
    values = {
        "R0": split.before,
        "R1": split.after,
        "delta": split.delta,
        "rate_effect": split.rate_effect,
        "mix_effect": split.mix_effect,
        "rate_by_segment": list(split.rate_by_segment),
        "mix_by_segment_centred": list(split.mix_by_segment),
        "mix_by_segment": list(split.mix_by_segment),
    }
    return Answer(from_values(values), [split.rate_effect, split.mix_effect])


def stage_shapley(case: Case) -> Answer:
    given = case["input"]
    parts = changes.stage_shapley(given["rates0"], given["rates1"])
    before, after = float(np.prod(given["rates0"])), float(np.prod(given["rates1"]))
    values = {
        "R0": before,
        "R1": after,
        "delta": after - before,
        "contributions": list(parts),
        "sum": sum(parts),
    }
    return Answer(from_values(values), list(parts))


def event_log(case: Case) -> Answer:
    given = case["input"]
    stages = [key for key in given["stage_order"] if key not in ENDS]
    log = EventLog(event_book(given["events"], given["stage_order"], given["as_of_day"]), stages)
    fates = list(log.fates().values())
    codes = [{"open": 0, "won": 1, "lost": 2}[fate] for fate in fates]
    plain = _bounds(codes) | {
        "won": fates.count("won"),
        "lost": fates.count("lost"),
        "open": fates.count("open"),
        "n": len(fates),
    }
    methods: dict[str, Callable[[], Any]] = {
        "final_status": log.fates,
        "reached_at_least": log.reached,
        "visited": log.visited,
    }

    def get(key: str) -> Any:
        if key in plain:
            return plain[key]
        if key in methods:
            return methods[key]()
        if found := re.fullmatch(r"first_pass_(.+)", key):
            return log.first_pass(found[1])
        if found := re.fullmatch(r"deal_level_(.+)", key):
            return log.deal_level(found[1])
        if found := re.fullmatch(r"(.+)_first_pass_duration", key):
            return log.durations(found[1])
        if found := re.fullmatch(r"snapshot_day_(\d+)", key):
            return log.snapshot(int(found[1]))
        if key in {"current_stage_only", "current_stage"}:
            states = log.states()
            here = states.loc[states["fate"] == "open", "stage"].value_counts()
            return {stage: int(here.get(stage, 0)) for stage in stages}
        raise NoSuchKey(key)

    return Answer(get, [plain["won_over_closed"], plain["won_over_all"]])


ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "proportion": proportion,
    "event_log": event_log,
    "aalen_johansen": aalen_johansen_case,
    "aalen_johansen_late_entry": aalen_johansen_case,
    "kaplan_meier": kaplan_meier,
    "velocity": sales_velocity,
    "chance_at_age": chance_at_age,
    "multi_state": multi_state,
    "work_in_hand": work_in_hand,
    "mix_and_stages": mix_and_stages,
    "working_days_between": working_days_between,
    "leak_value": leak_value,
    "rate_and_mix": rate_and_mix,
    "stage_shapley": stage_shapley,
    **GOAL_ADAPTERS,
    **QUOTA_ADAPTERS,
    **CHANNEL_ADAPTERS,
    **RETENTION_ADAPTERS,
    **GROWTH_ADAPTERS,
    **FORECAST_ADAPTERS,
    **TERRITORY_ADAPTERS,
}
