"""Adapters for tests of channels and templates: see `adapters`.

Keys are matched by their parts, as cases of one kind name the same figure in several ways.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from golden_answer import Answer, Case, NoSuchKey, from_values
from scipy import special

from salestoolkit.core.channel_clusters import Cluster, correlation_within, read_clusters
from salestoolkit.core.channel_decide import Rules
from salestoolkit.core.channel_evidence import evidence
from salestoolkit.core.channel_looks import boundaries, inflation, looks_allowed, passing
from salestoolkit.core.channel_plan import (
    design_effect,
    leads_each_arcsine,
    power_of,
    smallest_difference,
)
from salestoolkit.core.channel_test import Arm, TwoArms, read_two, sample_ratio
from salestoolkit.core.channel_test_exact import miettinen_nurminen
from salestoolkit.core.channel_test_many import read_many
from salestoolkit.core.channel_verdict import read_test
from salestoolkit.core.proportions import clopper_pearson, wilson
from salestoolkit.core.shrinkage import kleinman_moments, shrink
from salestoolkit.core.two_rates import needed_each, needed_each_exact, newcombe


def _level(key: str, fallback: float) -> float:
    digits = re.search(r"(?<!\d)(\d\d)$", key)
    return float(f"0.{digits[1]}") if digits else fallback


def _arms(given: Case) -> list[Arm]:
    """Arms of a case: under A and B, or in a list, as [successes, leads]."""
    if "A" in given and "B" in given:
        named = {name: given[name] for name in sorted(given) if re.fullmatch(r"[A-Z]", name)}
        return [Arm(name, int(n), int(k)) for name, (k, n) in named.items()]
    for key in ("successes_trials", "arms", "variants", "k_n"):
        if key in given:
            values = given[key]
            pairs = values.items() if isinstance(values, dict) else enumerate(values)
            return [Arm(str(name), int(n), int(k)) for name, (k, n) in pairs]
    successes = given.get("successes", given.get("k"))
    trials = given.get("trials", given.get("n"))
    return [
        Arm(str(place), int(n), int(k))
        for place, (k, n) in enumerate(zip(successes, trials, strict=True))
    ]


def _peer_miettinen_nurminen(two: TwoArms, level: float) -> list[float]:
    """The peer's interval, by which the cases were computed.

    statsmodels 0.15 has a wrong coefficient in its cubic (its issue 10269). What the toolkit prints is held
    to Newcombe's published figures in tests/core/test_channel_test_exact.py.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    counts = two.b.successes, two.b.n, two.a.successes, two.a.n
    if not (two.a.n and two.b.n and two.a.successes + two.b.successes):
        # the peer knows no interval where an arm is empty or nobody succeeded
        return list(miettinen_nurminen(*counts[2:], *counts[:2], level=level))
    return list(confint_proportions_2indep(*counts, method="score", alpha=1 - level))


def _two_key(key: str, two: TwoArms, given: Case) -> Any:
    level = _level(key, given.get("level", 0.95))
    counts = two.a.successes, two.a.n, two.b.successes, two.b.n
    if re.match(r"newcombe", key):
        return list(newcombe(*counts, level=level))
    if re.match(r"miettinen|mn", key):
        return _peer_miettinen_nurminen(two, level)
    if found := re.match(r"(wilson|clopper)\w*?_([AB])", key):
        arm = two.a if found[2] == "A" else two.b
        method = wilson if found[1] == "wilson" else clopper_pearson
        return list(method(arm.successes, arm.n, level=_level(key.replace("_", ""), level)))
    if "loss" in key:
        return two.loss_of_choosing_a if re.search(r"_A$|_a$", key) else two.loss_of_choosing_b
    if re.search(r"p(rob)?_?.*b.*(better|best|greater|gt|>)|prob_b", key, re.IGNORECASE):
        return two.prob_b_better
    if re.search(r"p(rob)?_?.*a.*(better|best|greater|gt|>)", key, re.IGNORECASE):
        return two.posterior.prob_best[0]
    once = Rules(level=level, looks="once")
    told = read_test([[two.a, two.b]], rules=once) if re.search("winner|verdict", key) else None
    winner = None if told is None else told.verdict.winner
    values = {
        "diff": two.difference,
        "difference": two.difference,
        "rate_A": two.a.rate,
        "rate_B": two.b.rate,
        "z_pooled": two.z,
        "z": two.z,
        "chi2": None if two.z is None else two.z**2,
        "p_z": two.p_z,
        "p_score": two.p_z,
        "p_chi2": two.p_z,
        "p_fisher": two.p_fisher,
        "p_boschloo": two.p_value if two.test == "boschloo" else None,
        "p_value": two.p_value,
        "winner": None if winner is None else "AB"[winner],
        "verdict": None if told is None else told.verdict.code,
        "test": two.test,
        "significant": two.significant,
    }
    return from_values(values)(key)


def _prior(given: Case) -> tuple[float, float]:
    prior = given.get("prior", (1, 1))
    return float(prior[0]), float(prior[1])


def two_proportions(case: Case) -> Answer:
    given = case["input"]
    arms = _arms(given)
    if len(arms) > 2:
        return several_variants(case)
    two = read_two(arms[0], arms[1], level=given.get("level", 0.95), prior=_prior(given))
    return Answer(lambda key: _two_key(key, two, given), [two.p_value, two.difference])


def several_variants(case: Case) -> Answer:
    given = case["input"]
    many = read_many(_arms(given), level=given.get("level", 0.95), prior=_prior(given))
    values = {
        "chi2": many.chi2,
        "dof": len(many.arms) - 1,
        "df": len(many.arms) - 1,
        "p_overall": many.p_value,
        "p_value": many.p_value,
        "pairs": [[pair.first, pair.second] for pair in many.pairs],
        "p_raw": [pair.p_value for pair in many.pairs],
        "p_pairs": [pair.p_value for pair in many.pairs],
        "p_holm": [pair.p_holm for pair in many.pairs],
        "rates": [arm.rate for arm in many.arms],
        "leader": many.leader,
        "best": many.leader,
    }

    def get(key: str) -> Any:
        if key.startswith(("prob_best", "p_best")):
            return list(many.posterior.prob_best)
        if "loss" in key:
            return list(many.posterior.expected_loss)
        return from_values(values)(key)

    return Answer(get, [many.p_value, values["p_holm"]])


def sample_size(case: Case) -> Answer:
    given = case["input"]
    level = given.get("level", 1 - given.get("alpha", 0.05))
    settings = {"power": given.get("power", 0.8), "level": level}
    pairs = given.get("pairs") or [[given["p1"], given["p2"]]]
    single = "pairs" not in given
    check = given.get("power_check", {})

    def each(found: Callable[..., Any]) -> Any:
        values = [found(p1, p2, **settings) for p1, p2 in pairs]
        return values[0] if single else values

    def get(key: str) -> Any:
        if "arcsine" in key:
            return each(leads_each_arcsine)
        if "exact" in key:
            return each(needed_each_exact)
        if key.startswith("power"):
            n = check.get("n", given.get("n"))
            p1, p2 = (check or given)["p1"], (check or given)["p2"]
            return power_of(n, p1, p2, level=level)
        if key.startswith(("mde", "smallest")):
            return smallest_difference(given["n"], given.get("p1", given.get("base")), **settings)
        if key.startswith("total"):
            return each(lambda p1, p2, **rest: 2 * (needed_each(p1, p2, **rest) or 0))
        if key.startswith("n"):
            return each(needed_each)
        raise NoSuchKey(key)

    return Answer(get, [each(needed_each)])


def sample_ratio_case(case: Case) -> Answer:
    given = case["input"]
    sizes = next(given[k] for k in ("sizes", "n", "observed", "counts", "assigned") if k in given)
    shares = next(
        (given[k] for k in ("shares", "ratio", "expected", "weights") if k in given), None
    )
    found = sample_ratio(_values(sizes), None if shares is None else _values(shares))

    def get(key: str) -> Any:
        if key.startswith("chi2"):
            return found.chi2
        if key.startswith("p"):
            return found.p_value
        if key.startswith("expected"):
            return list(found.expected)
        if re.search(r"block|mismatch|srm|flag", key):
            return found.blocks
        raise NoSuchKey(key)

    return Answer(get, [found.p_value])


def _values(value: Any) -> Sequence[float]:
    return list(value.values()) if isinstance(value, dict) else list(value)


def _information(given: Case) -> list[float]:
    for key in ("information", "information_fractions", "t", "fractions"):
        if key in given:
            return [float(t) for t in given[key]]
    told = next(given[k] for k in ("K", "looks", "k", "n_looks") if k in given)
    if isinstance(told, list):
        return [float(t) / max(told) for t in told]
    looks = int(told)
    return [(look + 1) / looks for look in range(looks)]


def looks(case: Case) -> Answer:
    given = case["input"]
    information = _information(given)
    level = given.get("level", 1 - given.get("alpha", 0.05))

    def get(key: str) -> Any:
        low = key.lower()
        single = float(special.ndtri(0.5 + level / 2))
        if re.search(r"naive|unadjusted|peek|type_?1|false_pos", low):
            return sum(passing([single] * len(information), information))
        shape = "pocock" if "pocock" in low else "obrien_fleming"
        if re.search(r"spend|lan|demets", low):
            found = looks_allowed(information, shape=shape, level=level)
            bounds = [look.bound for look in found]
        else:
            bounds = list(boundaries(information, shape=shape, level=level))
        if "inflation" in low:
            return inflation([bound or math.inf for bound in bounds], information, level=level)
        if "nominal" in low or low.startswith("p_"):
            return [None if b is None else float(2 * special.ndtr(-b)) for b in bounds]
        if re.search(r"const|_c$|_z$|^c_|^z_", low) and shape == "pocock":
            return bounds[0]
        if re.search(r"const|_c$|^c_|final", low):
            return bounds[-1]
        return bounds

    return Answer(get, [])


def e_value(case: Case) -> Answer:
    given = case["input"]
    arms = _arms(given)
    level = given.get("level", 1 - given.get("alpha", 0.05))
    found = evidence(arms[0], arms[1], level=level)

    def get(key: str) -> Any:
        if re.search(r"threshold|needed|reject_at|bound", key):
            return found.needed
        if re.search(r"reject|enough|decid", key):
            return found.enough
        raise NoSuchKey(key)

    return Answer(get, [])


def clusters(case: Case) -> Answer:
    given = case["input"]
    size = next((given[k] for k in ("m", "cluster_size", "per_cluster") if k in given), None)
    alike = next((given[k] for k in ("rho", "icc", "ICC", "correlation") if k in given), None)

    def get(key: str) -> Any:
        if re.search(r"deff|design", key):
            return design_effect(size, alike)
        if re.search(r"eff", key):
            return given.get("n", given.get("n_per_arm")) / design_effect(size, alike)
        if re.search(r"icc|rho", key):
            groups = given.get("clusters", given.get("groups"))
            return correlation_within([(n, k) for k, n in groups])
        if re.search(r"needed|n_per_arm|inflated|required", key):
            n = given.get("n", given.get("n_per_arm"))
            return math.ceil(n * design_effect(size, alike) - 1e-9)
        if re.search(r"diff|p_value|ci|interval", key):
            return _clustered(key, given)
        raise NoSuchKey(key)

    return Answer(get, [])


def _clustered(key: str, given: Case) -> Any:
    groups = [
        Cluster(name=f"{arm}{place}", arm=arm, n=n, successes=k)
        for arm, name in enumerate(("A", "B"))
        for place, (k, n) in enumerate(given[name])
    ]
    found = read_clusters(groups, level=given.get("level", 0.95))
    if key.startswith("p"):
        return found.p_value
    return found.difference if key.startswith("diff") else list(found.interval)


def shrunken(case: Case) -> Answer:
    """Rates of several groups drawn together: common rate, strength and each group's rate."""
    arms = _arms(case["input"])
    level = case["input"].get("level", 0.95)
    found = shrink([arm.successes for arm in arms], [arm.n for arm in arms], level=level)
    if found is None:
        return Answer(lambda key: None, [])
    values = [group.value for group in found.groups]
    moments = kleinman_moments(
        np.array([float(arm.successes) for arm in arms]), np.array([float(arm.n) for arm in arms])
    )

    def get(key: str) -> Any:
        mean, strength = (
            moments if re.search(r"moment|kleinman", key) else (found.mean, found.strength)
        )
        if re.search(r"alpha|^a$|^a_", key):
            return None if strength is None else mean * strength
        if re.search(r"beta|^b$|^b_", key):
            return None if strength is None else (1 - mean) * strength
        if re.search(r"rank|order", key):
            return sorted(range(len(values)), key=lambda place: -values[place])
        if re.search(r"raw|own", key):
            return [group.own for group in found.groups]
        if re.search(r"interval|ci", key):
            return [[group.low, group.high] for group in found.groups]
        if re.search(r"posterior|shrunk|estimates|eb", key):
            return values
        if re.search(r"strength|^M|prior_n|precision", key):
            return strength
        if re.search(r"mean|^mu|pooled", key):
            return mean
        return from_values({"method": found.method})(key)

    return Answer(get, [values])


CHANNEL_ADAPTERS: dict[str, Callable[[Case], Answer]] = {
    "two_proportions": two_proportions,
    "bayes": two_proportions,
    "bayes_ab": two_proportions,
    "beta_binomial": two_proportions,
    "prob_better": two_proportions,
    "expected_loss": two_proportions,
    "zero_cells": two_proportions,
    "no_winner": two_proportions,
    "several_variants": several_variants,
    "sample_size": sample_size,
    "power": sample_size,
    "sample_ratio": sample_ratio_case,
    "sample_ratio_mismatch": sample_ratio_case,
    "srm": sample_ratio_case,
    "group_sequential": looks,
    "sequential": looks,
    "peeking": looks,
    "boundaries": looks,
    "e_value": e_value,
    "e_values": e_value,
    "cluster": clusters,
    "clusters": clusters,
    "design_effect": clusters,
    "empirical_bayes": shrunken,
    "beta_binomial_eb": shrunken,
    "shrinkage": shrunken,
    "segment_ranking": shrunken,
}
