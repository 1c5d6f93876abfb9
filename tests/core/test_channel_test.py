import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.channel_test import Arm, read_two, sample_ratio
from salestoolkit.core.channel_test_beta import posterior_of
from salestoolkit.core.channel_test_many import chi_square, holm, read_many
from salestoolkit.errors import InvalidValue

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(st.lists(st.integers(1, 5000), min_size=2, max_size=5))
def test_the_sample_ratio_is_tested_by_chi_square(sizes):
    peer = stats.chisquare(sizes)
    found = sample_ratio(sizes)
    assert found.chi2 == pytest.approx(peer.statistic)
    assert found.p_value == pytest.approx(peer.pvalue)
    assert found.blocks == (peer.pvalue < 0.001)


def test_unequal_parts_that_were_planned_do_not_block():
    assert sample_ratio([800, 200], [0.8, 0.2]).p_value == 1
    assert sample_ratio([800, 200]).blocks
    assert sample_ratio([0, 0]).p_value is None
    with pytest.raises(InvalidValue, match="arm_shares"):
        sample_ratio([10, 10], [1, 0])


@settings(max_examples=30, deadline=None)
@given(COUNTS, COUNTS)
def test_the_chance_of_being_better_is_that_of_the_closed_sum(one, two):
    (k1, n1), (k2, n2) = one, two
    # Evan Miller's sum for whole-number Betas, and the same for the other side
    found = posterior_of([one, two])
    a1, b1, a2, b2 = k1 + 1, n1 - k1 + 1, k2 + 1, n2 - k2 + 1
    steps = np.arange(a2)
    from scipy.special import betaln

    logs = betaln(a1 + steps, b1 + b2) - np.log(b2 + steps) - betaln(1 + steps, b2) - betaln(a1, b1)
    assert found.prob_best[1] == pytest.approx(float(np.exp(logs).sum()), abs=1e-8)
    assert sum(found.prob_best) == pytest.approx(1, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(COUNTS, COUNTS)
def test_the_two_losses_differ_by_the_difference_of_the_means(one, two):
    found = posterior_of([one, two])
    means = [(k + 1) / (n + 2) for k, n in (one, two)]
    apart = found.expected_loss[0] - found.expected_loss[1]
    assert apart == pytest.approx(means[1] - means[0], abs=1e-9)
    assert min(found.expected_loss) >= 0


def test_the_losses_of_three_arms_are_those_of_a_simulation():
    counts = [(4, 50), (5500, 50_000), (0, 10)]
    found = posterior_of(counts, prior=(0.5, 0.5))
    random = np.random.default_rng(1)
    drawn = [random.beta(k + 0.5, n - k + 0.5, 400_000) for k, n in counts]
    best = np.max(drawn, axis=0)
    assert found.expected_loss == pytest.approx([(best - one).mean() for one in drawn], abs=3e-4)
    assert found.prob_best == pytest.approx([(best == one).mean() for one in drawn], abs=3e-3)
    with pytest.raises(InvalidValue, match="prior_not_positive"):
        posterior_of(counts, prior=(0, 1))


def test_twenty_thousand_an_arm_are_read_by_the_score_test():
    two = read_two(Arm("A", 20_000, 1000), Arm("B", 20_000, 1100))
    assert two.test == "score"
    assert two.significant
    assert two.p_value == pytest.approx(two.p_z)
    assert two.prob_b_better == pytest.approx(1 - two.p_z / 2, abs=1e-3)


def test_an_arm_without_leads_has_no_rate_and_no_difference():
    two = read_two(Arm("A", 0, 0), Arm("B", 10, 3))
    assert (two.a.rate, two.difference, two.p_value) == (None, None, None)
    assert tuple(two.interval) == (-1, 1)
    assert not two.significant


@pytest.mark.parametrize(("n", "k", "code"), [(-1, 0, "arm_size"), (5, 6, "arm_successes")])
def test_an_arm_that_cannot_be_is_refused(n, k, code):
    with pytest.raises(InvalidValue, match=code):
        Arm("A", n, k)


@given(st.lists(COUNTS, min_size=2, max_size=5))
def test_the_overall_test_is_chi_square_without_correction(counts):
    arms = [Arm(str(place), n, k) for place, (k, n) in enumerate(counts)]
    chi2, p_value = chi_square(arms)
    total = sum(k for k, _ in counts)
    if total in (0, sum(n for _, n in counts)):
        assert (chi2, p_value) == (None, None)
    else:
        table = [[k, n - k] for k, n in counts]
        peer = stats.chi2_contingency(table, correction=False)
        assert (chi2, p_value) == pytest.approx((peer.statistic, peer.pvalue))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_holms_p_values_keep_the_order_and_are_never_smaller(p_values):
    found = holm(p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, found, strict=True))
    order = np.argsort(p_values, kind="stable")
    assert np.all(np.diff(np.array(found)[order]) >= 0)
    assert found[int(order[0])] == pytest.approx(min(1, len(p_values) * min(p_values)))


def test_what_is_unknown_stays_out_of_holms_count():
    assert holm([None, 0.02, 0.01]) == [None, 0.02, 0.02]


def test_the_leader_of_several_has_to_beat_each_of_the_others():
    clear = read_many([Arm("A", 500, 20), Arm("B", 500, 25), Arm("C", 500, 90)])
    assert clear.leader == 2
    assert clear.ahead_of(2) == (0, 1)
    assert clear.beats_all
    close = read_many([Arm("A", 500, 20), Arm("B", 500, 85), Arm("C", 500, 90)])
    assert close.ahead_of(2) == (0,)
    assert not close.beats_all
    assert read_many([Arm("A", 50, 0), Arm("B", 50, 0), Arm("C", 50, 0)]).leader is None
