"""Turn a column of text into money and shares, refusing to guess.

``512,77`` is never 51,277: one mark followed by other than three digits is a decimal sign, a repeated one
groups thousands. Only ``1,234`` (or ``1.234``) can be both; the column's other values settle it, or the user.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import MONEY
from salestoolkit.errors import AmbiguousInput, ImportFailed
from salestoolkit.sources.columns.currencies import currencies_of

DECIMALS = {"comma": ",", "point": "."}
EXAMPLES = 3
SPACES = "[\\s\u00a0\u2007\u2009\u202f]"
PLAIN = {
    sign: rf"^-?(?:\d{{1,15}}|(?:\d{{4,15}}|0){mark}\d{{1,4}}|\d{{1,15}}{mark}(?:\d{{1,2}}|\d{{4}}))$"
    for sign, mark in ((".", r"\."), (",", ","))
}
"""By decimal sign: numbers that mean the same to everybody and fit the column's type."""

TEXT = (
    r"^(?P<open>\()?\s*(?P<sign>[-−+])?\s*(?P<before>[^\d\s.,()+−-][^\d,()+−-]*?)?\s*(?P<sign2>[-−])?"
    r"(?P<digits>(?:\d[\d.,' ’]*|[.,]\d+))(?P<power>[eE][+-]?\d{1,2})?"
    r"\s*(?P<after>[^\d.,()+−\s-][^\d,()+−-]*?)?\s*(?P<close>\))?$"
)
SPACED = r"^\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d*)?$"
POINT_DECIMAL = r"^(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3})?\.\d*$"
COMMA_DECIMAL = r"^(?:\d+|\d{1,3}(?:\.\d{3})+)?,\d*$"
EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"
POINT_GROUPS = r"^\d{1,3}(?:\.\d{3}){2,}$"
COMMA_GROUPS = r"^\d{1,3}(?:,\d{3}){2,}$"
DIGITS = 15
"""Most digits before the decimal sign; larger numbers are no money."""


@dataclass(frozen=True, kw_only=True)
class ParsedMoney:
    """Amounts read from text, with the currencies named in it.

    ``values`` is null where a cell is empty or bad, rounded to four places; ``currencies`` holds the ISO
    code found beside the amount, else null; ``bad`` marks text that is no amount.
    """

    values: pa.Array
    currencies: pa.Array
    bad: np.ndarray


def parse_money(
    column: pa.ChunkedArray | pa.Array, *, field: str, decimal: str | None = None
) -> ParsedMoney:
    """Read a column of amounts.

    Parameters
    ----------
    column : Arrow array of strings
        Cells, trimmed; null where empty.
    field : str
        The column's header, for messages.
    decimal : {"comma", "point"} or None
        What the sign in ``1,234`` and ``1.234`` means where the column does not tell.

    Raises
    ------
    AmbiguousInput
        ``ambiguous_decimal`` where values can be read both ways and nothing settles it.
    ImportFailed
        ``unknown_decimal``.

    Examples
    --------
    >>> parse_money(pa.array(["512,77", "1 234,50 zł"]), field="Wartość").values[1]
    <pyarrow.Decimal128Scalar: Decimal('1234.5000')>
    """
    if decimal is not None and decimal not in DECIMALS:
        raise ImportFailed("unknown_decimal", value=decimal, allowed=", ".join(DECIMALS))
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    plain = _plain(array.cast(pa.string()))
    if plain is not None:
        none = pa.nulls(len(array), pa.string())
        return ParsedMoney(values=plain, currencies=none, bad=np.zeros(len(array), bool))
    encoded = array.cast(pa.string()).dictionary_encode()
    texts, rows = encoded.dictionary, encoded.indices
    amounts, currencies = _formatted(texts, field=field, decimal=decimal)
    bad = np.asarray(amounts.is_null())
    held = np.asarray(rows.is_valid())
    spread = bad[np.asarray(rows.fill_null(0))] & held if len(bad) else np.zeros(len(rows), bool)
    return ParsedMoney(values=amounts.take(rows), currencies=currencies.take(rows), bad=spread)


def parse_share(
    column: pa.ChunkedArray | pa.Array, *, field: str, decimal: str | None = None
) -> pa.Array:
    """Read a column of shares as fractions of one: "40", "40%" and "0.4" are 0.4.

    A percent sign says what it says; bare numbers are percent where any of them is above 1. What is no
    share between 0 and 1 in the end is null. Raises as `parse_money` does.

    Examples
    --------
    >>> parse_share(pa.array(["40", "5", None]), field="Probability").to_pylist()
    [0.4, 0.05, None]
    """
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    signed = pc.fill_null(pc.match_substring(array, "%"), False)
    bare = pc.utf8_trim_whitespace(pc.replace_substring(array, "%", ""))
    numbers = parse_money(bare, field=field, decimal=decimal).values.cast(pa.float64())
    unsigned = pc.if_else(signed, None, numbers)
    largest = pc.max(unsigned).as_py()
    percent = pc.or_(signed, pa.scalar(largest is not None and largest > 1))
    shares = pc.if_else(percent, pc.divide(numbers, 100.0), numbers)
    within = pc.and_(pc.greater_equal(shares, 0.0), pc.less_equal(shares, 1.0))
    return pc.if_else(within, shares, pa.scalar(None, pa.float64()))


def _plain(texts: pa.Array) -> pa.Array | None:
    """The quick way, for a column of bare numbers with one and the same decimal sign."""
    for sign, pattern in PLAIN.items():
        if pc.all(pc.match_substring_regex(texts, pattern), min_count=0).as_py():
            return (texts if sign == "." else pc.replace_substring(texts, sign, ".")).cast(MONEY)
    return None


def _formatted(texts: pa.Array, *, field: str, decimal: str | None) -> tuple[pa.Array, pa.Array]:
    """Amounts and currencies of texts with signs, grouped thousands, parentheses."""
    single = pc.replace_substring_regex(texts, SPACES + "+", " ")
    found = pc.extract_regex(single, TEXT)
    digits = pc.utf8_trim_whitespace(pc.struct_field(found, "digits"))
    spaced = pc.match_substring_regex(digits, SPACED)
    ungrouped = pc.if_else(spaced, pc.replace_substring_regex(digits, "[ '’]", ""), digits)
    either = pc.and_not(pc.match_substring_regex(ungrouped, EITHER), spaced)
    sign = _settled_decimal(ungrouped, either, spaced, texts, field=field, decimal=decimal)
    written = _with_point(ungrouped, either, sign)
    negative, signs_fit = _signs(found)
    currencies, marks_fit = currencies_of(
        pc.struct_field(found, "before"), pc.struct_field(found, "after")
    )
    power = pc.struct_field(found, "power")
    numbers = pc.binary_join_element_wise(
        pc.if_else(negative, "-", ""), written, pc.fill_null(power, ""), ""
    )
    fits = pc.fill_null(pc.and_(signs_fit, marks_fit), False)
    return _decimals(pc.if_else(fits, numbers, None)), pc.if_else(fits, currencies, None)


def _settled_decimal(
    digits: pa.Array,
    either: pa.Array,
    spaced: pa.Array,
    texts: pa.Array,
    *,
    field: str,
    decimal: str | None,
) -> str:
    """The decimal sign for values that can be read both ways: the user's, else the column's own."""
    if decimal is not None:
        return DECIMALS[decimal]
    if not pc.any(either, min_count=0).as_py():
        return "."
    certain = digits.filter(pc.fill_null(pc.invert(either), False))

    def shown(pattern: str) -> bool:
        return bool(pc.any(pc.match_substring_regex(certain, pattern), min_count=0).as_py())

    comma = shown(COMMA_DECIMAL) or shown(POINT_GROUPS)
    point = shown(POINT_DECIMAL) or shown(COMMA_GROUPS)
    if comma != point:
        return "," if comma else "."
    examples = texts.filter(pc.fill_null(either, False))[:EXAMPLES]
    raise AmbiguousInput(
        "ambiguous_decimal",
        field=field,
        readings="; ".join(_both_readings(text) for text in examples.to_pylist()),
        option="--decimal comma|point",
    )


def _both_readings(text: str) -> str:
    """A value as both signs read it: ``1,234 = 1.234 (comma) / 1234 (point)``."""
    sign, other = (",", ".") if "," in text else (".", ",")
    number = "".join(letter for letter in text if letter.isdecimal() or letter == sign)
    readings = {sign: number.replace(sign, "."), other: number.replace(sign, "")}
    return f"{text} = {readings[',']} (comma) / {readings['.']} (point)"


def _with_point(digits: pa.Array, either: pa.Array, sign: str) -> pa.Array:
    """Digits with a point as the only sign; null where they are no number."""

    def fits(pattern: str) -> pa.Array:
        return pc.match_substring_regex(digits, pattern)

    without_commas = pc.replace_substring(digits, ",", "")
    without_points = pc.replace_substring(digits, ".", "")
    comma_to_point = pc.replace_substring(without_points, ",", ".")
    as_sign = comma_to_point if sign == "," else without_commas
    conditions = (
        either,
        fits(r"^\d+$"),
        pc.or_(fits(POINT_DECIMAL), fits(COMMA_GROUPS)),
        pc.or_(fits(COMMA_DECIMAL), fits(POINT_GROUPS)),
    )
    cases = pc.make_struct(
        *(pc.fill_null(condition, False) for condition in conditions), field_names=list("abcd")
    )
    return pc.case_when(cases, as_sign, digits, without_commas, comma_to_point)


def _signs(found: pa.StructArray) -> tuple[pa.Array, pa.Array]:
    """Which amounts are negative, and whether parentheses come in pairs and signs only once."""

    def there(name: str, *marks: str) -> pa.Array:
        return pc.is_in(pc.struct_field(found, name), pa.array(marks))

    opened, closed = there("open", "("), there("close", ")")
    first, second = there("sign", "-", "−"), there("sign2", "-", "−")
    negative = pc.or_(pc.or_(opened, first), second)
    signs = pc.add(pc.add(opened.cast(pa.int8()), first.cast(pa.int8())), second.cast(pa.int8()))
    return negative, pc.and_(pc.equal(opened, closed), pc.less_equal(signs, 1))


def _decimals(numbers: pa.Array) -> pa.Array:
    """Decimals of texts with a point, rounded to four places; what is too large is null.

    Places beyond the eighteenth are cut off before rounding. Powers of ten, which spreadsheets write
    into wide cells, are few and read one by one.
    """
    powered = pc.fill_null(pc.match_substring(numbers, "e", ignore_case=True), False)
    if pc.any(powered, min_count=0).as_py():
        plain = [_without_power(text) for text in numbers.filter(powered).to_pylist()]
        numbers = pc.replace_with_mask(numbers, powered, pa.array(plain, pa.string()))
    small = pc.match_substring_regex(numbers, r"^-?0*\d{0,15}(?:\.\d*)?$")
    cut = pc.replace_substring_regex(numbers, r"(\.\d{18})\d+$", r"\1")
    exact = pc.if_else(small, cut, None).cast(pa.decimal128(38, 18))
    return pc.round(exact, ndigits=4, round_mode="half_to_even").cast(MONEY)


def _without_power(text: str) -> str | None:
    """``1.5E+06`` as ``1500000``; None where no sum of money is that large."""
    number = Decimal(text)
    return f"{number:f}" if number.adjusted() < DIGITS else None
