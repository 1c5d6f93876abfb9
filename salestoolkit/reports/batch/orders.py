"""An order for one report, and carrying it out: what any worker, on any machine, is asked to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salestoolkit.errors import BookError, SalesToolkitError
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.sources.remote_books.address import is_address


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a worker needs to know to make one report; paths are absolute.

    ``formats`` are the kinds of file, ``notice`` what stands above the page, ``words`` the language in
    which a partial notebook says what went wrong. ``rehearse`` is whether so many pages of this kind
    follow that one is made beforehand which nobody sees: what its libraries set up is then there.
    """

    key: str
    notebook: Path
    kind: str | None
    label: str
    language: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = ("html",)
    notice: str = ""
    words: str = "en"
    cell_seconds: int = 120
    report_seconds: int = 600
    fork: bool = True
    rehearse: bool = False


def order_of(report: PlannedReport, **options: Any) -> Order:
    """The order for a planned report."""
    return Order(
        key=report.key,
        notebook=report.notebook,
        kind=report.kind,
        label=report.label,
        language=report.language,
        parameters=report.parameters,
        formats=report.formats,
        notice=report.notice,
        **options,
    )


def make_report(order: Order) -> Made:
    """Make one report; what goes wrong with it comes back as its error."""
    try:
        check_reachable(order)
    except SalesToolkitError as error:
        return Made(key=order.key, error=error)
    from salestoolkit.reports.batch.worker import this_worker

    return this_worker().make(order)


def check_reachable(order: Order) -> None:
    """Refuse an order whose notebook or book is not where it is said to be, as on another machine.

    Raises
    ------
    BookError
        ``file_missing``, ``not_a_book``.
    """
    if not order.notebook.is_file():
        raise BookError("file_missing", file=str(order.notebook))
    book = order.parameters.get("book")
    if isinstance(book, str) and not is_address(book) and not Path(book).exists():
        raise BookError("not_a_book", value=book)
