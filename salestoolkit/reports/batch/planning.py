"""From a batch file to its reports: all that can be known to be wrong is said before one is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.batch_file import Batch, BatchReport
from salestoolkit.reports.batch.drafts import Draft
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.naming import stems
from salestoolkit.reports.batch.plan_list import listed_drafts
from salestoolkit.reports.batch.plan_ours import our_drafts
from salestoolkit.reports.batch.plan_own import own_drafts
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.reports.kinds import kind_of
from salestoolkit.reports.request import check_formats


def plan_batch(batch: Batch, sources: Sources) -> list[PlannedReport]:
    """The reports of a batch, in the order of its file.

    Raises
    ------
    ReportError
        ``batch_in_file``, with the line of the ``[[report]]`` and, as its cause, what is wrong with it.
    """
    drafts: list[Draft] = []
    for request in batch.reports:
        with _placed(batch, request):
            kind = None if request.kind is None else kind_of(request.kind)
            check_formats(kind, request.formats)
            found = _drafts(batch, request)
            for draft in found:
                draft.check()
            drafts += found
    with _placed(batch, batch.reports[-1]):
        names = stems(drafts)
    return [_planned(draft, stem, sources) for draft, stem in zip(drafts, names, strict=True)]


def _drafts(batch: Batch, request: BatchReport) -> list[Draft]:
    if request.rows is not None:
        return listed_drafts(batch, request)
    if request.kind is not None:
        return our_drafts(batch, request)
    return own_drafts(batch, request)


def _planned(draft: Draft, stem: str, sources: Sources) -> PlannedReport:
    request = draft.request
    return PlannedReport(
        key=stem,
        stem=stem,
        notebook=draft.notebook,
        kind=request.kind,
        label=draft.label,
        language=draft.language,
        values=draft.values,
        parameters=draft.parameters,
        formats=request.formats,
        for_leader=draft.for_leader,
        fingerprint=sources.of(
            notebook=draft.notebook,
            kind=request.kind,
            language=draft.language,
            parameters=draft.parameters,
            files=draft.files,
            formats=request.formats,
        ),
    )


@contextmanager
def _placed(batch: Batch, request: BatchReport) -> Iterator[None]:
    """Say of whatever is wrong in which file, and where in it."""
    try:
        yield
    except SalesToolkitError as error:
        raise ReportError("batch_in_file", file=batch.file.name, line=request.line) from error
