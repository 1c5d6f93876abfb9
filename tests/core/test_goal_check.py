"""Goals held against a book of known truth: what is reached, luck or not, and what is missing."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_cards import attempts_done, goal_cards
from salestoolkit.core.goal_check import FEW, check_goal, reached_by_month
from salestoolkit.core.goal_history import reached
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goals import plan_goal
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import InvalidValue


@pytest.fixture(scope="module")
def book(simulated):
    return Remembered(simulated.simulate(simulated.Funnel(), 700, seed=1))


@pytest.fixture(scope="module")
def kept(book):
    start = date(book.as_of.year, 1, 1)
    until = date(book.as_of.year, 12, 31)
    return KeptGoal(
        goal=Goal(name="Year", metric="deals", amount=60, who="A", start=start, until=until)
    )


def changed(kept, **values):
    return replace(kept, goal=replace(kept.goal, **values))


def test_the_path_ends_at_what_is_reached_and_never_falls(book, kept):
    path = reached_by_month(book, kept.goal)
    totals = [one.total for one in path]
    assert totals == sorted(totals)
    assert totals[0] == 0
    assert totals[-1] == reached(book, kept.goal)
    assert path[-1].day == book.as_of


def test_a_higher_goal_is_never_likelier(book, kept):
    done = reached(book, kept.goal)
    chances = [
        check_goal(book, changed(kept, amount=done + more)).chance for more in (0, 5, 20, 90)
    ]
    assert chances[0] == 1
    assert chances == sorted(chances, reverse=True)


@pytest.mark.slow
def test_what_is_likely_has_at_least_the_chance_that_is_enough(book, kept):
    found = check_goal(book, changed(kept, amount=500))
    again = check_goal(book, changed(kept, amount=found.likely))
    assert again.chance >= kept.goal.enough
    assert check_goal(book, changed(kept, amount=found.likely + 1)).chance < kept.goal.enough


def test_a_part_is_held_against_its_own_deals_and_few_are_called_few(book, kept):
    frame = book.deals_frame()
    owner = str(frame["owner"].dropna().iloc[0]) if frame["owner"].notna().any() else ""
    found = check_goal(book, kept, part=Part(dimension="owner", value=owner))
    assert found.n <= check_goal(book, kept).n
    assert found.small == (found.n < FEW)


def test_a_goal_that_lacks_something_says_what_and_raises_nothing(book, kept):
    assert check_goal(book, changed(kept, amount=None)).reason == "incomplete"
    assert check_goal(book, changed(kept, until=None)).reason == "incomplete"
    assert check_goal(book, changed(kept, start=None)).reason == "no_start"


def test_a_rate_has_a_value_and_a_chance_but_no_standing(book, kept):
    found = check_goal(book, changed(kept, metric="win_rate", amount=0.2))
    assert found.standing is None
    assert 0 <= found.chance <= 1
    assert 0 < found.today < 1


def test_without_a_plan_of_calls_no_chance_is_made_up(book, kept):
    by_calls = replace(kept, stages=(StageRate(passed=10, entered=100),))
    found = check_goal(book, by_calls)
    assert (found.chance, found.standing.coming) == (None, None)
    planned = check_goal(book, replace(by_calls, attempts=400))
    assert planned.standing.coming == 400
    assert planned.chance is not None


def test_a_remembered_book_counts_once(simulated):
    asked = []

    class Counting:
        def __init__(self, book):
            self.book = book

        def __getattr__(self, name):
            return getattr(self.book, name)

        def deals_frame(self, **options):
            asked.append(options)
            return self.book.deals_frame(**options)

    book = Remembered(Counting(simulated.simulate(simulated.Funnel(), 50, seed=2)))
    assert book.deals_frame() is book.deals_frame()
    assert len(asked) == 1


WEEK = date(2026, 3, 11)
DONE = pd.DataFrame(
    {
        "owner": ["Ewa", "Ewa", "Jan", "Ewa"],
        "day": pd.to_datetime(["2026-03-09", "2026-03-10", "2026-03-10", "2026-03-02"]),
        "type": ["Call", "Mail", "Call", "Call"],
    }
)


def cards(reps, **options):
    team = Team(reps=reps)
    goal = Goal(
        name="Year", metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31)
    )
    kept = KeptGoal(goal=goal, stages=(StageRate(rate=0.1),), team=team)
    plan = plan_goal(goal, kept.evidence.basis, as_of=date(2026, 3, 8))
    return goal_cards(kept, plan, DONE, as_of=date(2026, 3, 10), day=WEEK, **options)


def test_the_week_counts_what_was_done_from_monday_on():
    ewa, jan = cards((Rep(name="Ewa"), Rep(name="Jan")))
    assert (ewa.done, jan.done) == (2, 1)
    assert ewa.left == ewa.planned - 2
    assert ewa.per_day * ewa.days_left >= ewa.left
    assert [card.done for card in cards((Rep(name="Ewa"),), types=["Call"])] == [1]


def test_a_type_that_there_is_not_and_people_without_names_are_refused():
    with pytest.raises(InvalidValue) as caught:
        cards((Rep(name="Ewa"),), types=["Dance"])
    assert (caught.value.code, caught.value.fields["allowed"]) == ("goal_no_type", "Call, Mail")
    with pytest.raises(InvalidValue) as caught:
        cards((Rep(),))
    assert caught.value.code == "goal_needs_team"


def test_new_deals_are_counted_by_the_day_they_began_and_a_book_without_activities_has_none(book):
    begun = attempts_done(book, "new_deal")
    assert len(begun) == len(book.deals_frame())
    assert attempts_done(book, "call").empty
