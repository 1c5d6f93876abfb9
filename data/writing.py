"""Rows and moments as text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any


def table(header: Sequence[str], rows: Iterable[Iterable[Any]], *, separator: str = ",") -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def stamp(moment: datetime | date | None) -> str:
    """A moment as CRMs write it; empty for none."""
    return "" if moment is None else str(moment)


def money(amount: float) -> str:
    """An amount without needless digits."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def compact(value: Any) -> str:
    """JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
