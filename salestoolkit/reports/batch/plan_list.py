"""Reports from a list: a CSV with a row for each report and a column for each parameter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from salestoolkit.core.typed_days import read_day
from salestoolkit.errors import BookError, ReportError, SalesToolkitError
from salestoolkit.reports.batch.batch_file import TOLD, Batch, BatchReport
from salestoolkit.reports.batch.combinations import check_columns
from salestoolkit.reports.batch.drafts import Draft, told
from salestoolkit.reports.batch.parameters import check_parameters, parameters_of
from salestoolkit.reports.batch.plan_ours import our_drafts
from salestoolkit.reports.batch.plan_own import languages_of, own_draft
from salestoolkit.reports.plan import DIMENSIONS
from salestoolkit.sources.channel_columns import rows_of
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.files.tables import read_tables

LANGUAGE = "language"
OURS = ("currency", "pipeline", "period")
"""Columns of a list for pages of ours, beside those of the deals and what a kind may be told."""

Row = Mapping[str, str]


def listed_drafts(batch: Batch, request: BatchReport) -> list[Draft]:
    """A draft for each row of the list; a cell that is empty leaves the notebook's own value.

    Raises
    ------
    ReportError
        ``batch_list_empty``, and ``batch_in_list`` with file and line, and what is wrong as its cause.
    """
    assert request.rows is not None
    make: Callable[..., list[Draft]] = _ours if request.kind is not None else _own
    planned: dict[str, list[Draft]] = {}
    found: list[Draft] = []
    for line, row in _rows(request.rows):
        try:
            found += make(batch, request, row, planned)
        except SalesToolkitError as error:
            raise ReportError("batch_in_list", file=request.rows.name, line=line) from error
    return found


def _rows(path: Path) -> list[tuple[int, Row]]:
    """Rows with what stands in them, by line."""
    if not path.is_file():
        raise BookError("file_missing", file=str(path))
    table = read_tables(path)[0]
    if table.broken:
        raise ReportError("batch_list_broken", file=path.name, line=table.broken[0][0])
    rows: list[tuple[int, Row]] = [
        (table.line(place), {name: text for name, text in row.items() if text})
        for place, row in enumerate(rows_of(table))
    ]
    if not rows:
        raise ReportError("batch_list_empty", file=str(path))
    return rows


def _own(batch: Batch, request: BatchReport, row: Row, _: object) -> list[Draft]:
    assert request.path is not None
    known = parameters_of(request.path)
    given = {
        name: known[name].from_text(text) if name in known else text for name, text in row.items()
    }
    check_parameters(request.path, known, given)
    check_columns([name for name in row if name in DIMENSIONS], for_leader=request.for_leader)
    languages = [_language(row)] if LANGUAGE in row else languages_of(request, known)
    return [
        own_draft(
            batch,
            request,
            values={name: text for name, text in row.items() if name != LANGUAGE},
            given={**told(request), **given},
            language=language,
        )
        for language in languages
    ]


def _ours(
    batch: Batch,
    request: BatchReport,
    row: Row,
    planned: dict[str, list[Draft]],
) -> list[Draft]:
    """The pages of a row; pages of one column are planned together."""
    asked = _asked(request, row)
    key = repr(asked)
    if key not in planned:
        planned[key] = our_drafts(batch, asked)
    wanted = {name: row[name] for name in asked.per}
    found = [one for one in planned[key] if wanted.items() <= one.values.items()]
    if not found:
        there = [" · ".join(one.values[name] for name in wanted) for one in planned[key]]
        raise ReportError(
            "batch_no_such_value",
            field=" · ".join(wanted),
            value=" · ".join(wanted.values()),
            allowed=", ".join(dict.fromkeys(there)) or "–",
        )
    return found


def _asked(request: BatchReport, row: Row) -> BatchReport:
    """The request that a row is a part of."""
    changes: dict[str, Any] = {"rows": None, "per": tuple(n for n in row if n in DIMENSIONS)}
    options = dict(request.told)
    for name, text in row.items():
        if name in OURS:
            changes[name] = text
        elif name == "since":
            changes[name] = read_day(text, "since")
        elif name == LANGUAGE:
            changes["languages"] = (_language(row),)
        elif name in TOLD:
            options[name] = text
        elif name not in DIMENSIONS:
            allowed = ", ".join((*DIMENSIONS, *OURS, "since", LANGUAGE, *TOLD))
            raise ReportError("batch_list_column", value=name, allowed=allowed)
    return replace(request, **changes, told=options)


def _language(row: Row) -> str:
    if row[LANGUAGE] not in LANGUAGES:
        allowed = ", ".join(LANGUAGES)
        raise ReportError(
            "batch_no_such_value", field=LANGUAGE, value=row[LANGUAGE], allowed=allowed
        )
    return row[LANGUAGE]
