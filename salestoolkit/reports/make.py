"""Make a report: plan its pages, run the notebook for each, publish what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import BookError, ReportError, SalesToolkitError
from salestoolkit.reports.execute import NotebookRunner
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.pdf import PdfPrinter
from salestoolkit.reports.plan import PageSpec, check_day, plan_pages
from salestoolkit.reports.publish import Page, Publisher
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.goals import read_goals
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.words import load_words

if TYPE_CHECKING:
    from nbformat import NotebookNode

REPORTS = {"funnel_audit": "page", "goal_check": "goal_page"}
"""Kinds of page, and the module of each: it opens a page, and rehearses one."""
ABOUT_GOALS = ("goal_check",)
"""Kinds of page that are about a file of goals."""
FORMATS = ("html", "json", "pdf", "ipynb")
AT_ONCE = 2
"""Pages run at the same time; more than a machine has cores only makes each slower."""


@dataclass(frozen=True, kw_only=True)
class PageResult:
    """A page that was made, or why it was not."""

    spec: PageSpec
    files: dict[str, Written] = field(default_factory=dict)
    record: dict[str, Any] = field(default_factory=dict)
    error: SalesToolkitError | None = None


@dataclass(frozen=True, kw_only=True)
class ReportJob:
    """A report that can be made: its request was checked, nothing was written yet but the folder."""

    pages: Sequence[PageSpec]
    book: Path
    folder: OutputFolder
    formats: Sequence[str]
    fork: bool = True

    def run(self) -> Iterator[PageResult]:
        """Make the pages one by one, in the order planned; one that fails leaves the others.

        Raises
        ------
        ReportError
            Before the first page, where a PDF was asked for and there is no browser to print it.
        """
        with ExitStack() as stack:
            printer = stack.enter_context(PdfPrinter()) if "pdf" in self.formats else None
            runner = stack.enter_context(
                NotebookRunner(
                    packaged_path(f"notebooks/reports/{self.pages[0].report}.ipynb"),
                    imports=(_module(self.pages[0].report), "IPython.display"),
                    warm=_rehearsals(self.pages, self.book),
                    fork=self.fork and len(self.pages) > 1,
                )
            )
            press = Press(Publisher(), self.folder, self.formats, printer)
            pool = ThreadPoolExecutor(AT_ONCE)
            # Before the runner closes: what waits is dropped, so that an interrupt ends at once.
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            runs = [pool.submit(runner.run, page.parameters(self.book)) for page in self.pages]
            for number, page in enumerate(self.pages):
                yield press.page(page, runs[number])
                # The notebook is not needed any more; a hundred of them would be.
                runs[number] = Future()


def plan_report(
    name: str,
    *,
    book: Path,
    to: Path,
    per: str | None = None,
    languages: Sequence[str] = ("en",),
    formats: Sequence[str] = ("html",),
    as_of: date | None = None,
    currency: str | None = None,
    pipeline: str | None = None,
    for_leader: bool = False,
    goals: Path | None = None,
) -> ReportJob:
    """Check a request and plan its pages: see `salestoolkit.reports.plan.plan_pages`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the request: the report, the book, the folder, the column, the format.
    """
    if name not in REPORTS:
        raise ReportError("unknown_report", value=name, allowed=", ".join(REPORTS))
    unknown = [given for given in formats if given not in FORMATS]
    if unknown or not formats:
        raise ReportError("unknown_format", value=", ".join(unknown), allowed=", ".join(FORMATS))
    _check_goals(name, goals)
    opened = open_book(book, as_of=as_of)
    check_day(opened)
    pages = [
        page
        for language in languages
        for page in plan_pages(
            opened,
            name,
            per=per,
            language=load_words(language).language,
            currency=currency,
            pipeline=pipeline,
            as_of=as_of,
            for_leader=for_leader,
            goals=goals,
        )
    ]
    return ReportJob(pages=pages, book=book, folder=OutputFolder(to), formats=formats)


def _module(report: str) -> str:
    return f"salestoolkit.reports.{REPORTS[report]}"


def _check_goals(report: str, goals: Path | None) -> None:
    """Refuse a file of goals that cannot be read, is missing or is not asked for."""
    if report not in ABOUT_GOALS:
        if goals is not None:
            raise ReportError("report_without_goals", value=report, option="--goals")
        return
    if goals is None:
        raise ReportError("report_needs_goals", value=report, option="--goals FILE")
    if not goals.is_file():
        raise BookError("file_missing", file=str(goals))
    if not read_goals(goals):
        raise ReportError("goals_empty", value=str(goals))


def _rehearsals(pages: Sequence[PageSpec], book: Path) -> list[tuple[str, dict[str, Any]]]:
    """Calls that read the books of these pages and load their words once, for all kernels."""
    kinds = {(page.as_of, page.currency, page.language): page for page in reversed(pages)}
    return [(f"{_module(page.report)}:rehearse", page.parameters(book)) for page in kinds.values()]


@dataclass(frozen=True)
class Press:
    """Publishes pages into a folder, in the formats asked for."""

    publisher: Publisher
    folder: OutputFolder
    formats: Sequence[str]
    printer: PdfPrinter | None

    def page(self, spec: PageSpec, run: Future[NotebookNode]) -> PageResult:
        """Write a page's files; all formats are made before the first is written."""
        try:
            notebook = run.result()
            page = self.publisher.page(notebook)
            made = {format: self._make(format, page, notebook) for format in self.formats}
            files = {
                format: self.folder.write(f"{spec.stem}.{format}", content)
                for format, content in made.items()
            }
        except SalesToolkitError as error:
            return PageResult(spec=spec, error=error)
        return PageResult(spec=spec, files=files, record=page.record)

    def _make(self, format: str, page: Page, notebook: NotebookNode) -> bytes:
        if format == "json":
            return (json.dumps(page.record, ensure_ascii=False, indent=1) + "\n").encode()
        if format == "ipynb":
            import nbformat

            return (str(nbformat.writes(notebook)) + "\n").encode()
        if format == "pdf" and self.printer is not None:
            return self.printer.print(page.html)
        return page.html.encode()
