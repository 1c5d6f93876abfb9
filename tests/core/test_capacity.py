"""What a team can do: working days x reps x ramp x availability x calls a day."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.capacity import (
    Rep,
    Team,
    attempts_possible,
    calls_a_day,
    capacity,
    ramp_share,
    ramped_capacity,
)
from salestoolkit.core.work_calendar import WorkCalendar, months_of
from salestoolkit.errors import InvalidValue

YEAR = date(2026, 1, 1), date(2027, 1, 1)
PLAIN = WorkCalendar(country="PL", day_in_lieu=False)


def test_two_reps_with_two_and_a_half_calls_a_day_have_room_for_975():
    team = Team.of(2, calls_per_day=2.5, availability=0.85, calendar=PLAIN)
    found = capacity(team, *YEAR)
    assert found.total == pytest.approx(1075.25)
    assert found.covers(975) is True
    assert found.covers(1076) is False
    assert found.utilisation(975) == pytest.approx(0.9067658684)
    by_hand = attempts_possible(working_days=253, reps=2, per_day=2.5, availability=0.85)
    assert found.total == pytest.approx(float(by_hand))


def test_new_reps_ramp_up_and_leavers_are_gone():
    ramp = (0.0, 0.25, 0.5, 0.75, 1.0)
    months = ramped_capacity(60, ramp, [(-13, None), (0, None), (3, None)])
    assert [float(n) for n in months[:5]] == [60, 75, 90, 105, 135]
    assert float(sum(months)) == 1680
    left = ramped_capacity(60, ramp, [(-13, 6)])
    assert [float(n) for n in left] == [60.0] * 6 + [0.0] * 6


def test_a_team_with_dates_ramps_by_calendar_months():
    reps = (Rep(name="A"), Rep(name="B", starts=date(2026, 3, 16)), Rep(leaves=date(2026, 7, 1)))
    team = Team(reps=reps, ramp=(0.0, 0.5, 1.0), calls_per_day=4, calendar=PLAIN)
    days = [month.rep_days for month in capacity(team, *YEAR).months]
    worked = [PLAIN.days(*month) for month in months_of(*YEAR)]
    assert days[0] == 2 * worked[0]
    assert days[2] == 2 * worked[2]
    assert days[3] == 2.5 * worked[3]
    assert days[4] == 3 * worked[4]
    assert days[6] == 2 * worked[6]


def test_headcount_alone_overstates():
    team = Team.of(3, calls_per_day=10, leave_days=26, availability=0.9, calendar=PLAIN)
    found = capacity(team, *YEAR)
    assert found.headcount == 253 * 3 * 10
    assert found.total == pytest.approx((253 - 26) * 0.9 * 3 * 10)


def test_leave_is_not_taken_twice_from_quiet_times():
    quiet = WorkCalendar(country="PL", day_in_lieu=False, quiet=("august",))
    team = Team.of(1, calls_per_day=1, leave_days=26, calendar=quiet)
    assert capacity(team, *YEAR).total == pytest.approx(quiet.days(*YEAR) * (1 - 26 / 253))


@settings(max_examples=12)
@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 5))
def test_the_parts_of_a_year_add_up(middle, reps):
    team = Team.of(reps, calls_per_day=3, leave_days=20, calendar=PLAIN)
    parts = team.rep_days(YEAR[0], middle) + team.rep_days(middle, YEAR[1])
    assert parts == pytest.approx(team.rep_days(*YEAR))


def test_calls_a_day_come_from_the_share_of_time_that_is_for_selling():
    assert calls_a_day(selling_share=0.3, minutes_a_call=12) == pytest.approx(12)
    team = Team.of(1, selling_share=0.25, minutes_a_call=20)
    assert team.per_day == pytest.approx(6)
    assert team.most_a_day == pytest.approx(24)


def test_without_calls_a_day_nothing_is_said_of_capacity():
    found = capacity(Team.of(2), *YEAR)
    assert found.total is None
    assert found.covers(10) is None
    assert found.rep_days > 0


def test_nobody_works_before_the_start_and_the_last_step_of_a_ramp_holds():
    assert ramp_share(-3, (0.5,)) == 0
    assert ramp_share(40, (0.5, 0.9)) == 0.9
    assert ramp_share(0, ()) == 1.0


@pytest.mark.parametrize(
    ("make", "code", "field"),
    [
        (lambda: Team.of(0), "goal_no_reps", "reps"),
        (lambda: Team.of(-1), "goal_below_zero", "reps"),
        (lambda: Team.of(1.5), "goal_not_whole", "reps"),
        (lambda: Team.of("two"), "goal_not_number", "reps"),
        (lambda: Team.of(10**9), "goal_too_much", "reps"),
        (lambda: Team.of(1, calls_per_day=float("nan")), "goal_not_number", "calls_per_day"),
        (lambda: Team.of(1, availability=1.1), "goal_not_share", "availability"),
        (lambda: Team.of(1, leave_days=-2), "goal_below_zero", "leave_days"),
        (lambda: Team.of(1, minutes_a_call=0), "goal_above_zero", "minutes_a_call"),
        (lambda: Team.of(1, ramp=(0.5, 2)), "goal_not_share", "ramp"),
        (lambda: Rep(share=1.5), "goal_not_share", "share"),
        (lambda: Rep(starts="2026"), "goal_not_date", "starts"),
        (
            lambda: Rep(starts=date(2026, 5, 1), leaves=date(2026, 4, 1)),
            "goal_end_before_start",
            "leaves",
        ),
    ],
)
def test_what_is_no_team_is_refused_by_its_field(make, code, field):
    with pytest.raises(InvalidValue) as error:
        make()
    assert (error.value.code, error.value.fields["field"]) == (code, field)
