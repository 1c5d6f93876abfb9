"""What is told of a person beside where they stand: leaving, settling in, and why it is more or less."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from salestoolkit.core.counts import WON
from salestoolkit.core.quota_factors import band_of, why_of
from salestoolkit.core.quota_frame import Frame
from salestoolkit.core.quota_result import QuotaStanding


def person_standing(frame: Frame, standing: QuotaStanding) -> QuotaStanding:
    """A person's standing with what only people have.

    Of somebody who has left, the quota ends on the last day: what is closed is held against it, and
    there is no chance, nothing expected and nothing more to do; their open deals stay with the team.
    """
    person = frame.people.get(standing.name)
    if person is None:
        return standing
    found = with_why(frame, replace(standing, person=person))
    if frame.ramp is not None and person.started is not None:
        last = min(frame.until, person.left or frame.until)
        usual = frame.ramp.expected(person, frame.start, last, frame.calendar)
        found = replace(found, ramp=usual if usual < 1 else None)
    if person.left is None or not person.gone(frame.as_of) or person.left > frame.until:
        return found
    return replace(
        found,
        chance=None,
        expected=None,
        takes=None,
        coverage=None,
        weighted=None,
        reason=found.reason if found.quota is None else "left",
    )


def with_why(frame: Frame, standing: QuotaStanding) -> QuotaStanding:
    """With the factors held against the average of the team, of all for a team; None where there is none.

    The average is per working day there: a new colleague is not held against a full period.
    """
    if standing.kind == "owner":
        own = frame.play[frame.play["owner"] == standing.name]
        mine, team = {standing.name}, _colleagues(frame, standing.name)
    else:
        own = frame.play[frame.play["team"] == standing.name]
        team = {name for name in frame.people if frame.is_there(name)}
        mine = {name for name in team if frame.people[name].team == standing.name}
    days = sum(frame.days_of(name) for name in team)
    if not days or len(team) < 2:
        return standing
    rows = frame.play[frame.play["owner"].isin(team)]
    share = sum(frame.days_of(name) for name in mine) / days
    return replace(
        standing, why=why_of(own, rows, share=share), band=band_of(own, rows, _sizes(frame))
    )


def _colleagues(frame: Frame, name: str) -> set[str]:
    """The team of a person, everyone where that is nobody else."""
    there = {one for one in frame.people if frame.is_there(one)} | {name}
    team = frame.people[name].team
    mine = {one for one in there if team and frame.people[one].team == team}
    return mine if len(mine) > 1 else there


def _sizes(frame: Frame) -> pd.Series:
    won = frame.deals[frame.deals["fate"] == WON]
    if frame.metric == "deals":
        return pd.Series(1.0, index=won.index)
    sizes = won[{"revenue": "value", "margin": "margin"}[frame.metric]].dropna()
    return sizes.astype(float)
