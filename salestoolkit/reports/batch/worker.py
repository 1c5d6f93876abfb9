"""What a process that makes reports keeps between them: warmed kernels, the publisher, a browser."""

from __future__ import annotations

import json
import time
from functools import cache

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.batch.orders import Order
from salestoolkit.reports.batch.planned import Made
from salestoolkit.reports.execute import NotebookRunner
from salestoolkit.reports.pdf import PdfPrinter
from salestoolkit.reports.publish import Page, Publisher


class Worker:
    """Makes reports one after the other."""

    def __init__(self) -> None:
        self._publisher = Publisher()
        self._printer: PdfPrinter | None = None

    def make(self, order: Order, *, begun: float) -> Made:
        """Run the notebook and publish it."""
        try:
            with NotebookRunner(order.notebook, fork=False) as runner:
                notebook = runner.run(dict(order.parameters))
            page = self._publisher.page(notebook, notice=order.notice)
            files = {format: self._file(format, page, notebook) for format in order.formats}
        except SalesToolkitError as error:
            return Made(key=order.key, error=error, seconds=time.monotonic() - begun)
        return Made(
            key=order.key, files=files, record=page.record, seconds=time.monotonic() - begun
        )

    def _file(self, format: str, page: Page, notebook: object) -> bytes:
        if format == "json":
            return (json.dumps(page.record, ensure_ascii=False, indent=1) + "\n").encode()
        if format == "ipynb":
            import nbformat

            return (str(nbformat.writes(notebook)) + "\n").encode()
        return page.html.encode()


@cache
def this_worker() -> Worker:
    """The worker of this process."""
    return Worker()
