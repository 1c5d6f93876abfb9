"""The chance against the attempts: the common example, its laws, and what cannot be drawn."""

import itertools
from datetime import date

import pytest

from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_curve import chance_curve, room_of
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goals import plan_goal
from salestoolkit.errors import InvalidValue

LEARNED = StageRate(passed=10, entered=100)


def test_nine_hundred_calls_are_a_coin_toss_and_the_learned_rate_asks_for_more():
    known = chance_curve(90, 0.1)
    assert (known.common.attempts, round(known.common.chance, 3)) == (900, 0.516)
    assert (known.required.attempts, known.n) == (975, None)
    learned = chance_curve(90, LEARNED, estimate=0.1)
    assert (learned.common.attempts, learned.required.attempts, learned.n) == (900, 1165, 100)


@pytest.mark.parametrize("rate", [0.1, LEARNED, [StageRate(rate=0.5), LEARNED]])
def test_more_attempts_never_lower_the_chance(rate):
    curve = chance_curve(20, rate)
    for one, other in itertools.pairwise(curve.points):
        assert one.attempts < other.attempts
        assert one.chance <= other.chance + 1e-9
    assert all(0 <= point.chance <= 1 for point in curve.points)


def test_two_curves_can_end_at_the_same_place():
    ends = {chance_curve(90, rate, upto=1300).points[-1].attempts for rate in (0.1, LEARNED)}
    assert ends == {1300}


@pytest.mark.parametrize(
    ("rate", "chance", "reason"),
    [
        (0.0, 0.8, "rate_zero"),
        (0.1, 1, "certainty"),
        (StageRate(passed=0, entered=0), 0.8, "no_history"),
    ],
)
def test_without_a_plan_there_is_no_curve_but_its_reason(rate, chance, reason):
    curve = chance_curve(90, rate, chance=chance)
    assert (curve.points, curve.common, curve.required.reason) == ((), None, reason)


def test_bad_numbers_are_refused_by_name():
    with pytest.raises(InvalidValue) as caught:
        chance_curve(-1, 0.1)
    assert caught.value.fields["field"] == "amount"


def test_what_a_team_can_do_in_the_parts_adds_up_to_its_capacity():
    goal = Goal(metric="deals", amount=90, start=date(2027, 1, 1), until=date(2027, 12, 31))
    team = Team.of(2, calls_per_day=3, leave_days=26)
    plan = plan_goal(goal, Basis(stages=(LEARNED,), team=team), as_of=date(2026, 12, 31))
    for parts in (plan.months, plan.weeks):
        rooms = [room_of(plan, part) for part in parts]
        # leave is spread over a year's working days, so a week's share is that of its month's
        assert sum(rooms) == pytest.approx(plan.capacity.total, rel=1e-9)
    nobody = plan_goal(goal, Basis(stages=(LEARNED,)), as_of=date(2026, 12, 31))
    assert room_of(nobody, nobody.months[0]) is None
