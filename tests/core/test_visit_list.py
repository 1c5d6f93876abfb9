"""Next week's visits: what is due, what is worth most, what fits into the week and the day."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from territory_fields import a_field, accounts_of, deals_of, visits_of

from salestoolkit.core.territory_parts import VisitRules
from salestoolkit.core.visit_due import share_at_risk
from salestoolkit.core.visit_list import VisitList, next_monday, owners_of, plan_visits
from salestoolkit.core.visit_tours import Call, kilometres, lay_out
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

WEEK = date(2026, 4, 6)
WARSAW, KRAKOW, GDANSK = (52.23, 21.01), (50.06, 19.94), (54.35, 18.65)


def the_list(work: object = None, **options: object) -> VisitList:
    told = {"rep": "rep1", "week": WEEK, **options}
    return plan_visits(work or a_field(), **told)  # type: ignore[arg-type]


def reasons(found: VisitList) -> dict[str, str]:
    return {stop.account: stop.reason for stop in found.stops}


def test_due_is_what_reaches_its_target_by_the_sunday() -> None:
    rows = [
        ("a1", "rep1", "2026-03-13"),  # 30 days on Sunday 12 April
        ("a2", "rep1", "2026-03-14"),  # 29 days
        ("a3", "rep1", "2026-01-01"),  # past 90 days on the Monday
    ]
    found = reasons(the_list(a_field(visits=visits_of(rows))))
    assert found == {"a1": "due", "a3": "overdue", "a4": "never"}


def test_half_is_at_risk_on_the_day_and_all_of_it_at_twice_the_target() -> None:
    rows = [("a1", "rep1", "2026-03-13"), ("a2", "rep1", "2026-01-01")]
    found = {stop.account: stop for stop in the_list(a_field(visits=visits_of(rows))).stops}
    assert found["a1"].at_risk == 50
    assert found["a2"].at_risk == 80
    assert found["a3"].at_risk == 40


@given(st.floats(0, 1000), st.floats(0, 1000), st.integers(1, 400))
def test_more_is_at_risk_the_longer_nobody_was_there(one: float, other: float, limit: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= share_at_risk(low, limit) <= share_at_risk(high, limit) <= 1


def test_the_largest_value_at_risk_comes_first_and_a_week_has_an_end() -> None:
    found = the_list(a_field(visits=visits_of([])), rules=VisitRules(visits_a_day=0.5))
    assert found.room == 2
    assert [stop.account for stop in found.stops] == ["a1", "a2"]
    assert found.left == found.due - 2 == 2


def test_half_visits_a_day_make_one_every_other_day() -> None:
    rows = [("T1", f"c{n}", "A", 10.0, "rep1") for n in range(9)]
    found = the_list(
        a_field(accounts=accounts_of(rows), visits=visits_of([])),
        rules=VisitRules(visits_a_day=0.5),
    )
    assert [stop.day.isoweekday() for stop in found.stops] == [2, 4]
    assert found.left == 7


def test_a_public_holiday_has_no_visits() -> None:
    found = the_list(calendar=WorkCalendar(country="PL"))  # 6 April 2026 is Easter Monday
    assert found.room == 16
    assert min(stop.day for stop in found.stops) == date(2026, 4, 7)


def test_of_a_week_under_way_only_the_days_to_come_are_planned() -> None:
    found = the_list(a_field(as_of=date(2026, 4, 8)))
    assert {stop.day for stop in found.stops} <= {date(2026, 4, 9), date(2026, 4, 10)}


def test_a_planned_visit_stays_on_its_day_and_takes_room() -> None:
    visits = visits_of(
        [("a1", "rep1", "2026-03-01"), ("a2", "rep1", None)],
        planned=[None, pd.Timestamp("2026-04-08")],
    )
    found = the_list(a_field(visits=visits), rules=VisitRules(visits_a_day=1))
    kept = next(stop for stop in found.stops if stop.account == "a2")
    assert (kept.day, kept.reason) == (date(2026, 4, 8), "planned")
    assert len([stop for stop in found.stops if stop.day == kept.day]) == 1


def test_a_contract_that_runs_out_undecided_puts_all_of_it_at_risk() -> None:
    contracts = pd.DataFrame(
        {
            "account": ["a1", "a2"],
            "starts": pd.to_datetime(["2025-05-01", "2025-05-01"]),
            "ends": pd.to_datetime(["2026-05-01", "2026-05-01"]),
            "amount": [1000.0, 900.0],
            "decided": [False, True],
        }
    )
    visits = visits_of([("a1", "rep1", "2026-03-30"), ("a2", "rep1", "2026-03-30")])
    found = {
        stop.account: stop for stop in the_list(a_field(visits=visits, contracts=contracts)).stops
    }
    assert (found["a1"].reason, found["a1"].at_risk, found["a1"].worth) == (
        "renewal",
        1000,
        "contract",
    )
    assert "a2" not in found


def test_what_an_account_bought_counts_before_what_it_might_buy() -> None:
    deals = deals_of([("a3", "2026-01-01", "won", 7.0, "2026-02-01", "T1", "rep1")])
    stop = next(stop for stop in the_list(a_field(deals=deals)).stops if stop.account == "a3")
    assert (stop.value, stop.worth) == (7, "won")


def test_an_account_without_a_target_is_not_due() -> None:
    found = the_list(rules=VisitRules(cadence={}))
    assert found.stops == ()
    assert found.judged == 0


def test_whoever_has_no_account_is_refused_with_those_who_have() -> None:
    with pytest.raises(InvalidValue) as caught:
        the_list(rep="rep9")
    assert caught.value.code == "visit_rep"
    assert caught.value.fields["allowed"] == "rep1, rep2"


def test_a_week_that_is_over_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        the_list(week=date(2026, 3, 25))
    assert caught.value.code == "visit_week"


def test_the_next_week_begins_on_the_coming_monday() -> None:
    assert next_monday(date(2026, 3, 30)) == date(2026, 4, 6)
    assert next_monday(date(2026, 4, 5)) == date(2026, 4, 6)
    assert owners_of(a_field()) == ["rep1", "rep2"]


def test_visits_near_each_other_fall_on_one_day() -> None:
    calls = [
        Call(account="Kraków 1", at_risk=9, place=KRAKOW),
        Call(account="Gdańsk", at_risk=8, place=GDANSK),
        Call(account="Kraków 2", at_risk=7, place=(50.07, 19.95)),
    ]
    rooms = {WEEK: 2, WEEK + timedelta(days=1): 2}
    tours, left, far = lay_out(calls, rooms, km_a_day=600, base=WARSAW)
    days = [{call.account for call in tour.calls} for tour in tours]
    assert {"Kraków 1", "Kraków 2"} in days
    assert not left
    assert not far


def test_what_is_too_far_for_a_day_is_left_out_and_counted() -> None:
    calls = [
        Call(account="Kraków", at_risk=9, place=KRAKOW),
        Call(account="x", at_risk=1, place=WARSAW),
    ]
    tours, _, far = lay_out(calls, {WEEK: 2}, km_a_day=100, base=WARSAW)
    assert [call.account for call in far] == ["Kraków"]
    assert [call.account for call in tours[0].calls] == ["x"]
    assert kilometres(WARSAW, KRAKOW) == pytest.approx(252, abs=2)


def test_accounts_of_one_town_go_together_where_no_place_is_known() -> None:
    calls = [
        Call(account="a", at_risk=9, town="Łódź"),
        Call(account="b", at_risk=8, town="Kraków"),
        Call(account="c", at_risk=7, town="Kraków"),
        Call(account="d", at_risk=6, town="Łódź"),
    ]
    tours, _, _ = lay_out(calls, {WEEK: 2, WEEK + timedelta(days=1): 2}, km_a_day=100)
    assert [[call.account for call in tour.calls] for tour in tours] == [["a", "d"], ["b", "c"]]


PLACES = st.tuples(st.floats(49, 54), st.floats(14, 24))


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.none() | PLACES), max_size=12),
    st.lists(st.integers(0, 4), min_size=1, max_size=5),
    st.floats(1, 800),
)
def test_every_call_is_made_left_or_too_far_and_no_day_overflows(
    drawn: list[tuple[float, tuple[float, float] | None]], rooms: list[int], km: float
) -> None:
    calls = [Call(account=str(n), at_risk=risk, place=at) for n, (risk, at) in enumerate(drawn)]
    days = {WEEK + timedelta(days=n): room for n, room in enumerate(rooms)}
    tours, left, far = lay_out(calls, days, km_a_day=km, base=WARSAW)
    placed = [call.account for tour in tours for call in tour.calls]
    assert sorted([*placed, *(call.account for call in (*left, *far))]) == sorted(
        call.account for call in calls
    )
    for tour in tours:
        assert len(tour.calls) <= tour.room
        assert tour.km <= km + 1e-6
