"""Lesson notebooks as they come with the toolkit, and whether somebody changed one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salestoolkit.sources.packaged import packaged_path

PARAMETERS = "parameters"
"""Tag of the cell whose literals a workshop sets."""


def lesson_files(chosen: Mapping[str, str]) -> dict[str, bytes]:
    """The lessons of a language by file name, with the chosen values in their parameters."""
    return {
        path.name: _with_parameters(path.read_bytes(), chosen)
        for path in _packaged(chosen["language"])
    }


def lesson_names(language: str) -> tuple[str, ...]:
    """File names of the lessons of a language, in their order."""
    return tuple(path.name for path in _packaged(language))


def lesson_titles(language: str) -> dict[str, str]:
    """Titles of the lessons of a language by their numbers."""
    return {
        path.name[:2]: cell_source(json.loads(path.read_bytes())["cells"][0])
        .splitlines()[0]
        .lstrip("# ")
        for path in _packaged(language)
    }


def sources_digest(content: bytes) -> str:
    """What a notebook's cells say, as a hash: outputs and counts of runs do not change it.

    What is no notebook has a hash of its own.
    """
    try:
        cells = json.loads(content)["cells"]
        said = [[cell["cell_type"], cell_source(cell)] for cell in cells]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def cell_source(cell: Mapping[str, Any]) -> str:
    """What a cell says, as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _packaged(language: str) -> list[Path]:
    return sorted(packaged_path(f"notebooks/{language}").glob("[0-9][0-9]_*.ipynb"))


def _with_parameters(content: bytes, chosen: Mapping[str, str]) -> bytes:
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if PARAMETERS in cell["metadata"].get("tags", ()):
            cell["source"] = _set(cell_source(cell), chosen)
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _set(source: str, chosen: Mapping[str, str]) -> str:
    """Assignments of plain literals, with the chosen values in the place of those written there."""
    for name, value in chosen.items():
        literal = json.dumps(value).replace("\\", r"\\")
        source = re.sub(rf"(?m)^{name} = .*$", f"{name} = {literal}", source)
    return source
