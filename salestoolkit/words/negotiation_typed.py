"""Amounts, shares and ranges of chances as somebody types them."""

from __future__ import annotations

import re
from decimal import Decimal

from salestoolkit.core.sheets import Field
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.approvals import share_written
from salestoolkit.words.sheets import typed
from salestoolkit.words.words import Words

_RANGE = re.compile(r"(.+?)(%?)\s*[-\N{EN DASH}]\s*(.+)")


def typed_amount(text: str, option: str, words: Words) -> Decimal:
    """An amount as the language writes it; InvalidValue ``sheet_not_number`` with the option."""
    value = typed(Field(key="amount", type="number", label=option), text, words)
    if value is None:
        raise InvalidValue("option_missing", option=option)
    return Decimal(str(value))


def typed_share(text: str, option: str) -> Decimal:
    """A share such as ``10%``, ``12,5 %`` or ``0.1``; InvalidValue ``negotiation_typed_share``."""
    share = share_written(text)
    if share is None or share > 1:
        raise InvalidValue("negotiation_typed_share", field=option, value=text)
    return share


def typed_range(text: str, option: str) -> tuple[Decimal, Decimal]:
    """One chance, or the lowest and the highest: ``50%``, ``45-60%``, ``0.45 - 0.6``."""
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        share = typed_share(text, option)
        return share, share
    low, sign, high = found[1].strip(), found[2], found[3]
    percent = bool(sign) or high.rstrip().endswith("%")
    return typed_share(f"{low}%" if percent else low, option), typed_share(high, option)
