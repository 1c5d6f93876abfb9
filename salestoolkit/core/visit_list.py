"""Next week's visits of one person: the most value at risk that they can reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.plain_text import folded
from salestoolkit.core.territory_owners import owners_at
from salestoolkit.core.territory_parts import FieldWork, VisitRules
from salestoolkit.core.territory_rows import by_letters
from salestoolkit.core.visit_due import accounts_of, asked_for, running_out
from salestoolkit.core.visit_tours import Call, Place, lay_out
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

REASONS = ("planned", "renewal", "never", "overdue", "due")


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One visit of the list.

    ``value`` is what the account is worth in a year and ``worth`` where that comes from (``contract``,
    ``won`` in the last 365 days, ``potential``); ``at_risk`` the part of it that a visit can save.
    """

    account: str
    day: date
    reason: str
    value: float | None
    worth: str | None
    at_risk: float
    last_visit: date | None
    limit: int | None
    tier: str | None
    territory: str | None
    city: str | None
    postal_code: str | None
    segment: str | None


@dataclass(frozen=True, kw_only=True)
class VisitList:
    """One person's visits of a week, in the order of their days.

    ``room`` is how many visits the week has room for; ``due`` how many accounts were due, with
    ``due_at_risk``; ``left`` those that found no room, ``too_far`` those beyond a day's kilometres;
    ``km`` the kilometres of each day where places are known.
    """

    rep: str
    monday: date
    as_of: date
    currency: str | None
    rules: VisitRules
    room: int
    stops: tuple[Stop, ...]
    due: int
    due_at_risk: float
    left: int
    too_far: int
    accounts: int
    judged: int
    km: Mapping[date, float]


def plan_visits(
    work: FieldWork,
    *,
    rep: str,
    week: date,
    rules: VisitRules | None = None,
    calendar: WorkCalendar | None = None,
) -> VisitList:
    """The visits of one person in the week of a day: see `share_at_risk` and `lay_out`.

    Due is an account of the person's whose last visit, plus the limit of its tier, lies on or before the
    week's Sunday, or that was never visited, or whose contract runs out. Visits that are planned for
    the week stay, and take room.

    Raises
    ------
    InvalidValue
        ``visit_rep`` for a person who has no account, ``visit_week`` for a week that is over.
    """
    rules, calendar = rules or VisitRules(), calendar or WorkCalendar(country=None)
    monday = week - timedelta(days=week.weekday())
    sunday = monday + timedelta(days=6)
    if sunday <= work.as_of:
        raise InvalidValue("visit_week", field="week", value=monday, allowed=work.as_of)
    mine = accounts_of(work, rep, rules)
    known: dict[Any, dict[Any, Any]] = mine.set_index("account").to_dict("index")
    asked = asked_for(known, running_out(work, monday), sunday)
    fixed = _fixed(work, known, str(mine["owner"].iloc[0]), (monday, sunday))
    kept = {call.account for calls in fixed.values() for call in calls}
    todo = {account: one for account, one in asked.items() if account not in kept}
    rooms = _rooms(monday, work.as_of, rules, calendar)
    tours, left, too_far = lay_out(
        [_call(account, known[account], one[1]) for account, one in todo.items()],
        {**dict.fromkeys(fixed, 0), **rooms},
        km_a_day=rules.km_a_day,
        base=_base(mine),
        fixed=fixed,
    )
    told = {**dict.fromkeys(kept, ("planned", 0.0)), **todo}
    return VisitList(
        rep=str(mine["owner"].iloc[0]),
        monday=monday,
        as_of=work.as_of,
        currency=work.currency,
        rules=rules,
        room=sum(rooms.values()),
        stops=tuple(
            _stop(call.account, tour.day, *told[call.account], known[call.account])
            for tour in tours
            for call in tour.calls
        ),
        due=len(todo),
        due_at_risk=sum(at_risk for _, at_risk in todo.values()),
        left=len(left),
        too_far=len(too_far),
        accounts=len(mine),
        judged=int(mine["limit"].notna().sum()),
        km={tour.day: tour.km for tour in tours if tour.km},
    )


def next_monday(day: date) -> date:
    """The Monday after a day.

    >>> next_monday(date(2026, 10, 30))
    datetime.date(2026, 11, 2)
    """
    return day + timedelta(days=7 - day.weekday())


def owners_of(work: FieldWork) -> list[str]:
    """Those who look after an account at the book's day, by name."""
    held = owners_at(work, work.as_of)["owner"].dropna()
    return sorted({str(name) for name in held}, key=by_letters)


def _fixed(
    work: FieldWork, known: Mapping[Any, Any], rep: str, week: tuple[date, date]
) -> dict[date, list[Call]]:
    """Visits of the week that are planned already, by day."""
    rows = work.planned[work.planned["account"].isin(known)]
    theirs = [_text(one) is None or folded(str(one)) == folded(rep) for one in rows["rep"]]
    found: dict[date, list[Call]] = {}
    for account, moment in rows.loc[theirs, ["account", "day"]].itertuples(index=False):
        day = moment.date()
        if week[0] <= day <= week[1] and not any(
            account == call.account for calls in found.values() for call in calls
        ):
            found.setdefault(day, []).append(_call(account, known[account], 0.0))
    return found


def _rooms(monday: date, as_of: date, rules: VisitRules, calendar: WorkCalendar) -> dict[date, int]:
    """Visits that each working day of the week still to come has room for; the rest is carried over."""
    rooms: dict[date, int] = {}
    carried = 0.0
    for place in range(7):
        day = monday + timedelta(days=place)
        if day > as_of and calendar.days(day, day + timedelta(days=1), with_quiet=True):
            carried += rules.visits_a_day
            rooms[day] = int(carried + 1e-9)
            carried -= rooms[day]
    return rooms


def _base(mine: pd.DataFrame) -> Place | None:
    """The middle of a person's accounts: where a day begins and ends, for want of an address."""
    known = mine.dropna(subset=["latitude", "longitude"])
    if known.empty:
        return None
    return float(known["latitude"].median()), float(known["longitude"].median())


def _call(account: str, row: Mapping[Any, Any], at_risk: float) -> Call:
    placed = not (pd.isna(row["latitude"]) or pd.isna(row["longitude"]))
    place = (float(row["latitude"]), float(row["longitude"])) if placed else None
    return Call(account=account, at_risk=at_risk, place=place, town=_text(row["city"]))


def _stop(account: str, day: date, reason: str, at_risk: float, row: Mapping[Any, Any]) -> Stop:
    last = None if pd.isna(row["last_visit"]) else row["last_visit"].date()
    return Stop(
        account=account,
        day=day,
        reason=reason,
        value=None if pd.isna(row["value"]) else float(row["value"]),
        worth=_text(row["worth"]),
        at_risk=at_risk,
        last_visit=last,
        limit=None if pd.isna(row["limit"]) else int(row["limit"]),
        **{
            name: _text(row[name])
            for name in ("tier", "territory", "city", "postal_code", "segment")
        },
    )


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
