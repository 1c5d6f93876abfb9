"""What is planted in the sample companies about customers comes out: who stays, who brings whom, what sells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from salestoolkit.book.growth import Growth, growth_of
from salestoolkit.core.retention import Retention
from salestoolkit.reports.page import read_deals_of
from salestoolkit.reports.retention_page import retention_of
from salestoolkit.sources.referral_words import referral_words

POLISH, ENGLISH = "kwarcowa_sowa", "marmalade_lighthouse"
Found = tuple[Retention, Growth]


@pytest.fixture(scope="module")
def found(sample_folder: Callable[[str], Path]) -> dict[str, Found]:
    told = {}
    for name in (POLISH, ENGLISH):
        book = read_deals_of("retention", str(sample_folder(name)))
        kept = retention_of(book)
        grown = growth_of(
            book, kept.customers, referral_words=referral_words(), currency=kept.currency
        )
        told[name] = (kept, grown)
    return told


@pytest.mark.parametrize(("name", "without", "with_it"), [(POLISH, 67, 86), (ENGLISH, 63, 90)])
def test_customers_without_a_check_in_leave_after_the_first_year(
    found: dict[str, Found], name: str, without: int, with_it: int
) -> None:
    kept = found[name][0]
    assert kept.check_in is not None and kept.check_in.tells
    assert round(100 * (kept.check_in.without.rate or 0)) == without
    assert round(100 * (kept.check_in.with_it.rate or 0)) == with_it
    assert kept.churn.peak is not None and kept.churn.peak.month == 12


@pytest.mark.parametrize(
    ("name", "large", "small"),
    [
        (POLISH, ("Duże firmy", 120), ("Małe firmy", 78)),
        (ENGLISH, ("Enterprise", 114), ("Small", 77)),
    ],
)
def test_large_customers_grow_and_small_ones_shrink(
    found: dict[str, Found], name: str, large: tuple[str, int], small: tuple[str, int]
) -> None:
    table = next(one for one in found[name][0].parts if one.dimension == "segment")
    net = {row.value: row.revenue.decided.net or 0 for row in table.rows}
    for segment, percent in (large, small):
        assert round(100 * net[segment]) == percent


@pytest.mark.parametrize(("name", "loop"), [(POLISH, 0.41), (ENGLISH, 0.29)])
def test_the_referral_loop_lies_surely_below_one(
    found: dict[str, Found], name: str, loop: float
) -> None:
    told = found[name][1].referrals
    assert told is not None and told.verdict == "below"
    assert told.loop == pytest.approx(loop, abs=0.005)
    assert told.apart == {"by_itself": 1, "unknown": 1}


@pytest.mark.parametrize(
    ("name", "given", "product", "training"),
    [
        (POLISH, "Kwarc Magazyn", "Kwarc Skaner", "Szkolenie"),
        (ENGLISH, "Marmalade Rota", "Marmalade Badge", "Training day"),
    ],
)
def test_only_the_planted_pair_of_products_goes_together(
    found: dict[str, Found], name: str, given: str, product: str, training: str
) -> None:
    offers = found[name][1].offers
    assert {frozenset((one.given, one.product)) for one in offers.telling} == {
        frozenset((given, product))
    }
    assert training in offers.products
    assert offers.offers and {one.product for one in offers.offers} == {given, product}


@pytest.mark.parametrize("name", [POLISH, ENGLISH])
def test_invoices_were_changed_most_were_told_and_nobody_complains_since(
    found: dict[str, Found], name: str
) -> None:
    told = found[name][1].feedback
    (change,) = told.changes
    assert change.remarks >= 30 and 0.6 < change.told / change.remarks < 0.85
    assert told.moved is not None and told.moved[1].low < 0 < told.moved[1].high
    assert told.apart == {"repeated": 1, "score_outside": 1, "no_score": 1}


@pytest.mark.parametrize("name", [POLISH, ENGLISH])
def test_planted_defects_of_contracts_are_set_apart_and_counted(
    found: dict[str, Found], name: str
) -> None:
    notes = found[name][0].notes
    assert notes.apart == {"left_before_joining": 1, "repeated": 1}
    assert (notes.unclear, notes.open_ended) == (1, 1)
