"""Scenarios: up to four, of the same kind, each under a name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salestoolkit.core.scenarios import Scenario, compare_scenarios, with_scenario
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import InvalidValue

TODAY = WhatIf(
    stages=(WhatIfStage(name="Call", rate=0.1),),
    volume=900,
    goal=90,
    value=DealValue(mean=10),
    currency="PLN",
)


def named(name: str, what_if: WhatIf = TODAY) -> Scenario:
    return Scenario(name=name, what_if=what_if)


def refused(*scenarios: Scenario) -> str:
    with pytest.raises(InvalidValue) as caught:
        compare_scenarios(scenarios, draws=100)
    return caught.value.code


def test_scenarios_are_compared_in_their_order() -> None:
    results = compare_scenarios([named("A"), named("B", TODAY.with_volume(1000))])
    assert [(result.name, float(result.turnout.mean)) for result in results] == [
        ("A", 90.0),
        ("B", 100.0),
    ]
    assert results[1].turnout.chance > results[0].turnout.chance  # type: ignore[operator]


def test_none_and_more_than_four_are_refused() -> None:
    assert refused() == "scenarios_none"
    assert refused(*(named(name) for name in "ABCDE")) == "scenarios_too_many"


def test_what_counts_differently_is_not_compared() -> None:
    money = replace(TODAY, metric="revenue", goal=900)
    assert refused(named("A"), named("B", money)) == "scenarios_differ"
    assert refused(named("A", money), named("B", replace(money, currency="EUR"))) == (
        "scenarios_differ"
    )
    assert len(compare_scenarios([named("A"), named("B", replace(TODAY, currency="EUR"))])) == 2


def test_a_new_one_takes_the_place_of_one_of_its_name() -> None:
    kept = with_scenario([named("A"), named("B")], named("A", TODAY.with_volume(1)))
    assert [(one.name, one.what_if.volume) for one in kept] == [("A", 1), ("B", 900)]
    assert len(with_scenario(kept, named("C"))) == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_scenario_needs_a_name(name: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        named(name)
    assert caught.value.code == "scenario_name"
