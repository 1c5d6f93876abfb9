"""Scores of the models that were tried, and which of them to use."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from salestoolkit.core.forecast_backtest import PIPELINE_MODELS, SEMI_MARKOV, Try
from salestoolkit.core.forecast_baselines import BASELINES
from salestoolkit.core.forecast_result import LEVELS, Prediction
from salestoolkit.core.forecast_scores import crps_sample, skill, weighted_interval_score
from salestoolkit.core.forecast_window import Window

MODELS = (*PIPELINE_MODELS, *BASELINES)
FEW_ORIGINS = 5
"""Past days below which a model's score decides nothing."""
SCORES = (
    *("model", "kind", "origins", "crps", "wis", "coverage_50", "coverage_80", "coverage_95"),
    *("bias", "mae", "skill", "chosen", "reason"),
)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The model to use, and ``why``: ``best_score``, ``baseline_best``, ``only_one``, ``asked``."""

    model: str
    why: str


def tried(tries: Sequence[Try], metric: str) -> pd.DataFrame:
    """One row a model and origin: what it said, what came, and how good that was.

    Columns model, origin, outcome, mean, median, low_50, high_50, ..., crps, wis.
    """
    place = 1 if metric == "revenue" else 0
    rows = []
    for one in tries:
        for name, guess in one.guesses.items():
            values = guess.value if place else guess.wins
            if values.size:
                rows.append(
                    {"model": name, "origin": one.origin} | _row(values, one.outcome[place])
                )
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["model", "origin", "crps"])


def _row(values: np.ndarray, outcome: float) -> dict[str, float | None]:
    seen = Prediction.of(values)
    row: dict[str, float | None] = {"outcome": outcome, "mean": seen.mean, "median": seen.median}
    intervals = []
    for level in LEVELS:
        found = seen.interval(level)
        row[f"low_{level:.0%}".rstrip("%")] = found.low
        row[f"high_{level:.0%}".rstrip("%")] = found.high
        intervals.append((1 - level, found.low, found.high))
    row["crps"] = crps_sample(seen.values, outcome)
    row["wis"] = weighted_interval_score(seen.median, intervals, outcome)
    return row


def choose(table: pd.DataFrame, *, among: Collection[str] | None = None) -> Choice:
    """The model with the lowest CRPS, each held against the semi-Markov model on the same origins.

    A model that could be tried on fewer than half of them, or on fewer than five where the others were
    on more, is not chosen: a few days that overlap are soon a matter of luck.
    Without any score it is the semi-Markov model.
    """
    wanted = [one for one in MODELS if among is None or one in among]
    ratios = {name: _relative(table, name, SEMI_MARKOV) for name in wanted}
    told = {name: ratio for name, ratio in ratios.items() if ratio is not None}
    if among is not None and len(wanted) == 1:
        return Choice(model=wanted[0], why="asked")
    if not told:
        return Choice(model=SEMI_MARKOV, why="only_one")
    best = min(told, key=lambda name: (told[name], MODELS.index(name)))
    if len(told) == 1:
        return Choice(model=best, why="only_one")
    return Choice(model=best, why="baseline_best" if best in BASELINES else "best_score")


def _relative(table: pd.DataFrame, name: str, other: str) -> float | None:
    """Mean CRPS of a model over another's, on the days on which both were tried."""
    scores, model = table.set_index("origin")["crps"], table["model"].to_numpy(dtype=object)
    mine, its = (scores[model == one] for one in (name, other))
    shared = mine.index.intersection(its.index)
    if len(shared) < max(1, min(FEW_ORIGINS, len(its)), len(its) / 2):
        return None
    whole = float(its.loc[shared].mean())
    own = float(mine.loc[shared].mean())
    if not whole:
        return 1.0 if not own else math.inf
    return own / whole


def score_table(table: pd.DataFrame, tries: Sequence[Try], chosen: str | None) -> pd.DataFrame:
    """One row a model: see `salestoolkit.core.forecast_result.Forecast.scores`."""
    best = _best_baseline(table)
    rows = []
    for name in MODELS:
        own = table[(table["model"] == name).to_numpy(dtype=bool)]
        kind = "baseline" if name in BASELINES else "pipeline"
        row = dict.fromkeys(SCORES) | {"model": name, "kind": kind, "origins": len(own)}
        row["chosen"] = name == chosen
        if len(own):
            row |= _scores(own)
            ratio = None if best is None else _relative(table, name, best)
            row["skill"] = None if ratio is None else skill(ratio, 1.0)
        else:
            row["reason"] = next(
                (t.guesses[name].reason for t in tries if name in t.guesses), "short_history"
            )
        rows.append(row)
    return pd.DataFrame(rows, columns=list(SCORES))


def _scores(own: pd.DataFrame) -> dict[str, float]:
    error = own["mean"] - own["outcome"]
    row = {"crps": own["crps"].mean(), "wis": own["wis"].mean(), "bias": error.mean()}
    row["mae"] = (own["median"] - own["outcome"]).abs().mean()
    for level in ("50", "80", "95"):
        inside = (own[f"low_{level}"] <= own["outcome"]) & (own["outcome"] <= own[f"high_{level}"])
        row[f"coverage_{level}"] = inside.mean()
    return {name: float(value) for name, value in row.items()}


def _best_baseline(table: pd.DataFrame) -> str | None:
    ratios = {name: _relative(table, name, SEMI_MARKOV) for name in BASELINES}
    told = {name: ratio for name, ratio in ratios.items() if ratio is not None}
    return min(told, key=lambda name: told[name]) if told else None


def past_of(table: pd.DataFrame, model: str, window: Window) -> pd.DataFrame:
    """One row an origin of one model: see `salestoolkit.core.forecast_result.Forecast.past`."""
    names = ["origin", "start", "until", "outcome", "median", "low", "high", "mean"]
    own = table[(table["model"] == model).to_numpy(dtype=bool)]
    if own.empty:
        return pd.DataFrame(columns=names)
    days = own["origin"]
    made = own.assign(
        start=[day + timedelta(days=window.lead + 1) for day in days],
        until=[day + timedelta(days=window.days) for day in days],
        low=own["low_80"],
        high=own["high_80"],
    )
    return made.sort_values("origin")[names].reset_index(drop=True)
