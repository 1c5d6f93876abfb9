"""The batch of a run that is due, made and delivered, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from salestoolkit.words.words import Words

if TYPE_CHECKING:
    from salestoolkit.reports.batch.batch_file import Batch
    from salestoolkit.reports.delivery.around import Finished
    from salestoolkit.reports.schedule.schedule_file import ScheduledRun


@dataclass(frozen=True, kw_only=True)
class MadeBatch:
    """A batch that ran, and how it and its deliveries ended."""

    batch: Batch
    finished: Finished

    @property
    def exit_code(self) -> int:
        """0 where all is well, 1 where some reports or deliveries failed, 2 where nothing was made."""
        return self.finished.exit_code

    @property
    def only_undelivered(self) -> bool:
        """Whether every report is there, and something of it did not arrive."""
        return not self.finished.result.failed and self.exit_code != 0


def make_batch(run: ScheduledRun, *, clock: Callable[[], datetime]) -> MadeBatch:
    """Make what is not up to date in a run's batch, and deliver what is outstanding.

    A call that ended between the two, or before it was noted, is finished by the next: nothing is made
    or delivered twice.

    Raises
    ------
    SalesToolkitError
        What is wrong with the batch; ``batch_locked``, ``export_too_old``.
    """
    from salestoolkit.reports.batch.batch_file import read_batch
    from salestoolkit.reports.batch.run import run_batch
    from salestoolkit.reports.delivery.around import run_and_deliver

    batch = read_batch(run.batch)
    make = partial(run_batch, batch, started=clock())
    finished = run_and_deliver(batch.delivery, make, what=batch.name, clock=clock)
    return MadeBatch(batch=batch, finished=finished)


def batch_lines(made: MadeBatch, words: Words) -> Iterator[str]:
    """What became of the reports and of the deliveries, and why some failed."""
    from salestoolkit.reports.batch.console import failures, summary
    from salestoolkit.reports.delivery.console import said_of_arrived, said_of_missing

    result, delivered = made.finished.result, made.finished.delivered
    yield from summary(made.batch, result, words)
    yield from failures(result, words)
    if delivered is not None:
        yield from said_of_arrived(delivered, words)
        yield from said_of_missing(delivered, words)
    for error in made.finished.problems:
        yield words.error(error)
