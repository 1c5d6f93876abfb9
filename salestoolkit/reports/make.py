"""Make a report: plan its pages, run the notebook for each, publish what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from salestoolkit.core.periods import a_period
from salestoolkit.errors import InvalidValue, ReportError, SalesToolkitError
from salestoolkit.reports.execute import NotebookRunner
from salestoolkit.reports.kinds import FROM_DATABASES, KINDS, ReportKind, kind_of
from salestoolkit.reports.output import OutputFolder, Written
from salestoolkit.reports.pdf import PdfPrinter
from salestoolkit.reports.plan import PageSpec, check_day, plan_pages
from salestoolkit.reports.publish import Page, Publisher
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.remote_books.address import is_address
from salestoolkit.sources.remote_books.opening import open_any_book
from salestoolkit.words import load_words

if TYPE_CHECKING:
    from nbformat import NotebookNode

FORMATS = ("html", "json", "pdf", "ipynb", "csv")
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
        kinds = {(page.as_of, page.currency, page.language): page for page in reversed(self.pages)}
        called = f"{self.kind.path}:rehearse"
        return [(called, page.parameters(self.book)) for page in kinds.values()]


def plan_report(
    name: str,
    *,
    book: Path | str | None = None,
    to: Path,
    per: str | None = None,
    languages: Sequence[str] = ("en",),
    formats: Sequence[str] = ("html",),
    as_of: date | None = None,
    currency: str | None = None,
    pipeline: str | None = None,
    for_leader: bool = False,
    about: Mapping[str, Path] | None = None,
    since: date | None = None,
    period: str | None = None,
    told: Mapping[str, str] | None = None,
) -> ReportJob:
    """Check a request and plan its pages: see `salestoolkit.reports.plan.plan_pages`.

    Parameters
    ----------
    book : Path or str, optional
        Folder of the deal book, or the address of a database. May be left out where the pages are not
        made of deals.
    about : mapping, optional
        What the page is about beside the deals, by parameter: ``{"goals": Path("goals.toml")}``.
    since : date, optional
        The earlier day that a page compares with.
    period : str, optional
        The month, quarter or year that a page is about: ``2026-10``, ``2026-Q4``, ``2026``.
    told : mapping, optional
        What else a kind may be told, by the name of its parameter.

    Raises
    ------
    SalesToolkitError
        What is wrong with the request: the report, the book, the folder, the column, the format.
    """
    kind = kind_of(name)
    known = [one for one in FORMATS if one != "csv" or kind.lists]
    unknown = [given for given in formats if given not in known]
    if unknown or not formats:
        raise ReportError("unknown_format", value=", ".join(unknown), allowed=", ".join(known))
    subject = kind.subject_in(about or {})
    options: dict[str, Any] = {"as_of": as_of, "about": subject}
    if since is not None:
        _check_takes(kind, "since")
        options["since"] = since
    if period is not None:
        _check_takes(kind, "period")
        a_period(period)
        options["period"] = period
    options["options"] = _told(kind, told or {})
    parts = {"per": per, "currency": currency, "pipeline": pipeline}
    codes = [load_words(language).language for language in languages]
    if kind.of_deals:
        pages = _pages_of_deals(kind, book, codes, for_leader=for_leader, **parts, **options)
    else:
        _no_parts(kind, parts)
        if book is not None:
            open_any_book(book, as_of=as_of)
        pages = [PageSpec(report=name, language=code, **options) for code in codes]
    return ReportJob(kind=kind, pages=pages, book=book, folder=OutputFolder(to), formats=formats)


def _pages_of_deals(
    kind: ReportKind, book: Path | str | None, languages: Sequence[str], **options: Any
) -> list[PageSpec]:
    if is_address(book) and kind.name not in FROM_DATABASES:
        allowed = ", ".join(FROM_DATABASES)
        raise ReportError("remote_report", value=kind.name, allowed=allowed)
    if book is None:
        raise ReportError("report_needs", value=kind.name, option="--book BOOK")
    opened = open_any_book(book, as_of=options["as_of"])
    check_day(opened)
    since = options.get("since")
    if since is not None and since >= opened.as_of:
        raise InvalidValue("review_since", field="since", value=since, allowed=opened.as_of)
    return [
        page
        for language in languages
        for page in plan_pages(opened, kind.name, language=language, **options)
    ]


def _check_takes(kind: ReportKind, option: Literal["since", "period"]) -> None:
    """Refuse an earlier day, or a period, where the page knows of none."""
    if not getattr(kind, option):
        allowed = ", ".join(one.name for one in KINDS.values() if getattr(one, option))
        raise ReportError("report_without", value=kind.name, option=f"--{option}", allowed=allowed)


def _told(kind: ReportKind, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What else a page is told; refused where the page knows of none of it."""
    for name in told:
        if name not in kind.options:
            allowed = ", ".join(one.name for one in KINDS.values() if name in one.options)
            option = f"--{name.replace('_', '-')}"
            raise ReportError("report_without", value=kind.name, option=option, allowed=allowed)
    return tuple(sorted(told.items()))


def _no_parts(kind: ReportKind, parts: Mapping[str, str | None]) -> None:
    """Refuse to make pages of parts where there is one page only."""
    for name, value in parts.items():
        if value is not None:
            allowed = ", ".join(one.name for one in KINDS.values() if one.of_deals)
            raise ReportError(
                "report_without", value=kind.name, option=f"--{name}", allowed=allowed
            )


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
        if format == "csv":
            from salestoolkit.reports.review_record import lists_as_csv

            return lists_as_csv(page.record, load_words(page.record["language"]))
        if format == "ipynb":
            import nbformat

            return (str(nbformat.writes(notebook)) + "\n").encode()
        if format == "pdf" and self.printer is not None:
            return self.printer.print(page.html)
        return page.html.encode()
