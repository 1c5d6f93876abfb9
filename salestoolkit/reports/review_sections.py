"""The sections of the weekly page: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.charts.review import review_chart
from salestoolkit.core.review_result import Review
from salestoolkit.core.review_talk import Talk
from salestoolkit.reports import review_tables, tables_stalled
from salestoolkit.reports.blocks import Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.labels import among, name_of, part_label
from salestoolkit.reports.review_cards import review_cards
from salestoolkit.reports.review_record import review_record
from salestoolkit.reports.tables import Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.review import (
    cannot_sentences,
    chance_said,
    dates_sentences,
    plan_sentences,
    review_headline,
    stage_said,
    talk_reason,
)

TERMS = ("chance", "stalled", "saves", "expected", "next_step", "put_off", "plan", "usual")
TELL_CHANCE = ("saves", "nearly_won", "old")
"""Reasons to talk about a deal that tell its chance themselves."""
SECTIONS = (
    *("headline", "key_figures", "talk", "plan", "stages"),
    *("happened", "wanting", "stalled", "cannot", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """One page. Each method is a section, shown by being a cell's last value."""

    review: Review
    words: Words
    totals: Mapping[str, int]
    currency: str | None = None
    pipeline: str | None = None
    book: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.review.part
        if part is None:
            return self._text("page.title")
        return self._text("page.title_part", part=part_label(self.words, part.columns))

    @property
    def headline_text(self) -> str:
        """The sentence to begin the meeting with."""
        return review_headline(self.words, self.review)

    def headline(self) -> Section:
        """The sentence to begin with, and what the page is about."""
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            small=self._text("page.small") if self.review.luck.small else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Open deals, what to expect of them, those without a next step, and those that stalled."""
        cards = review_cards(self.review, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def talk(self) -> Section:
        """At most five deals to talk about, each with its one reason."""
        deals = [
            {
                "name": tables_stalled.deal_name(one.row),
                "facts": self._talk_facts(one),
                "reason": talk_reason(self.words, one, self.review),
            }
            for one in self.review.talk
        ]
        title, none = self._text("section.talk"), self._text("talk.none")
        return Section((html("talk", title=title, deals=deals, none=none),))

    def plan(self) -> Section:
        """Work in hand against what the rest of the plan needs."""
        title = self._text("section.plan" if self.review.needs else "section.pace")
        lines = plan_sentences(self.words, self.review)
        return Section((html("said", title=title, lines=lines),))

    def stages(self) -> Section:
        """Where the open deals stand, now and at the last meeting."""
        return Section((drawn(review_chart, self.review, self.words),))

    def happened(self) -> Section:
        """What happened since the last meeting, and how the open deals came to be as many."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        counts = self.review.changes.counts
        names = ("new", "reopened", "won", "lost", "moved", "moved_back")
        line = self._text(
            "happened.sum",
            since=self.review.since,
            then=counts["open_then"],
            now=counts["open_now"],
            **{name: counts[name] for name in names},
        )
        if not len(self.review.changes.rows):
            line = self._text("happened.nothing")
        block = html("said", title=None, lines=[line])
        table = review_tables.happened_table(self.review, self.words)
        return Section((title, block, *self._table(table)))

    def wanting(self) -> Section:
        """Deals without a next step or with a close date that moved, and how often dates move."""
        table = self._table(review_tables.wanting_table(self.review, self.words))
        lines = dates_sentences(self.words, self.review)
        if table:
            return Section((*table, html("said", title=None, lines=lines)))
        return Section((html("list", title=self._text("section.dates"), items=lines),))

    def stalled(self) -> Section:
        """Deals that stalled, by what a call can save."""
        return Section(
            self._table(
                tables_stalled.stalled_table(self.review.open, self.words, more="review.page.more")
            )
        )

    def cannot(self) -> Section:
        """What such numbers cannot say, and what the book lacks."""
        items = cannot_sentences(self.words, self.review)
        return Section((html("list", title=self._text("section.cannot"), items=items),))

    def definitions(self) -> Section:
        """How each figure is computed, and what the page was made of."""
        used = {
            "plan": bool(self.review.needs),
            "usual": not self.review.needs,
            "put_off": self.review.dates.told == "moves",
            "next_step": "no_next_steps" not in self.review.limits,
        }
        terms = [
            (self._text(f"definition.{term}_term"), self._text(f"definition.{term}"))
            for term in TERMS
            if used.get(term, True)
        ]
        lines = [self._text("page.level"), *origin_lines(self.book, self.words)]
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=lines)))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/pipeline_review.schema.json``."""
        return review_record(self)

    def _facts(self) -> list[str]:
        words = self.words
        told = [
            words.text(
                "report.page.deals",
                deals=words.count("deal", self.totals["deals"]),
                date=words.date(self.review.as_of),
            ),
            self._text("page.since", since=self.review.since),
        ]
        if self.review.part is None:
            told.insert(0, words.text("report.page.all"))
        if self.pipeline is not None:
            told.append(words.text("report.page.pipeline", pipeline=name_of(self.pipeline)))
        if self.review.currency:
            coin = name_of(self.review.currency)
            told.append(words.text("report.page.currency", currency=coin))
        return [*told, *among(words, self.review.part)]

    def _talk_facts(self, talk: Talk) -> list[str]:
        words, row = self.words, talk.row
        told, days, stage = tables_stalled.people_of(row), row["stage_days"], stage_said(row)
        told.append(
            stage
            if is_unknown(days)
            else self._text("talk.stage", stage=stage, days=words.days(int(days)))
        )
        if not is_unknown(row["value"]):
            told.append(words.money(row["value"], row["currency"], digits=0))
        if not is_unknown(row["chance"]) and talk.reason not in TELL_CHANCE:
            told.append(self._text("talk.chance", chance=chance_said(words, row["chance"])))
        return told

    def _table(self, table: Table) -> tuple[Html, ...]:
        return (html("table", table=table),) if table.rows else ()

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"review.{key}", **fields)
