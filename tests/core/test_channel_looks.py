import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.channel_looks import boundaries, inflation, looks_allowed, passing, spent
from salestoolkit.errors import InvalidValue

RISING = st.lists(st.integers(1, 40), min_size=1, max_size=8).map(
    lambda steps: [float(t) for t in np.cumsum(steps) / sum(steps)]
)


def _even(looks):
    return [(look + 1) / looks for look in range(looks)]


@pytest.mark.parametrize(
    ("looks", "pocock", "final"),
    # Jennison and Turnbull 2000, tables 2.1 and 2.3
    [
        (2, 2.178, 1.977),
        (3, 2.289, 2.004),
        (4, 2.361, 2.024),
        (5, 2.413, 2.040),
        (10, 2.555, 2.087),
    ],
)
def test_the_bounds_are_those_of_the_tables(looks, pocock, final):
    assert boundaries(_even(looks), shape="pocock")[0] == pytest.approx(pocock, abs=6e-4)
    assert boundaries(_even(looks))[-1] == pytest.approx(final, abs=6e-4)


def test_bounds_by_spending_are_those_of_the_tables():
    # Lan and DeMets' function like O'Brien and Fleming, two-sided 5 %, five equal looks
    found = [look.bound for look in looks_allowed(_even(5))]
    assert found == pytest.approx([4.8769, 3.3569, 2.6803, 2.2898, 2.0310], abs=2e-4)
    pocock = [look.bound for look in looks_allowed(_even(5), shape="pocock")]
    assert pocock == pytest.approx([2.4380, 2.4268, 2.4101, 2.3966, 2.3859], abs=2e-3)


def test_peeking_five_times_finds_fourteen_of_a_hundred_equal_pairs_different():
    # Armitage, McPherson and Rowe 1969
    assert sum(passing([1.96] * 5, _even(5))) == pytest.approx(0.142, abs=5e-4)


@settings(max_examples=20, deadline=None)
@given(RISING)
def test_all_looks_together_spend_five_of_a_hundred(information):
    looks = looks_allowed(information)
    bounds = [10.0 if look.bound is None else look.bound for look in looks]
    assert sum(passing(bounds, information)) == pytest.approx(0.05, abs=2e-4)
    assert looks[-1].spent == pytest.approx(0.05)


def test_a_simulation_of_unequal_looks_spends_what_it_may():
    information = [0.1, 0.13, 0.5, 0.52, 0.9, 1.0]
    bounds = [look.bound or 10 for look in looks_allowed(information)]
    random = np.random.default_rng(5)
    steps = random.normal(size=(200_000, 6)) * np.sqrt(np.diff([0, *information]))
    z = np.cumsum(steps, axis=1) / np.sqrt(information)
    assert (np.abs(z) >= bounds).any(axis=1).mean() == pytest.approx(0.05, abs=0.0015)


def test_after_the_end_no_look_may_name_a_winner_and_the_same_look_twice_is_one():
    looks = looks_allowed([0.5, 0.5, 1.1, 1.1, 1.3])
    assert looks[0] == looks[1]
    assert looks[2].bound == looks[3].bound is not None
    assert looks[4].bound is None
    assert looks[4].nominal == 0


def test_looks_out_of_order_are_refused():
    with pytest.raises(InvalidValue, match="looks_order"):
        looks_allowed([0.5, 0.4])
    with pytest.raises(InvalidValue, match="looks_order"):
        boundaries([0.5, 0.5])


def test_nothing_is_spent_before_the_first_lead_and_all_at_the_end():
    for shape in ("pocock", "obrien_fleming"):
        assert spent(0.0, shape=shape) == 0
        assert spent(1.0, shape=shape) == pytest.approx(0.05)
        assert spent(2.0, shape=shape) == pytest.approx(0.05)


def test_looking_at_the_end_alone_costs_nothing():
    assert inflation(boundaries([1.0]), [1.0]) == pytest.approx(1, abs=1e-4)
