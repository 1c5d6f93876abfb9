"""A plan kept from one run to the next: while nothing it rests on has changed, it is not made again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from salestoolkit.reports.batch.batch_file import Batch
from salestoolkit.reports.batch.digests import Digests, combined
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.whole_files import write_whole

NAME = "plan.json"


def plan_key(batch: Batch, sources: Sources, digests: Digests) -> str | None:
    """Hash of all that a plan rests on; None where that cannot be known, as of a database."""
    if not sources.known:
        return None
    used = (
        path
        for one in batch.reports
        for path in (one.path, one.rows, *one.files.values())
        if path is not None
    )
    try:
        return combined(
            {
                "batch": batch.digest,
                "folder": str(batch.file.parent),
                "book": [str(batch.book), sources.book, sources.forecasts],
                "as_of": batch.as_of,
                "package": [sources.package(language) for language in LANGUAGES],
                "files": [[str(path), digests.path(path)] for path in used],
                "beside": [sources.beside(one.path) for one in batch.reports if one.path],
            }
        )
    except OSError:
        # what is missing is said by whoever needs it
        return None


def kept_plan(state: Path, key: str) -> list[PlannedReport] | None:
    """The plan that was kept under a key; None where there is none."""
    try:
        kept = json.loads((state / NAME).read_text(encoding="utf-8"))
        return [_report(raw) for raw in kept["reports"]] if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_plan(state: Path, key: str, plan: Sequence[PlannedReport]) -> None:
    """Keep a plan; where it cannot be written the next run only takes longer."""
    reports = [asdict(report) | {"notebook": str(report.notebook)} for report in plan]
    with suppress(OSError):
        write_whole(state / NAME, json.dumps({"key": key, "reports": reports}).encode())


def _report(raw: dict[str, Any]) -> PlannedReport:
    paths = {"notebook": Path(raw["notebook"]), "formats": tuple(raw["formats"])}
    return PlannedReport(**{**raw, **paths})
