"""Plans and results of batches, made up: what a folder is given, without a notebook being run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from salestoolkit.core.run_retention import Keep
from salestoolkit.errors import ReportError
from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.batch.manifest import Manifest, read_manifest
from salestoolkit.reports.batch.planned import Made, PlannedReport

PLACE = timezone(timedelta(hours=1))
MONDAY = datetime(2026, 11, 30, 7, 0, 2, tzinfo=PLACE)
WEEK = timedelta(days=7)


class Clock:
    """A clock that goes on by a second whenever it is asked."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment


def planned(key: str, *, fingerprint: str | None = "same", **more: Any) -> PlannedReport:
    """A report of a team, named by its key."""
    given: dict[str, Any] = {
        "stem": key,
        "notebook": Path("funnel_audit.ipynb"),
        "kind": "funnel_audit",
        "label": f"Team {key}",
        "language": "en",
        "values": {"team": key},
    }
    return PlannedReport(key=key, fingerprint=fingerprint, **{**given, **more})


def made(report: PlannedReport, text: str = "page", **record: Any) -> Made:
    """A report that came out, a page a format."""
    files = {format: f"{text} {report.key} {format}".encode() for format in report.formats}
    shown = {"title": report.label, "headline": f"Of {report.label}", **record}
    return Made(key=report.key, files=files, record=shown, seconds=0.25)


def failed(report: PlannedReport, error: ReportError | None = None) -> Made:
    """A report that did not come out."""
    return Made(
        key=report.key,
        error=error or ReportError("unknown_report", value="funnle", allowed="funnel_audit"),
        partial=b'{"cells": []}',
        tries=2,
    )


def totals(*, won: int, open_now: int = 40, chance: float = 0.2) -> dict[str, Any]:
    """A record with the figures of a funnel page."""
    return {
        "totals": {"won": won, "open": open_now, "open_value": open_now * 1250.5},
        "figures": {"win_probability": {"value": chance}},
        "currency": "PLN",
    }


def run_once(
    folder: Path,
    plan: Sequence[PlannedReport],
    *,
    started: datetime = MONDAY,
    results: Iterable[Made] | None = None,
    keep: Keep | None = None,
    language: str = "en",
    only: Iterable[str] | None = None,
    as_of: date | None = None,
    finish: bool = True,
    force: bool = False,
    **more: Any,
) -> list[str]:
    """A whole batch: the keys of what had to be made; what is up to date is not."""
    given = {result.key: result for result in results or ()}
    chosen = None if only is None else set(only)
    done = []
    with BatchFolder(folder, clock=Clock(started)).open_run(
        started=started, language=language, keep=keep
    ) as run:
        for report in plan:
            done_before = run.up_to_date(report) and not force
            if done_before or (chosen is not None and report.key not in chosen):
                continue
            result = given.get(report.key, made(report))
            done.append(report.key)
            (run.put if result.well else run.fail)(report, result)
        if finish:
            run.finish(plan, as_of=as_of or started.date() - timedelta(days=1), **more)
    return done


def latest(folder: Path) -> Manifest:
    """The manifest of the last whole run."""
    run = BatchFolder(folder).latest
    assert run is not None
    found = read_manifest(run / "manifest.json")
    assert found is not None
    return found


def pages(folder: Path) -> dict[str, str]:
    """What ``latest`` shows: its pages by name."""
    run = BatchFolder(folder).latest
    return (
        {} if run is None else {path.name: path.read_text() for path in sorted(run.glob("*.html"))}
    )
