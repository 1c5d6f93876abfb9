"""What was delivered to whom, noted as it happens, so that a delivery can go on where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from salestoolkit.reports.batch.log import Clock, Log, now
from salestoolkit.reports.batch.manifest import Entry

NAME = "delivery.jsonl"
DONE, FAILED = "delivered", "not_delivered"


@dataclass(frozen=True, kw_only=True)
class Target:
    """One thing to deliver: by which way, to whom or of what, and in which state.

    Two targets with one ``way`` and ``to`` are the same errand; where ``state`` differs it has to be
    run again.
    """

    way: str
    to: str
    state: str


@dataclass
class Ledger:
    """The file of all deliveries: the last line of an errand counts.

    A crash between a delivery and its line makes it happen once more, never not at all.
    """

    folder: Path
    clock: Clock = now
    _done: dict[tuple[str, str], str] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._log = Log(self.folder / NAME, self.clock)
        for line in self._log.lines():
            if line.get("event") == DONE:
                self._done[str(line.get("way")), str(line.get("to"))] = str(line.get("state"))

    def delivered(self, target: Target) -> bool:
        """Whether this was the last that came there."""
        return self._done.get((target.way, target.to)) == target.state

    def note(self, target: Target, *, run: str, tries: int, error: str | None = None) -> None:
        """Note how an errand went; ``error`` is the code of what was wrong with it."""
        event = DONE if error is None else FAILED
        self._log.add(event, **vars(target), run=run, tries=tries, error=error)
        if error is None:
            self._done[target.way, target.to] = target.state


def state_of(pages: Iterable[Entry]) -> str:
    """A digest of what readers see of some pages: their HTML, else all their files.

    A page printed anew holds the time of printing, which is no news to anybody.
    """
    seen = hashlib.sha256()
    for page in pages:
        shown = [file for file in page.files if file.format == "html"] or page.files
        for text in (page.key, *(file.sha256 for file in shown)):
            seen.update(f"{len(text)}:{text}".encode())
    return seen.hexdigest()
