"""Notebooks, sample data and the leader's guide that come with the toolkit, wherever it is installed."""

from __future__ import annotations

from pathlib import Path

import salestoolkit
from salestoolkit.errors import ContentError


def packaged_path(relative: str) -> Path:
    """Path of a packaged file or folder, such as ``"notebooks/reports/funnel_audit.ipynb"``.

    An installed wheel carries ``notebooks``, ``data`` and ``docs/leader`` inside the package
    (``_packaged``); in a source checkout they lie at its top.

    Raises
    ------
    ContentError
        Where there is no such file, or the path leads out of the packaged folders.

    Examples
    --------
    >>> packaged_path("notebooks").name
    'notebooks'
    """
    package = Path(salestoolkit.__file__).resolve().parent
    for base in (package / "_packaged", package.parent):
        for folder in ("notebooks", "data", "docs/leader"):
            found = (base / relative).resolve()
            if found.is_relative_to(base / folder) and found.exists():
                return found
    raise ContentError("packaged_file_missing", file=relative)
