"""Currencies by the signs and codes that people write beside amounts."""

from __future__ import annotations

from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
from babel.numbers import list_currencies

SYMBOLS = {
    "zł": "PLN",
    "zl": "PLN",
    "zł.": "PLN",
    "€": "EUR",
    "$": "USD",
    "us$": "USD",
    "c$": "CAD",
    "ca$": "CAD",
    "a$": "AUD",
    "r$": "BRL",
    "£": "GBP",
    "kč": "CZK",
    "ft": "HUF",
    "₴": "UAH",
    "₹": "INR",
    "fr.": "CHF",
    "lei": "RON",
    "лв": "BGN",
    "₺": "TRY",
}
"""Signs that stand for one currency. ¥ and kr stand for several: the number is read, the currency not."""
SHARED_SYMBOLS = {"¥", "kr", "kr."}


def currencies_of(before: pa.Array, after: pa.Array) -> tuple[pa.Array, pa.Array]:
    """ISO codes of the marks beside the amounts, and whether every mark is one of a currency."""
    codes = []
    fits: pa.Array = pa.array([True] * len(before))
    for side in (before, after):
        marks = side.dictionary_encode()
        words = [(mark or "").strip().casefold() for mark in marks.dictionary.to_pylist()]
        known = [_currency(word) for word in words]
        allowed = [
            bool(code) or word in SHARED_SYMBOLS or not word
            for word, code in zip(words, known, strict=True)
        ]
        codes.append(pa.array(known, pa.string()).take(marks.indices))
        fits = pc.and_(fits, pa.array(allowed, pa.bool_()).take(marks.indices))
    clash = pc.fill_null(pc.not_equal(codes[0], codes[1]), False)
    return pc.coalesce(*codes), pc.and_not(fits, clash)


def _currency(word: str) -> str | None:
    code = word.upper()
    return SYMBOLS.get(word) or (code if code in _iso_codes() else None)


@lru_cache(maxsize=1)
def _iso_codes() -> frozenset[str]:
    return frozenset(list_currencies())
