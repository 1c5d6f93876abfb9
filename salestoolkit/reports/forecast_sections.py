"""The sections of the forecast's page: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.charts.forecast import forecast_chart
from salestoolkit.charts.forecast_moves import forecast_moves_chart
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.reports import forecast_tables
from salestoolkit.reports.blocks import Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.forecast_figures import forecast_cards
from salestoolkit.reports.forecast_record import forecast_record
from salestoolkit.reports.labels import among, name_of, part_label
from salestoolkit.reports.tables import Table
from salestoolkit.words import Words
from salestoolkit.words.forecast import (
    cannot_sentences,
    forecast_headline,
    model_sentences,
    next_steps,
    reason_sentences,
    weighted_beside,
)
from salestoolkit.words.forecast_moves import move_sentences

TERMS = ("wins", "range", "chance", "matter", "moves", "crps", "weighted")
SECTIONS = (
    *("headline", "key_figures", "outlook", "why", "next_steps"),
    *("periods", "matter", "products", "model", "kept"),
    *("cannot", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class ForecastPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``exported`` is the day of the export that it was made from.
    """

    view: ForecastView
    words: Words
    stages: Mapping[str, str]
    totals: Mapping[str, int]
    exported: date
    currency: str | None = None
    pipeline: str | None = None
    book: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.view.main.part
        if part is None:
            return self._text("page.title")
        return self._text("page.title_part", part=part_label(self.words, part.columns))

    @property
    def headline_text(self) -> str:
        """The sentence to repeat."""
        return forecast_headline(self.words, self.view)

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            small=self._text("page.small") if self.view.small else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Won deals and revenue at the end, the chance of the target, what is won so far."""
        cards = forecast_cards(self.view, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def outlook(self) -> Section:
        """What is closed, what may come, the target and last week's middle; or why not yet."""
        lines = reason_sentences(self.words, self.view.main)
        if lines:
            title = self._text("section.reason")
            return Section((html("said", title=title, lines=lines),))
        return Section((drawn(forecast_chart, self.view, self.words),))

    def why(self) -> Section:
        """Why the forecast moved since a week ago."""
        moves, main = self.view.moves, self.view.main
        if moves is None:
            return Section()
        lines = move_sentences(self.words, main, moves)
        block = html("said", title=self._text("section.why"), lines=lines)
        return Section((block, drawn(forecast_moves_chart, moves, main, self.words)))

    def next_steps(self) -> Section:
        """What to do about it."""
        actions = next_steps(self.words, self.view)
        if not actions:
            return Section()
        lines = model_sentences(self.words, self.view.main)
        block = html(
            "advice",
            leak_title=self._text("section.model"),
            leak=" ".join(lines) if lines else self.headline_text,
            evidence=None,
            actions_title=self._text("section.next"),
            about=None,
            actions=actions,
        )
        return Section((block,))

    def periods(self) -> Section:
        """The present week, month, quarter and year."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        table = forecast_tables.spans_table(self.view, self.words)
        return Section((title, *self._table(table)))

    def matter(self) -> Section:
        """The ten deals that matter most."""
        main = self.view.main
        if main.reason is not None or not len(main.matter):
            return Section()
        return Section(self._table(forecast_tables.matter_table(main, self.stages, self.words)))

    def products(self) -> Section:
        """What is still to be won, by product."""
        main = self.view.main
        if main.reason is not None or not len(main.products):
            return Section()
        return Section(self._table(forecast_tables.product_table(main, self.words)))

    def model(self) -> Section:
        """How each way to forecast did on past days, and what the chosen one would have said."""
        main = self.view.main
        if main.reason is not None:
            return Section()
        blocks: list[Html] = []
        if len(main.scores):
            blocks += self._table(forecast_tables.score_table(main, self.words))
        if len(main.past):
            blocks += self._table(forecast_tables.past_table(main, self.words))
        beside = weighted_beside(self.words, main)
        if beside is not None:
            blocks.append(html("said", title=None, lines=[beside]))
        return Section(tuple(blocks))

    def kept(self) -> Section:
        """How good earlier forecasts were."""
        judged = self.view.judged
        title = self._text("section.kept")
        if not judged:
            return Section((html("list", title=title, items=[self._text("kept.none")]),))
        said = self._text(
            "kept.summary",
            n=self.words.number(len(judged)),
            inside=self.words.number(sum(one.inside for one in judged)),
        )
        table = forecast_tables.kept_table(self.view, self.words)
        return Section((*self._table(table), html("said", title=None, lines=[said])))

    def cannot(self) -> Section:
        """What no forecast knows, and what this book lacks."""
        items = cannot_sentences(self.words, self.view.main)
        return Section((html("list", title=self._text("section.cannot"), items=items),))

    @property
    def terms(self) -> dict[str, tuple[str, str]]:
        """Name and definition of each kind of figure, by its key."""
        return {
            term: (self._text(f"definition.{term}_term"), self._text(f"definition.{term}"))
            for term in TERMS
        }

    def definitions(self) -> Section:
        """How each figure is computed, and what the page was made of."""
        terms = list(self.terms.values())
        lines = [self._text("page.level"), *origin_lines(self.book, self.words)]
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=lines)))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/forecast.schema.json``."""
        return forecast_record(self)

    def _facts(self) -> list[str]:
        words, main = self.words, self.view.main
        deals = words.count("deal", self.totals["deals"])
        days = {"start": words.date(main.start), "until": words.date(main.until)}
        told = [
            words.text("report.page.deals", deals=deals, date=words.date(main.as_of)),
            self._text("page.period", **days),
        ]
        if main.part is None:
            told.insert(0, words.text("report.page.all"))
        if self.pipeline is not None:
            told.append(words.text("report.page.pipeline", pipeline=name_of(self.pipeline)))
        if main.currency:
            told.append(words.text("report.page.currency", currency=name_of(main.currency)))
        return [*told, *among(words, main.part)]

    def _table(self, table: Table) -> tuple[Html, ...]:
        return (html("table", table=table),) if table.rows else ()

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"forecast.{key}", **fields)
