"""Run a batch: plan it, make what is not up to date, keep it, say what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.batch.batch_file import Batch
from salestoolkit.reports.batch.exits import NOTHING_MADE, SOME_FAILED, WELL
from salestoolkit.reports.batch.folder import BatchFolder
from salestoolkit.reports.batch.manifest import NAME
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.todo import Todo, chosen_reports, planned_reports
from salestoolkit.reports.kinds import kind_of

if TYPE_CHECKING:
    from salestoolkit.reports.batch.orders import Order

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
            return WELL
        return SOME_FAILED if self.made or self.unchanged else NOTHING_MADE


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
    todo = planned_reports(batch, folder.state, today=started.date())
    chosen = chosen_reports(todo.plan, only)
    if not force and not only and folder.unchanged(todo.plan):
        return _unchanged(folder, todo)
    made, failed = 0, list[tuple[PlannedReport, Made]]()
    with folder.open_run(started=started, language=batch.languages[0], keep=batch.keep) as run:
        due = [one for one in chosen if force or not run.up_to_date(one)]
        if on_plan is not None:
            on_plan(todo.plan, len(due))
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
            todo.plan,
            as_of=todo.day,
            batch=batch.name,
            batch_sha256=batch.digest,
            notices=todo.notices,
        )
    return BatchResult(
        plan=todo.plan,
        made=made,
        failed=tuple(failed),
        unchanged=len(chosen) - len(due),
        manifest=manifest,
        notices=todo.notices,
    )


def _unchanged(folder: BatchFolder, todo: Todo) -> BatchResult:
    """A run that had nothing to do."""
    folder.note_unchanged(todo.plan)
    latest = folder.latest
    return BatchResult(
        plan=todo.plan,
        unchanged=len(todo.plan),
        manifest=None if latest is None else latest / NAME,
        notices=todo.notices,
    )


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
