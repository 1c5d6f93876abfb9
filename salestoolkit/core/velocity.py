"""Sales velocity: what the funnel brings in a day."""

from __future__ import annotations

import math
from dataclasses import dataclass

from salestoolkit.errors import InvalidValue

LEVERS = ("deals", "win_rate", "value", "cycle")
"""What moves the velocity."""

ELASTICITIES = {"deals": 1, "win_rate": 1, "value": 1, "cycle": -1}
"""Per cent of velocity for one per cent of a lever, for small changes."""


@dataclass(frozen=True, kw_only=True)
class Velocity:
    """Value won a day, and the four levers behind it.

    ``value_per_day`` is None where it is undefined: an unknown lever, or a cycle of zero days.
    """

    deals: float | None
    win_rate: float | None
    value: float | None
    cycle_days: float | None
    value_per_day: float | None

    def effect_of(self, **changes: float) -> float | None:
        """Relative change of velocity when levers change by these shares (``cycle=-0.1``).

        None where the velocity is undefined or the cycle would become zero.
        """
        unknown = set(changes) - set(LEVERS)
        if unknown:
            raise InvalidValue(
                "unknown_lever", value=", ".join(sorted(unknown)), allowed=", ".join(LEVERS)
            )
        cycle = 1 + changes.get("cycle", 0.0)
        if self.value_per_day is None or cycle <= 0:
            return None
        growth = math.prod(1 + changes.get(lever, 0.0) for lever in LEVERS[:3])
        return growth / cycle - 1


def sales_velocity(
    *,
    deals: float | None,
    win_rate: float | None,
    value: float | None,
    cycle_days: float | None,
) -> Velocity:
    """Value won a day: V = n w a / L.

    Parameters
    ----------
    deals : float
        Open deals n. With a stock of open deals ``cycle_days`` must be the mean time of all deals,
        won or lost (Little's law); with deals that start in a period, days of that period.
    win_rate : float
        Share of deals that are won, 0-1.
    value : float
        Mean value of a won deal.
    cycle_days : float
        Length of the cycle, in days.

    Examples
    --------
    >>> sales_velocity(deals=40, win_rate=0.25, value=12000, cycle_days=60).value_per_day
    2000.0
    """
    known = [deals, win_rate, value, cycle_days]
    if win_rate is not None and not math.isnan(win_rate) and not 0 <= win_rate <= 1:
        raise InvalidValue("rate_outside_0_1", value=win_rate, allowed="0-1")
    speed: float | None = None
    if deals is not None and win_rate is not None and value is not None and cycle_days:
        speed = deals * win_rate * value / cycle_days
    if any(number is not None and math.isnan(number) for number in known):
        speed = None
    if cycle_days is not None and cycle_days < 0:
        speed = None
    return Velocity(
        deals=deals, win_rate=win_rate, value=value, cycle_days=cycle_days, value_per_day=speed
    )


def work_in_hand(arrivals_per_day: float, mean_days: float) -> float:
    """Open deals that a steady funnel holds: arrivals a day times mean days (Little's law)."""
    return arrivals_per_day * mean_days
