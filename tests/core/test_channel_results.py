"""Results held against the leads drawn: who counts, who is waited for, who is set apart and why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.channel_results import AssignedLead, ReadBack, ResultRow, read_back
from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm

START = date(2026, 9, 1)
TEST = ChannelTest(
    name="T",
    arms=(PlannedArm(name="A"), PlannedArm(name="B")),
    outcome=Outcome(window_days=10),
)


def day(n: int) -> date:
    return START + timedelta(days=n)


LATE = day(60)


def drawn(*pairs: tuple[str, str | None]) -> list[AssignedLead]:
    return [AssignedLead(lead=lead, arm=arm, assigned_on=START) for lead, arm in pairs]


def back(*rows: ResultRow, as_of: date = LATE, leads: list[AssignedLead] | None = None) -> ReadBack:
    return read_back(TEST, leads or drawn(("L1", "A"), ("L2", "B")), rows, as_of=as_of)


def values(found: ReadBack) -> dict[str, float]:
    return {one.lead: one.value for one in found.counted}


def row(lead: str = "L1", **fields: object) -> ResultRow:
    return ResultRow(line=2, lead=lead, **fields)  # type: ignore[arg-type]


def test_everybody_drawn_counts_also_who_was_never_reached() -> None:
    found = back(row(sent_on=day(1), outcome=1.0, outcome_on=day(3)))
    assert values(found) == {"L1": 1.0, "L2": 0.0}
    assert found.no_row == 1
    assert found.unsent == {"A": 0, "B": 1}


@pytest.mark.parametrize(("after", "counts"), [(0, 1.0), (9, 1.0), (10, 0.0), (30, 0.0)])
def test_the_window_ends_before_its_last_day(after: int, counts: float) -> None:
    found = back(row(sent_on=day(1), outcome=1.0, outcome_on=day(1 + after)))
    assert values(found)["L1"] == counts
    assert found.late == (() if counts else ("L1",))


def test_a_lead_counts_on_the_last_day_of_its_window_and_not_before() -> None:
    sent = row(sent_on=day(1), outcome=1.0, outcome_on=day(2))
    young, old = back(sent, as_of=day(9)), back(sent, as_of=day(10))
    assert "L1" not in values(young) and young.waiting["A"] == 1
    assert young.waiting_until[-1] == day(10)
    assert values(old)["L1"] == 1.0


def test_a_reply_after_the_day_looked_at_is_not_known_yet() -> None:
    found = back(row(outcome=1.0, outcome_on=day(9)), as_of=day(9))
    assert values(found)["L1"] == 1.0
    earlier = back(row(outcome=1.0, outcome_on=day(12)), as_of=day(11))
    assert values(earlier)["L1"] == 0.0 and earlier.later == 1 and not earlier.late


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row(""), "no_lead"),
        (row("L9"), "never_assigned"),
        (row("L9", arm="C"), "unknown_arm"),
        (row(arm="C"), "unknown_arm"),
        (row(arm="B"), "two_arms"),
        (row(sent_on=day(-1)), "sent_before_assigned"),
        (row(sent_on=day(3), outcome=1.0, outcome_on=day(2)), "reply_before_sent"),
        (row(outcome=1.0, outcome_on=day(-2)), "reply_before_sent"),
        (row(unreadable="perhaps"), "unreadable"),
    ],
)
def test_a_row_that_cannot_be_is_set_apart_and_the_rest_goes_on(
    bad: ResultRow, reason: str
) -> None:
    found = back(bad, row("L2", outcome=1.0, outcome_on=day(2)))
    assert [one.reason for one in found.apart] == [reason]
    assert values(found)["L2"] == 1.0
    assert (found.rows, found.used, found.repeated) == (2, 1, 0)
    assert found.assigned == 2


def test_a_lead_in_two_arms_of_the_list_is_set_apart() -> None:
    found = back(row(outcome=1.0), leads=drawn(("L1", None), ("L2", "B")))
    assert found.apart_leads == {"two_arms": 1}
    assert values(found) == {"L2": 0.0}


def test_a_row_twice_counts_once_and_two_rows_are_read_together() -> None:
    sent, replied = row(sent_on=day(1)), row(outcome=1.0, outcome_on=day(4))
    found = back(sent, sent, replied)
    assert found.repeated == 1
    assert values(found)["L1"] == 1.0


def test_amounts_within_the_window_are_added_up() -> None:
    test = ChannelTest(name="T", arms=TEST.arms, outcome=Outcome(kind="amount", window_days=10))
    rows = [
        row(outcome=amount, outcome_on=day(n)) for amount, n in ((100.0, 2), (50.0, 4), (7.0, 20))
    ]
    found = read_back(test, drawn(("L1", "A")), rows, as_of=day(60))
    assert values(found) == {"L1": 150.0}


ROWS = st.builds(
    row,
    lead=st.sampled_from(["", "L1", "L2", "L3", "L9"]),
    arm=st.sampled_from(["", "A", "b", "C"]),
    sent_on=st.one_of(st.none(), st.integers(-3, 30).map(day)),
    outcome=st.sampled_from([None, 0.0, 1.0]),
    outcome_on=st.one_of(st.none(), st.integers(-3, 50).map(day)),
)


@settings(max_examples=60)
@given(st.lists(ROWS, max_size=12), st.integers(0, 60))
def test_every_lead_and_every_row_is_accounted_for(rows: list[ResultRow], n: int) -> None:
    leads = drawn(("L1", "A"), ("L2", "B"), ("L3", None))
    found = read_back(TEST, leads, rows, as_of=day(n))
    assert found.assigned == 3
    assert found.rows == len(rows)
    assert found.used + found.repeated + sum(one.line > 0 for one in found.apart) == len(rows)
    assert found.used >= 0
    assert len(found.waiting_until) == sum(found.waiting.values())
