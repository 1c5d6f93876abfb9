"""What may be said of a channel test: the one verdict, after every reason not to give one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from salestoolkit.core.channel_past import PastLook, allowed_today
from salestoolkit.core.channel_reading import Reading, plan_of, read_channel_test
from salestoolkit.core.channel_reading_amounts import leads_for_amounts
from salestoolkit.core.channel_results import CountedLead, ReadBack
from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.core.channel_test import Arm

DAY = date(2026, 10, 30)
ARMS = (PlannedArm(name="A"), PlannedArm(name="B"))
TEST = ChannelTest(
    name="T",
    arms=ARMS,
    outcome=Outcome(usual=0.08, smallest=0.06, window_days=10),
    leads_per_day=20,
    looks="once",
)


def back(test: ChannelTest, *counts: tuple[int, int], **more: Any) -> ReadBack:
    """So many leads and successes an arm; ``clusters`` a group for each lead by its place."""
    clusters = more.pop("clusters", 1)
    counted = tuple(
        CountedLead(
            lead=f"{arm.name}{at}",
            arm=arm.name,
            value=float(at < k),
            cluster=f"{arm.name}{at % clusters}",
        )
        for arm, (n, k) in zip(test.arms, counts, strict=True)
        for at in range(n)
    )
    n = {arm.name: size for arm, (size, _) in zip(test.arms, counts, strict=True)}
    given: dict[str, Any] = {"waiting": dict.fromkeys(n, 0), "drawn": n} | more
    return ReadBack(test=test, as_of=DAY, counted=counted, **given)


def reading(test: ChannelTest, *counts: tuple[int, int], past: Any = (), **more: Any) -> Reading:
    return read_channel_test(test, back(test, *counts, **more), past=past)


def look(n: int, *counts: tuple[int, int]) -> PastLook:
    arms = tuple(Arm(name, size, k) for name, (size, k) in zip("AB", counts, strict=True))
    return PastLook(as_of=DAY - timedelta(days=n), verdict="cannot_tell", arms=arms)


def test_a_true_difference_has_a_winner_once_the_planned_number_is_in() -> None:
    found = reading(TEST, (430, 35), (430, 61))
    assert found.code == "winner"
    assert found.winner == Arm("B", 430, 61)
    assert found.more_leads is None


def test_before_the_planned_number_nothing_is_said_and_the_days_are_counted() -> None:
    found = reading(TEST, (300, 20), (300, 60))
    assert found.plan is not None and found.plan.leads_total == 852
    assert (found.code, found.more_leads, found.more_to_ask) == ("not_yet", 252, 252)
    # 252 leads at 20 a day, and ten days until the last outcome
    assert found.more_days == 13 + 10


def test_leads_under_way_are_waited_for_and_not_asked_again() -> None:
    until = tuple(DAY + timedelta(days=1 + at // 100) for at in range(300))
    found = reading(TEST, (300, 20), (300, 60), waiting_until=until, waiting={"A": 150, "B": 150})
    assert found.more_to_ask == 0
    assert found.more_days == (until[251] - DAY).days


def test_without_a_pace_no_days_are_promised() -> None:
    found = reading(replace(TEST, leads_per_day=None), (300, 20), (300, 60))
    assert found.more_leads == 252 and found.more_days is None


@pytest.mark.parametrize(
    ("counts", "drawn", "code"),
    [
        (((430, 35), (430, 61)), {"A": 520, "B": 430}, "winner"),
        (((430, 35), (430, 61)), {"A": 620, "B": 430}, "blocked"),
        (((530, 35), (380, 61)), {"A": 530, "B": 530}, "blocked_counted"),
        (((430, 0), (430, 0)), {"A": 430, "B": 430}, "no_wins"),
        (((5, 1), (0, 0)), {"A": 5, "B": 5}, "no_outcomes"),
    ],
)
def test_what_may_not_be_read_is_not_read(counts: Any, drawn: Any, code: str) -> None:
    found = reading(TEST, *counts, drawn=drawn)
    assert found.code == code
    assert (found.winner is None) == (code != "winner")


def test_looking_every_week_does_not_make_a_winner_of_chance() -> None:
    daily = replace(TEST, looks="daily")
    past = [look(21, (130, 8), (130, 20)), look(14, (180, 14), (180, 26))]
    found = reading(daily, (280, 22), (280, 38), past=past)
    assert found.code == "cannot_tell"
    assert found.tempting is not None and found.tempting.look.as_of == past[0].as_of
    assert found.tempting.ahead == "B"
    assert [one.look.as_of for one in found.history] == [past[0].as_of, past[1].as_of, DAY]


def test_a_winner_named_earlier_stays_one() -> None:
    daily = replace(TEST, looks="daily")
    found = reading(daily, (430, 60), (430, 80), past=[look(7, (300, 15), (300, 75))])
    assert found.code == "winner"
    assert found.decided_on == DAY - timedelta(days=7)


def test_looks_at_other_arms_are_none_at_this_test() -> None:
    other = PastLook(as_of=DAY, verdict="winner", arms=(Arm("X", 9, 1), Arm("Y", 9, 2)))
    assert reading(TEST, (430, 35), (430, 61), past=[other]).past == ()


def test_few_groups_that_stay_together_prove_nothing() -> None:
    test = replace(TEST, cluster="rep")
    assert reading(test, (430, 35), (430, 61), clusters=1).code == "groups"
    assert reading(test, (430, 35), (430, 61), clusters=20).code == "winner"


def grouped(test: ChannelTest, *shares: list[int]) -> Reading:
    """So many successes of 90 leads in each group of each arm."""
    counted = tuple(
        CountedLead(
            lead=f"{arm.name}{group}/{at}",
            arm=arm.name,
            value=float(at < k),
            cluster=f"{arm.name}{group}",
        )
        for arm, own in zip(test.arms, shares, strict=True)
        for group, k in enumerate(own)
        for at in range(90)
    )
    return read_channel_test(
        test, ReadBack(test=test, as_of=DAY, counted=counted, waiting={}, drawn={})
    )


def test_groups_are_allowed_for_with_three_arms_as_with_two() -> None:
    test = replace(TEST, arms=(*ARMS, PlannedArm(name="C")), cluster="rep")
    uneven = [1, 2, 2, 3, 3, 30, 2, 40]
    found = grouped(test, [2, 3, 2, 3, 2, 9, 3, 2], [2, 2, 3, 3, 2, 8, 3, 2], uneven)
    assert found.readout.verdict.code == "winner"
    assert found.code == "groups" and found.winner is None
    assert found.groups_each == (8, 8, 8)
    assert grouped(test, [5] * 4 + [7] * 4, [6] * 8, [18] * 4 + [22] * 4).code == "winner"


def test_groups_that_differ_much_rule_no_difference_out() -> None:
    test = replace(TEST, cluster="rep")
    wild = [0, 1, 2, 30, 2, 1, 3, 25]
    found = grouped(test, wild, wild)
    assert found.readout.verdict.code == "no_difference"
    assert found.code == "groups"
    assert grouped(test, [8] * 8, [7, 8, 9] * 2 + [8] * 2).code == "no_difference"


@pytest.mark.parametrize("looks", ["once", "daily", "any_time"])
def test_looks_without_bounds_together_use_hardly_more_than_one_look(looks: Any) -> None:
    test = replace(TEST, looks=looks)
    open_looks = [replace(look(9, (9, 1), (9, 2)), verdict="cannot_tell") for _ in range(40)]
    used = sum(allowed_today(test, open_looks[:n]) for n in range(40))
    assert used <= 0.05 * (1.25 if looks == "once" else 1) + 1e-12
    closed = [replace(one, verdict="not_yet") for one in open_looks]
    assert allowed_today(test, closed) == allowed_today(test, [])


def test_no_plan_is_no_plan_that_is_in() -> None:
    found = reading(replace(TEST, outcome=Outcome(window_days=10)), (100, 2), (100, 5))
    assert found.code == "cannot_tell"


@pytest.mark.parametrize("usual", [0.0, 1.0])
def test_a_usual_rate_of_none_or_all_does_not_silence_the_evidence(usual: float) -> None:
    test = replace(TEST, looks="any_time", outcome=Outcome(usual=usual, window_days=10))
    assert reading(test, (300, 5), (300, 60)).code == "winner"


def test_of_several_arms_the_winner_beats_each() -> None:
    test = replace(TEST, arms=(*ARMS, PlannedArm(name="C")), looks="once")
    clear = reading(test, (700, 50), (700, 55), (700, 120))
    assert clear.code == "winner" and clear.winner == Arm("C", 700, 120)
    assert reading(test, (700, 50), (700, 118), (700, 120)).code == "over"
    assert clear.history[0].p_value is None


def test_a_plan_needs_a_usual_rate_and_a_difference() -> None:
    assert plan_of(replace(TEST, outcome=Outcome(usual=0.08))) is None
    assert plan_of(replace(TEST, outcome=Outcome(usual=0.0, smallest=0.1))) is None


def test_groups_that_answer_alike_ask_for_more_leads() -> None:
    single = plan_of(TEST)
    grouped = plan_of(replace(TEST, cluster="rep", cluster_leads=51, cluster_likeness=0.02))
    assert single is not None and grouped is not None
    assert grouped.design_effect == pytest.approx(2)
    assert grouped.leads_each == 852 and single.leads_each == 426


def test_every_lead_needed_for_amounts_is_counted() -> None:
    assert leads_for_amounts(Outcome(kind="amount", smallest=50), power=0.8, level=0.95) is None


def money(*arms: list[float], looks: Any = "once", past: Any = ()) -> Reading:
    test = replace(TEST, outcome=Outcome(kind="amount", window_days=10), looks=looks)
    counted = tuple(
        CountedLead(lead=f"{arm.name}{at}", arm=arm.name, value=value)
        for arm, values in zip(test.arms, arms, strict=True)
        for at, value in enumerate(values)
    )
    n = {arm.name: len(values) for arm, values in zip(test.arms, arms, strict=True)}
    found = ReadBack(test=test, as_of=DAY, counted=counted, waiting=dict.fromkeys(n, 0), drawn=n)
    return read_channel_test(test, found, past=past)


def test_money_has_a_winner_where_it_is_clear_and_none_where_few_bought() -> None:
    low = [0.0] * 160 + [100.0, 120.0] * 20
    high = [0.0] * 100 + [150.0, 190.0] * 50
    found = money(low, high)
    assert (found.code, found.winner) == ("winner", Arm("B", 200, 100))
    few = money([0.0] * 195 + [100.0] * 5, high)
    assert few.code == "few_buyers" and few.winner is None
    assert money([0.0] * 50, [0.0] * 50).code == "no_wins"


def test_more_looks_ask_more_of_money() -> None:
    once = money([0.0] * 160 + [100.0] * 40, [0.0] * 140 + [100.0] * 60)
    often = money(
        [0.0] * 160 + [100.0] * 40,
        [0.0] * 140 + [100.0] * 60,
        looks="daily",
        past=[look(7, (100, 10), (100, 11))],
    )
    assert once.money is not None and often.money is not None
    assert (once.money.allowed, often.money.allowed) == (pytest.approx(0.05), pytest.approx(0.0125))
    assert (once.code, often.code) == ("winner", "cannot_tell")
