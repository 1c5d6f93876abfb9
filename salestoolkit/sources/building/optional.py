"""Optional tables of a deal book: products sold, activities, people, plans, accounts and the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT, MONEY, TEXT
from salestoolkit.sources.building.cells import Cells, Formats, by_word, true
from salestoolkit.sources.building.quarantine import Ledger, Mask
from salestoolkit.sources.building.stages import is_total
from salestoolkit.sources.plan_periods import plan_period
from salestoolkit.sources.plan_words import metric_of

NAMES = {"pipedrive_activities": "activities", "salesforce_tasks": "activities"}
"""Tables of CRMs that are one of the optional tables."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "lines": ("deal_id", "product", "quantity", "value", "currency"),
    "activities": (
        "activity_id",
        "deal_id",
        "type",
        "subject",
        "owner",
        "due_at",
        "done_at",
        "done",
        "created_at",
        "duration_minutes",
    ),
    "contacts": (
        "contact",
        "name",
        "organization",
        "form_of_address",
        "consent_email",
        "consent_phone",
        "consent_given",
        "consent_withdrawn",
        "consent_source",
    ),
    "reps": ("owner", "team", "territory", "manager", "started_at", "left_at"),
    "quotas": (
        "owner",
        "team",
        "territory",
        "product",
        "period",
        "starts",
        "ends",
        "target",
        "metric",
        "currency",
    ),
    "commits": (
        "owner",
        "team",
        "period",
        "starts",
        "ends",
        "committed",
        "said_on",
        "metric",
        "currency",
    ),
    "costs": ("source", "from", "to", "amount", "currency", "hours"),
    "contracts": (
        "customer",
        "starts",
        "ends",
        "amount",
        "currency",
        "decision",
        "decided_at",
        "left_at",
        "referred_by",
        "check_in_at",
    ),
    "feedback": (
        "customer",
        "asked_at",
        "at",
        "score",
        "comment",
        "change",
        "changed_at",
        "told_at",
    ),
    "experiment": ("lead", "arm", "assigned_at", "sent_at", "outcome"),
    "accounts": (
        *("account", "name", "segment", "class", "territory", "owner", "potential", "currency"),
        *("is_client", "active", "city", "country", "postal_code", "latitude", "longitude"),
    ),
    "account_owners": ("account", "owner", "territory", "from", "to"),
    "account_visits": ("account", "owner", "visited_at", "planned_at", "outcome"),
    "products": ("product", "series", "price"),
}
"""Columns that each table has at least; the first one names what a row is about."""

DATES = frozenset(
    {"at", "from", "to", "starts", "ends", "said_on", "consent_given", "consent_withdrawn"}
)
BEGINNINGS = frozenset({"from", "starts"})
"""Dates that may be given as a month: what begins in it begins on its first day."""
AMOUNTS = frozenset({"value", "amount", "price", "revenue", "potential", "target", "committed"})
NUMBERS = frozenset({"quantity", "hours", "score", "employees", "latitude", "longitude"})
TRUTHS = frozenset({"done", "active", "is_client"})
DURATION = "duration"


def column_type(name: str) -> pa.DataType:
    """Type of a column of an optional table, by its name.

    Examples
    --------
    >>> column_type("due_at"), column_type("quantity"), column_type("team")
    (TimestampType(timestamp[us, tz=UTC]), DataType(double), DataType(string))
    """
    if name in DATES or name.endswith("_at"):
        return INSTANT
    if name in AMOUNTS:
        return MONEY
    if name in NUMBERS or name == "duration_minutes":
        return pa.float64()
    return pa.bool_() if name in TRUTHS else TEXT


def read_optional(ledger: Ledger, formats: Formats, source_name: str) -> dict[str, pa.Table]:
    """The optional tables among the files, by name; several files of one table are put together."""
    found: dict[str, list[pa.Table]] = {}
    for number, part in enumerate(ledger.tables):
        name = NAMES.get(part.kind, part.kind)
        if name not in COLUMNS:
            continue
        rows = _kept(Cells(number, part, np.arange(part.table.num_rows), ledger, formats), name)
        ledger.use(number, rows)
        cells = Cells(number, part, np.flatnonzero(rows), ledger, formats)
        found.setdefault(name, []).append(_table(cells, name, source_name))
    return {
        name: pa.concat_tables(parts, promote_options="default").combine_chunks()
        for name, parts in found.items()
    }


def _kept(cells: Cells, name: str) -> Mask:
    """Rows that are no total and not deleted in the CRM."""
    about = next((field for field in COLUMNS[name] if cells.has(field)), None)
    totals = true(by_word(cells.raw(about), is_total, pa.bool_())) if about else cells.rows < 0
    deleted = true(cells.truths("deleted")) if cells.has("deleted") else cells.rows < 0
    deleted = deleted & ~totals
    cells.ledger.quarantine(cells.number, totals, "total_row")
    cells.ledger.quarantine(cells.number, deleted, "deleted")
    return ~(totals | deleted)


def _table(cells: Cells, name: str, source_name: str) -> pa.Table:
    """One file of an optional table: its own columns, and those that the table always has."""
    n = len(cells.rows)
    columns: dict[str, pa.Array] = {"source_name": pa.repeat(pa.scalar(source_name, TEXT), n)}
    for field in cells.part.fields:
        if field == DURATION:
            columns["duration_minutes"] = _minutes(cells)
        elif name in PLANS and field in PLANS[name]:
            columns[field] = PLANS[name][field](cells)
        elif field not in ("deleted", "currency"):
            _read(cells, field, columns)
    if cells.has("currency"):
        told = columns.get("currency", pa.nulls(n, TEXT))
        columns["currency"] = pc.coalesce(cells.currencies("currency"), told)
    for field in COLUMNS[name]:
        columns.setdefault(field, pa.nulls(n, column_type(field)))
    return pa.table(_in_order(columns, ("source_name", *COLUMNS[name])))


def _read(cells: Cells, field: str, columns: dict[str, pa.Array]) -> None:
    wanted = column_type(field)
    if wanted == INSTANT:
        columns[field] = cells.instants(field, months=field in BEGINNINGS)
    elif wanted == MONEY:
        columns[field], currencies = cells.money(field)
        if currencies.null_count < len(currencies):
            columns["currency"] = currencies
    elif wanted == pa.float64():
        columns[field] = cells.money(field)[0].cast(pa.float64())
    else:
        columns[field] = cells.truths(field) if wanted == pa.bool_() else cells.text(field)


def _period(cells: Cells) -> pa.Array:
    """Periods of a plan in one form, whatever language they are written in; others as written."""
    header = cells.part.fields["period"]
    return by_word(cells.raw("period"), lambda text: plan_period(text, header=header) or text, TEXT)


def _metric(cells: Cells) -> pa.Array:
    """What a plan is in, by one word in every language; others as written."""
    return by_word(cells.raw("metric"), lambda text: metric_of(text) or text, TEXT)


def _minutes(cells: Cells) -> pa.Array:
    """Durations in minutes: ``01:30`` is hours and minutes, a plain number what its header says."""
    seconds = "second" in cells.part.fields[DURATION].casefold()

    def minutes(text: str) -> float | None:
        parts = text.split(":")
        if not all(part.isdigit() for part in parts) or len(parts) > 3:
            return None
        if len(parts) == 1:
            return int(text) / 60 if seconds else float(text)
        hours, mins, *secs = (int(part) for part in parts)
        return hours * 60 + mins + sum(secs) / 60

    return by_word(cells.raw(DURATION), minutes, pa.float64())


PLANS: Mapping[str, Mapping[str, Callable[[Cells], pa.Array]]] = {
    name: {"period": _period, "metric": _metric} for name in ("quotas", "commits")
}
"""Columns of plans that are written in many ways."""


def _in_order(columns: Mapping[str, pa.Array], first: Sequence[str]) -> dict[str, pa.Array]:
    rest = [name for name in columns if name not in first]
    return {name: columns[name] for name in (*first, *rest)}
