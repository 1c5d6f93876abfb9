import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from salestoolkit.core.channel_amounts import amounts_of, read_amounts, studentised_difference
from salestoolkit.core.channel_test import Arm, read_two
from salestoolkit.core.channel_test_many import read_many
from salestoolkit.errors import InvalidValue


def test_money_is_told_apart_into_buyers_and_what_each_brought():
    read = read_amounts("A", [0.0] * 95 + [40.0] * 5, "B", [0.0] * 90 + [20.0] * 10)
    assert read.difference == 0
    assert read.buyers.difference == pytest.approx(0.05)
    assert read.per_buyer.value == -20
    assert read.a.per_buyer.value * read.a.buyers == read.a.total == 200


def test_one_large_order_is_told():
    read = read_amounts("A", [0.0] * 900 + [10.0] * 100, "B", [0.0] * 900 + [10.0] * 99 + [9000.0])
    assert read.heavy_tail
    assert read.b.top_buyers > 0.9
    assert not read.significant
    assert not read_amounts("A", [10.0] * 500, "B", [11.0] * 499 + [9.0]).heavy_tail


def test_without_buyers_there_is_no_interval_and_few_are_told():
    read = read_amounts("A", [0.0] * 50, "B", [0.0] * 49 + [5.0])
    assert (read.interval, read.p_value, read.significant) == (None, None, False)
    assert read.few_buyers
    assert amounts_of("A", []).per_lead.value is None
    assert amounts_of("A", [0.0]).top_leads is None
    assert studentised_difference([5.0, 5.0], [5.0, 5.0]) is None


def test_an_amount_below_nothing_is_refused():
    with pytest.raises(InvalidValue, match="arm_amount"):
        amounts_of("A", [1.0, -2.0])


@pytest.mark.slow
def test_the_bootstrap_covers_the_truth_of_skewed_money():
    random = np.random.default_rng(11)
    held = 0
    for run in range(120):
        arms = [
            np.where(random.random(800) < 0.15, random.lognormal(4, 1, 800), 0.0) for _ in range(2)
        ]
        interval, _ = studentised_difference(*arms, draws=400, seed=run)
        held += interval.low <= 0 <= interval.high
    # of 120 runs at 95 %: between 108 and 119 with a chance of 99 %
    assert held >= 108


def test_the_same_data_give_the_same_interval():
    a, b = [0.0] * 90 + [10.0, 30.0] * 5, [0.0] * 80 + [10.0, 90.0] * 10
    assert studentised_difference(a, b) == studentised_difference(a, b)


@pytest.fixture(scope="module")
def hillstrom():
    if "REALDATA" not in os.environ:
        pytest.skip("REALDATA names no folder of real exports")
    import pandas as pd

    path = Path(os.environ["REALDATA"]) / "hillstrom_email_ab" / "hillstrom.csv"
    table = pd.read_csv(path, usecols=["segment", "visit", "spend"])
    return dict(iter(table.groupby("segment")))


def test_visits_after_two_real_mailings_are_told_apart_from_none(hillstrom):
    arms = [
        Arm(name, len(hillstrom[name]), int(hillstrom[name]["visit"].sum()))
        for name in ("No E-Mail", "Mens E-Mail", "Womens E-Mail")
    ]
    assert [(arm.n, arm.successes) for arm in arms] == [(21306, 2262), (21307, 3894), (21387, 3238)]
    for arm in arms[1:]:
        two = read_two(arms[0], arm)
        table = [[arm.successes, arm.n - arm.successes], [2262, 21306 - 2262]]
        assert two.test == "score"
        assert two.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
        assert two.interval.low > 0.03
        assert two.prob_b_better == pytest.approx(1)
    many = read_many(arms)
    assert (many.leader, many.beats_all) == (1, True)
    # worked out by hand: 3894/21307 - 2262/21306
    assert many.pairs[0].difference == pytest.approx(0.0765899, abs=1e-6)


def test_spending_after_two_real_mailings_is_read_as_few_buyers_and_a_heavy_tail(hillstrom):
    none = hillstrom["No E-Mail"]["spend"].to_numpy()
    for name, buyers in (("Mens E-Mail", 267), ("Womens E-Mail", 189)):
        spend = hillstrom[name]["spend"].to_numpy()
        read = read_amounts("none", none, name, spend)
        assert (read.a.buyers, read.b.buyers) == (122, buyers)
        assert read.heavy_tail
        assert read.a.top_leads == 1.0
        peer = stats.ttest_ind(spend, none, equal_var=False)
        assert read.by_welch.p_value == pytest.approx(peer.pvalue)
        bounds = peer.confidence_interval()
        assert (read.by_welch.low, read.by_welch.high) == pytest.approx(bounds)
        assert tuple(read.interval) == pytest.approx(bounds, abs=0.02)
        # more buyers, who spend no more each
        assert read.buyers.significant
        assert read.per_buyer.low < 0 < read.per_buyer.high
