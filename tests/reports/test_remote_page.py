"""A page made from counts that a database gave."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from salestoolkit.errors import ReportError
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.page import open_page
from salestoolkit.sources.remote_books.address import book_place

MAPPING = """
[tables]
deals = "deals.parquet"
stage_log = "moves.parquet"
[deals]
deal_id = "no"
team = "team"
territory = "place"
[stage_log]
deal_id = "no"
entry = "phase"
entered_at = "at"
[stages]
talk = "talk"
offer = "offer"
signed = "won"
gone = "lost"
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of two Parquet files with their mapping."""
    folder = tmp_path_factory.mktemp("parquet")
    (folder / "mapping.toml").write_text(MAPPING)
    tables = {
        "deals": "select i as no, ['North', 'South'][1 + i % 2] as team,"
        " case when i < 10 then 'East' else 'West' end as place from range(40) t(i)",
        "moves": "select i as no, p as phase, date '2026-01-01' + (i + d)::int as at from range(40) t(i),"
        " (values ('talk', 0), ('offer', 5), ('signed', 9), ('gone', 9)) as m(p, d)"
        " where p in ('talk', 'offer') or (i % 3 = 0 and p = 'signed')"
        " or (i % 3 = 1 and p = 'gone')",
    }
    for name, query in tables.items():
        duckdb.sql(query).write_parquet(str(folder / f"{name}.parquet"))
    place = book_place("duckdb://", folder / "mapping.toml")
    assert isinstance(place, str)
    return place


@pytest.mark.slow
def test_a_page_says_that_only_counts_were_fetched(book: str) -> None:
    page = open_page(book, dimension="team", value="North", language="pl")
    assert page.audit.figures["deals"].value == 20
    assert "counts_only" in page.audit.limits
    east = open_page(book, dimension="team", value="North", within={"territory": "East"})
    assert east.audit.figures["deals"].value == 5
    assert page.audit.stalled is None or page.audit.stalled.rows.empty


def test_pages_are_planned_by_part_and_pages_of_single_deals_are_refused(
    book: str, tmp_path: Path
) -> None:
    job = plan_report("funnel_audit", book=book, to=tmp_path / "pages", per="team")
    assert [page.value for page in job.pages] == ["", "North", "South"]
    assert {page.parameters(book)["book"] for page in job.pages} == {book}
    narrow = plan_report(
        "funnel", book=book, to=tmp_path / "pages", per="team", within={"territory": "East"}
    )
    assert [page.value for page in narrow.pages] == ["North", "South"]
    with pytest.raises(ReportError, match="remote_report"):
        plan_report("pipeline_review", book=book, to=tmp_path / "pages")
