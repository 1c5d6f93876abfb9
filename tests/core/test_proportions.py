import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from salestoolkit.core.proportions import clopper_pearson, jeffreys, proportion, wilson
from salestoolkit.errors import InvalidValue

counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99])
TOOLS = {"wilson": "wilson", "clopper_pearson": "beta", "jeffreys": "jeffreys"}


@given(counts, levels, st.sampled_from(sorted(TOOLS)))
def test_intervals_agree_with_statsmodels(pair, level, method):
    k, n = pair
    if n == 0:
        return
    mine = proportion(k, n, level=level, method=method)
    low, high = proportion_confint(k, n, alpha=1 - level, method=TOOLS[method])
    # statsmodels leaves Clopper-Pearson's closed end undefined.
    assert mine.low == pytest.approx(0.0 if k == 0 and method != "jeffreys" else low, abs=1e-9)
    assert mine.high == pytest.approx(1.0 if k == n and method != "jeffreys" else high, abs=1e-9)


@given(counts, levels)
def test_the_estimate_lies_in_its_interval(pair, level):
    k, n = pair
    share = proportion(k, n, level=level)
    assert 0 <= share.low <= share.high <= 1
    if n:
        assert share.low <= share.value <= share.high


def test_none_of_none_is_unknown():
    for method in TOOLS:
        assert proportion(0, 0, method=method) == (None, 0.0, 1.0, 0)


def test_no_success_has_an_upper_bound():
    assert clopper_pearson(0, 20).high == pytest.approx(1 - 0.025 ** (1 / 20))
    assert wilson(0, 20).low == 0.0
    assert jeffreys(20, 20).high < 1.0


@given(st.integers(1, 60), st.floats(0.02, 0.98), levels)
def test_clopper_pearson_never_covers_too_little(n, rate, level):
    covered = sum(
        stats.binom.pmf(k, n, rate)
        for k in range(n + 1)
        if clopper_pearson(k, n, level=level).low <= rate <= clopper_pearson(k, n, level=level).high
    )
    assert covered >= level - 1e-9


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5)])
def test_a_count_outside_its_total_is_refused(k, n):
    with pytest.raises(InvalidValue) as error:
        proportion(k, n)
    assert error.value.fields["value"] == k


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_outside_0_and_1_is_refused(level):
    with pytest.raises(InvalidValue, match="level_outside_0_1"):
        proportion(1, 2, level=level)
