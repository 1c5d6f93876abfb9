"""Results of a test from the contracts of a deal book: whose contract was renewed after the draw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.book.retention_tables import contracts_of
from salestoolkit.core.channel_results import AssignedLead, ResultRow
from salestoolkit.core.counts import WON
from salestoolkit.core.plain_text import folded
from salestoolkit.errors import BookError
from salestoolkit.sources.channel_results import Results
from salestoolkit.sources.contract_words import decision_words

if TYPE_CHECKING:
    from salestoolkit.book.deal_book import DealBook

RENEWED = "renewed"


def is_renewal(event: str) -> bool:
    """Whether an event is that a contract was renewed, in either language; a won deal is another event.

    >>> is_renewal("renewed"), is_renewal("przedłużona"), is_renewal("won")
    (True, True, False)
    """
    return folded(event) != WON and decision_words().get(folded(event)) == RENEWED


def results_of_renewals(
    book: DealBook, assigned: Iterable[AssignedLead], *, event: str = RENEWED
) -> Results:
    """What assigned customers decided about their contracts; leads are customers or contract numbers.

    A renewal counts on the day of the decision, on the last day of the contract where none is told.
    What was decided before a customer was assigned belongs to the past and does not count; whoever
    left, or has not decided yet, has no renewal.

    Raises
    ------
    BookError
        ``channel_no_contracts`` where the book has none, ``channel_no_customer`` where none of the
        leads is a customer of it.
    """
    told = contracts_of(book, decision_words()).kept
    if not told:
        raise BookError("channel_no_contracts", allowed=", ".join(sorted(book.tables)) or "–")
    known = {folded(one.lead): one for one in assigned}
    names = {name for one in told for name in (one.key, folded(one.contract_id or "")) if name}
    if known and not names & known.keys():
        raise BookError(
            "channel_no_customer", value=next(iter(known.values())).lead, allowed=told[0].customer
        )
    rows = []
    for line, one in enumerate(told, start=1):
        lead = known.get(one.key) or known.get(folded(one.contract_id or ""))
        day = one.decided_on or one.ends
        if lead is None or one.decision != RENEWED or _before(day, lead.assigned_on):
            continue
        rows.append(ResultRow(line=line, lead=lead.lead, outcome=one.amount or 1.0, outcome_on=day))
    return Results(file=event, rows=tuple(rows), latest=book.as_of)


def _before(day: date | None, start: date | None) -> bool:
    return day is not None and start is not None and day < start
