"""What happens around a run of a batch: the heartbeat beats, pages are delivered, an address is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.batch.exits import NOTHING_MADE, SOME_FAILED, WELL
from salestoolkit.reports.batch.log import Clock, now
from salestoolkit.reports.delivery.deliver import Delivered, deliver
from salestoolkit.reports.delivery.delivery_file import Delivery
from salestoolkit.reports.delivery.heartbeat import Outcome, beat_finished, beat_started, noting

if TYPE_CHECKING:
    from salestoolkit.reports.batch.run import BatchResult


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A run of a batch and what became of its deliveries.

    ``problems`` are what is wrong with the deliveries as a whole, with the heartbeat or with the ping.
    """

    result: BatchResult
    delivered: Delivered | None = None
    problems: tuple[SalesToolkitError, ...] = ()

    @property
    def exit_code(self) -> int:
        """That of the run; 1 where the reports are well and something did not arrive."""
        arrived = not self.problems and (self.delivered is None or self.delivered.well)
        return max(self.result.exit_code, WELL if arrived else SOME_FAILED)


def run_and_deliver(
    delivery: Delivery | None, run: Callable[[], BatchResult], *, what: str, clock: Clock = now
) -> Finished:
    """Run a batch, then deliver what is outstanding of it; what goes wrong with that repeats no report.

    Parameters
    ----------
    run : callable
        Runs the batch.
    what : str
        Its name, for the heartbeat.

    Raises
    ------
    SalesToolkitError
        What ``run`` raises: the batch could not be made at all.
    """
    if delivery is None:
        return Finished(result=run())
    beat = _Beat(delivery, what, clock)
    with beat.around():
        result = run()
        delivered = None
        if result.manifest is not None:
            with noting(beat.problems):
                delivered = deliver(delivery, result.manifest, clock=clock)
        finished = Finished(result=result, delivered=delivered, problems=tuple(beat.problems))
        beat.ended(finished)
    if delivery.ping is not None and finished.exit_code < NOTHING_MADE:
        from salestoolkit.reports.delivery.ping import ping

        with noting(beat.problems):
            ping(delivery.ping)
    return Finished(result=result, delivered=delivered, problems=tuple(beat.problems))


@dataclass
class _Beat:
    """The heartbeat of one run; that it cannot be written is no reason not to make the reports."""

    delivery: Delivery
    what: str
    clock: Clock
    problems: list[SalesToolkitError] = field(default_factory=list)
    outcome: Outcome = "nothing_made"
    counts: Mapping[str, int] = field(default_factory=dict)

    @contextmanager
    def around(self) -> Iterator[None]:
        file = self.delivery.heartbeat
        if file is not None:
            with noting(self.problems):
                beat_started(file, at=self.clock(), what=self.what)
        try:
            yield
        except KeyboardInterrupt:
            self.outcome = "interrupted"
            raise
        finally:
            if file is not None:
                with noting(self.problems):
                    beat_finished(file, at=self.clock(), outcome=self.outcome, counts=self.counts)

    def ended(self, finished: Finished) -> None:
        """How the run ended, and with which counts."""
        result = finished.result
        self.counts = {
            "made": result.made,
            "unchanged": result.unchanged,
            "failed": len(result.failed),
        }
        if finished.exit_code < NOTHING_MADE:
            self.outcome = "well" if finished.exit_code == WELL else "some_failed"
