"""Run a team's own notebook once, and publish what comes out: for its test, and for its check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.reports.execute import CELL_SECONDS, Kernels
from salestoolkit.reports.publish import Page, Publisher

if TYPE_CHECKING:
    from nbformat import NotebookNode


def run_notebook(
    notebook: str | Path, /, *, seconds: int = CELL_SECONDS, **parameters: Any
) -> Page:
    """The page that a notebook makes with these parameters, in a kernel of its own.

    Parameters
    ----------
    seconds : int
        How long one cell may take.

    Raises
    ------
    SalesToolkitError
        What went wrong in a cell, or with the page.
    """
    path = Path(notebook)
    return Publisher().page(executed(path, parameters, seconds=seconds), name=path.stem)


def executed(
    notebook: Path, parameters: dict[str, Any], *, seconds: int = CELL_SECONDS
) -> NotebookNode:
    """The notebook with its outputs; the file itself is left as it is, and the kernel works beside it."""
    path = notebook.absolute()
    with closing(Kernels(fork=False)) as kernels:
        run, _ = kernels.run(path, parameters, cell_seconds=seconds, folder=str(path.parent))
    if run.error is not None:
        raise run.error from run.error.__cause__
    return run.notebook
