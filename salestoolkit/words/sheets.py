"""Values of sheets as people read and type them, and what checks of sheets say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from salestoolkit.core.sheet_checks import PresentationGap
from salestoolkit.core.sheets import Fault, Field, Money, Value
from salestoolkit.errors import InvalidValue
from salestoolkit.words.words import Words

SYMBOLS = {"zł": "PLN", "€": "EUR", "£": "GBP"}
"""Signs of currencies that mean one currency; a dollar alone does not say whose it is."""

_NUMBERS = {
    "en": re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?"),
    "pl": re.compile(r"[-+]?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))(?:,[0-9]+)?"),
}
_PLAIN_NUMBER = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_DOTTED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def shown(field: Field, value: Value, words: Words) -> str:
    """A value as a page shows it: labels, dates and numbers as the language writes them.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> shown(Field(key="p", type="percent", label="P"), 0.125, load_words("pl"))
    '12,5%'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return words.text(f"sheets.{'yes' if value else 'no'}")
    if isinstance(value, Money):
        return words.money(value.amount, value.currency)
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, tuple):
        return "\n".join(field.choices.get(item, item) for item in value)
    if isinstance(value, str):
        return field.choices.get(value, value)
    if field.type == "percent":
        return f"{_decimal(value * 100, words.language)}%"
    return _decimal(value, words.language)


def in_box(field: Field, value: Value, words: Words) -> str:
    """A value as it stands in a box to be typed over; `typed` reads it back."""
    if isinstance(value, bool) or value is None or field.type in ("choice", "choices"):
        return shown(field, value, words)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Money):
        amount = f"{value.amount:f}"
        return f"{_signed(amount, words.language)} {value.currency}"
    if isinstance(value, tuple):
        return "\n".join(value)
    if isinstance(value, str):
        return value
    exact = Decimal(str(value)) * (100 if field.type == "percent" else 1)
    return _signed(f"{exact:f}", words.language)


def typed(field: Field, text: Any, words: Words) -> Value:
    """The value that somebody typed or chose; an empty box is unknown.

    Raises
    ------
    InvalidValue
        ``sheet_not_number``, ``sheet_not_money``, ``sheet_not_date`` or ``sheet_not_choice``.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> typed(Field(key="p", type="percent", label="P"), "12,5 %", load_words("pl"))
    0.125
    """
    if not isinstance(text, str):
        known: Value = tuple(text) if isinstance(text, list) else text
        return known
    written: str = text.replace("\r\n", "\n").replace("\r", "\n")
    return _typed_text(field, written, words) if written.strip() else None


def _typed_text(field: Field, text: str, words: Words) -> Value:
    if field.type in ("number", "percent"):
        return _typed_number(field, text, words.language)
    if field.type == "money":
        return _typed_money(field, text, words.language)
    if field.type == "date":
        return _typed_date(field, text)
    if field.type == "choice":
        return _typed_choice(field, text)
    if field.type == "yes_no_unknown":
        return _typed_answer(field, text, words)
    if field.type in ("list", "choices"):
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    return text


def fault_error(field: Field, fault: Fault) -> InvalidValue:
    """A fault as the error that says it beside its box."""
    allowed, value = fault.allowed, fault.value
    if fault.code == "outside" and field.type == "percent":
        allowed = "0 – 100%"
    if fault.code in ("not_choice", "not_choices") and field.choices:
        allowed = ", ".join(field.choices.values())
    return InvalidValue(f"sheet_{fault.code}", field=field.label, value=value, allowed=allowed)


def presentation_gap(gap: PresentationGap, words: Words) -> tuple[str, str]:
    """What a presentation lacks, and what to do about it."""
    names = ", ".join(gap.names)
    key = f"sheet_checks.presentation.{gap.code}"
    fields = {"names": names, "n": len(gap.names)}
    return words.text(f"{key}.lacks", **fields), words.text(f"{key}.action", **fields)


def _decimal(value: float, language: str) -> str:
    """A number with the decimals that it has, six at most, and its thousands apart."""
    from babel.numbers import format_decimal

    from salestoolkit.words.formats import LOCALES, rounded

    return format_decimal(rounded(value, 6), format="#,##0.######", locale=LOCALES[language])


def _signed(number: str, language: str) -> str:
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number.replace(".", ",") if language == "pl" else number


def _digits(text: str, language: str) -> Decimal | None:
    """The number that a text writes in a language, None where it writes none."""
    bare = re.sub(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", "", text)
    bare = bare.replace("\N{MINUS SIGN}", "-")
    if _PLAIN_NUMBER.fullmatch(bare):
        return Decimal(bare)
    if not _NUMBERS[language].fullmatch(bare):
        return None
    group, sign = (",", ".") if language == "en" else (".", ",")
    return Decimal(bare.replace(group, "").replace(sign, "."))


def _typed_number(field: Field, text: str, language: str) -> int | float:
    percent = field.type == "percent"
    number = _digits(text.strip().removesuffix("%") if percent else text, language)
    if number is None:
        raise InvalidValue("sheet_not_number", field=field.label, value=text)
    if percent:
        return float(number / 100)
    return int(number) if number == number.to_integral_value() else float(number)


def _typed_money(field: Field, text: str, language: str) -> Money:
    found = re.fullmatch(r"\s*(.*?)\s*([A-Za-z]{3}|zł|€|£)\s*", text, re.DOTALL)
    amount = _digits(found[1], language) if found else None
    if found is None or amount is None:
        raise InvalidValue("sheet_not_money", field=field.label, value=text)
    return Money(amount, SYMBOLS.get(found[2], found[2].upper()))


def _typed_date(field: Field, text: str) -> date:
    dotted = _DOTTED_DATE.fullmatch(text.strip())
    try:
        if dotted:
            return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InvalidValue("sheet_not_date", field=field.label, value=text) from error


def _typed_choice(field: Field, text: str) -> str:
    by_label = {label.casefold(): key for key, label in field.choices.items()}
    return text if text in field.choices else by_label.get(text.strip().casefold(), text)


def _typed_answer(field: Field, text: str, words: Words) -> bool | None:
    answers = {"yes": True, "no": False, "unknown": None}
    said = {words.text(f"sheets.{name}").casefold(): value for name, value in answers.items()}
    found = text.strip().casefold()
    if found not in {**answers, **said}:
        allowed = ", ".join(words.text(f"sheets.{name}") for name in answers)
        raise InvalidValue("sheet_not_choice", field=field.label, value=text, allowed=allowed)
    return {**answers, **said}[found]
