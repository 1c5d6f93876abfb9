"""The rules of derived dimensions: months, and bands of the value with round edges."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.dimensions import (
    band_bounds,
    band_currency,
    band_edges,
    band_labels,
    band_of,
    quartile_ranks,
)

VALUES = st.floats(min_value=0.01, max_value=1e12)


@settings(max_examples=30)
@given(st.lists(VALUES, max_size=3), VALUES)
def test_every_value_lies_in_the_one_band_whose_bounds_hold_it(
    quartiles: list[float], value: float
) -> None:
    edges = band_edges(quartiles)
    label = band_of(value, edges)
    assert label == "" if not edges else label in band_labels(edges)
    if edges:
        low, high = band_bounds(label) or (None, None)
        assert low is not None
        assert low <= value
        assert high is None or value < high


@settings(max_examples=30)
@given(VALUES)
def test_an_edge_lies_within_a_quarter_of_its_quartile(value: float) -> None:
    (edge,) = band_edges([value])
    assert 0.8 < edge / value < 1.25


@pytest.mark.parametrize(
    ("quartiles", "edges"),
    [
        ([], ()),
        ([0.0, 0.0, 0.0], ()),
        ([99.0, 99.0, 99.0], (100.0,)),
        ([4_870, 18_200, 61_500], (5_000.0, 20_000.0, 60_000.0)),
        ([0.0123], (0.015,)),
    ],
)
def test_quartiles_become_round_edges(quartiles: list[float], edges: tuple[float, ...]) -> None:
    assert band_edges(quartiles) == edges


def test_labels_are_numbers_without_language_or_exponent() -> None:
    assert band_labels((1e10, 2.5e11)) == [
        "0..10000000000",
        "10000000000..250000000000",
        "250000000000..",
    ]
    assert band_labels((0.015,)) == ["0..0.015", "0.015.."]
    assert band_labels(()) == []


def test_a_value_that_is_missing_or_below_nought_has_no_band() -> None:
    assert band_of(None, (10.0,)) == ""
    assert band_of(-1, (10.0,)) == ""
    assert band_of(0, (10.0,)) == "0..10"


@pytest.mark.parametrize("label", ["", "Poland", "a..b"])
def test_what_is_no_band_has_no_bounds(label: str) -> None:
    assert band_bounds(label) is None


def test_quartiles_are_values_that_occur() -> None:
    assert quartile_ranks(0) == ()
    assert quartile_ranks(1) == (1, 1, 1)
    assert quartile_ranks(4) == (1, 2, 3)
    assert quartile_ranks(5) == (2, 3, 4)


def test_bands_are_in_the_commonest_named_currency() -> None:
    assert band_currency({"EUR": 3, "PLN": 3, None: 9}) == "EUR"
    assert band_currency({None: 9}) is None
    assert band_currency({"EUR": 0}) is None
