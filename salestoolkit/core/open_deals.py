"""What open deals can still do to a win rate."""

from __future__ import annotations

from salestoolkit.errors import InvalidValue


def win_rate_if(*, won: int, lost: int, still_open: int, later_won: int) -> float | None:
    """The win rate once all open deals are closed, if some of them are won.

    (won + later_won) / (won + lost + still_open); None where there is no deal.

    Raises
    ------
    InvalidValue
        ``count_outside_total`` where more deals would be won than are open.

    Examples
    --------
    >>> [win_rate_if(won=2, lost=5, still_open=3, later_won=n) for n in (0, 3)]
    [0.2, 0.5]
    """
    if not 0 <= later_won <= still_open:
        raise InvalidValue("count_outside_total", value=later_won, allowed=f"0–{still_open}")
    deals = won + lost + still_open
    return (won + later_won) / deals if deals else None
