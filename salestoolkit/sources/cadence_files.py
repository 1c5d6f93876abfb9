"""A planned sequence on disk: a list for a spreadsheet, a calendar, and a text for each lead."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import tomlkit

from salestoolkit.core.calendar_event import CalendarEvent
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.calendar_file import calendar_content
from salestoolkit.sources.content import load_content
from salestoolkit.sources.safe_csv import Value, safe_csv
from salestoolkit.sources.whole_files import write_keeping

NAME_LENGTH = 40


@dataclass(frozen=True, kw_only=True)
class PlanFiles:
    """What was written, below the folder of the plan, and the copies of what was there before."""

    written: tuple[Path, ...]
    copies: tuple[Path, ...]


def write_plan(
    folder: Path | str,
    *,
    header: Sequence[str],
    rows: Sequence[Sequence[Value]],
    events: Sequence[CalendarEvent],
    texts: Sequence[tuple[str, str]],
    written_on: date,
    language: str = "en",
) -> PlanFiles:
    """Write a plan into a folder: the list, the calendar, and in a folder of their own the texts.

    Parameters
    ----------
    texts : sequence of (str, str)
        Name of a lead and its messages, in the order of the plan.

    Raises
    ------
    ImportFailed
        ``cannot_write``, ``path_is_folder``.
    """
    content = load_content(language)
    top = Path(folder)
    names = {key: content.text(f"cadence.file.{key}") for key in ("plan", "calendar", "messages")}
    calendar = calendar_content(
        events,
        written_on=written_on,
        name=content.text("cadence.plan.calendar"),
        language=language,
    )
    found: dict[Path, bytes] = {
        top / f"{names['plan']}.csv": safe_csv(header, rows),
        top / f"{names['calendar']}.ics": calendar,
    }
    for place, (name, text) in enumerate(texts, start=1):
        file = f"{place:03d}-{_file_name(name)}.txt"
        found[top / names["messages"] / file] = text.encode("utf-8")
    copies = [write_keeping(path, content_) for path, content_ in found.items()]
    return PlanFiles(written=tuple(found), copies=tuple(filter(None, copies)))


def write_fields(
    folder: Path | str,
    fields: Mapping[str, str],
    *,
    optional: Collection[str] = (),
    language: str = "en",
) -> Path:
    """A file of fields to fill in, each with what it means; one that is there is left as it is.

    Optional ones stand there behind a ``#``.

    Raises
    ------
    ImportFailed
        ``cannot_write``.
    """
    content = load_content(language)
    path = Path(folder) / f"{content.text('cadence.file.fields')}.toml"
    if path.exists():
        return path
    document = tomlkit.document()
    document.add(tomlkit.comment(content.text("cadence.plan.fields")))
    for field, meaning in fields.items():
        document.add(tomlkit.nl())
        document.add(tomlkit.comment(meaning))
        if field in optional:
            document.add(tomlkit.comment(f'{field} = ""'))
        else:
            document.add(field, "")
    write_keeping(path, tomlkit.dumps(document).encode("utf-8"))
    return path


def _file_name(name: str) -> str:
    """A name in plain letters that every system can keep.

    >>> _file_name("Łucja Żółw, Sowa & Syn")
    'lucja-zolw-sowa-syn'
    """
    words = re.sub(r"[^a-z0-9]+", "-", plain(name)).strip("-")
    return words[:NAME_LENGTH].rstrip("-") or "lead"
