"""One run of a batch: what it makes is kept at once, and becomes the latest only when it is whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import salestoolkit
from salestoolkit.core.run_retention import Keep
from salestoolkit.reports.batch.disk import (
    link_or_copy,
    name_folder,
    saying_what_cannot_be_written,
    write_safely,
)
from salestoolkit.reports.batch.edited import EDITED, file_digest, is_whole, keep_edited
from salestoolkit.reports.batch.latest import RUNS, latest_run, point_latest
from salestoolkit.reports.batch.log import Log
from salestoolkit.reports.batch.manifest import (
    FAILED,
    NAME,
    Entry,
    Manifest,
    PageFile,
    file_name,
    manifest_text,
    planned_fields,
    read_manifest,
)
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.waiting import WaitingReports

PARTIAL = "partial"
"""Under what name the notebook of a report that failed waits."""


@dataclass(frozen=True)
class _Settled:
    """A report of the run that ends: its entry, and where its files come from."""

    entry: Entry
    sources: Mapping[str, Path] = field(default_factory=dict)


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
        self.started = started
        self.language = language
        self.keep = keep
        self.log = log
        self.finished = False
        self._trash = state / "trash"
        self._last_folder = latest_run(folder)
        self._made_now: set[str] = set()
        self._failed_now: set[str] = set()

    def up_to_date(self, report: PlannedReport) -> bool:
        """Whether its pages are there already, whole, made from the same.

        They are those of the last whole run, or were finished by one that was stopped.
        """
        return self._unchanged(report) is not None or self._finished_earlier(report) is not None

    def put(self, report: PlannedReport, made: Made) -> None:
        """Keep a report that was made; a crash after this does not lose it."""
        at = self.log.clock().replace(microsecond=0)
        entry = Entry(
            **planned_fields(report),
            status="made",
            files=tuple(
                _page_file(report, format, content) for format, content in made.files.items()
            ),
            fingerprint=report.fingerprint,
            made_at=at,
            seconds=round(made.seconds, 3),
            tries=made.tries,
            title=str(made.record.get("title", "")),
            headline=str(made.record.get("headline", "")),
        )
        with saying_what_cannot_be_written(self.folder):
            self._made.put(entry, made.files)
            self._log(entry)
        self._made_now.add(report.key)
        self._failed_now.discard(report.key)

    def fail(self, report: PlannedReport, made: Made) -> None:
        """Note that a report failed, and keep its partial notebook; its last good page stays."""
        from salestoolkit.words import load_words

        assert made.error is not None
        entry = Entry(
            **planned_fields(report),
            status="failed",
            seconds=round(made.seconds, 3),
            tries=made.tries,
            error={
                "code": made.error.code,
                "sentence": load_words(self.language).error(made.error),
            },
            partial=f"{FAILED}/{file_name(report.stem, 'ipynb')}" if made.partial else None,
        )
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
            The day that the pages are about.
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
                as_of=as_of,
                batch=batch,
                batch_sha256=batch_sha256,
                notices=tuple(notices),
                reports=tuple(one.entry for one in settled),
                gone=tuple(self._gone(plan)),
            )
            path = self._last_path if self._is_as_before(manifest) else None
            path = path or self._publish(manifest, settled)
            self.finished = True
            run = path.parent.name
            self.log.add("run", run=run, new=run == manifest.run, **manifest.counts)
        return path

    def _publish(self, manifest: Manifest, settled: Sequence[_Settled]) -> Path:
        if self._last is not None and self._last_folder is not None:
            edited = keep_edited(self._last_folder, self._last, self.folder / EDITED)
            manifest = replace(manifest, edited=edited)
        new = self.state / "building" / manifest.run
        new.mkdir(parents=True)
        for one in settled:
            for name, source in one.sources.items():
                (new / name).parent.mkdir(exist_ok=True)
                link_or_copy(source, new / name)
        write_safely(new / NAME, manifest_text(manifest).encode())
        runs = self.folder / RUNS
        runs.mkdir(exist_ok=True)
        name_folder(new, runs / manifest.run, trash=self._trash)
        point_latest(self.folder, manifest.run, state=self.state)
        self._made.clear()
        self._failed.clear()
        return runs / manifest.run / NAME

    def _settle(self, report: PlannedReport) -> _Settled:
        """What a report comes to in this run."""
        failed = self._failed.get(report.key) if report.key in self._failed_now else None
        if failed is not None:
            return self._with_last_page(report, failed)
        if report.key not in self._made_now:
            unchanged = self._unchanged(report)
            if unchanged is not None:
                return self._from_last(replace(unchanged, status="unchanged"), report)
            if self._finished_earlier(report) is None:
                return self._not_chosen(report)
        return self._from_waiting(report)

    def _from_waiting(self, report: PlannedReport) -> _Settled:
        entry = self._made.get(report.key)
        assert entry is not None
        named = entry.named(report)
        return _Settled(
            named, {file.name: self._made.path(entry, file.format) for file in named.files}
        )

    def _from_last(self, entry: Entry, report: PlannedReport) -> _Settled:
        """Pages carried over; what a person changed in them is carried over as it is."""
        assert self._last_folder is not None
        named = entry.named(report)
        sources = {
            new.name: self._last_folder / old.name
            for new, old in zip(
                named.files,
                (file for file in entry.files if file.format in report.formats),
                strict=True,
            )
        }
        there = {name: path for name, path in sources.items() if path.is_file()}
        if len(there) < len(sources) or not is_whole(self._last_folder, entry):
            files = tuple(_as_found(file, there) for file in named.files if file.name in there)
            named = replace(named, files=files, fingerprint=None)
        return _Settled(named, there)

    def _with_last_page(self, report: PlannedReport, failed: Entry) -> _Settled:
        last = self._last_entry(report.key)
        sources: dict[str, Path] = {}
        if last is not None:
            carried = self._from_last(last, report)
            sources.update(carried.sources)
            page = carried.entry
            failed = replace(
                failed,
                files=page.files,
                fingerprint=page.fingerprint,
                made_at=page.made_at,
                title=page.title,
                headline=page.headline,
                figures=page.figures,
            )
        if failed.partial:
            sources[failed.partial] = self._failed.path(failed, PARTIAL)
        return _Settled(replace(failed, **planned_fields(report)), sources)

    def _not_chosen(self, report: PlannedReport) -> _Settled:
        last = self._last_entry(report.key)
        if last is None:
            return _Settled(Entry(**planned_fields(report), status="missing"))
        status = last.status if last.status in ("failed", "missing") else "kept"
        settled = self._from_last(replace(last, status=status), report)
        partial = last.partial
        if partial is None or self._last_folder is None:
            return settled
        source = self._last_folder / partial
        if not source.is_file():
            return replace(settled, entry=replace(settled.entry, partial=None))
        return replace(settled, sources={**settled.sources, partial: source})

    def _unchanged(self, report: PlannedReport) -> Entry | None:
        """Its entry in the last whole run, where that is made from the same and lies there whole."""
        last = self._last_entry(report.key)
        if last is None or self._last_folder is None or not _is_same(report, last):
            return None
        return last if is_whole(self._last_folder, last) else None

    def _finished_earlier(self, report: PlannedReport) -> Entry | None:
        waiting = self._made.get(report.key)
        return waiting if waiting is not None and _is_same(report, waiting) else None

    def _is_as_before(self, manifest: Manifest) -> bool:
        last = self._last
        return (
            last is not None
            and all(entry.status == "unchanged" for entry in manifest.reports)
            and (last.as_of, last.notices) == (manifest.as_of, manifest.notices)
            and [_without_status(entry) for entry in last.reports]
            == [_without_status(entry) for entry in manifest.reports]
        )

    def _gone(self, plan: Sequence[PlannedReport]) -> Iterator[Mapping[str, str]]:
        planned = {report.key for report in plan}
        for entry in () if self._last is None else self._last.reports:
            if entry.key not in planned:
                yield {"key": entry.key, "label": entry.label}

    def _free_name(self) -> str:
        name = free = f"{self.started:%Y-%m-%dT%H%M%S}"
        number = 1
        while (self.folder / RUNS / free).exists():
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

    def _last_entry(self, key: str) -> Entry | None:
        return self._last_entries.get(key)

    @cached_property
    def _last(self) -> Manifest | None:
        return None if self._last_path is None else read_manifest(self._last_path)

    @cached_property
    def _last_entries(self) -> dict[str, Entry]:
        return {} if self._last is None else {entry.key: entry for entry in self._last.reports}

    @property
    def _last_path(self) -> Path | None:
        return None if self._last_folder is None else self._last_folder / NAME

    @cached_property
    def _made(self) -> WaitingReports:
        return WaitingReports(self.state / "made", trash=self._trash)

    @cached_property
    def _failed(self) -> WaitingReports:
        return WaitingReports(self.state / FAILED, trash=self._trash)


def _is_same(report: PlannedReport, entry: Entry) -> bool:
    return (
        report.fingerprint is not None
        and report.fingerprint == entry.fingerprint
        and entry.has(report.formats)
    )


def _without_status(entry: Entry) -> Entry:
    return replace(entry, status="unchanged", week_ago=None)


def _page_file(report: PlannedReport, format: str, content: bytes) -> PageFile:
    return PageFile(
        format=format,
        name=file_name(report.stem, format),
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _as_found(file: PageFile, there: Mapping[str, Path]) -> PageFile:
    path = there[file.name]
    return replace(file, bytes=path.stat().st_size, sha256=file_digest(path))
