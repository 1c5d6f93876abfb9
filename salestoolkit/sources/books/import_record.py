"""What a deal book keeps of its imports (``import.json``), and what a later import asks of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salestoolkit.book.deal_book import DealBook
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.sources.books.rates import Rates, from_record, to_record
from salestoolkit.sources.building.build import Built
from salestoolkit.sources.import_summary import ImportSummary
from salestoolkit.sources.processes import Processes

DATE_ORDERS = ("dmy", "mdy")
DECIMALS = ("comma", "point")


@dataclass(frozen=True, kw_only=True)
class Given:
    """What the user said about the files of an import."""

    exported_at: date | None = None
    timezone: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    mapping: Mapping[str, Any]
    as_table: str | None = None
    rates: Rates | None = None

    def __post_init__(self) -> None:
        _allowed("date_order", self.date_order, DATE_ORDERS)
        _allowed("decimal", self.decimal, DECIMALS)
        if self.timezone is not None:
            _check_zone(self.timezone)

    def with_what_is_kept(self, book: DealBook | None) -> Given:
        """With the time zone and rates of the book where none were given now.

        Raises
        ------
        ImportFailed
            ``timezone_differs`` where the book was made with another time zone.
        """
        if book is None:
            return self
        kept = book.timezone if book.provenance.get("timezone_given") else None
        if kept and self.timezone and kept != self.timezone:
            raise ImportFailed("timezone_differs", value=self.timezone, allowed=kept)
        rates = book.provenance.get("rates")
        return replace(
            self,
            timezone=self.timezone or kept,
            rates=self.rates or (from_record(rates) if rates else None),
        )

    def fingerprint(self) -> str:
        """Equal for two imports whose options are equal."""
        said = {
            **vars(self),
            "mapping": dict(self.mapping),
            "exported_at": self.exported_at.isoformat() if self.exported_at else None,
            "rates": to_record(self.rates) if self.rates else None,
        }
        text = json.dumps(said, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def first_export(record: Mapping[str, Any], source: str) -> date | None:
    """Day of a source's oldest export in the book, None where it has none."""
    return _export(record, source, "first")


def last_export(record: Mapping[str, Any], source: str) -> date | None:
    """Day of a source's newest export in the book, None where it has none."""
    return _export(record, source, "last")


def behind(record: Mapping[str, Any], source: str, as_of: date) -> dict[str, date]:
    """Other sources whose last export is older than the book's day."""
    days = {
        name: date.fromisoformat(kept["last"])
        for name, kept in record.get("sources", {}).items()
        if name != source
    }
    return {name: day for name, day in days.items() if day < as_of}


def read_before(
    record: Mapping[str, Any], source: str, hashes: Sequence[str], fingerprint: str
) -> dict[str, Any] | None:
    """The earlier import of the very same files in the same way, None where there was none."""
    for entry in record.get("imports", ()):
        same_files = sorted({file["sha256"] for file in entry["files"]}) == sorted(set(hashes))
        if same_files and (entry["source"], entry["fingerprint"]) == (source, fingerprint):
            return dict(entry)
    return None


def record_after(
    record: Mapping[str, Any], summary: ImportSummary, built: Built, given: Given
) -> dict[str, Any]:
    """The book's record after an import."""
    sources = dict(record.get("sources", {}))
    if built.deals.num_rows:
        days = [built.as_of.isoformat(), *sources.get(summary.source, {}).values()]
        sources[summary.source] = {"first": min(days), "last": max(days)}
    entry = {
        "source": summary.source,
        "as_of": built.as_of.isoformat(),
        "fingerprint": given.fingerprint(),
        "options": {
            "exported_at": given.exported_at.isoformat() if given.exported_at else None,
            "date_order": given.date_order,
            "decimal": given.decimal,
            "as_table": given.as_table,
            "mapping": dict(given.mapping),
        },
        "files": [file.to_record() for file in summary.files],
        "rows": {
            "read": summary.rows,
            "in_book": summary.in_book,
            "repeated": summary.repeated,
            "quarantined": summary.quarantined,
        },
        "flags": dict(summary.flags),
        "reasons": dict(summary.reasons),
    }
    return {
        "timezone_given": given.timezone is not None,
        "deals": {
            "all": summary.deals,
            "won": summary.won,
            "lost": summary.lost,
            "open": summary.open,
        },
        "sources": sources,
        "stages": _offered(record.get("stages", {}), built.processes),
        "rates": to_record(given.rates) if given.rates else None,
        "imports": [*record.get("imports", ()), entry],
    }


def _offered(known: Mapping[str, list[str]], processes: Processes) -> dict[str, list[str]]:
    """Keys of all stages that exports ever named, by pipeline."""
    offered = {pipeline: list(keys) for pipeline, keys in known.items()}
    for pipeline, process in processes.items():
        keys = offered.setdefault(pipeline or "", [])
        keys += [stage.key for stage in process.stages if stage.key not in keys]
    return offered


def _export(record: Mapping[str, Any], source: str, which: str) -> date | None:
    days = record.get("sources", {}).get(source)
    return date.fromisoformat(days[which]) if days else None


def _allowed(field: str, value: str | None, allowed: tuple[str, ...]) -> None:
    if value is not None and value not in allowed:
        raise InvalidValue("not_allowed", field=field, value=value, allowed=", ".join(allowed))


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidValue("unknown_timezone", value=name) from error
