"""The chance of an open deal to be won, from how deals before it went on from the same place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from salestoolkit.core.durations import conditional_quantile
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_stages import knows_stages, leaves_stages
from salestoolkit.core.funnel_value import ENOUGH, onward_chances
from salestoolkit.core.incidence import Incidence

FEWEST = 10
"""Ended deals below which no chance is given at all: it would be made up."""
USUAL = 0.8
"""Share of the deals that move on that have done so by a stage's usual time."""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """What the deals before tell of one stage, or (stage ``""``) of whole deals.

    ``curve`` holds moved on (won) against lost by days; ``onward`` is the chance to win of those that
    move on; ``n`` how many visits (deals) it rests on; ``usual_days`` the time by which four of five of
    those that move on have done so, None where none did.
    """

    stage: str
    curve: Incidence
    onward: float
    n: int
    usual_days: float | None

    @property
    def chance_at_entry(self) -> float | None:
        """Chance to win of a deal on its first day here."""
        return self.chance(0.0)

    def chance(self, days: float) -> float | None:
        """Chance still to win after so many days here.

        (F1(last) - F1(a)) / S(a) x the chance to win of those that move on; None past the last
        follow-up, and at an age at which none was ever seen to end.
        """
        moves = self.curve.chance_at_age(days)
        return None if moves is None or self.beyond(days) else moves * self.onward

    def beyond(self, days: float) -> bool:
        """Whether no deal was ever seen to end here at such an age."""
        return not self.curve.time.size or days > self.curve.time[-1]


@dataclass(frozen=True, eq=False)
class DealChances:
    """Chances of a page's open deals.

    A stage's clock is the page's own from `ENOUGH` visits, else that of all deals together, and where
    these are fewer too the clock of whole deals, from the day a deal was created.
    """

    source: Source

    @cached_property
    def by_stage(self) -> bool:
        """Whether the book knows its stages, and when deals left them."""
        everyone = self.source.everyone()
        return knows_stages(everyone) and leaves_stages(everyone)

    @cached_property
    def _onward(self) -> dict[str, float]:
        return onward_chances(self.source) if self.by_stage else {}

    @cached_property
    def whole(self) -> Clock | None:
        """The clock of whole deals; None where too few have ended."""
        return self._clock("", 1.0, FEWEST)

    @cached_property
    def _stages(self) -> dict[str, Clock]:
        """Clocks of the stages that enough deals have visited."""
        found = {key: self._clock(key, onward, ENOUGH) for key, onward in self._onward.items()}
        return {key: clock for key, clock in found.items() if clock is not None}

    def of_stage(self, stage: str) -> Clock | None:
        """The clock of a stage, None where whole deals must tell."""
        return self._stages.get(stage)

    def _clock(self, stage: str, onward: float, fewest: int) -> Clock | None:
        ends = self.source.ends(stage)
        if ends.clocked.count() < ENOUGH:
            ends = self.source.ends(stage, "everyone")
        timed = ends.clocked
        if timed.count() < fewest or timed.count() - timed.count(0) < FEWEST:
            return None
        curve = ends.curve
        return Clock(
            stage=stage,
            curve=curve,
            onward=onward,
            n=timed.count(),
            usual_days=conditional_quantile(curve, USUAL).value,
        )


def clocks_of(rows: pd.DataFrame, chances: DealChances) -> tuple[pd.Series, pd.Series]:
    """Whose clock tells of each deal (its stage's, ``""`` for whole deals, None), and its age on it."""
    here, age = (rows[name].astype("float64") for name in ("stage_days", "age_days"))
    timed = [one for one in rows["stage"].dropna().unique() if chances.of_stage(one) is not None]
    by_stage = rows["stage"].isin(timed) & here.notna()
    by_age = age.notna() & (chances.whole is not None)
    clock = pd.Series("", index=rows.index, dtype="str").where(by_age)
    clock = clock.where(~by_stage, rows["stage"])
    return clock, age.where(~by_stage, here).where(by_stage | by_age)


def chances_of(clock: pd.Series, days: pd.Series, told: Mapping[str, Clock]) -> pd.Series:
    """Chance of each deal; many a deal is as old on the same clock as another, and is told once."""
    pairs = pd.DataFrame({"clock": clock, "days": days})
    alike = pairs[clock.isin(list(told))].drop_duplicates()
    found = [
        told[name].chance(float(age))
        for name, age in zip(alike["clock"], alike["days"], strict=True)
    ]
    alike = alike.assign(chance=pd.Series(found, index=alike.index, dtype=float))
    chance = pairs.merge(alike, on=["clock", "days"], how="left")["chance"]
    return pd.Series(chance.to_numpy(dtype=float), index=clock.index)
