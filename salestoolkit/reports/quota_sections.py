"""The sections of a quota page: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.charts.quota import quota_chart, quota_why_chart
from salestoolkit.core.quota_result import QuotaCheck
from salestoolkit.reports import quota_lists, quota_tables
from salestoolkit.reports.blocks import Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.quota_cards import quota_cards
from salestoolkit.reports.quota_record import quota_record
from salestoolkit.reports.tables import Table
from salestoolkit.words import Words
from salestoolkit.words.periods import period_name
from salestoolkit.words.quota import cannot_sentences, next_sentences, quota_headline
from salestoolkit.words.quota_talk import talk_sentences

TERMS = ("closed", "quota", "chance", "coverage", "takes", "why", "small")
SECTIONS = (
    *("headline", "key_figures", "standing", "todo", "why"),
    *("parts", "people", "clients", "commits", "deals", "apart", "cannot", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class QuotaPage:
    """One page. Each method is a section, shown by being a cell's last value."""

    check: QuotaCheck
    words: Words
    totals: Mapping[str, int]
    currency: str | None = None
    pipeline: str | None = None
    for_leader: bool = False
    book: Mapping[str, Any]

    @property
    def personal(self) -> bool:
        """Whether it is about one person."""
        return self.check.part is not None and self.check.part.dimension == "owner"

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.check.part
        if part is None:
            return self._text("page.title")
        return self._text(
            "page.title_part",
            dimension=dimension_label(self.words, part.dimension),
            value=value_label(self.words, part.dimension, part.value),
        )

    @property
    def headline_text(self) -> str:
        """The sentence to repeat."""
        return quota_headline(self.words, self.check)

    def headline(self) -> Section:
        """The sentence to repeat, and what the page is about."""
        leader = self._text("page.leader") if self.for_leader and self.check.people else ""
        if self.personal and self.check.part is not None:
            name = value_label(self.words, "owner", self.check.part.value)
            leader = self._text("page.personal", name=name)
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            leader=leader,
            small=self._text("page.small") if self.check.whole.small else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Closed, chance, the end, what is still to be won, coverage."""
        cards = quota_cards(self.check, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def standing(self) -> Section:
        """Closed, expected and quota, on one scale."""
        return Section((drawn(quota_chart, self.check, self.words),))

    def todo(self) -> Section:
        """What to do next; on a person's page what to talk about."""
        if self.personal:
            lines = talk_sentences(self.words, self.check, self.check.whole)
            return Section((html("said", title=self._text("section.talk"), lines=lines),))
        lines = next_sentences(self.words, self.check)
        return Section((html("said", title=self._text("section.next"), lines=lines),))

    def why(self) -> Section:
        """What the result is made of, against the team's average."""
        one = self.check.whole
        if one.why is None or not one.why.tells or self.check.part is None:
            return Section()
        return Section((drawn(quota_why_chart, self.check, one, self.words),))

    def parts(self) -> Section:
        """What one's result is made of; teams, territories and products, and why teams differ."""
        heading = html("heading", level=2, title=self._text("section.details"), note=None)
        tables = [
            quota_tables.standing_table(self.check, self.words, kind)
            for kind in ("team", "territory", "product")
        ]
        tables.insert(1, quota_tables.why_table(self.check, self.words, "team"))
        tables.insert(0, quota_tables.factor_table(self.check, self.words, self.check.whole))
        return Section((heading, *(block for one in tables for block in self._table(one))))

    def people(self) -> Section:
        """Everyone's standing by name, for who leads them only."""
        if not self.for_leader:
            return Section(())
        tables = [
            quota_tables.standing_table(self.check, self.words, "owner"),
            quota_tables.why_table(self.check, self.words, "owner"),
        ]
        return Section(tuple(block for one in tables for block in self._table(one)))

    def clients(self) -> Section:
        """New business and existing clients."""
        return Section(self._table(quota_lists.client_table(self.check, self.words)))

    def commits(self) -> Section:
        """What people committed to, for who leads them only."""
        if not self.for_leader:
            return Section(())
        return Section(self._table(quota_tables.commit_table(self.check, self.words)))

    def deals(self) -> Section:
        """The open deals on which most is counted."""
        return Section(self._table(quota_lists.deal_table(self.check, self.words)))

    def apart(self) -> Section:
        """Lines of quotas that are in no figure."""
        if self.personal:
            return Section(())
        return Section(self._table(quota_lists.apart_table(self.check, self.words)))

    def cannot(self) -> Section:
        """What such numbers cannot say, and what the book lacks."""
        items = cannot_sentences(self.words, self.check, personal=self.personal)
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
        """The page as JSON holds it: see ``content/schemas/quota.schema.json``."""
        return quota_record(self)

    def _facts(self) -> list[str]:
        words, check = self.words, self.check
        deals = words.count("deal", self.totals["deals"])
        told = [
            period_name(words, check.start, check.until),
            words.text("report.page.deals", deals=deals, date=words.date(check.as_of)),
        ]
        if self.pipeline is not None:
            told.append(words.text("report.page.pipeline", pipeline=name_of(self.pipeline)))
        if check.currency:
            told.append(words.text("report.page.currency", currency=name_of(check.currency)))
        return told

    def _table(self, table: Table) -> tuple[Html, ...]:
        return (html("table", table=table),) if table.rows else ()

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"quota.{key}", **fields)
