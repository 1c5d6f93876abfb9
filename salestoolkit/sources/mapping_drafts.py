"""A mapping file to fill in, for whatever files are there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomlkit

from salestoolkit.sources import event_log_mapping
from salestoolkit.sources.content import Content, load_content
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.recognition.mapping import draft_mapping, write_new


def write_draft(
    paths: Sequence[Path], to: Path, *, as_table: str | None = None, language: str = "en"
) -> None:
    """Write a mapping to fill in: of columns, or of the activities of an event log.

    Parameters
    ----------
    as_table : str, optional
        What the files are where they do not tell; ``event_log`` for a log in CSV.

    Raises
    ------
    ImportFailed
        As of `read_tables` and `salestoolkit.sources.recognition.mapping.write_new`.
    """
    tables = [table for path in paths for table in read_tables(path)]
    logs = [table for table in tables if event_log_mapping.SECTION in (as_table, table.shape)]
    if logs:
        write_new(to, _of_event_log(logs[0], load_content(language)))
    else:
        write_new(to, draft_mapping(tables, as_table=as_table, language=language))


def _of_event_log(table: RawTable, content: Content) -> str:
    document = tomlkit.document()
    for line in content.texts("import.event_log.introduction"):
        document.add(tomlkit.comment(line))
    section = tomlkit.table()
    for key, value in event_log_mapping.draft(table).items():
        if isinstance(value, dict):
            activities = tomlkit.table()
            for line in content.texts("import.event_log.activities"):
                activities.add(tomlkit.comment(line))
            for name, meaning in value.items():
                activities.add(tomlkit.key([name]), tomlkit.string(meaning))
            section.add(key, activities)
        else:
            section.add(key, tomlkit.string(value))
    document.add(event_log_mapping.SECTION, section)
    for line in content.texts("import.event_log.columns"):
        document.add(tomlkit.comment(line))
    return tomlkit.dumps(document).rstrip("\n") + "\n"
