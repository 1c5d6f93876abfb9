"""A book of some of another one's deals: what is known of each deal there need not be worked out again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.encode import Ints, Mask
from salestoolkit.book.memo import remember


@dataclass(frozen=True)
class Narrowing:
    """The book that another was made from, and which of its deals were kept."""

    book: DealBook
    kept: Mask

    @cached_property
    def rows(self) -> Ints:
        """Row that each deal kept has now."""
        return np.cumsum(self.kept, dtype=np.int32) - np.int32(1)


def narrowed(book: DealBook, kept: Mask) -> DealBook:
    """The book with only some of its deals."""
    basis = book.deals if book.banded_as is None else book.banded_as
    made = replace(book, deals=book.deals.filter(pa.array(kept)), banded_as=basis)
    remember(made, "narrowed", lambda: Narrowing(book, kept))
    return made


def narrowing_of(book: DealBook) -> Narrowing | None:
    """How the book was made from another one, None for any that was not."""
    made: Narrowing | None = remember(book, "narrowed", lambda: None)
    return made
