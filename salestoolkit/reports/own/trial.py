"""Run a team's own notebook once, and publish what comes out: for its test, and for its check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

from salestoolkit.reports.execute import CELL_SECONDS, Kernels, Run
from salestoolkit.reports.publish import Page, Publisher


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
    run = tried(path, parameters, seconds=seconds)
    if run.error is not None:
        raise run.error from run.error.__cause__
    return Publisher().page(run.notebook, name=path.stem)


def tried(notebook: Path, parameters: dict[str, Any], *, seconds: int = CELL_SECONDS) -> Run:
    """The run of a notebook, its kernel at work beside it; the file itself is left as it is."""
    path = notebook.absolute()
    with closing(Kernels(fork=False)) as kernels:
        run, _ = kernels.run(path, parameters, cell_seconds=seconds, folder=str(path.parent))
    return run
