"""The cells of lesson 08, each one call."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from salestoolkit.core.breakdown_parts import OWNER, Breakdown
from salestoolkit.core.breakdowns import break_down
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.funnel_changes import what_changed
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.luck import Luck, spread_by_luck
from salestoolkit.core.stalled import stalled_deals
from salestoolkit.lessons import funnel_story, views_funnel
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.folder import sample_of
from salestoolkit.lessons.funnel_story import TEAMS, Leak, Months
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.sources.lost_reason_words import words_for_nothing

EQUALS = {"people": 11, "deals": 100, "rate": 20}
"""The equally good reps of the second exercise: how many, deals of each, true rate in per cent."""
DEALS = "deals"
"""Folder of the lists of deals that somebody saved, in the folder ``team``."""


class FunnelCells(Desk):
    """What the cells of lesson 08 show: of the sample company, or of other data."""

    @cached_property
    def months(self) -> Months:
        """The last months of the sample company."""
        return funnel_story.months_of(self.sample.book)

    @cached_property
    def leak(self) -> Leak:
        """The leak of the sample company that the last exercise asks for."""
        return funnel_story.leak_of(self.sample.book, TEAMS.get(sample_of(self.language).folder))

    @cached_property
    def equals(self) -> Luck:
        """What luck does to the equally good reps of the second exercise."""
        return spread_by_luck([EQUALS["deals"]] * EQUALS["people"], EQUALS["rate"] / 100)

    def show_months(self, data: Data | None = None, *, in_time: bool = False) -> Shown:
        """The last twelve months; ``in_time`` adds the share that was won in the usual time."""
        found = self.months if data is None else funnel_story.months_of(data.book)
        return views_funnel.months(found, self.words, in_time=in_time)

    def show_stages(self, data: Data | None = None) -> Shown:
        """Each stage's conversion, as CRMs show it and with open deals left open."""
        return views_funnel.stages((data or self.sample).audit, self.words)

    def show_leak(self, data: Data | None = None, *, team: str | None = None) -> Shown:
        """What each stage costs: of all deals against the period before, of a team against the others."""
        book = (data or self.sample).book
        return views_funnel.leak(funnel_story.audit_of(book, team), self.words)

    def show_reps(self, data: Data | None = None) -> Shown:
        """The reps by name, and what luck alone would make of them. For who leads them."""
        return views_funnel.reps(_by(data or self.sample, OWNER), self.words)

    def luck_whatif(self) -> Any:
        """Sliders: equally good reps, and how far apart luck alone puts them."""
        from salestoolkit.widgets.luck import luck_sliders

        return luck_sliders(**{**EQUALS, "deals": 60}, language=self.language)

    def show_what_changed(self, data: Data | None = None) -> Shown:
        """What changed between the last period and the one before, in mix and stages."""
        chosen = data or self.sample
        found = what_changed(Source(chosen.book, None), currency=chosen.audit.currency)
        return views_funnel.changes(found, chosen.audit, self.words)

    def show_breakdown(self, column: str, data: Data | None = None) -> Shown:
        """The share won by the values of a column: raw, and with luck taken out."""
        chosen = data or self.sample
        return views_funnel.breakdown(_by(chosen, column), self.words)

    def look_into(self, data: Data | None = None) -> Any:
        """The funnel to filter, with the deals behind each number; lists are saved in ``team/deals``."""
        from salestoolkit.widgets.funnel import funnel_widget

        book = (data or self.sample).book
        return funnel_widget(book, folder=self.team / DEALS, language=self.language)

    def show_stalled(self, data: Data | None = None) -> Shown:
        """Open deals that stand still, those first on which a call could save most."""
        chosen = data or self.sample
        found = stalled_deals(chosen.book, currency=chosen.audit.currency)
        return views_funnel.stalled(found, self.words)

    def show_own_funnel(self) -> Shown:
        """What the team's own book says, in sentences; without one, the sample company's."""
        chosen = self.own
        audit = audit_funnel(chosen.book, no_reasons=words_for_nothing())
        return views_funnel.own(audit, self.words, sample=self.own_or_none is None)


def _by(data: Data, column: str) -> Breakdown:
    """A book's deals by one column; by owner as for who leads them."""
    source = Source(data.book, None)
    currency = data.audit.currency
    return break_down(source, dimensions=(column,), currency=currency, for_leader=True)[0]
