"""File names of pages: readable, safe on every file system, and one for each page."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

SLUG_LENGTH = 40
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "AE"}
)


def slug(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; empty where none of them are left.

    Examples
    --------
    >>> slug("Zespół Łódź / 2"), slug("../.."), slug("😀")
    ('zespol-lodz-2', '', '')
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    letters = plain.encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:SLUG_LENGTH].strip("-")


def digest(text: str) -> str:
    """Eight hexadecimal digits of the exact value: what tells two equal slugs apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def page_stem(
    report: str,
    *,
    dimension: str | None,
    value: str,
    language: str,
    pipeline: str | None = None,
    currency: str | None = None,
    period: str | None = None,
    for_leader: bool = False,
    within: Iterable[tuple[str, str]] = (),
) -> str:
    """Name of a page's files without their ending.

    All lower case, so that two names never meet on a file system that ignores case; it begins with
    the report's name, so none is a device (``CON``) or hidden.

    Parameters
    ----------
    dimension : str or None
        Column of the deals; None for the page about all of them.
    value : str
        Exact value of the column; ``""`` is the page of deals without one.
    pipeline, currency : str, optional
        Named where the page is about one of several.
    period : str, optional
        Month, quarter or year where one was asked for.
    for_leader : bool
        Whether it tells people apart: its name says whom it is for.

    within : pairs of column and value
        Where the page looks only among the deals with these values.

    Examples
    --------
    >>> page_stem("funnel_audit", dimension="team", value="Północ", language="pl")
    'funnel_audit_team_polnoc_1d06221f_pl'
    >>> page_stem("funnel_audit", dimension=None, value="", language="en", currency="EUR")
    'funnel_audit_all_eur_en'
    """
    pieces = [report]
    if pipeline is not None:
        pieces += ["pipeline", _distinct(pipeline)]
    for column, one in within:
        pieces += [column, _distinct(one)]
    pieces += ["all"] if dimension is None else [dimension, _distinct(value)]
    if currency is not None:
        pieces.append(currency.lower() if _is_currency_code(currency) else _distinct(currency))
    if period is not None:
        pieces.append(slug(period))
    if for_leader:
        pieces.append("leader")
    return "_".join([*pieces, language])


def _distinct(value: str) -> str:
    readable = slug(value) or ("other" if value else "none")
    return f"{readable}_{digest(value)}"


def _is_currency_code(text: str) -> bool:
    return re.fullmatch(r"[A-Z]{3}", text) is not None
