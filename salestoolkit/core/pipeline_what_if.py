"""A what-if on the open deals: win chances, sizes, times and new business moved, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.pipeline_draws import DRAWS, PipelineDraws
from salestoolkit.core.pipeline_levers import (
    MONTHS,
    OpenPipeline,
    PipelineLevers,
    moved_reach,
)
from salestoolkit.core.pipeline_new import NewDeals
from salestoolkit.errors import InvalidValue

TODAY = PipelineLevers()
LEVELS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a number that is not known yet may turn out.

    ``intervals`` holds (level, low, high) for 50, 80 and 95 %; ``draws`` tells how many were made.
    """

    mean: float
    median: float
    intervals: tuple[tuple[float, float, float], ...]
    draws: int

    @classmethod
    def of(cls, draws: Array, *, whole: bool) -> Spread:
        """The spread of draws; ``whole`` numbers have whole ends."""
        tails = [tail for level in LEVELS for tail in ((1 - level) / 2, (1 + level) / 2)]
        method: Literal["inverted_cdf", "linear"] = "inverted_cdf" if whole else "linear"
        found = np.quantile(draws, [0.5, *tails], method=method)
        pairs = [float(end) for end in found[1:]]
        return cls(
            mean=float(draws.mean()),
            median=float(found[0]),
            intervals=tuple(
                (level, pairs[2 * at], pairs[2 * at + 1]) for at, level in enumerate(LEVELS)
            ),
            draws=draws.size,
        )

    def interval(self, level: float = 0.8) -> tuple[float, float]:
        """Ends of one of the intervals."""
        return next((low, high) for known, low, high in self.intervals if known == level)


@dataclass(frozen=True, kw_only=True)
class PipelineOutcome:
    """What comes of the open deals and of new ones by one day.

    ``value`` is None where no deal has a value; ``chance`` is that of the target, None without one.
    """

    until: date
    deals: Spread
    value: Spread | None
    chance: float | None


@dataclass(frozen=True, kw_only=True)
class PipelineMonth:
    """One month ahead."""

    until: date
    deals: Spread
    value: Spread | None


class PipelineSimulation:
    """A pipeline with its kept draws: each question asked of it is answered from the same luck.

    Parameters
    ----------
    pipeline : OpenPipeline
        The open deals as they stand today.
    draws : int
        5,000 deals x 10,000 draws take 100 MB and two seconds once; each question then takes
        milliseconds.
    """

    def __init__(self, pipeline: OpenPipeline, *, draws: int = DRAWS) -> None:
        self.pipeline = pipeline
        self._open = PipelineDraws(pipeline, draws=draws)
        self._new = NewDeals(pipeline, count=self._open.count)
        self._has_value = bool(np.isfinite(pipeline.value).any() or pipeline.sizes.size)

    def totals(
        self,
        levers: PipelineLevers = TODAY,
        *,
        months: int = MONTHS,
        target: float | None = None,
        metric: str = "deals",
    ) -> PipelineOutcome:
        """What is won by the end of a month ahead.

        Parameters
        ----------
        levers : PipelineLevers
            What is moved; nothing where not given.
        months : int
            1 for the end of the present month, up to 12.
        target : float, optional
            Wins or value (by ``metric``) still wanted from today on; a tie is met.

        Raises
        ------
        InvalidValue
            ``pipeline_range`` and the codes of `PipelineLevers.checked`.
        """
        if not 1 <= months <= MONTHS:
            raise InvalidValue("pipeline_range", field="months", value=months, allowed="1–12")
        levers.checked(self.pipeline)
        reach = moved_reach(self.pipeline, levers)[:, months - 1]
        won = self._open.until(reach, self.pipeline.value * levers.size)
        deals, value = won + self._new_until(levers, months)
        return self._outcome(deals, value, self.pipeline.ends[months - 1], target, metric)

    def months(self, levers: PipelineLevers = TODAY) -> tuple[PipelineMonth, ...]:
        """What is won in each of the twelve months ahead."""
        levers.checked(self.pipeline)
        reach = moved_reach(self.pipeline, levers)
        won = self._open.by_month(reach, self.pipeline.value * levers.size)
        won = won + self._begun(levers)
        return tuple(
            PipelineMonth(
                until=until,
                deals=Spread.of(won[0, at], whole=True),
                value=Spread.of(won[1, at], whole=False) if self._has_value else None,
            )
            for at, until in enumerate(self.pipeline.ends)
        )

    def _begun(self, levers: PipelineLevers) -> Array:
        """Wins of deals that are still to begin."""
        a_month = levers.new_a_month
        if a_month is None:
            a_month = self.pipeline.new_a_month
        won = self._new.by_month(a_month, levers.time)
        return np.asarray(won * np.array([1.0, levers.size])[:, None, None], dtype=float)

    def _new_until(self, levers: PipelineLevers, months: int) -> Array:
        return np.asarray(self._begun(levers)[:, :months].sum(axis=1), dtype=float)

    def _outcome(
        self, deals: Array, value: Array, until: date, target: float | None, metric: str
    ) -> PipelineOutcome:
        chance = None
        if target is not None:
            reached = deals if metric == "deals" else value
            # money is summed in single precision: a tie is met
            chance = float((reached >= target * (1 - 1e-6)).mean())
        return PipelineOutcome(
            until=until,
            deals=Spread.of(deals, whole=True),
            value=Spread.of(value, whole=False) if self._has_value else None,
            chance=chance,
        )


@dataclass(frozen=True, kw_only=True)
class PipelineWhatIf:
    """A what-if beside today: totals by one day, and the twelve months."""

    levers: PipelineLevers
    now: PipelineOutcome
    today: PipelineOutcome
    months: Sequence[PipelineMonth] = ()


def pipeline_what_if(
    pipeline: OpenPipeline,
    levers: PipelineLevers = TODAY,
    *,
    months: int = MONTHS,
    target: float | None = None,
    metric: str = "deals",
    draws: int = DRAWS,
) -> PipelineWhatIf:
    """What the open deals and new ones bring by a month's end, as things are and as they would be.

    For many questions about one pipeline make a `PipelineSimulation` once and ask that.
    """
    simulation = PipelineSimulation(pipeline, draws=draws)
    ask = {"months": months, "target": target, "metric": metric}
    return PipelineWhatIf(
        levers=levers,
        now=simulation.totals(levers, **ask),  # type: ignore[arg-type]
        today=simulation.totals(replace(TODAY), **ask),  # type: ignore[arg-type]
        months=simulation.months(levers),
    )
