"""What a book knows of its customers: contracts, surveys answered, purchases, and their columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from salestoolkit.core.part import Part
from salestoolkit.core.plain_text import folded
from salestoolkit.core.retention_contracts import Contract, Contracts
from salestoolkit.core.retention_customers import Customer
from salestoolkit.core.retention_purchases import Purchase


@dataclass(frozen=True, kw_only=True)
class RetentionTables:
    """What a book knows of its customers; ``traits`` holds their columns by folded name."""

    contracts: Contracts
    answered: Mapping[str, date] = field(default_factory=dict)
    purchases: Sequence[Purchase] = ()
    traits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def trait(self, contract: Contract, column: str) -> str:
        """A column of a contract: its own, else what is known of its customer, else ``""``."""
        if column == "organization":
            return contract.customer
        return contract.value(column) or self.traits.get(contract.key, {}).get(column, "")

    def of(self, part: Part | None, currency: str | None) -> RetentionTables:
        """Only what belongs to a part of the book, and to one currency (``""``: none)."""
        kept, bought = list(self.contracts.kept), list(self.purchases)
        if currency is not None:
            kept = [one for one in kept if (one.currency or "") == currency]
            bought = [one for one in bought if (one.currency or "") == currency]
        if part is not None:
            column, value = part.dimension, part.value
            kept = [one for one in kept if self.trait(one, column) == value]
            bought = [one for one in bought if self._of_buyer(one, column) == value]
        return replace(
            self, contracts=replace(self.contracts, kept=tuple(kept)), purchases=tuple(bought)
        )

    def _of_buyer(self, one: Purchase, column: str) -> str:
        if column == "organization":
            return one.customer
        return self.traits.get(folded(one.customer), {}).get(column, "")


@dataclass(frozen=True, kw_only=True)
class DataNotes:
    """What a reader must know of the contracts: how many rows or contracts each remark is about."""

    apart: Mapping[str, int]
    unclear: int
    lapsed: int
    assumed: int
    returned: int
    open_ended: int
    no_amount: int
    other_currency: int


def usual_currency(kept: Sequence[Contract], purchases: Sequence[Purchase]) -> str | None:
    """The currency that most amounts are in; the first by name where two are as many."""
    told = Counter(one.currency for one in kept if one.amount is not None)
    told = told or Counter(one.currency for one in purchases if one.amount is not None)
    if not told:
        return None
    return min(told, key=lambda name: (-told[name], name or ""))


def data_notes(read: Contracts, customers: Sequence[Customer], currency: str | None) -> DataNotes:
    """Remarks on contracts; amounts are told in ``currency``."""
    terms = [term for one in customers for term in one.terms]
    told = [term.contract for term in terms if not term.contract.assumed]
    return DataNotes(
        apart=read.apart,
        unclear=read.unclear,
        lapsed=sum(1 for term in terms if term.fate == "lapsed"),
        assumed=len(terms) - len(told),
        returned=sum(1 for one in customers if one.returned),
        open_ended=sum(1 for one in told if one.until is None),
        no_amount=sum(1 for one in told if one.amount is None),
        other_currency=sum(
            1 for one in told if one.amount is not None and one.currency != currency
        ),
    )
