"""Notebooks of a team's own, made for tests: a cell of parameters, and a cell that does something."""

from __future__ import annotations

from pathlib import Path

import nbformat

SAYS = "print(f'{book} {team}')"


def write_notebook(
    path: Path, source: str = SAYS, *, parameters: str = "book = None\nteam = ''\nlanguage = 'en'"
) -> Path:
    """A notebook with these two cells."""
    cells = [
        nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(source),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path
