import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.dimensions import band_edges, band_labels
from salestoolkit.core.value_spread import LEAST, spread_of_bands


def banded(values):
    """Number and sum in each size band, as the counts of a book give them."""
    edges = band_edges(np.quantile(values, [0.25, 0.5, 0.75]))
    places = np.searchsorted(edges, values, side="right")
    return [
        (name, int((places == at).sum()), float(values[places == at].sum()))
        for at, name in enumerate(band_labels(edges))
    ]


@pytest.mark.parametrize("sigma", [0.8, 1.0, 1.2])
def test_values_far_apart_are_seen_to_be_so_from_their_sums_alone(sigma):
    values = np.random.default_rng(1).lognormal(9, sigma, 20_000)
    true = np.exp(sigma**2) - 1
    assert 0.7 * true < spread_of_bands(banded(values)) < 2 * true


def test_like_values_need_no_more_than_the_least_spread():
    values = np.random.default_rng(2).lognormal(9, 0.5, 20_000)
    assert spread_of_bands(banded(values)) < LEAST


@settings(max_examples=30)
@given(st.floats(-2, 2).map(lambda power: 10.0**power))
def test_the_currency_does_not_matter(factor):
    bands = [(0.0, 10.0, 40, 200.0), (10.0, None, 20, 900.0)]

    def scaled(by):
        return [
            (f"{low * by}..{'' if high is None else high * by}", n, worth * by)
            for low, high, n, worth in bands
        ]

    assert spread_of_bands(scaled(factor)) == pytest.approx(spread_of_bands(scaled(1.0)))


def test_deals_without_a_band_tell_nothing():
    assert spread_of_bands([]) == 0
    assert spread_of_bands([("", 10, 500.0), ("0..10", 0, 0.0)]) == 0
