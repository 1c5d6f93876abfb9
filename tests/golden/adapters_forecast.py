"""Adapters for forecasts and how they are scored: see `adapters`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from golden_answer import Answer, Case, NoSuchKey, from_values

from salestoolkit.core import forecast_exact as exact
from salestoolkit.core import forecast_scores as scores
from salestoolkit.core.incidence import aalen_johansen


def _any(given: Mapping[str, Any], *names: str) -> Any:
    """The first of these inputs that is there."""
    for name in names:
        if name in given:
            return given[name]
    raise NoSuchKey("/".join(names))


def _number(text: str) -> float:
    return float(text.replace("_", "."))


def _share(digits: str) -> float:
    return float(f"0.{digits}")


def _of_distribution(key: str, amounts: np.ndarray[Any, Any], likely: np.ndarray[Any, Any]) -> Any:
    """Mean, variance, tails, quantiles and intervals of a distribution."""
    mean = float(amounts @ likely)
    variance = float((amounts - mean) ** 2 @ likely)
    plain = {"mean": mean, "expected": mean, "var": variance, "variance": variance}
    plain |= {"sd": variance**0.5, "pmf": likely.tolist(), "support": amounts.tolist()}
    if key in plain:
        return plain[key]

    def quantile(share: float) -> Any:
        found = float(amounts[exact.pmf_quantile(likely, share)])
        return int(found) if found.is_integer() else found

    if key in {"median", "p50"}:
        return quantile(0.5)
    if asked := re.fullmatch(r"P_(?:at_least|ge)_([\d_]+)", key):
        return float(likely[amounts >= _number(asked[1]) - 1e-9].sum())
    if asked := re.fullmatch(r"P_?(\d+)", key):
        return float(likely[np.isclose(amounts, int(asked[1]))].sum())
    if asked := re.fullmatch(r"(?:pi|interval_?)(\d\d)(?:_\w+)?", key):
        tail = (1 - _share(asked[1])) / 2
        return [quantile(tail), quantile(1 - tail)]
    if re.fullmatch(r"p\d\d(_p\d\d)*", key):
        found = [quantile(_share(one[1:])) for one in key.split("_")]
        return found if len(found) > 1 else found[0]
    raise NoSuchKey(key)


def wins(case: Case) -> Answer:
    likely = exact.wins_pmf(_any(case["input"], "p", "chances", "open_p"))
    amounts = np.arange(likely.size, dtype=float)
    return Answer(lambda key: _of_distribution(key, amounts, likely), [float(amounts @ likely)])


def revenue(case: Case) -> Answer:
    given = case["input"]
    chances = _any(given, "p", "chances", "open_p")
    amounts, likely = exact.revenue_pmf(chances, _any(given, "value", "values", "v", "amounts"))
    return Answer(lambda key: _of_distribution(key, amounts, likely), [float(amounts @ likely)])


def chance_within(case: Case) -> Answer:
    given = case["input"]
    curve = aalen_johansen(given["T"], given["E"], entry=given.get("entry"), n_causes=2)
    found = [exact.win_chance_within(curve, *asked) for asked in given["queries_age_horizon"]]
    return Answer(from_values({"prob": found}), [found])


def new_business(case: Case) -> Answer:
    given = case["input"]
    name = next(one for one in given if one.startswith("P_created_and_won"))
    mean = exact.arrivals_won(given["new_deals_per_week"], given[name][: given["weeks"]])
    spread = _spread(given, mean)
    likely = exact.count_pmf(mean, spread=spread)
    amounts = np.arange(likely.size, dtype=float)

    def get(key: str) -> Any:
        return mean if key == "mean_wins" else _of_distribution(key, amounts, likely)

    return Answer(get, [mean])


def _spread(given: Mapping[str, Any], mean: float) -> float:
    """Variance over mean of the wins: thinning keeps the size of a negative binomial."""
    names = ("nbinom_size", "nbinom_r", "size", "dispersion", "r", "k")
    size = next((given[one] for one in names if one in given), None)
    if size:
        return 1 + mean / float(size)
    # variance over mean of the arrivals: thinned by p, what is beyond 1 shrinks to its p-th part
    burst = next(
        (given[one] for one in given if re.search("overdispersion|var_over|spread", one)), 1
    )
    arrivals = given["new_deals_per_week"] * given["weeks"]
    return 1 + (burst - 1) * mean / arrivals if arrivals else 1.0


def interval_score(case: Case) -> Answer:
    given = case["input"]
    intervals = [tuple(one) for one in given["intervals_alpha_lo_hi"]]
    seen = given["observed"] if isinstance(given["observed"], list) else [given["observed"]]
    found = [scores.weighted_interval_score(given["median"], intervals, one) for one in seen]
    inside = [[scores.covered(low, high, one) for _, low, high in intervals] for one in seen]

    def get(key: str) -> Any:
        if key == "wis":
            return found
        if key.startswith("covered"):
            return inside
        raise NoSuchKey(key)

    return Answer(get, [found])


def shared_rate(case: Case) -> Answer:
    given = case["input"]
    n, (passed, failed) = given["n"], given["rate_beta"]
    together = exact.shared_rate_pmf(n, passed, failed)
    alone = exact.wins_pmf([passed / (passed + failed)] * n)
    amounts = np.arange(n + 1, dtype=float)

    def get(key: str) -> Any:
        if key.startswith("coverage_of_independent"):
            level = _share(given.get("level", "90"))
            low, high = exact.pmf_interval(alone, level)
            return float(together[low : high + 1].sum())
        if asked := re.fullmatch(r"(.+)_(shared|independent)", key):
            return _of_distribution(asked[1], amounts, together if asked[2] == "shared" else alone)
        return _of_distribution(key, amounts, together)

    return Answer(get, [get("var_shared"), get("pi90_shared")])


def chances_scored(case: Case) -> Answer:
    """Brier score with its parts, reliability table, log score: of chances and what came."""
    given = case["input"]
    p = _any(given, "p", "chances", "forecast", "forecasts", "prob")
    y = _any(given, "y", "won", "outcome", "outcomes", "observed")
    clip = given.get("clip", given.get("eps", scores.CLIP))
    bins = given.get("bins", given.get("n_bins"))
    parts = scores.murphy(p, y, bins=bins if isinstance(bins, int) else None)
    table = scores.reliability_table(p, y, bins=bins if isinstance(bins, int) else 10)
    logs = scores.log_score(p, y, clip=clip)
    full = table[table["n"] > 0]
    values = {
        "brier": parts.brier,
        "brier_score": parts.brier,
        "base_rate": float(np.mean(y)) if len(y) else None,
        "REL": parts.reliability,
        "RES": parts.resolution,
        "UNC": parts.uncertainty,
        "reliability": parts.reliability,
        "resolution": parts.resolution,
        "uncertainty": parts.uncertainty,
        "within": parts.within,
        "n": parts.n,
        "log_score": logs.score,
        "log_loss": logs.score,
        "clipped": logs.clipped,
        "n_clipped": logs.clipped,
        "bin_n": full["n"].tolist(),
        "mean_p": full["chance"].tolist(),
        "observed_rate": full["won"].tolist(),
    }
    return Answer(from_values(values), [parts.brier])


def crps(case: Case) -> Answer:
    given = case["input"]
    seen = _any(given, "observed", "y", "outcome")
    several = isinstance(seen, list)
    each = seen if several else [seen]
    if "pmf" in given:
        found: list[Any] = [
            scores.crps_pmf(given["pmf"], y, values=given.get("support")) for y in each
        ]
    else:
        draws = _any(given, "sample", "samples", "draws", "values", "ensemble")
        found = [scores.crps_sample(draws, y) for y in each]
        fair = [scores.crps_sample(draws, y, fair=True) for y in each]
    value = found if several else found[0]
    values = {"crps": value, "mean_crps": float(np.mean(found))}
    if "pmf" not in given:
        values["crps_fair"] = fair if several else fair[0]
    return Answer(from_values(values), [value])


def interval_coverage(case: Case) -> Answer:
    """Share of outcomes in their intervals, bounds included."""
    given = case["input"]
    if "intervals" in given:
        low, high = zip(*given["intervals"], strict=True) if given["intervals"] else ((), ())
    else:
        low, high = _any(given, "low", "lo", "lower"), _any(given, "high", "hi", "upper")
    seen = _any(given, "observed", "y", "outcomes")
    share = scores.coverage(low, high, seen)
    inside = [scores.covered(*one) for one in zip(low, high, seen, strict=True)]
    values = {"coverage": share, "covered": inside, "n": len(inside), "n_covered": sum(inside)}
    return Answer(from_values(values), [share])


def skill_score(case: Case) -> Answer:
    given = case["input"]
    found = scores.skill(
        _any(given, "score", "model", "crps", "crps_model"),
        _any(given, "reference", "baseline", "crps_baseline", "reference_score"),
    )
    return Answer(from_values({"skill": found, "skill_score": found}), [found])


def pinball_loss(case: Case) -> Answer:
    given = case["input"]
    shares = _any(given, "shares", "taus", "levels", "quantile_levels")
    found = [
        scores.pinball(q, share, _any(given, "observed", "y"))
        for q, share in zip(given["quantiles"], shares, strict=True)
    ]
    mean = float(np.mean(found))
    values = {"pinball": found, "mean_pinball": mean, "wis": 2 * mean}
    return Answer(from_values(values), [mean])


FORECAST_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    **dict.fromkeys(("wins", "poisson_binomial"), wins),
    **dict.fromkeys(("revenue", "revenue_convolution"), revenue),
    "chance_within": chance_within,
    **dict.fromkeys(("new_business", "negative_binomial"), new_business),
    **dict.fromkeys(("interval_score", "wis"), interval_score),
    **dict.fromkeys(("coverage", "interval_coverage"), interval_coverage),
    **dict.fromkeys(("skill", "skill_score"), skill_score),
    **dict.fromkeys(("pinball", "quantile_loss"), pinball_loss),
    "shared_rate": shared_rate,
    **dict.fromkeys(("brier", "brier_score", "brier_murphy", "murphy"), chances_scored),
    **dict.fromkeys(("brier_decomposition", "murphy_decomposition"), chances_scored),
    **dict.fromkeys(("reliability", "reliability_table", "calibration"), chances_scored),
    **dict.fromkeys(("log_score", "log_loss"), chances_scored),
    **dict.fromkeys(("crps", "crps_sample", "crps_ensemble", "crps_pmf"), crps),
}
