"""The leads of a period, by source, and what makes one of them warm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from salestoolkit.core.cohorts import Cohort, HasHistory, cohort, deals_of
from salestoolkit.core.counts import WON
from salestoolkit.core.lead_source_parts import SourceCost
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError, InvalidValue


@dataclass(frozen=True, kw_only=True, eq=False)
class LeadView:
    """The leads of a period: a pipeline's deals created in [start, end)."""

    book: HasHistory
    pipeline: str | None
    start: date
    end: date
    leads: pd.DataFrame
    warm: frozenset[str] | None

    def cohort(self, part: Part | None) -> Cohort:
        """The leads, or those of one source, with their outcomes by age."""
        deals = deals_of(self.book, pipeline=self.pipeline, part=part, currency=None)
        return cohort(
            self.book,
            deals.table,
            start=self.start,
            end=self.end,
            pipeline=self.pipeline,
            part=part,
        )

    def of(self, source: str) -> pd.DataFrame:
        """Leads of one source."""
        return self.leads[self.leads["source"].fillna("") == source]

    def ripe(self, leads: pd.DataFrame, days: int | None) -> pd.DataFrame:
        """Leads created at least so many days ago; all of them where no number is known."""
        if days is None:
            return leads
        return leads[leads["created_on"] <= pd.Timestamp(self.book.as_of) - pd.Timedelta(days=days)]

    def warm_among(self, leads: pd.DataFrame) -> int | None:
        """How many reached the stage that makes a lead warm; None where there is none."""
        if self.warm is None:
            return None
        return int((leads["furthest"].isin(self.warm) | (leads["fate"] == WON)).sum())


def warm_stage_of(process: SalesProcess, wanted: str | None) -> str | None:
    """The stage that makes a lead warm: the named one, else qualification, else the second one.

    None where the process has one stage only.
    """
    stages = process.deal_stages
    keys = [stage.key for stage in stages]
    if wanted is not None:
        if wanted not in keys:
            raise InvalidValue("unknown_warm_stage", value=wanted, allowed=", ".join(keys))
        return wanted
    later = stages[1:]
    alike = (stage.key for stage in later if stage.universal == "qualification")
    return next(alike, later[0].key if later else None)


def reached_from(process: SalesProcess, stage: str | None) -> frozenset[str] | None:
    """The stage and all that follow it."""
    keys = [one.key for one in process.deal_stages]
    return None if stage is None else frozenset(keys[keys.index(stage) :])


def period_of(
    book: HasHistory,
    pipeline: str | None,
    costs: Sequence[SourceCost],
    since: date | None,
    until: date | None,
) -> tuple[date, date]:
    """First day, and first day after: as asked for, else those of the costs, else all deals."""
    created = book.deals_frame(pipeline=pipeline)["created_on"].dropna()
    first = created.min().date() if len(created) else book.as_of
    tomorrow = book.as_of + timedelta(days=1)
    start = since or max(first, min((one.first for one in costs), default=first))
    last = max((one.last for one in costs), default=book.as_of) + timedelta(days=1)
    end = until or min(tomorrow, last)
    if not start < end:
        raise InvalidValue("period_reversed", value=start, allowed=end)
    return start, end


def lead_view(
    book: HasHistory,
    pipeline: str | None,
    period: tuple[date, date],
    warm: frozenset[str] | None,
) -> LeadView:
    """The deals of a pipeline that were created in a period; BookError where none has a source."""
    start, end = period
    frame = book.deals_frame(pipeline=pipeline)
    day = frame["created_on"]
    leads = frame[(day >= pd.Timestamp(start)) & (day < pd.Timestamp(end))]
    if not leads["source"].notna().any():
        raise BookError("no_lead_sources", value=start, allowed=end - timedelta(days=1))
    return LeadView(book=book, pipeline=pipeline, start=start, end=end, leads=leads, warm=warm)


def names_of(view: LeadView, costs: Sequence[SourceCost]) -> list[str]:
    """Sources of the leads (``""`` for none), then those that only cost something."""
    names = sorted({str(name) for name in view.leads["source"].fillna("")})
    known = {name.casefold() for name in names}
    for one in costs:
        if one.source.casefold() not in known and one.within(view.start, view.end):
            known.add(one.source.casefold())
            names.append(one.source)
    return names
