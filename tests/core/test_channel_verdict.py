import numpy as np
import pytest

from salestoolkit.core.channel_decide import Decision, Rules, decide, looks_of, rule_in_force
from salestoolkit.core.channel_evidence import evidence
from salestoolkit.core.channel_test import Arm
from salestoolkit.core.channel_verdict import Pace, more_leads_each, read_test
from salestoolkit.errors import InvalidValue


def arms(*counts):
    return [Arm("ABCD"[place], n, k) for place, (n, k) in enumerate(counts)]


PLANNED = Rules(leads_each=1000, base=0.05, smallest=0.03, window_days=14)


def code(*history, rules=PLANNED, **more):
    return read_test([arms(*look) for look in history], rules=rules, **more).verdict.code


def test_arms_of_other_sizes_than_planned_block_the_result_even_where_it_is_clear():
    assert code([(1000, 20), (700, 100)]) == "blocked"
    assert code([(600, 20), (600, 90)], assigned=[1000, 700]) == "blocked"
    assert code([(800, 20), (200, 30)], rules=Rules(looks="once", shares=(0.8, 0.2))) == "winner"


def test_no_success_in_any_arm_has_no_winner():
    assert code([(500, 0), (500, 0)]) == "no_wins"
    assert code([(1200, 0), (1200, 0)]) == "no_wins"


def test_an_arm_that_nobody_has_been_heard_of_yet_gives_no_outcome():
    assert code([(0, 0), (0, 0)]) == "no_outcomes"


def test_where_even_all_successes_in_one_arm_would_not_do_it_is_too_small():
    assert code([(40, 1), (40, 2)], rules=Rules()) == "too_small"


def test_a_single_look_before_the_planned_number_names_nobody():
    once = Rules(leads_each=1000, looks="once")
    assert code([(400, 20), (400, 60)], rules=once) == "not_yet"
    assert code([(400, 20), (400, 60)], [(1000, 50), (1000, 130)], rules=once) == "winner"


def test_an_early_look_needs_more_than_five_of_a_hundred():
    early = read_test([arms((500, 25), (500, 43))], rules=PLANNED)
    assert early.two.significant
    assert early.verdict.code == "cannot_tell"
    assert early.two.p_value > early.looks[0].nominal > 0
    assert code([(500, 25), (500, 60)]) == "winner"


def test_a_winner_stays_named_though_later_looks_show_less():
    history = [arms((500, 25), (500, 60)), arms((1000, 70), (1000, 80))]
    verdict = read_test(history, rules=PLANNED).verdict
    assert (verdict.code, verdict.winner, verdict.decided_at) == ("winner", 1, 0)


def test_after_the_planned_number_a_test_is_over_with_or_without_a_winner():
    assert code([(1000, 60), (1000, 75)]) == "over"
    again = read_test([arms((1000, 60), (1000, 75)), arms((2000, 100), (2000, 160))], rules=PLANNED)
    assert again.verdict.code == "over"
    assert again.looks[1].bound is None


def test_a_difference_that_is_surely_smaller_than_worth_knowing_is_none():
    assert code([(1000, 50), (1000, 51)]) == "no_difference"
    # an early look has to be as sure of it as of a winner
    assert code([(500, 20), (500, 19)]) == "cannot_tell"
    any_time = Rules(looks="any_time", smallest=0.03)
    assert code([(1000, 50), (1000, 51)], rules=any_time) == "cannot_tell"
    assert code([(5000, 250), (5000, 251)], rules=any_time) == "no_difference"


def test_how_many_more_leads_and_days_are_needed_is_said():
    pace = Pace(leads_per_day=20, waiting=300)
    verdict = read_test([arms((400, 20), (400, 30))], rules=PLANNED, pace=pace).verdict
    assert (verdict.code, verdict.more_each) == ("cannot_tell", 600)
    assert verdict.more_days == (1200 - 300) / 20 + 14
    assert Pace(leads_per_day=None).days(10, 14) is None
    assert Pace(waiting=10).days(10, 14) == 14


def test_without_a_plan_the_leads_needed_follow_from_the_rate_seen():
    assert more_leads_each(arms((400, 30), (400, 30)), Rules()) is None
    assert more_leads_each(arms((400, 30), (400, 34)), Rules()) > 4000
    assert more_leads_each(arms((400, 30), (400, 34)), Rules(smallest=0.05)) < 600


def test_several_looks_without_a_planned_number_need_evidence_at_any_time():
    assert rule_in_force(1, Rules(looks="once")) == "once"
    assert rule_in_force(2, Rules(looks="once")) == "any_time"
    readout = read_test([arms((300, 20), (300, 40))] * 2, rules=Rules(looks="once"))
    assert readout.two.significant
    assert readout.verdict.code == "cannot_tell"
    assert (readout.looks, len(readout.evidence)) == ((), 1)


def test_of_several_variants_the_winner_is_ahead_of_each():
    rules = Rules(leads_each=800)
    verdict = read_test([arms((800, 40), (800, 45), (800, 110))], rules=rules).verdict
    assert (verdict.code, verdict.winner, verdict.ahead_of) == ("winner", 2, (0, 1))
    assert code([(800, 40), (800, 100), (800, 110)], rules=rules) == "over"
    any_time = Rules(looks="any_time")
    found = read_test([arms((800, 40), (800, 45), (800, 110))], rules=any_time)
    assert found.verdict.winner == 2
    assert {one.needed for one in found.evidence} == {60.0}


def test_leads_taken_out_by_a_correction_do_not_give_back_what_was_spent():
    history = [arms((0, 0), (0, 0)), arms((500, 30), (500, 31)), arms((490, 30), (500, 31))]
    looks = looks_of(history, PLANNED)
    assert looks[0].spent == 0
    assert looks[1] == looks[2]
    assert decide(history, PLANNED) is None


def test_looks_that_do_not_fit_together_are_refused():
    with pytest.raises(InvalidValue, match="looks_arms"):
        read_test([])
    with pytest.raises(InvalidValue, match="looks_arms"):
        read_test([arms((5, 1), (5, 1)), arms((5, 1), (5, 1), (5, 1))])
    with pytest.raises(InvalidValue, match="channel_arms"):
        read_test([arms((5, 1))])


def test_the_evidence_of_the_next_lead_has_a_mean_of_one_where_the_arms_are_equal():
    # one lead more, in an arm drawn by the planned parts, with any common rate
    for rate, share in ((0.05, 0.5), (0.3, 0.2), (0.9, 0.7)):
        before = evidence(Arm("A", 60, 5), Arm("B", 40, 9), share_b=share, base=0.1).value
        after = 0.0
        for in_b, chance_b in ((0, 1 - share), (1, share)):
            for done, chance in ((0, 1 - rate), (1, rate)):
                a = Arm("A", 60 + 1 - in_b, 5 + (1 - in_b) * done)
                b = Arm("B", 40 + in_b, 9 + in_b * done)
                after += chance_b * chance * evidence(a, b, share_b=share, base=0.1).value
        assert after == pytest.approx(before, rel=1e-9)


@pytest.mark.slow
def test_evidence_ever_reaches_its_bound_in_few_of_the_tests_of_equal_arms():
    random = np.random.default_rng(7)
    ever = 0
    for _ in range(300):
        n, k, reached = np.zeros(2, int), np.zeros(2, int), False
        for _ in range(25):
            come = random.binomial(20, 0.5)
            n += (20 - come, come)
            k += random.binomial((20 - come, come), 0.2)
            found = evidence(Arm("A", int(n[0]), int(k[0])), Arm("B", int(n[1]), int(k[1])))
            reached |= found.enough
        ever += reached
    assert ever / 300 <= 0.05


def test_the_decision_names_the_look_at_which_it_was_allowed():
    history = [arms((200, 10), (200, 16)), arms((600, 30), (600, 75)), arms((900, 45), (900, 99))]
    assert decide(history, PLANNED) == Decision(winner=1, ahead_of=(0,), look=1)
