from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.charts.axes import fitting_ticks, nice_ticks
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import SMALL_SIZE
from salestoolkit.words import load_words

ENDS = st.tuples(st.floats(-1e9, 0), st.floats(1e-2, 1e9))


@given(ENDS, st.integers(2, 9))
def test_ticks_lie_between_the_ends_and_hold_zero(ends: tuple[float, float], most: int) -> None:
    ticks = nice_ticks(*ends, at_most=most)
    # a hundred-millionth of the axis is no pixel
    slack = 1e-6 + 1e-8 * (ends[1] - ends[0])
    assert all(ends[0] - slack <= tick <= ends[1] + slack for tick in ticks)
    assert 0 in ticks
    assert len(ticks) <= most + 1


@given(ENDS, st.sampled_from(["en", "pl"]), st.integers(100, 700))
def test_labels_do_not_touch_and_stay_inside(
    ends: tuple[float, float], language: str, width: int
) -> None:
    words = load_words(language)
    ticks = fitting_ticks(
        *ends, lambda value: words.money_about(value, "PLN"), place=(0.0, width), width=width
    )
    spots = [
        ((value - ends[0]) / (ends[1] - ends[0]) * width, text_width(label, SMALL_SIZE) / 2)
        for value, label in ticks.items()
    ]
    assert all(at - half >= -1 and at + half <= width + 1 for at, half in spots)
    assert all(a + ha < b - hb for (a, ha), (b, hb) in pairwise(spots))


@given(ENDS)
def test_a_coarse_label_says_the_tick_exactly(ends: tuple[float, float]) -> None:
    for tick in nice_ticks(*ends, at_most=9):
        assert float(f"{tick:.1e}") == pytest.approx(tick, rel=1e-9, abs=1e-9)


def test_days_have_whole_ticks() -> None:
    assert nice_ticks(0, 3.2, at_most=9, whole=True) == [0, 1, 2, 3]
