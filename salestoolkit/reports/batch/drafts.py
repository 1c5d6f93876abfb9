"""A report of a batch before it has its name and its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salestoolkit.reports.batch.batch_file import Batch, BatchReport
from salestoolkit.reports.batch.parameters import check_parameters, parameters_of, plain_value


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a report will be about, and what its notebook is given.

    ``plain_stem`` is the name that its files have unless the batch file names them otherwise.
    ``files`` are the parameters that are paths.
    """

    request: BatchReport
    notebook: Path
    label: str
    language: str
    plain_stem: str
    values: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    for_leader: bool = False

    def check(self) -> None:
        """Refuse what the notebook cannot be told: see `check_parameters`."""
        check_parameters(self.notebook, parameters_of(self.notebook), self.parameters)


def told(request: BatchReport) -> dict[str, Any]:
    """What a ``[[report]]`` gives its notebook beside the part that a report is about."""
    return {
        **plain_value(request.parameters),
        **{name: str(path) for name, path in request.files.items()},
        **request.told,
    }


def book_text(batch: Batch) -> str | None:
    """The book as a notebook is given it."""
    return None if batch.book is None else str(batch.book)
