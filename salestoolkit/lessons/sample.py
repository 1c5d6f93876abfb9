"""A company's deal book as the lessons speak of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import FunnelAudit, audit_funnel
from salestoolkit.core.process import SalesProcess
from salestoolkit.lessons.checks_00 import Tally
from salestoolkit.sources.books.store import open_book


@dataclass(frozen=True)
class Data:
    """A deal book in a workshop folder, read and audited when first asked for."""

    path: Path

    @cached_property
    def book(self) -> DealBook:
        """The deal book itself."""
        return open_book(self.path)

    @cached_property
    def process(self) -> SalesProcess:
        """Its process: of the pipeline with the most deals."""
        return self.book.process_of()

    @cached_property
    def audit(self) -> FunnelAudit:
        """Audit of all its deals."""
        return audit_funnel(self.book, whole=False)

    @property
    def tally(self) -> Tally:
        """Its deals by what became of them."""
        figures = self.audit.figures
        won, lost, still = (int(figures[name].value or 0) for name in ("won", "lost", "open"))
        return Tally(won=won, lost=lost, open=still)

    @property
    def lost_by_stage(self) -> dict[str, int]:
        """Lost deals by the name of the furthest stage they came to, in process order."""
        rows = self.audit.stages.to_dict("records")
        return {str(row["name"]): int(row["lost_here"]) for row in rows}
