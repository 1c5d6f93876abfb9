"""The cells of lesson 07, each one call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from salestoolkit.core.negotiation_sheet import ladder_of, swaps_of
from salestoolkit.core.sheets import Entry
from salestoolkit.lessons import closing, views_closing, views_sheets
from salestoolkit.lessons.closing import Closing
from salestoolkit.lessons.desk import Desk
from salestoolkit.lessons.shown import Block, Shown, heading, paragraph


class ClosingCells(Desk):
    """What the cells of lesson 07 show; sheets of the invented negotiation, then the team's own."""

    def closing_entries(self, sheet: str) -> tuple[Entry, ...]:
        """What the invented seller of lesson 07 has filled in on a sheet."""
        return closing.examples(self.sheet(sheet), self.words)

    @property
    def closing(self) -> Closing:
        """The invented negotiation with its limits."""
        return Closing.of(
            self.closing_entries("negotiation")[0], self.closing_entries("approval_ladder")
        )

    def show_closing(self, sheet: str) -> Shown:
        """A sheet as the invented seller has filled it in."""
        shown = views_closing.rows if self.sheet(sheet).table else views_sheets.card
        return shown(self.sheet(sheet), self.closing_entries(sheet), self.words)

    def show_limits(self) -> Shown:
        """What the limits say of the invented negotiation."""
        found = self.closing
        return views_closing.limits(found.entry, found.ladder, self.words, day=closing.DAY)

    def show_discount(self) -> Shown:
        """Whether the discount asked for pays."""
        return views_closing.discount(self.closing.entry, self.words)

    def show_discounts(self) -> Shown:
        """Usual discounts side by side."""
        return views_closing.discounts(self.closing, self.words)

    def discount_whatif(self) -> Any:
        """Sliders for a discount, with the team's ladder and exchanges, else those of the example."""
        from salestoolkit.widgets.negotiation import negotiation_sliders
        from salestoolkit.widgets.negotiation_desk import Position

        found = self.closing
        discount, offer = found.case.discount, found.offer
        assert discount.chance_with is not None
        swaps = self.entries("give_and_take") or self.closing_entries("give_and_take")
        own = ladder_of(self.entries("approval_ladder"))
        return negotiation_sliders(
            start=Position(
                price=offer.price,
                cost=offer.cost,
                chance_now=discount.chance_now,
                discount=found.case.share,
                chance_with=discount.chance_with,
            ),
            currency=offer.currency,
            ladder=own if own.rungs else found.ladder,
            swaps=swaps_of(swaps, currency=offer.currency),
            language=self.language,
        )

    def show_requests(self) -> Shown:
        """Requests for discounts, of which the second exercise asks who may grant them."""
        return views_closing.requests(self.closing, self.words)

    def show_returns(self) -> Shown:
        """What to ask in return for the discount, and what to offer before it."""
        return views_closing.returns(
            self.closing, self.closing_entries("give_and_take"), self.words
        )

    def show_hurdles(self) -> Shown:
        """What still makes a yes hard for the invented client."""
        entry = self.closing_entries("easy_yes")[0]
        return views_closing.easy_yes(self.sheet("easy_yes"), entry, self.words)

    def show_without_pressure(self) -> Shown:
        """Why nobody is put under pressure."""
        return views_closing.without_pressure(self.words)

    def show_own_closing(self) -> Shown:
        """The team's own limits, its path to the order and its check list, as far as filled in."""
        ladder = ladder_of(self.entries("approval_ladder"))
        blocks: list[Block] = [heading(self.words.text("lesson_07.own.title"))]
        for entry in self.entries("negotiation"):
            blocks += views_closing.limits(entry, ladder, self.words, day=self.today).blocks
            blocks += views_closing.discount(entry, self.words).blocks
        blocks += self._own_path(self.today)
        for entry in self.entries("easy_yes"):
            blocks += views_closing.easy_yes(self.sheet("easy_yes"), entry, self.words).blocks
        for name in ("negotiation", "purchase_path", "easy_yes"):
            if not self.entries(name):
                title = self.sheet(name).title
                blocks.append(paragraph(self.words.text("lesson_07.own.none", sheet=title)))
        return Shown(*blocks)

    def _own_path(self, day: date) -> Sequence[Block]:
        steps = self.entries("purchase_path")
        return views_closing.path(steps, self.words, day=day).blocks if steps else ()
