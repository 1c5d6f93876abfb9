"""What a process that makes reports keeps between them: warmed kernels, the publisher, a browser."""

from __future__ import annotations

import atexit
import threading
import time
from contextlib import ExitStack
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.orders import Order
from salestoolkit.reports.batch.partial import partial_notebook
from salestoolkit.reports.batch.planned import Made
from salestoolkit.reports.batch.warming import calls_of, imports_of
from salestoolkit.reports.execute import Kernels, Run
from salestoolkit.reports.formats import page_file
from salestoolkit.reports.publish import Publisher
from salestoolkit.sources.remote_books.address import is_address

if TYPE_CHECKING:
    from salestoolkit.reports.pdf import PdfPrinter


class Worker:
    """Makes reports, several threads' at a time where they ask; `close` ends its kernels and browser."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._lock = threading.Lock()
        self._warmed: set[str] = set()
        self._publisher = Publisher()

    def make(self, order: Order) -> Made:
        """Run an order's notebook and publish it; what goes wrong comes back as the report's error."""
        begun = time.monotonic()
        run, tries = self._kernels(order).run(
            order.notebook,
            order.parameters,
            cell_seconds=order.cell_seconds,
            report_seconds=order.report_seconds,
            folder=str(order.notebook.parent) if order.kind is None else None,
        )
        error, files, record = run.error, dict[str, bytes](), dict[str, Any]()
        if error is None:
            try:
                files, record = self._published(order, run)
            except SalesToolkitError as fault:
                error = fault
            except Exception as fault:
                # a fault of ours in one page is no reason to lose the others
                error = ReportError("page_failed", kind=type(fault).__name__, details=str(fault))
        return Made(
            key=order.key,
            files=files,
            record=record,
            error=error,
            partial=None if error is None else partial_notebook(run.notebook, error, order.words),
            tries=tries,
            seconds=time.monotonic() - begun,
        )

    def close(self) -> None:
        """End every kernel and the browser."""
        self._stack.close()

    def _published(self, order: Order, run: Run) -> tuple[dict[str, bytes], dict[str, Any]]:
        """The files of a page, and its record."""
        with self._lock:
            printer = self._printer if "pdf" in order.formats else None
            name = order.notebook.stem if order.kind is None else None
            page = self._publisher.page(run.notebook, name=name, notice=order.notice)
            made = {one: page_file(one, page, run.notebook, printer) for one in order.formats}
            return made, page.record

    def _kernels(self, order: Order) -> Kernels:
        """Kernels with what this order needs, warmed up now if no order before needed it."""
        with self._lock:
            # a connection to a database does not live on in a kernel that was forked
            if not order.fork or is_address(order.parameters.get("book")):
                return self._ordinary
            kernels = self._forked
            if kernels.revive():
                self._warmed.clear()
            imports = [name for name in imports_of(order) if name not in self._warmed]
            calls = [call for call in calls_of(order) if call[0] + call[2] not in self._warmed]
            if imports or calls:
                kernels.warm(imports, [(name, options) for name, options, _ in calls])
                self._warmed |= {*imports, *(name + mark for name, _, mark in calls)}
            return kernels

    @cached_property
    def _forked(self) -> Kernels:
        kernels = Kernels()
        self._stack.callback(kernels.close)
        return kernels

    @cached_property
    def _ordinary(self) -> Kernels:
        kernels = Kernels(fork=False)
        self._stack.callback(kernels.close)
        return kernels

    @cached_property
    def _printer(self) -> PdfPrinter:
        from salestoolkit.reports.pdf import PdfPrinter

        return self._stack.enter_context(PdfPrinter())


@cache
def this_worker() -> Worker:
    """The worker of this process; its kernels end with the process."""
    worker = Worker()
    atexit.register(worker.close)
    return worker
