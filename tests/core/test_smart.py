"""Each letter of SMART: yes, no, or cannot tell, with its figure."""

from dataclasses import replace
from datetime import date

import pytest
from scipy import stats

from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_evidence import Evidence, Pace, chance_at_pace, realism
from salestoolkit.core.goal_parts import METRICS, Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.smart import smart_card

DAY = date(2025, 12, 31)
GOAL = Goal(
    metric="deals", amount=90, who="North", start=date(2026, 1, 1), until=date(2026, 12, 31)
)
BASIS = Basis(
    stages=(StageRate(passed=100, entered=1000),),
    lead=LeadTime.fixed(0),
    team=Team.of(2, calls_per_day=4),
)
EVIDENCE = Evidence(basis=BASIS, today=0, attempts=1200)


def answers(card):
    return {verdict.letter: (verdict.answer, verdict.reason) for verdict in card.verdicts}


def test_a_goal_that_holds_in_every_letter_is_smart():
    card = smart_card(GOAL, EVIDENCE, as_of=DAY)
    assert card.smart
    assert answers(card) == {
        "specific": ("yes", "named"),
        "measurable": ("yes", "today"),
        "achievable": ("yes", "covered"),
        "realistic": ("yes", "likely"),
        "time_bound": ("yes", "fits"),
    }


@pytest.mark.parametrize("field", ["metric", "amount", "who", "until"])
def test_what_is_not_named_is_not_specific(field):
    card = smart_card(replace(GOAL, **{field: None}), EVIDENCE, as_of=DAY)
    assert card.specific.answer == "no"
    assert card.specific.figures["missing"] == (field,)


def test_a_blank_name_is_no_name():
    assert smart_card(replace(GOAL, who="  "), EVIDENCE, as_of=DAY).specific.answer == "no"


def test_what_has_no_value_today_is_not_measurable():
    card = smart_card(GOAL, replace(EVIDENCE, today=None), as_of=DAY)
    assert card.measurable.answer == "no"
    assert smart_card(GOAL, EVIDENCE, as_of=DAY).measurable.figures["today"] == 0


def test_a_plan_beyond_the_capacity_is_not_achievable_and_says_what_would_do():
    small = replace(EVIDENCE, basis=replace(BASIS, team=Team.of(1, calls_per_day=2)))
    found = smart_card(GOAL, small, as_of=DAY).achievable
    assert (found.answer, found.reason) == ("no", "over_capacity")
    more = 1 + found.figures["more_reps"]
    enough = replace(EVIDENCE, basis=replace(BASIS, team=Team.of(more, calls_per_day=2)))
    assert smart_card(GOAL, enough, as_of=DAY).achievable.answer == "yes"
    fewer = replace(EVIDENCE, basis=replace(BASIS, team=Team.of(more - 1, calls_per_day=2)))
    assert smart_card(GOAL, fewer, as_of=DAY).achievable.answer == "no"
    daily = Team.of(1, calls_per_day=found.figures["per_day"])
    assert (
        smart_card(
            GOAL, replace(EVIDENCE, basis=replace(BASIS, team=daily)), as_of=DAY
        ).achievable.answer
        == "yes"
    )


def test_without_a_team_or_a_history_nobody_can_tell():
    alone = replace(EVIDENCE, basis=replace(BASIS, team=None))
    assert answers(smart_card(GOAL, alone, as_of=DAY))["achievable"] == (
        "cannot_tell",
        "no_capacity",
    )
    nothing = Evidence(basis=Basis(stages=(StageRate(passed=0, entered=0),)), today=0, attempts=900)
    found = answers(smart_card(GOAL, nothing, as_of=DAY))
    assert found["realistic"] == found["achievable"] == ("cannot_tell", "no_history")
    assumed = replace(EVIDENCE, basis=replace(BASIS, stages=(StageRate(rate=0.1),)))
    card = smart_card(GOAL, assumed, as_of=DAY)
    assert (card.realistic.answer, card.realistic.reason) == ("cannot_tell", "assumed")
    assert card.realistic.figures["chance"] > 0.5


def test_what_cannot_be_done_is_not_achievable():
    never = replace(EVIDENCE, basis=replace(BASIS, stages=(StageRate(rate=0.0),)))
    assert answers(smart_card(GOAL, never, as_of=DAY))["achievable"] == ("no", "rate_zero")


def test_realistic_is_a_chance_of_at_least_one_half():
    plain = replace(BASIS, lead=None)
    for attempts in (850, 900, 950):
        found = realism(GOAL, Evidence(basis=plain, attempts=attempts), as_of=DAY)
        expected = stats.betabinom.sf(89, attempts, 100.5, 900.5)
        assert found.chance == pytest.approx(expected, abs=1e-4)
        evidence = Evidence(basis=plain, today=0, attempts=attempts)
        answer = smart_card(GOAL, evidence, as_of=DAY).realistic.answer
        assert answer == ("yes" if expected >= 0.5 else "no")
    strict = replace(GOAL, enough=0.9)
    assert (
        smart_card(strict, Evidence(basis=plain, attempts=950), as_of=DAY).realistic.answer == "no"
    )


def test_a_goal_that_is_too_large_comes_with_one_that_is_not():
    few = Evidence(basis=replace(BASIS, lead=None), today=0, attempts=600)
    found = realism(GOAL, few, as_of=DAY)
    assert realism(replace(GOAL, amount=found.amount), few, as_of=DAY).chance >= 0.5
    assert realism(replace(GOAL, amount=found.amount + 1), few, as_of=DAY).chance < 0.5


def test_time_bound_needs_an_end_ahead_and_room_for_the_lead_time():
    found = answers(smart_card(GOAL, EVIDENCE, as_of=date(2026, 12, 31)))
    assert found["time_bound"] == ("no", "ended")
    slow = replace(EVIDENCE, basis=replace(BASIS, lead=LeadTime.fixed(365)))
    assert answers(smart_card(GOAL, slow, as_of=DAY))["time_bound"] == ("no", "lead_too_long")
    just = replace(EVIDENCE, basis=replace(BASIS, lead=LeadTime.fixed(364)))
    assert answers(smart_card(GOAL, just, as_of=DAY))["time_bound"] == ("yes", "fits")
    unknown = replace(EVIDENCE, basis=replace(BASIS, lead=None))
    assert answers(smart_card(GOAL, unknown, as_of=DAY))["time_bound"] == ("cannot_tell", "no_lead")
    calls = replace(GOAL, metric="calls", amount=500)
    assert answers(smart_card(calls, unknown, as_of=DAY))["time_bound"] == ("yes", "ahead")


def test_a_win_rate_is_a_goal_among_the_deals_to_come():
    goal = replace(GOAL, metric="win_rate", amount=0.25)
    basis = Basis(stages=(StageRate(passed=60, entered=200),), lead=LeadTime.fixed(30))
    found = realism(goal, Evidence(basis=basis, attempts=80), as_of=DAY)
    assert found.chance == pytest.approx(stats.betabinom.sf(19, 80, 60.5, 140.5))
    card = smart_card(goal, Evidence(basis=basis, today=0.3, attempts=80, best=0.4), as_of=DAY)
    assert card.smart
    low = smart_card(goal, Evidence(basis=basis, today=0.3, attempts=80, best=0.2), as_of=DAY)
    assert answers(low)["achievable"] == ("no", "best_below")


def test_a_shorter_cycle_is_the_better_one():
    goal = replace(GOAL, metric="cycle_days", amount=45)
    basis = Basis(stages=(StageRate(passed=30, entered=50),), lead=LeadTime.fixed(30))
    evidence = Evidence(basis=basis, today=48, attempts=21, best=40)
    card = smart_card(goal, evidence, as_of=DAY)
    assert answers(card)["achievable"] == ("yes", "best_reaches")
    assert card.realism.chance == pytest.approx(stats.betabinom.sf(10, 21, 30.5, 20.5))


def test_a_goal_of_calls_is_held_against_the_pace_of_the_past():
    goal = replace(GOAL, metric="calls", amount=1000)
    evidence = Evidence(basis=Basis(), today=0, pace=Pace(seen=500, days=100))
    found = realism(goal, evidence, as_of=DAY)
    assert found.chance == chance_at_pace(Pace(seen=500, days=100), 1000, 251)
    assert found.chance > 0.9
    assert realism(goal, Evidence(today=0), as_of=DAY).reason == "no_history"


def test_renewals_cannot_be_more_than_fall_due():
    goal = replace(GOAL, metric="renewals", amount=40)
    basis = Basis(stages=(StageRate(passed=80, entered=100),), attempt="contract")
    enough = smart_card(goal, Evidence(basis=basis, today=0, attempts=60), as_of=DAY)
    assert answers(enough)["achievable"] == ("yes", "due")
    few = smart_card(goal, Evidence(basis=basis, today=0, attempts=45), as_of=DAY)
    assert answers(few)["achievable"] == ("no", "too_few_due")


def test_a_pace_over_many_draws_is_as_often_met_as_said():
    assert chance_at_pace(Pace(seen=10, days=10), 0, 5) == 1.0
    assert chance_at_pace(Pace(seen=10, days=0), 3, 5) is None
    assert chance_at_pace(Pace(seen=10, days=10), 3, 0) == 0.0
    expected = stats.nbinom.sf(9, 10.5, 10 / 20)
    assert chance_at_pace(Pace(seen=10, days=10), 10, 10) == pytest.approx(expected)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_its_five_letters(metric):
    amount = 0.3 if metric == "win_rate" else 50
    card = smart_card(replace(GOAL, metric=metric, amount=amount), Evidence(), as_of=DAY)
    assert [verdict.letter for verdict in card.verdicts] == [
        "specific",
        "measurable",
        "achievable",
        "realistic",
        "time_bound",
    ]
    assert card.realistic.answer == "cannot_tell"


def test_a_goal_that_is_reached_holds_whatever_time_is_left():
    done = replace(EVIDENCE, basis=replace(BASIS, done=90, lead=LeadTime.fixed(200)))
    for as_of in (date(2026, 11, 30), date(2027, 2, 1)):
        found = answers(smart_card(GOAL, done, as_of=as_of))
        assert (
            found["achievable"] == found["realistic"] == found["time_bound"] == ("yes", "reached")
        )
