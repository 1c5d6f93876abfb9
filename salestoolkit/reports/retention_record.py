"""A page about customers that stay as JSON: what the page says, a program can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import salestoolkit
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_churn import YEAR_DAYS, HazardMonth, Stay
from salestoolkit.core.retention_contacts import Contact
from salestoolkit.core.retention_due import DUE_DAYS, Due
from salestoolkit.core.retention_parts import PERIOD_DAYS, PartRow
from salestoolkit.core.retention_rates import Renewals
from salestoolkit.core.retention_revenue import RevenueBetween
from salestoolkit.core.retention_triangle import Cohort
from salestoolkit.reports.figures import plain_value
from salestoolkit.words.retention import contact_why, next_steps, reason_of

if TYPE_CHECKING:
    from salestoolkit.reports.retention_sections import RetentionPage

FORMAT = "salestoolkit/retention/1"
"""Name and number of the layout; a change that breaks a reader gets a new number."""
LEVEL = 0.95


def retention_record(page: RetentionPage) -> dict[str, Any]:
    """Everything that a page tells, under ``content/schemas/retention.schema.json``."""
    found, words = page.found, page.words
    part = found.part
    return {
        "format": FORMAT,
        "version": salestoolkit.__version__,
        "language": words.language,
        "title": page.title,
        "headline": page.headline_text,
        "as_of": found.as_of.isoformat(),
        "book": plain_value(page.book),
        "definitions": {key: text for key, (_, text) in page.terms.items()},
        "part": None if part is None else {"dimension": part.dimension, "value": part.value},
        "currency": found.currency,
        "source": found.source,
        "small": found.small,
        "level": LEVEL,
        "customers": len(found.customers),
        "active": found.active,
        "churn": _churn(found),
        "renewals": _renewals(found.renewals) | {"days": PERIOD_DAYS},
        "revenue": _revenue(found.revenue),
        "due": {
            "days": DUE_DAYS,
            "n": len(found.due),
            "value": plain_value(found.due_value),
            "at_risk": plain_value(found.at_risk),
            "contracts": [_due(one, page) for one in found.due],
        },
        "pending": [_due(one, page) for one in found.pending],
        "contacts": {
            "from": found.planned[0].isoformat(),
            "before": found.planned[1].isoformat(),
            "list": [_contact(one, page) for one in found.contacts],
        },
        "triangle": {
            "unit": found.triangle.unit,
            "older": found.triangle.older,
            "cohorts": [_cohort(one) for one in found.triangle.cohorts],
        },
        "parts": {table.dimension: [_part(row) for row in table.rows] for table in found.parts},
        "repeat": _repeat(found),
        "notes": {
            name: dict(value) if name == "apart" else value
            for name, value in vars(found.notes).items()
        },
        "actions": next_steps(words, found),
        "beside": plain_value(page.more_data),
    }


def _churn(found: Retention) -> dict[str, Any]:
    churn, peak = found.churn, found.churn.peak
    return {
        "left": churn.left,
        "stay_a_year": _stay(churn.stay()),
        "stay_two_years": _stay(churn.stay(2 * YEAR_DAYS - 1)),
        "median_months": plain_value(churn.median_months),
        "peak_month": None if peak is None else peak.month,
        "months": [_hazard(one) for one in churn.months],
    }


def _stay(stay: Stay) -> dict[str, Any]:
    return {
        "days": stay.days,
        "value": plain_value(stay.value),
        "low": plain_value(stay.low),
        "high": plain_value(stay.high),
        "watched": stay.watched,
    }


def _hazard(one: HazardMonth) -> dict[str, Any]:
    hazard = plain_value(one.hazard)
    return {"month": one.month, "at_risk": one.at_risk, "left": one.left, "hazard": hazard}


def _renewals(told: Renewals) -> dict[str, Any]:
    return {
        "due": told.due,
        "renewed": told.renewed,
        "lost": told.lost,
        "pending": told.pending,
        "rate": plain_value(told.rate),
        "low": plain_value(told.low),
        "high": plain_value(told.high),
        "bounds": list(told.bounds),
    }


def _revenue(told: RevenueBetween) -> dict[str, Any]:
    decided = told.decided
    bounds = {"gross_bounds": told.gross_bounds, "net_bounds": told.net_bounds}
    return {
        "start": told.start.isoformat(),
        "end": told.end.isoformat(),
        "currency": told.currency,
        "customers": decided.customers,
        "kept": decided.kept,
        "start_value": plain_value(decided.start),
        "end_value": plain_value(decided.end),
        "new_value": plain_value(decided.new),
        "gross": plain_value(decided.gross),
        "net": plain_value(decided.net),
        "logos": plain_value(decided.logos),
        "pending": told.pending,
        "pending_value": plain_value(told.pending_value),
        **{name: None if pair is None else list(pair) for name, pair in bounds.items()},
    }


def _due(one: Due, page: RetentionPage) -> dict[str, Any]:
    return {
        "customer": one.customer,
        "ends": one.ends.isoformat(),
        "days": one.days,
        "amount": plain_value(one.amount),
        "currency": one.currency,
        "owner": one.owner,
        "segment": one.segment,
        "product": one.product,
        "notice": one.notice,
        "chance": plain_value(one.chance),
        "at_risk": plain_value(one.at_risk),
        "reason": reason_of(page.words, page.found, one),
    }


def _contact(one: Contact, page: RetentionPage) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "on": one.on.isoformat(),
        "customer": one.customer,
        "owner": one.owner,
        "ends": None if one.ends is None else one.ends.isoformat(),
        "past": one.past,
        "why": contact_why(page.words, one, page.found.churn.peak),
    }


def _cohort(one: Cohort) -> dict[str, Any]:
    return {
        "start": one.start.isoformat(),
        "customers": one.customers,
        "revenue": plain_value(one.revenue),
        "cells": [
            None
            if cell is None
            else {name: plain_value(value) for name, value in vars(cell).items()}
            for cell in one.cells
        ],
    }


def _part(row: PartRow) -> dict[str, Any]:
    return {
        "value": row.value,
        "customers": row.customers,
        "active": row.active,
        "small": row.small,
        "stay_a_year": _stay(row.stay),
        "renewals": _renewals(row.renewals),
        "revenue": _revenue(row.revenue),
        "due": row.due,
        "due_value": plain_value(row.due_value),
    }


def _repeat(found: Retention) -> dict[str, Any] | None:
    repeat = found.repeat
    if repeat is None:
        return None
    return {
        "customers": len(repeat.buyers),
        "returned": repeat.returned,
        "within_a_year": plain_value(repeat.within_a_year),
        "low": plain_value(repeat.interval.low),
        "high": plain_value(repeat.interval.high),
        "gap_days": plain_value(repeat.gap.value),
        "overdue": [one.name for one in repeat.overdue],
    }
