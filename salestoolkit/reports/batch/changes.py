"""What is different from the run a week ago: only what both say about the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from salestoolkit.reports.batch.manifest import Entry, Manifest
from salestoolkit.reports.batch.planned import PlannedReport

ABSENT = "absent"
_AS_OF_ITS_RUN = ("made", "unchanged")
"""Only these have pages about the day of their run; others show an older one."""


def compared(manifest: Manifest, earlier: Manifest | None) -> Manifest:
    """The manifest with what each report was in an earlier run; None: there is nothing to compare with."""
    if earlier is None:
        return manifest
    before = {entry.key: entry for entry in earlier.reports}
    day = earlier.as_of or earlier.started.date()
    return replace(
        manifest,
        compared_with={"run": earlier.run, "day": day.isoformat()},
        reports=tuple(_compared(entry, before.get(entry.key)) for entry in manifest.reports),
    )


def gone_from(earlier: Manifest | None, plan: Sequence[PlannedReport]) -> list[Entry]:
    """Reports of an earlier run that are not planned any more."""
    planned = {report.key for report in plan}
    return [one for one in (earlier.reports if earlier else ()) if one.key not in planned]


def _compared(now: Entry, then: Entry | None) -> Entry:
    if then is None:
        return replace(now, then=ABSENT, week_ago={})
    figures = then.figures if _is_comparable(now, then) else {}
    values = {name: figures[name]["value"] for name in now.figures if name in figures}
    return replace(now, then=then.status, week_ago=values)


def _is_comparable(now: Entry, then: Entry) -> bool:
    return (
        now.status in _AS_OF_ITS_RUN
        and then.status in _AS_OF_ITS_RUN
        and dict(now.scope) == dict(then.scope)
    )
