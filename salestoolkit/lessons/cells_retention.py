"""The cells of lesson 10, each one call."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from salestoolkit.errors import SalesToolkitError
from salestoolkit.lessons import retention_story, views_growth, views_retention
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.goal_desk import COUNTRIES
from salestoolkit.lessons.retention_story import Kept
from salestoolkit.lessons.shown import Shown, paragraph


class RetentionCells(Desk):
    """What the cells of lesson 10 show: of the sample company, or of the team's own book."""

    @cached_property
    def kept(self) -> Kept:
        """The sample company's customers: who stays, what they bring and say."""
        return retention_story.kept_of(self.sample.book, COUNTRIES.get(self.market))

    def show_leavers(self) -> Shown:
        """Who left, counted in several ways, and how long customers stay."""
        found = self.kept.found
        return views_retention.leavers(found, retention_story.leavers_of(found), self.words)

    def show_renewals(self) -> Shown:
        """What came due, what was renewed, and what is undecided."""
        return views_retention.renewals(self.kept.found, self.words)

    def show_revenue(self) -> Shown:
        """Gross and net revenue retention, by segment."""
        return views_retention.revenue(self.kept.found, self.words)

    def show_cohorts(self) -> Shown:
        """Who is still there, by when they began."""
        return views_retention.cohorts(self.kept.found, self.words)

    def show_moments(self) -> Shown:
        """With whom to speak in the month to come, and why then."""
        return views_retention.contacts(self.kept.found, self.words)

    def show_nps(self) -> Shown:
        """The net promoter score with its interval, beside that of twenty answers."""
        return views_growth.score(self.kept.growth.feedback, self.words)

    def show_feedback(self) -> Shown:
        """What remarks led to, and who was told."""
        return views_growth.loops(self.kept.growth.feedback, self.words)

    def show_referrals(self) -> Shown:
        """How many customers a customer brings before it leaves."""
        return views_growth.referrals(self.kept, self.words)

    def show_rounds(self) -> Shown:
        """What a hundred customers become through a loop below and above one."""
        return views_growth.rounds(self.words)

    def show_cycle(self) -> Shown:
        """What a lead is worth through all rounds."""
        return views_growth.cycle(self.kept, self.words)

    def growth_whatif(self) -> Any:
        """Sliders on churn and referral, from where the sample company stands."""
        from salestoolkit.widgets.keep_and_grow import keep_and_grow_sliders

        start, currency = self.kept.start, self.kept.found.currency
        if start is None or start.cycle is None:
            return keep_and_grow_sliders(currency=currency, language=self.language)
        return keep_and_grow_sliders(start=start.cycle, currency=currency, language=self.language)

    def show_own_customers(self) -> Shown:
        """What the team's own book says of its customers; without one, the sample company's."""
        try:
            kept = retention_story.kept_of(self.own.book, COUNTRIES.get(self.market))
        except SalesToolkitError as error:
            return Shown(paragraph(self.words.error(error)))
        more = views_growth.own_lines(kept, self.words)
        return views_retention.own(kept.found, more, self.words, sample=self.own_or_none is None)
