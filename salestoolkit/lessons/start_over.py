"""Beginning again: what a team did is copied first, then the lesson lies there fresh."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.folder import COPIES, PROGRESS, SETTINGS, TEAM, language_of, make_workshop
from salestoolkit.lessons.notebooks import lesson_names
from salestoolkit.lessons.progress import forget_tries
from salestoolkit.sources.whole_files import saying_what_cannot_be_written

ALL = "all"
"""In place of a lesson's number: every lesson, and what the team wrote."""


@dataclass(frozen=True, kw_only=True)
class StartedOver:
    """What `start_over` did: where the copy lies, and which notebooks are fresh."""

    copy: Path
    lessons: tuple[str, ...]


def start_over(folder: Path | str, lesson: str, *, today: date) -> StartedOver:
    """Begin a lesson again, or all: copy first, then a fresh notebook whose exercises are untried.

    The copy holds the lesson as it was, the team's files and the progress, under ``copies`` and the
    day. Of a lesson, what the team wrote stays in its place; of ``all``, it begins anew as well.

    Parameters
    ----------
    lesson : str
        The lesson's number, such as ``"03"``, or ``"all"``.

    Raises
    ------
    InvalidValue
        ``not_a_workshop``, ``unknown_lesson``.
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    place = Path(folder)
    language = language_of(place)
    if language is None:
        raise InvalidValue("not_a_workshop", value=str(folder))
    chosen = _chosen(lesson, language)
    with saying_what_cannot_be_written(place):
        copy = _copy(place, chosen, today)
    make_workshop(place, language=language, anew=chosen)
    if lesson != ALL:
        forget_tries(place, lesson)
        return StartedOver(copy=copy, lessons=chosen)
    with saying_what_cannot_be_written(place):
        shutil.rmtree(place / TEAM)
        (place / TEAM).mkdir()
        (place / PROGRESS).unlink(missing_ok=True)
    return StartedOver(copy=copy, lessons=chosen)


def _chosen(lesson: str, language: str) -> tuple[str, ...]:
    """Names of the notebooks that begin anew."""
    names = lesson_names(language)
    if lesson == ALL:
        return names
    chosen = tuple(name for name in names if name.startswith(f"{lesson}_"))
    if len(chosen) != 1:
        known = ", ".join((*(name[:2] for name in names), ALL))
        raise InvalidValue("unknown_lesson", value=lesson, allowed=known)
    return chosen


def _copy(folder: Path, names: tuple[str, ...], today: date) -> Path:
    """A whole copy of what may change, in a new folder of the day."""
    day = today.isoformat()
    number = 1
    while (copy := folder / COPIES / (day if number == 1 else f"{day}-{number}")).exists():
        number += 1
    unfinished = copy.with_name(f".new-{copy.name}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        for name in (*names, PROGRESS, SETTINGS):
            if (folder / name).is_file():
                shutil.copy2(folder / name, unfinished / name)
        if (folder / TEAM).is_dir():
            shutil.copytree(folder / TEAM, unfinished / TEAM)
        unfinished.rename(copy)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return copy
