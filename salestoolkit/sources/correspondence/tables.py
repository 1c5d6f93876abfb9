"""Reviews, posts and letters kept as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from salestoolkit.core.mined import Message
from salestoolkit.core.which_language import Language
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.correspondence.parts import Skipped, clues_in, day_of
from salestoolkit.sources.correspondence.vocabulary import COLUMNS, LANGUAGES, columns_of
from salestoolkit.sources.files.tables import read_tables


def read_rows(path: Path, name: str) -> Iterator[Message | Skipped]:
    """Each row of a table that has a column of texts, as a message.

    Raises
    ------
    ImportFailed
        ``mining_no_text_column``, and what `read_tables` raises.
    """
    number = 0
    for table in read_tables(path):
        found = columns_of(list(table.columns))
        if "text" not in found:
            allowed = ", ".join(COLUMNS["text"])
            columns = ", ".join(table.columns)
            raise ImportFailed(
                "mining_no_text_column", file=path.name, value=columns, allowed=allowed
            )
        cells = {field: table.columns[header].to_pylist() for field, header in found.items()}
        for place in range(table.num_rows):
            number += 1
            yield _message(name, number, {field: column[place] for field, column in cells.items()})
        for _ in table.broken:
            number += 1
            yield Skipped(file=name, number=number, reason="broken_row")


def _message(name: str, number: int, row: Mapping[str, Any]) -> Message | Skipped:
    told = {field: str(value) for field, value in row.items() if value is not None}
    if "text" not in told:
        return Skipped(file=name, number=number, reason="no_text")
    subject = told.get("subject", "")
    language = LANGUAGES.get(told.get("language", "").casefold()[:2])
    people = tuple(told[field] for field in ("sender", "recipient") if field in told)
    return Message(
        file=name,
        number=number,
        text=told["text"],
        form="row",
        at=day_of(told["at"]) if "at" in told else None,
        subject=subject,
        names=tuple(name for name in people if "@" not in name),
        deal=told.get("deal_id"),
        clues=clues_in(subject),
        stage=told.get("stage"),
        outcome=told.get("outcome"),
        lost_reason=told.get("lost_reason"),
        language=cast("Language | None", language),
    )
