"""The notebook own_report counts what it says: ``pytest test_own_report.py``."""

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.reports.own.trial import run_notebook
from salestoolkit.sources.importer import import_files

NOTEBOOK = Path(__file__).with_name("own_report.ipynb")

# Few enough deals to count by hand: as of 31 October the last four weeks begin on 4 October.
DEALS = """\
Deal id,Title,Status,Stage,Team,Source,Created
1,Amber,Open,Offer,North,Referral,2026-10-31
2,Birch,Open,Offer,North,Referral,2026-10-04
3,Cedar,Lost,Offer,North,,2026-10-03
4,Delta,Open,Offer,South,Fair,2026-10-20
5,Ebony,Open,Offer,South,Fair,2026-09-06
6,Fern,Open,Offer,South,Fair,2026-09-05
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own_report")
    export = folder / "deals.csv"
    export.write_text(DEALS, encoding="utf-8")
    import_files(
        [export], to=folder / "book", timezone="Europe/Warsaw", exported_at=date(2026, 10, 31)
    )
    return str(folder / "book")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_deals_of_the_last_four_weeks_are_counted(book, language):
    page = run_notebook(NOTEBOOK, book=book, language=language)
    figures = page.record["figures"]
    assert figures["new_deals"]["value"] == 3
    assert figures["earlier_deals"]["value"] == 2
    assert figures["new_deals"]["n"] == 6


def test_a_page_of_one_team_holds_only_its_deals(book):
    page = run_notebook(NOTEBOOK, book=book, team="South")
    assert page.record["figures"]["new_deals"]["value"] == 1
    assert page.record["more"]["mix"] == [{"source": "Fair", "recent": 1, "before": 1}]
    assert "Referral" not in page.html
