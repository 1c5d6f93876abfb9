"""Tell which table of which CRM a file holds, and which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.sources.tables import RawTable


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """A table whose kind and columns are known."""

    table: RawTable
    kind: str
    fields: dict[str, str]
    stage_dates: dict[str, tuple[str | None, str | None]]
    ignored: tuple[str, ...]
    missing: tuple[str, ...]
    language: str | None


def recognise(
    table: RawTable,
    *,
    mapping: Mapping[str, Any] | None = None,
    as_table: str | None = None,
) -> Recognised:
    """Find what a table is and which header carries which field."""
    raise NotImplementedError
