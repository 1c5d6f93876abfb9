"""Run a parameterised notebook: papermill, in a forked kernel where that works, else an ordinary one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager

from salestoolkit.errors import ReportError
from salestoolkit.reports.kernel_errors import error_from_kernel
from salestoolkit.reports.kernels import START_SECONDS, OrdinaryKernels
from salestoolkit.reports.lean import UNUSED_GRAMMAR, leave_out

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from salestoolkit.reports.forks import ForkServer

CELL_SECONDS = 120
"""A cell that takes longer hangs: a page's cells take well under a second."""


class NotebookRunner:
    """Runs one notebook many times; use it in a ``with`` block, which ends its kernels.

    `run` may be called from several threads.

    Parameters
    ----------
    notebook : Path
        The notebook; it is never changed.
    imports, warm : sequences
        What every run needs: see `salestoolkit.reports.forks.ForkServer`.
    fork : bool
        Whether to try forked kernels.
    cell_seconds : int
        How long one cell may take.
    """

    def __init__(
        self,
        notebook: Path,
        *,
        imports: Sequence[str] = (),
        warm: Sequence[tuple[str, dict[str, Any]]] = (),
        fork: bool = True,
        cell_seconds: int = CELL_SECONDS,
    ) -> None:
        leave_out(UNUSED_GRAMMAR)
        self.notebook = notebook.absolute()
        self.cell_seconds = cell_seconds
        self._closed = False
        self._server = _fork_server(imports, warm) if fork else None

    @property
    def forks(self) -> bool:
        """Whether kernels are forked."""
        return self._server is not None

    def run(self, parameters: dict[str, Any]) -> NotebookNode:
        """The executed notebook.

        A kernel that is lost or hangs is tried once more, with an ordinary one.

        Raises
        ------
        SalesToolkitError
            What a cell raised, if it is an error of ours.
        ReportError
            ``page_failed`` where a cell raised another, ``page_kernel_lost`` or ``page_timed_out``.
        """
        try:
            return self._execute(parameters, self._managers())
        except (OSError, RuntimeError):
            if self._closed:
                raise ReportError("page_kernel_lost") from None
        try:
            return self._execute(parameters, OrdinaryKernels)
        except TimeoutError as error:
            raise ReportError("page_timed_out", value=self.cell_seconds) from error
        except (OSError, RuntimeError) as error:
            raise ReportError("page_kernel_lost") from error

    def close(self) -> None:
        """End every kernel that still lives."""
        self._closed = True
        if self._server is not None:
            self._server.close()

    def __enter__(self) -> NotebookRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _managers(self) -> type[AsyncKernelManager]:
        return self._server.kernel_manager_class() if self._server else OrdinaryKernels

    def _execute(
        self, parameters: dict[str, Any], managers: type[AsyncKernelManager]
    ) -> NotebookNode:
        import papermill

        try:
            executed: NotebookNode = papermill.execute_notebook(
                str(self.notebook),
                None,
                parameters,
                progress_bar=False,
                kernel_manager_class=managers,
                shutdown_kernel="immediate",
                start_timeout=START_SECONDS,
                execution_timeout=self.cell_seconds,
            )
        except papermill.exceptions.PapermillExecutionError as error:
            raise error_from_kernel(error.ename, error.evalue) from error
        return executed


def _fork_server(
    imports: Sequence[str], warm: Sequence[tuple[str, dict[str, Any]]]
) -> ForkServer | None:
    """A fork server, or None on a system that has none: ordinary kernels do the same, slower."""
    try:
        from salestoolkit.reports.forks import ForkServer

        return ForkServer(imports, warm)
    except OSError:
        return None
