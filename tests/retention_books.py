"""Contracts made by hand for the tests of retention."""

from __future__ import annotations

from datetime import date
from typing import Any

from salestoolkit.core.retention_contracts import Contract

AS_OF = date(2026, 10, 31)


def contract(
    customer: str = "Młyn", starts: str = "2025-01-01", ends: str | None = "", **told: Any
) -> Contract:
    """A contract of a year where no other end is given."""
    first = date.fromisoformat(starts)
    last = first.replace(year=first.year + 1) if ends == "" else ends and date.fromisoformat(ends)
    days = {
        name: date.fromisoformat(value)
        for name, value in told.items()
        if name in ("decided_on", "left_on", "check_in_on")
    }
    return Contract(
        customer=customer,
        starts=first,
        ends=last or None,
        **({"amount": 1000.0, "currency": "PLN"} | told | days),  # type: ignore[arg-type]
    )
