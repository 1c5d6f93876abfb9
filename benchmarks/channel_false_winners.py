"""How often a test of two equal messages names a winner, and how often an unequal pair is told.

    python benchmarks/channel_false_winners.py [--runs 2000]

Held to: at most 6 % false winners in every setting, also when somebody looks every day.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.channel_decide import Rules, decide
from salestoolkit.core.channel_plan import LooksRule
from salestoolkit.core.channel_test import Arm
from salestoolkit.core.two_rates import needed_each, score_p_value

GOAL = 0.06
DAYS = 30
LOOKS: tuple[LooksRule, ...] = ("once", "daily", "any_time")


@dataclass(frozen=True)
class Setting:
    """Rates of the arms, planned parts, and planned leads an arm."""

    title: str
    rates: tuple[float, ...]
    leads_each: int
    smallest: float
    shares: tuple[float, ...] | None = None

    def rules(self, looks: LooksRule) -> Rules:
        """What was agreed; evidence at any time needs no planned number."""
        return Rules(
            looks=looks,
            leads_each=None if looks == "any_time" else self.leads_each,
            base=self.rates[0],
            smallest=self.smallest,
            shares=self.shares,
        )


NOTHING = (
    Setting("5 %, 1,059 an arm", (0.05, 0.05), 1059, 0.03),
    Setting("20 %, 294 an arm", (0.2, 0.2), 294, 0.1),
    Setting("2 %, 300 an arm", (0.02, 0.02), 300, 0.03),
    Setting("30 %, 40 an arm", (0.3, 0.3), 40, 0.3),
    Setting("10 %, parts of 80 and 20", (0.1, 0.1), 600, 0.05, (0.8, 0.2)),
    Setting("10 %, four variants, 500 each", (0.1,) * 4, 500, 0.06),
)
PLANTED = (
    Setting("5 against 8 %", (0.05, 0.08), needed_each(0.05, 0.08) or 0, 0.03),
    Setting("20 against 30 %", (0.2, 0.3), needed_each(0.2, 0.3) or 0, 0.1),
)


def days_of(
    setting: Setting, random: np.random.Generator, *, stretch: float = 1.0
) -> Iterator[list[Arm]]:
    """The arms at the end of each day; the last day completes the planned number."""
    arms = len(setting.rates)
    shares = np.array(setting.shares or (1.0,) * arms)
    n, k = np.zeros(arms, dtype=int), np.zeros(arms, dtype=int)
    total = setting.leads_each * arms
    for day in range(round(DAYS * stretch)):
        come = total * (day + 1) // DAYS - total * day // DAYS
        drawn = random.multinomial(come, shares / shares.sum())
        n, k = n + drawn, k + random.binomial(drawn, setting.rates)
        yield [Arm(str(place), int(n[place]), int(k[place])) for place in range(arms)]


def winners(setting: Setting, runs: int, looks: LooksRule, *, stretch: float = 1.0) -> float:
    """Part of simulated tests in which some arm is named winner, by the rule and looks given."""
    named = 0
    for run in range(runs):
        history = list(days_of(setting, np.random.default_rng(run), stretch=stretch))
        seen = history[-1:] if looks == "once" else history
        named += decide(seen, setting.rules(looks)) is not None
    return named / runs


def peeking(setting: Setting, runs: int) -> float:
    """Part in which a plain test, read every day, names a winner on some day: the wrong way."""
    named = 0
    for run in range(runs):
        for arms in days_of(setting, np.random.default_rng(run)):
            first, second = arms[0], arms[1]
            p_value = score_p_value(first.successes, first.n, second.successes, second.n)
            if p_value is not None and p_value <= 0.05:
                named += 1
                break
    return named / runs


def main() -> int:
    """Print the tables; 1 where a setting has more false winners than it may have."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    runs = parser.parse_args().runs
    worst = 0.0
    for setting in NOTHING:
        shares = {looks: winners(setting, runs, looks) for looks in LOOKS}
        worst = max(worst, *shares.values())
        told = ", ".join(f"{looks} {share:.3f}" for looks, share in shares.items())
        print(f"equal, {setting.title}: {told}; peeking {peeking(setting, runs):.3f}", flush=True)
    for setting in PLANTED:
        shares = {looks: winners(setting, runs, looks) for looks in LOOKS}
        told = ", ".join(f"{looks} {share:.3f}" for looks, share in shares.items())
        longer = winners(setting, runs, "any_time", stretch=1.9)
        print(f"told, {setting.title}: {told}; any_time, 1.9 times {longer:.3f}", flush=True)
    print(f"most false winners: {worst:.3f} (goal: at most {GOAL})")
    return int(worst > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
