"""What amounts and chances of a negotiation may be; each refusal is a code of its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from salestoolkit.errors import InvalidValue

LARGEST = Decimal(10) ** 12
"""Amounts beyond it are slips of the pen."""


def chance(value: Any) -> Decimal:
    """A chance from 0 to 1, as written; InvalidValue ``negotiation_chance``."""
    known = a_number(value, "negotiation_chance")
    if not 0 <= known <= 1:
        raise InvalidValue("negotiation_chance", value=float(known))
    return known


def chances(low: Any, high: Any) -> tuple[Decimal, Decimal]:
    """The lowest and the highest of a range; InvalidValue where they are the wrong way round."""
    first, last = chance(low), chance(high)
    if first > last:
        raise InvalidValue("negotiation_chances", value=float(first), allowed=float(last))
    return first, last


def an_amount(value: Any, code: str) -> Decimal:
    """An amount of money of 0 or more."""
    known = a_number(value, code)
    if not 0 <= known <= LARGEST:
        raise InvalidValue(code, value=float(known))
    return known


def a_number(value: Any, code: str) -> Decimal:
    """A finite number as it is written: 0.1 is a tenth, not the nearest binary fraction."""
    wanted = isinstance(value, (Decimal, int, float)) and not isinstance(value, bool)
    known = Decimal(str(value)) if wanted else Decimal("NaN")
    if not known.is_finite():
        raise InvalidValue(code, value=str(value))
    return known
