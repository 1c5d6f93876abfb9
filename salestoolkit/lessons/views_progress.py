"""How far a team has come, in the lesson's words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salestoolkit.errors import SalesToolkitError
from salestoolkit.lessons.exercises import CHECKS
from salestoolkit.lessons.notebooks import lesson_titles
from salestoolkit.lessons.progress import Progress, note_lesson, read_progress
from salestoolkit.lessons.shown import Shown, heading, paragraph, table
from salestoolkit.lessons.start_over import ALL, StartedOver
from salestoolkit.words import Words


def greeting(folder: Path, lesson: str, words: Words) -> Shown:
    """One line at the start of a lesson: what is solved, here and in all, and where one was last."""
    progress = read_progress(folder)
    here = [number for number in CHECKS if number.startswith(f"{lesson}.")]
    solved = {"solved": _solved(progress, CHECKS), "here": _solved(progress, here)}
    lines = [words.text("progress.greeting", all=len(CHECKS), of=len(here), **solved)]
    try:
        before = note_lesson(folder, lesson)
        if before not in (None, lesson):
            lines.append(words.text("progress.before", lesson=before))
    except SalesToolkitError as error:
        lines.append(words.error(error))
    return Shown(paragraph(" ".join([*lines, words.text("glossary.where")])))


def overview(folder: Path, words: Words) -> Shown:
    """Every lesson with its exercises: solved, tried, or to come."""
    progress = read_progress(folder)
    rows = []
    for lesson, title in lesson_titles(words.language).items():
        numbers = [number for number in CHECKS if number.startswith(f"{lesson}.")]
        states = (_state(progress.get(number, {}), words) for number in numbers)
        rows.append((f"{lesson} {title}", *states))
    solved = words.text("progress.solved", solved=_solved(progress, CHECKS), all=len(CHECKS))
    places = (words.text("progress.exercise", n=n) for n in (1, 2, 3))
    return Shown(
        heading(words.text("progress.title")),
        paragraph(solved),
        table((words.text("progress.lesson"), *places), rows),
        paragraph(words.text("progress.again")),
    )


def started_over(done: StartedOver, lesson: str, folder: Path, words: Words) -> Shown:
    """What begins anew, where the copy lies, and what to do now."""
    key = "all" if lesson == ALL else "one"
    copy = done.copy.relative_to(folder).as_posix()
    return Shown(
        paragraph(words.text(f"progress.anew.{key}", lesson=lesson), bold=True),
        paragraph(words.text("progress.anew.copy", copy=copy)),
        paragraph(words.text("progress.anew.now")),
    )


def _solved(progress: Progress, numbers: Any) -> int:
    return sum(1 for number in numbers if progress.get(number, {}).get("solved") is True)


def _state(entry: Mapping[str, Any], words: Words) -> str:
    if entry.get("solved") is True:
        return words.text("progress.state.solved")
    tries = entry.get("tries")
    return words.count("try", tries) if isinstance(tries, int) and tries else "–"
