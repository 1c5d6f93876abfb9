"""What became of a report, as its run's manifest says it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from salestoolkit.reports.batch.manifest import (
    FAILED,
    Entry,
    PageFile,
    file_name,
    planned_fields,
)
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.record_figures import is_small, key_figures, scope_of
from salestoolkit.words import Words


def made_entry(report: PlannedReport, made: Made, *, at: datetime) -> Entry:
    """A report that was made at some moment, with its files and its key figures."""
    return Entry(
        **planned_fields(report),
        status="made",
        notice=report.notice,
        files=tuple(
            PageFile(
                format=format,
                name=file_name(report.stem, format),
                bytes=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
            )
            for format, content in made.files.items()
        ),
        fingerprint=report.fingerprint,
        # file systems and readers keep whole seconds
        made_at=at.replace(microsecond=0),
        seconds=round(made.seconds, 3),
        tries=made.tries,
        title=str(made.record.get("title", "")),
        headline=str(made.record.get("headline", "")),
        as_of=_day(made.record.get("as_of")),
        figures=key_figures(report.kind, made.record),
        scope=scope_of(made.record),
        small=is_small(made.record),
    )


def failed_entry(report: PlannedReport, made: Made, words: Words) -> Entry:
    """A report that failed, with what was wrong in the words of who looks after the batch."""
    if made.error is None:
        raise ValueError(f"{report.key} did not fail")
    return Entry(
        **planned_fields(report),
        status="failed",
        seconds=round(made.seconds, 3),
        tries=made.tries,
        error={"code": made.error.code, "sentence": words.error(made.error)},
        partial=f"{FAILED}/{file_name(report.stem, 'ipynb')}" if made.partial else None,
    )


def _day(value: object) -> str | None:
    """A day as a record says it; a team's own record may say anything."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None
