"""Which reports of a plan need not be made again, as a folder that is only looked at tells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from salestoolkit.reports.batch.edited import is_whole
from salestoolkit.reports.batch.latest import latest_run
from salestoolkit.reports.batch.manifest import NAME, read_manifest
from salestoolkit.reports.batch.planned import PlannedReport


def up_to_date(folder: Path, plan: Sequence[PlannedReport]) -> set[str]:
    """Keys of the reports whose pages in the last whole run were made from the same."""
    run = latest_run(folder)
    manifest = None if run is None else read_manifest(run / NAME)
    if run is None or manifest is None:
        return set()
    entries = {entry.key: entry for entry in manifest.reports if entry.fingerprint is not None}
    return {
        report.key
        for report in plan
        if (entry := entries.get(report.key)) is not None
        and entry.fingerprint == report.fingerprint
        and entry.has(report.formats)
        and is_whole(run, entry)
    }
