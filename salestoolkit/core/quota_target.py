"""The quota of a period from quotas of months, quarters and years."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.quota_table import WHO
from salestoolkit.core.work_calendar import WorkCalendar

Days = tuple[date, date]
"""First and last day."""
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is to be reached in a period.

    ``spread`` is whether a line that reaches beyond the period was shared out by working days.
    ``covered`` is the share of the period's days that some line is about, ``lines`` how many lines it
    was added up from.
    """

    amount: float
    lines: int
    spread: bool
    covered: float


def target_in(
    lines: pd.DataFrame, start: date, until: date, *, calendar: WorkCalendar
) -> Target | None:
    """The quota of [start, until] from lines of any length; None where no line is about it.

    A quarter's quota is that of its months. A line that reaches beyond the period gives
    target x working days inside / its working days. Where lines of one person, team or product overlap,
    each day counts for the shortest of them: months go before the year that they lie in.

    Parameters
    ----------
    lines : DataFrame
        As `salestoolkit.core.quota_table.Quotas.lines`, of one unit and one metric.

    Examples
    --------
    >>> rows = [{"owner": "Ala", "start": date(2026, 1, 1), "end": date(2026, 12, 31), "target": 251.0}]
    >>> lines = pd.DataFrame(rows).reindex(columns=[*WHO, "start", "end", "target"], fill_value="")
    >>> target_in(lines, date(2026, 10, 1), date(2026, 12, 31), calendar=WorkCalendar()).amount
    62.0
    """
    amounts: list[float] = []
    spread, used, covered = False, 0, 0
    length = (until - start).days + 1
    seen = [False] * max(0, length)
    for _, rows in lines.groupby(list(WHO), sort=False):
        taken = [False] * max(0, length)
        for line in _shortest_first(rows):
            share = _share(line, (start, until), taken, calendar)
            if share is None:
                continue
            amounts.append(line["target"] * share)
            spread, used = spread or share < 1, used + 1
        seen = [one or other for one, other in zip(seen, taken, strict=True)]
    covered = sum(seen)
    if not used:
        return None
    return Target(
        amount=math.fsum(amounts), lines=used, spread=spread, covered=covered / max(1, length)
    )


def _shortest_first(rows: pd.DataFrame) -> list[dict[str, Any]]:
    lines: list[Any] = rows[["start", "end", "target"]].to_dict("records")
    return sorted(lines, key=lambda line: (line["end"] - line["start"], line["start"]))


def _share(
    line: dict[str, Any], period: Days, taken: list[bool], calendar: WorkCalendar
) -> float | None:
    """Share of a line that falls to the days of the period that are still free; takes them."""
    start, until = period
    first, last = max(line["start"], start), min(line["end"], until)
    if first > last:
        return None
    places = range((first - start).days, (last - start).days + 1)
    free = [place for place in places if not taken[place]]
    if not free:
        return None
    for place in free:
        taken[place] = True
    if len(free) == (line["end"] - line["start"]).days + 1:
        return 1.0
    whole: int = calendar.days(line["start"], line["end"] + DAY, with_quiet=True)
    if not whole:
        return float(len(free) / ((line["end"] - line["start"]).days + 1))
    inside = sum(
        calendar.days(start + low * DAY, start + (high + 1) * DAY, with_quiet=True)
        for low, high in _runs(free)
    )
    return inside / whole


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of places that follow each other."""
    low = places[0]
    for one, following in zip(places, [*places[1:], None], strict=True):
        if following is None or following > one + 1:
            yield low, one
            low = following if following is not None else low
