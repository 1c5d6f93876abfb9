"""The cells of lesson 09, each one call."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.core.quota_result import QuotaCheck
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.lessons import forecast_story, views_forecast
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.forecast_story import Thinnest
from salestoolkit.lessons.goal_desk import COUNTRIES
from salestoolkit.lessons.sample import Data
from salestoolkit.lessons.shown import Shown
from salestoolkit.words.forecast import forecast_headline
from salestoolkit.words.quota import quota_headline
from salestoolkit.words.territory import territory_headline

PLANS = "plans"
"""Folder of the plans to move accounts, in the folder ``team``."""


class ForecastCells(Desk):
    """What the cells of lesson 09 show: of the sample company, or of other data."""

    @cached_property
    def outlook(self) -> ForecastView:
        """The sample company's forecast of the quarter."""
        return forecast_story.view_of(self.sample.book)

    @cached_property
    def quarter(self) -> QuotaCheck:
        """Where the sample company's teams stand with their quotas."""
        return self._quotas(self.sample.book)

    @cached_property
    def visited(self) -> TerritoryCoverage:
        """Whom the sample company visited."""
        return forecast_story.coverage_of(self.sample.book)

    @property
    def thinnest(self) -> Thinnest:
        """The territory that the third exercise asks for."""
        return forecast_story.thinnest_of(self.visited)

    def show_numbers(self) -> Shown:
        """Single numbers that are called a forecast, side by side."""
        return views_forecast.numbers(self.outlook, self.words)

    def show_forecast(self, data: Data | None = None) -> Shown:
        """The quarter as a range."""
        found = self.outlook if data is None else forecast_story.view_of(data.book)
        return views_forecast.outlook(found, self.words)

    def show_models(self) -> Shown:
        """Ways to forecast, held against what came."""
        return views_forecast.models(self.outlook, self.words)

    def show_moves(self) -> Shown:
        """Why the forecast moved within a week."""
        return views_forecast.moved(self.outlook, self.words)

    def pipeline_whatif(self, data: Data | None = None) -> Any:
        """Sliders on the open deals: totals and months follow."""
        from salestoolkit.widgets.pipeline_what_if import pipeline_sliders

        return pipeline_sliders((data or self.sample).book, language=self.language)

    def show_quotas(self) -> Shown:
        """Closed, expected and quota of each team."""
        return views_forecast.quotas(self.quarter, self.words)

    def show_why(self, team: str) -> Shown:
        """What a team's result is made of, against the average of all.

        Raises
        ------
        InvalidValue
            ``unknown_choice`` where there is no such team.
        """
        known = {one.name: one for one in self.quarter.teams}
        if team not in known:
            raise InvalidValue(
                "unknown_choice", field="team", value=team, allowed=", ".join(known) or "–"
            )
        return views_forecast.why(self.quarter, known[team], self.words)

    def show_coverage(self) -> Shown:
        """Accounts visited by territory: counted, and by what they might buy."""
        return views_forecast.coverage(self.visited, self.words)

    def moves_whatif(self) -> Any:
        """Move accounts between owners, and see what changes; plans are saved in ``team/plans``."""
        from salestoolkit.widgets.territory_moves import territory_moves

        return territory_moves(self.visited, language=self.language, folder=self.team / PLANS)

    def show_own_outlook(self) -> Shown:
        """What the team's own book says of the quarter; without one, the sample company's."""
        book, words = self.own.book, self.words
        lines = [
            self._said(lambda: forecast_headline(words, forecast_story.view_of(book))),
            self._said(lambda: quota_headline(words, self._quotas(book))),
            self._said(lambda: territory_headline(words, forecast_story.coverage_of(book))),
        ]
        return views_forecast.own(lines, words, sample=self.own_or_none is None)

    def _quotas(self, book: DealBook) -> QuotaCheck:
        return forecast_story.quotas_of(book, COUNTRIES.get(self.market))

    def _said(self, tell: Callable[[], str]) -> str:
        """A sentence about the own book, or what the book lacks for it."""
        try:
            return tell()
        except SalesToolkitError as error:
            return self.words.error(error)
