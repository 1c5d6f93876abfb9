"""The demonstration: two invented companies from their CRM export to a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.reports.make import ReportJob, plan_report
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

FILES = ("deals.csv", "stage_history.json", "stages.json")


@dataclass(frozen=True)
class Company:
    """A sample company: the folder of its export, its time zone, the language of its page."""

    folder: str
    timezone: str
    language: str


COMPANIES = (
    Company("marmalade_lighthouse", "Europe/London", "en"),
    Company("kwarcowa_sowa", "Europe/Warsaw", "pl"),
)


def demo_jobs(to: Path) -> Iterator[ReportJob]:
    """Import each sample export into a deal book, and plan the company's report in its language.

    What was imported before is left as it is, so that a second run only makes the pages.
    """
    for company in COMPANIES:
        export = packaged_path(f"data/{company.folder}")
        book = to / f"{company.folder}_book"
        import_files(
            [export / name for name in FILES],
            to=book,
            timezone=company.timezone,
        )
        yield plan_report(
            "funnel_audit",
            book=book,
            to=to / company.folder,
            per="team",
            languages=[company.language],
        )
