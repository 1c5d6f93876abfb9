"""Papermill's engine ``salestoolkit-fork``: ``papermill --engine salestoolkit-fork IN.ipynb OUT.ipynb``.

Papermill loads this module while it is being imported itself, so nothing of it is imported here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


class ForkEngine:
    """Runs notebooks in kernels forked from one warmed process, else in ordinary ones."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """The notebook, executed; ``options`` are those of papermill's own engine."""
        from salestoolkit.reports.watched import WatchedEngine

        return WatchedEngine.execute_notebook(nb, kernel_name, **options)

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
