"""The pieces of a change and what chance does to each."""

from __future__ import annotations

import importlib.util
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.change_pieces import pieces_of, two_sided_p
from salestoolkit.core.changes import product_parts, stage_shapley

counts = st.integers(0, 60)
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def calibration(simulated: ModuleType) -> ModuleType:
    """The benchmark that draws periods with known effects; it needs the simulated books."""
    assert simulated.__name__ in sys.modules
    found = importlib.util.spec_from_file_location(
        "change_calibration", BENCHMARKS / "change_calibration.py"
    )
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@st.composite
def two_periods(draw):
    """How many deals of each part stopped at each stage, or were won, in two periods."""
    parts, stages = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    row = st.lists(counts, min_size=stages + 1, max_size=stages + 1)
    tables = [np.array(draw(st.lists(row, min_size=parts, max_size=parts)), float) for _ in "01"]
    for table in tables:
        table[0, 0] += 1
    return tables


@given(two_periods())
@settings(max_examples=30)
def test_pieces_add_up_to_the_change_of_won_over_created(periods):
    before, after = periods
    pieces = pieces_of(before, after)
    change = after[:, -1].sum() / after.sum() - before[:, -1].sum() / before.sum()
    assert pieces.mix + math.fsum(pieces.stages) == pytest.approx(change, abs=1e-12)
    by_part = [*pieces.mix_by_part, *pieces.rate_by_part]
    assert math.fsum(by_part) == pytest.approx(change, abs=1e-12)
    assert pieces.rate == pytest.approx(change - pieces.mix, abs=1e-12)
    assert (np.isfinite([pieces.mix_error, pieces.rate_error, *pieces.stage_errors])).all()


@given(two_periods())
@settings(max_examples=30)
def test_one_period_against_itself_has_no_pieces(periods):
    pieces = pieces_of(periods[0], periods[0])
    assert [pieces.mix, *pieces.stages] == pytest.approx([0] * (1 + len(pieces.stages)), abs=1e-12)


def test_with_one_part_the_stages_are_shared_out_by_shapley():
    before, after = np.array([[40.0, 30, 10, 20]]), np.array([[50.0, 20, 15, 15]])
    pieces = pieces_of(before, after)
    expected = stage_shapley([0.6, 0.5, 2 / 3], [0.5, 0.6, 0.5])
    assert pieces.stages == pytest.approx(expected, abs=1e-15)
    assert pieces.mix == 0


def test_the_error_of_a_lone_stage_is_that_of_two_shares():
    before, after = np.array([[70.0, 30]]), np.array([[40.0, 60]])
    variance = 0.3 * 0.7 / 100 + 0.6 * 0.4 / 100
    assert pieces_of(before, after).stage_errors[0] == pytest.approx(math.sqrt(variance), rel=1e-5)


def test_many_products_are_shared_out_as_one_by_one():
    before, after = np.random.default_rng(1).random((2, 7, 5))
    together = product_parts(before, after)
    for row, old, new in zip(together, before, after, strict=True):
        assert row == pytest.approx(stage_shapley(old, new), abs=1e-15)


def test_a_piece_without_spread_is_no_evidence():
    assert two_sided_p(0.0, 0.0) == 1
    assert two_sided_p(1.96, 1.0) == pytest.approx(0.05, abs=1e-4)


@pytest.mark.slow
def test_intervals_cover_what_is_true(calibration):
    for deals in (400, 2000):
        held = calibration.coverage(deals, 3000)
        assert (held >= 0.93).all(), held
        assert (held <= 0.97).all(), held
