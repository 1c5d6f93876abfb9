"""What a deal book says of a goal, held against the truth that the deals were drawn from."""

from datetime import date
from functools import partial
from math import prod

import pytest

from salestoolkit.core.capacity import Team
from salestoolkit.core.funnel import audit_funnel as whole_audit
from salestoolkit.core.goal_history import (
    chance_within,
    coming_deals,
    goal_evidence,
    lead_time,
    open_deals,
    rate_from_curve,
    reached,
    stage_rates,
    win_rate,
    won_sizes,
)
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.core.part import Part
from salestoolkit.core.smart import smart_card

audit_funnel = partial(whole_audit, whole=False)


GOAL = Goal(metric="deals", amount=60, who="A", start=date(2026, 1, 1), until=date(2026, 12, 31))


@pytest.fixture(scope="module")
def book(simulated):
    return simulated.simulate(simulated.Funnel(), 800, seed=1)


def test_rates_are_those_of_the_audit_not_won_over_closed(book, simulated):
    audit = audit_funnel(book)
    rates = stage_rates(book)
    said = audit.stages["conversion"].tolist()
    assert [float(rate.estimate) for rate in rates] == pytest.approx(said)
    assert float(win_rate(book).estimate) == pytest.approx(audit.figures["win_probability"].value)
    truth = prod(simulated.Funnel().advance)
    assert float(win_rate(book).estimate) == pytest.approx(truth, abs=0.03)
    assert win_rate(book).entered <= 800


def test_a_rate_with_open_deals_is_worth_fewer_than_were_watched():
    closed = rate_from_curve(aalen_johansen([5, 6, 7, 8], [1, 2, 1, 2]))
    assert (closed.passed, closed.entered) == pytest.approx((2, 4))
    half_open = rate_from_curve(aalen_johansen([5, 6, 7, 8, 5, 6], [1, 2, 1, 2, 0, 0]))
    assert half_open.entered < 6
    assert rate_from_curve(aalen_johansen([], [])).entered == 0
    assert rate_from_curve(aalen_johansen([4, 9], [0, 0])).entered == 0
    lost = rate_from_curve(aalen_johansen([3, 4, 9], [2, 2, 0]))
    assert (lost.passed, lost.entered) == (0, 2)


def test_the_lead_time_is_that_of_the_deals_that_win(book):
    audit = audit_funnel(book)
    assert lead_time(book).median == audit.figures["cycle_days"].value


def test_an_open_deal_has_less_chance_the_less_time_is_left():
    curve = aalen_johansen([10, 20, 30, 40], [1, 2, 1, 2])
    assert chance_within(curve, 0, 40) == pytest.approx(0.5)
    assert chance_within(curve, 15, 100) == pytest.approx(1 / 3)
    assert chance_within(curve, 15, 10) == 0.0
    assert chance_within(curve, 99, 10) == 0.0
    assert chance_within(aalen_johansen([], []), 1, 10) == 0.0


def test_open_deals_are_all_there_with_their_values(book):
    found = open_deals(book, until=date(2026, 12, 31))
    counted = int(audit_funnel(book).figures["open"].value)
    assert len(found) == counted
    assert all(0 <= deal.chance <= 1 and deal.value for deal in found)
    short = open_deals(book, until=date(2026, 7, 15))
    assert sum(deal.chance for deal in short) < sum(deal.chance for deal in found)
    assert all(deal.chance == 0 for deal in open_deals(book, until=date(2026, 6, 30)))


def test_what_is_reached_counts_wins_from_the_start_to_the_day(book):
    frame = book.deals_frame(fate="won")
    closed = [day.date() for day in frame["closed_on"]]
    wanted = [date(2026, 1, 1) <= day <= book.as_of for day in closed]
    assert reached(book, GOAL) == sum(wanted)
    money = Goal(metric="revenue", amount=1, start=GOAL.start, until=GOAL.until)
    assert reached(book, money) == pytest.approx(frame["value"][wanted].sum())
    assert reached(book, Goal(metric="new_accounts", amount=1)) is None


def test_the_pace_of_new_deals_goes_on(book):
    # 800 deals in 900 days, and 184 days are left
    assert coming_deals(book, GOAL) == pytest.approx(184 * 800 / 900, rel=0.2)
    assert coming_deals(book, Goal(metric="deals", amount=5)) is None


def test_the_card_of_a_book_holds_every_letter(book):
    evidence = goal_evidence(book, GOAL, team=Team.of(3, calls_per_day=1))
    card = smart_card(GOAL, evidence, as_of=book.as_of)
    assert card.plan.n == pytest.approx(win_rate(book).entered)
    assert card.specific.answer == card.measurable.answer == card.time_bound.answer == "yes"
    assert card.achievable.answer in {"yes", "no"}
    assert card.realistic.answer in {"yes", "no"}


def test_calls_before_a_deal_multiply_the_rate(book):
    calls = (StageRate(name="call to deal", passed=40, entered=200),)
    with_calls = goal_evidence(book, GOAL, before=calls)
    assert with_calls.basis.attempt == "call"
    assert with_calls.attempts is None
    assert len(with_calls.basis.stages) == 2


def test_a_part_is_seen_alone(book):
    part = Part(dimension="team", value="A")
    alone = win_rate(book, part=part)
    assert alone.entered < win_rate(book).entered
    assert reached(book, GOAL, part=part) < reached(book, GOAL)
    assert len(won_sizes(book, part=part)) < len(won_sizes(book))


@pytest.mark.parametrize(("metric", "amount"), [("win_rate", 0.12), ("cycle_days", 45)])
def test_rates_and_lengths_are_measured_today(book, metric, amount):
    goal = Goal(metric=metric, amount=amount, who="A", until=date(2026, 12, 31))
    evidence = goal_evidence(book, goal)
    audit = audit_funnel(book).figures
    name = {"win_rate": "win_probability", "cycle_days": "cycle_days"}[metric]
    assert evidence.today == pytest.approx(audit[name].value)
    assert 0 < smart_card(goal, evidence, as_of=book.as_of).realism.chance < 1


def test_a_book_without_deals_cannot_tell(book_of):
    empty = book_of(0)
    evidence = goal_evidence(empty, GOAL)
    card = smart_card(GOAL, evidence, as_of=empty.as_of)
    assert card.realistic.answer == card.achievable.answer == "cannot_tell"
    assert stage_rates(empty) == ()


def test_metrics_that_no_deal_book_knows_get_the_team_only(book):
    team = Team.of(1, calls_per_day=5)
    evidence = goal_evidence(book, Goal(metric="calls", amount=100), team=team)
    assert evidence.today is None
    assert evidence.basis.team is team
