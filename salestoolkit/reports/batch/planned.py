"""What a batch is made of: a report that is planned, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from salestoolkit.errors import SalesToolkitError


@dataclass(frozen=True, kw_only=True)
class PlannedReport:
    """One report of a batch.

    ``key`` names it in the batch from week to week, and ``stem`` its files, without their ending.
    ``kind`` is the kind of page where the notebook is one of ours, None for a team's own. ``label`` is
    what a reader calls it before it is made. ``values`` are the columns that it is about, such as
    ``{"team": "North"}``; empty for the page of all deals. ``for_leader`` is whether it tells people
    apart. ``fingerprint`` is a hash of everything that it is made from; None where that cannot be known
    beforehand, as of a database: such a report is always made. ``notice`` is what stands at the top of
    the page beside what it is made from, such as that the data are old; the fingerprint counts it.
    """

    key: str
    stem: str
    notebook: Path
    kind: str | None
    label: str
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    formats: tuple[str, ...] = ("html",)
    for_leader: bool = False
    fingerprint: str | None = None
    notice: str = ""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What came out of one report: its files by format and its record, or why there are none.

    ``partial`` is the notebook as far as it went, with the error in it. ``tries`` counts the kernels
    that were started for it, ``seconds`` is the time that they and the publishing took.
    """

    key: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)
    error: SalesToolkitError | None = None
    partial: bytes | None = None
    tries: int = 1
    seconds: float = 0.0

    @property
    def well(self) -> bool:
        """Whether there is a report."""
        return self.error is None


Status = Literal["made", "unchanged", "failed", "kept", "missing"]
"""``unchanged``: made earlier from the same; ``kept``: not in this run's choice, the last one stays;
``missing``: not in this run's choice, and there is none yet."""
