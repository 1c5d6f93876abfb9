"""The sections of a page about objections: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import salestoolkit
from salestoolkit.charts.objections_mined import objections_chart
from salestoolkit.core.objection_cost import ObjectionCost
from salestoolkit.core.objection_counts import Mined
from salestoolkit.core.objections import THEMES, Objection
from salestoolkit.reports.blocks import Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.figures import plain_value
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.sources.mined_files import MinedFile
from salestoolkit.words import Words
from salestoolkit.words.objection_cost import cost_header, cost_headline, cost_notes, cost_rows
from salestoolkit.words.objections import theme_name
from salestoolkit.words.objections_mine import (
    by_rows,
    headline,
    most_frequent,
    quote,
    redaction_lines,
    suggestion_lines,
)

FORMAT = "salestoolkit/objections/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""
WIDE, NARROW = 720, 340
FEW_MESSAGES = 30
MOST_ACTIONS = 3
MOST_ROWS = 10
DIMENSIONS = ("stage", "outcome", "lost_reason")
SECTIONS = (
    *("headline", "key_figures", "chart", "next_steps"),
    *("cost_table", "places", "quotes", "read", "definitions", "record"),
)
"""Sections in the order of the notebook; the first four are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class ObjectionsPage:
    """One page. Each method is a section, shown by being a cell's last value."""

    found: MinedFile
    cost: ObjectionCost | None
    cards: Sequence[Objection]
    words: Words

    @property
    def mined(self) -> Mined:
        """What was mined."""
        return self.found.mined

    @property
    def title(self) -> str:
        """What the page is about."""
        return self._text("page.title")

    def headline(self) -> Section:
        """Which objection comes up most, and how often."""
        few = self.mined.messages < FEW_MESSAGES
        head = html(
            "headline",
            kicker=self.title,
            headline=most_frequent(self.mined, self.words),
            facts=[self._period(), headline(self.mined, self.words)],
            small=self._text("page.small", few=FEW_MESSAGES) if few else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """How much was read, how much of it objects, and how many deals it is about."""
        words, mined = self.words, self.mined
        share = words.percent(mined.with_any / mined.messages if mined.messages else None)
        sentences = words.count("sentence.genitive", mined.client_sentences)
        told = self._text(
            "page.line_sentences", found=words.number(mined.with_objection), sentences=sentences
        )
        cards = [
            self._card("messages", words.number(mined.messages), []),
            self._card(
                "with",
                words.number(mined.with_any),
                [
                    self._text("page.line_share", share=share),
                    told,
                ],
            ),
        ]
        if len(mined.deals):
            lines = [self._text("page.line_deals")]
            cards.append(self._card("deals", words.number(len(mined.deals)), lines))
        title = words.text("report.section.figures")
        return Section((html("figures", title=title, figures=cards),))

    def chart(self) -> Section:
        """Messages with each objection."""
        return Section((drawn(objections_chart, self.mined, self.words),))

    def next_steps(self) -> Section:
        """What the objections go with, and which answers to rehearse first."""
        told = self._text("page.no_book") if self.cost is None else self._cost_headline()
        block = html(
            "advice",
            leak_title=self._text("page.means"),
            leak=told,
            evidence="" if self.cost is None else self.words.text("objection_cost.association"),
            actions_title=self._text("page.next"),
            about=None,
            actions=self.actions(),
        )
        return Section((block,))

    def actions(self) -> list[str]:
        """For the most frequent objections: the question that listens first, and the card."""
        chosen = [self._action(theme) for theme in self._ranked()[:MOST_ACTIONS]]
        return [one for one in chosen if one] or [self._text("page.action_none")]

    def cost_table(self) -> Section:
        """Wins with and without each objection."""
        title = html("heading", level=2, title=self._text("page.details"), note=None)
        if self.cost is None or not self.cost.themes:
            return Section((title,))
        table = Table(
            title=self._text("page.means"),
            columns=cost_header(self.words),
            rows=_cells(cost_rows(self.cost, self.words)),
            note=" ".join(cost_notes(self.cost, self.words)),
        )
        return Section((title, html("table", table=table)))

    def places(self) -> Section:
        """Where each objection comes up: by stage, outcome and lost reason."""
        return Section(tuple(self._by(name) for name in DIMENSIONS if self._rows(name)))

    def quotes(self) -> Section:
        """Up to three sentences a theme, without personal data."""
        blocks = []
        for theme in self._ranked():
            said = [one.text for one in self.mined.examples if one.theme == theme]
            if said:
                items = [
                    self.words.text("objections.card.quoted", says=quote(text, self.words))
                    for text in said
                ]
                blocks.append(html("list", title=theme_name(self.words, theme), items=items))
        if not blocks:
            return Section()
        head = html("heading", level=2, title=self._text("page.quotes"), note=None)
        return Section((head, *blocks))

    def read(self) -> Section:
        """What was read and taken out, and phrases that may be a theme of their own."""
        lines = redaction_lines(self.mined, self.words)
        blocks = [html("list", title=self._text("page.read"), items=lines)]
        if self.mined.suggestions:
            items = suggestion_lines(self.mined.suggestions, self.words)
            blocks.append(html("list", title=self._text("suggestions"), items=items))
        return Section(tuple(blocks))

    def definitions(self) -> Section:
        """How each figure is computed."""
        versions = ", ".join(self.found.lexicons.values())
        terms = [
            (
                self._text("page.objection_term"),
                self._text("page.objection", versions=versions),
            ),
            (self._text("page.share_term"), self._text("page.share")),
        ]
        if self.cost is not None:
            note = " ".join(cost_notes(self.cost, self.words))
            terms.append((self._text("page.won_term"), note))
        title = self._text("page.definitions")
        return Section((html("definitions", title=title, terms=terms),))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/objections.schema.json``."""
        mined = self.mined
        return {
            "format": FORMAT,
            "version": salestoolkit.__version__,
            "language": self.words.language,
            "title": self.title,
            "headline": most_frequent(mined, self.words),
            "first": None if mined.first is None else mined.first.isoformat(),
            "last": None if mined.last is None else mined.last.isoformat(),
            "lexicons": dict(self.found.lexicons),
            "messages": mined.messages,
            "messages_with_objection": mined.with_any,
            "sentences": mined.client_sentences,
            "sentences_with_objection": mined.with_objection,
            "themes": mined.themes.to_dict("records"),
            "cost": None if self.cost is None else _cost(self.cost),
            "next_steps": self.actions(),
        }

    def _action(self, theme: str) -> str | None:
        card = next((one for one in self.cards if one.theme == theme and one.questions), None)
        if card is None:
            return None
        return self._text(
            "page.action",
            theme=theme_name(self.words, theme),
            question=card.questions[0],
            says=card.says,
        )

    def _ranked(self) -> list[str]:
        """Themes that came up, the most frequent first."""
        counted = dict(zip(self.mined.themes["theme"], self.mined.themes["messages"], strict=True))
        return sorted((t for t in THEMES if counted.get(t)), key=lambda t: -int(counted[t]))

    def _cost_headline(self) -> str:
        assert self.cost is not None
        return cost_headline(self.cost, self.words)

    def _rows(self, dimension: str) -> list[tuple[str, ...]]:
        return by_rows(self.mined, dimension, self.words)[:MOST_ROWS]

    def _by(self, dimension: str) -> Html:
        head = (self._text(f"dimensions.{dimension}"), *self.words.texts("mining.by_header"))
        title = self._text("by", what=self._text(f"by_what.{dimension}"))
        table = Table(title=title, columns=head, rows=_cells(self._rows(dimension)))
        return html("table", table=table)

    def _card(self, name: str, value: str, lines: Sequence[str]) -> dict[str, Any]:
        return {
            "label": self._text(f"page.figure_{name}"),
            "value": value,
            "unknown": False,
            "lines": list(lines),
            "rests": self._period(),
        }

    def _period(self) -> str:
        first, last = self.mined.first, self.mined.last
        if first is None or last is None:
            return self._text("page.no_period")
        days = {
            "first": self.words.date(first, short=True),
            "last": self.words.date(last, short=True),
        }
        return self._text("page.period", **days)

    def _text(self, key: str, **fields: Any) -> str:
        return self.words.text(f"mining.{key}", **fields)


def _cells(rows: Sequence[Sequence[str]]) -> list[list[Cell]]:
    return [[Cell(text) for text in row] for row in rows]


def _cost(cost: ObjectionCost) -> dict[str, Any]:
    return {
        "as_of": cost.as_of.isoformat(),
        "horizon_days": cost.horizon,
        "currency": cost.currency,
        "deals": cost.deals,
        "unknown": cost.unknown,
        "themes": [
            {name: plain_value(value) for name, value in vars(one).items()} for one in cost.themes
        ],
    }
