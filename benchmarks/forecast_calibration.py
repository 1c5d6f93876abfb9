"""How forecasts hold on simulated teams: coverage of their intervals, and CRPS against plain baselines.

Each team sells for three years from a known funnel. At several past days the whole forecast is made
(backtest, choice of the model, intervals), as if nothing later were known, and held against what came.

    python benchmarks/forecast_calibration.py --teams 40 --seed 1
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from simulated_books import AS_OF, Funnel, simulate

from salestoolkit.core.forecast import forecast, state_of
from salestoolkit.core.forecast_backtest import PIPELINE_MODELS
from salestoolkit.core.forecast_baselines import BASELINES
from salestoolkit.core.forecast_scores import crps_sample
from salestoolkit.core.forecast_study import study_of
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.remembered import Remembered

LEVELS = (0.5, 0.8, 0.95)
BACK = (90, 150, 210)
"""Days before the end of a team's history on which a forecast is made."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of team: its funnel, how many deals in its history, which horizons are forecast."""

    name: str
    funnel: Funnel
    deals: int
    horizons: tuple[int, ...] = (30, 90)
    signal: bool = True


SLOW = Funnel(mean_days=(8.0, 20.0, 30.0, 40.0), history_days=1100)
QUICK = Funnel(advance=(0.5, 0.5), mean_days=(1.0, 2.0), history_days=1100)
KINDS = (
    Kind(name="long cycle", funnel=SLOW, deals=1500),
    Kind(name="small team", funnel=SLOW, deals=500),
    Kind(name="short cycle", funnel=QUICK, deals=900, signal=False),
    Kind(name="usual cycle", funnel=Funnel(history_days=1100), deals=1100),
)


def forecasts(kind: Kind, teams: int, seed: int) -> Iterator[dict[str, object]]:
    """One row a forecast and metric: outcome, coverage, CRPS of what was chosen and of each model."""
    for team in range(teams):
        book = simulate(kind.funnel, kind.deals, seed=seed * 10_000 + team)
        for back in BACK:
            day = AS_OF - timedelta(days=back)
            then = Remembered(book.at(day))
            for horizon in kind.horizons:
                yield from _rows(kind, team, then, book, day, horizon)


def _rows(
    kind: Kind, team: int, then: Remembered, book: object, day: date, horizon: int
) -> Iterator[dict[str, object]]:
    window = Window(lead=0, days=horizon)
    start, until = day + timedelta(days=1), day + timedelta(days=horizon)
    came = state_of(book, pipeline=None, currency=None).won_within(  # type: ignore[arg-type]
        day.toordinal(), until.toordinal()
    )
    whole = state_of(then, pipeline=None, currency=None)
    study = study_of(whole, window)
    for place, metric in enumerate(("deals", "revenue")):
        found = forecast(then, start=start, until=until, metric=metric)
        total = found.total
        if total is None:
            continue
        row = {"kind": kind.name, "team": team, "day": day, "horizon": horizon, "metric": metric}
        row |= {"outcome": came[place], "model": found.model}
        row["crps"] = crps_sample(total.values, came[place])
        for level in LEVELS:
            low, high = total.interval(level)
            row[f"in_{level:.0%}"] = low <= came[place] <= high
        for name in BASELINES:
            guess = study.guess(whole, name)
            values = guess.value if place else guess.wins
            if values.size:
                row[f"crps_{name}"] = crps_sample(values, came[place])
        for name in PIPELINE_MODELS:
            made = study.outcomes(whole, name, draws=2000)
            row[f"crps_{name}"] = crps_sample(made.totals()[place], came[place])
            low, high = np.quantile(made.totals()[place], [0.1, 0.9], method="inverted_cdf")
            row[f"in80_{name}"] = low <= came[place] <= high
        yield row


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """Coverage and CRPS by kind, horizon and metric; ``saved`` is 1 - CRPS / best baseline's."""
    found = []
    for key, own in rows.groupby(["kind", "horizon", "metric"], sort=False):
        baselines = {
            name: own[f"crps_{name}"].mean() for name in BASELINES if f"crps_{name}" in own
        }
        best = min(baselines, key=lambda name: baselines[name])
        line = dict(zip(("kind", "horizon", "metric"), key, strict=True)) | {"n": len(own)}
        line |= {f"in {level:.0%}": own[f"in_{level:.0%}"].mean() for level in LEVELS}
        line |= {name: own[f"in80_{name}"].mean() for name in PIPELINE_MODELS}
        line |= {"crps": own["crps"].mean(), "best": best, "best_crps": baselines[best]}
        line["saved"] = 1 - line["crps"] / line["best_crps"]
        line |= {
            f"s_{name}": 1 - own[f"crps_{name}"].mean() / baselines[best]
            for name in PIPELINE_MODELS
        }
        line["baseline_used"] = own["model"].isin(BASELINES).mean()
        found.append(line)
    return pd.DataFrame(found)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--teams", type=int, default=40)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    rows = pd.DataFrame([row for kind in KINDS for row in forecasts(kind, given.teams, given.seed)])
    with pd.option_context("display.width", 220, "display.max_columns", 40):
        print(summary(rows).round(3).to_string(index=False))
    whole = rows["in_80%"].mean()
    print(f"All {len(rows)} forecasts: the 80 % interval holds {whole:.1%} of outcomes.")


if __name__ == "__main__":
    main()
