"""The week of each person of a kept goal, from the activities of a deal book."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.goal_check import local_days
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_week import WeekCard, attempts_by_rep, week_cards
from salestoolkit.core.goals import GoalPlan
from salestoolkit.errors import InvalidValue


def goal_cards(
    kept: KeptGoal,
    plan: GoalPlan,
    done: pd.DataFrame,
    *,
    as_of: date,
    day: date,
    types: Collection[str] | None = None,
) -> tuple[WeekCard, ...]:
    """A card for each person of a goal, for the week of a day.

    Parameters
    ----------
    kept : KeptGoal
        With the people by name, as the book calls them.
    plan : GoalPlan
        Made as of the day before the week, so that what is done in it does not change its plan.
    done : DataFrame
        ``owner``, ``day`` and ``type`` of what was done: see `attempts_done`.
    types : collection of str, optional
        Only activities of these types.

    Raises
    ------
    InvalidValue
        ``goal_needs_team`` where the goal names no people, ``goal_no_type`` for a type of which there
        is no activity.
    """
    team = kept.team
    if team is None or not all(rep.name for rep in team.reps):
        raise InvalidValue("goal_needs_team", value=kept.goal.name, file="goals.toml")
    known = sorted({str(kind) for kind in done["type"].dropna()}) if "type" in done else []
    for kind in types or ():
        if kind not in known:
            allowed = ", ".join(known) or "–"
            raise InvalidValue("goal_no_type", field="--type", value=kind, allowed=allowed)
    monday = day - timedelta(days=day.weekday())
    made = attempts_by_rep(done, start=monday, end=as_of + timedelta(days=1), types=types)
    return week_cards(plan, team, made, as_of=as_of, day=day)


def attempts_done(book: HasHistory, attempt: str) -> pd.DataFrame:
    """What was done, by whom and on which day: new deals, or activities for any other attempt.

    Empty where the book has no activities.
    """
    if attempt == "new_deal":
        frame = book.deals_frame()
        found = pd.DataFrame(
            {"owner": frame["owner"], "day": local_days(frame["created_at"], book)}
        )
        return found.assign(type=None)
    table = getattr(book, "tables", {}).get("activities")
    if table is None:
        return pd.DataFrame({"owner": [], "day": pd.to_datetime([]), "type": []})
    frame = table.select(["owner", "done_at", "type"]).to_pandas()
    return pd.DataFrame(
        {"owner": frame["owner"], "day": local_days(frame["done_at"], book), "type": frame["type"]}
    )
