"""What the command line says of a batch: its plan, how far it is, and what became of it."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.batch.batch_file import Batch, read_batch
from salestoolkit.reports.batch.exits import LOCKED, NOTHING_MADE
from salestoolkit.reports.batch.last_run import LastRun
from salestoolkit.reports.batch.latest import LATEST, STATE, latest_run
from salestoolkit.reports.batch.manifest import INDEX
from salestoolkit.reports.batch.planned import Made, PlannedReport
from salestoolkit.reports.batch.run import BatchResult, run_batch
from salestoolkit.reports.batch.todo import chosen_reports, planned_reports
from salestoolkit.reports.delivery.around import run_and_deliver
from salestoolkit.reports.delivery.console import tell_finished
from salestoolkit.words import Words

SECONDS_A_LINE = 30.0
"""On a pipe there is no bar; a line now and then says that the batch is alive."""
FAILURES_SHOWN = 20


def read_or_tell(file: Path, words: Words) -> Batch | None:
    """A batch file; None where something is wrong with it, once that is said."""
    try:
        return read_batch(file)
    except SalesToolkitError as error:
        print(words.error(error), file=sys.stderr)
        return None


def run_and_tell(
    batch: Batch, words: Words, *, started: datetime, only: Sequence[str] = (), force: bool = False
) -> int:
    """Run a batch, say how far it is and what became of it; the exit code."""
    try:
        with _progress(words) as progress:
            run = partial(
                run_batch,
                batch,
                started=started,
                only=only,
                force=force,
                on_plan=progress.begin,
                on_made=progress.done,
            )
            finished = run_and_deliver(batch.delivery, run, what=batch.name)
    except SalesToolkitError as error:
        return _refused(error, words)
    for line in summary(batch, finished.result, words):
        print(line)
    for line in failures(finished.result, words):
        print(line, file=sys.stderr)
    tell_finished(finished, words)
    return finished.exit_code


def tell_plan(batch: Batch, words: Words, *, started: datetime, only: Sequence[str] = ()) -> int:
    """Print what a batch would make; nothing is made, no kernel starts."""
    try:
        todo = planned_reports(batch, batch.to / STATE, today=started.date())
        plan = chosen_reports(todo.plan, only)
    except SalesToolkitError as error:
        return _refused(error, words)
    for notice in todo.notices:
        print(notice)
    last = LastRun(latest_run(batch.to))
    _print_table(plan, {one.key for one in plan if last.unchanged(one)}, words)
    print(words.text("batch.plan.nothing_made", folder=str(batch.to)))
    return 0


def summary(batch: Batch, result: BatchResult, words: Words) -> Iterator[str]:
    """What became of a batch, in a few lines."""
    yield from result.notices
    if not result.made and not result.failed:
        yield words.text("batch.done.unchanged", reports=words.count("report", len(result.plan)))
    else:
        counts = {"made": result.made, "unchanged": result.unchanged, "failed": len(result.failed)}
        yield words.text("batch.done.made", **counts)
    if result.manifest is not None:
        yield words.text("batch.done.latest", path=str(batch.to / LATEST / INDEX))


def failures(result: BatchResult, words: Words) -> Iterator[str]:
    """Which reports failed and why, and what to do; nothing where none did."""
    if not result.failed:
        return
    yield words.text("batch.done.failures")
    for report, made in result.failed[:FAILURES_SHOWN]:
        assert made.error is not None
        sentence = words.error(made.error)
        yield words.text("batch.done.failure", report=name_of(report), sentence=sentence)
    if len(result.failed) > FAILURES_SHOWN:
        yield words.text("batch.done.more", n=len(result.failed) - FAILURES_SHOWN)
    yield words.text("batch.done.advice")


def name_of(report: PlannedReport) -> str:
    """A report in a list of different ones."""
    notebook = report.kind or report.notebook.name
    return f"{notebook} · {report.label} · {report.language}"


def _refused(error: SalesToolkitError, words: Words) -> int:
    print(words.error(error), file=sys.stderr)
    return LOCKED if error.code.startswith("batch_locked") else NOTHING_MADE


def _print_table(plan: Sequence[PlannedReport], current: set[str], words: Words) -> None:
    """Notebook, columns and language with the number of reports, and how many are up to date."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE, title_justify="left", pad_edge=False)
    table.title = words.text("batch.plan.title", reports=words.count("report", len(plan)))
    for name in ("notebook", "per", "language", "formats", "reports", "current"):
        right = name in ("reports", "current")
        table.add_column(words.text(f"batch.plan.{name}"), justify="right" if right else "left")
    groups = Counter(_group(report) for report in plan)
    fresh = Counter(_group(report) for report in plan if report.key in current)
    for group, n in groups.items():
        notebook, columns, language, formats = group
        per = columns or words.text("batch.plan.whole")
        table.add_row(notebook, per, language, formats, str(n), str(fresh[group]))
    table.add_section()
    total = words.text("batch.plan.total")
    table.add_row(total, "", "", "", str(len(plan)), str(sum(fresh.values())))
    console = Console(soft_wrap=True)
    console.print(table, width=None if console.is_terminal else 120)


def _group(report: PlannedReport) -> tuple[str, str, str, str]:
    notebook = report.kind or report.notebook.name
    return notebook, " × ".join(report.values), report.language, ", ".join(report.formats)


class _Progress:
    """Counts what is done; a bar draws it, or a line now and then says it."""

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self.all = self.made = self.failed = 0

    def begin(self, plan: Sequence[PlannedReport], due: int) -> None:
        """Told once what is to be made."""
        self.all = due
        self._show(self)

    def done(self, report: PlannedReport, made: Made) -> None:
        """Told of each report as it is done."""
        self.made += made.well
        self.failed += not made.well
        self._show(self)


@contextmanager
def _progress(words: Words) -> Iterator[_Progress]:
    """One bar for the whole batch on a terminal; on a pipe a line every half a minute."""
    if not sys.stderr.isatty():
        yield _Progress(_lines(words))
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns: list[Any] = [TextColumn("{task.description}"), BarColumn()]
    columns += [TextColumn("{task.fields[counts]}"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words.text("batch.progress.text"), total=None, counts="")

        def show(now: _Progress) -> None:
            done = now.made + now.failed
            left = now.all - done
            counts = words.text(
                "batch.progress.counts", done=now.made, failed=now.failed, left=left
            )
            bar.update(task, total=now.all, completed=done, counts=counts)

        yield _Progress(show)


def _lines(words: Words) -> Callable[[_Progress], None]:
    said = time.monotonic()

    def show(now: _Progress) -> None:
        nonlocal said
        if time.monotonic() - said < SECONDS_A_LINE:
            return
        said = time.monotonic()
        done = now.made + now.failed
        line = words.text("batch.progress.line", done=done, all=now.all, failed=now.failed)
        print(line, file=sys.stderr, flush=True)

    return show
