"""Cadence: how often leads reply to the first, second, third ... touch, and what a sequence reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from salestoolkit.core.proportions import Proportion, proportion
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    import pandas as pd

REPLIED, REFUSED, NONE = "replied", "refused", ""
OUTCOMES = (REPLIED, REFUSED, NONE)
WINDOW_DAYS = 14
"""Days that a lead is given to reply to a touch."""
FEW = 30
"""Leads at risk below which a touch's share is called small and decides nothing."""

Definition = Literal["outcome", "stage"]


@dataclass(frozen=True, kw_only=True)
class Touch:
    """What the n-th touch brought.

    Parameters
    ----------
    n : int
        Leads at risk: they got this touch a window ago or earlier, and had neither replied nor refused.
    replies, refused : int
        Of these, how many replied to it, and how many said no or were lost.
    waiting : int
        Touches too young to tell; they are not in ``n``, nor what came of them in the counts.
    hazard : Proportion
        ``replies / n`` with its interval; None where ``n`` is 0.
    reached : float or None
        Share of leads that reply to this or an earlier touch of a sequence that long:
        sum of S(j-1) replies_j / n_j, with S the share that neither replied nor refused.
    gap_days : float or None
        Median days since the touch before.
    channels : mapping
        Touches at this place, by channel.
    """

    number: int
    n: int
    replies: int
    refused: int
    waiting: int
    hazard: Proportion
    reached: float | None
    gap_days: float | None
    channels: Mapping[str, int]

    @property
    def small(self) -> bool:
        """Whether so few leads are at risk that the share decides nothing."""
        return self.n < FEW


@dataclass(frozen=True, kw_only=True)
class Cadence:
    """Replies by touch of the leads of a log, as of a day.

    ``after_reply`` and ``after_refusal`` are touches that came when the lead had replied or said no: they
    are in no figure. ``later`` are touches dated after ``as_of``.
    """

    touches: tuple[Touch, ...]
    leads: int
    replied: int
    refused: int
    as_of: date
    window_days: int
    definition: Definition
    level: float
    after_reply: int
    after_refusal: int
    later: int

    @property
    def made(self) -> int:
        """Touches that the figures rest on, with those still waiting."""
        return sum(one.n + one.waiting for one in self.touches)


def read_cadence(
    log: pd.DataFrame,
    *,
    as_of: date,
    definition: Definition = "outcome",
    window_days: int = WINDOW_DAYS,
    level: float = 0.95,
) -> Cadence:
    """Replies by touch: of the leads that got their n-th touch, how many replied to it.

    hazard_n = replies to touch n / leads at risk at touch n. A lead that replied, refused or was lost is
    no longer at risk; one that got no further touch is not counted at the next one. A touch younger than
    the window is not counted, whatever came of it: counting only those who have replied by now would
    flatter it.

    Parameters
    ----------
    log : DataFrame
        One row an outgoing touch: ``lead``, ``on`` (date), ``channel``, ``outcome`` (`OUTCOMES`).
    definition : {"outcome", "stage"}
        What the outcomes were made from; kept, to be said beside the figures.
    window_days : int
        Days that a lead is given to reply.

    Raises
    ------
    InvalidValue
        ``cadence_window`` for a window below one day, ``cadence_outcome``.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"lead": ["A", "A", "B"], "on": [date(2026, 1, 5), date(2026, 1, 9)] * 1
    ...     + [date(2026, 1, 5)], "channel": ["email"] * 3, "outcome": ["", "replied", ""]})
    >>> [(one.number, one.replies, one.n) for one in read_cadence(log, as_of=date(2026, 3, 1)).touches]
    [(1, 0, 2), (2, 1, 1)]
    """
    if window_days < 1:
        raise InvalidValue("cadence_window", value=window_days, allowed="1+")
    book = _Tally(as_of, window_days)
    rows: list[dict[Any, Any]] = log.to_dict("records")
    known = sorted((row for row in rows if row["on"] <= as_of), key=lambda row: row["on"])
    by_lead: dict[Any, list[dict[Any, Any]]] = {}
    for row in known:
        if row["outcome"] not in OUTCOMES:
            allowed = ", ".join(filter(None, OUTCOMES))
            raise InvalidValue("cadence_outcome", value=row["outcome"], allowed=allowed)
        by_lead.setdefault(row["lead"], []).append(row)
    for touches in by_lead.values():
        book.add(touches)
    return Cadence(
        touches=book.touches(level),
        leads=len(by_lead),
        replied=sum(book.replies.values()),
        refused=sum(book.refused.values()),
        as_of=as_of,
        window_days=window_days,
        definition=definition,
        level=level,
        after_reply=book.after[REPLIED],
        after_refusal=book.after[REFUSED],
        later=len(rows) - len(known),
    )


class _Tally:
    """Counts by place in the sequence."""

    def __init__(self, as_of: date, window_days: int) -> None:
        self.as_of, self.window_days = as_of, window_days
        self.made: Counter[int] = Counter()
        self.replies: Counter[int] = Counter()
        self.refused: Counter[int] = Counter()
        self.waiting: Counter[int] = Counter()
        self.after: Counter[str] = Counter()
        self.gaps: dict[int, list[int]] = {}
        self.channels: dict[int, Counter[str]] = {}

    def add(self, touches: Sequence[Mapping[Any, Any]]) -> None:
        """One lead's touches, in their order."""
        ended = NONE
        for number, touch in enumerate(touches, start=1):
            if ended:
                self.after[ended] += 1
                continue
            self.made[number] += 1
            self.channels.setdefault(number, Counter())[str(touch["channel"])] += 1
            if number > 1:
                gap = (touch["on"] - touches[number - 2]["on"]).days
                self.gaps.setdefault(number, []).append(gap)
            ended = touch["outcome"]
            if (self.as_of - touch["on"]).days < self.window_days:
                self.waiting[number] += 1
                continue
            self.replies[number] += ended == REPLIED
            self.refused[number] += ended == REFUSED

    def touches(self, level: float) -> tuple[Touch, ...]:
        """What each touch brought; the shares reached end where nobody is at risk."""
        from statistics import median

        found: list[Touch] = []
        reached: float | None = 0.0
        going: float | None = 1.0
        for number in sorted(self.made):
            n = self.made[number] - self.waiting[number]
            replies, refused = self.replies[number], self.refused[number]
            if n and reached is not None and going is not None:
                reached += going * replies / n
                going *= 1 - (replies + refused) / n
            else:
                reached = going = None
            gaps = self.gaps.get(number)
            found.append(
                Touch(
                    number=number,
                    n=n,
                    replies=replies,
                    refused=refused,
                    waiting=self.waiting[number],
                    hazard=proportion(replies, n, level=level),
                    reached=reached,
                    gap_days=float(median(gaps)) if gaps else None,
                    channels=dict(self.channels[number]),
                )
            )
        return tuple(found)
