"""Runs that are due are made, each once: tried again, waited for, caught up or given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

from salestoolkit.core.schedule_times import Due, due_moments
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.exits import NOTHING_MADE
from salestoolkit.reports.schedule.kept_runs import KeptRun, KeptRuns, Outcome
from salestoolkit.reports.schedule.schedule_file import Schedule, ScheduledRun

WAITS = ("export_too_old",)
"""What a run waits for without a try being counted: a newer export may be dropped any time."""
LOCKED_CODES = "batch_locked"
"""How the codes begin that say that another program is making the batch."""

RunFate = Literal["made", "failed", "could_not", "given_up", "waiting", "locked", "missed"]
"""``failed``: some reports of the batch; ``could_not``: the batch did not run and is tried again."""


class BatchOutcome(Protocol):
    """What a batch says of itself."""

    @property
    def exit_code(self) -> int:
        """0 where all is well, 1 where some reports failed, 2 where nothing could run."""


Make = Callable[[ScheduledRun], BatchOutcome]
"""Makes the batch of a run; SalesToolkitError where it could not run at all."""


@dataclass(frozen=True, kw_only=True)
class RunOutcome:
    """What became of a run that was due.

    ``missed`` are the due moments before it that nobody made; they are caught up by this one run.
    ``tries`` of ``most`` were used up.
    """

    name: str
    due: Due
    fate: RunFate
    missed: tuple[Due, ...] = ()
    tries: int = 0
    most: int = 1
    result: BatchOutcome | None = None
    error: SalesToolkitError | None = None


class Desk:
    """Settles the runs of one call, one after the other, and keeps what became of them."""

    def __init__(
        self,
        schedule: Schedule,
        kept: KeptRuns,
        now: datetime,
        clock: Callable[[], datetime],
        make: Make,
    ) -> None:
        self.schedule = schedule
        self.kept = kept
        self.now = now
        self.clock = clock
        self.make = make

    def settle(self, run: ScheduledRun) -> Iterator[RunOutcome]:
        """Make a run where it is due: once for the newest moment, however many were missed."""
        known = self.kept.runs[run.name]
        zone = self.schedule.zone
        dues = due_moments(run.rule, zone, after=known.settled, until=self.now)
        if not dues:
            return
        *missed, due = dues
        if self._too_late(run, due):
            self._close(run, due, "missed")
            yield RunOutcome(name=run.name, due=due, fate="missed", missed=tuple(missed))
            return
        yield self._attempt(run, known, due, tuple(missed))

    def _too_late(self, run: ScheduledRun, due: Due) -> bool:
        limit = run.catch_up_days
        return limit is not None and self.now - due.moment > timedelta(days=limit)

    def _attempt(
        self, run: ScheduledRun, known: KeptRun, due: Due, missed: tuple[Due, ...]
    ) -> RunOutcome:
        tries = known.tries_at(due.moment) + 1
        ended = RunOutcome(
            name=run.name, due=due, fate="made", missed=missed, tries=tries, most=run.retries + 1
        )
        if tries > ended.most:
            # the call that used up the last try never came to its end
            self._close(run, due, "given_up")
            died = ReportError("schedule_died", name=run.name)
            return replace(ended, fate="given_up", tries=ended.most, error=died)
        # noted beforehand: a run that takes the whole process down must not be tried for ever
        self._keep(run, known.tried(due.moment))
        result, error = self._try(run, known)
        if error is None:
            fate: Literal["made", "failed"] = "failed" if result and result.exit_code else "made"
            self._close(run, due, fate)
            return replace(ended, fate=fate, result=result)
        if error.code in WAITS or error.code.startswith(LOCKED_CODES):
            self._keep(run, known)
            return replace(ended, fate="waiting" if error.code in WAITS else "locked", error=error)
        if tries == ended.most:
            self._close(run, due, "given_up")
            return replace(ended, fate="given_up", result=result, error=error)
        return replace(ended, fate="could_not", result=result, error=error)

    def _try(
        self, run: ScheduledRun, known: KeptRun
    ) -> tuple[BatchOutcome | None, SalesToolkitError | None]:
        """Make the batch; what it says of itself, and why it could not run, where it could not."""
        try:
            result = self.make(run)
        except KeyboardInterrupt:
            self._keep(run, known)
            raise
        except SalesToolkitError as error:
            return None, error
        except Exception as error:
            # a fault of ours in one run must not keep the others from being made
            fault = ReportError("schedule_unforeseen", kind=type(error).__name__, value=str(error))
            fault.__cause__ = error
            return None, fault
        if result.exit_code >= NOTHING_MADE:
            return result, ReportError("schedule_nothing_made", name=run.name)
        return result, None

    def _close(self, run: ScheduledRun, due: Due, outcome: Outcome) -> None:
        known = self.kept.runs[run.name]
        self._keep(run, known.closed(due.moment, outcome=outcome, ended=self.clock()))

    def _keep(self, run: ScheduledRun, known: KeptRun) -> None:
        self.kept = self.kept.with_run(run.name, known).save()
