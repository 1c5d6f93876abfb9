"""One run of a batch: what it makes is kept at once, and becomes the latest only when it is whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import salestoolkit
from salestoolkit.core.run_retention import Keep
from salestoolkit.reports.batch.changes import compared, gone_from
from salestoolkit.reports.batch.disk import (
    link_or_copy,
    name_folder,
    saying_what_cannot_be_written,
    sync_files,
    write_safely,
)
from salestoolkit.reports.batch.edited import EDITED, keep_edited
from salestoolkit.reports.batch.entries import failed_entry, made_entry
from salestoolkit.reports.batch.last_run import LastRun, Settled, is_made_from_same
from salestoolkit.reports.batch.latest import RUNS, latest_run, point_latest
from salestoolkit.reports.batch.log import Log
from salestoolkit.reports.batch.manifest import (
    FAILED,
    INDEX,
    NAME,
    Entry,
    Manifest,
    manifest_text,
)
from salestoolkit.reports.batch.past_runs import remove_old_runs, run_to_compare
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.subjects import labels
from salestoolkit.reports.batch.waiting import WaitingReports
from salestoolkit.words import load_words

PARTIAL = "partial"
"""Under what name the notebook of a report that failed waits."""


class BatchRun:
    """A run that is open: no other batch writes to its folder meanwhile.

    What the disk refuses is a ReportError ``output_not_writable``, from any of its calls: the run
    cannot go on then, and what lay in the folder before stays as it was.
    """

    def __init__(
        self, folder: Path, state: Path, *, started: datetime, language: str, keep: Keep, log: Log
    ) -> None:
        self.folder = folder
        self.state = state
        # a time without an offset could not be set beside those of other runs
        self.started = started if started.tzinfo else started.astimezone()
        self.language = language
        self.keep = keep
        self.log = log
        self.finished = False
        self._runs = folder / RUNS
        self._trash = state / "trash"
        self._last = LastRun(latest_run(folder))
        self._made_now: set[str] = set()
        self._failed_now: set[str] = set()

    def up_to_date(self, report: PlannedReport) -> bool:
        """Whether its pages are there already, whole, made from the same.

        They are those of the last whole run, or were finished by one that was stopped.
        """
        with saying_what_cannot_be_written(self.state):
            waits = self._finished_earlier(report) is not None
            return waits or self._last.unchanged(report) is not None

    def put(self, report: PlannedReport, made: Made) -> None:
        """Keep a report that was made; a crash after this does not lose it."""
        entry = made_entry(report, made, at=self.log.clock())
        with saying_what_cannot_be_written(self.folder):
            self._made.put(entry, made.files)
            self._log(entry)
        self._made_now.add(report.key)
        self._failed_now.discard(report.key)

    def fail(self, report: PlannedReport, made: Made) -> None:
        """Note that a report failed, and keep its partial notebook; its last good page stays."""
        entry = failed_entry(report, made, load_words(self.language))
        with saying_what_cannot_be_written(self.folder):
            self._failed.put(entry, {PARTIAL: made.partial} if made.partial else {})
            self._log(entry)
        self._failed_now.add(report.key)
        self._made_now.discard(report.key)

    def finish(
        self,
        plan: Sequence[PlannedReport],
        *,
        as_of: date | None = None,
        batch: str = "",
        batch_sha256: str | None = None,
        notices: Sequence[str] = (),
    ) -> Path:
        """End the run: all its reports become the latest at once. Gives the path of its manifest.

        Where every report is as it was, nothing is written but a line in the log.

        Parameters
        ----------
        plan : sequence of PlannedReport
            All reports of the batch, in its order, also those that were not chosen this time.
        as_of : date, optional
            The day that the pages are about; the last one that a page says, where not given.
        batch, batch_sha256 : str, optional
            Name of the batch, and the digest of its file.
        notices : sequence of str
            Sentences that stand at the top of the index, such as that the data are old.
        """
        with saying_what_cannot_be_written(self.folder):
            settled = [self._settle(report) for report in plan]
            manifest = Manifest(
                run=self._free_name(),
                started=self.started,
                finished=self.log.clock(),
                language=self.language,
                version=salestoolkit.__version__,
                as_of=as_of or _last_day(one.entry for one in settled),
                batch=batch,
                batch_sha256=batch_sha256,
                notices=tuple(notices),
                reports=tuple(one.entry for one in settled),
            )
            if self._last.folder is not None and self._last.is_same(manifest):
                run = self._last.folder
            else:
                run = self._publish(self._told(manifest, plan), settled)
            self.finished = True
            self.log.add("run", run=run.name, new=run.name == manifest.run, **manifest.counts)
        return run / NAME

    def _told(self, manifest: Manifest, plan: Sequence[PlannedReport]) -> Manifest:
        """The manifest with what is different from before."""
        day = manifest.as_of or manifest.started.date()
        earlier = run_to_compare(self._runs, day)
        gone = {entry.key: entry for entry in gone_from(earlier, plan)}
        gone.update({entry.key: entry for entry in gone_from(self._last.manifest, plan)})
        called = labels(gone.values(), self.language)
        return replace(
            compared(manifest, earlier),
            gone=tuple({"key": key, "label": label} for key, label in called.items()),
            edited=self._edited(),
        )

    def _edited(self) -> tuple[str, ...]:
        last = self._last
        if last.manifest is None or last.folder is None:
            return ()
        return keep_edited(last.folder, last.manifest, self.folder / EDITED)

    def _publish(self, manifest: Manifest, settled: Sequence[Settled]) -> Path:
        """Build the run's folder out of sight, name it, let ``latest`` lead to it; then clear up."""
        new = self.state / "building" / manifest.run
        new.mkdir(parents=True)
        for one in settled:
            _place(one.sources, new)
        # what is carried over is on the disk already
        fresh = (one for one in settled if one.entry.status in ("made", "failed"))
        sync_files(new / name for one in fresh for name in one.sources)
        write_safely(new / INDEX, self._index(manifest).encode())
        write_safely(new / NAME, manifest_text(manifest).encode())
        self._runs.mkdir(exist_ok=True)
        name_folder(new, self._runs / manifest.run, trash=self._trash)
        point_latest(self.folder, manifest.run, state=self.state)
        self._made.clear()
        self._failed.clear()
        remove_old_runs(
            self._runs,
            keep=self.keep,
            latest=manifest.run,
            now=self.started,
            edited=self.folder / EDITED,
            trash=self._trash,
        )
        return self._runs / manifest.run

    def _index(self, manifest: Manifest) -> str:
        # a second batch with nothing to do writes no index, and need not wait for what writes one
        from salestoolkit.reports.batch.index_page import index_html

        return index_html(manifest, load_words(self.language))

    def _settle(self, report: PlannedReport) -> Settled:
        """What a report comes to in this run."""
        failed = self._failed.get(report.key) if report.key in self._failed_now else None
        if failed is not None:
            settled = self._last.with_last_page(failed, report)
            own = {failed.partial: self._failed.path(failed, PARTIAL)} if failed.partial else {}
            return replace(settled, sources={**settled.sources, **own})
        if report.key not in self._made_now:
            unchanged = self._last.unchanged(report)
            if unchanged is not None:
                return self._last.carried(replace(unchanged, status="unchanged"), report)
        if report.key in self._made_now or self._finished_earlier(report) is not None:
            return self._from_waiting(report)
        return self._last.not_chosen(report)

    def _from_waiting(self, report: PlannedReport) -> Settled:
        entry = self._made.get(report.key)
        assert entry is not None, "it was put"
        named = entry.named(report)
        paths = {file.name: self._made.path(entry, file.format) for file in named.files}
        return Settled(named, paths)

    def _finished_earlier(self, report: PlannedReport) -> Entry | None:
        waits = self._made.get(report.key)
        return waits if waits is not None and is_made_from_same(report, waits) else None

    def _free_name(self) -> str:
        name = free = f"{self.started:%Y-%m-%dT%H%M%S}"
        number = 1
        while (self._runs / free).exists():
            number += 1
            free = f"{name}-{number}"
        return free

    def _log(self, entry: Entry) -> None:
        self.log.add(
            "report",
            key=entry.key,
            status=entry.status,
            seconds=entry.seconds,
            tries=entry.tries,
            error=None if entry.error is None else entry.error["code"],
        )

    @cached_property
    def _made(self) -> WaitingReports:
        return WaitingReports(self.state / "made", trash=self._trash)

    @cached_property
    def _failed(self) -> WaitingReports:
        return WaitingReports(self.state / FAILED, trash=self._trash)


def _place(sources: Mapping[str, Path], folder: Path) -> None:
    for name, source in sources.items():
        (folder / name).parent.mkdir(exist_ok=True)
        link_or_copy(source, folder / name)


def _last_day(entries: Iterable[Entry]) -> date | None:
    days = [entry.as_of for entry in entries if entry.as_of is not None]
    return date.fromisoformat(max(days)) if days else None
