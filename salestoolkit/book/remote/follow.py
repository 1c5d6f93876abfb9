"""The history of a pipeline's deals as of a day: stays in stages, and how each deal stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from salestoolkit.book.remote.forward import states_forward, stays_forward, winding_deals
from salestoolkit.book.remote.keep import Keeper
from salestoolkit.book.remote.order import Ordered
from salestoolkit.book.remote.view import View
from salestoolkit.book.remote.winding import wind


@dataclass(frozen=True)
class Settled:
    """Stays (see `salestoolkit.book.remote.stays.clocked`) and states of deals, by their key."""

    stays: Any
    states: Any


def settle(ordered: Ordered, view: View, keeper: Keeper) -> Settled:
    """Follow the deals through their entries, up to ``view.as_of``."""
    key = ordered.key
    winding = keeper.keep(winding_deals(ordered, view))
    entries, deals = ordered.entries, ordered.deals
    straight = keeper.numbers and not winding.count().execute()
    if straight:
        stays = stays_forward(entries, deals, key, view)
        states = states_forward(entries, deals, key, view)
    else:
        plain = deals.anti_join(winding, key)
        stays, states = (
            forward.union(other)
            for forward, other in zip(
                (
                    stays_forward(entries, plain, key, view),
                    states_forward(entries, plain, key, view),
                ),
                wind(
                    deals.semi_join(winding, key),
                    entries.semi_join(winding, key),
                    *(key, view, keeper),
                ),
                strict=True,
            )
        )
    return Settled(stays=keeper.keep(stays), states=keeper.keep(states))
