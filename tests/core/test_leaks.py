import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.leaks import (
    leak_value,
    one_sided_p,
    posterior_losses,
    prob_worst,
)
from salestoolkit.errors import InvalidValue

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, st.floats(0, 1), st.floats(0, 1e6))
def test_the_mean_loss_is_entered_times_the_gap_times_the_value(pair, reference, value):
    advanced, entered = pair
    lost = leak_value(advanced=advanced, entered=entered, reference=reference, value=value)
    rate = (advanced + 0.5) / (entered + 1)
    assert lost.mean == pytest.approx(entered * (reference - rate) * value)
    assert lost.low <= lost.mean <= lost.high
    assert 0 <= lost.prob_below <= 1


def test_a_loss_agrees_with_draws_from_the_posterior():
    draws = posterior_losses(*(np.array([x]) for x in (20.0, 80.0, 0.4, 1500.0)))
    lost = leak_value(advanced=20, entered=80, reference=0.4, value=1500.0)
    assert draws.mean() == pytest.approx(lost.mean, rel=0.03)
    assert np.quantile(draws, 0.025) == pytest.approx(lost.low, rel=0.1)


@given(counts, counts)
def test_the_test_is_fishers(one, other):
    (k, n), (m, o) = one, other
    expected = stats.fisher_exact([[k, n - k], [m, o - m]], alternative="less").pvalue
    assert one_sided_p(k, n, m, o) == pytest.approx(expected, abs=1e-9)


def test_the_worst_stage_is_the_one_that_loses_most_in_each_draw():
    losses = np.array([[3.0, 1.0], [0.0, 2.0], [5.0, 4.0], [9.0, 1.0]])
    assert prob_worst(losses).tolist() == [0.75, 0.25]


def test_draws_are_the_same_on_every_run():
    columns = [np.array([20.0, 30.0]), np.array([80.0, 90.0]), np.array([0.4, 0.4]), np.ones(2)]
    assert (posterior_losses(*columns) == posterior_losses(*columns)).all()


def test_counts_and_rates_that_cannot_be_are_refused():
    with pytest.raises(InvalidValue, match="count_outside_total"):
        leak_value(advanced=5, entered=4, reference=0.5, value=1.0)
    with pytest.raises(InvalidValue, match="rate_outside_0_1"):
        leak_value(advanced=1, entered=4, reference=40, value=1.0)
