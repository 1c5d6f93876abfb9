"""Numbers, money and dates as a reader of the language writes them (Babel, CLDR)."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
)

LOCALES = {"en": Locale.parse("en_GB"), "pl": Locale.parse("pl_PL")}
"""British English is the neutral one: day before month, and every dollar says whose it is."""

NO_BREAK = "\N{NO-BREAK SPACE}"
SHORT_DATES = {"en": "d MMM y", "pl": "dd.MM.y"}
"""No bare digits in English, where 03/10 is read in two ways."""

MILLION = 1_000_000
WIDE = Context(prec=5_000)
"""Digits for whatever somebody types into a cell: the usual 28 refuse 1e30."""


def is_unknown(value: Any) -> bool:
    """Whether a value is missing: None, NaN, NaT, NA, or infinite."""
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return True
    return isinstance(value, (float, Decimal)) and not math.isfinite(value)


def rounded(value: Any, digits: int) -> Decimal:
    """The value rounded half up, as people round: 2.5 to 3, not to the even 2."""
    quantum = Decimal(1).scaleb(-digits)
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    with localcontext(WIDE):
        return exact.quantize(quantum, rounding=ROUND_HALF_UP) + 0  # + 0 turns -0 into 0


def number(value: Any, language: str, *, digits: int | None = None) -> str:
    """A number with ``digits`` decimals; without it as many as it has, two at most."""
    places = 2 if digits is None else digits
    pattern = "#,##0" + ("." + ("#" if digits is None else "0") * places if places else "")
    with localcontext(WIDE):
        shown = format_decimal(rounded(value, places), format=pattern, locale=LOCALES[language])
    return _minus(shown)


def percent(value: Any, language: str, *, digits: int = 0) -> str:
    """A share (0-1) in percent."""
    pattern = LOCALES[language].percent_formats[None].pattern
    if digits:
        pattern = pattern.replace("0%", "0." + "0" * digits + "%")
        pattern = pattern.replace("0\N{NO-BREAK SPACE}%", "0." + "0" * digits + " %")
    with localcontext(WIDE):
        shown = format_percent(rounded(value, digits + 2), format=pattern, locale=LOCALES[language])
    return _minus(shown)


def money(value: Any, currency: str | None, language: str, *, digits: int = 2) -> str:
    """An amount with its currency; a plain number where the currency is not known."""
    if not currency:
        return number(value, language, digits=digits)
    pattern = LOCALES[language].currency_formats["standard"].pattern.split(";")[0]
    pattern = pattern.replace(".00", "." + "0" * digits if digits else "")
    amount = format_currency(
        rounded(value, digits),
        currency,
        format=pattern,
        locale=LOCALES[language],
        currency_digits=False,
    )
    return _apart(amount, currency, language)


def money_about(value: Any, currency: str | None, language: str) -> str:
    """An amount for a sentence: two figures that count, millions by name (``1,2 mln zł``)."""
    size = abs(Decimal(str(value)))
    if size < 1:
        return money(value, currency, language, digits=0 if not size else 2)
    coarse = rounded(value, 1 - size.adjusted())
    if abs(coarse) < MILLION or not currency:
        return money(coarse, currency, language, digits=0)
    compact = format_compact_currency(coarse, currency, locale=LOCALES[language], fraction_digits=1)
    return _apart(compact, currency, language)


def day(value: date, language: str, *, short: bool = False) -> str:
    """A date in words (``31 października 2026``), or short for tables."""
    plain = value.date() if isinstance(value, datetime) else value
    form = SHORT_DATES[language] if short else "long"
    return format_date(plain, form, locale=LOCALES[language])


def _minus(shown: str) -> str:
    """A number below zero with the sign that has the width of a plus, not with a hyphen."""
    return shown.replace("-", "\N{MINUS SIGN}", 1)


def _apart(amount: str, currency: str, language: str) -> str:
    """The amount with a space after a currency written in letters (``PLN 5``, not ``PLN5``)."""
    amount = _minus(amount)
    symbol = get_currency_symbol(currency, locale=LOCALES[language])
    at = amount.find(symbol) + len(symbol)
    if symbol[-1].isalpha() and amount[at : at + 1].isdigit():
        return amount[:at] + NO_BREAK + amount[at:]
    return amount
