"""Papermill's engine under watch: time for a cell and for the whole, and so much output and no more."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.utils import remove_args

from salestoolkit.errors import ReportError
from salestoolkit.reports.kernels import START_SECONDS
from salestoolkit.reports.text_size import MOST_OUTPUT, text_size

LOG = logging.getLogger("salestoolkit.kernels")
LOG.addHandler(logging.NullHandler())
LOG.propagate = False
"""What nbclient logs of a kernel that died or hung comes back as an error anyway."""


class WatchedClient(PapermillNotebookClient):  # type: ignore[misc]  # papermill has no types
    """Stops a kernel that sends more than a page could ever show."""

    received = 0

    def process_message(self, msg: Any, cell: NotebookNode, cell_index: int) -> Any:
        """Take a message in, unless it is too much: then the kernel is killed."""
        self.received += text_size(msg["content"])
        # what the kernel itself refuses to print or show never comes here
        if self.received <= 3 * MOST_OUTPUT:
            return super().process_message(msg, cell, cell_index)
        self.km.provisioner.process.kill()
        return None

    @property
    def too_much(self) -> bool:
        """Whether the kernel was killed for what it sent."""
        return self.received > 3 * MOST_OUTPUT


class WatchedEngine(NBClientEngine):  # type: ignore[misc]  # papermill has no types
    """Runs a notebook with kernels, time and output as it is told."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        start_timeout: float = START_SECONDS,
        execution_timeout: float | None = None,
        report_seconds: float | None = None,
        **options: Any,
    ) -> NotebookNode:
        """Execute the cells.

        Parameters
        ----------
        execution_timeout, report_seconds : float, optional
            How long each cell, and all of them together, may take.

        Raises
        ------
        ReportError
            ``report_output_too_large``.
        TimeoutError, RuntimeError
            Where it took too long, or the kernel died.
        """
        client = WatchedClient(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=start_timeout,
            timeout=execution_timeout,
            timeout_func=_time_left(execution_timeout, report_seconds),
            log=LOG,
            **remove_args(["input_path", "timeout", "startup_timeout"], **options),
        )
        try:
            executed: NotebookNode = client.execute()
            return executed
        except RuntimeError:
            if client.too_much:
                raise ReportError("report_output_too_large", allowed=MOST_OUTPUT) from None
            raise


def _time_left(
    cell_seconds: float | None, report_seconds: float | None
) -> Callable[[NotebookNode], float | None]:
    """How long the next cell may take."""
    begun = time.monotonic()

    def left(cell: NotebookNode) -> float | None:
        limits = [] if cell_seconds is None else [cell_seconds]
        if report_seconds is not None:
            # nought would be no limit at all
            limits.append(max(0.01, begun + report_seconds - time.monotonic()))
        return min(limits, default=None)

    return left
