from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.velocity import sales_velocity
from salestoolkit.core.velocity_change import VelocityPeriod, compare_velocity, velocity_change

START = date(2025, 1, 1)


def period(deals, win_rate, value, cycle, *, begun=400, won=100):
    return VelocityPeriod(
        start=START,
        end=START + timedelta(days=365),
        begun=begun,
        won=won,
        valued=won,
        error=None,
        velocity=sales_velocity(deals=deals, win_rate=win_rate, value=value, cycle_days=cycle),
    )


lever = st.floats(0.5, 500)
levers = st.tuples(lever, st.floats(0.01, 1), lever, lever)


@settings(max_examples=30)
@given(levers, levers)
def test_the_parts_of_the_levers_add_up_to_the_difference(before, after):
    change = compare_velocity(period(*before), period(*after), follow_up_days=90, level=0.95)
    assert change is not None
    size = max(change.before.velocity.value_per_day, change.after.velocity.value_per_day)
    assert sum(change.levers["part_per_day"]) == pytest.approx(change.difference, abs=1e-9 * size)


def test_one_lever_that_moved_alone_has_all_of_the_difference():
    before, after = period(40, 0.2, 1000.0, 50), period(40, 0.3, 1000.0, 50)
    change = compare_velocity(before, after, follow_up_days=90, level=0.95)
    parts = dict(zip(change.levers["lever"], change.levers["part_per_day"], strict=True))
    assert parts["win_rate"] == pytest.approx(change.difference) == pytest.approx(80.0)
    assert parts["deals"] == parts["value"] == parts["cycle"] == pytest.approx(0)
    assert change.arrivals_part == pytest.approx(0)


def test_a_longer_cycle_with_as_many_new_deals_changes_nothing():
    # arrivals a day as before, so a cycle twice as long holds twice as many deals
    before, after = period(40, 0.2, 1000.0, 40), period(80, 0.2, 1000.0, 80)
    change = compare_velocity(before, after, follow_up_days=90, level=0.95)
    assert change.difference == pytest.approx(0)
    assert change.arrivals_part == pytest.approx(0)


def test_a_velocity_that_halved_is_named_and_one_within_chance_is_not():
    before = period(40, 0.3, 1000.0, 40, begun=1500, won=450)
    half = period(20, 0.3, 1000.0, 40, begun=750, won=225)
    same = period(39, 0.29, 1010.0, 40, begun=1480, won=430)
    found = [
        compare_velocity(before, after, follow_up_days=90, level=0.95) for after in (half, same)
    ]
    assert [change.named for change in found] == [True, False]
    assert found[0].low < found[0].difference < found[0].high < 0
    assert found[1].low < 0 < found[1].high


def test_few_wins_name_no_change():
    before, after = period(40, 0.3, 1000.0, 40, won=9), period(4, 0.1, 100.0, 40, won=9)
    assert not compare_velocity(before, after, follow_up_days=90, level=0.95).named


def test_the_two_periods_touch_and_are_of_one_length(book_of):
    change = velocity_change(Source(book_of(400, seed=21), None), currency="EUR", level=0.95)
    assert change.before.end == change.after.start
    assert change.after.end - change.after.start == change.before.end - change.before.start
    for one in (change.before, change.after):
        # work in hand by Little's law: what comes in a day, times how long it stays
        days = (one.end - one.start).days
        assert one.velocity.deals == pytest.approx(one.begun / days * one.velocity.cycle_days)


def test_a_book_without_wins_or_values_has_no_change(book_of, book_from):
    assert velocity_change(Source(book_of(200, seed=3), None), currency=None, level=0.95) is None
    lost = book_from([("a", "S1", 0), ("a", "lost", 4)])
    assert velocity_change(Source(lost, None), currency=None, level=0.95) is None
