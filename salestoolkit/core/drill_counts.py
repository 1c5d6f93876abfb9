"""Each number of a funnel audit, and the selection of the deals behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.drill import Selection
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.table_rows import rows_of

Selections = dict[str, Selection]
Window = tuple[date | None, date | None]
WON_MONEY = ("won_value", "mean_won_value")


@dataclass(frozen=True, kw_only=True)
class Drill:
    """Leads from the numbers of an audit to the deals behind them.

    ``pipeline`` and ``mature_days`` are what the audit was asked for (None: its own choice).
    """

    audit: FunnelAudit
    pipeline: str | None = None
    mature_days: int | None = None

    @property
    def page(self) -> Selection:
        """All deals that the audit is about."""
        part = self.audit.part
        where = () if part is None else ((part.dimension, part.value or ""),)
        return Selection(where=where, pipeline=self.pipeline, as_of=self.audit.as_of)

    def of_stage(self, stage: str) -> Selections:
        """Columns of the audit's ``stages`` that count deals, for one stage."""
        row = self.audit.stages.set_index("stage").loc[stage]
        at = replace(self.page, what="visited", stage=stage)
        timed = replace(at, clock="known")
        found = {
            **{what: replace(at, what=what) for what in ("reached", "visited")},
            **{what: replace(at, what=what) for what in ("lost_here", "open_here")},
            "entered": replace(timed, what="entered"),
            "advanced": replace(timed, what="advanced"),
            "lost": replace(timed, what="dropped"),
            "open": replace(timed, what="undecided"),
            "no_clock": replace(at, what="entered", clock="unknown"),
            "timed": replace(at, clock="watched"),
            "open_value": self._valued(replace(at, what="open_here")),
        }
        if not pd.isna(row["mature_days"]):
            end = self._end(int(row["mature_days"]))
            old = replace(at, what="entered", clock="whole", entered_before=end)
            found["mature_n"] = old
        return {column: one for column, one in found.items() if not pd.isna(row[column])}

    def of_leak(self, stage: str) -> Selections:
        """Columns of the audit's ``leaks`` that count deals, for one stage (``""``: the whole deal).

        ``not_advanced`` are those of ``entered`` that did not move on in time.
        """
        row = self.audit.leaks.set_index("stage").loc[stage]
        if pd.isna(row["mature_days"]):
            return {}
        own, other = self._windows(row)
        days = int(row["mature_days"])
        made = {"entered": self._entered(stage, own), "advanced": self._moved(stage, own, days)}
        if stage:
            made["not_advanced"] = replace(made["advanced"], what="not_advanced")
        if row["reference_kind"] == "others":
            made["reference_n"] = self._others(self._entered(stage, other))
        elif row["reference_kind"] == "before" and row["reference_n"]:
            made["reference_n"] = self._entered(stage, other)
        return made

    def of_figures(self) -> Selections:
        """The deals that each figure counts (its ``n``); nothing for those that cannot be counted."""
        figures = self.audit.figures
        clocked = replace(self.page, clock="known")
        found = {
            **dict.fromkeys(("deals", "win_rate_lowest", "win_rate_highest"), self.page),
            **{fate: replace(self.page, what=fate) for fate in (WON, LOST, OPEN)},
            "win_rate_closed": replace(self.page, what="closed"),
            **dict.fromkeys(("win_probability", "win_probability_stale_lost"), clocked),
            "cycle_days_won": replace(clocked, what=WON),
            "cycle_days_lost": replace(clocked, what=LOST),
            **{name: self._valued(replace(self.page, what=WON)) for name in WON_MONEY},
            "open_value": self._valued(replace(self.page, what=OPEN)),
        }
        last = self.audit.curves.loc[self.audit.curves["stage"] == "", "day"]
        if len(last):
            found["cycle_days"] = replace(clocked, what=WON, within=int(last.iloc[-1]))
        if self.mature_days is not None:
            found["win_rate_mature"] = self._entered("", (None, self._end(self.mature_days)))
        if self.audit.leak_stage is not None:
            found["largest_leak"] = self.of_leak(self.audit.leak_stage)["entered"]
        return {name: one for name, one in found.items() if figures[name].n}

    def of_breakdowns(self) -> dict[str, Selections]:
        """The deals of each part, by dimension and value; small parts told as one have none."""
        return {
            one.dimension: {
                part.value: self.page.narrowed(**{one.dimension: part.value})
                for part in one.parts
                if part.kind != "other"
            }
            for one in self.audit.breakdowns
        }

    def of_ways(self) -> dict[str, Selections]:
        """The visits behind each move between stages, by the stage left and where it led."""
        found: dict[str, Selections] = {}
        ways = self.audit.paths.ways if self.audit.paths is not None else None
        for row in [] if ways is None else rows_of(ways):
            visits = replace(self.page, what="visits", stage=row["stage"], next=row["next"])
            found.setdefault(row["stage"], {})[row["next"]] = visits
        return found

    def of_reasons(self) -> Selections:
        """The lost deals behind each reason, and behind none, whatever its spelling."""
        told = self.audit.lost_reasons
        rows = [] if told is None else rows_of(told.reasons)
        return {
            row["reason"]: replace(self.page, what=LOST).narrowed(lost_reason=row["reason"])
            for row in rows
            if row["kind"] != "other"
        }

    def of_competitors(self) -> dict[str, Selections]:
        """The deals with each competitor by their fate; ``n`` are all of them."""
        told = self.audit.lost_reasons
        names = [] if told is None else [str(name) for name in told.competitors.table["competitor"]]
        fates = {
            "n": self.page,
            **{fate: replace(self.page, what=fate) for fate in (WON, LOST, OPEN)},
        }
        return {
            name: {column: one.narrowed(competitor=name) for column, one in fates.items()}
            for name in names
            if name
        }

    def of_work(self) -> dict[str, Selections]:
        """The deals in hand at each stage, whose time there is known and whose is not."""
        flow = self.audit.flow
        rows = [] if flow is None else rows_of(flow.work)
        found = {}
        for row in rows:
            here = replace(self.page, what=OPEN, clock="known")
            if row["stage"]:
                here = replace(here, what="visits", stage=row["stage"], next=OPEN)
            found[row["stage"]] = {"open": here, "no_clock": replace(here, clock="unknown")}
        return found

    def of_periods(self) -> dict[str, Selections]:
        """The deals created in the two periods that are compared, and those won by the day they are seen.

        Nothing where each slice of a period was seen after an end of its own.
        """
        changes = self.audit.changes
        if changes is None or changes.slice_days is not None:
            return {}
        found = {}
        for name in ("first", "second"):
            period = getattr(changes, name)
            if period is None:
                continue
            span = dict(zip(("created_from", "created_before"), period.span, strict=True))
            deals = replace(self.page, **span)
            won = replace(deals, what=WON, as_of=period.seen_at)
            found[name] = {"deals": deals, "won": won}
        return found

    def _valued(self, selection: Selection) -> Selection:
        """Deals whose values are added: those in the audit's currency."""
        return replace(selection.narrowed(currency=self.audit.currency), valued=True)

    def _end(self, days: int) -> date:
        """Before this day a deal had begun that could be watched for so many days."""
        return self.audit.as_of - timedelta(days=days - 1)

    def _windows(self, row: Mapping[str, Any]) -> tuple[Window, Window]:
        """Days on which a leak's own deals and those it is held against entered the stage."""
        end = self._end(int(row["mature_days"]))
        if pd.isna(row["window_days"]):
            return (None, end), (None, end)
        length = timedelta(days=int(row["window_days"]))
        return (end - length, end), (end - 2 * length, end - length)

    def _entered(self, stage: str, window: Window) -> Selection:
        at = replace(self.page, clock="whole", entered_from=window[0], entered_before=window[1])
        return replace(at, what="entered", stage=stage) if stage else at

    def _moved(self, stage: str, window: Window, days: int) -> Selection:
        what = "advanced" if stage else WON
        return replace(self._entered(stage, window), what=what, within=days)

    def _others(self, selection: Selection) -> Selection:
        """The deals of the other parts."""
        return replace(selection, where=(), but=selection.where)
