"""How far apart luck alone puts people who are equally good."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.luck import drawn_shares, spread_by_luck
from salestoolkit.errors import InvalidValue

TEAM = st.lists(st.integers(1, 60), min_size=1, max_size=8)


def test_the_exact_figures_are_those_of_many_drawn_years():
    deals = [63, 111, 126, 113, 79]
    rng = np.random.default_rng(1)
    years = rng.binomial(deals, 0.2, size=(40_000, 5)) / deals
    found = spread_by_luck(deals, 0.2)
    assert found.best == pytest.approx(years.max(axis=1).mean(), abs=0.001)
    assert found.worst == pytest.approx(years.min(axis=1).mean(), abs=0.001)
    assert (years.max(axis=1) <= found.best_high).mean() >= 0.945
    assert (years.min(axis=1) >= found.worst_low).mean() >= 0.945


@settings(max_examples=30, deadline=None)
@given(TEAM, st.floats(0, 1))
def test_the_true_rate_lies_between_the_worst_and_the_best(deals, rate):
    found = spread_by_luck(deals, rate)
    assert found.worst - 1e-9 <= rate <= found.best + 1e-9
    assert found.worst_low <= found.best_high
    assert found.spread == pytest.approx(0, abs=1e-9) or len(deals) > 1


@settings(max_examples=20, deadline=None)
@given(TEAM, st.floats(0.05, 0.95))
def test_one_more_person_makes_the_best_no_worse(deals, rate):
    assert spread_by_luck([*deals, 10], rate).best >= spread_by_luck(deals, rate).best - 1e-9


def test_a_year_can_be_drawn_again():
    assert drawn_shares(5, 50, 0.3, seed=4) == drawn_shares(5, 50, 0.3, seed=4)
    assert drawn_shares(5, 50, 0.3, seed=4) != drawn_shares(5, 50, 0.3, seed=5)


@pytest.mark.parametrize(
    ("deals", "rate", "code"),
    [([], 0.2, "luck_nobody"), ([0], 0.2, "luck_deals"), ([5], 1.5, "rate_outside_0_1")],
)
def test_what_cannot_be_is_refused(deals, rate, code):
    with pytest.raises(InvalidValue) as refused:
        spread_by_luck(deals, rate)
    assert refused.value.code == code
