"""What else a customer could buy: associations within a segment, and nothing from a handful."""

from __future__ import annotations

from datetime import date

import numpy as np

from salestoolkit.core.next_offer import NextOffers, next_offers
from salestoolkit.core.next_offer_pairs import Bought

AS_OF = date(2026, 10, 30)
DAY = date(2026, 3, 2)


def bought(customer: str, *products: str, on: date = DAY, value: float = 100) -> list[Bought]:
    return [
        Bought(
            customer=customer,
            product=name,
            on=on,
            order=f"{customer} {on}",
            value=value,
            currency="PLN",
        )
        for name in products
    ]


def shop(
    together: int, alone: int, others: int, others_too: int, *, name: str = "c"
) -> list[Bought]:
    """Buyers of scales with and without labels, and others with and without labels."""
    rows: list[Bought] = []
    for n in range(together):
        rows += bought(f"{name} both {n}", "Scales", "Labels")
    for n in range(alone):
        rows += bought(f"{name} alone {n}", "Scales")
    for n in range(others):
        rows += bought(f"{name} other {n}", "Hooks", *(["Labels"] if n < others_too else []))
    return rows


def offers_of(rows: list[Bought], **more: object) -> NextOffers:
    return next_offers(rows, AS_OF, currency="PLN", **more)  # type: ignore[arg-type]


def test_who_lacks_what_buyers_of_the_same_product_have_is_offered_it() -> None:
    found = offers_of(shop(30, 10, 40, 4))
    assert {(one.given, one.product) for one in found.telling} >= {("Scales", "Labels")}
    pair = next(one for one in found.pairs if (one.given, one.product) == ("Scales", "Labels"))
    assert (pair.both, pair.having, pair.others, pair.without) == (30, 40, 4, 40)
    assert pair.lift == 0.75 / 0.1
    labels = [one for one in found.offers if one.product == "Labels"]
    assert sorted(one.customer for one in labels) == [f"c alone {n}" for n in range(10)]
    assert all(0.5 < one.share < 0.9 and one.value == 100 and one.n == 40 for one in labels)


def test_a_handful_of_buyers_says_nothing() -> None:
    assert offers_of(shop(4, 0, 30, 1)).offers == ()


def test_products_bought_apart_from_each_other_are_not_offered() -> None:
    draws = np.random.default_rng(5)
    rows: list[Bought] = []
    for n in range(150):
        own = [name for name in ("Scales", "Labels", "Hooks") if draws.random() < 0.5]
        rows += bought(f"c{n}", *(own or ["Pens"]))
    assert offers_of(rows).telling == ()


def test_what_only_the_segment_explains_is_no_reason_to_offer() -> None:
    rows: list[Bought] = []
    segments = {}
    for n in range(60):
        # large customers buy both, small ones neither, and in each segment one tells nothing of the other
        large = n < 30
        segments[f"c{n}"] = "Large" if large else "Small"
        chances = (n % 5 != 0, n % 7 != 0) if large else (n % 5 == 0, n % 7 == 0)
        own = [name for name, has in zip(("Scales", "Labels"), chances, strict=True) if has]
        rows += bought(f"c{n}", *own, "Pens")
    assert offers_of(rows, segments=segments).telling == ()
    assert ("Scales", "Labels") in {(one.given, one.product) for one in offers_of(rows).telling}


def test_who_orders_often_has_more_of_everything_and_that_is_no_reason() -> None:
    rows: list[Bought] = []
    draws = np.random.default_rng(2)
    for n in range(200):
        for order in range(3 if n % 2 else 1):
            own = [name for name in ("Scales", "Labels") if draws.random() < 0.3]
            rows += bought(f"c{n}", *(own or ["Pens"]), on=date(2026, 1 + order, 5))
    assert offers_of(rows).telling == ()


def test_only_customers_of_today_are_offered_anything() -> None:
    found = offers_of(shop(30, 10, 40, 4), customers=["C ALONE 3", "unheard of"])
    assert {one.customer for one in found.offers} == {"c alone 3"} and found.customers == 1


def test_an_offer_refused_within_the_year_is_remembered() -> None:
    refused = bought("c alone 1", "Labels", on=date(2026, 9, 1))
    refused += bought("c alone 2", "Labels", on=date(2025, 1, 1))
    found = offers_of(shop(30, 10, 40, 4), refused=refused)
    told = {one.customer: one.refused_on for one in found.offers if one.product == "Labels"}
    assert told["c alone 1"] == date(2026, 9, 1) and told["c alone 2"] is None


def test_nothing_bought_later_is_known() -> None:
    rows = shop(30, 10, 40, 4) + bought("c alone 1", "Labels", on=date(2026, 11, 1))
    assert "c alone 1" in {one.customer for one in offers_of(rows).offers}
    assert offers_of(bought("c", "Scales", on=date(2027, 1, 1))).customers == 0


def test_another_currency_has_no_value_and_the_list_says_none() -> None:
    found = next_offers(shop(30, 10, 40, 4), AS_OF, currency="EUR")
    assert found.offers and all(one.value is None and one.worth == 0 for one in found.offers)


def test_a_book_without_products_has_no_offers() -> None:
    found = offers_of([])
    assert (found.pairs, found.offers, found.customers) == ((), (), 0)
