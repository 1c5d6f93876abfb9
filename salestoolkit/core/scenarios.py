"""Scenarios of a what-if: kept by name, and up to four of them held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.what_if_draws import DRAWS
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_simulation import Turnout, turnout
from salestoolkit.errors import InvalidValue

MOST = 4
"""More than four side by side nobody can keep apart."""
LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """A what-if under a name.

    Raises
    ------
    InvalidValue
        ``scenario_name`` for an empty or very long name.
    """

    name: str
    what_if: WhatIf

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.name) > LONGEST_NAME:
            raise InvalidValue("scenario_name", field="name", value=self.name, allowed=LONGEST_NAME)


@dataclass(frozen=True, kw_only=True, eq=False)
class ScenarioResult:
    """How one scenario may turn out."""

    name: str
    turnout: Turnout


def compare_scenarios(
    scenarios: Sequence[Scenario], *, draws: int = DRAWS
) -> tuple[ScenarioResult, ...]:
    """Scenarios side by side, on the same draws.

    Raises
    ------
    InvalidValue
        ``scenarios_too_many`` beyond four, ``scenarios_none``, ``scenarios_differ`` where they
        do not count the same thing in the same currency.

    Examples
    --------
    >>> from salestoolkit.core.what_if_funnel import WhatIfStage
    >>> today = WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=900)
    >>> more = Scenario(name="More calls", what_if=today.with_volume(1000))
    >>> results = compare_scenarios([Scenario(name="Today", what_if=today), more])
    >>> [float(result.turnout.mean) for result in results]
    [90.0, 100.0]
    """
    if not scenarios:
        raise InvalidValue("scenarios_none", field="scenario", allowed=MOST)
    if len(scenarios) > MOST:
        raise InvalidValue(
            "scenarios_too_many", field="scenario", value=len(scenarios), allowed=MOST
        )
    first = scenarios[0]
    for scenario in scenarios[1:]:
        if _unit(scenario.what_if) != _unit(first.what_if):
            raise InvalidValue("scenarios_differ", field=first.name, value=scenario.name)
    return tuple(
        ScenarioResult(name=one.name, turnout=turnout(one.what_if, draws=draws))
        for one in scenarios
    )


def with_scenario(scenarios: Sequence[Scenario], new: Scenario) -> tuple[Scenario, ...]:
    """The scenarios with a new one, which takes the place of one of the same name."""
    names = [scenario.name for scenario in scenarios]
    if new.name not in names:
        return (*scenarios, new)
    return tuple(new if scenario.name == new.name else scenario for scenario in scenarios)


def _unit(what_if: WhatIf) -> tuple[str, str | None]:
    return what_if.metric, what_if.currency if what_if.metric == "revenue" else None
