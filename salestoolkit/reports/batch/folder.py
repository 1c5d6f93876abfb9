"""The folder that a batch writes to: dated runs, the latest of them, and what it keeps for itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from salestoolkit.core.run_retention import USUAL_RUNS, Keep
from salestoolkit.reports.batch.disk import saying_what_cannot_be_written
from salestoolkit.reports.batch.edited import is_whole
from salestoolkit.reports.batch.latest import STATE, check_latest_is_ours, latest_run
from salestoolkit.reports.batch.lock import locked
from salestoolkit.reports.batch.log import Clock, Log, now
from salestoolkit.reports.batch.manifest import NAME, Entry, read_manifest
from salestoolkit.reports.batch.planned import PlannedReport
from salestoolkit.reports.batch.run_folder import BatchRun
from salestoolkit.reports.output import OutputFolder


class BatchFolder:
    """A folder for the reports of one batch; it is made where it is missing.

    ``latest`` in it leads to the last whole run, ``runs`` holds the dated ones.

    Raises
    ------
    ReportError
        ``output_is_file`` or ``output_not_writable``; ``batch_latest_taken`` where something else
        is called ``latest``.
    """

    def __init__(self, folder: Path, *, clock: Clock = now) -> None:
        self.folder = OutputFolder(folder).folder
        check_latest_is_ours(self.folder)
        self.state = self.folder / STATE
        with saying_what_cannot_be_written(self.state):
            self.state.mkdir(exist_ok=True)
        self.log = Log(self.state / "log.jsonl", clock)

    @property
    def latest(self) -> Path | None:
        """Folder of the last whole run; None before the first one."""
        return latest_run(self.folder)

    def unchanged(self, plan: Sequence[PlannedReport]) -> bool:
        """Whether the last whole run holds exactly this plan, all went well and all files are there."""
        run = self.latest
        manifest = None if run is None else read_manifest(run / NAME)
        if run is None or manifest is None or len(manifest.reports) != len(plan):
            return False
        return all(
            _is_planned(report, entry) and is_whole(run, entry)
            for report, entry in zip(plan, manifest.reports, strict=True)
        )

    def note_unchanged(self, plan: Sequence[PlannedReport]) -> None:
        """Log that a run had nothing to do."""
        with saying_what_cannot_be_written(self.log.path):
            self.log.add("nothing_to_do", reports=len(plan))

    @contextmanager
    def open_run(
        self, *, started: datetime, language: str, keep: Keep | None = None
    ) -> Iterator[BatchRun]:
        """A run, while no other batch writes here; what it has made stays if it does not end.

        Raises
        ------
        ReportError
            ``batch_locked``, with who holds the folder, and since when.
        """
        with ExitStack() as stack:
            with saying_what_cannot_be_written(self.state):
                stack.enter_context(locked(self.state / "lock", started=started))
            for left_over in ("building", "trash"):
                shutil.rmtree(self.state / left_over, ignore_errors=True)
            run = BatchRun(
                self.folder,
                self.state,
                started=started,
                language=language,
                keep=keep or Keep(runs=USUAL_RUNS),
                log=self.log,
            )
            try:
                yield run
            finally:
                if not run.finished:
                    # where the disk is full, that is what is said, not that the log is
                    with suppress(OSError):
                        self.log.add("stopped")


def _is_planned(report: PlannedReport, entry: Entry) -> bool:
    """Whether a report of the last run is what the plan asks for."""
    return (
        report.fingerprint is not None
        and entry.status not in ("failed", "missing")
        and (report.key, report.stem, report.label, report.fingerprint)
        == (entry.key, entry.stem, entry.label, entry.fingerprint)
        and sorted(file.format for file in entry.files) == sorted(report.formats)
    )
