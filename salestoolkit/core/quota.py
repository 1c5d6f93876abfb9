"""Who makes quota, and why: see `check_quota`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.part import Part
from salestoolkit.core.quota_factors import spread_of
from salestoolkit.core.quota_frame import Beside, Frame, closed_rates, frame_of
from salestoolkit.core.quota_persons import person_standing, with_why
from salestoolkit.core.quota_result import QuotaCheck, QuotaStanding
from salestoolkit.core.quota_standing import standing_of
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

DIMENSIONS = ("team", "territory", "product", "owner")


def check_quota(
    book: HasHistory,
    beside: Beside,
    *,
    start: date,
    until: date,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    metric: str | None = None,
    calendar: WorkCalendar | None = None,
    frame: Frame | None = None,
) -> QuotaCheck:
    """Where everyone stands with the quota of [start, until] at the end of the book's day.

    Chances come from the forecast's common draws, summed over whoever it is about: what all deals share
    is drawn once, so that a team's chance is neither the sum nor the product of its people's.

    Parameters
    ----------
    beside : Beside
        Quotas, and what else the book holds.
    start, until : date
        First and last day of the period; months, quarters and years are added up or shared out to it.
    part : Part, optional
        The team, territory, product or person that the page is about.
    metric : str, optional
        ``revenue``, ``deals`` or ``margin``; the first of them that the period has quotas of.
    calendar : WorkCalendar, optional
        Whose working days a longer quota is shared out by.
    frame : Frame, optional
        What `salestoolkit.core.quota_frame.frame_of` gave for the same book and period, where many
        parts are looked at.

    Raises
    ------
    InvalidValue
        ``quota_none``, ``quota_not_then``, ``quota_metrics``, ``quota_currencies``.
    """
    if part is not None and part.dimension not in DIMENSIONS:
        allowed = ", ".join(DIMENSIONS)
        raise InvalidValue("quota_dimension", field="per", value=part.dimension, allowed=allowed)
    frame = frame or frame_of(
        book if isinstance(book, Remembered) else Remembered(book),
        beside,
        start=start,
        until=until,
        pipeline=pipeline,
        currency=currency,
        metric=metric,
        calendar=calendar or WorkCalendar(country=None),
    )
    return _check(frame, part, pipeline)


def _check(frame: Frame, part: Part | None, pipeline: str | None) -> QuotaCheck:
    own = part is not None and part.dimension == "owner"
    people = _people(frame, part)
    teams = () if part is not None else _parts(frame, "team")
    whole = people[0] if own and people else standing_of(frame, part)
    if part is not None and part.dimension == "team":
        whole = with_why(frame, whole)
    names = [one.name for one in people]
    found = QuotaCheck(
        as_of=frame.as_of,
        start=frame.start,
        until=frame.until,
        metric=frame.metric,
        metrics=frame.quotas.metrics,
        currency=frame.currency,
        pipeline=pipeline,
        part=part,
        whole=whole,
        teams=tuple(with_why(frame, one) for one in teams),
        products=() if part is not None else _parts(frame, "product"),
        territories=() if part is not None else _parts(frame, "territory"),
        people=() if own else people,
        spread=None if own else spread_of(*closed_rates(frame.deals, names)),
        ramp=frame.ramp,
        apart=frame.quotas.apart_counts,
        two_teams=tuple(name for name, one in frame.people.items() if len(one.teams) > 1),
        model=frame.made.deal_model,
        calls_per_deal=frame.beside.calls_per_deal,
        deals=_open_deals(frame, part),
    )
    return replace(found, limits=_limits(frame, found))


def _parts(frame: Frame, dimension: str) -> tuple[QuotaStanding, ...]:
    """Standings of all values of a column, those first that will reach the largest share of the quota."""
    quotas = set(frame.quotas.lines[dimension])
    there = set(frame.deals.loc[frame.play.index, dimension]) | quotas
    if dimension == "team":
        there |= {one.team for one in frame.people.values() if not one.gone(frame.start)}
    names = sorted(there - {""})
    if len(names) < 2 or (dimension == "territory" and not quotas - {""}):
        return ()
    found = [standing_of(frame, Part(dimension=dimension, value=name)) for name in names]
    return tuple(
        sorted(found, key=lambda one: (one.quota is None, -(one.final_share or one.final)))
    )


def _people(frame: Frame, part: Part | None) -> tuple[QuotaStanding, ...]:
    """Standings of the people of a part, or of all, by name."""
    if part is not None and part.dimension not in ("owner", "team"):
        return ()
    names = [name for name in frame.people if frame.is_there(name)]
    if part is not None and part.dimension == "owner":
        names = [part.value]
    elif part is not None:
        names = [name for name in names if part.value in frame.people[name].teams]
    return tuple(person_standing(frame, standing_of(frame, _owner(name))) for name in names)


def _owner(name: str) -> Part:
    return Part(dimension="owner", value=name)


def _open_deals(frame: Frame, part: Part | None) -> pd.DataFrame:
    """Open deals of a part with their chance to be won in the period, those that count most first."""
    rows = frame.made.deals
    if part is None or part.dimension not in rows or frame.until <= frame.as_of:
        return rows[:0]
    mine = rows[part.dimension].astype(object).fillna("").astype(str) == part.value
    return rows[mine].sort_values(
        ["expected", "chance"], ascending=False, kind="stable", na_position="last"
    )


def _limits(frame: Frame, found: QuotaCheck) -> tuple[str, ...]:
    """What to keep in mind."""
    target, deals = found.whole.target, frame.deals
    holds = {
        "over": found.over,
        "ahead": frame.start > frame.as_of,
        "not_yet": frame.draws is None and not found.over,
        "no_margin": bool(deals["margin"].isna().all()),
        "no_clients": bool((deals["organization"] == "").all()),
        "two_teams": bool(found.two_teams),
        "other_currency": frame.currency is not None
        and bool((~deals["currency"].isin(["", frame.currency])).any()),
        "narrowed": (frame.start, frame.until) != frame.asked,
        "partial": target is not None and target.covered < 1,
        "spread": target is not None and target.spread,
        "without_quota": found.whole.outside.deals > 0,
        "plain_total": not found.over and frame.made.model != frame.made.deal_model,
    }
    return tuple(name for name, there in holds.items() if there)
