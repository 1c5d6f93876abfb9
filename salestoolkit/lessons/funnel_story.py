"""What lesson 08 speaks of: the months that may be compared, and the leak of the sample company."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.drill import Selection
from salestoolkit.core.funnel import FunnelAudit, audit_funnel
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.part import Part

MONTHS = 12
TEAMS = {"kwarcowa_sowa": "Zespół Południe"}
"""Of a sample company the team that loses its deals; of one without, all lose them."""


@dataclass(frozen=True, kw_only=True)
class Month:
    """Deals created in a month; ``in_time`` were won within the usual time, None where that is too early."""

    first: date
    deals: int
    open: int
    won: int
    in_time: int | None

    @property
    def of_all(self) -> float | None:
        """Won / all: open deals counted as lost."""
        return self.won / self.deals if self.deals else None

    @property
    def of_closed(self) -> float | None:
        """Won / (won + lost)."""
        closed = self.deals - self.open
        return self.won / closed if closed else None

    @property
    def share_in_time(self) -> float | None:
        """Won within the usual time / all; None where that is too early to tell."""
        return None if self.in_time is None or not self.deals else self.in_time / self.deals


@dataclass(frozen=True, kw_only=True)
class Months:
    """The last months of a book: ``days`` is the usual time to a win."""

    as_of: date
    days: int | None
    months: tuple[Month, ...]

    @property
    def youngest(self) -> date | None:
        """First day of the youngest month whose deals all had the usual time."""
        ripe = [month.first for month in self.months if month.in_time is not None]
        return max(ripe, default=None)


@dataclass(frozen=True, kw_only=True)
class Leak:
    """The stage that stands out: shares 0-1, deals, money; ``team`` where it is one team's alone."""

    stage: str
    stages: tuple[str, ...]
    rate: float
    reference: float
    deals: int
    cost: float
    team: str | None
    people: tuple[str, ...]


def months_of(book: DealBook) -> Months:
    """The last twelve months of a book by the day of creation, counted each in four ways."""
    days = Source(book, None).usual_days("")
    first = book.as_of.replace(day=1)
    starts = [_month_before(first, steps) for steps in reversed(range(MONTHS))]
    months = tuple(_month(book, start, days) for start in starts)
    return Months(as_of=book.as_of, days=days, months=months)


def audit_of(book: DealBook, team: str | None) -> FunnelAudit:
    """Figures, stages and leaks of a book, or of one of its teams held against the others."""
    part = None if team is None else Part(dimension="team", value=team)
    return audit_funnel(book, part=part, whole=False)


def leak_of(book: DealBook, team: str | None) -> Leak:
    """The largest leak of a sample company, as the last exercise asks for it."""
    audit = audit_of(book, team)
    rows: list[Any] = audit.leaks.to_dict("records")
    row = next(row for row in rows if row["stage"] == audit.leak_stage)
    return Leak(
        stage=str(row["name"]),
        stages=tuple(str(one["name"]) for one in rows),
        rate=float(row["rate"]),
        reference=float(row["reference"]),
        deals=int(row["entered"]),
        cost=float(row["lost_value"]),
        team=team,
        people=tuple(name for name in book.parts("owner") if name),
    )


def _month(book: DealBook, first: date, days: int | None) -> Month:
    after = _month_before(first, -1)

    def count(what: str, **more: Any) -> int:
        chosen = Selection(what=what, created_from=first, created_before=after, **more)
        return book.count_selected(chosen)

    ripe = days is not None and after <= book.as_of - timedelta(days=days - 1)
    return Month(
        first=first,
        deals=count("deals"),
        open=count("open"),
        won=count("won"),
        in_time=count("won", within=days) if ripe else None,
    )


def _month_before(month: date, steps: int) -> date:
    """The first day of the month so many months earlier."""
    place = 12 * month.year + month.month - 1 - steps
    return date(place // 12, place % 12 + 1, 1)
