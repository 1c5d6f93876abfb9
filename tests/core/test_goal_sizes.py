"""Revenue through the sizes of deals."""

import numpy as np
import pytest

from salestoolkit.core.goal_chance import chance_of_hitting, required_attempts
from salestoolkit.core.goal_sizes import OpenDeal, needed_deals
from salestoolkit.errors import InvalidValue


def test_equal_sizes_make_it_a_goal_of_deals():
    needed = needed_deals(95_000, [10_000.0] * 5)
    assert needed.counts.tolist() == [10]
    assert required_attempts(needed, 0.1).attempts == required_attempts(10, 0.1).attempts


def test_the_chance_agrees_with_adding_up_drawn_deals():
    sizes = [1000.0, 2000.0, 3000.0, 20_000.0]
    random = np.random.default_rng(5)
    won = random.random((40_000, 60)) < 0.2
    revenue = (random.choice(sizes, won.shape) * won).sum(axis=1)
    needed = needed_deals(80_000, sizes, learned=False)
    found = chance_of_hitting(needed, 60, 0.2)
    assert found == pytest.approx((revenue >= 80_000).mean(), abs=0.012)


def test_a_few_large_deals_ask_for_a_larger_reserve_than_their_mean_says():
    even, uneven = [5000.0] * 10, [1000.0] * 9 + [41_000.0]
    plans = [
        required_attempts(needed_deals(100_000, sizes), 0.2).attempts for sizes in (even, uneven)
    ]
    assert plans[1] > 1.2 * plans[0]


def test_lognormal_sizes_need_their_mean_in_the_long_run():
    random = np.random.default_rng(1)
    sizes = random.lognormal(8, 0.5, 400).tolist()
    mean = float(np.exp(np.mean(np.log(sizes)) + np.var(np.log(sizes), ddof=1) / 2))
    for deals in (50, 2000):
        needed = needed_deals(deals * mean, sizes, model="lognormal", learned=False)
        assert needed.mean == pytest.approx(deals, rel=0.03)


def test_many_deals_are_summed_as_one_by_one():
    random = np.random.default_rng(2)
    sizes = random.lognormal(8, 0.6, 80).tolist()
    mean = float(np.mean(sizes))
    near, far = (needed_deals(n * mean, sizes) for n in (395, 405))
    assert far.mean / near.mean == pytest.approx(405 / 395, rel=0.01)
    spreads = [np.sqrt(one.weights @ (one.counts - one.mean) ** 2) for one in (near, far)]
    assert spreads[1] == pytest.approx(spreads[0], rel=0.1)


def test_open_deals_bring_their_own_value():
    open_deals = [OpenDeal(chance=1.0, value=60_000.0), OpenDeal(chance=0.0, value=1e9)]
    needed = needed_deals(100_000, [10_000.0] * 3, open_deals=open_deals)
    assert needed.counts.tolist() == [4]
    enough = needed_deals(50_000, [10_000.0] * 3, open_deals=open_deals)
    assert enough.counts.tolist() == [0]
    half = needed_deals(50_000, [10_000.0], open_deals=[OpenDeal(chance=0.5, value=50_000.0)])
    assert dict(zip(half.counts.tolist(), half.weights, strict=True))[0] == pytest.approx(
        0.5, abs=0.02
    )


def test_the_same_question_has_the_same_answer():
    sizes = [1000.0, 4000.0, 9000.0]
    one, other = (needed_deals(120_000, sizes, draws=draws) for draws in (20_000, 20_000))
    assert one.counts.tolist() == other.counts.tolist()
    assert one.weights.sum() == pytest.approx(1)


def test_deals_without_a_value_say_nothing():
    with pytest.raises(InvalidValue, match="goal_no_sizes"):
        needed_deals(1000, [0.0, 0.0])
    assert needed_deals(1000, [0.0, 500.0], learned=False).mean == pytest.approx(2 / 0.5, rel=0.05)
