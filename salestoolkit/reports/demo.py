"""The demonstration: two invented companies from their CRM export to a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from salestoolkit.reports.make import ReportJob, plan_report
from salestoolkit.sources.samples import COMPANIES, import_sample


def demo_jobs(to: Path) -> Iterator[ReportJob]:
    """Import each sample export into a deal book, and plan the company's report in its language.

    What was imported before is left as it is, so that a second run only makes the pages.
    """
    for company in COMPANIES:
        book = to / f"{company.folder}_book"
        import_sample(company, to=book)
        yield plan_report(
            "funnel_audit",
            book=book,
            to=to / company.folder,
            per="team",
            languages=[company.language],
        )
