"""Columns of the deal book's tables, as Arrow schemas."""

from __future__ import annotations

import pyarrow as pa

INSTANT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(20, 4)
TEXT = pa.string()

DEALS = pa.schema(
    [
        ("source_name", TEXT),
        ("deal_id", TEXT),
        ("pipeline", TEXT),
        ("linked_deal_id", TEXT),
        ("observed_from", INSTANT),
        ("title", TEXT),
        ("owner", TEXT),
        ("team", TEXT),
        ("organization", TEXT),
        ("segment", TEXT),
        ("source", TEXT),
        ("channel", TEXT),
        ("territory", TEXT),
        ("product", TEXT),
        ("value", MONEY),
        ("margin", MONEY),
        ("currency", TEXT),
        ("net_or_gross", TEXT),
        ("status", TEXT),
        ("stage", TEXT),
        ("created_at", INSTANT),
        ("closed_at", INSTANT),
        ("expected_close", INSTANT),
        ("probability", pa.float64()),
        ("forecast_category", TEXT),
        ("competitor", TEXT),
        ("lost_reason", TEXT),
        ("last_activity_at", INSTANT),
        ("next_activity_at", INSTANT),
        ("absent_since", INSTANT),
        ("flags", TEXT),
        ("value_original", MONEY),
        ("currency_original", TEXT),
    ]
)
"""One row a deal, keyed by (source_name, deal_id). Every column is present; what an export lacks is
null. ``status`` is open, won or lost. ``stage`` is the stage an open deal stands in (as exported, for
closed ones where the export tells). A date without a time is midnight in the book's time zone.
``absent_since`` is the export date from which the deal was missing. ``flags`` joins flag codes by ``;``.
``value_original`` and ``currency_original`` hold what the export said where rates converted the value."""

STAGE_LOG = pa.schema(
    [
        ("source_name", TEXT),
        ("deal_id", TEXT),
        ("seq", pa.int32()),
        ("entry", TEXT),
        ("entered_at", INSTANT),
        ("moved_by", TEXT),
        ("provenance", TEXT),
        ("observed_from", INSTANT),
    ]
)
"""One row a stage entry in order. ``entry`` is a stage key, or ``won``, ``lost``, ``reopened``;
``entered_at`` is null where it is not known; ``provenance`` is observed, inferred, overwritten or bulk.
Every closed deal with a closing date has a won or lost entry; a deal whose stage history the export
does not carry has no other entries than those (closed) or its present stage (open, inferred).
``observed_from`` is the export that first showed the deal in this stage, where nothing else tells of it."""

QUARANTINE = pa.schema(
    [
        ("source_name", TEXT),
        ("file", TEXT),
        ("line", pa.int64()),
        ("reason", TEXT),
        ("row", TEXT),
    ]
)
"""Rows that could not be counted as deals; ``row`` is the row as JSON; ``reason`` a key of content."""

FLAGS = pa.schema(
    [
        ("source_name", TEXT),
        ("deal_id", TEXT),
        ("flag", TEXT),
        ("field", TEXT),
        ("value", TEXT),
        ("file", TEXT),
        ("line", pa.int64()),
    ]
)
"""One row a defect of a deal that is in the book; the flagged field is null for what it would spoil."""

CLOSE_DATES = pa.schema(
    [
        ("source_name", TEXT),
        ("deal_id", TEXT),
        ("changed_at", INSTANT),
        ("before", INSTANT),
        ("after", INSTANT),
        ("provenance", TEXT),
    ]
)
"""One row a change of a deal's expected close date, from ``before`` to ``after``. ``provenance`` is
observed (the CRM recorded it) or inferred: two exports differ, ``changed_at`` is the day of the later."""
