"""Papermill's engine ``salestoolkit-fork``: ``papermill --engine salestoolkit-fork IN.ipynb OUT.ipynb``.

Papermill loads this module while it is being imported itself, so nothing of it is imported here.
"""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from salestoolkit.reports.execute import Kernels


class ForkEngine:
    """Runs notebooks in kernels forked from one warmed process, else in ordinary ones."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """The notebook, executed; ``options`` are those of papermill's own engine."""
        from salestoolkit.reports.watched import WatchedEngine

        managers = options.pop("kernel_manager_class", None) or _kernels().managers(str(Path.cwd()))
        options = {"shutdown_kernel": "immediate"} | options
        executed: NotebookNode = WatchedEngine.execute_notebook(
            nb, kernel_name, kernel_manager_class=managers, **options
        )
        return executed

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Name of the notebook's kernel, as papermill finds it."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Language of the notebook, as papermill finds it."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))


@cache
def _kernels() -> Kernels:
    """Kernels of this process, with what most report notebooks import; they end with it."""
    from salestoolkit.reports.execute import Kernels

    kernels = Kernels(imports=("salestoolkit.reports.page", "IPython.display"))
    atexit.register(kernels.close)
    return kernels
