"""Lesson notebooks as they come with the toolkit, and whether somebody changed one."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from salestoolkit.sources.packaged import packaged_path

PARAMETERS = "parameters"
"""Tag of the cell whose literals a workshop sets."""


def lesson_files(chosen: Mapping[str, str]) -> dict[str, bytes]:
    """The lessons of a language by file name, with the chosen values in their parameters."""
    folder = packaged_path(f"notebooks/{chosen['language']}")
    return {
        path.name: _with_parameters(path.read_bytes(), chosen)
        for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    }


def sources_digest(content: bytes) -> str:
    """What a notebook's cells say, as a hash: outputs and counts of runs do not change it.

    What is no notebook has a hash of its own.
    """
    try:
        cells = json.loads(content)["cells"]
        said = [[cell["cell_type"], _source(cell)] for cell in cells]
    except (ValueError, KeyError, TypeError):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _with_parameters(content: bytes, chosen: Mapping[str, str]) -> bytes:
    notebook = json.loads(content)
    for cell in notebook["cells"]:
        if PARAMETERS in cell["metadata"].get("tags", ()):
            cell["source"] = _set(_source(cell), chosen)
    return (json.dumps(notebook, ensure_ascii=False, indent=1) + "\n").encode()


def _set(source: str, chosen: Mapping[str, str]) -> str:
    """Assignments of plain literals, with the chosen values in the place of those written there."""
    for name, value in chosen.items():
        literal = json.dumps(value).replace("\\", r"\\")
        source = re.sub(rf"(?m)^{name} = .*$", f"{name} = {literal}", source)
    return source


def _source(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)
