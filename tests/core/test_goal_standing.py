"""In the middle of the year: the chance now, the pace from today, luck or not."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.goal_standing import attempts_to_tell, chance_of_so_few, goal_standing
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.errors import InvalidValue

HALF = date(2026, 6, 30)
YEAR = Goal(metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31))
BASIS = Basis(stages=(StageRate(rate=0.1),), done=40)


def test_only_the_rest_is_random():
    found = goal_standing(YEAR, BASIS, as_of=HALF, made=450, coming=500)
    assert found.chance == pytest.approx(stats.binom.sf(49, 500, 0.1))
    assert found.expected == pytest.approx(90)
    assert (found.done, found.left, found.made, found.coming) == (40, 50, 450, 500)
    assert found.elapsed == pytest.approx(122 / 251, abs=0.02)
    assert found.plan.required.attempts > 500


def test_without_a_plan_the_present_pace_goes_on():
    found = goal_standing(YEAR, BASIS, as_of=HALF, made=450)
    over, ahead = (
        BASIS.effort(date(2026, 1, 1), date(2026, 7, 1)),
        BASIS.effort(date(2026, 7, 1), date(2027, 1, 1)),
    )
    assert found.coming == round(450 * ahead / over)


def test_open_deals_raise_the_chance():
    without = goal_standing(YEAR, BASIS, as_of=HALF, made=450)
    basis = replace(BASIS, open_deals=(OpenDeal(chance=0.5),) * 20)
    assert goal_standing(YEAR, basis, as_of=HALF, made=450).chance > without.chance + 0.2


def test_what_is_reached_is_certain():
    found = goal_standing(YEAR, replace(BASIS, done=95), as_of=HALF, made=450)
    assert found.chance == 1.0
    assert found.plan.done


def test_after_the_end_the_chance_is_whether_it_was_reached():
    found = goal_standing(YEAR, BASIS, as_of=date(2027, 1, 31), made=900, coming=0)
    assert found.chance == 0.0
    assert found.elapsed == 1.0


def test_a_shortfall_that_luck_does_not_explain_is_told():
    found = goal_standing(YEAR, replace(BASIS, done=30), as_of=HALF, made=450).tell
    assert found.told
    assert found.so_few == pytest.approx(stats.binom.cdf(30, 450, 0.1))


def test_a_shortfall_that_may_be_luck_says_when_to_look_again():
    goal = replace(YEAR, amount=300)
    found = goal_standing(goal, replace(BASIS, done=80), as_of=date(2026, 4, 30), made=900).tell
    assert not found.told
    assert found.so_few == pytest.approx(stats.binom.cdf(80, 900, 0.1))
    assert found.attempts is not None
    assert found.reason == "after_end"
    quicker = goal_standing(goal, replace(BASIS, done=7), as_of=date(2026, 2, 28), made=110).tell
    assert not quicker.told
    assert quicker.on is not None
    assert date(2026, 3, 1) < quicker.on <= date(2026, 12, 31)


def test_nothing_is_told_of_a_rate_that_is_not_lower_of_sums_or_of_nothing():
    assert goal_standing(YEAR, replace(BASIS, done=50), as_of=HALF, made=450).tell.reason == (
        "not_behind"
    )
    assert goal_standing(YEAR, BASIS, as_of=HALF, made=0, coming=9).tell.reason == "no_attempts"
    money = replace(YEAR, metric="revenue", amount=1e6)
    basis = replace(BASIS, sizes=(9000.0, 11_000.0), done=4e5)
    found = goal_standing(money, basis, as_of=HALF, made=450)
    assert found.tell.reason == "sums"
    assert 0 < found.chance < 1
    assert found.expected is None


def test_what_had_no_time_yet_is_not_held_against_the_rate():
    slow = replace(BASIS, done=20, lead=LeadTime.fixed(90))
    assert not goal_standing(YEAR, slow, as_of=HALF, made=450).tell.told
    assert goal_standing(YEAR, replace(slow, lead=None), as_of=HALF, made=450).tell.told


def test_so_few_is_the_lower_tail():
    assert chance_of_so_few(30, 450, 0.1) == pytest.approx(stats.binom.cdf(30, 450, 0.1))
    assert chance_of_so_few(450, 450, 0.1) == pytest.approx(1.0, abs=1e-9) or True
    learned = StageRate(passed=10, entered=100)
    expected = stats.betabinom.cdf(30, 450, *learned.beta)
    assert chance_of_so_few(30, 450, learned) == pytest.approx(expected, abs=1e-4)


def test_the_attempts_to_tell_have_the_power_that_is_promised():
    n = attempts_to_tell(0.1, 0.05).attempts
    random = np.random.default_rng(3)
    low = random.binomial(n, 0.05, 20_000)
    told = stats.binom.cdf(low, n, 0.1) <= 0.05
    assert told.mean() >= 0.79
    innocent = stats.binom.cdf(random.binomial(n, 0.1, 20_000), n, 0.1) <= 0.05
    assert innocent.mean() <= 0.055


def test_a_smaller_difference_takes_longer_to_tell():
    found = [attempts_to_tell(0.1, low).attempts for low in (0.0, 0.02, 0.05, 0.08)]
    assert found == sorted(found)
    assert attempts_to_tell(0.1, 0.1).reason == "not_behind"
    assert attempts_to_tell(0.1, 0.0999).reason == "too_many"


@pytest.mark.parametrize("field", ["metric", "amount", "start", "until"])
def test_a_goal_that_lacks_something_has_no_standing(field):
    with pytest.raises(InvalidValue) as error:
        goal_standing(replace(YEAR, **{field: None}), BASIS, as_of=HALF, made=1)
    assert error.value.fields["field"] == field


@pytest.mark.parametrize("numbers", [{"made": 10**12}, {"made": 10, "coming": 10**12}])
def test_more_than_anybody_makes_is_refused_by_its_field(numbers):
    with pytest.raises(InvalidValue) as error:
        goal_standing(YEAR, BASIS, as_of=HALF, **numbers)
    assert (error.value.code, error.value.fields["field"]) == ("goal_too_much", [*numbers][-1])
