"""The sections of a page about territories: each is shown by being a cell's last value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from salestoolkit.charts.territory import territory_chart
from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.reports.blocks import Record, Section, html, notebook_style
from salestoolkit.reports.drawn import drawn
from salestoolkit.reports.facts import origin_lines
from salestoolkit.reports.labels import dimension_label, name_of, value_label
from salestoolkit.reports.tables import Table
from salestoolkit.reports.territory_figures import territory_cards
from salestoolkit.reports.territory_geo import MapOfPage, draw_map
from salestoolkit.reports.territory_record import territory_record
from salestoolkit.reports.territory_tables import (
    moves_table,
    never_table,
    overdue_table,
    owners_table,
    territories_table,
    tiers_table,
)
from salestoolkit.words import Words
from salestoolkit.words.territory import (
    apart_sentences,
    balance_sentences,
    limit_sentences,
    next_steps,
    stands_out,
    territory_headline,
    window,
)
from salestoolkit.words.territory_map import map_lines

TERMS = ("covered", "value", "overdue", "white", "visit", "credited", "needed", "gini")
SECTIONS = (
    *("headline", "key_figures", "chart", "next_steps", "map"),
    *("territories", "tiers", "owners", "overdue", "never", "moves"),
    *("balance", "apart", "limits", "definitions", "record"),
)
"""Sections in the order of the notebook; the first four are the first printed page."""


@dataclass(frozen=True, kw_only=True)
class TerritoryPage:
    """One page. Each method is a section, shown by being a cell's last value.

    ``types`` are the types of activities that were counted as visits, empty for the usual ones.
    """

    found: TerritoryCoverage
    words: Words
    book: Mapping[str, Any]
    mapped: MapOfPage | None = None
    types: tuple[str, ...] = ()
    for_leader: bool = False

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
        return territory_headline(self.words, self.found)

    def headline(self) -> Section:
        """The sentence to repeat, and what it is about."""
        head = html(
            "headline",
            kicker=self.title,
            headline=self.headline_text,
            facts=self._facts(),
            small=self._text("page.small") if self.found.small else "",
            leader=self.words.text("report.page.leader") if self.for_leader else "",
        )
        return Section((notebook_style(), head))

    def key_figures(self) -> Section:
        """Accounts visited, their potential, what is overdue, what was never visited."""
        cards = territory_cards(self.found, self.words)
        return Section((html("figures", title=self._text("section.figures"), figures=cards),))

    def chart(self) -> Section:
        """Accounts visited and not, by territory or tier."""
        if not self.found.visits_known or not self.found.whole.accounts:
            return Section()
        return Section((drawn(territory_chart, self.found, self.words),))

    def next_steps(self) -> Section:
        """What stands out, and what to do about it."""
        block = html(
            "advice",
            leak_title=self._text("section.where"),
            leak=stands_out(self.words, self.found),
            evidence=None,
            actions_title=self._text("section.actions"),
            about=None,
            actions=next_steps(self.words, self.found),
        )
        return Section((block,))

    def map(self) -> Section:
        """Where the accounts lie, where something tells it."""
        if self.mapped is None:
            return Section()
        notes = map_lines(self.words, self.mapped.found, self.mapped.placed)
        chart = drawn(partial(draw_map, self.found), self.mapped, self.words)
        return Section((chart, html("notes", notes=notes))) if notes else Section((chart,))

    def territories(self) -> Section:
        """Each territory in figures."""
        title = html("heading", level=2, title=self._text("section.details"), note=None)
        if len(self.found.territories) < 2 or not self.found.whole.accounts:
            return Section((title,))
        return Section((title, *self._tables(territories_table(self.found, self.words))))

    def tiers(self) -> Section:
        """Each tier in figures, where there are tiers."""
        if not self.found.accounts["tier"].notna().any():
            return Section()
        return Section(self._tables(tiers_table(self.found, self.words)))

    def owners(self) -> Section:
        """Each account owner in figures: on a leader's own page only."""
        if not self.for_leader or "no_owners" in self.found.limits:
            return Section()
        return Section(self._tables(owners_table(self.found, self.words)))

    def overdue(self) -> Section:
        """The largest accounts whose visit is overdue."""
        return Section(self._tables(overdue_table(self.found, self.words)))

    def never(self) -> Section:
        """The largest accounts that nobody ever visited."""
        return Section(self._tables(never_table(self.found, self.words)))

    def moves(self) -> Section:
        """Accounts that came to another territory, or on a leader's page to another owner."""
        owners = self._names_owners
        return Section(self._tables(moves_table(self.found, self.words, owners=owners)))

    def balance(self) -> Section:
        """How evenly potential and work are spread, and visits beside the list."""
        return self._list("section.balance", balance_sentences(self.words, self.found))

    def apart(self) -> Section:
        """What was set apart, with how many."""
        return self._list("section.apart", apart_sentences(self.words, self.found.apart))

    def limits(self) -> Section:
        """What the lists cannot tell."""
        more = () if self.mapped is not None or self.found.part is not None else ("no_map",)
        return self._list("section.limits", limit_sentences(self.words, self.found, *more))

    @property
    def terms(self) -> dict[str, tuple[str, str]]:
        """Name and definition of each kind of figure, by its key."""
        fields = {
            "overdue": {"targets": self._targets(), "date": self.words.date(self.found.as_of)},
            "visit": {"types": self._types()},
        }
        return {
            term: (
                self._text(f"definition.{term}_term"),
                self._text(f"definition.{term}", **fields.get(term, {})),
            )
            for term in TERMS
        }

    def definitions(self) -> Section:
        """How each figure is computed, and what the page was made of."""
        terms = list(self.terms.values())
        lines = [self._text("page.census"), *origin_lines(self.book, self.words)]
        block = html("definitions", title=self._text("section.definitions"), terms=terms)
        return Section((block, html("colophon", lines=lines)))

    def record(self) -> Section:
        """What the page says, for a program."""
        return Section((Record(self.as_data()),))

    def as_data(self) -> dict[str, Any]:
        """The page as JSON holds it: see ``content/schemas/territory.schema.json``."""
        return territory_record(self)

    @cached_property
    def _names_owners(self) -> bool:
        part = self.found.part
        return self.for_leader or (part is not None and part.dimension == "owner")

    def _targets(self) -> str:
        rules = self.found.rules
        told = [
            f"{name_of(tier)}: {self.words.count('day', days)}"
            for tier, days in rules.cadence.items()
        ]
        if rules.other is not None:
            other = self._text("cell.other")
            told.append(f"{other}: {self.words.count('day', rules.other)}")
        return ", ".join(told) or self._text("cell.no_limit")

    def _types(self) -> str:
        return ", ".join(map(name_of, self.types)) or self._text("definition.types_usual")

    def _facts(self) -> list[str]:
        words, found = self.words, self.found
        told = [self._text("page.as_of", date=words.date(found.as_of))]
        if found.visits_known:
            told.insert(0, self._text("page.period", **window(words, found)))
        if found.currency and found.whole.potential is not None:
            currency = name_of(found.currency)
            told.append(words.text("report.page.currency", currency=currency))
        return told

    def _list(self, title: str, items: list[str]) -> Section:
        if not items:
            return Section()
        return Section((html("list", title=self._text(title), items=items),))

    def _tables(self, table: Table) -> tuple[Any, ...]:
        return (html("table", table=table),) if table.rows else ()

    def _text(self, key: str, /, **fields: Any) -> str:
        return self.words.text(f"territory.{key}", **fields)
