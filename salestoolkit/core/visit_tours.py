"""Visits laid into the days of a week so that those near each other fall on one day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

EARTH_KM = 6371.0
Place = tuple[float, float]
"""Latitude and longitude in degrees."""


def kilometres(one: Place, other: Place) -> float:
    """Distance as the crow flies (haversine, a globe of 6,371 km).

    >>> round(kilometres((52.2297, 21.0122), (50.0647, 19.9450)))
    252
    """
    lat, lon, to_lat, to_lon = map(math.radians, (*one, *other))
    half = math.sin((to_lat - lat) / 2) ** 2
    half += math.cos(lat) * math.cos(to_lat) * math.sin((to_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


@dataclass(frozen=True, kw_only=True)
class Call:
    """An account to be visited: where it is, and what is at risk there."""

    account: str
    at_risk: float
    place: Place | None = None
    town: str | None = None


@dataclass
class Tour:
    """The visits of a day in their order, out from ``base`` and back."""

    day: date
    room: int
    base: Place | None = None
    calls: list[Call] = field(default_factory=list)

    @property
    def km(self) -> float:
        """Kilometres of the whole tour; visits whose place is not known add none."""
        return _length(self.base, self.calls)

    def best(self, call: Call) -> tuple[float, int]:
        """Fewest kilometres that a visit adds, and where it goes in."""
        if call.place is None or self.base is None:
            return 0.0, len(self.calls)
        present = self.km
        ways = [
            (_length(self.base, [*self.calls[:at], call, *self.calls[at:]]) - present, at)
            for at in range(len(self.calls) + 1)
        ]
        return min(ways, key=lambda way: (round(way[0], 6), way[1]))


def lay_out(
    calls: Sequence[Call],
    rooms: Mapping[date, int],
    *,
    km_a_day: float,
    base: Place | None = None,
    fixed: Mapping[date, Sequence[Call]] | None = None,
) -> tuple[list[Tour], list[Call], list[Call]]:
    """Days with their visits, and the calls that found no room or lie too far away.

    The call with most at risk comes first; each goes into the day, and to the place in it, where it
    adds the fewest kilometres, the earlier day of two alike. A day takes no more than its room, nor
    more than ``km_a_day``. A call whose place is not known goes with its own town, else to the first day
    that leads to no other town, else to the first with room. (Greedy insertion: good, not the best there is.)

    Parameters
    ----------
    rooms : mapping of date to int
        Visits that each day has room for.
    base : (latitude, longitude), optional
        Where each day begins and ends.
    fixed : mapping, optional
        Visits that are planned already; they take room, and stay on their day.

    Examples
    --------
    >>> near, far = Call(account="a", at_risk=1), Call(account="b", at_risk=5)
    >>> tours, left, too_far = lay_out([near, far], {date(2026, 11, 2): 1}, km_a_day=100)
    >>> [call.account for call in tours[0].calls], [call.account for call in left]
    (['b'], ['a'])
    """
    tours = [
        Tour(day=day, room=room, base=base, calls=list((fixed or {}).get(day, ())))
        for day, room in sorted(rooms.items())
    ]
    left: list[Call] = []
    too_far: list[Call] = []
    for call in sorted(calls, key=lambda one: (-one.at_risk, one.account)):
        open_days = [tour for tour in tours if len(tour.calls) < tour.room]
        ways = [(tour, *tour.best(call)) for tour in open_days]
        near = [way for way in ways if way[0].km + way[1] <= km_a_day + 1e-9]
        if not near:
            (too_far if open_days else left).append(call)
            continue
        tour, _, at = min(near, key=lambda way: (round(way[1], 1), _strangeness(way[0], call)))
        tour.calls.insert(at, call)
    return tours, left, too_far


def _strangeness(tour: Tour, call: Call) -> int:
    """0 where the day leads to the call's town, 1 where it leads nowhere yet, 2 to other towns."""
    towns = {one.town for one in tour.calls} - {None}
    if call.town is None or not towns:
        return 1
    return 0 if call.town in towns else 2


def _length(base: Place | None, calls: Sequence[Call]) -> float:
    known = [call.place for call in calls if call.place is not None]
    if base is None or not known:
        return 0.0
    stops = [base, *known, base]
    return sum(kilometres(one, other) for one, other in pairwise(stops))
