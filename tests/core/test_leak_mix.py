"""A leak that a changed mix of deals explains is not named."""

from __future__ import annotations

from datetime import date

import pandas as pd

from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.leak_mix import may_be_mix, without_mix


def leaks(kind: str = "before") -> pd.DataFrame:
    return pd.DataFrame(
        {"stage": ["call", "offer"], "reference_kind": [kind] * 2, "named": [True, False]}
    )


def changes(*, mix: float = -0.07, named: bool = True, high: float = 0.01) -> FunnelChanges:
    pieces = pd.DataFrame(
        {
            "kind": ["mix", "stage", "stage"],
            "stage": [None, "call", "offer"],
            "effect": [mix, -0.01, 0.02],
            "high": [mix + 0.02, high, 0.03],
            "named": [named, False, False],
        }
    )
    return FunnelChanges(as_of=date(2026, 1, 1), level=0.95, pieces=pieces)


def named(table: pd.DataFrame) -> list[bool]:
    return table["named"].tolist()


def test_what_the_mix_explains_is_not_named() -> None:
    assert named(without_mix(leaks(), changes())) == [False, False]


def test_a_stage_that_is_worse_within_the_parts_stays_named() -> None:
    assert named(without_mix(leaks(), changes(high=-0.001))) == [True, False]


def test_a_mix_that_is_chance_or_helped_explains_nothing() -> None:
    assert named(without_mix(leaks(), changes(named=False))) == [True, False]
    assert named(without_mix(leaks(), changes(mix=0.07))) == [True, False]


def test_only_the_period_before_had_other_deals() -> None:
    assert may_be_mix(leaks())
    assert not may_be_mix(leaks("others"))
    assert named(without_mix(leaks("others"), changes())) == [True, False]
