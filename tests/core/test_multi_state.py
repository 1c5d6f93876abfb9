import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.core.multi_state import STILL, state_occupation
from salestoolkit.errors import InvalidValue

HERE, WON, LOST = 0, 1, 2


def one_state(ages, causes, entry=None):
    """Deals that leave their only state for a win or a loss, or are still there."""
    count = len(ages)
    return state_occupation(
        range(count),
        [HERE] * count,
        entry or [0] * count,
        ages,
        [STILL if cause == 0 else cause for cause in causes],
        n_states=3,
    )


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 2), st.integers(0, 10)),
        min_size=1,
        max_size=40,
    )
)
def test_without_moves_back_it_is_aalen_and_johansen_with_late_entry_too(deals):
    # deals that end before they are seen are left out by both
    kept = [(age, cause, entry) for age, cause, entry in deals if entry <= age]
    kept.append((40, 0, 0))
    ages, causes, entry = (list(column) for column in zip(*kept, strict=True))
    curve = aalen_johansen(ages, causes, entry=entry, n_causes=2)
    found = one_state(ages, causes, entry)
    for day in range(41):
        shares = found.at(day)
        assert shares is not None
        assert shares[WON] == pytest.approx(curve.at(day, cause=1), abs=1e-12)
        assert shares[LOST] == pytest.approx(curve.at(day, cause=2), abs=1e-12)


def test_a_move_back_brings_a_deal_back():
    # one deal: first stage, second on day 2, back on day 5, second again on day 7, still there
    found = state_occupation(
        ["d"] * 4, [0, 1, 0, 1], [0, 2, 5, 7], [2, 5, 7, 9], [1, 0, 1, STILL], n_states=3
    )
    assert found.time.tolist() == [2, 5, 7]
    assert found.occupation.tolist() == [[0, 1, 0], [1, 0, 0], [0, 1, 0]]
    assert (found.n, found.last) == (1, 9)


def test_two_deals_with_a_move_back_by_hand():
    # a: 0 -> 1 on day 1 -> 0 on day 3, seen until 6; b: 0 -> 2 on day 4
    found = state_occupation(
        ["a", "a", "a", "b"], [0, 1, 0, 0], [0, 1, 3, 0], [1, 3, 6, 4], [1, 0, -1, 2], n_states=3
    )
    assert found.time.tolist() == [1, 3, 4]
    assert found.occupation == pytest.approx(
        np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.5, 0.0, 0.5]])
    )
    assert found.transitions[0] == pytest.approx(np.array([[0.5, 0.5, 0], [0, 1, 0], [0, 0, 1]]))


def test_several_moves_of_a_day_are_gone_through_one_after_the_other():
    found = state_occupation(
        ["a", "a", "a", "b"], [0, 1, 2, 0], [0, 0, 0, 0], [0, 0, 5, 5], [1, 2, -1, -1], n_states=3
    )
    assert found.time.tolist() == [0]
    assert found.at(0) == pytest.approx([0.5, 0.0, 0.5])


def test_with_everything_seen_it_is_the_plain_share_of_deals_in_each_state():
    random = np.random.default_rng(3)
    rows, path = [], np.zeros((50, 31), dtype=int)
    for deal in range(50):
        day, state = 0, 0
        while day < 30:
            end = min(30, day + int(random.integers(1, 9)))
            after = int(random.integers(0, 4)) if end < 30 else STILL
            after = (after + 1) % 4 if after == state else after
            path[deal, day:end] = state
            rows.append((deal, state, day, end, after))
            day, state = end, after if after != STILL else state
        path[deal, 30] = state
    found = state_occupation(*zip(*rows, strict=True), n_states=4)
    for day in range(1, 30):
        plain = np.bincount(path[:, day], minlength=4) / 50
        assert found.at(day) == pytest.approx(plain, abs=1e-9)


def test_nothing_is_said_past_the_follow_up_or_of_no_deals():
    assert one_state([5], [1]).at(6) is None
    empty = state_occupation([], [], [], [], [], n_states=2)
    assert (empty.n, empty.last, empty.at(0)) == (0, None, None)


def test_a_stay_that_runs_backwards_is_set_apart():
    found = state_occupation(["a", "b"], [0, 0], [5, 0], [3, 4], [1, 1], n_states=2)
    assert (found.n, found.at(4).tolist()) == (1, [0.0, 1.0])


@pytest.mark.parametrize(("states", "after"), [([2], [0]), ([0], [5]), ([-1], [0])])
def test_a_state_that_does_not_exist_is_refused(states, after):
    with pytest.raises(InvalidValue) as caught:
        state_occupation(["a"], states, [0], [1], after, n_states=2)
    assert caught.value.code == "unknown_state"
