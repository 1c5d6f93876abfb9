"""Run a batch: plan it, make what is not up to date, keep it, say what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.batch_file import Batch
from salestoolkit.reports.batch.digests import Digests, combined
from salestoolkit.reports.batch.fingerprint import Sources
from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.batch.plan_cache import keep_plan, kept_plan, plan_key
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.kinds import kind_of

if TYPE_CHECKING:
    from salestoolkit.reports.batch.orders import Order

ALL_WELL, SOME_FAILED, NOTHING_RAN, LOCKED, INTERRUPTED = 0, 1, 2, 3, 130
"""What a batch ends with: see docs/batch_file.md."""

PAGES_A_REHEARSAL = 3
"""So many pages of a kind for each worker pay for one that nobody sees."""

OnMade = Callable[[PlannedReport, Made], None]


@dataclass(frozen=True, kw_only=True)
class BatchResult:
    """What became of a batch.

    ``plan`` are all its reports, ``made`` and ``failed`` those of this run, ``unchanged`` how many
    were up to date. ``manifest`` is that of the latest whole run.
    """

    plan: Sequence[PlannedReport]
    made: int = 0
    failed: Sequence[tuple[PlannedReport, Made]] = ()
    unchanged: int = 0
    manifest: Path | None = None
    notices: Sequence[str] = ()

    @property
    def exit_code(self) -> int:
        """0 where every report is there, 1 where some failed, 2 where all that were tried did."""
        if not self.failed:
            return ALL_WELL
        return SOME_FAILED if self.made or self.unchanged else NOTHING_RAN


def run_batch(
    batch: Batch,
    *,
    started: datetime,
    executor: Executor | None = None,
    only: Sequence[str] = (),
    force: bool = False,
    on_plan: Callable[[Sequence[PlannedReport], int], None] | None = None,
    on_made: OnMade | None = None,
) -> BatchResult:
    """Make the reports of a batch that are not up to date.

    Parameters
    ----------
    started : datetime
        Now, with its offset: names the run, and tells how old the data are.
    executor : Executor, optional
        Where reports are made; processes of this machine where not given.
    only : sequence of str
        Patterns of keys, labels or notebooks (``*team*``): the other reports stay as they are.
    force : bool
        Whether to make what is up to date too.
    on_plan, on_made : callable, optional
        Told the plan and how many reports are to be made; each report as it is done.

    Raises
    ------
    SalesToolkitError
        What is wrong with the batch; ``batch_locked`` where another one writes to its folder,
        ``export_too_old``.
    """
    folder = BatchFolder(batch.to)
    plan, notices = planned_reports(batch, folder.state, today=started.date())
    chosen = chosen_reports(plan, only)
    if not force and not only and folder.unchanged(plan):
        folder.note_unchanged(plan)
        latest = folder.latest
        return BatchResult(
            plan=plan,
            unchanged=len(plan),
            manifest=None if latest is None else latest / "manifest.json",
            notices=notices,
        )
    made, failed = 0, list[tuple[PlannedReport, Made]]()
    with folder.open_run(started=started, language=batch.languages[0], keep=batch.keep) as run:
        due = [one for one in chosen if force or not run.up_to_date(one)]
        if on_plan is not None:
            on_plan(plan, len(due))
        with closing(_made(batch, due, executor)) as results:
            for report, done in results:
                if done.well:
                    run.put(report, done)
                    made += 1
                else:
                    run.fail(report, done)
                    failed.append((report, done))
                if on_made is not None:
                    on_made(report, done)
        manifest = run.finish(
            plan,
            as_of=batch.as_of,
            batch=batch.name,
            batch_sha256=batch.digest,
            notices=notices,
        )
    return BatchResult(
        plan=plan,
        made=made,
        failed=tuple(failed),
        unchanged=len(chosen) - len(due),
        manifest=manifest,
        notices=notices,
    )


def planned_reports(
    batch: Batch, state: Path, *, today: date
) -> tuple[list[PlannedReport], tuple[str, ...]]:
    """The reports of a batch, and what stands above them, in the batch's language.

    Parameters
    ----------
    state : Path
        Where what was worked out is kept for the next time; nothing is kept where there is no such folder.

    Raises
    ------
    SalesToolkitError
        What is wrong with the batch, or ``export_too_old``.
    """
    digests = Digests(state)
    sources = Sources(batch.book, batch.as_of, digests)
    key = plan_key(batch, sources, digests)
    plan = None if key is None else kept_plan(state, key)
    if plan is None:
        from salestoolkit.reports.batch.planning import plan_batch

        plan = plan_batch(batch, sources)
        if key is not None:
            keep_plan(state, key, plan)
    digests.keep()
    notices = _notices(batch, sources, today)
    first = notices.get(batch.languages[0])
    return list(with_notices(plan, notices)), () if first is None else (first,)


def with_notices(plan: Iterable[PlannedReport], notices: dict[str, str]) -> Iterator[PlannedReport]:
    """The reports with what stands above them, which their fingerprint counts."""
    for report in plan:
        notice = notices.get(report.language, "")
        if not notice:
            yield report
            continue
        mark = None if report.fingerprint is None else combined([report.fingerprint, notice])
        yield replace(report, notice=notice, fingerprint=mark)


def chosen_reports(plan: Sequence[PlannedReport], only: Sequence[str]) -> list[PlannedReport]:
    """The reports that a pattern fits; all of them without one.

    Raises
    ------
    ReportError
        ``batch_only_nothing`` where none fits.
    """
    if not only:
        return list(plan)
    found = [one for one in plan if any(_fits(one, pattern) for pattern in only)]
    if not found:
        raise ReportError("batch_only_nothing", value=", ".join(only), allowed=plan[0].key)
    return found


def _fits(report: PlannedReport, pattern: str) -> bool:
    names = (report.key, report.label, report.kind or report.notebook.name)
    return any(fnmatchcase(name.casefold(), pattern.casefold()) for name in names)


def _notices(batch: Batch, sources: Sources, today: date) -> dict[str, str]:
    """What stands above the pages, by language; nothing where the data are fresh enough."""
    if batch.freshness is None or sources.exported is None:
        return {}
    from salestoolkit.reports.delivery.freshness import notice, stale_export
    from salestoolkit.words import load_words

    stale = stale_export(batch.freshness, exported=sources.exported, today=today)
    if stale is None:
        return {}
    languages = {one for request in batch.reports for one in request.languages}
    return {
        language: notice(stale, load_words(language)) for language in {*languages, *batch.languages}
    }


def _made(
    batch: Batch, due: Sequence[PlannedReport], executor: Executor | None
) -> Generator[tuple[PlannedReport, Made], None, None]:
    """Each report that is due and what became of it, as it is done."""
    if not due:
        return
    from salestoolkit.reports.batch.executors import make_with
    from salestoolkit.reports.batch.processes import make_here

    by_key = {report.key: report for report in due}
    workers = min(batch.parallel or os.cpu_count() or 1, len(due))
    orders = _orders(batch, due, workers)
    if executor is None:
        results = make_here(orders, workers=workers)
    else:
        # twice as many as there are workers: none waits while a report is written to the disk
        results = make_with(executor, orders, at_once=2 * workers)
    with closing(results):
        for made in results:
            report = by_key[made.key]
            yield report, _followed(batch, report, made)


def _orders(batch: Batch, due: Sequence[PlannedReport], workers: int) -> Iterator[Order]:
    from salestoolkit.reports.batch.orders import order_of

    kinds = Counter(report.kind for report in due)
    for report in due:
        yield order_of(
            report,
            words=batch.languages[0],
            cell_seconds=batch.cell_seconds,
            report_seconds=batch.report_seconds,
            rehearse=kinds[report.kind] >= PAGES_A_REHEARSAL * workers,
        )


def _followed(batch: Batch, report: PlannedReport, made: Made) -> Made:
    """A report, once what is to be done after a page of its kind is done."""
    after = None if report.kind is None else kind_of(report.kind).after
    if after is None or not made.well or not isinstance(batch.book, Path):
        return made
    try:
        after(batch.book, made.record)
    except SalesToolkitError as error:
        return replace(made, error=error, files={})
    return made
