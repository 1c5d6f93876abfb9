"""The figures of a page about goals: cards, the table of goals, and the page as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import salestoolkit
from salestoolkit.core.goal_check import GoalCheck
from salestoolkit.core.goal_watch import Watched
from salestoolkit.core.goals import LEVEL
from salestoolkit.reports.figures import plain_value
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.goal_check import check_headline, check_reason, luck, next_steps
from salestoolkit.words.goal_watch import measure_name, measure_values
from salestoolkit.words.goals import attempts_text, chance_text, goal_value

if TYPE_CHECKING:
    from salestoolkit.reports.goal_sections import GoalPage

FORMAT = "salestoolkit/goal_check/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""

MORE = 1.2
"""How much more than what is planned must be needed for the page to say how many times that is."""
GOAL = ("name", "metric", "amount", "currency", "who", "start", "until", "chance", "enough")


def goal_cards(check: GoalCheck, words: Words) -> list[dict[str, Any]]:
    """What is reached, the chance, where it will end and the pace: each with what it rests on."""
    cards = [_reached_card(check, words), _chance_card(check, words)]
    if check.standing is not None:
        cards += [_end_card(check, words), _pace_card(check, words)]
    return cards


def goal_table(checks: Sequence[GoalCheck], words: Words, *, title: str) -> Table:
    """Goals in the order of their file; no ranking."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"goal_check.column.{key}", **fields)

    rows = []
    for check in checks:
        goal, found = check.goal, check.standing
        of = say("of", goal=goal_value(words, goal, goal.amount))
        who = name_of(goal.who) if goal.who else None
        rows.append(
            (
                Cell(name_of(goal.name), who),
                Cell(goal_value(words, goal, check.today), of),
                Cell(_end(check, words), _interval(check, words)),
                Cell(chance_text(words, check.chance), _cases(check, words)),
                Cell(words.number(found.plan.per_week if found else None)),
            )
        )
    columns = [say(name) for name in ("goal", "reached", "end", "chance", "pace")]
    return Table(title=title, columns=columns, rows=rows)


def watch_table(watched: Sequence[Watched], words: Words) -> Table:
    """What is watched on the way, each with what it rests on."""
    rows = []
    for one in watched:
        value, rests = measure_values(words, one)
        rows.append((Cell(measure_name(words, one)), Cell(value, rests or None)))
    columns = [words.text("goal_watch.column"), words.text("goal_watch.value")]
    return Table(title=words.text("goal_watch.title"), columns=columns, rows=rows)


def goal_record(page: GoalPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/goal_check.schema.json``."""
    part = page.part
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": page.words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": page.as_of.isoformat(),
        "book": plain_value(page.book),
        "pipeline": page.pipeline,
        "part": None if part is None else {"dimension": part.dimension, "value": part.value},
        "currency": page.currency,
        "totals": dict(page.totals),
        "watched": [_watched(one, page.words) for one in page.watched],
        "goals": [_goal(check, page.words) for check in page.checks],
        "teams": [_goal(check, page.words) for check in page.teams],
    }


def _watched(one: Watched, words: Words) -> dict[str, Any]:
    figure = one.figure
    return {
        "name": one.name,
        "title": measure_name(words, one),
        "value": plain_value(figure.value if figure else None),
        "low": plain_value(figure.low if figure else None),
        "high": plain_value(figure.high if figure else None),
        "n": figure.n if figure else None,
        "definition": figure.definition if figure else None,
    }


def _goal(check: GoalCheck, words: Words) -> dict[str, Any]:
    found, goal = check.standing, check.goal
    low, high = found.interval if found and found.interval else (None, None)
    return {
        **{name: plain_value(getattr(goal, name)) for name in GOAL},
        "measures": list(goal.measures),
        "headline": check_headline(words, check),
        "reason": check_reason(words, check),
        "today": plain_value(check.today),
        "chance_now": plain_value(check.chance),
        "n": plain_value(check.n),
        "small": check.small,
        "elapsed": plain_value(found.elapsed if found else None),
        "coming": plain_value(found.coming if found else None),
        "end": {
            "value": plain_value(found.expected if found else None),
            "low": low,
            "high": high,
            "level": LEVEL,
        },
        "needed": {
            "attempt": found.plan.attempt if found else None,
            "attempts": plain_value(found.plan.required.attempts if found else None),
            "per_week": plain_value(found.plan.per_week if found else None),
            "reason": found.plan.reason if found else None,
        },
        "luck": {
            "so_few": plain_value(found.tell.so_few if found else None),
            "told": found.tell.told if found else None,
            "text": luck(words, check),
        },
        "path": [
            {"day": one.day.isoformat(), "total": plain_value(one.total)} for one in check.path
        ],
        "actions": next_steps(words, check),
    }


def _card(
    check: GoalCheck, words: Words, name: str, value: str, lines: Sequence[str | None], rests: str
) -> dict[str, Any]:
    day = words.date(check.as_of, short=True)
    unknown = value == words.number(None)
    return {
        "label": words.text(f"goal_check.figure.{name}"),
        "value": words.text("report.page.unknown") if unknown else value,
        "unknown": unknown,
        "lines": [line for line in lines if line],
        "rests": f"{rests} · {day}",
    }


def _reached_card(check: GoalCheck, words: Words) -> dict[str, Any]:
    goal, found = check.goal, check.standing
    value = goal_value(words, goal, check.today)
    amount = goal_value(words, goal, goal.amount)
    of = _say(words, "of_plain", goal=amount)
    if found is not None and found.elapsed is not None:
        of = _say(words, "of", goal=amount, elapsed=words.percent(found.elapsed))
    name = "reached" if found is not None else "today"
    rests = _say(words, "census") if found is not None else _cases(check, words) or ""
    return _card(check, words, name, value, [of], rests)


def _chance_card(check: GoalCheck, words: Words) -> dict[str, Any]:
    goal, found = check.goal, check.standing
    fields = {"enough": chance_text(words, goal.enough), "wanted": chance_text(words, goal.chance)}
    lines = [_say(words, "enough", **fields)]
    if found is not None and found.coming is not None:
        attempts = attempts_text(words, found.plan.attempt, found.coming, case="")
        lines.append(_say(words, "with", attempts=attempts))
    return _card(
        check,
        words,
        "chance",
        chance_text(words, check.chance),
        lines,
        _cases(check, words) or _say(words, "assumed"),
    )


def _end_card(check: GoalCheck, words: Words) -> dict[str, Any]:
    line = _interval_line(check, words)
    if check.goal.metric == "revenue":
        line = _say(words, "no_interval")
    rests = _cases(check, words) or _say(words, "assumed")
    return _card(check, words, "end", _end(check, words), [line], rests)


def _pace_card(check: GoalCheck, words: Words) -> dict[str, Any]:
    found = check.standing
    assert found is not None
    plan = found.plan
    rests = _cases(check, words) or _say(words, "assumed")
    if plan.done:
        return _card(check, words, "pace", words.number(0), [_say(words, "no_more")], rests)
    value = words.number(None)
    if plan.reason is None and plan.per_week is not None:
        value = attempts_text(words, plan.attempt, plan.per_week, case="")
    lines: list[str | None] = [_say(words, "pace", chance=chance_text(words, check.goal.chance))]
    need = plan.required.attempts
    if need is not None and found.coming and need > MORE * found.coming:
        lines.append(_say(words, "times", times=words.number(need / found.coming, digits=1)))
    return _card(check, words, "pace", value, lines, rests)


def _end(check: GoalCheck, words: Words) -> str:
    expected = check.standing.expected if check.standing else None
    return words.number(expected, digits=0)


def _interval(check: GoalCheck, words: Words) -> str | None:
    found = check.standing
    if found is None or found.interval is None:
        return None
    return words.interval(*found.interval, words.number)


def _interval_line(check: GoalCheck, words: Words) -> str | None:
    found = check.standing
    if found is None or found.interval is None:
        return None
    low, high = (words.number(end) for end in found.interval)
    return _say(words, "interval", low=low, high=high)


def _cases(check: GoalCheck, words: Words) -> str | None:
    if check.n is None:
        return None
    return words.text("report.page.n", n=words.number(check.n, digits=0))


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"goal_check.line.{key}", **fields)
