"""What is asked of two periods of deals, and what may be said of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from salestoolkit.core.breakdown_parts import OWNER
from salestoolkit.core.change_cohorts import Cohort, Reading, Span
from salestoolkit.core.change_results import UNTRUSTED, FunnelChanges, Period
from salestoolkit.core.change_splits import (
    ENOUGH,
    NOISE,
    NOTABLE,
    Split,
    shown_of,
    split_by,
    stage_starts,
    undivided,
)
from salestoolkit.core.change_tables import (
    by_stage_table,
    is_reversal,
    looked_at_table,
    part_table,
    piece_table,
)
from salestoolkit.core.counts import OPEN, WON, Counts
from salestoolkit.core.funnel_counts import EVER, Source, total
from salestoolkit.core.funnel_stages import MOSTLY, knows_stages, leaves_stages
from salestoolkit.core.funnel_value import mean_won_value
from salestoolkit.core.proportions import normal_quantile, wilson
from salestoolkit.core.two_rates import newcombe, score_p_value
from salestoolkit.errors import BookError, InvalidValue

DIMENSIONS = ("segment", "source", "team", "product", "territory", "size_band")
"""What a change of the mix is looked for in. Never by person: a page ranks nobody."""
DOUBTFUL = 0.05
"""Share of deals with unknown dates, or seen too late, from which two periods are not comparable."""
ALIKE = 0.9
"""Lengths of two periods, as a share of the longer, from which each is seen as a whole."""
RISEN = 2
"""How many times as many must be won that the beginning of the records is looked at."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked of two periods, whichever they are.

    ``young`` tells that the later one has not had the ``usual`` follow-up.
    """

    source: Source
    follow_up: int
    usual: int | None
    dimension: str | None
    level: float
    currency: str | None
    young: bool = False

    def __post_init__(self) -> None:
        if self.dimension == OWNER:
            raise InvalidValue("owner_for_leader", field="dimension", value=OWNER)

    def compared(self, first: Span, second: Span) -> FunnelChanges:
        """Both periods, and the change in pieces where both have deals."""
        own = self.source.own()
        shorter, longer = sorted((first.days, second.days))
        whole = shorter >= ALIKE * longer
        reading = Reading(
            source=own, follow_up=self.follow_up, slice_days=longer if whole else shorter
        )
        before, after = reading.cohort(first), reading.cohort(second)
        result = FunnelChanges(
            as_of=self.source.book.as_of,
            level=self.level,
            follow_up_days=self.follow_up,
            usual_days=self.usual,
            slice_days=None if whole else shorter,
            first=self._period(before),
            second=self._period(after),
            currency=self.currency or None,
            mean_won_value=mean_won_value(own.everyone(), self.source.everyone(), self.currency),
        )
        if not before.deals or not after.deals:
            return replace(result, limits=("no_deals_in_period",))
        return self._told(result, reading, before, after)

    def _told(
        self, result: FunnelChanges, reading: Reading, before: Cohort, after: Cohort
    ) -> FunnelChanges:
        """The result with the pieces of the change, and which of them are more than chance."""
        own, spans = reading.source.everyone(), (before.span, after.span)
        known = knows_stages(own) and leaves_stages(own)
        known = known and max(map(reading.unknown, spans)) <= MOSTLY
        starts = stage_starts(before, after, known=known)
        stages = own.process.deal_stages if known else ()
        tried = (self._split(reading, spans, name, starts) for name in self._asked())
        splits = [split for split in tried if split is not None]
        limits = self._limits(reading, before, after, known=known, parts=bool(splits))
        trusted = not set(limits) & UNTRUSTED
        # half of what may be noise is for the whole, half for all that it is split into
        allowed = NOISE / 2 / self.source.parts_with(ENOUGH) if trusted else 0.0
        threshold = allowed / (len(starts) + len(splits))
        split = shown_of(splits, undivided(before, after, starts), threshold=threshold)
        held = {"threshold": threshold, "level": self.level}
        parts, difference = part_table(split), self._difference(before, after, allowed)
        return replace(
            result,
            **difference,
            dimension=split.dimension,
            looked_at=looked_at_table(splits, **held),
            pieces=piece_table(split, stages, starts, **held),
            parts=parts,
            by_stage=by_stage_table(split, stages, starts),
            **self._rate(split),
            reversal=is_reversal(parts, difference["delta"]),
            limits=limits,
        )

    def _asked(self) -> list[str]:
        """Columns to tell parts by; a page about one part is not told apart by that column."""
        asked = DIMENSIONS if self.dimension is None else (self.dimension,)
        return [name for name in asked if name != self.source.dimension]

    def _split(
        self, reading: Reading, spans: tuple[Span, Span], dimension: str, starts: Sequence[int]
    ) -> Split | None:
        try:
            return split_by(reading, spans, dimension, starts)
        except BookError as error:
            if self.dimension is None and error.code == "unknown_dimension":
                return None  # a table of one's own need not have every column
            raise

    def _period(self, cohort: Cohort) -> Period:
        return Period(
            span=cohort.span,
            seen_at=cohort.seen_at,
            deals=cohort.deals,
            won=cohort.won,
            rate=cohort.won / cohort.deals if cohort.deals else None,
            between=wilson(cohort.won, cohort.deals, level=self.level),
        )

    def _difference(self, before: Cohort, after: Cohort, threshold: float) -> dict[str, Any]:
        counts = before.won, before.deals, after.won, after.deals
        low, high = newcombe(*counts, level=self.level)
        p_value = score_p_value(*counts)
        rates = before.won / before.deals, after.won / after.deals
        delta = rates[1] - rates[0]
        large = abs(delta) >= NOTABLE * max(rates)
        named = p_value is not None and p_value <= threshold and large
        return {"delta": delta, "low": low, "high": high, "p_value": p_value, "named": named}

    def _rate(self, split: Split) -> dict[str, Any]:
        rate = split.pieces.rate
        half = normal_quantile(self.level) * split.pieces.rate_error
        return {"rate": rate, "rate_low": rate - half, "rate_high": rate + half}

    def _limits(
        self, reading: Reading, before: Cohort, after: Cohort, *, known: bool, parts: bool
    ) -> tuple[str, ...]:
        late = max(reading.late(cohort.span) for cohort in (before, after))
        more = after.won * before.deals > RISEN * before.won * after.deals
        checks = {
            "few_deals": min(before.deals, after.deals) < ENOUGH,
            "late_entries": late > DOUBTFUL,
            "undated_ends": _undated(reading.source.everyone()) > DOUBTFUL,
            "no_early_wins": more and not _won_by(reading.source, before.span.end),
            "short_follow_up": self.young,
            "no_stages": not known,
            "no_parts": not parts,
        }
        return tuple(code for code, holds in checks.items() if holds)


def _won_by(source: Source, end: date) -> int:
    """Wins that were recorded before a day."""
    then = source.at(end - timedelta(days=1)).counted(EVER, None).deals
    return total(then[(then["fate"] == WON).to_numpy(dtype=bool)])


def _undated(counts: Counts) -> float:
    """Share of the closed deals whose end is on no known day: looking back they are still open."""
    closed = counts.cycles[(counts.cycles["fate"] != OPEN).to_numpy(dtype=bool)]
    every = total(closed)
    return total(closed[closed["days"].isna()]) / every if every else 0.0
