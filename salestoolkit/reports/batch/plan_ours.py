"""Reports of our own kinds: checked as `salestoolkit report` checks them."""

from __future__ import annotations

from typing import Any

from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.batch_file import Batch, BatchReport
from salestoolkit.reports.batch.drafts import Draft
from salestoolkit.reports.kinds import KINDS, kind_of
from salestoolkit.reports.labels import page_label
from salestoolkit.reports.plan import PEOPLE, PageSpec
from salestoolkit.reports.request import requested_pages
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import load_words

MAPS = ("geo", "geo_regions")
"""Files that a page is told of among other things, and that are not what it is about."""


def our_drafts(batch: Batch, request: BatchReport) -> list[Draft]:
    """A draft for each combination of the columns' values, or one for all deals.

    Apart by currency and language.

    Raises
    ------
    SalesToolkitError
        What is wrong with the request: see `requested_pages`.
    """
    assert request.kind is not None
    if request.parameters:
        name = next(iter(request.parameters))
        raise ReportError("batch_own_parameters", value=name, notebook=request.kind)
    if len(request.per) > 1 and not kind_of(request.kind).within:
        raise ReportError(
            "batch_one_column",
            value=", ".join(request.per),
            notebook=request.kind,
            allowed=", ".join(kind.name for kind in KINDS.values() if kind.within),
        )
    per = request.per[-1] if request.per else None
    pages = requested_pages(
        request.kind,
        book=batch.book,
        per=per,
        within=dict.fromkeys(request.per[:-1]),
        languages=request.languages,
        as_of=batch.as_of,
        **asked(request),
    )
    # the page of all deals is a report of its own: one without a column
    chosen = [page for page in pages if (page.dimension is None) == (per is None)]
    return [our_draft(batch, request, page) for page in chosen]


def asked(request: BatchReport) -> dict[str, Any]:
    """What a request asks for, as `requested_pages` takes it."""
    about = {name: path for name, path in request.files.items() if name not in MAPS}
    maps = {name: str(path) for name, path in request.files.items() if name in MAPS}
    return {
        "currency": request.currency,
        "pipeline": request.pipeline,
        "for_leader": request.for_leader,
        "about": about,
        "since": request.since,
        "period": request.period,
        "told": {**request.told, **maps},
    }


def our_draft(batch: Batch, request: BatchReport, page: PageSpec) -> Draft:
    """A page as a report of the batch."""
    values = dict(page.columns)
    if page.currency is not None:
        values["currency"] = page.currency
    return Draft(
        request=request,
        notebook=packaged_path(f"notebooks/reports/{page.report}.ipynb"),
        label=page_label(load_words(page.language), page),
        language=page.language,
        plain_stem=page.stem,
        values=values,
        parameters=page.parameters(batch.book),
        files=request.files,
        for_leader=request.for_leader and (page.tells_people or PEOPLE in values),
    )
