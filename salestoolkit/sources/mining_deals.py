"""Which deal of a book a letter is about, and where that deal stood on the day it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.frames import deals_frame, visit_frame
from salestoolkit.core.mined import Message
from salestoolkit.core.objection_counts import Place


@dataclass(frozen=True)
class Deals:
    """Deals by id, with the stages that each was in since which day."""

    rows: Mapping[str, Mapping[str, Any]]
    stays: Mapping[str, list[tuple[date, str]]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, book: DealBook, *, pipeline: str | None = None) -> Deals:
        """The deals of a book's pipeline; BookError where it has no such pipeline."""
        pipeline = book.pipeline_or_largest(pipeline)
        frame = deals_frame(book, pipeline=pipeline)
        rows = {
            str(row["deal_id"]): {str(key): value for key, value in row.items()}
            for row in frame[["deal_id", "fate", "stage", "lost_reason", "owner"]].to_dict(
                "records"
            )
        }
        visits = visit_frame(book, pipeline=pipeline)
        visits = visits[visits["entered"].notna()]
        stays: dict[str, list[tuple[date, str]]] = {}
        for deal, day, stage in zip(
            visits["deal_id"], visits["entered"], visits["stage"], strict=True
        ):
            stays.setdefault(str(deal), []).append((day.date(), str(stage)))
        process = book.process_of(pipeline)
        return cls(rows, stays, {stage.key: stage.name for stage in process.stages})

    def place_of(self, message: Message) -> Place:
        """Where a message belongs; nothing is known of one whose deal is not in the book."""
        told = (message.deal,) if message.deal is not None else message.clues
        deal = next((one for one in told if one in self.rows), None)
        if deal is None:
            return Place(deal=message.deal)
        row = self.rows[deal]
        return Place(
            deal=deal,
            stage=self._stage(deal, message.at, row),
            outcome=str(row["fate"]),
            lost_reason=_text(row["lost_reason"]),
            owner=_text(row["owner"]),
        )

    def _stage(self, deal: str, day: date | None, row: Mapping[str, Any]) -> str | None:
        """The stage on a day; without one, or before the first, that in which the deal stands."""
        before = [stage for since, stage in self.stays.get(deal, ()) if day and since <= day]
        key = before[-1] if before else _text(row["stage"])
        return None if key is None else self.names.get(key, key)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
