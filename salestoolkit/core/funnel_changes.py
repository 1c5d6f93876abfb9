"""What changed between two periods of new deals: the mix of parts, and each stage."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from salestoolkit.core.change_cohorts import Cohort, Span
from salestoolkit.core.change_results import FunnelChanges, Period
from salestoolkit.core.change_splits import (
    ENOUGH,
    NOISE,
    NOTABLE,
    Setting,
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
from salestoolkit.core.counts import OPEN, Counts
from salestoolkit.core.funnel_counts import Source, total
from salestoolkit.core.funnel_leaks import window_days
from salestoolkit.core.funnel_stages import MOSTLY, knows_stages, leaves_stages
from salestoolkit.core.funnel_value import mean_won_value
from salestoolkit.core.proportions import normal_quantile, wilson
from salestoolkit.core.two_rates import newcombe, score_p_value
from salestoolkit.errors import InvalidValue

__all__ = ["DIMENSIONS", "FunnelChanges", "Period", "what_changed", "what_changed_between"]

DIMENSIONS = ("segment", "source", "team", "product", "territory", "size_band")
"""What a change of the mix is looked for in. Never by person: a page ranks nobody."""
DOUBTFUL = 0.05
"""Share of deals with unknown dates, or seen too late, from which two periods are not comparable."""
UNTRUSTED = frozenset({"few_deals", "late_entries", "undated_ends"})
"""Limits with which nothing is called more than chance."""


def what_changed(
    source: Source,
    *,
    dimension: str | None = None,
    days: int | None = None,
    level: float = 0.95,
    currency: str | None = None,
) -> FunnelChanges:
    """What changed in the share won between the last period and the one before.

    The periods are of one length, up to a year, and end where deals have had their follow-up: what
    is too young is in neither.

    Parameters
    ----------
    source : Source
        The page's deals.
    dimension : str, optional
        Column whose parts are told apart; the one with the largest change of mix beyond chance, else
        the first that has parts, where not given.
    days : int, optional
        Follow-up; the days within which nine wins of ten happen where not given.
    level : float
        Of the intervals.
    currency : str, optional
        Of the mean value of a won deal; without one nothing is told in money.
    """
    normal_quantile(level)
    usual = source.usual_days("")
    follow_up = days or usual
    if follow_up is None:
        return _nothing(source, level, _why_no_wins(source.page()))
    own = source.own()
    length = window_days(own, follow_up)
    if length is None:
        return _nothing(source, level, "short_history")
    end = own.mature(follow_up)[1]
    middle = end - timedelta(days=length)
    spans = Span(middle - timedelta(days=length), middle), Span(middle, end)
    question = _Question(
        source=source,
        follow_up=follow_up,
        usual=usual,
        dimension=dimension,
        level=level,
        currency=currency,
    )
    return question.compared(*spans)


def what_changed_between(
    source: Source,
    *,
    first: tuple[date, date],
    second: tuple[date, date],
    dimension: str | None = None,
    level: float = 0.95,
    currency: str | None = None,
) -> FunnelChanges:
    """What changed in the share won between any two periods [start, end), such as around a date.

    Where the second one is too young for the usual follow-up, both are seen after the shorter time
    that it has had: younger deals are never called worse for being young.

    Raises
    ------
    InvalidValue
        ``period_empty``, ``periods_overlap``.
    """
    normal_quantile(level)
    spans = Span(*first), Span(*second)
    for span in spans:
        if span.days < 1:
            raise InvalidValue("period_empty", value=span.end, allowed=span.start)
    if spans[0].end > spans[1].start:
        raise InvalidValue("periods_overlap", value=spans[1].start, allowed=spans[0].end)
    usual = source.usual_days("")
    if usual is None:
        return _nothing(source, level, _why_no_wins(source.page()))
    had = (source.book.as_of - spans[1].end).days + 1
    if had < 1:
        return _nothing(source, level, "too_young")
    question = _Question(
        source=source,
        follow_up=min(usual, had),
        usual=usual,
        dimension=dimension,
        level=level,
        currency=currency,
    )
    return question.compared(*spans)


def _nothing(source: Source, level: float, limit: str) -> FunnelChanges:
    return FunnelChanges(as_of=source.book.as_of, level=level, limits=(limit,))


def _why_no_wins(counts: Counts) -> str:
    return "none_won" if total(counts.deals) else "no_deals"


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What is asked of two periods, whichever they are."""

    source: Source
    follow_up: int
    usual: int | None
    dimension: str | None
    level: float
    currency: str | None

    def compared(self, first: Span, second: Span) -> FunnelChanges:
        """Both periods, and the change in pieces where both have deals."""
        own = self.source.own()
        setting = Setting(source=own, spans=(first, second), follow_up=self.follow_up)
        before, after = setting.cohort(0, None), setting.cohort(1, None)
        result = FunnelChanges(
            as_of=self.source.book.as_of,
            level=self.level,
            follow_up_days=self.follow_up,
            usual_days=self.usual,
            first=self._period(before),
            second=self._period(after),
            currency=self.currency or None,
            mean_won_value=mean_won_value(own.everyone(), self.source.everyone(), self.currency),
        )
        if not before.deals or not after.deals:
            return replace(result, limits=("no_deals_in_period",))
        return self._told(result, setting, before, after)

    def _told(
        self, result: FunnelChanges, setting: Setting, before: Cohort, after: Cohort
    ) -> FunnelChanges:
        """The result with the pieces of the change, and which of them are more than chance."""
        own = setting.source.everyone()
        known = knows_stages(own) and leaves_stages(own) and _stages_known(before, after)
        starts = stage_starts(before, after, known=known)
        stages = own.process.deal_stages if known else ()
        asked = DIMENSIONS if self.dimension is None else (self.dimension,)
        tried = (split_by(setting, x, starts) for x in asked if x != self.source.dimension)
        splits = [split for split in tried if split is not None]
        whole = undivided(before, after, starts)
        limits = self._limits(own, before, after, known=known, parts=bool(splits))
        trusted = not set(limits) & UNTRUSTED
        # half of what may be noise is for the whole, half for all that it is split into
        allowed = NOISE / 2 / self.source.parts_with(ENOUGH) if trusted else 0.0
        threshold = allowed / (len(starts) + len(splits))
        split = shown_of(splits, whole, threshold=threshold)
        held = {"threshold": threshold, "level": self.level}
        parts = part_table(split)
        return replace(
            result,
            **self._difference(before, after, allowed),
            dimension=split.dimension,
            looked_at=looked_at_table(splits, **held),
            pieces=piece_table(split, stages, starts, **held),
            parts=parts,
            by_stage=by_stage_table(split, stages, starts),
            **self._rate(split),
            reversal=is_reversal(parts, result.delta or 0.0),
            limits=limits,
        )

    def _period(self, cohort: Cohort) -> Period:
        return Period(
            span=cohort.span,
            seen_at=cohort.seen_at,
            deals=cohort.deals,
            won=cohort.won,
            between=wilson(cohort.won, cohort.deals, level=self.level),
        )

    def _difference(self, before: Cohort, after: Cohort, threshold: float) -> dict[str, Any]:
        counts = before.won, before.deals, after.won, after.deals
        low, high = newcombe(*counts, level=self.level)
        p_value = score_p_value(*counts)
        rates = before.won / before.deals, after.won / after.deals
        large = abs(rates[1] - rates[0]) >= NOTABLE * max(rates)
        named = p_value is not None and p_value <= threshold and large
        return {"low": low, "high": high, "p_value": p_value, "named": named}

    def _rate(self, split: Split) -> dict[str, float]:
        rate = split.pieces.rate
        half = normal_quantile(self.level) * split.pieces.rate_error
        return {"rate": rate, "rate_low": rate - half, "rate_high": rate + half}

    def _limits(
        self, own: Counts, before: Cohort, after: Cohort, *, known: bool, parts: bool
    ) -> tuple[str, ...]:
        checks = {
            "few_deals": min(before.deals, after.deals) < ENOUGH,
            "late_entries": max(before.late, after.late) > DOUBTFUL,
            "undated_ends": _undated(own) > DOUBTFUL,
            "short_follow_up": self.usual is not None and self.follow_up < self.usual,
            "no_stages": not known,
            "no_parts": not parts,
        }
        return tuple(code for code, holds in checks.items() if holds)


def _stages_known(before: Cohort, after: Cohort) -> bool:
    return max(before.unknown, after.unknown) <= MOSTLY


def _undated(counts: Counts) -> float:
    """Share of the closed deals whose end is on no known day: looking back they are still open."""
    closed = counts.cycles[(counts.cycles["fate"] != OPEN).to_numpy(dtype=bool)]
    every = total(closed)
    return total(closed[closed["days"].isna()]) / every if every else 0.0
