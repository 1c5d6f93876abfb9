"""How often the intervals of conversion, cycle and time hold the truth (10,000 runs each).

    python benchmarks/band_coverage.py [--runs 10000]

A deal moves on with a known chance; its time is exponential in whole days, with different means for
moving on and for being lost; deals began evenly over the days watched, so that the young ones are
still open. Held to: 93-97 % for 100 deals or more with 5 events expected, at least 93 % below that.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from salestoolkit.core.durations import conditional_quantile, kaplan_meier
from salestoolkit.core.incidence import Incidence, aalen_johansen


@dataclass(frozen=True)
class Setting:
    """One simulated stage: how many deals, how they end, and how long they were watched."""

    deals: int
    chance: float
    mean_days: tuple[float, float]
    watched: int

    @cached_property
    def moved(self) -> np.ndarray:
        """True share that has moved on by the end of each day."""
        days = np.arange(self.watched + 1)
        return np.asarray(self.chance * (1 - np.exp(-(days + 1) / self.mean_days[0])))

    def moved_by(self, day: float) -> float:
        """True share that has moved on by the end of a day."""
        return float(self.moved[int(day)])

    @cached_property
    def median_days(self) -> int:
        """True day by whose end half have left."""
        days = np.arange(10_000)
        moved, lost = (np.exp(-(days + 1) / mean) for mean in self.mean_days)
        return int(np.argmax(self.chance * moved + (1 - self.chance) * lost <= 0.5))


SETTINGS = (
    *(Setting(n, 0.25, (60, 20), 365) for n in (30, 100, 300, 1000)),
    *(Setting(n, 0.25, (60, 20), 90) for n in (100, 300)),
    *(Setting(n, 0.5, (30, 30), 120) for n in (15, 40, 300)),
    *(Setting(n, 0.05, (60, 20), 365) for n in (50, 100, 200)),
    *(Setting(n, 0.95, (20, 20), 60) for n in (30, 100, 300)),
    Setting(2000, 0.1, (60, 20), 700),
)


def draw(setting: Setting, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Ages and ends of the deals as seen at the end of the watch."""
    cause = np.where(random.random(setting.deals) < setting.chance, 1, 2)
    age = np.floor(random.exponential(np.where(cause == 1, *setting.mean_days)))
    seen = random.integers(0, setting.watched, setting.deals)
    return np.minimum(age, seen), np.where(age <= seen, cause, 0)


def cycle_covers(curve: Incidence, setting: Setting) -> bool | None:
    """Whether the interval of the median cycle holds the true one, conditional on the follow-up."""
    cycle = conditional_quantile(curve)
    if cycle.value is None or curve.last is None:
        return None
    share = setting.moved[: int(curve.last) + 1]
    truth = int(np.argmax(share >= share[-1] / 2))
    return (cycle.low or 0.0) <= truth <= (np.inf if cycle.high is None else cycle.high)


def median_covers(ages: np.ndarray, ends: np.ndarray, setting: Setting) -> bool:
    """Whether the interval of the median time in stage holds the true one."""
    low, high = kaplan_meier(ages, ends).quantile_interval()
    return (low or 0.0) <= setting.median_days <= (np.inf if high is None else high)


def coverage(setting: Setting, runs: int, seed: int) -> dict[str, float]:
    """Share of runs in which each interval holds the truth."""
    random = np.random.default_rng(seed)
    held = defaultdict(list)
    fixed = setting.watched / 3
    for _ in range(runs):
        ages, ends = draw(setting, random)
        whole = aalen_johansen(ages, ends, n_causes=2)
        curve = whole.well_observed
        if curve.last is None:
            continue
        low, high = curve.interval(curve.last)
        held["at the end"].append(low <= setting.moved_by(curve.last) <= high)
        if whole.last is not None and whole.last >= fixed:
            low, high = whole.interval(fixed)
            held["at a third"].append(low <= setting.moved_by(fixed) <= high)
        covers = cycle_covers(curve, setting)
        if covers is not None:
            held["cycle"].append(covers)
        held["time in stage"].append(median_covers(ages, ends, setting))
    return {name: float(np.mean(covers)) for name, covers in held.items()}


def main() -> None:
    """Print one line a setting."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=10_000)
    runs = parser.parse_args().runs
    names = ("at a third", "at the end", "cycle", "time in stage")
    print("deals  chance  days      watched  " + "  ".join(f"{name:>13}" for name in names))
    for place, setting in enumerate(SETTINGS):
        found = coverage(setting, runs, seed=place)
        days = "/".join(str(mean) for mean in setting.mean_days)
        line = f"{setting.deals:5}  {setting.chance:6.2f}  {days:8}  {setting.watched:7}  "
        print(line + "  ".join(f"{found.get(name, np.nan):13.3f}" for name in names), flush=True)


if __name__ == "__main__":
    main()
