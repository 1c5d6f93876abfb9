"""One sentence of a report, with what it rests on and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from salestoolkit.core.figures import Figure

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

Kind = Literal[
    "headline",
    "leak",
    "drop_out",
    "stale",
    "slow",
    "open",
    "biased",
    "trust",
    "never_entered",
    "unknown_stage",
    "too_slow",
    "stuck",
    "ways",
    "skip",
    "back",
    "won_early",
    "handover",
    "sent_back",
    "part",
    "reversal",
    "piled_up",
    "velocity",
    "moved_back",
    "reasons_unknown",
    "reason_at_stage",
    "reason_changed",
    "competitor",
    "practice",
    "changed",
    "stalled",
]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One sentence of a report with what it rests on and what to do.

    ``evidence`` says n and interval; ``interval`` is formatted; ``stage`` is a stage's key,
    ``""`` for the whole deal, None where the finding is about no stage; ``worth`` the money at stake,
    by which findings are ranked, None where it cannot be told.
    """

    kind: Kind
    sentence: str
    actions: tuple[str, ...] = ()
    n: int | None = None
    interval: str | None = None
    evidence: str | None = None
    stage: str | None = None
    worth: float | None = None

    @property
    def action(self) -> str | None:
        """The first thing to do, or None."""
        return self.actions[0] if self.actions else None


def make_finding(
    words: Words,
    kind: Kind,
    sentence: str,
    *,
    figure: Figure | None = None,
    n: int | None = None,
    interval: str | None = None,
    **more: Any,
) -> Finding:
    """A finding with its evidence said: n, and the interval where there is one."""
    if figure is not None:
        n, interval = figure.n, words.figure_interval(figure)
    evidence = None
    if n is not None and interval is not None:
        evidence = words.text("findings.evidence", n=n, interval=interval)
    elif n is not None:
        evidence = words.text("findings.evidence_n", n=n)
    return Finding(kind=kind, sentence=sentence, n=n, interval=interval, evidence=evidence, **more)
