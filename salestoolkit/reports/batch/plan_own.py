"""Reports from a team's own notebook: what each of them is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.batch_file import Batch, BatchReport
from salestoolkit.reports.batch.combinations import combinations
from salestoolkit.reports.batch.drafts import Draft, book_text, told
from salestoolkit.reports.batch.parameters import Parameter, parameters_of
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.names import digest, slug
from salestoolkit.reports.plan import check_day
from salestoolkit.sources.remote_books.opening import open_any_book
from salestoolkit.words import Words, load_words

PART = ("dimension", "value")
"""How a notebook is told of any column, where it has no parameter of the column's name."""


def own_drafts(batch: Batch, request: BatchReport) -> list[Draft]:
    """A draft for each combination of the columns' values, or one, in each language.

    Raises
    ------
    ReportError
        ``notebook_broken``, ``batch_needs_book``, ``batch_column_not_taken``, and those of the columns.
    """
    assert request.path is not None
    known = parameters_of(request.path)
    return [
        own_draft(
            batch,
            request,
            values=values,
            given={**told(request), **_part(request, known, values)},
            language=language,
        )
        for values in _values(batch, request)
        for language in languages_of(request, known)
    ]


def own_draft(
    batch: Batch,
    request: BatchReport,
    *,
    values: Mapping[str, str],
    given: Mapping[str, Any],
    language: str,
) -> Draft:
    """One report: ``given`` and, where the notebook knows them, the book, the language and the day."""
    assert request.path is not None
    known = parameters_of(request.path)
    as_of = None if batch.as_of is None else batch.as_of.isoformat()
    usual = {
        "book": book_text(batch),
        "language": language,
        "as_of": as_of,
        "currency": request.currency,
        "pipeline": request.pipeline,
        "period": request.period,
        "since": None if request.since is None else request.since.isoformat(),
        "for_leader": request.for_leader or None,
    }
    offered = {name: value for name, value in usual.items() if value is not None and name in known}
    label = own_label(values, load_words(language)) or name_of(request.path.stem)
    pieces = [slug(request.path.stem) or "notebook"]
    pieces += [
        f"{column}_{slug(value) or 'none'}_{digest(value)}" for column, value in values.items()
    ]
    return Draft(
        request=request,
        notebook=request.path,
        label=label,
        language=language,
        plain_stem="_".join([*pieces, *(["leader"] if request.for_leader else []), language]),
        values=dict(values),
        parameters={**offered, **given},
        files=request.files,
        for_leader=request.for_leader,
    )


def languages_of(request: BatchReport, known: Mapping[str, Parameter]) -> Sequence[str]:
    """Languages to make it in; the first alone where the notebook cannot be told of one."""
    return request.languages if "language" in known else request.languages[:1]


def own_label(values: Mapping[str, str], words: Words) -> str:
    """What a report is about, in the reader's words; empty where it is about everything."""
    return " · ".join(
        f"{dimension_label(words, column)}: {value_label(words, column, value)}"
        for column, value in values.items()
    )


def _values(batch: Batch, request: BatchReport) -> list[dict[str, str]]:
    if not request.per:
        return [{}]
    if batch.book is None:
        raise ReportError("batch_needs_book", value=", ".join(request.per))
    book = open_any_book(batch.book, as_of=batch.as_of)
    check_day(book)
    return combinations(book, request.per, for_leader=request.for_leader)


def _part(
    request: BatchReport, known: Mapping[str, Parameter], values: Mapping[str, str]
) -> dict[str, str]:
    """The values under the names by which the notebook knows them."""
    if set(values) <= set(known):
        return dict(values)
    if len(values) == 1 and set(PART) <= set(known):
        return dict(zip(PART, next(iter(values.items())), strict=True))
    missing = ", ".join(column for column in values if column not in known)
    assert request.path is not None
    raise ReportError(
        "batch_column_not_taken",
        notebook=request.path.name,
        value=missing,
        part=", ".join(PART),
        allowed=_listed(known),
    )


def _listed(known: Mapping[str, Parameter]) -> str:
    return ", ".join(known) or "–"
