"""Which form of a word goes with a number: 1 szansa, 2 szanse, 5 szans, 1,5 szansy."""

from __future__ import annotations

from decimal import Decimal

from salestoolkit.words.formats import LOCALES

CATEGORIES = {"en": ("one", "other"), "pl": ("one", "few", "many", "other")}
"""Forms that each entry of ``plurals.toml`` must have (CLDR's names)."""


def category(value: Decimal, language: str) -> str:
    """CLDR's plural category of a number as it is shown.

    Examples
    --------
    >>> [category(Decimal(n), "pl") for n in ("1", "22", "5", "1.5")]
    ['one', 'few', 'many', 'other']
    """
    plain = int(value) if value == value.to_integral_value() else value.normalize()
    return LOCALES[language].plural_form(plain)
