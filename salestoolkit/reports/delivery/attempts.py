"""A delivery is tried again where that may help, and noted either way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.delivery.delivery_file import Persistence
from salestoolkit.reports.delivery.ledger import Ledger, Target


class NotDelivered(SalesToolkitError):
    """Something did not arrive; ``again`` is whether another try may help."""

    def __init__(self, code: str, *, again: bool, **fields: object) -> None:
        super().__init__(code, **fields)
        self.again = again


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One delivery: what it is, what a reader calls it, and what is done.

    ``always`` is whether it is run even where it was noted as done.
    """

    target: Target
    label: str
    go: Callable[[], None]
    always: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How an errand ended: ``tries`` is 0 where it had been run before."""

    errand: Errand
    tries: int
    error: SalesToolkitError | None = None


@dataclass(frozen=True, kw_only=True)
class Messenger:
    """Runs the errands of a run of a batch that are outstanding; one that fails leaves the others."""

    ledger: Ledger
    run: str
    persistence: Persistence
    sleep: Callable[[float], None] = time.sleep

    def deliver(
        self, errands: Iterable[Errand], *, new_round: Callable[[], None] = lambda: None
    ) -> list[Outcome]:
        """How each errand ended, in their order.

        Those that failed and may yet succeed are tried again together, after a wait that doubles each
        time: hundreds of letters to a server that is down take no more waits than one. ``new_round`` is
        called before each time.
        """
        errands = list(errands)
        waiting = [one for one in errands if one.always or not self.ledger.delivered(one.target)]
        ended = {one.target: Outcome(errand=one, tries=0) for one in errands}
        for attempt in range(1, self.persistence.retries + 2):
            if not waiting:
                break
            if attempt > 1:
                self.sleep(self.persistence.wait_seconds * 2.0 ** (attempt - 2))
            new_round()
            tried = {one.target: self._try(one, attempt) for one in waiting}
            ended |= {target: outcome for target, outcome in tried.items() if outcome is not None}
            waiting = [one for one in waiting if tried[one.target] is None]
        return [ended[one.target] for one in errands]

    def _try(self, errand: Errand, attempt: int) -> Outcome | None:
        """Run an errand; None where it is to be tried again."""
        error: SalesToolkitError | None = None
        try:
            errand.go()
        except SalesToolkitError as raised:
            if getattr(raised, "again", False) and attempt <= self.persistence.retries:
                return None
            error = raised
        code = None if error is None else error.code
        self.ledger.note(errand.target, run=self.run, tries=attempt, error=code)
        return Outcome(errand=errand, tries=attempt, error=error)
