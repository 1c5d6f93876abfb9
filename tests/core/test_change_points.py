"""What is printed of a change adds up, in rows and in columns."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.change_cohorts import Span
from salestoolkit.core.change_pieces import pieces_of
from salestoolkit.core.change_points import printed_cells, printed_points, rounded_to
from salestoolkit.core.change_results import FunnelChanges, Period
from salestoolkit.core.proportions import wilson
from salestoolkit.core.rounded_table import rounded_table

effects = st.lists(st.floats(-90, 90), min_size=1, max_size=9)


def result_of(before: list[list[int]], after: list[list[int]]) -> FunnelChanges:
    """A comparison whose tables hold what printing needs."""
    pieces = pieces_of(np.array(before, float), np.array(after, float))
    periods = [
        Period(
            span=Span(date(2026, month, 1), date(2026, month + 1, 1)),
            seen_at=date(2026, 12, 1),
            deals=int(np.sum(table)),
            won=int(np.array(table)[:, -1].sum()),
            rate=float(np.array(table)[:, -1].sum() / np.sum(table)),
            between=wilson(1, 2),
        )
        for month, table in ((1, before), (2, after))
    ]
    return FunnelChanges(
        as_of=date(2026, 12, 1),
        level=0.95,
        first=periods[0],
        second=periods[1],
        delta=periods[1].rate - periods[0].rate,
        pieces=pd.DataFrame({"effect": [pieces.mix, *pieces.stages]}),
        parts=pd.DataFrame({"mix": pieces.mix_by_part, "rate": pieces.rate_by_part}),
        by_stage=pd.DataFrame({"effect": pieces.by_stage.T.ravel()}),
    )


@given(effects, st.integers(-2, 2))
@settings(max_examples=15)
def test_rounded_numbers_have_the_sum_that_is_asked_for(values, off):
    total = round(sum(values)) + off
    whole = rounded_to(values, total)
    assert sum(whole) == total
    missed = abs(total - sum(map(round, values)))
    assert all(
        abs(w - v) <= 0.5 + -(-missed // len(values)) for w, v in zip(whole, values, strict=True)
    )


@given(st.integers(1, 5), st.integers(1, 6), st.integers(0, 10_000))
@settings(max_examples=15)
def test_a_rounded_table_keeps_both_totals_and_stays_near(height, width, seed):
    values = np.random.default_rng(seed).normal(0, 9, (height, width))
    total = round(values.sum())
    rows = rounded_to(values.sum(axis=1).tolist(), total)
    columns = rounded_to(values.sum(axis=0).tolist(), total)
    table = np.array(rounded_table(values, rows=rows, columns=columns))
    assert table.sum(axis=1).tolist() == list(rows)
    assert table.sum(axis=0).tolist() == list(columns)
    assert np.abs(table - values).max() <= 2


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_everything_that_is_printed_adds_up_to_the_printed_change(seed):
    before, after = np.random.default_rng(seed).integers(0, 90, (2, 3, 5)).tolist()
    result = result_of(before, after)
    points = printed_points(result)
    assert points is not None
    assert points.delta == points.after - points.before == sum(points.pieces)
    assert sum(points.mix) == points.pieces[0]
    assert sum(points.mix) + sum(points.rate) == points.delta
    cells = np.array(printed_cells(result, points))
    assert cells.sum(axis=1).tolist() == list(points.pieces[1:])
    assert cells.sum(axis=0).tolist() == list(points.rate)


def test_printed_shares_are_those_that_people_round_to():
    points = printed_points(result_of([[13, 87]], [[7, 1]]))
    assert (points.digits, points.before, points.after) == (1, 870, 125)
    assert points.share(points.after) == pytest.approx(0.125)


def test_rare_wins_are_told_with_one_more_figure():
    points = printed_points(result_of([[997, 3]], [[998, 2]]))
    assert (points.digits, points.before, points.after, points.delta) == (2, 30, 20, -10)


def test_nothing_to_compare_prints_nothing():
    nothing = FunnelChanges(as_of=date(2026, 1, 1), level=0.95, limits=("no_deals",))
    assert printed_points(nothing) is None
