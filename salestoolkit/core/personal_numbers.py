"""Numbers and addresses that point to a person: what they look like, and the checks that they hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

UPPER = "A-ZÀ-ÖØ-ÞĄĆĘŁŃÓŚŹŻŠČŽ"
UNITS = r"(?:zł|pln|eur|€|\$|usd|gbp|£|chf|tys|mln|mld|%|szt|sztuk|km|kg|m2|m²|osób|osob|pcs|units|people)"
ORDER = re.compile(
    r"(?i)(?:order|invoice|model|serial|ticket|quote|offer|part|item|ref\w*"
    r"|zam[oó]wieni\w*|faktur\w*|ofert\w*|zgłoszeni\w*|seryjn\w*|zleceni\w*)\W+(?:(?:no|nr|number|numer)\W+)?$"
)
"""What stands before a number that is about a thing and not about a person."""


def luhn(digits: str) -> bool:
    """Whether digits end in the check digit of payment cards (ISO/IEC 7812).

    >>> luhn("4723982943119658"), luhn("4723982943119657")
    (True, False)
    """
    values = [int(digit) for digit in reversed(digits)]
    total = sum(v if place % 2 == 0 else sum(divmod(2 * v, 10)) for place, v in enumerate(values))
    return total % 10 == 0


def weighed(digits: str, weights: tuple[int, ...], *, modulus: int = 11) -> bool:
    """Whether the last digit is the weighted sum of those before it, modulo 11 or 10.

    >>> weighed("5797805501", (6, 5, 7, 2, 3, 4, 5, 6, 7))
    True
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    check = -total % 10 if modulus == 10 else total % 11 % 10
    return int(digits[-1]) == check


def pesel(digits: str) -> bool:
    """Whether eleven digits are a Polish personal number.

    >>> pesel("82082247227"), pesel("82082247228")
    (True, False)
    """
    return weighed(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3), modulus=10)


def nip(digits: str) -> bool:
    """Whether ten digits are a Polish tax number."""
    return weighed(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7))


def regon(digits: str) -> bool:
    """Whether nine or fourteen digits are a number of the Polish business register."""
    nine, fourteen = (8, 9, 2, 3, 4, 5, 6, 7), (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
    return weighed(digits, nine if len(digits) == 9 else fourteen)


def identity_card(text: str) -> bool:
    """Whether three letters and six digits are a Polish identity card.

    >>> identity_card("KXX475062"), identity_card("ABC123456")
    (True, False)
    """
    values = [ord(letter) - 55 for letter in text[:3]] + [int(digit) for digit in text[3:]]
    total = sum(v * w for v, w in zip(values, (7, 3, 1, 0, 7, 3, 1, 7, 3), strict=True))
    return total % 10 == values[3]


@dataclass(frozen=True)
class Shape:
    """What one kind of personal data looks like; ``holds`` tells whether a match is one.

    ``holds`` is given the match without blanks and dashes, and the text before and behind it; without
    one of the ``signs`` in it a text need not be searched.
    """

    kind: str
    pattern: re.Pattern[str]
    signs: str
    holds: Callable[[str, str, str], bool]


def _shape(kind: str, pattern: str, holds: Callable[[str, str, str], bool] | None = None) -> Shape:
    signs = {"email": "@", "link": ":.", "street": "lL"}.get(kind, "0123456789")
    told = (lambda found, before, behind: True) if holds is None else holds
    return Shape(kind, re.compile(pattern), signs, told)


def _said(words: str) -> Callable[[str], bool]:
    """Whether one of some words stands shortly before a number."""
    near = re.compile(rf"(?i)(?:{words})[^\d\n]{{0,25}}$")
    return lambda before: near.search(before) is not None


_NIP_SAID, _REGON_SAID = _said(r"nip|vat|tax"), _said("regon")
_CARD_SAID, _DOCUMENT_SAID = _said(r"kart\w*|card\w*|amex|visa"), _said(r"dow[oó]d\w*|identity")
_AMOUNT = re.compile(rf"(?i)\s*{UNITS}(?![a-z])")


def _no_amount(found: str, before: str, behind: str) -> bool:
    """Whether a row of digits is no sum, no number of pieces and no order number."""
    return not (
        _AMOUNT.match(behind)
        or before.rstrip().endswith(("$", "€", "£"))
        or found.endswith("000000")
        or ORDER.search(before)
    )


STREET = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Court|Ct|Square|Sq|Way|Place|Pl"
    "|Terrace|Gardens|Row|Boulevard|Blvd|Parkway|Pkwy|Highway|Hwy|Mews|Grove|Walk|Quay|Rise|Park"
)
PLACE = (
    r"(?i:ul\.?|ulic[aeyęą]|al\.|alej[aięe]+|os\.|osiedl[eau]|pl\.|placu?|skwer\w*|rondz?[oie]\w*"
    r"|bulwar\w*)"
)
_WORD = rf"[{UPPER}][\w'’.-]*"
_HOUSE = (
    r"\d+[ ]?[a-zA-Z]?(?![\w-])(?:[ ]?/[ ]?\d+[a-zA-Z]?)?(?:[ ]*,?[ ]*(?:m|lok|mieszk)\.?[ ]*\d+)?"
)

SHAPES = (
    _shape("email", r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"),
    _shape("link", r"(?i)\b(?:https?://|www\.)[^\s<>|]+[^\s<>|.,;:!?)]"),
    _shape(
        "account",
        r"\b[A-Z]{2}[ ]?\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b",
        lambda found, before, behind: 15 <= len(found) <= 34,
    ),
    _shape("account", r"(?<!\d)\d{2}(?:[ -]?\d{4}){6}(?!\d)"),
    _shape(
        "card",
        r"(?<![\d/-])\d(?:[ -]?\d){12,18}(?![\d/])",
        lambda found, before, behind: luhn(found) or _CARD_SAID(before),
    ),
    _shape("land_register", r"\b[A-Z]{2}\d[A-Z][ ]?/[ ]?\d{8}[ ]?/[ ]?\d\b"),
    _shape(
        "personal_number",
        r"(?<!\d)\d{11}(?!\d)",
        lambda found, before, behind: pesel(found) or _said("pesel")(before),
    ),
    _shape(
        "personal_number",
        r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]{2}[ ]?\d{2}[ ]?\d{2}[ ]?\d{2}[ ]?[A-D]\b",
    ),
    _shape("personal_number", r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    _shape(
        "identity_card",
        r"\b[A-Z]{3}[ ]?\d{6}\b",
        lambda found, before, behind: identity_card(found) or _DOCUMENT_SAID(before),
    ),
    _shape(
        "tax_number",
        r"(?<![\d-])(?:PL[ ]?)?(?:\d{3}-\d{3}-\d{2}-\d{2}|\d{3}-\d{2}-\d{2}-\d{3}|\d{10})(?![\d-])",
        lambda found, before, behind: (
            "PL" in found or nip(found.removeprefix("PL")) or _NIP_SAID(before)
        ),
    ),
    _shape(
        "register_number",
        r"(?<!\d)\d{9}(?:\d{5})?(?!\d)",
        lambda found, before, behind: (len(found) == 14 and regon(found)) or _REGON_SAID(before),
    ),
    _shape(
        "phone",
        r"(?<![\w/.,-])(?:\+|00)\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12}(?!\w)",
    ),
    _shape("phone", r"(?<![\w/.,-])\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}(?!\w)", _no_amount),
    _shape("phone", r"(?<![\w/.,-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\w)", _no_amount),
    _shape("phone", r"(?<![\w/.,-])(?:48[ -]?)?\d{3}[ -]\d{3}[ -]\d{3}(?![\w-])", _no_amount),
    _shape("phone", r"(?<![\w/.,-])\(?\d{2}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}(?![\w-])", _no_amount),
    _shape("phone", r"(?<![\w/.,-])(?:48)?[1-9]\d{8}(?!\w)", _no_amount),
    _shape(
        "phone",
        r"(?<![\w/.,-])\d(?:[ .-]?\d){6,10}(?![\w-])",
        lambda found, before, behind: (
            _said(
                r"tel|telefon\w*|phone|mobile|kom\.|kom[oó]rk\w*|faks?|fax|dzwoni\w*|zadzwoni\w*"
            )(before)
            and _no_amount(found, before, behind)
        ),
    ),
    _shape(
        "document",
        r"(?<!\w)[A-Z]{0,2}\d[\dA-Z-]{5,14}(?!\w)",
        lambda found, before, behind: _said(
            r"passport|paszport\w*|driving licen[cs]e|praw\w+ jazdy|sort code|account (?:no|number)"
            r"|numer konta|rachun\w*"
        )(before),
    ),
    _shape("address", rf"{PLACE}[ ]*(?:\d+[ ])?{_WORD}(?:[ ]{_WORD}){{0,3}}[ ]+{_HOUSE}"),
    _shape("street", rf"\b{PLACE}[ ]*{_WORD}(?:[ ]{_WORD}){{0,2}}"),
    _shape("address", rf"\b\d+[a-zA-Z]?[ ](?:{_WORD}[ ]){{1,3}}(?:{STREET})\b\.?"),
    _shape("address", rf"\b{_WORD}(?:[ ]{_WORD})?[ ](?:{STREET})[ ]\d+[a-zA-Z]?\b"),
    _shape("address", r"(?i)\bp\.?[ ]?o\.?[ ]box[ ]\d+"),
    _shape("address", rf"\b\d{{2}}-\d{{3}}[ ]{_WORD}(?:[ -]{_WORD})?"),
    _shape("address", r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b"),
    _shape("address", r"\b[A-Z]{2}[ ]\d{5}(?:-\d{4})?\b"),
)
"""Kinds of personal data in the order in which they are looked for: the longer numbers first."""
