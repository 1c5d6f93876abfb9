"""The notebook of a report that failed: as far as it went, with what stopped it in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.errors import SalesToolkitError
from salestoolkit.words import load_words

if TYPE_CHECKING:
    from nbformat import NotebookNode

LARGEST = 20_000_000
"""Bytes; of a notebook that says more the outputs are left out."""


def partial_notebook(notebook: NotebookNode, error: SalesToolkitError, language: str) -> bytes:
    """The notebook as a file: first the sentence, then its cells with what they showed."""
    import nbformat

    words = load_words(language)
    sentence = words.text("batch.partial.failed", sentence=words.error(error))
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**{_plain(sentence)}**"))
    text = nbformat.writes(notebook)
    if len(text) > LARGEST:
        for cell in notebook.cells:
            if "outputs" in cell:
                cell.outputs = []
        text = nbformat.writes(notebook)
    return (str(text) + "\n").encode("utf-8", "replace")


def _plain(text: str) -> str:
    """A text that Markdown shows as it is: what stands in it may come from data."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#&|!~$" else letter for letter in text)
