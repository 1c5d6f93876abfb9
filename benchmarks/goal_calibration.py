"""How often a team that plans for 80 % with rates learned from its own calls reaches its goal.

    python benchmarks/goal_calibration.py [--teams 2000] [--csv FILE]

Each team has a true rate, has seen it on 50 to 500 of its own calls, and sets a goal. It makes the
calls that `required_attempts` asks for. Held to: of 2,000 teams 77 to 83 % reach their goal. Beside
it what plain division gives, and what a plan gives that takes the learned rate for certain.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from salestoolkit.core.goal_chance import required_attempts
from salestoolkit.core.goal_funnel import reverse_funnel
from salestoolkit.core.goal_rates import StageRate, followed

WANTED = 0.8
HISTORY = (50, 500)
GOALS = (10, 120)


@dataclass(frozen=True)
class Setting:
    """Teams whose stages pass calls with rates between two bounds."""

    title: str
    rates: tuple[tuple[float, float], ...]
    history: tuple[int, int] = HISTORY
    same_calls: bool = True


SETTINGS = (
    Setting("one stage, rates 5-40 %", ((0.05, 0.4),)),
    Setting("one stage, rates 2-10 %", ((0.02, 0.1),)),
    Setting("two stages, the same calls", ((0.1, 0.5), (0.2, 0.6))),
    Setting("two stages, each on its own", ((0.1, 0.5), (0.2, 0.6)), same_calls=False),
    Setting("three stages, the same calls", ((0.2, 0.6), (0.3, 0.7), (0.4, 0.8))),
    Setting("one stage, 50 calls", ((0.05, 0.4),), (50, 50)),
    Setting("one stage, 500 calls", ((0.05, 0.4),), (500, 500)),
)


@dataclass(frozen=True)
class Team:
    """A team's goal, its true rate, and what it has seen of each stage."""

    goal: int
    rate: float
    seen: tuple[StageRate, ...]
    luck: int

    def reaches(self, attempts: int | None) -> bool | None:
        """Whether so many attempts bring the goal; None where there is no plan."""
        if attempts is None:
            return None
        drawn = np.random.default_rng(self.luck).binomial(attempts, self.rate)
        return bool(drawn >= self.goal)


def team_of(setting: Setting, seed: tuple[int, int]) -> Team:
    """A team drawn from a setting; each stage is seen by the calls that came so far."""
    random = np.random.default_rng(seed)
    rates = [random.uniform(*bounds) for bounds in setting.rates]
    entering = int(random.integers(setting.history[0], setting.history[1] + 1))
    seen = []
    for rate in rates:
        passed = int(random.binomial(entering, rate))
        seen.append(StageRate(passed=passed, entered=entering))
        entering = passed if setting.same_calls else int(random.integers(*setting.history))
    return Team(
        goal=int(random.integers(GOALS[0], GOALS[1] + 1)),
        rate=float(np.prod(rates)),
        seen=tuple(seen),
        luck=int(random.integers(2**32)),
    )


def learned(team: Team) -> int | None:
    """The plan that knows that its rates were learned."""
    return required_attempts(team.goal, followed(team.seen), chance=WANTED).attempts


def certain(team: Team) -> int | None:
    """The plan that takes the rates seen for the truth."""
    overall = reverse_funnel(team.goal, team.seen).overall
    return required_attempts(team.goal, float(overall or 0), chance=WANTED).attempts


def division(team: Team) -> int | None:
    """The plan that everybody makes."""
    return reverse_funnel(team.goal, team.seen).top


PLANS: dict[str, Callable[[Team], int | None]] = {
    "learned": learned,
    "taken for certain": certain,
    "plain division": division,
}


def main() -> None:
    """Print for each setting the share of teams that reach their goal, by kind of plan."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=2000)
    parser.add_argument("--csv", type=Path)
    chosen = parser.parse_args()
    rows = []
    for number, setting in enumerate(SETTINGS):
        teams = [team_of(setting, (number, one)) for one in range(chosen.teams)]
        for name, plan in PLANS.items():
            reached = [team.reaches(plan(team)) for team in teams]
            planned = [one for one in reached if one is not None]
            share = sum(planned) / len(planned)
            rows.append([setting.title, name, len(teams), len(planned), f"{share:.4f}"])
            print(
                f"{setting.title}, {name}: {share:.3f} of {len(planned)} reach their goal "
                f"({len(teams) - len(planned)} have no plan)",
                flush=True,
            )
    if chosen.csv:
        with chosen.csv.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["setting", "plan", "teams", "planned", "reached"], *rows])


if __name__ == "__main__":
    main()
