"""The week of each rep."""

from datetime import date

import pandas as pd

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_week import attempts_by_rep, week_cards
from salestoolkit.core.goals import plan_goal

TEAM = Team(
    reps=(Rep(name="Anna"), Rep(name="Jan", share=0.5), Rep(name="Ewa", leaves=date(2026, 3, 12))),
    calls_per_day=6,
)
GOAL = Goal(metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31))
PLAN = plan_goal(GOAL, Basis(stages=(StageRate(rate=0.1),), team=TEAM), as_of=date(2025, 12, 31))


def test_the_cards_of_a_week_add_up_to_the_week():
    cards = week_cards(PLAN, TEAM, {}, as_of=date(2026, 3, 8))
    week = next(part for part in PLAN.weeks if part.start == date(2026, 3, 9))
    assert sum(card.planned for card in cards) == week.attempts
    anna, jan, ewa = cards
    assert anna.planned == 2 * jan.planned or abs(anna.planned - 2 * jan.planned) <= 1
    assert ewa.days_left == 3
    assert anna.days_left == 5


def test_what_is_left_is_whole_calls_for_each_day_left():
    (anna, jan, _) = week_cards(
        PLAN, TEAM, {"Anna": 3, "Jan": 99}, as_of=date(2026, 3, 10), day=date(2026, 3, 10)
    )
    assert anna.left == anna.planned - 3
    assert anna.days_left == 3
    assert anna.per_day == -(-anna.left // 3)
    assert (jan.left, jan.per_day) == (0, 0)


def test_on_the_last_day_nothing_is_left_for_a_day():
    (anna, *_) = week_cards(PLAN, TEAM, {}, as_of=date(2026, 3, 15), day=date(2026, 3, 9))
    assert anna.left == anna.planned
    assert (anna.days_left, anna.per_day) == (0, None)


def test_what_is_done_is_counted_from_the_activities():
    frame = pd.DataFrame(
        {
            "owner": ["Anna", "Anna", "Jan", "Jan", None],
            "day": [date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 10), None, date(2026, 3, 9)],
            "type": ["call", "call", "meeting", "call", "call"],
        }
    )
    week = {"start": date(2026, 3, 9), "end": date(2026, 3, 16)}
    assert attempts_by_rep(frame, **week) == {"Anna": 1, "Jan": 1}
    assert attempts_by_rep(frame, types=["call"], **week) == {"Anna": 1}
    assert attempts_by_rep(frame.iloc[:0], **week) == {}


def test_a_week_outside_the_plan_has_no_cards():
    assert week_cards(PLAN, TEAM, {}, as_of=date(2027, 3, 8)) == ()


def test_a_week_that_cannot_be_done_is_told():
    late = Goal(metric="deals", amount=90, start=date(2026, 12, 28), until=date(2026, 12, 31))
    plan = plan_goal(
        late, Basis(stages=(StageRate(rate=0.1),), team=TEAM), as_of=date(2026, 12, 27)
    )
    cards = week_cards(plan, TEAM, {}, as_of=date(2026, 12, 27))
    assert all(card.too_much for card in cards if card.planned)
    usual = week_cards(PLAN, TEAM, {}, as_of=date(2026, 3, 8))
    assert not any(card.too_much for card in usual)
