"""From the first call to the signature: which attempts still end in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.core.incidence import Incidence
from salestoolkit.errors import InvalidValue

EVEN = 1e-9
LONGEST = 36_500
"""Days: nobody waits a hundred years."""


@dataclass(frozen=True, kw_only=True)
class LeadTime:
    """Days from an attempt to its success, of the attempts that succeed.

    ``shares`` are the shares G that have succeeded after so many ``days``; both rise, and the last
    share is 1.

    Examples
    --------
    >>> lead = LeadTime.fixed(60)
    >>> lead.by(59), lead.by(60), lead.median
    (0.0, 1.0, 60)
    """

    days: tuple[float, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.days or len(self.days) != len(self.shares):
            lengths = f"{len(self.days)}, {len(self.shares)}"
            raise InvalidValue("goal_lead_time", field="lead_days", value=lengths)
        days = [a_number(day, "lead_days") for day in self.days]
        if max(days) > LONGEST:
            raise InvalidValue("goal_too_much", field="lead_days", value=max(days), allowed=LONGEST)
        shares = [a_share(share, "lead_days") for share in self.shares]
        rises = days == sorted(days) and shares == sorted(shares)
        if not rises or abs(shares[-1] - 1) > EVEN:
            raise InvalidValue("goal_lead_time", field="lead_days", value=shares[-1])

    @classmethod
    def fixed(cls, days: float) -> LeadTime:
        """Every success takes the same time."""
        return cls(days=(days,), shares=(1.0,))

    @classmethod
    def seen(cls, days: Sequence[float]) -> LeadTime:
        """From the days that successes took, all of them known."""
        found, counts = np.unique([a_number(day, "lead_days") for day in days], return_counts=True)
        shares = np.cumsum(counts) / max(1, counts.sum())
        return cls(days=tuple(found.tolist()), shares=tuple(shares.tolist()))

    @classmethod
    def from_curve(cls, curve: Incidence) -> LeadTime | None:
        """G(t) = F(t) / F(last) of the deals that are won; None where none was."""
        final = curve.final(cause=1)
        if not final:
            return None
        steps = curve.events[0] > 0
        shares = np.minimum(curve.incidence[0][steps] / final, 1.0)
        shares[-1] = 1.0
        return cls(days=tuple(curve.time[steps].tolist()), shares=tuple(shares.tolist()))

    def by(self, days: float) -> float:
        """Share of the successes that have come after so many days."""
        place = int(np.searchsorted(self.days, days, side="right"))
        return self.shares[place - 1] if place else 0.0

    @property
    def median(self) -> float:
        """Days by which half of the successes have come."""
        return self.days[int(np.argmax(np.asarray(self.shares) >= 0.5 - EVEN))]

    def in_time(self, start: date, stop: date, *, end: date) -> float:
        """Share that ends before ``end`` of what is begun in [start, stop), evenly on weekdays.

        An attempt on day d counts where its time is at most (end - 1 - d) days.

        >>> year = date(2026, 1, 1), date(2027, 1, 1)
        >>> round(LeadTime.fixed(60).in_time(*year, end=year[1]), 3)
        0.831
        """
        every = np.arange(max(0, (stop - start).days))
        if not every.size:
            return 0.0
        weekdays = every[(every + start.weekday()) % 7 < 5]
        left = (end - start).days - 1 - (weekdays if weekdays.size else every)
        place = np.searchsorted(self.days, left, side="right")
        return float(np.mean(np.concatenate(([0.0], self.shares))[place]))


def share_in_time(lead: LeadTime | None, start: date, stop: date, *, end: date) -> float:
    """As `LeadTime.in_time`; 1 where successes come at once."""
    return 1.0 if lead is None else lead.in_time(start, stop, end=end)
