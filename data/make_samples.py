"""Make the sample data: two invented companies as their CRM would export them.

Run with the project's Python: ``python data/make_samples.py [--to FOLDER]``. The same files come out
byte for byte every time. Who they are and what is hidden in them: `STORIES.md`.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from beside_accounts import account_owners_csv, commits_csv, lines_csv
from channel_tests import write_channel_test
from companies import Company
from correspondence import write_correspondence
from customers import contracts_csv, make_customers
from deal_exports import deals_csv, history_json, stages_json
from form_sessions import form_files
from kwarcowa_sowa import POLISH
from lead_sources import source_files
from leads import lead_files
from marmalade_lighthouse import ENGLISH
from outreach import outreach_files
from side_tables import (
    accounts_csv,
    activities_csv,
    make_activities,
    quotas_csv,
    reps_csv,
    visits_csv,
)
from simulate import Dice, make_accounts, make_deals
from surveys import feedback_csv


def main() -> None:
    """Write the files of both companies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    folder = parser.parse_args().to
    for company in (POLISH, ENGLISH):
        write_company(company, folder / company.key)
        write_channel_test(company.key, folder / company.key)
        write_correspondence(folder / company.key, polish=company is POLISH)


def write_company(company: Company, folder: Path) -> None:
    """Write the files of one company."""
    dice = Dice(company.seed)
    accounts = make_accounts(company, dice)
    accounts[7] = replace(accounts[7], name=company.words["odd_company"])
    deals = make_deals(company, accounts, dice)
    activities = make_activities(company, deals, dice)
    customers = make_customers(company, deals, accounts)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "deals.csv": deals_csv(company, deals, activities, dice),
        "stage_history.json": history_json(company, deals),
        "stages.json": stages_json(company),
        "activities.csv": activities_csv(company, activities),
        "reps.csv": reps_csv(company),
        "accounts.csv": accounts_csv(company, accounts),
        "visits.csv": visits_csv(company, accounts, dice),
        "quotas.csv": quotas_csv(company, dice),
        "contracts.csv": contracts_csv(company, customers),
        "feedback.csv": feedback_csv(company, customers),
        "account_owners.csv": account_owners_csv(company, accounts),
        "lines.csv": lines_csv(company, deals),
        "commits.csv": commits_csv(company, deals),
        **outreach_files(company),
        **lead_files(company, deals, accounts),
        **source_files(company),
        **form_files(company),
    }
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
