"""The sections of a page about customers that stay: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from salestoolkit.charts.retention import stay_chart
from salestoolkit.charts.retention_due import due_chart
from salestoolkit.charts.retention_triangle import triangle_chart
from salestoolkit.core.retention import Retention
from salestoolkit.reports.blocks import Chart, Html, Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.retention_figures import retention_cards
from salestoolkit.reports.retention_record import retention_record
from salestoolkit.reports.retention_tables import (
    chance_table,
    contact_table,
    due_table,
    hazard_table,
    overdue_table,
    part_table_of,
    triangle_table,
)
from salestoolkit.words import Words
from salestoolkit.words.retention import (
    at_risk_sentence,
    check_in_sentence,
    next_steps,
    note_sentences,
    reason_of,
    retention_headline,
)

TOP = 3
"""Customers at risk on the first page."""
OF_CONTRACTS = ("stay", "renewed", "gross", "risk")
SECTIONS = (
    *("headline", "key_figures", "stay", "due", "next_steps"),
    *("lists", "parts", "triangle", "beside", "notes", "definitions", "record"),
)
"""Sections in the order of the notebook; the first five are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class RetentionPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``more`` are sections about the same customers from neighbouring topics (referrals, feedback), and
    ``more_data`` what they say, for a program.
    """

    found: Retention
    words: Words
    currency: str | None = None
    pipeline: str | None = None
    for_leader: bool = False
    book: Mapping[str, Any]
    more: tuple[Html | Chart, ...] = ()
    more_data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the page is about."""
        part = self.found.part
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
        return retention_headline(self.words, self.found)

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        found = self.found
        small = ""
        if found.small:
            n = len(found.repeat.buyers) if found.repeat else len(found.customers)
            small = self._text("page.small", customers=self.words.count("customer", n))
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            small=small,
            leader=self._text("page.leader") if self.for_leader else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """How many stay, what was renewed, what revenue stayed, what comes up."""
        cards = retention_cards(self.found, self.words)
        if not cards:
            return Section()
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def next_steps(self) -> Section:
        """Where most value is at risk, and what to do."""
        most, actions = self.found.most_at_risk[:TOP], next_steps(self.words, self.found)
        title = self._text("section.actions")
        if not most:
            return Section((html("said", title=title, lines=actions),))
        kinds = {reason_of(self.words, self.found, one) for one in most if not one.notice}
        block = html(
            "advice",
            leak_title=self._text("section.at_risk"),
            leak=" ".join(at_risk_sentence(self.words, one) for one in most),
            evidence="; ".join(sorted(kinds)) or None,
            actions_title=title,
            about=None,
            actions=actions,
        )
        return Section((block,))

    def stay(self) -> Section:
        """How long customers stay, or how soon they buy again."""
        return (
            Section()
            if self.found.source is None
            else Section((drawn(stay_chart, self.found, self.words),))
        )

    def due(self) -> Section:
        """What comes up for renewal by month."""
        return (
            Section((drawn(due_chart, self.found, self.words),)) if self.found.months else Section()
        )

    def lists(self) -> Section:
        """What is due or undecided, whom to contact this month, who is late."""
        found, words = self.found, self.words
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        makers = (due_table, chance_table, contact_table, overdue_table)
        tables = [make(found, words) for make in makers]
        return Section((title, *(html("table", table=table) for table in tables if table)))

    def parts(self) -> Section:
        """Customers by segment and product; by owner for who leads them."""
        found, words = self.found, self.words
        tables = [part_table_of(table, found, words) for table in found.parts]
        hazard = hazard_table(found, words)
        shown = tables if hazard is None else [*tables, hazard]
        return Section(tuple(html("table", table=table) for table in shown))

    def triangle(self) -> Section:
        """Cohorts as a chart and in numbers."""
        table = triangle_table(self.found, self.words)
        if table is None:
            return Section()
        return Section((drawn(triangle_chart, self.found, self.words), html("table", table=table)))

    def beside(self) -> Section:
        """What neighbouring topics say of the same customers."""
        return Section(self.more)

    def notes(self) -> Section:
        """What must be known of the data, and what an early check-in goes with."""
        told = note_sentences(self.words, self.found)
        if self.found.repeat is not None:
            told.append(self._text("note.purchases"))
        if (said := check_in_sentence(self.words, self.found)) is not None:
            told.insert(0, said)
        if not told:
            return Section()
        return Section((html("list", title=self._text("section.notes"), items=told),))

    @property
    def terms(self) -> dict[str, tuple[str, str]]:
        """Name and definition of each kind of figure, by its key."""
        return {
            name: (self._text(f"definition.{name}_term"), self._text(f"definition.{name}"))
            for name in (("repeat",) if self.found.repeat else OF_CONTRACTS)
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
        """The page as JSON holds it: see ``content/schemas/retention.schema.json``."""
        return retention_record(self)

    def _facts(self) -> list[str]:
        found, words = self.found, self.words
        told = [self._text("page.all")] if found.part is None else []
        if found.customers:
            told.append(
                self._text(
                    "page.customers",
                    customers=words.count("customer", len(found.customers)),
                    since=words.date(found.customers[0].joined, short=True),
                    date=words.date(found.as_of),
                )
            )
            told.append(self._text("page.active", n=found.active))
        else:
            told.append(words.date(found.as_of))
        if found.currency:
            told.append(words.text("report.page.currency", currency=name_of(found.currency)))
        elif found.customers:
            told.append(self._text("page.no_currency"))
        return told

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"retention.{key}", **fields)
