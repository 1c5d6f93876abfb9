"""Products that go together: buyers of one hold another one more often than customers like them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy import stats

from salestoolkit.core.mantel_haenszel import MantelHaenszel, mantel_haenszel
from salestoolkit.core.plain_text import folded

SUPPORT, TOGETHER = 10, 5
"""Customers that must have a product, and both products, for anything to be said of the pair."""
SIGNIFICANT = 0.05
MANY = 3
"""Orders from which on customers count as alike: who orders often has more of everything."""


@dataclass(frozen=True, kw_only=True)
class Bought:
    """A product that a customer bought on a day; ``value`` None where it is not known.

    ``order`` is what it was bought with: products of one order have the same.
    """

    customer: str
    product: str
    on: date
    order: str
    value: float | None = None
    currency: str | None = None


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Buyers of one product (``given``), and how many of them have another one (``product``).

    ``both`` of ``having`` customers have it, ``others`` of ``without`` that lack the first product.
    ``lift`` = (both / having) / (others / without), None where no other has it. ``within``
    compares customers of the same segment with as many orders. ``tells`` where they differ beyond
    chance, over all pairs.
    """

    given: str
    product: str
    having: int
    both: int
    without: int
    others: int
    within: MantelHaenszel
    q_value: float | None

    @property
    def lift(self) -> float | None:
        """How many times as often buyers of the first product have the second."""
        return (self.both / self.having) / (self.others / self.without) if self.others else None

    @property
    def tells(self) -> bool:
        """Whether buyers of the one surely have the other more often than those like them."""
        low = self.within.low
        return self.q_value is not None and self.q_value <= SIGNIFICANT and (low or 0.0) > 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Baskets:
    """What each customer has, by folded name, with its segment and number of orders."""

    names: Mapping[str, str]
    products: Mapping[str, set[str]]
    segment: Mapping[str, str]
    orders: Mapping[str, int]


def baskets_of(bought: Iterable[Bought], segments: Mapping[str, str]) -> Baskets:
    """What customers bought, put together by customer."""
    products: dict[str, set[str]] = defaultdict(set)
    orders: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for one in bought:
        key = folded(one.customer)
        names[key] = one.customer
        products[key].add(one.product)
        orders[key].add(one.order)
    return Baskets(
        names=names,
        products=products,
        segment={key: segments.get(key, "") for key in products},
        orders={key: len(own) for key, own in orders.items()},
    )


def pairs_of(baskets: Baskets) -> tuple[Pair, ...]:
    """Pairs of products with enough buyers, those that tell something first, then the surest."""
    names = sorted(baskets.products)
    like = [f"{min(baskets.orders[name], MANY)} {baskets.segment[name]}" for name in names]
    strata = np.unique(like, return_inverse=True)[1]
    has = {
        product: np.array([product in baskets.products[name] for name in names], dtype=bool)
        for product in sorted({each for own in baskets.products.values() for each in own})
    }
    found = []
    for given, own in has.items():
        for product, other in has.items():
            both, having = int((own & other).sum()), int(own.sum())
            enough = SUPPORT <= having < len(names) and both >= TOGETHER
            if given != product and enough:
                within = mantel_haenszel(own, other, strata)
                found.append((given, product, having, both, int((other & ~own).sum()), within))
    known = [each[-1].p_value for each in found if each[-1].p_value is not None]
    adjusted = iter(stats.false_discovery_control(known).tolist() if known else [])
    pairs = [
        Pair(
            given=given,
            product=product,
            having=having,
            both=both,
            without=len(names) - having,
            others=others,
            within=within,
            q_value=None if within.p_value is None else next(adjusted),
        )
        for given, product, having, both, others, within in found
    ]
    return tuple(
        sorted(pairs, key=lambda one: (not one.tells, one.q_value or 1.0, one.given, one.product))
    )
