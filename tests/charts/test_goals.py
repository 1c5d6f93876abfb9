"""Pictures of a goal: legible in both languages at every width, true to the figures, with alt text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from salestoolkit.charts.goal_pace import alt_text_goal_pace, goal_pace_chart
from salestoolkit.charts.goal_plan import alt_text_goal_plan, goal_plan_chart
from salestoolkit.charts.goals import alt_text_goal_chance, goal_chance_chart
from salestoolkit.charts.render import spec, svg
from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_check import GoalCheck, Reached
from salestoolkit.core.goal_curve import chance_curve
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_standing import goal_standing
from salestoolkit.core.goals import plan_goal
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.words import load_words

WORDS = {language: load_words(language) for language in ("en", "pl")}
LEARNED = StageRate(passed=10, entered=100)
CURVES = [chance_curve(90, 0.1, upto=1300), chance_curve(90, LEARNED, estimate=0.1, upto=1300)]
GOAL = Goal(
    name="Year", metric="deals", amount=90, start=date(2027, 1, 1), until=date(2027, 12, 31)
)


def plan_of(**team: Any) -> Any:
    calendar = WorkCalendar(country="PL", quiet=("august",))
    people = Team.of(2, calls_per_day=2.6, availability=0.85, calendar=calendar, **team)
    basis = Basis(stages=(StageRate(rate=0.1),), team=people)
    return plan_goal(GOAL, basis, as_of=date(2026, 12, 31))


def check_of(metric: str = "deals", amount: float = 90) -> GoalCheck:
    goal = replace(
        GOAL, metric=metric, amount=amount, currency="PLN" if metric == "revenue" else None
    )
    basis = Basis(stages=(StageRate(rate=0.1),), done=30, sizes=(1000.0, 2000.0))
    as_of = date(2027, 6, 30)
    standing = goal_standing(goal, basis, as_of=as_of, made=450)
    path = tuple(Reached(day=date(2027, month, 28), total=5.0 * month) for month in range(1, 7))
    return GoalCheck(
        kept=KeptGoal(goal=goal),
        part=None,
        as_of=as_of,
        today=30,
        chance=standing.chance,
        standing=standing,
        path=(Reached(day=date(2027, 1, 1), total=0.0), *path),
    )


PLAN, OVER = plan_of(), plan_of(leave_days=60)
DRAWN: dict[str, Callable[..., Any]] = {
    "chance": lambda words, width: goal_chance_chart(CURVES, words, width=width),
    "months": lambda words, width: goal_plan_chart(PLAN, words, width=width),
    "over": lambda words, width: goal_plan_chart(OVER, words, width=width),
    "weeks": lambda words, width: goal_plan_chart(PLAN, words, by="week", width=width),
    "pace": lambda words, width: goal_pace_chart(check_of(), words, width=width),
    "revenue": lambda words, width: goal_pace_chart(
        check_of("revenue", 90_000), words, width=width
    ),
}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("width", [280, 720])
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_overlaps_and_nothing_is_cut_off(
    name: str, width: int, language: str, legible: Callable[..., Any]
) -> None:
    chart = DRAWN[name](WORDS[language], width)
    assert legible(chart, width=width).marks > 3
    drawn = spec(chart)
    assert drawn["description"]
    picture = svg(chart)
    assert "<desc" in picture
    assert "<script" not in picture


def test_the_alt_text_tells_the_coin_toss_and_both_plans() -> None:
    said = alt_text_goal_chance(CURVES, WORDS["en"])
    for figure in ("900 calls", "51.6%", "975 calls", "1,165 calls", "100 past cases"):
        assert figure in said
    polish = alt_text_goal_chance(CURVES, WORDS["pl"]).replace("\N{NO-BREAK SPACE}", " ")
    for figure in ("900 telefonów", "51,6%", "975 telefonów", "1 165 telefonów"):
        assert figure in polish


def test_a_month_over_capacity_has_another_colour_and_says_so() -> None:
    over = spec(goal_plan_chart(OVER, WORDS["en"]))
    assert "more than the team can do" in str(over)
    bars = [rows for rows in over["datasets"].values() if "over" in rows[0] and "from" in rows[0]]
    assert sum(row["over"] for row in bars[0]) > 0
    roomy = spec(goal_plan_chart(plan_of(ramp=()), WORDS["en"]))
    assert "what the team can do" in str(roomy)


def test_bars_are_as_high_as_their_attempts() -> None:
    drawn = spec(goal_plan_chart(PLAN, WORDS["en"]))
    (bars,) = [
        rows for rows in drawn["datasets"].values() if "over" in rows[0] and "from" in rows[0]
    ]
    heights = [row["bottom"] - row["top"] for row in bars]
    attempts = [part.attempts for part in PLAN.months]
    assert heights == pytest.approx([height * heights[0] / attempts[0] for height in attempts])


def test_without_a_plan_or_a_path_a_sentence_stands_in_for_the_picture() -> None:
    never = plan_goal(GOAL, Basis(stages=(StageRate(rate=0.0),)), as_of=date(2026, 12, 31))
    for words in WORDS.values():
        assert (
            alt_text_goal_plan(never, words) in spec(goal_plan_chart(never, words))["description"]
        )
        assert spec(goal_chance_chart([chance_curve(90, 0.0)], words))["description"]
        unknown = replace(check_of(), path=(), today=None)
        assert alt_text_goal_pace(unknown, words) == words.text("goal_chart.pace.none")
        assert spec(goal_pace_chart(unknown, words))["description"]
