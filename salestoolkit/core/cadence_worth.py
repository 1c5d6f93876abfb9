"""What a reply is worth to a team, counted from its own deals where nobody says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from salestoolkit.core.cadence_stop import ReplyWorth
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.errors import InvalidValue

ValueKind = Literal["given", "margin", "value"]


def worth_from_book(
    book: HasHistory,
    *,
    cost: float,
    costs: Mapping[str, float] | None = None,
    chance: float | None = None,
    value: float | None = None,
    currency: str | None = None,
) -> tuple[ReplyWorth, ValueKind]:
    """What a reply is worth: the chance to win times the mean margin of a won deal.

    The chance is that of all deals (Aalen-Johansen, open ones censored): a lead that replied is no
    better than a deal. Where no margin is known, the mean value stands in for it, which flatters a touch;
    the second part of the answer says which it was.

    Raises
    ------
    InvalidValue
        ``cadence_worth_missing`` where the book cannot tell and nobody says.
    """
    figures = audit_funnel(book, currency=currency, whole=False).figures
    win, won = figures["win_probability"], figures["mean_won_value"]
    kind: ValueKind = "given"
    counted: int | None = None
    unit = currency or won.currency
    if value is None:
        kind, value, counted = _mean(book, unit, won.value, won.n)
    known_chance = win.value if chance is None else chance
    for field, known in (("chance", known_chance), ("value", value)):
        if known is None:
            raise InvalidValue("cadence_worth_missing", field=field, option=f"--{field}")
    assert known_chance is not None and value is not None
    worth = ReplyWorth(
        chance=known_chance,
        value=value,
        cost=cost,
        costs=costs,
        currency=unit,
        chance_n=win.n if chance is None else None,
        value_n=counted,
    )
    return worth, kind


def _mean(
    book: HasHistory, currency: str | None, value: float | None, n: int
) -> tuple[ValueKind, float | None, int]:
    """Mean margin of won deals in the currency, else their mean value."""
    won = book.deals_frame(fate="won", pipeline=book.pipeline_or_largest(None))
    margins = won["margin"][(won["currency"] == currency) & won["margin"].notna()]
    if len(margins):
        return "margin", float(margins.astype(float).mean()), len(margins)
    return "value", value, n
