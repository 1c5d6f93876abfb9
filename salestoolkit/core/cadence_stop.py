"""When another touch no longer pays: the chance of a reply times its worth, against the cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from salestoolkit.core.cadence import Cadence, Touch
from salestoolkit.core.proportions import Proportion, proportion
from salestoolkit.errors import InvalidValue

Verdict = Literal["pays", "loses", "unsure", "small"]


@dataclass(frozen=True, kw_only=True)
class ReplyWorth:
    """What a reply is worth and what a touch costs, in one currency.

    Parameters
    ----------
    chance : float
        P(win | reply), 0-1.
    value : float
        Mean value of a won deal to the seller: its margin, where that is known.
    cost : float
        Cost of a touch, working time included.
    costs : mapping of str to float
        Costs of channels that differ from it.
    chance_n, value_n : int, optional
        How many deals chance and value were counted from; None where somebody assumed them.

    Raises
    ------
    InvalidValue
        ``cadence_number`` with field, value and what is allowed.

    Examples
    --------
    >>> ReplyWorth(chance=0.2, value=5_000, cost=20).of_reply
    1000.0
    """

    chance: float
    value: float
    cost: float
    costs: Mapping[str, float] | None = None
    currency: str | None = None
    chance_n: int | None = None
    value_n: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.chance <= 1:
            raise InvalidValue("cadence_number", field="chance", value=self.chance, allowed="0-1")
        for field, given in (("value", self.value), *self._costs()):
            if not 0 <= given < float("inf"):
                raise InvalidValue("cadence_number", field=field, value=given, allowed="0+")

    @property
    def of_reply(self) -> float:
        """Worth of a reply: P(win | reply) x value."""
        return self.chance * self.value

    def cost_of(self, touch: Touch) -> float:
        """Mean cost of a touch at its place, by the channels that were used there."""
        n = sum(touch.channels.values())
        if not self.costs or not n:
            return self.cost
        told = sum(self.costs.get(name, self.cost) * k for name, k in touch.channels.items())
        return told / n

    def _costs(self) -> list[tuple[str, float]]:
        return [("cost", self.cost), *(self.costs or {}).items()]


@dataclass(frozen=True, kw_only=True)
class Pay:
    """Whether the n-th touch pays: ``hazard`` against ``break_even`` = cost / worth of a reply.

    ``gain`` is hazard x worth - cost, a touch; None where nothing is known. ``verdict`` is ``pays`` or
    ``loses`` where the whole interval lies on one side, ``unsure`` where it does not, ``small`` where too
    few leads are at risk.
    """

    touch: Touch
    cost: float
    break_even: float | None
    gain: float | None
    verdict: Verdict


@dataclass(frozen=True, kw_only=True)
class StopRule:
    """After which touch to stop.

    ``stop_after`` is the last touch that pays before the first that does not, by the estimates; 0 where
    not even the first one pays; None where all touches that can be judged pay. ``judged`` is the last
    touch with enough leads. ``rest`` is the share of replies over all touches from the first that
    does not pay on, ``sure`` whether its whole interval lies below the line. ``pays_again`` are later
    touches above the line.
    """

    cadence: Cadence
    worth: ReplyWorth
    pays: tuple[Pay, ...]
    stop_after: int | None
    judged: int
    rest: Proportion | None
    sure: bool
    pays_again: tuple[int, ...]
    smoothed: bool


def when_to_stop(cadence: Cadence, worth: ReplyWorth, *, smoothed: bool = False) -> StopRule:
    """After which touch another one no longer pays: the first with hazard x worth < cost ends it.

    Parameters
    ----------
    smoothed : bool
        Judge by hazards made to fall from touch to touch (adjacent touches pooled, weighted by the
        leads at risk); say so where it is used.
    """
    hazards = falling(cadence) if smoothed else [one.hazard.value for one in cadence.touches]
    pays = tuple(
        _pay(one, hazard, worth) for one, hazard in zip(cadence.touches, hazards, strict=True)
    )
    judged = [one for one in pays if not one.touch.small and one.gain is not None]
    first = next((one for one in judged if _loses(one)), None)
    after = [] if first is None else [one for one in pays if one.touch.number >= first.touch.number]
    rest = _pooled(after, cadence.level)
    return StopRule(
        cadence=cadence,
        worth=worth,
        pays=pays,
        stop_after=None if first is None else first.touch.number - 1,
        judged=max((one.touch.number for one in judged), default=0),
        rest=rest,
        sure=rest is not None and all(_below(rest, one.break_even) for one in after),
        pays_again=tuple(
            one.touch.number
            for one in judged
            if first is not None and one.touch.number > first.touch.number and not _loses(one)
        ),
        smoothed=smoothed,
    )


def falling(cadence: Cadence) -> list[float | None]:
    """Hazards that never rise from touch to touch: adjacent ones that do are pooled by leads at risk."""
    blocks: list[tuple[float, int, int]] = []
    for one in cadence.touches:
        if not one.n:
            continue
        blocks.append((float(one.replies), one.n, 1))
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] < blocks[-1][0] / blocks[-1][1]:
            (k, n, size), (k_before, n_before, before) = blocks.pop(), blocks.pop()
            blocks.append((k + k_before, n + n_before, size + before))
    values = [k / n for k, n, size in blocks for _ in range(size)]
    known = iter(values)
    return [next(known) if one.n else None for one in cadence.touches]


def _pay(touch: Touch, hazard: float | None, worth: ReplyWorth) -> Pay:
    cost = worth.cost_of(touch)
    line = cost / worth.of_reply if worth.of_reply else None
    gain = None if hazard is None else hazard * worth.of_reply - cost
    return Pay(touch=touch, cost=cost, break_even=line, gain=gain, verdict=_verdict(touch, line))


def _verdict(touch: Touch, line: float | None) -> Verdict:
    if touch.small:
        return "small"
    if line is None or touch.hazard.high < line:
        return "loses"
    return "pays" if touch.hazard.low > line else "unsure"


def _loses(pay: Pay) -> bool:
    return pay.gain is not None and pay.gain < 0


def _below(share: Proportion, line: float | None) -> bool:
    """Whether a whole interval lies below the line; where a reply is worth nothing there is none."""
    return line is None or share.high < line


def _pooled(pays: list[Pay], level: float) -> Proportion | None:
    n = sum(one.touch.n for one in pays)
    return proportion(sum(one.touch.replies for one in pays), n, level=level) if n else None
