"""Replies by touch, and when another touch no longer pays."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.cadence import FEW, Cadence, read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth, StopRule, falling, when_to_stop
from salestoolkit.errors import InvalidValue

START, AS_OF = date(2026, 1, 5), date(2026, 10, 30)


def log(*leads: str, gap: int = 5, channel: str = "email") -> pd.DataFrame:
    """One text a lead, a letter a touch: ``-`` no reply, ``r`` replied, ``n`` refused."""
    outcomes = {"-": "", "r": "replied", "n": "refused"}
    rows = [
        (lead, START + timedelta(days=gap * place), channel, outcomes[letter])
        for lead, letters in enumerate(leads)
        for place, letter in enumerate(letters)
    ]
    return pd.DataFrame(rows, columns=["lead", "on", "channel", "outcome"])


def counts(found: Cadence) -> list[tuple[int, int, int]]:
    """Leads at risk, replies and refusals of each touch."""
    return [(one.n, one.replies, one.refused) for one in found.touches]


def many(*shares: tuple[int, int]) -> pd.DataFrame:
    """A log in which so many of so many leads reply to each touch and nobody refuses."""
    leads: list[str] = []
    for place, (n, replies) in enumerate(shares):
        after = shares[place + 1][0] if place + 1 < len(shares) else 0
        leads += ["-" * place + "r"] * replies
        leads += ["-" * (place + 1)] * (n - replies - after)
    return log(*leads)


def test_a_lead_is_at_risk_until_it_replies_refuses_or_gets_no_more() -> None:
    found = read_cadence(log("r", "-r", "-n", "--", "---"), as_of=AS_OF)
    assert counts(found) == [(5, 1, 0), (4, 1, 1), (1, 0, 0)]
    assert [one.hazard.value for one in found.touches] == [0.2, 0.25, 0.0]
    assert (found.leads, found.replied, found.refused, found.made) == (5, 2, 1, 10)


def test_the_share_reached_treats_refusals_as_an_end_and_not_as_missing() -> None:
    found = read_cadence(log("r", "-r", "-n", "--", "---"), as_of=AS_OF)
    # 1/5, then 4/5 still going of whom 1/4 reply; half of them is left at touch 3
    assert [one.reached for one in found.touches] == pytest.approx([0.2, 0.4, 0.4])


def test_a_young_touch_is_left_out_whatever_came_of_it() -> None:
    young = START + timedelta(days=13)
    for letters in ("r", "-", "n"):
        found = read_cadence(log(letters), as_of=young)
        assert counts(found) == [(0, 0, 0)] and found.touches[0].waiting == 1
        assert found.touches[0].hazard.value is None and found.touches[0].reached is None
    assert counts(read_cadence(log("r"), as_of=START + timedelta(days=14))) == [(1, 1, 0)]


def test_touches_after_a_reply_or_a_refusal_are_in_no_figure_and_counted() -> None:
    found = read_cadence(log("r--", "n-"), as_of=AS_OF)
    assert counts(found) == [(2, 1, 1)]
    assert (found.after_reply, found.after_refusal) == (2, 1)


def test_what_is_dated_later_is_not_known_yet() -> None:
    found = read_cadence(log("-" * 10, gap=30), as_of=START + timedelta(days=100))
    assert (len(found.touches), found.later) == (4, 6)


def test_no_touches_are_no_figures() -> None:
    found = read_cadence(log(), as_of=AS_OF)
    assert (found.touches, found.leads) == ((), 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"window_days": 0}, "cadence_window"), ({"outcome": "maybe"}, "cadence_outcome")],
)
def test_nonsense_is_refused(change: dict[str, Any], code: str) -> None:
    frame = log("-")
    if "outcome" in change:
        frame["outcome"] = change.pop("outcome")
    with pytest.raises(InvalidValue, match=code):
        read_cadence(frame, as_of=AS_OF, **change)


LOGS = st.lists(st.from_regex(r"-{0,5}[-rn]-{0,2}", fullmatch=True), max_size=30)


@settings(max_examples=25)
@given(LOGS, st.integers(0, 60))
def test_every_touch_is_counted_once_and_fewer_leads_get_the_next(
    leads: list[str], days: int
) -> None:
    found = read_cadence(log(*leads), as_of=START + timedelta(days=days))
    rows = sum(map(len, leads))
    assert found.made + found.after_reply + found.after_refusal + found.later == rows
    at_risk = [one.n + one.waiting for one in found.touches]
    assert at_risk == sorted(at_risk, reverse=True)
    reached = [one.reached for one in found.touches if one.reached is not None]
    assert reached == sorted(reached) and all(0 <= one <= 1 + 1e-9 for one in reached)


def stopped(*shares: tuple[int, int], line: float = 0.05, **options: Any) -> StopRule:
    """When to stop where a touch pays from a share of replies on."""
    worth = ReplyWorth(chance=0.5, value=200, cost=100 * line)
    return when_to_stop(read_cadence(many(*shares), as_of=AS_OF), worth, **options)


def test_the_first_touch_whose_reply_is_worth_less_than_it_costs_ends_the_sequence() -> None:
    rule = stopped((1000, 200), (700, 70), (500, 5), (400, 2))
    assert (rule.stop_after, rule.judged, rule.sure, rule.pays_again) == (2, 4, True, ())
    assert rule.rest is not None and rule.rest.value == pytest.approx(7 / 900)
    assert [one.verdict for one in rule.pays] == ["pays", "pays", "loses", "loses"]
    assert rule.pays[0].gain == pytest.approx(0.2 * 100 - 5)


def test_a_share_just_below_the_line_is_not_certain() -> None:
    rule = stopped((200, 40), (150, 6))
    assert (rule.stop_after, rule.sure) == (1, False)
    assert rule.pays[1].verdict == "unsure"


def test_a_later_touch_above_the_line_is_told() -> None:
    rule = stopped((400, 80), (300, 3), (200, 30))
    assert (rule.stop_after, rule.pays_again) == (1, (3,))


def test_a_small_number_decides_nothing() -> None:
    rule = stopped((400, 80), (FEW - 1, 0))
    assert (rule.stop_after, rule.judged, rule.pays[1].verdict) == (None, 1, "small")
    assert stopped((FEW, FEW), (FEW - 1, 0)).judged == 1


def test_where_every_touch_pays_nobody_is_told_to_stop() -> None:
    assert stopped((400, 80), (300, 60)).stop_after is None


def test_a_reply_that_is_worth_nothing_pays_for_no_touch() -> None:
    found = read_cadence(many((400, 80)), as_of=AS_OF)
    rule = when_to_stop(found, ReplyWorth(chance=0, value=200, cost=1))
    assert (rule.stop_after, rule.sure, rule.pays[0].break_even) == (0, True, None)
    assert when_to_stop(found, ReplyWorth(chance=0, value=200, cost=0)).stop_after is None


def test_the_cost_of_a_touch_is_that_of_the_channels_used_there() -> None:
    both = pd.concat([log("-r", channel="phone"), log("--", channel="sms")], ignore_index=True)
    both["lead"] = [0, 0, 1, 1]
    found = read_cadence(both, as_of=AS_OF)
    worth = ReplyWorth(chance=1, value=100, cost=20, costs={"sms": 2})
    assert [one.cost for one in when_to_stop(found, worth).pays] == [11, 11]


@pytest.mark.parametrize(
    "given_worth",
    [{"chance": 1.2}, {"value": -1}, {"cost": float("inf")}, {"costs": {"email": -2}}],
)
def test_a_worth_that_cannot_be_is_refused(given_worth: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="cadence_number"):
        ReplyWorth(**({"chance": 0.5, "value": 10, "cost": 1} | given_worth))


def test_smoothing_pools_neighbours_that_rise_and_says_so() -> None:
    found = read_cadence(many((400, 80), (300, 15), (200, 20)), as_of=AS_OF)
    pooled = pytest.approx(35 / 500)
    assert falling(found) == [0.2, pooled, pooled]
    assert stopped((400, 80), (300, 3), (200, 30), line=0.06, smoothed=True).stop_after is None
    assert stopped((400, 80), (300, 3), (200, 30), line=0.06, smoothed=True).smoothed


@settings(max_examples=25)
@given(LOGS)
def test_smoothed_shares_never_rise_and_keep_the_replies(leads: list[str]) -> None:
    found = read_cadence(log(*leads), as_of=AS_OF)
    values = [one for one in falling(found) if one is not None]
    assert all(before >= after - 1e-12 for before, after in pairwise(values))
    kept = sum(
        (one.n * (value or 0)) for one, value in zip(found.touches, falling(found), strict=True)
    )
    assert kept == pytest.approx(sum(one.replies for one in found.touches))
