"""What else a customer could buy: what others like it, that have what it has, have bought besides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from statistics import median

from salestoolkit.core.next_offer_pairs import Baskets, Bought, Pair, baskets_of, pairs_of
from salestoolkit.core.plain_text import folded
from salestoolkit.core.shrinkage import Shrunken, shrink

Values = dict[tuple[str, str | None], list[float]]

EACH = 2
"""Offers a customer at most."""
FEW_VALUES = 5
"""Purchases in a segment below which a product's usual value is taken from all segments."""
REFUSED_DAYS = 365
"""How long an offer that a customer refused is remembered."""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a customer could be offered, and because of which product of its own.

    ``share`` is the share of buyers of ``given`` in its segment that have ``product``, drawn towards
    all segments (``low`` to ``high``), from ``n`` buyers. ``value`` is what it usually brings, None
    where unknown. ``refused_on``: the day on which an offer of it was last turned down.
    """

    customer: str
    segment: str
    given: str
    product: str
    share: float
    low: float
    high: float
    n: int
    value: float | None
    refused_on: date | None

    @property
    def worth(self) -> float:
        """Value x share, for the order of a list; 0 where the value is not known."""
        return (self.value or 0.0) * self.share


@dataclass(frozen=True, kw_only=True)
class NextOffers:
    """Offers of a book as of the end of ``as_of``, the worthiest first.

    ``customers`` were looked at; ``pairs`` had enough buyers to be tested, the surest first.
    """

    as_of: date
    currency: str | None
    customers: int
    products: tuple[str, ...]
    pairs: tuple[Pair, ...]
    offers: tuple[Offer, ...]

    @property
    def telling(self) -> tuple[Pair, ...]:
        """Pairs that tell something."""
        return tuple(pair for pair in self.pairs if pair.tells)


def next_offers(
    bought: Iterable[Bought],
    as_of: date,
    *,
    segments: Mapping[str, str] | None = None,
    customers: Iterable[str] | None = None,
    refused: Iterable[Bought] = (),
    currency: str | None = None,
) -> NextOffers:
    """Offers to customers from what others like them have bought by ``as_of``.

    Parameters
    ----------
    segments : mapping, optional
        Segment of a customer by folded name; only customers of one segment are held against each
        other.
    customers : iterable of str, optional
        Who is a customer now; all that bought where not given.
    refused : iterable of Bought
        What was offered and not bought.
    currency : str, optional
        Currency of the values; others count as not known.
    """
    told = [one for one in bought if one.on <= as_of and one.product.strip()]
    baskets = baskets_of(told, segments or {})
    everyone = set(baskets.products)
    now = everyone if customers is None else {folded(one) for one in customers} & everyone
    pairs = pairs_of(baskets)
    values = _values([one for one in told if one.currency == currency], baskets.segment)
    turned_down = {
        (folded(one.customer), one.product): one.on
        for one in sorted(refused, key=lambda one: one.on)
        if one.on <= as_of and (as_of - one.on).days <= REFUSED_DAYS
    }
    offers = [
        offer
        for pair in pairs
        if pair.tells
        for offer in _offers(pair, baskets, now, values, turned_down)
    ]
    return NextOffers(
        as_of=as_of,
        currency=currency,
        customers=len(now),
        products=tuple(sorted({each for own in baskets.products.values() for each in own})),
        pairs=pairs,
        offers=tuple(_best(offers)),
    )


def _offers(
    pair: Pair,
    baskets: Baskets,
    now: Set[str],
    values: Values,
    turned_down: Mapping[tuple[str, str], date],
) -> Iterator[Offer]:
    """Offers of a pair's product to those that have the other one, and lack it."""
    shares = _by_segment(pair, baskets)
    for name in sorted(now):
        if pair.given not in baskets.products[name] or pair.product in baskets.products[name]:
            continue
        segment = baskets.segment[name]
        drawn = shares[segment]
        yield Offer(
            customer=baskets.names[name],
            segment=segment,
            given=pair.given,
            product=pair.product,
            share=drawn.value,
            low=drawn.low,
            high=drawn.high,
            n=int(drawn.n),
            value=_usual(values, pair.product, segment),
            refused_on=turned_down.get((name, pair.product)),
        )


def _by_segment(pair: Pair, baskets: Baskets) -> dict[str, Shrunken]:
    """Share of buyers of the one that have the other, by segment, drawn towards all."""
    names = sorted(set(baskets.segment.values()))
    own: dict[str, list[bool]] = {name: [] for name in names}
    for key, products in baskets.products.items():
        if pair.given in products:
            own[baskets.segment[key]].append(pair.product in products)
    drawn = shrink([sum(own[name]) for name in names], [len(own[name]) for name in names])
    return dict(zip(names, drawn.groups if drawn is not None else (), strict=True))


def _values(bought: Sequence[Bought], segment: Mapping[str, str]) -> Values:
    found: Values = defaultdict(list)
    for one in bought:
        if one.value is not None and one.value > 0:
            found[one.product, segment[folded(one.customer)]].append(one.value)
            found[one.product, None].append(one.value)
    return found


def _usual(values: Values, product: str, segment: str) -> float | None:
    """Median value in the segment; of all segments where it has few; None where none is known."""
    own = values.get((product, segment), [])
    if len(own) < FEW_VALUES:
        own = values.get((product, None), [])
    return float(median(own)) if own else None


def _best(offers: Sequence[Offer]) -> list[Offer]:
    """Each product once a customer, for its best reason; at most `EACH` a customer."""
    found: list[Offer] = []
    told: dict[str, set[str]] = defaultdict(set)
    for one in sorted(offers, key=lambda one: (-one.worth, -one.share, one.customer, one.product)):
        own = told[one.customer]
        if one.product not in own and len(own) < EACH:
            own.add(one.product)
            found.append(one)
    return found
