"""Make a report: plan its pages, run the notebook for each, publish what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.execute import NotebookRunner
from salestoolkit.reports.formats import page_file
from salestoolkit.reports.kinds import ReportKind, kind_of
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.pdf import PdfPrinter
from salestoolkit.reports.plan import PageSpec
from salestoolkit.reports.publish import Publisher
from salestoolkit.reports.request import check_formats, requested_pages
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.remote_books.address import is_address

if TYPE_CHECKING:
    from nbformat import NotebookNode

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

    kind: ReportKind
    pages: Sequence[PageSpec]
    book: Path | str | None
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
                    packaged_path(f"notebooks/reports/{self.kind.name}.ipynb"),
                    imports=(self.kind.path, "IPython.display"),
                    warm=self._rehearsals(),
                    fork=self.fork and len(self.pages) > 1 and not is_address(self.book),
                )
            )
            press = Press(Publisher(), self.folder, self.formats, printer)
            pool = ThreadPoolExecutor(AT_ONCE)
            # Before the runner closes: what waits is dropped, so that an interrupt ends at once.
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            runs = [pool.submit(runner.run, page.parameters(self.book)) for page in self.pages]
            for number, page in enumerate(self.pages):
                yield self._followed(press.page(page, runs[number]))
                # The notebook is not needed any more; a hundred of them would be.
                runs[number] = Future()

    def _followed(self, result: PageResult) -> PageResult:
        """The result, once what is to be done after a page is done; what is wrong with that is its error."""
        if self.kind.after is None or result.error is not None or self.book is None:
            return result
        try:
            self.kind.after(Path(self.book), result.record)
        except SalesToolkitError as error:
            return replace(result, error=error)
        return result

    def _rehearsals(self) -> list[tuple[str, dict[str, Any]]]:
        """Calls that read the books of these pages and load their words once, for all kernels."""
        if is_address(self.book):
            # a connection does not live on in a kernel that was forked
            return []
        # a page of a part is held against all deals, counted by its column: what it needs, all need
        parts_first = sorted(self.pages, key=lambda page: page.dimension is None)
        kinds = {(page.as_of, page.currency, page.language): page for page in reversed(parts_first)}
        called = f"{self.kind.path}:rehearse"
        return [(called, page.parameters(self.book)) for page in kinds.values()]


def plan_report(
    name: str,
    *,
    book: Path | str | None = None,
    to: Path,
    languages: Sequence[str] = ("en",),
    formats: Sequence[str] = ("html",),
    **asked: Any,
) -> ReportJob:
    """Check a request and plan its pages; ``asked`` is what else `requested_pages` takes.

    Raises
    ------
    SalesToolkitError
        What is wrong with the request: the report, the book, the folder, the column, the format.
    """
    kind = kind_of(name)
    check_formats(kind, formats)
    pages = requested_pages(name, book=book, languages=languages, **asked)
    return ReportJob(kind=kind, pages=pages, book=book, folder=OutputFolder(to), formats=formats)


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
            made = {
                format: page_file(format, page, notebook, self.printer) for format in self.formats
            }
            files = {
                format: self.folder.write(f"{spec.stem}.{format}", content)
                for format, content in made.items()
            }
        except SalesToolkitError as error:
            return PageResult(spec=spec, error=error)
        return PageResult(spec=spec, files=files, record=page.record)
