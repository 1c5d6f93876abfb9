from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from salestoolkit.core.objection_cost import FEW, objection_cost
from salestoolkit.core.objections import THEMES
from salestoolkit.errors import InvalidValue

AS_OF = date(2026, 10, 30)


def _deals(
    random: np.random.Generator, n: int, effect: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Deals with themes dealt at random; price lowers the chance to win by ``effect``."""
    heard = pd.DataFrame({"deal": [str(number) for number in range(n)]})
    for theme in THEMES:
        heard[theme] = random.random(n) < 0.3
    chance = 0.5 - effect * heard["price"]
    ended = random.integers(5, 200, n)
    watched = random.integers(20, 400, n)
    fate = np.where(random.random(n) < chance, "won", "lost")
    fate = np.where(ended > watched, "open", fate)
    deals = pd.DataFrame(
        {
            "deal_id": heard["deal"],
            "fate": fate,
            "age_days": np.minimum(ended, watched),
            "entry_age": 0,
            "value": 1000.0,
            "currency": "PLN",
        }
    )
    return heard, deals


def test_an_objection_that_costs_wins_is_named_with_its_interval() -> None:
    heard, deals = _deals(np.random.default_rng(1), 600, effect=0.3)
    found = objection_cost(heard, deals, as_of=AS_OF)
    price = next(one for one in found.themes if one.theme == "price")
    assert price.verdict == "fewer_wins"
    assert price.low < -0.3 < price.high
    assert price.n == heard["price"].sum() == price.won + price.lost + price.open
    assert price.lost_value == 1000.0 * price.lost
    assert price.valued == price.lost


@pytest.mark.slow
def test_noise_names_an_objection_in_at_most_one_book_of_twenty() -> None:
    random = np.random.default_rng(2)
    named = 0
    for _ in range(200):
        found = objection_cost(*_deals(random, 200), as_of=AS_OF)
        named += any(one.verdict in ("fewer_wins", "more_wins") for one in found.themes)
    assert named / 200 <= 0.09


def test_few_deals_tell_nothing() -> None:
    heard, deals = _deals(np.random.default_rng(3), FEW, effect=0.4)
    found = objection_cost(heard, deals, as_of=AS_OF)
    assert all(one.small and one.difference is None for one in found.themes)


def test_deals_that_the_book_does_not_have_are_counted_and_left_out() -> None:
    heard, deals = _deals(np.random.default_rng(4), 100)
    found = objection_cost(heard, deals.iloc[:60], as_of=AS_OF)
    assert (found.deals, found.unknown) == (60, 40)


def test_values_in_two_currencies_are_not_added() -> None:
    heard, deals = _deals(np.random.default_rng(5), 100)
    deals.loc[:50, "currency"] = "EUR"
    assert all(one.lost_value is None for one in objection_cost(heard, deals, as_of=AS_OF).themes)
    euro = objection_cost(heard, deals, as_of=AS_OF, currency="EUR")
    assert any(one.lost_value for one in euro.themes)


def test_nothing_heard_gives_no_theme() -> None:
    heard = pd.DataFrame(columns=["deal", *THEMES])
    _, deals = _deals(np.random.default_rng(6), 10)
    found = objection_cost(heard, deals, as_of=AS_OF)
    assert (found.deals, found.horizon, found.themes) == (0, None, ())


def test_a_currency_that_no_deal_has_is_refused() -> None:
    with pytest.raises(InvalidValue, match="unknown_currency"):
        objection_cost(*_deals(np.random.default_rng(6), 20), as_of=AS_OF, currency="XXX")
