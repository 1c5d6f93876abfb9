"""Rows to count; put in order of the day on which each began, a window of days is a slice of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import FATES, encode_deals, looks_back
from salestoolkit.book.digits import sorted_together
from salestoolkit.book.encode import UNKNOWN_DAY, Codes, Ints, codes, day_number, in_text_order
from salestoolkit.book.lazy_table import coded
from salestoolkit.book.memo import remember
from salestoolkit.book.money import Money, money_of
from salestoolkit.book.moves import moves_at
from salestoolkit.book.narrowed import Narrowing, narrowing_of
from salestoolkit.book.tally import Key, Packed, packed
from salestoolkit.book.visits import Stays, ends, new_passages, states_of, visits_of
from salestoolkit.core.counts import OPEN

Window = tuple[date | None, date | None]


@dataclass(frozen=True)
class Countable:
    """Rows packed by their keys, with the row of each one's deal and the day on which it began."""

    packed: Packed
    deal: Ints
    start: Ints

    @cached_property
    def in_order(self) -> Countable:
        """The same rows in order of their start, those first of which it is not known."""
        if not (self.start[1:] < self.start[:-1]).any():
            return self
        columns = {"start": self.start, "deal": self.deal, "packed": self.packed.rows}
        start, deal, rows = sorted_together(columns).values()
        return Countable(Packed(rows, self.packed.size, self.packed.columns), deal, start)

    @property
    def since(self) -> date | None:
        """The first known day on which a row began."""
        never = np.iinfo(np.int32).max
        first = int(self.start.min(where=self.start != UNKNOWN_DAY, initial=never))
        return None if first == never else date(1970, 1, 1) + timedelta(days=first)

    def kept(self, whole: Narrowing) -> Countable:
        """The rows of those deals that were kept."""
        which = whole.kept[self.deal]
        deal = whole.rows[self.deal[which]]
        return Countable(self.packed.take(which), deal, self.start[which])

    def take(self, which: slice) -> Countable:
        """Only some of the rows."""
        return Countable(self.packed.take(which), self.deal[which], self.start[which])

    def within(self, window: Window) -> slice:
        """Of rows in order: those that began in the half-open window.

        One without a known day is in no window.
        """
        if window == (None, None):
            return slice(0, len(self.start))
        start, before = window
        lowest = UNKNOWN_DAY + 1 if start is None else day_number(start)
        low = int(np.searchsorted(self.start, np.int32(lowest)))
        if before is None:
            return slice(low, len(self.start))
        high = int(np.searchsorted(self.start, np.int32(day_number(before))))
        return slice(low, max(low, high))


def visits(book: DealBook, pipeline: str | None) -> Countable:
    """Every visit: see `salestoolkit.core.counts.Counts`."""
    return _of_whole_or_made(book, pipeline, visits, _visits)


def passages(book: DealBook, pipeline: str | None) -> Countable:
    """First passages."""
    return _of_whole_or_made(book, pipeline, passages, _passages)


def cycles(book: DealBook, pipeline: str | None) -> Countable:
    """Whole deals, by the time they took."""
    return _of_whole_or_made(book, pipeline, cycles, _cycles)


def deals(book: DealBook, pipeline: str | None) -> Countable:
    """Whole deals, by how far they came."""
    return _of_whole_or_made(book, pipeline, deals, _deals)


Rows = Callable[[DealBook, str | None], Countable]


def _of_whole_or_made(book: DealBook, pipeline: str | None, rows: Rows, make: Rows) -> Countable:
    """What is kept of the rows of the book that this one was narrowed from, or rows made anew."""

    def found() -> Countable:
        whole = narrowing_of(book)
        if whole is not None:
            return rows(whole.book, pipeline).kept(whole)
        return make(book, pipeline)

    return remember(book, (rows.__name__, "countable", pipeline), found)


def _visits(book: DealBook, pipeline: str | None) -> Countable:
    stays, moves = visits_of(book, pipeline), moves_at(book, pipeline)
    keys: dict[str, Key] = {
        **_stay_keys(book, pipeline, stays),
        "first": stays.first,
        "provenance": in_text_order(Codes(stays.provenance, list(moves.provenances))),
    }
    return Countable(packed(keys), stays.deal, stays.start)


def _passages(book: DealBook, pipeline: str | None) -> Countable:
    stays = new_passages(book, pipeline)
    rows = Countable(packed(_stay_keys(book, pipeline, stays)), stays.deal, stays.start)
    return rows.in_order


def _stay_keys(book: DealBook, pipeline: str | None, stays: Stays) -> dict[str, Key]:
    moves = moves_at(book, pipeline)
    return {
        "stage": Codes(stays.stage, list(moves.stages)),
        "next": Codes(stays.next, list(ends(moves))),
        "entry_age": stays.entry_age,
        "days": stays.days,
    }


def _cycles(book: DealBook, pipeline: str | None) -> Countable:
    states = states_of(book, pipeline)
    keys: dict[str, Key] = {
        "fate": Codes(states.fate, list(FATES)),
        "entry_age": states.entry_age,
        "days": states.cycle_days,
    }
    return _of_deals(book, pipeline, keys)


def _deals(book: DealBook, pipeline: str | None) -> Countable:
    states, stages = states_of(book, pipeline), moves_at(book, pipeline).stages
    keys: dict[str, Key] = {
        "furthest": Codes(states.furthest + 1, [None, *stages]),
        "fate": Codes(states.fate, list(FATES)),
        "currency": remember(book.deals, "currency", lambda: _currencies(book)),
    }
    return _of_deals(book, pipeline, keys)


def _currencies(book: DealBook) -> Codes:
    return in_text_order(codes(coded(book.deals, "currency")))


def _of_deals(book: DealBook, pipeline: str | None, keys: dict[str, Key]) -> Countable:
    """Deals that exist, in order of the day they were created."""
    rows, exists = packed(keys), states_of(book, pipeline).exists
    deal = np.flatnonzero(exists).astype(np.int32)
    if len(deal) < len(exists):
        rows = rows.take(exists)
    return Countable(rows, deal, encode_deals(book).created[deal]).in_order


def money(book: DealBook, pipeline: str | None) -> Money:
    """Values in the order of `deals`, as far as they were known.

    Looking back, what a deal then open was worth is not.
    """

    def make() -> Money:
        whole, rows = narrowing_of(book), deals(book, pipeline)
        if whole is not None:
            above = deals(whole.book, pipeline)
            return money(whole.book, pipeline).take(whole.kept[above.deal])
        known = money_of(book.deals).take(rows.deal)
        if not looks_back(book):
            return known
        return known.only(states_of(book, pipeline).fate[rows.deal] != FATES.index(OPEN))

    return remember(book, ("money", pipeline), make)
