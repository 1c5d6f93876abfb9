"""Run a parameterised notebook: papermill, in a forked kernel where that works, else an ordinary one."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager

from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.lean import UNUSED_GRAMMAR, leave_out
from salestoolkit.reports.kernel_errors import error_from_kernel
from salestoolkit.reports.kernels import START_SECONDS, ordinary_kernels

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from salestoolkit.reports.forks import ForkServer

CELL_SECONDS = 120
"""A cell that takes longer hangs: a page's cells take well under a second."""
LANGUAGE = "python"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A notebook as far as it was executed, and what stopped it.

    ``lost`` is whether its kernel died or took too long: another try may go better.
    """

    notebook: NotebookNode
    error: SalesToolkitError | None = None
    lost: bool = False


def execute(
    notebook: Path,
    parameters: Mapping[str, Any],
    managers: type[AsyncKernelManager],
    *,
    cell_seconds: float = CELL_SECONDS,
    report_seconds: float | None = None,
) -> Run:
    """Execute a notebook's cells; the file itself is never changed.

    What goes wrong is in the result: the error that a cell raised if it is one of ours, else
    ``page_failed``; ``page_ended_early``, ``report_output_too_large``, ``page_kernel_lost``,
    ``page_timed_out`` for a cell, ``report_timed_out`` for all of them.
    """
    leave_out(UNUSED_GRAMMAR)
    import papermill.execute
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from salestoolkit.reports.watched import WatchedEngine

    known = {"kernel_name": "python3", "language": LANGUAGE}
    node = parameterize_notebook(load_notebook_node(str(notebook)), dict(parameters), **known)
    node = papermill.execute.remove_error_markers(node)
    begun = time.monotonic()
    try:
        WatchedEngine.execute_notebook(
            node,
            "python3",
            progress_bar=False,
            kernel_manager_class=managers,
            shutdown_kernel="immediate",
            start_timeout=START_SECONDS,
            execution_timeout=cell_seconds,
            report_seconds=report_seconds,
        )
        papermill.execute.raise_for_execution_errors(node, None)
    except papermill.exceptions.PapermillExecutionError as error:
        found = error_from_kernel(error.ename, error.evalue)
        found.__cause__ = error
        return Run(notebook=node, error=found)
    except SalesToolkitError as error:
        return Run(notebook=node, error=error)
    except TimeoutError:
        whole = report_seconds is not None and time.monotonic() - begun >= report_seconds
        code, limit = (
            ("report_timed_out", report_seconds) if whole else ("page_timed_out", cell_seconds)
        )
        return Run(notebook=node, error=ReportError(code, value=limit), lost=True)
    except (OSError, RuntimeError) as fault:
        gone = ReportError("page_kernel_lost")
        gone.__cause__ = fault
        return Run(notebook=node, error=gone, lost=True)
    if _ended_early(node):
        return Run(notebook=node, error=ReportError("page_ended_early"))
    return Run(notebook=node)


def _ended_early(notebook: NotebookNode) -> bool:
    """Whether a cell ended the notebook before its last one: papermill takes ``sys.exit(0)`` for success."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    return any(output.output_type == "error" for cell in cells[:-1] for output in cell.outputs)


class Kernels:
    """Where notebooks run: forked from one warmed process where that works; end them with `close`.

    Parameters
    ----------
    imports, warm : sequences
        What every run needs: see `salestoolkit.reports.forks.ForkServer`.
    fork : bool
        Whether to try forked kernels.
    """

    def __init__(
        self,
        *,
        imports: Sequence[str] = (),
        warm: Sequence[tuple[str, dict[str, Any]]] = (),
        fork: bool = True,
    ) -> None:
        self.closed = False
        self._server = _fork_server(imports, warm) if fork else None

    @property
    def forks(self) -> bool:
        """Whether kernels are forked."""
        return self._server is not None and self._server.alive

    def warm(self, imports: Sequence[str], calls: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Make more ready for the kernels to come; nothing where they are not forked."""
        if self._server is not None and self.forks:
            with suppress(OSError):
                # a server that is gone is seen when it should fork
                self._server.warm(imports, calls)

    def revive(self) -> bool:
        """Whether a fork server that had died was started anew; nothing is warm in it."""
        if self._server is None or self.forks or self.closed:
            return False
        self._server.close()
        self._server = _fork_server((), ())
        return True

    def run(self, notebook: Path, parameters: Mapping[str, Any], **limits: Any) -> tuple[Run, int]:
        """The run of a notebook, and in how many tries; see `execute`.

        One whose kernel is lost or hangs is tried once more, in an ordinary kernel.
        """
        folder = limits.pop("folder", None)
        made = execute(notebook, parameters, self.managers(folder), **limits)
        if not made.lost or self.closed:
            return made, 1
        return execute(notebook, parameters, ordinary_kernels(folder), **limits), 2

    def managers(self, folder: str | None = None) -> type[AsyncKernelManager]:
        """What papermill is given: a manager of kernels that work in a folder."""
        if self._server is not None and self._server.alive:
            return self._server.kernel_manager_class(folder)
        return ordinary_kernels(folder)

    def close(self) -> None:
        """End every kernel that still lives."""
        self.closed = True
        if self._server is not None:
            self._server.close()


class NotebookRunner:
    """Runs one notebook many times; use it in a ``with`` block, which ends its kernels.

    `run` may be called from several threads.

    Parameters
    ----------
    notebook : Path
        The notebook; it is never changed.
    imports, warm, fork : optional
        See `Kernels`.
    cell_seconds : int
        How long one cell may take.
    """

    def __init__(self, notebook: Path, *, cell_seconds: int = CELL_SECONDS, **kernels: Any) -> None:
        self.notebook = notebook.absolute()
        self.cell_seconds = cell_seconds
        self.kernels = Kernels(**kernels)

    def run(self, parameters: dict[str, Any]) -> NotebookNode:
        """The executed notebook.

        Raises
        ------
        SalesToolkitError
            What a cell raised, if it is an error of ours, and those of `execute`.
        """
        made, _ = self.kernels.run(self.notebook, parameters, cell_seconds=self.cell_seconds)
        if made.error is not None:
            raise made.error from made.error.__cause__
        return made.notebook

    def __enter__(self) -> NotebookRunner:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kernels.close()


def _fork_server(
    imports: Sequence[str], warm: Sequence[tuple[str, dict[str, Any]]]
) -> ForkServer | None:
    """A fork server, or None on a system that has none: ordinary kernels do the same, slower."""
    try:
        from salestoolkit.reports.forks import ForkServer

        return ForkServer(imports, warm)
    except OSError:
        return None
