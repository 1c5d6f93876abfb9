"""Exchange rates from a file, and the values of deals converted into one currency."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.encode import UNKNOWN_DAY, Ints, codes, day_number, days
from salestoolkit.book.schema import DEALS, MONEY
from salestoolkit.errors import ImportFailed

_EXACT = pa.decimal256(40, 12)
_HEADERS = {
    "currency": "currency",
    "waluta": "currency",
    "rate": "rate",
    "kurs": "rate",
    "to": "to",
    "na": "to",
    "date": "date",
    "data": "date",
}


@dataclass(frozen=True, kw_only=True)
class Rate:
    """One unit of ``currency`` in the target currency, from ``since`` on (None: always)."""

    currency: str
    rate: Decimal
    since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Rates:
    """Rates into one currency. A dated rate holds until the next; an undated one before the first."""

    to: str
    rates: tuple[Rate, ...]
    file: str

    def of(self, currency: str) -> tuple[Rate, ...]:
        """Rates of one currency by date, the undated one first."""
        found = [rate for rate in self.rates if rate.currency == currency]
        return tuple(sorted(found, key=lambda rate: rate.since or date.min))


def load_rates(path: Path) -> Rates:
    """Read rates from a CSV file (currency, rate, to, optional date) or a TOML file.

    The TOML file says ``to = "PLN"`` and under ``[rates]`` a number for each currency, or a list of
    ``{date = 2026-01-01, rate = 4.25}``.

    Raises
    ------
    ImportFailed
        ``rates_unreadable``, ``rates_value``, ``rates_to`` or ``rates_twice``, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        toml = path.suffix.lower() == ".toml"
        lines = list(_toml_lines(tomllib.loads(text)) if toml else _csv_lines(text))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("rates_unreadable", file=str(path), reason=reason) from error
    targets = sorted({_currency(row.get("to"), path, line) for line, row in lines})
    if len(targets) != 1:
        raise ImportFailed("rates_to", file=str(path), value=targets)
    rates = [_rate(row, path, line) for line, row in lines]
    for number, rate in enumerate(rates):
        if any((rate.currency, rate.since) == (one.currency, one.since) for one in rates[:number]):
            raise ImportFailed("rates_twice", file=str(path), value=rate.currency)
    return Rates(to=targets[0], rates=tuple(rates), file=str(path))


def to_record(rates: Rates) -> dict[str, Any]:
    """Rates as plain values, to be kept in a deal book's record."""
    return {
        "to": rates.to,
        "file": rates.file,
        "rates": [
            [rate.currency, str(rate.rate), rate.since.isoformat() if rate.since else None]
            for rate in rates.rates
        ],
    }


def from_record(record: Mapping[str, Any]) -> Rates:
    """Rates as a deal book's record keeps them."""
    return Rates(
        to=record["to"],
        file=record["file"],
        rates=tuple(
            Rate(
                currency=currency,
                rate=Decimal(rate),
                since=date.fromisoformat(since) if since else None,
            )
            for currency, rate, since in record["rates"]
        ),
    )


def convert(deals: pa.Table, rates: Rates, *, as_of: date, timezone: str) -> pa.Table:
    """Deals with value and margin in one currency; what the export said is kept beside them.

    value (target) = value x rate, rounded half up to four decimals. A closed deal takes the rate of
    its closing day, any other the rate of ``as_of``. A value without a currency stays as it is.

    Raises
    ------
    ImportFailed
        ``rate_missing`` with the currency (and the day before which there is none).
    """
    currency = codes(deals["currency"])
    valued = pc.or_(pc.is_valid(deals["value"]), pc.is_valid(deals["margin"])).to_numpy()
    named = np.array([value not in (None, rates.to) for value in currency.values] or [False])
    concerned = valued & named[currency.codes]
    closed = days(deals["closed_at"], timezone)
    day = np.where(closed == UNKNOWN_DAY, day_number(as_of), closed).astype(np.int32)
    which = np.zeros(len(day), dtype=np.int32)
    factors = [Decimal(1)]
    for code, name in enumerate(currency.values):
        rows = np.flatnonzero(concerned & (currency.codes == code))
        if len(rows):
            found = rates.of(name)
            which[rows] = _applicable(found, day[rows], name, rates) + len(factors)
            factors += [rate.rate for rate in found]
    factor = pa.array(factors, type=_EXACT).take(pa.array(which))
    mask = pa.array(concerned)
    new = {
        "value": _converted(deals["value"], factor),
        "margin": _converted(deals["margin"], factor),
        "currency": pc.if_else(mask, rates.to, deals["currency"]),
        "value_original": pc.if_else(mask, deals["value"], deals["value_original"]),
        "currency_original": pc.if_else(mask, deals["currency"], deals["currency_original"]),
    }
    columns = [new.get(name, deals[name]) for name in DEALS.names]
    return pa.table(columns, schema=DEALS)


def _applicable(found: tuple[Rate, ...], day: Ints, name: str, rates: Rates) -> Ints:
    """Place among a currency's rates of the one that holds on each day."""
    if not found:
        known = ", ".join(sorted({rate.currency for rate in rates.rates}))
        raise ImportFailed("rate_missing", value=name, file=rates.file, allowed=known)
    starts = [day_number(rate.since or date.min) for rate in found]
    place = np.searchsorted(starts, day, side="right") - 1
    if place.min() < 0:
        raise ImportFailed("rate_missing_before", value=name, file=rates.file, date=found[0].since)
    return place.astype(np.int32)


def _converted(amounts: pa.ChunkedArray, factor: pa.Array) -> pa.ChunkedArray:
    exact = pc.multiply(amounts.cast(pa.decimal256(20, 4)), factor)
    return pc.round(exact, ndigits=MONEY.scale, round_mode="half_towards_infinity").cast(MONEY)


def _csv_lines(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    lines = text.splitlines()
    head = lines[0] if lines else ""
    separator = max(";\t,", key=head.count)
    header = [_HEADERS.get(name.strip().casefold(), name) for name in head.split(separator)]
    for line, row in enumerate(csv.reader(lines[1:], delimiter=separator), 2):
        if any(cell.strip() for cell in row):
            yield line, dict(zip(header, (cell.strip() for cell in row), strict=False))


def _toml_lines(raw: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = raw.get("rates", {})
    for currency, given in listed.items() if isinstance(listed, dict) else ():
        for one in given if isinstance(given, list) else [{"rate": given}]:
            parts = one if isinstance(one, dict) else {"rate": one}
            yield 0, {"currency": currency, "to": raw.get("to"), **parts}


def _rate(row: Mapping[str, Any], path: Path, line: int) -> Rate:
    currency = _currency(row.get("currency"), path, line, key="currency")
    given = str(row.get("rate") or "")
    try:
        rate = Decimal(given.replace(",", ".").replace(" ", ""))
        fits = rate.is_finite() and 0 < rate < 10**12
    except InvalidOperation:
        fits = False
    if not fits:
        raise ImportFailed("rates_value", file=str(path), line=line, key="rate", value=given)
    since = row.get("date") or None
    try:
        when = since if isinstance(since, date) or since is None else date.fromisoformat(since)
    except (TypeError, ValueError) as error:
        raise ImportFailed(
            "rates_value", file=str(path), line=line, key="date", value=str(since)
        ) from error
    return Rate(currency=currency, rate=rate, since=when)


def _currency(value: Any, path: Path, line: int, key: str = "to") -> str:
    code = str(value or "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ImportFailed(
            "rates_value", file=str(path), line=line, key=key, value=str(value or "")
        )
    return code
