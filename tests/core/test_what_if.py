"""Levers: what a stage is worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.what_if import funnel_result, largest, levers, lifted
from salestoolkit.errors import InvalidValue

percents = st.integers(1, 99).map(lambda n: n / 100)


@given(st.integers(1, 5000), st.lists(percents, min_size=1, max_size=6))
def test_a_point_more_brings_what_the_lever_says(leads, rates):
    before = funnel_result(leads, rates).deals
    for lever in levers(leads, rates):
        changed = list(rates)
        changed[lever.stage] = lifted(rates[lever.stage], points=1).rate
        assert funnel_result(leads, changed).deals - before == lever.gain == lever.per_point
        assert lever.elasticity == 1


@given(st.integers(1, 5000), st.lists(percents, min_size=2, max_size=5, unique=True))
def test_the_lowest_rate_is_the_largest_lever_by_points(leads, rates):
    found = levers(leads, rates)
    assert largest([lever.per_point for lever in found]) == rates.index(min(rates))


def test_levers_can_be_ranked_by_headroom_and_by_cost():
    found = levers(1000, [0.3, 0.5], best={0: 0.4, 1: 0.45}, costs={0: 10})
    assert [lever.headroom for lever in found] == [50, 0]
    assert found[0].per_cost == Fraction(1, 2)
    assert found[1].per_cost is None


def test_rates_stop_at_one_and_say_so():
    assert lifted(0.9, relative=0.3) == lifted(1.0, points=0.1)
    assert lifted(0.9, relative=0.3).capped
    assert not lifted(0.9, points=10).capped
    assert lifted(0.1, points=-30).rate == 0
    (lever,) = levers(100, [0.995])
    assert lever.gain == Fraction(1, 2) < lever.per_point


def test_a_stage_that_passes_nobody_still_has_a_slope():
    first, second = levers(100, [0.0, 0.5])
    assert first.per_point == Fraction(1, 2)
    assert first.elasticity is None
    assert second.per_point == 0
    assert largest([None, None]) is None


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: funnel_result(-1, [0.1]), "leads"),
        (lambda: funnel_result(10, [1.1]), "rate"),
        (lambda: lifted(0.5, relative=float("nan")), "lift"),
        (lambda: lifted(0.5, points="3"), "lift"),
        (lambda: levers(10, [0.5], costs={0: 0}), "cost"),
    ],
)
def test_what_is_no_number_is_refused_by_its_field(make, field):
    with pytest.raises(InvalidValue) as error:
        make()
    assert error.value.fields["field"] == field
