"""What the funnel widget filters by, and what comes of a filter."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import FunnelAudit, audit_funnel
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_definitions import FunnelDefinition, funnel_by_definition
from salestoolkit.core.part import Part


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which deals the picture is about: values by column, and the months in which they were created."""

    values: dict[str, str] = field(default_factory=dict)
    first: date | None = None
    before: date | None = None
    definition: FunnelDefinition = "reached_at_least"

    @property
    def part(self) -> Part | None:
        """The first column chosen: its deals are held against those with other values."""
        return next(
            (Part(dimension=column, value=self.values[column]) for column in self.values), None
        )

    @property
    def others(self) -> dict[str, str]:
        """The columns chosen after it: they narrow down what it is held against too."""
        return dict(list(self.values.items())[1:])


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a filter gives: the audit, and the counts behind it."""

    audit: FunnelAudit
    source: Source

    @cached_property
    def definitions(self) -> pd.DataFrame:
        """The stages counted in each of the four ways."""
        return funnel_by_definition(self.source.page())


def find(book: DealBook, wanted: Filter, *, pipeline: str | None) -> Found:
    """The audit of the deals that a filter chooses, without what a picture does not show.

    The first column chosen makes the part that is held against the others; all else narrows down
    both.
    """
    if wanted.first is not None or wanted.before is not None:
        book = book.created_within(wanted.first, wanted.before)
    if wanted.others:
        book = book.where(**{name: value or None for name, value in wanted.others.items()})
    part = wanted.part
    return Found(
        audit=audit_funnel(
            book, pipeline=pipeline, part=part, definition=wanted.definition, whole=False
        ),
        source=Source(book, pipeline, *((part.dimension, part.value) if part else ())),
    )
