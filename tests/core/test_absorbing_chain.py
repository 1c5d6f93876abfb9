from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.absorbing_chain import absorbing_chain, all_rounds, spectral_radius
from salestoolkit.errors import InvalidValue


def test_a_coin_thrown_until_heads_takes_two_throws_with_variance_two() -> None:
    chain = absorbing_chain([[0.5]], [[0.5]])
    assert chain.steps.tolist() == [2.0]
    assert chain.variance.tolist() == [2.0]
    assert chain.absorption is not None
    assert chain.absorption.tolist() == [[1.0]]


def test_a_chain_that_walks_straight_through_has_no_variance() -> None:
    chain = absorbing_chain([[0, 1], [0, 0]], [[0], [1]])
    assert chain.steps.tolist() == [2.0, 1.0]
    assert chain.variance.tolist() == [0.0, 0.0]


@pytest.mark.parametrize("loop", [[[1.0]], [[0, 1], [1, 0]], [[1.7]], [[0.4, 0.9], [0.9, 0.4]]])
def test_rounds_that_do_not_die_out_have_no_sum_and_no_negative_total(loop: list[object]) -> None:
    assert spectral_radius(loop) >= 1
    assert all_rounds(loop) is None


def test_a_chain_that_need_not_end_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        absorbing_chain([[0, 1], [1, 0]])
    assert caught.value.code == "chain_never_ends"


@pytest.mark.parametrize(
    ("between", "ends", "code"),
    [
        ([[0.5, 0.1]], None, "chain_not_square"),
        ([[-0.1]], None, "chain_not_chances"),
        ([[float("nan")]], None, "chain_not_chances"),
        ([[0.7]], [[0.4]], "chain_not_chances"),
    ],
)
def test_what_is_no_chain_is_named(between: object, ends: object, code: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        absorbing_chain(between, ends)  # type: ignore[arg-type]
    assert caught.value.code == code


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=3))
def test_every_start_ends_somewhere_and_the_visits_are_the_sum_of_the_rounds(
    rows: list[list[int]],
) -> None:
    whole = np.array([[*row, 3] for row in rows], dtype=float)
    whole /= whole.sum(axis=1, keepdims=True)
    chain = absorbing_chain(whole[:, :3], whole[:, 3:])
    assert chain.absorption is not None
    assert np.allclose(chain.absorption.sum(axis=1), 1)
    power, summed = np.eye(3), np.zeros((3, 3))
    for _ in range(800):
        summed, power = summed + power, power @ whole[:, :3]
    assert np.allclose(chain.visits, summed)
    assert (chain.variance >= 0).all()
