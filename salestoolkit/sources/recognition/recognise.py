"""Tell which table of which CRM a file holds, and which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow.compute as pc

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.recognition.matching import Match, best_match, headers_of, match
from salestoolkit.sources.recognition.vocabulary import (
    Vocabulary,
    fields_of,
    header_key,
    kinds,
    vocabularies,
)

SHAPES = {
    "pipedrive_changelog": "pipedrive_changes",
    "pipedrive_flow": "pipedrive_changes",
    "pipedrive_deals": "pipedrive_deals",
    "pipedrive_stages": "pipedrive_stages",
}
"""Kinds of saved answers, which their own structure tells."""
IGNORED = ""
"""What a mapping file says of a column that is to be left out."""
PIPELINE_IN_BRACKETS = re.compile(r"^(?P<stage>.+?)\s*\([^()]*\)$")
WRITE_MAPPING = "--write-mapping FILE, --mapping FILE"


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A table whose kind and columns are known.

    ``fields`` maps canonical fields to headers of the file. ``stage_dates`` maps a stage, as the deals'
    stage column writes it where that can be told, to the headers of the dates on which deals entered and
    left it. ``ignored`` are headers that nothing is read from, ``missing`` fields that this kind of export
    can have and this file lacks. ``closed_at`` of a CRM's "close date" is a plan for deals still open.
    """

    table: RawTable
    kind: str
    fields: dict[str, str]
    stage_dates: dict[str, tuple[str | None, str | None]]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    language: str | None


def recognise(
    table: RawTable,
    *,
    mapping: Mapping[str, Any] | None = None,
    as_table: str | None = None,
) -> Recognised:
    """Find what a table is and which header carries which field.

    Parameters
    ----------
    table : RawTable
        A table as read.
    mapping : mapping or None
        A mapping file: ``kind`` and ``[columns]`` (header = field, ``""`` for none) go before what is
        recognised. It says nothing of a table that has none of its columns.
    as_table : str or None
        The kind, where the user names it.

    Raises
    ------
    ImportFailed
        ``unrecognised_file`` where no kind fits, ``missing_column`` where a kind fits but lacks what it
        cannot do without, ``unknown_table`` and ``unknown_field`` for names that do not exist.
    """
    columns = _columns_of(mapping or {}, table)
    applies = bool(columns) or not (mapping or {}).get("columns")
    kind = as_table or ((mapping or {}).get("kind") if applies else None)
    if kind is not None and kind not in kinds():
        raise ImportFailed("unknown_table", value=kind, allowed=", ".join(kinds()))
    known_fields = fields_of(None)
    for header, field in columns.items():
        if field != IGNORED and field not in known_fields:
            raise ImportFailed(
                "unknown_field", column=header, value=field, allowed=", ".join(fields_of(kind))
            )
    found = _best(table, kind or SHAPES.get(table.shape), columns, named=kind is not None)
    return _recognised(table, found)


def _columns_of(mapping: Mapping[str, Any], table: RawTable) -> dict[str, str]:
    """The mapping's columns that the table has, under the table's own headers."""
    own = {header_key(header): header for header in table.columns}
    return {
        own[header_key(header)]: str(field)
        for header, field in mapping.get("columns", {}).items()
        if header_key(header) in own
    }


def _best(table: RawTable, kind: str | None, columns: Mapping[str, str], *, named: bool) -> Match:
    """The vocabulary that fits the table best, among those of a kind where one is told."""
    chosen = [entry for entry in vocabularies() if kind is None or entry.kind == kind]
    headers = headers_of(table.columns)
    matches = [match(entry, headers, columns, strict=kind is None) for entry in chosen]
    repeats = _ids_repeat(table, matches)
    fitting = [found for found in matches if found.fits(repeats=repeats or kind is not None)]
    if fitting:
        return best_match(fitting, repeats=repeats)
    raise _refusal(table, matches, named=named)


def _ids_repeat(table: RawTable, matches: Iterable[Match]) -> bool:
    """Whether many rows share an id, as rows of stage changes do."""
    can_be = (found for found in matches if found.vocabulary.history and not found.unmet())
    header = next((found.fields.get("deal_id") for found in can_be), None)
    if header is None or not table.num_rows:
        return False
    different = pc.count_distinct(table.columns[header], mode="only_valid").as_py()
    return bool(different <= 0.8 * table.num_rows)


def _refusal(table: RawTable, matches: list[Match], *, named: bool) -> ImportFailed:
    """The error that says what was recognised and what is missing, or which headers were seen."""
    near = [
        found
        for found in matches
        if named or (found.stated and not found.refused and found.signs + len(found.fields) >= 3)
    ]
    if near:
        closest = best_match(near, repeats=False)
        groups = closest.unmet()
        if groups:
            return ImportFailed(
                "missing_column",
                file=table.path.name,
                kind=closest.vocabulary.kind,
                value=", ".join("/".join(group) for group in groups),
                known=[f"{header} = {field}" for field, header in closest.fields.items()],
                columns=list(table.columns),
                option=WRITE_MAPPING,
            )
    return ImportFailed(
        "unrecognised_file",
        file=table.path.name,
        columns=list(table.columns),
        option=WRITE_MAPPING,
    )


def _recognised(table: RawTable, found: Match) -> Recognised:
    vocabulary = found.vocabulary
    stage_dates = _stage_dates(table, vocabulary, found.fields)
    used = {*found.fields.values(), *(h for pair in stage_dates.values() for h in pair if h)}
    return Recognised(
        table=table,
        kind=vocabulary.kind,
        fields=found.fields,
        stage_dates=stage_dates,
        ignored=tuple(header for header in table.columns if header not in used),
        missing=tuple(field for field in vocabulary.wanted if field not in found.fields),
        language=found.language,
    )


def _stage_dates(
    table: RawTable, vocabulary: Vocabulary, fields: Mapping[str, str]
) -> dict[str, tuple[str | None, str | None]]:
    """Columns with the dates on which deals entered and left each stage, by stage."""
    used = set(fields.values())
    free = [header for header in table.columns if header not in used]
    entered = _by_stage(free, vocabulary.stage_entered)
    left = _by_stage(free, vocabulary.stage_exited)
    labels = list(dict.fromkeys([*entered, *left]))
    names = _stage_names(table, labels, fields.get("stage"))
    return {names[label]: (entered.get(label), left.get(label)) for label in labels}


def _by_stage(headers: Iterable[str], patterns: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pattern in patterns:
        for header in headers:
            hit = re.match(pattern, header, re.IGNORECASE)
            if hit:
                found.setdefault(hit.group("stage").strip(), header)
    return found


def _stage_names(table: RawTable, labels: list[str], stage: str | None) -> dict[str, str]:
    """Labels as the stage column writes them: with the pipeline in brackets, or without it."""
    short = {
        label: hit.group("stage") if (hit := PIPELINE_IN_BRACKETS.match(label)) else label
        for label in labels
    }
    standing = set(table.columns[stage].unique().to_pylist()) if stage else set()
    if len(set(short.values())) < len(labels) or standing.intersection(labels):
        with_brackets = {
            label for label in labels if label in standing or short[label] not in standing
        }
    else:
        with_brackets = set()
    names = {label: label if label in with_brackets else short[label] for label in labels}
    return names if len(set(names.values())) == len(labels) else {label: label for label in labels}
