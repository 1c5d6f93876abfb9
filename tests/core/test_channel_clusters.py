import numpy as np
import pytest

from salestoolkit.core.channel_clusters import Cluster, correlation_within, read_clusters


def groups(*rows):
    return [Cluster(name=name, arm=arm, n=n, successes=k) for name, arm, n, k in rows]


def test_groups_that_differ_widen_the_interval_against_strangers():
    # the same sums, once alike in all groups and once unlike
    alike = [(f"{arm}{i}", arm, 100, 10 + 5 * arm + i % 2) for arm in (0, 1) for i in range(6)]
    unlike = [
        (f"{a}{i}", a, 100, 10 + 5 * a + i % 2 + (9, -9)[i < 3]) for a in (0, 1) for i in range(6)
    ]
    calm, wild = read_clusters(groups(*alike)), read_clusters(groups(*unlike))
    assert calm.difference == pytest.approx(wild.difference) == pytest.approx(0.05)
    assert calm.interval.low > 0 > wild.interval.low
    assert calm.correlation == 0
    assert wild.correlation > 0.02
    assert wild.effective[0] < 600 == calm.effective[0]


def test_the_interval_is_that_of_a_regression_with_robust_groups():
    import statsmodels.api as sm

    random = np.random.default_rng(3)
    rows, arms, clusters, outcomes = [], [], [], []
    for arm in (0, 1):
        for place in range(12):
            n, rate = int(random.integers(20, 60)), random.beta(3, 12)
            done = random.random(n) < rate
            rows.append((f"{arm}.{place}", arm, n, int(done.sum())))
            arms += [arm] * n
            clusters += [arm * 100 + place] * n
            outcomes += list(done.astype(float))
    fit = sm.OLS(outcomes, sm.add_constant(arms)).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    found = read_clusters(groups(*rows))
    assert found.difference == pytest.approx(fit.params[1])
    from scipy import stats

    half = stats.t.ppf(0.975, found.degrees) * fit.bse[1] * (12 / 11) ** 0.5
    assert tuple(found.interval) == pytest.approx((fit.params[1] - half, fit.params[1] + half))


def test_reps_who_use_both_messages_are_held_against_themselves():
    # reps differ a lot, and each does a little better with the second message
    rows = [(f"r{i}", arm, 100, 5 + 12 * i + (4 + i % 2) * arm) for arm in (0, 1) for i in range(6)]
    crossed = read_clusters(groups(*rows))
    apart = read_clusters(groups(*[(f"{name}{arm}", arm, n, k) for name, arm, n, k in rows]))
    assert (crossed.crossed, apart.crossed) == (True, False)
    assert crossed.groups == (6, 6)
    assert crossed.p_value < 0.001
    assert apart.p_value > 0.5


def test_too_few_groups_are_told_and_one_group_says_nothing():
    few = read_clusters(groups(("a", 0, 50, 5), ("b", 0, 50, 9), ("c", 1, 50, 9), ("d", 1, 50, 8)))
    assert few.few_groups
    assert few.interval.high - few.interval.low > 0.2
    one = read_clusters(groups(("a", 0, 50, 5), ("b", 1, 50, 9)))
    assert one.difference == pytest.approx(0.08)
    assert (tuple(one.interval), one.p_value) == ((-1, 1), None)
    none = read_clusters(groups(("a", 0, 50, 5)))
    assert none.difference is None
    assert correlation_within([(5, 2)]) is None
