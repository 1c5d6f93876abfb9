import math

import numpy as np
import pytest

from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_flow import MONTH, flow_of
from salestoolkit.core.velocity import LEVERS


@pytest.fixture(scope="module")
def flow(book_of):
    return flow_of(Source(book_of(600, seed=21), None), currency="EUR")


def test_the_mean_of_all_deals_is_what_the_funnel_was_drawn_with(flow):
    # stages of 5, 10, 15 and 20 days, reached by 1, 0.7, 0.42 and 0.231 of the deals
    truth = 5 + 0.7 * 10 + 0.42 * 15 + 0.231 * 20
    mean = flow.figures["mean_days"]
    assert mean.low < truth < mean.high
    assert mean.n == 600


def test_wins_take_their_quartiles_in_order(flow):
    names = ("days_to_win_q25", "days_to_win", "days_to_win_q75")
    values = [flow.figures[name].value for name in names]
    assert values == sorted(values)
    assert all(flow.figures[name].low <= flow.figures[name].value for name in names)


def test_velocity_is_open_deals_by_win_rate_by_value_over_mean_days(flow):
    levers = dict(zip(flow.levers["lever"], flow.levers["value"], strict=True))
    speed = levers["deals"] * levers["win_rate"] * levers["value"] / levers["cycle"]
    figure = flow.figures["velocity_month"]
    assert figure.value == pytest.approx(speed * MONTH)
    assert figure.low < figure.value < figure.high
    assert (figure.currency, figure.n) == ("EUR", int(levers["deals"]))


def test_the_arrivals_bring_in_about_as_much_as_the_work_in_hand(flow):
    work, arrivals = flow.figures["velocity_month"], flow.figures["begun_worth_month"]
    # Little's law, with the chance in 90 days of arrivals and in one day's stock
    assert arrivals.low < work.high and work.low < arrivals.high


def test_a_tenth_more_of_each_lever_brings_a_tenth_and_a_shorter_cycle_a_ninth(flow):
    gains = dict(zip(flow.levers["lever"], flow.levers["gain_month"], strict=True))
    speed = flow.figures["velocity_month"].value
    assert tuple(gains) == LEVERS
    assert [gains[lever] / speed for lever in LEVERS] == pytest.approx([0.1, 0.1, 0.1, 1 / 9])


def test_a_deal_is_worth_more_the_further_it_has_come(flow):
    worth = flow.work["worth_each"].tolist()
    # all deals, then the stages in order; the first stage is where all begin
    assert worth[1] == pytest.approx(worth[0], rel=0.15)
    assert worth[1:] == sorted(worth[1:])


def test_without_values_there_is_no_money_but_time(book_of):
    found = flow_of(Source(book_of(200, seed=3), None), currency=None)
    assert found.figures["velocity_month"].value is None
    assert found.figures["velocity_month"].note == "no_values"
    assert found.figures["mean_days"].value is not None
    assert found.change is None
    assert "no_values" in found.limits


@pytest.mark.parametrize(
    "events",
    [
        [("a", "S1", 0)],
        [("a", "S1", 0), ("a", "won", 0)],
        [("a", "lost", 3), ("b", "lost", 4)],
    ],
)
def test_tiny_books_are_told_apart_by_what_they_cannot_say(book_from, events):
    found = flow_of(Source(book_from(events, as_of=10), None), currency=None)
    assert found.figures["velocity_month"].value is None
    assert {"no_values", "short_history"} <= set(found.limits)
    for figure in found.figures.values():
        assert figure.value is None or math.isfinite(figure.value)


def test_all_figures_keep_to_the_level(book_of):
    book = book_of(100, seed=3)
    wide, narrow = (flow_of(Source(book, None), currency="EUR", level=lv) for lv in (0.99, 0.5))
    for name, figure in wide.figures.items():
        other = narrow.figures[name]
        assert figure.value == other.value
        # an end that too few wins leave open is at no distance
        if figure.high is not None and other.high is not None:
            assert figure.high - figure.low > other.high - other.low
    assert np.allclose(wide.work["expected"], narrow.work["expected"])
