"""The invented companies that come with the toolkit, from their CRM export to a deal book."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from salestoolkit.errors import InvalidValue
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

FILES = (
    *("deals.csv", "stage_history.json", "stages.json", "activities.csv", "costs.csv"),
    *("reps.csv", "quotas.csv", "commits.csv", "lines.csv"),
    *("accounts.csv", "account_owners.csv", "visits.csv"),
    *("contracts.csv", "feedback.csv"),
)


@dataclass(frozen=True)
class Company:
    """A sample company: the folder of its export, its time zone, the language of its people."""

    folder: str
    timezone: str
    language: str


COMPANIES = (
    Company("marmalade_lighthouse", "Europe/London", "en"),
    Company("kwarcowa_sowa", "Europe/Warsaw", "pl"),
)


def company(name: str) -> Company:
    """The sample company with this folder's name; InvalidValue names those there are."""
    found = next((one for one in COMPANIES if one.folder == name), None)
    if found is None:
        allowed = ", ".join(one.folder for one in COMPANIES)
        raise InvalidValue("unknown_sample", value=name, allowed=allowed)
    return found


def import_sample(sample: Company, *, to: Path) -> None:
    """Import a sample company's export into a deal book; one imported before is left as it is."""
    export = packaged_path(f"data/{sample.folder}")
    import_files([export / name for name in FILES], to=to, timezone=sample.timezone)
