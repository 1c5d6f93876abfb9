"""A team's goals as a TOML file beside its process: read, and kept with a person's own comments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_checks import a_count
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.team import MOST_REPS
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.goal_text import GOAL, dump_goals, updated_text
from salestoolkit.sources.processes.read import read_text
from salestoolkit.sources.processes.save import Saved, replace_file
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.toml_text import line_of
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written

__all__ = ["dump_goals", "parse_goals", "read_goals", "save_goals", "updated_goals"]

Made = TypeVar("Made")

GOAL_FIELDS = ("metric", "amount", "currency", "who", "start", "until", "chance", "enough")
KEPT_FIELDS = ("today", "done", "attempts", "attempt", "lead_days")
STAGE_FIELDS = ("rate", "passed", "entered")
CALENDAR_FIELDS = ("country", "days_off", "quiet", "day_in_lieu")
TEAM_FIELDS = (
    *("calls_per_day", "selling_share", "minutes_a_call", "hours_a_day"),
    *("availability", "leave_days"),
)
REP_FIELDS = ("starts", "leaves", "share")


def read_goals(path: Path | str) -> tuple[KeptGoal, ...]:
    """Goals of a file, in its order; none where there is no such file yet.

    Raises
    ------
    BookError
        ``process_unreadable``, ``process_syntax``, ``toml_*``, ``process_twice`` for a name that stands
        there twice, or ``goal_in_file`` with line, key and what is wrong with the value.
    """
    file = Path(path)
    return parse_goals(read_text(file), file=str(file)) if file.exists() else ()


def parse_goals(text: str, *, file: str) -> tuple[KeptGoal, ...]:
    """Goals of a TOML text; ``file`` names it in errors, which are those of `read_goals`.

    Examples
    --------
    >>> text = '[[goal]]\\nname = "Year"\\nmetric = "deals"\\namount = 90\\n'
    >>> parse_goals(text, file="goals.toml")[0].goal.amount
    90
    """
    top = read_toml(text, file=file)
    top.only((GOAL,))
    found: list[KeptGoal] = []
    for entry in top.entries(GOAL):
        kept = _goal(entry)
        if any(kept.goal.name == other.goal.name for other in found):
            entry.fail("process_twice", "name")
        found.append(kept)
    return tuple(found)


def updated_goals(old_text: str, goals: Sequence[KeptGoal], *, file: str = "goals.toml") -> str:
    """A goals file's text with other goals: only what differs is changed, comments stay.

    Examples
    --------
    >>> old = '[[goal]]\\nname = "Year"\\namount = 90  # agreed in May\\n'
    >>> (year,) = parse_goals(old, file="goals.toml")
    >>> from dataclasses import replace
    >>> updated_goals(old, [replace(year, goal=replace(year.goal, amount=100))])
    '[[goal]]\\nname = "Year"\\namount = 100  # agreed in May\\n'
    """
    former = parse_goals(old_text, file=file)
    if former == tuple(goals):
        return old_text
    return updated_text(old_text, former, goals)


def save_goals(path: Path | str, goals: Sequence[KeptGoal], *, language: str = "en") -> Saved:
    """Write goals into a file, whole or not at all; the file that was there is kept as a copy.

    Raises
    ------
    BookError
        Where the file that is there cannot be read: it is left as it is. ``process_twice`` where two
        goals bear one name.
    ImportFailed
        ``cannot_write`` where the system refuses.
    """
    file = Path(path)
    _refuse_twins(goals, str(file))
    if not file.exists():
        replace_file(file, dump_goals(goals, language=language))
        return Saved(path=file)
    old = read_text(file)
    text = updated_goals(old, goals, file=str(file))
    if text == old:
        return Saved(path=file)
    with saying_what_cannot_be_written(file):
        copy = keep_copy(file)
    replace_file(file, text)
    return Saved(path=file, copy=copy)


def _refuse_twins(goals: Sequence[KeptGoal], file: str) -> None:
    names = [kept.goal.name for kept in goals]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BookError("process_twice", file=file, line=place + 1, key="name", value=name)


def _goal(entry: TomlEntry) -> KeptGoal:
    entry.only(("name", *GOAL_FIELDS, "measures", "pipeline", *KEPT_FIELDS, "stage", "team"))
    name = entry.needed("name")
    for key in ("metric", "currency", "who", "pipeline"):
        entry.text(key)
    goal = _made(
        entry, Goal, name=name, measures=entry.texts("measures"), **_given(entry, GOAL_FIELDS)
    )
    stages = tuple(_stage(stage) for stage in entry.entries("stage"))
    return _made(
        entry,
        KeptGoal,
        goal=goal,
        pipeline=entry.text("pipeline"),
        stages=stages,
        team=_team(entry),
        **_given(entry, KEPT_FIELDS),
    )


def _stage(entry: TomlEntry) -> StageRate:
    entry.only(("name", *STAGE_FIELDS, "prior"))
    prior = entry.raw.get("prior")
    more: dict[str, Any] = {}
    if prior is not None:
        if not isinstance(prior, list) or len(prior) != 2:
            _refuse(entry, InvalidValue("goal_not_number", field="prior", value=prior))
        more["prior"] = tuple(prior)
    return _made(
        entry, StageRate, name=entry.text("name") or "", **_given(entry, STAGE_FIELDS), **more
    )


def _team(entry: TomlEntry) -> Team | None:
    raw = entry.raw.get("team")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        entry.fail("goal_not_section", "team")
    table = TomlEntry(file=entry.file, source=entry.source, raw=raw, path=(*entry.path, "team"))
    table.only((*CALENDAR_FIELDS, *TEAM_FIELDS, "reps", "ramp", "rep"))
    calendar = _made(
        table,
        WorkCalendar,
        country=table.text("country") or None if "country" in raw else "PL",
        days_off=tuple(_list(table, "days_off")),
        quiet=table.texts("quiet"),
        day_in_lieu=table.switch("day_in_lieu") if "day_in_lieu" in raw else True,
    )
    return _made(
        table,
        Team,
        reps=_reps(table),
        calendar=calendar,
        ramp=tuple(_list(table, "ramp")),
        **_given(table, TEAM_FIELDS),
    )


def _reps(table: TomlEntry) -> tuple[Rep, ...]:
    """People by name, or so many alike."""
    named = tuple(_rep(rep) for rep in table.entries("rep"))
    if "reps" not in table.raw:
        return named
    count = _made(table, a_count, table.raw["reps"], "reps", most=MOST_REPS)
    if named and count != len(named):
        table.fail("goal_reps_differ", "reps", allowed=len(named))
    return named or (Rep(),) * count


def _rep(entry: TomlEntry) -> Rep:
    entry.only(("name", *REP_FIELDS, "ramp"))
    ramp = tuple(_list(entry, "ramp")) if "ramp" in entry.raw else None
    return _made(entry, Rep, name=entry.text("name") or "", ramp=ramp, **_given(entry, REP_FIELDS))


def _given(entry: TomlEntry, keys: Sequence[str]) -> dict[str, Any]:
    return {key: entry.raw[key] for key in keys if key in entry.raw}


def _list(entry: TomlEntry, key: str) -> list[Any]:
    value = entry.raw.get(key, [])
    if not isinstance(value, list):
        _refuse(entry, InvalidValue("goal_not_list", field=key, value=value))
    return list(value)


def _made(entry: TomlEntry, make: Callable[..., Made], *values: Any, **more: Any) -> Made:
    """Something made of an entry's values; a refusal names the file and the line."""
    try:
        return make(*values, **more)
    except InvalidValue as error:
        raise _placed(entry, error) from error


def _refuse(entry: TomlEntry, error: InvalidValue) -> NoReturn:
    raise _placed(entry, error) from error


def _placed(entry: TomlEntry, error: InvalidValue) -> BookError:
    key = str(error.fields.get("field", ""))
    line = line_of(entry.source, (*entry.path, key))
    return BookError("goal_in_file", file=entry.file, line=line, key=key, cause=error.code)
