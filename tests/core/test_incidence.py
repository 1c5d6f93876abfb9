from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.incidence import aalen_johansen

deals = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([0, 1, 2]), st.integers(0, 10)),
    min_size=1,
    max_size=60,
)


def by_hand(ages, causes, entry):
    """The definition, deal by deal."""
    survival, share, steps = 1.0, {1: 0.0, 2: 0.0}, []
    pairs = list(zip(ages, causes, entry, strict=True))
    seen = [(t, e, s) for t, e, s in pairs if s == 0 or s < t]
    for u in sorted({t for t, e, _ in seen if e}):
        at_risk = sum((s == 0 or s < u) and u <= t for t, _, s in seen)
        ended = {cause: sum(t == u and e == cause for t, e, _ in seen) for cause in (1, 2)}
        for cause in (1, 2):
            share[cause] += survival * ended[cause] / at_risk
        survival *= 1 - (ended[1] + ended[2]) / at_risk
        steps.append((u, share[1], share[2], survival))
    return steps


@given(deals)
def test_the_curve_is_the_definition_deal_by_deal(rows):
    ages, causes, entry = zip(*rows, strict=True)
    curve = aalen_johansen(ages, causes, entry=entry)
    expected = by_hand(ages, causes, entry)
    assert curve.time.tolist() == [step[0] for step in expected]
    found = np.column_stack([curve.incidence[0], curve.incidence[1], curve.survival])
    assert found == pytest.approx(np.array([step[1:] for step in expected]).reshape(-1, 3))


@given(deals)
def test_moved_on_lost_and_still_there_add_up_to_one(rows):
    ages, causes, entry = zip(*rows, strict=True)
    curve = aalen_johansen(ages, causes, entry=entry)
    assert curve.incidence.sum(axis=0) + curve.survival == pytest.approx(np.ones(curve.time.size))
    for share in curve.incidence:
        assert all(before <= after + 1e-12 for before, after in pairwise(share))


@given(deals)
def test_grouped_counts_give_the_same_curve_as_one_row_a_deal(rows):
    ages, causes, entry = zip(*rows, strict=True)
    groups = sorted(set(rows))
    weights = [rows.count(group) for group in groups]
    grouped = aalen_johansen(
        [g[0] for g in groups],
        [g[1] for g in groups],
        entry=[g[2] for g in groups],
        weights=weights,
        n_causes=2,
    )
    single = aalen_johansen(ages, causes, entry=entry, n_causes=2)
    for one, other in ((grouped.incidence, single.incidence), (grouped.at_risk, single.at_risk)):
        assert one == pytest.approx(other)
    assert grouped.standard_error() == pytest.approx(single.standard_error(), abs=1e-9)


@given(deals)
def test_without_open_deals_the_final_share_is_the_plain_one(rows):
    ages = [age for age, _, _ in rows]
    causes = [max(cause, 1) for _, cause, _ in rows]
    curve = aalen_johansen(ages, causes)
    plain = causes.count(1) / len(causes)
    assert curve.final() == pytest.approx(plain)
    spread = curve.standard_error()[-1] ** 2
    assert spread == pytest.approx(plain * (1 - plain) / len(causes), abs=1e-9)


def jackknife(ages, causes, step=1e-6):
    """Infinitesimal jackknife: what one deal more changes, squared and added."""
    whole = aalen_johansen(ages, causes, n_causes=2).incidence[0]
    total = np.zeros_like(whole)
    for deal in range(len(ages)):
        weights = np.ones(len(ages))
        weights[deal] += step
        moved = aalen_johansen(ages, causes, weights=weights, n_causes=2).incidence[0]
        total += ((moved - whole) / step) ** 2
    return np.sqrt(total)


def test_the_greenwood_error_is_the_infinitesimal_jackknife():
    random = np.random.default_rng(3)
    ages, causes = random.integers(0, 25, 80), random.integers(0, 3, 80)
    curve = aalen_johansen(ages, causes)
    assert curve.standard_error() == pytest.approx(jackknife(ages, causes), abs=1e-5)


def counting_process_error(curve, at):
    """Aalen's variance with Gray's correction for ties, term by term."""
    share, alive = curve.incidence[0], curve.survival
    total = 0.0
    for u in range(at + 1):
        n, before = curve.at_risk[u], alive[u - 1] if u else 1.0
        later = (share[at] - share[u]) / alive[u] if alive[u] > 1e-12 else 0.0
        for ended, weight in ((curve.events[0][u], 1 - later), (curve.events[1][u], -later)):
            ties = 1 - (ended - 1) / (n - 1) if ended > 1 else 1.0
            total += weight**2 * before**2 * ties * ended / n**2
    return np.sqrt(total)


def test_the_aalen_error_is_that_of_the_counting_process():
    random = np.random.default_rng(4)
    curve = aalen_johansen(random.integers(0, 25, 80), random.integers(0, 3, 80))
    expected = [counting_process_error(curve, at) for at in range(curve.time.size)]
    assert curve.standard_error(variance="aalen") == pytest.approx(np.array(expected))


def test_the_covariance_with_itself_is_the_variance():
    random = np.random.default_rng(5)
    curve = aalen_johansen(random.integers(0, 25, 80), random.integers(0, 3, 80))
    last = curve.time.size - 1
    assert curve.covariance(last)[last] == pytest.approx(curve.standard_error()[last] ** 2)


def test_the_band_is_the_log_log_one():
    curve = aalen_johansen([3, 5, 8, 9, 12, 14], [1, 2, 1, 0, 1, 0])
    share, error = curve.incidence[0], curve.standard_error()
    low, high = curve.band(level=0.9)
    z = 1.6448536269514722
    inside = share > 0
    expected = share[inside] ** np.exp(-z * error[inside] / (share * np.log(share))[inside])
    assert low[inside] == pytest.approx(expected)
    assert (low <= share).all()
    assert (share <= high).all()


def test_without_events_the_upper_bound_is_clopper_pearson():
    curve = aalen_johansen([5] * 20, [2] * 20)
    low, high = curve.band()
    assert (low[0], high[0]) == pytest.approx((0.0, 1 - 0.025 ** (1 / 20)))
    assert curve.interval(5.0).high == pytest.approx(1 - 0.025 ** (1 / 20))


def test_all_won_still_has_a_lower_bound():
    low, high = aalen_johansen([5] * 20, [1] * 20).interval(5.0)
    assert (low, high) == pytest.approx((0.025 ** (1 / 20), 1.0))


def test_nothing_is_said_past_the_last_follow_up():
    curve = aalen_johansen([3, 10], [1, 0])
    assert curve.at(10.0) == 0.5
    assert curve.at(10.5) is None
    assert curve.survival_at(11.0) is None
    assert curve.chance_at_age(11.0) is None
    assert tuple(curve.interval(11.0)) == (0.0, 1.0)


def test_no_deals_are_no_error():
    curve = aalen_johansen([], [])
    assert curve.final() is None
    assert curve.chance_at_age(0.0) is None
    assert curve.well_observed is curve
    assert tuple(curve.interval(0.0)) == (0.0, 1.0)


def test_a_deal_that_ended_before_it_was_seen_is_left_out():
    assert aalen_johansen([5, 9], [1, 2], entry=[5, 0]).n == 1


def test_a_fully_watched_curve_is_not_cut_and_a_young_one_is():
    random = np.random.default_rng(6)
    ages = random.exponential(40, 200).round()
    assert aalen_johansen(ages, np.ones(200)).well_observed.last == ages.max()
    watched = random.integers(0, 60, 200)
    young = aalen_johansen(np.minimum(ages, watched), (ages <= watched).astype(int))
    cut = young.well_observed
    assert cut.last < young.last
    assert cut.incidence[0] == pytest.approx(young.incidence[0, : cut.time.size])


@settings(deadline=None)
@given(st.integers(0, 40))
def test_the_chance_at_an_age_is_the_curve_of_those_still_open_then(age):
    random = np.random.default_rng(7)
    ages, causes = random.integers(0, 50, 300), random.integers(0, 3, 300)
    curve = aalen_johansen(ages, causes)
    later = ages > age
    fresh = aalen_johansen(ages[later], causes[later], entry=np.full(later.sum(), age))
    assert curve.chance_at_age(age) == pytest.approx(fresh.final())


@pytest.mark.parametrize(
    ("deals", "chance", "mean_days", "watched"),
    [(100, 0.25, (60, 20), 365), (300, 0.5, (30, 30), 120), (40, 0.3, (60, 20), 120)],
)
def test_the_interval_covers_the_truth(deals, chance, mean_days, watched):
    random = np.random.default_rng(8)
    covered = []
    for _ in range(400):
        cause = np.where(random.random(deals) < chance, 1, 2)
        age = np.floor(random.exponential(np.where(cause == 1, *mean_days)))
        seen = random.integers(0, watched, deals)
        curve = aalen_johansen(
            np.minimum(age, seen), np.where(age <= seen, cause, 0), n_causes=2
        ).well_observed
        low, high = curve.interval(curve.last)
        covered.append(low <= chance * (1 - np.exp(-(curve.last + 1) / mean_days[0])) <= high)
    # Three standard errors of 400 runs below 95 %.
    assert np.mean(covered) > 0.917


@pytest.mark.parametrize("n", range(3, 60, 4))
def test_where_every_deal_won_the_share_is_one_and_never_more(n):
    curve = aalen_johansen(list(range(1, n + 1)), [1] * n)
    assert curve.incidence.max() <= 1.0
    assert curve.at(n) == pytest.approx(1.0)
